from __future__ import annotations

from pathlib import Path

import pytest

from tillhouse.errors import ConfigError
from tillhouse.sources.spec import SourceSpec, known_kinds, load_spec


def taken_by(spec: SourceSpec, path: str) -> str | None:
    table = spec.match(path)
    return table.name if table else None


def test_every_packaged_kind_can_be_read() -> None:
    for kind in known_kinds():
        assert load_spec(kind).tables


def test_an_unknown_kind_names_the_nearest_one() -> None:
    with pytest.raises(ConfigError) as caught:
        load_spec("retail-orgs")
    assert "retail_org" in caught.value.remedy


def test_a_kind_cannot_lead_out_of_the_folder_of_kinds() -> None:
    with pytest.raises(ConfigError):
        load_spec("../sources/pos")


@pytest.mark.parametrize(
    ("path", "table"),
    [
        ("sales_orders_2024-01.csv", "sales_orders"),
        ("sales.csv", "sales"),
        ("2024/March/SALES_March.CSV", "sales"),
        ("customers_late.csv.gz", "customers"),
        ("notes.csv", None),
    ],
)
def test_the_most_specific_pattern_of_the_order_drop_wins(path: str, table: str | None) -> None:
    assert taken_by(load_spec("retail_org"), path) == table


@pytest.mark.parametrize(
    ("path", "table"),
    [
        ("sales/2024/01/sales_2024-01-01.csv", "sales"),
        ("sales_data.csv", "sales"),
        ("store_121_sales.csv", "sales"),
        ("product_sales.csv.gz", "sales"),
        ("daily_sales_01.parquet", "sales"),
        ("sales_team.csv", "sales_team"),
        ("store.csv", "store"),
        ("dim/customer.csv", "customer"),
        ("product.csv", "product"),
    ],
)
def test_the_files_of_the_tills_reach_their_tables(path: str, table: str) -> None:
    assert taken_by(load_spec("pos"), path) == table


def test_a_file_of_a_table_that_comes_in_another_way_is_nobody_elses() -> None:
    """With the star schema in a database, `sales_team.csv` must not be taken for sales."""
    sales_alone = load_spec("pos").only(["sales"])
    assert sales_alone.match("sales_team.csv") is None
    assert taken_by(sales_alone, "sales_2024-01-01.csv") == "sales"


def test_a_star_stays_inside_one_folder_name(tmp_path: Path) -> None:
    text = 'tables.t = {files = ["in/*.csv"], columns = ["a"]}'
    (tmp_path / "source.toml").write_text(text)
    spec = load_spec("mine", tmp_path)
    assert taken_by(spec, "in/x.csv") == "t"
    assert taken_by(spec, "in/deeper/x.csv") is None


@pytest.mark.parametrize(
    ("entry", "hint"),
    [
        ('files = ["*.csv"]\ncolumns = ["a"]\nrequird = ["a"]', "required"),
        ('files = ["*.csv"]\ncolumns = ["amount"]\nrequired = ["amuont"]', "amount"),
        ('files = ["*.csv"]\ncolumns = ["a"]\nidentical_rows = "maybe"', "keep"),
    ],
)
def test_a_mistake_in_a_source_file_says_what_was_meant(
    tmp_path: Path, entry: str, hint: str
) -> None:
    (tmp_path / "source.toml").write_text(f"[tables.t]\n{entry}\n")
    with pytest.raises(ConfigError) as caught:
        load_spec("mine", tmp_path)
    assert hint in caught.value.remedy


def test_a_changed_source_file_has_another_fingerprint(tmp_path: Path) -> None:
    path = tmp_path / "source.toml"
    path.write_text('tables.t = {files = ["*.csv"], columns = ["a"]}')
    before = load_spec("mine", tmp_path).fingerprint
    path.write_text('tables.t = {files = ["*.csv"], columns = ["a", "b"]}')
    assert load_spec("mine", tmp_path).fingerprint != before
