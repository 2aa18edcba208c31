"""Workbooks are read by a process of their own: what is wrong with one may end that process only.

The reader of cells is native code, and a foreign workbook may make it take any amount of memory, or
abort. One worker serves a run; it is started by the first workbook, and again after one that it
did not outlive.
"""

from __future__ import annotations

import atexit
import json
import os
import pickle
import select
import signal
import struct
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tillhouse.bounds import Bounds
from tillhouse.sources.files.refused import Refused
from tillhouse.sources.files.size import too_large
from tillhouse.sources.table import TableSpec

PROGRAM = "from tillhouse.sources.files.workbook_worker import serve; serve()"
PATIENCE = 4  # times the bound on processor time: so busy may the machine be


@dataclass(frozen=True)
class SheetCopy:
    """A sheet as an Arrow file: `_source_row`, then text columns. `names` are those of the header
    row and `picked` the columns that they stand over; unnamed columns without a value are left
    out. `note` says which sheet was taken where there was a choice, `sheet` is its name where a
    table takes several; `unread` are the sheets that the table does not take."""

    path: Path
    names: tuple[str, ...]
    picked: tuple[int, ...]
    header_row: int
    rows: int
    note: str = ""
    sheet: str = ""
    unread: tuple[str, ...] = ()


def copy_sheets(path: Path, table: TableSpec, scratch: Path, bounds: Bounds) -> list[SheetCopy]:
    """Find a table's sheet or sheets and write each out; raises `Refused` or `OSError`."""
    told = _ask("copy", bounds, path, table, scratch)
    return [
        SheetCopy(
            **{
                **it,
                "path": Path(it["path"]),
                **{name: tuple(it[name]) for name in ("names", "picked", "unread")},
            }
        )
        for it in told
    ]


def first_rows(path: Path, bounds: Bounds) -> list[tuple[str, list[list[str]]]]:
    """Name and first rows of each sheet, as text; raises `Refused` or `OSError`."""
    return [(name, rows) for name, rows in _ask("first_rows", bounds, path)]


def start() -> None:
    """Let the worker begin: it takes a moment, in which others may work."""
    if not _Worker.running:
        _Worker.running.append(_Worker())


class _Worker:
    """The process, and the two pipes to it."""

    running: list[_Worker] = []  # noqa: RUF012 - one at most, for the whole process

    def __init__(self) -> None:
        # Memory is counted by address space: the pool of Arrow would reserve far more than it uses.
        places = os.pathsep.join(filter(None, sys.path))
        given = {"PYTHONPATH": places, "ARROW_DEFAULT_MEMORY_POOL": "system"}
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **given},
            start_new_session=True,
        )

    def ask(self, request: bytes, seconds: float) -> Mapping[str, Any] | None:
        """What it answers; None when it ends instead. Raises `TimeoutError`."""
        process = self.process
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(struct.pack("<Q", len(request)) + request)
            process.stdin.flush()
        except BrokenPipeError:
            return None
        poll = select.poll()
        poll.register(process.stdout, select.POLLIN)
        if not poll.poll(seconds * 1000):
            raise TimeoutError
        line = process.stdout.readline()
        answer: Mapping[str, Any] | None = json.loads(line) if line.endswith(b"\n") else None
        return answer

    def end(self) -> int:
        """Let go of it; its exit code."""
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue
        try:
            return self.process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


def _ask(task: str, bounds: Bounds, *arguments: Any) -> Any:
    start()
    worker = _Worker.running[0]
    try:
        request = pickle.dumps((task, bounds, arguments))
        answer = worker.ask(request, PATIENCE * bounds.seconds)
    except BaseException as error:
        _Worker.running.clear()
        worker.process.kill()
        worker.end()
        if isinstance(error, TimeoutError):
            raise OSError(0, "the machine is too busy to read it") from None
        raise
    if answer is None:
        _Worker.running.clear()
        raise _died(worker.end(), bounds)
    if "refused" in answer:
        raise Refused(**{**answer["refused"], **_tuples(answer["refused"])})
    if "failed" in answer:
        raise OSError(*answer["failed"])
    return answer["done"]


def _tuples(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(fields[name]) for name in ("columns", "missing")}


def _died(code: int, bounds: Bounds) -> Exception:
    """Why the worker ended: a bound, the file, or somebody outside."""
    if code == -signal.SIGXCPU:
        return too_large(
            "to read it takes too long", "more seconds of a processor", bounds.seconds, "seconds"
        )
    if code in (-signal.SIGKILL, -signal.SIGTERM):
        return MemoryError()  # the machine ran out of memory, or is shut down
    if code == -signal.SIGABRT:
        return too_large(
            "to read it takes too much memory",
            "the reader gave up on it",
            bounds.memory_bytes,
            "memory_bytes",
        )
    name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return Refused(
        f"the workbook is damaged: the reader ended ({name})",
        code="damaged",
        remedy="Open it in Excel and save it again.",
    )


@atexit.register
def _end() -> None:
    while _Worker.running:
        _Worker.running.pop().end()
