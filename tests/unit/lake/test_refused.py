from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tillhouse.errors import DataError
from tillhouse.lake.refused import JOURNAL, RefusedFile, RefusedFiles

ENTRY = RefusedFile("tills", "sales", "in/sales.csv", "no rows", line=1, sha256="ab" * 32)


def test_a_refusal_keeps_a_copy_and_its_reason(tmp_path: Path) -> None:
    file = tmp_path / "sales.csv"
    file.write_text("x")
    refused = RefusedFiles(tmp_path / "refused")
    refused.keep(ENTRY, file)
    assert refused.entries() == [ENTRY]
    assert refused.copy_of(ENTRY).name == "abababab-sales.csv"
    assert refused.copy_of(ENTRY).read_text() == "x"
    assert ENTRY.message == "in/sales.csv, line 1: no rows"


def test_a_line_cut_off_by_a_kill_hides_no_other(tmp_path: Path) -> None:
    file = tmp_path / "sales.csv"
    file.write_text("x")
    refused = RefusedFiles(tmp_path / "refused")
    refused.keep(ENTRY, file)
    journal = refused.root / "tills" / JOURNAL
    with journal.open("a") as out:
        out.write('{"source": "ti')
    later = replace(ENTRY, file="other.csv")
    refused.keep(later, file)
    assert refused.entries() == [ENTRY, later]


def test_the_same_refusal_is_one_entry(tmp_path: Path) -> None:
    file = tmp_path / "sales.csv"
    file.write_text("x")
    refused = RefusedFiles(tmp_path / "refused")
    refused.keep(ENTRY, file)
    refused.keep(ENTRY, file)
    assert len(refused.entries("tills")) == 1
    assert refused.entries("orders") == []


def test_a_line_of_before_there_were_codes_still_counts(tmp_path: Path) -> None:
    journal = tmp_path / "refused" / "tills" / JOURNAL
    journal.parent.mkdir(parents=True)
    old = {name: value for name, value in vars(ENTRY).items() if name not in ("code", "columns")}
    journal.write_text(json.dumps(old) + "\n")
    assert RefusedFiles(tmp_path / "refused").entries() == [ENTRY]


def test_code_and_columns_are_kept_beside_the_sentence(tmp_path: Path) -> None:
    refused = RefusedFiles(tmp_path / "refused")
    entry = replace(ENTRY, code="missing_columns", columns=("price", "a, b"))
    refused.note(entry)
    assert refused.entries() == [entry]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00rubbish\n", b'{"source": 1}\n[]\n7\n'])
def test_a_damaged_journal_is_gone_on_with(tmp_path: Path, content: bytes) -> None:
    refused = RefusedFiles(tmp_path / "refused")
    (refused.root / "tills").mkdir(parents=True)
    (refused.root / "tills" / JOURNAL).write_bytes(content)
    assert refused.entries() == []
    refused.note(ENTRY)
    assert refused.entries() == [ENTRY]


def test_a_link_that_leads_nowhere_is_replaced_by_a_journal(tmp_path: Path) -> None:
    refused = RefusedFiles(tmp_path / "refused")
    (refused.root / "tills").mkdir(parents=True)
    (refused.root / "tills" / JOURNAL).symlink_to("nowhere/at/all")
    refused.note(ENTRY)
    assert refused.entries() == [ENTRY]


def test_a_folder_in_the_place_of_the_journal_is_told(tmp_path: Path) -> None:
    refused = RefusedFiles(tmp_path / "refused")
    (refused.root / "tills" / JOURNAL).mkdir(parents=True)
    with pytest.raises(DataError, match="journal of refused files cannot be read") as caught:
        refused.entries()
    assert "Move it away" in caught.value.remedy
