"""Bronze as plain Parquet: the same rows for tools that know no Delta, beside the lake's tables.

`<lake>/_parquet/<source>/<table>/` holds the data files that the table has now, and no others. They
are the lake's own files under a second name (a hard link) where the disk can do that, so they take
no space and cannot differ; otherwise copies. A file may lack columns that came later: read a folder
by name, as `read_parquet('…/*.parquet', union_by_name = true)` does.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from tillhouse.lake.bronze import Bronze

FOLDER = "_parquet"
MARKER = "versions.json"


def mirror(bronze: Bronze) -> Path:
    """Bring the folder up to the tables as they are now; killed and run again, it is the same.

    Only while nobody else writes the lake: the caller holds the project's lock.
    """
    root = bronze.root / FOLDER
    root.mkdir(parents=True, exist_ok=True)
    versions = bronze.versions()
    if not is_mirrored(bronze):
        (root / MARKER).unlink(missing_ok=True)
        for source, table in bronze.tables():
            _mirror_table(bronze, source, table, root / source / table)
        partial = root / f".{MARKER}"
        partial.write_text(json.dumps(versions, sort_keys=True), encoding="utf-8")
        partial.replace(root / MARKER)
    return root


def is_mirrored(bronze: Bronze) -> bool:
    """Whether the folder is that of the tables as they are now."""
    try:
        text = (bronze.root / FOLDER / MARKER).read_text(encoding="utf-8")
        return bool(json.loads(text) == bronze.versions())
    except (OSError, ValueError):
        return False


def _mirror_table(bronze: Bronze, source: str, table: str, folder: Path) -> None:
    snapshot = bronze.snapshot(source, table)
    wanted = {Path(file).name: Path(file) for file in (snapshot.files if snapshot else ())}
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.name not in wanted:
            path.unlink()
    for name, file in sorted(wanted.items()):
        if not (folder / name).exists():
            _link_or_copy(file, folder / name)


def _link_or_copy(file: Path, target: Path) -> None:
    try:
        os.link(file, target)
    except OSError:  # another disk, or one that has no links
        partial = target.with_name(f".{target.name}.part")
        shutil.copyfile(file, partial)
        partial.replace(target)
