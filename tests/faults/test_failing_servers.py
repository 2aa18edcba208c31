"""Databases and APIs that fail: what is said, nothing is half there, the next run goes on.

What the single parts say is tested beside them (tests/unit/sources/database, .../rest); here every
way to fail is held against every kind of server.
"""

from __future__ import annotations

import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.faults.proxy import Proxy, proxy_to
from tests.rest_api.server import Api, serve
from tests.servers import PASSWORD, NotInstalled, Server, running
from tests.unit.sources.database.conftest import Erp
from tillhouse.errors import SourceError
from tillhouse.lake.bronze import Bronze
from tillhouse.sources.access import Access
from tillhouse.sources.database import connection, mysql, postgres
from tillhouse.sources.report import IngestReport
from tillhouse.sources.rest.access import Patience
from tillhouse.sources.rest.ingest import ingest_resources
from tillhouse.sources.spec import load_spec

ROWS = 30_000
TOKEN = "a-token-that-nobody-may-see"
COLUMNS = "order_id, customer_id, amount, modified_date"
# Bytes after which the line breaks: in the greeting, in the login, in the catalogue, in the rows.
CUTS = (20, 300, 3_000, 200_000, 900_000)
PATIENCE = Patience(
    tries=2, first_wait=0.01, polite_tries=2, longest_wait=1,
    connect_seconds=2, read_seconds=0.5, page_seconds=2,
)  # fmt: skip
API = """
[tables.orders]
resource = "/orders"
paging = "cursor"
key = ["order_id"]
columns = ["order_id", "customer_id", "amount", "modified_date"]
required = ["order_id"]
"""


class Shop:
    """One server with orders, a proxy in front of it, and a lake."""

    def __init__(self, load: Callable[..., IngestReport], bronze: Bronze, port: int, at: str):
        self.load_from, self.bronze, self.port, self.location = load, bronze, port, at
        self.proxy = Proxy(port)

    def load(self, **changed: Any) -> IngestReport:
        return self.load_from(self.proxy.in_front_of(self.location), **changed)

    def orders(self) -> list[tuple[Any, ...]]:
        import duckdb

        snapshot = self.bronze.snapshot("erp", "orders")
        if snapshot is None:
            return []
        return duckdb.sql(
            f"select {COLUMNS} from read_parquet({list(snapshot.files)}) order by all"
        ).fetchall()


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    monkeypatch.setattr(connection, "WAITS", (0.01,))
    for driver in (mysql, postgres):
        monkeypatch.setattr(driver, "CONNECT_SECONDS", 1.5)
        monkeypatch.setattr(driver, "ANSWER_SECONDS", 1.5)


@pytest.fixture(params=["postgresql", "mysql", "rest"])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    with _SHOPS[request.param](request, tmp_path) as made, proxy_to(made.port) as proxy:
        made.proxy = proxy
        yield made


@contextmanager
def database_shop(server: Server, tmp_path: Path) -> Iterator[Shop]:
    erp = Erp(server, tmp_path)
    erp.sql(f"delete from {erp.orders}")
    erp.sql(_many(erp))

    def load(address: str, **changed: Any) -> IngestReport:
        return erp.load(**{"places": {"database": address}, **changed})

    yield Shop(load, erp.bronze, server.port, erp.location)


@contextmanager
def rest_shop(tmp_path: Path) -> Iterator[Shop]:
    rows = [
        {"order_id": n, "customer_id": 1, "amount": "1.5000", "modified_date": "2024-01-01"}
        for n in range(1, ROWS + 1)
    ]
    (tmp_path / "kind").mkdir()
    (tmp_path / "kind" / "source.toml").write_text(API)
    spec, bronze = load_spec("erp", tmp_path / "kind"), Bronze(tmp_path / "lake")
    api = Api(tables={"/orders": rows}, paging={"/orders": "cursor"}, token=TOKEN)
    api.page_size = api.largest_page = ROWS // 2
    with serve(api) as served:

        def load(address: str, **changed: Any) -> IngestReport:
            access = Access(places={"rest": address}, token=changed.get("password", TOKEN))
            return ingest_resources("erp", spec, access, bronze, patience=PATIENCE)

        yield Shop(load, bronze, int(served.address.rpartition(":")[2]), served.address)


_SHOPS: dict[str, Callable[[pytest.FixtureRequest, Path], Any]] = {
    "postgresql": lambda asked, folder: database_shop(asked.getfixturevalue("postgres"), folder),
    "mysql": lambda asked, folder: database_shop(asked.getfixturevalue("mariadb"), folder),
    "rest": lambda asked, folder: rest_shop(folder),
}


def _many(erp: Erp) -> str:
    moment = "'2024-01-01'"
    if erp.server.system == "postgresql":
        return (
            f"insert into {erp.orders} select n, 1, 1.5, {moment}::timestamp"
            f" from generate_series(1, {ROWS}) n"
        )
    return f"insert into {erp.orders} select seq, 1, 1.5, {moment} from seq_1_to_{ROWS}"


def expect_failure(shop: Shop, **changed: Any) -> SourceError:
    """It fails as a source does, tells no secret, and leaves the orders as they were."""
    before, rows = shop.bronze.versions().get("erp/orders"), shop.orders()
    with pytest.raises(SourceError) as caught:
        shop.load(**changed)
    error = caught.value
    assert error.exit_code == SourceError.exit_code
    for secret in (PASSWORD, TOKEN, *changed.values()):
        assert str(secret) not in str(error)
    assert error.remedy
    assert error.__cause__ is None
    assert shop.bronze.versions().get("erp/orders") == before
    assert shop.orders() == rows
    return error


def expect_all(shop: Shop) -> None:
    """The next run brings what an undisturbed one would have, and the one after it nothing."""
    shop.proxy.limit = None
    shop.load()
    found = shop.orders()
    assert len(found) == ROWS
    assert [int(row[0]) for row in sorted(found, key=lambda row: int(row[0]))] == list(
        range(1, ROWS + 1)
    )
    assert not [it for it in shop.load().loaded if it.table == "orders"]


@pytest.mark.parametrize("limit", CUTS)
def test_a_line_that_breaks_leaves_nothing_half_loaded(shop: Shop, limit: int) -> None:
    shop.proxy.limit = limit
    expect_failure(shop)
    expect_all(shop)


@pytest.mark.parametrize(
    "limit", [300, *(pytest.param(it, marks=pytest.mark.long) for it in (0, 200_000))]
)
def test_a_server_that_falls_mute_is_given_up(shop: Shop, limit: int) -> None:
    shop.proxy.limit, shop.proxy.cuts = limit, False
    started = time.monotonic()
    expect_failure(shop)
    assert time.monotonic() - started < 30
    expect_all(shop)


def test_a_server_that_is_not_there_is_told_with_its_address(shop: Shop) -> None:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        shop.proxy.port, real = probe.getsockname()[1], shop.proxy.port
        error = expect_failure(shop)
        assert str(shop.proxy.port) in str(error)
    shop.proxy.port = real
    expect_all(shop)


def test_a_wrong_password_is_told_and_the_right_one_goes_on(shop: Shop) -> None:
    error = expect_failure(shop, password="a-wrong-passw0rd")
    assert "accept" in str(error) or "401" in str(error)
    expect_all(shop)


def test_a_second_load_that_breaks_leaves_the_first_as_it_was(shop: Shop) -> None:
    expect_all(shop)
    shop.proxy.limit = 300
    expect_failure(shop)
    expect_all(shop)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate that nobody has signed and its key, readable by any server."""
    folder = tmp_path_factory.mktemp("tls")
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1"
    command += " -addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out cert.pem"
    try:
        subprocess.run(command.split(), cwd=folder, check=True, capture_output=True, timeout=60)
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    return folder


# How each system names its wishes: encrypted, with any certificate; with one that can be trusted.
ANY = {"postgresql": "sslmode=require", "mysql": "ssl_mode=required"}
TRUSTED = {
    "postgresql": "sslmode=verify-full&sslrootcert={}",
    "mysql": "ssl_mode=verify_identity&ssl_ca={}",
}


@pytest.fixture(params=["postgresql", "mysql"])
def encrypted(
    request: pytest.FixtureRequest, certificate: Path, tmp_path: Path
) -> Iterator[tuple[str, Shop]]:
    try:
        with (
            running(request.param, *_tls_options(request.param, certificate, tmp_path)) as server,
            database_shop(server, tmp_path) as shop,
        ):
            shop.proxy.port = server.port
            yield request.param, shop
    except NotInstalled as missing:
        pytest.skip(str(missing))


def _tls_options(system: str, certificate: Path, folder: Path) -> list[str]:
    """The server runs under an account of its own, which must own its key (PostgreSQL)."""
    import os
    import pwd
    import shutil
    import tempfile

    home = Path(tempfile.mkdtemp(prefix="tls"))
    for name in ("cert.pem", "key.pem"):
        shutil.copy(certificate / name, home / name)
        (home / name).chmod(0o600)
    if os.getuid() == 0:
        known = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall()}
        names = ("postgres", "nobody") if system == "postgresql" else ("mysql", "nobody")
        owner = next(known[name] for name in names if name in known)
        for path in (home, home / "cert.pem", home / "key.pem"):
            os.chown(path, owner, -1)
    cert, key = home / "cert.pem", home / "key.pem"
    if system == "postgresql":
        return ["-c", "ssl=on", "-c", f"ssl_cert_file={cert}", "-c", f"ssl_key_file={key}"]
    return [f"--ssl-cert={cert}", f"--ssl-key={key}"]


def test_a_certificate_that_nobody_signed_is_refused_and_its_own_is_trusted(
    encrypted: tuple[str, Shop], certificate: Path, tmp_path: Path
) -> None:
    system, shop = encrypted
    plain, option = shop.location, TRUSTED[system]
    (tmp_path / "other.pem").write_bytes(_another_certificate(tmp_path))
    shop.location = f"{plain}?{option.format(tmp_path / 'other.pem')}"
    error = expect_failure(shop)
    assert "No encrypted connection" in error.what
    for allowed in (option.format(certificate / "cert.pem"), ANY[system]):
        shop.location = f"{plain}?{allowed}"
        shop.load()
    assert len(shop.orders()) == ROWS


def _another_certificate(folder: Path) -> bytes:
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=other"
    command += " -keyout other-key.pem -out other-cert.pem"
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True, timeout=60)
    return (folder / "other-cert.pem").read_bytes()


def test_a_server_without_tls_is_not_read_where_tls_is_asked_for(shop: Shop) -> None:
    plain = shop.location
    if plain.startswith("http"):
        shop.location = plain.replace("http://", "https://")
    else:
        shop.location = f"{plain}?{ANY[plain.partition(':')[0]]}"
    assert "encrypted" in str(expect_failure(shop)) or "TLS" in str(expect_failure(shop))
    shop.location = plain
    expect_all(shop)


def test_an_api_with_a_certificate_that_nobody_signed_is_not_read(
    certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    with rest_shop(tmp_path) as shop, serve(Api(tables={"/orders": []}), context) as secured:
        real, shop.location = shop.location, secured.address
        shop.proxy.port = int(secured.address.rpartition(":")[2])
        assert "certificate" in str(expect_failure(shop))
        assert secured.requests == []
        shop.location, shop.proxy.port = real, shop.port
        expect_all(shop)
