"""The command line itself: start-up, errors, exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from types import ModuleType

import click
import pytest

from tillhouse import cli
from tillhouse.errors import DataError, EngineError, PrivacyError, SourceError

HEAVY = ("duckdb", "deltalake", "pyarrow", "dbt", "sklearn", "numpy", "rich", "pydantic")


def program(*arguments: object, **options) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tillhouse.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


@pytest.fixture
def verb(monkeypatch):
    """Add a verb `odd` whose body is the given function."""

    def add(body) -> None:
        module = ModuleType("tillhouse.verbs.odd")
        module.command = click.command("odd")(body)
        monkeypatch.setitem(sys.modules, "tillhouse.verbs.odd", module)
        monkeypatch.setitem(cli.VERBS, "odd", "Odd.")

    return add


def test_help_imports_nothing_heavy():
    code = (
        "import sys\n"
        "from tillhouse.cli import main\n"
        "try: main(['--help'])\n"
        f"finally: print('LOADED', [m for m in {HEAVY!r} if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "LOADED []" in told.stdout
    assert "tillhouse quarantine" in told.stdout


@pytest.mark.parametrize("name", list(cli.VERBS))
def test_every_verb_has_help_and_the_list_says_the_same(name, call):
    command = import_module(f"tillhouse.verbs.{name.replace('-', '_')}").command
    assert command.short_help == cli.VERBS[name]
    told = call(name, "--help")
    assert told.exit_code == 0
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.name != "seed":
            assert parameter.help, f"{name} --{parameter.name} has no help"


def test_the_version_is_told(call):
    assert call("--version").output.startswith("tillhouse, version ")


def test_a_misspelt_verb_gets_the_nearest_one(call):
    told = call("rnu")
    assert told.exit_code == 2
    assert "did you mean 'run'?" in told.output


@pytest.mark.parametrize(
    ("kind", "code"), [(SourceError, 4), (DataError, 5), (EngineError, 6), (PrivacyError, 7)]
)
def test_a_user_error_has_its_exit_code_and_no_traceback(call, verb, kind, code):
    def body():
        raise kind("the file is empty", where="a.csv, line 1", remedy="deliver it again")

    verb(body)
    told = call("odd")
    assert told.exit_code == code
    assert told.stdout == ""
    assert "where: a.csv, line 1" in told.stderr
    assert "do:    deliver it again" in told.stderr
    assert "Traceback" not in told.output


def test_with_json_an_error_is_an_object_on_standard_error(call, tmp_path):
    told = call("status", "--json", "--project", tmp_path)
    assert told.exit_code == 3
    assert told.stdout == ""
    error = json.loads(told.stderr)["error"]
    assert (error["kind"], error["exit_code"]) == ("config", 3)
    assert str(tmp_path) in error["where"]


def test_with_json_wrong_usage_is_an_object_too(call, project):
    told = call("quarantine", "--json", "--project", project, "--limit", "many")
    assert told.exit_code == 2
    assert json.loads(told.stderr)["error"]["kind"] == "usage"


def test_a_bug_saves_its_traceback_without_the_secret(call, verb, project):
    secret = (project / ".env").read_text().split("TILLHOUSE_SECRET=")[1].strip()

    @click.pass_obj
    def body(invocation):
        invocation.project_path = project
        raise ZeroDivisionError(f"key {invocation.project.secret()}")

    verb(body)
    told = call("odd")
    assert told.exit_code == 1
    assert "This is a bug in Tillhouse: ZeroDivisionError" in told.stderr
    assert "Traceback" not in told.stderr
    (saved,) = (project / ".tillhouse").glob("traceback-*.txt")
    assert str(saved) in told.stderr
    assert "Traceback" in saved.read_text()
    assert secret not in saved.read_text() + told.output


def test_a_bug_outside_of_any_project_leaves_no_folder_behind(call, verb, tmp_path, monkeypatch):
    def body():
        raise ZeroDivisionError

    monkeypatch.chdir(tmp_path)
    verb(body)
    assert call("odd").exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_exits_with_130_and_one_line(tmp_path):
    code = (
        "import sys, time, types, click; from tillhouse import cli\n"
        "m = types.ModuleType('tillhouse.verbs.odd')\n"
        "@click.command('odd')\n"
        "def body(): print('ready', flush=True); time.sleep(60)\n"
        "m.command = body; sys.modules['tillhouse.verbs.odd'] = m; cli.VERBS['odd'] = ''\n"
        "cli.main(['odd'])"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # whoever runs the tests in the background may have switched it off for all children
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=20)
    assert process.returncode == 130
    assert told.strip().startswith("Stopped.")
    assert len(told.strip().splitlines()) == 1


def test_a_closed_pipe_is_silent(project):
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "tillhouse.cli", "status", "--project", str(project)]
    told = subprocess.run(
        command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False, timeout=60
    )
    os.close(writer)
    assert told.stderr == ""
    assert told.returncode == 141


def test_the_project_may_stand_before_or_after_the_verb(call, project):
    assert "Corner shop" in call("--project", project, "status").output
    assert "Corner shop" in call("status", "--project", project / "tillhouse.toml").output


def test_a_project_in_a_folder_above_is_found(project):
    told = program("status", cwd=project / "drops" / "pos")
    assert told.returncode == 0
    assert "Corner shop" in told.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_is_of_the_shell(call, shell):
    told = call("completion", shell)
    assert told.exit_code == 0
    assert "_TILLHOUSE_COMPLETE" in told.output


def test_completion_offers_the_verbs():
    environment = {
        **os.environ,
        "_TILLHOUSE_COMPLETE": "bash_complete",
        "COMP_WORDS": "tillhouse qua",
        "COMP_CWORD": "1",
    }
    told = subprocess.run(
        [str(Path(sys.executable).with_name("tillhouse"))],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.stdout.strip() == "plain,quarantine"
