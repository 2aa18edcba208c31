"""What belongs to an order and stands in the first of its rows only, or beside columns of lines."""

from __future__ import annotations

HEADER = (
    "Name,Id,Paid,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Refunded Amount,"
    "Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku\n"
)
ROWS = (
    "#7,901,yes,EUR,54.00,4.00,0.00,58.00,6.00,0.00,2024-06-01,2,Lamp,25.00,L1\n"
    "#7,,,,,,,,,,2024-06-01,1,Bulb,10.00,B1\n"
    "#8,902,yes,EUR,30.00,0.00,0.00,30.00,0.00,12.50,2024-06-02,3,Bulb,10.00,B1\n"
)


def test_the_number_of_an_order_is_the_one_that_all_its_rows_have(staged) -> None:
    models = staged({"export.csv": HEADER + ROWS})
    assert [it["order_id"] for it in models["order_lines"].rows] == ["#7", "#7", "#8"]
    assert [it["order_id"] for it in models["orders"].rows] == ["#7", "#8"]


def test_amounts_of_the_order_are_none_of_its_first_line(staged) -> None:
    models = staged({"export.csv": HEADER + ROWS})
    lines, orders = models["order_lines"], models["orders"]
    assert lines.column("discount_amount") == [None, None, None]
    assert lines.column("stated_amount") == [None, None, None]
    assert orders.column("discount_amount") == [6, 0]
    assert orders.column("freight_amount") == [4, 0]
    assert orders.column("total_due_amount") == [58, 30]
    assert not lines.questions
    assert not orders.questions


def test_orders_of_one_line_each_tell_it_by_the_names_of_their_lines(staged) -> None:
    first, _, last = ROWS.splitlines(keepends=True)
    first = first.replace("54.00", "44.00").replace("58.00", "48.00")
    models = staged({"export.csv": HEADER + first + last})
    assert models["order_lines"].column("discount_amount") == [None, None]
    assert models["orders"].column("discount_amount") == [6, 0]


def test_what_was_given_back_of_an_order_is_a_return(staged) -> None:
    returns = staged({"export.csv": HEADER + ROWS})["returns"]
    assert [(it["order_id"], it["returned_date"]) for it in returns.rows] == [("#8", "2024-06-02")]
    assert [float(it) for it in returns.column("amount")] == [12.5]


def test_totals_of_the_order_that_all_its_rows_repeat_are_none_of_a_line(staged) -> None:
    header = "Order Number,Order Date,Order Total Amount,SKU,Quantity (- Refund),Item Cost\n"
    text = header + "".join(
        f"{n},2024-05-0{n},{total},{sku},{units},{price}\n"
        for n, total, sku, units, price in (
            (1, "24.90", "A", 2, "5.00"), (1, "24.90", "B", 1, "10.00"),
            (2, "9.90", "A", 1, "5.00"), (3, "29.90", "A", 1, "5.00"),
            (3, "29.90", "B", 2, "10.00"),
        )
    )  # fmt: skip
    found = staged({"orders.csv": text})
    lines = found["order_lines"]
    assert lines.column("quantity") == [2, 1, 1, 1, 2]
    assert "stated_amount" not in lines.model.columns
    assert found["orders"].model.columns["total_due_amount"] == "Order Total Amount"
