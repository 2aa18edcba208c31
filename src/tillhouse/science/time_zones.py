"""The time zone of a customer, and what it was found from (R12).

Exact coordinates beat the postal code, the postal code beats the state, the state beats the
country, and the shop's own zone comes last. Coordinates in a zone that the customer's state or
country does not have are not believed (a lost minus sign puts Colorado into China).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tillhouse.science.distinct import Distinct, find_distinct
from tillhouse.science.zone_tables import (
    MILITARY_STATES,
    ZIP_COUNTRIES,
    plausible_zones,
    zones_of_country,
    zones_of_state,
)

PLACE_COLUMNS = {
    "latitude": pa.float64(),
    "longitude": pa.float64(),
    "postal_code": pa.string(),
    "state_code": pa.string(),
    "country_code": pa.string(),
}


@dataclass(frozen=True)
class ShopFacts:
    """What is assumed of a customer of whom nothing is known."""

    time_zone: str
    country_code: str


@dataclass(frozen=True)
class ZoneChoice:
    """The zone that is reported, its basis, and all zones that the customer may be in.

    `zones` holds `time_zone` first; it is empty when the whereabouts cannot be known.
    """

    time_zone: str
    basis: str
    zones: tuple[str, ...]


def find_time_zones(places: pa.Table, shop: ShopFacts) -> pa.Table:
    """Return `time_zone` and `time_zone_basis`, one row per row of `places`, in its order.

    `places` has the columns of `PLACE_COLUMNS`: degrees, ISO-2 country, local state code.
    """
    distinct = choose_zones(places, shop)
    choices: list[ZoneChoice] = [row[0] for row in distinct.rows]
    return pa.table(
        {
            "time_zone": distinct.spread([each.time_zone for each in choices], pa.string()),
            "time_zone_basis": distinct.spread([each.basis for each in choices], pa.string()),
        }
    )


def choose_zones(places: pa.Table, shop: ShopFacts) -> Distinct:
    """Choose a `ZoneChoice` for every row of `places`; each distinct place is looked up once."""
    column = {name: places[name].cast(kind) for name, kind in PLACE_COLUMNS.items()}
    state, country = (tidy_codes(column[name]) for name in ("state_code", "country_code"))
    points = find_distinct(column["longitude"], column["latitude"])
    at_point = points.spread([zone_at(*row) for row in points.rows], pa.string())
    posts = find_distinct(column["postal_code"], country)
    codes = [_zip_code(*row, shop=shop) for row in posts.rows]
    distinct = find_distinct(at_point, posts.spread(codes, pa.string()), state, country)
    return Distinct([(_choose(*row, shop=shop),) for row in distinct.rows], distinct.index)


def tidy_codes(column: Any) -> Any:
    """Country or state codes in capitals without blanks; an empty one is NULL, UK is GB."""
    text = pc.utf8_upper(pc.utf8_trim_whitespace(column.cast(pa.string())))
    text = pc.if_else(pc.equal(text, ""), None, text)
    return pc.if_else(pc.equal(text, "UK"), "GB", text)


def zone_at(longitude: float | None, latitude: float | None) -> str | None:
    """The zone of a point on land; None at sea, out of range, or without coordinates.

    Polygons: timezone-boundary-builder through tzfpy, simplified to about 100 m.
    """
    if longitude is None or latitude is None:
        return None
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        return None
    import tzfpy

    zone = str(tzfpy.get_tz(longitude, latitude))
    return zone if zone and not zone.startswith("Etc/") else None


def clean_zip_code(text: str | None) -> str | None:
    """Five digits out of what is delivered as a ZIP code, or None.

    Takes ZIP+4 (with a hyphen, a blank or nothing between), `46506.0`, and lost leading zeros.
    """
    match = re.match(r"\s*(\d{8,9}|\d{3,5})(?!\d)", text or "")
    if match is None:
        return None
    digits = match[1]
    return digits.zfill(5) if len(digits) <= 5 else digits.zfill(9)[:5]


@cache
def zones_of_zip_code(zip_code: str) -> tuple[str, ...]:
    """The zones of a US ZIP code: one, or two where the sources differ; empty if unknown.

    The list has mistakes (Tuba City without daylight saving, Chattanooga in Central time), so
    the zone of the ZIP code's own point is asked too: it is reported, and the listed one narrows
    the calling window.
    """
    record = zip_codes().get(zip_code)
    if record is None:
        return ()
    listed, longitude, latitude, state = record
    possible = plausible_zones("US", state)
    zones = (zone_at(longitude, latitude), listed)
    return tuple(dict.fromkeys(zone for zone in zones if zone in possible))


@cache
def zip_codes() -> dict[str, tuple[str, float, float, str]]:
    """Of every US ZIP code its listed zone, longitude, latitude and state; read once."""
    import zipcodes

    return {
        record["zip_code"]: (
            record["timezone"],
            float(record["long"] or 0),
            float(record["lat"] or 0),
            record["state"],
        )
        for record in zipcodes.list_all()
    }


def _zip_code(postal_code: str | None, country: str | None, *, shop: ShopFacts) -> str | None:
    home = country or shop.country_code
    return clean_zip_code(postal_code) if home in ZIP_COUNTRIES else None


def _choose(
    at_point: str | None,
    zip_code: str | None,
    state: str | None,
    country: str | None,
    *,
    shop: ShopFacts,
) -> ZoneChoice:
    home = country or shop.country_code
    of_state = zones_of_state(home, state or "")
    if at_point and _is_believed(at_point, home, state, is_known=bool(country or of_state)):
        return ZoneChoice(at_point, "coordinates", (at_point,))
    if state in MILITARY_STATES and home == "US":
        return ZoneChoice(shop.time_zone, "shop", ())
    by_basis = {
        "postal code": zones_of_zip_code(zip_code) if zip_code else (),
        "state": of_state,
        "country": zones_of_country(country) if country else (),
    }
    for basis, zones in by_basis.items():
        if zones:
            return ZoneChoice(zones[0], basis, zones)
    return ZoneChoice(shop.time_zone, "shop", (shop.time_zone,))


def _is_believed(zone: str, country: str, state: str | None, *, is_known: bool) -> bool:
    possible = plausible_zones(country, state or "") if is_known else frozenset[str]()
    return not possible or zone in possible
