"""Carry out a run: one writer at a time, every step logged, nothing done when nothing is new."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from tillhouse.config import Project
from tillhouse.errors import ConfigError, DataError, UserError
from tillhouse.lake.bronze import Bronze
from tillhouse.lock import writer_lock
from tillhouse.pipeline.context import Context
from tillhouse.pipeline.lake_view import replica_of
from tillhouse.pipeline.nothing_new import (
    find_nothing_new,
    find_same_lake,
    settings_fingerprint,
)
from tillhouse.pipeline.plan import Step, plan, select_steps
from tillhouse.progress import Progress
from tillhouse.sources.survey import Survey
from tillhouse.state import Published, State

BRONZE = "bronze."


@dataclass
class RunResult:
    """How a run ended. `refused` holds what was refused in this run, one line each."""

    run_id: str
    status: str
    steps: list[dict[str, Any]] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    published_at: str = ""
    as_of: str | None = None


def run(
    project: Project,
    progress: Progress,
    *,
    steps: tuple[str, ...] = (),
    force: bool = False,
    wait: float = 0,
) -> RunResult:
    """Run the named steps, or all. Raises the `UserError` of the first step that fails.

    A refused delivery does not stop a run: the rest is loaded and published, and the result
    says what was refused (`raise_if_refused` turns that into the exit code for data).
    """
    if not project.sources:
        raise ConfigError(
            "The project has no source yet",
            where=str(project.file),
            remedy="Add a table [sources.<name>] with kind and location.",
        )
    with ExitStack() as stack:
        stack.enter_context(writer_lock(project.state_folder, wait=wait))
        state = stack.enter_context(State(project.state_folder))
        if (replica := replica_of(project)) is not None:
            replica.pull()
            replica.push()  # what a killed run left behind
        bronze = Bronze(project.lake_path)
        fingerprint = settings_fingerprint(project)
        if state.note:
            progress.note(state.note)
        if not (steps or force):
            done = find_nothing_new(project, bronze, state, fingerprint)
            if done is not None:
                return _nothing_new(*done)
        may_stop = not (steps or force)
        return _carry_out(project, bronze, state, progress, fingerprint, steps, may_stop)


def _nothing_new(last: Published, surveys: Sequence[Survey]) -> RunResult:
    """What lies there and cannot be read at all (a folder named like a file) is said each time."""
    return RunResult(
        last.run_id,
        "nothing new",
        refused=[f"{it.source}: {it.message}" for found in surveys for it in found.failed],
        waiting=[refused.message for found in surveys for refused in found.still_refused],
        published_at=last.at,
    )


def _nothing_loaded(last: Published, context: Context, done: Sequence[dict[str, Any]]) -> RunResult:
    """The sources were asked and had nothing that is not published."""
    result = _result(context, done, None)
    result.status, result.published_at = "nothing new", last.at
    return result


def raise_if_refused(result: RunResult) -> None:
    """`DataError` when deliveries were refused in this run; the rest is published by now."""
    if result.refused:
        raise DataError(
            f"{len(result.refused)} of the delivered files could not be taken",
            where="\n         ".join(result.refused),
            remedy="Mend them and deliver them again; a copy of each is kept in the lake under "
            "refused/. Everything else was loaded.",
        )


def _carry_out(
    project: Project,
    bronze: Bronze,
    state: State,
    progress: Progress,
    fingerprint: str,
    names: tuple[str, ...],
    may_stop: bool,
) -> RunResult:
    chosen = select_steps(plan(project), names)
    as_of = project.shop.as_of.isoformat() if project.shop.as_of else None
    run_id = state.start_run(
        target=project.warehouse.target, settings_hash=fingerprint, as_of=as_of
    )
    context = Context(project, bronze, state, progress, run_id)
    loading = [step for step in chosen if step.name.startswith(BRONZE)]
    try:
        done = [_do_step(step, context) for step in loading]
        last = find_same_lake(project, bronze, state, fingerprint) if may_stop else None
        if last is not None:
            state.end_run(run_id, "nothing new")
            return _nothing_loaded(last, context, done)
        done += [_do_step(step, context) for step in chosen if step not in loading]
    except BaseException as error:
        status = "failed" if isinstance(error, Exception) else "stopped"
        message = error.what if isinstance(error, UserError) else str(error)
        state.end_run(run_id, status, message, versions=context.versions())
        raise
    finally:
        versions = context.versions()
        context.close()
    # Only a run that built silver knows which state of the lake it has published.
    if chosen[-1].name == "publish" and context.lake_versions:
        state.record_published(fingerprint, context.lake_versions, run_id)
    found = context.as_of.isoformat() if context.as_of else None
    state.end_run(run_id, "succeeded", versions=versions, as_of=found)
    return _result(context, done, found)


def _do_step(step: Step, context: Context) -> dict[str, Any]:
    with (
        context.progress.step(step.title) as shown,
        context.state.step(context.run_id, step.name) as record,
    ):
        context.model_done = lambda name, _: shown.advance(1, name)
        context.counted = shown.advance
        step.work(context, record)
        shown.result(record.message)
    return {
        "step": step.name,
        "rows_in": record.rows_in,
        "rows_out": record.rows_out,
        "rows_rejected": record.rows_rejected,
        "seconds": round(shown.seconds, 3),
    }


def _result(context: Context, done: Sequence[dict[str, Any]], as_of: str | None) -> RunResult:
    refused = [item for report in context.ingested for item in report.refused]
    waiting = [item for report in context.ingested for item in report.still_refused]
    return RunResult(
        context.run_id,
        "succeeded",
        steps=list(done),
        tables=context.tables,
        notes=context.notes,
        refused=[f"{item.source}: {item.message}" for item in refused],
        waiting=[item.message for item in waiting],
        as_of=as_of,
    )
