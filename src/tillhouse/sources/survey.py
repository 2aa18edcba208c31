"""What lies in a source's location, held against the ledger: what is new?

Nothing is changed and nothing heavy is imported: this is all that a run with nothing new does.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from tillhouse.bounds import DEFAULTS, Bounds
from tillhouse.lake.bronze import Bronze
from tillhouse.lake.delivery import Delivery
from tillhouse.lake.refused import RefusedFile
from tillhouse.sources.files.discover import discover
from tillhouse.sources.files.found import Changed, Found, FoundFile, has_format
from tillhouse.sources.files.hash_cache import HashCache
from tillhouse.sources.files.size import TOO_LARGE
from tillhouse.sources.passing import PASSING, told
from tillhouse.sources.report import KnownFile
from tillhouse.sources.spec import SHEET, SourceSpec

CHUNK = 1024 * 1024
READERS = 2
# A file that changed this lately may change again without a new time stamp.
SETTLED_SECONDS = 0.05


@dataclass(frozen=True)
class NewFile:
    """A file to be loaded, with the hash of its content."""

    found: FoundFile
    sha256: str


@dataclass(frozen=True)
class Copy:
    """A file with the content of another new one, `of`: what becomes of that decides."""

    file: NewFile
    of: str


class Place(Protocol):
    """Somewhere other than a folder where files lie."""

    def find(self, spec: SourceSpec) -> Found: ...


@dataclass
class Survey:
    """Everything in a location. `new` is in the order of loading; `failed` could not be read.

    `ledger` is what was loaded before, `present` the tables of which any file lies there.
    """

    source: str
    spec: SourceSpec
    new: list[NewFile] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    known: list[KnownFile] = field(default_factory=list)
    still_refused: list[RefusedFile] = field(default_factory=list)
    failed: list[RefusedFile] = field(default_factory=list)
    postponed: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    last_load_id: str | None = None
    ledger: list[Delivery] = field(default_factory=list)
    present: set[str] = field(default_factory=set)
    bounds: Bounds = DEFAULTS

    @property
    def unclaimed(self) -> list[str]:
        """Files in a readable format that a source which names all it leaves out has not named.

        They came after its mapping was written: whether they count nobody has said yet (R26).
        """
        if self.spec.left_out is None:
            return []
        return [name for name in self.unused if has_format(name.partition(SHEET)[0])]

    def fingerprint(self, code: str) -> str:
        """What decides a refusal of this kind beside the file: with another one it is void."""
        spec = self.spec.fingerprint
        return f"{spec}+{self.bounds.fingerprint}" if code == TOO_LARGE else spec

    def name_unused(self, name: str) -> None:
        """Say of a part of a file, once, that no table takes it."""
        if name not in self.unused:
            self.unused.append(name)


def survey(
    source: str,
    spec: SourceSpec,
    location: Path | Place,
    bronze: Bronze,
    cache: HashCache,
    bounds: Bounds = DEFAULTS,
) -> Survey:
    """Find every file and say which of them are new (by content, not by name or time stamp).

    Raises `SourceError` when the location cannot be listed.
    """
    if isinstance(location, Path):
        found = discover(location.absolute(), spec)
    else:
        found = location.find(spec)
    result = Survey(source, spec, unused=found.unused, bounds=bounds)
    result.present = {file.table.name for file in found.files}
    for relative, problem in found.problems:
        result.failed.append(_refused(result, relative, problem))
        result.present.add(result.failed[-1].table)
    hashed = _hash_all(found.files, cache, result)
    _classify(hashed, bronze, result)
    return result


def _classify(hashed: list[NewFile], bronze: Bronze, result: Survey) -> None:
    ledger = result.ledger = bronze.ledger(result.source)
    result.last_load_id = ledger[-1].load_id if ledger else None
    loaded = {(entry.table, entry.sha256): entry.file for entry in ledger}
    refused = {
        (entry.table, entry.file, entry.sha256): entry
        for entry in bronze.refused.entries(result.source)
        if entry.spec == result.fingerprint(entry.code) and _stands(entry)
    }
    # Within one run a copy follows the first one only if it is read in the same way: the first may
    # be refused for its name (a .gz that is none).
    planned: dict[tuple[str, str, str], str] = {}
    for file in hashed:
        name = file.found.relative
        key = (file.found.table.name, file.sha256)
        if first := loaded.get(key):
            result.known.append(KnownFile(name, first))
        elif (file.found.table.name, name, file.sha256) in refused:
            result.still_refused.append(refused[(file.found.table.name, name, file.sha256)])
        elif first := planned.get((*key, file.found.format)):
            result.copies.append(Copy(file, first))
        else:
            planned[(*key, file.found.format)] = name
            result.new.append(file)


def _hash_all(files: list[FoundFile], cache: HashCache, result: Survey) -> list[NewFile]:
    """The files with their hashes; what cannot be read goes into `result`."""
    known = {file.path: cache.known_hash(file.name_in_cache, file.signature) for file in files}
    unknown = [file for file in files if known[file.path] is None]
    with ThreadPoolExecutor(READERS) as pool:
        for file, outcome in zip(unknown, pool.map(_try_hash, unknown), strict=True):
            if isinstance(outcome, Changed):
                result.postponed.append(file.relative)
            elif isinstance(outcome, OSError):
                result.failed.append(_refused_now(result, file, outcome))
            elif not file.is_unchanged:
                result.postponed.append(file.relative)
            else:
                known[file.path] = outcome
                if time.time() - max(file.signature[1:3]) / 1e9 > SETTLED_SECONDS:
                    cache.remember(file.name_in_cache, file.signature, outcome)
    return list(_with_hash(files, known))


def _with_hash(files: list[FoundFile], known: dict[Path, str | None]) -> Iterator[NewFile]:
    for file in files:
        if (sha256 := known[file.path]) is not None:
            yield NewFile(file, sha256)


def _try_hash(file: FoundFile) -> str | OSError:
    try:
        file.make_local()
        return hash_file(file.path)
    except OSError as error:
        return error


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as opened:
        while chunk := opened.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _refused(
    result: Survey, relative: str, reason: str, file: FoundFile | None = None
) -> RefusedFile:
    table = file.table if file else result.spec.match(relative)
    return RefusedFile(
        source=result.source,
        table=table.name if table else "",
        file=relative,
        reason=reason,
        remedy="Deliver a file that can be read, or take this one away.",
        bytes=file.size if file else 0,
        modified_at=modified_at(file) if file else "",
        spec=result.spec.fingerprint,
        code="unreadable",
    )


def _refused_now(result: Survey, file: FoundFile, error: OSError) -> RefusedFile:
    reason, remedy = told(error)
    return replace(_refused(result, file.relative, reason, file), remedy=remedy, code=PASSING)


def _stands(refused: RefusedFile) -> bool:
    """Whether a refusal is of the file: what passes was once written down as well."""
    return refused.code != PASSING and not (
        refused.code == "unreadable" and refused.reason.startswith("it cannot be read: ")
    )


def modified_at(file: FoundFile) -> str:
    """When the file was last modified: UTC, ISO, to the second."""
    moment = datetime.fromtimestamp(file.modified_ns // 1_000_000_000, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
