"""A process that has read everything a run needs, and runs commands in copies of itself.

A run spends most of its time on imports and on reading the models; here that is done once. Requests
are lines of JSON on standard input, answers lines on standard output.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

# What lets root read and write whatever the modes say.
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2
VERSION_3 = 0x20080522


def main() -> None:
    """Make ready with the project named first, then serve."""
    from tillhouse.config import load_project
    from tillhouse.pipeline.preparation import Preparation

    preparation = Preparation(load_project(Path(sys.argv[1])))
    preparation.start()
    preparation.engine()
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(_answer(json.loads(line))), flush=True)


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    said = Path(asked["said"])
    pid = os.fork()
    if pid == 0:
        _run(asked, said)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    return {"code": code, "said": said.read_text("utf-8", "replace")}


def _run(asked: dict[str, Any], said: Path) -> None:
    out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for stream in (1, 2):
        os.dup2(out, stream)
    os.chdir(asked["folder"])
    os.environ.update(asked["environment"])
    if asked["bound_by_modes"]:
        give_up_overriding()
    if size := asked["file_size"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    code: Any = 1
    try:
        from tillhouse.cli import main as command

        command(asked["arguments"])
    except SystemExit as ended:
        code = ended.code
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 0)


def give_up_overriding() -> None:
    """From now on modes bind this process, also as root."""
    if os.getuid() != 0 or sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)()
    libc.capget(header, sets)
    lost = ~(1 << CAP_DAC_OVERRIDE | 1 << CAP_DAC_READ_SEARCH)
    for at in (0, 1):  # the first 32 of: effective, permitted
        sets[at] &= lost
    if libc.capset(header, sets) != 0:
        raise OSError(ctypes.get_errno(), "the rights of root could not be given up")


if __name__ == "__main__":
    main()
