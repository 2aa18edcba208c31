"""Whatever a file is called, it is loaded or refused, and the others are loaded."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tillhouse.lake.bronze import Bronze
from tillhouse.sources.report import IngestReport

HEADER = b"customer_id,store_id,product_name,sales_date,sales_person_id,price,quantity,total_cost\n"
GOOD = HEADER + b"15,123,quaker oats,2024-05-22,7,212.0,9,1908.0\n"
ODD = {
    "superscript digits": "sales_5²7.csv",
    "digits in a circle": "sales_①②.csv",
    "Arabic digits": "sales_٢٠٢٤.csv",
    "many digits": "sales_" + "9" * 240 + ".csv",
    "as long as can be": "sales_" + "x" * 245 + ".csv",
    "as long as can be, in characters of three bytes": "sales_" + "語" * 81 + ".csv",
    "quotes": "sales_'\"`.csv",
    "a glob": "sales_[0-9]*?{a,b}.csv",
    "a partition": "sales_day=1%2F.csv",
    "SQL": "sales_'; drop table x; --.csv",
    "blanks": "sales_  x .csv",
    "a backslash": "sales_\\n\\.csv",
    "capitals": "SALES_X.CSV",
    "a newline": "sales_\n.csv",
    "an escape of the terminal": "sales_\x1b[31m.csv",
    "text from right to left": "sales_\u202ecsv.csv",
    "bytes that are no text": os.fsdecode(b"sales_\xff\xfe.csv"),
}
Deliver = Callable[[], IngestReport]


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("content", [GOOD, b"nonsense\n1\n"], ids=["good", "bad"])
def test_an_odd_name_is_data(
    kind: str, content: bytes, drop: Path, bronze: Bronze, deliver: Deliver
) -> None:
    (drop / ODD[kind]).write_bytes(content)
    (drop / "sales_good.csv").write_bytes(GOOD.replace(b"oats", b"rice"))
    report = deliver()
    assert "sales_good.csv" in [delivery.file for delivery in report.loaded]
    assert len(report.loaded) + len(report.refused) == 2
    assert (len(report.refused) == 0) == (content == GOOD and ODD[kind].isprintable())
    for message in report.messages():
        assert message.isprintable()
        message.encode()
    assert not deliver().loaded


def test_a_refused_file_with_a_long_name_is_kept(
    drop: Path, bronze: Bronze, deliver: Deliver
) -> None:
    (drop / ("sales_" + "x" * 245 + ".csv")).write_bytes(b"nonsense\n1\n")
    (refused,) = deliver().refused
    copy = bronze.refused.copy_of(refused)
    assert copy.read_bytes() == b"nonsense\n1\n"
    assert copy.name.endswith(".csv")
    assert [it.file for it in deliver().still_refused] == [refused.file]


@pytest.mark.parametrize("name", ["x\n", "\x1b[2J", os.fsdecode(b"\xff")])
def test_an_odd_folder_name_costs_its_files_alone(name: str, drop: Path, deliver: Deliver) -> None:
    (drop / name).mkdir()
    (drop / name / "sales_1.csv").write_bytes(GOOD)
    (drop / name / "notes.pdf").write_bytes(b"x")
    (drop / "sales_good.csv").write_bytes(GOOD)
    report = deliver()
    assert [delivery.file for delivery in report.loaded] == ["sales_good.csv"]
    assert len(report.refused) == len(report.unused) == 1
    assert all(message.isprintable() for message in report.messages())


def test_folders_in_folders_without_end_are_walked(drop: Path, deliver: Deliver) -> None:
    (drop / "sales_good.csv").write_bytes(GOOD)
    here = os.open(drop, os.O_RDONLY)
    try:
        for _ in range(1_200):
            os.mkdir("d", dir_fd=here)
            here, left = os.open("d", os.O_RDONLY, dir_fd=here), here
            os.close(left)
    finally:
        os.close(here)
    loaded = [delivery.file for delivery in deliver().loaded]
    subprocess.run(["rm", "-r", drop / "d"], check=True)  # Python's own way ends at some depth
    assert loaded == ["sales_good.csv"]
