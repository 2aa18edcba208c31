"""Carry out a run: one writer at a time, every step logged, nothing done when nothing is new."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from tillhouse.config import Project
from tillhouse.errors import ConfigError, EngineError, UserError
from tillhouse.lake.bronze import Bronze
from tillhouse.lock import writer_lock
from tillhouse.pipeline.context import Context
from tillhouse.pipeline.lake_view import replica_of
from tillhouse.pipeline.nothing_new import (
    NothingNew,
    find_nothing_new,
    find_same_lake,
    settings_fingerprint,
)
from tillhouse.pipeline.plan import Step, plan, select_steps
from tillhouse.pipeline.result import RunResult, line_of, nothing_loaded, result_of, trouble
from tillhouse.pipeline.unreached import describe_unreached, raise_if_none_reached
from tillhouse.progress import Progress
from tillhouse.state import State
from tillhouse.state_records import Asked, Built, Published

if TYPE_CHECKING:
    from tillhouse.pipeline.preparation import Preparation

BRONZE = "bronze."


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
                return _nothing_new(done, project, bronze, state, fingerprint, progress)
        run_id = _start(project, state, fingerprint)
        context = Context(project, bronze, state, progress, run_id, preparation=preparation)
        return _carry_out(context, fingerprint, steps, may_stop=not (steps or force))


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
        done, last = _do_steps(chosen, context, fingerprint, may_stop)
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


def _do_steps(
    chosen: Sequence[Step], context: Context, fingerprint: str, may_stop: bool
) -> tuple[list[dict[str, Any]], Published | None]:
    """Do the steps; stop after loading when the lake is the one that is published already."""
    project = context.project
    if any(step.name == "science" for step in chosen):
        project.secret()  # now, not after minutes: without it no code can be made
    if _will_build(project, chosen):
        context.prepare_engine()
    loading = [step for step in chosen if step.name.startswith(BRONZE)]
    done = [_do_step(step, context, fingerprint) for step in loading]
    unreached = describe_unreached(project, context.bronze, context.unreachable)
    raise_if_none_reached(unreached, len(loading))
    if may_stop and not any(report.loaded for report in context.ingested):
        last = find_same_lake(project, context.bronze, context.state, fingerprint)
        if last is not None:
            return done, last
    others = [step for step in chosen if step not in loading]
    return done + [_do_step(step, context, fingerprint) for step in others], None


def _will_build(project: Project, chosen: Sequence[Step]) -> bool:
    """Whether silver is sure to be built: what a database or an API has is not known before."""
    from_files = all(set(project.places_of(name)) == {"files"} for name in project.sources)
    return from_files and any(step.name == "silver" for step in chosen)


def _do_step(step: Step, context: Context, fingerprint: str) -> dict[str, Any]:
    with (
        context.progress.step(step.title) as shown,
        context.state.step(context.run_id, step.name) as record,
    ):
        context.prepared().model_done = lambda name, _: shown.advance(1, name)
        context.counted = shown.advance
        step.work(context, record)
        shown.result(record.message)
    _remember(step.name, context, fingerprint)
    return {
        "step": step.name,
        "rows_in": record.rows_in,
        "rows_out": record.rows_out,
        "rows_rejected": record.rows_rejected,
        "seconds": round(shown.seconds, 3),
    }


def _remember(step: str, context: Context, fingerprint: str) -> None:
    """Note how far the warehouse is; a release counts as of the lake that silver was built from.

    So a run that is done step by step, each in a process of its own, ends like a whole one.
    """
    state = context.state
    is_anew = step == "silver"
    built = Built(fingerprint, context.lake_versions, ()) if is_anew else state.last_built()
    if step.startswith("bronze.") or built is None or built.fingerprint != fingerprint:
        return
    built = Built(fingerprint, built.lake_versions, (*built.steps, step))
    state.record_built(built)
    if is_anew:
        questions = [it.as_dict() for it in context.questions or [] if it.must_be_answered]
        state.record_asked(Asked(questions, context.is_withheld))
    is_whole = {"silver", "science", "gold", "audit"} <= set(built.steps)
    if step == "publish" and is_whole and not context.is_withheld:
        from tillhouse.pipeline.gating import loaded_sources

        sources = loaded_sources(context)
        state.record_published(fingerprint, built.lake_versions, context.run_id, sources)
