"""What `add-source` found out, and all of it for a program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tillhouse.onboarding.findings import Finding
from tillhouse.onboarding.model import Model
from tillhouse.onboarding.tables import Looked, Table
from tillhouse.questions.open import OpenQuestion


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
    place_note: str = ""
    questions: Sequence[OpenQuestion] = ()

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
        if self.questions:
            steps.append("Answer what is asked above: until then nothing of it is published.")
        if self.findings:
            steps.append("Look at what looks wrong above; mend the SELECTs where a guess is.")
        if self.unrecognised:
            likeliest = max(self.unrecognised, key=lambda it: it.likely)
            entity = likeliest.likely[1] or "none"
            say = f"say what they are, such as --entity {likeliest.name}={entity}"
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
        "left_out": report.looked.left_out,
        "refused": report.looked.refused,
        "not_read": report.looked.unused,
        "trial": report.trial_notes,
        "questions": [it.as_dict() for it in report.questions],
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
            {"column": name, "is_required": name in required} for name in model.missing_columns
        ],
        "remarks": model.remarks,
        "evidence": model.evidence,
    }
