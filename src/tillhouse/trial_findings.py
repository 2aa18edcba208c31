"""What a trial found out: rows that do not fit, questions, and the account of every row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tillhouse.contracts.numbers import bound_of_rejection
from tillhouse.mapping_names import unknown_columns
from tillhouse.pipeline.context import Context
from tillhouse.pipeline.gating import read_open_questions
from tillhouse.pipeline.steps import read_account
from tillhouse.questions.open import OpenQuestion
from tillhouse.reasons import IN_THEIR_OWN_WORDS, UNREAD, reason_text
from tillhouse.sources.report import IngestReport
from tillhouse.unused import Unused, find_unused


@dataclass(frozen=True)
class Complaint:
    """Rows of an entity that do not fit for one reason. `column` is of the contract, if any.

    `example` is one of the values. Rejected rows go to quarantine; of the others only this value
    is lost.
    """

    entity: str
    column: str
    code: str
    example: str
    rows: int
    of_rows: int
    is_rejected: bool

    def told_of(self, column: str, *, with_value: bool = True) -> str:
        """`Qty "two" is not a number`, with the column's name as the user knows it."""
        is_shown = with_value or self.code in IN_THEIR_OWN_WORDS
        bound = bound_of_rejection(self.entity, self.column, self.code)
        return reason_text(column, self.code, self.example if is_shown else "", bound)


@dataclass
class Trial:
    """What became of a source. `rows` are those of each table of gold, if it was built.

    `account` holds the rows of `silver.account`, `unused` what of the delivery no model reads.
    """

    report: IngestReport
    entities: dict[str, int] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    unknown_columns: dict[str, list[str]] = field(default_factory=dict)
    failed_audits: list[str] = field(default_factory=list)
    questions: list[OpenQuestion] = field(default_factory=list)
    account: list[dict[str, Any]] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)
    seconds: float = 0.0


def read_findings(context: Context, trial: Trial, models: Mapping[str, list[str]]) -> None:
    """Add what silver says to a trial; `models` are the staging models of each entity."""
    trial.questions = read_open_questions(context.project, context.engine)
    trial.account = read_account(context)
    trial.unused = find_unused(context.project, context.bronze)
    for entity, names in models.items():
        _judge(context, entity, trial)
        trial.unknown_columns |= unknown_columns(context, entity, names)


def _judge(context: Context, entity: str, trial: Trial) -> None:
    table = f"intake.intake_{entity}"
    total = trial.entities[entity] = count_rows(context, table)
    reasons = (
        "select coalesce(column_name, '') as column_name, code, coalesce(min(value), '') as value, "
        f"count(*) as n from silver.rejections where entity = '{entity}' "
        "group by column_name, code, case when code = 'source_problem' then value end "
        "order by n desc, column_name, code"
    )
    for row in context.engine.read(reasons).read_all().to_pylist():
        column, code, value = row["column_name"], row["code"], row["value"]
        trial.complaints.append(Complaint(entity, column, code, value, row["n"], total, True))
    unread = (
        "select name, count(*) as n from (select unnest(string_split(_unread_fields, ', ')) as "
        f"name from {table} where _fate <> 'quarantined') as it group by name order by name"
    )
    for row in context.engine.read(unread).read_all().to_pylist():
        trial.complaints.append(Complaint(entity, row["name"], UNREAD, "", row["n"], total, False))


def count_rows(context: Context, table: str) -> int:
    """How many rows a table of the trial has."""
    return int(context.read_one(f"select count(*) as n from {table}"))
