"""R9: tiers by descending percent rank of net spend, (rank − 1) / (n − 1)."""

from __future__ import annotations

from collections import Counter

from small_shop import SmallShop


def spenders(amounts: list[int]) -> str:
    lines = [f"2024-05-01 | c{n} | {amount}" for n, amount in enumerate(amounts)]
    return "business_date | customer_id | unit_price\n" + "\n".join(lines)


def known(count: int) -> str:
    return "customer_id\n" + "\n".join(f"c{n}" for n in range(count))


def test_27_customers_give_6_8_and_13(shop: SmallShop) -> None:
    """Splitting 27 into fifths and halves by position would give 5, 8 and 14."""
    shop.given(customers=known(27), order_lines=spenders([n + 1 for n in range(27)]))
    tiers = Counter(row["tier"] for row in shop.rows_of("customer_tiers"))
    assert tiers == {"gold": 6, "silver": 8, "bronze": 13}


def test_exactly_on_the_limit_is_within_it(shop: SmallShop) -> None:
    """Of eleven, the third has percent rank 0.2 and the sixth 0.5."""
    shop.given(customers=known(11), order_lines=spenders([100 - n for n in range(11)]))
    shop.expect("customer_tiers", """
        customer_key | tier
        pos:c2       | gold
        pos:c3       | silver
        pos:c5       | silver
        pos:c6       | bronze
    """, where="customer_key in ('pos:c2', 'pos:c3', 'pos:c5', 'pos:c6')")  # fmt: skip


def test_equal_spend_gives_equal_tiers(shop: SmallShop) -> None:
    shop.given(customers=known(4), order_lines=spenders([50, 50, 50, 10]))
    shop.expect("customer_tiers", """
        customer_key | tier
        pos:c0       | gold
        pos:c1       | gold
        pos:c2       | gold
        pos:c3       | bronze
    """)  # fmt: skip


def test_a_single_customer_is_gold(shop: SmallShop) -> None:
    shop.given(customers=known(1), order_lines=spenders([5]))
    shop.expect("customer_tiers", "customer_key | tier\npos:c0 | gold")


def test_each_currency_has_its_own_ranking(shop: SmallShop) -> None:
    """Among all four, 900 JPY would outrank 30 USD."""
    shop.given(
        customers=known(4),
        order_lines="""
            business_date | customer_id | currency_code | unit_price
            2024-05-01    | c0          | USD           | 30
            2024-05-01    | c1          | USD           | 20
            2024-05-01    | c2          | JPY           | 900
            2024-05-01    | c3          | JPY           | 800
        """,
    )
    shop.expect("customer_tiers", """
        customer_key | currency_code | tier
        pos:c0       | USD           | gold
        pos:c1       | USD           | bronze
        pos:c2       | JPY           | gold
        pos:c3       | JPY           | bronze
    """)  # fmt: skip


def test_net_spend_decides_not_gross(shop: SmallShop) -> None:
    shop.given(
        customers=known(2),
        order_lines="""
            business_date | customer_id | quantity | unit_price
            2024-05-01    | c0          | 10       | 10
            2024-05-02    | c0          | -9       | 10
            2024-05-01    | c1          | 1        | 20
        """,
    )
    shop.expect("customer_tiers", """
        customer_key | spend_amount | tier
        pos:c0       | 10.0000      | bronze
        pos:c1       | 20.0000      | gold
    """)  # fmt: skip


def test_the_limits_are_settings(shop: SmallShop) -> None:
    shop.rule("tiers", gold=0, silver=1)
    shop.given(customers=known(3), order_lines=spenders([3, 2, 1]))
    assert Counter(row["tier"] for row in shop.rows_of("customer_tiers")) == {
        "gold": 1,
        "silver": 2,
    }
