"""R22: infrequent is longer away than max(30, 1.5 × median gap), own from three orders up."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from datetime import date

from small_shop import SmallShop


def visits(**customers: str) -> dict[str, str]:
    names = list(customers)
    lines = [f"{day} | {name}" for name, days in customers.items() for day in days.split()]
    return {
        "customers": "customer_id\n" + "\n".join(names),
        "contact_points": "customer_id | email\n"
        + "\n".join(f"{n} | {n}@example.com" for n in names),
        "order_lines": "business_date | customer_id\n" + "\n".join(lines),
    }


def test_exactly_at_the_threshold_is_not_yet_infrequent(shop: SmallShop) -> None:
    """Both usually come every 20 days: 30 days are the limit, 31 are over it."""
    shop.as_of = date(2024, 4, 10)
    shop.given(**visits(
        at="2024-01-31 2024-02-20 2024-03-11",
        over="2024-01-30 2024-02-19 2024-03-10",
    ))  # fmt: skip
    shop.expect("infrequent_buyers", """
        customer_id | last_purchase_date | days_since_purchase | order_count | gap_basis | median_gap_days | threshold_days
        over        | 2024-03-10         | 31                  | 3           | own       | 20.0            | 30.00
    """)  # fmt: skip


def test_the_own_median_gap_counts_from_three_orders_up(shop: SmallShop) -> None:
    """Own: gaps of 40 and 50, median 45. Two orders only: the median of all gaps, 40, 50, 7 → 40."""
    shop.as_of = date(2024, 12, 31)
    shop.given(**visits(
        often="2024-01-01 2024-02-10 2024-03-31",
        twice="2024-01-01 2024-01-08",
        once="2024-01-01",
    ))  # fmt: skip
    shop.expect("infrequent_buyers", """
        customer_id | order_count | gap_basis     | median_gap_days | threshold_days
        often       | 3           | own           | 45.0            | 67.50
        twice       | 2           | all customers | 40.0            | 60.00
        once        | 1           | all customers | 40.0            | 60.00
    """)  # fmt: skip


def test_two_orders_on_one_day_make_no_gap(shop: SmallShop) -> None:
    """With gaps between orders, the 0 days would halve the median gap of 40 to 20."""
    shop.as_of = date(2024, 12, 31)
    shop.given(**visits(ada="2024-01-01 2024-01-01 2024-02-10"))
    shop.expect("infrequent_buyers", """
        order_count | gap_basis | median_gap_days | threshold_days
        3           | own       | 40.0            | 60.00
    """)  # fmt: skip


def test_three_orders_on_one_day_have_no_own_gap(shop: SmallShop) -> None:
    shop.as_of = date(2024, 12, 31)
    shop.given(**visits(ada="2024-01-01 2024-01-01 2024-01-01", bob="2024-01-01 2024-03-01"))
    shop.expect("infrequent_buyers", """
        customer_id | gap_basis     | median_gap_days | threshold_days
        ada         | all customers | 60.0            | 90.00
        bob         | all customers | 60.0            | 90.00
    """)  # fmt: skip


def test_where_nobody_ever_came_back_the_minimum_is_the_threshold(shop: SmallShop) -> None:
    shop.as_of = date(2024, 2, 1)
    shop.given(**visits(ada="2024-01-01", bob="2024-01-02"))
    shop.expect("infrequent_buyers", """
        customer_id | days_since_purchase | median_gap_days | threshold_days
        ada         | 31                  | -               | 30.00
    """)  # fmt: skip


def test_a_median_of_an_odd_sum_keeps_its_half_day(shop: SmallShop) -> None:
    """Gaps of 60 and 65: the median is 62.5 and the threshold 93.75."""
    shop.as_of = date(2024, 8, 8)
    shop.given(**visits(ada="2024-01-01 2024-03-01 2024-05-05"))
    shop.expect("infrequent_buyers", """
        days_since_purchase | median_gap_days | threshold_days
        95                  | 62.5            | 93.75
    """)  # fmt: skip


def test_the_favourite_category_is_where_most_was_spent_then_ordered_then_by_name(
    shop: SmallShop,
) -> None:
    shop.as_of = date(2024, 12, 31)
    shop.given(
        customers="customer_id\nada\nbob\ncid\ndan",
        contact_points="customer_id | email\nada | a@x.org\nbob | b@x.org\ncid | c@x.org\ndan | d@x.org",
        products="product_id | category_name\nball | toys\nsoap | care\npear | food",
        order_lines="""
            business_date | customer_id | product_id | quantity | unit_price
            2024-01-01    | ada         | ball       | 1        | 10
            2024-01-01    | ada         | soap       | 1        | 12
            2024-01-01    | ada         | gone       | 1        | 99
            2024-01-01    | bob         | ball       | 1        | 10
            2024-01-01    | bob         | soap       | 1        | 5
            2024-01-02    | bob         | soap       | 1        | 5
            2024-01-01    | cid         | pear       | 1        | 10
            2024-01-01    | cid         | soap       | 1        | 10
            2024-01-01    | dan         | soap       | 1        | 10
            2024-01-02    | dan         | soap       | -1       | 10
        """,
    )  # fmt: skip
    shop.expect("infrequent_buyers", """
        customer_id | favourite_category
        ada         | care
        bob         | care
        cid         | care
        dan         | -
    """)  # fmt: skip
