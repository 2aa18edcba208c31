"""A list of phone numbers that lost its plus signs is read with the country code that it holds."""

from __future__ import annotations

import pytest

from tillhouse.science.channels import holds_country_code


@pytest.mark.parametrize(
    ("country", "numbers"),
    [
        ("DE", ["4915123456789", "4915123456780", "0151 23456781", "+491512345678", None, "n/a"]),
        ("ES", ["34612345678"]),
        ("US", ["12025550143", "1-202-555-0144"]),
    ],
)
def test_all_bare_numbers_hold_the_code(country: str, numbers: list[str | None]) -> None:
    assert holds_country_code(numbers, country)


@pytest.mark.parametrize(
    ("country", "numbers"),
    [
        ("DE", ["4915123456789", "15123456780"]),
        ("US", ["2025550143"]),
        ("DE", ["0151 23456781", "+4915123456789"]),
        ("DE", []),
    ],
)
def test_one_that_does_not_says_that_the_list_is_national(
    country: str, numbers: list[str | None]
) -> None:
    assert not holds_country_code(numbers, country)
