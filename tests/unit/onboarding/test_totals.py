"""Rows of totals in a report are no rows of their own."""

from __future__ import annotations

import re

import pytest
from staged import rows_of
from tests.unit.onboarding.test_look import workbook

from tillhouse.contracts.entities import read_entities
from tillhouse.contracts.warehouse import models_folder
from tillhouse.onboarding.entities import guess_entities
from tillhouse.onboarding.model import make_setting
from tillhouse.onboarding.staging import write_model
from tillhouse.onboarding.totals import LABEL

HEAD = ["Tag", "Filiale", "Artikel", "Menge", "Betrag"]
ROWS = [
    ["2024-05-01", "Mitte", "Tee", 2, 10],
    ["2024-05-01", "Mitte", "Salz", 1, 8],
    [None, "Mitte Summe", None, 3, 18],
    ["2024-05-02", "Nord", "Tee", 4, 20],
    ["2024-05-02", "Nord gesamt", None, 4, 20],
    ["Gesamtsumme", None, None, 7, 38],
]


@pytest.mark.parametrize(
    "label",
    ["Total", "GRAND TOTAL:", "Sub-total", "Subtotal North", "North Total", "Sous-total Paris",
     "Zwischensumme", "Summe Mai", "Total général", "Totale", "Eindtotaal", "Suma", "Gesamt"],
)  # fmt: skip
def test_words_for_a_total_are_known(label: str) -> None:
    assert re.search(LABEL, label.lower())


@pytest.mark.parametrize("name", ["Totalis GmbH", "Summer hat", "Gesamtschule Nord", "Tea"])
def test_names_that_only_begin_alike_are_none(name: str) -> None:
    assert not re.search(LABEL, name.lower())


def test_totals_are_taken_out_of_what_is_looked_at_and_told(look) -> None:
    (table,) = look({"bericht.xlsx": workbook(Mai=[["Bericht Mai"], HEAD, *ROWS])}).tables
    assert table.rows == 3
    assert table.totals is not None
    assert table.totals.labels == ("tag", "filiale")
    assert set(table.totals.needed) == {"tag", "filiale", "artikel", "menge", "betrag"}
    assert "3 rows are totals of others, such as bericht.xlsx, row 5" in table.notes[0]


def test_a_name_with_such_a_word_is_a_row_where_nothing_is_missing(look) -> None:
    rows = [["2024-05-01", "Mitte", "Total clean", 1, 4], *ROWS[:2]]
    (table,) = look({"bericht.xlsx": workbook(Mai=[HEAD, *rows])}).tables
    assert (table.rows, table.totals) == (3, None)


def test_the_models_know_the_same_words() -> None:
    macro = (models_folder().parent / "macros/totals.sql").read_text("utf-8")
    assert LABEL in macro


def test_the_models_leave_totals_of_later_deliveries_out_and_say_so(look) -> None:
    looked = look({"bericht.xlsx": workbook(Mai=[HEAD, *ROWS])})
    guesses = guess_entities(looked, read_entities(), {})
    setting = make_setting("x", "DE", looked, guesses)
    models = {it.entity.name: write_model(it, setting) for it in guesses}
    view = looked.tables[0].view
    looked.engine.execute(
        f"insert into {view} values ('juni.xlsx', 9, '2024-06-01', 'Mitte', 'Tee', '1', '5'), "
        "('juni.xlsx', 10, '2024-06-01', 'Summe Mitte', null, '1', '5')"
    )
    lines = rows_of(models["order_lines"], looked, {})
    assert len(lines) == 5
    problems = [row["_problem"] for row in lines if row["_problem"]]
    assert [re.split("[\x1d\x1f]", it) for it in problems] == [
        ["filiale", "Summe Mitte", "a_total"]
    ]
    stores = rows_of(models["stores"], looked, {})
    assert {row["store_id"] for row in stores} == {"Mitte", "Nord"}
