"""Steps on a terminal: finished ones as lines that stay, the running ones live below."""

from __future__ import annotations

from typing import IO

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress

from tillhouse.progress import Step, counts
from tillhouse.wording import on_screen

NAME_WIDTH = 28


class TerminalDisplay:
    """Live while at least one step runs, so that questions and results are not drawn over."""

    def __init__(self, stream: IO[str]) -> None:
        self._console = Console(file=stream, highlight=False)
        self._live: RichProgress | None = None
        self._tasks: dict[int, TaskID] = {}

    def begin(self, step: Step) -> None:
        """Add a line that moves."""
        if self._live is None:
            self._live = RichProgress(
                SpinnerColumn(),
                TextColumn("{task.description}", markup=False),
                BarColumn(bar_width=20),
                TextColumn("{task.fields[told]}", markup=False),
                TimeElapsedColumn(),
                console=self._console,
                transient=True,
            )
            self._live.start()
        self._tasks[id(step)] = self._live.add_task(step.name, total=step.total, told="")

    def change(self, step: Step) -> None:
        """Move it."""
        if self._live:
            told = " ".join(part for part in (counts(step), step.text) if part)
            task = self._tasks[id(step)]
            self._live.update(task, completed=step.done, total=step.total, told=told)

    def end(self, step: Step, failed: bool) -> None:
        """Replace it by a line that stays."""
        task = self._tasks.pop(id(step))
        if self._live:
            self._live.remove_task(task)
        mark = "[red]✗[/]" if failed else "[green]✓[/]"
        name, told = _plain(step.name), _plain(step.text or counts(step))
        self.note_markup(f"{mark} {name:<{NAME_WIDTH}} {told} [dim]{step.seconds:.1f} s[/]")
        if not self._tasks and self._live:
            self._live.stop()
            self._live = None

    def note(self, text: str) -> None:
        """A line above the moving ones."""
        self.note_markup(f"  {_plain(text)}")

    def note_markup(self, text: str) -> None:
        """The same with colours."""
        (self._live.console if self._live else self._console).print(text, soft_wrap=True)


def _plain(text: str) -> str:
    return escape(on_screen(text))
