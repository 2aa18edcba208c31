"""R12: business hours, daylight saving, and states that span zones."""

from __future__ import annotations

import zoneinfo
from datetime import date, datetime, time
from importlib import resources

import pytest

from tillhouse.errors import ConfigError
from tillhouse.science.calling_windows import (
    NO_COMMON_HOURS,
    PLACE_UNKNOWN,
    CallingRules,
    find_window,
    load_zone,
)
from tillhouse.science.time_zones import ZoneChoice
from tillhouse.science.zone_tables import zones_of_country, zones_of_state

RULES = CallingRules()
WINTER, SUMMER = date(2025, 1, 15), date(2025, 7, 16)  # both Wednesdays


def window_in(zone, day, rules=RULES):
    return find_window(ZoneChoice(zone, "coordinates", (zone,)), day, rules)


def window_of_state(state, day, country="US"):
    zones = zones_of_state(country, state)
    return find_window(ZoneChoice(zones[0], "state", zones), day, RULES)


@pytest.mark.parametrize(
    ("zone", "as_of", "opens", "closes"),
    [
        # The Friday before and the Monday after the clocks go forward, and back.
        ("America/New_York", "2025-03-07", "2025-03-07 14:00", "2025-03-07 22:00"),
        ("America/New_York", "2025-03-08", "2025-03-10 13:00", "2025-03-10 21:00"),
        ("America/New_York", "2025-10-31", "2025-10-31 13:00", "2025-10-31 21:00"),
        ("America/New_York", "2025-11-02", "2025-11-03 14:00", "2025-11-03 22:00"),
        # Arizona keeps no daylight saving, the Navajo Nation (Denver) does.
        ("America/Phoenix", "2025-03-07", "2025-03-07 16:00", "2025-03-08 00:00"),
        ("America/Phoenix", "2025-03-10", "2025-03-10 16:00", "2025-03-11 00:00"),
        ("America/Denver", "2025-03-10", "2025-03-10 15:00", "2025-03-10 23:00"),
        # Europe and America change on different Sundays.
        ("Europe/London", "2025-03-28", "2025-03-28 09:00", "2025-03-28 17:00"),
        ("Europe/London", "2025-03-31", "2025-03-31 08:00", "2025-03-31 16:00"),
        ("America/St_Johns", "2025-01-15", "2025-01-15 12:30", "2025-01-15 20:30"),
        ("Asia/Kolkata", "2025-01-15", "2025-01-15 03:30", "2025-01-15 11:30"),
        ("Pacific/Auckland", "2025-01-15", "2025-01-14 20:00", "2025-01-15 04:00"),
    ],
)
def test_the_window_in_utc_follows_daylight_saving(zone, as_of, opens, closes):
    window = window_in(zone, date.fromisoformat(as_of))
    assert (window.local_from, window.local_to) == ("09:00", "17:00")
    assert window.from_at == datetime.fromisoformat(opens)
    assert window.to_at == datetime.fromisoformat(closes)


@pytest.mark.parametrize(
    ("state", "winter", "summer"),
    [
        ("TN", "09:00-16:00", "09:00-16:00"),  # reported in Central
        ("KY", "10:00-17:00", "10:00-17:00"),
        ("FL", "10:00-17:00", "10:00-17:00"),
        ("OR", "09:00-16:00", "09:00-16:00"),
        ("ID", "10:00-17:00", "10:00-17:00"),
        ("TX", "10:00-17:00", "10:00-17:00"),
        ("KS", "10:00-17:00", "10:00-17:00"),
        ("NE", "10:00-17:00", "10:00-17:00"),
        ("ND", "10:00-17:00", "10:00-17:00"),
        ("SD", "10:00-17:00", "10:00-17:00"),
        ("MI", "10:00-17:00", "10:00-17:00"),
        ("IN", "10:00-17:00", "10:00-17:00"),
        ("AK", "10:00-17:00", "10:00-17:00"),
        ("AZ", "09:00-17:00", "09:00-16:00"),  # in winter the Navajo Nation has Phoenix's time
        ("OH", "09:00-17:00", "09:00-17:00"),
        ("HI", "09:00-17:00", "09:00-17:00"),
    ],
)
def test_a_state_has_only_the_hours_that_all_its_zones_share(state, winter, summer):
    for day, expected in ((WINTER, winter), (SUMMER, summer)):
        window = window_of_state(state, day)
        assert f"{window.local_from}-{window.local_to}" == expected


@pytest.mark.parametrize("state", ["TN", "IN", "AK", "AZ", "OR", "ID"])
@pytest.mark.parametrize("day", [WINTER, SUMMER, date(2025, 3, 10), date(2025, 11, 3)])
def test_the_window_of_a_state_lies_within_the_window_of_each_of_its_zones(state, day):
    window = window_of_state(state, day)
    for zone in zones_of_state("US", state):
        own = window_in(zone, day)
        assert own.from_at <= window.from_at < window.to_at <= own.to_at


def test_tennessee_is_called_when_both_nashville_and_knoxville_are_at_work():
    window = window_of_state("TN", WINTER)
    assert window.from_at == datetime(2025, 1, 15, 15)
    assert window.to_at == datetime(2025, 1, 15, 22)


def test_newfoundland_and_labrador_differ_by_half_an_hour():
    window = window_of_state("NL", WINTER, country="CA")
    assert (window.local_from, window.local_to) == ("09:30", "17:00")


def test_the_whole_united_states_share_three_hours_in_winter():
    zones = zones_of_country("US")
    window = find_window(ZoneChoice(zones[0], "country", zones), WINTER, RULES)
    assert (window.local_from, window.local_to) == ("14:00", "17:00")


def test_zones_without_common_hours_have_no_window_and_say_why():
    zones = zones_of_country("RU")
    window = find_window(ZoneChoice(zones[0], "country", zones), WINTER, RULES)
    assert window.from_at is None
    assert window.local_from is None
    assert window.reason == NO_COMMON_HOURS


def test_a_customer_who_may_be_anywhere_has_no_window():
    assert find_window(ZoneChoice("UTC", "shop", ()), WINTER, RULES).reason == PLACE_UNKNOWN


@pytest.mark.parametrize(
    ("as_of", "day"),
    [(date(2025, 1, 17), 17), (date(2025, 1, 18), 20), (date(2025, 1, 19), 20)],
)
def test_a_weekend_waits_for_monday_and_a_weekday_does_not(as_of, day):
    assert window_in("Europe/Berlin", as_of).from_at.day == day


def test_hours_across_the_change_of_clocks_are_as_long_as_they_are():
    sunday = CallingRules(time(1), time(5), frozenset({7}))
    window = window_in("America/New_York", date(2025, 3, 9), sunday)
    assert window.from_at == datetime(2025, 3, 9, 6)
    assert window.to_at == datetime(2025, 3, 9, 9)  # three hours: 02:00 to 03:00 does not exist


def test_the_offsets_do_not_come_from_the_machine(tmp_path):
    wrong = tmp_path / "Europe" / "Kyiv"
    wrong.parent.mkdir()
    wrong.write_bytes((resources.files("tzdata.zoneinfo") / "UTC").read_bytes())
    load_zone.cache_clear()
    try:
        zoneinfo.reset_tzpath(to=[tmp_path])
        assert window_in("Europe/Kyiv", SUMMER).from_at == datetime(2025, 7, 16, 6)
    finally:
        zoneinfo.reset_tzpath()


@pytest.mark.parametrize("name", ["America/Nowhere", "", "../secrets", "America"])
def test_a_zone_that_does_not_exist_is_a_setting_to_mend(name):
    with pytest.raises(ConfigError, match="no time zone"):
        load_zone(name)


@pytest.mark.parametrize(
    "arguments",
    [(time(17), time(9)), (time(9), time(9)), (time(9), time(17), frozenset({0, 1}))],
)
def test_hours_that_never_come_are_refused(arguments):
    with pytest.raises(ConfigError):
        CallingRules(*arguments)
