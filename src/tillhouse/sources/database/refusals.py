"""Which tables of a database cannot be taken, and which are taken again. Each is told once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from tillhouse.lake.bronze import Bronze
from tillhouse.lake.refused import RefusedFile
from tillhouse.sources.database.catalog import NotThere, relation_name
from tillhouse.sources.drift import Watch, looks_renamed
from tillhouse.sources.report import IngestReport
from tillhouse.sources.spec import SourceSpec
from tillhouse.sources.table import TableSpec


class Refusals:
    """The refusals of one run, held against those that stood before it.

    They are added to the report; `loaded` names the tables of which something came before.
    """

    def __init__(
        self,
        spec: SourceSpec,
        bronze: Bronze,
        report: IngestReport,
        watch: Watch,
        loaded: Collection[str],
    ) -> None:
        self.spec, self.bronze, self.report = spec, bronze, report
        self.watch, self.loaded = watch, loaded
        self.before = {entry.file: entry for entry in bronze.refused.entries(report.source)}

    def add_missing(self, table: TableSpec, missing: NotThere) -> None:
        """Refuse a table that the database has not, or not with the columns that it needs."""
        reason, remedy = self._told_of(table, missing)
        code = "missing_columns" if missing.missing else "gone"
        self.add(table, reason, remedy, code=code, columns=missing.missing)

    def add(
        self,
        table: TableSpec,
        reason: str,
        remedy: str = "",
        *,
        code: str,
        columns: tuple[str, ...] = (),
    ) -> None:
        """Refused now or, where that was told before, still."""
        refused = RefusedFile(
            source=self.report.source,
            table=table.name,
            file=relation_name(table),
            reason=reason,
            remedy=remedy or "Correct the table, or what source.toml says of it.",
            refused_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            spec=self.spec.fingerprint,
            code=code,
            columns=columns,
        )
        known = self.before.get(refused.file)
        if known and (known.reason, known.spec) == (refused.reason, refused.spec):
            self.report.still_refused.append(known)
        else:
            self.report.refused.append(refused)

    def save(self) -> None:
        """Write down what is refused now; what was and is taken now is refused no more."""
        for refused in self.report.refused:
            self.bronze.refused.note(refused)
        now = {it.file for it in (*self.report.refused, *self.report.still_refused)}
        for table in self.spec.tables:
            name = relation_name(table)
            if name not in now and self.bronze.refused.settle(self.report.source, name):
                self.watch.lines.append(f"{name}: is taken again")

    def _told_of(self, table: TableSpec, missing: NotThere) -> tuple[str, str]:
        """Why a table cannot be taken, and whether it could be before."""
        reason, remedy = missing.args
        if missing.shape is not None:
            before = self.watch.before(table.name)
            hint = looks_renamed(before, missing.shape.columns, missing.missing)
            return f"{reason}{hint}", remedy
        if table.name in self.loaded:
            reason = f"it is gone: {reason}; what was loaded of it stays"
        return reason, remedy
