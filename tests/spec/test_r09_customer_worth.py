"""R9: what customers have been worth so far, by rank and tier, by name for marketing, by place."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from small_shop import SmallShop

PEOPLE = """
    customer_id | country_code | state_code
    ada         | US           | NY
    bob         | US           | NY
    cid         | US           | -
    dee         | DE           | BE
"""
LINES = """
    business_date | order_id | customer_id | quantity | unit_price | currency_code
    2024-01-10    | 1        | ada         | 2        | 10.0050    | USD
    2024-02-10    | 2        | ada         | 1        | 30         | USD
    2024-05-10    | 3        | ada         | -1       | 10         | USD
    2024-05-01    | 4        | bob         | 1        | 40.0100    | USD
    2024-05-02    | 5        | cid         | 4        | 5          | USD
    2024-05-02    | 6        | cid         | 1        | 5000       | JPY
    2024-05-03    | 7        | cid         | 1        | 1          | USD
    2024-05-04    | 8        | who         | 1        | 1000       | USD
"""


@pytest.fixture
def people(shop: SmallShop) -> SmallShop:
    shop.as_of = date(2024, 5, 31)
    shop.given(customers=PEOPLE, order_lines=LINES)
    return shop


def test_lifetime_value_rank_and_tier_of_each_customer(people: SmallShop) -> None:
    """Ada spent 50.01 and brought back 10: level with bob to the last digit, so both are first. Without
    returns she would be ahead, and who nobody knows would be first of all. Cid stands in two currencies."""
    people.expect("customer_analysis", """
        customer_code | currency_code | spend_rank | tier   | lifetime_value_amount | return_amount | spend_share | order_count | unit_count | average_order_amount | is_main_currency
        code pos:ada  | USD           | 1          | gold   | 40.01                 | 10.00         | 0.396060    | 3           | 3.0000     | 13.34                | yes
        code pos:bob  | USD           | 1          | gold   | 40.01                 | 0.00          | 0.396060    | 1           | 1.0000     | 40.01                | yes
        code pos:cid  | USD           | 3          | bronze | 21.00                 | 0.00          | 0.207880    | 2           | 5.0000     | 10.50                | yes
        code pos:cid  | JPY           | 1          | gold   | 5000.00               | 0.00          | 1.000000    | 1           | 1.0000     | 5000.00              | no
    """)  # fmt: skip


def test_how_each_customer_buys(people: SmallShop) -> None:
    """Ada has three orders and a gap of her own, 31 days: lapsed after 46.5, and she has been away for 111,
    since bringing back is no visit. Of the others, who are measured by the median of all (16 days, and
    never less than 30), bob came once and cid twice."""
    people.expect("customer_analysis", """
        customer_code | purchase_day_count | median_gap_days | days_since_purchase | first_purchase_date | last_purchase_date | purchase_status
        code pos:ada  | 2                  | 31.0            | 111                 | 2024-01-10          | 2024-02-10         | lapsed
        code pos:bob  | 1                  | -               | 30                  | 2024-05-01          | 2024-05-01         | first
        code pos:cid  | 2                  | 1.0             | 28                  | 2024-05-02          | 2024-05-03         | repeat
    """, where="is_main_currency")  # fmt: skip


def test_who_only_brings_back_is_worth_less_than_nothing_and_in_no_segment(shop: SmallShop) -> None:
    shop.given(customers="customer_id\nada\nbob", order_lines="""
        business_date | customer_id | quantity
        2024-05-01    | ada         | -1
        2024-05-02    | bob         | -1
    """)  # fmt: skip
    shop.expect("customer_analysis", """
        customer_code | spend_rank | tier | segment | purchase_status | lifetime_value_amount | spend_share | days_since_purchase | first_purchase_date
        code pos:ada  | 1          | gold | -       | no purchase     | -10.00                | -           | -                   | -
        code pos:bob  | 1          | gold | -       | no purchase     | -10.00                | -           | -                   | -
    """)  # fmt: skip


def test_27_customers_with_distinct_spend_are_6_gold_8_silver_and_13_bronze(
    shop: SmallShop,
) -> None:
    """Here and where they live."""
    names = [f"c{n}" for n in range(27)]
    lines = [f"2024-05-01 | {name} | {n + 1}" for n, name in enumerate(names)]
    shop.given(
        customers="customer_id\n" + "\n".join(names),
        order_lines="business_date | customer_id | unit_price\n" + "\n".join(lines),
    )
    tiers = Counter(row["tier"] for row in shop.rows_of("customer_analysis"))
    assert tiers == {"gold": 6, "silver": 8, "bronze": 13}
    shop.expect("customer_regions", """
        customer_count | gold_customer_count | silver_customer_count | bronze_customer_count
        27             | 6                   | 8                     | 13
    """)  # fmt: skip


def test_marketing_gets_the_best_of_those_whom_it_may_contact(people: SmallShop) -> None:
    """Two ranks are asked for; bob ties for the first, but may not be contacted."""
    people.rule("rankings", top_customers=2)
    people.given(
        contact_points="""
            customer_id | email     | phone_e164
            ada         | ada@x.org | -
            bob         | -         | -
            cid         | -         | +12125550100
            dee         | dee@x.org | -
        """
    )
    people.expect("top_customers", """
        currency_code | spend_rank | customer_id | full_name | email     | phone_number | tier | lifetime_value_amount | average_order_amount | purchase_status
        USD           | 1          | ada         | ada       | ada@x.org | -            | gold | 40.01                 | 13.34                | lapsed
        JPY           | 1          | cid         | cid       | -         | +12125550100 | gold | 5000.00               | 5000.00              | repeat
    """)  # fmt: skip


def test_who_ties_for_the_last_rank_is_among_the_best(shop: SmallShop) -> None:
    shop.rule("rankings", top_customers=1)
    shop.given(
        customers="customer_id\nada\nbob\ncid",
        contact_points="customer_id | email\nada | ada@x.org\nbob | bob@x.org\ncid | cid@x.org",
        order_lines="business_date | customer_id | unit_price\n2024-05-01 | ada | 5\n2024-05-01 | bob | 5\n2024-05-01 | cid | 4",
    )
    shop.expect("top_customers", "customer_id | spend_rank\nada | 1\nbob | 1")


def test_customers_by_region_count_once_and_their_money_where_it_was_spent(
    people: SmallShop,
) -> None:
    """Dee never bought, and is a customer of Berlin all the same; cid's yen do not make a second cid."""
    people.expect("customer_regions", """
        country_code | state_code | currency_code | customer_count | buyer_count | order_count | net_amount | net_per_buyer_amount | gold_customer_count | silver_customer_count | bronze_customer_count
        US           | NY         | USD           | 2              | 2           | 4           | 80.02      | 40.01                | 2                   | 0                     | 0
        US           | unknown    | USD           | 1              | 1           | 2           | 21.00      | 21.00                | 0                   | 0                     | 1
        US           | unknown    | JPY           | 0              | 1           | 1           | 5000.00    | 5000.00              | 0                   | 0                     | 0
        DE           | BE         | USD           | 1              | 0           | 0           | 0.00       | -                    | 0                   | 0                     | 0
    """)  # fmt: skip
