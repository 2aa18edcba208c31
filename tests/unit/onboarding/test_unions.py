"""Several tables of one entity: one table, a copy that is left out, or a question. None is lost."""

from __future__ import annotations

from tests.unit.onboarding.test_look import workbook

from tillhouse.contracts.entities import read_entities
from tillhouse.onboarding.entities import guess_entities
from tillhouse.onboarding.tables import Looked

HEAD = "order_no,day,article_no,qty,price\n"
REMADE = "receipt;sold on;ean;pieces;unit price;cashier\n"


def lines(*numbers: int, day: str = "2024-03-0", price: str = "2.50") -> str:
    return HEAD + "".join(f"{n},{day}{n % 9 + 1},A{n},{n % 3 + 1},{price}\n" for n in numbers)


def tables(
    looked: Looked, answers: dict[str, str] | None = None, **told: str
) -> dict[str, list[str]]:
    """Table → the models that read it, after the guess."""
    guesses = guess_entities(looked, read_entities(), told, answers)
    found: dict[str, list[str]] = {}
    for guess in guesses:
        found.setdefault(guess.table.name, []).append(guess.model_name("x"))
    return found


def test_files_of_one_shape_are_one_table_and_a_later_one_fits_its_pattern(look) -> None:
    looked = look({f"sales_{it}.csv": lines(at) for at, it in enumerate(["rome", "oslo", "bern"])})
    assert list(tables(looked)) == ["sales"]
    (table,) = looked.tables
    assert (table.rows, len(table.files), table.patterns) == (3, 3, ("**/sales_*.csv",))


def test_what_the_names_share_may_stand_at_their_end_or_nowhere(look) -> None:
    looked = look({"a/rome-sales.csv": lines(1), "b/oslo-sales.csv": lines(2)})
    tables(looked)
    assert looked.tables[0].patterns == ("**/*-sales.csv",)


def test_names_that_share_nothing_take_their_own_files_only(look) -> None:
    looked = look({"rome.csv": lines(1), "oslo.csv": lines(2)})
    tables(looked)
    assert looked.tables[0].patterns == ("**/oslo*.csv", "**/rome*.csv")


def test_sheets_of_one_shape_are_one_table(look) -> None:
    head = HEAD.strip().split(",")
    book = workbook(
        **{str(year): [head, [year, f"{year}-05-01", "A", 1, 2]] for year in (2022, 2023)},
        Notes=[["topic", "text"], ["a", "b"]],
    )
    looked = look({"till.xlsx": book})
    assert tables(looked)["till"][0] == "stg_x__order_lines"
    table = next(it for it in looked.tables if it.parts)
    assert (table.sheets, table.rows) == (("2022", "2023"), 2)
    files = looked.ask(f"select _file from {table.view} order by 1")
    assert files == [("till.xlsx, sheet 2022",), ("till.xlsx, sheet 2023",)]


def test_a_copy_from_an_earlier_time_is_left_out(look) -> None:
    now = lines(1, 2, 3, 4, 5).replace("3,2024-03-04,A3,1,2.50", "3,2024-03-04,A3,2,2.50")
    looked = look({"sales.csv": now, "sales_backup.csv": lines(1, 2, 3, 4)})
    assert list(tables(looked)) == ["sales"]
    assert looked.left_out == {"sales_backup": "a copy of sales, with 4 rows beside 5"}
    assert looked.tables[0].patterns == ("**/sales*.csv",)


def test_of_two_copies_the_one_with_more_rows_lives_unless_a_name_says_so(look) -> None:
    looked = look({"first.csv": lines(1, 2, 3), "second.csv": lines(1, 2, 3, 4)})
    tables(looked)
    assert list(looked.left_out) == ["first"]


def test_a_backup_that_has_more_than_the_table_is_asked_for(look) -> None:
    looked = look({"sales.csv": lines(1, 2, 3), "sales_old.csv": lines(1, 2, 3, 4, 5)})
    assert list(tables(looked)) == ["sales"]
    ((table, question),) = looked.asked
    assert (table.name, question.key) == ("sales", "tables.sales_old")
    assert set(question.choices) == {"order_lines", "none"}


def test_numbers_that_begin_again_in_each_file_make_no_copies(look) -> None:
    looked = look(
        {"rome.csv": lines(1, 2, 3), "oslo.csv": lines(1, 2, 3, day="2024-07-1", price="9")}
    )
    tables(looked)
    assert looked.tables[0].rows == 6
    assert not looked.left_out


def test_lists_of_which_each_has_its_own_are_one_list(look) -> None:
    head = "customer_id,customer_name,city\n"
    looked = look(
        {
            "customers_a.csv": head + "1,Ann,Rome\n2,Bob,Oslo\n",
            "customers_b.csv": head + "3,Cy,Bern\n",
        }
    )
    assert list(tables(looked)) == ["customers"]
    assert looked.tables[0].rows == 3


def test_a_table_of_another_shape_is_asked_for_and_the_better_one_taken(look) -> None:
    looked = look(
        {"order_lines.csv": lines(1, 2, 3), "web.csv": REMADE + "W1;2024-04-01;A1;2;3.00;Ann\n"}
    )
    assert list(tables(looked)) == ["order_lines"]
    ((table, question),) = looked.asked
    assert (table.name, question.item, question.rows) == ("order_lines", "web", 1)
    assert question.written_for == "none"
    assert "web" in looked.left_out


def test_answered_to_be_the_same_it_has_a_model_of_its_own(look) -> None:
    looked = look(
        {"order_lines.csv": lines(1, 2, 3), "web.csv": REMADE + "W1;2024-04-01;A1;2;3.00;Ann\n"}
    )
    found = tables(looked, {"tables.web": "order_lines"})
    assert "stg_x__order_lines" in found["order_lines"]
    assert {"stg_x__order_lines__web", "stg_x__orders__web"} <= set(found["web"])
    ((_, question),) = looked.asked
    assert question.written_for == "order_lines"
    assert not looked.left_out
    assert list(tables(looked, {"tables.web": "none"})) == ["order_lines"]
    assert looked.left_out == {"web": "as was answered"}


def test_of_two_copies_the_one_lives_that_the_user_names(look) -> None:
    looked = look({"sales.csv": lines(1, 2, 3), "sales_copy.csv": lines(1, 2, 3)})
    assert list(tables(looked, sales_copy="order_lines")) == ["sales_copy"]
    assert list(looked.left_out) == ["sales"]


def test_places_in_the_names_of_files_do_not_make_them_other_things(look) -> None:
    looked = look({f"out_{it}.csv": lines(at) for at, it in enumerate(["store", "web", "orders"])})
    assert "stg_x__order_lines" in tables(looked)["out"]
    assert looked.tables[0].rows == 3


def test_another_thing_in_the_same_columns_stays_apart(look) -> None:
    head = "no,name,street,city,phone\n"
    looked = look(
        {"customers.csv": head + "1,Ann,A 1,Rome,+39 06 1234567\n",
         "suppliers.csv": head + "7,Tea Ltd,B 2,Oslo,+47 22 123456\n"}
    )  # fmt: skip
    tables(looked)
    assert all(table.rows == 1 for table in looked.tables)


def test_the_second_download_of_a_file_is_the_copy(look) -> None:
    looked = look({"orders.csv": lines(1, 2, 3), "orders (1).csv": lines(1, 2)})
    tables(looked)
    assert [table.files for table in looked.tables] == [("orders.csv",)]
    assert not looked.asked
