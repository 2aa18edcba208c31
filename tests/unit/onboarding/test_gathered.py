"""What lines tell of a product, and orders of a customer: what was told last, by business day."""

from __future__ import annotations

import pytest

HEADER = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID\n"
FIRST = "1,P1,Pen,1,3/13/2024 9:00,2.00,C1\n2,P2,Ink,1,3/14/2024 9:00,5.00,C1\n"
LATER = "3,P1,,-1,4/15/2024 9:00,2.00,C1\n4,P2,nan,1,4/16/2024 9:00,5.00,C2\n"
RENAMED = "5,P1,Pencil,1,4/10/2024 9:00,2.00,C1\n"


def products(staged, *files: str) -> dict[str, str]:
    found = staged({f"day{n}.csv": HEADER + text for n, text in enumerate(files)})["products"]
    names = found.column("product_name")
    return dict(zip(found.column("product_id"), names, strict=True))


@pytest.mark.parametrize("files", [(FIRST, LATER, RENAMED), (RENAMED, LATER, FIRST)])
def test_a_product_keeps_its_last_name_whatever_order_the_files_came_in(staged, files) -> None:
    assert products(staged, *files) == {"P1": "Pencil", "P2": "Ink"}


def test_an_address_is_never_put_together_from_two_orders(staged) -> None:
    header = "order_id,order_date,customer_id,customer_name,street,city,postal_code,sku,qty,price\n"
    rows = (
        "1,2024-03-13,C1,Ann Lee,Hill Road 1,Hull,HU1,A,1,2.00\n"
        "2,2024-03-14,C1,Ann Lee,,Leeds,,A,1,2.00\n"
        "3,2024-03-15,C1,,,,,A,1,2.00\n"
        "4,2024-03-15,C2,Bo Ray,Lane 2,York,YO1,B,1,2.00\n"
    )
    found = staged({"orders.csv": header + rows})["customers"]
    at = found.column("customer_id").index("C1")
    told = [found.column(name)[at] for name in ("full_name", "street_address", "city")]
    assert told == ["Ann Lee", None, "Leeds"]
