"""What a check says where a column that must be there is mapped to nothing."""

from __future__ import annotations

from tillhouse.mapping_check import _meant
from tillhouse.trial_findings import Complaint
from tillhouse.unused import Unused

NO_DAY = Complaint("order_lines", "business_date", "missing", "", 2, 2, True)


def unused(column: str, samples: str) -> Unused:
    return Unused("till", "sales", column, 2, 2, samples)


def test_the_column_that_is_called_so_is_named_with_what_stands_in_it() -> None:
    told = _meant(NO_DAY, [unused("note", "a1"), unused("datum", "45355, 45365")])
    assert told == ". datum is called so; its values are not read as that, such as 45355, 45365"


def test_a_column_that_means_something_else_is_not_named() -> None:
    assert _meant(NO_DAY, [unused("note", "a1"), unused("menge", "3")]) == ""
