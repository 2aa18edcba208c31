"""Which time zones a state, a province or a country lies in (R12).

Countries come from the tz database itself (`zone.tab` of the pinned `tzdata` package). It knows
no states: those of the United States follow 49 CFR part 71, those of Canada and Australia the
comments of the tz database. The zone of most people stands first. The tables hold every zone
name that a place in the state may have, because coordinates are checked against them, so
`Indiana` has Eastern and Central names.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

_EASTERN, _CENTRAL, _MOUNTAIN = "America/New_York", "America/Chicago", "America/Denver"
_PACIFIC = "America/Los_Angeles"

# States that lie in one zone, as the tz database names it.
_ONE_ZONE = {
    _EASTERN: "CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV",
    _CENTRAL: "AL AR IA IL LA MN MO MS OK WI",
    _MOUNTAIN: "CO MT NM UT WY",
    _PACIFIC: "CA WA",
    "Pacific/Honolulu": "HI",
    "America/Puerto_Rico": "PR",
    "America/St_Thomas": "VI",
    "Pacific/Guam": "GU",
    "Pacific/Saipan": "MP",
    "Pacific/Pago_Pago": "AS",
}

_SEVERAL_ZONES = {
    "AK": "America/Anchorage America/Juneau America/Sitka America/Metlakatla America/Yakutat"
    " America/Nome America/Adak",
    "AZ": "America/Phoenix America/Denver",  # the Navajo Nation keeps daylight saving
    "FL": "America/New_York America/Chicago",
    "ID": "America/Boise America/Los_Angeles",
    "IN": "America/Indiana/Indianapolis America/Indiana/Vincennes America/Indiana/Winamac"
    " America/Indiana/Marengo America/Indiana/Petersburg America/Indiana/Vevay"
    " America/Kentucky/Louisville America/New_York America/Chicago America/Indiana/Tell_City"
    " America/Indiana/Knox",
    "KS": "America/Chicago America/Denver",
    "KY": "America/New_York America/Kentucky/Louisville America/Kentucky/Monticello"
    " America/Chicago",
    "MI": "America/Detroit America/Menominee",
    "ND": "America/Chicago America/North_Dakota/Center America/North_Dakota/New_Salem"
    " America/North_Dakota/Beulah America/Denver",
    "NE": "America/Chicago America/Denver",
    "NV": "America/Los_Angeles America/Denver",  # West Wendover
    "OR": "America/Los_Angeles America/Boise",
    "SD": "America/Chicago America/Denver",
    "TN": "America/Chicago America/New_York",
    "TX": "America/Chicago America/Denver",
}

_CANADA = {
    "AB": "America/Edmonton",
    "BC": "America/Vancouver America/Edmonton America/Creston America/Dawson_Creek"
    " America/Fort_Nelson",
    "MB": "America/Winnipeg",
    "NB": "America/Moncton America/Halifax",
    "NL": "America/St_Johns America/Goose_Bay",
    "NS": "America/Halifax America/Glace_Bay",
    "NT": "America/Edmonton America/Inuvik",
    "NU": "America/Iqaluit America/Rankin_Inlet America/Resolute America/Cambridge_Bay"
    " America/Atikokan",
    "ON": "America/Toronto America/Winnipeg America/Atikokan",
    "PE": "America/Halifax",
    "QC": "America/Toronto America/Blanc-Sablon America/Halifax America/Iqaluit",
    "SK": "America/Regina America/Swift_Current America/Edmonton",
    "YT": "America/Whitehorse America/Dawson",
}

_AUSTRALIA = {
    "ACT": "Australia/Sydney",
    "NSW": "Australia/Sydney Australia/Broken_Hill Australia/Lord_Howe",
    "NT": "Australia/Darwin",
    "QLD": "Australia/Brisbane Australia/Lindeman",
    "SA": "Australia/Adelaide",
    "TAS": "Australia/Hobart Antarctica/Macquarie",
    "VIC": "Australia/Melbourne",
    "WA": "Australia/Perth Australia/Eucla",
}

# Towns that keep a neighbour's time without the law. Coordinates there are believed, but a
# customer of whom only the state is known keeps the lawful zones.
_ALSO_SEEN = {("US", "AL"): ("America/New_York",)}  # Phenix City, Lanett, Valley

# `zone.tab` lists a country's zones from east to west; these are where most people live.
_MAIN_ZONES = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
}

#: Countries whose addresses carry a US ZIP code.
ZIP_COUNTRIES = frozenset({"US", "PR", "VI", "GU", "MP", "AS", "FM", "MH", "PW"})
#: Military mail says where it enters the US post, never where the customer is.
MILITARY_STATES = frozenset({"AA", "AE", "AP"})


@cache
def zones_of_state(country_code: str, state_code: str) -> tuple[str, ...]:
    """All zones of a state, most people first; empty when the state is not in the tables."""
    return _states().get((country_code, state_code), ())


@cache
def zones_of_country(country_code: str) -> tuple[str, ...]:
    """All zones of an ISO-2 country, most people first; empty for an unknown country."""
    zones = _countries().get(country_code, ())
    main = _MAIN_ZONES.get(country_code)
    return (main, *(zone for zone in zones if zone != main)) if main else zones


@cache
def plausible_zones(country_code: str, state_code: str) -> frozenset[str]:
    """The zones that coordinates of this state (or else country) may lie in; empty: unknown."""
    state = zones_of_state(country_code, state_code)
    if state:
        return frozenset(state) | frozenset(_ALSO_SEEN.get((country_code, state_code), ()))
    zones = set(zones_of_country(country_code))
    if country_code == "US":  # territories are often written as the United States
        zones.update(zone for place in ZIP_COUNTRIES for zone in zones_of_country(place))
    return frozenset(zones)


@cache
def _states() -> dict[tuple[str, str], tuple[str, ...]]:
    table: dict[tuple[str, str], tuple[str, ...]] = {}
    for zone, states in _ONE_ZONE.items():
        table.update({("US", state): (zone,) for state in states.split()})
    several = {"US": _SEVERAL_ZONES, "CA": _CANADA, "AU": _AUSTRALIA}
    for country, of_country in several.items():
        for state, zones in of_country.items():
            table[(country, state)] = tuple(zones.split())
    return table


@cache
def _countries() -> dict[str, tuple[str, ...]]:
    text = (resources.files("tzdata.zoneinfo") / "zone.tab").read_text(encoding="utf-8")
    table: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            table[country] = (*table.get(country, ()), zone)
    return table
