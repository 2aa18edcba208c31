"""Is a file too large? Each bound with the value that crossed it and the setting that raises it."""

from __future__ import annotations

from tillhouse.bounds import SMALL_BYTES, Bounds
from tillhouse.sources.files.refused import Refused

TOO_LARGE = "too_large"  # the code of a refusal that other bounds may take back


def too_large(
    what: str, value: str, limit: int, setting: str, *, line: int | None = None
) -> Refused:
    """The refusal of a file that crosses a bound; some bounds have no setting."""
    raised = (
        f"If the file is what it should be, raise `{setting}` under [limits] in the project file: "
        "the next run tries it again."
    )
    return Refused(
        f"{what}: {value}, and no more than {limit:,} are taken",
        line=line,
        remedy=raised if setting else "Deliver it in smaller parts, or as CSV.",
        code=TOO_LARGE,
    )


def check_columns(count: int, bounds: Bounds, *, line: int | None = None) -> None:
    """Raises `Refused` for too many columns."""
    if count > bounds.columns:
        raise too_large(
            "it has too many columns", f"{count:,}", bounds.columns, "columns", line=line
        )


def check_rows(count: int, bounds: Bounds) -> None:
    """Raises `Refused` for too many rows."""
    if count > bounds.rows:
        raise too_large("it has too many rows", f"{count:,}", bounds.rows, "rows")


def check_unpacked(
    unpacked: int, packed: int, bounds: Bounds, *, harmless: int = SMALL_BYTES
) -> None:
    """Raises `Refused` when too much comes out of a file, by itself or for its size."""
    if unpacked > bounds.unpacked_bytes:
        raise too_large(
            "too much comes out of it",
            f"{unpacked:,} bytes",
            bounds.unpacked_bytes,
            "unpacked_bytes",
        )
    if unpacked > harmless and unpacked > bounds.ratio * packed:
        times = unpacked // max(packed, 1)
        raise too_large(
            "it unpacks to many times its size",
            f"{unpacked:,} of {packed:,} bytes are {times:,} times",
            bounds.ratio,
            "ratio",
        )


def check_line(length: int, bounds: Bounds, line: int) -> None:
    """Raises `Refused` for a line that is too long, at least `length` bytes."""
    if length > bounds.line_bytes:
        raise too_large(
            "a line of it is too long",
            f"more than {length - 1:,} bytes",
            bounds.line_bytes,
            "line_bytes",
            line=line,
        )
