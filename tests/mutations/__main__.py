"""Mutated deliveries by one command: python -m tests.mutations [--count 2000] [--seed 1].

Each is loaded beside a good file, in a process that is watched: no traceback, no hang, no more than
2 GB, every file loaded or refused, every row of the ledger in the lake. Then whole runs over
hundreds of them publish what is good. A seed that fails makes the same delivery again.
"""

from __future__ import annotations

import argparse
import json
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.mutations.whole_runs import run_whole

SECONDS, MOST_KILOBYTES = 60, 2_000_000
IN_A_PROCESS, IN_A_RUN = 100, 500
STEP = 1_000_003  # seeds of one command do not meet those of the next


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    seeds = [given.seed * STEP + at for at in range(given.count)]
    print(f"{given.count} deliveries, --seed {given.seed}: seeds {seeds[0]} to {seeds[-1]}")
    wrong = find_wrong(seeds)
    for line in wrong:
        print(line)
    print(f"{len(wrong)} of {given.count} went wrong")
    return 1 if wrong else 0


def find_wrong(seeds: Sequence[int]) -> list[str]:
    """What went wrong, with its seed; nothing when all is well."""
    found = []
    refused = most = 0
    for told in _delivered(seeds):
        refused += bool(told.get("told"))
        most = max(most, told.get("kilobytes", 0))
        if told["wrong"]:
            found.append(f"seed {told['seed']} ({told['name']!r}): {told['wrong']}")
        elif told["kilobytes"] > MOST_KILOBYTES:
            found.append(f"seed {told['seed']}: {told['kilobytes']:,} KB")
    print(f"{refused} refused, {len(seeds) - refused} loaded; at most {most:,} KB", flush=True)
    for first in range(0, len(seeds), IN_A_RUN):
        found += run_whole(seeds[first : first + IN_A_RUN])
    return found


def _delivered(seeds: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Each delivery as the child tells of it; a child that hangs or dies is named and replaced."""
    left = list(seeds)
    with tempfile.TemporaryDirectory(prefix="mutations-") as folder:
        while left:
            group = left[:IN_A_PROCESS]
            for told in _in_a_process(group, Path(folder)):
                left.remove(told["seed"])
                yield told


def _in_a_process(group: Sequence[int], folder: Path) -> Iterator[dict[str, Any]]:
    command = [sys.executable, "-m", "tests.mutations.child", str(folder / "home")]
    child = subprocess.Popen([*command, *map(str, group)], stdout=subprocess.PIPE)
    assert child.stdout is not None
    poll = select.poll()
    poll.register(child.stdout, select.POLLIN | select.POLLHUP)
    for seed in group:
        line = child.stdout.readline() if poll.poll(SECONDS * 1000) else b"hangs"
        if not line.endswith(b"\n"):
            child.kill()
            what = f"no end within {SECONDS} s" if line else f"the process died: {child.wait()}"
            yield {"seed": seed, "name": "", "wrong": what}
            break
        yield json.loads(line)
    child.wait()


if __name__ == "__main__":
    sys.exit(main())
