"""Fixtures that every test may use."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

from tests.servers import mariadb, postgres, server  # noqa: F401

# Public data lies beside a checkout, never in it; tests that need it skip where it is absent.
SHARED = Path(os.environ.get("TILLHOUSE_SHARED", Path(__file__).parents[2] / "shared")) / "data"

# No test is timed: a busy machine is no failure.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# What dbt has read of the models is shared by all tests of a session, and by no other one.
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="tillhouse-tests-cache-")
    atexit.register(shutil.rmtree, os.environ["XDG_CACHE_HOME"], ignore_errors=True)

# A worker of pytest-xdist has no main file; pyspark takes that for a doctest and looks for a JVM.
if not hasattr(sys.modules["__main__"], "__file__"):
    sys.modules["__main__"].__file__ = __file__


@pytest.fixture(scope="session")
def shared_data() -> Path:
    if not SHARED.is_dir():
        pytest.skip(f"the public test data is not at {SHARED} (set TILLHOUSE_SHARED)")
    return SHARED
