"""Under any umask what is kept is for its owner alone, what is published as the settings say."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.deliveries import deliver, whole_plan

COMMANDS = (
    ("run",),
    ("check",),
    ("status",),
    ("quarantine", "--csv", "rejected.csv"),
    ("generate", "made", "--scale", "0.005", "--days", "20"),
)
MODES = '\n[audiences.marketing]\nmode = "0700"\n\n[audiences.sales]\nmode = "0755"\n'
PUBLISHED = {"sales": 0o755, "marketing": 0o700, "operations": 0o750, "data_quality": 0o700}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def tillhouse(folder: Path, mask: int, home: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tillhouse", *arguments],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(home / "tmp"), "XDG_CACHE_HOME": str(home / "cache")},
        umask=mask,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module", params=[0o000, 0o077], ids=["umask 000", "umask 077"])
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a project, its cache and its temporary folder, after all that writes there."""
    home, mask = tmp_path_factory.mktemp("home"), request.param
    (home / "tmp").mkdir()
    tillhouse(home, mask, home, "init", "shop")
    shop = home / "shop"
    settings = (shop / "tillhouse.toml").read_text("utf-8")
    settings = settings.replace("[audiences.marketing]", "").replace("[audiences.sales]", "")
    for name, kind in (("orders", "retail_org"), ("till", "pos")):
        (shop / "drops" / name).mkdir(parents=True)
        settings += f'\n[sources.{name}]\nkind = "{kind}"\nlocation = "drops/{name}"\n'
    (shop / "tillhouse.toml").write_text(settings + MODES, "utf-8")
    deliver(shop, whole_plan()[0], moment=1_750_000_000)
    for arguments in COMMANDS:
        tillhouse(shop, mask, home, *arguments)
    return home


def walked(home: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(home):
        folders[:] = [it for it in folders if it not in ("drops", "published")]
        yield from (Path(folder, it) for it in [*folders, *files] if it != "published")


@pytest.mark.long
def test_everything_that_is_kept_is_for_its_owner_alone(home: Path) -> None:
    mine = [path for path in walked(home) if not path.is_symlink()]
    mine = [path for path in mine if path not in (home / "tmp", home / "shop")]
    # The user wrote this one himself.
    mine.remove(home / "shop" / "tillhouse.toml")
    wrong = {
        str(path.relative_to(home)): oct(mode(path))
        for path in mine
        if mode(path) != (0o700 if path.is_dir() else 0o600)
    }
    assert wrong == {}
    names = {path.name for path in mine}
    assert {".env", "warehouse.duckdb", "state.sqlite", "rejected.csv", "made"} <= names
    assert any(path.suffix == ".parquet" for path in mine)
    assert any(path.name == "partial_parse.msgpack" for path in mine)


@pytest.mark.long
def test_what_is_published_has_the_modes_of_the_settings_and_can_be_walked_to(home: Path) -> None:
    published = home / "shop" / "published"
    for name, wanted in PUBLISHED.items():
        assert mode(published / name) == wanted
        files = [published / f"{name}.duckdb", *(published / name).iterdir()]
        assert {mode(path) for path in files} == {wanted & 0o666}
    way = [published, published / "releases", (published / "sales").resolve().parent]
    assert {mode(path) for path in way} == {0o755}
    assert mode(home / "shop") == 0o710


@pytest.mark.long
def test_nothing_is_left_in_the_temporary_folder(home: Path) -> None:
    assert list((home / "tmp").iterdir()) == []


@pytest.mark.long
def test_what_an_older_version_left_open_is_closed_by_the_next_run(home: Path) -> None:
    shop = home / "shop"
    for path in (shop / "lake", *(shop / "lake").rglob("*"), shop / ".env"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    tillhouse(shop, 0o022, home, "run")
    kept = (shop / "lake", *(shop / "lake").rglob("*"), shop / ".env")
    assert {mode(path) & 0o077 for path in kept} == {0}
