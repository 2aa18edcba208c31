"""The file of the state: its tables, and what becomes of it when it is damaged."""

from __future__ import annotations

import re
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from tillhouse.disk import disk_error
from tillhouse.errors import BusyError, ConfigError, UserError

SCHEMA = """
create table if not exists runs (
  run_id text primary key, started_at text not null, ended_at text, status text not null,
  target text, as_of text, settings_hash text, versions text not null default '{}',
  message text not null default '', process text not null default '');
create table if not exists steps (
  run_id text not null, step text not null, started_at text not null, ended_at text,
  rows_in integer, rows_out integer, rows_rejected integer,
  status text not null, message text not null default '', primary key (run_id, step));
create table if not exists files (
  path text primary key, signature text not null, sha256 text not null) without rowid;
create table if not exists published (
  only_row integer primary key check (only_row = 1), fingerprint text not null,
  lake_versions text not null, run_id text not null, at text not null);
create table if not exists published_sources (source text primary key) without rowid;
create table if not exists asked (
  only_row integer primary key check (only_row = 1), is_withheld integer not null,
  questions text not null);
create table if not exists built (
  only_row integer primary key check (only_row = 1), fingerprint text not null,
  lake_versions text not null, steps text not null);
create table if not exists kept (
  place text not null, path text not null, size integer not null, stamp text not null,
  mode integer not null, sha256 text not null, primary key (place, path)) without rowid;
create table if not exists words (name text primary key, text text not null) without rowid;
"""
LAYOUT = 1
SIDES = ("-wal", "-shm")
WHERE = "the state of the project"


def open_database(file: Path) -> tuple[sqlite3.Connection, str]:
    """A connection to the file, and what had to be mended for it, if anything.

    Raises `BusyError` when another program holds it, `ConfigError` when it cannot be written.
    """
    try:
        note = _clear_the_way(file)
        try:
            return _open(file), note
        except sqlite3.OperationalError as error:
            if not _is_damage(error):
                raise
        except sqlite3.DatabaseError:
            pass
        note = _set_aside(file)
        return _open(file), note
    except (sqlite3.Error, OSError) as error:
        raise cannot_be_used(file, error) from error


def cannot_be_used(file: Path, error: Exception) -> UserError:
    """What the system or SQLite refuses of the state, in words."""
    if "locked" in str(error):
        return BusyError(
            "Another program holds the state of the project",
            where=str(file),
            remedy="Close it there, then run again.",
        )
    return disk_error(error, file, WHERE) or ConfigError(
        f"The state of the project cannot be used: {error}",
        where=str(file),
        remedy="Close what has it open, then run again; or remove it: only the run log is lost.",
    )


def _open(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=30)
    try:
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = normal")
        layout = connection.execute("pragma user_version").fetchone()[0]
        if layout not in (0, LAYOUT):
            raise sqlite3.DatabaseError(f"layout {layout} is of another version of Tillhouse")
        connection.executescript(SCHEMA + f"pragma user_version = {LAYOUT};")
        if connection.execute("pragma quick_check(1)").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("damaged")
        _check_tables(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_tables(connection: sqlite3.Connection) -> None:
    """Every table has the columns that it should have: one flipped byte may rename them."""
    expected = {_squeezed(it) for it in SCHEMA.split(";") if it.strip()}
    rows = connection.execute("select sql from sqlite_master where type = 'table'").fetchall()
    if missing := expected - {_squeezed(sql) for (sql,) in rows}:
        raise sqlite3.DatabaseError(f"damaged: no {missing.pop()[:60]}")


def _squeezed(sql: str) -> str:
    return re.sub(r"\s+", "", sql).lower().replace("ifnotexists", "")


def _is_damage(error: sqlite3.OperationalError) -> bool:
    """SQLite tells some damage in the words of a wrong statement."""
    said = str(error)
    return any(it in said for it in ("no such", "malformed", "has no column", "syntax error"))


def _clear_the_way(file: Path) -> str:
    """Folders and broken links in the place of the files go aside."""
    files = (file, *_sides(file))
    wrong = [it for it in files if it.is_dir() or (it.is_symlink() and not it.exists())]
    return _set_aside(file) if wrong else ""


def _sides(file: Path) -> list[Path]:
    return [file.with_name(file.name + suffix) for suffix in SIDES]


def _set_aside(file: Path) -> str:
    kept = file.with_name(f"state-set-aside-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.sqlite")
    for path in (file, *_sides(file)):
        with suppress(FileNotFoundError):
            path.replace(kept.with_name(kept.name + path.name.removeprefix(file.name)))
    return (
        "the state file was damaged or of another version and has been begun anew; the run log "
        f"up to now is lost, nothing else (the old file is {kept})"
    )
