"""R11: marketing gets a customer only with a usable channel; the others are counted by reason."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from small_shop import SmallShop


def known(shop: SmallShop) -> None:
    shop.given(
        customers="customer_id\nada\nbob\ncid\ndan",
        contact_points="""
            customer_id | email           | phone_e164   | is_email_usable | is_phone_usable | is_contactable | unreachable_reason
            ada         | ada@example.com | +15125550100 | yes             | no              | yes            | -
            bob         | bob@example.com | +15125550101 | no              | yes             | yes            | -
            cid         | -               | -            | no              | no              | no             | missing
            dan         | dan@example.com | -            | no              | no              | no             | opted out
        """,
        customer_clusters="customer_id | cluster_number | cluster_label\nada | 1 | toys",
        order_lines="""
            business_date | customer_id | currency_code | unit_price
            2024-05-01    | ada         | USD           | 10
            2024-05-02    | ada         | USD           | 20
            2024-05-01    | cid         | EUR           | 7
            2024-05-02    | cid         | EUR           | 1
            2024-05-02    | cid         | USD           | 5
        """,
    )  # fmt: skip


def test_a_channel_that_may_not_be_used_is_not_shown(shop: SmallShop) -> None:
    """The e-mail of one who opted out of e-mail must not reach marketing beside a usable phone."""
    known(shop)
    shop.expect("marketing_contacts", """
        customer_id | email           | phone_number | order_count | spend_amount | currency_code | tier | cluster_label
        ada         | ada@example.com | -            | 2           | 30.00        | USD           | gold | toys
        bob         | -               | +15125550101 | 0           | 0.00         | USD           | -    | -
    """)  # fmt: skip


def test_the_unreachable_are_counted_once_and_their_money_per_currency(shop: SmallShop) -> None:
    known(shop)
    shop.expect("unreachable_customers", """
        source_system | unreachable_reason | currency_code | customer_count | spend_amount
        pos           | missing            | EUR           | 1              | 8.00
        pos           | missing            | USD           | 0              | 5.00
        pos           | opted out          | USD           | 1              | 0.00
    """)  # fmt: skip


def test_no_marketing_table_names_an_unreachable_customer(shop: SmallShop) -> None:
    known(shop)
    tables = ["marketing_contacts", "marketing_customer_categories", "customer_data_mart",
              "infrequent_buyers", "coupon_offers"]  # fmt: skip
    shop.build(*tables)
    for table in tables:
        found = {row["customer_id"] for row in shop.built(table)}
        assert found <= {"ada", "bob"}, table


def test_who_has_no_contact_row_at_all_is_counted_with_those_who_gave_neither(
    shop: SmallShop,
) -> None:
    shop.given(
        customers="customer_id\nada\nbob",
        contact_points="""
            customer_id | is_email_usable | is_phone_usable | is_contactable | unreachable_reason
            ada         | no              | no              | no             | email missing, phone missing
        """,
    )  # fmt: skip
    shop.expect("unreachable_customers", """
        unreachable_reason           | customer_count
        email missing, phone missing | 2
    """)  # fmt: skip
