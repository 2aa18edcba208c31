"""R26: totals that are delivered apart (a till's Z report, the books' month) are compared too."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from silver_shop import SilverShop

ORDERS = """
    order_id | store_id | business_date | status
    1        | north    | 2024-05-01    | completed
    2        | south    | 2024-05-01    | completed
    3        | north    | 2024-05-02    | completed
    4        | north    | 2024-05-02    | cancelled
"""
LINES = """
    order_id | line_number | business_date | quantity | unit_price | tax_amount
    1        | 1           | 2024-05-01    | 2        | 10         | 3.80
    1        | 2           | 2024-05-01    | 1        | 5          | 0.95
    2        | 1           | 2024-05-01    | 1        | 7          | 1.33
    3        | 1           | 2024-05-02    | 3        | 10         | 5.70
    3        | 2           | 2024-05-02    | -1       | 10         | 1.90
    4        | 1           | 2024-05-02    | 1        | 99         | 18.81
"""
RIGHT = """
    business_date | store_id | amount
    2024-05-01    | north    | 25
    2024-05-01    | south    | 7
    2024-05-02    | north    | 20
"""


def test_right_totals_of_store_and_day_are_compared_and_no_question(records: SilverShop) -> None:
    records.given(orders=ORDERS, order_lines=LINES, control_totals=RIGHT)
    records.expect(
        "control_totals",
        """
        period_type | period_start_date | period_end_date | store_id | stated_amount | computed_amount | order_count | is_compared | is_different | is_tax_included
        day         | 2024-05-01        | 2024-05-01      | north    | 25.0000       | 25.0000         | 1           | yes         | no           | no
        day         | 2024-05-01        | 2024-05-01      | south    | 7.0000        | 7.0000          | 1           | yes         | no           | no
        day         | 2024-05-02        | 2024-05-02      | north    | 20.0000       | 20.0000         | 1           | yes         | no           | no
    """,
    )
    records.expect(
        "stated_totals",
        """
        measure       | compared_count | differing_count | is_question
        control_total | 3              | 0               | no
    """,
    )
    records.expect("open_questions", "question")


def test_a_lost_day_is_a_difference_and_an_empty_one_is_none(records: SilverShop) -> None:
    records.given(
        orders=ORDERS,
        order_lines=LINES,
        control_totals=RIGHT
        + """
        2024-05-03    | north    | 48.5
        2024-05-04    | north    | 0
    """,
    )
    records.expect(
        "stated_totals",
        """
        measure       | compared_count | differing_count | examples                                       | is_question
        control_total | 4              | 1               | north 2024-05-03: 48.50 stated and 0.00 computed | yes
    """,
    )
    records.expect(
        "open_questions",
        """
        question             | entity         | effect  | row_count | amount  | first_date | examples
        totals.control_total | control_totals | differs | 1         | 48.5000 | 2024-05-03 | north 2024-05-03: 48.50 stated and 0.00 computed
    """,
    )


def test_one_lost_day_of_many_is_no_stray_one_and_a_cent_is(records: SilverShop) -> None:
    days = range(1, 31)
    lines = "\n".join(f"{day} | 2024-05-{day:02d} | 100" for day in days if day != 9)
    totals = "\n".join(f"2024-05-{day:02d} | {'100.05' if day == 4 else 100}" for day in days)
    records.given(
        order_lines="order_id | business_date | unit_price\n" + lines,
        control_totals="business_date | amount\n" + totals,
    )
    records.expect("stated_totals", "compared_count | differing_count | is_question\n30 | 2 | yes")
    records.close()
    again = SilverShop(records.engine)
    again.given(
        order_lines="order_id | business_date | unit_price\n" + lines,
        control_totals="business_date | amount\n" + totals.replace("05-09 | 100", "05-09 | 0"),
    )
    again.expect("stated_totals", "compared_count | differing_count | is_question\n29 | 1 | no")


def test_sales_that_stand_in_the_wrong_store_show_in_both(records: SilverShop) -> None:
    records.given(
        orders=ORDERS,
        order_lines=LINES,
        control_totals="""
            business_date | store_id | amount
            2024-05-01    | north    | 32
            2024-05-01    | west     | 25
            2024-05-02    | north    | 20
        """,
    )
    records.expect(
        "stated_differences",
        """
        measure       | order_id | business_date | store_id | period_type | stated_value | computed_value
        control_total | -        | 2024-05-01    | north    | day         | 32.0000      | 25.0000
        control_total | -        | 2024-05-01    | west     | day         | 25.0000      | 0.0000
    """,
    )


def test_totals_with_tax_are_known_by_what_fits_most(records: SilverShop) -> None:
    records.given(
        orders=ORDERS,
        order_lines=LINES,
        control_totals="""
            business_date | store_id | amount
            2024-05-01    | north    | 29.75
            2024-05-01    | south    | 9
            2024-05-02    | north    | 23.80
        """,
    )
    records.expect(
        "control_totals",
        """
        store_id | period_start_date | is_tax_included | stated_amount | computed_amount | is_different
        north    | 2024-05-01        | yes             | 29.7500       | 29.7500         | no
        south    | 2024-05-01        | yes             | 9.0000        | 8.3300          | yes
        north    | 2024-05-02        | yes             | 23.8000       | 23.8000         | no
    """,
    )


def test_a_total_that_says_it_is_without_tax_is_compared_without(records: SilverShop) -> None:
    records.given(
        orders="order_id | store_id | is_tax_included\n1 | north | yes",
        order_lines="order_id | unit_price | tax_amount\n1 | 119 | 19",
        control_totals="""
            business_date | amount | is_tax_included
            2024-05-01    | 119    | no
        """,
    )
    records.expect(
        "stated_differences",
        """
        measure       | store_id | stated_value | computed_value
        control_total | -        | 119.0000     | 100.0000
    """,
    )


def test_the_month_of_the_books_is_that_of_all_stores(records: SilverShop) -> None:
    records.given(
        orders=ORDERS,
        order_lines=LINES,
        returns="""
            return_id | order_id | returned_date | store_id | amount
            r1        | 2        | 2024-05-20    | -        | 7
        """,
        control_totals="""
            business_date | period_type | amount
            2024-05-01    | month       | 45
            2024-06-30    | Month       | 12
        """,
    )
    records.expect(
        "control_totals",
        """
        period_type | period_start_date | period_end_date | store_id | stated_amount | computed_amount | is_different
        month       | 2024-05-01        | 2024-05-31      | -        | 45.0000       | 45.0000         | no
        month       | 2024-06-01        | 2024-06-30      | -        | 12.0000       | 0.0000          | yes
    """,
    )
    records.expect(
        "stated_totals",
        """
        measure       | examples
        control_total | 2024-06: 12.00 stated and 0.00 computed
    """,
    )


def test_totals_before_returns_and_with_what_is_no_goods_are_known_too(records: SilverShop) -> None:
    records.given(
        orders="order_id | freight_amount | discount_amount\n1 | 4 | 5\n2 | - | -",
        products="product_id | product_name\ng | Gift card\nm | Mug",
        order_lines="""
            order_id | line_number | product_id | quantity | unit_price | business_date
            1        | 1           | m          | 1        | 20         | 2024-05-01
            2        | 1           | g          | 1        | 50         | 2024-05-02
            2        | 2           | m          | -1       | 20         | 2024-05-02
        """,
        control_totals="""
            business_date | amount
            2024-05-01    | 19
            2024-05-02    | 50
        """,
    )
    records.expect(
        "control_totals",
        """
        period_start_date | computed_amount | is_different
        2024-05-01        | 19.0000         | no
        2024-05-02        | 50.0000         | no
    """,
    )


def test_the_tills_of_a_store_are_added_up(records: SilverShop) -> None:
    records.given(
        orders=ORDERS,
        order_lines=LINES,
        control_totals="""
            business_date | store_id | till_id | amount | order_count
            2024-05-01    | north    | 1       | 20     | 1
            2024-05-01    | north    | 2       | 5      | 0
            2024-05-02    | -        | north   | 20     | 1
        """,
    )
    records.expect(
        "control_totals",
        """
        store_id | period_start_date | stated_amount | stated_order_count | computed_amount
        north    | 2024-05-01        | 25.0000       | 1                  | 25.0000
        north    | 2024-05-02        | 20.0000       | 1                  | 20.0000
    """,
    )


def test_totals_are_compared_while_their_source_waits(records: SilverShop) -> None:
    waits = "_fate | _question\n"
    lines = "order_id | unit_price | " + waits + "1 | 10 | held | (source)"
    totals = "business_date | amount | " + waits + "2024-05-01 | 11 | held | (source)"
    records.given(order_lines=lines, control_totals=totals)
    records.expect("open_questions", "question | amount\ntotals.control_total | 11.0000")


def test_a_period_with_an_open_question_is_not_compared_yet(records: SilverShop) -> None:
    records.given(
        orders="order_id | status\n1 | completed\n2 | zzz",
        order_lines="order_id | unit_price\n1 | 10\n2 | 5",
        control_totals="business_date | amount\n2024-05-01 | 15",
    )
    records.expect("stated_differences", "measure")
    records.expect("control_totals", "is_compared | is_different\nno | no")


def test_an_answer_ends_the_question_of_control_totals(records: SilverShop) -> None:
    records.given(
        order_lines="order_id | unit_price\n1 | 10",
        control_totals="business_date | amount\n2024-05-01 | 15",
    )
    records.answer("web", {"totals.control_total": "computed"})
    records.expect("open_questions", "question")
