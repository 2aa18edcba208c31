"""R4: what decides which number of a date is its day, and that it is asked where nothing does."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import pytest
import xlsxwriter


def sales(*days: str, header: str = "no,day,item,qty,price") -> str:
    rows = [f"{n},{day},a,1,2.00" for n, day in enumerate(days)]
    return "\n".join([header, *rows]) + "\n"


def read(staged, files, answers=None) -> list[str]:
    return [it["business_date"] for it in staged(files, answers)["order_lines"].rows]


def test_one_date_with_a_day_above_12_tells_the_order_of_all(staged) -> None:
    files = {"sales.csv": sales("03/04/2024", "05/04/2024", "21/04/2024")}
    assert read(staged, files) == ["2024-04-03", "2024-04-05", "2024-04-21"]
    files = {"sales.csv": sales("03/04/2024", "03/05/2024", "03/21/2024")}
    assert read(staged, files) == ["2024-03-04", "2024-03-05", "2024-03-21"]


def test_dates_of_another_table_tell_the_order_too(staged) -> None:
    files = {
        "sales.csv": sales("03/04/2024", "05/04/2024"),
        "customers.csv": "customer_id,name,city,joined\n7,Ann,Hull,30/01/2020\n",
    }
    assert read(staged, files) == ["2024-04-03", "2024-04-05"]


def test_a_date_beside_that_reads_in_one_way_tells_the_order(staged) -> None:
    text = (
        "no,order date,item,qty,price,stamp\n"
        "1,03/04/2024,a,1,2.00,2024-04-03\n2,05/04/2024,b,1,2.00,2024-04-05\n"
    )
    lines = staged({"sales.csv": text})["order_lines"]
    assert [it["business_date"] for it in lines.rows] == ["2024-04-03", "2024-04-05"]
    assert not lines.questions


def test_dates_that_nothing_orders_are_asked_for(staged) -> None:
    files = {"sales.csv": sales("03/04/2024", "05/04/2024")}
    lines = staged(files)["order_lines"]
    assert lines.questions == ["dates.sales"]
    assert lines.model.questions[0].choices["month_first"] == "the second: day 4 of month 5"
    assert read(staged, files, {"dates.sales": "month_first"}) == ["2024-03-04", "2024-05-04"]
    assert read(staged, files, {"dates.sales": "day_first"}) == ["2024-04-03", "2024-04-05"]


def test_dates_in_both_orders_are_asked_for(staged) -> None:
    files = {"sales.csv": sales("03/04/2024", "25/04/2024", "04/25/2024")}
    assert staged(files)["order_lines"].questions == ["dates.sales"]


def test_dates_of_one_reading_are_not_asked_for(staged) -> None:
    assert not staged({"sales.csv": sales("04/04/2024", "05/05/2024")})["order_lines"].questions


@pytest.mark.parametrize("days", [(2, 8, 11, 19, 30), (1, 4, 9, 12, 13, 28)])
def test_dates_that_a_spreadsheet_swapped_are_turned_back(staged, days) -> None:
    made = BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet, short = book.add_worksheet("Sales"), book.add_format({"num_format": "m/d/yyyy"})
        sheet.write_row(0, 0, ["No", "Day", "Item", "Qty", "Price"])
        for row, day in enumerate(days, 1):
            sheet.write_row(row, 0, [row, f"{day:02}/06/2023", "a", 1, 2.5])
            if day <= 12:  # what could be a date of the United States has become one
                sheet.write_datetime(row, 1, datetime(2023, day, 6), short)
    read_ = read(staged, {"sales.xlsx": made.getvalue()})
    assert read_ == [f"2023-06-{day:02}" for day in days]
