"""Odd shops: sales of places, demand of products: right or empty, and no promised value is NULL."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

import pytest
from ascii_tables import show
from small_shop import SmallShop

COLUMNS = "business_date | order_id | line_number | customer_id | store_id | product_id | quantity | unit_price"
ONE = "2024-05-06 | 1 | 1 | ada | 1 | ball | 1 | 10"
# What is odd: its lines; net, average order, units sold and units that came back of all; the best products.
SHOPS: dict[str, tuple[list[str], tuple[str, str, int, int], list[str]]] = {
    "one row": ([ONE], ("10.00", "10.00", 1, 0), ["ball"]),
    "one customer": ([ONE, "2024-06-06 | 2 | 1 | ada | 1 | ball | 1 | 5"], ("15.00", "7.50", 2, 0), ["ball"]),
    "all ties": (
        [ONE, "2024-05-06 | 2 | 1 | bob | 2 | kite | 1 | 10"], ("20.00", "10.00", 2, 0), ["ball", "kite"]),
    "all returned": ([ONE, "2024-05-07 | 2 | 1 | ada | 1 | ball | -1 | 10"], ("0.00", "0.00", 1, 1), []),
    "negative totals": (["2024-05-07 | 2 | 1 | ada | 1 | ball | -3 | 10"], ("-30.00", "-30.00", 0, 3), []),
    "no store": (["2024-05-06 | 1 | 1 | ada | - | ball | 1 | 10"], ("10.00", "10.00", 1, 0), ["ball"]),
    "no product": (["2024-05-06 | 1 | 1 | ada | 1 | - | 1 | 10"], ("10.00", "10.00", 1, 0), []),
    "no customer": (["2024-05-06 | 1 | 1 | - | 1 | ball | 1 | 10"], ("10.00", "10.00", 1, 0), ["ball"]),
    "for nothing": (["2024-05-06 | 1 | 1 | ada | 1 | ball | 1 | 0"], ("0.00", "0.00", 1, 0), []),
}  # fmt: skip
AUDITS = ("audit_sales_performance", "audit_sales_by_place", "audit_top_products",
          "audit_product_demand", "audit_product_movers", "audit_price_changes", "audit_supply",
          "audit_not_null", "audit_keys")  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("odd", SHOPS)
def test_an_odd_shop_passes_the_audits_of_its_sales(shop: SmallShop, odd: str) -> None:
    lines, (net, average, sold, back), best = SHOPS[odd]
    shop.given(
        customers="customer_id\nada\nbob", stores="store_id\n1\n2", products="product_id\nball\nkite",
        order_lines="\n".join([COLUMNS, *lines]),
    )  # fmt: skip
    shop.build(*AUDITS)
    for audit in AUDITS:
        assert [row for row in shop.built(audit) if row["verdict"] != "pass"] == []
    (year,) = shop.built("sales_performance", "period_type = 'year' and dimension = 'all'")
    assert (show(year["net_amount"]), show(year["average_order_amount"])) == (net, average)
    (demand,) = shop.built("product_demand", "dimension = 'all'")
    assert (int(demand["unit_count"]), int(demand["returned_unit_count"])) == (sold, back)
    top = shop.built("top_products", "period_type = 'year'")
    assert sorted(row["product_name"] for row in top) == best
    assert {row["sales_rank"] for row in top} <= {1}
