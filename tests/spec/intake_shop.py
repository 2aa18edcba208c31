"""Delivered rows of one source, from which a spec has intake decide what becomes of each.

A spec draws rows as a staging model gives them: text, with what it says of slices and versions.
They lie where the staging models of a packaged kind would, and intake is built from them.
"""

from __future__ import annotations

from typing import Any

from ascii_tables import Row, draw_table, read_header, read_table
from small_shop import arrow_table

from tillhouse.engines.base import Engine, ModelRun

KIND = "segmentation"  # any kind that has a staging model for each of these
ENTITIES = ("orders", "order_lines")
USUAL: dict[str, Row] = {
    "orders": {"source_system": "till", "business_date": "2024-05-01"},
    "order_lines": {"source_system": "till", "line_number": "1", "quantity": "1",
                    "unit_price": "10", "business_date": "2024-05-01"},
}  # fmt: skip


class IntakeShop:
    """`deliver` draws the rows of one load, `expect` compares what intake made of them."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.rows: dict[str, list[Row]] = {name: [] for name in ENTITIES}
        self.answers: dict[str, dict[str, str]] = {}

    def deliver(self, load: str, **tables: str) -> None:
        """Rows of one load; a column left out gets its usual value, the slice is the order."""
        for name, text in tables.items():
            for number, row in enumerate(read_table(text), start=2):
                usual = {**USUAL[name], "_load_id": load, "_source_file": f"{load}.csv"}
                row = {**usual, "_source_row": str(number), **row}
                row.setdefault("_slice", row["order_id"])
                self.rows[name].append(row)

    def expect(self, entity: str, drawn: str) -> None:
        """Build intake and compare the drawn columns of one of its tables."""
        columns = read_header(drawn)
        assert draw_table(columns, self.rows_of(entity)) == draw_table(columns, read_table(drawn))

    def rows_of(self, entity: str, where: str = "true") -> list[dict[str, Any]]:
        """The rows of an entity with their fates, in no order."""
        self._build()
        found = self.engine.read(f"select * from intake.intake_{entity} where {where}")
        return found.read_all().to_pylist()

    def _build(self) -> None:
        for name, rows in self.rows.items():
            columns = {column: "varchar" for row in rows for column in row} or {
                "order_id": "varchar"
            }
            columns |= {
                "source_system": "varchar",
                "_load_id": "varchar",
                "_source_file": "varchar",
            }
            columns |= {"_source_row": "bigint"}
            self.engine.write("staging", f"stg_{KIND}__{name}", arrow_table(rows, columns))
        variables = {
            "kinds": [], "answers": self.answers, "as_of": None, "incentive_plans": [],
            "shop": {"currency": "EUR", "time_zone": "UTC", "country": "DE", "name": "small"},
            "staging_models": {name: [f"stg_{KIND}__{name}"] for name in ENTITIES},
        }  # fmt: skip
        models = tuple(f"intake_{name}" for name in ENTITIES)
        self.engine.run_models(ModelRun(models, variables))
