"""Carry out a run: one writer at a time, every step logged, nothing done when nothing is new."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from tillhouse.config import Project
from tillhouse.errors import ConfigError, EngineError, UserError
from tillhouse.lake.bronze import Bronze
from tillhouse.lock import writer_lock
from tillhouse.pipeline.context import Context
from tillhouse.pipeline.disk_troubles import explained
from tillhouse.pipeline.lake_view import replica_of
from tillhouse.pipeline.nothing_new import (
    NothingNew,
    find_nothing_new,
    settings_fingerprint,
)
from tillhouse.pipeline.plan import plan, select_steps
from tillhouse.pipeline.published import changed_since, seal_unsealed
from tillhouse.pipeline.result import (
    RunResult,
    line_of,
    nothing_loaded,
    passing_lines,
    result_of,
    trouble,
)
from tillhouse.pipeline.step_by_step import BRONZE, do_steps
from tillhouse.pipeline.unreached import describe_unreached
from tillhouse.pipeline.upkeep import check_lake, make_ready, told_secret
from tillhouse.private import owner_only
from tillhouse.progress import Progress
from tillhouse.state import State
from tillhouse.wording import first_few

if TYPE_CHECKING:
    from tillhouse.pipeline.preparation import Preparation


def run(
    project: Project,
    progress: Progress,
    *,
    steps: tuple[str, ...] = (),
    force: bool = False,
    wait: float = 0,
    preparation: Preparation | None = None,
) -> RunResult:
    """Run the named steps, or all. Raises the `UserError` of the first step that fails.

    Neither a refused delivery nor a source that cannot be looked at stops a run: the rest is
    loaded and published, and the result says so (`raise_if_refused` makes it an exit code).
    """
    if not project.sources:
        raise ConfigError(
            "The project has no source yet",
            where=str(project.file),
            remedy="Add a table [sources.<name>] with kind and location.",
        )
    with ExitStack() as stack:
        stack.enter_context(owner_only())
        stack.enter_context(explained(project))
        stack.enter_context(writer_lock(project.state_folder, wait=wait))
        state = stack.enter_context(State(project.state_folder))
        bronze = Bronze(project.lake_path)
        fingerprint = settings_fingerprint(project)
        notes = _begin(project, bronze, state, progress)
        if not (steps or force):
            done = find_nothing_new(project, bronze, state, fingerprint)
            if done is not None:
                seal_unsealed(project, state)
                return _nothing_new(done, project, bronze, state, fingerprint, progress)
        run_id = _start(project, state, fingerprint)
        context = Context(project, bronze, state, progress, run_id, preparation=preparation)
        context.notes += notes
        return _carry_out(context, fingerprint, steps, may_stop=not (steps or force))


def _begin(project: Project, bronze: Bronze, state: State, progress: Progress) -> list[str]:
    """Bring in order what is kept; what is to be told of it, which has been said already.

    Raises `DataError` when the lake is damaged.
    """
    notes = make_ready(project)
    if (replica := replica_of(project)) is not None:
        replica.pull()
        replica.push()  # what a killed run left behind
    notes += [state.note] if state.note else []
    notes += check_lake(bronze, state)
    notes += told_secret(project, state)
    if state.last_published() and (changed := changed_since(project, state)):
        told = "; ".join(first_few(changed, "tillhouse status"))
        notes.append(f"what is published is not as it was left, and is published anew: {told}")
    for line in notes:
        progress.note(line)
    return notes


def _nothing_new(
    found: NothingNew,
    project: Project,
    bronze: Bronze,
    state: State,
    fingerprint: str,
    progress: Progress,
) -> RunResult:
    """What lies there and cannot be read at all (a folder named like a file) is said each time.

    It is in the run log only if there is something to say of a source.
    """
    surveys, last = found.surveys, found.published
    result = RunResult(
        last.run_id,
        "nothing new",
        refused=[line_of(it) for survey in surveys for it in survey.failed],
        passing=passing_lines([it for survey in surveys for it in survey.failed]),
        waiting=[line_of(it) for survey in surveys for it in survey.still_refused],
        unclaimed=[f"{survey.source}: {it}" for survey in surveys for it in survey.unclaimed],
        changes=found.changes,
        questions=state.asked().questions,
        unreachable=describe_unreached(project, bronze, found.unreachable),
        published_at=last.at,
    )
    for line in found.changes:
        progress.note(line)
    if found.changes or found.unreachable:
        run_id = state.start_run(target=project.warehouse.target, settings_hash=fingerprint)
        for name, error in found.unreachable.items():
            with state.step(run_id, f"{BRONZE}{name}") as record:
                record.status, record.message = "failed", error.what
        state.end_run(run_id, "nothing new", trouble(result))
    return result


def _start(project: Project, state: State, fingerprint: str) -> str:
    as_of = project.shop.as_of.isoformat() if project.shop.as_of else None
    target = project.warehouse.target
    return state.start_run(target=target, settings_hash=fingerprint, as_of=as_of)


def _carry_out(
    context: Context, fingerprint: str, names: tuple[str, ...], *, may_stop: bool
) -> RunResult:
    project, state, run_id = context.project, context.state, context.run_id
    chosen = select_steps(plan(project), names)
    try:
        done, last = do_steps(chosen, context, fingerprint, may_stop)
        if last is not None:
            result = nothing_loaded(last, context, done)
            result.questions = state.asked().questions
            state.end_run(run_id, "nothing new", trouble(result))
            return result
    except BaseException as error:
        if isinstance(error, EngineError) and names and "does not exist" in error.what:
            error.remedy = "Do the steps before this one first; `tillhouse run --plan` lists them."
        status = "failed" if isinstance(error, Exception) else "stopped"
        message = error.what if isinstance(error, UserError) else str(error)
        with suppress(sqlite3.Error):  # the disk that failed may be that of the state
            state.end_run(run_id, status, message, versions=context.versions())
        raise
    finally:
        versions = context.versions()
        context.close()
    found = context.as_of.isoformat() if context.as_of else None
    result = result_of(context, done, found)
    if not names or "publish" in names:  # of single steps the last one ends with what is open
        result.questions = state.asked().questions
    state.end_run(run_id, "succeeded", trouble(result), versions=versions, as_of=found)
    return result
