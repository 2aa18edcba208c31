"""What the published tables will show of a new source: all are built once, and thrown away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tillhouse.config import Project, load_project
from tillhouse.errors import UserError
from tillhouse.lineage import Lineage, missing_for, read_lineage
from tillhouse.onboarding.report import MartOutlook, Report
from tillhouse.progress import Progress
from tillhouse.wording import plural


def try_out(project: Project, report: Report, progress: Progress) -> dict[str, int] | None:
    """Build all tables of a new source once; the rows of each, None when the trial ended early.

    What does not fit is added to the report.
    """
    from tillhouse.trial import try_source
    from tillhouse.trial_sample import describe_sample, is_too_much

    sample = report.looked if is_too_much(report.looked) else None
    if sample is not None:
        report.trial_notes.append(describe_sample(sample))
    with progress.step("try out") as step:
        try:
            alone = load_project(project.file)
            trial = try_source(alone, report.name, whole=True, told=step.advance, sample=sample)
        except UserError as error:
            report.trial_notes.append(f"the trial ended: {error}")
            step.result("ended early")
            return None
        step.result(f"{plural(sum(trial.entities.values()), 'row')} through all tables")
    names = {
        (model.guess.entity.name, column): original
        for model in report.models
        for column, original in model.columns.items()
    }
    for it in trial.complaints:
        column = names.get((it.entity, it.column), it.column)
        then = "in quarantine" if it.is_rejected else "read as NULL"
        told = it.told_of(column, with_value=False)
        text = f"{it.entity}: {told} in {it.rows:,} of {it.of_rows:,} rows, {then}"
        report.trial_notes.append(text)
    report.questions = trial.questions
    report.trial_notes += [f"an audit fails: {text}" for text in trial.failed_audits]
    return trial.rows


def mart_outlooks(report: Report, rows: Mapping[str, int] | None) -> list[MartOutlook]:
    """Which marts will be empty, seen in a trial where one was made, and why."""
    lineage = read_lineage()
    brought = [model.guess.entity.name for model in report.models]
    return [_mart(doc.name, doc.audience, lineage, brought, rows) for doc in lineage.marts]


def _mart(
    name: str,
    audience: str,
    lineage: Lineage,
    brought: Sequence[str],
    rows: Mapping[str, int] | None,
) -> MartOutlook:
    lacks = tuple(missing_for(lineage, name, brought))
    needed = sorted(lineage.entities(name, only_needed=True) - set(brought))
    if rows is None:
        why = f"it needs {', '.join(needed)}, which this source does not bring" if needed else ""
        return MartOutlook(name, audience, None, why, lacks)
    if rows.get(name):
        return MartOutlook(name, audience, rows[name], "", lacks)
    first = lineage.first_empty(name, rows)
    of_first = sorted(lineage.entities(first, only_needed=True) - set(brought))
    named = "" if first == name else f"{first}, which it reads, has no row: "
    if of_first or needed:
        why = f"{named}this source does not bring {', '.join(of_first or needed)}"
    else:
        why = f"{named}no row fits its conditions"
    return MartOutlook(name, audience, 0, why, lacks)
