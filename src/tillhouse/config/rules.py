"""Every constant of the business rules, with its default and its limits.

Each model is one table `[rules.<name>]` of the project file. Shares and rates are 0 to 1 with at
most four decimals and amounts have at most two, so that they reach SQL as plain decimals.
"""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)


class Section(BaseModel):
    """A table of the project file: no key is optional to spell right, nothing changes later."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError("must be a number, without quotes")
    return Decimal(str(value))


def _places(limit: int) -> AfterValidator:
    def check(value: Decimal) -> Decimal:
        if -int(value.normalize().as_tuple().exponent) > limit:
            raise ValueError(f"may have at most {limit} decimals")
        return value

    return AfterValidator(check)


def _clock_time(value: Any) -> Any:
    if isinstance(value, time):
        return value.strftime("%H:%M")
    try:
        return time.fromisoformat(value).strftime("%H:%M")
    except (TypeError, ValueError):
        raise ValueError('must be a time of day such as "09:00"') from None


Number = BeforeValidator(_number)
Share = Annotated[Decimal, Number, Field(ge=0, le=1, allow_inf_nan=False), _places(4)]
Amount = Annotated[Decimal, Number, Field(ge=0, le=10**12, allow_inf_nan=False), _places(2)]
Factor = Annotated[Decimal, Number, Field(gt=0, le=1000, allow_inf_nan=False), _places(4)]
Count = Annotated[int, Field(strict=True, ge=1, le=10**9)]
PromotionKey = Annotated[str, Field(max_length=200, pattern=r"^[^'\\]+:[^'\\]+$")]
Seed = Annotated[int, Field(strict=True, ge=0, le=2**32 - 1)]
Flag = Annotated[bool, Field(strict=True)]
ClockTime = Annotated[str, BeforeValidator(_clock_time)]
IsoWeekday = Annotated[int, Field(strict=True, ge=1, le=7)]


class Tiers(Section):
    """R9: upper limits of the descending percent rank of net spend."""

    gold: Share = Decimal("0.20")
    silver: Share = Decimal("0.50")

    @model_validator(mode="after")
    def _in_order(self) -> Tiers:
        if self.gold > self.silver:
            raise ValueError(f"gold ({self.gold}) must not be above silver ({self.silver})")
        return self


class Incentive(Section):
    """R20: `rates[i]` is paid to rank i + 1 of a store and month."""

    rates: tuple[Share, ...] = Field(default=(Decimal("0.01"),), min_length=1)
    minimum_sales: Amount = Decimal(0)
    include_managers: Flag = True


class Infrequent(Section):
    """R22: infrequent after max(minimum_days, gap_factor × median gap) days."""

    minimum_days: Count = 30
    gap_factor: Factor = Decimal("1.5")
    minimum_orders: Count = 3


class Coupons(Section):
    """R22: discount by tier, validity, hold-out and budget of one campaign, and the as-of dates of
    the runs whose offers were handed out; a month without one counts from its first day."""

    gold: Share = Decimal("0.15")
    silver: Share = Decimal("0.10")
    bronze: Share = Decimal("0.05")
    valid_days: Count = 30
    control_share: Share = Decimal("0.10")
    budget: Amount = Decimal(10000)
    campaign: str = Field(default="", max_length=60, pattern=r"^[A-Za-z0-9 ._-]*$")
    issued_on: tuple[date, ...] = ()

    @field_validator("issued_on", mode="before")
    @classmethod
    def _are_dates(cls, value: Any) -> Any:
        if not isinstance(value, list | tuple) or any(type(day) is not date for day in value):
            raise ValueError("must be a list of dates such as [2025-12-01], without quotes")
        months = [f"{day:%Y-%m}" for day in value]
        if len(set(months)) < len(months):
            raise ValueError("names a month twice; a campaign is issued once")
        return tuple(sorted(value))


class Clusters(Section):
    """R13: the number of clusters is searched between minimum and maximum.

    The shares of the `top_products` count beside those of the categories; 0 leaves them out.
    """

    minimum: Annotated[int, Field(strict=True, ge=2, le=50)] = 2
    maximum: Annotated[int, Field(strict=True, ge=2, le=50)] = 8
    seed: Seed = 7
    top_products: Annotated[int, Field(strict=True, ge=0, le=100)] = 0

    @model_validator(mode="after")
    def _in_order(self) -> Clusters:
        if self.minimum > self.maximum:
            raise ValueError(f"minimum ({self.minimum}) must not be above maximum ({self.maximum})")
        return self


class Calling(Section):
    """R12: business hours in the customer's local time; days are ISO weekdays, Monday is 1."""

    from_time: ClockTime = Field(default="09:00", alias="from")
    to_time: ClockTime = Field(default="17:00", alias="to")
    days: tuple[IsoWeekday, ...] = Field(default=(1, 2, 3, 4, 5), min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Calling:
        if self.from_time >= self.to_time:
            raise ValueError(f"from ({self.from_time}) must be before to ({self.to_time})")
        if list(self.days) != sorted(set(self.days)):
            raise ValueError("days must be ascending and each once, such as [1, 2, 3, 4, 5]")
        return self


class ReturnRate(Section):
    """R3: return rates are ranked from this many sold units up."""

    minimum_units: Count = 30


class PriceChanges(Section):
    """R3: a price counts that held on `minimum_days` selling days; units per day are compared over
    `window_days` before and after a change, and stock lasts at the pace of as many days."""

    minimum_days: Count = 3
    window_days: Count = 28


class Rankings(Section):
    """How many ranks the lists of the best have; those who tie for the last one are all there."""

    top_products: Count = 10
    top_customers: Count = 100


class Support(Section):
    """R14: a further ticket within so many days of a resolution reopens it."""

    reopened_days: Count = 7


class Discounts(Section):
    """R16: the days around a promotion that it is compared with, and the promotions
    (`source:number`) whose place and time were drawn by lot."""

    baseline_days: Annotated[int, Field(strict=True, ge=1, le=366)] = 28
    randomised: tuple[PromotionKey, ...] = ()


class FarDates(Section):
    """R5: a day is far beyond all others when it comes more than `gap_days` after the one before
    (and three times the longest gap so far), and no more than `days` and `rows` lie there."""

    gap_days: Count = 730
    days: Count = 3
    rows: Count = 10


Phrases = tuple[Annotated[str, Field(max_length=60, pattern=r"^[^\W\d_]+([ '-][^\W\d_]+)*$")], ...]


class LineTypes(Section):
    """R2: further names of products that are no goods, by kind, in letters and blanks; under
    `goods`, names that are goods whatever they look like."""

    goods: Phrases = ()
    gift_card: Phrases = ()
    shipping: Phrases = ()
    deposit: Phrases = ()
    tip: Phrases = ()
    bag: Phrases = ()
    donation: Phrases = ()
    fee: Phrases = ()
    tax: Phrases = ()
    discount: Phrases = ()
    rounding: Phrases = ()


class Rules(Section):
    """`[rules]`: one table per rule, each with defaults."""

    tiers: Tiers = Tiers()
    incentive: Incentive = Incentive()
    infrequent: Infrequent = Infrequent()
    coupons: Coupons = Coupons()
    clusters: Clusters = Clusters()
    calling: Calling = Calling()
    return_rate: ReturnRate = ReturnRate()
    price_changes: PriceChanges = PriceChanges()
    rankings: Rankings = Rankings()
    support: Support = Support()
    discounts: Discounts = Discounts()
    far_dates: FarDates = FarDates()
    line_types: LineTypes = LineTypes()

    def as_variables(self) -> dict[str, Any]:
        """The same names with plain values, as the models read them (`var('rules')`)."""
        return {name: plain(table) for name, table in self.model_dump(by_alias=True).items()}


def plain(value: Any) -> Any:
    """A setting, or tables of them, as text, whole numbers and floats: what dbt can be given."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return value
