"""R14: what people need help with, month by month, and how it went."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from small_shop import SmallShop

OPENED = datetime(2024, 5, 1, 8)


def tickets(hours: list[str | None], **more: str) -> str:
    """One ticket per entry, of customers of their own, resolved after so many hours."""
    lines = ["ticket_id | customer_id | created_at | resolved_at | issue_type | satisfaction_score"]
    for number, wait in enumerate(hours):
        end = OPENED + timedelta(hours=float(wait)) if wait is not None else None
        lines.append(f"{number} | c{number} | {OPENED} | {end or '-'} | refund | -")
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("hours", "median", "p90"),
    [
        (["5"], "5.0000", "5.0000"),
        (["1", "2"], "1.5000", "1.9000"),
        (["10", "1", "2", None], "2.0000", "8.4000"),
        (["1", "2", "3", "100"], "2.5000", "70.9000"),
        (["7"] * 6, "7.0000", "7.0000"),
        ([str(hour) for hour in range(1, 12)], "6.0000", "10.0000"),
        (["0.5", "0.25"], "0.3750", "0.4750"),
        ([None, None], None, None),
    ],
)
def test_median_and_90th_percentile_are_interpolated_and_leave_open_tickets_out(
    shop: SmallShop, hours: list[str | None], median: str | None, p90: str | None
) -> None:
    shop.given(support_tickets=tickets(hours))
    (row,) = shop.rows_of("support_patterns")
    expected = [None if value is None else Decimal(value) for value in (median, p90)]
    assert [row["median_hours_to_resolve"], row["p90_hours_to_resolve"]] == expected
    assert (row["ticket_count"], row["open_count"]) == (len(hours), hours.count(None))


def test_volume_share_and_satisfaction_of_a_kind_and_month(shop: SmallShop) -> None:
    """A ticket counts in the month in which it was opened; one that is resolved after the as-of date
    is open; one without a kind or a known customer is there."""
    shop.as_of = date(2024, 6, 30)
    shop.given(
        customers="customer_id\nada\nbob",
        order_lines="business_date\n2024-01-01",
        support_tickets="""
            ticket_id | customer_id | created_at          | resolved_at         | issue_type | satisfaction_score
            1         | ada         | 2024-05-31 10:00:00 | 2024-06-02 10:00:00 | refund     | 5
            2         | ada         | 2024-05-01 10:00:00 | 2024-05-01 11:00:00 | refund     | 4
            3         | bob         | 2024-05-01 10:00:00 | 2024-07-01 10:00:00 | refund     | -
            4         | who         | 2024-06-01 10:00:00 | -                   | refund     | 4
            5         | bob         | 2024-06-30 10:00:00 | -                   | -          | -
            6         | bob         | 2024-07-01 10:00:00 | -                   | refund     | -
        """,
    )
    shop.expect("support_patterns", """
        opened_month | issue_type | ticket_count | customer_count | resolved_count | open_count | resolved_share | rated_count | mean_satisfaction_score | is_complete
        2024-05-01   | refund     | 3            | 2              | 2              | 1          | 0.666667       | 2           | 4.5000                  | yes
        2024-06-01   | refund     | 1            | 0              | 0              | 1          | 0.000000       | 1           | 4.0000                  | yes
        2024-06-01   | unknown    | 1            | 1              | 0              | 1          | 0.000000       | 0           | -                       | yes
    """)  # fmt: skip


REOPENED = """
    ticket_id | customer_id | created_at          | resolved_at         | issue_type
    1         | ada         | 2024-05-01 10:00:00 | 2024-05-02 10:00:00 | refund
    2         | ada         | 2024-05-09 10:00:00 | 2024-05-10 10:00:00 | refund
    3         | ada         | 2024-05-17 10:00:01 | 2024-05-17 11:00:00 | refund
    4         | ada         | 2024-05-18 10:00:00 | -                   | delivery
    5         | bob         | 2024-05-18 10:00:00 | -                   | refund
    6         | cid         | 2024-05-01 10:00:00 | 2024-05-05 10:00:00 | refund
    7         | cid         | 2024-05-02 10:00:00 | 2024-05-03 10:00:00 | refund
    8         | -           | 2024-05-01 10:00:00 | 2024-05-02 10:00:00 | refund
    9         | -           | 2024-05-03 10:00:00 | 2024-05-04 10:00:00 | refund
    10        | dan         | 2024-05-03 10:00:00 | 2024-05-03 10:00:00 | refund
    11        | eve         | 2024-05-03 10:00:00 | 2024-05-02 10:00:00 | refund
"""


@pytest.mark.parametrize(("days", "reopened"), [(7, ["pos:1"]), (8, ["pos:1", "pos:2"]), (6, [])])
def test_reopened_is_a_further_ticket_of_the_same_customer_and_kind_soon_after(
    shop: SmallShop, days: int, reopened: list[str]
) -> None:
    """To the second 7 days after the first; a second more after the second. Not: another kind, another
    customer, one that was opened before the other was resolved, nobody knows whose, or the ticket
    itself, whether it was resolved at once or, as the source has it, before it was opened."""
    shop.rule("support", reopened_days=days)
    shop.given(support_tickets=REOPENED)
    shop.build("support_patterns")
    found = [row["ticket_key"] for row in shop.built("ticket_cases", "is_reopened")]
    assert sorted(found) == reopened
    (row,) = shop.built("support_patterns", "issue_type = 'refund'")
    assert (row["resolved_count"], row["reopened_count"]) == (9, len(reopened))
    assert row["reopened_share"] == (Decimal(len(reopened)) / 9).quantize(Decimal("0.000001"))


def test_a_shop_without_tickets_has_no_patterns(shop: SmallShop) -> None:
    assert shop.rows_of("support_patterns") == []
