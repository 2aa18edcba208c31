"""Where the customers and stores of the sample shop are: real towns, so that a postal code,
coordinates and the tz database agree about the time zone.

The towns cover what time zones get wrong: Arizona without daylight saving, the Navajo Nation in
it with, Indiana and Tennessee split in two, Florida's panhandle, Hawaii and Puerto Rico.
"""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """One town. `share` is its weight among all customers."""

    city: str
    state: str
    postal_code: str
    country: str
    latitude: float
    longitude: float
    time_zone: str
    area_code: str
    share: float


_US = """\
New York|NY|10007|40.7130|-74.0072|America/New_York|212|6
Buffalo|NY|14202|42.8865|-78.8784|America/New_York|716|2
Boston|MA|02108|42.3570|-71.0637|America/New_York|617|4
Springfield|MA|01103|42.1015|-72.5898|America/New_York|413|2
Hartford|CT|06103|41.7670|-72.6730|America/New_York|860|2
Newark|NJ|07102|40.7357|-74.1724|America/New_York|973|3
Portland|ME|04101|43.6591|-70.2568|America/New_York|207|1
Philadelphia|PA|19107|39.9520|-75.1580|America/New_York|215|4
Atlanta|GA|30303|33.7525|-84.3900|America/New_York|404|4
Miami|FL|33130|25.7680|-80.2050|America/New_York|305|3
Pensacola|FL|32502|30.4110|-87.2160|America/Chicago|850|1
Columbus|OH|43215|39.9667|-83.0000|America/New_York|614|4
Detroit|MI|48226|42.3314|-83.0458|America/Detroit|313|3
Louisville|KY|40202|38.2527|-85.7585|America/Kentucky/Louisville|502|2
Knoxville|TN|37902|35.9640|-83.9200|America/New_York|865|2
Nashville|TN|37203|36.1500|-86.7900|America/Chicago|615|3
Indianapolis|IN|46204|39.7700|-86.1560|America/Indiana/Indianapolis|317|4
Fort Wayne|IN|46802|41.0720|-85.1500|America/Indiana/Indianapolis|260|2
Gary|IN|46402|41.6000|-87.3370|America/Chicago|219|1
Evansville|IN|47708|37.9716|-87.5711|America/Chicago|812|2
Chicago|IL|60602|41.8832|-87.6290|America/Chicago|312|6
Minneapolis|MN|55401|44.9850|-93.2700|America/Chicago|612|3
Austin|TX|78701|30.2700|-97.7420|America/Chicago|512|4
El Paso|TX|79901|31.7587|-106.4800|America/Denver|915|2
Denver|CO|80202|39.7500|-104.9990|America/Denver|303|4
Boulder|CO|80302|40.0170|-105.2830|America/Denver|303|2
Colorado Springs|CO|80903|38.8339|-104.8214|America/Denver|719|2
Albuquerque|NM|87102|35.0840|-106.6480|America/Denver|505|2
Boise|ID|83702|43.6200|-116.2000|America/Boise|208|2
Phoenix|AZ|85004|33.4510|-112.0690|America/Phoenix|602|4
Tucson|AZ|85701|32.2170|-110.9700|America/Phoenix|520|2
Window Rock|AZ|86515|35.6806|-109.0526|America/Denver|928|1
Kayenta|AZ|86033|36.7278|-110.2546|America/Denver|928|1
Seattle|WA|98101|47.6110|-122.3350|America/Los_Angeles|206|4
Portland|OR|97204|45.5180|-122.6740|America/Los_Angeles|503|3
Los Angeles|CA|90012|34.0614|-118.2385|America/Los_Angeles|213|6
San Diego|CA|92101|32.7190|-117.1620|America/Los_Angeles|619|3
Honolulu|HI|96813|21.3140|-157.8500|Pacific/Honolulu|808|2
Anchorage|AK|99501|61.2160|-149.8760|America/Anchorage|907|1
San Juan|PR|00901|18.4655|-66.1100|America/Puerto_Rico|787|2"""

_ABROAD = """\
Toronto|ON|M5V 2T6|CA|43.6426|-79.3871|America/Toronto|416|2
Vancouver|BC|V6B 1A1|CA|49.2820|-123.1080|America/Vancouver|604|1
London||WC2N 5DU|GB|51.5080|-0.1260|Europe/London|020 7946|2
Berlin||10117|DE|52.5170|13.3880|Europe/Berlin|030 23125|2
Mumbai|MH|400001|IN|18.9400|72.8360|Asia/Kolkata|022 5550|1"""


def _read_places() -> tuple[Place, ...]:
    rows = [r.split("|") for r in _US.splitlines()]
    rows = [[*r[:3], "US", *r[3:]] for r in rows] + [r.split("|") for r in _ABROAD.splitlines()]
    return tuple(
        Place(r[0], r[1], r[2], r[3], float(r[4]), float(r[5]), r[6], r[7], float(r[8]))
        for r in rows
    )


PLACES = _read_places()
STORE_CITIES = (
    "New York", "Boston", "Atlanta", "Columbus", "Indianapolis", "Chicago",
    "Austin", "Denver", "Phoenix", "Seattle", "Los Angeles", "Honolulu",
)  # fmt: skip
CURRENCIES = {"CA": "CAD", "GB": "GBP", "DE": "EUR"}


def find_place(city: str) -> int:
    """The position of a town in PLACES."""
    return next(i for i, place in enumerate(PLACES) if place.city == city)


def format_phone(place: Place, number: int) -> str:
    """A number as people write it in that country, in a range that is kept for fiction.

    US and Canadian numbers lie in exchange 555, the others in the ranges that the British,
    German and Indian regulators leave to drama or do not hand out. libphonenumber takes all.
    """
    if place.country in {"US", "CA"}:
        return f"({place.area_code}) 555-{2000 + number % 8000:04d}"
    if place.country == "GB":
        return f"{place.area_code} 0{number % 1000:03d}"
    if place.country == "DE":
        return f"{place.area_code} {number % 1000:03d}"
    return f"{place.area_code} {number % 10000:04d}"
