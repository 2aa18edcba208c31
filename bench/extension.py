"""Extensions of DuckDB, out of the packages that bring them: nothing is fetched."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import duckdb


def extension(name: str) -> Path:
    """The file to `load`, of the package `duckdb-extension-<name>` in DuckDB's own version."""
    package = Path(str(files(f"duckdb_extension_{name}")))
    return package / f"extensions/v{duckdb.__version__}/{name}.duckdb_extension"
