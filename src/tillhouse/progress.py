"""What a person or a log sees while work goes on. Everything goes to standard error.

On a terminal: one live line per step with a bar or a spinner. In a log: plain lines with the
time. With `--json` or `--quiet`: nothing. Standard output is left to results.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, Any, Protocol

from tillhouse.wording import on_screen

LOG_EVERY_SECONDS = 10.0


class Step:
    """One step under way. `total` may be set late; without one a spinner stands for the bar."""

    def __init__(self, name: str, total: int | None, changed: Callable[[Step], None]) -> None:
        self.name = name
        self.total = total
        self.done = 0
        self.text = ""
        self.started = time.monotonic()
        self._changed = changed

    @property
    def seconds(self) -> float:
        """Since the step began."""
        return time.monotonic() - self.started

    def advance(self, count: int = 1, note: str = "") -> None:
        """Count `count` more things done; `note` replaces the text behind the counts."""
        self.done += count
        self.text = note or self.text
        self._changed(self)

    def update(self, done: int, total: int | None = None, note: str = "") -> None:
        """Set the counts outright."""
        self.total = self.total if total is None else total
        self.advance(done - self.done, note)

    def result(self, text: str) -> None:
        """What to say of the step when it has ended, such as `5,012 rows`."""
        self.text = text


class Display(Protocol):
    """How steps are shown."""

    def begin(self, step: Step) -> None:
        """A step has begun."""

    def change(self, step: Step) -> None:
        """A step has advanced."""

    def end(self, step: Step, failed: bool) -> None:
        """A step has ended."""

    def note(self, text: str) -> None:
        """One line that stays."""


class Progress:
    """The progress of one command; `Progress.open` chooses how it is shown."""

    def __init__(self, display: Display | None) -> None:
        self._display = display
        self._open: dict[str, Step] = {}

    @classmethod
    def open(cls, *, silent: bool = False, stream: IO[str] | None = None) -> Progress:
        """Live on a terminal, plain lines elsewhere, nothing when `silent`."""
        stream = stream or sys.stderr
        if silent:
            return cls(None)
        if stream.isatty():
            from tillhouse.progress_terminal import TerminalDisplay

            return cls(TerminalDisplay(stream))
        return cls(LogDisplay(stream))

    @contextmanager
    def step(self, name: str, total: int | None = None) -> Iterator[Step]:
        """Show a step while its block runs; an exception shows it as failed and passes on."""
        step = Step(name, total, self._change)
        if self._display:
            self._display.begin(step)
        failed = True
        try:
            yield step
            failed = False
        finally:
            if self._display:
                self._display.end(step, failed)

    def note(self, text: str) -> None:
        """Say one line that is worth keeping."""
        if self._display:
            self._display.note(text)

    def report(self, name: str, done: int, total: int | None = None) -> None:
        """For callbacks that know no `with`: a step begins with its first report, and ends when
        `done` reaches `total`."""
        step = self._open.get(name)
        if step is None:
            step = self._open[name] = Step(name, total, self._change)
            if self._display:
                self._display.begin(step)
        step.update(done, total)
        if total is not None and done >= total:
            del self._open[name]
            if self._display:
                self._display.end(step, False)

    def _change(self, step: Step) -> None:
        if self._display:
            self._display.change(step)


class LogDisplay:
    """Plain lines with the time in UTC; a long step says how far it is now and then."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._said: dict[int, float] = {}

    def begin(self, step: Step) -> None:
        """Remember when; short steps are told once, when they end."""
        self._said[id(step)] = time.monotonic()

    def change(self, step: Step) -> None:
        """Say how far it is, at most every ten seconds."""
        if time.monotonic() - self._said[id(step)] >= LOG_EVERY_SECONDS:
            self._said[id(step)] = time.monotonic()
            self.note(f"{step.name}: {counts(step)}")

    def end(self, step: Step, failed: bool) -> None:
        """Say how it ended and how long it took."""
        del self._said[id(step)]
        told = " ".join(part for part in (step.text or counts(step), _took(step)) if part)
        self.note(f"{step.name}: {'failed ' if failed else ''}{told}")

    def note(self, text: str) -> None:
        """A line with the time before it."""
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        print(f"{now} {on_screen(text)}", file=self._stream, flush=True)


def counts(step: Step) -> str:
    """`1,200 of 5,000`, `1,200` or nothing."""
    if not step.done:
        return ""
    return f"{step.done:,} of {step.total:,}" if step.total else f"{step.done:,}"


def _took(step: Step) -> str:
    return f"({step.seconds:.1f} s)"


def silent() -> Progress:
    """A progress that says nothing, for callers that were given none."""
    return Progress(None)


def as_callback(progress: Progress) -> Callable[..., Any]:
    """`callback(name, done, total)` for code that knows nothing of `Progress`."""
    return progress.report
