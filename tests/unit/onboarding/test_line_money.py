"""R2: what the totals of a delivery decide of prices, discounts and taxes, and what is asked."""

from __future__ import annotations

from decimal import Decimal

import pytest


def table(header: str, *rows: str) -> str:
    return "\n".join([header, *rows]) + "\n"


def nets(lines) -> list[Decimal]:
    """Gross less discount of each line, as silver computes it."""
    found = []
    for gross, quantity, price, rate, off in zip(
        *map(
            lines.column,
            ("gross_amount", "quantity", "unit_price", "discount_rate", "discount_amount"),
        ),
        strict=True,
    ):
        amount = gross if gross is not None else quantity * price
        found.append(amount - (off if off is not None else amount * (rate or 0)))
    return found


NAMES = "Bon,Datum,Artikel,Menge,Preis,Rabatt,Summe"


@pytest.mark.parametrize(
    ("discounts", "totals", "off"),
    [
        (("5", "0", "12.5"), ("38.00", "9.00", "26.25"), ["2.00", "0", "3.75"]),
        (("0.05", "0", "0.125"), ("38.00", "9.00", "26.25"), ["2.00", "0", "3.75"]),
        (("0.40", "0", "1.00"), ("39.60", "9.00", "29.00"), ["0.40", "0", "1.00"]),
        (("-0.40", "0", "-1.00"), ("39.60", "9.00", "29.00"), ["0.40", "0", "1.00"]),
        (("0.40", "0", "0.75"), ("38.40", "9.00", "28.50"), ["1.60", "0", "1.50"]),
    ],
    ids=["percent", "fraction", "money", "money below 0", "money of each unit"],
)
def test_totals_tell_what_a_discount_is(staged, discounts, totals, off) -> None:
    a, b, c = zip(discounts, totals, strict=True)
    text = table(
        NAMES,
        f"1,2024-05-02,Kerze,4,10.00,{a[0]},{a[1]}",
        f"2,2024-05-02,Vase,1,9.00,{b[0]},{b[1]}",
        f"3,2024-05-03,Topf,2,15.00,{c[0]},{c[1]}",
    )
    lines = staged({"bons.csv": text})["order_lines"]
    expected = [gross - Decimal(it) for gross, it in zip((40, 9, 30), off, strict=True)]
    assert nets(lines) == expected
    assert lines.column("stated_amount") == expected
    assert not lines.questions


def test_one_stray_total_of_many_does_not_hide_what_a_discount_is(staged) -> None:
    good = [f"{n},2024-05-02,mug,2,10.00,{n % 3 * 5},{20 - n % 3}" for n in range(40)]
    lines = staged(
        {
            "sales.csv": table(
                "no,day,item,qty,price,discount,total", *good, "40,2024-05-02,mug,2,10.00,5,77"
            )
        }
    )
    assert lines["order_lines"].column("discount_rate")[1] == Decimal("0.05")


def test_a_discount_that_no_total_shows_is_asked_for_and_the_answer_is_taken(staged) -> None:
    files = {"sales.csv": table("no,day,item,qty,price,discount", "1,2024-05-02,mug,2,10.00,0.5")}
    lines = staged(files)["order_lines"]
    assert lines.questions == ["discount.sales"]
    assert lines.rows[0]["_question"] == "discount.sales"
    assert nets(staged(files, {"discount.sales": "money"})["order_lines"]) == [Decimal("19.5")]
    assert nets(staged(files, {"discount.sales": "fraction"})["order_lines"]) == [10]


def test_a_total_that_leaves_the_discount_out_is_asked_for(staged) -> None:
    files = {
        "sales.csv": table(
            "no,day,item,qty,price,discount pct,total", "1,2024-05-02,mug,2,10.00,20,20.00"
        )
    }
    assert staged(files)["order_lines"].questions == ["discount.sales"]
    assert nets(staged(files, {"discount.sales": "included"})["order_lines"]) == [20]
    assert nets(staged(files, {"discount.sales": "percent"})["order_lines"]) == [16]


def test_the_price_of_a_product_tells_that_a_total_is_after_its_discount(staged) -> None:
    text = table(
        "receipt,day,article,revenue,qty,rebate",
        "1,2024-05-02,pen,12.00,4,0", "2,2024-05-02,pen,9.00,4,0.25", "3,2024-05-03,ink,8.00,1,0.2",
    )  # fmt: skip
    lines = staged({"till.csv": text})["order_lines"]
    assert nets(lines) == [12, 9, 8]
    assert lines.column("gross_amount") == [12, 12, 10]


def test_the_price_of_a_product_tells_that_a_total_is_before_its_discount(staged) -> None:
    text = table(
        "receipt,day,article,revenue,qty,rebate pct",
        "1,2024-05-02,pen,12.00,4,0", "2,2024-05-02,pen,12.00,4,25", "3,2024-05-03,ink,8.00,1,20",
    )  # fmt: skip
    assert nets(staged({"till.csv": text})["order_lines"]) == [12, 9, Decimal("6.4")]


def test_only_totals_are_told_and_stay_exact(staged) -> None:
    rows = ("1,2024-05-02,pen,3,20.00", "1,2024-05-02,ink,6,10.00")
    text = table("receipt,day,article,qty,amount", *rows)
    lines = staged({"till.csv": text})["order_lines"]
    assert lines.column("gross_amount") == [20, 10]
    assert "unit_price" not in lines.rows[0]
    assert "discount_amount" not in lines.rows[0]


def test_of_a_list_price_and_a_net_price_the_net_one_was_paid(staged) -> None:
    text = table(
        "order_id,date,item,qty,unit_price,net_price",
        "1,2024-05-02,pen,3,4.00,3.50", "2,2024-05-02,ink,1,8.00,8.00",
    )  # fmt: skip
    lines = staged({"sales.csv": text})["order_lines"]
    assert nets(lines) == [Decimal("10.5"), 8]


def test_the_totals_tell_which_of_two_prices_was_paid(staged) -> None:
    text = table(
        "order_id,date,item,qty,price,sale_price,total",
        "1,2024-05-02,pen,3,4.00,3.50,10.50", "2,2024-05-02,ink,1,8.00,7.00,7.00",
    )  # fmt: skip
    assert nets(staged({"sales.csv": text})["order_lines"]) == [Decimal("10.5"), 7]


def test_thousands_are_told_by_the_totals(staged) -> None:
    text = table(
        "no;day;item;qty;price;total", "1;2024-05-02;a;1,500;3;4500", "2;2024-05-02;b;2,250;2;4500"
    )
    lines = staged({"sales.csv": text})["order_lines"]
    assert lines.column("quantity") == [1500, 2250]
    assert not lines.questions


@pytest.mark.parametrize(
    ("header", "row", "included", "tax"),
    [
        ("no,day,item,qty,price,tax,total", "1,2024-05-02,pen,2,50.00,20.00,120.00", "false", 20),
        ("no,day,item,qty,price,tax,net", "1,2024-05-02,pen,2,60.00,20.00,100.00", "true", 20),
        ("no,day,item,qty,price,vat rate,total", "1,2024-05-02,pen,2,50.00,20,120.00", "false", 20),
        ("no,day,item,qty,price,vat %,vat", "1,2024-05-02,pen,2,60.00,20,20.00", "true", 20),
        ("no,day,item,qty,price,vat %,vat", "1,2024-05-02,pen,2,50.00,20,20.00", "false", 20),
        ("Bon,Datum,Artikel,Menge,Bruttopreis,MwSt-Satz", "1,2024-05-02,a,2,60.00,20", "true", 20),
        ("no,day,item,qty,price_excl_vat,vat_rate", "1,2024-05-02,pen,2,50.00,20", "false", 20),
    ],
)
def test_totals_rates_and_names_tell_where_the_tax_is(staged, header, row, included, tax) -> None:
    lines = staged({"sales.csv": table(header, row)})["order_lines"]
    assert [it["is_tax_included"] for it in lines.rows] == [included]
    assert lines.column("tax_amount") == [tax]
    assert not lines.questions


def test_a_tax_that_nothing_places_is_asked_for(staged) -> None:
    files = {"sales.csv": table("no,day,item,qty,price,tax", "1,2024-05-02,pen,2,60.00,20.00")}
    assert staged(files)["order_lines"].questions == ["tax.sales"]
    answered = staged(files, {"tax.sales": "included"})["order_lines"]
    assert [it["is_tax_included"] for it in answered.rows] == ["true"]


LINES = table("order_no,item,qty,price", "1,pen,2,30.00", "2,ink,1,40.00", "3,cap,1,10.00")


@pytest.mark.parametrize(
    ("rows", "discounts"),
    [
        (("1,2024-05-02,6.00,4.00,58.00", "2,2024-05-02,0,4.00,44.00"), [6, 0]),
        (("1,2024-05-02,6.00,4.00,64.00", "2,2024-05-02,0,4.00,44.00"), [None, None]),
    ],
    ids=["beside the lines", "in the lines"],
)
def test_totals_of_orders_tell_whether_their_discount_is_in_the_lines(
    staged, rows, discounts
) -> None:
    header = "order_no,order_date,order_discount,shipping,total"
    orders = staged({"lines.csv": LINES, "orders.csv": table(header, *rows)})["orders"]
    assert orders.column("discount_amount") == discounts
    assert not orders.questions


def test_a_discount_of_the_order_that_no_total_shows_is_asked_for(staged) -> None:
    header = "order_no,order_date,order_discount"
    files = {"lines.csv": LINES, "orders.csv": table(header, "1,2024-05-02,6.00")}
    assert staged(files)["orders"].questions == ["discount.orders"]
    assert staged(files, {"discount.orders": "beside"})["orders"].column("discount_amount") == [6]


@pytest.mark.parametrize(("total", "included"), [("60.00", "true"), ("70.00", "false")])
def test_totals_of_orders_tell_whether_prices_hold_the_tax(staged, total, included) -> None:
    orders = table("order_no,order_date,tax,total", f"1,2024-05-02,10.00,{total}")
    rows = staged({"lines.csv": LINES, "orders.csv": orders})["orders"].rows
    assert [it["is_tax_included"] for it in rows] == [included]


def test_a_gross_price_without_any_tax_is_taken_as_it_stands_and_told(staged) -> None:
    text = "Bon;Datum;Artikel;Menge;Brutto\n1;01.05.2024;A;1;11,90\n2;13.05.2024;B;2;23,80\n"
    lines = staged({"kasse.csv": text})["order_lines"]
    assert lines.column("tax_amount") == [None, None]
    assert any(it.startswith("Brutto may hold tax") for it in lines.model.remarks)


def test_a_tax_of_few_values_that_grows_with_the_price_is_money(staged) -> None:
    text = "no,day,item,qty,price,tax\n" + "".join(
        f"{n},2024-05-0{n % 9 + 1},A{n % 2},1,{(4, 10)[n % 2]}.00,{('0.80', '2.00')[n % 2]}\n"
        for n in range(1, 9)
    )
    files = {"sales.csv": text}
    asked = staged(files)["order_lines"].model.questions
    (key,) = (it.key for it in asked if it.topic == "tax")
    lines = staged(files, {key: "included"})["order_lines"]
    assert set(lines.column("tax_amount")) == {Decimal("0.80"), Decimal("2.00")}


def test_a_tax_of_few_values_that_is_the_same_for_all_prices_is_a_rate(staged) -> None:
    text = "no,day,item,qty,gross price,tax\n" + "".join(
        f"{n},2024-05-0{n % 9 + 1},A{n},1,{11.90 * n:.2f},19\n" for n in range(1, 9)
    )
    lines = staged({"sales.csv": text})["order_lines"]
    assert lines.column("tax_amount")[:2] == [Decimal("1.9"), Decimal("3.8")]


def test_a_discount_below_0_comes_off_the_gross_total_and_refunds_give_it_back(staged) -> None:
    text = "id,day,sku,qty,gross sales,discounts,net sales,tax\n" + "".join(
        f"{n},2024-05-0{n % 9 + 1},A,{units},{gross},{off},{net},{n}.17\n"
        for n, (units, gross, off, net) in enumerate(
            [("1", "4.50", "-0.50", "4.00"), ("2", "9.00", "0.00", "9.00"),
             ("-1", "-4.50", "0.50", "-4.00"), ("3", "13.50", "-1.00", "12.50")] * 3
        )
    )  # fmt: skip
    lines = staged({"items.csv": text})["order_lines"]
    assert lines.column("gross_amount")[:3] == [Decimal("4.5"), 9, Decimal("-4.5")]
    assert lines.column("discount_amount")[:3] == [Decimal("0.5"), 0, Decimal("-0.5")]
    # gross less discount is net here: neither word speaks of the tax
    assert [it.topic for it in lines.model.questions] == ["tax"]
