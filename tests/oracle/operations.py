"""What operations reads: sales and incentives of salespeople, and the lines behind them. R20"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from tests.oracle.compare import Rows
from tests.oracle.shop import UNKNOWN, CleanShop, Line, half_up

MART_KEY = ("source_system", "store_id", "sales_person_id", "sales_month", "currency_code")
LINE_KEY = ("source_system", "order_id", "line_number")
INCENTIVE_RATE = Decimal("0.01")
Person = tuple[str, str, str, date, str]


def sales_team_data_mart(shop: CleanShop, as_of: date | None = None) -> Rows:
    """One row per store, salesperson, month and currency."""
    totals: dict[Person, Decimal] = defaultdict(Decimal)
    for line in shop.as_of(as_of)[1]:
        totals[person_of(line)] += line.net
    rows: Rows = {}
    for person, total in totals.items():
        rank = rank_of(person, totals)
        rows[person] = {
            "full_name": shop.employees.get(f"{person[0]}:{person[2]}", UNKNOWN),
            "total_sales": half_up(total),
            "sales_rank": rank,
            "incentive": half_up(total * INCENTIVE_RATE if rank == 1 and total > 0 else Decimal(0)),
        }
    return rows


def person_of(line: Line) -> Person:
    store, employee = line.store_id or UNKNOWN, line.employee_id or UNKNOWN
    return line.source, store, employee, line.month, line.currency


def rank_of(person: Person, totals: dict[Person, Decimal]) -> int | None:
    """1 + those of the same store, month and currency who sold more; ties share a rank."""
    source, store, employee, month, currency = person
    if UNKNOWN in (store, employee):
        return None
    rivals = (
        total
        for (source_, store_, employee_, month_, currency_), total in totals.items()
        if (source_, store_, month_, currency_) == (source, store, month, currency)
        and employee_ != UNKNOWN
    )
    return 1 + sum(total > totals[person] for total in rivals)


def sales_team_incentive_lines(shop: CleanShop, as_of: date | None = None) -> Rows:
    """One row per order line, sold or returned, behind an incentive that is paid."""
    mart = sales_team_data_mart(shop, as_of)
    rows: Rows = {}
    for line in shop.as_of(as_of)[1]:
        person = person_of(line)
        if mart[person]["incentive"] > 0:
            rows[line.source, line.order_id, line.line_number] = {
                "store_id": person[1],
                "sales_person_id": person[2],
                "sales_month": person[3],
                "currency_code": person[4],
                **behind(shop, line, mart[person]),
            }
    return rows


def behind(shop: CleanShop, line: Line, month: dict[str, Any]) -> dict[str, Any]:
    return {
        "business_date": line.day,
        "product_name": shop.product(line)[1],
        "net_amount": line.net,
        "incentive_rate": INCENTIVE_RATE,
        "incentive": month["incentive"],
        "total_sales": month["total_sales"],
    }
