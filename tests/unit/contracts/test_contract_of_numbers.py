"""The contract of numbers: each numeric column has a kind, each kind one bound."""

from __future__ import annotations

from tillhouse.contracts.entities import read_entities
from tillhouse.contracts.numbers import bound_of, bound_of_rejection, number_bounds
from tillhouse.contracts.render import render_entity
from tillhouse.engines.arrow import arrow_type
from tillhouse.reasons import reason_text

NUMERIC = ("decimal", "double", "integer", "bigint")


def test_every_number_that_a_source_may_bring_has_a_bound() -> None:
    without = [
        f"{entity.name}.{column.name}"
        for entity in read_entities()
        for column in entity.columns
        if column.data_type.startswith(NUMERIC) and bound_of(column) is None
    ]
    assert without == [], "name its kind: `meta: {number: price}`"


def test_a_type_holds_what_its_bound_lets_in() -> None:
    """With room for one digit more, so that a few of them may be added."""
    for entity in read_entities():
        for column in entity.columns:
            if column.data_type.startswith("decimal"):
                bound, arrow = bound_of(column), arrow_type(column.data_type)
                assert bound is not None
                assert len(str(bound)) <= arrow.precision - arrow.scale, (entity.name, column.name)


def test_quantity_times_price_is_bounded_too() -> None:
    (lines,) = [entity for entity in read_entities() if entity.name == "order_lines"]
    assert lines.bound_of_line == number_bounds()["money"]


def test_a_rejection_is_told_with_the_bound_that_was_crossed() -> None:
    bound = bound_of_rejection("order_lines", "quantity", "out_of_range")
    assert reason_text("Qty", "out_of_range", "4006381333931", bound) == (
        'Qty "4006381333931" is out of range: at most 10,000,000,000'
    )
    money = bound_of_rejection("order_lines", "quantity", "too_much_money")
    assert money == number_bounds()["money"]
    assert bound_of_rejection("order_lines", "quantity", "not_a_number") is None
    assert bound_of_rejection("sales", None, "unreadable_row") is None


def test_the_page_of_a_contract_shows_the_bounds() -> None:
    (lines,) = [entity for entity in read_entities() if entity.name == "order_lines"]
    page = render_entity(lines)
    assert "| `quantity` | decimal(18,4) | ±10,000,000,000 | yes |" in page
    assert "- Quantity × price of a row: at most 10,000,000,000,000" in page
