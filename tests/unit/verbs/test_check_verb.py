"""`tillhouse check` foretells what a run would do, and changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

from tillhouse.config import load_project
from tillhouse.mapping_check import MappingFindings
from tillhouse.verbs.check_report import last_word

GOOD = (
    "customer_id,store_id,product_name,sales_date,sales_person_id,price,quantity,total_cost\n"
    "1,10,tea,2025-01-02,7,2.50,2,5.00\n"
)


def deliver(project: Path, name: str, text: str = GOOD) -> Path:
    file = project / "drops" / "pos" / name
    file.write_text(text, encoding="utf-8")
    return file


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_good_project_passes_and_nothing_is_changed(call, project):
    deliver(project, "sales_1.csv")
    before = contents(project)
    told = call("check", "--project", project)
    assert told.exit_code == 0, told.output
    assert "All is well" in told.stdout
    assert contents(project) == before


def test_what_would_be_loaded_refused_and_left_is_told_apart(call, project):
    deliver(project, "sales_1.csv")
    deliver(project, "sales_2.csv", "customer_id,store_id,product_name\n1,2,tea\n")
    deliver(project, "notes.pdf", "not a table")
    told = call("check", "--json", "--project", project)
    assert told.exit_code == 5
    report = json.loads(told.stdout)
    (source,) = report["sources"]
    assert source["to_load"] == ["sales_1.csv"]
    assert [refused["file"] for refused in source["refused"]] == ["sales_2.csv"]
    assert source["not_used"] == ["notes.pdf"]
    assert "sales_date" in report["problems"][0]["what"]
    assert report["exit_code"] == 5


def test_a_person_reads_the_reason_of_a_refusal(call, project):
    file = deliver(project, "sales_1.csv", "")
    told = call("check", "--project", project)
    assert told.exit_code == 5
    assert str(file) in told.stderr
    assert "A run would refuse this file" in told.stderr


def test_a_missing_location_is_a_source_error_and_the_other_sources_are_checked(call, project):
    with (project / "tillhouse.toml").open("a") as file:
        file.write('[sources.orders]\nkind = "retail_org"\nlocation = "nowhere"\n')
    deliver(project, "sales_1.csv")
    told = call("check", "--json", "--project", project)
    assert told.exit_code == 4
    report = json.loads(told.stdout)
    assert [source["source"] for source in report["sources"]] == ["pos"]
    assert "nowhere" in report["problems"][0]["what"]


def test_an_unknown_kind_gets_the_nearest_one(call, project):
    file = project / "tillhouse.toml"
    file.write_text(file.read_text().replace('kind = "pos"', 'kind = "poss"', 1))
    told = call("check", "--project", project)
    assert told.exit_code == 3
    assert "'pos'" in told.stderr


def test_a_missing_secret_is_a_setting_error_and_comes_first(call, project):
    (project / ".env").unlink()
    deliver(project, "sales_1.csv", "")
    told = call("check", "--project", project)
    assert told.exit_code == 3
    assert "TILLHOUSE_SECRET" in told.stderr
    assert "2 problems" in told.stderr


def test_a_wrong_project_file_is_refused_with_all_its_problems(call, project):
    (project / "tillhouse.toml").write_text("[shop]\nnam = 1\n[lake]\npth = 2\n")
    told = call("check", "--project", project)
    assert told.exit_code == 3
    assert "2 problems" in told.stderr


def test_a_project_without_sources_says_how_to_add_one(call, project):
    (project / "tillhouse.toml").write_text("")
    told = call("check", "--project", project)
    assert told.exit_code == 0
    assert "[sources.pos]" in told.stdout
    assert "All is well" not in told.stdout


def test_rows_of_a_packaged_kind_are_held_against_the_contracts_too(call, project):
    deliver(project, "sales_1.csv", GOOD.replace("2025-01-02", "soon"))
    told = call("check", "--project", project)
    assert told.exit_code == 5
    assert '"soon"' in told.stderr
    assert "All is well" not in told.stdout


def test_what_was_not_looked_at_is_not_called_well(project):
    findings = MappingFindings("erp", unread="a sample was read, at most 9 rows of each table")
    told = last_word(load_project(project), [findings])
    assert "All is well" not in told
    assert "erp: a sample was read" in told


def test_an_api_that_would_get_its_token_unencrypted_is_named(call, project, monkeypatch):
    monkeypatch.setenv("SHOP_TOKEN", "abcdefgh")
    with (project / "tillhouse.toml").open("a") as file:
        file.write('\n[sources.api]\nkind = "segmentation"\ntoken_env = "SHOP_TOKEN"\n')
        file.write('location = "http://shop.example/api"\n')
    told = call("check", "--project", project)
    assert told.exit_code == 3
    assert "unencrypted" in told.output
    assert "abcdefgh" not in told.output
