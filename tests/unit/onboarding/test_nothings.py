"""What looks like nothing is nothing only where its whole column says so; names and codes stay."""

from __future__ import annotations


def words(look, header: str, values: list[str]) -> tuple[set[str], set[str]]:
    rows = "\n".join(f"{n},{value}" for n, value in enumerate(values))
    column = look({"t.csv": f"row,{header}\n{rows}\n"}).tables[0].columns[1]
    return set(column.nothing_words), set(column.kept_words)


def test_names_of_people_stay(look) -> None:
    assert words(look, "name", ["Ann", "Null", "None", "Na", "Bert"])[0] == set()


def test_what_programs_write_among_names_is_nothing(look) -> None:
    assert words(look, "name", ["Ann", "Bert", "nan", "NULL"])[0] == {"nan", "NULL"}


def test_codes_of_capitals_stay_and_are_told(look) -> None:
    missing, kept = words(look, "sku", ["TEA", "MUG", "NIL", "NA"])
    assert missing == set()
    assert kept == {"NIL", "NA"}


def test_among_numbers_and_addresses_words_are_nothing(look) -> None:
    assert words(look, "customer", ["17", "18", "NULL", "-"])[0] == {"NULL", "-"}
    assert words(look, "mail", ["a@x.org", "b@x.org", "none"])[0] == {"none"}


def test_a_word_that_fills_a_fifth_of_all_rows_is_nothing(look) -> None:
    assert words(look, "name", ["ANN", "BERT", *["NULL"] * 3])[0] == {"NULL"}


def test_an_article_may_be_called_nothing_beside_numbered_ones(look, staged) -> None:
    lines = "order_id,order_date,customer_id,sku,quantity,unit_price\n" + "".join(
        f"{n},2024-03-0{n % 9 + 1},{'NA' if n == 4 else f'C{n % 3}'},{sku},1,10.00\n"
        for n, sku in enumerate(["P1", "NIL", "P2", "NA", "P1", "None"])
    )
    found = staged({"orders.csv": lines})["order_lines"]
    assert found.column("product_id") == ["P1", "NIL", "P2", "NA", "P1", "None"]
    assert found.column("customer_id")[4] is None
