"""How a run ended: for a program as data, for a scheduler as an exit code, for the run log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tillhouse.errors import DataError, SourceError
from tillhouse.lake.refused import RefusedFile
from tillhouse.pipeline.context import Context
from tillhouse.pipeline.unreached import describe_unreached
from tillhouse.sources.passing import PASSING
from tillhouse.state_records import Published
from tillhouse.wording import first_few, plural

SAID = 10
AGAIN = (
    "What could only not be read now needs no new delivery: the next run tries it again, once the "
    "machine is well."
)


@dataclass
class RunResult:
    """How a run ended.

    `refused` holds what was refused in this run, `passing` those of it that the machine could not
    read now and the next run tries again, and `waiting` what was refused before and lies
    there still, one line each; `unclaimed` what came and no table takes nor the mapping leaves out;
    `changes` how the layout of deliveries differs from before;
    `unreachable` the sources that could not be looked at, and since when they are stale;
    `questions` what is open, with the rows that are held back for it (R26); `account` what became
    of every delivered row, as in `silver.account`.
    """

    run_id: str
    status: str
    steps: list[dict[str, Any]] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    passing: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    unclaimed: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    unreachable: list[dict[str, Any]] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    account: list[dict[str, Any]] = field(default_factory=list)
    published_at: str = ""
    as_of: str | None = None


def result_of(context: Context, done: Sequence[dict[str, Any]], as_of: str | None) -> RunResult:
    """What became of a run whose steps did not fail."""
    refused = [item for report in context.ingested for item in report.refused]
    waiting = [item for report in context.ingested for item in report.still_refused]
    return RunResult(
        context.run_id,
        "succeeded",
        steps=list(done),
        tables=context.tables,
        notes=context.notes,
        account=context.account,
        refused=[line_of(item) for item in refused],
        passing=passing_lines(refused),
        waiting=[line_of(item) for item in waiting],
        unclaimed=[f"{it.source}: {name}" for it in context.ingested for name in it.unclaimed],
        changes=[f"{it.source}: {line}" for it in context.ingested for line in it.changes],
        unreachable=describe_unreached(context.project, context.bronze, context.unreachable),
        as_of=as_of,
    )


def line_of(refused: RefusedFile) -> str:
    """Source, file, line and reason."""
    return f"{refused.source}: {refused.message}"


def passing_lines(refused: Sequence[RefusedFile]) -> list[str]:
    """The lines of what is refused for this run only."""
    return [line_of(item) for item in refused if item.code == PASSING]


def nothing_loaded(last: Published, context: Context, done: Sequence[dict[str, Any]]) -> RunResult:
    """The sources were asked and had nothing that is not published."""
    result = result_of(context, done, None)
    result.status, result.published_at = "nothing new", last.at
    return result


def raise_if_refused(result: RunResult) -> None:
    """An error when not everything could be taken; the rest is published by now.

    `SourceError` when a source could not be looked at, else `DataError` when files were refused or
    questions are open.
    """
    if result.unreachable:
        first = result.unreachable[0]
        more = f" (and {len(result.unreachable) - 1} more)" if len(result.unreachable) > 1 else ""
        what = f"{first['what']} Everything else is loaded{more}"
        raise SourceError(what, where=first["where"], remedy=first["remedy"])
    errors = [
        it for it in (_refused(result), _unclaimed(result), _unanswered(result)) if it is not None
    ]
    if errors:
        raise DataError(
            " ".join(f"{it.what}." for it in errors) if len(errors) > 1 else errors[0].what,
            where="\n         ".join(it.where for it in errors),
            remedy=" ".join(it.remedy for it in errors),
        )


def _unanswered(result: RunResult) -> DataError | None:
    if not result.questions:
        return None
    count = len(result.questions)
    lines = [str(it["headline"]) for it in result.questions]
    return DataError(
        f"{plural(count, 'question')} {'is' if count == 1 else 'are'} open: what hangs on "
        f"{'it' if count == 1 else 'them'} is held back",
        where="\n         ".join(first_few(lines, "tillhouse check", SAID)),
        remedy="`tillhouse check` shows what each answer would change and where to write it.",
    )


def _refused(result: RunResult) -> DataError | None:
    if result.refused:
        one = len(result.refused) == 1
        again = [] if len(result.passing) == len(result.refused) else [_deliver_again(one)]
        again += [AGAIN] if result.passing else []
        return DataError(
            f"{plural(len(result.refused), 'delivery', 'deliveries')} {'was' if one else 'were'} "
            "refused; everything else is loaded",
            where="\n         ".join(first_few(result.refused, "tillhouse status", SAID)),
            remedy=" ".join(again),
        )
    return None


def _deliver_again(one: bool) -> str:
    it = "it" if one else "them"
    return (
        f"Correct {it} and deliver {it} again. What was refused of files is kept in the lake, "
        "under refused/."
    )


def _unclaimed(result: RunResult) -> DataError | None:
    return unclaimed_error(result.unclaimed) if result.unclaimed else None


def unclaimed_error(names: Sequence[str]) -> DataError:
    """What came after a mapping was written, and is neither taken nor left out by it (R6, R26)."""
    one = len(names) == 1
    return DataError(
        f"No table takes {plural(len(names), 'delivery', 'deliveries')}: "
        f"{'its' if one else 'their'} rows are in no total",
        where="\n         ".join(first_few(list(names), "tillhouse status", SAID)),
        remedy=f"Add {'it' if one else 'them'} to the table in the source's source.toml, or name "
        f"{'it' if one else 'them'} under [left_out] there; `tillhouse add-source NAME --replace` "
        "writes the mapping anew.",
    )


def trouble(result: RunResult) -> str:
    """What a run that succeeded could not take, for the run log."""
    told = [str(error["what"]) for error in result.unreachable]
    if result.refused:
        told.append(f"refused {plural(len(result.refused), 'delivery', 'deliveries')}")
    if result.unclaimed:
        told.append(
            f"not taken by any table: {plural(len(result.unclaimed), 'delivery', 'deliveries')}"
        )
    told += [f"changed: {line}" for line in result.changes]
    if result.questions:
        told.append(f"open: {plural(len(result.questions), 'question')}")
    return "; ".join(told)
