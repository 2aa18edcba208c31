"""R5: a day far beyond all others moves no as-of date and does not count, and the line says so."""

from __future__ import annotations

from silver_shop import SilverShop

MARCH = "order_id | business_date\n" + "".join(
    f"{day} | 2024-03-{day:02d}\n" for day in range(1, 9)
)


def days_that_do_not_count(records: SilverShop) -> dict[str, str]:
    rows = records.rows_of("order_lines", "not is_counted")
    return {row["uncounted_value"]: row["uncounted_reason"] for row in rows}


def as_of(records: SilverShop) -> str:
    return str(records.rows_of("as_of")[0]["as_of_date"])


def test_a_mistyped_year_does_not_move_the_as_of_date(records: SilverShop) -> None:
    records.given(order_lines=MARCH)
    records.given(order_lines="order_id | business_date\n98 | 2034-03-05\n99 | 2091-03-06")
    assert as_of(records) == "2024-03-08"
    assert days_that_do_not_count(records) == {"2034-03-05": "far_date", "2091-03-06": "far_date"}
    assert {str(row["year_label"]) for row in records.rows_of("calendar")} == {"2024"}


def test_what_stands_for_no_date_does_not_open_the_calendar(records: SilverShop) -> None:
    records.given(order_lines=MARCH)
    records.given(order_lines="order_id | business_date\n98 | 1900-01-01\n99 | 1970-01-01")
    assert as_of(records) == "2024-03-08"
    assert days_that_do_not_count(records) == {"1900-01-01": "far_date", "1970-01-01": "far_date"}


def test_a_break_of_a_year_and_old_sales_are_no_slips(records: SilverShop) -> None:
    records.given(order_lines=MARCH)
    records.given(order_lines="order_id | business_date\n98 | 2025-08-05\n99 | 1998-03-06")
    assert as_of(records) == "2025-08-05"
    assert days_that_do_not_count(records) == {}


def test_many_lines_after_a_long_break_are_no_slip(records: SilverShop) -> None:
    records.given(order_lines=MARCH)
    records.given(order_lines=MARCH.replace("2024-", "2031-"))
    assert as_of(records) == "2031-03-08"


def test_the_sales_of_one_source_are_no_slip_beside_those_of_another(records: SilverShop) -> None:
    records.given(order_lines=MARCH)
    records.given(order_lines="source_system | order_id | business_date\nnew | 1 | 2031-01-01")
    assert as_of(records) == "2031-01-01"
    assert days_that_do_not_count(records) == {}


def test_settings_say_what_is_far(records: SilverShop) -> None:
    records.rule("far_dates", gap_days=100)
    records.given(order_lines=MARCH)
    records.given(order_lines="order_id | business_date\n98 | 2024-08-05")
    assert as_of(records) == "2024-03-08"


def test_an_as_of_date_that_is_given_decides(records: SilverShop) -> None:
    records.as_of = "2034-12-31"
    records.given(order_lines=MARCH)
    records.given(order_lines="order_id | business_date\n98 | 2034-03-05\n99 | 2091-03-06")
    assert days_that_do_not_count(records) == {None: "after_as_of"}


def test_goods_that_come_back_after_the_last_sale_move_it(records: SilverShop) -> None:
    records.given(
        order_lines=MARCH,
        orders="order_id | status\n7 | cancelled\n8 | completed",
        returns="return_id | order_id | returned_date\n1 | 8 | 2024-04-02\n2 | 7 | 2024-05-02",
    )
    records.answer("web", {"status.(empty)": "completed"})
    assert as_of(records) == "2024-04-02"


def test_sales_that_do_not_count_do_not_move_it(records: SilverShop) -> None:
    records.given(
        order_lines=MARCH + "9 | 2024-06-01\n",
        orders="order_id | status\n9 | cancelled",
    )
    records.answer("web", {"status.(empty)": "completed"})
    assert as_of(records) == "2024-03-08"
