"""Incentive plans, and what they give on the sales of a month. R20"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tests.oracle.shop import half_up


@dataclass(frozen=True)
class Plan:
    """Who earns what, from a first to a last month; for all stores where none is named."""

    name: str = "standard"
    first: date | None = None
    last: date | None = None
    stores: tuple[str, ...] = ()
    rates: tuple[str, ...] = ("0.01",)
    slabs: tuple[tuple[int, str], ...] = ()
    minimum: Decimal = Decimal(0)
    ranks_managers: bool = True

    def holds(self, store: str, month: date) -> bool:
        within = (not self.first or month >= self.first) and (not self.last or month <= self.last)
        return within and (not self.stores or store in self.stores)

    def rate(self, rank: int | None) -> Decimal:
        place = len(self.rates) if rank is None else rank - 1
        return Decimal(self.rates[place]) if place < len(self.rates) else Decimal(0)

    def slab_amount(self, total: Decimal) -> Decimal:
        """From slab to slab: the part that lies in it, at its rate."""
        limits = [*(above for above, _ in self.slabs[1:]), None]
        amount = Decimal(0)
        for (above, rate), limit in zip(self.slabs, limits, strict=False):
            top = total if limit is None else min(total, Decimal(limit))
            amount += max(top - above, Decimal(0)) * Decimal(rate)
        return amount

    def incentive(self, total: Decimal, rank: int | None) -> Decimal:
        if rank is None or total < self.minimum:
            return Decimal("0.00")
        return half_up(total * self.rate(rank) + self.slab_amount(total))

    def as_settings(self) -> str:
        """The same as a table of the project file."""
        slabs = ", ".join(f"{{ above = {above}, rate = {rate} }}" for above, rate in self.slabs)
        return "\n".join(
            [
                "[[incentive_plans]]",
                f'name = "{self.name}"',
                f"valid_from = {self.first}",
                *([f"valid_to = {self.last}"] if self.last else []),
                f"stores = {list(self.stores)}".replace("'", '"'),
                f"rates = [{', '.join(self.rates)}]",
                f"slabs = [{slabs}]",
                f"minimum_sales = {self.minimum}",
                f"include_managers = {str(self.ranks_managers).lower()}",
            ]
        )


def plan_of(plans: Iterable[Plan], store: str, month: date) -> Plan:
    """The one that holds for a store ('source:id') in a month."""
    return next((plan for plan in plans if plan.holds(store, month)), Plan())
