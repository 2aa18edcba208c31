"""Relations that are parts of one table, and those that no table reads."""

from __future__ import annotations

import pytest
from tests.unit.sources.database.conftest import Erp

PARTS = """
[tables.sales]
relation = {relation}
key = ["sale_id"]
columns = ["sale_id", "amount", "till"]
required = ["sale_id"]

[left_out]
"sales_2023_bak" = "a copy of sales_2023"
"customer" = "nothing is known of it"
"""
BY_PATTERN = '"sales_[0-9][0-9][0-9][0-9]"'


@pytest.fixture
def years(erp: Erp) -> Erp:
    erp.sql("create table sales_2023 (saleid int primary key, amount decimal(9,2))")
    erp.sql("create table sales_2024 (saleid int primary key, amount decimal(9,2), till char(2))")
    erp.sql("create table sales_2023_bak (saleid int primary key, amount decimal(9,2))")
    erp.sql("insert into sales_2023 values (1, 1.50), (2, 2.00)")
    erp.sql("insert into sales_2024 values (3, 3.25, 'T1')")
    return erp


@pytest.mark.parametrize("relation", [BY_PATTERN, '["sales_2023", "sales_2024"]'])
def test_parts_are_loaded_as_one_table(years: Erp, relation: str) -> None:
    years.use(PARTS.format(relation=relation))
    years.load()
    assert years.rows("sales", "sale_id, amount, till") == [
        ("1", "1.50", None),
        ("2", "2.00", None),
        ("3", "3.25", "T1"),
    ]
    assert not years.load().loaded


def test_next_years_part_is_taken_by_the_pattern_or_told(years: Erp) -> None:
    years.use(PARTS.format(relation=BY_PATTERN))
    years.load()
    years.sql("create table sales_2025 (saleid int primary key, amount decimal(9,2))")
    years.sql("insert into sales_2025 values (4, 9.00)")
    assert "sales_2025" not in years.load().unused
    assert years.rows("sales", "sale_id")[-1] == ("4",)
    years.use(PARTS.format(relation='["sales_2023", "sales_2024"]'))
    unused = years.load().unused
    assert "sales_2025" in unused
    assert "sales_2023_bak" not in unused


def test_a_key_that_two_parts_share_is_refused(years: Erp) -> None:
    years.sql("insert into sales_2024 values (1, 8.00, 'T1')")
    years.use(PARTS.format(relation=BY_PATTERN))
    assert "stand in more than one row" in years.load().refused[0].reason


def test_a_pattern_that_fits_nothing_is_refused_by_itself(years: Erp) -> None:
    years.use(PARTS.format(relation='"tills_[0-9]"'))
    assert "no table of such a name" in years.load().refused[0].reason
