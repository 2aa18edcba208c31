"""What Tillhouse remembers of its own work, in `.tillhouse/state.sqlite`.

The run log, its steps, the last published inputs and a cache of file hashes. Nothing here is
needed to get the numbers right: a damaged file is set aside and begun anew.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tillhouse import __version__
from tillhouse.lock import is_running, process_identity
from tillhouse.state_database import cannot_be_used, open_database
from tillhouse.state_files import FileHashes
from tillhouse.state_kept import KeptFiles
from tillhouse.state_records import Asked, Built, Published, RunRecord, StepRecord


class State:
    """The state of one project. `note` says what was mended on opening, if anything."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "state.sqlite"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_be_used(folder, error) from error
        self._connection, self.note = open_database(self.file)
        self.files = FileHashes(self._connection)
        self.kept = KeptFiles(self._connection)

    def close(self) -> None:
        """Write what the file cache still holds and let go of the file."""
        with suppress(sqlite3.Error):  # a full disk: it is only a cache
            self.files.flush()
        self._connection.close()

    def __enter__(self) -> State:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def start_run(self, *, target: str, settings_hash: str, as_of: str | None = None) -> str:
        """Record a run that begins now; returns its id, which sorts by time."""
        row = [_now(), target, as_of, settings_hash, process_identity()]
        base = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        for attempt in range(1, 1000):
            run_id = f"{base}-{attempt:03d}"
            try:
                with self._connection:
                    self._connection.execute(
                        "insert into runs (run_id, started_at, target, as_of, settings_hash,"
                        " process, status) values (?, ?, ?, ?, ?, ?, 'running')",
                        [run_id, *row],
                    )
                return run_id
            except sqlite3.IntegrityError:
                continue
        raise RuntimeError("more than 999 runs in one second")

    def end_run(
        self,
        run_id: str,
        status: str,
        message: str = "",
        *,
        versions: Mapping[str, str] | None = None,
        as_of: str | None = None,
    ) -> None:
        """Record how a run ended, and the versions and as-of date it turned out to have."""
        shown = json.dumps({"tillhouse": __version__, **(versions or {})}, sort_keys=True)
        with self._connection:
            self._connection.execute(
                "update runs set ended_at = ?, status = ?, message = ?, versions = ?,"
                " as_of = coalesce(?, as_of) where run_id = ?",
                [_now(), status, message, shown, as_of, run_id],
            )

    @contextmanager
    def step(self, run_id: str, name: str) -> Iterator[StepRecord]:
        """Record a step while it runs; an exception marks it failed and passes on."""
        record = StepRecord(run_id, name, _now())
        self._save(record)
        try:
            yield record
        except BaseException as error:
            record.status = "failed" if isinstance(error, Exception) else "stopped"
            record.message = record.message or _first_line(error)
            raise
        else:
            record.status = "succeeded" if record.status == "running" else record.status
        finally:
            record.ended_at = _now()
            self._save(record)

    def _save(self, record: StepRecord) -> None:
        with self._connection:
            self._connection.execute(
                "insert or replace into steps (run_id, step, started_at, ended_at, rows_in,"
                " rows_out, rows_rejected, status, message) values (?,?,?,?,?,?,?,?,?)",
                list(vars(record).values()),
            )

    def history(self, limit: int = 10) -> list[RunRecord]:
        """The last runs, newest first. A run whose process is gone shows as 'killed'."""
        rows = self._connection.execute(
            "select * from runs order by started_at desc, run_id desc limit ?", [limit]
        ).fetchall()
        return [_run(row) for row in rows]

    def steps(self, run_id: str | None = None) -> list[StepRecord]:
        """The steps of one run, or of all, in the order in which they began."""
        rows = self._connection.execute(
            "select run_id, step, started_at, ended_at, rows_in, rows_out, rows_rejected, status,"
            " message from steps where ?1 is null or run_id = ?1 order by started_at, rowid",
            [run_id],
        ).fetchall()
        return [StepRecord(*row) for row in rows]

    def last_built(self) -> Built | None:
        """What the warehouse holds, or None before the first time that silver was built."""
        row = self._connection.execute(
            "select fingerprint, lake_versions, steps from built"
        ).fetchone()
        versions, steps = (_parsed(row[1]), _parsed(row[2])) if row else (None, None)
        if not isinstance(versions, dict) or not isinstance(steps, list):
            return None
        return Built(row[0], versions, tuple(steps))

    def record_built(self, built: Built) -> None:
        """Remember how far the warehouse is built, for steps that are done one by one."""
        versions = json.dumps(built.lake_versions, sort_keys=True)
        with self._connection:
            self._connection.execute(
                "insert or replace into built values (1, ?, ?, ?)",
                [built.fingerprint, versions, json.dumps(built.steps)],
            )

    def last_published(self) -> Published | None:
        """What the published tables were made from, or None before the first publication."""
        row = self._connection.execute(
            "select fingerprint, lake_versions, run_id, at from published"
        ).fetchone()
        versions = _parsed(row[1]) if row else None
        return Published(row[0], versions, *row[2:]) if isinstance(versions, dict) else None

    def published_sources(self) -> list[str]:
        """The sources of which some release held rows."""
        rows = self._connection.execute("select source from published_sources order by source")
        return [row[0] for row in rows.fetchall()]

    def asked(self) -> Asked:
        """What the last build left open."""
        row = self._connection.execute("select questions, is_withheld from asked").fetchone()
        questions = _parsed(row[0]) if row else None
        if not isinstance(questions, list) or not all(map(_is_question, questions)):
            return Asked()
        return Asked(questions, bool(row[1]))

    def record_asked(self, asked: Asked) -> None:
        """Remember what a build left open."""
        with self._connection:
            self._connection.execute(
                "insert or replace into asked values (1, ?, ?)",
                [int(asked.is_withheld), json.dumps(asked.questions, ensure_ascii=False)],
            )

    def record_published(
        self,
        fingerprint: str,
        lake_versions: Mapping[str, str],
        run_id: str,
        sources: Iterable[str] = (),
    ) -> None:
        """Remember what has just been published, and of which sources."""
        versions = json.dumps(dict(lake_versions), sort_keys=True)
        with self._connection:
            self._connection.execute(
                "insert or replace into published values (1, ?, ?, ?, ?)",
                [fingerprint, versions, run_id, _now()],
            )
            self._connection.executemany(
                "insert or ignore into published_sources values (?)", [(it,) for it in sources]
            )


def _run(row: tuple[Any, ...]) -> RunRecord:
    run_id, started, ended, status, target, as_of, settings, versions, message, process = row
    if status == "running" and not is_running(process):
        status = "killed"
    told = _parsed(versions)
    told = told if isinstance(told, dict) else {}
    return RunRecord(run_id, started, ended, status, target, as_of, settings, told, message)


def _parsed(text: Any) -> Any:
    """What a column holds as JSON; None where a byte of it is wrong: it is made anew."""
    with suppress(ValueError, TypeError):
        return json.loads(text)
    return None


def _is_question(entry: Any) -> bool:
    return isinstance(entry, dict) and {"source", "question", "headline"} <= set(entry)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:500]
