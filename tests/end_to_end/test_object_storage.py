"""Files on Azure Blob Storage, served by a real Azurite: found, loaded once, explained when not."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.azurite import KEY, Azurite, azurite  # noqa: F401
from tillhouse.config import load_project
from tillhouse.errors import ConfigError, SourceError
from tillhouse.inspection import check_source
from tillhouse.lake.bronze import Bronze
from tillhouse.lake.storage import open_store, settings_for
from tillhouse.sources.access import Access
from tillhouse.sources.fetch import fetch
from tillhouse.sources.files.hash_cache import MemoryCache
from tillhouse.sources.files.objects import ObjectPlace, _signature
from tillhouse.sources.report import IngestReport
from tillhouse.sources.spec import SourceSpec, load_spec

pytestmark = pytest.mark.long  # whole systems: minutes, and servers

SOURCE = """
[tables.sales]
files = ["**/*sales*.csv", "**/*sales*.csv.gz", "**/*sales*.xlsx"]
columns = ["store_id", "quantity"]
required = ["store_id", "quantity"]
"""
HEADER = b"store_id,quantity\n"
_names = (f"drop{number}" for number in itertools.count())

Load = Callable[..., IngestReport]


@pytest.fixture
def spec(tmp_path: Path) -> SourceSpec:
    (tmp_path / "source.toml").write_text(SOURCE)
    return load_spec("tills", tmp_path)


@pytest.fixture
def container(azurite: Azurite) -> Any:  # noqa: F811
    return azurite.container(next(_names))


@pytest.fixture
def environment(azurite: Azurite) -> dict[str, str]:  # noqa: F811
    return {"AZURE_STORAGE_CONNECTION_STRING": azurite.connection_string}


@pytest.fixture
def bronze(tmp_path: Path) -> Bronze:
    return Bronze(tmp_path / "lake")


@pytest.fixture
def load(spec: SourceSpec, container: Any, environment: dict[str, str], bronze: Bronze) -> Load:
    cache = MemoryCache()

    def run(place: str = "az://{}/crm", **changed: str) -> IngestReport:
        address = place.format(container_name(container))
        access = Access({"files": address}, environment={**environment, **changed})
        return fetch("tills", spec, access, bronze, cache)

    return run


def container_name(store: Any) -> str:
    return str(store).split('container_name="')[1].split('"')[0]


def workbook(folder: Path) -> bytes:
    book = Workbook()
    for row in (["store_id", "quantity"], [3, 4]):
        book.active.append(row)
    book.save(folder / "made.xlsx")
    return (folder / "made.xlsx").read_bytes()


def test_files_below_the_location_are_loaded_once_in_whatever_folder(
    load: Load, container: Any, tmp_path: Path
) -> None:
    container.put("crm/sales_1.csv", HEADER + b"1,2\n")
    container.put("crm/2024/05/Sales 2 (ä).xlsx", workbook(tmp_path))
    container.put("crm/.hidden_sales.csv", HEADER + b"9,9\n")
    container.put("crm/2024", b"")
    container.put("elsewhere/sales_3.csv", HEADER + b"9,9\n")
    container.put("crm/readme.md", b"# hello")
    report = load()
    assert sorted((it.file, it.rows) for it in report.loaded) == [
        ("2024/05/Sales 2 (ä).xlsx", 1),
        ("sales_1.csv", 1),
    ]
    assert report.unused == ["readme.md"]
    again = load()
    assert (again.loaded, len(again.known), again.is_clean) == ([], 2, True)


@pytest.mark.parametrize("place", ["az://{}", "az://{}/", "az://{}/crm/", "abfs://{}/crm"])
def test_a_location_may_be_a_container_or_a_folder_with_or_without_a_slash(
    load: Load, container: Any, place: str
) -> None:
    container.put("crm/sales_1.csv", HEADER + b"1,2\n")
    assert [it.file.rsplit("/")[-1] for it in load(place).loaded] == ["sales_1.csv"]


def test_what_is_known_is_not_downloaded_again(
    load: Load, container: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    container.put("crm/sales_1.csv", HEADER + b"1,2\n")
    load()

    def fail(*_: Any) -> None:
        raise AssertionError("downloaded again")

    monkeypatch.setattr(ObjectPlace, "_piece", fail)
    assert len(load().known) == 1


def test_the_same_content_under_another_name_is_known(load: Load, container: Any) -> None:
    container.put("crm/sales_1.csv", HEADER + b"1,2\n")
    load()
    container.put("crm/sales_2.csv", HEADER + b"1,2\n")
    report = load()
    assert [it.file for it in report.renamed] == ["sales_2.csv"]


def test_changed_content_under_the_same_name_is_new(load: Load, container: Any) -> None:
    container.put("crm/sales_1.csv", HEADER + b"1,2\n")
    load()
    container.put("crm/sales_1.csv", HEADER + b"1,3\n")  # as long, perhaps in the same second
    assert [it.file for it in load().loaded] == ["sales_1.csv"]


def test_an_object_that_changes_while_it_is_read_is_left_for_the_next_run(
    load: Load, container: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    container.put("crm/sales_1.csv", HEADER + b"1,2\n")
    listed = ObjectPlace._listed

    def change(self: ObjectPlace) -> Iterator[Any]:
        yield from listed(self)
        container.put("crm/sales_1.csv", HEADER + b"3,4\n")

    monkeypatch.setattr(ObjectPlace, "_listed", change)
    report = load()
    assert (report.loaded, report.postponed) == ([], ["sales_1.csv"])
    monkeypatch.setattr(ObjectPlace, "_listed", listed)
    assert [it.rows for it in load().loaded] == [1]


def test_an_object_that_goes_away_while_it_is_read_is_left(
    load: Load, container: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    container.put("crm/sales_1.csv", HEADER + b"1,2\n")
    listed = ObjectPlace._listed

    def remove(self: ObjectPlace) -> Iterator[Any]:
        yield from listed(self)
        container.delete("crm/sales_1.csv")

    monkeypatch.setattr(ObjectPlace, "_listed", remove)
    report = load()
    assert (report.loaded, report.postponed) == ([], ["sales_1.csv"])


def test_a_file_in_several_pieces_is_whole(
    load: Load, container: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tillhouse.sources.files.objects.PIECE", 1000)
    container.put("crm/sales_1.csv", HEADER + b"".join(b"%d,2\n" % n for n in range(5000)))
    assert [it.rows for it in load().loaded] == [5000]


def test_a_refused_object_is_kept_and_explained(load: Load, container: Any, bronze: Bronze) -> None:
    container.put("crm/sales_1.csv", b"store,pieces\n1,2\n")
    container.put("crm/sales_2.csv", b"store,pieces\n1,2\n")
    report = load()
    assert sorted(it.file for it in report.refused) == ["sales_1.csv", "sales_2.csv"]
    assert all(bronze.refused.copy_of(it).exists() for it in report.refused)
    assert len(load().still_refused) == 2


def test_nothing_is_left_in_the_scratch_folder(
    load: Load, container: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    container.put("crm/sales_1.csv", HEADER + b"1,2\n")
    load()
    assert list(scratch.iterdir()) == []


def told(error: pytest.ExceptionInfo[Any]) -> str:
    cause: BaseException | None = error.value
    texts = []
    while cause is not None:
        texts.append(str(cause))
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "\n".join(texts)


def test_a_container_that_is_not_there_is_said(load: Load) -> None:
    with pytest.raises(SourceError, match="no such container"):
        load("az://nosuchplace/crm")


def test_a_wrong_key_is_said_without_the_key(load: Load, azurite: Azurite) -> None:  # noqa: F811
    wrong = azurite.connection_string.replace(KEY[:8], "AAAAAAAA")
    with pytest.raises(SourceError, match=r"credentials") as caught:
        load(AZURE_STORAGE_CONNECTION_STRING=wrong)
    assert "AccountKey" not in told(caught)
    assert KEY[20:40] not in told(caught)


def test_a_key_that_is_no_key_is_said(load: Load, azurite: Azurite) -> None:  # noqa: F811
    wrong = azurite.connection_string.replace(KEY, "not base64 at all!")
    with pytest.raises(SourceError, match="credentials") as caught:
        load(AZURE_STORAGE_CONNECTION_STRING=wrong)
    assert "not base64" not in told(caught)


def test_a_server_that_does_not_answer_is_said(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tillhouse.lake.storage.RETRIES", {"max_retries": 1})
    closed = f"AccountName=a;AccountKey={KEY};BlobEndpoint=http://127.0.0.1:9/a"
    with pytest.raises(SourceError, match="nothing answers"):
        load(AZURE_STORAGE_CONNECTION_STRING=closed)


def test_a_connection_string_without_an_account_is_refused() -> None:
    with pytest.raises(ConfigError, match="names no account") as caught:
        settings_for("az://c/p", {"AZURE_STORAGE_CONNECTION_STRING": f"AccountKey={KEY}"})
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "environment", "expected"),
    [
        ("s3://b/p",
         {"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_REGION": "eu-west-1"},
         {"access_key_id": "k", "secret_access_key": "s", "region": "eu-west-1"}),
        ("gs://b/p", {"GOOGLE_APPLICATION_CREDENTIALS": "key.json"},
         {"application_credentials": "key.json"}),
        ("abfss://c@shop.dfs.core.windows.net/p", {"AZURE_STORAGE_ACCOUNT_KEY": "a2V5"},
         {"account_key": "a2V5"}),
        ("az://c/p", {"AZURE_STORAGE_CONNECTION_STRING": "UseDevelopmentStorage=true"},
         {"use_emulator": "true"}),
    ],
)  # fmt: skip
def test_each_provider_is_opened_by_its_own_variables(
    address: str, environment: dict[str, str], expected: dict[str, str]
) -> None:
    assert settings_for(address, {**environment, "OTHER_SECRET": "x"}) == expected


@pytest.mark.parametrize(
    ("address", "environment"),
    [
        ("az://c/p", {}),
        ("az://c/p", {"AZURE_STORAGE_ACCOUNT_KEY": "a2V5"}),
        ("s3://b/p", {"AWS_ACCESS_KEY_ID": "k"}),
        ("gs://b/p", {"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s"}),
    ],
)
def test_without_credentials_nothing_is_asked_and_the_variables_are_named(
    address: str, environment: dict[str, str]
) -> None:
    with pytest.raises(ConfigError, match="no credentials") as caught:
        settings_for(address, environment)
    assert all(name in caught.value.remedy for name in environment if name[:2] == address[:2])
    assert caught.value.remedy.startswith("Set ")


@pytest.mark.parametrize("address", ["s3://bucket/p", "abfss://c@shop.dfs.core.windows.net/p"])
def test_s3_and_the_data_lake_address_can_be_opened(address: str) -> None:
    environment = {"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_REGION": "x",
                   "AZURE_STORAGE_ACCOUNT_KEY": "a2V5"}  # fmt: skip
    assert open_store(address, environment) is not None


def test_the_crm_comes_from_blob_storage_end_to_end(
    new_shop: Callable[..., Any],
    azurite: Azurite,  # noqa: F811
    container: Any,
) -> None:
    from tillhouse.demo.shop import generate_shop

    shop = new_shop({"crm": "customer360"})
    generate_shop(shop.folder / "made", scale=0.02, systems=["crm"])
    for file in sorted((shop.folder / "made" / "crm").iterdir()):
        container.put(f"deliveries/crm/{file.name}", file.read_bytes())
    project = shop.folder / "tillhouse.toml"
    address = f"az://{container_name(container)}/deliveries/crm"
    text = project.read_text().replace('"drops/crm"', f'"{address}"')
    project.write_text(text + '[sources.crm.settings]\nsession_duration_unit = "seconds"\n')
    with (shop.folder / ".env").open("a") as secrets:
        secrets.write(f'AZURE_STORAGE_CONNECTION_STRING="{azurite.connection_string}"\n')
    found = check_source(load_project(project), "crm", MemoryCache())
    assert (found.location, len(found.new), found.refused) == (address, 4, ())
    shop.run()
    assert shop.ask("select count(*) > 50 from silver.order_lines") == [(True,)]
    assert shop.run().status == "nothing new"


def test_only_the_etag_tells_two_versions_of_one_second_apart() -> None:
    entry = {"size": 9, "last_modified": datetime(2025, 1, 1, tzinfo=UTC), "version": None}
    first, second = (_signature({**entry, "e_tag": tag}) for tag in ("0x1", "0x2"))
    assert first != second
    assert first == _signature({**entry, "e_tag": "0x1"})
