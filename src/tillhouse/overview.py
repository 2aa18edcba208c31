"""What `tillhouse status` shows: runs, publication, sources. Reads; never opens the warehouse."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any

from tillhouse import lock
from tillhouse.condition import find_damage
from tillhouse.config import Project
from tillhouse.errors import DataError
from tillhouse.lake.bronze import Bronze, TableSize
from tillhouse.lake.delivery import Delivery
from tillhouse.lake.layouts import read_layouts
from tillhouse.lake.refused import RefusedFile
from tillhouse.quality import DataQuality
from tillhouse.sources.spec import SHEET
from tillhouse.state import State
from tillhouse.state_records import Published, RunRecord

RUNS_LOOKED_AT = 100


@dataclass
class SourceOverview:
    """One source: what it delivered so far, and what was rejected of it in the last run.

    `changes` are the changes of its layout that stand; `unreached` is why it could not be looked
    at in the last run, empty if it could.
    """

    name: str
    kind: str
    last_delivery_at: str | None = None
    last_file: str | None = None
    files: int = 0
    rows: int = 0
    bytes: int = 0
    tables: list[dict[str, Any]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    rejected_rows: dict[str, int] = field(default_factory=dict)
    changes: list[dict[str, str]] = field(default_factory=list)
    unreached: str = ""


@dataclass
class Overview:
    """The state of a project at one moment. `writer` is who is running now, if anybody; `damage`
    what is not as it was left."""

    runs: list[RunRecord]
    published: Published | None
    sources: list[SourceOverview]
    audits: list[dict[str, Any]]
    account: list[dict[str, Any]]
    unused: list[dict[str, Any]]
    writer: dict[str, Any] | None
    questions: list[dict[str, Any]] = field(default_factory=list)
    note: str = ""
    damage: list[dict[str, Any]] = field(default_factory=list)


class RememberedHashes:
    """The hashes that the state holds; what is new is kept in memory only."""

    def __init__(self, known: dict[str, tuple[str, str]]) -> None:
        self._known = known
        self._new: dict[tuple[str, str], str] = {}

    def known_hash(self, path: str, signature: Any) -> str | None:
        """As `FileHashes.known_hash`."""
        from tillhouse.state_files import known_hash

        return self._new.get((str(path), str(signature))) or known_hash(
            self._known, path, signature
        )

    def remember(self, path: str, signature: Any, sha256: str) -> None:
        """Keep it until this process ends."""
        self._new[(str(path), str(signature))] = sha256


def remembered_hashes(project: Project) -> RememberedHashes:
    """A hash cache that writes nothing to the project."""
    if not has_state(project):
        return RememberedHashes({})
    with State(project.state_folder) as state:
        return RememberedHashes(state.files.all())


def questions_of_last_run(project: Project) -> list[dict[str, Any]]:
    """What the last run left open, without what has an answer by now."""
    from tillhouse.questions.answers import all_answers

    if not has_state(project):
        return []
    with State(project.state_folder) as state:
        asked = state.asked().questions
    answers = all_answers(project)
    return [
        it
        for it in asked
        if it["source"] in answers and not answers[it["source"]].get(it["question"])
    ]


def look_at(project: Project, *, runs: int = 5) -> Overview:
    """Gather what there is; nothing at all is a state like any other."""
    overview = Overview([], None, [], [], [], [], lock.holder(project.state_folder))
    unreached: dict[str, str] = {}
    found: list[DataError]
    if has_state(project):
        with State(project.state_folder) as state:
            overview.runs = state.history(runs)
            overview.published = state.last_published()
            overview.note = state.note
            unreached = _unreached(state)
            found = find_damage(project, state) if overview.writer is None else []
    else:
        found = find_damage(project, None)
    overview.questions = questions_of_last_run(project)
    quality = DataQuality(project.publish_path)
    rejected: list[dict[str, Any]] = []
    try:
        if quality.exists:
            overview.audits = quality.audits_not_passed()
            rejected = quality.rejected_per_source()
            overview.account = quality.account()
            overview.unused = quality.unused_columns()
    except DataError as error:
        found.append(error)
    overview.damage = [error.as_dict() for error in found]
    overview.sources = _sources(project, rejected)
    for source in overview.sources:
        source.unreached = unreached.get(source.name, "")
    return overview


def _unreached(state: State) -> dict[str, str]:
    """Source → why it could not be looked at, as of the last time that it was tried."""
    found: dict[str, str] = {}
    runs = {run.run_id for run in state.history(limit=RUNS_LOOKED_AT)}
    for step in state.steps():
        layer, _, source = step.step.partition(".")
        if layer == "bronze" and step.run_id in runs:
            found[source] = step.message if step.status == "failed" else ""
    return found


def _sources(project: Project, rejected: Iterable[dict[str, Any]]) -> list[SourceOverview]:
    bronze = Bronze(project.lake_path)
    kinds = {name: source.kind for name, source in project.sources.items()}
    for name, _ in bronze.tables():
        kinds.setdefault(name, "not in the project file")
    sources = {name: SourceOverview(name, kind) for name, kind in kinds.items()}
    for name, of_source in bronze.tables():
        with suppress(DataError):  # stands under what is damaged
            _add_table(sources[name], bronze.size(name, of_source))
    for row in rejected:
        if row["source_system"] in sources:
            sources[row["source_system"]].rejected_rows[row["entity"]] = row["row_count"]
    for source in sources.values():
        with suppress(DataError):
            _add_deliveries(source, bronze.ledger(source.name), bronze.refused.entries(source.name))
        standing = read_layouts(bronze.root, source.name).standing
        source.changes = [asdict(it) for it in sorted(standing, key=lambda it: it.at, reverse=True)]
    return list(sources.values())


def _add_table(source: SourceOverview, table: TableSize) -> None:
    source.files, source.rows = source.files + table.files, source.rows + table.rows
    source.bytes += table.bytes
    source.tables.append({key: value for key, value in vars(table).items() if key != "source"})


def _add_deliveries(
    source: SourceOverview, ledger: list[Delivery], refused: list[RefusedFile]
) -> None:
    if ledger:
        source.last_delivery_at = f"{ledger[-1].loaded_at:%Y-%m-%d %H:%M}"
        source.last_file = ledger[-1].file
    source.refused = [entry.message for entry in _still_refused(refused, ledger)]


def _still_refused(refused: list[RefusedFile], ledger: list[Delivery]) -> list[RefusedFile]:
    """Without those that were loaded after all: elsewhere, or corrected under the same name."""
    hashes = {delivery.sha256 for delivery in ledger}
    loaded_at = {it.file.partition(SHEET)[0]: f"{it.loaded_at:%Y-%m-%dT%H:%M:%SZ}" for it in ledger}
    return [
        entry
        for entry in refused
        if entry.sha256 not in hashes and loaded_at.get(entry.file, "") < entry.refused_at
    ]


def has_state(project: Project) -> bool:
    """Whether a run has ever been begun here."""
    return (project.state_folder / "state.sqlite").exists()
