"""R20: plans with dates, stores, ranks, slabs and clawbacks; what was earned, taken back and paid."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from small_shop import SmallShop

TEAM = """
    employee_id | full_name    | is_manager
    7           | Grace Hopper | no
    8           | Alan Turing  | yes
"""
# Grace sells 25,000 in March and 3,000 in April; a tenth of March comes back in April.
SPRING = """
    business_date | order_id | store_id | employee_id | product_id | quantity | unit_price
    2025-03-03    | 1        | 1        | 7           | ball       | 5        | 2000
    2025-03-20    | 2        | 1        | 7           | ball       | 5        | 3000
    2025-03-21    | 3        | 1        | 8           | ball       | 1        | 500
    2025-04-02    | 4        | 1        | 7           | soap       | 1        | 3000
"""


def spring(shop: SmallShop, **settings: object) -> None:
    """1 % to rank 1, and 0.5 % above 10,000, 1 % above 20,000, with a clawback of 60 days."""
    usual = {
        "name": "spring",
        "valid_from": date(2025, 3, 1),
        "valid_to": date(2025, 5, 31),
        "rates": [0.01],
        "slabs": [{"above": 10000, "rate": 0.005}, {"above": 20000, "rate": 0.01}],
        "clawback_days": 60,
    }
    shop.plan(**{**usual, **settings})


@pytest.fixture
def worked(shop: SmallShop) -> SmallShop:
    """The worked example of DECISIONS.md."""
    spring(shop)
    shop.given(
        employees=TEAM,
        order_lines=SPRING,
        returns="return_id | order_id | product_id | returned_date | quantity\nr1 | 1 | ball | 2025-04-15 | 1",
    )
    shop.as_of = date(2025, 5, 31)
    return shop


def test_a_plan_holds_from_its_first_to_its_last_month(shop: SmallShop) -> None:
    """In February and June the standard rule holds: 1 % to the first, nothing to the second."""
    shop.plan(
        name="spring", valid_from=date(2024, 3, 1), valid_to=date(2024, 5, 31), rates=[0.02, 0.01]
    )
    months = ["2024-02-29", "2024-03-01", "2024-05-31", "2024-06-01"]
    shop.given(order_lines="business_date | store_id | employee_id | unit_price\n" + "\n".join(
        f"{day} | 1 | {person}" for day in months for person in ("7 | 100", "8 | 50")))  # fmt: skip
    shop.expect("incentive_history", """
        sales_month | sales_person_id | plan_name | plan_valid_from_date | plan_valid_to_date | sales_rank | rank_rate | incentive
        2024-02-01  | 7               | standard  | -                    | -                  | 1          | 0.010000  | 1.00
        2024-02-01  | 8               | standard  | -                    | -                  | 2          | 0.000000  | 0.00
        2024-03-01  | 7               | spring    | 2024-03-01           | 2024-05-31         | 1          | 0.020000  | 2.00
        2024-03-01  | 8               | spring    | 2024-03-01           | 2024-05-31         | 2          | 0.010000  | 0.50
        2024-05-01  | 7               | spring    | 2024-03-01           | 2024-05-31         | 1          | 0.020000  | 2.00
        2024-05-01  | 8               | spring    | 2024-03-01           | 2024-05-31         | 2          | 0.010000  | 0.50
        2024-06-01  | 7               | standard  | -                    | -                  | 1          | 0.010000  | 1.00
        2024-06-01  | 8               | standard  | -                    | -                  | 2          | 0.000000  | 0.00
    """)  # fmt: skip


def test_plans_of_different_stores_hold_at_once(shop: SmallShop) -> None:
    """A store is the one of its source: store 1 of the web shop has another plan."""
    shop.plan(
        name="one",
        valid_from=date(2024, 5, 1),
        stores=["pos:1"],
        rates=[0.02],
        include_managers=False,
    )
    shop.plan(
        name="two",
        valid_from=date(2024, 5, 1),
        stores=["pos:2", "web:1"],
        rates=[0.03],
        minimum_sales=100,
    )
    shop.given(
        employees=TEAM,
        order_lines="""
        business_date | source_system | store_id | employee_id | unit_price
        2024-05-01    | pos           | 1        | 7           | 100
        2024-05-01    | pos           | 1        | 8           | 900
        2024-05-01    | pos           | 2        | 7           | 99.99
        2024-05-01    | pos           | 3        | 7           | 100
        2024-05-01    | web           | 1        | 7           | 100
    """,
    )
    shop.expect("incentive_history", """
        source_system | store_id | sales_person_id | plan_name | sales_rank | incentive
        pos           | 1        | 7               | one       | 1          | 2.00
        pos           | 1        | 8               | one       | -          | 0.00
        pos           | 2        | 7               | two       | 1          | 0.00
        pos           | 3        | 7               | standard  | 1          | 1.00
        web           | 1        | 7               | two       | 1          | 3.00
    """)  # fmt: skip


def test_each_slab_pays_its_rate_on_the_part_above_its_limit(worked: SmallShop) -> None:
    """Grace: 1 % of 25,000, 0.5 % of 10,000 and 1 % of 5,000. One rate for all would pay 500."""
    worked.expect("incentive_history", """
        sales_person_id | full_name    | sales_month | total_sales | sales_rank | rank_rate | slab_incentive | incentive | clawback
        7               | Grace Hopper | 2025-03-01  | 25000.00    | 1          | 0.010000  | 100.00         | 350.00    | 0.00
        8               | Alan Turing  | 2025-03-01  | 500.00      | 2          | 0.000000  | 0.00           | 0.00      | 0.00
        7               | Grace Hopper | 2025-04-01  | 3000.00     | 1          | 0.010000  | 0.00           | 30.00     | 28.00
    """)  # fmt: skip


def test_slabs_are_paid_whatever_the_rank_and_exactly_at_a_limit_nothing_yet(
    shop: SmallShop,
) -> None:
    shop.plan(
        name="slabs",
        valid_from=date(2024, 5, 1),
        slabs=[{"above": 0, "rate": 0.01}, {"above": 100, "rate": 0.1}],
    )
    shop.given(order_lines="""
        business_date | store_id | employee_id | quantity | unit_price
        2024-05-01    | 1        | 7           | 1        | 100
        2024-05-01    | 1        | 8           | 1        | 100.05
        2024-05-01    | 1        | 9           | -1       | 50
    """)  # fmt: skip
    shop.expect("sales_team_data_mart", """
        sales_person_id | sales_rank | incentive
        7               | 2          | 1.00
        8               | 1          | 1.01
        9               | 3          | 0.00
    """)  # fmt: skip


def test_the_lines_add_up_to_the_incentive_whatever_the_plan(worked: SmallShop) -> None:
    """The line that crosses a limit earns on each side of it; one that is taken back earns it back."""
    worked.given(order_lines="""
        business_date | order_id | store_id | employee_id | product_id | quantity | unit_price
        2025-03-31    | 5        | 1        | 7           | ball       | -1       | 6000
    """)  # fmt: skip
    worked.expect("sales_team_incentive_lines", """
        sales_month | order_id | net_amount | incentive_rate | line_incentive | incentive | total_sales | plan_name
        2025-03-01  | 1        | 10000.0000 | 0.010000       | 100.00000000   | 235.00    | 19000.00    | spring
        2025-03-01  | 2        | 15000.0000 | 0.010000       | 250.00000000   | 235.00    | 19000.00    | spring
        2025-03-01  | 5        | -6000.0000 | 0.010000       | -115.00000000  | 235.00    | 19000.00    | spring
        2025-04-01  | 4        | 3000.0000  | 0.010000       | 30.00000000    | 30.00     | 3000.00     | spring
    """)  # fmt: skip


def test_a_return_takes_back_what_was_earned_on_it_in_its_own_month(worked: SmallShop) -> None:
    """350 of 25,000 are 1.4 %: of the ball for 2,000 that is 28, taken from April, which bears it."""
    worked.expect("incentive_clawbacks", """
        return_id | order_id | sold_date  | returned_date | clawback_month | sales_person_id | sales_month | plan_name | returned_amount | incentive_rate | clawback
        r1        | 1        | 2025-03-03 | 2025-04-15    | 2025-04-01     | 7               | 2025-03-01  | spring    | 2000.0000       | 0.014000       | 28.00
    """)  # fmt: skip
    payouts = worked.rows_of("incentive_payouts")
    assert {(row["sales_person_id"], str(row["sales_month"])): row["paid"] for row in payouts} == {
        ("7", "2025-03-01"): Decimal("350.00"),
        ("8", "2025-03-01"): Decimal("0.00"),
        ("7", "2025-04-01"): Decimal("2.00"),
    }


def test_what_a_month_cannot_bear_is_carried_forward_and_never_paid_back(worked: SmallShop) -> None:
    """All of March comes back in May: 350 less the 28 before are owed, June earns 30 of them."""
    worked.as_of = date(2025, 6, 30)
    worked.given(
        returns="""
            return_id | order_id | product_id | returned_date | quantity
            r2        | 1        | ball       | 2025-05-01    | 9
            r3        | 2        | ball       | 2025-05-02    | 5
        """,
        order_lines="""
            business_date | order_id | store_id | employee_id | unit_price
            2025-06-10    | 6        | 1        | 7           | 3000
        """,
    )
    worked.expect("incentive_payouts", """
        sales_person_id | sales_month | total_sales | incentive | clawback | paid   | carried_forward | paid_so_far
        7               | 2025-03-01  | 25000.00    | 350.00    | 0.00     | 350.00 | 0.00            | 350.00
        7               | 2025-04-01  | 3000.00     | 30.00     | 28.00    | 2.00   | 0.00            | 352.00
        7               | 2025-05-01  | 0.00        | 0.00      | 322.00   | 0.00   | 322.00          | 352.00
        7               | 2025-06-01  | 3000.00     | 30.00     | 0.00     | 0.00   | 292.00          | 352.00
        8               | 2025-03-01  | 500.00      | 0.00      | 0.00     | 0.00   | 0.00            | 0.00
    """)  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "returned", "expected"),
    [
        ({"clawback_days": 0}, "r1 | 1 | ball | 2025-04-15 | 1", []),
        ({"clawback_days": 43}, "r1 | 1 | ball | 2025-04-15 | 1", [Decimal("28.00")]),
        ({"clawback_days": 42}, "r1 | 1 | ball | 2025-04-15 | 1", []),
        ({}, "r1 | 1 | soap | 2025-04-15 | 1", []),
        ({}, "r1 | - | ball | 2025-04-15 | 1", []),
        ({}, "r1 | 3 | ball | 2025-04-15 | 1", []),
        ({"minimum_sales": 30000}, "r1 | 1 | ball | 2025-04-15 | 1", []),
        ({"valid_to": date(2025, 3, 31)}, "r1 | 1 | ball | 2025-04-15 | 1", [Decimal("28.00")]),
        ({"valid_from": date(2025, 4, 1)}, "r1 | 1 | ball | 2025-04-15 | 1", []),
    ],
    ids=["no clawback", "on the last day", "a day late", "not in the order", "no order",
         "of one who earned nothing", "nothing was earned", "the plan has ended", "before the plan"],
)  # fmt: skip
def test_only_what_was_earned_under_a_plan_with_a_clawback_is_taken_back(
    shop: SmallShop, settings: dict[str, object], returned: str, expected: list[Decimal]
) -> None:
    spring(shop, **settings)
    shop.as_of = date(2025, 5, 31)
    shop.given(
        order_lines=SPRING,
        returns=f"return_id | order_id | product_id | returned_date | quantity\n{returned}",
    )
    assert [row["clawback"] for row in shop.rows_of("incentive_clawbacks")] == expected


def test_clawbacks_of_one_sale_add_up_to_its_incentive_to_the_cent(shop: SmallShop) -> None:
    """1 % of 1.50 is 0.02; a third of it is half a cent each time: rounded by itself it takes 0.03."""
    shop.plan(name="one", valid_from=date(2024, 5, 1), rates=[0.01], clawback_days=90)
    shop.as_of = date(2024, 8, 1)
    shop.given(
        order_lines="""
            business_date | order_id | store_id | employee_id | product_id | quantity | unit_price
            2024-05-01    | 1        | 1        | 7           | ball       | 3        | 0.50
        """,
        returns="return_id | order_id | product_id | returned_date | quantity\n" + "\n".join(
            f"r{number} | 1 | ball | 2024-06-0{number} | 1" for number in (1, 2, 3, 4)),
    )  # fmt: skip
    shop.expect("incentive_clawbacks", """
        return_id | returned_amount | clawback
        r1        | 0.5000          | 0.01
        r2        | 0.5000          | 0.00
        r3        | 0.5000          | 0.01
    """)  # fmt: skip


def test_paid_is_what_a_ledger_kept_by_hand_says(shop: SmallShop) -> None:
    """Month after month: what is owed first, then the salesperson; against the window of the query."""
    shop.plan(name="one", valid_from=date(2023, 1, 1), rates=[0.1], clawback_days=3650)
    shop.as_of = date(2024, 12, 31)
    sales = [500, 20, 0, 300, 10, 10, 0, 900, 40, 5]
    back = [(1, 4), (1, 4), (2, 5), (4, 5), (1, 6), (8, 9)]  # month of the sale, of the return
    shop.given(
        order_lines="business_date | order_id | store_id | employee_id | product_id | quantity | unit_price\n"
        + "\n".join(f"2024-{m:02}-01 | {m} | 1 | 7 | ball | 10 | {s / 10}" for m, s in enumerate(sales, 1) if s),
        returns="return_id | order_id | product_id | returned_date | quantity\n"
        + "\n".join(f"r{n} | {sold} | ball | 2024-{month:02}-20 | 4" for n, (sold, month) in enumerate(back)),
    )  # fmt: skip
    earned = {m: Decimal(s) / 10 for m, s in enumerate(sales, 1)}
    taken = dict.fromkeys(earned, Decimal(0))
    left = dict.fromkeys(earned, 10)
    for sold, month in back:
        units = min(4, left[sold])
        left[sold] -= units
        taken[month] += (earned[sold] * units / 10).quantize(Decimal("0.01"), ROUND_HALF_UP)
    expected, owed = {}, Decimal(0)
    for month in earned:
        owed += taken[month]
        settled = min(owed, earned[month])
        owed -= settled
        expected[month] = (earned[month] - settled, owed)
    found = {
        row["sales_month"].month: (row["paid"], row["carried_forward"])
        for row in shop.rows_of("incentive_payouts")
    }
    assert found == {month: expected[month] for month in found}
    assert any(owed for _, owed in found.values())
    assert set(found) == set(earned) - {3, 7}


def test_without_sales_there_is_no_history(shop: SmallShop) -> None:
    spring(shop)
    shop.build("incentive_payouts", "incentive_clawbacks", "staff_ranking")
    for table in ("incentive_payouts", "incentive_history", "incentive_clawbacks", "staff_ranking"):
        assert shop.built(table) == []
