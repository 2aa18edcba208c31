"""What looks wrong is counted, in the user's words, and shows nobody's data."""

from __future__ import annotations

from tillhouse.onboarding.findings import find_problems

HEADER = "InvoiceNo,Item,Qty,Price,Day,Cust\n"


def findings(recognise, look, files):
    looked = look(files)
    from tillhouse.contracts.entities import read_entities
    from tillhouse.onboarding.entities import guess_entities

    guesses = guess_entities(looked, read_entities(), {})
    found = find_problems(guesses, looked)
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
    told, _ = findings(recognise, look, {"sales.csv": text})
    assert told["total", "is not quantity × price"] == (1, 50)


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
