"""Each audience gets its own database and folder, checked before anybody sees it."""

from __future__ import annotations

import stat

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tillhouse.errors import ConfigError, DataError, EngineError
from tillhouse.publish.access import Access
from tillhouse.publish.audiences import publish, publish_data_quality


@pytest.fixture
def sales(warehouse, describe):
    warehouse.make(
        "totals", "select 'a' || i as member_key, i::bigint as units from range(50) t(i)"
    )
    return describe("totals", {"member_key": "varchar", "units": "bigint"}, ("member_key",))


def _query(path, sql):
    with duckdb.connect(str(path), read_only=True) as database:
        return database.execute(sql).fetchall()


def _mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_table_is_in_the_database_and_in_the_folder_of_its_audience(warehouse, sales, tmp_path):
    told = []
    released = publish(
        warehouse, {"sales": [sales]}, tmp_path, run_id="r1", told=lambda *step: told.append(step)
    )
    assert _query(tmp_path / "sales.duckdb", "select count(*), sum(units) from totals") == [
        (50, 1225)
    ]
    assert pq.read_table(tmp_path / "sales" / "totals.parquet").num_rows == 50
    assert (released.rows, told) == (50, [("sales", "totals", 50)])
    assert released.folder == tmp_path / "releases" / "audiences" / "r1"


def test_the_meaning_of_table_and_columns_travels_with_the_database(warehouse, sales, tmp_path):
    publish(warehouse, {"sales": [sales]}, tmp_path, run_id="r1")
    comments = "select comment from duckdb_columns() where table_name = 'totals'"
    assert _query(tmp_path / "sales.duckdb", comments) == [("The member_key.",), ("The units.",)]
    table = _query(tmp_path / "sales.duckdb", "select comment from duckdb_tables()")
    assert table == [("One row per totals. It's a test.",)]


def test_an_audience_does_not_hold_what_another_may_read(warehouse, sales, describe, tmp_path):
    warehouse.make("contacts", "select 'eve@example.com' as email")
    contacts = describe("contacts", {"email": "varchar"}, ("email",), "marketing")
    publish(warehouse, {"sales": [sales], "marketing": [contacts]}, tmp_path, run_id="r1")
    assert _query(tmp_path / "sales.duckdb", "select table_name from duckdb_tables()") == [
        ("totals",)
    ]
    assert b"eve@example.com" not in (tmp_path / "sales.duckdb").read_bytes()
    assert [path.name for path in (tmp_path / "sales").iterdir()] == ["totals.parquet"]


def test_modes_are_those_of_the_audience(warehouse, sales, tmp_path):
    access = {"sales": Access.from_mode("0700")}
    publish(
        warehouse, {"sales": [sales], "marketing": [sales]}, tmp_path, run_id="r1", access=access
    )
    modes = {
        name: (_mode(tmp_path / f"{name}.duckdb"), _mode(tmp_path / name), _mode(tmp_path / file))
        for name, file in [
            ("sales", "sales/totals.parquet"),
            ("marketing", "marketing/totals.parquet"),
        ]
    }
    assert modes == {"sales": (0o600, 0o700, 0o600), "marketing": (0o640, 0o750, 0o640)}


def test_data_quality_is_for_the_owner_alone(tmp_path):
    publish_data_quality({"run_log": pa.table({"run_id": ["r1"]})}, tmp_path, run_id="r1")
    assert _mode(tmp_path / "data_quality.duckdb") == 0o600
    assert _mode(tmp_path / "data_quality") == 0o700


def test_a_mode_may_be_given_for_files_or_for_folders():
    assert Access.from_mode("0640") == Access.from_mode("0750") == Access()


@pytest.mark.parametrize("mode", ["rw", "9", "0000", "7777"])
def test_a_mode_that_is_none_is_refused(mode):
    with pytest.raises(ConfigError, match="is not a file mode"):
        Access.from_mode(mode)


def test_a_group_that_does_not_exist_stops_before_the_swap(warehouse, sales, tmp_path):
    access = {"sales": Access(group="no such group")}
    with pytest.raises(ConfigError, match="The group 'no such group'"):
        publish(warehouse, {"sales": [sales]}, tmp_path, run_id="r1", access=access)
    assert not (tmp_path / "sales.duckdb").exists()


BROKEN = {
    "a key that is not unique": (
        "select 'a' as member_key, 1::bigint as units from range(2)",
        DataError,
    ),
    "a promised value that is missing": (
        "select 'a' as member_key, null::bigint as units",
        DataError,
    ),
    "a column too few": ("select 'a' as member_key", Exception),
    "a value of another type": ("select 'a' as member_key, 1.5::double as units", EngineError),
}


@pytest.mark.parametrize("what", BROKEN)
def test_yesterdays_tables_stay_when_todays_have(what, warehouse, sales, describe, tmp_path):
    publish(warehouse, {"sales": [sales]}, tmp_path, run_id="r1")
    select, error = BROKEN[what]
    warehouse.make("totals", select)
    doc = describe("totals", sales.types, sales.key, not_null=("units",))
    with pytest.raises(error):
        publish(warehouse, {"marketing": [sales], "sales": [doc]}, tmp_path, run_id="r2")
    assert _query(tmp_path / "sales.duckdb", "select count(*) from totals") == [(50,)]
    assert not (tmp_path / "marketing.duckdb").exists()


def test_a_doubled_key_is_shown(warehouse, describe, tmp_path):
    warehouse.make("t", "from (values ('x', 1), ('x', 1), ('y', 1)) v(k, n)")
    doc = describe("t", {"k": "varchar", "n": "integer"}, ("k", "n"))
    with pytest.raises(DataError, match="2 rows with one key: k = x, n = 1"):
        publish(warehouse, {"sales": [doc]}, tmp_path, run_id="r1")


def test_data_quality_goes_out_without_touching_the_audiences(warehouse, sales, tmp_path):
    publish(warehouse, {"sales": [sales]}, tmp_path, run_id="r1")
    rejected = pa.table({"reason": ["no date", "no amount"], "never_written": pa.nulls(2)})
    publish_data_quality({"quarantine": rejected}, tmp_path, run_id="r2")
    reasons = _query(tmp_path / "data_quality.duckdb", "select reason from quarantine")
    assert reasons == [("no amount",), ("no date",)]
    assert (tmp_path / "sales.duckdb").resolve().parent.name == "r1"


def test_the_same_rows_in_another_order_give_the_same_data_quality_files(tmp_path):
    rows = pa.table({"reason": ["b", "a", None], "row": [1, 2, 3]})
    publish_data_quality({"quarantine": rows}, tmp_path, run_id="r1")
    first = (tmp_path / "data_quality" / "quarantine.parquet").read_bytes()
    publish_data_quality({"quarantine": rows.take([2, 0, 1])}, tmp_path, run_id="r2")
    assert (tmp_path / "data_quality" / "quarantine.parquet").read_bytes() == first
