"""Every kind of broken file: a message with file and line, nothing lost, the others load."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tillhouse.lake.bronze import Bronze
from tillhouse.sources.report import IngestReport

HEADER = b"customer_id,store_id,product_name,sales_date,sales_person_id,price,quantity,total_cost\n"
ROW = b"15,123,quaker oats,2024-05-22,7,212.0,9,1908.0\n"
GOOD = HEADER + ROW
Deliver = Callable[[], IngestReport]


def bronze_rows(bronze: Bronze) -> list[dict[str, Any]]:
    snapshot = bronze.snapshot("tills", "sales")
    assert snapshot is not None
    files = list(snapshot.files)
    relation = duckdb.execute(
        "select * from read_parquet($1, union_by_name = true) order by _source_file, _source_row",
        [files],
    )
    return relation.to_arrow_table().to_pylist()


REFUSED: dict[str, tuple[str, bytes, int | None, str]] = {
    "empty": ("sales_x.csv", b"", None, "empty"),
    "a byte-order mark only": ("sales_x.csv", b"\xef\xbb\xbf", None, "blank"),
    "blank lines": ("sales_x.csv", b"\n\r\n\n", None, "blank"),
    "header only": ("sales_x.csv", HEADER, 1, "no row"),
    "header only after blank lines": ("sales_x.csv", b"\n\n" + HEADER, 3, "no row"),
    "wrong delimiter": ("sales_x.csv", GOOD.replace(b",", b"^"), 1, "'^'"),
    "another delimiter below the header": (
        "sales_x.csv", HEADER + ROW.replace(b",", b";"), 2, "8 columns",
    ),
    "a mandatory column missing": (
        "sales_x.csv", GOOD.replace(b"quantity", b"pieces"), 1, "quantity",
    ),
    "a column twice": (
        "sales_x.csv", GOOD.replace(b"customer_id", b"quantity", 1), 1, "more than once",
    ),
    "no header": ("sales_x.csv", ROW + ROW, 1, "missing"),
    "an Excel workbook": ("sales_x.csv", b"PK\x03\x04" + b"\0" * 60, None, "Excel"),
    "gzip without its name": ("sales_x.csv", gzip.compress(GOOD), None, "gzip"),
    "a name without gzip": ("sales_x.csv.gz", GOOD + ROW, None, "no gzip"),
    "an empty gzip": ("sales_x.csv.gz", gzip.compress(b""), None, "empty"),
    "nothing but NUL bytes": ("sales_x.csv", b"\0" * 5000, 1, "NUL"),
    "a 64 MB header": ("sales_x.csv", b"x" * (64 * 1024 * 1024), 1, "header"),
    "half a UTF-16 character": (
        "sales_x.csv", b"\xff\xfe" + (GOOD * 2).decode().encode("utf-16-le")[:-1], 4, "utf-16",
    ),
    "Parquet cut off": ("sales_x.parquet", b"PAR1" + b"\0" * 100, None, "footer"),
    "Parquet that is text": ("sales_x.parquet", GOOD + ROW, None, "Parquet"),
    "a damaged Parquet footer": (
        "sales_x.parquet", b"PAR1" + b"\7" * 99 + b"PAR1", None, "damaged",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", REFUSED)
def test_a_file_that_cannot_be_taken_is_refused_kept_and_explained(
    fault: str, drop: Path, bronze: Bronze, deliver: Deliver
) -> None:
    name, content, line, hint = REFUSED[fault]
    (drop / name).write_bytes(content)
    (drop / "sales_good.csv").write_bytes(GOOD)
    report = deliver()
    (refused,) = report.refused
    assert (refused.file, refused.line) == (name, line)
    assert hint.lower() in refused.reason.lower()
    assert name in refused.message
    assert bronze.refused.copy_of(refused).read_bytes() == content
    assert [delivery.file for delivery in report.loaded] == ["sales_good.csv"]
    assert not report.is_clean


def test_a_truncated_gzip_is_refused_with_the_line_that_it_ends_at(
    drop: Path, bronze: Bronze, deliver: Deliver
) -> None:
    packed = gzip.compress(HEADER + b"".join(b"%d," % n + ROW for n in range(200_000)))
    (drop / "sales_x.csv.gz").write_bytes(packed[: len(packed) // 2])
    (drop / "sales_good.csv").write_bytes(GOOD)
    report = deliver()
    (refused,) = report.refused
    assert "cut off" in refused.reason
    assert refused.line is not None
    assert 1 < refused.line < 200_000
    assert len(report.loaded) == 1
    assert len(bronze_rows(bronze)) == 1


def test_a_64_mb_line_is_kept_whole_as_unreadable(
    drop: Path, bronze: Bronze, deliver: Deliver
) -> None:
    long_line = b"y" * (64 * 1024 * 1024)
    (drop / "sales_x.csv").write_bytes(GOOD + long_line + b"\n" + ROW)
    report = deliver()
    assert [(row.file, row.row) for row in report.unreadable] == [("sales_x.csv", 3)]
    assert "longer than" in report.unreadable[0].reason
    rows = bronze_rows(bronze)
    assert [row["_source_row"] for row in rows] == [2, 3, 4]
    assert len(rows[1]["_raw"]) == len(long_line)


def test_nul_bytes_cost_the_record_that_holds_them(
    drop: Path, bronze: Bronze, deliver: Deliver
) -> None:
    (drop / "sales_x.csv").write_bytes(GOOD + ROW.replace(b"oats", b"o\0ts") + ROW)
    report = deliver()
    assert [(row.row, row.reason) for row in report.unreadable] == [(3, "it holds NUL bytes")]
    rows = bronze_rows(bronze)
    assert [row["product_name"] for row in rows] == ["quaker oats", None, "quaker oats"]
    assert "o\\x00ts" in rows[1]["_raw"]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_too_many_and_too_few_columns_cost_their_records(
    mark: bytes, drop: Path, bronze: Bronze, deliver: Deliver
) -> None:
    (drop / "sales_x.csv").write_bytes(
        mark + GOOD + b"1,2,3\n" + ROW + ROW[:-1] + b",extra\n" + ROW
    )
    report = deliver()
    assert [row.row for row in report.unreadable] == [3, 5]
    assert "3 instead of 8" in report.unreadable[0].reason
    assert (report.rows, report.unreadable_rows) == (5, 2)
    assert len(bronze_rows(bronze)) == 5


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-8-sig", "utf-16", "utf-16-be"])
def test_other_encodings_load_as_they_are_meant(
    encoding: str, drop: Path, bronze: Bronze, deliver: Deliver
) -> None:
    text = GOOD.decode().replace("quaker oats", "Müsli à la crème") + ROW.decode()
    (drop / "sales_x.csv").write_bytes(text.encode(encoding))
    assert deliver().is_clean
    names = [row["product_name"] for row in bronze_rows(bronze)]
    assert names == ["Müsli à la crème", "quaker oats"]


def test_a_wrongly_named_copy_does_not_hide_the_right_one(drop: Path, deliver: Deliver) -> None:
    (drop / "sales_1.csv.gz").write_bytes(GOOD)
    (drop / "sales_2.csv").write_bytes(GOOD)
    report = deliver()
    assert [refused.file for refused in report.refused] == ["sales_1.csv.gz"]
    assert [delivery.file for delivery in report.loaded] == ["sales_2.csv"]


def test_a_folder_where_a_file_should_be_is_named(drop: Path, deliver: Deliver) -> None:
    (drop / "sales_x.csv").mkdir()
    (drop / "sales_good.csv").write_bytes(GOOD)
    report = deliver()
    assert [refused.message for refused in report.refused] == [
        "sales_x.csv: it is a folder where a file should be"
    ]
    assert len(report.loaded) == 1


def test_a_file_that_cannot_be_opened_is_named(
    drop: Path, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without file permissions, which do not bind root."""
    from tillhouse.sources import survey

    real = survey.hash_file

    def refuse(path: Path) -> str:
        if path.name == "sales_x.csv":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(survey, "hash_file", refuse)
    (drop / "sales_x.csv").write_bytes(GOOD)
    (drop / "sales_good.csv").write_bytes(GOOD)
    report = deliver()
    assert "sales_x.csv: it cannot be read: Permission denied" in report.refused[0].message
    assert len(report.loaded) == 1


def test_a_damaged_parquet_page_leaves_the_other_files(
    drop: Path, bronze: Bronze, deliver: Deliver
) -> None:
    names = HEADER.decode().strip().split(",")
    path = drop / "sales_x.parquet"
    pq.write_table(pa.table({name: [f"{name}{n}" for n in range(5000)] for name in names}), path)
    content = bytearray(path.read_bytes())
    content[200:60_000] = b"\xff" * 59_800
    path.write_bytes(content)
    (drop / "sales_good.csv").write_bytes(GOOD)
    report = deliver()
    assert [refused.file for refused in report.refused] == ["sales_x.parquet"]
    assert [delivery.file for delivery in report.loaded] == ["sales_good.csv"]
    assert len(bronze_rows(bronze)) == 1


def test_many_stray_quotes_end_in_good_time(drop: Path, bronze: Bronze, deliver: Deliver) -> None:
    stray = ROW.replace(b"quaker", b'"quaker')  # opens a quote, never closes it before a delimiter
    (drop / "sales_x.csv").write_bytes(GOOD + stray * 2000 + ROW)
    report = deliver()
    assert report.rows == 2002
    assert report.unreadable_rows == 2000
    assert len(bronze_rows(bronze)) == 2002
