"""R3: the state of an order is found by its words, whatever its column is called."""

from __future__ import annotations

LINES = "id,order_id,product_id,qty,price\n" + "".join(
    f"{n},{n},P{n},1,10.00\n" for n in range(1, 6)
)


def orders(header: str, *words: str) -> str:
    rows = "".join(f"{n},2024-05-0{n},7,{word}\n" for n, word in enumerate(words, start=1))
    return f"id,date_order,partner_id,{header}\n{rows}"


def statuses(staged, text: str):
    found = staged({"sale_order.csv": text, "sale_order_line.csv": LINES})["orders"]
    return found.column("status") if "status" in found.model.columns else None


def test_a_state_that_says_draft_and_cancel_is_the_status(staged) -> None:
    words = ("sale", "done", "draft", "cancel", "sent")
    assert statuses(staged, orders("state", *words)) == list(words)


def test_a_state_of_the_country_is_none(staged) -> None:
    assert statuses(staged, orders("state", "TX", "CA", "NY", "TX", "WA")) is None


def test_words_that_say_nothing_of_orders_are_none(staged) -> None:
    assert statuses(staged, orders("mood", "new", "closed", "happy", "sad", "blue")) is None
