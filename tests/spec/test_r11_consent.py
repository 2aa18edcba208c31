"""R11: consent is read per channel; where a source asks for it, no yes is a no."""

from __future__ import annotations

from silver_shop import SilverShop


def test_no_yes_is_a_no_only_where_a_source_asks_for_it(records: SilverShop) -> None:
    records.given(contacts="""
        source_system | customer_id | is_email_opt_in | is_email_opt_out | is_phone_opt_out
        web           | ada         | yes             | -                | -
        web           | ben         | no              | -                | yes
        web           | cy          | -               | -                | no
        web           | dee         | yes             | yes              | -
        till          | eve         | -               | -                | -
        till          | flo         | -               | yes              | -
    """)  # fmt: skip
    records.expect("contacts", """
        customer_id | is_email_opt_out | is_phone_opt_out
        ada         | no               | no
        ben         | yes              | yes
        cy          | yes              | no
        dee         | yes              | no
        eve         | no               | no
        flo         | yes              | no
    """)  # fmt: skip
