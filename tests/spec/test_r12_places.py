"""R12: countries and states by whatever name, and post codes by the rules of their own country."""

from __future__ import annotations

from silver_shop import SilverShop


def test_a_country_has_its_code_by_any_usual_name_and_an_unknown_one_is_unknown(
    records: SilverShop,
) -> None:
    names = {"Namibia": "NA", "NA": "NA", "U.S.A.": "US", "bra": "BR", "Mordor": "unknown",
             "Belgique": "BE", "Elfenbeinküste": "CI", "Viet Nam": "VN", "276": "DE", "D": "DE",
             "Somewhere": "unknown", "España": "ES"}  # fmt: skip
    records.given(
        customers="customer_id | country_code\n" + "".join(f"{it} | {it}\n" for it in names)
    )
    rows = records.rows_of("customers", "is_known")
    assert {row["customer_id"]: row["country_code"] for row in rows} == names


def test_a_customer_without_a_country_has_the_contacts_else_the_shops(records: SilverShop) -> None:
    records.given(
        customers="customer_id\n1\n2",
        contacts="customer_id | country_code\n1 | Italy",
    )
    records.expect("customers", """
        customer_id | country_code
        1           | IT
        2           | DE
    """, where="is_known")  # fmt: skip


def test_states_and_post_codes_follow_the_country(records: SilverShop) -> None:
    records.shop["country"] = "US"
    records.given(customers="""
        customer_id | country_code | state_code | postal_code
        1           | -            | Texas      | 1002
        2           | Canada       | quebec     | H2X 1Y4
        3           | Norway       | Oslo       | 0171
        4           | BE           | -          | 1000
        5           | USA          | wa         | 2134.0
    """)  # fmt: skip
    records.expect("customers", """
        customer_id | country_code | state_code | postal_code
        1           | US           | TX         | 01002
        2           | CA           | QC         | H2X 1Y4
        3           | NO           | Oslo       | 0171
        4           | BE           | -          | 1000
        5           | US           | WA         | 02134
    """, where="is_known")  # fmt: skip


def test_a_country_that_only_some_customers_tell_is_unknown_of_the_others(
    records: SilverShop,
) -> None:
    records.given(customers="""
        customer_id | country_code | state_code | postal_code
        1           | Norway       | -          | 171
        2           | -            | Texas      | 1002
    """)  # fmt: skip
    records.expect("customers", """
        customer_id | country_code | state_code | postal_code
        1           | NO           | -          | 0171
        2           | unknown      | Texas      | 1002
    """, where="is_known")  # fmt: skip


def test_post_codes_get_back_the_zeros_of_their_own_country(records: SilverShop) -> None:
    records.given(customers="""
        customer_id | country_code | postal_code
        1           | DE           | 1067.0
        2           | Italien      | 118
        3           | FR           | 75001
        4           | NL           | 1012
        5           | Brasil       | 1310100
    """)  # fmt: skip
    records.expect("customers", """
        customer_id | postal_code
        1           | 01067
        2           | 00118
        3           | 75001
        4           | 1012
        5           | 01310100
    """, where="is_known")  # fmt: skip


def test_an_order_is_sold_where_it_went(records: SilverShop) -> None:
    records.given(
        orders="""
        order_id | ship_country_code | ship_state_code | ship_postal_code
        1        | USA               | wash            | 98101
        2        | Deutschland       | -               | 1067
        3        | -                 | -               | -
    """,
        order_lines="""
        order_id | quantity | unit_price
        1        | 1        | 10
        2        | 1        | 10
        3        | 1        | 10
    """,
    )
    records.expect("order_places", """
        order_key | country_code | state_code | postal_code
        web:1     | US           | wash       | 98101
        web:2     | DE           | -          | 01067
    """)  # fmt: skip
