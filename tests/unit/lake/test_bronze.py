from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from deltalake import DeltaTable

from tillhouse.errors import ConfigError, DataError
from tillhouse.lake.bronze import Bronze
from tillhouse.lake.delivery import Delivery, load_id, load_time, next_load_time

MOMENT = datetime(2026, 1, 31, 5, 6, 7, 89, tzinfo=UTC)


def delivery(number: int, at: datetime = MOMENT, **more: Any) -> Delivery:
    sha256 = f"{number:064d}"
    entry = Delivery(
        load_id=load_id(at, number, sha256),
        source="tills",
        table="sales",
        file=f"sales_{number}.csv",
        sha256=sha256,
        bytes=10,
        modified_at="2026-01-30T00:00:00Z",
        rows=2,
        unreadable_rows=0,
        columns=("price",),
    )
    return Delivery(**{**entry.__dict__, **more})


def batch(entry: Delivery, values: list[str | None], **more: list[str]) -> pa.RecordBatch:
    count = len(values)
    return pa.record_batch(
        {
            "_load_id": [entry.load_id] * count,
            "_loaded_at": pa.array([entry.loaded_at] * count, pa.timestamp("us", tz="UTC")),
            "_source_file": [entry.file] * count,
            "_source_row": list(range(2, count + 2)),
            "price": pa.array(values, pa.string()),
            **more,
        }
    )


def append(bronze: Bronze, number: int, at: datetime = MOMENT) -> Delivery:
    entry = delivery(number, at)
    bronze.append("tills", "sales", [batch(entry, [f"{number}.0", None])], [entry])
    return entry


def values(bronze: Bronze, column: str = "price") -> list[Any]:
    table = DeltaTable(str(bronze.folder("tills", "sales"))).to_pyarrow_table()
    return sorted(table.column(column).to_pylist(), key=str)


def test_what_is_appended_can_be_read_and_stands_in_the_ledger(tmp_path: Path) -> None:
    bronze = Bronze(tmp_path)
    entry = append(bronze, 1)
    assert values(bronze) == ["1.0", None]
    assert bronze.ledger() == [entry]
    assert bronze.versions() == {"tills/sales": 1}


def test_a_table_made_anew_is_another_one_at_the_same_version(tmp_path: Path) -> None:
    """Somebody deletes the lake; what is loaded again is not what was published."""
    bronze = Bronze(tmp_path)
    append(bronze, 1)
    versions, stamps = bronze.versions(), bronze.stamps()
    assert bronze.stamps() == stamps
    shutil.rmtree(bronze.folder("tills", "sales"))
    append(bronze, 1)
    assert bronze.versions() == versions
    assert bronze.stamps() != stamps
    stamps = bronze.stamps()
    append(bronze, 2, MOMENT + timedelta(seconds=1))
    assert bronze.stamps() != stamps


def test_the_ledger_is_the_delta_log_itself(tmp_path: Path) -> None:
    bronze = Bronze(tmp_path)
    entry = append(bronze, 1)
    commit = DeltaTable(str(bronze.folder("tills", "sales"))).history(1)[0]
    assert json.loads(commit["tillhouse.deliveries"]) == [entry.as_dict()]


def test_the_ledger_outlives_checkpoints(tmp_path: Path) -> None:
    bronze = Bronze(tmp_path)
    wanted = [append(bronze, number, MOMENT + timedelta(seconds=number)) for number in range(110)]
    log = bronze.folder("tills", "sales") / "_delta_log"
    assert list(log.glob("*.checkpoint.parquet")), "the test must cross a checkpoint"
    assert bronze.ledger() == wanted


def test_a_commit_that_is_missing_is_noticed(tmp_path: Path) -> None:
    bronze = Bronze(tmp_path)
    append(bronze, 1)
    append(bronze, 2)
    (bronze.folder("tills", "sales") / "_delta_log" / f"{1:020d}.json").unlink()
    with pytest.raises(DataError, match="not complete"):
        bronze.ledger()


def test_a_load_that_fails_leaves_nothing(tmp_path: Path) -> None:
    bronze = Bronze(tmp_path)
    entry = append(bronze, 1)

    def breaks_off() -> Any:
        yield batch(entry, ["2.0"] * 300_000)
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        bronze.append("tills", "sales", breaks_off(), [entry])
    assert values(bronze) == ["1.0", None]
    assert len(list(bronze.folder("tills", "sales").glob("*.parquet"))) == 1


def test_columns_that_come_later_are_null_before(tmp_path: Path) -> None:
    bronze = Bronze(tmp_path)
    append(bronze, 1)
    entry = delivery(2)
    bronze.append("tills", "sales", [batch(entry, ["2.0"], till=["K7"])], [entry])
    assert values(bronze, "till") == ["K7", None, None]
    snapshot = bronze.snapshot("tills", "sales")
    assert snapshot is not None
    assert snapshot.delivered == ("price", "till")
    assert len(snapshot.files) == 2


def test_a_table_without_deliveries_has_no_snapshot(tmp_path: Path) -> None:
    assert Bronze(tmp_path).snapshot("tills", "sales") is None
    assert Bronze(tmp_path / "nowhere").ledger() == []


def test_sizes_count_files_rows_and_bytes(tmp_path: Path) -> None:
    bronze = Bronze(tmp_path)
    append(bronze, 1)
    (size,) = bronze.sizes()
    assert (size.source, size.table, size.files, size.rows, size.version) == (
        "tills", "sales", 1, 2, 1,
    )  # fmt: skip
    assert size.bytes > 0


def test_a_later_load_sorts_later_even_when_the_clock_goes_back() -> None:
    last = load_id(MOMENT, 9999, "f" * 64)
    moment = next_load_time(MOMENT - timedelta(days=1), last)
    assert load_id(moment, 0, "0" * 64) > last
    assert next_load_time(MOMENT, None) == MOMENT


def test_a_load_id_tells_its_time() -> None:
    made = load_id(MOMENT, 3, "abcdef0123456789")
    assert made == "20260131T050607000089Z-0003-abcdef01"
    assert load_time(made) == MOMENT


def test_a_lake_in_a_folder_with_blanks_and_accents_works(tmp_path: Path) -> None:
    bronze = Bronze(tmp_path / "my läke #1")
    append(bronze, 1)
    snapshot = bronze.snapshot("tills", "sales")
    assert snapshot is not None
    assert all(Path(file).is_file() for file in snapshot.files)


def test_a_percent_sign_in_the_path_of_the_lake_is_explained(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="percent"):
        Bronze(tmp_path / "lake%20one")


def test_an_address_in_place_of_a_folder_is_explained() -> None:
    with pytest.raises(ConfigError) as caught:
        Bronze("abfss://lake@shop.dfs.core.windows.net/bronze")
    assert "Mount" in caught.value.remedy
