"""R2: discounts of an order, tax in prices, refunds with tax, and lines that are no goods."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

import pytest
from silver_shop import SilverShop


def test_a_discount_of_the_order_is_spread_and_its_rest_is_on_the_largest_line(
    records: SilverShop,
) -> None:
    records.given(
        orders="order_id | discount_amount\nA | 10\nB | -3",
        order_lines="""
            order_id | line_number | quantity | unit_price | discount_amount
            A        | 1           | 1        | 30         | -
            A        | 2           | 2        | 20         | 10
            A        | 3           | 1        | 30         | -
            B        | 1           | 1        | 9          | -
            C        | 1           | 1        | 9          | -
        """,
    )
    records.expect("order_lines", """
        order_id | line_number | gross_amount | discount_amount | net_amount
        A        | 1           | 30.0000      | 3.3334          | 26.6666
        A        | 2           | 40.0000      | 13.3333         | 26.6667
        A        | 3           | 30.0000      | 3.3333          | 26.6667
        B        | 1           | 9.0000       | 3.0000          | 6.0000
        C        | 1           | 9.0000       | 0.0000          | 9.0000
    """)  # fmt: skip


def test_tax_in_the_price_is_taken_out_of_gross_discount_and_net(records: SilverShop) -> None:
    records.given(
        orders="order_id | is_tax_included | tax_amount\nB | yes | 4.00",
        order_lines="""
            order_id | line_number | quantity | unit_price | discount_rate | is_tax_included | tax_amount
            A        | 1           | 2        | 60         | 0.5           | yes             | 10
            A        | 2           | -1       | 12         | -             | yes             | 2
            B        | 1           | 1        | 18         | -             | -               | -
            B        | 2           | 1        | 6          | -             | -               | -
            C        | 1           | 1        | 100        | -             | no              | 19
        """,
    )
    records.expect("order_lines", """
        order_id | line_number | unit_price | gross_amount | discount_amount | net_amount | tax_amount | delivered_amount
        A        | 1           | 50.000000  | 100.0000     | 50.0000         | 50.0000    | 10.0000    | 120.0000
        A        | 2           | 10.000000  | -10.0000     | 0.0000          | -10.0000   | -2.0000    | -12.0000
        B        | 1           | 15.000000  | 15.0000      | 0.0000          | 15.0000    | 3.0000     | 18.0000
        B        | 2           | 5.000000   | 5.0000       | 0.0000          | 5.0000     | 1.0000     | 6.0000
        C        | 1           | 100.000000 | 100.0000     | 0.0000          | 100.0000   | 19.0000    | 100.0000
    """)  # fmt: skip


def test_an_orders_tax_is_shared_with_its_freight(records: SilverShop) -> None:
    """119.00 for the goods, 11.90 for the parcel, 20.90 tax in both."""
    records.given(
        orders="""
            order_id | is_tax_included | tax_amount | freight_amount
            A        | yes             | 20.90      | 11.90
        """,
        order_lines="order_id | unit_price\nA | 119",
    )
    records.expect("order_lines", "net_amount | tax_amount\n100.0000 | 19.0000")


def test_an_order_discount_with_tax_lowers_what_is_without(records: SilverShop) -> None:
    records.given(
        orders="order_id | is_tax_included | tax_amount | discount_amount\nA | yes | 16 | 24",
        order_lines="order_id | unit_price\nA | 120",
    )
    records.expect("order_lines", """
        gross_amount | discount_amount | net_amount
        100.0000     | 20.0000         | 80.0000
    """)  # fmt: skip


def test_a_refund_takes_back_as_much_net_as_it_gave(records: SilverShop) -> None:
    """The tax told; the price with tax; the amount of the sale with tax; and one that is net."""
    records.given(
        order_lines="""
            order_id | product_id | quantity | unit_price | is_tax_included | tax_amount
            A        | lamp       | 1        | 100        | -               | 20
            B        | mug        | 2        | 60         | yes             | 20
            C        | tea        | 4        | 25         | no              | 7
            D        | tea        | 1        | 10         | -               | 1
        """,
        returns="""
            return_id | order_id | product_id | quantity | amount | tax_amount | is_tax_included
            1         | A        | lamp       | 1        | 120    | 20         | yes
            2         | B        | mug        | 1        | 60     | -          | -
            3         | C        | tea        | -2       | -53.50 | -          | -
            4         | D        | tea        | 1        | 10     | -          | -
            5         | -        | tea        | 1        | 8      | -          | -
        """,
    )
    records.expect("returns", """
        return_id | quantity | amount
        1         | 1.0000   | 100.0000
        2         | 1.0000   | 50.0000
        3         | 2.0000   | 50.0000
        4         | 1.0000   | 10.0000
        5         | 1.0000   | 8.0000
    """)  # fmt: skip


def test_a_gift_card_is_owed_and_shipping_is_no_sale(records: SilverShop) -> None:
    records.given(
        products="""
            product_id | product_name      | category_name
            1          | Tea               | Food
            2          | Gift card 50 EUR  | Other
            3          | Standard shipping | -
        """,
        order_lines="""
            order_id | line_number | product_id | line_type
            A        | 1           | 1          | -
            A        | 2           | 2          | -
            A        | 3           | 3          | -
            A        | 4           | 1          | Tip
            A        | 5           | PFAND      | -
            A        | 6           | 3          | line_item
        """,
    )
    records.expect("order_lines", """
        line_number | line_type | is_counted | uncounted_reason | uncounted_value
        1           | goods     | yes        | -                | -
        2           | gift_card | no         | line_type        | gift_card
        3           | shipping  | no         | line_type        | shipping
        4           | tip       | no         | line_type        | tip
        5           | deposit   | no         | line_type        | deposit
        6           | goods     | yes        | -                | -
    """)  # fmt: skip


def test_a_line_that_is_a_discount_lowers_the_goods_of_its_order(records: SilverShop) -> None:
    records.given(order_lines="""
        order_id | line_number | product_id | quantity | unit_price
        A        | 1           | mug        | 1        | 30
        A        | 2           | tea        | 1        | 10
        A        | 3           | Rabatt     | -1       | 4
    """)  # fmt: skip
    records.given(products="product_id\nmug\ntea\nRabatt")
    records.expect("order_lines", """
        line_number | gross_amount | discount_amount | net_amount | is_counted
        1           | 30.0000      | 3.0000          | 27.0000    | yes
        2           | 10.0000      | 1.0000          | 9.0000     | yes
        3           | -4.0000      | 0.0000          | -4.0000    | no
    """)  # fmt: skip


NO_GOODS = {
    "Gift card 50": "gift_card", "Acme Digital Gift Card - $25": "gift_card", "GUTSCHEIN 20,00 €": "gift_card",
    "Geschenkgutschein im Wert von 50 Euro": "gift_card", "Carte cadeau 30 €": "gift_card",
    "Tarjeta de regalo": "gift_card", "Cadeaubon 25": "gift_card", "Carta regalo": "gift_card",
    "POSTAGE": "shipping", "Versandkosten": "shipping", "Frais de port": "shipping",
    "Gastos de envío": "shipping", "Express delivery fee": "shipping", "Trinkgeld": "tip",
    "Pfand 0,25": "deposit", "Statiegeld": "deposit", "Carrier Bag Charge 10p": "bag",
    "Spende": "donation", "Rounding": "rounding", "Rundung": "rounding", "AMAZONFEE": "fee",
    "Bank Charges": "fee",
}  # fmt: skip
GOODS = [
    "Gift box", "Gift card holder", "Envelope for gift card", "Geschenkpapier", "Teabag", "Leather bag",
    "Shopping bag", "Bag", "Tip-top mug", "Delivery van toy", "Shipping box 30x20", "Portobello",
    "Pfandhaus (Roman)", "Donut", "Tipi", "Rundungsbogen Holz", "Voucher wallet", "Free range eggs",
    "Standard lamp", "Postage stamp album", "Tax guide 2024", "Freight train toy",
]  # fmt: skip


@pytest.fixture
def kinds(records: SilverShop) -> dict[str, str]:
    names = [*NO_GOODS, *GOODS, "Saldo"]
    records.rule("line_types", gift_card=["Saldo"], goods=["Bank Charges"])
    records.given(
        products="product_id | product_name\n"
        + "".join(f"{number} | {name}\n" for number, name in enumerate(names))
    )
    return {row["product_name"]: row["line_type"] for row in records.rows_of("products")}


def test_only_names_that_are_sure_are_no_goods(kinds: dict[str, str]) -> None:
    wanted = {**NO_GOODS, **dict.fromkeys(GOODS, "goods"), "Saldo": "gift_card",
              "Bank Charges": "goods"}  # fmt: skip
    assert {name: kinds[name] for name in wanted} == wanted


def test_a_discount_without_goods_lowers_sales_by_itself(records: SilverShop) -> None:
    records.given(
        order_lines="""
        order_id | line_number | quantity | unit_price | line_type
        A        | 1           | -1       | 25         | discount
        B        | 1           | 1        | 40         | goods
    """
    )
    records.expect("order_lines", """
        order_id | net_amount | is_counted
        A        | -25.0000   | yes
        B        | 40.0000    | yes
    """)  # fmt: skip
