"""The run as data: steps with inputs and outputs, carried out whole or one by one."""

from tillhouse.pipeline.plan import Step, plan
from tillhouse.pipeline.result import RunResult
from tillhouse.pipeline.run import run

__all__ = ["RunResult", "Step", "plan", "run"]
