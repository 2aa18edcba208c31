"""Why a file cannot be taken."""

from __future__ import annotations


class Refused(Exception):
    """A file that cannot be taken as it is: the reason, the kind of reason, and the line where one
    can be named. Of a header, its columns and those that are missing or named twice."""

    def __init__(
        self,
        reason: str,
        *,
        line: int | None = None,
        remedy: str = "",
        columns: tuple[str, ...] = (),
        missing: tuple[str, ...] = (),
        code: str = "unreadable",
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.remedy = remedy
        self.columns = columns
        self.missing = missing
        self.code = code
