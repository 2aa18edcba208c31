"""A shop small enough to draw: the silver and science tables from which a spec builds gold.

A spec gives only what matters to it. The rest follows: keys from source and id, amounts from
quantity × price, the calendar from the dates, a contactable customer from a customer.
"""

from __future__ import annotations

import hmac
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
from ascii_tables import Row, draw_table, read_header, read_table, typed

from tillhouse.config.incentive_plans import IncentivePlan, plan_variables
from tillhouse.config.rules import Rules
from tillhouse.contracts.models import read_models
from tillhouse.engines.arrow import arrow_schema
from tillhouse.engines.base import Engine, ModelRun
from tillhouse.privacy.pseudonyms import audience_keys, read_secret

SILVER = ("customers", "products", "stores", "employees", "order_lines", "calendar", "as_of",
          "reconciliation", "customers_history", "products_history", "promotions", "orders",
          "order_line_amounts", "returns", "payments", "unloaded_orders", "source_days",
          "order_places", "support_tickets", "web_sessions", "contacts", "inventory",
          "purchase_receipts",
          "account", "open_questions")  # fmt: skip
# What silver works out of them for the marts: built by its own models from what is drawn.
DERIVED = ("named_sales", "usual_prices", "return_records", "sales_and_returns")
SCIENCE = {
    "contact_points": {
        "customer_key": "varchar", "email": "varchar", "phone_e164": "varchar",
        "email_reason": "varchar", "phone_reason": "varchar", "is_email_usable": "boolean",
        "is_phone_usable": "boolean", "is_contactable": "boolean", "unreachable_reason": "varchar",
        "time_zone": "varchar", "time_zone_basis": "varchar", "call_from_local_time": "varchar",
        "call_to_local_time": "varchar", "next_call_from_at": "timestamp",
        "next_call_to_at": "timestamp",
    },
    "customer_clusters": {
        "customer_key": "varchar", "cluster_number": "integer", "cluster_label": "varchar",
    },
    "coupon_codes": {
        "customer_key": "varchar", "campaign_id": "varchar", "coupon_code": "varchar",
        "is_control": "boolean", "draw_order": "varchar",
    },
    "person_codes": {
        "person_key": "varchar", "person_kind": "varchar", "person_code": "varchar",
    },
    "audience_keys": {"audience": "varchar", "inner_pad": "varchar", "outer_pad": "varchar"},
    "redeemed_codes": {
        "coupon_code": "varchar", "campaign_id": "varchar", "customer_key": "varchar",
    },
    "campaign_issues": {"campaign_id": "varchar", "issued_date": "date"},
    "campaign_codes": {
        "customer_key": "varchar", "campaign_id": "varchar", "coupon_code": "varchar",
        "is_control": "boolean", "draw_order": "varchar",
    },
}  # fmt: skip
ENTITIES = {"customers": "customer", "products": "product", "stores": "store",
            "employees": "employee"}  # fmt: skip
# What is kept of each customer and product over time, where a spec does not draw it: one version.
HISTORIES: dict[str, Row] = {
    "customers": {"valid_from_at": "1900-01-01 00:00:00", "valid_to_at": "9999-12-31 00:00:00"},
    "products": {"valid_from_date": "1900-01-01", "valid_to_date": "9999-12-31"},
}
RECORDS = {"promotions": "promotion", "orders": "order"}
RECORDS_OF_SOURCES = ("promotions", "orders", "returns", "payments", "unloaded_orders",
                      "support_tickets", "web_sessions", "inventory",
                      "purchase_receipts")  # fmt: skip
DEFAULTS: dict[str, Row] = {
    "order_lines": {"status": "completed", "currency_code": "USD", "quantity": "1",
                    "unit_price": "10", "discount_amount": "0"},
    "customers": {"customer_type": "person"},
    "products": {"category_name": "toys", "subcategory_name": "unknown"},
    "stores": {"time_zone": "UTC"},
    "orders": {"currency_code": "USD", "status": "completed"},
    "employees": {"is_manager": "no"},
    "contact_points": {"time_zone": "UTC", "time_zone_basis": "shop"},
    "coupon_codes": {"campaign_id": "2024-05", "is_control": "no"},
    "redeemed_codes": {"campaign_id": "2024-05"},
    "campaign_issues": {"campaign_id": "2024-05"},
    "campaign_codes": {"campaign_id": "2024-05", "is_control": "no"},
    "returns": {"source_system": "pos", "quantity": "1"},
    "payments": {"source_system": "pos"},
    "reconciliation": {"rows_held": "0", "amount_held": "0"},
    "open_questions": {"effect": "held", "entity": "order_lines"},
}  # fmt: skip


# Column of a code → the kind of thing that it is a code of.
CODES = {"order_code": "order", "order_line_code": "line", "return_code": "return",
         "ticket_code": "ticket", "session_code": "visit"}  # fmt: skip
SECRET = "a secret for the specs, nothing else"


def code_of(audience: str, kind: str, key: str) -> str:
    """The code of an order, line … as R24 says it, by nothing but the standard library."""
    words = (b"audience", audience.encode())
    message = b"".join(len(word).to_bytes(8, "big") + word for word in words)
    own = hmac.digest(SECRET.encode(), message, "sha256")
    return hmac.new(own, f"{kind} {key}".encode(), "sha256").hexdigest()[:32]


class SmallShop:
    """One engine, filled anew for each spec. `given` draws a table, `expect` compares one."""

    def __init__(self, engine: Engine, shapes: dict[str, dict[str, str]]) -> None:
        self.engine = engine
        self.shapes = shapes
        self.rows: dict[str, list[Row]] = {name: [] for name in shapes}
        self.rules = Rules().as_variables()
        self.incentive_plans: list[dict[str, Any]] = []
        self.currency = "USD"
        self.as_of: date | None = None

    def given(self, **tables: str) -> None:
        """Fill tables with what is drawn; a column left out gets its usual value."""
        for name, text in tables.items():
            self.rows[name] += read_table(text)

    def rule(self, section: str, **values: Any) -> None:
        """Change settings of the project file."""
        self.rules[section] = {**self.rules[section], **values}

    def plan(self, **settings: Any) -> None:
        """Add an incentive plan to the project file."""
        plans = [IncentivePlan(**settings)]
        self.incentive_plans += plan_variables(plans)

    def expect(self, table: str, drawn: str, where: str = "true") -> None:
        """Build one gold or check model, with what it needs, and compare the drawn columns."""
        columns = read_header(drawn)
        wanted = draw_table(columns, read_table(drawn))
        assert draw_table(columns, self.rows_of(table, where)) == wanted

    def rows_of(self, table: str, where: str = "true") -> list[dict[str, Any]]:
        """The rows of a gold or check model, built from the tables as they are given."""
        self.build(table)
        return self.built(table, where)

    def built(self, table: str, where: str = "true") -> list[dict[str, Any]]:
        """The rows of a model that was built before."""
        schema = "checks" if table.startswith("audit") else "gold"
        rows = self.engine.read(f"select * from {schema}.{table} where {where}")
        return list(map(self._decoded, rows.read_all().to_pylist()))

    def _decoded(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row with the key that a code stands for, so that a spec can be read."""
        return {**row, **{it: self._key_of(row[it], CODES[it]) for it in CODES.keys() & row.keys()}}

    def _key_of(self, code: str | None, kind: str) -> str | None:
        if code is None:
            return None
        columns = ("order_key", "order_line_key", "return_id", "ticket_id", "session_id")
        told = {
            str(row[it])
            for rows in self.rows.values()
            for row in rows
            for it in columns
            if it in row
        }
        keys = {f"{start}{key}" for key in told for start in ("", "pos:", "line ", "record pos:")}
        return next((it for it in sorted(keys) if code_of("sales", kind, it) == code), code)

    def build(self, *tables: str) -> None:
        """Fill silver and science, then build the models and those of gold before them."""
        self._complete()
        for name, columns in self.shapes.items():
            schema = "science" if name in SCIENCE else "silver"
            self.engine.write(schema, name, arrow_table(self.rows[name], columns))
        layers = ("gold", "checks")
        self.run(
            *DERIVED, *(f"+{table},path:models/{layer}" for table in tables for layer in layers)
        )

    def run(self, *select: str) -> None:
        """Build a selection of models from whatever is in the warehouse."""
        shop = {"currency": self.currency, "time_zone": "UTC", "country": "US", "name": "small"}
        variables = {
            "kinds": [],
            "shop": shop,
            "rules": self.rules,
            "incentive_plans": self.incentive_plans,
            "as_of": None,
        }
        self.last_run = ModelRun(select, variables)
        self.engine.run_models(self.last_run)

    def _complete(self) -> None:
        for name, rows in self.rows.items():
            self.rows[name] = [{**DEFAULTS.get(name, {}), **row} for row in rows]
        self._number_lines()
        self._add_members()
        for row in self.rows["order_lines"]:
            self._complete_line(row)
        self._add_records()
        self._add_histories()
        self._add_codes()
        self._fill_calendar()
        for row in self.rows["contact_points"]:
            _complete_contact_point(row)

    def _number_lines(self) -> None:
        for number, row in enumerate(self.rows["order_lines"], start=1):
            row.setdefault("source_system", "pos")
            row.setdefault("order_id", f"order {number}")
            row.setdefault("line_number", str(number))

    def _add_members(self) -> None:
        """Each entity has its unknown member, and the keys of what is known."""
        for name, entity in ENTITIES.items():
            for row in self.rows[name]:
                if row.get(f"{entity}_key") == "unknown":
                    continue
                row.setdefault("source_system", "pos")
                row.setdefault(f"{entity}_key", f"{row['source_system']}:{row[f'{entity}_id']}")
                row.setdefault("is_known", "yes")
                row.setdefault(_label(name), row[f"{entity}_id"])
            if not any(row[f"{entity}_key"] == "unknown" for row in self.rows[name]):
                words = {"source_system", f"{entity}_id", f"{entity}_key", _label(name)}
                words |= {"category_name", "subcategory_name"} & set(self.shapes[name])
                unknown: Row = dict.fromkeys(words, "unknown")
                self.rows[name].append({**DEFAULTS.get(name, {}), **unknown, "is_known": "no"})
        keyed = [name for name, columns in SCIENCE.items() if "customer_key" in columns]
        for name in [*keyed, "contacts"]:
            for row in self.rows[name]:
                row.setdefault("customer_key", f"pos:{row.pop('customer_id', None)}")

    def _add_records(self) -> None:
        """What belongs to the tills unless it says otherwise, and has its source in its key."""
        for name in RECORDS_OF_SOURCES:
            for row in self.rows[name]:
                row.setdefault("source_system", "pos")
                if entity := RECORDS.get(name):
                    row.setdefault(f"{entity}_key", f"{row['source_system']}:{row[f'{entity}_id']}")
        for row in self.rows["order_line_amounts"]:
            row.setdefault("order_line_key", f"pos:{row['order_id']}:{row['line_number']}")

    def _add_histories(self) -> None:
        """One version of each known customer and product whose versions are not drawn."""
        for name, always in HISTORIES.items():
            entity, drawn = ENTITIES[name], self.rows[f"{name}_history"]
            for row in drawn:
                row.setdefault("source_system", "pos")
                row.setdefault(f"{entity}_key", f"{row['source_system']}:{row[f'{entity}_id']}")
            seen = {row[f"{entity}_key"] for row in drawn}
            columns = self.shapes[f"{name}_history"]
            for row in self.rows[name]:
                if row["is_known"] == "yes" and row[f"{entity}_key"] not in seen:
                    kept = {column: row[column] for column in columns if column in row}
                    drawn.append({**kept, "version_number": "1", "is_current": "yes", **always})

    def _add_codes(self) -> None:
        """The code of a person, here one that a reader of a spec recognises; the keys of others."""
        self.rows["audience_keys"] = audience_keys(("sales",), read_secret(SECRET)).to_pylist()
        coded = {row["person_key"] for row in self.rows["person_codes"]}
        for name in ("customers", "employees"):
            keys = [row[f"{ENTITIES[name]}_key"] for row in self.rows[name]]
            self.rows["person_codes"] += [
                {"person_key": key, "person_kind": ENTITIES[name], "person_code": f"code {key}"}
                for key in keys
                if key != "unknown" and key not in coded
            ]

    def _complete_line(self, row: Row) -> None:
        source = row["source_system"]
        row.setdefault("order_key", f"{source}:{row['order_id']}")
        row.setdefault("order_line_key", f"{source}:{row['order_id']}:{row['line_number']}")
        for name, entity in ENTITIES.items():
            key = f"{source}:{row.get(f'{entity}_id')}"
            known = {member[f"{entity}_key"] for member in self.rows[name]}
            row.setdefault(f"{entity}_key", key if key in known else "unknown")
        quantity, price = Decimal(row["quantity"] or 0), Decimal(row["unit_price"] or 0)
        row.setdefault("gross_amount", str(quantity * price))
        row.setdefault("delivered_amount", row["gross_amount"])
        net = Decimal(row["gross_amount"] or 0) - Decimal(row["discount_amount"] or 0)
        row.setdefault("net_amount", str(net))
        row.setdefault("is_counted", "yes" if row["status"] == "completed" else "no")
        row.setdefault("is_return", "yes" if quantity < 0 else "no")

    def _fill_calendar(self) -> None:
        told = [("order_lines", "business_date"), ("returns", "returned_date")]
        days = [date.fromisoformat(str(row[day])) for name, day in told for row in self.rows[name]]
        as_of = self.as_of or max(days, default=None)
        self.rows["as_of"] = [{"as_of_date": str(as_of) if as_of else None}]
        self.rows["calendar"] = calendar_rows(min(days), max(days)) if days else []


def silver_shapes() -> dict[str, dict[str, str]]:
    """Column → neutral type of every table that gold reads, from the YAML beside each model."""
    docs = {doc.name: doc.types for doc in read_models() if doc.layer == "silver"}
    return {name: docs[name] for name in SILVER} | SCIENCE


def _label(name: str) -> str:
    return {"products": "product_name", "stores": "store_name"}.get(name, "full_name")


def _complete_contact_point(row: Row) -> None:
    row.setdefault("is_email_usable", "yes" if row.get("email") else "no")
    row.setdefault("is_phone_usable", "yes" if row.get("phone_e164") else "no")
    usable = "yes" in (row["is_email_usable"], row["is_phone_usable"])
    row.setdefault("is_contactable", "yes" if usable else "no")
    row.setdefault("unreachable_reason", None if usable else "missing")


def calendar_rows(first: date, last: date) -> list[Row]:
    """The calendar of whole years, as silver has it."""
    day, rows = date(first.year, 1, 1), list[Row]()
    while day.year <= last.year:
        year, week, weekday = day.isocalendar()
        quarter = (day.month - 1) // 3 + 1
        rows.append({
            "date_day": str(day),
            "week_start_date": str(day - timedelta(days=weekday - 1)),
            "iso_week_label": f"{year}-W{week:02}",
            "month_start_date": str(day.replace(day=1)),
            "month_label": f"{day:%Y-%m}",
            "quarter_start_date": str(date(day.year, 3 * quarter - 2, 1)),
            "quarter_label": f"{day.year}-Q{quarter}",
            "year_start_date": str(date(day.year, 1, 1)),
            "year_label": str(day.year),
        })  # fmt: skip
        day += timedelta(days=1)
    return rows


def arrow_table(rows: list[Row], columns: dict[str, str]) -> pa.Table:
    """Drawn rows in the types of a table."""
    unknown = {name for row in rows for name in row} - set(columns)
    assert not unknown, f"no such column: {sorted(unknown)}"
    values = [{name: typed(row.get(name), kind) for name, kind in columns.items()} for row in rows]
    return pa.Table.from_pylist(values, schema=arrow_schema(columns))
