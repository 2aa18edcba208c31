"""R3, R26: what sources call the state of an order, and what is asked about it."""

from __future__ import annotations

from silver_shop import SilverShop


def given_orders(records: SilverShop, *words: str, source: str = "web") -> None:
    """An order with one line for each word; numbered from 1."""
    numbered = list(enumerate(words, start=1))
    records.given(
        orders="source_system | order_id | status\n"
        + "".join(f"{source} | {number} | {word}\n" for number, word in numbered),
        order_lines="source_system | order_id\n"
        + "".join(f"{source} | {number}\n" for number, _ in numbered),
    )


def meanings(records: SilverShop) -> dict[str, str]:
    return {row["delivered_status"]: row["status"] for row in records.rows_of("orders")}


def test_words_that_are_sure_are_read_in_seven_languages_however_they_are_written(
    records: SilverShop,
) -> None:
    given_orders(records, "Completed", "wc-on-hold", "PAYMENT_FAILED", "Storniert", "livrée",
                 "pendiente", "Pagato", "geannuleerd", "concluído")  # fmt: skip
    assert meanings(records) == {
        "Completed": "completed", "wc-on-hold": "open", "PAYMENT_FAILED": "failed",
        "Storniert": "cancelled", "livrée": "completed", "pendiente": "open",
        "Pagato": "completed", "geannuleerd": "cancelled", "concluído": "completed",
    }  # fmt: skip


def test_codes_and_words_that_are_not_sure_are_unknown_and_do_not_count(
    records: SilverShop,
) -> None:
    given_orders(records, "completed", "5", "C", "Invoiced", "Closed", "Approved")
    records.expect("order_lines", """
        order_id | delivered_status | status    | is_counted
        1        | completed        | completed | yes
        2        | 5                | unknown   | no
        3        | C                | unknown   | no
        4        | Invoiced         | unknown   | no
        5        | Closed           | unknown   | no
        6        | Approved         | unknown   | no
    """)  # fmt: skip


def test_an_answer_says_what_a_word_means_whatever_its_capitals(records: SilverShop) -> None:
    given_orders(records, "shipped", "4", "DONE")
    records.answer("web", {"status.4": "completed", "status.done": "cancelled"})
    assert meanings(records) == {"shipped": "completed", "4": "completed", "DONE": "cancelled"}


def test_an_answer_holds_for_its_own_source_alone(records: SilverShop) -> None:
    given_orders(records, "4", source="web")
    given_orders(records, "4", source="erp")
    records.answer("web", {"status.4": "completed"})
    records.expect("orders", """
        source_system | status
        erp           | unknown
        web           | completed
    """)  # fmt: skip


def test_the_set_of_a_known_system_says_what_its_words_mean(records: SilverShop) -> None:
    """Alone, `done` and `closed` are nobody's; beside `sale` and `holded` they are a system's."""
    given_orders(records, "sale", "done", "cancel", "sent", source="odoo")
    given_orders(records, "holded", "closed", "complete", source="magento")
    records.expect("orders", """
        source_system | delivered_status | status
        magento       | closed           | cancelled
        magento       | complete         | completed
        magento       | holded           | open
        odoo          | cancel           | cancelled
        odoo          | done             | completed
        odoo          | sale             | completed
        odoo          | sent             | open
    """)  # fmt: skip


def test_a_word_that_comes_later_takes_no_meaning_away(records: SilverShop) -> None:
    given_orders(records, "sale", "done", "Handed over")
    assert meanings(records) == {"sale": "completed", "done": "completed", "Handed over": "unknown"}


def test_a_source_without_a_status_has_completed_orders(records: SilverShop) -> None:
    given_orders(records, "-", "-")
    assert {row["status"] for row in records.rows_of("orders")} == {"completed"}


def test_an_order_without_a_status_is_asked_where_others_have_one(records: SilverShop) -> None:
    given_orders(records, "completed", "-")
    records.given(order_lines="order_id\n3")
    records.expect("order_lines", """
        order_id | delivered_status | status
        1        | completed        | completed
        2        | -                | unknown
        3        | -                | unknown
    """)  # fmt: skip


def test_orders_without_a_status_can_be_answered_too(records: SilverShop) -> None:
    given_orders(records, "completed", "-")
    records.answer("web", {"status.(empty)": "completed"})
    assert {row["status"] for row in records.rows_of("orders")} == {"completed"}


def test_what_is_unknown_is_asked_in_the_words_of_the_delivery(records: SilverShop) -> None:
    given_orders(records, "paid", "On the van", "on the van", "-")
    records.given(order_lines="order_id | _amount\n9 | 7")
    records.expect("open_questions", """
        entity      | question          | effect      | row_count | examples
        orders      | status.On the van | not counted | 2         | 2, 3
        orders      | status.(empty)    | not counted | 1         | 4
        order_lines | status.(empty)    | not counted | 1         | 9
    """)  # fmt: skip
