"""The segmentation source through its API, end to end: the answer key is met whatever the API does
wrong on the way, ids that differ by a rule find each other (R15), and a run that fails leaves no
trace."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.rest_api.server import (
    Api,
    cut,
    cut_chunks,
    hang_up,
    instead,
    serve,
    stall,
    status,
)
from tests.servers import PASSWORD, USER
from tillhouse.config import load_project
from tillhouse.errors import SourceError
from tillhouse.pipeline import RunResult, run
from tillhouse.progress import silent
from tillhouse.sources.rest.access import Patience

pytestmark = pytest.mark.long  # whole systems: minutes, and servers

SECRET = "client-secret-that-nobody-may-see"
PATIENCE = Patience(tries=4, first_wait=0.01, read_seconds=0.5, connect_seconds=2)
PAGING = {"/customers": "page", "/products": "page", "/stores": "none", "/transactions": "cursor"}
PROJECT = """
[shop]
time_zone = "America/New_York"

[sources.api]
kind = "segmentation"
location = "{address}"
token_url = "{address}/token"
client_id_env = "SHOP_CLIENT"
client_secret_env = "SHOP_SECRET"
"""
LINES = (
    "select order_id, customer_key, product_key, store_key, business_date, quantity, net_amount, "
    "is_counted from silver.order_lines order by all"
)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tillhouse.sources.rest.client.Patience", lambda: PATIENCE)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The system's tables as files, with their answer key."""
    from tillhouse.demo.shop import generate_shop

    folder = tmp_path_factory.mktemp("segmentation")
    generate_shop(folder, scale=0.05, days=60, systems=["api"])
    return folder


def as_json(row: dict[str, str]) -> dict[str, Any]:
    """A record as an API would send it: ids and prices are numbers, nothing is null."""
    return {name: _value(name, text) for name, text in row.items()}


def _value(name: str, text: str) -> Any:
    if not text:
        return None
    if name.endswith("_id") or name == "quantity":
        return int(text) if text.isdigit() else text
    is_price = name in ("price", "unit_price") and text.replace(".", "").isdigit()
    return float(text) if is_price else text


def records(demo: Path, table: str) -> list[dict[str, Any]]:
    with (demo / "api" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [as_json(row) for row in csv.DictReader(file)]


@pytest.fixture
def api(demo: Path) -> Iterator[Api]:
    tables = {path: records(demo, path[1:]) for path in PAGING}
    made = Api(tables=tables, paging=PAGING, client=("shop", SECRET), largest_page=40)
    with serve(made) as served:
        yield served


class Shop:
    """One project whose only source is the API."""

    def __init__(self, folder: Path, api: Api, more: str = "") -> None:
        self.folder = folder
        text = PROJECT.format(address=api.address) + more
        (folder / "tillhouse.toml").write_text(text, encoding="utf-8")
        secrets = f"TILLHOUSE_SECRET=0123456789abcdefghijklmnop\nSHOP_SECRET={SECRET}\n"
        (folder / ".env").write_text(f"{secrets}SHOP_CLIENT=shop\n", encoding="utf-8")

    def run(self, *steps: str) -> RunResult:
        return run(load_project(self.folder), silent(), steps=steps)

    def load(self) -> RunResult:
        return self.run("bronze.api")

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        import duckdb

        warehouse = self.folder / "warehouse/warehouse.duckdb"
        with duckdb.connect(str(warehouse), read_only=True) as db:
            return db.execute(sql).fetchall()

    def rows(self) -> dict[str, int]:
        """Rows in bronze by table, as the ledger has them."""
        from tillhouse.lake.bronze import Bronze

        ledger = Bronze(self.folder / "lake").ledger()
        return dict(sum((Counter({it.table: it.rows}) for it in ledger), Counter()))


@pytest.fixture
def shop(tmp_path: Path, api: Api) -> Shop:
    return Shop(tmp_path, api)


@pytest.fixture(scope="module")
def clean(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """What comes out when nothing goes wrong."""
    tables = {path: records(demo, path[1:]) for path in PAGING}
    made = Api(tables=tables, paging=PAGING, client=("shop", SECRET), largest_page=40)
    with serve(made) as api:
        shop = Shop(tmp_path_factory.mktemp("clean"), api)
        shop.run()
    return shop


@pytest.fixture(scope="module")
def key(demo: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((demo / "answer_key" / "truth.json").read_text("utf-8"))
    return dict(found["totals"]["api"])


def planted(demo: Path, expected: str) -> list[tuple[int, str]]:
    """(row of the API, kind); a file's header is its row 1."""
    with (demo / "answer_key" / "dirt.csv").open(encoding="utf-8", newline="") as file:
        found = [row for row in csv.DictReader(file) if row["expected"] == expected]
    return sorted((int(row["row"]) - 1, row["kind"]) for row in found)


def test_the_answer_key_is_met(clean: Shop, key: dict[str, Any], demo: Path) -> None:
    assert clean.ask(
        "select count(*), sum(gross_amount), sum(case when is_counted then gross_amount end) "
        "from silver.order_lines"
    ) == [(key["loaded_rows"], Decimal(key["loaded_amount"]), Decimal(key["counted_amount"]))]
    found = clean.ask(
        "select _source_row from intake.intake_order_lines where _fate = 'quarantined' order by 1"
    )
    assert [row for (row,) in found] == sorted({row for row, _ in planted(demo, "quarantined")})


def test_customers_are_found_by_the_rule_and_those_that_are_not_are_counted(
    clean: Shop, demo: Path
) -> None:
    strangers = {row for row, kind in planted(demo, "kept") if kind == "customer_unmatched"}
    lost = {row for row, _ in planted(demo, "quarantined")}
    assert strangers - lost
    found = clean.ask(
        "select _source_row from silver.order_lines where customer_key = 'unknown' order by 1"
    )
    assert [row for (row,) in found] == sorted(strangers - lost)
    assert clean.ask(
        "select found, verdict from checks.audits where scope = 'api' "
        "and audit = 'order lines whose customer is in no list'"
    ) == [(str(len(strangers - lost)), "pass")]


def test_a_wrong_rule_shows(tmp_path: Path, api: Api) -> None:
    shop = Shop(tmp_path, api, "settings = { customer_id_shift = 0 }\n")
    shop.run()
    found = shop.ask(
        "select verdict from checks.audits where audit = 'order lines whose customer is in no list'"
    )
    assert found == [("warn",)]


def test_what_marketing_sees_has_the_customers_of_the_api(clean: Shop) -> None:
    import duckdb

    with duckdb.connect(str(clean.folder / "published/marketing.duckdb"), read_only=True) as db:
        contacts = db.execute("select count(*), min(customer_id) from marketing_contacts")
        assert contacts.fetchone() == (49, "901")


def test_a_second_run_has_nothing_to_do(shop: Shop) -> None:
    shop.run()
    result = shop.run()
    assert result.status == "nothing new"


def test_a_corrected_transaction_replaces_the_one_before(shop: Shop, api: Api) -> None:
    shop.run()
    before = shop.ask("select sum(net_amount) from silver.order_lines")[0][0]
    row = next(it for it in api.tables["/transactions"] if it["transaction_id"] == 1)
    assert row["quantity"] == 2
    row["quantity"] = 3
    api.tables["/transactions"].append({**row, "transaction_id": 9_000})
    shop.run()
    price = Decimal(str(row["unit_price"]))
    assert shop.ask("select sum(net_amount) from silver.order_lines") == [(before + 4 * price,)]


def test_everything_that_passes_goes_wrong_and_nothing_of_it_shows(
    shop: Shop, api: Api, clean: Shop
) -> None:
    api.token_life = 3  # and a new token every few pages
    troubles = [
        status(429, Retry_After="1"),
        status(503, Retry_After="0"),
        status(500),
        cut(),
        cut_chunks(),
        hang_up(),
        instead(b"<html>"),
        instead(b'{"data": [{"customer_id": 1}, '),
        stall(0.7),
    ]
    for trouble in troubles:
        api.faults.extend([None, trouble])
    changes = iter([3, 6])

    def change(number: int) -> None:
        # The list is another one for one page: the stamp says so, and reading begins anew.
        api.stamp = (lambda: '"other"') if number == next_change[0] else (lambda: '"same"')
        if number == next_change[0]:
            next_change[0] = next(changes, 0)

    next_change = [next(changes)]
    api.before = change
    shop.run()
    assert not api.faults
    assert shop.ask(LINES) == clean.ask(LINES)
    assert shop.rows() == clean.rows()


DOWN = {
    "server error": status(500),
    "cut": cut(),
    "not JSON": instead(b"<html>down</html>"),
    "refused": status(401),
}


@pytest.mark.parametrize("trouble", DOWN.values(), ids=list(DOWN))
def test_an_api_that_breaks_in_the_middle_leaves_no_half_table(
    shop: Shop, api: Api, clean: Shop, trouble: Any
) -> None:
    pages = len(api.tables["/customers"]) // 40 + 1 + len(api.tables["/products"]) // 40 + 1
    api.faults.extend([None] * (pages + 2))
    api.faults.extend([trouble] * 10)  # from the second page of the transactions on
    with pytest.raises(SourceError) as caught:
        shop.load()
    assert "/transactions" in caught.value.where
    assert "transactions" not in shop.rows()
    assert shop.rows()["customers"] == clean.rows()["customers"]
    api.faults.clear()
    shop.load()
    assert shop.rows() == clean.rows()


def test_bronze_lies_there_as_plain_parquet_too_when_asked_for(shop: Shop, api: Api) -> None:
    import duckdb

    shop.run()
    project = shop.folder / "tillhouse.toml"
    project.write_text(project.read_text() + "\n[lake]\nplain_parquet = true\n")
    shop.run()
    api.tables["/stores"][0]["store_name"] = "renamed"
    shop.load()
    for table, rows in shop.rows().items():
        files = shop.folder / "lake/_parquet/api" / table / "*.parquet"
        counted = duckdb.sql(f"select count(*) from read_parquet('{files}', union_by_name = true)")
        assert counted.fetchall() == [(rows,)], table


def test_what_did_not_change_for_longer_than_the_lake_keeps_rows_is_not_lost(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import UTC, datetime, timedelta

    project = shop.folder / "tillhouse.toml"
    project.write_text(project.read_text() + "\n[lake]\nkeep_days = 30\n")
    shop.run()
    later = datetime.now(UTC) + timedelta(days=31)

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return later

    for module in ("pipeline.context", "sources.rest.ingest"):
        monkeypatch.setattr(f"tillhouse.{module}.datetime", Later)
    shop.run()
    assert shop.ask("select count(*) from silver.customers where is_known") == [(51,)]


def test_what_is_published_stays_while_the_api_is_down(shop: Shop, api: Api) -> None:
    shop.run()
    before = (shop.folder / "published/sales.duckdb").read_bytes()
    api.faults.extend([status(500)] * 50)
    with pytest.raises(SourceError):
        shop.run()
    assert (shop.folder / "published/sales.duckdb").read_bytes() == before


def test_no_secret_is_written_anywhere(shop: Shop, api: Api) -> None:
    shop.load()
    api.faults.extend([instead(f"<p>{SECRET} {api.issued[-1]}</p>".encode())] * 10)
    with pytest.raises(SourceError) as caught:
        shop.load()
    assert SECRET not in str(caught.value)
    files = [path for path in shop.folder.rglob("*") if path.is_file() and path.name != ".env"]
    assert files
    for path in files:
        content = path.read_bytes()
        assert SECRET.encode() not in content, path
        assert api.issued[-1].encode() not in content, path


def test_the_same_tables_as_files_give_the_same_shop(
    demo: Path, clean: Shop, new_shop: Callable[..., Any]
) -> None:
    shop = new_shop({"api": "segmentation"})
    shop.deliver("api", *sorted((demo / "api").glob("*.csv")))
    shop.run()
    assert shop.ask(LINES) == clean.ask(LINES)


TWO_PLACES = """
[sources.api]
kind = "segmentation"
locations = {{ database = "{database}", rest = "{address}" }}
user_env = "SHOP_DB_USER"
password_env = "SHOP_DB_PASSWORD"
token_env = "SHOP_TOKEN"
"""


def fill(server: Any, demo: Path) -> str:
    """Customers, products and stores in a real database; its location."""
    location = server.new_database("segments")
    for table in ("customers", "products", "stores"):
        with (demo / "api" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        columns = [
            f"{name} {'int primary key' if not at else 'text'}" for at, name in enumerate(rows[0])
        ]
        values = ", ".join(
            f"({', '.join(_literal(text) for text in row.values())})" for row in rows
        )
        server.sql("segments", f"create table {table} ({', '.join(columns)})")
        server.sql("segments", f"insert into {table} values {values}")
    return str(location)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'" if text else "null"


def test_partly_from_a_database_and_partly_from_the_api(
    server: Any, api: Api, demo: Path, clean: Shop, tmp_path: Path
) -> None:
    database = fill(server, demo)
    api.client, api.token = ("", ""), "a-fixed-token"
    shop = Shop(tmp_path, api)
    text = TWO_PLACES.format(database=database, address=api.address)
    (tmp_path / "tillhouse.toml").write_text('[shop]\ntime_zone = "America/New_York"\n' + text)
    with (tmp_path / ".env").open("a") as file:
        file.write(f"SHOP_DB_USER={USER}\nSHOP_DB_PASSWORD={PASSWORD}\nSHOP_TOKEN=a-fixed-token\n")
    shop.run()
    assert {seen.path for seen in api.requests} == {"/transactions"}
    assert shop.ask(LINES) == clean.ask(LINES)
    assert shop.run().status == "nothing new"
    server.sql("segments", "update customers set city = 'Elsewhere' where customer_id = 901")
    shop.run()
    found = "select city from silver.customers where customer_id = '901'"
    assert shop.ask(found) == [("Elsewhere",)]
    assert shop.ask(LINES) == clean.ask(LINES)
