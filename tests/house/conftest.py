"""Where the house stands, for the tests of its order."""

from __future__ import annotations

from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def house() -> Path:
    return HOUSE


@pytest.fixture(scope="session")
def modules() -> dict[str, Path]:
    """Dotted name below `tillhouse` → file."""
    package = HOUSE / "src" / "tillhouse"
    paths = sorted(package.rglob("*.py"))
    return {".".join(path.relative_to(package).with_suffix("").parts): path for path in paths}


@pytest.fixture(scope="session")
def queries() -> dict[str, Path]:
    """Path below `warehouse/models` without its ending → SQL file."""
    folder = HOUSE / "warehouse" / "models"
    paths = sorted(folder.rglob("*.sql"))
    return {path.relative_to(folder).with_suffix("").as_posix(): path for path in paths}
