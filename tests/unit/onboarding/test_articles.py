"""Lines that call their article by its kind refer to a list with prices, and are lines too."""

from __future__ import annotations

LINES = "order_details_id,order_id,pizza_id,quantity\n1,1,ham_s,2\n2,1,ham_l,1\n3,2,ham_s,3\n"
ORDERS = "order_id,date,time\n1,2015-01-01,11:20:36\n2,2015-01-02,12:00:00\n"
PIZZAS = (
    "pizza_id,pizza_type_id,size,price\nham_s,ham,S,9.75\nham_l,ham,L,14.00\nveg_s,veg,S,8.00\n"
)


def test_the_key_of_a_list_with_prices_is_the_product(staged) -> None:
    found = staged({"order_details.csv": LINES, "orders.csv": ORDERS, "pizzas.csv": PIZZAS})
    lines = found["order_lines"]
    assert lines.column("product_id") == ["ham_s", "ham_l", "ham_s"]
    assert [float(it) for it in lines.column("unit_price")] == [9.75, 14, 9.75]
    assert found["products"].column("product_id") == ["ham_s", "ham_l", "veg_s"]


def test_a_number_that_no_list_with_prices_has_is_none(staged) -> None:
    drivers = "driver_id,name\n1,Ann\n2,Bo\n"
    lines = "order_id,driver_id,quantity,price\n1,1,2,3.00\n2,2,1,4.00\n"
    found = staged({"order_details.csv": lines, "orders.csv": ORDERS, "drivers.csv": drivers})
    assert "product_id" not in found["order_lines"].model.columns
