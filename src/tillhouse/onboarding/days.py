"""The day of a delivery whose rows tell none: that in the names of its files, or of its load."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from tillhouse.onboarding.tables import Table

GAP, EDGE, END = "[-_./ ]?", "(?:^|[^0-9])", "(?:[^0-9]|$)"
PART = {"y": "((?:19|20)[0-9][0-9])", "m": "(0[1-9]|1[0-2])", "d": "(0[1-9]|[12][0-9]|3[01])"}


def day_of_delivery(table: Table) -> tuple[str, str]:
    """The day in Jinja-SQL, and why it is that."""
    if order := day_in_names(table):
        return f"{{{{ day_of_name('_source_file', '{order}') }}}}", "the day in the file's name"
    return "{{ day_of_load('_load_id') }}", "the day on which the delivery was loaded"


def day_in_names(table: Table) -> str:
    """How all names of files write a day: ymd, dmy or mdy; empty where one has none or the order of
    day and month cannot be told."""
    if not table.files:
        return ""
    fits = [order for order in ("ymd", "dmy", "mdy") if all(_fits(it, order) for it in table.files)]
    return fits[0] if len(fits) == 1 or fits[:1] == ["ymd"] else ""


def _fits(file: str, order: str) -> bool:
    pattern = EDGE + GAP.join(PART[part] for part in order) + END
    return re.search(pattern, str(PurePosixPath(file))) is not None
