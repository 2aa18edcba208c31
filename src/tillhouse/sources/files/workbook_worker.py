"""The process that reads workbooks: one request after the other, within bounds of its own.

A request is a pickle of (task, bounds, arguments), an answer one line of JSON: what a foreign
workbook may have done to this process goes no further than that line.
"""

from __future__ import annotations

import errno
import json
import os
import pickle
import resource
import struct
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from tillhouse.bounds import Bounds
from tillhouse.sources.files.refused import Refused
from tillhouse.sources.files.size import too_large
from tillhouse.sources.files.workbook import copy_sheets, first_rows

TASKS: Mapping[str, Callable[..., Any]] = {"copy": copy_sheets, "first_rows": first_rows}


def serve() -> None:
    """Answer until the pipe is closed."""
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    at_first = _address_space()
    while (head := requests.read(8)) and len(head) == 8:
        task, bounds, arguments = pickle.loads(requests.read(struct.unpack("<Q", head)[0]))
        _limit(bounds, at_first)
        _put(answers, _answer(task, bounds, arguments))


def _limit(bounds: Bounds, at_first: int) -> None:
    """So much memory and time for the next workbook."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + bounds.seconds + 1
    for kind, wanted in (
        (resource.RLIMIT_AS, at_first + bounds.memory_bytes),
        (resource.RLIMIT_CPU, seconds),
    ):
        most = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (wanted if most < 0 else min(wanted, most), most))


def _answer(task: str, bounds: Bounds, arguments: tuple[Any, ...]) -> dict[str, Any]:
    try:
        return {"done": TASKS[task](*arguments, bounds)}
    except Refused as refused:
        return _refused(refused)
    except MemoryError:
        return _answer_too_large(bounds)
    except OSError as error:
        if error.errno == errno.ENOMEM:
            return _answer_too_large(bounds)
        if error.errno not in (None, errno.EINVAL):
            return {"failed": [error.errno, error.strerror]}
        return _refused(_damaged(error))
    except Exception as error:
        # Whatever it is that breaks in here, this workbook breaks it.
        return _refused(_damaged(error))


def _answer_too_large(bounds: Bounds) -> dict[str, Any]:
    what = "to read it takes too much memory"
    return _refused(too_large(what, "it does not fit", bounds.memory_bytes, "memory_bytes"))


def _damaged(error: Exception) -> Refused:
    words = next(iter(str(error).strip().splitlines()), "") or type(error).__name__
    return Refused(
        f"the workbook is damaged: {words[:300]}",
        code="damaged",
        remedy="Copy it again; if it still is, open it in Excel and save it.",
    )


def _refused(refused: Refused) -> dict[str, Any]:
    return {"refused": vars(refused)}


def _put(answers: BinaryIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer, default=_plain).encode() + b"\n")
    answers.flush()


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Path) else asdict(value)


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()
