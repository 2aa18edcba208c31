"""R12: the time zone of a place, and what it was found from."""

from __future__ import annotations

import csv
from collections import Counter

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillhouse.science.time_zones import (
    PLACE_COLUMNS,
    ShopFacts,
    clean_zip_code,
    find_time_zones,
    zones_of_zip_code,
)
from tillhouse.science.zone_tables import plausible_zones, zones_of_country, zones_of_state

SHOP = ShopFacts(time_zone="America/Chicago", country_code="US")


def locate(**place):
    """Zone and basis of one place."""
    return locate_all([place])[0]


def locate_all(places, shop=SHOP):
    table = pa.table(
        {
            name: pa.array([place.get(name) for place in places], kind)
            for name, kind in PLACE_COLUMNS.items()
        }
    )
    found = find_time_zones(table, shop)
    return list(zip(*(found[name].to_pylist() for name in found.column_names), strict=True))


REAL_PLACES = [
    ("Window Rock, Navajo Nation", "US", "AZ", 35.6806, -109.0526, "America/Denver"),
    ("Tuba City, Navajo Nation", "US", "AZ", 36.1349, -111.2399, "America/Denver"),
    ("Kykotsmovi, Hopi Reservation", "US", "AZ", 35.8697, -110.6293, "America/Phoenix"),
    ("Phoenix", "US", "AZ", 33.4484, -112.0740, "America/Phoenix"),
    ("Flagstaff", "US", "AZ", 35.1983, -111.6513, "America/Phoenix"),
    ("Indianapolis", "US", "IN", 39.7684, -86.1580, "America/Indiana/Indianapolis"),
    ("Evansville", "US", "IN", 37.9716, -87.5711, "America/Chicago"),
    ("Gary", "US", "IN", 41.5934, -87.3464, "America/Chicago"),
    ("Knox", "US", "IN", 41.2959, -86.6250, "America/Indiana/Knox"),
    ("Tell City", "US", "IN", 37.9514, -86.7677, "America/Indiana/Tell_City"),
    ("Petersburg", "US", "IN", 38.4920, -87.2786, "America/Indiana/Petersburg"),
    ("Winamac", "US", "IN", 41.0514, -86.6031, "America/Indiana/Winamac"),
    ("Louisville", "US", "KY", 38.2527, -85.7585, "America/Kentucky/Louisville"),
    ("Bowling Green", "US", "KY", 36.9685, -86.4436, "America/Chicago"),
    ("Nashville", "US", "TN", 36.1627, -86.7816, "America/Chicago"),
    ("Knoxville", "US", "TN", 35.9606, -83.9207, "America/New_York"),
    ("Boise", "US", "ID", 43.6150, -116.2023, "America/Boise"),
    ("Coeur d'Alene", "US", "ID", 47.6777, -116.7805, "America/Los_Angeles"),
    ("Ontario", "US", "OR", 44.0266, -116.9629, "America/Boise"),
    ("El Paso", "US", "TX", 31.7619, -106.4850, "America/Denver"),
    ("Pensacola", "US", "FL", 30.4213, -87.2169, "America/Chicago"),
    ("Goodland", "US", "KS", 39.3508, -101.7101, "America/Denver"),
    ("Rapid City", "US", "SD", 44.0805, -103.2310, "America/Denver"),
    ("Ironwood", "US", "MI", 46.4547, -90.1710, "America/Menominee"),
    ("West Wendover", "US", "NV", 40.7391, -114.0733, "America/Denver"),
    ("Phenix City", "US", "AL", 32.4709, -85.0208, "America/New_York"),
    ("Honolulu", "US", "HI", 21.3069, -157.8583, "Pacific/Honolulu"),
    ("Adak", "US", "AK", 51.8800, -176.6581, "America/Adak"),
    ("San Juan, written as US", "US", "PR", 18.4655, -66.1057, "America/Puerto_Rico"),
    ("San Juan, written as PR", "PR", None, 18.4655, -66.1057, "America/Puerto_Rico"),
    ("St. John's", "CA", "NL", 47.5615, -52.7126, "America/St_Johns"),
    ("Regina", "CA", "SK", 50.4452, -104.6189, "America/Regina"),
    ("London", "GB", None, 51.5072, -0.1276, "Europe/London"),
    ("Mumbai", "IN", "MH", 19.0760, 72.8777, "Asia/Kolkata"),
    ("Berlin", "DE", "BE", 52.5200, 13.4050, "Europe/Berlin"),
]


@pytest.mark.parametrize("place", REAL_PLACES, ids=[place[0] for place in REAL_PLACES])
def test_a_real_place_is_in_its_zone(place):
    _, country, state, latitude, longitude, zone = place
    found = locate(country_code=country, state_code=state, latitude=latitude, longitude=longitude)
    assert found == (zone, "coordinates")


@pytest.mark.parametrize(
    ("postal_code", "zone"),
    [
        ("86515", "America/Denver"),  # Window Rock
        ("86045", "America/Denver"),  # Tuba City: the ZIP list alone says Phoenix
        ("86039", "America/Phoenix"),  # Hopi
        ("86003", "America/Phoenix"),  # Flagstaff: the ZIP list alone says Denver
        ("37405", "America/New_York"),  # Chattanooga: the ZIP list alone says Chicago
        ("47708", "America/Chicago"),  # Evansville
        ("46204", "America/Indiana/Indianapolis"),
        ("46534", "America/Indiana/Knox"),
        ("83814", "America/Los_Angeles"),
        ("97914", "America/Boise"),
        ("79901", "America/Denver"),
        ("32501", "America/Chicago"),
        ("99546", "America/Adak"),
        ("96813", "Pacific/Honolulu"),
        ("901.0", "America/Puerto_Rico"),
    ],
)
def test_a_zip_code_gives_its_own_zone(postal_code, zone):
    assert locate(country_code="US", postal_code=postal_code) == (zone, "postal code")


@pytest.mark.parametrize(
    ("delivered", "clean"),
    [
        ("46506", "46506"),
        ("46506.0", "46506"),
        ("2382.0", "02382"),
        ("501", "00501"),
        ("19147-3204", "19147"),
        ("14217 0616", "14217"),
        ("921014657", "92101"),
        ("802412358.0", "80241"),
        ("24450012", "02445"),
        ("46637  ", "46637"),
        ("24528 - Brookneal", "24528"),
        ("123456", None),
        ("0", None),
        (" ", None),
        (None, None),
        ("SW1A 1AA", None),
    ],
)
def test_a_zip_code_is_cleaned(delivered, clean):
    assert clean_zip_code(delivered) == clean


def test_every_zone_of_the_zip_list_is_one_that_the_tz_database_has():
    assert zones_of_zip_code("99634") == ("America/Anchorage",)  # the list says "Napakiak"


def test_coordinates_beat_postal_code_beats_state_beats_country_beats_shop():
    place = {
        "latitude": 36.1627,
        "longitude": -86.7816,
        "postal_code": "37902",
        "state_code": "TN",
        "country_code": "US",
    }
    expected = [
        ("America/Chicago", "coordinates"),
        ("America/New_York", "postal code"),
        ("America/Chicago", "state"),
        ("America/New_York", "country"),
        ("America/Chicago", "shop"),
    ]
    drops = [(), ("latitude",), ("postal_code",), ("state_code",), ("country_code",)]
    for dropped, answer in zip(drops, expected, strict=True):
        for name in dropped:
            del place[name]
        assert locate(**place) == answer


def test_colorado_in_china_is_not_believed():
    lost_sign = {"latitude": 39.85, "longitude": 105.07, "country_code": "US", "state_code": "CO"}
    assert locate(**lost_sign, postal_code="80003.0") == ("America/Denver", "postal code")
    assert locate(**lost_sign) == ("America/Denver", "state")


def test_coordinates_that_contradict_only_the_country_are_not_believed():
    swapped = {"latitude": -0.1276, "longitude": 51.5072, "country_code": "GB"}
    assert locate(**swapped) == ("Europe/London", "country")


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(0.0, 0.0), (95.0, 10.0), (10.0, 181.0), (float("nan"), 10.0), (None, 10.0), (30.0, -150.0)],
)
def test_coordinates_at_sea_or_out_of_range_are_not_believed(latitude, longitude):
    assert locate(latitude=latitude, longitude=longitude) == ("America/Chicago", "shop")


def test_a_postal_code_of_another_country_is_not_read_as_a_zip_code():
    assert locate(postal_code="10115", country_code="DE") == ("Europe/Berlin", "country")


def test_without_a_country_the_shops_own_is_assumed_for_codes_but_not_held_against_coordinates():
    assert locate(state_code="co") == ("America/Denver", "state")
    assert locate(latitude=51.5072, longitude=-0.1276) == ("Europe/London", "coordinates")
    abroad = ShopFacts(time_zone="Europe/Berlin", country_code="DE")
    assert locate_all([{"postal_code": "80003"}], abroad) == [("Europe/Berlin", "shop")]


def test_military_mail_does_not_put_a_customer_into_the_united_states():
    found = locate(state_code="AE", country_code="US", postal_code="09002")
    assert found == ("America/Chicago", "shop")


def test_indiana_is_not_all_eastern():
    assert {"America/Indiana/Indianapolis", "America/Chicago"} <= set(zones_of_state("US", "IN"))


def test_the_main_zone_of_a_country_is_where_most_people_live():
    expected = {
        "US": "America/New_York",
        "CA": "America/Toronto",
        "AU": "Australia/Sydney",
        "BR": "America/Sao_Paulo",
        "RU": "Europe/Moscow",
        "GB": "Europe/London",
        "ES": "Europe/Madrid",
    }
    assert {country: zones_of_country(country)[0] for country in expected} == expected


def test_the_table_of_states_has_every_zone_that_a_zip_code_of_the_state_lies_in():
    import zipcodes

    known = {"timezone": {"", "Napakiak"}}
    missing = {
        (record["state"], record["timezone"])
        for record in zipcodes.list_all()
        if record["timezone"] not in known["timezone"]
        and record["timezone"] not in plausible_zones("US", record["state"])
    }
    assert missing == set()


def test_every_state_zone_belongs_to_the_country_in_the_tz_database():
    for country in ("US", "CA", "AU"):
        states = ["IN", "AK", "TN", "NV"] if country == "US" else ["NL", "BC", "NSW", "WA", "QC"]
        for state in states:
            assert set(zones_of_state(country, state)) <= set(zones_of_country(country))


def test_no_places_give_no_zones():
    assert locate_all([]) == []


PLACES = st.fixed_dictionaries(
    {
        "latitude": st.sampled_from([None, 39.85, 36.16, 0.0]),
        "longitude": st.sampled_from([None, 105.07, -105.07, -86.78]),
        "postal_code": st.sampled_from([None, "80003", "2382.0", "x"]),
        "state_code": st.sampled_from([None, "CO", "TN", "", "ZZ"]),
        "country_code": st.sampled_from([None, "US", "GB", "IN"]),
    }
)


@given(st.lists(PLACES, max_size=30), st.randoms(use_true_random=False))
def test_a_places_zone_does_not_depend_on_the_other_rows(places, draw):
    alone = [locate(**place) for place in places]
    order = list(range(len(places)))
    draw.shuffle(order)
    assert locate_all([places[at] for at in order]) == [alone[at] for at in order]


def test_exactly_the_55_lost_signs_of_the_real_customers_are_caught(shared_data):
    with (shared_data / "retail_org" / "customers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    places = [
        {
            "latitude": float(row["lat"]),
            "longitude": float(row["lon"]),
            "postal_code": row["postcode"],
            "state_code": row["state"],
            "country_code": "US",
        }
        for row in rows
    ]
    found = locate_all(places)
    assert Counter(basis for _, basis in found) == {"coordinates": 28_758, "postal code": 55}
    caught = [place for place, (_, basis) in zip(places, found, strict=True) if basis[0] == "p"]
    assert all(place["longitude"] > 0 and place["state_code"] == "CO" for place in caught)
