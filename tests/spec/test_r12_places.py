"""R12: countries and states by whatever name, and post codes by the rules of their own country."""

from __future__ import annotations

from silver_shop import SilverShop


def test_a_country_has_its_code_by_any_usual_name_and_an_unknown_one_is_unknown(
    records: SilverShop,
) -> None:
    names = {"Namibia": "NA", "NA": "NA", "U.S.A.": "US", "bra": "BR", "Mordor": "unknown",
             "Belgique": "BE", "Elfenbeinküste": "CI", "Viet Nam": "VN", "276": "DE",
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
