"""What `add-source` says in the end to a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tillhouse.onboarding.model import Model
from tillhouse.onboarding.report import Report
from tillhouse.wording import first_few, plural

SURE = 0.8  # below this a guess is marked
SHOWN = 30


def as_text(report: Report) -> str:
    """The report for a person."""
    return "\n".join(_lines(report))


def _lines(report: Report) -> Iterator[str]:
    from tillhouse.tables import table_text

    yield f"\n{report.name}: {report.location}\n"
    rows = [(t.name, t.label, t.rows, len(t.columns)) for t in report.looked.tables]
    yield table_text(("table", "from", "rows", "columns"), rows)
    for table in report.looked.tables:
        yield from (f"{table.name}: {note}" for note in table.notes)
    left_out = [f"{name} ({why})" for name, why in report.looked.left_out.items()]
    yield from _told("left out", left_out)
    yield from _told("refused", report.looked.refused)
    yield from _told("not read (no CSV, Parquet or workbook)", report.looked.unused)
    yield "\nMAPPED"
    for model in report.models:
        yield from _model_lines(model)
    yield from _missing_lines(report)
    yield from _mart_lines(report)
    yield "\nWHAT LOOKS WRONG"
    yield from first_few([f"  {it}" for it in report.findings], "--json lists all", SHOWN)
    if not report.findings:
        yield "  nothing"
    yield from (f"  {note}" for note in report.trial_notes)
    if report.questions:
        yield "\nASKED"
        for question in report.questions:
            yield from (f"  {line}" for line in question.lines())
    yield f"\nWritten to {report.folder}: {plural(len(report.written), 'file')}"
    if report.place_note:
        yield report.place_note
    yield "\nNEXT"
    yield from (f"  {at}. {step}" for at, step in enumerate(report.next_steps(), start=1))


def _told(what: str, listed: Sequence[str]) -> Iterator[str]:
    if listed:
        yield f"{what}: " + "; ".join(first_few(list(listed), "--json lists all"))


def _model_lines(model: Model) -> Iterator[str]:
    guess = model.guess
    how = "named in" if guess.is_derived else "from"
    yield f"  {guess.entity.name} {how} {guess.table.name}"
    for name, original in model.columns.items():
        sure = guess.matches[name].sure if name in guess.matches else 1.0
        note = ""
        if name in guess.lookups:
            note = f"  (in {guess.lookups[name].hops[-1].table.name})"
        elif name in model.query.given and name != "order_id":
            note = f"  ({model.query.given[name][1]})"
        elif sure < SURE:
            note = f"  ? {guess.matches[name].why}"
        yield f"    {name:<18} ← {original}{note}"
    for name, (_, why) in model.query.given.items():
        if name not in model.columns:
            yield f"    {name:<18} ← made: {why}"
    yield from (f"    note: {remark}" for remark in model.remarks)


def _missing_lines(report: Report) -> Iterator[str]:
    yield "\nMISSING"
    for model in report.models:
        required = set(model.guess.entity.required)
        names = model.missing_columns
        if bad := [name for name in names if name in required]:
            yield f"  {model.guess.entity.name}: {', '.join(bad)}: WITHOUT IT EVERY ROW IS REJECTED"
        if rest := [name for name in names if name not in required]:
            yield f"  {model.guess.entity.name}: {', '.join(rest)}"
    if report.absent:
        yield f"  not brought at all: {', '.join(report.absent)}"
    if report.unrecognised:
        yield f"  tables not recognised: {', '.join(table.name for table in report.unrecognised)}"


def _mart_lines(report: Report) -> Iterator[str]:
    empty = [it for it in report.marts if it.is_empty]
    filled = [it for it in report.marts if not it.is_empty]
    if empty:
        yield "\nEMPTY FOR THIS SOURCE"
        yield from (f"  {it.name}: {it.why}" for it in empty)
    if filled:
        yield "\nFILLED"
        for it in filled:
            rows = f" {plural(it.rows, 'row')}" if it.rows is not None else ""
            lacks = f"  (without {', '.join(it.lacks)})" if it.lacks else ""
            yield f"  {it.name}:{rows}{lacks}"
