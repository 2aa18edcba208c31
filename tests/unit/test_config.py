"""The project file: defaults, limits, and what a wrong one is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tillhouse.config import Project, find_project_file, load_project
from tillhouse.errors import ConfigError
from tillhouse.suggestions import did_you_mean, nearest

SECRET = "correct-horse-battery-staple"


def written(folder: Path, text: str) -> Path:
    file = folder / "tillhouse.toml"
    file.write_text(text, encoding="utf-8")
    return file


def load(folder: Path, text: str) -> Project:
    return load_project(written(folder, text), environ={})


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load(folder, text)
    return str(caught.value)


LINE_TYPES = ("goods", "gift_card", "shipping", "deposit", "tip", "bag", "donation", "fee", "tax",
              "discount", "rounding")  # fmt: skip


def test_an_empty_project_file_has_all_defaults(tmp_path):
    project = load(tmp_path, "")
    assert project.rules.as_variables() == {
        "tiers": {"gold": 0.2, "silver": 0.5},
        "incentive": {"rates": [0.01], "minimum_sales": 0, "include_managers": True},
        "infrequent": {"minimum_days": 30, "gap_factor": 1.5, "minimum_orders": 3},
        "coupons": {
            "gold": 0.15,
            "silver": 0.1,
            "bronze": 0.05,
            "valid_days": 30,
            "control_share": 0.1,
            "budget": 10000,
            "campaign": "",
            "issued_on": [],
        },
        "clusters": {"minimum": 2, "maximum": 8, "seed": 7, "top_products": 0},
        "calling": {"from": "09:00", "to": "17:00", "days": [1, 2, 3, 4, 5]},
        "return_rate": {"minimum_units": 30},
        "price_changes": {"minimum_days": 3, "window_days": 28},
        "rankings": {"top_products": 10, "top_customers": 100},
        "support": {"reopened_days": 7},
        "discounts": {"baseline_days": 28, "randomised": []},
        "far_dates": {"gap_days": 730, "days": 3, "rows": 10},
        "line_types": {name: [] for name in LINE_TYPES},
    }
    assert project.warehouse.target == "duckdb"
    assert project.audiences.sales.file_mode == 0o640
    assert project.audiences.data_quality.folder_mode == 0o700


def test_data_quality_stays_private_when_its_table_says_nothing_of_the_mode(tmp_path):
    project = load(tmp_path, "[audiences.data_quality]\nenabled = true\n[audiences.sales]\n")
    assert project.audiences.data_quality.folder_mode == 0o700
    assert project.audiences.sales.folder_mode == 0o750


def test_paths_are_relative_to_the_project_file_and_not_to_the_caller(tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    file = written(tmp_path, '[sources.pos]\nkind = "pos"\nlocation = "drops/pos"\n')
    monkeypatch.chdir(tmp_path / "elsewhere")
    project = load_project(file, environ={})
    assert project.places_of("pos") == {"files": str(tmp_path / "drops" / "pos")}
    assert project.lake_path == tmp_path / "lake"
    assert project.resolve("/mnt/lake") == Path("/mnt/lake")


def test_the_nearest_project_file_above_is_found(tmp_path):
    file = written(tmp_path, "")
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert find_project_file(tmp_path / "a" / "b") == file


def test_without_a_project_file_the_next_command_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match="tillhouse init"):
        load_project()


def test_every_problem_is_told_at_once_with_its_line(tmp_path):
    told = refusal(
        tmp_path,
        '[shop]\ncurency = "EUR"\nname = 5\n\n[rules.tiers]\ngold = 1.5\n[audiences.sale]\n',
    )
    assert "4 problems" in told
    assert "line 2: unknown setting shop.curency; did you mean 'currency'?" in told
    assert "line 3: shop.name = 5 must be text in quotes" in told
    assert "line 6: rules.tiers.gold = 1.5 must be at most 1" in told
    assert "line 7: unknown setting audiences.sale; did you mean 'sales'?" in told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[shop]\ntime_zone = "Europe/Berln"', "did you mean 'Europe/Berlin'?"),
        ('[shop]\ncurrency = "EURO"', "not a currency of ISO 4217"),
        ('[shop]\ncountry = "UK"', "not a country of ISO 3166"),
        ('[shop]\nas_of = "2025-02-30"', "must be a date such as"),
        ("[shop]\nas_of = 2025-01-01T10:00:00", "without a time of day"),
        ('time_zone = "UTC"', "it belongs under [shop]"),
        ("[rules.tiers]\ngold = 0.6", "gold (0.6) must not be above silver (0.50)"),
        ("[rules.clusters]\nminimum = 9", "minimum (9) must not be above maximum (8)"),
        ("[rules.clusters]\nseed = true", "must be a whole number"),
        ("[rules.clusters]\ntop_products = -1", "must be at least 0"),
        ("[rules.clusters]\ntop_products = 2.5", "must be a whole number"),
        ("[rules.incentive]\nrates = []", "at least one entry"),
        ("[rules.incentive]\nrates = [0.012345]", "at most 4 decimals"),
        ('[rules.incentive]\nrates = ["1 %"]', "must be a number, without quotes"),
        ("[rules.coupons]\nbudget = nan", "finite"),
        ('[rules.coupons]\ncampaign = "a\'b"', "not allowed here"),
        ("[rules.coupons]\nissued_on = ['2025-12-01']", "a list of dates"),
        ("[rules.coupons]\nissued_on = [2025-12-01, 2025-12-02]", "names a month twice"),
        ('[rules.calling]\nfrom = "18:00"', "from (18:00) must be before to (17:00)"),
        ("[rules.calling]\ndays = [5, 1]", "ascending"),
        ("[rules.calling]\ndays = [0]", "rules.calling.days.0 = 0 must be at least 1"),
        ("[audiences.sales]\nmode = 750", "folder mode in quotes"),
        ('[audiences.sales]\nmode = "0770"\ngroup = "a b"', "not allowed here"),
        ('[audiences.sales]\nmode = "0777"', "must not let everybody write"),
        ('[audiences.sales]\nmode = "0250"', "must let the owner"),
        ('[warehouse]\ntarget = "snowflake"', "must be one of 'duckdb' or 'spark'"),
        ('[warehouse]\nmemory_limit = "half"', 'give one such as "4GB"'),
        ('[sources.pos]\nkind = "pos"', "sources.pos: location is missing"),
        ('[sources.pos]\nkind = "pos"\nlocation = "ftp://host/drop"', "a folder or an address"),
        ('[sources."My Pos"]\nkind = "pos"\nlocation = "x"', 'the name "My Pos" must be'),
        ('[sources.refused]\nkind = "pos"\nlocation = "x"', "is kept for Tillhouse itself"),
        ("[lake]\nkeep_days = 0", "must be at least 1"),
        ("shop = 5", "must be a table of settings"),
        ("[shop\n", "not valid TOML"),
        ('[shop]\nname = "a"\nname = "b"\n', "at line 3"),
    ],
)
def test_a_wrong_value_is_told_with_what_is_expected(tmp_path, text, expected):
    told = refusal(tmp_path, text)
    assert expected in told
    assert str(tmp_path / "tillhouse.toml") in told


def test_a_file_that_is_not_utf8_is_a_setting_error(tmp_path):
    (tmp_path / "tillhouse.toml").write_bytes(b'[shop]\nname = "Caf\xe9"\n')
    with pytest.raises(ConfigError, match="UTF-8"):
        load_project(tmp_path, environ={})


def test_shares_are_exact_decimals_and_reach_the_models_without_an_exponent(tmp_path):
    project = load(tmp_path, "[rules.incentive]\nrates = [0.0001, 0.07]\n")
    assert project.rules.incentive.rates == (Decimal("0.0001"), Decimal("0.07"))
    assert [str(rate) for rate in project.dbt_variables()["rules"]["incentive"]["rates"]] == [
        "0.0001",
        "0.07",
    ]


def test_as_of_reaches_the_models_as_text_and_the_command_line_wins(tmp_path):
    project = load(tmp_path, "[shop]\nas_of = 2025-06-30\n")
    assert project.dbt_variables()["as_of"] == "2025-06-30"
    assert "as_of" not in project.dbt_variables()["shop"]
    later = project.replace(as_of=date(2025, 7, 1), target="spark")
    assert later.dbt_variables()["as_of"] == "2025-07-01"
    assert later.warehouse.target == "spark"
    assert later.folder == project.folder
    assert project.dbt_variables()["as_of"] == "2025-06-30"


def test_the_environment_file_is_read_and_the_real_environment_wins(tmp_path):
    file = written(tmp_path, "")
    (tmp_path / ".env").write_text(f"# note\nexport TILLHOUSE_SECRET='{SECRET}'\n\nOTHER=1\n")
    assert load_project(file, environ={}).secret() == SECRET
    assert load_project(file, environ={"TILLHOUSE_SECRET": "real"}).secret() == "real"


def test_a_missing_secret_names_its_variable(tmp_path):
    project = load(tmp_path, '[secrets]\npseudonym_env = "SHOP_KEY"\n')
    with pytest.raises(ConfigError, match="SHOP_KEY is not set"):
        project.secret()


def test_a_broken_environment_line_is_named_without_its_text(tmp_path):
    file = written(tmp_path, "")
    (tmp_path / ".env").write_text(f"A=1\nTILLHOUSE_SECRET: {SECRET}\n")
    with pytest.raises(ConfigError) as caught:
        load_project(file, environ={})
    assert "line 2" in str(caught.value)
    assert SECRET not in str(caught.value)


def test_a_project_does_not_show_its_secret(tmp_path):
    project = load_project(written(tmp_path, ""), environ={"TILLHOUSE_SECRET": SECRET})
    assert SECRET not in repr(project)
    assert SECRET not in project.model_dump_json()
    assert SECRET not in project.fingerprint()
    assert project.redact(f"key={SECRET}") == "key=<secret>"


def fingerprint(folder: Path, text: str, secret: str = SECRET) -> str:
    return load_project(written(folder, text), environ={"TILLHOUSE_SECRET": secret}).fingerprint()


def test_the_fingerprint_changes_with_what_changes_numbers(tmp_path):
    plain = fingerprint(tmp_path, "")
    assert plain == fingerprint(tmp_path, "[rules.tiers]\ngold = 0.2\n")
    for text in (
        "[rules.tiers]\ngold = 0.1\n",
        '[shop]\ncurrency = "EUR"\n',
        "[shop]\nas_of = 2025-01-01\n",
        '[sources.pos]\nkind = "pos"\nlocation = "x"\n',
        "[audiences.sales]\nenabled = false\n",
    ):
        assert fingerprint(tmp_path, text) != plain, text
    assert fingerprint(tmp_path, "", secret="another-secret-of-the-shop") != plain


def test_the_fingerprint_stays_with_what_changes_only_places(tmp_path):
    plain = fingerprint(tmp_path, "")
    for text in (
        '[lake]\npath = "l"\nkeep_days = 9\n',
        '[warehouse]\npath = "w"\ntarget = "spark"\nmemory_limit = "4GB"\n',
        '[publish]\npath = "p"\n',
        '[audiences.sales]\nmode = "0700"\n',
    ):
        assert fingerprint(tmp_path, text) == plain, text


def test_a_project_cannot_be_changed_by_accident(tmp_path):
    project = load(tmp_path, "")
    with pytest.raises(ValueError, match="frozen"):
        project.shop.name = "other"


def test_did_you_mean_gives_the_nearest_name_or_all():
    assert nearest("Sales-Orders", ["sales_orders", "sales"]) == "sales_orders"
    assert did_you_mean("zzz", ["b", "a"]) == "known: a, b"


def test_an_address_with_a_password_is_refused_and_the_password_not_shown(tmp_path):
    told = refusal(tmp_path, '[sources.erp]\nkind = "x"\nlocation = "mysql://shop:s3cret@host/erp"')
    assert "password_env" in told
    assert "s3cret" not in told


def test_a_way_with_an_address_of_another_way_is_refused(tmp_path):
    text = '[sources.erp]\nkind = "x"\nlocations = {database = "https://host/"}'
    assert "locations.database is an address of the kind rest" in refusal(tmp_path, text)


def test_a_credential_that_is_not_set_names_its_variable(tmp_path):
    text = '[sources.erp]\nkind = "x"\nlocation = "mysql://host/erp"\npassword_env = "ERP_PW"'
    (tmp_path / "tillhouse.toml").write_text(text)
    project = load_project(tmp_path, environ={})
    with pytest.raises(ConfigError, match="ERP_PW"):
        project.credential("erp", "password_env")
    project = load_project(tmp_path, environ={"ERP_PW": "s3cret"})
    assert project.credential("erp", "password_env") == "s3cret"
    assert "s3cret" not in project.redact("refused: s3cret")


PLAN = (
    '[sources.till]\nkind = "pos"\nlocation = "x"\n'
    """
[[incentive_plans]]
name = "spring"
valid_from = 2025-03-01
valid_to = 2025-05-31
rates = [0.01, 0.005]
"""
)


def test_incentive_plans_reach_the_models_as_plain_values(tmp_path):
    slabs = "slabs = [{ above = 100, rate = 0.5 }]\nstores = ['till:1']\nclawback_days = 30"
    assert load(tmp_path, PLAN + slabs).dbt_variables()["incentive_plans"] == [
        {
            "name": "spring",
            "valid_from": "2025-03-01",
            "valid_to": "2025-05-31",
            "stores": ["till:1"],
            "rates": [0.01, 0.005],
            "slabs": [{"above": 100, "rate": 0.5}],
            "minimum_sales": 0,
            "include_managers": True,
            "clawback_days": 30,
        }
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("", ""), '"spring" and "other" both hold for every store in 2025-03'),
        (("valid_to = 2025-05-31", ""), '"spring" and "other" both hold for every store'),
        (("", "stores = ['till:1']"), '"spring" and "other" both hold for till:1 in 2025-03'),
        (('"spring"', '"other"'), 'two plans have the name "other"'),
    ],
)
def test_two_incentive_plans_for_one_store_and_month_are_refused(tmp_path, change, expected):
    other = PLAN[PLAN.index("[[") :].replace("spring", "other")
    changed = PLAN.replace(*change) if change[0] else PLAN + change[1] + "\n"
    assert expected in refusal(tmp_path, changed + other)


@pytest.mark.parametrize(
    "change",
    [
        (("-03-", "-06-"), ("2025-05-31", "2025-06-30")),
        (("rates", "stores = ['till:2']\nrates"), ("", "")),
    ],
    ids=["one after the other", "in different stores"],
)
def test_incentive_plans_that_do_not_meet_are_taken(tmp_path, change):
    other = PLAN[PLAN.index("[[") :].replace("spring", "other")
    for old, new in change:
        other = other.replace(old, new) if old else other
    project = load(tmp_path, PLAN + "stores = ['till:1']\n" + other)
    assert [plan.name for plan in project.incentive_plans] == ["spring", "other"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("03-01", "03-02", "valid_from (2025-03-02) must be the first day of a month"),
        ("05-31", "05-30", "valid_to (2025-05-30) must be the last day of a month"),
        ("2025-05-31", "2025-01-31", "must not be before valid_from"),
        ("rates = [0.01, 0.005]", "", "neither rates nor slabs"),
        ("rates =", "rate =", "line 9: unknown setting incentive_plans.0.rate; did you mean"),
        ("rates", "stores = ['tll:1']\nrates", "no source 'tll'; did you mean 'till'?"),
        ("rates", "stores = ['1']\nrates", "must be the source and the id of a store"),
        ("rates", "slabs = [{ abov = 5, rate = 0 }]\nrates", "abov; did you mean 'above'?"),
        ('"spring"', '"standard"', "is the name of [rules.incentive]"),
        ('"spring"', '"it\'s"', "not allowed here"),
        (
            "rates",
            "slabs = [{ above = 5, rate = 0 }, { above = 5, rate = 0.1 }]\nrates",
            "slabs must be ascending",
        ),
    ],
)
def test_a_wrong_incentive_plan_is_told_with_its_remedy(tmp_path, old, new, expected):
    assert expected in refusal(tmp_path, PLAN.replace(old, new))


def test_a_problem_in_the_second_plan_is_told_with_its_line(tmp_path):
    second = PLAN[PLAN.index("[[") :].replace("spring", "other").replace("rates", "rate")
    assert "line 14: unknown setting incentive_plans.1.rate" in refusal(tmp_path, PLAN + second)
