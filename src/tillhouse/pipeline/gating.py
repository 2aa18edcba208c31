"""Which sources wait for an answer, and what is open at all (R26).

Of a source that was never published nothing gets beyond intake while a question of it is open; of
one that was, only the rows in question are held back, which intake does by itself.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from tillhouse.engines.base import Engine, ModelRun
from tillhouse.errors import DataError
from tillhouse.own_words import own_words
from tillhouse.pipeline.variables import model_variables
from tillhouse.questions.open import OpenQuestion, open_questions, unanswered

if TYPE_CHECKING:
    from collections.abc import Collection

    from tillhouse.config import Project
    from tillhouse.engines.base import ModelResult
    from tillhouse.pipeline.context import Context

FRESHNESS = "data_freshness"
LOADED = "select distinct source_system from silver.reconciliation where rows_loaded > 0"


def read_open_questions(project: Project, engine: Engine) -> list[OpenQuestion]:
    """What is open, once staging, intake and `open_questions` are built."""
    rows = engine.read("select * from silver.open_questions").read_all().to_pylist()
    return open_questions(project, rows, own_words(project).column)


def questions_left(project: Project, source: str) -> list[OpenQuestion]:
    """What the mapping of a source leaves open, without looking at a row."""
    found = open_questions(project, (), own_words(project).column)
    return [it for it in found if it.source == source]


def build_held_back(context: Context, models: tuple[str, ...]) -> list[ModelResult]:
    """Build the models; once more when that shows questions for which a source has to wait."""
    project = context.project
    published = published_sources(context)
    waiting = {
        name for name in project.sources if name not in published and unanswered(project, name)
    }
    while True:
        variables = model_variables(project, held_sources=sorted(waiting))
        built = context.engine.run_models(ModelRun(models, variables))
        context.questions = read_open_questions(project, context.engine)
        asked = {it.source for it in context.questions if it.stops_source}
        if asked <= waiting | published:
            break
        waiting |= asked - published
        models = tuple(name for name in models if not name.startswith("staging."))
    context.waiting = sorted(waiting)
    context.is_withheld = is_withheld(context)
    return built


def is_withheld(context: Context) -> bool:
    """Whether rows were delivered and none of them may be published."""
    counted = "select coalesce(sum(rows_read), 0) > 0 and coalesce(sum(rows_loaded), 0) = 0"
    return bool(context.read_one(f"{counted} as it from silver.reconciliation"))


def loaded_sources(context: Context) -> list[str]:
    """The sources of which silver holds rows."""
    rows = context.engine.read(LOADED).read_all().to_pylist()
    return sorted(row["source_system"] for row in rows)


def published_sources(context: Context) -> set[str]:
    """The sources of which some release held rows: as remembered, and as the release itself says.

    Without the state what users open still tells which sources they have seen.
    """
    return {*context.state.published_sources(), *_in_release(context.project)}


def _in_release(project: Project) -> set[str]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    folders = [project.publish_path / name for name in project.audiences.enabled()]
    for folder in folders:
        file = folder / f"{FRESHNESS}.parquet"
        # One that was damaged by hand is no answer; every audience has a copy.
        with suppress(OSError, pa.ArrowException, KeyError):
            rows: list[dict[str, Any]] = pq.read_table(file).to_pylist()
            return {row["source_system"] for row in rows if row["is_published"]}
    return _in_older_release(project, [folder.name for folder in folders])


def _in_older_release(project: Project, audiences: Collection[str]) -> set[str]:
    """A release of before there was a freshness table: what its account says was loaded."""
    from tillhouse.quality import DataQuality

    quality = DataQuality(project.publish_path)
    is_there = any(
        (project.publish_path / f"{name}.duckdb").exists()
        for name in audiences
        if name != "data_quality"
    )
    with suppress(DataError):  # damaged: this run writes it anew
        return set(quality.loaded_sources()) if is_there and quality.exists else set()
    return set()
