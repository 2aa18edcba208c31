"""Bring the shop into one state, run, and hold what came of it against the undisturbed shop."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.damage.shop import Called, Workshop, content
from tests.damage.states import (
    CACHE,
    DAMAGES,
    FOLDERS,
    KEPT,
    SIZES,
    State,
    small_disk,
)

CRASH = re.compile(r"This is a bug in Tillhouse|Traceback \(most recent call last\)")
WRONG_STORY = re.compile(r"Another program (has|holds)|Another Tillhouse process")
# Codes made with it are other ones; with the old secret they are as before.
ANOTHER_SECRET = "is another secret than that of the last release"
# What is worth a whole run: the models read it. All else is looked at before.
FORCED = ("warehouse file", "warehouse log", "parsed models", "sum of parsed models")
ELSEWHERE = ("parsed models", "sum of parsed models")


def try_state(shop: Workshop, state: State) -> str:
    """How it ended: undisturbed, mended (what was damaged is as it was), told, or refused and
    undisturbed once the cause is gone. `AssertionError` for anything else."""
    if state.what in KEPT:
        return _try_file(shop, state)
    if state.what in FOLDERS:
        return _try_folder(shop, state)
    return _try_small_files(shop, int(re.findall(r"\d+", state.how)[0]) * 1024)


def _try_file(shop: Workshop, state: State) -> str:
    project = shop.copy()
    path = _place(shop, project, state.what)
    saved = shop.home / "saved"
    _copy(path, saved)
    is_inside = project in path.parents
    older = shop.earlier / path.relative_to(project) if is_inside else saved
    DAMAGES[state.how](path, older)
    try:
        for verb in ("status", "quarantine"):
            assert_told(shop.call(project, verb, bound_by_modes=True))
        ended = _run(shop, project, state)
        assert_told(ended)
        if ended.code == 0 and ANOTHER_SECRET not in ended.said:
            assert content(project / "published") == shop.expected, ended.said
            assert_private(project)
            return "undisturbed"
        if ended.code != 0:
            _assert_old_release(shop, project, state, ended)
    finally:
        _put_back(path, saved)
    again = _run(shop, project, state)
    assert again.code == 0, f"not even with the file put back: {again.said}"
    assert content(project / "published") == shop.expected
    return "refused" if ended.code else "told"


def _run(shop: Workshop, project: Path, state: State) -> Called:
    arguments = ["run", *(["--force"] if state.what in FORCED else [])]
    if state.what in ELSEWHERE:
        return shop.call_anew(project, *arguments)
    return shop.call(project, *arguments, bound_by_modes=True)


def _assert_old_release(shop: Workshop, project: Path, state: State, ended: Called) -> None:
    """Unless it is the release itself that somebody damaged."""
    if not KEPT[state.what].startswith("published"):
        assert content(project / "published") == shop.expected, ended.said


def _try_folder(shop: Workshop, state: State) -> str:
    project = shop.copy()
    path = project / state.what
    shop.deliver_more(project)
    with _way(path, state.how):
        ended = shop.call(project, "run", bound_by_modes=True)
        assert_told(ended)
        if ended.code == 0:
            assert content(project / "published") == shop.more, ended.said
        elif state.what != "published" or state.how.startswith(("room", "read-only")):
            assert content(project / "published") in (shop.expected, shop.more), ended.said
    if ended.code == 0:
        return "undisturbed"
    again = shop.call(project, "run")
    assert again.code == 0, f"not even afterwards: {again.said}"
    assert content(project / "published") == shop.more
    assert_private(project)
    return "refused"


@contextmanager
def _way(path: Path, how: str) -> Iterator[None]:
    if how.startswith("room for "):
        with small_disk(path, SIZES[how.removeprefix("room for ")]):
            yield
    elif how == "read-only":
        folders = [path, *(it for it in path.rglob("*") if it.is_dir() and not it.is_symlink())]
        modes = {it: it.stat().st_mode for it in folders}
        for it in folders:
            it.chmod(0o500)
        yield
        for it in folders:
            it.chmod(modes[it])
    elif how == "missing":
        shutil.rmtree(path)
        yield
    else:
        aside = path.with_name("aside")
        path.rename(aside)
        path.write_text("a file")
        yield
        path.unlink()
        aside.rename(path)


def _try_small_files(shop: Workshop, size: int) -> str:
    """No file may grow beyond a size, wherever it lies: every disk is full at some moment."""
    project = shop.copy()
    shop.deliver_more(project)
    ended = shop.call(project, "run", file_size=size)
    assert_told(ended)
    now = content(project / "published")
    assert now == (shop.more if ended.code == 0 else shop.expected), ended.said
    again = shop.call(project, "run")
    assert again.code == 0, again.said
    assert content(project / "published") == shop.more
    assert_private(project)
    return "refused" if ended.code else "undisturbed"


def assert_told(ended: Called) -> None:
    """Neither a crash nor a wrong story; a refusal names a place and the way out."""
    assert ended.code in (0, 3, 4, 5, 6, 7), f"exit code {ended.code}: {ended.said}"
    assert not CRASH.search(ended.said), ended.said
    assert not WRONG_STORY.search(ended.said), ended.said
    if ended.code:
        assert "  do: " in ended.said, ended.said
        assert "  where: " in ended.said, ended.said


def assert_private(project: Path) -> None:
    """What a run has kept or made is for its owner alone."""
    for name in ("lake", "warehouse", ".tillhouse"):
        for path in (project / name, *(project / name).rglob("*")):
            if not path.is_symlink():
                assert path.stat().st_mode & 0o077 == 0, f"{path} is open to others"


def _place(shop: Workshop, project: Path, what: str) -> Path:
    pattern = KEPT[what]
    if pattern.startswith(CACHE):
        found = sorted(shop.cache.glob(pattern.removeprefix(CACHE + "/")))
    else:
        found = sorted(project.glob(pattern))
    assert found, f"the shop has no {what}"
    return found[-1]


def _copy(path: Path, target: Path) -> None:
    if os.path.lexists(target):
        target.unlink()
    if path.is_symlink():
        target.symlink_to(path.readlink())
    else:
        shutil.copy2(path, target)


def _put_back(path: Path, saved: Path) -> None:
    """What the person who reads the refusal does."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    elif os.path.lexists(path):
        path.unlink()
    path.parent.mkdir(parents=True, exist_ok=True)
    _copy(saved, path)
