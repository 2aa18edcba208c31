"""The accepted records of a few deliveries, from which a spec builds silver.

A spec gives only what matters to it; it draws what intake has accepted, and the models of silver
are built from that.
"""

from __future__ import annotations

from typing import Any

from ascii_tables import Row, draw_table, read_header, read_table
from small_shop import arrow_table

from tillhouse.config.rules import Rules
from tillhouse.contracts.models import read_models
from tillhouse.engines.base import Engine, ModelRun

WITHOUT = ("reconciliation", "quarantine", "stg_customers", "stg_products", "stg_sales_orders",
           "stg_sales_order_details", "rejections", "account")  # fmt: skip
USUAL: Row = {"source_system": "web", "_fate": "loaded", "_unit": "1", "_load_id": "1",
              "_source_file": "file.csv"}  # fmt: skip
DEFAULTS: dict[str, Row] = {
    "order_lines": {"line_number": "1", "quantity": "1", "unit_price": "10",
                    "business_date": "2024-05-01"},
    "orders": {"business_date": "2024-05-01"},
    "returns": {"returned_date": "2024-05-01", "quantity": "1"},
}  # fmt: skip


class SilverShop:
    """One engine, filled anew for each spec: `given` draws records, `expect` compares a table."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.shapes = {
            doc.name.removeprefix("intake_"): doc.types
            for doc in read_models()
            if doc.layer == "intake"
        }
        self.rows: dict[str, list[Row]] = {name: [] for name in self.shapes}
        self.answers: dict[str, dict[str, str]] = {}
        self.rules = Rules().as_variables()
        self.shop = {"currency": "EUR", "time_zone": "Europe/Berlin", "country": "DE", "name": "s"}
        self.as_of: str | None = None
        self._is_built = False

    def given(self, **tables: str) -> None:
        """Records as intake accepted them; a column left out gets its usual value."""
        for name, text in tables.items():
            start = len(self.rows[name]) + 1
            self.rows[name] += [
                {**USUAL, **DEFAULTS.get(name, {}), "_source_row": str(number), **row}
                for number, row in enumerate(read_table(text), start=start)
            ]

    def rule(self, section: str, **values: Any) -> None:
        """Change settings of the project file."""
        self.rules[section] = {**self.rules[section], **values}

    def answer(self, source: str, answers: dict[str, str]) -> None:
        """Answer questions of a source: key (`status.done`) → answer."""
        self.answers.setdefault(source, {}).update(answers)

    def expect(self, table: str, drawn: str, where: str = "true") -> None:
        """Build silver, and compare the drawn columns of one of its tables."""
        columns = read_header(drawn)
        found = draw_table(columns, self.rows_of(table, where))
        assert found == draw_table(columns, read_table(drawn)), "\n".join(["found:", *found])

    def rows_of(self, table: str, where: str = "true") -> list[dict[str, Any]]:
        """The rows of a table of silver, in no order."""
        if not self._is_built:
            self._build()
        rows = self.engine.read(f"select * from silver.{table} where {where}")
        return rows.read_all().to_pylist()

    def close(self) -> None:
        """Views make room for the tables that other specs draw in their place."""
        execute = getattr(self.engine, "_execute", None) or self.engine.connection.execute  # type: ignore[attr-defined]
        execute("drop view if exists silver.order_lines")

    def _build(self) -> None:
        for name, columns in self.shapes.items():
            self.engine.write("intake", f"intake_{name}", arrow_table(self.rows[name], columns))
        variables = {"kinds": [], "shop": self.shop, "rules": self.rules, "as_of": self.as_of,
                     "answers": self.answers, "incentive_plans": []}  # fmt: skip
        models = [
            doc.name for doc in read_models() if doc.layer == "silver" and doc.name not in WITHOUT
        ]
        self.engine.run_models(ModelRun(tuple(models), variables))
        self._is_built = True
