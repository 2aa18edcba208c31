"""An .xlsx file from outside: is it a workbook at all, and is it sound?

A workbook is a ZIP of XML. Its directory says how large everything in it is before any of it is
unpacked; each part that is read is read to its end, so that a wrong checksum is seen.
"""

from __future__ import annotations

import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers.expat import ExpatError, ParserCreate

from tillhouse.bounds import LARGEST_PART, MOST_PARTS, Bounds
from tillhouse.sources.files.plain import MAGIC
from tillhouse.sources.files.refused import Refused
from tillhouse.sources.files.sheet_xml import (
    OVERLAP,
    SheetFacts,
    is_usual,
    note_usual,
    read_any_form,
)
from tillhouse.sources.files.size import check_unpacked, too_large

CHUNK = 4 * 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0"
ENCRYPTED, OLD_WORKBOOK = ("EncryptedPackage".encode("utf-16-le"), "Workbook".encode("utf-16-le"))
ID = "officeDocument/2006/relationships}id"
BOOK, LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SHEETS, STRINGS = "xl/worksheets/", "xl/sharedStrings.xml"


def check_workbook(path: Path, bounds: Bounds) -> None:
    """Raises `Refused` when the file is no .xlsx workbook, saying what it is instead, when a part
    of it is damaged, and when it is too large."""
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
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, UnicodeError):
        raise Refused(
            "the workbook is cut off or damaged", code="damaged", remedy="Copy the file again."
        ) from None
    names = [part.filename for part in parts]
    if BOOK not in names:
        binary = "xl/workbook.bin" in names
        what = "a binary workbook (.xlsb)" if binary else "a ZIP archive without a workbook in it"
        raise Refused(f"it is {what}", code="wrong_format", remedy="Save it as .xlsx in Excel.")
    _check_parts(parts, path.stat().st_size, bounds)
    with zipfile.ZipFile(path) as archive:
        for name in names:
            if name in (STRINGS, "xl/styles.xml"):
                for _ in _chunks(archive, name):
                    pass


def _check_parts(parts: list[zipfile.ZipInfo], size: int, bounds: Bounds) -> None:
    """What the directory of the archive says."""
    if len(parts) > MOST_PARTS:
        raise too_large("it has too many parts", f"{len(parts):,}", MOST_PARTS, "")
    twice = [name for name, count in Counter(it.filename for it in parts).items() if count > 1]
    if twice:
        raise Refused(f"the workbook is damaged: it holds {twice[0]} twice", code="damaged")
    if locked := [it.filename for it in parts if it.flag_bits & 1]:
        raise Refused(f"its part {locked[0]} is encrypted", code="wrong_format")
    check_unpacked(sum(it.file_size for it in parts), size, bounds)
    for part in parts:
        is_table = part.filename.startswith(SHEETS) or part.filename == STRINGS
        is_read_whole = not is_table and part.filename.endswith((".xml", ".rels"))
        if is_read_whole and part.file_size > LARGEST_PART:
            what = f"its part {part.filename} is too large"
            raise too_large(what, f"{part.file_size:,} bytes", LARGEST_PART, "")


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


def read_facts(path: Path, sheet: str, bounds: Bounds) -> SheetFacts:
    """Look through the XML of a sheet; raises `Refused` where it is damaged or reaches too far."""
    with zipfile.ZipFile(path) as archive:
        part = sheet_parts(archive).get(sheet, "")
        if part not in archive.namelist():
            why = f"the sheet {sheet!r} is said to be in {part or 'no part'}, which is not there"
            raise Refused(f"the workbook is damaged: {why}", code="damaged")
        facts = _read_usual(archive, part)
        if facts is None:
            _check_count(sheet, _chunks(archive, part), bounds)
            with _in_part(part):
                facts = read_any_form(sheet, _chunks(archive, part), bounds)
    facts.check(sheet, bounds)
    return facts


def _check_count(sheet: str, chunks: Iterator[bytes], bounds: Bounds) -> None:
    """Refuse a sheet of too many cells before it is parsed, which takes its time."""
    cells = 0
    for chunk in chunks:
        cells += chunk.count(b"<c") + chunk.count(b":c ")
        if cells > bounds.cells:
            what = f"the sheet {sheet!r} has too many cells"
            raise too_large(what, f"{cells:,} and more", bounds.cells, "cells")


def _read_usual(archive: zipfile.ZipFile, part: str) -> SheetFacts | None:
    """The facts of a sheet in the usual form; None for one in another form."""
    facts, rest = SheetFacts(), b""
    for chunk in _chunks(archive, part):
        seen = rest + chunk
        if not is_usual(seen):
            return None
        note_usual(seen, facts)
        rest = seen[-OVERLAP:]
    # The reader of cells takes a sheet that ends too early for a whole one.
    return facts if rest.rstrip().endswith(b"</worksheet>") else None


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name of each sheet → its file inside the workbook; `Refused` where the XML is damaged."""
    targets = {link.get("Id"): link.get("Target", "") for link in _root(archive, LINKS)}
    found = {}
    for node in _root(archive, BOOK).iter():
        if node.tag.rpartition("}")[2] == "sheet":
            named = [value for key, value in node.attrib.items() if key.endswith(ID)]
            target = targets.get(named[0] if named else None, "")
            place = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            found[node.get("name", "")] = place
    return found


def _root(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    with _in_part(part):
        return ElementTree.fromstring(b"".join(_chunks(archive, part)))


def find_damage(path: Path, told: str) -> Refused:
    """The refusal of a workbook that cannot be read: the first part that is no XML, and where, or
    what the reader told."""
    with zipfile.ZipFile(path) as archive:
        for part in archive.namelist():
            if part.endswith((".xml", ".rels")):
                parser = ParserCreate()
                try:
                    for chunk in _chunks(archive, part):
                        parser.Parse(chunk, False)
                    parser.Parse(b"", True)
                except (ExpatError, LookupError, ValueError) as error:
                    return _damaged(part, str(error))
                except Refused as refused:
                    return refused
    return Refused(
        f"the workbook is damaged: {told}",
        code="damaged",
        remedy="Open it in Excel and save it again.",
    )


@contextmanager
def _in_part(part: str) -> Iterator[None]:
    """What is wrong with the XML of a part, with the part and the place in it."""
    try:
        yield
    except (ElementTree.ParseError, ExpatError) as error:
        raise _damaged(part, str(error)) from None


def _chunks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """A part in pieces, to its end; `Refused` where it cannot be unpacked."""
    size = 0
    try:
        with archive.open(part) as file:
            while chunk := file.read(CHUNK):
                size += len(chunk)
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _damaged(part, f"after byte {size:,} of it: {error}") from None
    except KeyError:
        raise _damaged(part, "it is not there") from None


def _damaged(part: str, why: str) -> Refused:
    return Refused(
        f"the workbook is damaged in its part {part}: {why}",
        code="damaged",
        remedy="Copy it again; if it still is, open it in Excel and save it.",
    )
