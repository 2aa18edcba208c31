"""contacts.csv of the order drop: e-mails and phones, valid, missing, invalid and opted out.

What each is worth is written to `answer_key/contacts.csv`: statuses 'usable', 'missing',
'invalid' and 'opted out', and the customer's true time zone.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tillhouse.demo.answer_key import AnswerKey
from tillhouse.demo.streams import open_stream
from tillhouse.demo.world import World

CONTACTS = ("customer_id", "email", "phone", "email_opt_out", "phone_opt_out", "country")
_KEY = ("system", "customer_id", "email_status", "phone_status", "country", "time_zone")
_STATUSES = ("usable", "missing", "invalid", "opted out")
_EMAIL_SHARES = (0.76, 0.10, 0.05, 0.09)
_PHONE_SHARES = (0.66, 0.20, 0.05, 0.09)
_WITHOUT_ROW = 0.04  # customers that the contacts file does not know
_BAD_EMAILS = ("anna.example.com", "ben@", "@example.com", "cora@@example.org", "no mail", "x@y")
_BAD_PHONES = ("123-555-0123", "555-0123", "n/a", "(000) 000-0000", "call office", "12")


def list_contacts(world: World, key: AnswerKey) -> Iterator[tuple[object, ...]]:
    """The rows of the file, one per known customer, some for nobody and some without an id."""
    people = world.people
    g = open_stream(world.seed, "orders", "contacts")
    members = people.members("orders")
    listed = g.random(len(members)) >= _WITHOUT_ROW
    email = np.where(listed, g.choice(4, len(members), p=_EMAIL_SHARES), 1)
    phone = np.where(listed, g.choice(4, len(members), p=_PHONE_SHARES), 1)
    _write_truth(world, key, members, email, phone)
    row = 1
    for person, of_email, of_phone in zip(
        members[listed].tolist(), email[listed].tolist(), phone[listed].tolist(), strict=True
    ):
        row += 1
        mail = _write_value(of_email, people.email(person), _BAD_EMAILS[person % 6])
        call = _write_value(of_phone, people.phone(person), _BAD_PHONES[person % 6])
        for status, column, value in ((of_email, "email", mail), (of_phone, "phone", call)):
            if status == 2:
                _plant(key, row, f"{column}_invalid", "kept", column, value)
        opted = tuple("true" if status == 3 else "false" for status in (of_email, of_phone))
        number = people.ids["orders"][person]
        yield number, mail, call, *opted, people.place_of(person).country
    for k in range(3):
        row += 1
        _plant(key, row, "customer_unknown", "kept", "customer_id", str(98_000_001 + k))
        yield 98_000_001 + k, f"nobody{k}@example.com", "", "false", "false", "US"
    for k in range(3):
        row += 1
        _plant(key, row, "customer_id_missing", "quarantined", "customer_id", "")
        yield "", f"lost{k}@example.com", "", "false", "false", "US"


def _write_value(status: int, value: str, bad: str) -> str:
    return {0: value, 1: "", 2: bad, 3: value}[status]


def _write_truth(
    world: World, key: AnswerKey, members: np.ndarray, email: np.ndarray, phone: np.ndarray
) -> None:
    ids = world.people.ids["orders"]

    def rows() -> Iterator[tuple[object, ...]]:
        for person, of_email, of_phone in zip(
            members.tolist(), email.tolist(), phone.tolist(), strict=True
        ):
            place = world.people.place_of(person)
            statuses = (_STATUSES[of_email], _STATUSES[of_phone])
            yield "orders", ids[person], *statuses, place.country, place.time_zone

    key.write_table("contacts", _KEY, rows())


def _plant(key: AnswerKey, row: int, kind: str, expected: str, column: str, value: str) -> None:
    key.plant(
        "orders",
        "contacts",
        "contacts.csv",
        row=row,
        entity="contacts",
        kind=kind,
        expected=expected,
        column=column,
        planted_value=value,
        reason_hint=column,
    )
