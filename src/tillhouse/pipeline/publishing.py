"""Hand the gold tables to the audiences of the project."""

from __future__ import annotations

from tillhouse.contracts.models import ModelDoc, read_models, tables_by_audience
from tillhouse.pipeline.context import Context
from tillhouse.pipeline.published import seal_release
from tillhouse.publish.access import Access
from tillhouse.publish.audiences import AUDIENCES, Release, publish


def publish_release(context: Context) -> Release:
    """Build every enabled audience's tables beside the published ones and swap them whole."""
    audiences = context.project.audiences
    wanted = _enabled_tables(context)
    release = publish(
        context.engine,
        wanted,
        context.project.publish_path,
        run_id=context.run_id,
        access={
            name: Access.from_mode(audiences[name].folder_mode, audiences[name].group)
            for name in wanted
        },
    )
    seal_release(context.project, context.state, AUDIENCES)
    context.tables = [
        {"audience": table.audience, "table": table.name, "rows": table.rows}
        for table in release.tables
    ]
    _explain_empty_marketing(context)
    return release


def _enabled_tables(context: Context) -> dict[str, list[ModelDoc]]:
    enabled = context.project.audiences.enabled()
    tables = tables_by_audience(read_models())
    return {name: list(docs) for name, docs in tables.items() if name in enabled}


def _explain_empty_marketing(context: Context) -> None:
    """Without contacts marketing gets nobody (R11); the run says so in one line."""
    rows = {table["table"]: table["rows"] for table in context.tables}
    if rows.get("marketing_contacts") == 0 and context.as_of is not None:
        known = context.read_one("select count(*) from silver.contacts")
        why = (
            "no contact of any customer was delivered: a list with the number of the customer and "
            "an e-mail address or a phone"
            if known == 0
            else "no customer has a usable phone or e-mail; see unreachable_customers"
        )
        context.note(f"the marketing tables are empty: {why}")
