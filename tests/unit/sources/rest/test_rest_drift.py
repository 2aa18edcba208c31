"""How what an API gives changes: told once, loaded as far as the contract can be kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.rest_api.server import Api
from tests.unit.sources.rest.conftest import PATIENCE

from tillhouse.errors import SourceError
from tillhouse.lake.bronze import Bronze
from tillhouse.lake.layouts import read_layouts
from tillhouse.sources.access import Access
from tillhouse.sources.report import IngestReport
from tillhouse.sources.rest.ingest import ingest_resources
from tillhouse.sources.spec import load_spec

SOURCE = """
[tables.orders]
resource = "/orders"
paging = "cursor"
key = ["id"]
columns = ["id", "name", "amount"]
required = ["id", "amount"]
[tables.stores]
resource = "/stores"
paging = "none"
columns = ["id", "city"]
"""


def orders(**changed: Callable[[dict[str, Any]], Any]) -> list[dict[str, Any]]:
    rows = [{"id": n, "name": f"order {n}", "amount": n + 0.5} for n in range(1, 6)]
    return [{**row, **{name: make(row) for name, make in changed.items()}} for row in rows]


def without(name: str, **more: Callable[[dict[str, Any]], Any]) -> list[dict[str, Any]]:
    return [{k: v for k, v in row.items() if k != name} for row in orders(**more)]


def renamed(old: str, new: str) -> list[dict[str, Any]]:
    return [{new if k == old else k: v for k, v in row.items()} for row in orders()]


class Shop:
    def __init__(self, folder: Path, api: Api) -> None:
        (folder / "kind").mkdir()
        (folder / "kind" / "source.toml").write_text(SOURCE)
        self.spec = load_spec("shop_api", folder / "kind")
        self.api, self.bronze = api, Bronze(folder / "lake")
        self.give(orders())
        api.tables["/stores"] = [{"id": 1, "city": "Austin"}]
        api.paging["/stores"] = "none"

    def give(self, rows: list[dict[str, Any]]) -> None:
        self.api.tables["/orders"] = rows

    def load(self) -> IngestReport:
        access = Access(places={"rest": self.api.address})
        return ingest_resources("shop", self.spec, access, self.bronze, patience=PATIENCE)

    @property
    def standing(self) -> list[str]:
        return [it.what for it in read_layouts(self.bronze.root, "shop").standing]


@pytest.fixture
def shop(tmp_path: Path, api: Api) -> Shop:
    return Shop(tmp_path, api)


DRIFTS = {
    "added": (
        orders(channel=lambda _: "web"),
        "/orders: the column channel is new: kept in bronze, read by no model",
    ),
    "dropped": (without("name"), "/orders: the column name is gone: it stays empty"),
    "renamed": (
        renamed("name", "title"),
        "/orders: looks like name was renamed to title; map it in the staging SELECT or as an "
        "alias in source.toml (until then name stays empty)",
    ),
    "retyped": (
        orders(amount=lambda row: f"{row['amount']} EUR"),
        "/orders: the column amount held numbers and holds text now; what its contract cannot "
        "read is rejected",
    ),
}


@pytest.mark.parametrize("drift", list(DRIFTS))
def test_a_change_of_a_list_is_told_in_one_line_once_and_stands(shop: Shop, drift: str) -> None:
    rows, told = DRIFTS[drift]
    assert shop.load().changes == []
    shop.give(rows)
    report = shop.load()
    assert report.changes == [told]
    assert (report.rows, report.refused) == (5, [])
    assert shop.standing == [drift]
    assert shop.load().changes == []
    assert shop.standing == [drift]


def test_the_order_of_fields_means_nothing_and_loads_nothing(shop: Shop) -> None:
    shop.load()
    shop.give([dict(reversed(row.items())) for row in orders()])
    report = shop.load()
    assert (report.loaded, report.messages()) == ([], [])


def test_a_mandatory_field_that_was_renamed_refuses_that_list_alone(shop: Shop) -> None:
    shop.load()
    shop.give(renamed("amount", "total"))
    shop.api.tables["/stores"] = [{"id": 1, "city": "Boise"}]
    report = shop.load()
    (refused,) = report.refused
    assert "looks like amount was renamed to total" in refused.reason
    assert [delivery.table for delivery in report.loaded] == ["stores"]
    again = shop.load()
    assert (again.refused, len(again.still_refused)) == ([], 1)
    shop.give(orders(name=lambda row: "new"))
    assert [delivery.table for delivery in shop.load().loaded] == ["orders"]


def test_a_list_that_is_gone_is_told_once_and_the_other_loads(shop: Shop) -> None:
    shop.load()
    kept = shop.api.tables.pop("/orders")
    shop.api.tables["/stores"] = [{"id": 1, "city": "Boise"}]
    report = shop.load()
    (refused,) = report.refused
    assert refused.message == (
        "/orders: there is nothing at its address any more; what was loaded of it stays"
    )
    assert [delivery.table for delivery in report.loaded] == ["stores"]
    again = shop.load()
    assert (again.refused, len(again.still_refused)) == ([], 1)
    shop.give(kept)
    back = shop.load()
    assert back.changes == ["/orders: is taken again"]
    assert (back.refused, back.still_refused) == ([], [])


def test_an_api_without_any_of_its_lists_is_at_another_address(shop: Shop) -> None:
    shop.load()
    shop.api.tables.clear()
    with pytest.raises(SourceError, match=r"nothing at this address \(404\)"):
        shop.load()


def test_a_list_that_never_came_is_a_wrong_setting(shop: Shop) -> None:
    shop.api.tables.pop("/orders")
    with pytest.raises(SourceError, match=r"nothing at this address \(404\)"):
        shop.load()
