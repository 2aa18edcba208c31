"""A warehouse that cannot be read is told as what it is, and set aside."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tillhouse.engines.damage import DamagedWarehouse, explain, set_aside
from tillhouse.engines.duckdb import DuckDBEngine
from tillhouse.errors import BusyError, ConfigError, DataError

HOLD = "import sys, duckdb; it = duckdb.connect(sys.argv[1]); print('held', flush=True); input()"


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "warehouse" / "warehouse.duckdb"
    path.parent.mkdir()
    with duckdb.connect(str(path)) as database:
        database.execute("create schema silver")
        database.execute("create table silver.t as select range as i from range(300000)")
    return path


def engine(warehouse: Path) -> DuckDBEngine:
    return DuckDBEngine(warehouse.parent / "home", warehouse)


@pytest.mark.parametrize("at", [0.0, 0.3, 0.6, 0.9, 0.99999])
def test_a_flipped_bit_is_damage_and_no_other_program(warehouse: Path, at: float) -> None:
    content = bytearray(warehouse.read_bytes())
    content[int(len(content) * at)] ^= 1
    warehouse.write_bytes(content)
    with pytest.raises(DamagedWarehouse):  # noqa: PT012 - where it shows depends on the place
        with engine(warehouse) as opened:
            opened.read("select sum(hash(i)) from silver.t").read_all()
        pytest.skip("nothing stands at that place")


def test_another_program_is_told_as_that(warehouse: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(warehouse)]
    other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert other.stdout is not None
    try:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(BusyError, match="Another program has the warehouse open"):
            engine(warehouse).open()
    finally:
        other.communicate(b"\n")


def test_what_is_set_aside_is_kept_and_a_new_one_can_be_opened(warehouse: Path) -> None:
    for text in ("rubbish", "more rubbish"):
        warehouse.write_text(text)
        with pytest.raises(DamagedWarehouse):
            engine(warehouse).open()
        aside = engine(warehouse).set_aside()
        assert aside is not None
        assert aside.read_text() == text
    with engine(warehouse) as opened:
        assert opened.read("select 1 as one").read_all().num_rows == 1
    kept = sorted(path.name for path in warehouse.parent.glob("*set-aside*"))
    assert kept == [aside.name], "of several the last one is kept"


def test_a_folder_in_its_place_is_moved_with_what_is_in_it(warehouse: Path) -> None:
    warehouse.unlink()
    warehouse.mkdir()
    (warehouse / "mine.txt").write_text("keep")
    with pytest.raises(DamagedWarehouse):
        engine(warehouse).open()
    aside = set_aside(warehouse)
    assert aside is not None
    assert (aside / "mine.txt").read_text() == "keep"


@pytest.mark.parametrize(
    ("said", "kind", "told"),
    [
        ("IO Error: Could not write file: No space left on device", ConfigError, "no room left"),
        ("FATAL Error: ... Original error: File too large", ConfigError, "no room left"),
        ("IO Error: Cannot open file: Permission denied", ConfigError, "may not read or write"),
        ('Invalid Input: "/lake/t/a.parquet" has no magic bytes', DataError, "data file of the"),
        ("IO Error: Corrupt database file: in block at 4096", DamagedWarehouse, "is damaged"),
    ],
)
def test_what_duckdb_says_is_told_as_what_it_is(
    tmp_path: Path, said: str, kind: type[Exception], told: str
) -> None:
    error = explain(RuntimeError(said), tmp_path / "warehouse.duckdb", "/lake")
    assert isinstance(error, kind)
    assert told in str(error)


@pytest.mark.parametrize(
    "said",
    [
        "Conversion Error: Could not convert string 'IO Error: No space left on device' to INT32",
        "Runtime Error in model m\n  Invalid Input Error: 'Corrupt database file' is not a number",
    ],
)
def test_what_a_value_says_is_no_news_of_the_disk(tmp_path: Path, said: str) -> None:
    assert explain(RuntimeError(said), tmp_path / "warehouse.duckdb", "/lake") is None


def test_a_wrong_query_is_no_matter_of_files(tmp_path: Path) -> None:
    said = RuntimeError("Binder Error: no such column x")
    assert explain(said, tmp_path / "warehouse.duckdb") is None
