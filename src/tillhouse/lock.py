"""One writer per project: a kernel lock on `.tillhouse/lock`, released when its process ends.

The file also says who holds it (JSON), for the message to the second comer. Where the system has
no `flock` (Windows), the first byte is locked instead.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tillhouse.disk import disk_error
from tillhouse.errors import BusyError, ConfigError
from tillhouse.scratch import is_alive, start_ticks

POLL_SECONDS = 0.1
# `holder` takes the lock for an instant to see whether it is free; that is not a second run.
GRACE_SECONDS = 0.3


@contextmanager
def writer_lock(folder: Path, *, wait: float = 0) -> Iterator[None]:
    """Hold the project's one writing place, waiting up to `wait` seconds for it.

    Raises `BusyError` that says who holds it and since when, `ConfigError` where the folder
    cannot be written to.
    """
    file = folder / "lock"
    handle = _open(file)
    try:
        _acquire(handle, file, wait)
        _describe_holder(handle)
        try:
            yield
        finally:
            with suppress(OSError):
                os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def _open(file: Path) -> int:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        told = disk_error(error, file, "the state of the project")
        raise told or ConfigError(
            f"The lock of the project cannot be taken: {error.strerror}",
            where=str(file),
            remedy="Remove it, then run again.",
        ) from error


def holder(folder: Path) -> dict[str, Any] | None:
    """Who is writing now: pid, host, started_at, command; None when nobody is."""
    file = folder / "lock"
    try:
        handle = os.open(file, os.O_RDWR)
    except OSError:
        return None
    try:
        if _try_lock(handle):
            return None
        return _read_holder(file)
    finally:
        os.close(handle)


def process_identity() -> str:
    """This process, in a form that `is_running` can check later."""
    return f"{socket.gethostname()}:{os.getpid()}:{start_ticks(os.getpid())}"


def is_running(identity: str) -> bool:
    """Whether that process still runs. One of another machine is taken to run."""
    before, _, ticks = identity.rpartition(":")
    host, _, pid = before.rpartition(":")
    if not pid.isdecimal():
        return False
    return host != socket.gethostname() or is_alive(int(pid), ticks)


def _acquire(handle: int, file: Path, wait: float) -> None:
    deadline = time.monotonic() + max(wait, GRACE_SECONDS)
    while not _try_lock(handle):
        if time.monotonic() >= deadline:
            raise _busy(file, wait)
        time.sleep(POLL_SECONDS)


def _busy(file: Path, waited: float) -> BusyError:
    who = _read_holder(file)
    after = f" (waited {waited:g} s)" if waited else ""
    if not who:
        what = f"Another Tillhouse process is writing to this project{after}"
    else:
        what = (
            f"`{who.get('command')}` has been writing to this project since "
            f"{who.get('started_at')} (process {who['pid']} on {who.get('host')}){after}"
        )
    return BusyError(
        what,
        where=str(file),
        remedy="Wait for it to end, or let this one wait: --wait 600 (seconds)",
    )


def _describe_holder(handle: int) -> None:
    text = json.dumps(
        {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "started_at": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            "command": " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])[:300],
        }
    )
    with suppress(OSError):  # a full disk: only the words for a second comer are missing
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, text.encode())


def _read_holder(file: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        return found if isinstance(found, dict) and "pid" in found else None
    except (OSError, ValueError):
        return None


def _try_lock(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
