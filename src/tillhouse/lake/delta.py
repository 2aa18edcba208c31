"""Open a Delta table of the lake, with or without what only makes that faster."""

from __future__ import annotations

from pathlib import Path

from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from tillhouse.errors import DataError
from tillhouse.lake import log


def open_delta(folder: Path) -> DeltaTable:
    """The table at its newest version. `DataError` when its log cannot be read.

    The log is kept whole, so a damaged checkpoint is thrown away and the commits are read.
    """
    try:
        return DeltaTable(str(folder))
    except DeltaError as error:
        if log.forget_checkpoints(folder):
            return open_delta(folder)
        raise DataError(
            f"A table of the lake cannot be opened: {str(error).splitlines()[0]}.",
            where=str(folder / log.LOG),
            remedy=log.way_out(folder),
        ) from None
