"""Orders of the ERP database: Sales.SalesOrderHeader and Sales.SalesOrderDetail.

Money is counted in ten-thousandths, as the database does: LineTotal is exactly
UnitPrice x (1 - UnitPriceDiscount) x OrderQty, and SubTotal exactly the sum of its lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tillhouse.demo.answer_key import AnswerKey
from tillhouse.demo.dirt import DirtKind, set_to
from tillhouse.demo.sales import Lines, draw_days
from tillhouse.demo.streams import Ints, draw_from, open_stream
from tillhouse.demo.tables import Table, write_table
from tillhouse.demo.world import World
from tillhouse.demo.writers import as_text, date_texts

FIRST_PERSON = 1_699
FIRST_SELLER = 274
FIRST_PRODUCT = 680
FIRST_ORDER = 43_659
_TAX_PERCENT, _FREIGHT_PER_MILLE = 8, 25
_STATUSES = np.array([5, 6, 4])  # shipped, cancelled, rejected
_STATUS_SHARES = (0.97, 0.02, 0.01)
_IN_PROCESS_DAYS = 3  # the youngest orders are still in process (status 1)

HEADER_KINDS = (
    DirtKind("customer_unknown", "CustomerID", 0.002, "kept", "customer",
             set_to("CustomerID", "99001", "99002")),
)  # fmt: skip
DETAIL_KINDS = (
    DirtKind("product_unknown", "ProductID", 0.001, "kept", "product",
             set_to("ProductID", "9901", "9902")),
)  # fmt: skip


@dataclass(frozen=True)
class ErpOrders:
    """The orders as numbers; money in ten-thousandths."""

    lines: Lines
    days: Ints
    starts: Ints
    line_total: Ints
    subtotal: Ints
    status: Ints
    is_online: Ints

    @property
    def tax(self) -> Ints:
        """TaxAmt of each order, in ten-thousandths, rounded down."""
        return self.subtotal * _TAX_PERCENT // 100

    @property
    def freight(self) -> Ints:
        """Freight of each order, in ten-thousandths, rounded down."""
        return self.subtotal * _FREIGHT_PER_MILLE // 1000


def draw_orders(world: World) -> ErpOrders:
    """All orders of the period, as numbers."""
    lines, days = draw_days(world, "erp", range(world.days))
    starts = np.searchsorted(lines.basket, np.arange(len(days)))
    line_total = lines.price_cents * (100 - lines.discount_percent) * lines.quantity
    g = open_stream(world.seed, "erp", "orders")
    status = _STATUSES[draw_from(np.cumsum(_STATUS_SHARES), g.random(len(days)))]
    return ErpOrders(
        lines=lines,
        days=days,
        starts=starts,
        line_total=line_total,
        subtotal=np.add.reduceat(line_total, starts) if len(days) else line_total,
        status=np.where(days >= world.days - _IN_PROCESS_DAYS, 1, status),
        is_online=g.integers(0, 2, len(days)),
    )


def write_orders(world: World, root: Path, key: AnswerKey) -> int:
    """Writes both tables and the truth about their sums. Returns the number of rows."""
    orders = draw_orders(world)
    write_table(world, root, key, _headers(world, orders))
    write_table(world, root, key, _details(world, orders))
    counted = orders.status == 5
    key.truth["totals"]["erp"] = {
        "orders": len(orders.days),
        "lines": len(orders.lines.basket),
        "units": int(orders.lines.quantity.sum()),
        "SubTotal": format_money(int(orders.subtotal.sum())),
        "TaxAmt": format_money(int(orders.tax.sum())),
        "Freight": format_money(int(orders.freight.sum())),
        "SubTotal_shipped": format_money(int(orders.subtotal[counted].sum())),
        "orders_shipped": int(counted.sum()),
    }
    return len(orders.days) + len(orders.lines.basket)


def _headers(world: World, orders: ErpOrders) -> Table:
    lines, first = orders.lines, orders.starts
    number = np.arange(len(orders.days))
    seller = as_text(FIRST_SELLER + lines.store[first])
    total = orders.subtotal + orders.tax + orders.freight
    online = pa.array(orders.is_online == 1)
    columns = {
        "SalesOrderID": as_text(FIRST_ORDER + number),
        "OrderDate": date_texts(world, orders.days),
        "DueDate": _later(world, orders.days, 12),
        "ShipDate": _later(world, orders.days, 7),
        "Status": as_text(orders.status),
        "OnlineOrderFlag": as_text(orders.is_online),
        "PurchaseOrderNumber": pc.if_else(
            online, "", pc.binary_join_element_wise("PO", as_text(number * 7919 + 10_000), "")
        ),
        "CustomerID": as_text(world.people.ids["erp"][lines.person[first]]),
        "SalesPersonID": pc.if_else(online, "", pc.binary_join_element_wise(seller, ".0", "")),
        "TerritoryID": as_text(1 + lines.store[first] % 5),
        "ShipMethodID": as_text(1 + 4 * (1 - orders.is_online)),
        "SubTotal": money_texts(orders.subtotal),
        "TaxAmt": money_texts(orders.tax),
        "Freight": money_texts(orders.freight),
        "TotalDue": money_texts(total),
    }
    return Table("erp", "Sales.SalesOrderHeader", "orders", columns, HEADER_KINDS, price="SubTotal")


def _details(world: World, orders: ErpOrders) -> Table:
    lines = orders.lines
    columns = {
        "SalesOrderID": as_text(FIRST_ORDER + lines.basket),
        "SalesOrderDetailID": as_text(1 + np.arange(len(lines.basket))),
        "OrderQty": as_text(lines.quantity),
        "ProductID": as_text(FIRST_PRODUCT + lines.product),
        "SpecialOfferID": as_text(1 + lines.promotion),
        "UnitPrice": money_texts(lines.price_cents * 100),
        "UnitPriceDiscount": money_texts(lines.discount_percent * 100),
        "LineTotal": money_texts(orders.line_total),
    }
    return Table(
        "erp", "Sales.SalesOrderDetail", "order_lines", columns, DETAIL_KINDS, price="LineTotal"
    )


def _later(world: World, days: Ints, count: int) -> Any:
    start = np.datetime64(world.first_day.isoformat())
    return pa.array(start + days + count).cast(pa.string())


def money_texts(ten_thousandths: Ints) -> Any:
    """20249940 -> '2024.994', 20240000 -> '2024.0': at most four decimals, never an exponent."""
    whole = as_text(ten_thousandths // 10_000)
    rest = pc.utf8_lpad(as_text(ten_thousandths % 10_000), 4, "0")
    text = pc.binary_join_element_wise(whole, rest, ".")
    return pc.replace_substring_regex(text, r"(\.\d+?)0+$", r"\1")


def format_money(ten_thousandths: int) -> str:
    """Ten-thousandths to exact decimal text: 20249940 -> '2024.9940'."""
    return f"{ten_thousandths // 10_000}.{ten_thousandths % 10_000:04d}"
