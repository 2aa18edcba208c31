"""Folders that a command makes for itself, by whose names the next one knows whose they are.

A killed process cannot clean up. Its folders carry its number and start in their names, so that the
next run removes those whose process is gone, and never those of one that still works.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

OURS = "tillhouse"
NAME = re.compile(r"^\.?(?:new-)?tillhouse-([0-9a-f]{6})-(\d+)-(\w*)-")


def scratch_prefix(lead: str = "") -> str:
    """What the names of this process's folders begin with: machine, process, its start."""
    pid = os.getpid()
    return f"{lead}{OURS}-{_machine()}-{pid}-{start_ticks(pid)}-"


def remove_abandoned(folder: Path | None = None) -> list[Path]:
    """Remove what processes of this machine and user left in a folder (the temporary one) and
    that are gone; returns what was removed."""
    removed = []
    for path in _abandoned(folder or _temporary()):
        with suppress(OSError):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
            removed.append(path)
    return removed


def is_alive(pid: int, ticks: str) -> bool:
    """Whether that very process still runs: its number, and its start where the system tells."""
    return _exists(pid) and ticks == start_ticks(pid)


def start_ticks(pid: int) -> str:
    """When the process began, in clock ticks since boot; '' where the system does not say."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()
    return "ended" if fields[0] == "Z" else fields[19]


def _abandoned(folder: Path | None) -> Iterator[Path]:
    if folder is None:
        return
    try:
        with os.scandir(folder) as found:
            named = [(Path(it.path), match) for it in found if (match := NAME.match(it.name))]
    except OSError:
        return
    for path, match in named:
        machine, pid, ticks = match.groups()
        if machine == _machine() and not is_alive(int(pid), ticks) and _is_mine(path):
            yield path


def _is_mine(path: Path) -> bool:
    with suppress(OSError):
        return not hasattr(os, "getuid") or path.lstat().st_uid == os.getuid()
    return False


def _temporary() -> Path | None:
    with suppress(OSError):  # there may be none that can be written to
        return Path(tempfile.gettempdir())
    return None


def _machine() -> str:
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:6]


def _exists(pid: int) -> bool:
    if sys.platform == "win32":  # signal 0 is Ctrl-C there
        return True
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
