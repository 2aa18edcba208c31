"""Text files whose header is not their first line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tillhouse.sources.files.found import FoundFile, signature_of
from tillhouse.sources.files.inspect import inspect_file
from tillhouse.sources.files.read import read_files
from tillhouse.sources.files.refused import Refused
from tillhouse.sources.table import TableSpec

TABLE = TableSpec("t", ("*.csv",), ("bon", "artikel", "menge"), required=("bon", "menge"))


def rows_of(folder: Path, text: str, table: TableSpec = TABLE) -> list[dict[str, object]]:
    path = folder / "t.csv"
    path.write_bytes(text.encode())
    signature = signature_of(path)
    assert signature is not None
    layout = inspect_file(FoundFile(path, path.name, table, signature), folder)
    return [row for _, batch in read_files([layout]) for row in batch.to_pylist()]


@pytest.mark.parametrize("line", ["sep=;\n", '"sep=;"\r\n', "SEP=;\r\n", "\ufeffsep=;\n"])
def test_a_line_that_names_the_delimiter_is_no_header(tmp_path: Path, line: str) -> None:
    rows = rows_of(tmp_path, f"{line}Bon;Artikel;Menge\n1;Tee, lose;2\n")
    assert [(it["_source_row"], it["artikel"], it["menge"]) for it in rows] == [
        (3, "Tee, lose", "2")
    ]


@pytest.mark.parametrize(
    "above",
    [
        "Kassenbericht\n\n",
        "Kassenbericht,,\nvon,01.03.2024,bis 31.03.2024\n,,\n",
        '"Filiale Mitte\n2. Stock"\n',
    ],
)
def test_titles_above_the_header_are_passed_over(tmp_path: Path, above: str) -> None:
    rows = rows_of(tmp_path, f"{above}Bon,Artikel,Menge\n1,Tee,2\n2,Salz,1\n")
    assert [(it["bon"], it["menge"]) for it in rows] == [("1", "2"), ("2", "1")]
    assert all(it["_unreadable"] is None for it in rows)


def test_a_row_that_speaks_of_columns_is_no_header_where_the_first_is_one(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "Bon,Menge,Note\n1,2,x\nArtikel,Menge,Bon\n")
    assert len(rows) == 2


def test_without_any_header_the_first_line_is_told(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="the header is: 1, Tee, 2"):
        rows_of(tmp_path, "1,Tee,2\n2,Salz,1\n")
