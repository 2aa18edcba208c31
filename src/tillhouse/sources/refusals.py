"""Whether a new file can be taken and, where not, what is kept of it and of the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tillhouse.lake.bronze import Bronze
from tillhouse.lake.refused import RefusedFile
from tillhouse.sources.drift import looks_renamed
from tillhouse.sources.files.found import Changed, printable
from tillhouse.sources.files.inspect import Layout, inspect_parts
from tillhouse.sources.files.refused import Refused
from tillhouse.sources.passing import PASSING, is_passing, told
from tillhouse.sources.report import IngestReport
from tillhouse.sources.series import last_before, last_of_each, shape_of
from tillhouse.sources.spec import SHEET
from tillhouse.sources.survey import Copy, NewFile, Survey, modified_at


def inspect_new(file: NewFile, found: Survey, scratch: Path) -> list[Layout] | RefusedFile | None:
    """How to read a file, or why it is refused; None when it is no longer what was found.

    What it holds beside and no table takes, is named among the unused."""
    try:
        file.found.make_local()
        parts = inspect_parts(file.found, scratch, found.bounds)
        _name_unread(file.found.relative, parts[0].unread, found)
        return parts
    except Refused as refused:
        return refusal_of(file, found, refused)
    except Changed:
        return None
    except Exception as error:
        if not is_passing(error):
            raise
        return refusal_for_now(file, found, error)


def _name_unread(file: str, sheets: Sequence[str], found: Survey) -> None:
    """The sheets of a workbook that none of the tables of the source takes."""
    tables = found.spec.matches(file)
    for sheet in sheets:
        is_taken = any(table.takes_sheet(sheet) for table in tables)
        if not is_taken and not found.spec.is_left_out(file, sheet):
            found.name_unused(f"{file}{SHEET}{sheet}")


def refusal_of(file: NewFile, found: Survey, refused: Refused) -> RefusedFile:
    """What is written down of a refused file: its reason, and what its columns may be called."""
    return RefusedFile(
        source=found.source,
        table=file.found.table.name,
        file=file.found.relative,
        reason=printable(refused.reason + _renamed(file, found, refused)),
        line=refused.line,
        remedy=refused.remedy,
        sha256=file.sha256,
        bytes=file.found.size,
        modified_at=modified_at(file.found),
        refused_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        spec=found.fingerprint(refused.code),
        code=refused.code,
        columns=refused.missing,
    )


def refusal_for_now(file: NewFile, found: Survey, error: BaseException) -> RefusedFile:
    """The same of a file that the machine could not read now; it is not remembered."""
    reason, remedy = told(error)
    return refusal_of(file, found, Refused(reason, remedy=remedy, code=PASSING))


def refusal_of_copy(copy: Copy, first: RefusedFile) -> RefusedFile:
    """The same for a copy within this run: it is refused for the reason of the first."""
    found = copy.file.found
    return replace(first, file=found.relative, modified_at=modified_at(found))


def keep_refused(refused: RefusedFile, file: NewFile, bronze: Bronze, report: IngestReport) -> None:
    """Keep a refused file, unless it has changed since: then it is looked at again next time.

    What is refused for this run only is not written down, nor is what there is no room for."""
    try:
        file.found.make_local()
    except Changed:
        report.postponed.append(refused.file)
        return
    if not file.found.is_unchanged:
        report.postponed.append(refused.file)
        return
    if refused.code != PASSING:
        try:
            bronze.refused.keep(refused, file.found.path)
        except OSError as error:
            reason = f"{refused.reason} (no copy of it could be kept: {error.strerror})"
            refused = replace(refused, reason=reason)
    report.refused.append(refused)


def _renamed(file: NewFile, found: Survey, refused: Refused) -> str:
    """What the mandatory columns that a file lacks may be called in it."""
    if refused.code != "missing_columns":
        return ""
    entries = [it for it in found.ledger if it.table == file.found.table.name]
    before = map(shape_of, last_before(last_of_each(entries), file.found.relative))
    told = (looks_renamed(it, refused.columns, refused.missing) for it in before)
    return next(filter(None, told), "")
