"""`tillhouse demo`: project, files and run in one; the second time it uses what is there."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from tillhouse.config import load_project


@pytest.fixture
def runs(monkeypatch) -> list[Path]:
    """The projects that were run; the pipeline itself has tests of its own."""
    done: list[Path] = []
    pipeline = import_module("tillhouse.pipeline.run")

    def run(project, progress, **_):
        done.append(project.folder)
        refused = ["pos: sales_9.csv, line 1: the mandatory column price is missing"]
        return pipeline.RunResult("r1", "succeeded", refused=refused)

    monkeypatch.setattr(pipeline, "run", run)
    return done


def demo(call, folder: Path, *options):
    return call("demo", folder, "--scale", "0.005", *options)


def test_the_demo_is_a_project_like_any_other(call, runs, tmp_path):
    told = demo(call, tmp_path / "demo")
    assert told.exit_code == 0, told.output
    project = load_project(tmp_path / "demo", environ={})
    assert {name: source.kind for name, source in project.sources.items()} == {
        "orders": "retail_org",
        "pos": "pos",
    }
    assert all(Path(project.places_of(name)["files"]).is_dir() for name in project.sources)
    assert runs == [tmp_path / "demo"]
    assert str(tmp_path / "demo" / "published" / "sales.duckdb") in told.stdout
    assert "tillhouse status" in told.stdout


def test_a_file_refused_on_purpose_is_told_and_is_no_error(call, runs, tmp_path):
    told = demo(call, tmp_path / "demo")
    assert told.exit_code == 0
    assert "1 file refused, as it should be:\n  pos: sales_9.csv" in told.stdout


def test_the_second_time_the_same_files_are_used(call, runs, tmp_path):
    demo(call, tmp_path / "demo")
    secret = (tmp_path / "demo" / ".env").read_text()
    files = {p: p.stat().st_mtime_ns for p in (tmp_path / "demo" / "drops").rglob("*")}
    told = call("demo", tmp_path / "demo")
    assert told.exit_code == 0, told.output
    assert "Using the demo that is in" in told.stdout
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "demo" / "drops").rglob("*")} == files
    assert (tmp_path / "demo" / ".env").read_text() == secret
    assert len(runs) == 2


def test_another_scale_than_that_of_the_demo_there_is_refused(call, runs, tmp_path):
    demo(call, tmp_path / "demo")
    told = call("demo", tmp_path / "demo", "--scale", "2")
    assert told.exit_code == 3
    assert "scale 0.005" in told.stderr


@pytest.mark.long
def test_a_demo_that_was_stopped_half_way_is_made_anew(call, runs, tmp_path):
    from tillhouse.verbs.demo import UNFINISHED

    demo(call, tmp_path / "demo")
    (tmp_path / "demo" / "drops").rename(tmp_path / "demo" / UNFINISHED)
    told = demo(call, tmp_path / "demo")
    assert told.exit_code == 0, told.output
    assert (tmp_path / "demo" / "drops" / "pos").is_dir()
    assert not (tmp_path / "demo" / UNFINISHED).exists()


def test_a_project_of_ones_own_is_left_alone(call, runs, project):
    before = (project / "tillhouse.toml").read_bytes()
    told = demo(call, project)
    assert told.exit_code == 3
    assert "another project" in told.stderr
    assert (project / "tillhouse.toml").read_bytes() == before
    assert runs == []
