"""The five systems of the sample shop, each alone and all together: every planted defect has its
fate, the sums tie, and no system changes what another one brought.

As they are for real: order files; till files with the star schema in MariaDB; workbooks; an ERP in
PostgreSQL; an API beside a database. Where a server is not installed the same tables come as files.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.adventureworks import load_adventureworks
from tests.end_to_end.answer_key import AnswerKey
from tests.end_to_end.conftest import Shop
from tests.end_to_end.test_segmentation import PAGING, records
from tests.rest_api.server import Api, serve
from tests.servers import PASSWORD, USER, Server

pytestmark = pytest.mark.long  # whole systems: minutes, and servers

KINDS = {
    "orders": "retail_org",
    "pos": "pos",
    "crm": "customer360",
    "erp": "adventureworks",
    "api": "segmentation",
}
SYSTEMS = tuple(KINDS)
LOGIN = 'user_env = "SHOP_USER"\npassword_env = "SHOP_PASSWORD"\n'
STAR = {"customer": "customer_id", "product": "id", "sales_team": "id", "store": "id"}
WEB = {"customers": "customer_id", "products": "product_id", "stores": "store_id"}

Place = tuple[str, str, str, int]


class System:
    """Where one system of the shop lies, and what its records are called in bronze."""

    def __init__(self, name: str, drops: Path) -> None:
        self.name = name
        self.files = drops / name
        self.settings = ""
        self.locations = {"files": str(self.files)}
        self.tables: dict[str, str] = {}  # file → what it is called where it does not come as one
        self.kept_out: set[str] = set()  # files with a key that a database would not have let in

    @property
    def toml(self) -> str:
        where = ", ".join(f'{way} = "{place}"' for way, place in self.locations.items())
        login = LOGIN if "database" in self.locations else ""
        return (
            f'\n[sources.{self.name}]\nkind = "{KINDS[self.name]}"\nlocations = {{ {where} }}\n'
            f"{login}{self.settings}"
        )

    def expected(self, key: AnswerKey, fate: str) -> Counter[Place]:
        """The records of the key with that fate."""
        return Counter(
            self._place(place[:4])
            for place in key.rows(fate).elements()
            if place[0] == self.name and place[2] not in self.kept_out
        )

    def _place(self, place: Place) -> Place:
        system, entity, file, row = place
        if file not in self.tables:
            return place
        return system, entity, self.tables[file], row - 1  # without the header


@pytest.fixture(scope="module")
def drops(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tillhouse.demo.shop import generate_shop

    folder = tmp_path_factory.mktemp("five")
    generate_shop(folder, scale=0.03)
    return folder


@pytest.fixture(scope="module")
def key(drops: Path) -> AnswerKey:
    return AnswerKey(drops / "answer_key")


def server_or_none(request: pytest.FixtureRequest, name: str) -> Server | None:
    try:
        found: Server = request.getfixturevalue(name)
    except pytest.skip.Exception:
        return None
    return found


@pytest.fixture(scope="module")
def web(drops: Path) -> Iterator[Api]:
    tables = {path: records(drops, path[1:]) for path in PAGING}
    with serve(Api(tables=tables, paging=PAGING, largest_page=200)) as api:
        yield api


@pytest.fixture(scope="module")
def systems(request: pytest.FixtureRequest, drops: Path, web: Api) -> dict[str, System]:
    made = {name: System(name, drops) for name in SYSTEMS}
    postgres = server_or_none(request, "postgres")
    mariadb = server_or_none(request, "mariadb")
    made["crm"].settings = '\n[sources.crm.settings]\nsession_duration_unit = "seconds"\n'
    made["api"].locations = {"rest": web.address}
    made["api"].tables = {"transactions.csv": "/transactions"}
    if postgres is not None:
        made["erp"].locations = {"database": load_adventureworks(postgres, "erp", drops / "erp")}
        orders = [f"Sales.SalesOrder{part}" for part in ("Header", "Detail")]
        made["erp"].tables = {f"{name}.csv": name for name in orders}
        made["api"].locations["database"] = load_tables(postgres, "web", drops / "api", WEB)
    if mariadb is not None:
        made["pos"].locations["database"] = load_tables(mariadb, "star", drops / "pos", STAR)
        made["pos"].kept_out = {"customer.csv"}
    return made


def load_tables(server: Server, database: str, folder: Path, keys: dict[str, str]) -> str:
    """Tables of text with a primary key, without the records that have none."""
    location = server.new_database(database)
    quote = '"' if server.system == "postgresql" else "`"
    for table, key in keys.items():
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row[key]]
        names = list(rows[0])
        kinds = ("int primary key" if name == key else "varchar(200)" for name in names)
        columns = ", ".join(f"{quote}{n}{quote} {k}" for n, k in zip(names, kinds, strict=True))
        server.sql(database, f"create table {table} ({columns})")
        values = (", ".join(map(literal, row.values())) for row in rows)
        server.sql(database, f"insert into {table} values " + ", ".join(f"({v})" for v in values))
    return location


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'" if text else "null"


@pytest.fixture(scope="module")
def shops(new_shop: Callable[..., Shop], systems: dict[str, System]) -> Callable[..., Any]:
    """The project with these systems, run once; `result` is what the run returned."""
    made: dict[tuple[str, ...], Any] = {}

    def get(*names: str) -> Any:
        if names not in made:
            shop: Any = new_shop({})
            with (shop.folder / "tillhouse.toml").open("a", encoding="utf-8") as file:
                file.writelines(systems[name].toml for name in names)
            with (shop.folder / ".env").open("a", encoding="utf-8") as file:
                file.write(f"SHOP_USER={USER}\nSHOP_PASSWORD={PASSWORD}\n")
            shop.result = shop.run()
            made[names] = shop
        return made[names]

    return get


SELECTIONS = [*((name,) for name in SYSTEMS), SYSTEMS]
together = pytest.mark.parametrize("names", SELECTIONS, ids="+".join)


@together
def test_the_run_succeeds_and_publishes(shops: Any, names: tuple[str, ...]) -> None:
    shop = shops(*names)
    assert shop.result.status == "succeeded"
    assert shop.result.unreachable == []
    assert shop.published("data_quality", "select count(*) from audits where verdict = 'fail'") == [
        (0,)
    ]
    sold = shop.published("sales", "select count(*) from sales_by_period where dimension = 'all'")
    assert sold[0][0] > 0


@together
def test_what_was_read_ties_with_what_became_of_it(shops: Any, names: tuple[str, ...]) -> None:
    found = shops(*names).ask(
        "select count(distinct source_system), count(*) filter (rows_read <> rows_loaded"
        " + rows_quarantined + rows_superseded + rows_identical_dropped or amount_read <>"
        " amount_loaded + amount_quarantined + amount_superseded + amount_identical_dropped)"
        " from silver.reconciliation"
    )
    assert found == [(len(names), 0)]


@together
def test_what_the_key_says_is_quarantined_and_nothing_else(
    shops: Any, systems: dict[str, System], key: AnswerKey, names: tuple[str, ...]
) -> None:
    found = Counter(
        shops(*names).published(
            "data_quality",
            "select source_system, entity, source_file, source_row from quarantine",
        )
    )
    expected = sum((systems[name].expected(key, "quarantined") for name in names), Counter())
    assert expected or names == ("erp",), "a typed database has no such values"
    assert sorted((expected - found).elements()) == [], "not quarantined"
    assert sorted((found - expected).elements()) == [], "quarantined without a cause"


@together
def test_what_the_key_says_is_kept_is_loaded(
    shops: Any, systems: dict[str, System], key: AnswerKey, names: tuple[str, ...]
) -> None:
    shop = shops(*names)
    expected = set().union(*(systems[name].expected(key, "kept") for name in names))
    assert expected
    for entity in {place[1] for place in expected}:
        loaded = shop.ask(
            f"select distinct source_system, '{entity}', _source_file, _source_row"
            f" from intake.intake_{entity} where _fate = 'loaded'"
        )
        assert {place for place in expected if place[1] == entity} - set(loaded) == set()


@together
def test_the_refused_files_are_those_of_the_key(
    shops: Any, key: AnswerKey, names: tuple[str, ...]
) -> None:
    told = shops(*names).result.refused
    found = {(line.split(": ")[0], line.split(": ")[1].split(",")[0]) for line in told}
    assert found == {place for place in key.files("refused") if place[0] in names}


def silver(shop: Any, source: str) -> dict[str, list[tuple[Any, ...]]]:
    """Table → the rows of one source in their order, without what a load leaves on them."""
    columns: dict[str, list[str]] = {}
    for table, column in shop.ask(
        "select table_name, column_name from information_schema.columns"
        " where table_schema = 'silver' order by table_name, ordinal_position"
    ):
        columns.setdefault(table, []).append(column)
    found = {}
    for table, names in columns.items():
        if "source_system" in names:
            facts = [it for it in names if not it.endswith(("load_id", "loaded_at"))]
            picked = ", ".join(f'"{it}"' for it in facts)
            found[table] = shop.ask(
                f"select {picked} from silver.{table} where source_system = '{source}' order by all"
            )
    return found


@pytest.mark.parametrize("name", SYSTEMS)
def test_beside_the_others_a_system_has_the_rows_that_it_has_alone(shops: Any, name: str) -> None:
    alone, beside = silver(shops(name), name), silver(shops(*SYSTEMS), name)
    assert alone["order_lines"]
    for table in alone:
        assert beside[table] == alone[table], table


def test_the_same_number_in_two_systems_is_not_the_same_customer(shops: Any) -> None:
    shop = shops(*SYSTEMS)
    doubled = shop.ask(
        "select count(*) from (select customer_id from silver.customers where is_known"
        " group by customer_id having count(distinct source_system) > 1)"
    )
    assert doubled[0][0] > 0, "the shop must have such numbers, or this shows nothing"
    wrong = shop.ask(
        "select count(*) from silver.order_lines where customer_key <> 'unknown'"
        " and customer_key <> source_system || ':' || customer_id"
    )
    assert wrong == [(0,)]
    (counts,) = shop.ask(
        "select count(*), count(distinct customer_key) from silver.customers where is_known"
    )
    assert counts[0] == counts[1]


def test_a_run_with_nothing_new_in_any_of_them_builds_nothing(shops: Any) -> None:
    shop = shops(*SYSTEMS)
    again = shop.run()
    assert (again.status, again.changes) == ("nothing new", [])
