"""R3, R26: units that came back, told beside those that were sold, are never passed over."""

from __future__ import annotations

import pytest

SALES = "order,date,item,qty_ordered,{},price\n1,2024-03-01,A,3,{},10.00\n2,2024-03-02,B,2,0,5.00\n"
RETURNS = "return_id,return_date,order,item,qty\nR1,2024-03-05,1,A,1\n"


def asked(models) -> list[str]:
    return [it.key for it in models["order_lines"].model.questions]


@pytest.mark.parametrize("header", ["qty_refunded", "Returned quantity", "Units returned"])
def test_whether_they_come_off_is_asked_and_done_as_answered(staged, header: str) -> None:
    files = {"sales.csv": SALES.format(header, 1)}
    models = staged(files)
    assert asked(models) == ["returns.sales"]
    assert models["order_lines"].column("quantity") == [3, 2]
    off = staged(files, {"returns.sales": "off"})["order_lines"]
    assert off.column("quantity") == [2, 2]


def test_nothing_is_asked_where_nothing_came_back(staged) -> None:
    assert not asked(staged({"sales.csv": SALES.format("qty_refunded", 0)}))


def test_nothing_is_asked_where_a_list_of_returns_tells_it(staged) -> None:
    assert not asked(staged({"sales.csv": SALES.format("qty_refunded", 1), "returns.csv": RETURNS}))
