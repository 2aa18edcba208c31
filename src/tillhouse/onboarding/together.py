"""Several delivered tables as one: what it is called, where its rows lie, which names take them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tillhouse.onboarding.file_names import pattern_in_folder, pattern_of, stem_of
from tillhouse.onboarding.groups import MIXED
from tillhouse.onboarding.names import safe_name
from tillhouse.onboarding.profile import profile
from tillhouse.onboarding.tables import Column, Looked, Table, Totals
from tillhouse.sources.files.header import snake_case
from tillhouse.sources.patterns import escaped
from tillhouse.sources.spec import SHEET

SHORTEST = 3  # letters that the names of files must share, to be what their pattern fixes


def united(parts: Sequence[Table], looked: Looked, taken: set[str]) -> Table:
    """One table of several with the same columns; its rows lie in a view over theirs."""
    columns = {column.name: column.original for part in parts for column in part.columns}
    files = tuple(dict.fromkeys(file for part in parts for file in part.files))
    table = Table(
        name=safe_name(_name(parts), taken),
        label=f"{len(parts)} tables such as {parts[0].label}",
        columns=[Column(name, original) for name, original in columns.items()],
        view="united_" + "_".join(part.view.removeprefix("looked_") for part in parts),
        rows=sum(part.rows for part in parts),
        files=files,
        patterns=patterns_of(files),
        sheets=tuple(dict.fromkeys(sheet for part in parts for sheet in part.sheets)),
        relations=tuple(name for part in parts for name in part.relations),
        parts=tuple(part.name for part in parts),
        totals=_totals(parts),
        is_sample=any(part.is_sample for part in parts),
        notes=[note for part in parts for note in part.notes if note != MIXED],
    )
    selects = (f"select {_columns(part)} from {part.view}" for part in parts)
    looked.engine.execute(
        f"create or replace view {table.view} as {' union all by name '.join(selects)}"
    )
    profile(replace(looked, tables=[table]))
    if len({part.key for part in parts}) == 1 and _is_key(parts[0].key, table, looked):
        table.key = parts[0].key
    return table


def _totals(parts: Sequence[Table]) -> Totals | None:
    """How totals are known in all parts: what each part needs is needed of all of them."""
    found = [part.totals for part in parts if part.totals]
    if not found:
        return None
    labels = dict.fromkeys(name for it in found for name in it.labels)
    needed = [name for name in found[0].needed if all(name in it.needed for it in found)]
    return Totals(tuple(labels), tuple(needed), sum(it.rows for it in found)) if needed else None


def _columns(part: Table) -> str:
    """The columns of a part. Its sheet is a delivery of its own, as it is when it is loaded."""
    place = _text(f"{SHEET}{part.sheets[0]}") if part.sheets else "''"
    return ", ".join([f"_file || {place} as _file", "_row", *(it.name for it in part.columns)])


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _is_key(key: Sequence[str], table: Table, looked: Looked) -> bool:
    if not key:
        return False
    listed = ", ".join(key)
    distinct = looked.ask(f"select count(*) from (select distinct {listed} from {table.view})")
    return distinct[0][0] == table.rows


def _name(parts: Sequence[Table]) -> str:
    """What all names share but their numbers: of sheets, else of relations or files."""
    sheets = [part.sheets[0] for part in parts if part.sheets]
    named = [part.relations or part.files for part in parts]
    for names in (sheets, [Path(it).stem for group in named for it in group]):
        words = [re.findall(r"[^\W\d_]+", snake_case(name)) for name in names]
        if (
            shared := [word for word in words[0] if all(word in it for it in words)]
            if words
            else []
        ):
            return "_".join(shared)
    return parts[0].name


def patterns_of(files: Sequence[str]) -> tuple[str, ...]:
    """Patterns for files and for later ones: what their names share is kept, or each its own; of
    names that say nothing, the one folder that they lie in."""
    if files and "/" in stem_of(files[0]) and len(set(map(pattern_in_folder, files))) == 1:
        return (pattern_in_folder(files[0]),)
    own = tuple(dict.fromkeys(map(pattern_of, files)))
    names = [Path(file).name.casefold() for file in files]
    endings = {name.partition(".")[2] for name in names}
    if len(own) < 2 or len(endings) > 1:
        return own
    stems = [name.partition(".")[0] for name in names]
    start = re.sub(r"[^-_. ]*$", "", _shared_start(stems))
    end = re.sub(r"^[^-_. ]*", "", _shared_start([stem[::-1] for stem in stems])[::-1])
    if len(start) > SHORTEST:
        return (f"**/{start}*.{endings.pop()}",)
    return (f"**/*{end}.{endings.pop()}",) if len(end) > SHORTEST else own


def _shared_start(names: Sequence[str]) -> str:
    first, last = min(names), max(names)
    size = next((at for at, sign in enumerate(first) if sign != last[at : at + 1]), len(first))
    return first[:size]


def open_names(names: Sequence[str]) -> tuple[str, ...]:
    """Names of sheets or relations; those that differ by their digits become one pattern, which
    takes the years to come too."""
    names = list(map(escaped, names))
    masks = [re.sub(r"[0-9]", "[0-9]", name) for name in names]
    count = Counter(masks)
    return tuple(
        dict.fromkeys(
            mask if count[mask] > 1 else name for mask, name in zip(masks, names, strict=True)
        )
    )
