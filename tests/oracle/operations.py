"""What operations reads: sales and incentives of salespeople, and the lines behind them. R20"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set
from datetime import date
from decimal import Decimal
from typing import Any

from tests.oracle.compare import Rows
from tests.oracle.plans import Plan, plan_of
from tests.oracle.shop import UNKNOWN, CleanShop, Line, half_up, ratio
from tests.oracle.stores import store_name

MART_KEY = ("source_system", "store_id", "sales_person_id", "sales_month", "currency_code")
LINE_KEY = ("source_system", "order_id", "line_number", "return_id")
PAYOUT_KEY = ("source_system", "sales_person_id", "sales_month", "currency_code")
NOTHING_PAID: dict[str, Any] = {
    "store_count": 0,
    "clawback": Decimal(0),
    "carried_forward": Decimal(0),
    "total_sales": Decimal(0),
    "returns_apart_amount": Decimal(0),
    "incentive": Decimal(0),
}
Person = tuple[str, str, str, date, str]


def sales_team_data_mart(
    shop: CleanShop, as_of: date | None = None, plans: tuple[Plan, ...] = ()
) -> Rows:
    """One row per store, salesperson, month and currency."""
    totals = totals_of(shop, as_of)
    rows: Rows = {}
    for person, total in totals.items():
        plan = plan_for(plans, person)
        rank = rank_of(person, totals, set() if plan.ranks_managers else shop.managers)
        rows[person] = {
            "full_name": shop.employees.get(f"{person[0]}:{person[2]}", UNKNOWN),
            "total_sales": half_up(total),
            "returns_apart_amount": Decimal(0),  # none of these plans has a clawback
            "sales_rank": rank,
            "incentive": plan.incentive(total, rank),
        }
    return rows


def totals_of(shop: CleanShop, as_of: date | None) -> dict[Person, Decimal]:
    totals: dict[Person, Decimal] = defaultdict(Decimal)
    for line in shop.as_of(as_of)[1]:
        totals[person_of(line)] += line.net
    return totals


def plan_for(plans: tuple[Plan, ...], person: Person) -> Plan:
    return plan_of(plans, f"{person[0]}:{person[1]}", person[3])


def person_of(line: Line) -> Person:
    store, employee = line.store_id or UNKNOWN, line.employee_id or UNKNOWN
    return line.source, store, employee, line.month, line.currency


def rank_of(person: Person, totals: dict[Person, Decimal], unranked: Set[str]) -> int | None:
    """1 + those of the same store, month and currency who sold more; ties share a rank."""
    source, store, employee, month, currency = person
    if UNKNOWN in (store, employee) or f"{source}:{employee}" in unranked:
        return None
    rivals = (
        total
        for (source_, store_, employee_, month_, currency_), total in totals.items()
        if (source_, store_, month_, currency_) == (source, store, month, currency)
        and employee_ != UNKNOWN
        and f"{source_}:{employee_}" not in unranked
    )
    return 1 + sum(total > totals[person] for total in rivals)


def sales_team_incentive_lines(
    shop: CleanShop, as_of: date | None = None, plans: tuple[Plan, ...] = ()
) -> Rows:
    """One row per order line, sold or returned, behind an incentive that is paid."""
    mart = sales_team_data_mart(shop, as_of, plans)
    so_far: dict[Person, Decimal] = defaultdict(Decimal)
    rows: Rows = {}
    for line in sorted(shop.as_of(as_of)[1], key=lambda it: (it.day, it.order_id, it.line_number)):
        person = person_of(line)
        if mart[person]["incentive"] > 0:
            rows[line.source, line.order_id, line.line_number, line.return_id or "none"] = {
                "store_id": person[1],
                "sales_person_id": person[2],
                "sales_month": person[3],
                "currency_code": person[4],
                **behind(shop, line, mart[person]),
                **earned(plan_for(plans, person), line, mart[person], so_far[person]),
            }
            so_far[person] += line.net
    return rows


def behind(shop: CleanShop, line: Line, month: dict[str, Any]) -> dict[str, Any]:
    return {
        "business_date": line.day,
        "product_name": shop.product(line)[1],
        "net_amount": line.net,
        "incentive": month["incentive"],
        "total_sales": month["total_sales"],
    }


def earned(plan: Plan, line: Line, month: dict[str, Any], before: Decimal) -> dict[str, Any]:
    """What the line adds to what the sales of the month before it have earned."""
    rate = plan.rate(month["sales_rank"])
    slabs = plan.slab_amount(before + line.net) - plan.slab_amount(before)
    return {
        "plan_name": plan.name,
        "incentive_rate": rate,
        "line_incentive": line.net * rate + slabs,
    }


def incentive_history(shop: CleanShop, as_of: date | None, plans: tuple[Plan, ...]) -> Rows:
    """One row per store, salesperson, month and currency; the sample shop has no return records."""
    totals, mart = totals_of(shop, as_of), sales_team_data_mart(shop, as_of, plans)
    rows: Rows = {}
    for person, row in mart.items():
        plan = plan_for(plans, person)
        is_paid = row["sales_rank"] is not None and totals[person] >= plan.minimum
        rows[person] = {
            **row,
            "plan_name": plan.name,
            "plan_valid_from_date": plan.first,
            "plan_valid_to_date": plan.last,
            "rank_rate": plan.rate(row["sales_rank"]) if is_paid else Decimal(0),
            "slab_incentive": half_up(plan.slab_amount(totals[person]) if is_paid else Decimal(0)),
            "clawback": Decimal(0),
        }
    return rows


def incentive_payouts(shop: CleanShop, as_of: date | None, plans: tuple[Plan, ...]) -> Rows:
    """One row per salesperson, month and currency: without clawbacks all that is earned is paid."""
    rows: Rows = {}
    paid: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    months = sorted(sales_team_data_mart(shop, as_of, plans).items(), key=lambda item: item[0][3])
    for (source, _, employee, month, currency), row in months:
        if employee != UNKNOWN:
            key = source, employee, month, currency
            there = rows.setdefault(key, {**NOTHING_PAID, "full_name": row["full_name"]})
            paid[source, employee, currency] += row["incentive"]
            there["store_count"] += 1
            there["total_sales"] += row["total_sales"]
            there["incentive"] += row["incentive"]
            there["paid"] = there["incentive"]
            there["paid_so_far"] = paid[source, employee, currency]
    return rows


def staff_ranking(shop: CleanShop, as_of: date | None = None) -> Rows:
    """One row per store, salesperson, month and currency."""
    totals = totals_of(shop, as_of)
    over_all: dict[tuple[str, str, date, str], Decimal] = defaultdict(Decimal)
    of_store: dict[tuple[str, str, date, str], Decimal] = defaultdict(Decimal)
    for (source, store, employee, month, currency), total in totals.items():
        over_all[source, employee, month, currency] += total
        of_store[source, store, month, currency] += total
    rows: Rows = {}
    for person, total in totals.items():
        source, store, employee, month, currency = person
        mine = over_all[source, employee, month, currency]
        rivals = [
            amount
            for (_, other, month_, currency_), amount in over_all.items()
            if other != UNKNOWN and (month_, currency_) == (month, currency)
        ]
        rows[person] = {
            "store_name": store_name(shop, (source, store)),
            "full_name": shop.employees.get(f"{source}:{employee}", UNKNOWN),
            "is_manager": f"{source}:{employee}" in shop.managers,
            "total_sales": half_up(total),
            "store_share": ratio(total, of_store[source, store, month, currency]),
            "store_rank": rank_of(person, totals, set()),
            "all_stores_sales": half_up(mine),
            "overall_rank": None if employee == UNKNOWN else 1 + sum(a > mine for a in rivals),
        }
    return rows
