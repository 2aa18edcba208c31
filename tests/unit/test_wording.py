"""Plurals, and lists that stay short."""

from tillhouse.wording import first_few, on_screen, plural


def test_one_is_singular_and_large_numbers_have_separators():
    assert plural(1, "row") == "1 row"
    assert plural(0, "row") == "0 rows"
    assert plural(1_234, "person", "people") == "1,234 people"
    assert [plural(7, it) for it in ("delivery", "day", "match")] == [
        "7 deliveries",
        "7 days",
        "7 matches",
    ]


def test_a_long_list_names_the_first_and_where_to_see_the_rest():
    lines = [str(n) for n in range(1_005)]
    told = first_few(lines, "tillhouse status")
    assert told == ["0", "1", "2", "… and 1,002 more: tillhouse status"]


def test_a_short_list_is_told_whole():
    assert first_few(["a", "b", "c"], "tillhouse status") == ["a", "b", "c"]


def test_a_name_is_no_command_to_the_terminal() -> None:
    name = "a\x1b[31mb\x07\u202ecsv.exe\r"
    assert on_screen(name) == "a\\u001b[31mb\\u0007\\u202ecsv.exe\\u000d"
    assert on_screen("two\nlines\tand Köln") == "two\nlines\tand Köln"
