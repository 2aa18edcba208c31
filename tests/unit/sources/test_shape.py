from __future__ import annotations

import pytest

from tillhouse.sources.shape import Shape, is_code, kind_of, kind_of_type, renames


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["1", "2.50", "-3", ".5", "1e3"], "n"),
        (["2024-05-22", "2024-05-22 13:45:00", None, "2024-05-23T08:00:00Z"], "d"),
        (["22.05.2024", "5/22/24", "1-2-2024 10:00"], "w"),
        (["true", "false", "true"], "b"),
        (["12,50", "13,00", "9,99"], "t"),
        (["tea", "", "rope", None, "lamp"], "t"),
    ],
)
def test_a_column_is_of_the_kind_of_its_values(values: list[str | None], kind: str) -> None:
    assert kind_of(values) == kind


def test_a_few_bad_values_do_not_make_numbers_text() -> None:
    assert kind_of([*["1.5"] * 28, "free", "n/a"]) == "n"


def test_nothing_is_said_of_a_mixed_column_or_of_too_few_values() -> None:
    assert kind_of(["1", "2", "3", "tea", "rope"]) == "?"
    assert kind_of(["1", "tea"]) == "?"
    assert kind_of(["", None, "1"]) == "?"


def test_the_types_of_a_database_come_to_the_same_kinds() -> None:
    names = ("integer", "decimal(19,4)", "timestamp without time zone", "bit(1)", "varchar(20)")
    assert "".join(map(kind_of_type, names)) == "nndbt"


def test_a_column_is_of_codes_by_the_last_word_of_its_name() -> None:
    codes = ("id", "order_id", "CustomerID", "Kundennr", "postal_code", "EAN", "invoice no")
    assert [name for name in codes if not is_code(name)] == []
    assert [name for name in ("price", "paid", "id_count", "amount", "") if is_code(name)] == []


BEFORE = Shape(("store_id", "day", "price", "note"), "ndnt")


@pytest.mark.parametrize(
    ("columns", "kinds", "expected"),
    [
        (("store_id", "day", "amount", "note"), "ndnt", {"price": "amount"}),
        (("note", "store_id", "day", "amount"), "tndn", {"price": "amount"}),  # all moved on
        (("store_id", "note", "day", "unit_price"), "ntdn", {"price": "unit_price"}),  # by name
        (("store_id", "day", "comment", "note"), "ndtt", {}),  # other values
        (("store_id", "day", "note", "weather"), "ndtn", {}),  # elsewhere, named otherwise
        (("store_id", "day", "note"), "ndt", {}),
        (("store_id", "day", "amount", "note"), "", {"price": "amount"}),  # values unknown
    ],
)
def test_a_column_in_the_same_place_with_like_values_looks_renamed(
    columns: tuple[str, ...], kinds: str, expected: dict[str, str]
) -> None:
    assert renames(BEFORE, Shape(columns, kinds)) == expected
