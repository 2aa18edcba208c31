"""One small shop, built once in two stages, and copies of it to be damaged."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
from deltalake import DeltaTable

from tests.end_to_end.conftest import Shop
from tests.end_to_end.deliveries import STORES, deliver, fingerprint, till_file, whole_plan
from tillhouse.private import owner_only

KINDS = {"orders": "retail_org", "till": "pos"}
AUDIENCES = ("sales", "marketing", "operations", "service")
WRITE_WITHOUT_CHECKPOINT = """
import os, sys, duckdb
database = duckdb.connect(sys.argv[1])
database.execute("set checkpoint_threshold = '1TB'")
database.execute("create table main.left_in_the_log as select range as i from range(50000)")
os._exit(0)
"""
WRITE_STATE = """
import os, sys, sqlite3
state = sqlite3.connect(sys.argv[1])
state.execute("insert or replace into words values ('left in the log', 'x')")
state.commit()
os._exit(0)
"""


@dataclass
class Called:
    """What a command said, and its exit code."""

    code: int
    said: str


@dataclass
class Workshop:
    """The undamaged shop, an earlier stage of it, and the process that runs commands."""

    home: Path
    base: Path = field(init=False)
    earlier: Path = field(init=False)
    expected: dict[str, str] = field(default_factory=dict)
    more: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.base, self.earlier = self.home / "base", self.home / "earlier"
        self.temporary, self.cache = self.home / "tmp", self.home / "cache"

    def __enter__(self) -> Workshop:
        for folder in (self.base, self.temporary, self.cache):
            folder.mkdir(parents=True)
        self._first_stage()
        self._ready = subprocess.Popen(
            [sys.executable, "-m", "tests.damage.ready", str(self.base)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **self.environment},
        )
        assert self._ready.stdout is not None
        assert self._ready.stdout.readline() == "ready\n"
        self._build()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._ready.kill()
        self._ready.communicate()

    @property
    def environment(self) -> dict[str, str]:
        return {
            "XDG_CACHE_HOME": str(self.cache),
            "TMPDIR": str(self.temporary),
            "NO_COLOR": "1",
            "COLUMNS": "200",
        }

    def call(
        self, folder: Path, *arguments: str, file_size: int = 0, bound_by_modes: bool = False
    ) -> Called:
        """Run a command in a copy of the process that is ready."""
        asked = {
            "folder": str(folder),
            "arguments": list(arguments),
            "said": str(self.home / "said.txt"),
            "environment": self.environment,
            "file_size": file_size,
            "bound_by_modes": bound_by_modes,
        }
        assert self._ready.stdin is not None
        assert self._ready.stdout is not None
        self._ready.stdin.write(json.dumps(asked) + "\n")
        self._ready.stdin.flush()
        answer: dict[str, Any] = json.loads(self._ready.stdout.readline())
        return Called(answer["code"], answer["said"])

    def call_anew(self, folder: Path, *arguments: str) -> Called:
        """Run a command in a process of its own, which has to read the models itself."""
        done = subprocess.run(
            [sys.executable, "-m", "tillhouse", *arguments],
            cwd=folder,
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return Called(done.returncode, done.stdout)

    def copy(self) -> Path:
        """A fresh copy of the shop, under a name that does not change."""
        folder = self.home / "shop"
        if folder.exists():
            for path in (folder, *folder.rglob("*")):
                if path.is_dir() and not path.is_symlink():
                    path.chmod(0o700)
            shutil.rmtree(folder)
        shutil.copytree(self.base, folder, symlinks=True)
        return folder

    def _first_stage(self) -> None:
        shop = Shop(self.base, KINDS, "duckdb", "America/New_York")
        plan = whole_plan()[0]
        deliver(self.base, plan[:-1], moment=1_750_000_000)
        (shop.drop("till") / "sales_refused.csv").write_text("store_id\n121\n")

    def _build(self) -> None:
        said = self.call(self.base, "run")
        assert said.code == 5, said.said  # the file that is refused, and nothing else
        assert "1 delivery was refused" in said.said
        shutil.copytree(self.base, self.earlier, symlinks=True)
        deliver(self.base, whole_plan()[0][-1:], moment=1_750_001_000)
        said = self.call(self.base, "run")
        assert said.code == 0, said.said
        with owner_only():
            DeltaTable(str(self.base / "lake/till/sales")).create_checkpoint()
        assert self.call(self.base, "run").code == 0
        self._leave_logs()
        self.expected = content(self.base / "published")
        project = self.copy()
        self.deliver_more(project)
        said = self.call(project, "run")
        assert said.code == 0, said.said
        self.more = content(project / "published")

    def deliver_more(self, project: Path) -> None:
        """A day that the shop has not sold on yet."""
        text = till_file(STORES, "2025-03-04")
        (project / "drops/till/sales_2025-03-04.csv").write_text(text, encoding="utf-8")

    def _leave_logs(self) -> None:
        """As after a kill: what was written last stands in the logs of DuckDB and SQLite."""
        for program, file in (
            (WRITE_WITHOUT_CHECKPOINT, "warehouse/warehouse.duckdb"),
            (WRITE_STATE, ".tillhouse/state.sqlite"),
        ):
            subprocess.run([sys.executable, "-c", program, str(self.base / file)], check=True)
        assert (self.base / "warehouse/warehouse.duckdb.wal").stat().st_size
        assert (self.base / ".tillhouse/state.sqlite-wal").stat().st_size


def content(published: Path) -> dict[str, str]:
    """Every published table, cell by cell: the bytes of its Parquet, the rows of the database."""
    found = fingerprint(published)
    for audience in AUDIENCES:
        with duckdb.connect(
            str((published / f"{audience}.duckdb").resolve()), read_only=True
        ) as db:
            names = db.execute("select table_name from duckdb_tables() order by 1").fetchall()
            for (name,) in names:
                if name != "data_freshness":
                    rows = f'select count(*), sum(hash(t)) from "{name}" t'
                    found[f"{audience}.duckdb/{name}"] = str(db.execute(rows).fetchone())
    return found
