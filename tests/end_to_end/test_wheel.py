"""The built wheel in an environment of its own: `init` and `demo` work without the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.long

# Where an installed Tillhouse takes its own files from, one per line.
WHERE = """
import sys
from importlib.resources import files
from tillhouse.contracts.warehouse import warehouse_folder
from tillhouse.demo import shop
from tillhouse.sources.spec import load_spec
import tillhouse.cli, tillhouse.pipeline
load_spec("pos"), load_spec("retail_org")
print(warehouse_folder())
print(files("tillhouse.templates"))
print(files("tillhouse.sources") / "pos" / "source.toml")
for name, module in sorted(sys.modules.items()):
    if name.split(".")[0] == "tillhouse" and getattr(module, "__file__", None):
        print(module.__file__)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the sources, so that nothing is left behind in them."""
    copy = tmp_path_factory.mktemp("sources")
    for name in ("src", "warehouse"):
        shutil.copytree(
            ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "target", "logs")
        )
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy / name)
    call([sys.executable, "-m", "build", "--wheel", "--no-isolation", str(copy)], copy)
    (built,) = (copy / "dist").glob("tillhouse-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of a new environment that has the wheel.

    What the wheel depends on is taken from this environment by a path, so that no network is
    needed; the checkout is not on it, because path files of a path are not followed.
    """
    place = tmp_path_factory.mktemp("environment")
    venv.create(place, with_pip=False, symlinks=True)
    programs = place / ("Scripts" if os.name == "nt" else "bin")
    names = {"base": str(place), "platbase": str(place)}
    packages = Path(sysconfig.get_path("purelib", vars=names))
    options = ["install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"]
    call(
        [sys.executable, "-m", "pip", "--python", str(programs / "python"), *options, str(wheel)],
        place,
    )
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return programs


def call(command: list[str], folder: Path) -> str:
    """Run a program outside of the checkout; its output, or a failure that shows all of it."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "TILLHOUSE", "COV", "VIRTUAL_ENV"))
    }
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_the_wheel_holds_every_model_source_and_template(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    models = {
        f"tillhouse/_warehouse/{path.relative_to(ROOT / 'warehouse').as_posix()}"
        for path in (ROOT / "warehouse").rglob("*")
        if path.suffix in (".sql", ".yml") and "target" not in path.parts
    }
    others = {
        f"tillhouse/{path.relative_to(ROOT / 'src/tillhouse').as_posix()}"
        for path in (ROOT / "src/tillhouse").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert len(models) > 150
    assert models | others <= names


def test_the_wheel_holds_neither_tests_nor_leftovers(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
    strange = [n for n in names if not n.startswith(("tillhouse/", "tillhouse-"))]
    assert strange == []
    assert [n for n in names if n.endswith((".pyc", ".log", ".duckdb", ".sqlite"))] == []


def test_nothing_comes_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    found = call([str(installed / "python"), "-c", WHERE], tmp_path).split("\n")
    places = [Path(line).resolve() for line in found if line]
    assert len(places) > 40
    assert [p for p in places if not p.is_relative_to(installed.parent.resolve())] == []


def test_a_new_project_is_written_and_checked(installed: Path, tmp_path: Path) -> None:
    program = str(installed / "tillhouse")
    call([program, "init", "shop", "--name", "Corner shop"], tmp_path)
    assert "Corner shop" in (tmp_path / "shop/tillhouse.toml").read_text()
    assert "before there is a source" in call([program, "check"], tmp_path / "shop")


def test_the_demo_runs_from_the_wheel_and_is_not_new_the_second_time(
    installed: Path, tmp_path: Path
) -> None:
    program = str(installed / "tillhouse")
    told = call([program, "demo", "--scale", "0.01"], tmp_path)
    assert "Published in" in told
    with duckdb.connect(str(tmp_path / "demo/published/sales.duckdb"), read_only=True) as sales:
        found = sales.execute("select count(*) from sales_by_period").fetchone()
    assert found is not None
    assert found[0] > 1_000
    assert "Nothing is new" in call([program, "run"], tmp_path / "demo")
