"""Which steps a run has, what each reads and what it makes.

A scheduler may call them one by one (`tillhouse run --step gold`); a step reads only what the
steps before it have left in the lake and in the warehouse.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tillhouse.errors import ConfigError
from tillhouse.suggestions import did_you_mean

if TYPE_CHECKING:
    from tillhouse.config import Project
    from tillhouse.pipeline.context import Context
    from tillhouse.state_records import StepRecord

Work = Callable[["Context", "StepRecord"], None]


@dataclass(frozen=True)
class Step:
    """One step: `inputs` and `outputs` name places (`bronze.pos`, `silver`, `published.sales`)."""

    name: str
    title: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    work: Work

    def as_dict(self) -> dict[str, object]:
        """For `--plan --json`."""
        return {"step": self.name, "inputs": list(self.inputs), "outputs": list(self.outputs)}


def plan(project: Project) -> list[Step]:
    """All steps of a run, in an order in which each finds its inputs made."""
    from tillhouse.pipeline import steps

    sources = sorted(project.sources)
    audiences = [name for name in project.audiences.enabled() if name != "data_quality"]
    bronze = tuple(f"bronze.{name}" for name in sources)
    published = tuple(f"published.{name}" for name in audiences)
    return [
        *(
            Step(f"bronze.{n}", f"load {n}", (f"source.{n}",), (f"bronze.{n}",), steps.loader(n))
            for n in sources
        ),
        Step("silver", "build silver", bronze, ("silver",), steps.build_silver),
        Step("science", "compute science", ("silver",), ("science",), steps.compute_science),
        Step("gold", "build gold", ("silver", "science"), ("gold", "checks"), steps.build_gold),
        Step("audit", "audit", ("checks",), ("published.data_quality",), steps.audit),
        Step("publish", "publish", ("gold",), published, steps.publish_audiences),
    ]


def select_steps(steps: list[Step], names: tuple[str, ...]) -> list[Step]:
    """The named steps in the order of the plan; all when none is named."""
    known = [step.name for step in steps]
    for name in names:
        if name not in known:
            raise ConfigError(
                f"There is no step {name!r} in this project",
                where="--step",
                remedy=f"{did_you_mean(name, known)}; `tillhouse run --plan` lists the steps",
            )
    return [step for step in steps if not names or step.name in names]


def with_those_before(steps: list[Step], chosen: Sequence[Step]) -> list[Step]:
    """The chosen steps and, of those before the last of them, all that build; for a new warehouse.

    Nothing is loaded or published that was not asked for.
    """
    names = [step.name for step in chosen]
    building = {"silver", "science", "gold"} | set(names)
    last = max((number for number, step in enumerate(steps) if step.name in names), default=-1)
    return [step for step in steps[: last + 1] if step.name in building]
