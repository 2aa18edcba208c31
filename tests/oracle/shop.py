"""What a cleaned shop holds: the records that all recomputations start from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

UNKNOWN = "unknown"
OWN_CURRENCY = "USD"
OWN_COUNTRY = "US"
OWN_ZONE = "America/New_York"

Rejected = tuple[str, str, str, int]  # entity, source, file, row


@dataclass(frozen=True)
class Line:
    """One order line that stays after replacement and quarantine."""

    source: str
    order_id: str
    line_number: int
    customer_id: str
    product_id: str
    store_id: str
    employee_id: str
    day: date
    currency: str
    quantity: Decimal
    gross: Decimal
    discount: Decimal
    promotion: str = ""
    return_id: str = ""  # of what a list of returns tells; empty for a line of an order

    @property
    def net(self) -> Decimal:
        return self.gross - self.discount

    @property
    def is_return(self) -> bool:
        return self.quantity < 0 or bool(self.return_id)

    @property
    def order_key(self) -> str:
        return f"{self.source}:{self.order_id}"

    @property
    def orders(self) -> set[str]:
        """The order that the line counts for; what a list of returns tells is none. R3"""
        return set() if self.return_id else {self.order_key}

    @property
    def purchases(self) -> set[str]:
        return set() if self.is_return else self.orders

    @property
    def month(self) -> date:
        return self.day.replace(day=1)


@dataclass(frozen=True)
class ReturnRecord:
    """One row of a list of returns; empty text and None where it does not say."""

    source: str
    return_id: str
    day: date
    quantity: Decimal
    order_id: str = ""
    product_id: str = ""
    customer_id: str = ""
    store_id: str = ""
    amount: Decimal | None = None


@dataclass(frozen=True)
class Customer:
    """The current version of a customer; empty text where something is not known."""

    source: str
    customer_id: str
    full_name: str
    street_address: str
    city: str
    state_code: str
    postal_code: str
    country_code: str
    position: tuple[float, float] | None

    @property
    def key(self) -> str:
        return f"{self.source}:{self.customer_id}"


@dataclass(frozen=True)
class Contact:
    """What a customer can be reached by, as delivered."""

    email: str = ""
    phone: str = ""
    country_code: str = ""
    is_email_opt_out: bool = False
    is_phone_opt_out: bool = False


@dataclass
class Tally:
    """What became of the delivered order lines of one file."""

    read: int = 0
    loaded: int = 0
    quarantined: int = 0
    superseded: int = 0
    amount_read: Decimal = Decimal(0)
    amount_loaded: Decimal = Decimal(0)
    amount_quarantined: Decimal = Decimal(0)
    amount_superseded: Decimal = Decimal(0)

    def add(self, fate: str, amount: Decimal) -> None:
        for name in ("read", fate):
            setattr(self, name, getattr(self, name) + 1)
            setattr(self, f"amount_{name}", getattr(self, f"amount_{name}") + amount)


@dataclass
class CleanShop:
    """Everything that the published tables are computed from."""

    lines: list[Line] = field(default_factory=list)
    returns: list[ReturnRecord] = field(default_factory=list)
    customers: dict[str, Customer] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    products: dict[str, tuple[str, str]] = field(default_factory=dict)  # name, category
    stores: dict[str, str] = field(default_factory=dict)  # address
    employees: dict[str, str] = field(default_factory=dict)  # full name
    managers: set[str] = field(default_factory=set)
    rejected: Counter[Rejected] = field(default_factory=Counter)
    tallies: dict[tuple[str, str], Tally] = field(default_factory=dict)  # by source and file

    def as_of(self, day: date | None) -> tuple[date, list[Line]]:
        """The as-of date and the lines that count on it. R5"""
        from tests.oracle.returns import lines_of_returns

        lines = [*self.lines, *lines_of_returns(self)]
        last = day or max(line.day for line in lines)
        return last, [line for line in lines if line.day <= last]

    def customer_key(self, line: Line) -> str:
        key = f"{line.source}:{line.customer_id}"
        return key if key in self.customers else UNKNOWN

    def product(self, line: Line) -> tuple[str, str, str]:
        """Key, name and category; the unknown member where the product is not listed. R6"""
        key = f"{line.source}:{line.product_id}"
        return (key, *self.products[key]) if key in self.products else (UNKNOWN,) * 3


def half_up(amount: Decimal, places: int = 2) -> Decimal:
    """Rounded once, halves away from zero. R1"""
    return amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def ratio(part: Decimal, whole: Decimal | None) -> Decimal | None:
    """A rate to six places; None where there is nothing above 0 to compare with."""
    return half_up(part / whole, 6) if whole is not None and whole > 0 else None
