"""The audits (R6): they pass on what the models build, and each fails on the mistake it is for."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from small_shop import SmallShop

from tillhouse.contracts.models import read_models

SHOP = {
    "customers": "customer_id\nada\nbob",
    "contact_points": "customer_id | email | is_contactable\nada | ada@x.org | yes\nbob | - | no",
    "products": "product_id | category_name\nball | toys\nsoap | care",
    "coupon_codes": "customer_id | coupon_code | draw_order\nada | AAAA | 01\nbob | BBBB | 02",
    "reconciliation": """
        source_system | load_id | source_file | entity      | rows_read | rows_loaded | rows_quarantined | rows_superseded | rows_identical_dropped | amount_read | amount_loaded | amount_quarantined | amount_superseded | amount_identical_dropped
        pos           | 1       | a.csv       | order_lines | 8         | 5           | 1                | 1               | 1                      | 57.0050     | 27.0050       | 10                 | 10                | 10
        pos           | 2       | b.csv       | order_lines | 1         | 1           | 0                | 0               | 0                      | 5           | 5             | 0                  | 0                 | 0
    """,
    "order_lines": """
        business_date | order_id | line_number | customer_id | product_id | store_id | employee_id | quantity | unit_price | coupon_code
        2024-01-01    | 1        | 1           | ada         | ball       | 1        | 7           | 1        | 10.0050    | -
        2024-01-01    | 1        | 2           | ada         | soap       | 1        | 7           | 2        | 5          | -
        2024-02-02    | 2        | 1           | bob         | soap       | 1        | 8           | 1        | 7          | -
        2024-02-03    | 3        | 1           | ada         | ball       | 1        | 7           | -1       | 4          | -
        2024-02-03    | 4        | 1           | who         | what       | -        | -           | 1        | 3          | -
        2024-02-03    | 5        | 1           | ada         | ball       | 1        | 7           | 1        | 6          | AAAA
    """,
    "campaign_issues": "issued_date\n2024-02-02",
    "campaign_codes": "customer_id | coupon_code | draw_order\nada | AAAA | 01\nbob | BBBB | 02",
    "redeemed_codes": "coupon_code | customer_id\nAAAA | ada",
    "returns": """
        return_id | order_id | product_id | returned_date | quantity | amount
        r1        | 1        | soap       | 2024-02-03    | 1        | -
        r2        | 2        | soap       | 2024-02-04    | 1        | 3
    """,
    "payments": "payment_id | order_id | paid_date | amount | payment_method\np1 | 1 | 2024-01-01 | 20.0050 | card\np2 | - | 2024-02-03 | 1 | cash",
    "inventory": "store_id | product_id | stock_date | quantity\n1 | ball | 2024-02-01 | 5\n1 | soap | 2024-02-01 | 2",
    "purchase_receipts": "receipt_id | product_id | vendor_id | received_quantity | rejected_quantity\n1 | ball | v | 5 | 2",
    "support_tickets": """
        ticket_id | customer_id | created_at          | resolved_at         | issue_type
        1         | ada         | 2024-01-02 10:00:00 | 2024-01-03 10:00:00 | refund
        2         | ada         | 2024-01-05 10:00:00 | -                   | refund
    """,
    "web_sessions": """
        session_id | customer_id | started_at          | page_views | duration_minutes
        1          | ada         | 2024-01-01 10:00:00 | 3          | 1.5
        2          | ada         | 2024-01-02 10:00:00 | 4          | 2
    """,
}  # fmt: skip
PLAN = {"name": "all", "valid_from": date(2024, 1, 1), "rates": [0.01], "clawback_days": 90}
Rows = list[dict[str, Any]]


def changed(**values: Any) -> Callable[[Rows], Rows]:
    return lambda rows: [{**row, **values} for row in rows]


def without(**values: Any) -> Callable[[Rows], Rows]:
    return lambda rows: [row for row in rows if not values.items() <= row.items()]


# What is wrong: the table that is spoilt, how, and the published table that an audit must stop.
MISTAKES: dict[str, tuple[str, Callable[[Rows], Rows], str]] = {
    "a line lost in one dimension": (
        "period_sales", without(member_key="care"), "sales_by_period"),
    "an amount rounded twice": (
        "sales_by_period", changed(net_amount=Decimal("0.01")), "sales_by_period"),
    "a place lost": (
        "period_sales", without(dimension="store", member_key="unknown"), "sales_performance"),
    "a factor that does not multiply back": (
        "sales_performance", changed(units_per_order=Decimal("9.000000")), "sales_performance"),
    "the best product left out": (
        "top_products", without(sales_rank=1), "top_products"),
    "ranks of the best that begin at 2": (
        "top_products", changed(sales_rank=2), "top_products"),
    "units of a product lost": (
        "product_demand", without(member_key="pos:soap"), "product_demand"),
    "returns counted twice": (
        "product_demand", lambda rows: [{**row, "return_count": row["return_count"] * 2} for row in rows], "product_demand"),
    "a rate of few units ranked": (
        "product_demand", changed(return_rank=1), "product_demand"),
    "a store's stock forgotten": (
        "product_stock_cover", lambda rows: rows[:-1], "product_stock_cover"),
    "a vendor's rejections forgotten": (
        "vendor_rejections", changed(rejected_unit_count=Decimal(0)), "vendor_rejections"),
    "totals repeated per address": (
        "customer_data_mart", lambda rows: rows + rows, "customer_data_mart"),
    "unreachable customers forgotten": (
        "unreachable_customers", lambda _: [], "unreachable_customers"),
    "a category lost": (
        "marketing_customer_categories", without(category_name="care"), "marketing_customer_categories"),
    "a contact without a channel": (
        "marketing_contacts", changed(email=None), "marketing_contacts"),
    "a salesperson lost": (
        "sales_team_data_mart", without(sales_person_id="unknown"), "sales_team_data_mart"),
    "an incentive without its lines": (
        "sales_team_incentive_lines", without(line_number=1), "sales_team_incentive_lines"),
    "a store lost": (
        "store_performance", without(store_id="unknown"), "store_performance"),
    "a store's returns taken off twice": (
        "store_performance", changed(net_amount=Decimal("0.01")), "store_performance"),
    "customers of a tier lost": (
        "store_tier_mix", without(tier="gold"), "store_tier_mix"),
    "a ranking that lost somebody": (
        "staff_ranking", without(sales_person_id="8"), "staff_ranking"),
    "ranks that begin at 2": (
        "staff_ranking", changed(store_rank=2), "staff_ranking"),
    "an incentive earned twice": (
        "incentive_history", lambda rows: rows + rows, "incentive_history"),
    "a plan beyond its last month": (
        "incentive_history", changed(plan_valid_to_date=date(2023, 1, 31)), "incentive_history"),
    "a clawback of more than was earned": (
        "incentive_clawbacks", changed(clawback=Decimal("99.00")), "incentive_clawbacks"),
    "an incentive that is not paid out": (
        "incentive_payouts", changed(paid=Decimal("0.00")), "incentive_payouts"),
    "a salesperson who pays back": (
        "incentive_payouts", changed(paid=Decimal("-1.00")), "incentive_payouts"),
    "a campaign over its budget": (
        "coupon_offers", changed(expected_cost_amount=Decimal("10000.01")), "coupon_offers"),
    "a coupon forgotten": (
        "coupon_redemptions", lambda _: [], "coupon_redemptions"),
    "somebody else's coupon counted": (
        "coupon_redemptions", changed(offered_customer_key="pos:who"), "coupon_redemptions"),
    "offers forgotten": (
        "campaign_results", changed(offered_count=0), "campaign_results"),
    "a campaign that was over its budget": (
        "campaign_results", changed(expected_cost_amount=Decimal("10000.01")), "campaign_results"),
    "a code for the control group": (
        "coupon_offers", changed(offer_group="control"), "coupon_offers"),
    "a line doubled by a join": (
        "fact_sales", lambda rows: rows + rows[:1], "fact_sales"),
    "a sale of an unknown store left out": (
        "fact_sales", without(store_key="unknown"), "fact_sales"),
    "a charge repeated on every line": (
        "fact_sales", changed(tax_amount=Decimal(1)), "fact_sales"),
    "a way of paying lost": (
        "payments_by_method", without(payment_method="cash"), "payments_by_method"),
    "an order that counts once for each payment": (
        "order_payments", changed(order_net_amount=Decimal(20)), "payments_by_method"),
    "the records of returns forgotten in the sales": (
        "fact_sales", without(order_code=None), "fact_sales"),
    "money given back that is told and lost": (
        "fact_returns", changed(amount_basis="usual"), "fact_returns"),
    "purchases counted like orders": (
        "sales_by_period", lambda rows: [{**row, "purchase_count": row["order_count"]} for row in rows], "sales_by_period"),
    "purchases of a store counted like orders": (
        "store_performance", lambda rows: [{**row, "purchase_count": row["order_count"]} for row in rows], "store_performance"),
    "a return counted as a sale": (
        "fact_returns", lambda _: [], "fact_returns"),
    "a customer who is in no dimension": (
        "dim_customer", without(is_known=True), "fact_sales"),
    "a version that never ends": (
        "dim_product", changed(is_current=False), "dim_product"),
    "tickets multiplied by visits": (
        "customer_360", lambda rows: [{**row, "ticket_count": row["ticket_count"] * 2} for row in rows], "customer_360"),
    "a customer who was left out": (
        "customer_360", without(customer_id="bob"), "customer_360"),
    "an open ticket that took no time": (
        "support_patterns", changed(resolved_count=2), "support_patterns"),
    "a visit left out of the story": (
        "customer_timeline", without(event_type="web visit"), "customer_timeline"),
    "a story in another order": (
        "customer_timeline", lambda rows: [{**row, "event_number": 100 - row["event_number"]} for row in rows], "customer_timeline"),
    "a promised value that is NULL": (
        "infrequent_buyers", changed(days_since_purchase=None), "infrequent_buyers"),
    "a customer lost": (
        "customer_analysis", without(tier="bronze"), "customer_analysis"),
    "a customer's value rounded twice": (
        "customer_analysis", changed(lifetime_value_amount=Decimal("0.01")), "customer_analysis"),
    "a customer without scores": (
        "rfm_scores", lambda rows: rows[:1], "rfm_scores"),
    "scores by place in a sorted list": (
        "rfm_scores", changed(frequency_score=5), "rfm_scores"),
    "customers who moved to nowhere": (
        "rfm_movements", lambda rows: rows[:1], "rfm_movements"),
    "a region lost": (
        "customer_regions", lambda _: [], "customer_regions"),
    "a region's customers counted twice": (
        "customer_regions", changed(customer_count=4), "customer_regions"),
    "the best customer forgotten": (
        "top_customers", lambda _: [], "top_customers"),
    "a cohort lost": (
        "customer_cohorts", without(cohort_month=date(2024, 1, 1)), "customer_cohorts"),
    "a month of a cohort lost": (
        "cohort_retention", without(months_since=1), "cohort_retention"),
    "a cohort's spend counted twice": (
        "cohort_values", changed(net_amount=Decimal("22.01")), "cohort_values"),
    "customers who are new and old at once": (
        "new_and_returning_customers", changed(new_customer_count=2), "new_and_returning_customers"),
    "a period without its customers": (
        "new_and_returning_customers", without(period_type="year"), "new_and_returning_customers"),
    "gaps lost": (
        "purchase_gap_statistics", without(gap_group="1"), "purchase_gap_statistics"),
}  # fmt: skip


@pytest.fixture
def audited(shop: SmallShop) -> SmallShop:
    shop.as_of = date(2024, 5, 31)
    shop.given(**SHOP)
    shop.plan(**PLAN)
    shop.build("audits")
    return shop


def verdicts(shop: SmallShop) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in shop.built("audits"):
        found.setdefault(row["verdict"], set()).add(row["guards"])
    return found


def test_what_the_models_build_passes_every_audit(audited: SmallShop) -> None:
    assert [row for row in audited.built("audits") if row["verdict"] != "pass"] == []
    guarded = {row["guards"] for row in audited.built("audits")}
    assert guarded - {"*"} == {doc.name for doc in read_models() if doc.audience}


@pytest.mark.long
def test_each_mistake_fails_an_audit_of_the_table_it_spoils(audited: SmallShop) -> None:
    unnoticed = []
    mended = "audits"
    for mistake, (table, spoil, guarded) in MISTAKES.items():
        right = audited.engine.read(f"select * from gold.{table}").read_all()
        wrong = pa.Table.from_pylist(spoil(right.to_pylist()), schema=right.schema)
        assert wrong != right, mistake
        audited.engine.write("gold", table, wrong)
        audited.run(*(f"{name}+1,path:models/checks" for name in (mended, table)), "audits")
        mended = table
        if guarded not in verdicts(audited).get("fail", set()):
            unnoticed.append(mistake)
        audited.engine.write("gold", table, right)
    assert unnoticed == []


def test_a_delivery_that_does_not_tie_fails_though_the_sum_does(shop: SmallShop) -> None:
    """One row too few here and one too many there add up to what was read."""
    shop.given(**SHOP)
    first, second = shop.rows["reconciliation"]
    first["rows_loaded"], second["rows_loaded"] = "4", "2"
    shop.expect("audit_reconciliation", """
        audit                      | scope           | expected | found | verdict | guards
        every delivery ties: rows         | pos order_lines | 9       | 9       | fail | *
        every delivery ties: amount       | pos order_lines | 62.0050 | 62.0050 | pass | *
        every loaded line is there: rows  | pos             | 6.0000  | 6.0000  | pass | *
        every loaded line is there: amount | pos            | 32.0050 | 32.0050 | pass | *
        net is gross less discount        | order lines     | 0       | 0       | pass | *
    """)  # fmt: skip


def test_a_line_that_vanishes_after_it_was_loaded_fails(shop: SmallShop) -> None:
    """Between the step that builds silver and the one that builds the marts."""
    shop.given(**SHOP)
    shop.rows["order_lines"].pop()
    shop.expect("audit_reconciliation", """
        audit                             | scope           | expected | found   | verdict | guards
        every delivery ties: rows         | pos order_lines | 9        | 9       | pass    | *
        every delivery ties: amount       | pos order_lines | 62.0050  | 62.0050 | pass    | *
        every loaded line is there: rows  | pos             | 6.0000   | 5.0000  | fail    | *
        every loaded line is there: amount | pos            | 32.0050  | 26.0050 | fail    | *
        net is gross less discount        | order lines     | 0        | 0       | pass    | *
    """)  # fmt: skip


def test_a_line_is_there_with_what_was_delivered_also_where_tax_was_in_its_price(
    shop: SmallShop,
) -> None:
    shop.given(**SHOP)
    line = shop.rows["order_lines"][0]
    line["gross_amount"], line["delivered_amount"] = "8.3375", "10.0050"
    shop.expect("audit_reconciliation", """
        audit                              | scope | expected | found   | verdict
        every loaded line is there: rows   | pos   | 6.0000   | 6.0000  | pass
        every loaded line is there: amount | pos   | 32.0050  | 32.0050 | pass
    """, where="audit like 'every loaded line%'")  # fmt: skip


def test_an_audit_of_rows_names_the_order_the_file_and_the_row(shop: SmallShop) -> None:
    """And of keys that lead to a person nothing: they are customers' (R24)."""
    shop.given(**SHOP)
    for number, line in enumerate(shop.rows["order_lines"], start=1):
        line.update(_source_file="delivery.csv", _source_row=str(number))
    shop.build("audits")
    for table, spoil in {
        "fact_sales": lambda rows: [
            {
                **row,
                "net_amount": None if row["_order_line_key"] == "pos:2:1" else row["net_amount"],
            }
            for row in rows
        ],
        "store_tier_mix": lambda rows: rows + rows[:1],
        "customer_360": lambda rows: rows + rows[:1],
    }.items():
        right = shop.engine.read(f"select * from gold.{table}").read_all()
        wrong = pa.Table.from_pylist(spoil(right.to_pylist()), schema=right.schema)
        shop.engine.write("gold", table, wrong)
    shop.run("audit_keys", "audit_not_null", "audits")
    failed = {
        (row["audit"], row["guards"]): row["examples"]
        for row in shop.built("audits")
        if row["verdict"] == "fail"
    }
    line = failed["promised values are there", "fact_sales"]
    assert line == "order 2, delivery.csv, row 3: no net_amount"
    assert "store_id" in failed["one row per key", "store_tier_mix"]
    assert "ada" not in str(failed)


def test_a_delivery_that_does_not_tie_is_named(shop: SmallShop) -> None:
    shop.given(**SHOP)
    shop.rows["reconciliation"][1]["rows_loaded"] = "2"
    shop.build("audit_reconciliation")
    told = {row["audit"]: row["examples"] for row in shop.built("audit_reconciliation")}
    assert told["every delivery ties: rows"] == "the delivery b.csv"
    assert told["every delivery ties: amount"] is None


def test_an_empty_shop_passes_every_audit(shop: SmallShop) -> None:
    shop.build("audits")
    assert [row for row in shop.built("audits") if row["verdict"] != "pass"] == []


@pytest.mark.parametrize(("customer", "found", "verdict"), [("ada", 1, "pass"), ("1", 2, "warn")])
def test_ids_that_match_nobody_are_counted_and_most_of_them_warn(
    shop: SmallShop, customer: str, found: int, verdict: str
) -> None:
    """R15: only against a list that the source brings; tills without a list of stores are fine."""
    shop.given(customers="customer_id\nada", order_lines=f"""
        business_date | order_id | line_number | customer_id | store_id | quantity
        2024-01-01    | 1        | 1           | ada         | 1        | 1
        2024-01-01    | 2        | 1           | {customer}  | 1        | 1
        2024-01-01    | 3        | 1           | 2           | 1        | 1
        2024-01-01    | 4        | 1           | -           | 1        | 1
    """)  # fmt: skip
    shop.expect("audit_known_ids", f"""
        audit                                    | scope | expected  | found   | verdict   | guards
        order lines whose customer is in no list | pos   | at most 1 | {found} | {verdict} | *
    """)  # fmt: skip
