from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from tillhouse.lake.bronze import Bronze
from tillhouse.sources.files import load as load_module
from tillhouse.sources.files.hash_cache import MemoryCache
from tillhouse.sources.ingest import ingest, preview
from tillhouse.sources.report import IngestReport
from tillhouse.sources.spec import SourceSpec

HEADER = "store_id,product_name,quantity\n"
Run = Callable[[], IngestReport]


def deliver(path: Path, rows: str, at: int = 1_700_000_000) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + rows)
    os.utime(path, (at, at))
    return path


def rows_of(bronze: Bronze, columns: str = "store_id, quantity") -> list[tuple[Any, ...]]:
    snapshot = bronze.snapshot("tills", "sales")
    if snapshot is None or not snapshot.files:
        return []
    files = list(snapshot.files)
    query = f"select {columns} from read_parquet($1, union_by_name = true)"
    return duckdb.execute(f"{query} order by _load_id, _source_row", [files]).fetchall()


def test_a_delivery_is_loaded_with_its_lineage(run: Run, drop: Path, bronze: Bronze) -> None:
    deliver(drop / "in" / "sales.csv", "1,tea,2\n1,oats,3\n")
    report = run()
    (delivery,) = report.loaded
    lineage = "_source_file, _source_row, _load_id, _unreadable, _loaded_at is null"
    expected = [("in/sales.csv", row, delivery.load_id, None, False) for row in (2, 3)]
    assert rows_of(bronze, lineage) == expected
    assert (delivery.rows, delivery.unreadable_rows, delivery.table) == (2, 0, "sales")
    assert bronze.ledger("tills") == [delivery]


def test_the_same_file_twice_is_loaded_once(run: Run, drop: Path, bronze: Bronze) -> None:
    deliver(drop / "sales.csv", "1,tea,2\n")
    run()
    version = bronze.versions()
    assert run().loaded == []
    assert bronze.versions() == version


def test_a_renamed_file_is_not_loaded_again(run: Run, drop: Path, bronze: Bronze) -> None:
    path = deliver(drop / "sales.csv", "1,tea,2\n")
    run()
    path.rename(drop / "sales_new.csv")
    report = run()
    assert not report.loaded
    assert [(file.file, file.loaded_as) for file in report.renamed] == [
        ("sales_new.csv", "sales.csv")
    ]


def test_a_touched_file_is_not_loaded_again(run: Run, drop: Path) -> None:
    path = deliver(drop / "sales.csv", "1,tea,2\n")
    run()
    os.utime(path, (1_800_000_000, 1_800_000_000))
    assert not run().loaded


def test_one_content_under_two_names_is_loaded_once(run: Run, drop: Path, bronze: Bronze) -> None:
    deliver(drop / "sales_a.csv", "1,tea,2\n")
    deliver(drop / "sales_b.csv", "1,tea,2\n")
    assert [file.loaded_as for file in run().known] == ["sales_a.csv"]
    assert len(rows_of(bronze)) == 1


def test_a_late_file_with_an_old_time_stamp_is_loaded(run: Run, drop: Path, bronze: Bronze) -> None:
    deliver(drop / "sales_2.csv", "2,tea,2\n")
    run()
    deliver(drop / "sales_1.csv", "1,tea,1\n", at=1_600_000_000)
    assert [delivery.file for delivery in run().loaded] == ["sales_1.csv"]
    assert rows_of(bronze) == [("2", "2"), ("1", "1")]


def test_a_changed_file_under_its_old_name_is_a_new_delivery(
    run: Run, drop: Path, bronze: Bronze
) -> None:
    path = deliver(drop / "sales.csv", "1,tea,2\n")
    run()
    before = path.stat()
    path.write_text(HEADER + "1,tea,3\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))  # same size and time stamp
    run()
    assert rows_of(bronze) == [("1", "2"), ("1", "3")]


def test_later_files_sort_later_in_one_commit(run: Run, drop: Path, bronze: Bronze) -> None:
    for number in (10, 9, 11):
        deliver(drop / f"sales_{number}.csv", f"{number},tea,1\n")
    report = run()
    assert bronze.versions() == {"tills/sales": 1}
    files = [delivery.file for delivery in sorted(report.loaded, key=lambda d: d.load_id)]
    assert files == ["sales_9.csv", "sales_10.csv", "sales_11.csv"]


def test_formats_and_layouts_share_a_table(run: Run, drop: Path, bronze: Bronze) -> None:
    deliver(drop / "sales_1.csv", "1,tea,1\n")
    (drop / "sales_2.csv").write_text("qty;store_id;till\n2;2;K7\n")
    pq.write_table(pa.table({"store_id": [3], "quantity": [3]}), drop / "sales_3.parquet")
    run()
    assert sorted(rows_of(bronze, "store_id, quantity, till")) == [
        ("1", "1", None),
        ("2", "2", "K7"),
        ("3", "3", None),
    ]
    assert bronze.snapshot("tills", "sales").delivered == (  # type: ignore[union-attr]
        "store_id",
        "product_name",
        "quantity",
        "till",
    )


def test_a_column_that_comes_later_widens_the_table(run: Run, drop: Path, bronze: Bronze) -> None:
    deliver(drop / "sales_1.csv", "1,tea,1\n")
    run()
    (drop / "sales_2.csv").write_text("store_id,quantity,till\n2,2,K7\n")
    run()
    assert rows_of(bronze, "store_id, till") == [("1", None), ("2", "K7")]
    assert len(bronze.ledger("tills")) == 2


def test_identical_rows_are_all_kept(run: Run, drop: Path, bronze: Bronze) -> None:
    deliver(drop / "sales.csv", "1,tea,2\n1,tea,2\n")
    run()
    assert rows_of(bronze) == [("1", "2"), ("1", "2")]


def test_misfits_that_only_the_engine_sees_are_kept_with_their_rows(
    run: Run, drop: Path, bronze: Bronze
) -> None:
    deliver(drop / "sales_1.csv", "1,tea,1\n" * 30)
    deliver(drop / "sales_2.csv", "2,tea,2\n" * 30 + "2,tea\n2,tea,2,2\n")
    report = run()
    assert [(row.file, row.row) for row in report.unreadable] == [
        ("sales_2.csv", 32),
        ("sales_2.csv", 33),
    ]
    assert report.rows == 62
    assert len(rows_of(bronze)) == 62
    assert len(list(bronze.folder("tills", "sales").glob("*.parquet"))) == 1, "no orphans"


def test_a_refused_file_is_kept_and_not_tried_again(run: Run, drop: Path, bronze: Bronze) -> None:
    (drop / "sales.csv").write_text("store_id,product_name\n1,tea\n")
    (refused,) = run().refused
    assert "quantity" in refused.message
    assert "sales.csv, line 1" in refused.message
    assert bronze.refused.copy_of(refused).read_text() == "store_id,product_name\n1,tea\n"
    again = run()
    assert not again.refused
    assert [entry.file for entry in again.still_refused] == ["sales.csv"]


def test_a_refused_file_is_tried_again_when_the_source_declares_otherwise(
    run: Run, spec: SourceSpec, drop: Path, bronze: Bronze, tmp_path: Path
) -> None:
    from tillhouse.sources.spec import load_spec

    (drop / "sales.csv").write_text("store_id,pieces\n1,2\n")
    assert run().refused
    toml = tmp_path / "kind" / "source.toml"
    toml.write_text(toml.read_text().replace('["qty"]', '["qty", "pieces"]'))
    report = ingest("tills", load_spec("tills", toml.parent), drop, bronze, MemoryCache())
    assert rows_of(bronze) == [("1", "2")]
    assert not report.still_refused


def test_a_corrected_redelivery_of_a_refused_file_is_loaded(
    run: Run, drop: Path, bronze: Bronze
) -> None:
    (drop / "sales.csv").write_text("store_id,product_name\n1,tea\n")
    run()
    deliver(drop / "sales.csv", "1,tea,2\n")
    assert len(run().loaded) == 1


def test_preview_says_what_would_happen_and_changes_nothing(
    spec: SourceSpec, drop: Path, bronze: Bronze
) -> None:
    deliver(drop / "sales_1.csv", "1,tea,2\n")
    (drop / "sales_2.csv").write_text("")
    found, refused = preview("tills", spec, drop, bronze, MemoryCache())
    assert [file.found.relative for file in found.new] == ["sales_1.csv"]
    assert [entry.file for entry in refused] == ["sales_2.csv"]
    assert not bronze.root.exists()


def test_a_file_that_changes_while_it_is_read_is_left_for_the_next_run(
    run: Run, drop: Path, bronze: Bronze, monkeypatch: Any
) -> None:
    deliver(drop / "sales_1.csv", "1,tea,1\n")
    growing = deliver(drop / "sales_2.csv", "2,tea,2\n")
    real = load_module.read_files

    def grow_while_reading(layouts: Any, *more: Any) -> Any:
        yield from real(layouts, *more)
        growing.write_text(HEADER + "2,tea,2\n2,tea,3\n")

    monkeypatch.setattr(load_module, "read_files", grow_while_reading)
    report = run()
    assert report.postponed == ["sales_2.csv"]
    assert rows_of(bronze) == [("1", "1")]
    monkeypatch.undo()
    run()
    assert rows_of(bronze) == [("1", "1"), ("2", "2"), ("2", "3")]


def test_a_file_that_vanishes_while_it_is_read_leaves_the_others(
    run: Run, drop: Path, bronze: Bronze, monkeypatch: Any
) -> None:
    deliver(drop / "sales_1.csv", "1,tea,1\n")
    leaving = deliver(drop / "sales_2.csv", "2,tea,2\n")
    real = load_module.read_files

    def take_away_first(layouts: Any, *more: Any) -> Any:
        leaving.unlink(missing_ok=True)
        return real(layouts, *more)

    monkeypatch.setattr(load_module, "read_files", take_away_first)
    assert run().postponed == ["sales_2.csv"]
    assert rows_of(bronze) == [("1", "1")]


def test_a_clock_that_goes_backwards_does_not_turn_the_order(
    run: Run, drop: Path, bronze: Bronze, monkeypatch: Any
) -> None:
    from datetime import UTC, datetime, timedelta

    from tillhouse.sources import ingest as module

    class Backwards(datetime):
        steps = 0

        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            cls.steps += 1
            return datetime(2026, 1, 1, tzinfo=UTC) - timedelta(days=cls.steps)

    monkeypatch.setattr(module, "datetime", Backwards)
    for number in range(4):
        deliver(drop / f"sales_{number}.csv", f"{number},tea,1\n")
        run()
    assert [row[0] for row in rows_of(bronze)] == ["0", "1", "2", "3"]


def test_looking_for_news_imports_nothing_heavy(spec: SourceSpec, drop: Path) -> None:
    code = (
        "import sys, tillhouse.sources.ingest, tillhouse.lake.bronze;"
        "print([m for m in ('duckdb', 'pyarrow', 'deltalake', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_real_till_data_comes_whole(shared_data: Path, bronze: Bronze) -> None:
    from tillhouse.sources.spec import load_spec

    location = shared_data / "pos_sample"
    report = ingest("tills", load_spec("pos"), location, bronze, MemoryCache())
    assert report.rows == 5000
    assert report.is_clean
    total = rows_of(bronze, "cast(sum(cast(total_cost as decimal(18, 4))) over () as varchar)")
    assert total[0] == ("1987376.5000",)


def test_the_real_order_drop_comes_whole(shared_data: Path, bronze: Bronze) -> None:
    from tillhouse.sources.spec import load_spec

    location = shared_data / "retail_org"
    report = ingest("orders", load_spec("retail_org"), location, bronze, MemoryCache())
    rows = {delivery.table: delivery.rows for delivery in report.loaded}
    assert rows == {
        "customers": 28_813,
        "loyalty_segment": 4,
        "products": 99,
        "sales": 360,
        "sales_orders": 4_074,
    }
    assert report.is_clean
