"""The audits (R6): they pass on what the models build, and each fails on the mistake it is for."""

from __future__ import annotations

from datetime import date

import pytest
from small_shop import SmallShop

SHOP = {
    "customers": "customer_id\nada\nbob",
    "contact_points": "customer_id | email | is_contactable\nada | ada@x.org | yes\nbob | - | no",
    "products": "product_id | category_name\nball | toys\nsoap | care",
    "coupon_codes": "customer_id | coupon_code | draw_order\nada | AAAA | 01\nbob | BBBB | 02",
    "reconciliation": """
        source_system | load_id | source_file | entity      | rows_read | rows_loaded | rows_quarantined | rows_superseded | rows_identical_dropped | amount_read | amount_loaded | amount_quarantined | amount_superseded | amount_identical_dropped
        pos           | 1       | a.csv       | order_lines | 9         | 6           | 1                | 1               | 1                      | 90          | 60            | 10                 | 10                | 10
        pos           | 2       | b.csv       | order_lines | 1         | 1           | 0                | 0               | 0                      | 5           | 5             | 0                  | 0                 | 0
    """,
    "order_lines": """
        business_date | order_id | line_number | customer_id | product_id | store_id | employee_id | quantity | unit_price
        2024-01-01    | 1        | 1           | ada         | ball       | 1        | 7           | 1        | 10.0050
        2024-01-01    | 1        | 2           | ada         | soap       | 1        | 7           | 2        | 5
        2024-02-02    | 2        | 1           | bob         | soap       | 1        | 8           | 1        | 7
        2024-02-03    | 3        | 1           | ada         | ball       | 1        | 7           | -1       | 4
        2024-02-03    | 4        | 1           | who         | what       | -        | -           | 1        | 3
        2024-02-03    | 5        | 1           | ada         | ball       | 1        | 7           | 1        | 6
    """,
}  # fmt: skip
MISTAKES = {
    "a line counted twice": (
        "sales_by_period",
        "select * from gold.period_sales union all select * from gold.period_sales where dimension = 'product'",
        "period_sales",
    ),
    "an amount that was rounded twice": (
        "sales_by_period",
        "select * replace (net_amount + 0.01 as net_amount) from gold.sales_by_period",
        "sales_by_period",
    ),
    "totals repeated per address": (
        "customer_data_mart",
        "select * from gold.customer_data_mart union all select * from gold.customer_data_mart",
        "customer_data_mart",
    ),
    "an unreachable customer forgotten": (
        "unreachable_customers",
        "select * from gold.unreachable_customers where false",
        "unreachable_customers",
    ),
    "a category lost": (
        "marketing_customer_categories",
        "select * from gold.marketing_customer_categories where category_name <> 'care'",
        "marketing_customer_categories",
    ),
    "a salesperson lost": (
        "sales_team_data_mart",
        "select * from gold.sales_team_data_mart where sales_person_id <> 'unknown'",
        "sales_team_data_mart",
    ),
    "an incentive without its lines": (
        "sales_team_incentive_lines",
        "select * from gold.sales_team_incentive_lines where line_number = 1",
        "sales_team_incentive_lines",
    ),
    "a campaign over its budget": (
        "coupon_offers",
        "select * replace (cast(10000.01 as decimal(18,2)) as expected_cost_amount) from gold.coupon_offers",
        "coupon_offers",
    ),
    "a code for the control group": (
        "coupon_offers",
        "select * replace ('control' as offer_group) from gold.coupon_offers",
        "coupon_offers",
    ),
    "a promised value that is NULL": (
        "infrequent_buyers",
        "select * replace (cast(null as bigint) as days_since_purchase) from gold.infrequent_buyers",
        "infrequent_buyers",
    ),
}


@pytest.fixture
def audited(shop: SmallShop) -> SmallShop:
    shop.as_of = date(2024, 5, 31)
    shop.given(**SHOP)
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
    assert len(guarded - {"*"}) == 9, "every published table is guarded"


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_fails_an_audit_of_the_table_it_spoils(audited: SmallShop, mistake: str) -> None:
    guards, wrong, table = MISTAKES[mistake]
    if audited.engine.name != "duckdb":
        pytest.xfail("the mistakes are written in DuckDB's words; the audits are the same")
    audited.engine.write("gold", table, audited.engine.read(wrong).read_all())
    audited.run("path:models/checks")
    assert guards in verdicts(audited).get("fail", set())


def test_a_delivery_that_does_not_tie_fails_though_the_sum_does(shop: SmallShop) -> None:
    """One row too few here and one too many there add up to what was read."""
    shop.given(**SHOP)
    first, second = shop.rows["reconciliation"]
    first["rows_loaded"], second["rows_loaded"] = "5", "2"
    shop.expect("audit_reconciliation", """
        audit                      | scope           | expected | found | verdict | guards
        every delivery ties: rows  | pos order_lines | 10       | 10    | fail    | *
        every delivery ties: amount | pos order_lines | 95.0000  | 95.0000 | pass  | *
    """)  # fmt: skip


def test_an_empty_shop_passes_every_audit(shop: SmallShop) -> None:
    shop.build("audits")
    assert [row for row in shop.built("audits") if row["verdict"] != "pass"] == []
