"""What a BI tool reads: facts of sales and returns line by line, under codes. R2, R3, R6, R24"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from tests.oracle.compare import Rows
from tests.oracle.people import country_of
from tests.oracle.shop import OWN_COUNTRY, UNKNOWN, CleanShop, Contact, Line

KEY = ("order_line_code",)
NOTHING = Decimal("0.0000")
MEASURES = ("quantity", "returned_quantity", "gross_amount", "discount_amount", "return_amount",
            "net_amount")  # fmt: skip
Tables = dict[str, list[dict[str, Any]]]


def code(secret: str, kind: str, key: str) -> str:
    """The first 128 bits of HMAC-SHA256 over both words, each with its length before it."""
    if key == UNKNOWN:
        return UNKNOWN
    words = (kind.encode(), key.encode())
    message = b"".join(len(word).to_bytes(8, "big") + word for word in words)
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()[:32]


def fact_sales(shop: CleanShop, as_of: date | None, secret: str) -> Rows:
    """One row per line that has a number of its own in the files."""
    return {
        (line_code(secret, line),): {
            "order_code": code_for_sales(secret, "order", line.order_key),
            "date_day": line.day,
            "customer_code": code(secret, "customer", shop.customer_key(line)),
            "product_key": shop.product(line)[0],
            "store_key": store_of(shop, line),
            "salesperson_code": code(secret, "employee", seller_of(shop, line)),
            "currency_code": line.currency,
            "channel": "store" if line.source == "pos" else "online",
            **dict(zip(MEASURES, measures_of(line), strict=True)),
        }
        for line in shop.as_of(as_of)[1]
        if is_numbered(line)
    }


def code_for_sales(secret: str, kind: str, key: str) -> str:
    """The first 128 bits of HMAC-SHA256 over kind and key, by a key for the audience alone."""
    words = (b"audience", b"sales")
    message = b"".join(len(word).to_bytes(8, "big") + word for word in words)
    own = hmac.new(secret.encode(), message, hashlib.sha256).digest()
    return hmac.new(own, f"{kind} {key}".encode(), hashlib.sha256).hexdigest()[:32]


def line_code(secret: str, line: Line) -> str:
    return code_for_sales(secret, "line", f"{line.order_key}:{line.line_number}")


def is_numbered(line: Line) -> bool:
    """The lines of sales.csv have no order number: those are compared by their sums."""
    return line.source == "pos" or "|" not in line.order_id


def measures_of(line: Line) -> tuple[Decimal, ...]:
    if line.is_return:
        return NOTHING, -line.quantity, NOTHING, NOTHING, -line.net, line.net
    return line.quantity, NOTHING, line.gross, line.discount, NOTHING, line.net


def store_of(shop: CleanShop, line: Line) -> str:
    key = f"{line.source}:{line.store_id}"
    return key if key in shop.stores else UNKNOWN


def seller_of(shop: CleanShop, line: Line) -> str:
    key = f"{line.source}:{line.employee_id}"
    return key if key in shop.employees else UNKNOWN


def with_members(tables: Tables, fact: str) -> list[dict[str, Any]]:
    """The rows of a fact with the customer and product of their versions."""
    customers = {it["customer_version_code"]: it for it in tables["dim_customer"]}
    products = {it["product_version_key"]: it for it in tables["dim_product"]}
    return [
        {
            **row,
            "customer_code": customers[row["customer_version_code"]]["customer_code"],
            "product_key": products[row["product_version_key"]]["product_key"],
        }
        for row in tables[fact]
    ]


def sums_by_day_and_product(shop: CleanShop, as_of: date | None) -> dict[Any, tuple[Decimal, ...]]:
    """Every measure and the number of lines, those of sales.csv too."""
    sums: dict[Any, tuple[Decimal, ...]] = defaultdict(lambda: (Decimal(0),) * 7)
    for line in shop.as_of(as_of)[1]:
        key = line.day, shop.product(line)[0], line.currency
        sums[key] = _add(sums[key], (Decimal(1), *measures_of(line)))
    return dict(sums)


def sums_of_rows(rows: Sequence[dict[str, Any]]) -> dict[Any, tuple[Decimal, ...]]:
    """The same of what was published."""
    sums: dict[Any, tuple[Decimal, ...]] = defaultdict(lambda: (Decimal(0),) * 7)
    for row in rows:
        key = row["date_day"], row["product_key"], row["currency_code"]
        sums[key] = _add(sums[key], (Decimal(1), *(row[name] for name in MEASURES)))
    return dict(sums)


def _add(left: tuple[Decimal, ...], right: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
    return tuple(one + other for one, other in zip(left, right, strict=True))


def territories(
    shop: CleanShop, as_of: date | None, tables: Tables, secret: str
) -> list[tuple[str, str]]:
    """Expected and published place of the lines of a store, or of a customer with one version."""
    versions = Counter(row["customer_code"] for row in tables["dim_customer"])
    rows = {row["order_line_code"]: row for row in with_members(tables, "fact_sales")}
    pairs = []
    for line in filter(is_numbered, shop.as_of(as_of)[1]):
        row = rows[line_code(secret, line)]
        if row["store_key"] != UNKNOWN or versions[row["customer_code"]] == 1:
            pairs.append((_place(shop, line), row["territory_key"]))
    return pairs


def _place(shop: CleanShop, line: Line) -> str:
    if store_of(shop, line) != UNKNOWN:
        return f"{OWN_COUNTRY}//"  # the tills' stores tell no state
    customer = shop.customers.get(f"{line.source}:{line.customer_id}")
    if customer is None:
        return UNKNOWN
    contact = shop.contacts.get(customer.key, Contact())
    return f"{country_of(customer, contact)}/{customer.state_code}/"
