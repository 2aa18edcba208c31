"""Keys are found by what names say, by what databases declare, and by values where those tell."""

from __future__ import annotations

HEADER = "sale_no,{item},{product},sold_on,quantity,price\n"


def test_small_numbers_in_a_list_of_keys_are_no_keys(recognise) -> None:
    people = "customer_id,city\n" + "".join(f"{n},Oslo\n" for n in range(1, 41))
    lines = "sale_no,points,sold_on,sku,quantity,price\n" + "".join(
        f"{n},{n % 30 + 1},2024-01-{n % 28 + 1:02d},T{n % 5},1,2.00\n" for n in range(90)
    )
    found = recognise({"people.csv": people, "lines.csv": lines})
    assert "customer_id" not in found["order_lines"].matches


def test_a_name_of_another_thing_is_no_key_whatever_its_values(recognise) -> None:
    people = "customer_id,city\n" + "".join(f"K-{n}-X,Oslo\n" for n in range(40))
    lines = "sale_no,vendor_ref,sold_on,sku,quantity,price\n" + "".join(
        f"{n},K-{n % 30}-X,2024-01-{n % 28 + 1:02d},T{n % 5},1,2.00\n" for n in range(90)
    )
    found = recognise({"people.csv": people, "lines.csv": lines})
    assert "customer_id" not in found["order_lines"].matches


def test_an_item_that_counts_the_lines_of_each_order_is_no_product(recognise) -> None:
    rows = "".join(
        f"{n // 2},{n % 2 + 1},Thing {n % 7},2024-01-{n % 28 + 1:02d},1,2.00\n" for n in range(40)
    )
    text = HEADER.format(item="item_id", product="product_name") + rows
    matches = recognise({"lines.csv": text})["order_lines"].matches
    assert matches["product_id"].column.original == "product_name"
    assert matches["line_number"].column.original == "item_id"


def test_an_item_number_that_repeats_over_orders_is_the_product(recognise) -> None:
    rows = "".join(
        f"{n // 2},{n * 5 % 13 + 3},Thing {n * 5 % 13},2024-01-{n % 28 + 1:02d},1,2.00\n"
        for n in range(40)
    )
    text = HEADER.format(item="item_id", product="product_name") + rows
    matches = recognise({"lines.csv": text})["order_lines"].matches
    assert matches["product_id"].column.original == "item_id"


def test_lines_may_name_products_by_another_key_than_the_list_s_own_number(recognise) -> None:
    products = "id,sku,name\n" + "".join(f"{n},SK-{n}X,Thing {n}\n" for n in range(1, 31))
    lines = "sale_no,article,sold_on,quantity,price\n" + "".join(
        f"{n},SK-{n % 30 + 1}X,2024-01-{n % 28 + 1:02d},1,2.00\n" for n in range(60)
    )
    found = recognise({"products.csv": products, "lines.csv": lines})
    assert found["products"].matches["product_id"].column.original == "sku"
    assert found["order_lines"].matches["product_id"].column.original == "article"


def test_purchase_orders_are_no_sales(recognise) -> None:
    lines = "order_id,line_id,product_id,quantity,unit_price,order_date\n" + "".join(
        f"{n // 2},{n % 2 + 1},{n % 25},2,3.50,2024-05-{n % 28 + 1:02d}\n" for n in range(60)
    )
    bought = lines.replace("order_id,line_id", "purchase_order_id,purchase_order_line_id")
    found = recognise({"order_lines.csv": lines, "purchase_order_lines.csv": bought})
    assert found["order_lines"].table.name == "order_lines"


def test_a_list_of_which_sales_name_nobody_is_no_list_of_customers(recognise) -> None:
    creditors = "account_no,name\n" + "".join(f"V-{n},Firm {n}\n" for n in range(20))
    orders = "order_id,customer_id,order_date,total\n" + "".join(
        f"{n},C-{n % 9},2024-01-02,5.00\n" for n in range(40)
    )
    found = recognise({"creditors.csv": creditors, "orders.csv": orders})
    assert found["customers"].is_derived
