"""When a customer may be called (R12).

Business hours are local. Where a customer may be in any of several zones, only the hours that
are business hours in all of them are left. Offsets come from the pinned `tzdata` package, not
from the machine, so that two machines agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from tillhouse.errors import ConfigError
from tillhouse.science.time_zones import ZoneChoice

NO_COMMON_HOURS = "the business hours of the possible time zones do not overlap"
PLACE_UNKNOWN = "a military address does not say where the customer is"


@dataclass(frozen=True)
class CallingRules:
    """Business hours: local times of day, and ISO weekdays (Monday is 1)."""

    opens_at: time = time(9)
    closes_at: time = time(17)
    days: frozenset[int] = frozenset({1, 2, 3, 4, 5})

    def __post_init__(self) -> None:
        """Refuse hours that never come: `ConfigError`."""
        if self.opens_at >= self.closes_at:
            raise ConfigError(
                f"Calling hours from {self.opens_at:%H:%M} to {self.closes_at:%H:%M} never open.",
                where="[rules.calling] from, to",
                remedy="Give a later `to` than `from`, for example 09:00 and 17:00.",
            )
        if not self.days or not self.days <= set(range(1, 8)):
            raise ConfigError(
                f"Calling days {sorted(self.days)} are not ISO weekdays.",
                where="[rules.calling] days",
                remedy="Give at least one number from 1 (Monday) to 7 (Sunday).",
            )


@dataclass(frozen=True)
class CallingWindow:
    """The next window: times of day in the reported zone, instants in UTC without a zone.

    When there is none, only `reason` is set.
    """

    local_from: str | None = None
    local_to: str | None = None
    from_at: datetime | None = None
    to_at: datetime | None = None
    reason: str | None = None


def find_window(choice: ZoneChoice, as_of: date, rules: CallingRules) -> CallingWindow:
    """Find the window of the first business day on or after `as_of`, a date in local time."""
    if not choice.zones:
        return CallingWindow(reason=PLACE_UNKNOWN)
    day = first_business_day(as_of, rules)
    opens = max(_instant(day, rules.opens_at, zone) for zone in choice.zones)
    closes = min(_instant(day, rules.closes_at, zone) for zone in choice.zones)
    if opens >= closes:
        return CallingWindow(reason=NO_COMMON_HOURS)
    home = load_zone(choice.time_zone)
    local_from, local_to = (f"{at.astimezone(home):%H:%M}" for at in (opens, closes))
    return CallingWindow(
        local_from, local_to, opens.replace(tzinfo=None), closes.replace(tzinfo=None)
    )


def first_business_day(as_of: date, rules: CallingRules) -> date:
    """The first day on or after `as_of` that is among the calling days."""
    week = (as_of + timedelta(days=ahead) for ahead in range(7))
    return next(day for day in week if day.isoweekday() in rules.days)


@cache
def load_zone(name: str) -> ZoneInfo:
    """Load a zone of the pinned tz database; `ConfigError` for a name that it does not have."""
    path = resources.files("tzdata.zoneinfo").joinpath(*name.split("/"))
    try:
        with path.open("rb") as file:
            return ZoneInfo.from_file(file, key=name)
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"There is no time zone {name!r} in the tz database.",
            where="[shop] time_zone",
            remedy="Use an IANA name such as America/New_York or Europe/Berlin.",
        ) from error


def _instant(day: date, at: time, zone: str) -> datetime:
    return datetime.combine(day, at, tzinfo=load_zone(zone)).astimezone(UTC)
