"""Servers that refuse, vanish or do not answer: what is said, and that nothing is half there."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from tests.servers import Server
from tests.unit.sources.database.conftest import Erp

from tillhouse.errors import ConfigError, SourceError
from tillhouse.sources.database import connection, mysql, postgres
from tillhouse.sources.database.address import read_address

WRONG = "a-wrong-passw0rd"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "WAITS", (0.01,))


def test_a_wrong_password_is_told_without_it(erp: Erp) -> None:
    with pytest.raises(SourceError, match="does not accept this user and password") as caught:
        erp.load(password=WRONG)
    assert WRONG not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert not erp.bronze.tables()


def test_a_server_that_is_not_there_is_named(erp: Erp) -> None:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"{erp.server.system}://127.0.0.1:{probe.getsockname()[1]}/erp"
        with pytest.raises(SourceError, match="Nothing answers at") as caught:
            erp.load(places={"database": address})
    assert address in caught.value.what


def test_an_unknown_database_and_an_unknown_host_are_told(erp: Erp) -> None:
    with pytest.raises(SourceError, match="no such database"):
        erp.load(places={"database": erp.server.location("nowhere")})
    with pytest.raises(SourceError, match="not known by that name"):
        erp.load(places={"database": f"{erp.server.system}://nowhere.invalid/erp"})


def test_encryption_that_the_server_cannot_do_is_told(erp: Erp) -> None:
    option = "sslmode=require" if erp.server.system == "postgresql" else "ssl_mode=required"
    with pytest.raises(SourceError, match="No encrypted connection"):
        erp.load(places={"database": f"{erp.location}?{option}"})


def test_an_unknown_option_of_the_address_is_told(erp: Erp) -> None:
    with pytest.raises(SourceError, match="option in the address"):
        erp.load(places={"database": f"{erp.location}?nonsense=1"})


def test_a_table_that_may_not_be_read_is_refused(postgres: Server, tmp_path: Path) -> None:
    erp = Erp(postgres, tmp_path)
    erp.sql(
        "drop role if exists clerk; create role clerk login password 'clerk-passw0rd';"
        " grant usage on schema sales to clerk; grant select on sales.customer to clerk"
    )
    report = erp.load(user="clerk", password="clerk-passw0rd")
    assert [delivery.table for delivery in report.loaded] == ["customer"]
    assert "this user may not see it" in report.refused[0].reason


def test_a_cut_in_the_middle_leaves_nothing_of_the_table_and_the_next_run_goes_on(
    erp: Erp, monkeypatch: pytest.MonkeyPatch
) -> None:
    erp.sql(_many_orders(erp))

    def cut(rows: int, table: str) -> None:
        if table == "orders":
            _kill_connections(erp)

    with pytest.raises(SourceError, match=r"broke the connection off while Sales\.Orders"):
        erp.load(cut)
    assert [table for _, table in erp.bronze.tables()] == ["customer"]
    assert not list((erp.folder / "lake" / "erp" / "orders").glob("*.parquet"))
    report = erp.load()
    assert [delivery.table for delivery in report.loaded] == ["orders"]
    assert len(set(erp.rows("orders", "order_id"))) == (
        1_000_000 if erp.server.system == "postgresql" else 300_000
    )


def test_all_tables_are_of_one_moment(erp: Erp) -> None:
    def write(rows: int, table: str) -> None:
        if table == "customer":
            erp.add_order(99, "2024-05-01")

    erp.load(write)
    assert ("99",) not in erp.rows("orders", "order_id")
    erp.load()
    assert ("99",) in erp.rows("orders", "order_id")


def test_a_server_that_says_nothing_is_given_up(
    erp: Erp, monkeypatch: pytest.MonkeyPatch, mute: int
) -> None:
    monkeypatch.setattr(postgres, "CONNECT_SECONDS", 1)
    monkeypatch.setattr(mysql, "CONNECT_SECONDS", 1)
    with pytest.raises(SourceError, match="in time"):
        erp.load(places={"database": f"{erp.server.system}://127.0.0.1:{mute}/erp"})


@pytest.mark.parametrize("location", ["mysql://host", "postgresql:///erp", "mysql://host/a/b"])
def test_an_address_without_server_or_database_is_refused(location: str) -> None:
    with pytest.raises(ConfigError, match="names no"):
        read_address(location)


@pytest.fixture
def mute() -> Iterator[int]:
    """A port that takes connections and never answers."""
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        kept: list[socket.socket] = []
        threading.Thread(target=_take_all, args=(listener, kept), daemon=True).start()
        yield listener.getsockname()[1]


def _take_all(listener: socket.socket, kept: list[socket.socket]) -> None:
    while True:
        try:
            kept.append(listener.accept()[0])
        except OSError:
            return


def _many_orders(erp: Erp) -> str:
    values = "n, 1, 1, '2024-01-01'"
    if erp.server.system == "postgresql":
        return (
            f"insert into {erp.orders} select n, 1, 1, '2024-01-01'::timestamp"
            " from generate_series(6, 1000000) n"
        )
    return f"insert into {erp.orders} select {values.replace('n,', 'seq,', 1)} from seq_6_to_300000"


def _kill_connections(erp: Erp) -> None:
    if erp.server.system == "postgresql":
        erp.sql(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = 'erp' and pid <> pg_backend_pid()"
        )
        return
    listed = erp.sql(
        "select id from information_schema.processlist where db = 'erp' and id <> connection_id()"
    )
    for number in listed.split():
        with suppress(AssertionError):  # one that has just ended by itself
            erp.sql(f"kill {number}")
