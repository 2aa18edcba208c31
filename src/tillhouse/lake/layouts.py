"""What a source's tables looked like the last time, and which changes of that stand.

`_layouts/<source>.json`, beside the tables. Only what people are told depends on it, never a row:
where it is lost, it begins anew with the next run.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

FOLDER = "_layouts"


@dataclass
class Seen:
    """One table as it was: its columns, a letter for the values of each (`sources.shape`), and the
    last delivery that was looked at."""

    columns: tuple[str, ...] = ()
    kinds: str = ""
    last_load_id: str = ""


@dataclass(frozen=True)
class Standing:
    """A change that still holds. `subject` is a column, or empty for the table itself; `what` is
    added, dropped, renamed, retyped, reordered or gone; `at` is UTC, ISO."""

    table: str
    subject: str
    what: str
    text: str
    at: str


@dataclass
class Layouts:
    """Everything known of one source."""

    tables: dict[str, Seen] = field(default_factory=dict)
    standing: list[Standing] = field(default_factory=list)

    def settle(self, table: str, subject: str) -> Standing | None:
        """Take back what stands of a column or table; returns it."""
        found = next(
            (it for it in self.standing if (it.table, it.subject) == (table, subject)), None
        )
        if found is not None:
            self.standing.remove(found)
        return found


def read_layouts(root: Path, source: str) -> Layouts:
    """What the lake below `root` knows of a source; nothing where that is lost or damaged."""
    try:
        found = json.loads((root / FOLDER / f"{source}.json").read_text(encoding="utf-8"))
        tables = {
            name: Seen(tuple(it["columns"]), it["kinds"], it["last_load_id"])
            for name, it in found["tables"].items()
        }
        return Layouts(tables, [Standing(**it) for it in found["standing"]])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Layouts()


def write_layouts(root: Path, source: str, layouts: Layouts) -> None:
    """Replace the file, if anything in it is new."""
    text = json.dumps(asdict(layouts), ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    path = root / FOLDER / f"{source}.json"
    with suppress(OSError, ValueError):
        if path.read_text(encoding="utf-8") == text:
            return
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir() and not path.is_symlink():  # it is ours to write, and begins anew
        path.rename(path.with_name(f"{path.name}-set-aside"))
    partial = path.with_name(f".{path.name}.part")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
