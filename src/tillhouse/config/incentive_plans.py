"""`[[incentive_plans]]`: what salespeople earn where and while a plan holds (R20).

Where none does, the rule `[rules.incentive]` holds, under the name 'standard'. A plan holds for
whole months, because ranks are those of a month; two plans never hold for one store and month.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from tillhouse.config.rules import Amount, Flag, Section, Share, plain
from tillhouse.config.sections import Day
from tillhouse.suggestions import did_you_mean

STANDARD = "standard"  # the name of `[rules.incentive]` among the plans


def _own_name(value: str) -> str:
    if value == STANDARD:
        raise ValueError("is the name of [rules.incentive]; give another one")
    return value


def _store_key(value: str) -> str:
    source, _, store = value.partition(":")
    if not (source and store):
        raise ValueError('must be the source and the id of a store, such as "pos:12"')
    if "'" in value or "\\" in value:
        raise ValueError("has a character that is not allowed here")
    return value


PlanName = Annotated[
    str,
    Field(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9 ._-]*$"),
    AfterValidator(_own_name),
]
StoreKey = Annotated[str, Field(max_length=120), AfterValidator(_store_key)]
ClawbackDays = Annotated[int, Field(strict=True, ge=0, le=3650)]


class Slab(Section):
    """The part of a salesperson's own net sales of a month above an amount, and its rate."""

    above: Amount
    rate: Share


class IncentivePlan(Section):
    """One plan: `rates[i]` of own net sales for rank i + 1, and `slabs`, each on its own part."""

    name: PlanName
    valid_from: Day
    valid_to: Day | None = None
    stores: tuple[StoreKey, ...] = ()
    rates: tuple[Share, ...] = ()
    slabs: tuple[Slab, ...] = ()
    minimum_sales: Amount = Decimal(0)
    include_managers: Flag = True
    clawback_days: ClawbackDays = 0

    @model_validator(mode="after")
    def _holds_for_whole_months(self) -> IncentivePlan:
        if self.valid_from.day != 1:
            raise ValueError(f"valid_from ({self.valid_from}) must be the first day of a month")
        if self.valid_to and (self.valid_to + timedelta(days=1)).day != 1:
            raise ValueError(f"valid_to ({self.valid_to}) must be the last day of a month")
        if self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(
                f"valid_to ({self.valid_to}) must not be before valid_from ({self.valid_from})"
            )
        return self

    @model_validator(mode="after")
    def _pays_something(self) -> IncentivePlan:
        if not self.rates and not self.slabs:
            raise ValueError("has neither rates nor slabs; rates = [0] is a plan that pays nothing")
        limits = [slab.above for slab in self.slabs]
        if any(lower >= upper for lower, upper in pairwise(limits)):
            raise ValueError("the slabs must be ascending, each above another amount")
        return self

    def meets(self, other: IncentivePlan) -> str:
        """A store and month for which both plans hold, in words; empty when there is none."""
        start = max(self.valid_from, other.valid_from)
        ends = [plan.valid_to for plan in (self, other) if plan.valid_to]
        if ends and min(ends) < start:
            return ""
        shared = set(self.stores) & set(other.stores)
        if self.stores and other.stores and not shared:
            return ""
        stores = sorted(shared or self.stores or other.stores)
        return f"{stores[0] if stores else 'every store'} in {start:%Y-%m}"


def _apart(plans: tuple[IncentivePlan, ...]) -> tuple[IncentivePlan, ...]:
    for one, other in combinations(plans, 2):
        if one.name == other.name:
            raise ValueError(f'two plans have the name "{one.name}"')
        if where := one.meets(other):
            raise ValueError(
                f'"{one.name}" and "{other.name}" both hold for {where}; '
                "end one before the other begins, or give them different stores"
            )
    return plans


IncentivePlans = Annotated[tuple[IncentivePlan, ...], AfterValidator(_apart)]


def check_sources(plans: Iterable[IncentivePlan], sources: Iterable[str]) -> None:
    """`ValueError` for a store of a source that the project does not have."""
    known = set(sources)
    for plan in plans:
        for store in plan.stores:
            source = store.partition(":")[0]
            if source not in known:
                raise ValueError(
                    f'the incentive plan "{plan.name}" names the store "{store}", but there is no '
                    f"source {source!r}; {did_you_mean(source, known)}"
                )


def plan_variables(plans: Iterable[IncentivePlan]) -> list[dict[str, Any]]:
    """The plans with plain values, as the models read them (`var('incentive_plans')`)."""
    return [plain(plan.model_dump()) for plan in plans]
