"""What looks wrong is counted, in the user's words, and shows nobody's data."""

from __future__ import annotations

from tillhouse.onboarding.findings import find_problems
from tillhouse.onboarding.model import make_setting
from tillhouse.onboarding.money_findings import money_problems
from tillhouse.onboarding.staging import write_model

HEADER = "InvoiceNo,Item,Qty,Price,Day,Cust\n"


def findings(recognise, look, files):
    looked = look(files)
    from tillhouse.contracts.entities import read_entities
    from tillhouse.onboarding.entities import guess_entities

    guesses = guess_entities(looked, read_entities(), {})
    setting = make_setting("shop", "DE", looked, guesses)
    models = [write_model(guess, setting) for guess in guesses]
    found = find_problems(guesses, looked)
    found += money_problems([model.money for model in models if model.money], looked)
    return {(it.column, it.what): (it.rows, it.of_rows) for it in found}, found


def lines(*more: str) -> str:
    good = [f"{n},i{n % 5},2,1.50,2024-03-0{n % 9 + 1},c{n % 3}" for n in range(100)]
    return HEADER + "\n".join([*good, *more]) + "\n"


def test_values_that_are_no_numbers_are_counted(recognise, look) -> None:
    told, _ = findings(recognise, look, {"sales.csv": lines("900,i1,abc,1.5,2024-03-01,c1")})
    assert told["Qty", "is not a number"] == (1, 101)


def test_empty_and_negative_and_free_are_counted(recognise, look) -> None:
    told, _ = findings(
        recognise, look, {"sales.csv": lines("C7,i1,-2,1.5,2024-03-01,", "8,i1,1,0,2024-03-01,")}
    )
    assert told["Cust", "is empty"] == (2, 102)
    assert told["Qty", "is below 0"] == (1, 102)
    assert told["Price", "is 0"] == (1, 102)
    assert told["InvoiceNo", "begins with C"] == (1, 102)


def test_ids_that_no_list_has_are_counted(recognise, look) -> None:
    items = "Item,Name,Category\n" + "".join(f"i{n},Thing,All\n" for n in range(4))
    told, _ = findings(recognise, look, {"sales.csv": lines(), "items.csv": items})
    assert told["Item", "is not in items.Item"] == (20, 100)


def test_keys_that_repeat_are_counted(recognise, look) -> None:
    rows = "".join(f"{n},Ann,Hull\n" for n in [*range(40), 3, 3])
    told, _ = findings(recognise, look, {"customers.csv": f"Cust No,Name,City\n{rows}"})
    assert told["Cust No", "comes more than once"] == (2, 42)


def test_a_total_that_is_not_quantity_times_price_is_counted(recognise, look) -> None:
    text = "order_no,item,qty,price,total,date\n" + "".join(
        f"{n // 2},i,2,3.00,{'6.00' if n else '7.00'},2024-01-01\n" for n in range(50)
    )
    told, found = findings(recognise, look, {"sales.csv": text})
    assert told["total", "is not qty × price"] == (1, 50)
    assert "sales.csv, row 2: 7.00, computed 6.00" in "\n".join(map(str, found))


def test_a_total_is_compared_after_the_discount_in_the_notation_of_the_file(
    recognise, look
) -> None:
    text = "Beleg;Artikel;Menge;Preis;Rabatt %;Summe;Datum\n" + "".join(
        f"{n // 2};A{n % 3};2;1.003,00;10;{'1.805,40' if n else '2.006,00'};{n % 28 + 1}.05.2024\n"
        for n in range(50)
    )
    told, found = findings(recognise, look, {"kasse.csv": text})
    assert told["Summe", "is not Menge × Preis less Rabatt %"] == (1, 50)
    assert "kasse.csv, row 2: 2006.00, computed 1805.40" in "\n".join(map(str, found))


def test_the_total_of_an_order_that_its_lines_do_not_come_to_is_counted(recognise, look) -> None:
    lines_ = "order_id,sku,qty,price\n" + "".join(f"{n // 2},i{n % 5},1,3.00\n" for n in range(80))
    heads = "order_id,order_date,total\n" + "".join(
        f"{n},2024-03-0{n % 9 + 1},{'6.00' if n > 2 else '9.00'}\n" for n in range(40)
    )
    told, _ = findings(recognise, look, {"order_items.csv": lines_, "orders.csv": heads})
    assert told["total", "is not what the lines of the order come to"] == (3, 40)


def test_no_value_of_a_person_is_shown(recognise, look) -> None:
    people = [*range(40), 3]
    rows = "".join(f"{n},Zebedee Quux,zq{n}@example.com,1970-02-1{n % 9}\n" for n in people)
    _, found = findings(
        recognise, look, {"customers.csv": f"Customer No,Name,Email,Birthday\n{rows}"}
    )
    text = "\n".join(map(str, found))
    assert found
    assert "Zebedee" not in text
    assert "@example" not in text
    assert "1970" not in text
