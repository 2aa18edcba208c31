"""What a person says that a table is, it is: by its own key, and in SQL that runs."""

from __future__ import annotations

import pytest
from staged import rows_of

from tillhouse.contracts.entities import read_entities
from tillhouse.onboarding.entities import guess_entities
from tillhouse.onboarding.model import make_setting
from tillhouse.onboarding.staging import write_model

LINES = "line_id,sale_id,sold_on,film_id,price,quantity\n" + "".join(
    f"{n},{n // 2},2024-05-{n % 28 + 1:02d},f{n % 7},2.50,1\n" for n in range(40)
)
FILMS = "film_id,film_name,rental\n" + "".join(f"f{n},Film {n},2.50\n" for n in range(7))
ODD = {
    "films.csv": FILMS,
    "people.csv": "nr,Vorname,Name,Mail,Newsletter\n1,Ada,Muster,a@b.de,ja\n2,Ben,Muster,,nein\n",
    "days.csv": "Datum,Umsatz\n01.02.2024,3\n13.02.2024,4\n",
    "words.csv": "select,from,Größe %\n1,2,3\n4,5,6\n",
}


def test_a_table_s_own_key_is_the_key_and_lines_that_name_it_point_to_it(recognise) -> None:
    found = recognise({"lines.csv": LINES, "film.csv": FILMS}, film="products")
    assert found["products"].matches["product_id"].column.original == "film_id"
    assert found["products"].matches["product_name"].column.original == "film_name"
    assert found["order_lines"].matches["product_id"].column.original == "film_id"


@pytest.mark.parametrize("entity", [it.name for it in read_entities()])
@pytest.mark.parametrize("table", [name.removesuffix(".csv") for name in ODD])
def test_whatever_a_table_is_said_to_be_the_sql_runs(look, table: str, entity: str) -> None:
    looked = look({f"{table}.csv": ODD[f"{table}.csv"]})
    name = looked.tables[0].name
    guesses = guess_entities(looked, read_entities(), {name: entity})
    setting = make_setting("shop", "DE", looked, guesses)
    for guess in guesses:
        rows_of(write_model(guess, setting), looked, {})


def test_what_a_table_is_most_like_is_told_where_it_was_not_recognised(look) -> None:
    looked = look(
        {"notes.csv": "a,b\nx,1\ny,2\n", "buyers.csv": "buyer no,shoe size\n1,40\n2,41\n"}
    )
    guess_entities(looked, read_entities(), {})
    likely = {table.name: table.likely for table in looked.tables}
    assert max(likely, key=lambda name: likely[name]) == "buyers"
    assert likely["buyers"][1] == "customers"
