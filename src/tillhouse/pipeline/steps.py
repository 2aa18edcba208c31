"""What each step of a run does. Every step fills in its row counts for the run log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tillhouse.engines.base import ModelRun
from tillhouse.errors import DataError, SourceError
from tillhouse.pipeline.access import access_to, spec_of
from tillhouse.pipeline.context import Context
from tillhouse.pipeline.gating import build_held_back, is_withheld
from tillhouse.pipeline.plan import Work
from tillhouse.pipeline.variables import model_variables
from tillhouse.sources.fetch import fetch
from tillhouse.state_records import StepRecord
from tillhouse.wording import first_few, plural

if TYPE_CHECKING:
    from tillhouse.config import Project

GOLD = ("gold", "checks")


def silver_models(project: Project) -> tuple[str, ...]:
    """Intake, silver, and of staging the models of the kinds that the project has."""
    kinds = sorted({source.kind for source in project.sources.values()})
    return (*(f"staging.{kind}" for kind in kinds), "intake", "silver")


def loader(source: str) -> Work:
    """The step that loads what is new of one source into bronze."""

    def load(context: Context, record: StepRecord) -> None:
        project = context.project
        spec = spec_of(project, source)
        access = access_to(project, source)
        if project.lake.keep_days is not None:
            # Before it is asked what is new: what went by its age and is still there comes again.
            _prune(context)
        cache = context.state.files
        try:
            report = fetch(source, spec, access, context.bronze, cache, context.counted)
        except SourceError as error:
            # A system that is down today must not keep the other systems' sales away.
            context.unreachable[source] = error
            record.status, record.message = "failed", f"{error.what} The rest goes on"
            return
        _mirror(context)
        context.keep_lake()
        context.ingested.append(report)
        for message in report.messages():
            context.note(f"{source}: {message}")
        record.rows_in = record.rows_out = report.rows
        record.rows_rejected = report.unreadable_rows
        noun = "file" if set(access.places) == {"files"} else "delivery"
        record.message = f"{plural(len(report.loaded), noun)}, {plural(report.rows, 'row')}"
        if report.changes:
            record.message += f"; {plural(len(report.changes), 'change')} of layout"

    return load


def _prune(context: Context) -> None:
    """Drop what `[lake] keep_days` no longer keeps, and what a killed load left behind."""
    from tillhouse.lake.retention import prune

    for pruned in prune(context.bronze, context.project.lake.keep_days, context.began_at):
        if pruned.rows:
            context.note(
                f"{pruned.source}.{pruned.table}: {pruned.rows:,} rows older than "
                f"{context.project.lake.keep_days} days left the lake"
            )


def _mirror(context: Context) -> None:
    """Keep bronze as plain Parquet too, where `[lake] plain_parquet` asks for it."""
    if context.project.lake.plain_parquet:
        from tillhouse.lake.plain_parquet import mirror

        mirror(context.bronze)


def build_silver(context: Context, record: StepRecord) -> None:
    """Staging, intake and silver, from the lake as it is now.

    Raises `ConfigError` for a name in the project's own models that no contract knows.
    """
    from tillhouse.mapping_names import raise_unknown_columns, raise_wrong_names

    raise_wrong_names(context.project)
    _prune(context)
    _mirror(context)
    context.keep_lake()
    tables = context.bronze_tables()
    context.lake_versions = context.bronze.stamps()
    context.engine.register_bronze(tables)
    built = build_held_back(context, silver_models(context.project))
    raise_unknown_columns(context)
    totals = (
        context.engine.read(
            "select cast(sum(rows_read) as bigint) as rows_read, "
            "cast(sum(rows_loaded) as bigint) as rows_loaded, "
            "cast(sum(rows_quarantined) as bigint) as rows_quarantined from silver.reconciliation"
        )
        .read_all()
        .to_pylist()[0]
    )
    context.account = read_account(context)
    record.rows_in, record.rows_out = totals["rows_read"] or 0, totals["rows_loaded"] or 0
    record.rows_rejected = totals["rows_quarantined"] or 0
    rejected = plural(record.rows_rejected, "row")
    record.message = f"{len(built)} models, {rejected} in quarantine"
    if context.waiting:
        record.message += f"; waits for an answer: {', '.join(context.waiting)}"


def read_account(context: Context) -> list[dict[str, Any]]:
    """The rows of the account, once silver is built."""
    told = context.engine.read("select * from silver.account order by 1, 2, 3, 4, 5")
    rows: list[dict[str, Any]] = told.read_all().to_pylist()
    return rows


def compute_science(context: Context, record: StepRecord) -> None:
    """Contact points, clusters, coupon codes and pseudonyms, written back beside silver."""
    rows = write_science(context)
    if context.as_of is None and not context.is_withheld:
        context.note(_why_nothing_is_sold(context))
    record.rows_out = sum(rows.values())
    record.message = f"{plural(record.rows_out, 'row')} in {len(rows)} tables"


def _why_nothing_is_sold(context: Context) -> str:
    """Sales that were delivered and do not count are told, or were refused; else none came (R6).

    Records that could not be split into columns stand under the name of their table.
    """
    from tillhouse.account import account_lines
    from tillhouse.contracts.entities import read_entities
    from tillhouse.questions.open import SALES

    lists = {entity.name for entity in read_entities()} - set(SALES)
    sales = [row for row in context.account if row["entity"] not in lists]
    if any(row["state"] == "delivered" and row["row_count"] for row in sales):
        return f"no sale counts, so the tables stay empty: {'; '.join(account_lines(sales))}"
    refused = [it for report in context.ingested for it in (*report.refused, *report.still_refused)]
    if refused:
        told = "; ".join(first_few([it.message for it in refused], "tillhouse status"))
        return f"no sale could be read, so the tables stay empty; refused: {told}"
    return "nothing was sold yet: the tables stay empty until order files arrive"


def write_science(context: Context) -> dict[str, int]:
    """Everything that gold reads beside silver; the rows of each table."""
    from tillhouse.pipeline.science_settings import NothingSold, science_arguments
    from tillhouse.science.steps import run_person_codes, run_science

    arguments = science_arguments(context)
    engine: Any = context.engine if context.as_of else NothingSold(context.engine)
    rows = run_science(engine, **arguments)
    return rows | run_person_codes(context.engine, secret=arguments["secret"])


def build_gold(context: Context, record: StepRecord) -> None:
    """The marts and their audits."""
    built = context.engine.run_models(ModelRun(GOLD, model_variables(context.project)))
    record.message = f"{len(built)} models"


def audit(context: Context, record: StepRecord) -> None:
    """Say what failed, and hand the data engineer's tables over in any case."""
    from tillhouse.pipeline.data_quality import publish_data_quality

    audits = publish_data_quality(context)
    failed = [row for row in audits if row["verdict"] == "fail"]
    record.rows_in, record.rows_rejected = len(audits), len(failed)
    record.message = f"{len(audits)} audits, {len(failed)} failed"
    _raise_if_failed(failed, len(audits))


def _raise_if_failed(failed: list[dict[str, Any]], audits: int) -> None:
    if failed:
        first = failed[0]
        raise DataError(
            f"{len(failed)} of {plural(audits, 'audit')} failed; nothing is published. The first: "
            f"{first['audit']} ({first['scope']}): expected {first['expected']}, "
            f"found {first['found']}" + (f": {first['examples']}" if first["examples"] else ""),
            where=f"table {first['guards']}",
            remedy="`tillhouse status` lists them; readers still see the tables of before.",
        )


def publish_audiences(context: Context, record: StepRecord) -> None:
    """Every audience's database and Parquet, swapped at once; nothing when an audit failed.

    The audits are asked once more: with `--step publish` nobody may have looked at them.
    """
    from tillhouse.pipeline.publishing import publish_release

    audits = context.engine.read("select * from checks.audits").read_all().to_pylist()
    _raise_if_failed([row for row in audits if row["verdict"] == "fail"], len(audits))
    if is_withheld(context):
        record.message = "nothing: no row may be published before the open questions are answered"
        context.is_withheld = True
        return
    release = publish_release(context)
    record.rows_out = release.rows
    record.message = f"{len(release.tables)} tables, {release.rows:,} rows"
