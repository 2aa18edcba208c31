"""Marketing's contact tables: who can be reached, what they buy, who cannot. R9, R11, R12, R21"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from tests.oracle.compare import Rows
from tests.oracle.marketing import Market, Purchases, split_by_category
from tests.oracle.people import country_of
from tests.oracle.shop import UNKNOWN, Contact, Customer, half_up, ratio

CONTACT_KEY = ("customer_key",)
CATEGORY_KEY = ("customer_key", "category_name", "currency_code")
UNREACHABLE_KEY = ("source_system", "unreachable_reason", "currency_code")
MART_KEY = ("source_system", "customer_id", "store_id", "sales_date_month", "currency_code")


def marketing_contacts(market: Market) -> Rows:
    """One row per contactable customer."""
    return {(each.key,): contact_row(market, each) for each in market.contactable()}


def contact_row(market: Market, customer: Customer) -> dict[str, Any]:
    key, currency = customer.key, market.main_currency(customer.key)
    bought = market.purchases.get(key, Purchases())
    first, last = bought.first_and_last
    return {
        **who(market, customer),
        **address(market, customer),
        "tier": market.tier(key),
        "order_count": bought.order_count,
        "purchase_count": bought.purchase_count,
        "spend_amount": half_up(market.in_currency(key, currency).spend),
        "currency_code": currency,
        "first_purchase_date": first,
        "last_purchase_date": last,
    }


def who(market: Market, customer: Customer) -> dict[str, Any]:
    reach = market.reach[customer.key]
    return {
        "source_system": customer.source,
        "customer_id": customer.customer_id,
        "full_name": customer.full_name,
        "email": reach.email,
        "phone_number": reach.phone,
    }


def address(market: Market, customer: Customer) -> dict[str, Any]:
    contact = market.shop.contacts.get(customer.key, Contact())
    return {
        "street_address": customer.street_address or None,
        "city": customer.city or None,
        "state_code": customer.state_code or None,
        "postal_code": customer.postal_code or None,
        "country_code": country_of(customer, contact),
    }


def marketing_customer_categories(market: Market) -> Rows:
    """One row per contactable customer, category and currency in which the customer bought."""
    rows: Rows = {}
    for customer in market.contactable():
        key = customer.key
        bought = market.purchases.get(key, Purchases())
        for (category, currency), part in split_by_category(market.shop, bought.lines).items():
            first, last = part.first_and_last
            rows[key, category, currency] = {
                **who(market, customer),
                "order_count": part.order_count,
                "purchase_count": part.purchase_count,
                "unit_count": part.units,
                "spend_amount": half_up(part.spend),
                "spend_share": ratio(part.spend, market.in_currency(key, currency).spend),
                "first_purchase_date": first,
                "last_purchase_date": last,
            }
    return rows


def unreachable_customers(market: Market) -> Rows:
    """One row per source, reason and currency; a customer counts in the main one, money in each."""
    counts: dict[tuple[str, str, str], int] = defaultdict(int)
    spends: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for key, customer in market.shop.customers.items():
        reach = market.reach[key]
        if not reach.is_contactable:
            why = customer.source, reach.reason
            counts[*why, market.main_currency(key)] += 1
            spends[*why, market.main_currency(key)] += Decimal(0)
            for line in market.purchases.get(key, Purchases()).lines:
                spends[*why, line.currency] += line.net
    return {
        key: {"customer_count": counts[key], "spend_amount": half_up(spend)}
        for key, spend in spends.items()
    }


def customer_data_mart(market: Market) -> Rows:
    """One row per contactable customer, store, month and currency. R21"""
    totals: dict[tuple[str, str, date, str], Decimal] = defaultdict(Decimal)
    for customer in market.contactable():
        for line in market.purchases.get(customer.key, Purchases()).lines:
            store = line.store_id or UNKNOWN
            totals[customer.key, store, line.month, line.currency] += line.net
    rows: Rows = {}
    for (key, store, month, currency), total in totals.items():
        customer = market.shop.customers[key]
        rows[customer.source, customer.customer_id, store, month, currency] = {
            "full_name": customer.full_name,
            "store_address": market.shop.stores.get(f"{customer.source}:{store}"),
            "phone_number": market.reach[key].phone,
            "total_sales": half_up(total),
        }
    return rows
