"""Real database servers for tests: started on a free loopback port, in a folder that goes again."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

USER, PASSWORD = "shop", "s3cret-of-the-tests"
POSTGRES_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
)


@dataclass
class Server:
    """One running server. `sql` runs statements as its administrator."""

    system: str
    port: int
    sql: Callable[[str, str], str]
    process: subprocess.Popen[bytes]
    databases: list[str] = field(default_factory=list)

    def location(self, database: str) -> str:
        return f"{self.system}://127.0.0.1:{self.port}/{database}"

    def new_database(self, name: str) -> str:
        """An empty database; its location."""
        self.sql("", f"drop database if exists {name}")
        self.sql("", f"create database {name}")
        return self.location(name)


class NotInstalled(Exception):
    """The server is not on this machine: what to install."""


@contextmanager
def running(system: str, *options: str) -> Iterator[Server]:
    """A server of a system ("postgresql" or "mysql") with options of its command line.

    Raises `NotInstalled`.
    """
    with TemporaryDirectory(prefix=system[:2]) as folder:
        if system == "postgresql":
            yield from _run_postgres(_find_postgres(), Path(folder), options)
        else:
            yield from _run_mariadb(_find_mariadb(), Path(folder), options)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    yield from _for_tests("postgresql")


@pytest.fixture(scope="session")
def mariadb() -> Iterator[Server]:
    yield from _for_tests("mysql")


def _for_tests(system: str) -> Iterator[Server]:
    try:
        with running(system) as server:
            yield server
    except NotInstalled as missing:
        pytest.skip(str(missing))


def _find_postgres() -> Path:
    found = [path for place in POSTGRES_PLACES for path in sorted(Path("/").glob(place[1:]))]
    home = next((path for path in reversed(found) if (path / "initdb").exists()), None)
    if home is None:
        raise NotInstalled("PostgreSQL is not installed here (Debian: postgresql)")
    return home


def _find_mariadb() -> list[str]:
    path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
    names = ("mariadbd", "mariadb-install-db", "mariadb")
    tools = [tool for name in names if (tool := shutil.which(name, path=path))]
    if len(tools) < len(names):
        raise NotInstalled("MariaDB is not installed here (Debian: mariadb-server)")
    return tools


@pytest.fixture(params=["postgres", "mariadb"])
def server(request: pytest.FixtureRequest) -> Server:
    """Each of the two, one after the other."""
    found: Server = request.getfixturevalue(request.param)
    return found


def _run_postgres(home: Path, folder: Path, options: Sequence[str]) -> Iterator[Server]:
    account, port = _ordinary_account(folder, "postgres", "nobody"), _free_port()
    (folder / "password").write_text(PASSWORD)
    begin = [
        home / "initdb", "-D", folder / "data", "-U", USER, "-A", "scram-sha-256", "-N",
        f"--pwfile={folder / 'password'}", "--locale=C", "-E", "UTF8",
    ]  # fmt: skip
    subprocess.run(begin, check=True, capture_output=True, user=account, cwd=folder)
    serve = [home / "postgres", "-D", folder / "data", "-p", str(port), "-h", "127.0.0.1"]
    process = subprocess.Popen(
        [*serve, "-k", folder, "-F", *options], user=account, cwd=folder, stderr=subprocess.DEVNULL
    )

    def sql(database: str, statements: str) -> str:
        call = [home / "psql", "-qtAX", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(port)]
        call += ["-U", USER, "-d", database or "postgres", "-c", statements]
        return _told(call, {"PGPASSWORD": PASSWORD})

    yield from _serving(Server("postgresql", port, sql, process))


def _run_mariadb(tools: list[str], folder: Path, options: Sequence[str]) -> Iterator[Server]:
    server, install, client = tools
    account, port = _ordinary_account(folder, "mysql", "nobody"), _free_port()
    data, socket_file = folder / "data", folder / "socket"
    begin = [install, "--no-defaults", f"--datadir={data}", "--skip-test-db", "--skip-name-resolve"]
    begin += ["--auth-root-authentication-method=normal"]
    if account is not None:
        begin.append(f"--user={pwd.getpwuid(account).pw_name}")
    subprocess.run(begin, check=True, capture_output=True, cwd=folder)
    serve = [server, "--no-defaults", f"--datadir={data}", f"--socket={socket_file}"]
    serve += [f"--port={port}", "--bind-address=127.0.0.1", "--skip-name-resolve"]
    serve += ["--innodb-flush-log-at-trx-commit=0", f"--pid-file={folder / 'pid'}"]
    serve += options
    if account is not None:
        serve.append(f"--user={pwd.getpwuid(account).pw_name}")
    process = subprocess.Popen(serve, cwd=folder, stderr=subprocess.DEVNULL)

    def sql(database: str, statements: str) -> str:
        call = [client, "--no-defaults", "-N", "-B", "-S", socket_file, "-uroot"]
        call += ["-e", statements] + ([database] if database else [])
        return _told(call, {})

    login = f"create user {USER}@'%' identified by '{PASSWORD}'; grant all on *.* to {USER}@'%'"
    yield from _serving(Server("mysql", port, sql, process), login)


def _serving(server: Server, first: str = "select 1") -> Iterator[Server]:
    try:
        for attempt in range(100):
            try:
                server.sql("", first)
                break
            except AssertionError:
                if attempt == 99 or server.process.poll() is not None:
                    raise
                time.sleep(0.1)
        yield server
    finally:
        server.process.terminate()
        server.process.wait(30)


def _told(call: list[str | Path], environment: dict[str, str]) -> str:
    done = subprocess.run(call, capture_output=True, text=True, env={**os.environ, **environment})
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def _ordinary_account(folder: Path, *names: str) -> int | None:
    """The servers refuse to run as root: then they run as one of these, who gets the folder."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall()}
    account = next(known[name] for name in names if name in known)
    os.chown(folder, account, -1)
    return account


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
