"""The people of the sample shop: who they are, where they live, what they like, which systems
know them and under which number.

A person is a position in the arrays. Systems number their customers on their own: the same
number in two systems is not the same person, and one person may be in up to five systems.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tillhouse.demo.places import PLACES, STORE_CITIES, Place, find_place, format_phone
from tillhouse.demo.streams import Flags, Floats, Ints, draw_from, open_stream

SYSTEMS = ("orders", "pos", "crm", "erp", "api")
_KNOWN_SHARE = {"orders": 0.6, "pos": 0.75, "crm": 0.4, "erp": 0.35, "api": 0.25}
_FIRST_ID = {"orders": 1_000_031, "pos": 1, "crm": 901, "erp": 11_000, "api": 901}
_ID_STEP = {"orders": 317, "pos": 1, "crm": 1, "erp": 1, "api": 1}
TWIN_COUNT = 6  # three pairs of POS customers whose spend is equal to the cent
TASTE_COUNT = 5
NEVER = 1 << 40


def _split(words: str, separator: str | None = None) -> tuple[str, ...]:
    return tuple(words.split(separator))


FIRST_NAMES = _split(
    "Ada Amir Anna Ben Carla Chen Clara Dara Diego Elena Emil Fatima Felix Grace Hana Hugo Ines "
    "Isaac Jana Jonas Kavya Leila Leo Lucia Maria Mateo Mia Nadia Nina Noah Olga Omar Paula Peter "
    "Priya Quinn Rafael Rosa Ruth Samuel Sofia Tara Thomas Uma Victor Wanda Xavier Yara Yusuf Zoe"
)
LAST_NAMES = _split(
    "Abbott Alvarez Baker Becker Bishop Castro Chen Clarke Cohen Cooper Costa Dahl Diaz Doyle "
    "Evans Farrell Fischer Flores Garcia Gomez Gupta Haddad Hansen Harris Iyer Jackson Jensen "
    "Kaplan Keller Khan Kowalski Lambert Larsen Lopez Mason Meyer Miller Moreno Murphy Nakamura "
    "Nguyen Novak Okafor Olsen Ortiz Patel Perez Petrov Quinn Ramos Reyes Rossi Sato Schmidt "
    "Shah Silva Singh Stone Suzuki Torres Turner Vargas Vogel Walker Weber White Wright Young Zhou"
)
STREETS = _split(
    "Maple Ave|Oak St|Pine Rd|Cedar Ln|Elm St|Lake Dr|Hill Rd|River Rd|Park Ave|Main St|"
    "Church St|Mill Ln|Spring St|Garden Way|Station Rd|Market St",
    "|",
)
_TRADES = ("optics", "imaging", "interiors", "outfitters", "audio", "catering", "supplies")


@dataclass(frozen=True)
class People:
    """One element per person in every array. Days count from the first day of the period."""

    first: Ints
    last: Ints
    place: Ints
    house: Ints
    street: Ints
    taste: Ints
    weight: Floats
    home_store: Ints
    first_day: Ints
    last_day: Ints
    is_company: Flags
    ids: dict[str, Ints]  # per system, 0 where the system does not know the person

    @property
    def count(self) -> int:
        """Number of people, twins included."""
        return len(self.first)

    def name(self, person: int) -> tuple[str, str]:
        """(first name, last name) as the person spells it."""
        return FIRST_NAMES[int(self.first[person])], LAST_NAMES[int(self.last[person])]

    def company_name(self, person: int) -> str:
        """The name of a business customer; unique through its number."""
        trade = _TRADES[person % len(_TRADES)]
        return f"{LAST_NAMES[self.last[person]].lower()} {trade} {person}"

    def place_of(self, person: int) -> Place:
        """The town where a person lives."""
        return PLACES[int(self.place[person])]

    def street_of(self, person: int) -> str:
        """The street where a person lives."""
        return STREETS[int(self.street[person])]

    def email(self, person: int) -> str:
        """An address at one of the domains that are kept for examples."""
        first, last = self.name(person)
        domain = ("example.com", "example.org", "example.net")[person % 3]
        return f"{first}.{last}{person}@{domain}".lower()

    def phone(self, person: int) -> str:
        """A number in a range that is kept for fiction, as people of that country write it."""
        return format_phone(self.place_of(person), person * 7919 + 17)

    def members(self, system: str) -> Ints:
        """The people that a system knows, in ascending position."""
        return np.flatnonzero(self.ids[system])

    def twins(self) -> Ints:
        """The people of equal spend; consecutive ones are a pair."""
        return np.arange(self.count - TWIN_COUNT, self.count)


def build_people(count: int, store_count: int, seed: int, days: int) -> People:
    """`count` people plus the twins, with taste, activity and the day on which they lapse."""
    g = open_stream(seed, "people")
    total = count + TWIN_COUNT
    shares = np.cumsum([p.share for p in PLACES])
    place = draw_from(shares, g.random(total))
    is_company = g.random(total) < 0.05
    is_company[count:] = False
    first_day = np.where(g.random(total) < 0.7, 0, (g.random(total) * days * 0.8).astype(np.int64))
    stay = (days * g.uniform(0.2, 0.8, total)).astype(np.int64)
    last_day = np.where(g.random(total) < 0.25, first_day + stay, NEVER)
    weight = g.gamma(1.2, 1.0, total) + 0.05
    weight[count:] = 0.0
    return People(
        first=g.integers(0, len(FIRST_NAMES), total),
        last=g.integers(0, len(LAST_NAMES), total),
        place=place,
        house=g.integers(1, 9900, total),
        street=g.integers(0, len(STREETS), total),
        taste=g.integers(0, TASTE_COUNT, total),
        weight=weight,
        home_store=_choose_home_stores(place, store_count, g),
        first_day=first_day,
        last_day=last_day,
        is_company=is_company,
        ids={s: _number_members(s, is_company, count, seed) for s in SYSTEMS},
    )


def _choose_home_stores(place: Ints, store_count: int, g: np.random.Generator) -> Ints:
    """The nearest of the first stores for most, any store for the rest."""
    stores = [PLACES[find_place(city)] for city in STORE_CITIES[:store_count]]
    where = np.array([[p.latitude, p.longitude] for p in PLACES])
    there = np.array([[p.latitude, p.longitude] for p in stores])
    nearest = ((where[:, None, :] - there[None, :, :]) ** 2).sum(axis=2).argmin(axis=1)
    anywhere = g.integers(0, store_count, len(place))
    return np.where(g.random(len(place)) < 0.6, nearest[place], anywhere).astype(np.int64)


def _number_members(system: str, is_company: Flags, count: int, seed: int) -> Ints:
    """Companies buy by order only; twins are known to the tills only."""
    g = open_stream(seed, "members", system)
    known = g.random(len(is_company)) < _KNOWN_SHARE[system]
    known = np.where(is_company, system == "orders", known)
    known[count:] = system == "pos"
    rank = np.cumsum(known) - 1
    return np.where(known, _FIRST_ID[system] + rank * _ID_STEP[system], 0).astype(np.int64)
