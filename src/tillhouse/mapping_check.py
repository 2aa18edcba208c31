"""Does what an own source delivers fit the contracts? Said in the user's own column names.

A trial answers it: the very models of a run, in a lake that is thrown away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tillhouse.config import Project
from tillhouse.contracts.entities import Entity, read_entities
from tillhouse.errors import DataError, UserError
from tillhouse.mapping_names import told_of_unknown, wrong_names
from tillhouse.onboarding.names import likeness
from tillhouse.own_words import bronze_names, is_own, mapped_columns, own_words, spec_of_own
from tillhouse.pipeline.access import spec_of
from tillhouse.pipeline.gating import questions_left
from tillhouse.questions.open import REJECTED, OpenQuestion
from tillhouse.sources.files.discover import discover
from tillhouse.sources.files.header import snake_case
from tillhouse.tables import size
from tillhouse.trial import try_source
from tillhouse.trial_findings import Complaint, Trial
from tillhouse.unused import Unused
from tillhouse.wording import first_few

ALIKE = 0.85  # how surely a name means a column
MOST_BYTES = 500_000_000  # of files that a check reads without being asked to
MOST_PACKAGED = 20_000_000  # of a packaged kind, whose models are known to be right
SAMPLE_ROWS = 20_000  # of each relation of a database


@dataclass
class MappingFindings:
    """`problems` would spoil a run or a whole entity; `notes` tell of rows that do not fit.

    `questions` are open; `unread` says what of the rows was not looked at, empty if nothing.
    `account` says what becomes of each row that was looked at, `unused` what of it no model reads,
    `left_out` what is not read at all and why, as add-source has written it down.
    """

    source: str
    rows: dict[str, int] = field(default_factory=dict)
    problems: list[UserError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    questions: list[OpenQuestion] = field(default_factory=list)
    unread: str = ""
    account: list[dict[str, Any]] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)


def check_mapping(project: Project, source: str, *, all_rows: bool = False) -> MappingFindings:
    """Check one source: its models, then every row that lies there.

    What lies elsewhere or is large is read only for `all_rows`, of a database a sample otherwise.
    """
    found = MappingFindings(source, left_out=dict(spec_of(project, source).left_out or {}))
    entities = {entity.name: entity for entity in read_entities()}
    found.problems += wrong_names(project, source)
    most_rows = None
    if not all_rows and "database" in project.places_of(source):
        most_rows = SAMPLE_ROWS
        found.unread = f"a sample was read, at most {most_rows:,} rows of each table"
    elif not all_rows and (why := _too_much(project, source)):
        found.unread = f"{why}: its rows were not read"
        found.questions = questions_left(project, source)
        return found
    try:
        trial = try_source(project, source, most_rows=most_rows)
    except UserError as error:
        found.problems.append(error)
        return found
    found.rows, found.account, found.unused = trial.entities, trial.account, trial.unused
    if is_own(project, source):
        found.problems += told_of_unknown(project, source, trial.unknown_columns)
    found.notes += _missing_columns(project, source, trial)
    for complaint in trial.complaints:
        _add(project, source, complaint, entities, found)
    found.questions = [it for it in trial.questions if not _is_told(it, trial)]
    return found


def _is_told(question: OpenQuestion, trial: Trial) -> bool:
    """Whether a problem says already that one and the same thing is wrong with every row."""
    return question.effect == REJECTED and any(
        it.entity == question.entity and it.is_rejected and it.rows == it.of_rows
        for it in trial.complaints
    )


def _too_much(project: Project, source: str) -> str:
    """Why a source is not read for a check; empty where it is."""
    places = project.places_of(source)
    if any("://" in place for place in places.values()):
        return "the source does not lie in a folder"
    found = discover(Path(places["files"]), spec_of_own(project, source))
    total = sum(file.size for file in found.files)
    most = MOST_BYTES if is_own(project, source) else MOST_PACKAGED
    return f"there are {size(total)} of files" if total > most else ""


def explain_refusal(project: Project, source: str, columns: Sequence[str]) -> str:
    """What contract columns a refused file lacks with these columns, in the user's words."""
    by_bronze = _contract_columns(project, source)
    return "; ".join(" and ".join(by_bronze[name]) for name in columns if name in by_bronze)


def _add(
    project: Project,
    source: str,
    complaint: Complaint,
    entities: dict[str, Entity],
    found: MappingFindings,
) -> None:
    it = complaint
    column = own_words(project).column(source, it.entity, it.column)
    pii = {c.name for c in entities[it.entity].columns if c.is_pii}
    told = it.told_of(column, with_value=it.column not in pii)
    counted = f"{it.rows:,} of {it.of_rows:,} rows"
    is_mapped = column != it.column or (source, it.entity, it.column) in own_words(project).names
    if it.is_rejected and it.rows == it.of_rows:
        kind = project.sources[source].kind
        is_mine, places = is_own(project, source), project.places_of(source)
        remedy = f"Give {it.column} in stg_{kind}__{it.entity}.sql"
        remedy = remedy if is_mine else "Correct it and deliver it again"
        what = f"{told} in {counted}: all of {it.entity} would be rejected"
        if is_mine and not is_mapped:
            what = f"No column is mapped to {it.column}, which {it.entity} must have: {counted}"
            what += _meant(it, found.unused)
        where = project.own_sources / kind if is_mine else ", ".join(places.values())
        found.problems.append(DataError(what, where=str(where), remedy=remedy))
        return
    then = "go to quarantine" if it.is_rejected else "are loaded without it"
    meant = f" ({it.entity}.{it.column})" if is_mapped else f" ({it.entity})"
    found.notes.append(f"{told} in {counted}; they {then}{meant}")


def _meant(it: Complaint, unused: Sequence[Unused]) -> str:
    """The column that is called so and was not taken, because its values are of another kind."""
    alike = [column for column in unused if likeness(column.column, it.entity, it.column) > ALIKE]
    if not alike:
        return ""
    such = f", such as {alike[0].samples}" if alike[0].samples else ""
    return f". {alike[0].column} is called so; its values are not read as that{such}"


def _missing_columns(project: Project, source: str, trial: Trial) -> Iterator[str]:
    """Mapped columns that some deliveries do not have."""
    by_bronze = _contract_columns(project, source)
    spec = spec_of_own(project, source)
    lacking: dict[str, list[str]] = defaultdict(list)
    for delivery in trial.report.loaded:
        declared = spec.table(delivery.table).columns
        for column in set(declared) - set(delivery.columns):
            if column in by_bronze:
                lacking[column].append(delivery.file)
    for column, files in sorted(lacking.items()):
        listed = ", ".join(first_few(sorted(files), "--json"))
        yield f"{' and '.join(by_bronze[column])}, which is missing in {listed}: NULL there"


def _contract_columns(project: Project, source: str) -> dict[str, list[str]]:
    """Bronze column → sentences `contract column quantity is mapped to Qty`."""
    names = bronze_names(spec_of_own(project, source))
    found: dict[str, list[str]] = defaultdict(list)
    for name, entity, columns in mapped_columns(project):
        if name == source:
            for column, original in columns.items():
                bronze = names.get(snake_case(str(original)), snake_case(str(original)))
                text = f"contract column {entity}.{column} is mapped to `{original}`"
                found[bronze].append(text)
    return found
