"""Models are built from the SQL that dbt made of them before, while dbt would make it again."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tillhouse.engines import duckdb_build
from tillhouse.engines.base import BronzeTable, ModelRun
from tillhouse.engines.compiled import CompiledModel, CompiledModels
from tillhouse.engines.dbt import DbtProject
from tillhouse.engines.duckdb import DuckDBEngine
from tillhouse.errors import EngineError
from tillhouse.scratch import scratch_prefix

STAGED = {"products": ["stg_web__products"]}
SHOP = {"shop": {"time_zone": "UTC", "currency": "EUR", "country": "DE"}}
RUN = ModelRun(("stg_web__products", "intake_products"), {"staging_models": STAGED, **SHOP})
MODEL = """select 'web' as source_system, product_id, product_name {more},
  _load_id, _source_file, _source_row from {{{{ source('web', 'web__products') }}}}"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


TABLES = """version: 2
sources:
  - name: web
    schema: bronze
    tables:
      - name: web__products
"""


def write_model(folder: Path, more: str = "") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "stg_web__products.sql").write_text(MODEL.format(more=more), "utf-8")
    (folder / "web.yml").write_text(TABLES, "utf-8")


def delivered(
    folder: Path, columns: str = "'7' as product_id, 'Tea' as product_name"
) -> BronzeTable:
    file = folder / "products.parquet"
    told = (
        "'load' as _load_id, 'a.csv' as _source_file, 2::bigint as _source_row, "
        "null::varchar as _unreadable, null::varchar as _raw"
    )
    duckdb.sql(f"select 'web' as source_system, {columns}, {told}").write_parquet(str(file))
    names = ("product_id", "product_name")
    return BronzeTable("web", "web", "products", str(folder), (str(file),), names, names)


class Shop:
    """An engine of its own warehouse each time; `by_dbt` counts the runs that dbt did."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.own, self.by_dbt = folder, folder / "sources/web", 0
        write_model(self.own)
        run = DbtProject.run

        def counted(*given: Any) -> Any:
            self.by_dbt += 1
            return run(*given)

        monkeypatch.setattr(DbtProject, "run", counted)

    def build(self, home: str, run: ModelRun = RUN, columns: str = "") -> list[tuple[Any, ...]]:
        place = self.folder / home
        place.mkdir(exist_ok=True)
        table = delivered(place, columns) if columns else delivered(place)
        engine = DuckDBEngine(place / "state", place / "w.duckdb", own={"web": self.own})
        with engine:
            engine.prepare(dict(run.variables))
            engine.register_bronze([table])
            engine.run_models(run)
            wanted = "select product_id, product_name, _fate from intake.intake_products"
            return [tuple(it.values()) for it in engine.read(wanted).read_all().to_pylist()]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    return Shop(tmp_path, monkeypatch)


def test_another_warehouse_of_the_same_models_is_built_without_dbt(shop) -> None:
    first = shop.build("first")
    assert first == [("7", "Tea", "loaded")]
    assert shop.build("second") == first
    assert shop.by_dbt == 1


def test_a_changed_model_and_another_variable_are_compiled_anew(shop) -> None:
    shop.build("first")
    other = {**RUN.variables, "shop": {**SHOP["shop"], "currency": "USD"}}
    shop.build("first", ModelRun(RUN.select, other))
    assert shop.by_dbt == 2
    write_model(shop.own, ", 'Green ' || product_name as category_name")
    shop.build("first")
    assert shop.by_dbt == 3


def test_a_column_that_came_to_a_view_since_is_read(shop) -> None:
    """The model's text is the same, and its table brings a column more."""
    (shop.own / "stg_web__products.sql").write_text(
        "select * exclude (source_system), 'web' as source_system "
        "from {{ source('web', 'web__products') }}",
        "utf-8",
    )
    shop.build("first")
    number = ", ".join(["7 as product_id", "'Tea' as product_name"])
    assert shop.build("second", columns=number) == [("7", "Tea", "loaded")]
    assert shop.by_dbt == 2


def test_a_column_that_came_to_a_table_built_before_is_read(shop) -> None:
    """What is read was not built in the same run."""
    staged, alone = (ModelRun((name,), RUN.variables) for name in RUN.select)
    for home, more in (("first", ""), ("second", ", 'Tea room' as category_name")):
        write_model(shop.own, more)
        place = shop.folder / home
        place.mkdir(exist_ok=True)
        with DuckDBEngine(place / "state", place / "w.duckdb", own={"web": shop.own}) as engine:
            engine.register_bronze([delivered(place)])
            engine.run_models(staged)
            write_model(shop.own)  # as it was when the second model was compiled
            engine.run_models(alone)
            (row,) = engine.read("select * from intake.intake_products").read_all().to_pylist()
        assert row["category_name"] == ("Tea room" if more else None)


def test_a_model_that_fails_is_told_as_dbt_tells_it(shop) -> None:
    write_model(shop.own, ", cast(cast(product_id as bigint) as varchar) as category_name")
    shop.build("first")
    with pytest.raises(EngineError, match=r"intake_products could not be built.*'x'"):
        shop.build("second", columns="'x' as product_id, 'Tea' as product_name")


def test_what_was_kept_and_damaged_is_made_anew(shop, cache) -> None:
    shop.build("first")
    (kept,) = cache.rglob("*.json.gz")
    for content in (b"", b"rubbish", kept.read_bytes()[:200]):
        kept.write_bytes(content)
        assert shop.build("second") == [("7", "Tea", "loaded")]
    assert shop.by_dbt == 4


def test_only_so_many_sets_of_variables_are_kept(shop, cache, tmp_path) -> None:
    slot = DbtProject("duckdb", tmp_path, {})._slot({})
    for number in range(12):
        CompiledModels(slot, {"shop": number}, "w").keep(RUN, [])
    assert len(list((slot.folder / "compiled").iterdir())) == 8
    assert CompiledModels(slot, {"shop": 11}, "w").is_there()


def test_what_a_killed_run_had_begun_to_keep_is_removed_by_the_next(tmp_path) -> None:
    kept = CompiledModels(DbtProject("duckdb", tmp_path, {})._slot({}), {}, "w")
    kept.folder.mkdir(parents=True)
    left = kept.folder / re.sub(r"-\d+-", "-999999999-", f"{scratch_prefix('.')}part")
    left.write_bytes(b"half")
    assert not kept.is_there()
    kept.keep(RUN, [])
    assert not left.exists()
    assert kept.is_there()


def model(name: str, sql: str, kind: str = "table", reads: str = "", **asked: Any) -> CompiledModel:
    return CompiledModel(
        name, name, "main", f'"main"."{name}"', kind, sql, tuple(filter(None, [reads])), asked
    )


def test_a_view_takes_the_place_of_a_table_and_a_table_that_of_a_view() -> None:
    connection = duckdb.connect()
    connection.execute("create table a as select 1 as x; create view b as select 2 as x")
    told: list[str] = []
    models = [
        model("b", "select x + 1 as x from a", reads="a"),
        model("a", "select 5 as x", "view"),
    ]
    results = duckdb_build.build(connection, models, lambda name, _: told.append(name))
    assert [it.name for it in results] == told == ["a", "b"]
    assert connection.sql("select x from b").fetchall() == [(6,)]


def test_what_reads_other_columns_than_before_is_not_built() -> None:
    connection = duckdb.connect()
    models = [
        model("a", "select 1 as x", "view"),
        model("b", "select x from a", reads="a", **{"a": [["x", "VARCHAR"]]}),
    ]
    with pytest.raises(duckdb_build.OutdatedError):
        duckdb_build.build(connection, models, None)
    assert connection.sql("show tables").fetchall() == [("a",)]


def test_nothing_is_begun_after_a_model_failed() -> None:
    connection = duckdb.connect()
    models = [model("a", "select 1 / 'x' as x"), model("b", "select x from a", reads="a")]
    with pytest.raises(duckdb.Error):
        duckdb_build.build(connection, models, None)
    assert connection.sql("show tables").fetchall() == []
