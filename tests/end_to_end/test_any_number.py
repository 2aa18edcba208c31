"""Whatever number stands in whatever column: its row is loaded or rejected, and nothing is stopped.

Every column of every packaged source, and of a source that `add-source` writes, with the largest
and the smallest number that each kind may be, one beyond each, a barcode, 1e308, NaN and others.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.end_to_end.odd_numbers import Row, name_for, odd_rows, write_rows
from tillhouse.cli import main
from tillhouse.contracts.entities import read_entities
from tillhouse.contracts.numbers import bound_of
from tillhouse.sources.spec import TableSpec, find_spec

pytestmark = pytest.mark.long

KINDS = {
    "orders": "retail_org",
    "pos": "pos",
    "crm": "customer360",
    "erp": "adventureworks",
    "api": "segmentation",
}
UNIT = '\n[sources.crm.settings]\nsession_duration_unit = "hours"\n'
BOUNDS = [
    (entity.name, column.name, bound)
    for entity in read_entities()
    for column in entity.columns
    if (bound := bound_of(column)) is not None
]


class Disturbed:
    """A shop before and after its sources delivered odd numbers; `added` are the rows by source."""

    def __init__(self, shop: Any) -> None:
        self.shop = shop
        self.added: dict[str, int] = {}
        self.before = self.lines()

    def lines(self) -> set[tuple[Any, ...]]:
        """The lines that are published."""
        return set(self.shop.published("sales", "select order_line_code from fact_sales"))


@pytest.fixture(scope="module")
def packaged(new_shop: Callable[..., Any]) -> Disturbed:
    from tillhouse.demo.shop import generate_shop

    shop = new_shop(KINDS)
    for name in KINDS:
        shop.drop(name).rmdir()
    generate_shop(shop.folder / "drops", scale=0.02, days=60, seed=3)
    settings = shop.folder / "tillhouse.toml"
    settings.write_text(settings.read_text() + UNIT)
    shop.run()
    made = Disturbed(shop)
    for source, kind in KINDS.items():
        made.added[source] = sum(
            _add_rows(shop, source, it) for it in find_spec(kind, shop.folder).tables
        )
    shop.run()
    return made


def _add_rows(shop: Any, source: str, table: TableSpec) -> int:
    kind, folder = KINDS[source], shop.drop(source) / "more"
    columns = [column for column in table.columns if column != "is_deleted"]
    if table.layout == "lines":
        return _add_lines(shop, source, table)
    listed = ", ".join(f'"{column}"' for column in columns)
    filled = " + ".join(f"(\"{column}\" <> '')::int" for column in columns)
    (values, *_) = shop.ask(
        f"select {listed} from (select *, _source_file as source_file, _source_row as source_row "
        f"from bronze.{kind}__{table.name} where source_system = '{source}') as told "
        f"anti join silver.rejections using (source_file, source_row) "
        f"order by coalesce({filled}, 0) desc, source_row limit 1"
    )
    good = {name: value or "" for name, value in zip(columns, values, strict=True)}
    fresh = (table.key or table.required)[-1:] if table.key else table.required[:1]
    rows = list(odd_rows(good, fresh, (kind, table.name)))
    return write_rows(folder / name_for(table.files), rows)


def _add_lines(shop: Any, source: str, table: TableSpec) -> int:
    """A list that is taken apart by position: the numbers of its first line, each in its turn."""
    header, first, *_ = (shop.drop(source) / "products.csv").read_text("utf-8").splitlines()
    good = dict(zip(header.split(","), first.split(","), strict=True))
    rows = list(odd_rows(good, ["product_id"]))
    text = "\n".join([header, *(",".join(row.values()) for row in rows)])
    path = shop.drop(source) / "more" / name_for(table.files)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", "utf-8")
    return len(rows)


LINES = {"order_no": "1", "line": "1", "order_date": "2024-03-01", "customer_no": "C1", "sku": "A",
         "qty": "2", "price": "10.00", "discount": "1.00", "tax": "3.42", "total": "19.00",
         "cost": "4.10", "order_total": "19.00"}  # fmt: skip
OWN: dict[str, tuple[Row, str]] = {
    "order_lines": (LINES, "order_no"),
    "products": ({"sku": "A", "product_name": "Tea", "list_price": "10.00",
                  "standard_cost": "4.10"}, "sku"),
    "payments": ({"payment_id": "1", "order_no": "1", "payment_date": "2024-03-01",
                  "amount": "19.00", "payment_method": "card"}, "payment_id"),
    "stock": ({"sku": "A", "stock_date": "2024-03-01", "units_in_stock": "12"}, "sku"),
    "returns": ({"return_id": "1", "order_no": "1", "sku": "A", "return_date": "2024-03-02",
                 "quantity": "1", "refund_amount": "9.50"}, "return_id"),
}  # fmt: skip


def _good_rows(good: Row, key: str) -> list[Row]:
    return [{**good, key: (f"P{n}" if key == "sku" else str(n))} for n in range(1, 31)]


@pytest.fixture(scope="module")
def own(new_shop: Callable[..., Any]) -> Disturbed:
    """The source is written from good rows and, in a drop beside, from the odd ones too."""
    shop = new_shop({})
    drop = shop.folder / "exports"
    for table, (good, key) in OWN.items():
        write_rows(drop / f"{table}.csv", _good_rows(good, key))
    _add_source(shop, "shop", drop)
    shop.run()
    made = Disturbed(shop)
    made.added["shop"] = sum(
        write_rows(drop / f"{table}_2.csv", list(odd_rows(good, [key])))
        for table, (good, key) in OWN.items()
    )
    shop.run()
    return made


def _add_source(shop: Any, name: str, drop: Path, *options: str) -> str:
    arguments = ["add-source", name, "--from", str(drop), *options, "--project", str(shop.folder)]
    told = CliRunner().invoke(main, arguments)
    assert "bug in Tillhouse" not in told.output, told.output
    assert told.exit_code in (0, 4, 5), told.output
    return told.output


@pytest.fixture(params=["packaged", "own"])
def disturbed(request: pytest.FixtureRequest) -> Disturbed:
    found: Disturbed = request.getfixturevalue(request.param)
    return found


def test_what_was_published_before_still_is(disturbed: Disturbed) -> None:
    assert disturbed.before
    assert disturbed.before <= disturbed.lines()


def test_each_delivered_row_is_loaded_rejected_replaced_or_identical(disturbed: Disturbed) -> None:
    parts = "rows_loaded, rows_quarantined, rows_superseded, rows_identical_dropped, rows_held"
    rows = disturbed.shop.published(
        "data_quality", f"select source_system, source_file, rows_read, {parts} from reconciliation"
    )
    assert [row for row in rows if row[2] != sum(row[3:])] == []
    for source, added in disturbed.added.items():
        read = sum(row[2] for row in rows if row[0] == source)
        assert read >= added > 400


@pytest.mark.parametrize(("entity", "column", "bound"), BOUNDS, ids=lambda it: str(it))
def test_what_is_within_its_bound_is_taken_and_what_is_beyond_is_not(
    disturbed: Disturbed, entity: str, column: str, bound: int
) -> None:
    most = f"select max(abs({column})) from intake.intake_{entity} where _fate <> 'quarantined'"
    ((greatest,),) = disturbed.shop.ask(most)
    assert greatest is None or greatest <= bound
    rejected = disturbed.shop.published(
        "data_quality",
        f"select value from rejections where entity = '{entity}' and column_name = '{column}' "
        "and code = 'out_of_range'",
    )
    wrong = [text for (text,) in rejected if abs(Decimal(text)) <= bound and abs(Decimal(text)) > 1]
    assert wrong == []


def test_a_rejected_number_is_told_with_its_bound(disturbed: Disturbed) -> None:
    found = disturbed.shop.published(
        "data_quality", "select reason from quarantine where reason like '%out of range%'"
    )
    assert len(found) > 20
    assert all(": at most " in reason for (reason,) in found)


def test_a_source_is_written_from_a_drop_with_odd_numbers(new_shop: Callable[..., Any]) -> None:
    """Its arithmetic and its trial run over them."""
    shop = new_shop({})
    drop = shop.folder / "exports"
    for table, (good, key) in OWN.items():
        rows = [*_good_rows(good, key), *odd_rows(good, [key])]
        write_rows(drop / f"{table}.csv", rows)
    _add_source(shop, "shop", drop)
