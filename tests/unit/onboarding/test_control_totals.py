"""Totals that are delivered apart from sales are recognised, and nothing else is taken for them."""

from __future__ import annotations

from decimal import Decimal

import pytest

LINES = "order_id,line_no,store,product_id,qty,unit_price,order_date\n" + "".join(
    f"{n // 2},{n % 2 + 1},{'NS'[n // 2 % 2]},{n % 25},2,3.50,2024-05-{n // 10 + 1:02d}\n"
    for n in range(100)
)
DAYS = [(f"2024-05-{n + 1:02d}", store, 35 + n) for n in range(10) for store in "NS"]
MONTHS = [f"2024-{n + 1:02d}" for n in range(9)]


def of_days(header: str, separator: str = ",") -> str:
    """One row per store and day."""
    rows = (separator.join((day, store, str(total))) for day, store, total in DAYS)
    return "\n".join((header, *rows)) + "\n"


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("z_reports.csv", "date,store,total"),
        ("ZBerichte.csv", "Datum,Filiale,Umsatz"),
        ("Tagesabschluss.csv", "Tag,Filiale,Summe brutto"),
        ("Kassenabschlüsse.csv", "Datum,Filiale,Betrag"),
        ("daily totals.csv", "Day,Branch,Amount"),
        ("cash-up.csv", "Business Date,Shop,Takings"),
        ("control_totals.csv", "business_date,store_id,amount"),
        ("store_days.csv", "date,store,daily sales"),
        ("closings.csv", "closing date,location,net sales"),
        ("cierre_de_caja.csv", "Fecha,Tienda,Importe"),
        ("clotures.csv", "Jour,Magasin,Montant TTC"),
        ("chiusure.csv", "Giorno,Negozio,Totale"),
        ("dagafsluiting.csv", "Datum,Winkel,Omzet"),
        ("fechos.csv", "Dia,Loja,Total"),
        ("ventas_diarias.csv", "Fecha,Sucursal,Total"),
    ],
)
def test_days_and_amounts_that_say_so_are_control_totals(recognise, name: str, header: str) -> None:
    found = recognise({"lines.csv": LINES, name: of_days(header)})
    assert {"order_lines", "control_totals"} <= set(found)
    assert {"business_date", "store_id", "amount"} <= set(found["control_totals"].matches)
    assert not found["order_lines"].table.name.startswith(found["control_totals"].table.name)


def test_a_total_of_a_till_keeps_its_till_and_counts_are_no_order_numbers(recognise) -> None:
    text = "id,date,store,register,total sales,number of transactions\n" + "".join(
        f"{n},2024-05-{n // 2 + 1:02d},N,{n % 2 + 1},{40 + n},{7 + n}\n" for n in range(20)
    )
    found = recognise({"lines.csv": LINES, "z_reports.csv": text})["control_totals"]
    assert found.name_of("till_id") == "register"
    assert found.name_of("order_count") == "number_of_transactions"


def test_a_later_delivery_replaces_the_total_of_its_store_till_and_day(staged) -> None:
    text = "date,store,till,total\n2024-05-01,N,1,40\n2024-05-01,N,2,50\n2024-05-02,N,1,60\n"
    totals = staged({"lines.csv": LINES, "z_reports.csv": text})["control_totals"]
    assert totals.column("_slice") == ["N|1|2024-05-01", "N|2|2024-05-01", "N|1|2024-05-02"]
    assert totals.column("amount") == [Decimal(40), Decimal(50), Decimal(60)]
    assert set(totals.column("period_type")) == {None}


@pytest.mark.parametrize(
    ("header", "days", "first"),
    [
        ("Month,Revenue", MONTHS, "2024-01-01"),
        ("Monat,Umsatz", [f"{it[5:]}.{it[:4]}" for it in MONTHS], "2024-01-01"),
        ("Mois,Chiffre d'affaires", [f"{it[5:]}/{it[:4]}" for it in MONTHS], "2024-01-01"),
        ("date,monthly sales", [f"{it}-01" for it in MONTHS], "2024-01-01"),
        ("Datum,Monatsumsatz", [f"01.{it[5:]}.{it[:4]}" for it in MONTHS], "2024-01-01"),
        ("month,total", ["2024-01-31", "2024-02-29", "2024-03-31"], "2024-01-31"),
    ],
)
def test_months_of_the_books_are_months(staged, header: str, days: list[str], first: str) -> None:
    text = "\n".join((header, *(f"{day},{900 + n}" for n, day in enumerate(days)))) + "\n"
    totals = staged({"lines.csv": LINES, "books.csv": text})["control_totals"]
    assert set(totals.column("period_type")) == {"month"}
    assert totals.rows[0]["business_date"] == first
    assert not totals.questions


def test_weeks_are_weeks_where_a_name_says_so(staged) -> None:
    text = "week,store,total\n2024-05-06,N,7\n2024-05-13,N,8\n2024-05-20,N,9\n"
    totals = staged({"lines.csv": LINES, "weekly_totals.csv": text})["control_totals"]
    assert set(totals.column("period_type")) == {"week"}


def test_the_days_of_the_till_and_the_months_of_the_books_are_both_compared(look) -> None:
    from tillhouse.contracts.entities import read_entities
    from tillhouse.onboarding.entities import guess_entities

    months = "month,total\n" + "".join(f"{it},500\n" for it in MONTHS)
    files = {"lines.csv": LINES, "z_reports.csv": of_days("date,store,total"), "books.csv": months}
    looked = look(files)
    found = guess_entities(looked, read_entities(), {})
    totals = sorted(it.table.name for it in found if it.entity.name == "control_totals")
    assert totals == ["books", "z_reports"]
    assert not looked.left_out
    assert not looked.asked


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("daily_orders.csv", "order_no,date,store,total\n" + "".join(
            f"A{n},2024-05-{n + 1:02d},N,{n + 20}\n" for n in range(20))),
        ("payments_daily_total.csv", "payment_id,date,payment_method,amount\n" + "".join(
            f"P{n},2024-05-{n + 1:02d},card,{n + 20}\n" for n in range(20))),
        ("sales_target.csv", of_days("month,store,monthly sales")),
        ("daily_budget.csv", of_days("date,store,total")),
        ("daily_expenses.csv", of_days("date,store,amount")),
        ("temperatures.csv", of_days("date,store,celsius")),
        ("daily_sales.csv", LINES.replace("order_id,line_no", "receipt,row")),
        ("daily_sales.csv", "date,sku,units,sales\n" + "".join(
            f"2024-05-{n // 2 + 1:02d},A{n % 2},3,{n + 9}\n" for n in range(40))),
        ("closings.csv", of_days("date,customer,total")),
        ("books.csv", "book_id,title,author,price,published\n" + "".join(
            f"{n},Book {n},Ann,{n + 9},2024-05-{n + 1:02d}\n" for n in range(20))),
        ("z_reports.csv", "date,store,total\n" + "2024-05-01,N,7\n" * 9),
    ],
)  # fmt: skip
def test_what_names_its_orders_things_or_people_is_none(recognise, name: str, text: str) -> None:
    assert "control_totals" not in recognise({"lines.csv": LINES, name: text})


def test_without_sales_there_is_nothing_to_compare(recognise) -> None:
    text = of_days("date,store,total")
    assert "control_totals" not in recognise({"z_reports.csv": text})
    told = recognise({"z_reports.csv": text}, z_reports="control_totals")
    assert "control_totals" in told
