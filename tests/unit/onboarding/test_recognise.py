"""Tables are recognised by their columns, in several naming conventions, and by their values."""

from __future__ import annotations

import pytest

from tillhouse.contracts.entities import read_entities
from tillhouse.errors import ConfigError
from tillhouse.onboarding.entities import guess_entities

SNAKE = "order_id,line_no,product_id,qty,unit_price,order_date\n" + "".join(
    f"{n // 2},{n % 2 + 1},{n % 25},2,3.50,2024-05-{n % 28 + 1:02d}\n" for n in range(100)
)
CAMEL = SNAKE.replace(
    "order_id,line_no,product_id,qty,unit_price,order_date",
    "OrderNumber,LineItem,ProductKey,OrderQty,UnitPrice,OrderDate",
)
SPACES = SNAKE.replace(
    "order_id,line_no,product_id,qty,unit_price,order_date",
    "Invoice No,Line,Item Code,Quantity,Price Each,Invoice Date",
)
PRODUCTS = "id,name,category\n" + "".join(f"{n},Thing {n},All\n" for n in range(25))
CUSTOMERS = "Customer ID,First Name,Last Name,E-mail,City\n" + "".join(
    f"{n},Ann,Archer,a{n}@example.com,Hull\n" for n in range(30)
)


@pytest.mark.parametrize("text", [SNAKE, CAMEL, SPACES], ids=["snake", "camel", "spaces"])
def test_order_lines_are_recognised_in_every_convention(recognise, text: str) -> None:
    lines = recognise({"export.csv": text})["order_lines"]
    assert {"order_id", "line_number", "product_id", "quantity", "unit_price", "business_date"} <= (
        set(lines.matches)
    )


def test_orders_are_derived_from_lines_where_there_is_no_list_of_them(recognise) -> None:
    found = recognise({"export.csv": SNAKE, "products.csv": PRODUCTS})
    assert found["orders"].is_derived
    assert not found["products"].is_derived


def test_contacts_stand_in_the_list_of_customers(recognise) -> None:
    found = recognise({"customers.csv": CUSTOMERS})
    assert set(found) == {"customers", "contacts"}
    assert found["contacts"].matches["email"].column.original == "E-mail"


def test_a_column_without_a_telling_name_is_a_key_by_its_values(recognise) -> None:
    coded = "".join(
        f"{n // 2},{n % 2 + 1},A-{n % 25}X,2,3.50,2024-05-{n % 28 + 1:02d}\n" for n in range(100)
    )
    text = "order_id,line_no,xref_7,qty,unit_price,order_date\n" + coded
    products = "id,name,category\n" + "".join(f"A-{n}X,Thing {n},All\n" for n in range(25))
    found = recognise({"export.csv": text, "products.csv": products})
    match = found["order_lines"].matches["product_id"]
    assert match.column.original == "xref_7"
    assert "check" in match.why
    assert match.sure < 0.8


def test_the_day_of_an_order_is_lent_to_its_lines(recognise) -> None:
    lines = "order_id,product_id,qty,price\n" + "".join(f"{n // 2},{n},1,2\n" for n in range(60))
    orders = "order_id,customer_id,order_date,status\n" + "".join(
        f"{n},{n % 9},2024-01-02,shipped\n" for n in range(30)
    )
    found = recognise({"order_lines.csv": lines, "orders.csv": orders})
    assert not found["orders"].is_derived
    lookup = found["order_lines"].lookups["business_date"]
    assert lookup.hops[0].table.name == "orders"


def test_a_column_of_words_is_no_quantity_whatever_it_is_called(recognise) -> None:
    text = SNAKE.replace(",2,3.50,", ",two,3.50,")
    found = recognise({"export.csv": text})
    assert "order_lines" not in found or "quantity" not in found["order_lines"].matches


def test_the_user_knows_better(recognise) -> None:
    found = recognise({"export.csv": SNAKE, "things.csv": PRODUCTS}, export="none")
    assert "order_lines" not in found
    with pytest.raises(ConfigError, match="no entity 'product'"):
        recognise({"export.csv": SNAKE}, export="product")


BY_CHANNEL = "nr;datum;kunde;artikel;anzahl;einzelpreis\n1;01.03.2024;K1;A;1;10,00\n"


@pytest.mark.parametrize(
    "name", ["web_sales", "laden_verkaeufe", "category_sales", "service_sales"]
)
def test_sales_are_sales_whatever_their_table_is_called_by(recognise, name: str) -> None:
    """Sold on the web, in a store: that is by what, and makes no visits and no stores of them."""
    more = "".join(f"{n};{n:02d}.03.2024;K{n % 3};B;2;10,00\n" for n in range(2, 20))
    found = recognise({f"{name}.csv": BY_CHANNEL + more})
    assert found["order_lines"].matches["quantity"].column.original == "anzahl"
    assert not {"web_sessions", "stores", "support_tickets"} & set(found)


def test_a_table_that_may_be_sales_is_asked_for_where_there_are_none(look) -> None:
    looked = look({"customers.csv": CUSTOMERS, "x.csv": "Tag,Stück,wer\n2024-05-01,3,a\n"})
    guess_entities(looked, read_entities(), {})
    (asked,) = [question for _, question in looked.asked]
    assert asked.key == "tables.x"
    assert set(asked.choices) == {"order_lines", "none"}
