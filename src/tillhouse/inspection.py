"""What `tillhouse check` finds out: settings, environment, sources, contracts; changes nothing."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from tillhouse.config import Project
from tillhouse.errors import ConfigError, DataError, UserError
from tillhouse.sources.files.discover import Found, FoundFile, HashCache, discover
from tillhouse.sources.files.inspect import Refused, inspect_file
from tillhouse.sources.spec import load_spec

CHUNK = 4 * 1024 * 1024

Told = Callable[[str, int, int], None]  # source, files looked at, files


class LedgerEntry(Protocol):
    """What is asked of a delivery in the ledger."""

    @property
    def sha256(self) -> str: ...


@dataclass
class SourceFindings:
    """What one source's location holds; paths are relative to it."""

    name: str
    kind: str
    location: Path
    new: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


def check_environment(project: Project) -> Iterator[UserError]:
    """What is missing outside of the project file: secret, engine, folders to write to."""
    try:
        project.secret()
    except ConfigError as error:
        yield error
    if project.warehouse.target == "spark" and not find_spec("pysail"):
        yield ConfigError(
            "the target is spark, but the Spark engine is not installed",
            where=f"{project.file} [warehouse] target",
            remedy='install it: pip install "tillhouse[spark]", or set target = "duckdb"',
        )
    for key, path in _places(project).items():
        if not os.access(_nearest_existing(path), os.W_OK):
            yield ConfigError(
                "the folder cannot be written to",
                where=f"{path} ({project.file} [{key}] path)",
                remedy="give another place, or let this user write there",
            )


def check_contracts() -> tuple[int, int]:
    """How many models and entities there are; `ConfigError` when one cannot be read."""
    from tillhouse.contracts.entities import read_entities
    from tillhouse.contracts.models import read_models

    models = read_models()
    return len(models), len(read_entities(models))


def check_source(
    project: Project,
    name: str,
    loaded: Collection[str],
    cache: HashCache,
    told: Told | None = None,
) -> SourceFindings:
    """Which files of a source a run would load, and which it would refuse and why.

    `loaded` holds the content hashes of the ledger. Raises `ConfigError` for an unknown kind and
    `SourceError` when the location cannot be listed.
    """
    source = project.sources[name]
    location = project.location_of(name)
    found = discover(location, load_spec(source.kind))
    findings = SourceFindings(name, source.kind, location, unused=found.unused)
    findings.refused += [(path, "it is a folder, not a file") for path in found.not_files]
    with TemporaryDirectory(prefix="tillhouse-check-") as scratch:
        _look_into(found, findings, loaded, cache, Path(scratch), told)
    return findings


def refusals(findings: SourceFindings) -> Iterator[DataError]:
    """The refused files of a source as errors."""
    for path, reason in findings.refused:
        yield DataError(
            f"a run would refuse this file: {reason}",
            where=str(findings.location / path),
            remedy="correct it and deliver it again; the other files are taken without it",
        )


def _look_into(
    found: Found,
    findings: SourceFindings,
    loaded: Collection[str],
    cache: HashCache,
    scratch: Path,
    told: Told | None,
) -> None:
    seen = set(loaded)
    for number, file in enumerate(found.files, start=1):
        try:
            digest = _hash(file, cache)
            if digest in seen:
                findings.known.append(file.relative)
            else:
                inspect_file(file, scratch).discard()
                findings.new.append(file.relative)
                seen.add(digest)
        except Refused as refused:
            findings.refused.append((file.relative, _reason(refused)))
        except OSError as error:
            findings.refused.append((file.relative, error.strerror or str(error)))
        if told:
            told(findings.name, number, len(found.files))


def _reason(refused: Refused) -> str:
    return f"line {refused.line}: {refused.reason}" if refused.line else refused.reason


def _hash(file: FoundFile, cache: HashCache) -> str:
    known = cache.known_hash(str(file.path), file.signature)
    if known:
        return known
    digest = hashlib.sha256()
    with file.path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _places(project: Project) -> dict[str, Path]:
    return {
        "lake": project.lake_path,
        "warehouse": project.warehouse_path,
        "publish": project.publish_path,
    }


def _nearest_existing(path: Path) -> Path:
    return path if path.exists() or path == path.parent else _nearest_existing(path.parent)
