"""The rows of one table as they come in, page after page, each kept once, on disk."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tillhouse.sources.files.header import Header, match_header
from tillhouse.sources.rest.values import Texts, Unreadable, as_json, fields_of, row_of
from tillhouse.sources.shape import SAMPLE, Shape, kinds_of
from tillhouse.sources.table import TableSpec

# What cannot be read is kept with its reason, under the names that bronze has for the two.
REASON, RAW = "_unreadable", "_raw"
MOST_HEADERS = 1_000
ENCODE = json.JSONEncoder(sort_keys=True, check_circular=False).encode


class Rows:
    """Rows in the order in which they came; of several with one key, the last.

    `columns` are all columns that any row had, `count` the rows that are kept, `seen` all that
    came, `first` the first of them. Close it after use.
    """

    def __init__(self, table: TableSpec, key: tuple[str, ...], folder: Path) -> None:
        self.columns: dict[str, None] = {}
        self.first: list[Texts] = []
        self.seen = 0
        self.bytes = 0
        self.ambiguous: tuple[str, ...] = ()
        self._table = table
        self._key = key
        self._file = tempfile.TemporaryFile("w+b", dir=folder)  # noqa: SIM115 - see close
        self._digests: list[bytes] = []
        self._latest: dict[tuple[str, ...], int] = {}
        self._replaced: set[int] = set()
        self._headers: dict[tuple[str, ...], Header] = {}

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    @property
    def count(self) -> int:
        return self.seen - len(self._replaced)

    def add(self, records: Iterable[Any]) -> bytes:
        """Take in one page; returns a hash of it (empty bytes for a page without rows)."""
        page = hashlib.sha256()
        before = self.seen
        for record in records:
            page.update(self._take(record))
        return page.digest() if self.seen > before else b""

    def fingerprint(self) -> str:
        """Hash of the rows that are kept, whatever their order: an API may sort as it likes."""
        kept = (it for at, it in enumerate(self._digests) if at not in self._replaced)
        digest = hashlib.sha256()
        for row in sorted(kept):
            digest.update(row)
        return digest.hexdigest()

    def missing(self) -> tuple[str, ...]:
        """Required columns that no row has; none while there are no rows."""
        required = self._table.required if self.columns else ()
        return tuple(name for name in required if name not in self.columns)

    def shape(self) -> Shape:
        """The columns, and what the first values of each are."""
        names = tuple(self.columns)
        return Shape(names, kinds_of(names, lambda name: (row.get(name) for row in self.first)))

    def kept(self) -> Iterator[Texts]:
        """The rows that are kept; one that cannot be read has `_unreadable` and `_raw`."""
        for line in self._lines():
            yield json.loads(line)

    def write_to(self, path: Path) -> None:
        """The rows that are kept as a file of JSON lines."""
        with path.open("wb") as file:
            file.writelines(self._lines())

    def _lines(self) -> Iterator[bytes]:
        self._file.seek(0)
        for at, line in enumerate(self._file):
            if at not in self._replaced:
                yield line

    def _take(self, record: Any) -> bytes:
        try:
            row = self._read(record)
        except Unreadable as problem:
            row = {REASON: str(problem), RAW: _raw(record)}
        line = ENCODE(row).encode() + b"\n"
        digest = hashlib.sha256(line).digest()
        self._file.write(line)
        self._digests.append(digest)
        self._remember_key(row)
        self.seen += 1
        return digest

    def _read(self, record: Any) -> Texts:
        header = self._header(fields_of(record))
        row = row_of(record, header.columns)
        self.ambiguous = self.ambiguous or header.ambiguous
        self.columns.update(dict.fromkeys(header.columns))
        if len(self.first) < SAMPLE:
            self.first.append(row)
        return row

    def _header(self, fields: tuple[str, ...]) -> Header:
        """The columns that the fields of a record stand for, as in the header of a file."""
        known = self._headers.get(fields)
        if known is None:
            if len(self._headers) >= MOST_HEADERS:
                self._headers.clear()
            known = self._headers[fields] = match_header(fields, self._table)
        return known

    def _remember_key(self, row: Texts) -> None:
        """A row without its whole key is told apart by nothing, and kept."""
        key = tuple(row[name] for name in self._key if name in row)
        if not key or len(key) < len(self._key):
            return
        if (before := self._latest.get(key)) is not None:
            self._replaced.add(before)
        self._latest[key] = self.seen


def _raw(record: Any) -> str:
    """The text of a record, without what no file can hold."""
    try:
        text = as_json(record)
    except RecursionError:
        return ""
    return text.replace("\0", "\\u0000").encode("utf-8", "backslashreplace").decode()
