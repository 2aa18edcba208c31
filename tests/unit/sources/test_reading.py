"""The engine's reader, the exact reader and the numbering of rows must say the same."""

from __future__ import annotations

import datetime
import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tillhouse.sources.files.found import FoundFile, signature_of
from tillhouse.sources.files.inspect import Layout, inspect_file
from tillhouse.sources.files.read import read_files
from tillhouse.sources.table import TableSpec

TABLE = TableSpec("t", files=("*",), columns=("a", "b", "c"))
VALUES = {
    "x": "x", "": None, '""': "", '"q"': "q", '"a\nb"': "a\nb", '"a\r\nb"': "a\r\nb",
    '"say ""hi"""': 'say "hi"', '"a,b;c|d\te"': "a,b;c|d\te", "é": "é", " sp ": " sp ",
    "0012": "0012", "NULL": "NULL", "NA": "NA", '"\n\n"': "\n\n",
}  # fmt: skip


def look_into(path: Path, table: TableSpec = TABLE) -> Layout:
    signature = signature_of(path)
    assert signature is not None
    return inspect_file(FoundFile(path, path.name, table, signature), path.parent)


def read(*layouts: Layout, threads: int = 4) -> pa.Table:
    return pa.Table.from_batches([batch for _, batch in read_files(layouts, threads)])


@pytest.mark.parametrize("seed", range(8))
def test_both_readers_agree_with_what_was_written(tmp_path: Path, seed: int) -> None:
    choose = random.Random(seed)
    newline, delimiter = choose.choice(["\n", "\r\n"]), choose.choice(",;\t|")
    rows = [["1", *choose.choices(list(VALUES), k=2)] for _ in range(choose.choice([3, 200, 5000]))]
    lines = [delimiter.join(row) for row in [["a", "b", "c"], *rows]]
    path = tmp_path / "t.csv"
    path.write_bytes((newline.join(lines) + choose.choice(["", newline, newline * 3])).encode())
    layout = look_into(path)
    assert not layout.is_exact, "well-formed files belong to the engine"
    by_engine = read(layout)
    assert by_engine.equals(read(layout.exactly()))
    assert by_engine.column("_source_row").to_pylist() == list(range(2, len(rows) + 2))
    wanted = [["1", *(VALUES[value] for value in row[1:])] for row in rows]
    assert [list(row.values())[3:] for row in by_engine.to_pylist()] == wanted


def test_numbers_stay_right_over_many_buffers_and_line_breaks(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    filler = "x" * 400
    with path.open("w", newline="") as out:
        out.write("a,b,c\n")
        for number in range(2, 100_002):
            out.write(f'{number},"{filler}\n{filler}",z\n' if number % 7 else f"{number},y,z\n")
    layout = look_into(path)
    assert not layout.is_exact
    rows = read(layout)
    assert rows.column("_source_row").to_pylist() == list(range(2, 100_002))
    assert rows.column("a").to_pylist() == [str(number) for number in range(2, 100_002)]


def test_many_files_of_one_scan_are_numbered_each_from_its_header(tmp_path: Path) -> None:
    layouts = []
    for number in range(30):
        path = tmp_path / f"{number}.csv"
        path.write_text("a,b,c\n" + f"{number},y,z\n" * (number + 1))
        layouts.append(look_into(path))
    assert len({layout.scan_key for layout in layouts}) == 1
    for index, batch in read_files(layouts, threads=4):
        assert set(batch.column("a").to_pylist()) == {str(index)}
        assert batch.column("_source_row").to_pylist() == list(range(2, index + 3))


def test_a_file_name_with_wildcards_reads_that_file_only(tmp_path: Path) -> None:
    for name in ("sa*es[1]'.csv", "sales1.csv"):
        (tmp_path / name).write_text(f"a,b,c\n{name},y,z\n")
    rows = read(look_into(tmp_path / "sa*es[1]'.csv"))
    assert rows.column("a").to_pylist() == ["sa*es[1]'.csv"]


def test_records_that_do_not_fit_keep_their_number_and_their_text(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('a,b,c\n1,2,3\n1,2\n1,2,3,4\n"x\ny",2,3\n"open,2,3\n7,8,9\n')
    rows = read(look_into(path)).to_pylist()
    assert [row["_source_row"] for row in rows] == [2, 3, 4, 5, 6, 7]
    assert [bool(row["_unreadable"]) for row in rows] == [False, True, True, False, True, False]
    assert [rows[at]["_raw"] for at in (1, 2, 4)] == ["1,2", "1,2,3,4", '"open,2,3']
    assert (rows[1]["a"], rows[5]["a"]) == (None, "7")


def test_misfits_that_cancel_out_in_the_count_are_still_found(tmp_path: Path) -> None:
    """One delimiter too many and one too few: the sums agree, the engine's reader does not."""
    from tillhouse.sources.files.read import ReadMismatch

    path = tmp_path / "t.csv"
    path.write_text("a,b,c\n" + "1,2,3\n" * 50 + "1,2\n1,2,3,4\n")
    layout = look_into(path)
    assert not layout.is_exact
    with pytest.raises(ReadMismatch) as caught:
        read(layout)
    assert caught.value.files == (path,)


@pytest.mark.parametrize("size", [1_500_000, 7_000_000])
def test_a_first_record_longer_than_the_head_of_the_file_is_read(tmp_path: Path, size: int) -> None:
    path = tmp_path / "t.csv"
    path.write_text('a,b,c\n1,"' + "x,\n" * (size // 3) + '",3\n4,5,6\n')
    rows = read(look_into(path)).to_pylist()
    assert [row["_unreadable"] for row in rows] == [None, None]
    assert len(rows[0]["b"]) == size // 3 * 3
    assert rows[1]["a"] == "4"


def test_a_record_cut_by_the_head_of_the_file_does_not_speak_against_it(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b,c\n" + "1," + "x" * 1_200_000 + ",3\n")
    assert read(look_into(path)).num_rows == 1


def test_parquet_values_lose_nothing_as_text(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    moment = datetime.datetime(2024, 5, 22, 13, 45, 0, 123456)
    table = pa.table(
        {
            "a": pa.array([Decimal("12.50")], pa.decimal128(18, 4)),
            "b": pa.array([moment]),
            "c": pa.array([0.1 + 0.2]),
            "d": pa.array([datetime.date(2024, 2, 29)]),
            "e": pa.array([True]),
            "f": pa.array([moment], pa.timestamp("us", tz="America/Denver")),
            "g": pa.array([["x", "y"]]),
            "h": pa.array([2**63 - 1]),
            "i": pa.array(["007"]),
        }
    )
    pq.write_table(table, path)
    (row,) = read(look_into(path)).to_pylist()
    assert row["_source_row"] == 1
    assert row["a"] == "12.5000"
    assert row["b"] == "2024-05-22 13:45:00.123456"
    assert float(row["c"]) == 0.1 + 0.2
    assert row["d"] == "2024-02-29"
    assert row["e"] == "true"
    assert row["f"] == "2024-05-22 13:45:00.123456+00"
    assert row["g"] == '["x","y"]'
    assert (row["h"], row["i"]) == (str(2**63 - 1), "007")


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
        ("cp1252", b""),
    ],
)
def test_an_encoding_is_recognised(tmp_path: Path, encoding: str, mark: bytes) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(mark + "a,b,c\nMüller,Café – 5 €,z\n".encode(encoding))
    layout = look_into(path)
    assert layout.columns == ("a", "b", "c")
    assert read(layout).to_pylist()[0]["b"] == "Café – 5 €"


def test_one_bad_byte_in_a_utf8_file_costs_one_record(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("a,b,c\nü,é,ß\n".encode() + b"1,\xe9,3\n" + "ö,2,3\n".encode())
    rows = read(look_into(path)).to_pylist()
    assert [row["a"] for row in rows] == ["ü", None, "ö"]
    assert "0xE9" in rows[1]["_unreadable"]
    assert rows[1]["_raw"] == "1,\\xe9,3"


def test_the_real_products_file_is_read_as_delivered(shared_data: Path) -> None:
    from tillhouse.sources.spec import load_spec

    path = shared_data / "retail_org" / "products.csv"
    table = replace(load_spec("retail_org").table("products"), layout="columns")
    layout = look_into(path, table)
    rows = read(layout).to_pylist()
    assert len(rows) == 80
    swallowed = next(row for row in rows if row["_source_row"] == 13)
    assert swallowed["product_name"].count("\n") == 2
    assert swallowed["sales_price"] == "384.8758333"
    assert layout.columns[-1] == "column_8"


def test_a_file_by_the_line_keeps_every_line_with_its_number(shared_data: Path) -> None:
    from tillhouse.sources.spec import load_spec

    path = shared_data / "retail_org" / "products.csv"
    rows = read(look_into(path, load_spec("retail_org").table("products"))).to_pylist()
    assert [row["_source_row"] for row in rows] == list(range(2, 101))
    assert rows[11]["line"].startswith("AVpf-2hGilAPnD_xlfDv,Opple")
    assert not any(row["_unreadable"] for row in rows)


def test_nul_bytes_are_found_in_a_file_by_the_line(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b'a,b,c\n1,"open,3\n1,\0,3\n')
    rows = read(look_into(path, replace(TABLE, layout="lines"))).to_pylist()
    assert [row["line"] for row in rows] == ['1,"open,3', None]
    assert "NUL" in rows[1]["_unreadable"]
