"""R26: every total that the data states is compared with what is computed, in every run."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from silver_shop import SilverShop


def test_line_totals_are_compared_after_discount(records: SilverShop) -> None:
    records.given(
        order_lines="""
        order_id | quantity | unit_price | discount_rate | discount_amount | stated_amount
        1        | 2        | 10         | 0.1           | -               | 18
        2        | 2        | 10         | -             | 3               | 17
        3        | 3        | 1.25       | -             | -               | 4
    """
    )
    records.expect(
        "stated_totals",
        """
        measure    | compared_count | differing_count | stated_value | computed_value | is_question
        line_total | 3              | 1               | 4.0000       | 3.7500         | yes
    """,
    )
    records.expect(
        "stated_differences",
        """
        measure    | order_id | line_number | stated_value | computed_value
        line_total | 3        | 1           | 4.0000       | 3.7500
    """,
    )
    records.expect(
        "open_questions",
        """
        question          | entity      | effect  | row_count | amount | examples
        totals.line_total | order_lines | differs | 1         | 3.7500 | 3: 4.00 stated and 3.75 computed (file.csv row 3)
    """,
    )


def test_one_stray_total_of_twenty_is_told_and_not_asked(records: SilverShop) -> None:
    good = "\n".join(f"{n} | 10 | 10" for n in range(19))
    records.given(
        order_lines=f"""
        order_id | unit_price | stated_amount
{good}
        99 | 10 | 11
    """
    )
    records.expect(
        "stated_totals",
        """
        measure    | compared_count | differing_count | is_question
        line_total | 20             | 1               | no
    """,
    )
    records.expect("open_questions", "question")


def test_what_a_total_of_orders_holds_is_what_fits_most(records: SilverShop) -> None:
    records.given(
        orders="""
            order_id | tax_amount | freight_amount | discount_amount | subtotal_amount | total_due_amount
            1        | 2          | 5              | 1               | 10              | 16
            2        | 2          | 0              | 0               | 10              | 12
            3        | 4          | 0              | 2               | 20              | 22
            4        | 4          | 0              | 0               | 20              | 25
        """,
        order_lines="""
            order_id | line_number | unit_price
            1        | 1           | 10
            2        | 1           | 10
            3        | 1           | 12
            3        | 2           | 8
            4        | 1           | 20
        """,
    )
    records.expect(
        "stated_differences",
        """
        measure     | order_id | stated_value | computed_value
        order_total | 4        | 25.0000      | 24.0000
    """,
    )
    records.expect(
        "open_questions",
        """
        question           | entity | effect  | row_count | amount  | examples
        totals.order_total | orders | differs | 1         | 24.0000 | 4: 25.00 stated and 24.00 computed (file.csv row 4)
    """,
    )


def test_the_number_of_lines_is_compared(records: SilverShop) -> None:
    records.given(
        orders="""
            order_id | stated_line_count
            1        | 2
        """,
        order_lines="""
            order_id | line_number
            1        | 1
        """,
    )
    records.expect(
        "stated_differences",
        """
        measure    | order_id | stated_value | computed_value
        line_count | 1        | 2.0000       | 1.0000
    """,
    )


def test_an_answer_ends_the_question_and_the_comparison_stays(records: SilverShop) -> None:
    records.given(
        order_lines="""
        order_id | unit_price | stated_amount
        1        | 10         | 11
    """
    )
    records.answer("web", {"totals.line_total": "computed"})
    records.expect("open_questions", "question")
    records.expect(
        "stated_totals",
        """
        measure    | differing_count
        line_total | 1
    """,
    )


def test_orders_with_a_line_in_quarantine_are_not_compared(records: SilverShop) -> None:
    records.given(
        orders="""
            order_id | total_due_amount
            1        | 20
        """,
        order_lines="""
            order_id | line_number | unit_price | _fate
            1        | 1           | 10         | loaded
            1        | 2           | 10         | quarantined
        """,
    )
    records.expect("stated_differences", "measure")


def test_a_count_is_one_of_units_where_that_fits_most_orders(records: SilverShop) -> None:
    records.given(
        orders="""
            order_id | stated_line_count
            1        | 3
            2        | 5
            3        | 7
        """,
        order_lines="""
            order_id | line_number | quantity
            1        | 1           | 3
            2        | 1           | 4
            2        | 2           | 1
            3        | 1           | 4
            3        | 2           | 1
        """,
    )
    records.expect(
        "stated_differences",
        """
        measure    | order_id | stated_value | computed_value | source_file | source_row
        line_count | 3        | 7.0000       | 5.0000         | file.csv    | 3
    """,
    )
