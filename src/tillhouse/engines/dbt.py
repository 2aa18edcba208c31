"""dbt, run inside this process: the models of one selection built on one engine.

In process because a start of dbt costs seconds and a model milliseconds. The project is parsed
once per process; what dbt has read is kept for the next one, see `parsed`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tillhouse.contracts.warehouse import warehouse_folder
from tillhouse.engines.base import ModelResult, ModelRun
from tillhouse.engines.compiled import CompiledModels
from tillhouse.engines.parsed import Slot
from tillhouse.errors import EngineError

Told = Callable[[str, float], None]  # model, seconds

QUIET = ("--quiet", "--no-use-colors", "--no-send-anonymous-usage-stats", "--no-version-check")
UNWRITTEN = ("--no-write-json", "--log-level-file", "none", "--log-level", "none")
WAREHOUSE = "TILLHOUSE_WAREHOUSE"
OWN_MODELS = "TILLHOUSE_OWN_MODELS"  # by which dbt_project.yml finds a project's own models
MOST_PARSED = 4
_parsed: dict[str, Any] = {}  # stamp of the models → dbt's manifest of them
# The variables that decide which models there are; all others are read when a model is compiled.
SHAPING = ("staging_models",)


@dataclass(frozen=True)
class Built:
    """What dbt built: its results, its own nodes of them with their SQL, and its manifest."""

    results: list[ModelResult]
    nodes: list[Any]
    manifest: Any


class DbtProject:
    """The packaged dbt project, with its working files in a folder of the user's project.

    `own` are the kinds of source of that project itself: kind → the folder of its staging models.
    """

    def __init__(
        self,
        target: str,
        work: Path,
        environment: Mapping[str, str],
        own: Mapping[str, Path] | None = None,
    ) -> None:
        self.target = target
        self.work = work
        self.own = dict(own or {})
        self.environment = dict(environment)
        self._manifests: dict[str, Any] = {}

    def run(self, run: ModelRun, told: Told | None = None) -> Built:
        """Build the selected models; `EngineError` names the first model that failed, and where."""
        manifest = self._parse(run.variables)
        command = ["run", "--select", *run.select]
        outcome = self._invoke(command, run.variables, told, manifest)
        done = list(getattr(outcome.result, "results", []))
        results = [_model_result(it) for it in done]
        self._raise_on_failure(outcome, results)
        return Built(results, [it.node for it in done], manifest)

    def compiled(self, variables: Mapping[str, Any], database: str) -> CompiledModels:
        """What is kept of earlier runs of the same models and variables."""
        return CompiledModels(self._slot(_shaping(variables)), variables, database)

    def prepare(self, variables: Mapping[str, Any]) -> None:
        """Import dbt and read the project ahead of the first run; errors wait until then."""
        with suppress(Exception):
            self._parse(variables)

    def _parse(self, variables: Mapping[str, Any]) -> Any:
        """The project as dbt reads it, once for all runs in this process that have the same models.

        It is read with those variables alone that shape it, so that it serves runs of any others.
        """
        shape = _shaping(variables)
        key = json.dumps(shape, sort_keys=True)
        if key not in self._manifests:
            self._manifests[key] = self._read(shape)
        return self._manifests[key]

    def _slot(self, shape: Mapping[str, Any]) -> Slot:
        return Slot(self.work / "models", self.target, shape, self.own)

    def _read(self, shape: Mapping[str, Any]) -> Any:
        slot = self._slot(shape)
        self.environment[OWN_MODELS] = str(slot.own_models)
        stamp = slot.stamp()
        if stamp not in _parsed:
            target = self.work / "target"
            slot.begin(target)
            outcome = self._invoke(["parse"], shape, is_anywhere=True)
            self._raise_on_failure(outcome, [])
            slot.end(target)
            while len(_parsed) >= MOST_PARSED:
                _parsed.pop(next(iter(_parsed)))
            _parsed[stamp] = outcome.result
        return _parsed[stamp]

    def _invoke(
        self,
        command: list[str],
        variables: Mapping[str, Any],
        told: Told | None = None,
        manifest: Any = None,
        *,
        is_anywhere: bool = False,
    ) -> Any:
        from dbt.cli.main import dbtRunner

        os.environ.update(self.environment)
        if is_anywhere and WAREHOUSE in self.environment:  # models are the same wherever it lies
            os.environ[WAREHOUSE] = Path(self.environment[WAREHOUSE]).name
        folder = str(warehouse_folder())
        paths = ["--project-dir", folder, "--profiles-dir", folder]
        paths += ["--target-path", str(self.work / "target"), "--log-path", str(self.work / "log")]
        callbacks = [_teller(told)] if told else []
        values = ["--target", self.target, "--vars", json.dumps(variables, sort_keys=True)]
        return dbtRunner(manifest=manifest, callbacks=callbacks).invoke(
            [*QUIET, *UNWRITTEN, *command, *paths, *values]
        )

    def _mend_own(self) -> str:
        folders = ", ".join(str(folder) for _, folder in sorted(self.own.items()))
        return folders and f"Mend the model that it names, in {folders}"

    def _own_file(self, model: str) -> Path | None:
        """Where the user finds a model of the project's own."""
        files = (folder / f"{model}.sql" for folder in self.own.values())
        return next((file for file in files if file.is_file()), None)

    def _raise_on_failure(self, outcome: Any, results: list[ModelResult]) -> None:
        failed = [result for result in results if result.error]
        if failed:
            first = failed[0]
            own = self._own_file(first.name)
            mend = f"Read the compiled SQL under {self.work / 'target'}, mend the model, run again."
            raise EngineError(
                f"The model {first.name} could not be built: {first.error}",
                where=str(own or f"{first.schema}.{first.name} on {self.target}")
                + (f", and {len(failed) - 1} more" if len(failed) > 1 else ""),
                remedy="Mend the SELECT there, then `tillhouse check`." if own else mend,
            )
        if outcome.exception is not None:
            raise EngineError(
                f"dbt could not read the models: {outcome.exception}",
                where=str(warehouse_folder()),
                remedy=self._mend_own()
                or "If you changed a model or macro, undo that; else report this as a bug.",
            )


def _shaping(variables: Mapping[str, Any]) -> dict[str, Any]:
    return {name: variables[name] for name in SHAPING if name in variables}


def _model_result(result: Any) -> ModelResult:
    bad = str(result.status) in ("error", "fail")
    message = " ".join(str(result.message).split()) if bad else ""
    node = result.node
    return ModelResult(node.name, node.schema, float(result.execution_time), message)


def _teller(told: Told) -> Callable[[Any], None]:
    def on_event(event: Any) -> None:
        if event.info.name == "LogModelResult":
            told(event.data.node_info.node_name, float(event.data.execution_time))

    return on_event
