"""An .xlsx file from outside: is it a workbook at all, and what do its sheets hide?

A workbook is a ZIP of XML. What the reader of cells does not tell is looked up in that XML: error
values, formulas that were never computed, and cells so far away that the sheet would not fit into
memory.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tillhouse.sources.files.plain import MAGIC
from tillhouse.sources.files.refused import Refused

CHUNK = 4 * 1024 * 1024
OVERLAP = 64 * 1024  # longer than any cell that is looked for
MOST_CELLS = 60_000_000
OLE = b"\xd0\xcf\x11\xe0"
ENCRYPTED, OLD_WORKBOOK = ("EncryptedPackage".encode("utf-16-le"), "Workbook".encode("utf-16-le"))
PARTS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

# Some programs write a prefix before every tag: <x:c r="A1">.
TAG, END = rb"<(?:[A-Za-z]\w*:)?", rb"</(?:[A-Za-z]\w*:)?"
ERROR = re.compile(
    TAG + rb'c r="([A-Z]+)([0-9]+)"[^>]*\bt="e"[^>]*>'
    rb"(?:" + TAG + rb"f\b.*?(?:/>|" + END + rb"f>))?" + TAG + rb"v>([^<]*)" + END + rb"v>"
)
# A formula whose result is no text and is not there: the program that wrote it computed nothing.
UNCOMPUTED = re.compile(
    TAG + rb'c r="([A-Z]+)([0-9]+)"(?![^>]*\bt="str")[^>]*>\s*'
    + TAG + rb"f\b[^>]*(?:/>|>[^<]*" + END + rb"f>)\s*"
    rb"(?:" + TAG + rb"v\s*/>|" + TAG + rb"v>" + END + rb"v>)?\s*" + END + rb"c>"
)  # fmt: skip
FAR_RIGHT = re.compile(TAG + rb'c r="([A-Z]{2,3})[0-9]')
ROW = re.compile(TAG + rb'row [^>]*\br="([0-9]+)"')


@dataclass
class SheetFacts:
    """What the XML of one sheet says. Cells are (row, column), both from 1."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncomputed: list[tuple[int, int]] = field(default_factory=list)
    last_row: int = 0
    last_column: int = 26


def check_workbook(path: Path) -> None:
    """Raises `Refused` when the file is no .xlsx workbook, saying what it is instead."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head:
        raise Refused(
            "the file is empty", code="no_rows", remedy="Deliver it again with a header and rows."
        )
    if head.startswith(OLE):
        raise _old_format(path)
    if not head.startswith(b"PK\x03\x04"):
        what = next((name for magic, name in MAGIC.items() if head.startswith(magic)), "text")
        what = "a web page" if b"<html" in head.lower() else what
        raise Refused(
            f"it is named as an Excel workbook, but is {what}",
            code="wrong_format",
            remedy="Open it in Excel and save it as .xlsx, or deliver it as CSV.",
        )
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        raise Refused(
            "the workbook is cut off or damaged", code="damaged", remedy="Copy the file again."
        ) from None
    if "xl/workbook.xml" not in names:
        binary = "xl/workbook.bin" in names
        what = "a binary workbook (.xlsb)" if binary else "a ZIP archive without a workbook in it"
        raise Refused(f"it is {what}", code="wrong_format", remedy="Save it as .xlsx in Excel.")


def _old_format(path: Path) -> Refused:
    content = path.read_bytes()
    if ENCRYPTED in content:
        return Refused(
            "the workbook is protected by a password",
            code="wrong_format",
            remedy="Deliver it without one: File > Info > Protect Workbook > Encrypt, empty it.",
        )
    what = "an old Excel workbook (.xls)" if OLD_WORKBOOK in content else "an old Office file"
    return Refused(
        f"it is {what} under a newer name",
        code="wrong_format",
        remedy="Save it as .xlsx in Excel.",
    )


def read_facts(path: Path, sheet: str) -> SheetFacts:
    """Look through the XML of a sheet; raises `Refused` for one that spans too many cells."""
    facts = SheetFacts()
    with zipfile.ZipFile(path) as archive:
        for chunk in _chunks(archive, sheet_parts(archive).get(sheet, "")):
            _note(chunk, facts)
    if facts.last_row * facts.last_column > MOST_CELLS:
        raise Refused(
            f"the sheet {sheet!r} reaches to row {facts.last_row:,} and column "
            f"{facts.last_column:,}: a value stands far from the table",
            remedy="Ctrl+End in Excel leads to it; delete it, or deliver the table as CSV.",
        )
    return facts


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name of each sheet → its file inside the workbook."""
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    found = {}
    for node in book.iter():
        if node.tag.endswith("}sheet"):
            target = targets.get(node.get(PARTS), "")
            place = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            found[node.get("name", "")] = place
    return found


def column_letters(number: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """A → 1, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _chunks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    if part not in archive.namelist():
        return
    with archive.open(part) as file:
        rest = b""
        while chunk := file.read(CHUNK):
            yield rest + chunk
            rest = (rest + chunk)[-OVERLAP:]


def _note(chunk: bytes, facts: SheetFacts) -> None:
    if b't="e"' in chunk:
        for letters, row, text in ERROR.findall(chunk):
            facts.errors[_cell(letters, row)] = text.decode("utf-8", "replace")
    if b"<f" in chunk or b":f" in chunk:
        facts.uncomputed += [_cell(letters, row) for letters, row in UNCOMPUTED.findall(chunk)]
    far = {column_number(letters.decode()) for letters in FAR_RIGHT.findall(chunk)}
    facts.last_column = max(facts.last_column, *far, 0)
    last = chunk.rfind(b"<", 0, max(chunk.rfind(b"<row "), chunk.rfind(b":row ")) + 1)
    if last >= 0 and (row_match := ROW.match(chunk, last)):
        facts.last_row = max(facts.last_row, int(row_match.group(1)))


def _cell(letters: bytes, row: bytes) -> tuple[int, int]:
    return int(row), column_number(letters.decode())
