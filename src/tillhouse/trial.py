"""Try a source out: load it into a lake that is thrown away, and build all tables from it.

Nothing of the project is changed. What a run would reject is found by the very models of the run.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
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
from tillhouse.pipeline.preparation import own_models
from tillhouse.pipeline.steps import GOLD, write_science
from tillhouse.pipeline.variables import model_variables
from tillhouse.progress import silent
from tillhouse.questions.answers import answers_of, questions_of
from tillhouse.scratch import scratch_prefix
from tillhouse.sources.fetch import fetch
from tillhouse.sources.files.hash_cache import MemoryCache
from tillhouse.sources.report import IngestReport
from tillhouse.trial_findings import Trial, count_rows, read_findings

if TYPE_CHECKING:
    from tillhouse.onboarding.tables import Looked

Told = Callable[[int, str], None]


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
    with tempfile.TemporaryDirectory(prefix=scratch_prefix()) as folder:
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
    engine = DuckDBEngine(home, folder / "warehouse.duckdb", built, own_models(project))
    with engine:
        context._engine = engine
        yield context


def _build(context: Context, name: str, trial: Trial, whole: bool) -> None:
    project, engine = context.project, context.engine
    engine.register_bronze(context.bronze_tables())
    variables = model_variables(project)
    if whole:
        variables["answers"] = {name: _as_if_answered(project, name)}
    kind = project.sources[name].kind
    needed = ("silver",) if whole else ("+rejections", "+open_questions", "+account")
    select = (f"staging.{kind}", "intake", *needed)
    engine.run_models(ModelRun(select, variables))
    read_findings(context, trial, variables["staging_models"])
    if whole:
        _build_gold(context, variables, trial)


def _as_if_answered(project: Project, name: str) -> dict[str, str]:
    """Each open question answered as its model was written, so that what it holds back is seen."""
    asked = questions_of(project, name)
    written = {it.key: it.written_for or next(iter(it.choices), "") for it in asked}
    return {**written, **answers_of(project, name)}


def _build_gold(context: Context, variables: dict[str, Any], trial: Trial) -> None:
    write_science(context)
    context.engine.run_models(ModelRun(GOLD, variables))
    for doc in (doc for doc in read_models() if doc.layer == "gold"):
        trial.rows[doc.name] = count_rows(context, f"{doc.schema}.{doc.name}")
    columns = "audit, scope, expected, found, examples"
    failed = f"select {columns} from checks.audits where verdict = 'fail' order by {columns}"
    rows = context.engine.read(failed).read_all().to_pylist()
    trial.failed_audits = [
        f"{it['audit']} ({it['scope']}): expected {it['expected']}, found {it['found']}"
        + (f": {it['examples']}" if it["examples"] else "")
        for it in rows
    ]
