"""The file of the state: its tables, and what becomes of it when it is damaged."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

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
"""
LAYOUT = 1


def open_database(file: Path) -> tuple[sqlite3.Connection, str]:
    """A connection to the file, and what had to be mended for it, if anything.

    Raises `sqlite3.OperationalError` when it is locked or cannot be written.
    """
    try:
        return _open(file), ""
    except sqlite3.OperationalError:  # locked, read-only, disk full
        raise
    except sqlite3.DatabaseError:
        note = _set_aside(file)
        return _open(file), note


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
    except BaseException:
        connection.close()
        raise
    return connection


def _set_aside(file: Path) -> str:
    kept = file.with_name(f"state-set-aside-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.sqlite")
    file.replace(kept)
    for suffix in ("-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    return (
        "the state file was damaged or of another version and has been begun anew; the run log "
        f"up to now is lost, nothing else (the old file is {kept})"
    )
