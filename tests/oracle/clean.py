"""From the drops to what is kept: each delivered row loaded, replaced or rejected. R6, R7"""

from __future__ import annotations

from pathlib import Path

from tests.oracle import order_drop, people, till
from tests.oracle.shop import CleanShop


def clean_shop(drops: Path) -> CleanShop:
    """The shop as the delivered files describe it, by the rules and nothing else."""
    shop = CleanShop()
    people.add_order_drop(shop, drops)
    people.add_till_tables(shop, drops)
    order_drop.add_sales_orders(shop, drops)
    order_drop.add_sales_lines(shop, drops)
    till.add_sales(shop, drops)
    return shop
