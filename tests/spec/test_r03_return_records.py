"""R3: returns that a source tells in a list of their own lower net sales in every published table."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from small_shop import SmallShop

PEOPLE = {
    "customers": "customer_id\nada\nbob",
    "contact_points": "customer_id | email\nada | ada@example.com\nbob | bob@example.com",
    "stores": "store_id\nnorth\nsouth",
    "employees": "employee_id\n7",
    "products": "product_id | category_name\nkite | toys\nrope | tools",
}
SALES = """
    business_date | order_id | line_number | customer_id | store_id | employee_id | product_id | quantity | unit_price | discount_amount
    2024-03-04    | 1        | 1           | ada         | north    | 7           | kite       | 4        | 25         | 20
    2024-03-04    | 1        | 2           | ada         | north    | 7           | rope       | 10       | 3          | 0
    2024-03-20    | 2        | 1           | bob         | south    | 7           | rope       | 5        | 3          | 0
"""
RETURNS = """
    return_id | order_id | product_id | returned_date | quantity | amount
    a         | 1        | kite       | 2024-04-02    | 1        | 20
    b         | 2        | rope       | 2024-03-21    | 2        | 6
"""
# Where net sales of the whole shop stand: table, the column, and which rows add up to them.
TABLES = {
    "sales_by_period": ("net_amount", "dimension = 'product' and period_type = 'month'"),
    "sales_performance": ("net_amount", "dimension = 'store' and period_type = 'day'"),
    "product_demand": ("net_amount", "dimension = 'category'"),
    "store_performance": ("net_amount", "period_type = 'quarter'"),
    "store_tier_mix": ("net_amount", "period_type = 'year'"),
    "new_and_returning_customers": ("net_amount", "period_type = 'week'"),
    "customer_analysis": ("lifetime_value_amount", "true"),
    "customer_regions": ("net_amount", "true"),
    "customer_360": ("spend_amount", "true"),
    "marketing_contacts": ("spend_amount", "true"),
    "marketing_customer_categories": ("spend_amount", "true"),
    "customer_data_mart": ("total_sales", "true"),
    "top_customers": ("lifetime_value_amount", "true"),
    "rfm_scores": ("spend_amount", "true"),
    "cohort_values": ("net_amount", "true"),
    "sales_team_data_mart": ("total_sales", "true"),
    "staff_ranking": ("total_sales", "true"),
    "discount_depth": ("net_amount", "dimension = 'all'"),
    "promotion_share": ("net_amount", "dimension = 'category'"),
    "fact_sales": ("net_amount", "true"),
}


@pytest.fixture
def shop_with_returns(shop: SmallShop) -> SmallShop:
    shop.given(**PEOPLE, order_lines=SALES, returns=RETURNS)
    return shop


def test_every_table_that_shows_sales_shows_them_less_the_returns(
    shop_with_returns: SmallShop,
) -> None:
    """125 were sold after discount and 26 given back: no table says anything else."""
    shop = shop_with_returns
    shop.build(*TABLES)
    found = {}
    for table, (column, where) in TABLES.items():
        found[table] = sum(row[column] for row in shop.built(table, where))
    assert found == dict.fromkeys(TABLES, Decimal(99))


def test_a_return_belongs_to_its_own_day_and_is_no_order(shop_with_returns: SmallShop) -> None:
    """On 2 April, after the last sale, a kite came back: the day is there, with no order."""
    shop_with_returns.expect("sales_performance", """
        period_label | customer_count | order_count | purchase_count | unit_count | gross_amount | return_unit_count | return_amount | net_amount | average_order_amount | has_revenue_tree
        2024-03-04   | 1              | 1           | 1              | 14.0000    | 130.00       | 0.0000            | 0.00          | 110.00     | 110.00               | yes
        2024-03-20   | 1              | 1           | 1              | 5.0000     | 15.00        | 0.0000            | 0.00          | 15.00      | 15.00                | yes
        2024-03-21   | 1              | 0           | 0              | 0.0000     | 0.00         | 2.0000            | 6.00          | -6.00      | -                    | no
        2024-04-02   | 1              | 0           | 0              | 0.0000     | 0.00         | 1.0000            | 20.00         | -20.00     | -                    | no
    """, where="dimension = 'all' and period_type = 'day'")  # fmt: skip


def test_an_order_that_only_brings_back_is_an_order_and_no_purchase(shop: SmallShop) -> None:
    shop.given(**PEOPLE, order_lines="""
        business_date | order_id | customer_id | store_id | product_id | quantity | unit_price
        2024-03-04    | 1        | ada         | north    | kite       | 2        | 25
        2024-03-05    | 2        | ada         | north    | kite       | -1       | 25
    """)  # fmt: skip
    shop.expect("customer_analysis", "order_count | purchase_count\n2 | 1")
    shop.expect(
        "store_performance", "order_count | purchase_count\n2 | 1", where="period_type = 'year'"
    )
    shop.expect("product_demand", "order_count | purchase_count\n2 | 1", where="dimension = 'all'")


def test_a_purchase_is_none_the_later_for_what_came_back(shop_with_returns: SmallShop) -> None:
    shop_with_returns.expect("customer_360", """
        customer_id | order_count | purchase_count | last_purchase_date | days_since_purchase | return_count | last_return_date
        ada         | 1           | 1              | 2024-03-04         | 29                  | 1            | 2024-04-02
        bob         | 1           | 1              | 2024-03-20         | 13                  | 1            | 2024-03-21
    """)  # fmt: skip


def test_a_record_says_what_it_knows_and_the_sale_the_rest(shop: SmallShop) -> None:
    """c names another customer and store; d only the order; e no sale at all; f a place only."""
    shop.given(**PEOPLE, order_lines=SALES, returns="""
        return_id | order_id | product_id | customer_id | store_id | returned_date | quantity | amount
        c         | 1        | kite       | bob         | south    | 2024-03-22    | 1        | 20
        d         | 1        | -          | -           | -        | 2024-03-22    | 1        | 7
        e         | -        | rope       | -           | -        | 2024-03-22    | 1        | 3
        f         | -        | rope       | -           | north    | 2024-03-22    | 1        | 3
    """)  # fmt: skip
    shop.expect("returned_goods", """
        return_key   | order_line_key | customer_key | product_key | store_key | employee_key | currency_code | return_amount
        record pos:c | pos:1:1        | pos:bob      | pos:kite    | pos:south | pos:7        | USD           | 20.0000
        record pos:d | -              | pos:ada      | unknown     | pos:north | pos:7        | USD           | 7.0000
        record pos:e | -              | unknown      | pos:rope    | unknown   | unknown      | USD           | 3.0000
        record pos:f | -              | unknown      | pos:rope    | pos:north | unknown      | USD           | 3.0000
    """)  # fmt: skip


def test_what_a_record_does_not_say_of_its_money_is_what_the_goods_had_cost(
    shop: SmallShop,
) -> None:
    """A kite for 20 in that sale; rope at 3.00 on the whole; nobody knows what a flute costs."""
    shop.given(**PEOPLE, order_lines=SALES, returns="""
        return_id | order_id | product_id | returned_date | quantity
        a         | 1        | kite       | 2024-03-22    | 2
        b         | -        | rope       | 2024-03-22    | 3
        c         | -        | flute      | 2024-03-22    | 1
    """)  # fmt: skip
    shop.expect("fact_returns", """
        return_code  | return_amount | amount_basis
        record pos:a | 40.0000       | sale
        record pos:b | 9.0000        | usual
        record pos:c | 0.0000        | unknown
    """)  # fmt: skip
    shop.expect("audit_return_records", """
        audit                                                | scope | found | verdict
        returns valued at what their product usually sells for | pos | 1     | warn
        returns whose money nobody tells                     | pos   | 1     | warn
    """)  # fmt: skip


def test_more_than_was_sold_comes_back_and_is_told(shop: SmallShop) -> None:
    shop.given(**PEOPLE, order_lines=SALES, returns="""
        return_id | order_id | product_id | returned_date | quantity | amount
        a         | 1        | kite       | 2024-03-22    | 3        | 60
        b         | 1        | kite       | 2024-03-23    | 2        | 40
    """)  # fmt: skip
    shop.expect("product_demand", """
        member_name | returned_unit_count | return_amount | net_amount
        kite        | 5.0000              | 100.00        | -20.00
        rope        | 0.0000              | 0.00          | 45.00
    """, where="dimension = 'product'")  # fmt: skip
    shop.expect("audit_return_records", """
        audit                                       | scope | found | verdict
        sales of which more came back than was sold | pos   | 1     | warn
    """)  # fmt: skip


def test_a_return_of_a_sale_that_does_not_count_does_not_count_either(shop: SmallShop) -> None:
    """Order 1 was cancelled and 5 waits for an answer; of 9 its return is all that is known."""
    shop.given(**PEOPLE, order_lines="""
        business_date | order_id | product_id | quantity | unit_price | status
        2024-03-04    | 1        | kite       | 4        | 25         | cancelled
        2024-03-04    | 2        | rope       | 4        | 3          | completed
    """, returns="""
        return_id | order_id | product_id | returned_date | quantity | amount
        a         | 1        | kite       | 2024-03-05    | 1        | 25
        b         | 1        | -          | 2024-03-05    | 1        | 25
        c         | 9        | rope       | 2024-03-05    | 1        | 3
        d         | 5        | rope       | 2024-03-05    | 1        | 3
    """, unloaded_orders="order_id\n5")  # fmt: skip
    shop.expect("fact_returns", "return_code | return_amount\nrecord pos:c | 3.0000")
    fates = shop.engine.read("select return_id, fate from silver.return_records").read_all()
    assert {row["return_id"]: row["fate"] for row in fates.to_pylist()} == {
        "a": "sale_not_counted",
        "b": "sale_not_counted",
        "c": "counted",
        "d": "sale_not_loaded",
    }


def test_the_discount_of_a_sale_goes_back_with_it(shop: SmallShop) -> None:
    """A fifth off: what came back is taken from the sales at that depth, and from its promotion."""
    shop.given(
        products="product_id\nkite\nrope",
        promotions="promotion_id | promotion_name\nspring | Spring",
        order_lines="""
            business_date | order_id | line_number | product_id | quantity | unit_price | discount_amount | promotion_key
            2024-03-04    | 1        | 1           | kite       | 4        | 25         | 20              | pos:spring
            2024-03-04    | 1        | 2           | rope       | 1        | 3          | 0               | -
        """,
        returns="""
            return_id | order_id | product_id | returned_date | quantity | amount
            a         | 1        | kite       | 2024-03-05    | 1        | 20
            b         | -        | kite       | 2024-03-05    | 1        | 20
            c         | -        | rope       | 2024-03-05    | 1        | 3
        """,
    )
    shop.expect("discount_depth", """
        discount_band      | order_count | purchase_count | gross_amount | discount_amount | return_amount | net_amount
        above 10 to 20 %   | 1           | 1              | 100.00       | 20.00           | 20.00         | 60.00
        none               | 1           | 1              | 3.00         | 0.00            | 23.00         | -20.00
    """, where="dimension = 'all'")  # fmt: skip
    shop.expect("discount_impact", """
        promotion_key | return_amount | net_amount
        pos:spring    | 20.00         | 60.00
        unknown       | 20.00         | -20.00
    """, where="dimension = 'all'")  # fmt: skip


def test_the_channel_of_a_return_is_that_of_the_order_that_it_names(shop: SmallShop) -> None:
    shop.given(
        orders="order_id | channel\n1 | online",
        order_lines="business_date | order_id | product_id | quantity\n2024-03-04 | 1 | kite | 4",
        returns="""
            return_id | order_id | product_id | returned_date | quantity
            a         | 1        | kite       | 2024-03-05    | 1
        """,
    )
    shop.expect("sales_performance", """
        member_key | net_amount
        online     | 30.00
    """, where="dimension = 'channel' and period_type = 'year'")  # fmt: skip


def test_pay_is_lowered_once_whatever_the_plan(shop: SmallShop) -> None:
    """In May the plan takes back by a clawback, in July none does; 1000 come back of each month."""
    shop.plan(
        name="may", valid_from=date(2024, 5, 1), valid_to=date(2024, 5, 31), rates=[0.1],
        clawback_days=90,
    )  # fmt: skip
    shop.given(
        employees="employee_id\n7\n8",
        order_lines="""
            business_date | order_id | store_id | employee_id | product_id | quantity | unit_price
            2024-05-03    | 1        | 1        | 7           | kite       | 4        | 1000
            2024-05-04    | 2        | 1        | 8           | kite       | 1        | 3500
            2024-07-03    | 3        | 1        | 7           | kite       | 4        | 1000
            2024-07-04    | 4        | 1        | 8           | kite       | 1        | 3500
        """,
        returns="""
            return_id | order_id | product_id | returned_date | quantity
            a         | 1        | kite       | 2024-05-20    | 1
            b         | 3        | kite       | 2024-07-20    | 1
        """,
    )
    shop.expect("incentive_history", """
        sales_month | sales_person_id | total_sales | returns_apart_amount | sales_rank | incentive | clawback
        2024-05-01  | 7               | 4000.00     | 1000.00              | 1          | 400.00    | 100.00
        2024-05-01  | 8               | 3500.00     | 0.00                 | 2          | 0.00      | 0.00
        2024-07-01  | 7               | 3000.00     | 0.00                 | 2          | 0.00      | 0.00
        2024-07-01  | 8               | 3500.00     | 0.00                 | 1          | 35.00     | 0.00
    """)  # fmt: skip
    shop.expect("staff_ranking", """
        sales_month | sales_person_id | total_sales | store_rank
        2024-05-01  | 7               | 3000.00     | 2
        2024-05-01  | 8               | 3500.00     | 1
        2024-07-01  | 7               | 3000.00     | 2
        2024-07-01  | 8               | 3500.00     | 1
    """)  # fmt: skip


def test_a_return_in_a_later_month_follows_the_plan_of_its_sale(shop: SmallShop) -> None:
    """Sold in May under a clawback, brought back in June: the base of June does not bear it too."""
    shop.plan(
        name="may", valid_from=date(2024, 5, 1), valid_to=date(2024, 5, 31), rates=[0.1],
        clawback_days=90,
    )  # fmt: skip
    shop.given(
        order_lines="""
            business_date | order_id | store_id | employee_id | product_id | quantity | unit_price
            2024-05-03    | 1        | 1        | 7           | kite       | 4        | 1000
            2024-06-03    | 2        | 1        | 7           | kite       | 1        | 2000
        """,
        returns="""
            return_id | order_id | product_id | returned_date | quantity
            a         | 1        | kite       | 2024-06-20    | 1
        """,
    )
    shop.expect("incentive_payouts", """
        sales_month | total_sales | returns_apart_amount | incentive | clawback | paid
        2024-05-01  | 4000.00     | 0.00                 | 400.00    | 0.00     | 400.00
        2024-06-01  | 2000.00     | 1000.00              | 20.00     | 100.00   | 0.00
    """)  # fmt: skip


def test_a_return_told_by_line_and_record_lowers_pay_once(shop: SmallShop) -> None:
    shop.plan(name="all", valid_from=date(2024, 5, 1), rates=[0.1], clawback_days=90)
    shop.given(
        order_lines="""
            business_date | order_id | line_number | store_id | employee_id | product_id | quantity | unit_price
            2024-05-03    | 1        | 1           | 1        | 7           | kite       | 4        | 1000
            2024-05-09    | 1        | 2           | 1        | 7           | kite       | -1       | 1000
        """,
        returns="""
            return_id | order_id | product_id | returned_date | quantity
            a         | 1        | kite       | 2024-05-09    | 1
        """,
    )
    shop.expect("incentive_history", """
        total_sales | returns_apart_amount | incentive | clawback
        3000.00     | 0.00                 | 300.00    | 0.00
    """)  # fmt: skip


def test_the_lines_of_an_incentive_hold_the_returns_that_lower_it(
    shop_with_returns: SmallShop,
) -> None:
    shop_with_returns.expect("sales_team_incentive_lines", """
        store_id | sales_month | order_id | line_number | return_id | net_amount | total_sales | incentive
        north    | 2024-03-01  | 1        | 1           | none      | 80.0000    | 110.00      | 1.10
        north    | 2024-03-01  | 1        | 2           | none      | 30.0000    | 110.00      | 1.10
        south    | 2024-03-01  | 2        | 1           | none      | 15.0000    | 9.00        | 0.09
        south    | 2024-03-01  | 2        | 0           | b         | -6.0000    | 9.00        | 0.09
    """)  # fmt: skip
