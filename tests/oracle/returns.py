"""Lists of returns: which are new, which sale they are of, and what they take back. R3, R5"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from tests.oracle.shop import OWN_CURRENCY, UNKNOWN, CleanShop, Line, ReturnRecord, half_up

NOTHING = Decimal(0)


def lines_of_returns(shop: CleanShop) -> Iterator[Line]:
    """One line below zero per record that no line of its order tells already."""
    for record in shop.returns:
        order = [line for line in shop.lines if _is_of_order(line, record)]
        goods = [line for line in order if line.product_id == record.product_id]
        seen = goods if record.product_id else order
        if not any(line.is_return for line in seen):
            yield _line(shop, record, order, goods)


def _is_of_order(line: Line, record: ReturnRecord) -> bool:
    return (line.source, line.order_id) == (record.source, record.order_id)


def _line(shop: CleanShop, record: ReturnRecord, order: list[Line], goods: list[Line]) -> Line:
    """With what the record says, else what the sale says: of the product, or of the order."""
    sale = min(goods or order, key=lambda it: (it.is_return, it.line_number), default=None)
    others = [it for it in shop.lines if it.source == record.source and not it.is_return]
    usual = [line for line in others if line.product_id == record.product_id]
    if sale:
        currency = sale.currency
    else:
        of_product = Counter(line.currency for line in usual)
        currency = min(of_product, key=lambda it: (-of_product[it], it), default=OWN_CURRENCY)
    amount = _amount(record, goods, [line for line in usual if line.currency == currency])
    blank = Line(record.source, "", 0, "", "", "", "", record.day, "", NOTHING, NOTHING, NOTHING)
    known = sale or blank
    own_customer = f"{record.source}:{record.customer_id}" in shop.customers
    sale_store = f"{record.source}:{known.store_id}" in shop.stores
    own_store = f"{record.source}:{record.store_id}" in shop.stores or not sale_store
    return replace(
        known,
        order_id=record.order_id,
        customer_id=record.customer_id if own_customer else known.customer_id,
        store_id=(record.store_id if own_store else "") or known.store_id,
        product_id=record.product_id,
        day=record.day,
        currency=currency,
        quantity=-record.quantity,
        gross=-amount,
        discount=NOTHING,
        promotion=known.promotion if goods else UNKNOWN,
        return_id=record.return_id,
    )


def _amount(record: ReturnRecord, goods: list[Line], usual: list[Line]) -> Decimal:
    """As told, else at the mean net price of the goods in their order, else of all their sales."""
    if record.amount is not None:
        return record.amount
    for lines in (goods, usual):
        units = sum((line.quantity for line in lines if not line.is_return), NOTHING)
        if units > 0:
            net = sum((line.net for line in lines if not line.is_return), NOTHING)
            return half_up(net * record.quantity / units, 4)
    return NOTHING
