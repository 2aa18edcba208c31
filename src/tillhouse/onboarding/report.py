"""What `add-source` says in the end: for a person, and the same for a program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tillhouse.onboarding.findings import Finding
from tillhouse.onboarding.model import Model
from tillhouse.onboarding.tables import Looked, Table
from tillhouse.wording import first_few, plural

SURE = 0.8  # below this a guess is marked
SHOWN = 30


@dataclass(frozen=True)
class MartOutlook:
    """What one published table will show of this source. `rows` is None where it was not tried."""

    name: str
    audience: str
    rows: int | None
    why: str
    lacks: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self.rows == 0 if self.rows is not None else bool(self.why)


@dataclass
class Report:
    """All that was found out about a new source."""

    name: str
    location: str
    folder: str
    looked: Looked
    models: Sequence[Model]
    findings: Sequence[Finding]
    marts: Sequence[MartOutlook] = ()
    entities: Sequence[str] = ()
    trial_notes: list[str] = field(default_factory=list)
    written: Sequence[str] = ()
    is_in_project: bool = True

    @property
    def unrecognised(self) -> list[Table]:
        """Tables that no model reads."""
        used = {
            hop.table.name
            for it in self.models
            for lu in it.guess.lookups.values()
            for hop in lu.hops
        }
        used |= {model.guess.table.name for model in self.models}
        return [table for table in self.looked.tables if table.name not in used]

    @property
    def absent(self) -> list[str]:
        """Entities that this source does not bring."""
        return sorted(set(self.entities) - {model.guess.entity.name for model in self.models})

    def next_steps(self) -> list[str]:
        """What to do now."""
        steps = [f"Read {self.folder}/stg_*.sql: each column says what its guess rests on."]
        if self.findings:
            steps.append("Look at what looks wrong above; mend the SELECTs where a guess is.")
        if self.unrecognised:
            name = self.unrecognised[0].name
            say = f"say what they are, such as --entity {name}=customers"
            steps.append(f"Tables that were not recognised: {say}")
        return [*steps, "tillhouse check    do all values fit the contracts?", "tillhouse run"]


def as_json(report: Report) -> dict[str, Any]:
    """The whole report for a program."""
    return {
        "source": report.name,
        "location": report.location,
        "folder": report.folder,
        "written": list(report.written),
        "tables": [_table_json(table) for table in report.looked.tables],
        "entities": [_model_json(model) for model in report.models],
        "missing_entities": report.absent,
        "unrecognised": [table.name for table in report.unrecognised],
        "marts": [
            {"mart": it.name, "audience": it.audience, "rows": it.rows, "is_empty": it.is_empty,
             "why": it.why, "lacks": list(it.lacks)}
            for it in report.marts
        ],
        "findings": [finding.as_dict() for finding in report.findings],
        "refused": report.looked.refused,
        "not_read": report.looked.unused,
        "trial": report.trial_notes,
        "next": report.next_steps(),
    }  # fmt: skip


def _table_json(table: Table) -> dict[str, Any]:
    return {
        "table": table.name,
        "from": table.label,
        "files": len(table.files),
        "rows": table.rows,
        "columns": {column.name: column.original for column in table.columns},
        "notes": table.notes,
    }


def _model_json(model: Model) -> dict[str, Any]:
    guess = model.guess
    required = set(guess.entity.required)
    return {
        "entity": guess.entity.name,
        "table": guess.table.name,
        "model": model.name,
        "is_derived": guess.is_derived,
        "mapped": [
            {"column": name, "from": it.column.original, "sure": it.sure, "why": it.why}
            for name, it in guess.matches.items()
        ],
        "looked_up": {name: it.column.original for name, it in guess.lookups.items()},
        "made": {name: why for name, (_, why) in model.query.given.items()},
        "missing": [
            {"column": name, "is_required": name in required} for name in missing_columns(model)
        ],
        "remarks": model.remarks,
    }


def missing_columns(model: Model) -> list[str]:
    """Columns of the contract that the model leaves out."""
    return [name for name, text, _ in model.query.select if not text]


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
    yield f"\nWritten to {report.folder}: {plural(len(report.written), 'file')}"
    if not report.is_in_project:
        yield f"[sources.{report.name}] stood in the project file already and is as it was."
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
        names = missing_columns(model)
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
