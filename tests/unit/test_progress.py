"""Progress: plain lines in a log, silence for programs, no lines lost on a terminal."""

from __future__ import annotations

import io
import re

import pytest

from tillhouse import progress as module
from tillhouse.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_log_gets_one_line_per_step_with_the_time():
    log = io.StringIO()
    progress = Progress.open(stream=log)
    with progress.step("bronze", total=3) as step:
        for _ in range(3):
            step.advance(1, "orders")
    progress.note("3 files loaded")
    first, second = log.getvalue().splitlines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ bronze: orders \(\d+\.\d s\)", first)
    assert second.endswith("Z 3 files loaded")


def test_a_long_step_says_how_far_it_is(monkeypatch):
    monkeypatch.setattr(module, "LOG_EVERY_SECONDS", 0.0)
    log = io.StringIO()
    with Progress.open(stream=log).step("pos", total=2000) as step:
        step.advance(1000)
    assert "pos: 1,000 of 2,000" in log.getvalue().splitlines()[0]


def test_a_step_that_fails_is_told_and_the_error_passes_on():
    log = io.StringIO()
    progress = Progress.open(stream=log)
    with pytest.raises(ValueError, match="boom"), progress.step("silver"):
        raise ValueError("boom")
    assert "silver: failed" in log.getvalue()


def test_silent_says_nothing():
    log = io.StringIO()
    progress = Progress.open(silent=True, stream=log)
    with progress.step("bronze") as step:
        step.advance(5)
    progress.note("x")
    progress.report("y", 1, 1)
    assert log.getvalue() == ""


def test_a_callback_begins_and_ends_steps_by_itself():
    log = io.StringIO()
    progress = Progress.open(stream=log)
    for done in (0, 5, 10):
        progress.report("pos", done, 10)
    progress.report("orders", 1, 1)
    assert [line.split(" ", 1)[1][:4] for line in log.getvalue().splitlines()] == ["pos:", "orde"]


def test_on_a_terminal_every_finished_step_leaves_its_line():
    terminal = Terminal()
    progress = Progress.open(stream=terminal)
    with progress.step("bronze", total=2) as step:
        step.advance(2)
        with progress.step("[inner]") as inner:
            inner.result("5 rows")
    progress.note("done [all]")
    told = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", terminal.getvalue())
    assert "✓ bronze" in told
    assert "2 of 2" in told
    assert "✓ [inner]" in told
    assert "done [all]" in told
