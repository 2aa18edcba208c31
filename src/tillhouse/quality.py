"""Read what the last run found wrong, from `published/data_quality.duckdb`, without the warehouse.

The file is opened read-only for each question and let go at once, so that a run can swap it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tillhouse.errors import DataError

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]

PLACE = ("source_system", "load_id", "source_file", "source_row", "entity")


@dataclass(frozen=True)
class RejectedFilter:
    """Which rejected rows are asked for; None stands for all."""

    source: str | None = None
    entity: str | None = None
    reason: str | None = None
    columns: tuple[tuple[str, str, str], ...] = ()

    def clause(self) -> tuple[str, list[str]]:
        """The SQL condition on rows of `quarantine`, and its values.

        A reason is looked for in the text, as a code, and among `columns`: (source, entity,
        column) of those whose own name the user may have meant.
        """
        wanted = {"source_system = ?": self.source, "entity = ?": self.entity}
        given = {condition: value for condition, value in wanted.items() if value is not None}
        conditions, values = list(given), list(given.values())
        if self.reason is not None:
            told = ["contains(lower(reason), lower(?))", f"{_among('code = ?')}"]
            told += [_among("source_system = ? and entity = ? and column_name = ?")] * len(
                self.columns
            )
            conditions.append(f"({' or '.join(told)})")
            values += [self.reason, self.reason]
            values += [part for column in self.columns for part in column]
        return " and ".join(conditions) or "true", values


def _among(condition: str) -> str:
    """The rows of which some rejection is so."""
    place = ", ".join(PLACE)
    return f"({place}) in (select ({place}) from rejections where {condition})"


class DataQuality:
    """The data-quality tables of one project. `exists` is false until a run has published them."""

    def __init__(self, publish_path: Path) -> None:
        self.file = publish_path / "data_quality.duckdb"

    @property
    def exists(self) -> bool:
        """Whether a run has written the file."""
        return self.file.exists()

    def rejected_by_reason(self, wanted: RejectedFilter) -> list[Row]:
        """One row per source_system, entity, column_name and code: row_count, amount, example.

        A row with two things wrong counts twice. A source's own sentences are told apart.
        """
        condition, values = wanted.clause()
        place = ", ".join(PLACE)
        return self._read(
            f"with rows as (select {place}, sum(amount) as amount from quarantine "
            f"where {condition} group by all) "
            "select source_system, entity, column_name, code, count(*) as row_count, "
            "sum(amount) as amount, min(value) as example "
            f"from rejections inner join rows using ({place}) group by source_system, entity, "
            "column_name, code, case when code = 'source_problem' then value end "
            "order by row_count desc, source_system, entity, column_name, code",
            values,
        )

    def problems_of(self, rows: list[Row]) -> dict[tuple[Any, ...], list[Row]]:
        """(source, load, file, row, entity) → what is wrong there: column_name, code, value."""
        found: dict[tuple[Any, ...], list[Row]] = {}
        if not rows:
            return found
        loads = sorted({row["load_id"] for row in rows})
        listed = ", ".join("?" * len(loads))
        for it in self._read(
            f"select * from rejections where load_id in ({listed}) order by all", loads
        ):
            found.setdefault(tuple(it[name] for name in PLACE), []).append(it)
        return found

    def rejected(self, wanted: RejectedFilter, limit: int | None = None) -> list[Row]:
        """Rejected rows with reason, file and row, in the order of delivery."""
        condition, values = wanted.clause()
        return self._read(
            f"select * from quarantine where {condition} order by source_system, load_id,"
            " source_file, source_row, entity, reason" + (f" limit {limit}" if limit else ""),
            values,
        )

    def count_rejected(self, wanted: RejectedFilter) -> int:
        """How many rejected rows there are of that kind."""
        condition, values = wanted.clause()
        return int(
            self._read(f"select count(*) as n from quarantine where {condition}", values)[0]["n"]
        )

    def rejected_per_source(self) -> list[Row]:
        """One row per source_system and entity: row_count."""
        return self._read(
            "select source_system, entity, count(*) as row_count from quarantine"
            " group by all order by all",
            [],
        )

    def account(self) -> list[Row]:
        """What became of every delivered row; none of a release of before there was an account."""
        return self._all_of("account")

    def unused_columns(self) -> list[Row]:
        """Tables and columns in the lake that nothing uses, as of the last run."""
        return self._all_of("unused_columns")

    def _all_of(self, table: str) -> list[Row]:
        """The rows of a table that an older release may not have."""
        there = "select 1 as there from information_schema.tables where table_name = ?"
        is_there = self._read(there, [table])
        return self._read(f"select * from {table} order by all", []) if is_there else []

    def loaded_sources(self) -> list[str]:
        """The sources of which rows were loaded."""
        query = "select distinct source_system from reconciliation where rows_loaded > 0 order by 1"
        return [row["source_system"] for row in self._read(query, [])]

    def audits_not_passed(self) -> list[Row]:
        """The audits of the last run that failed or warn, failures first."""
        return self._read(
            "select * from audits where verdict <> 'pass' order by verdict, audit, scope", []
        )

    def _read(self, query: str, values: list[Any]) -> list[Row]:
        with self._opened() as database:
            cursor = database.execute(query, values)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    @contextmanager
    def _opened(self) -> Iterator[duckdb.DuckDBPyConnection]:
        import duckdb

        quiet: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        try:
            # The real path: the name may be a link that a run swaps while this reads.
            with duckdb.connect(str(self.file.resolve()), read_only=True, config=quiet) as database:
                yield database
        except duckdb.Error as error:
            raise DataError(
                f"The data-quality tables cannot be read: {str(error).splitlines()[0]}",
                where=str(self.file),
                remedy="Run `tillhouse run`, which writes them anew",
            ) from None
