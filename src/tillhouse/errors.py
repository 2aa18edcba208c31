"""What a user sees when something is wrong: never a traceback, always a next step.

Every error that a user can cause is a `UserError`: what happened (with the value), where
(file, row or setting), and what to do. Each kind has its own exit code, so that a scheduler
can tell a bad delivery from a bad setting.
"""

from __future__ import annotations

EXIT_OK = 0
EXIT_BUG = 1
EXIT_USAGE = 2


class UserError(Exception):
    """A mistake or condition outside the program. Shown as text, without a traceback."""

    exit_code = EXIT_BUG
    kind = "error"

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        parts = [self.what]
        if self.where:
            parts.append(f"  where: {self.where}")
        if self.remedy:
            parts.append(f"  do:    {self.remedy}")
        return "\n".join(parts)

    def as_dict(self) -> dict[str, str | int]:
        """The same three parts for `--json`."""
        return {
            "kind": self.kind,
            "what": self.what,
            "where": self.where,
            "remedy": self.remedy,
            "exit_code": self.exit_code,
        }


class ConfigError(UserError):
    """The project file, a setting or an environment variable is wrong."""

    exit_code = 3
    kind = "config"


class SourceError(UserError):
    """A source system cannot be reached or read at all."""

    exit_code = 4
    kind = "source"


class DataError(UserError):
    """What was delivered cannot be taken, or sums do not tie."""

    exit_code = 5
    kind = "data"


class EngineError(UserError):
    """The engine refused a statement or could not be started."""

    exit_code = 6
    kind = "engine"


class PrivacyError(UserError):
    """Personal data would reach a place where it must not be."""

    exit_code = 7
    kind = "privacy"


class BusyError(UserError):
    """Another run holds the warehouse."""

    exit_code = 8
    kind = "busy"
