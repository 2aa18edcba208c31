"""The lake on Azure Blob Storage, served by a real Azurite: Delta that others can read, whole."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from deltalake import DeltaTable

from tests.azurite import ACCOUNT, KEY, Azurite, azurite  # noqa: F401
from tests.end_to_end.test_object_storage import container_name
from tillhouse.config import load_project
from tillhouse.errors import BusyError, SourceError
from tillhouse.lake.bronze import Bronze
from tillhouse.lake.replica import Replica
from tillhouse.pipeline.lake_view import replica_of

pytestmark = pytest.mark.long  # whole systems: minutes, and servers

HEADER = "customer_id,store_id,product_name,sales_date,sales_person_id,price,quantity,total_cost\n"
LINE = "15,{store},oats,2024-05-22,7,2.50,4,10.00\n"
_names = (f"lake{number}" for number in itertools.count())


@pytest.fixture
def container(azurite: Azurite) -> Any:  # noqa: F811
    return azurite.container(next(_names))


@pytest.fixture
def new_till(
    new_shop: Callable[..., Any],
    azurite: Azurite,  # noqa: F811
    container: Any,
) -> Callable[[], Any]:
    """A project of its own on the same lake, as on another machine."""

    def make() -> Any:
        shop = new_shop({"till": "pos"})
        with (shop.folder / "tillhouse.toml").open("a") as project:
            project.write(f'[lake]\npath = "az://{container_name(container)}/shop/lake"\n')
        with (shop.folder / ".env").open("a") as secrets:
            secrets.write(f'AZURE_STORAGE_CONNECTION_STRING="{azurite.connection_string}"\n')
        return shop

    return make


def deliver(shop: Any, name: str, store: int = 1) -> None:
    (shop.drop("till") / f"sales_{name}.csv").write_text(HEADER + LINE.format(store=store))


def copy_of(shop: Any) -> Path:
    return load_project(shop.folder / "tillhouse.toml").lake_path


def replica(shop: Any) -> Replica:
    found = replica_of(load_project(shop.folder / "tillhouse.toml"))
    assert found is not None
    return found


def rows_on_storage(azurite: Azurite, container: Any) -> list[dict[str, Any]]:  # noqa: F811
    """Read as anybody would: by the Delta library, straight from the storage."""
    options = {"account_name": ACCOUNT, "account_key": KEY, "endpoint": azurite.endpoint}
    address = f"az://{container_name(container)}/shop/lake/till/sales"
    table = DeltaTable(address, storage_options={**options, "allow_http": "true"})
    return table.to_pyarrow_table().to_pylist()


def test_what_is_loaded_can_be_read_as_delta_on_the_storage(
    new_till: Callable[[], Any],
    azurite: Azurite,  # noqa: F811
    container: Any,
) -> None:
    shop = new_till()
    deliver(shop, "a", 1)
    shop.run()
    deliver(shop, "b", 2)
    shop.run()
    rows = rows_on_storage(azurite, container)
    assert sorted((row["store_id"], row["_source_file"]) for row in rows) == [
        ("1", "sales_a.csv"), ("2", "sales_b.csv"),
    ]  # fmt: skip
    assert shop.run().status == "nothing new"


def test_another_machine_knows_what_was_loaded_and_goes_on_from_there(
    new_till: Callable[[], Any],
    azurite: Azurite,  # noqa: F811
    container: Any,
) -> None:
    first, second = new_till(), new_till()
    deliver(first, "a", 1)
    first.run()
    for name, store in (("a", 1), ("b", 2)):
        deliver(second, name, store)
    second.run()
    assert len(rows_on_storage(azurite, container)) == 2
    assert second.ask("select count(*) from silver.order_lines") == [(2,)]
    first.run()
    assert first.ask("select count(*) from silver.order_lines") == [(2,)]


def test_two_machines_that_write_at_once_do_not_lose_each_other(
    new_till: Callable[[], Any],
    azurite: Azurite,  # noqa: F811
    container: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = new_till(), new_till()
    deliver(first, "a", 1)
    deliver(second, "b", 2)
    push = Replica.push

    def push_after_the_other(self: Replica) -> None:
        if list(self.root.glob("till/sales/_delta_log/*.json")):
            monkeypatch.setattr(Replica, "push", push)
            first.run()
        push(self)

    monkeypatch.setattr(Replica, "push", push_after_the_other)
    with pytest.raises(BusyError, match="at the same time"):
        second.run()
    assert [row["store_id"] for row in rows_on_storage(azurite, container)] == ["1"]
    second.run()
    assert sorted(row["store_id"] for row in rows_on_storage(azurite, container)) == ["1", "2"]
    assert second.ask("select count(*) from silver.order_lines") == [(2,)]


def test_a_commit_that_another_machine_made_first_is_never_overwritten(
    new_till: Callable[[], Any],
    azurite: Azurite,  # noqa: F811
    container: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both have listed the storage before either writes: only one commit can be created."""
    first, second = new_till(), new_till()
    deliver(first, "a", 1)
    deliver(second, "b", 2)
    upload = Replica._upload

    def upload_after_the_other(self: Replica, path: str, source: Path) -> None:
        monkeypatch.setattr(Replica, "_upload", upload)
        first.run()
        upload(self, path, source)

    monkeypatch.setattr(Replica, "_upload", upload_after_the_other)
    with pytest.raises(BusyError, match="at the same time"):
        second.run()
    assert [row["store_id"] for row in rows_on_storage(azurite, container)] == ["1"]
    second.run()
    assert sorted(row["store_id"] for row in rows_on_storage(azurite, container)) == ["1", "2"]


def test_a_push_that_is_cut_off_is_invisible_and_finished_by_the_next_run(
    new_till: Callable[[], Any],
    azurite: Azurite,  # noqa: F811
    container: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = new_till()
    deliver(shop, "a", 1)
    shop.run()
    deliver(shop, "b", 2)
    upload = Replica._upload

    def cut(self: Replica, path: str, source: Path) -> None:
        if path.endswith(".json"):
            raise KeyboardInterrupt
        upload(self, path, source)

    monkeypatch.setattr(Replica, "_upload", cut)
    with pytest.raises(KeyboardInterrupt):
        shop.run()
    assert len(rows_on_storage(azurite, container)) == 1
    monkeypatch.setattr(Replica, "_upload", upload)
    shop.run()
    assert len(rows_on_storage(azurite, container)) == 2


def test_refused_files_are_kept_with_the_lake(new_till: Callable[[], Any], container: Any) -> None:
    first, second = new_till(), new_till()
    for shop in (first, second):
        (shop.drop("till") / "sales_x.csv").write_text("store_id,price\n1,2\n")
    first.run()
    assert len(second.run().waiting) == 1
    names = [entry["path"] for part in container.list() for entry in part]
    assert sum("refused/till/" in name for name in names) == 2


def test_what_retention_removes_goes_from_the_storage_too(
    new_till: Callable[[], Any],
    azurite: Azurite,  # noqa: F811
    container: Any,
) -> None:
    from datetime import UTC, datetime, timedelta

    from tillhouse.lake.retention import prune

    shop = new_till()
    deliver(shop, "a", 1)
    shop.run()
    prune(Bronze(copy_of(shop)), 1, datetime.now(UTC) + timedelta(days=5))
    replica(shop).push()
    assert rows_on_storage(azurite, container) == []
    names = [entry["path"] for part in container.list() for entry in part]
    assert [name for name in names if name.endswith(".parquet")] == []
    again = new_till()
    deliver(again, "a", 1)
    again.run()
    assert rows_on_storage(azurite, container) == []  # the ledger still knows it


def test_a_lake_in_a_container_that_is_not_there_is_said(new_till: Callable[[], Any]) -> None:
    shop = new_till()
    project = shop.folder / "tillhouse.toml"
    project.write_text(project.read_text().replace("/shop/lake", "x/lake"))
    deliver(shop, "a", 1)
    with pytest.raises(SourceError, match="no such container"):
        shop.run()
