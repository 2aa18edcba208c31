"""Which line of a text file is its header, and what stands between its columns.

Spreadsheets write `sep=;` above the header, reports a title, a period and empty lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import islice, takewhile

from tillhouse.bounds import Bounds
from tillhouse.sources.files.header import declared_count, match_header
from tillhouse.sources.files.records import OPEN, Record, records
from tillhouse.sources.files.refused import Refused
from tillhouse.sources.files.size import check_columns
from tillhouse.sources.table import TableSpec

DELIMITER_NAMES = {b",": "comma", b";": "semicolon", b"\t": "tab", b"|": "bar"}
DELIMITERS = tuple(DELIMITER_NAMES)
HEAD = 1024 * 1024
HEADER_AMONG = 50  # records in which the header is looked for
SAMPLE = 20  # records below it that are looked at
SEPARATOR = re.compile(rb"""\A(?:\xef\xbb\xbf)?"?sep=(.)"?[ \t,;|]*(?:\r?\n|\r|\Z)""", re.I | re.S)

Placed = tuple[bytes, int]


def separator_of(head: bytes) -> bytes | None:
    """The delimiter that a first line `sep=;` gives; None where the file has no such line."""
    found = SEPARATOR.match(head)
    return found.group(1) if found and found.group(1) in DELIMITERS else None


def find_header(
    head: bytes, table: TableSpec, bounds: Bounds, *, is_whole: bool
) -> tuple[bytes, Record, list[Record]]:
    """The delimiter, the header, and some records after it that lie whole in the head of a file.

    The header is the first record or, where that lacks what the table needs, the one that names
    most columns that the table knows.
    """
    separator = separator_of(head)
    start = 1 if separator else 0
    tried = (separator,) if separator else DELIMITERS
    found = {it: list(islice(records(BytesIO(head), it), start + 1)) for it in tried}
    firsts = [(it, start) for it, listed in found.items() if len(listed) > start]
    if not firsts:
        raise Refused("there is nothing but blank lines in it", code="no_rows")
    best = _best(_narrow(firsts, found, bounds), found, table)
    if _is_header(found[best[0]][best[1]], table):
        most = start + 1 + SAMPLE
        found[best[0]] = _first_records(head, best[0], most, is_whole=is_whole)
    else:
        most = HEADER_AMONG + SAMPLE
        found = {it: _first_records(head, it, most, is_whole=is_whole) for it in tried}
        places = [(it, at) for it, listed in found.items() for at in range(start, len(listed))]
        others = [(it, at) for it, at in places if start < at < HEADER_AMONG]
        best = _best([best, *_narrow(others, found, bounds)], found, table)
    first, *rest = found[best[0]][best[1] :]
    _check(first, head, is_whole=is_whole)
    return best[0], first, rest[:SAMPLE]


def _narrow(
    places: Sequence[Placed], found: dict[bytes, list[Record]], bounds: Bounds
) -> list[Placed]:
    """The places whose record may be a header; `Refused` when the others are no columns."""
    widths = {(it, at): len(found[it][at].fields) for it, at in places}
    narrow = [place for place in places if widths[place] <= bounds.columns]
    if places and all(widths[place] == 1 for place in narrow) and len(narrow) < len(places):
        check_columns(max(widths.values()), bounds, line=found[places[0][0]][places[0][1]].line)
    return narrow


def _best(places: Sequence[Placed], found: dict[bytes, list[Record]], table: TableSpec) -> Placed:
    """The record with most columns that the table knows; of equals the widest, the first."""

    def score(place: Placed) -> tuple[int, int, int]:
        names = texts(found[place[0]][place[1]])
        return declared_count(names, table), -place[1], len(names)

    return max(places, key=score)


def _is_header(record: Record, table: TableSpec) -> bool:
    """Whether nobody needs to look further: a title names no two columns."""
    is_whole = not match_header(texts(record), table).missing
    return is_whole and declared_count(texts(record), table) >= min(2, len(table.columns))


def _check(first: Record, head: bytes, *, is_whole: bool) -> None:
    is_cut = not is_whole and first.raw == head
    if first.problem or is_cut:
        reason = f"longer than {HEAD:,} bytes" if is_cut else first.problem
        raise Refused(f"the header cannot be read: {reason}", line=first.line)
    if b"\0" in first.raw:
        raise Refused("the header holds NUL bytes", line=first.line)


def _first_records(head: bytes, delimiter: bytes, most: int, *, is_whole: bool) -> list[Record]:
    """The records at the head of a file, but for those that may go on beyond it."""
    found = list(islice(records(BytesIO(head), delimiter), most))
    if is_whole or not found:
        return found
    whole = found if len(found) == most else found[:-1]
    return [found[0], *_until_open(whole[1:])]


def _until_open(found: Sequence[Record]) -> Iterator[Record]:
    """Records up to the first whose quotes may be closed beyond the head of the file."""
    return takewhile(lambda record: record.problem != OPEN, found)


def texts(record: Record) -> list[str]:
    """The values of a record as text."""
    return [(value or b"").decode("utf-8", "replace") for value in record.fields]
