"""R8: recency, frequency and spend scored from 1 to 5 by the share of customers who are strictly worse."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from small_shop import SmallShop

GRID = {  # recency score → segment by frequency score
    1: ["hibernating", "hibernating", "at risk", "at risk", "can't lose"],
    2: ["hibernating", "hibernating", "at risk", "at risk", "can't lose"],
    3: ["about to sleep", "about to sleep", "needs attention", "loyal", "loyal"],
    4: ["promising", "potential loyalist", "potential loyalist", "loyal", "loyal"],
    5: ["new", "potential loyalist", "potential loyalist", "champion", "champion"],
}
PERMUTATIONS = 1_000
TABLES = ("rfm_measures", "rfm_ranks")


def customers(*names: str) -> str:
    return "customer_id\n" + "\n".join(names)


def orders(rows: list[tuple[str, date, int]]) -> str:
    lines = [f"{day} | {number} | {who} | {price}" for number, (who, day, price) in enumerate(rows)]
    return "business_date | order_id | customer_id | unit_price\n" + "\n".join(lines)


def test_the_grid_of_recency_and_frequency_names_25_segments(shop: SmallShop) -> None:
    """Customer c_r_f buys f times, the last time 10 × (5 − r) days before the as-of date."""
    shop.as_of = date(2024, 6, 30)
    who = [(r, f) for r in GRID for f in range(1, 6)]
    last = {r: date(2024, 6, 30) - timedelta(10 * (5 - r)) for r in GRID}
    rows = [(f"c{r}{f}", last[r] - timedelta(n), 1) for r, f in who for n in range(f)]
    shop.given(customers=customers(*(f"c{r}{f}" for r, f in who)), order_lines=orders(rows))
    found = {row["customer_code"]: row for row in shop.rows_of("rfm_scores")}
    for r, f in who:
        row = found[f"code pos:c{r}{f}"]
        assert (row["recency_score"], row["frequency_score"]) == (r, f)
        assert row["segment"] == GRID[r][f - 1]


def test_equal_customers_have_equal_scores(shop: SmallShop) -> None:
    """Of eight, six share the best day: two are strictly worse, 1 + floor(5 × 2 / 8) = 2 for each of the
    six. Cutting the sorted list into five would give them scores from 2 to 5."""
    days = [date(2024, 5, 1), date(2024, 5, 2)] + 6 * [date(2024, 5, 3)]
    shop.given(
        customers=customers(*(f"c{n}" for n in range(8))),
        order_lines=orders([(f"c{n}", day, 10 * (n // 2)) for n, day in enumerate(days)]),
    )
    shop.expect("rfm_scores", """
        customer_code | recency_days | recency_score | frequency_score | spend_amount | monetary_score | segment
        code pos:c0   | 2            | 1             | 1               | 0.00         | 1              | hibernating
        code pos:c1   | 1            | 1             | 1               | 0.00         | 1              | hibernating
        code pos:c2   | 0            | 2             | 1               | 10.00        | 2              | hibernating
        code pos:c3   | 0            | 2             | 1               | 10.00        | 2              | hibernating
        code pos:c4   | 0            | 2             | 1               | 20.00        | 3              | hibernating
        code pos:c5   | 0            | 2             | 1               | 20.00        | 3              | hibernating
        code pos:c6   | 0            | 2             | 1               | 30.00        | 4              | hibernating
        code pos:c7   | 0            | 2             | 1               | 30.00        | 4              | hibernating
    """)  # fmt: skip


def test_orders_are_distinct_and_spend_is_net_of_returns(shop: SmallShop) -> None:
    """Two lines of one order are one order; bringing back is an order and less money, but no purchase;
    who only brings back has no recency and is in no segment."""
    shop.as_of = date(2024, 5, 31)
    shop.given(customers=customers("ada", "bob", "cid"), order_lines="""
        business_date | order_id | customer_id | quantity | unit_price | status
        2024-05-01    | 1        | ada         | 1        | 10         | completed
        2024-05-01    | 1        | ada         | 2        | 10         | completed
        2024-05-09    | 2        | ada         | -1       | 10         | completed
        2024-05-02    | 3        | bob         | 1        | 5.005      | completed
        2024-05-20    | 4        | bob         | 1        | 99         | cancelled
        2024-05-03    | 5        | cid         | -1       | 10         | completed
        2024-05-03    | 6        | who         | 1        | 10         | completed
    """)  # fmt: skip
    shop.expect("rfm_scores", """
        customer_code | recency_days | order_count | spend_amount
        code pos:ada  | 30           | 2           | 20.00
        code pos:bob  | 29           | 1           | 5.01
    """)  # fmt: skip


def test_spend_is_compared_within_a_currency(shop: SmallShop) -> None:
    """900 JPY are not more than 30 USD. Orders and days count in all currencies."""
    shop.given(customers=customers("ada", "bob", "cid"), order_lines="""
        business_date | order_id | customer_id | currency_code | unit_price
        2024-05-01    | 1        | ada         | USD           | 30
        2024-05-02    | 2        | ada         | JPY           | 900
        2024-05-01    | 3        | ada         | USD           | 30
        2024-05-01    | 4        | bob         | JPY           | 900
        2024-05-01    | 5        | cid         | USD           | 5
    """)  # fmt: skip
    shop.expect("rfm_scores", """
        customer_code | currency_code | recency_days | order_count | spend_amount | monetary_score
        code pos:ada  | USD           | 0            | 3           | 60.00        | 3
        code pos:bob  | JPY           | 1            | 1           | 900.00       | 1
        code pos:cid  | USD           | 1            | 1           | 5.00         | 1
    """)  # fmt: skip


def test_movement_is_from_the_end_of_the_month_before(shop: SmallShop) -> None:
    """By the end of April ada had bought more often and later than bob; in May bob overtakes her."""
    shop.as_of = date(2024, 5, 31)
    shop.given(customers=customers("ada", "bob", "cid"), order_lines=orders([
        ("ada", date(2024, 4, 20), 10), ("ada", date(2024, 4, 30), 10),
        ("bob", date(2024, 4, 10), 10), ("bob", date(2024, 5, 1), 10), ("bob", date(2024, 5, 31), 10),
        ("cid", date(2024, 5, 5), 10),
    ]))  # fmt: skip
    shop.expect("rfm_scores", """
        customer_code | as_of_date | recency_days | segment         | previous_as_of_date | previous_recency_score | previous_segment | has_moved
        code pos:ada  | 2024-05-31 | 31           | hibernating     | 2024-04-30          | 3                      | needs attention  | yes
        code pos:bob  | 2024-05-31 | 0            | loyal           | 2024-04-30          | 1                      | hibernating      | yes
        code pos:cid  | 2024-05-31 | 26           | hibernating     | 2024-04-30          | -                      | -                | yes
    """)  # fmt: skip
    shop.expect("rfm_movements", """
        from_segment       | to_segment      | customer_count
        needs attention    | hibernating     | 1
        hibernating        | loyal           | 1
        not yet a customer | hibernating     | 1
    """)  # fmt: skip


def tied_sales() -> list[tuple[Any, ...]]:
    """Order, customer, day and amount of 24 customers, most of whom tie with others in all three."""
    draw = random.Random(8)
    found = []
    for number in range(24):
        for turn in range(draw.choice([1, 1, 2, 3])):
            day = date(2024, 4, 10) + timedelta(draw.choice([0, 0, 10, 30, 45]))
            amount = Decimal(draw.choice([10, 10, 20]))
            found.append((f"{number}-{turn}", f"c{number}", day, amount))
    return found


@pytest.mark.long
def test_scores_are_the_same_whatever_the_order_of_rows(shop: SmallShop) -> None:
    """The queries as compiled, over 1,000 orders of the rows. Cutting into fifths by position (ntile) over
    the same rows does not stay the same."""
    if shop.engine.name != "duckdb":
        pytest.skip("the same queries; the permutations of other engines are those below")
    shop.given(customers=customers("ada"))
    shop.build("rfm_ranks")
    queries = {name: compiled(shop, name) for name in TABLES}
    scores, by_position = set(), set()
    for ranks, fifths in permuted_scores(queries):
        scores.add(ranks)
        by_position.add(fifths)
    assert len(scores) == 1
    assert len(by_position) > 1


def compiled(shop: SmallShop, name: str) -> str:
    engine: Any = shop.engine
    kept = engine._dbt.compiled(shop.last_run.variables, engine.warehouse.name)
    return next(it.sql for it in kept.load(shop.last_run) if it.name == name)


def permuted_scores(queries: dict[str, str]) -> Iterator[tuple[Any, Any]]:
    """For each permutation: what R8 says, and what a cut by position says."""
    import duckdb

    connection, draw, rows = duckdb.connect(), random.Random(8), tied_sales()
    connection.execute(
        "attach ':memory:' as warehouse; create schema warehouse.gold; create schema warehouse.silver"
    )
    connection.execute(
        "create table warehouse.silver.as_of as select date '2024-05-31' as as_of_date"
    )
    for _ in range(PERMUTATIONS):
        draw.shuffle(rows)
        values = ", ".join(f"('{o}', '{c}', date '{d}', {a}::decimal(18,4))" for o, c, d, a in rows)
        connection.execute(
            "create or replace table warehouse.gold.order_sales as select *, 'USD' as currency_code, true as is_purchase"
            f" from (values {values}) as drawn(order_key, customer_key, business_date, net_amount)"
        )
        for name, query in queries.items():
            connection.execute(f"create or replace table warehouse.gold.{name} as {query}")
        yield tuple(
            tuple(connection.execute(f"select {wanted} from warehouse.gold.{table} order by all").fetchall())
            for table, wanted in (
                ("rfm_ranks", "*"), ("rfm_measures", "snapshot, customer_key, ntile(5) over (partition by snapshot order by order_count)"),
            )
        )  # fmt: skip


def test_scores_do_not_hang_on_the_order_in_which_rows_come(shop: SmallShop) -> None:
    """On every engine: the model itself, over measures that come in another order."""
    shop.as_of = date(2024, 5, 31)
    names = sorted({who for _, who, _, _ in tied_sales()})
    shop.given(
        customers=customers(*names),
        order_lines=orders([(who, day, int(amount)) for _, who, day, amount in tied_sales()]),
    )
    shop.build("rfm_ranks")
    expected, draw = sorted_rows(shop), random.Random(3)
    measures = shop.engine.read("select * from gold.rfm_measures").read_all()
    for _ in range(5):
        order = draw.sample(range(measures.num_rows), measures.num_rows)
        shop.engine.write("gold", "rfm_measures", measures.take(order))
        shop.run("rfm_ranks")
        assert sorted_rows(shop) == expected
    assert [scores_of(row, expected) for row in expected] == [
        (row["recency_score"], row["frequency_score"], row["monetary_score"]) for row in expected
    ]


def sorted_rows(shop: SmallShop) -> list[dict[str, Any]]:
    return sorted(shop.built("rfm_ranks"), key=lambda row: (row["snapshot"], row["customer_key"]))


def scores_of(row: dict[str, Any], rows: list[dict[str, Any]]) -> tuple[int, ...]:
    """The rule, word for word."""
    others = [other for other in rows if other["snapshot"] == row["snapshot"]]
    worse = (
        sum(other["recency_days"] > row["recency_days"] for other in others),
        sum(other["order_count"] < row["order_count"] for other in others),
        sum(other["spend_amount"] < row["spend_amount"] for other in others),
    )
    return tuple(min(5, 1 + 5 * count // len(others)) for count in worse)


def test_a_single_customer_and_customers_who_are_all_alike_have_ones(shop: SmallShop) -> None:
    shop.given(customers=customers("ada"), order_lines=orders([("ada", date(2024, 5, 1), 1)]))
    shop.expect("rfm_scores", """
        customer_code | recency_score | frequency_score | monetary_score | segment     | previous_segment
        code pos:ada  | 1             | 1               | 1              | hibernating | -
    """)  # fmt: skip


def test_an_empty_shop_has_no_segments(shop: SmallShop) -> None:
    for table in ("rfm_scores", "rfm_movements"):
        assert shop.rows_of(table) == []
