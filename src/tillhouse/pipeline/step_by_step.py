"""Do the steps of a run one after the other, each logged, and remember how far the warehouse is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tillhouse.config import Project
from tillhouse.engines.damage import DamagedWarehouse
from tillhouse.errors import EngineError, UserError
from tillhouse.pipeline.context import Context
from tillhouse.pipeline.disk_troubles import explained
from tillhouse.pipeline.nothing_new import find_same_lake
from tillhouse.pipeline.plan import Step, plan, with_those_before
from tillhouse.pipeline.unreached import describe_unreached, raise_if_none_reached
from tillhouse.pipeline.upkeep import check_lake, refuse_taken_places
from tillhouse.state_records import Asked, Built, Published

BRONZE = "bronze."


def do_steps(
    chosen: Sequence[Step], context: Context, fingerprint: str, may_stop: bool
) -> tuple[list[dict[str, Any]], Published | None]:
    """Do the steps; stop after loading when the lake is the one that is published already."""
    project = context.project
    refuse_taken_places(project, chosen)
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
    check_lake(context.bronze, context.state)
    others = [step for step in chosen if step not in loading]
    return done + _build(others, context, fingerprint), None


def _build(steps: Sequence[Step], context: Context, fingerprint: str) -> list[dict[str, Any]]:
    """Do the steps after loading. A warehouse that turns out to be damaged is made anew, once, with
    all that has to come before the last step."""
    try:
        return [_do_step(step, context, fingerprint) for step in steps]
    except DamagedWarehouse:
        context.note(context.begin_anew())
    anew = with_those_before(plan(context.project), steps)
    return [_do_step(step, context, fingerprint) for step in anew]


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
        with _told(step, context):
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


@contextmanager
def _told(step: Step, context: Context) -> Iterator[None]:
    """What the engine and the disks refuse, told as what it is."""
    with explained(context.project, step.name):
        try:
            yield
        except Exception as error:
            is_told = isinstance(error, UserError) and not isinstance(error, EngineError)
            told = None if is_told else context.explain(error)
            if told is None:
                raise
            raise told from error


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
