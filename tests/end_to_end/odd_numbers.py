"""Rows with a number that nobody meant, one for each column of a table and each such number.

They are copies of a row that was delivered, under a key of their own. Columns come from the
sources' own specs, numbers from the bounds of the contract.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tillhouse.contracts.numbers import number_bounds

Row = dict[str, str]

BARCODE = "4006381333931"
NO_NUMBERS = ("1e308", "-1e308", "NaN", "Infinity", "-Infinity", "-0", "9" * 400, "1e-308")
# A till's lines and an export without order numbers are replaced by store and by day, not by a key.
REPLACED_BY = {
    ("pos", "sales"): {"store_id": "999", "sales_date": "2025-10-07"},
    ("retail_org", "sales"): {"order_date": "2025-10-07"},
}


def odd_numbers() -> list[str]:
    """The largest and the smallest that each kind of number may be, one beyond each, and worse."""
    bounds = sorted({*number_bounds().values()})
    limits = [bound + more for bound in bounds for more in (0, 1)]
    edges = [str(sign * limit) for limit in limits for sign in (1, -1)]
    return [*edges, "99999999999999", BARCODE, *NO_NUMBERS]


def odd_rows(good: Row, fresh: Sequence[str], place: tuple[str, str] = ("", "")) -> Iterator[Row]:
    """Copies of a row, each with one odd number; columns of `fresh` get a number of their own."""
    count = 0
    for column, text in good.items():
        for number in odd_numbers():
            count += 1
            key = {name: str(5_000_000 + count) for name in fresh}
            row = {**good, **key, **REPLACED_BY.get(place, {})}
            yield from ({**row, column: it} for it in _put(text, number))


def _put(text: str, number: str) -> Iterator[str]:
    """The number in the place of a text; in the place of each number of a text that is JSON."""
    if not text.startswith(("[{", "{")):
        yield number
        return
    for found in re.finditer(r'(?<=":)-?[0-9.]+', text):
        try:
            json.loads(changed := text[: found.start()] + number + text[found.end() :])
        except ValueError:  # as NaN is to others
            changed = text[: found.start()] + f'"{number}"' + text[found.end() :]
        yield changed


def write_rows(path: Path, rows: Sequence[Row]) -> int:
    """A CSV file of them; how many they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return len(rows)


def name_for(patterns: Sequence[str]) -> str:
    """A name of a CSV file that the first pattern takes."""
    return patterns[0].replace("**/", "").replace("*.*", "*.csv").replace("*", "9")
