"""Columns of fixed width: cut at the right characters, and no line that is cut off gets through."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tillhouse.errors import ConfigError
from tillhouse.sources.files.found import FoundFile, signature_of
from tillhouse.sources.files.inspect import Layout, inspect_file
from tillhouse.sources.files.read import read_files
from tillhouse.sources.files.refused import Refused
from tillhouse.sources.spec import load_spec
from tillhouse.sources.table import TableSpec

COLUMNS = ("store_id", "product_name", "price")
TABLE = TableSpec("t", ("*",), COLUMNS, ("store_id",), layout="fixed", widths=(4, 10, 7))
GOOD = "0012quaker oat  12.50\n0007tea             3\n"


def look(path: Path, table: TableSpec = TABLE) -> Layout:
    signature = signature_of(path)
    assert signature is not None
    return inspect_file(FoundFile(path, path.name, table, signature), path.parent)


def read(path: Path, table: TableSpec = TABLE) -> list[dict[str, Any]]:
    return [row for _, batch in read_files([look(path, table)]) for row in batch.to_pylist()]


def write(folder: Path, text: str, encoding: str = "utf-8", newline: str = "\n") -> Path:
    path = folder / "sales.txt"
    path.write_bytes(text.replace("\n", newline).encode(encoding))
    return path


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_values_are_cut_at_their_widths_without_the_blanks(
    tmp_path: Path, encoding: str, newline: str
) -> None:
    rows = read(write(tmp_path, GOOD, encoding, newline))
    assert [[row[name] for name in COLUMNS] for row in rows] == [
        ["0012", "quaker oat", "12.50"],
        ["0007", "tea", "3"],
    ]
    assert [row["_source_row"] for row in rows] == [1, 2]


def test_widths_count_characters_and_not_bytes(tmp_path: Path) -> None:
    rows = read(write(tmp_path, "0012crème brû  12.50\n".replace("brû ", "brûl ")))
    assert (rows[0]["product_name"], rows[0]["price"]) == ("crème brûl", "12.50")


def test_a_first_line_with_the_names_is_a_header(tmp_path: Path) -> None:
    table = TableSpec("t", ("*",), COLUMNS, layout="fixed", widths=(8, 12, 7))
    path = write(tmp_path, "store_idproduct_nameprice  \n0012    quaker oat    12.50\n")
    assert [(row["_source_row"], row["price"]) for row in read(path, table)] == [(2, "12.50")]


def test_a_line_that_is_cut_off_is_kept_aside_with_its_text(tmp_path: Path) -> None:
    rows = read(write(tmp_path, GOOD + "\n0012quaker oat  12.5\n"))
    assert [row["_source_row"] for row in rows] == [1, 2, 4]
    assert rows[2]["_unreadable"] == "the line has 20 characters instead of 21"
    assert rows[2]["_raw"] == "0012quaker oat  12.5"
    assert rows[2]["price"] is None


def test_a_last_width_of_zero_reaches_to_the_end_of_the_line(tmp_path: Path) -> None:
    table = TableSpec("t", ("*",), COLUMNS, layout="fixed", widths=(4, 10, 0))
    rows = read(write(tmp_path, "0012quaker oat12.50\n0007tea       3\n0008tea       \n"), table)
    assert [row["price"] for row in rows] == ["12.50", "3", None]


def test_a_broken_character_costs_its_line_alone(tmp_path: Path) -> None:
    good = "0012crème oats  12.50\n".encode()
    path = tmp_path / "sales.txt"
    path.write_bytes(good * 3 + good.replace("è".encode(), b"\xe8 ") + good)
    rows = read(path)
    assert [bool(row["_unreadable"]) for row in rows] == [False, False, False, True, False]
    assert "0xE8" in rows[3]["_unreadable"]


def test_many_lines_keep_their_numbers(tmp_path: Path) -> None:
    lines = "".join(f"{n % 10000:04d}{'tea':10}{n:7d}\n" for n in range(1, 600_001))
    path = write(tmp_path, lines)
    numbers = [
        (first.as_py(), last.as_py())
        for _, batch in read_files([look(path)])
        for first, last in [(batch.column("_source_row")[-1], batch.column("price")[-1])]
    ]
    assert len(numbers) > 1
    assert all(str(number) == price for number, price in numbers)
    assert numbers[-1][0] == 600_000


@pytest.mark.parametrize("text", ["0012;quaker oats;12.50\n", "1\n2\n3\n"])
def test_a_file_of_another_width_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Refused, match="no line has 21 characters"):
        look(write(tmp_path, text))


@pytest.mark.parametrize(
    ("setting", "hint"),
    [
        ("widths = [4, 10]", "2 widths for 3 columns"),
        ("widths = [4, 0, 7]", "above 0"),
        ("", "needs `widths`"),
    ],
)
def test_widths_that_cannot_be_are_refused(tmp_path: Path, setting: str, hint: str) -> None:
    (tmp_path / "source.toml").write_text(
        f'[tables.t]\nfiles = ["*"]\nlayout = "fixed"\ncolumns = ["a", "b", "c"]\n{setting}\n'
    )
    with pytest.raises(ConfigError, match=hint):
        load_spec("t", tmp_path)
