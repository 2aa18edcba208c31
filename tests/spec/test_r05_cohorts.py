"""R4, R5: customers by the month of their first purchase, and what became of them up to the as-of date."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from datetime import date

import pytest
from small_shop import SmallShop

LINES = """
    business_date | order_id | customer_id | quantity | unit_price | currency_code
    2023-12-30    | 1        | ada         | 1        | 10         | USD
    2023-12-31    | 2        | ada         | 1        | 10         | USD
    2024-02-10    | 3        | ada         | 1        | 30         | USD
    2023-12-05    | 4        | bob         | 1        | 6          | USD
    2024-01-20    | 5        | bob         | -1       | 6          | USD
    2024-01-02    | 6        | cid         | -1       | 4          | USD
    2024-02-20    | 7        | cid         | 1        | 50.0050    | USD
    2024-03-02    | 8        | cid         | 1        | 900        | JPY
    2024-03-02    | 9        | who         | 1        | 70         | USD
    2024-01-02    | 10       | dee         | -1       | 4          | USD
"""


@pytest.fixture
def cohorts(shop: SmallShop) -> SmallShop:
    shop.as_of = date(2024, 3, 10)
    shop.given(customers="customer_id\nada\nbob\ncid\ndee\neve", order_lines=LINES)
    return shop


def test_a_month_without_any_of_them_is_0_and_not_a_gap(cohorts: SmallShop) -> None:
    """Bob only brings back in January: he has not come back. Months run on over the year's end."""
    cohorts.expect("cohort_retention", """
        cohort_month | months_since | month_start_date | customer_count | active_customer_count | retention_rate | purchase_day_count | is_complete
        2023-12-01   | 0            | 2023-12-01       | 2              | 2                     | 1.000000       | 3                  | yes
        2023-12-01   | 1            | 2024-01-01       | 2              | 0                     | 0.000000       | 0                  | yes
        2023-12-01   | 2            | 2024-02-01       | 2              | 1                     | 0.500000       | 1                  | yes
        2023-12-01   | 3            | 2024-03-01       | 2              | 0                     | 0.000000       | 0                  | no
        2024-02-01   | 0            | 2024-02-01       | 1              | 1                     | 1.000000       | 1                  | yes
        2024-02-01   | 1            | 2024-03-01       | 1              | 1                     | 1.000000       | 1                  | no
    """)  # fmt: skip


def test_first_repeat_and_lapsed_are_the_whole_cohort(cohorts: SmallShop) -> None:
    """Ada came back and has stayed away for 29 days, less than 30; bob once, 96 days ago; cid returned."""
    cohorts.expect("customer_cohorts", """
        cohort_month | customer_count | first_customer_count | repeat_customer_count | lapsed_customer_count | returned_customer_count | returned_rate | lapsed_rate
        2023-12-01   | 2              | 0                    | 1                     | 1                     | 1                       | 0.500000      | 0.500000
        2024-02-01   | 1              | 0                    | 1                     | 0                     | 1                       | 1.000000      | 0.000000
    """)  # fmt: skip


def test_the_value_of_a_cohort_grows_with_what_it_spends_and_falls_with_what_it_returns(
    cohorts: SmallShop,
) -> None:
    """What cid brought back before the first purchase counts in its month. Yen stand apart."""
    cohorts.expect("cohort_values", """
        cohort_month | months_since | currency_code | customer_count | net_amount | lifetime_value_amount | lifetime_value_per_customer_amount | is_complete
        2023-12-01   | 0            | USD           | 2              | 26.00      | 26.00                 | 13.00                              | yes
        2023-12-01   | 1            | USD           | 2              | -6.00      | 20.00                 | 10.00                              | yes
        2023-12-01   | 2            | USD           | 2              | 30.00      | 50.00                 | 25.00                              | yes
        2023-12-01   | 3            | USD           | 2              | 0.00       | 50.00                 | 25.00                              | no
        2024-02-01   | 0            | USD           | 1              | 46.01      | 46.01                 | 46.01                              | yes
        2024-02-01   | 1            | USD           | 1              | 0.00       | 46.01                 | 46.01                              | no
        2024-02-01   | 0            | JPY           | 1              | 0.00       | 0.00                  | 0.00                               | yes
        2024-02-01   | 1            | JPY           | 1              | 900.00     | 900.00                | 900.00                             | no
    """)  # fmt: skip


def test_new_is_who_bought_for_the_first_time_ever_within_the_period(cohorts: SmallShop) -> None:
    """Bob brings back in January what he bought in December; cid and dee bring back and have not bought
    yet: none is new. Cid is new in February, and in the year, in both currencies. 70 are of nobody known."""
    cohorts.expect("new_and_returning_customers", """
        period_label | currency_code | customer_count | new_customer_count | returning_customer_count | new_customer_rate | net_amount | new_net_amount | returning_net_amount | anonymous_net_amount | is_complete
        2023         | USD           | 2              | 2                  | 0                        | 1.000000          | 26.00      | 26.00          | 0.00                 | 0.00                 | yes
        2024         | USD           | 4              | 1                  | 3                        | 0.250000          | 136.01     | 46.01          | 20.00                | 70.00                | no
        2024         | JPY           | 1              | 1                  | 0                        | 1.000000          | 900.00     | 900.00         | 0.00                 | 0.00                 | no
        2023-12      | USD           | 2              | 2                  | 0                        | 1.000000          | 26.00      | 26.00          | 0.00                 | 0.00                 | yes
        2024-01      | USD           | 3              | 0                  | 3                        | 0.000000          | -14.00     | 0.00           | -14.00               | 0.00                 | yes
        2024-02      | USD           | 2              | 1                  | 1                        | 0.500000          | 80.01      | 50.01          | 30.00                | 0.00                 | yes
        2024-03      | USD           | 0              | 0                  | 0                        | -                 | 70.00      | 0.00           | 0.00                 | 70.00                | no
        2024-03      | JPY           | 1              | 0                  | 1                        | 0.000000          | 900.00     | 0.00           | 900.00               | 0.00                 | no
        2023-12-30   | USD           | 1              | 1                  | 0                        | 1.000000          | 10.00      | 10.00          | 0.00                 | 0.00                 | yes
        2023-12-31   | USD           | 1              | 0                  | 1                        | 0.000000          | 10.00      | 0.00           | 10.00                | 0.00                 | yes
    """, where="period_type in ('year', 'month') or period_label in ('2023-12-30', '2023-12-31')")  # fmt: skip


def test_gaps_are_told_by_which_purchase_it_was(shop: SmallShop) -> None:
    """Gaps: ada 1, 3, 10; bob 2; two purchases on one day are one visit. The median of 1, 2, 3, 10 is the
    smallest that half of them do not exceed, 2, and not 2.5."""
    shop.given(customers="customer_id\nada\nbob\ncid", order_lines="""
        business_date | order_id | customer_id | quantity
        2024-01-01    | 1        | ada         | 1
        2024-01-02    | 2        | ada         | 1
        2024-01-02    | 3        | ada         | 1
        2024-01-05    | 4        | ada         | 1
        2024-01-09    | 5        | ada         | -1
        2024-01-15    | 6        | ada         | 1
        2024-01-01    | 7        | bob         | 1
        2024-01-03    | 8        | bob         | 1
        2024-01-03    | 9        | cid         | 1
        2024-01-04    | 10       | who         | 1
    """)  # fmt: skip
    shop.expect("purchase_gap_statistics", """
        gap_group | gap_count | mean_gap_days | lower_quartile_gap_days | median_gap_days | upper_quartile_gap_days | ninetieth_percentile_gap_days | longest_gap_days
        all       | 4         | 4.00          | 1                       | 2               | 3                       | 10                            | 10
        1         | 2         | 1.50          | 1                       | 1               | 2                       | 2                             | 2
        2         | 1         | 3.00          | 3                       | 3               | 3                       | 3                             | 3
        3         | 1         | 10.00         | 10                      | 10              | 10                      | 10                            | 10
    """)  # fmt: skip


def test_gaps_from_the_tenth_on_are_one_group(shop: SmallShop) -> None:
    days = "\n".join(f"2024-01-{n:02} | ada" for n in range(1, 14))
    shop.given(customers="customer_id\nada", order_lines=f"business_date | customer_id\n{days}")
    found = {row["gap_group"]: row["gap_count"] for row in shop.rows_of("purchase_gap_statistics")}
    assert found == {"all": 12, "10 or later": 3, **{str(n): 1 for n in range(1, 10)}}


def test_an_empty_shop_has_no_cohorts(shop: SmallShop) -> None:
    tables = ("customer_cohorts", "cohort_retention", "cohort_values", "purchase_gap_statistics",
              "new_and_returning_customers", "customer_analysis", "customer_regions", "top_customers")  # fmt: skip
    shop.build(*tables)
    assert [table for table in tables if shop.built(table)] == []
