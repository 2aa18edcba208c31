"""What each customer bought, and whom marketing may reach: what its tables share. R9, R11, R13"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import email_validator
import phonenumbers

from tests.oracle.people import country_of
from tests.oracle.shop import OWN_CURRENCY, UNKNOWN, CleanShop, Contact, Customer, Line

GOLD, SILVER = Decimal("0.20"), Decimal("0.50")


@dataclass
class Purchases:
    """Lines of one customer, or of a part of what they bought."""

    lines: list[Line] = field(default_factory=list)

    @property
    def order_count(self) -> int:
        return len({order for line in self.lines for order in line.orders})

    @property
    def purchase_count(self) -> int:
        """Orders that sold something."""
        return len({order for line in self.lines for order in line.purchases})

    @property
    def spend(self) -> Decimal:
        return sum((line.net for line in self.lines), Decimal(0))

    @property
    def units(self) -> Decimal:
        return sum((line.quantity for line in self.lines), Decimal(0))

    @property
    def days(self) -> list[date]:
        """The days on which something was sold; a return is no purchase."""
        return sorted({line.day for line in self.lines if not line.is_return})

    @property
    def first_and_last(self) -> tuple[date | None, date | None]:
        return (self.days[0], self.days[-1]) if self.days else (None, None)


@dataclass
class Reach:
    """The usable channels of a customer, and why the others are not."""

    email: str | None
    phone: str | None
    email_reason: str | None
    phone_reason: str | None

    @property
    def is_contactable(self) -> bool:
        return bool(self.email or self.phone)

    @property
    def reason(self) -> str:
        return f"email {self.email_reason}, phone {self.phone_reason}"


class Market:
    """The shop seen from its known customers, on an as-of date."""

    def __init__(self, shop: CleanShop, as_of: date | None = None) -> None:
        self.shop = shop
        self.as_of, lines = shop.as_of(as_of)
        self.purchases: dict[str, Purchases] = defaultdict(Purchases)
        for line in lines:
            if shop.customer_key(line) != UNKNOWN:
                self.purchases[shop.customer_key(line)].lines.append(line)
        self.tiers = self._rank_customers()
        self.reach = {key: reach_of(shop, each) for key, each in shop.customers.items()}

    def contactable(self) -> list[Customer]:
        return [each for key, each in self.shop.customers.items() if self.reach[key].is_contactable]

    def in_currency(self, key: str, currency: str) -> Purchases:
        lines = self.purchases[key].lines if key in self.purchases else []
        return Purchases([line for line in lines if line.currency == currency])

    def main_currency(self, key: str) -> str:
        """The one with most orders, then the shop's own, then by code."""
        if key not in self.purchases:
            return OWN_CURRENCY
        orders: dict[str, set[str]] = defaultdict(set)
        for line in self.purchases[key].lines:
            orders[line.currency] |= line.orders
        return min(orders, key=lambda code: (-len(orders[code]), code != OWN_CURRENCY, code))

    def tier(self, key: str) -> str | None:
        """That of the main currency; None before the first order."""
        return self.tiers.get((key, self.main_currency(key)))

    def _rank_customers(self) -> dict[tuple[str, str], str]:
        """By descending percent rank of net spend among those who buy in a currency. R9"""
        spends: dict[str, dict[str, Decimal]] = defaultdict(dict)
        for key, bought in self.purchases.items():
            for currency in {line.currency for line in bought.lines}:
                spends[currency][key] = self.in_currency(key, currency).spend
        return {
            (key, currency): tier_of(spend, list(of_currency.values()))
            for currency, of_currency in spends.items()
            for key, spend in of_currency.items()
        }


def tier_of(spend: Decimal, spends: list[Decimal]) -> str:
    above = sum(other > spend for other in spends)
    share = Decimal(above) / (len(spends) - 1) if len(spends) > 1 else Decimal(0)
    return "gold" if share <= GOLD else "silver" if share <= SILVER else "bronze"


def ties_across_tiers(market: Market, currency: str) -> list[str]:
    """Customers whom a ranking that breaks ties by key would put into another tier."""
    spends = {
        key: market.in_currency(key, currency).spend for key, in_ in market.tiers if in_ == currency
    }
    ranked = sorted(spends, key=lambda key: (-spends[key], key))
    places = [Decimal(-place) for place in range(len(ranked))]
    return [
        key
        for key, place in zip(ranked, places, strict=True)
        if tier_of(place, places) != market.tiers[key, currency]
    ]


def split_by_category(shop: CleanShop, lines: Iterable[Line]) -> dict[tuple[str, str], Purchases]:
    """By category and currency."""
    parts: dict[tuple[str, str], Purchases] = defaultdict(Purchases)
    for line in lines:
        parts[shop.product(line)[2], line.currency].lines.append(line)
    return parts


def favourite_category(market: Market, key: str) -> tuple[str, Purchases] | None:
    """The known category with the most net spend, above 0, in the main currency.

    Of equals the one with most orders, then the first by name.
    """
    bought = market.in_currency(key, market.main_currency(key))
    parts = {
        category: part
        for (category, _), part in split_by_category(market.shop, bought.lines).items()
        if category != UNKNOWN and part.spend > 0
    }
    if not parts:
        return None
    ranked = sorted(parts.items(), key=lambda p: (-p[1].spend, -p[1].order_count, p[0]))
    return ranked[0]


def reach_of(shop: CleanShop, customer: Customer) -> Reach:
    """A channel is usable when it is there, valid and not opted out of. R11"""
    contact = shop.contacts.get(customer.key, Contact())
    email, phone = (
        normal_email(contact.email),
        normal_phone(contact.phone, country_of(customer, contact)),
    )
    email_reason = why_not(contact.email, email, contact.is_email_opt_out)
    phone_reason = why_not(contact.phone, phone, contact.is_phone_opt_out)
    return Reach(
        None if email_reason else email,
        None if phone_reason else phone,
        email_reason,
        phone_reason,
    )


def why_not(text: str, normal: str | None, is_opt_out: bool) -> str | None:
    if not text:
        return "missing"
    if normal is None:
        return "invalid"
    return "opted out" if is_opt_out else None


def normal_email(text: str) -> str | None:
    try:
        return email_validator.validate_email(
            text, check_deliverability=False, test_environment=True
        ).normalized
    except email_validator.EmailNotValidError:
        return None


def normal_phone(text: str, country: str) -> str | None:
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
