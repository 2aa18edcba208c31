"""Files with the same content in one delivery share the fate of the first of them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from tillhouse.lake.bronze import Bronze
from tillhouse.sources.report import IngestReport, KnownFile

HEADER = "store_id,product_name,quantity\n"
Run = Callable[[], IngestReport]


def deliver(folder: Path, text: str, *names: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for at, name in enumerate(names):
        (folder / name).write_text(text)
        os.utime(folder / name, (1_700_000_000 + at, 1_700_000_000 + at))


def test_a_copy_of_a_loaded_file_is_known_under_the_name_of_the_first(
    run: Run, drop: Path, bronze: Bronze
) -> None:
    deliver(drop, HEADER + "1,tea,2\n", "sales_a.csv", "sales_b.csv")
    report = run()
    assert [delivery.file for delivery in report.loaded] == ["sales_a.csv"]
    assert report.known == [KnownFile("sales_b.csv", "sales_a.csv")]


def test_a_copy_of_a_refused_file_is_refused_and_not_said_to_be_loaded(
    run: Run, drop: Path, bronze: Bronze
) -> None:
    """Two closed days, two files with nothing but the header: neither was loaded."""
    deliver(drop, HEADER, "sales_a.csv", "sales_b.csv")
    report = run()
    assert report.known == []
    assert [refused.file for refused in report.refused] == ["sales_a.csv", "sales_b.csv"]


def test_copies_of_a_refused_file_are_not_news_in_the_next_run(
    run: Run, drop: Path, bronze: Bronze
) -> None:
    deliver(drop, HEADER, "sales_a.csv", "sales_b.csv", "sales_c.csv")
    run()
    again = run()
    assert again.refused == []
    assert [refused.file for refused in again.still_refused] == [
        "sales_a.csv",
        "sales_b.csv",
        "sales_c.csv",
    ]


def test_a_report_names_a_few_of_each_kind_and_counts_the_rest(run: Run, drop: Path) -> None:
    deliver(drop, HEADER + "1,tea,2\n", *(f"sales_{n}.csv" for n in range(10)))
    deliver(drop, HEADER, *(f"sales_closed_{n}.csv" for n in range(4)))
    lines = run().messages()
    assert sum(line.startswith("delivered twice: sales_") for line in lines) == 3
    assert "delivered twice: … and 6 more" in lines
    assert "refused: … and 1 more" in lines
