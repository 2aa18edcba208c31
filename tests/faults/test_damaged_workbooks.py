"""Whatever is wrong with a workbook, it is refused by part and place, and the rest is loaded."""

from __future__ import annotations

import io
import re
import signal
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from tests.faults.bombs import NAMES, book, head_row, rows
from tillhouse.bounds import Bounds
from tillhouse.lake.bronze import Bronze
from tillhouse.sources.files import workbook_reader
from tillhouse.sources.files.hash_cache import MemoryCache
from tillhouse.sources.ingest import ingest
from tillhouse.sources.report import IngestReport
from tillhouse.sources.spec import load_spec

VALUES = (15, 123, "oats & <milk>", "2024-05-22", 7, 212.5, 9, 1912.5)
GOOD = ",".join(NAMES) + "\n" + "15,123,rice,2024-05-22,7,212.0,9,1908.0\n"
Deliver = Callable[[], IngestReport]
Parts = dict[str, bytes]


def parts_of(formula: str = "") -> Parts:
    """The parts of a sound workbook of three rows."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as written:
        sheet = written.add_worksheet("sales")
        sheet.write_row(0, 0, NAMES)
        for at in (1, 2, 3):
            sheet.write_row(at, 0, VALUES)
        sheet.merge_range("C5:C6", "merged")
        if formula:
            sheet.write_formula("G4", formula, value="")
    with zipfile.ZipFile(made) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def save(path: Path, parts: Parts) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def prefixed(parts: Parts) -> Parts:
    """The same with a prefix before every tag of the main namespace."""
    changed = {}
    for name, content in parts.items():
        if (
            name.startswith("xl/")
            and name.endswith(".xml")
            and b"spreadsheetml/2006/main" in content
        ):
            content = re.sub(rb"<(/?)(?=[A-Za-z]+[ />])", rb"<\1s-1.x:", content)
            content = content.replace(b' xmlns="', b' xmlns:s-1.x="', 1)
        changed[name] = content
    return changed


SHEET = "xl/worksheets/sheet1.xml"
FORMS: dict[str, Callable[[bytes], bytes]] = {
    "attributes in another order": lambda it: re.sub(
        rb'<c r="(\w+)" ([^>]*?)>', rb'<c \2 r="\1">', it
    ),
    "apostrophes": lambda it: re.sub(rb' (r|t|s)="(\w+)"', rb" \1='\2'", it),
    "cells without a place": lambda it: re.sub(rb'<c r="\w+"', b"<c", it),
    "lines between": lambda it: it.replace(b"<c ", b"\n <c\n "),
    "a comment": lambda it: it.replace(b"<sheetData>", b"<!-- x --><sheetData>"),
    "a byte-order mark": lambda it: b"\xef\xbb\xbf" + it,
}


@pytest.mark.parametrize("form", ["prefixes", *FORMS])
@pytest.mark.parametrize("formula", ["", "=F4*2"], ids=["values", "a formula without a value"])
def test_a_workbook_in_another_form_is_read_like_any_other(
    form: str, formula: str, drop: Path, bronze: Bronze, deliver: Deliver
) -> None:
    plain = parts_of(formula)
    if formula:
        plain[SHEET] = re.sub(
            rb'(<c r="G4")[^>]*>(<f>.*?</f>)<v>[^<]*</v>', rb"\1>\2", plain[SHEET]
        )
        assert b"<f>F4*2</f></c>" in plain[SHEET]
    other = prefixed(plain) if form == "prefixes" else {**plain, SHEET: FORMS[form](plain[SHEET])}
    assert other[SHEET] != plain[SHEET]
    save(drop / "sales_x.xlsx", other)
    report = deliver()
    if formula:
        assert "the formula in G4" in report.refused[0].reason
    else:
        assert [it.rows for it in report.loaded] == [4]


DAMAGES: dict[str, Callable[[bytes], bytes | None]] = {
    "missing": lambda _: None,
    "empty": lambda _: b"",
    "cut off": lambda it: it[: len(it) // 2],
    "a tag not closed": lambda it: it[: it.rindex(b"</")] if b"</" in it else it[:-9],
    "another tag closed": lambda it: it.replace(b"</", b"</x", 1),
    "rubbish": lambda it: bytes(range(256)) * 9,
    "wrong places": lambda it: re.sub(rb'(r|Target|Id|id|sheetId)="', rb'\1="~', it),
    "no places": lambda it: re.sub(
        rb' (r|Target|Id|r:id|count|uniqueCount|ref|s)="[^"]*"', b"", it
    ),
    "absurd counts": lambda it: re.sub(rb'="[0-9]+"', b'="99999999999999999999"', it),
    "below zero": lambda it: re.sub(rb"(>|=\")([0-9]+)", rb"\1-\2", it),
    "entities": lambda it: it.replace(
        b"?>", b'?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>', 1
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_to_any_part_costs_that_workbook_alone(
    damage: str, drop: Path, bronze: Bronze, deliver: Deliver
) -> None:
    sound = parts_of()
    for at, name in enumerate(sound):
        changed = DAMAGES[damage](sound[name])
        parts = {key: content for key, content in sound.items() if key != name}
        save(drop / f"sales_{at}.xlsx", parts if changed is None else {**parts, name: changed})
    (drop / "sales_good.csv").write_text(GOOD)
    report = deliver()
    assert "sales_good.csv" in [it.file for it in report.loaded]
    assert len(report.refused) + len(report.loaded) + len(report.known) == len(sound) + 1
    for refused in report.refused:
        assert refused.code != "passing", refused.reason
        assert "bug" not in refused.reason
    if damage in ("missing", "cut off", "a tag not closed", "rubbish"):
        told = " ".join(it.reason for it in report.refused)
        assert "xl/workbook.xml" in told or damage == "missing"
        assert SHEET in told


def test_a_wrong_checksum_and_an_encrypted_part_are_told(
    drop: Path, bronze: Bronze, deliver: Deliver
) -> None:
    save(drop / "sales_x.xlsx", parts_of())
    content = (drop / "sales_x.xlsx").read_bytes()
    with zipfile.ZipFile(drop / "sales_x.xlsx") as archive:
        crc = archive.getinfo(SHEET).CRC.to_bytes(4, "little")
    (drop / "sales_x.xlsx").write_bytes(content.replace(crc, b"\1\2\3\4"))
    locked = bytearray(content)
    central = content.index(b"PK\1\2")
    while central >= 0:
        locked[central + 8] |= 1
        central = content.find(b"PK\1\2", central + 4)
    (drop / "sales_y.xlsx").write_bytes(locked)
    reasons = {it.file: it.reason for it in deliver().refused}
    assert SHEET in reasons["sales_x.xlsx"]
    assert "encrypted" in reasons["sales_y.xlsx"]


@pytest.mark.long
def test_a_workbook_that_takes_too_much_memory_ends_no_run_and_more_memory_takes_it(
    drop: Path, bronze: Bronze
) -> None:
    book([head_row(), *rows(2, 100_000, 8)])(drop / "sales_x.xlsx")
    (drop / "sales_good.csv").write_text(GOOD)
    save(drop / "sales_y.xlsx", parts_of())
    spec, cache = load_spec("pos"), MemoryCache()
    small = ingest("tills", spec, drop, bronze, cache, None, Bounds(memory_bytes=30_000_000))
    assert [(it.file, it.code) for it in small.refused] == [("sales_x.xlsx", "too_large")]
    assert "memory_bytes" in small.refused[0].remedy
    assert {it.file for it in small.loaded} == {"sales_good.csv", "sales_y.xlsx"}
    assert ingest("tills", spec, drop, bronze, cache, None).loaded[0].rows == 99_999


def test_a_workbook_that_takes_too_long_is_refused(
    drop: Path, bronze: Bronze, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(drop / "sales_x.xlsx", parts_of())
    died = workbook_reader._died(-signal.SIGXCPU, Bounds(seconds=7))
    monkeypatch.setattr(workbook_reader._Worker, "ask", lambda *_: None)
    monkeypatch.setattr(workbook_reader._Worker, "end", lambda _: -signal.SIGXCPU)
    (refused,) = ingest("tills", load_spec("pos"), drop, bronze, MemoryCache()).refused
    assert refused.code == "too_large"
    assert "7 are taken" in str(died)


def test_a_worker_that_is_killed_from_outside_is_no_reason_against_the_workbook(
    drop: Path, bronze: Bronze, deliver: Deliver
) -> None:
    save(drop / "sales_x.xlsx", parts_of())
    workbook_reader.start()
    workbook_reader._Worker.running[0].process.kill()
    workbook_reader._Worker.running[0].process.wait()
    assert [it.code for it in deliver().refused] == ["passing"]
    assert [it.rows for it in deliver().loaded] == [4]
