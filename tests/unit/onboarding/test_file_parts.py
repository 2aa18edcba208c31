"""R7: files that lie side by side replace nothing of each other, however they are called."""

from __future__ import annotations

import pytest

HEADER = "Datum;Artikel;Menge;Preis\n"
ONE = "01.05.2024;A;1;10,00\n14.05.2024;B;2;5,00\n"
OTHER = "01.05.2024;A;3;10,00\n14.05.2024;C;1;7,00\n"


def slices(staged, files: dict[str, str]) -> list[str]:
    lines = staged({name: HEADER + text for name, text in files.items()})["order_lines"]
    return [row["_slice"] for row in lines.rows]


@pytest.mark.parametrize(
    "names",
    [("kasse1.csv", "kasse2.csv"), ("a_2024-05-01.csv", "b_2024-05-01.csv"),
     ("2024-05-01.csv", "2024-05-02.csv")],
)  # fmt: skip
def test_days_that_two_files_tell_are_two_parts(staged, names) -> None:
    assert len(set(slices(staged, dict(zip(names, (ONE, OTHER), strict=True))))) == 4


def test_a_file_that_tells_the_same_again_replaces_the_day(staged) -> None:
    found = slices(staged, {"kasse.csv": ONE, "kasse_neu.csv": ONE + "14.05.2024;C;1;7,00\n"})
    assert len(set(found)) == 2


def test_halves_of_an_export_are_parts_of_their_orders(staged) -> None:
    header = "Bon;Datum;Artikel;Menge;Preis\n"
    one = "".join(f"{n};{n}.05.2024;A;1;10,00\n" for n in range(10, 16))
    two = "".join(f"{n};{n}.05.2024;B;2;5,00\n" for n in range(10, 16))
    lines = staged({"teil1.csv": header + one, "teil2.csv": header + two})["order_lines"]
    assert len({row["_slice"] for row in lines.rows}) == 12
