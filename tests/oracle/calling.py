"""Time zones and calling windows, for those customers whose zone a person can tell. R12"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.people import country_of
from tests.oracle.shop import OWN_COUNTRY, CleanShop, Contact, Customer

# States in one zone, by the tz database; those with two zones are left out, and so is Arizona.
ZONES = {
    "America/New_York": "CT GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV DE DC",
    "America/Chicago": "AL AR IA IL LA MN MO MS OK WI",
    "America/Denver": "CO MT NM UT WY",
    "America/Los_Angeles": "CA WA",
    "America/Puerto_Rico": "PR",
    "Pacific/Honolulu": "HI",
}
ZONE_OF_STATE = {state: zone for zone, states in ZONES.items() for state in states.split()}
# What the first three digits of a US post code say of the state, for states of one zone.
STATE_OF_POST_CODE = {
    "009": "PR", "021": "MA", "061": "CT", "071": "NJ", "100": "NY", "191": "PA", "303": "GA",
    "432": "OH", "554": "MN", "606": "IL", "802": "CO", "803": "CO", "809": "CO", "871": "NM",
    "900": "CA", "921": "CA", "968": "HI", "981": "WA",
}  # fmt: skip
ZONE_OF_COUNTRY = {"DE": "Europe/Berlin", "GB": "Europe/London", "IN": "Asia/Kolkata"}
OPENS, CLOSES = time(9), time(17)


def is_abroad(shop: CleanShop, customer: Customer) -> bool:
    return country_of(customer, shop.contacts.get(customer.key, Contact())) != OWN_COUNTRY


def time_zones(shop: CleanShop, customers: list[Customer]) -> dict[str, tuple[str, str]]:
    """Customer → zone and basis, where one can tell: in a state or country of one zone."""
    found: dict[str, tuple[str, str]] = {}
    for customer in customers:
        contact = shop.contacts.get(customer.key, Contact())
        country = country_of(customer, contact)
        state = customer.state_code or STATE_OF_POST_CODE.get(customer.postal_code[:3], "")
        zone = ZONE_OF_STATE.get(state) if country == OWN_COUNTRY else ZONE_OF_COUNTRY.get(country)
        if zone:
            found[customer.key] = zone, basis_of(customer, country)
    return found


def basis_of(customer: Customer, country: str) -> str:
    """Coordinates before the post code, unless they lie on the other side of the earth."""
    in_america = customer.position is not None and customer.position[0] < 0
    if customer.position and (in_america or country != OWN_COUNTRY):
        return "coordinates"
    return "postal code" if customer.postal_code else "state"


def next_window(zone: str, as_of: date, opens: str, closes: str) -> tuple[datetime, datetime]:
    """Begin and end of the window on the first weekday from the as-of date on, in UTC."""
    day = as_of
    while day.weekday() >= 5:
        day += timedelta(days=1)
    begin, end = (
        datetime.combine(day, time.fromisoformat(local), ZoneInfo(zone))
        for local in (opens, closes)
    )
    return tuple(each.astimezone(UTC).replace(tzinfo=None) for each in (begin, end))  # type: ignore[return-value]


def wrong_windows(rows: list[dict[str, Any]], as_of: date) -> list[dict[str, Any]]:
    """Rows whose next window is not the local hours of their zone on the next weekday."""
    return [
        row
        for row in rows
        if row["call_from_local_time"]
        and (row["next_call_from_at"], row["next_call_to_at"])
        != next_window(
            row["time_zone"], as_of, row["call_from_local_time"], row["call_to_local_time"]
        )
    ]
