"""R11: who can be reached, how, and why not; R12 in the same row."""

from __future__ import annotations

from datetime import date, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillhouse.errors import DataError
from tillhouse.science.calling_windows import CallingRules
from tillhouse.science.channels import normalise_email, normalise_phone
from tillhouse.science.contact_points import find_contact_points
from tillhouse.science.time_zones import PLACE_COLUMNS, ShopFacts

SHOP = ShopFacts(time_zone="America/New_York", country_code="US")
AS_OF = date(2025, 1, 18)  # a Saturday

CUSTOMER = {"customer_key": pa.string(), **PLACE_COLUMNS}
CONTACT = {
    "customer_key": pa.string(),
    "email": pa.string(),
    "phone": pa.string(),
    "is_email_opt_out": pa.bool_(),
    "is_phone_opt_out": pa.bool_(),
    "country_code": pa.string(),
}


def table(kinds, rows):
    columns = {name: pa.array([row.get(name) for row in rows], k) for name, k in kinds.items()}
    return pa.table(columns)


def reach(customers, contacts, shop=SHOP):
    points = find_contact_points(
        table(CUSTOMER, customers), table(CONTACT, contacts), AS_OF, shop, CallingRules()
    )
    return points.to_pylist()


def reach_one(**contact):
    customer = {"customer_key": "s:1", "country_code": "US"}
    return reach([customer], [{"customer_key": "s:1", **contact}])[0]


@pytest.mark.parametrize(
    ("text", "country", "e164"),
    [
        ("044 668 18 00", "CH", "+41446681800"),  # libphonenumber's own example
        ("020 7946 0018", "GB", "+442079460018"),
        ("+44 20 7946 0018", "US", "+442079460018"),
        ("011 44 20 7946 0018", "US", "+442079460018"),
        ("(415) 555-2671", "US", "+14155552671"),
        ("415.555.2671 ext. 22", "US", "+14155552671"),
        ("1-800-FLOWERS", "US", "+18003569377"),
        ("030 901820", "DE", "+4930901820"),
        ("020 7946 0018", "US", None),
        ("555-2671", "US", None),
        ("0000000000", "US", None),
        ("n/a", "US", None),
        ("415 555 2671", "??", None),
    ],
)
def test_a_phone_is_read_in_its_country(text, country, e164):
    assert normalise_phone(text, country) == e164


@pytest.mark.parametrize(
    ("text", "email"),
    [
        (" Jane.Doe@Example.COM ", "Jane.Doe@example.com"),
        ("jane+toys@example.org", "jane+toys@example.org"),
        ("jané@exämple.com", "jané@exämple.com"),
        ("jane@example", None),
        ("jane..doe@example.com", None),
        ("jane@@example.com", None),
        ("Jane Doe <jane@example.com>", None),
        ("jane@shop.invalid", None),
        ("jane@localhost", None),
        ("jane@example,com", None),
        ("nobody", None),
    ],
)
def test_an_email_is_brought_to_one_form_or_refused(text, email):
    assert normalise_email(text) == email


def test_a_phone_takes_the_contacts_country_then_the_customers_then_the_shops():
    customers = [
        {"customer_key": "s:1", "country_code": "US"},
        {"customer_key": "s:2", "country_code": "gb"},
        {"customer_key": "s:3"},
    ]
    phone = {"phone": "020 7946 0018"}
    contacts = [
        {"customer_key": "s:1", "country_code": " UK", **phone},
        {"customer_key": "s:2", "country_code": "", **phone},
        {"customer_key": "s:3", **phone},
    ]
    found = [row["phone_e164"] for row in reach(customers, contacts)]
    assert found == ["+442079460018", "+442079460018", None]


@pytest.mark.parametrize(
    ("contact", "reason"),
    [
        ({"email": None}, "missing"),
        ({"email": "  "}, "missing"),
        ({"email": None, "is_email_opt_out": True}, "missing"),
        ({"email": "jane@"}, "invalid"),
        ({"email": "jane@", "is_email_opt_out": True}, "invalid"),
        ({"email": "jane@example.com", "is_email_opt_out": True}, "opted out"),
        ({"email": "jane@example.com", "is_email_opt_out": False}, None),
        ({"email": "jane@example.com", "is_email_opt_out": None}, None),
    ],
)
def test_an_unusable_channel_has_the_first_reason_that_holds(contact, reason):
    assert reach_one(**contact)["email_reason"] == reason


def test_an_opt_out_holds_for_its_own_channel_only_and_leaves_no_value_behind():
    row = reach_one(email="a@example.com", phone="415 555 2671", is_phone_opt_out=True)
    assert row["phone_e164"] is None
    assert (row["email"], row["is_email_usable"]) == ("a@example.com", True)
    assert (row["is_contactable"], row["unreachable_reason"]) == (True, None)


def test_the_unreachable_say_why_for_both_channels():
    row = reach_one(email="jane@", phone="415 555 2671", is_phone_opt_out=True)
    assert row["is_contactable"] is False
    assert row["unreachable_reason"] == "email invalid, phone opted out"


def test_a_customer_without_a_contact_row_is_counted_not_lost():
    row = reach([{"customer_key": "s:1", "country_code": "US"}], [])[0]
    assert row["unreachable_reason"] == "email missing, phone missing"
    assert (row["is_email_usable"], row["is_phone_usable"]) == (False, False)


def test_the_unknown_member_and_contacts_of_nobody_are_left_out():
    customers = [{"customer_key": "unknown"}, {"customer_key": "s:1"}]
    contacts = [{"customer_key": "s:9", "email": "a@example.com"}]
    assert [row["customer_key"] for row in reach(customers, contacts)] == ["s:1"]


def test_no_customers_give_an_empty_table_of_the_same_shape():
    empty = find_contact_points(
        table(CUSTOMER, []), table(CONTACT, []), AS_OF, SHOP, CallingRules()
    )
    some = find_contact_points(
        table(CUSTOMER, [{"customer_key": "s:1"}]), table(CONTACT, []), AS_OF, SHOP, CallingRules()
    )
    assert empty.num_rows == 0
    assert empty.schema == some.schema


def test_a_key_that_stands_twice_is_an_error_that_names_it():
    customers = [{"customer_key": "s:1"}, {"customer_key": "s:1"}]
    with pytest.raises(DataError, match=r"'s:1' stands more than once in customers"):
        reach(customers, [])


def test_the_row_holds_zone_basis_and_next_window():
    customer = {"customer_key": "s:1", "country_code": "US", "state_code": "TN"}
    row = reach([customer], [])[0]
    assert (row["time_zone"], row["time_zone_basis"]) == ("America/Chicago", "state")
    assert (row["call_from_local_time"], row["call_to_local_time"]) == ("09:00", "16:00")
    assert row["next_call_from_at"] == datetime(2025, 1, 20, 15)
    assert row["next_call_to_at"] == datetime(2025, 1, 20, 22)
    assert row["no_window_reason"] is None


def test_a_customer_without_common_hours_has_a_reason_instead_of_a_window():
    row = reach([{"customer_key": "s:1", "country_code": "RU"}], [])[0]
    assert row["next_call_from_at"] is None
    assert "do not overlap" in row["no_window_reason"]


PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "email": st.sampled_from([None, "a@example.com", "B@EXAMPLE.com", "no"]),
            "phone": st.sampled_from([None, "415 555 2671", "020 7946 0018", "1"]),
            "country_code": st.sampled_from([None, "US", "GB"]),
            "state_code": st.sampled_from([None, "CO", "IN"]),
            "is_email_opt_out": st.sampled_from([None, True, False]),
            "is_phone_opt_out": st.booleans(),
        }
    ),
    max_size=12,
)


@given(PEOPLE, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(people, draw):
    people = [{"customer_key": f"s:{number}", **each} for number, each in enumerate(people)]
    contacts = [each for each in people if each["email"] != "no"]
    expected = reach(people, contacts)
    draw.shuffle(people)
    draw.shuffle(contacts)
    assert reach(people, contacts) == expected
