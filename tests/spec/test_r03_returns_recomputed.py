"""R3: a shop with sales, returned lines and a list of returns, against a plain recomputation."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from small_shop import SmallShop
from tests.oracle import demand, operations, sales, stores
from tests.oracle.compare import assert_same, by_key
from tests.oracle.marketing import Market
from tests.oracle.shop import CleanShop, Customer, Line, ReturnRecord

FIRST = date(2024, 2, 26)
PRODUCTS = {"kite": "toys", "rope": "tools", "soap": "care"}
LINE = ("order_id", "line_number", "customer_id", "product_id", "store_id", "employee_id",
        "business_date", "currency_code", "quantity", "unit_price", "discount_amount")  # fmt: skip
RETURN = ("return_id", "order_id", "product_id", "customer_id", "store_id", "returned_date",
          "quantity", "amount")  # fmt: skip


def random_shop(random: Random) -> CleanShop:
    shop = CleanShop()
    for name in ("ada", "bob", "cid"):
        shop.customers[f"pos:{name}"] = Customer("pos", name, name, *[""] * 4, "", None)
    shop.products = {f"pos:{name}": (name, category) for name, category in PRODUCTS.items()}
    shop.stores = {f"pos:{number}": "" for number in (1, 2)}
    shop.employees = {"pos:7": "7", "pos:8": "8"}
    for order in range(1, 31):
        add_order(shop, random, str(order))
    days = [line.day for line in shop.lines]
    for number in range(25):
        line = random.choice(shop.lines)
        named = random.choice((line.order_id, line.order_id, "", "x1"))
        shop.returns.append(
            ReturnRecord(
                source="pos",
                return_id=f"r{number}",
                day=random.choice(days) + timedelta(days=random.randrange(45)),
                quantity=Decimal(random.randint(1, 4)),
                order_id=named,
                product_id=random.choice((line.product_id, line.product_id, "soap", "")),
                customer_id=random.choice(("", "", "cid", "who")),
                store_id=random.choice(("", "", "2", "9")),
                amount=random.choice((None, Decimal("4.25"))),
            )
        )
    return shop


def add_order(shop: CleanShop, random: Random, order: str) -> None:
    day, buyer = FIRST + timedelta(days=random.randrange(40)), random.choice(("ada", "bob", "who"))
    store, seller = random.choice("12"), random.choice("78")
    for number, product in enumerate(random.sample(sorted(PRODUCTS), 2), start=1):
        quantity = Decimal(random.choice((1, 2, 3, 5, -1)))
        gross = quantity * Decimal(random.choice(("1.99", "10", "0.3333")))
        discount = Decimal(0) if quantity < 0 else Decimal(random.choice(("0", "0.25")))
        where = (buyer, product, store, seller, day, "USD")
        shop.lines.append(Line("pos", order, number, *where, quantity, gross, discount))


def drawn(columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    lines = [" | ".join("-" if it in ("", None) else str(it) for it in row) for row in rows]
    return "\n".join([" | ".join(columns), *lines])


def give(shop: SmallShop, clean: CleanShop) -> None:
    shop.given(
        customers="customer_id\nada\nbob\ncid",
        products=drawn(("product_id", "category_name"), list(PRODUCTS.items())),
        stores="store_id | store_name\n1 | Store 1\n2 | Store 2",
        employees="employee_id\n7\n8",
        order_lines=drawn(LINE, [
            (it.order_id, it.line_number, it.customer_id, it.product_id, it.store_id,
             it.employee_id, it.day, it.currency, it.quantity, it.gross / it.quantity, it.discount)
            for it in clean.lines
        ]),
        returns=drawn(RETURN, [
            (it.return_id, it.order_id, it.product_id, it.customer_id, it.store_id, it.day,
             it.quantity, it.amount)
            for it in clean.returns
        ]),
    )  # fmt: skip


@pytest.mark.parametrize("seed", [3, 11])
def test_every_measure_of_sales_and_returns_is_what_plain_arithmetic_gives(
    shop: SmallShop, seed: int
) -> None:
    clean = random_shop(Random(seed))
    give(shop, clean)
    market = Market(clean)
    expected = {
        "sales_by_period": (sales.KEY, sales.sales_by_period(clean), ()),
        "product_demand": (demand.DEMAND_KEY, demand.product_demand(clean), ("subcategory_name",)),
        "top_products": (demand.TOP_KEY, demand.top_products(clean), ("subcategory_name",)),
        "store_performance": (stores.KEY, stores.store_performance(market), ()),
        "store_tier_mix": (stores.TIER_KEY, stores.store_tier_mix(market), ()),
        "sales_team_data_mart": (
            operations.MART_KEY, operations.sales_team_data_mart(clean), ()),
        "staff_ranking": (operations.MART_KEY, operations.staff_ranking(clean), ()),
        "incentive_payouts": (
            operations.PAYOUT_KEY, operations.incentive_payouts(clean, None, ()), ()),
    }  # fmt: skip
    shop.build(*expected)
    for table, (key, rows, without) in expected.items():
        where = "dimension <> 'subcategory'" if table == "product_demand" else "true"
        found = by_key(shop.built(table, where), key)
        assert_same(rows, found, without=without)
