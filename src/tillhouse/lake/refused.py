"""Files that were refused whole: a copy of each, and the reason, beside the lake.

`refused/<source>/<sha8>-<name>` is the copy, `refused/<source>/refused.jsonl` one line per refusal.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from tillhouse.errors import DataError

JOURNAL = "refused.jsonl"
LONGEST_NAME = 200  # bytes; a delivered name may have 255, and some file systems take fewer


@dataclass(frozen=True)
class RefusedFile:
    """One refused delivery.

    `line` is None where no line can be named. `spec` is the fingerprint of the source.toml that
    refused it: with another one it is tried again. `sha256` is empty, and nothing is copied, when
    the file could not be read at all. `code` says what kind of reason it is (`missing_columns` with
    those `columns`, `damaged`, …); empty in journals of before there were codes.
    """

    source: str
    table: str
    file: str
    reason: str
    line: int | None = None
    remedy: str = ""
    sha256: str = ""
    bytes: int = 0
    modified_at: str = ""
    refused_at: str = ""
    spec: str = ""
    code: str = ""
    columns: tuple[str, ...] = ()

    @property
    def message(self) -> str:
        """File, line and reason in one sentence."""
        at = f", line {self.line}" if self.line is not None else ""
        return f"{self.file}{at}: {self.reason}"


class RefusedFiles:
    """All refusals of a lake."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def copy_of(self, refused: RefusedFile) -> Path:
        """Where the copy of a refused file lies."""
        name = f"{refused.sha256[:8]}-{Path(refused.file).name}"
        return self.root / refused.source / _shortened(name)

    def keep(self, refused: RefusedFile, path: Path) -> None:
        """Copy the file, then note the reason: a kill in between only means doing it again."""
        target = self.copy_of(refused)
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.is_file() or target.stat().st_size != path.stat().st_size:
            partial = target.with_name(f".{refused.sha256[:16]}.part")
            shutil.copyfile(path, partial)
            partial.replace(target)
        self.note(refused)

    def note(self, refused: RefusedFile) -> None:
        """Write down a refusal of which there is no file to keep."""
        folder = self.root / refused.source
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / JOURNAL).exists():
            (folder / JOURNAL).unlink(missing_ok=True)  # a link that leads nowhere
        line = json.dumps(asdict(refused), ensure_ascii=False, sort_keys=True)
        with (folder / JOURNAL).open("a", encoding="utf-8") as journal:
            # The line feed before it closes a line that a kill may have cut off.
            journal.write(f"\n{line}\n" if journal.tell() else f"{line}\n")
            journal.flush()
            os.fsync(journal.fileno())

    def settle(self, source: str, file: str) -> bool:
        """Take back what was noted of a table without a file, when it is taken again; whether
        there was anything."""
        noted = [it for it in self.entries(source) if it.file == file and not it.sha256]
        for entry in noted:
            self.note(replace(entry, reason=""))
        return bool(noted)

    def entries(self, source: str | None = None) -> list[RefusedFile]:
        """Every refusal that stands, oldest first, one per file name and content."""
        found: dict[tuple[str, str, str], RefusedFile] = {}
        for journal in sorted(self.root.glob(f"{source or '*'}/{JOURNAL}")):
            for line in _lines(journal):
                if (entry := _parsed(line)) is not None:
                    found[(entry.source, entry.file, entry.sha256)] = entry
        return [entry for entry in found.values() if entry.reason]


def _lines(journal: Path) -> list[str]:
    """What is lost in a damaged journal is tried again, and refused again."""
    try:
        return journal.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise DataError(
            f"The journal of refused files cannot be read: {error.strerror}",
            where=str(journal),
            remedy="Move it away, then run again: what was refused is looked at anew.",
        ) from None


def _shortened(name: str) -> str:
    """A name that every file system takes: the end of a longer one stays, it tells the format."""
    content = name.encode()
    if len(content) <= LONGEST_NAME:
        return name
    begin, end = content[: LONGEST_NAME - 40], content[-32:]
    return f"{begin.decode('utf-8', 'ignore')}[...]{end.decode('utf-8', 'ignore')}"


def _parsed(line: str) -> RefusedFile | None:
    """A line of the journal; None for one that was cut off by a kill."""
    try:
        entry: Mapping[str, Any] = json.loads(line)
        given = {"code": "", **entry, "columns": tuple(entry.get("columns", ()))}
        return RefusedFile(**{field.name: given[field.name] for field in fields(RefusedFile)})
    except (ValueError, KeyError, TypeError):
        return None
