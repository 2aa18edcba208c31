"""Whether the built tables are what their YAML says: the same columns, order and types."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import pyarrow as pa

from tillhouse.contracts.models import ModelDoc
from tillhouse.engines.arrow import neutral_name
from tillhouse.errors import DataError

INTERNAL = "_"


class Reads(Protocol):
    """The one thing that checking and publishing need of an engine."""

    def read(self, sql: str) -> pa.RecordBatchReader:
        """Run a query."""
        ...


def check_built(engine: Reads, docs: Iterable[ModelDoc]) -> None:
    """Compare every table with its YAML; `DataError` that lists all differences of all tables."""
    problems = [
        f"{doc.schema}.{doc.name}: {problem}"
        for doc in docs
        for problem in compare_columns(doc, built_columns(engine, doc))
    ]
    if problems:
        raise DataError(
            f"{len(problems)} columns are not as documented:\n  " + "\n  ".join(problems),
            where="the YAML beside the models",
            remedy="Change the model or its YAML so that both say the same.",
        )


def built_columns(engine: Reads, doc: ModelDoc) -> list[tuple[str, str]]:
    """Name and neutral type of each column of the built table, in its order.

    Without those that no YAML documents and that begin with a line below: they serve the audits
    and are never published.
    """
    with engine.read(f"select * from {doc.schema}.{doc.name} where 1 = 0") as reader:
        return [
            (field.name, neutral_name(field.type))
            for field in reader.schema
            if field.name in doc.types or not field.name.startswith(INTERNAL)
        ]


def compare_columns(doc: ModelDoc, built: Sequence[tuple[str, str]]) -> list[str]:
    """One sentence per difference; empty when the table is exactly as documented."""
    documented, found = doc.types, dict(built)
    problems = [f"{name} is documented but not built" for name in documented if name not in found]
    problems += [f"{name} is built but not documented" for name in found if name not in documented]
    problems += [
        f"{name} is {found[name]}, documented as {wanted}"
        for name, wanted in documented.items()
        if name in found and found[name] != wanted
    ]
    if not problems and list(documented) != [name for name, _ in built]:
        problems.append(f"the order of the columns is {', '.join(name for name, _ in built)}")
    return problems
