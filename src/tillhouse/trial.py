"""Try a source out: load it into a lake that is thrown away, and build all tables from it.

Nothing of the project is changed. What a run would reject is found by the very models of the run.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tillhouse.config import Project
from tillhouse.contracts.models import read_models
from tillhouse.engines.base import ModelRun
from tillhouse.engines.duckdb import DuckDBEngine
from tillhouse.errors import EngineError
from tillhouse.lake.bronze import Bronze
from tillhouse.pipeline.access import access_to, spec_of
from tillhouse.pipeline.context import Context
from tillhouse.pipeline.gating import read_open_questions
from tillhouse.pipeline.preparation import own_models
from tillhouse.pipeline.steps import GOLD, write_science
from tillhouse.pipeline.variables import model_variables
from tillhouse.progress import silent
from tillhouse.questions.open import OpenQuestion
from tillhouse.reasons import IN_THEIR_OWN_WORDS, UNREAD, reason_text
from tillhouse.sources.fetch import fetch
from tillhouse.sources.files.hash_cache import MemoryCache
from tillhouse.sources.report import IngestReport

if TYPE_CHECKING:
    from tillhouse.onboarding.tables import Looked

Told = Callable[[int, str], None]


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
        return reason_text(column, self.code, self.example if is_shown else "")


@dataclass
class Trial:
    """What became of a source. `rows` are those of each table of gold, if it was built."""

    report: IngestReport
    entities: dict[str, int] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    unknown_columns: dict[str, list[str]] = field(default_factory=dict)
    failed_audits: list[str] = field(default_factory=list)
    questions: list[OpenQuestion] = field(default_factory=list)
    seconds: float = 0.0


def try_source(
    project: Project,
    name: str,
    *,
    whole: bool = False,
    told: Told | None = None,
    sample: Looked | None = None,
    most_rows: int | None = None,
) -> Trial:
    """Load one source and build staging and intake, with `whole` everything up to the audits.

    `told` is called with (files, rows or models done, what was done). With a `sample` some of its
    rows are built and nothing is read again; `most_rows` of each relation of a database are read.
    Raises what a run would raise: `SourceError`,
    `EngineError` for a model that does not run.
    """
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="tillhouse-trial-") as folder:
        alone = _alone(project, name)
        bronze = Bronze(Path(folder) / "lake")
        trial = Trial(_load(alone, name, bronze, told, sample, most_rows))
        try:
            with _opened(alone, bronze, Path(folder), told) as context:
                _build(context, name, trial, whole)
        except EngineError as error:
            raise _without(folder, error) from None
    trial.seconds = time.perf_counter() - began
    return trial


def _without(folder: str, error: EngineError) -> EngineError:
    """The error without the place of the trial, which is gone by the time that it is read."""
    if folder in (error.remedy or ""):
        error.remedy = "Mend the model, then `tillhouse check`."
    error.what = error.what.replace(f"{folder}/", "")
    return error


def _load(
    project: Project,
    name: str,
    bronze: Bronze,
    told: Told | None,
    sample: Looked | None,
    most_rows: int | None,
) -> IngestReport:
    spec = spec_of(project, name)
    if sample is None:
        access = replace(access_to(project, name), most_rows=most_rows)
        return fetch(name, spec, access, bronze, MemoryCache(), told)
    from tillhouse.trial_sample import load_sample

    return load_sample(sample, name, {table.name for table in spec.tables}, bronze)


def _alone(project: Project, name: str) -> Project:
    """The project with this source only, on the engine that comes along."""
    warehouse = project.warehouse.model_copy(update={"target": "duckdb"})
    update = {"sources": {name: project.sources[name]}, "warehouse": warehouse}
    alone = project.model_copy(update=update)
    secret = project.secrets.pseudonym_env
    trial_only = "only for a trial: its pseudonyms are thrown away again"
    alone._environment = {secret: trial_only, **project.environment}
    return alone


@contextmanager
def _opened(project: Project, bronze: Bronze, folder: Path, told: Told | None) -> Iterator[Context]:
    context: Any = Context(project, bronze, None, silent(), "trial")  # type: ignore[arg-type]
    home = folder / "home"
    built = (lambda model, _: told(1, model)) if told else None
    engine = DuckDBEngine(home, folder / "trial.duckdb", built, own_models(project))
    with engine:
        context._engine = engine
        yield context


def _build(context: Context, name: str, trial: Trial, whole: bool) -> None:
    project, engine = context.project, context.engine
    engine.register_bronze(context.bronze_tables())
    variables = model_variables(project)
    kind = project.sources[name].kind
    needed = ("silver",) if whole else ("+rejections", "+open_questions")
    select = (f"staging.{kind}", "intake", *needed)
    engine.run_models(ModelRun(select, variables))
    trial.questions = read_open_questions(project, engine)
    for entity, models in variables["staging_models"].items():
        _judge(context, entity, trial)
        _find_unknown_columns(context, entity, models, trial)
    if whole:
        _build_gold(context, variables, trial)


def _build_gold(context: Context, variables: dict[str, Any], trial: Trial) -> None:
    write_science(context)
    context.engine.run_models(ModelRun(GOLD, variables))
    for doc in (doc for doc in read_models() if doc.layer == "gold"):
        trial.rows[doc.name] = _count(context, f"{doc.schema}.{doc.name}")
    columns = "audit, scope, expected, found"
    failed = f"select {columns} from checks.audits where verdict = 'fail' order by {columns}"
    rows = context.engine.read(failed).read_all().to_pylist()
    trial.failed_audits = [
        f"{it['audit']} ({it['scope']}): expected {it['expected']}, found {it['found']}"
        for it in rows
    ]


def _judge(context: Context, entity: str, trial: Trial) -> None:
    table = f"intake.intake_{entity}"
    total = trial.entities[entity] = _count(context, table)
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


def _find_unknown_columns(context: Context, entity: str, models: list[str], trial: Trial) -> None:
    """Columns of a staging model that the contract does not have: they would get lost silently."""
    docs = {doc.name: doc for doc in read_models()}
    known = {"source_system", "_slice", "_version", "_part", "_copy", "_deleted", "_problem"}
    known |= {column.name for column in docs[f"intake_{entity}"].columns}
    for model in models:
        with context.engine.read(f"select * from staging.{model} where 1 = 0") as reader:
            unknown = [name for name in reader.schema.names if name not in known]
        if unknown:
            trial.unknown_columns[model] = unknown


def _count(context: Context, table: str) -> int:
    return int(context.read_one(f"select count(*) as n from {table}"))
