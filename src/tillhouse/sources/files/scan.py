"""One quick pass over the bytes of a text file: how many records must it hold?

The answer is computed without parsing, so that it can be held against what the engine's parallel
reader returned. Whatever is unusual about a file makes it `exact`: then `records.py` reads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tillhouse.bounds import Bounds
from tillhouse.sources.files.size import check_line, check_rows

CHUNK = 4 * 1024 * 1024


@dataclass
class Scan:
    """Counts outside quotes. `records` excludes the header; `widest` is the greatest average length
    of a line among some megabytes, in bytes."""

    line_feeds: int = 0
    returns: int = 0
    pairs: int = 0
    delimiters: int = 0
    has_blank_line: bool = False
    has_nul: bool = False
    is_quote_open: bool = False
    ends_with_newline: bool = True
    widest: int = 1

    @property
    def records(self) -> int:
        return self.line_feeds - 1 + (not self.ends_with_newline)

    def is_regular(self, columns: int) -> bool:
        """Whether nothing speaks against every record having as many values as the header."""
        newline = self.returns in (0, self.line_feeds) and self.pairs == self.returns
        shape = self.delimiters == (columns - 1) * (self.records + 1)
        oddities = self.has_blank_line or self.has_nul or self.is_quote_open
        return columns > 1 and newline and shape and not oddities


def scan(path: Path, delimiter: bytes, bounds: Bounds) -> Scan:
    """Count records, delimiters and oddities of a UTF-8 file.

    Raises `OSError`, and `Refused` for a line or for a number of rows beyond the bounds.
    """
    found = Scan()
    with path.open("rb") as file:
        for chunk in _whole_lines(file, bounds, found):
            before = found.line_feeds
            _count(chunk, delimiter, found)
            found.widest = max(found.widest, len(chunk) // max(1, found.line_feeds - before))
            check_rows(found.records, bounds)
    return found


def _count(chunk: bytes, delimiter: bytes, found: Scan) -> None:
    found.has_nul = found.has_nul or b"\0" in chunk
    outside = chunk
    if b'"' in chunk:
        # Every second piece between quotes lies outside; a doubled quote flips twice.
        pieces = chunk.split(b'"')
        outside = b"".join(pieces[found.is_quote_open :: 2])
        found.is_quote_open ^= len(pieces) % 2 == 0
    elif found.is_quote_open:
        return
    found.line_feeds += _times(b"\n", outside)
    found.delimiters += _times(delimiter, outside)
    if b"\r" in outside:
        found.returns += _times(b"\r", outside)
        found.pairs += outside.count(b"\r\n")
    blank = outside.startswith((b"\n", b"\r\n")) or b"\n\n" in outside or b"\n\r\n" in outside
    found.has_blank_line = found.has_blank_line or blank
    found.ends_with_newline = chunk.endswith(b"\n") and not found.is_quote_open


def _times(sign: bytes, text: bytes) -> int:
    """How often one byte is in a text: much faster than `bytes.count` for a frequent one."""
    import numpy as np

    return int(np.count_nonzero(np.frombuffer(text, np.uint8) == ord(sign)))


def _whole_lines(file: BinaryIO, bounds: Bounds, found: Scan) -> Iterator[bytes]:
    """The file in pieces that end at a line feed, without the blank lines at its very end."""
    piece = file.read(CHUNK) + _rest(file, bounds, found)
    while piece:
        following = file.read(CHUNK)
        if following:
            following += _rest(file, bounds, found)
        if not following.strip(b"\r\n"):
            yield _without_blank_end(piece)
            return
        yield piece
        piece = following


def _rest(file: BinaryIO, bounds: Bounds, found: Scan) -> bytes:
    """What is left of a line."""
    line = file.readline(bounds.line_bytes + 1)
    check_line(len(line), bounds, found.line_feeds + 1)
    return line


def _without_blank_end(piece: bytes) -> bytes:
    """Drop blank lines at the end, but not the end of the last line."""
    text = piece.rstrip(b"\r\n")
    end = piece[len(text) :]
    return text + (b"\r\n" if end.startswith(b"\r\n") else end[:1])
