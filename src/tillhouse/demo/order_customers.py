"""customers.csv of the order drop: versions, post codes and coordinates as they really come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time

import numpy as np

from tillhouse.demo.answer_key import AnswerKey
from tillhouse.demo.order_texts import name_customer
from tillhouse.demo.places import Place
from tillhouse.demo.streams import open_stream
from tillhouse.demo.world import World

CUSTOMERS = (
    "customer_id", "tax_id", "tax_code", "customer_name", "state", "city", "postcode", "street",
    "number", "unit", "region", "district", "lon", "lat", "ship_to_address", "valid_from",
    "valid_to", "units_purchased", "loyalty_segment",
)  # fmt: skip
_DAY = 86_400
_WITHOUT_ID = 3
Fields = dict[str, str]


@dataclass(frozen=True)
class CustomerKind:
    """One kind of defect: on which addresses it can occur, how often, and how it is made."""

    name: str
    column: str
    rate: float
    fits: Callable[[Place], bool]
    spoil: Callable[[Fields], None]


def _as_number(column: str) -> Callable[[Fields], None]:
    def spoil(fields: Fields) -> None:
        fields[column] += ".0"

    return spoil


def _lose_zero(fields: Fields) -> None:
    fields["postcode"] = fields["postcode"].lstrip("0")


def _add_plus_4(fields: Fields) -> None:
    fields["postcode"] += f"-{1000 + int(fields['number']) % 9000}"


def _no_situs(fields: Fields) -> None:
    fields["street"], fields["number"], fields["postcode"] = "NO SITUS", "", "0"


def _nan_number(fields: Fields) -> None:
    fields["number"] = "nan"


def _lose_sign(fields: Fields) -> None:
    fields["lon"] = fields["lon"].lstrip("-")  # 105 degrees east is in China


def _close(fields: Fields) -> None:
    fields["valid_to"] = f"{int(fields['valid_from']) + 90 * _DAY}.0"


def _in_us(place: Place) -> bool:
    return place.country == "US"


def _has_zero(place: Place) -> bool:
    return _in_us(place) and place.postal_code.startswith("0")


CUSTOMER_KINDS: tuple[CustomerKind, ...] = (
    CustomerKind("coordinates_in_china", "lon", 0.05, lambda p: p.state == "CO", _lose_sign),
    CustomerKind("post_code_lost_zero", "postcode", 0.4, _has_zero, _lose_zero),
    CustomerKind("post_code_as_number", "postcode", 0.05,
                 lambda p: _in_us(p) and not _has_zero(p), _as_number("postcode")),
    CustomerKind("post_code_plus_4", "postcode", 0.03, _in_us, _add_plus_4),
    CustomerKind("house_number_as_number", "number", 0.03, _in_us, _as_number("number")),
    CustomerKind("house_number_nan", "number", 0.005, _in_us, _nan_number),
    CustomerKind("no_situs", "street", 0.01, _in_us, _no_situs),
    CustomerKind("last_version_closed", "valid_to", 0.02, lambda p: True, _close),
)  # fmt: skip
_TWO_VERSIONS_RATE = 0.01
_LEAST = 3


def list_customers(world: World, key: AnswerKey) -> Iterator[tuple[str, ...]]:
    """The rows of the file: one per customer, two for some, and a few without an id."""
    people = world.people
    g = open_stream(world.seed, "orders", "customers")
    members = people.members("orders")
    spoilt, doubled = _choose(world, members, g)
    start = int(datetime.combine(world.first_day, time(), UTC).timestamp())
    ages = g.integers(100, 900, len(members))
    row = 1
    for person, age in zip(members.tolist(), ages.tolist(), strict=True):
        row += 1
        fields = _describe(world, person, start - age * _DAY)
        number = fields["customer_id"]
        if person in doubled:
            yield _close_version(fields)
            _plant(key, row, "two_versions", "kept", "valid_from", number)
            row += 1
            fields["valid_from"] = str(start - age // 2 * _DAY)
        kind = spoilt.get(person)
        if kind:
            kind.spoil(fields)
            _plant(key, row, kind.name, "kept", kind.column, fields[kind.column])
        yield _finish(fields)
    for _ in range(_WITHOUT_ID):
        row += 1
        _plant(key, row, "customer_id_missing", "quarantined", "customer_id", "")
        yield _finish(_describe(world, int(members[0]), start) | {"customer_id": ""})


def _choose(
    world: World, members: np.ndarray, g: np.random.Generator
) -> tuple[dict[int, CustomerKind], set[int]]:
    """Which customer gets which kind (at most one each), and who has two versions."""
    mixed = g.permutation(members).tolist()
    count = max(_LEAST, round(_TWO_VERSIONS_RATE * len(mixed)))
    doubled, rest = set(mixed[:count]), mixed[count:]
    spoilt: dict[int, CustomerKind] = {}
    for kind in CUSTOMER_KINDS:
        able = [p for p in rest if p not in spoilt and kind.fits(world.people.place_of(p))]
        count = max(_LEAST, round(kind.rate * len(able)))
        spoilt |= dict.fromkeys(able[:count], kind)
    return spoilt, doubled


def _describe(world: World, person: int, valid_from: int) -> Fields:
    people, place = world.people, world.people.place_of(person)
    shift = (person % 17 - 8) / 4000  # a few hundred metres, so that no two houses coincide
    street = people.street_of(person).upper()
    values = (
        str(people.ids["orders"][person]), "", "", name_customer(people, person), place.state,
        place.city.upper(), place.postal_code, street, str(people.house[person]),
        str(person % 40 + 1) if person % 5 == 0 else "", place.state if person % 3 == 0 else "", "",
        f"{place.longitude + shift:.7f}", f"{place.latitude + shift:.7f}", "", str(valid_from), "",
        f"{person * 37 % 90}.0", str(person % 4),
    )  # fmt: skip
    return dict(zip(CUSTOMERS, values, strict=True))


def _close_version(fields: Fields) -> tuple[str, ...]:
    """The version before the present one: another street, closed with a gap."""
    old = {**fields, "street": "OLD MILL RD", "number": "7"}
    old["valid_to"] = f"{int(fields['valid_from']) + 40 * _DAY}.0"
    return _finish(old)


def _finish(fields: Fields) -> tuple[str, ...]:
    parts = [fields["state"], fields["postcode"], fields["street"], fields["number"] or "nan"]
    fields["ship_to_address"] = ", ".join(parts)
    return tuple(fields[name] for name in CUSTOMERS)


def _plant(key: AnswerKey, row: int, kind: str, expected: str, column: str, value: str) -> None:
    key.plant(
        "orders",
        "customers",
        "customers.csv",
        row=row,
        entity="customers",
        kind=kind,
        expected=expected,
        column=column,
        planted_value=value,
        reason_hint=column,
    )
