"""How large a delivered file may be: every bound, with its default, in this one place.

A file of a megabyte can unpack to terabytes. What crosses a bound is refused before it is unpacked
where its size is known, else while it is; the message names the value and the setting. `[limits]`
of the project file sets them.
"""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass

MB, GB = 10**6, 10**9
# What is no larger than this unpacked endangers nothing, however small it came.
SMALL_BYTES, SMALL_CELLS = 256 * MB, 50_000_000
# A longer record is no row: it goes to quarantine whole. As much is the longest value of Parquet.
LONGEST_RECORD = 8 * 1024 * 1024
# Rows that cannot be split into the columns are told one by one, up to so many; where they are more
# than the others, the file is refused whole: it is another layout.
MOST_UNFIT = 1_000_000
# Rows of a file are held in memory together up to so many bytes.
BATCH_BYTES = 32 * MB
# What describes the columns and row groups of a Parquet file, and what 2,048 of its rows hold.
LARGEST_FOOTER, LARGEST_BLOCK = 64 * MB, 128 * MB
# Of a workbook: what stands beside its sheets, and the names of its parts.
LARGEST_PART, MOST_PARTS = 64 * MB, 10_000


@dataclass(frozen=True)
class Bounds:
    """The bounds of one file.

    `rows` and `columns` are those of its table, `cells` those of a sheet up to its last cell.
    `unpacked_bytes` is what may come out of it, `ratio` how many times its own size that may be.
    `line_bytes` bounds one line of text; `memory_bytes` and `seconds` (of processor time) bound
    the reader of workbooks, `memory_bytes` that of Parquet too.
    """

    rows: int = 2_000_000_000
    columns: int = 2_000
    cells: int = 25_000_000
    unpacked_bytes: int = 500 * GB
    ratio: int = 250
    line_bytes: int = 100 * MB
    memory_bytes: int = 1_500 * MB
    seconds: int = 600

    @property
    def fingerprint(self) -> str:
        """Hex; with another one, what was refused for its size is tried again."""
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()[:16]


DEFAULTS = Bounds()
