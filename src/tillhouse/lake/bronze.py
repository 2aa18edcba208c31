"""The lake: one Delta table per source and table, its ledger, sizes and snapshots.

Everything here works from the files of the lake alone and imports neither Delta nor Arrow until a
delivery is written or a snapshot is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from tillhouse.errors import ConfigError
from tillhouse.lake import log
from tillhouse.lake.delivery import Delivery
from tillhouse.lake.refused import RefusedFiles

if TYPE_CHECKING:
    import pyarrow as pa

    from tillhouse.lake.load import Load

LINEAGE_COLUMNS = ("_load_id", "_loaded_at", "_source_file", "_source_row", "_unreadable", "_raw")


@dataclass(frozen=True)
class Snapshot:
    """One table at one version.

    `files` are its active Parquet files (absolute paths, sorted; a file may lack columns that came
    later: read them by name). `delivered` are its columns without the lineage columns.
    """

    source: str
    table: str
    path: str
    version: int
    files: tuple[str, ...]
    delivered: tuple[str, ...]


@dataclass(frozen=True)
class TableSize:
    """What one table takes: bytes on disk (with what retention has yet to remove) and its ledger's
    counts of files and rows."""

    source: str
    table: str
    version: int
    bytes: int
    files: int
    rows: int


class Bronze:
    """The lake below one local or mounted folder: `<root>/<source>/<table>`."""

    def __init__(self, root: str | Path) -> None:
        if "://" in str(root):
            raise ConfigError(
                f"The lake {root} is an address, not a folder.",
                where="[lake] path",
                remedy="Mount the storage and give the folder, for example /Volumes/shop/lake.",
            )
        if "%" in str(Path(root).absolute()):
            # The Delta library takes %20 in a path for a blank.
            raise ConfigError(
                f"The path of the lake {root} has a percent sign in it.",
                where="[lake] path",
                remedy="Give a folder without it.",
            )
        self.root = Path(root).absolute()
        self.refused = RefusedFiles(self.root / "refused")

    def folder(self, source: str, table: str) -> Path:
        """Where a table lies, whether or not it is there yet."""
        return self.root / source / table

    def tables(self, source: str | None = None) -> list[tuple[str, str]]:
        """(source, table) of every table that a delivery was ever begun for, sorted."""
        pattern = f"{source or '*'}/*/{log.LOG}"
        found = (path.parent for path in self.root.glob(pattern) if path.is_dir())
        return sorted((path.parent.name, path.name) for path in found if log.is_table(path))

    def versions(self, source: str | None = None) -> dict[str, int]:
        """`source/table` → newest version of its Delta table."""
        names = self.tables(source)
        return {f"{name}/{table}": log.version(self.folder(name, table)) for name, table in names}

    def stamps(self) -> dict[str, str]:
        """`source/table` → text that is another one whenever the table holds other rows."""
        versions = self.versions().items()
        return {name: f"{version} of {log.birth(self.root / name)}" for name, version in versions}

    def ledger(self, source: str | None = None, table: str | None = None) -> list[Delivery]:
        """Every delivery ever loaded, in the order of load; also those whose rows were pruned."""
        found: list[Delivery] = []
        for name, its_table in self.tables(source):
            if table in (None, its_table):
                found.extend(log.deliveries(self.folder(name, its_table)))
        return sorted(found, key=lambda delivery: delivery.load_id)

    def load(self, source: str, table: str, columns: Sequence[str]) -> Load:
        """A commit to be filled; use as a context manager (see `lake.load.Load`)."""
        from tillhouse.lake.load import Load

        return Load(self.folder(source, table), columns)

    def append(
        self,
        source: str,
        table: str,
        batches: Iterable[pa.RecordBatch],
        deliveries: Sequence[Delivery] | Callable[[], Sequence[Delivery]],
    ) -> int:
        """Write batches with lineage columns in one commit; returns the table's new version.

        `deliveries` may be a function: it is called when all batches have been written.
        """
        reader = iter(batches)
        first = list(islice(reader, 1))
        names = first[0].schema.names if first else []
        columns = [name for name in names if name not in LINEAGE_COLUMNS]
        with self.load(source, table, columns) as load:
            for batch in chain(first, reader):
                load.write(batch)
            return load.commit(deliveries() if callable(deliveries) else deliveries)

    def snapshot(self, source: str, table: str) -> Snapshot | None:
        """The table as it is now; None when nothing was ever delivered for it."""
        folder = self.folder(source, table)
        if not log.is_table(folder):
            return None
        from tillhouse.lake.delta import open_delta

        delta = open_delta(folder)
        names = [field.name for field in delta.schema().fields]
        return Snapshot(
            source=source,
            table=table,
            path=str(folder),
            version=int(delta.version()),
            # The addresses that Delta gives are percent-encoded; its files lie flat in the folder.
            files=tuple(sorted(str(folder / Path(uri).name) for uri in delta.file_uris())),
            delivered=tuple(name for name in names if name not in LINEAGE_COLUMNS),
        )

    def sizes(self) -> list[TableSize]:
        """What each table takes, sorted by source and table."""
        return [self.size(source, table) for source, table in self.tables()]

    def size(self, source: str, table: str) -> TableSize:
        """What one table takes."""
        folder = self.folder(source, table)
        entries = log.deliveries(folder)
        return TableSize(
            source=source,
            table=table,
            version=log.version(folder),
            bytes=sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
            files=len(entries),
            rows=sum(entry.rows for entry in entries),
        )
