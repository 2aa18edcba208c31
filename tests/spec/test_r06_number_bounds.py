"""R6: each number of the contract has a bound; a row is loaded up to it and rejected beyond it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from small_shop import arrow_table

from tillhouse.contracts.entities import Entity, read_entities
from tillhouse.contracts.models import Column
from tillhouse.contracts.numbers import bound_of
from tillhouse.engines.base import Engine, ModelRun

USUAL = {"date": "2024-05-01", "timestamp": "2024-05-01 10:00:00", "boolean": "true"}
# Beside the bounds of the column itself: what people scan, type and export by mistake.
ODD = ("99999999999999", "4006381333931", "1e308", "-1e308", "NaN", "Infinity", "-0", "9" * 400)
SHOP = {"currency": "EUR", "time_zone": "UTC", "country": "DE", "name": "small"}
BROUGHT = [entity for entity in read_entities() if entity.brought_by]


def numbers_of(entity: Entity) -> list[Column]:
    return [column for column in entity.columns if bound_of(column) is not None]


def values_for(column: Column) -> list[str]:
    """The largest and the smallest that it may be, one beyond each, and what nobody meant."""
    bound = bound_of(column)
    assert bound is not None
    return [str(bound), str(-bound), str(bound + 1), str(-bound - 1), *ODD]


def usual_row(entity: Entity) -> dict[str, str]:
    """A row that is loaded: a value for each required column, 1 for each number among them."""
    row = {"source_system": "till", "_load_id": "load", "_source_file": "file.csv"}
    for column in entity.columns:
        if column.name in entity.required:
            row[column.name] = USUAL.get(column.data_type, "1")
    return row


def is_expected_loaded(column: Column, text: str, is_required: bool) -> bool:
    """A number within the bound; of what is no number a column that may be empty takes none."""
    bound = bound_of(column)
    assert bound is not None
    is_whole = column.data_type == "integer"
    is_number = text[-1].isdigit() and not (is_whole and "e" in text)
    if not is_number:
        return not is_required
    return abs(Decimal(text)) <= bound


def tried_numbers(entity: Entity) -> list[tuple[Column, str]]:
    return [(column, text) for column in numbers_of(entity) for text in values_for(column)]


# Quantity and price, each within its bound: a line comes to no more than money can be.
LINES = [("10000000000", "1000"), ("10000000000", "1000.01"), ("-3000000", "9999999999.5")]


def rows_of(entity: Entity) -> list[dict[str, str]]:
    changes = [{column.name: text} for column, text in tried_numbers(entity)] or [{}]
    if entity.name == "order_lines":
        changes += [{"quantity": quantity, "unit_price": price} for quantity, price in LINES]
    usual = usual_row(entity)
    return [{**usual, **changed, "_source_row": str(at)} for at, changed in enumerate(changes)]


@pytest.fixture(scope="module")
def fates(engine: Engine) -> dict[str, list[tuple[str, str]]]:
    """Entity → of each of its rows the fate and what is wrong, as intake decides; built at once."""
    staged = {entity.name: f"stg_{entity.brought_by[0]}__{entity.name}" for entity in BROUGHT}
    for entity in BROUGHT:
        rows = rows_of(entity)
        columns = {name: "varchar" for row in rows for name in row} | {"_source_row": "bigint"}
        engine.write("staging", staged[entity.name], arrow_table(rows, columns))
    variables: dict[str, Any] = {
        "kinds": [], "answers": {}, "as_of": None, "incentive_plans": [], "shop": SHOP,
        "staging_models": {name: [model] for name, model in staged.items()},
    }  # fmt: skip
    engine.run_models(ModelRun(tuple(f"intake_{name}" for name in staged), variables))
    return {name: _read_fates(engine, name) for name in staged}


def _read_fates(engine: Engine, entity: str) -> list[tuple[str, str]]:
    found = engine.read(
        f"select _fate, _problems from intake.intake_{entity} order by _source_row"
    ).read_all()
    return [(row["_fate"], row["_problems"] or "") for row in found.to_pylist()]


@pytest.mark.parametrize("entity", BROUGHT, ids=lambda entity: entity.name)
def test_numbers_are_loaded_up_to_their_bound_and_rejected_beyond(
    fates: dict[str, list[tuple[str, str]]], entity: Entity
) -> None:
    wrong = [
        (column.name, text, fate)
        for (column, text), (fate, _) in zip(
            tried_numbers(entity), fates[entity.name], strict=False
        )
        if (fate == "loaded") != is_expected_loaded(column, text, column.name in entity.required)
    ]
    assert wrong == []


def test_a_line_may_not_come_to_more_than_money_can_be(
    fates: dict[str, list[tuple[str, str]]],
) -> None:
    lines = fates["order_lines"][-len(LINES) :]
    assert [fate for fate, _ in lines] == ["loaded", "quarantined", "quarantined"]
    for told in ("too_much_money", "10000000000 × 1000.01", "10,000,000,000,000"):
        assert told in lines[1][1]
