"""Small files of which very much comes out, and one delivery of each in a process of its own."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

NAMES = ("customer_id", "store_id", "product_name", "sales_date", "sales_person_id", "price",
         "quantity", "total_cost")  # fmt: skip
HEADER = ",".join(NAMES).encode() + b"\n"
ROW = b"15,123,quaker oats,2024-05-22,7,212.0,9,1908.0\n"
MB = 1_000_000

Bomb = Callable[[Path], None]


def gz(begin: bytes, piece: bytes, times: int) -> Bomb:
    """`begin`, then `times` times `piece`, packed."""

    def write(path: Path) -> None:
        packed = gzip.compress(piece * 50, 6)
        path.write_bytes(gzip.compress(begin) + packed * (times // 50))

    return write


def zst(begin: bytes, piece: bytes, times: int) -> Bomb:
    """The same as zstd."""

    def write(path: Path) -> None:
        codec = pa.Codec("zstd")
        packed = codec.compress(piece * 50, asbytes=True)
        path.write_bytes(codec.compress(begin, asbytes=True) + packed * (times // 50))

    return write


def one_value(rows: int, value: str) -> Bomb:
    """Parquet in which every row points at one value."""

    def write(path: Path) -> None:
        step = min(rows, 10_000_000)
        codes = pa.DictionaryArray.from_arrays(pa.array(np.zeros(step, np.int8)), [value])
        given = pa.table([codes] * len(NAMES), names=list(NAMES))
        with pq.ParquetWriter(path, given.schema) as writer:
            for _ in range(rows // step):
                writer.write_table(given, row_group_size=step)

    return write


def wide(columns: int) -> Bomb:
    """Parquet of very many columns."""

    def write(path: Path) -> None:
        arrays = [pa.array(["1"])] * columns
        names = [*NAMES, *(f"c{at}" for at in range(columns - len(NAMES)))]
        pq.write_table(pa.table(arrays, names=names), path, compression="zstd")

    return write


TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"/>'
)
RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/{kind}" Target="{target}"/>{more}</Relationships>'
)
BOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
    'main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>'
)
STRINGS = (
    '<Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/sharedStrings" Target="sharedStrings.xml"/>'
)
SHEET = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
    'main"><sheetData>'
)


def cell(at: str, text: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


def head_row() -> str:
    cells = "".join(cell(f"{chr(65 + at)}1", name) for at, name in enumerate(NAMES))
    return f'<row r="1">{cells}</row>'


def book(sheet: Iterable[str], strings: Iterable[str] = ()) -> Bomb:
    """A workbook with this in its sheet, and in its shared strings."""

    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", TYPES)
            rels = RELS.format(kind="officeDocument", target="xl/workbook.xml", more="")
            archive.writestr("_rels/.rels", rels)
            archive.writestr("xl/workbook.xml", BOOK)
            more = RELS.format(kind="worksheet", target="worksheets/sheet1.xml", more=STRINGS)
            archive.writestr("xl/_rels/workbook.xml.rels", more)
            _write(archive, "xl/worksheets/sheet1.xml", (SHEET, *sheet, "</sheetData></worksheet>"))
            _write(archive, "xl/sharedStrings.xml", ("<sst>", *strings, "</sst>"))

    return write


def _write(archive: zipfile.ZipFile, name: str, pieces: Iterable[str]) -> None:
    with archive.open(name, "w", force_zip64=True) as part:
        for piece in pieces:
            part.write(piece.encode())


def rows(first: int, last: int, columns: int) -> Iterator[str]:
    for at in range(first, last + 1):
        yield (
            f'<row r="{at}">'
            + "".join(f"<c><v>{at % 10}</v></c>" for _ in range(columns))
            + ("</row>")
        )


def quine(path: Path) -> None:
    """Archives in archives."""
    content = b"PK\x05\x06" + b"\0" * 18
    for _ in range(50):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", content)
            archive.writestr("xl/more.xlsx", content)
        content = held.getvalue()
    path.write_bytes(content)


FEW = {
    "a line without an end": ("sales_x.csv.gz", gz(HEADER, b"x" * MB, 1_500)),
    "rows without an end": ("sales_x.csv.gz", gz(HEADER, ROW * 20_000, 2_000)),
    "a header of a million columns": ("sales_x.csv", lambda path: path.write_bytes(
        b",".join(b"%d" % at for at in range(140_000)) + b"\n1\n")),
    "a value in a million rows": ("sales_x.parquet", one_value(1_000_000, "v" * MB)),
    "a cell far out": ("sales_x.xlsx", book(
        [head_row(), '<row r="1048576">', cell("XFD1048576", "x"), "</row>"])),
    "a cell beyond all sheets": ("sales_x.xlsx", book(
        [head_row(), '<row r="4294967295">', cell("ZZZZZZ4294967295", "x"), "</row>"])),
}  # fmt: skip
MANY = {
    "zeros": ("sales_x.csv.gz", gz(b"", b"\0" * MB, 2_000)),
    "line feeds": ("sales_x.csv.gz", gz(HEADER + ROW, b"\n" * MB, 2_000)),
    "quotes": ("sales_x.csv.gz", gz(HEADER, b'"\n' * (MB // 2), 200)),
    "an open quote": ("sales_x.csv.gz", gz(HEADER + b'"', b"x\n" * (MB // 2), 200)),
    "carriage returns": ("sales_x.csv.gz", gz(HEADER.replace(b"\n", b"\r"), b"x\r" * MB, 400)),
    "commas": ("sales_x.csv.gz", gz(HEADER, b"," * MB + b"\n", 200)),
    "long values in every row": ("sales_x.csv.gz", gz(
        HEADER, ROW.replace(b"o", b"o" * 60_000), 2_000)),
    "zstd": ("sales_x.csv.zst", zst(HEADER, ROW * 20_000, 3_000)),
    "zstd of one line": ("sales_x.csv.zst", zst(HEADER, b"x" * MB, 3_000)),
    "gzip in gzip": ("sales_x.csv.gz", lambda path: path.write_bytes(
        gzip.compress(gzip.compress(b"\0" * 500 * MB)))),
    "UTF-16": ("sales_x.csv.gz", gz(b"\xff\xfe", b"x\0" * (MB // 2), 2_000)),
    "two hundred million rows": ("sales_x.parquet", one_value(200_000_000, "v")),
    "many columns": ("sales_x.parquet", wide(30_000)),
    "a sheet of many rows": ("sales_x.xlsx", book([head_row(), *rows(2, 900_000, 60)])),
    "a sheet of many columns": ("sales_x.xlsx", book(
        ['<row r="1">', *(f"<c><v>{at}</v></c>" for at in range(1_000_000)), "</row>"])),
    "strings without an end": ("sales_x.xlsx", book(
        [head_row(), *rows(2, 3, 8)], (f"<si><t>{'s' * MB}</t></si>" for _ in range(3_000)))),
    "many strings": ("sales_x.xlsx", book(
        [head_row(), *rows(2, 3, 8)], ("<si><t>s</t></si>" * 10_000 for _ in range(6_000)))),
    "archives in archives": ("sales_x.xlsx", quine),
}  # fmt: skip

CHILD = """
import json, sys
from pathlib import Path
from tillhouse.lake.bronze import Bronze
from tillhouse.sources.files.hash_cache import MemoryCache
from tillhouse.sources.ingest import ingest
from tillhouse.sources.spec import load_spec
drop, lake = map(Path, sys.argv[1:3])
report = ingest("tills", load_spec("pos"), drop, Bronze(lake), MemoryCache())
def peak(pid):
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(it.split()[1]) for it in lines if it.startswith("VmHWM"))
tasks = Path("/proc/self/task")
children = [pid for it in tasks.iterdir() for pid in (it / "children").read_text().split()]
used = [peak("self"), *map(peak, children)]
refused = {it.file: [it.code, it.reason, it.remedy] for it in report.refused}
loaded = {it.file: [it.rows, it.unreadable_rows] for it in report.loaded}
print(json.dumps({"kilobytes": used, "refused": refused, "loaded": loaded}))
"""


def delivered(drop: Path, lake: Path, seconds: float) -> dict[str, Any]:
    """One delivery in a process of its own: its report, and the most memory that it took."""
    command = [sys.executable, "-c", CHILD, str(drop), str(lake)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
