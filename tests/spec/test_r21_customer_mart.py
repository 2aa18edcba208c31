"""R21: one row per customer, store and month, so that a total is never repeated."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from small_shop import SmallShop


def test_one_row_per_customer_store_and_month(shop: SmallShop) -> None:
    shop.given(
        customers="""
            customer_id | full_name    | street_address
            ada         | Ada Lovelace | 12 St James's Sq
        """,
        contact_points="customer_id | phone_e164\nada | +442071234567",
        stores="""
            store_id | street_address | city   | state_code | postal_code | country_code
            1        | 5 Main St      | Austin | TX         | 78701       | US
            2        | -              | London | -          | -           | GB
        """,
        order_lines="""
            business_date | customer_id | store_id | currency_code | unit_price
            2024-05-02    | ada         | 1        | USD           | 10
            2024-05-31    | ada         | 1        | USD           | 5.50
            2024-06-01    | ada         | 1        | USD           | 1
            2024-05-02    | ada         | 2        | GBP           | 7
            2024-05-02    | bob         | 2        | GBP           | 99
        """,
    )
    shop.expect("customer_data_mart", """
        customer_id | full_name    | store_address                   | phone_number  | sales_date_month | currency_code | total_sales
        ada         | Ada Lovelace | 5 Main St, Austin, TX, 78701, US | +442071234567 | 2024-05-01       | USD           | 15.50
        ada         | Ada Lovelace | 5 Main St, Austin, TX, 78701, US | +442071234567 | 2024-06-01       | USD           | 1.00
        ada         | Ada Lovelace | London, GB                      | +442071234567 | 2024-05-01       | GBP           | 7.00
    """)  # fmt: skip


def test_a_store_that_no_list_names_keeps_its_id(shop: SmallShop) -> None:
    """Two unlisted stores are two rows; on the unknown member they would be one."""
    shop.given(
        customers="customer_id\nada",
        contact_points="customer_id | phone_e164\nada | +15125550100",
        order_lines="""
            business_date | customer_id | store_id
            2024-05-02    | ada         | 121
            2024-05-02    | ada         | 122
        """,
    )
    shop.expect("customer_data_mart", """
        store_id | store_address | total_sales
        121      | -             | 10.00
        122      | -             | 10.00
    """)  # fmt: skip


def test_the_same_customer_id_in_two_sources_is_two_customers(shop: SmallShop) -> None:
    shop.given(
        customers="customer_id | source_system\n1 | pos\n1 | web",
        contact_points="customer_key | email\npos:1 | a@example.com\nweb:1 | b@example.com",
        order_lines="""
            business_date | source_system | customer_id | unit_price
            2024-05-02    | pos           | 1           | 10
            2024-05-02    | web           | 1           | 20
        """,
    )
    shop.expect("customer_data_mart", """
        source_system | customer_id | total_sales
        pos           | 1           | 10.00
        web           | 1           | 20.00
    """)  # fmt: skip
