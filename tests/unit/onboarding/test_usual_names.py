"""Usual names of columns, of well-known systems and in seven languages, mean what they say."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tillhouse.contracts.entities import read_entities
from tillhouse.onboarding.names import PERHAPS, likeness

ENTITIES = {entity.name: entity for entity in read_entities()}
# Names that only values tell apart: money or a share, the moment or its day.
ONE_NAME = ({"discount_rate", "discount_amount"}, {"ordered_at", "business_date"})


def usual_names() -> Iterator[tuple[str, str, str, str]]:
    """(where it is from, entity, name, column of the contract)."""
    text = (Path(__file__).parent / "usual_names.toml").read_text("utf-8")
    for origin, entities in tomllib.loads(text).items():
        for entity, names in entities.items():
            for name, column in names.items():
                yield origin, entity, name, column


def meant(name: str, entity: str) -> set[str]:
    """The columns of the contract that a name means best; empty where it means none."""
    likely = {it.name: likeness(name, entity, it.name) for it in ENTITIES[entity].columns}
    best = max(likely.values())
    found = {column for column, sure in likely.items() if best > PERHAPS and sure == best}
    for pair in ONE_NAME:
        found |= {it for it in pair if found & pair and likely.get(it, 0.0) > 0.9}
    return found


def test_there_are_three_hundred_of_them() -> None:
    assert len(list(usual_names())) >= 300


@pytest.mark.parametrize(("origin", "entity", "name", "column"), usual_names())
def test_a_usual_name_is_known(origin: str, entity: str, name: str, column: str) -> None:
    found = meant(name, entity)
    assert column in found if column else not found, f"{origin}: {name} is taken for {found}"


@pytest.mark.parametrize(
    ("entity", "column"),
    [(it.name, column.name) for it in ENTITIES.values() for column in it.columns[1:]],
)
def test_a_contract_s_own_name_means_itself(entity: str, column: str) -> None:
    likely = {it.name: likeness(column, entity, it.name) for it in ENTITIES[entity].columns}
    assert likely[column] == 1.0
    assert max(sure for name, sure in likely.items() if name != column) < 1.0
