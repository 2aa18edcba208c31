"""What a run needs besides data, made ready in a thread while something else is still under way.

Reading the models and importing what science computes with takes seconds and needs neither lake
nor warehouse, so it goes on while sources are loaded (or the sample shop is made).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tillhouse.config import Project
    from tillhouse.engines.base import Engine

ModelDone = Callable[[str, float], None]  # model, seconds


class Preparation:
    """The engine of a project's target; once it is being made ready, who wants it waits for it.

    `model_done` is told of every model that is built. What goes wrong here shows again, with its
    own error, when the engine is used.
    """

    def __init__(self, project: Project) -> None:
        self.model_done: ModelDone | None = None
        self._project = project
        self._engine = _make_engine(project, self._tell)
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin, once."""
        if self._thread is None:
            self._thread = Thread(target=self._prepare, daemon=True)
            self._thread.start()

    def engine(self) -> Engine:
        """The engine, not open yet, and ready if that was begun."""
        if self._thread is not None:
            self._thread.join()
        return self._engine

    def _prepare(self) -> None:
        from tillhouse.pipeline.variables import model_variables
        from tillhouse.science.libraries import load_libraries

        with suppress(Exception):
            self._engine.prepare(model_variables(self._project))
            load_libraries(self._project.shop.country)

    def _tell(self, model: str, seconds: float) -> None:
        if self.model_done is not None:
            self.model_done(model, seconds)


def own_models(project: Project) -> dict[str, Path]:
    """Kind → the folder of its staging models, for the kinds that are the project's own."""
    from tillhouse.contracts.staging import model_folder

    kinds = {source.kind for source in project.sources.values()}
    folders = {kind: model_folder(kind, project.own_sources) for kind in sorted(kinds)}
    return {kind: at for kind, at in folders.items() if at.parent == project.own_sources}


def _make_engine(project: Project, told: ModelDone) -> Engine:
    own = own_models(project)
    if project.warehouse.target == "spark":
        from tillhouse.engines.spark import SparkEngine

        return SparkEngine(project.state_folder, project.warehouse_path / "spark", told, own)
    from tillhouse.engines.duckdb import DuckDBEngine

    warehouse = project.warehouse_path / "warehouse.duckdb"
    limit = project.warehouse.memory_limit
    return DuckDBEngine(project.state_folder, warehouse, told, own, memory_limit=limit)
