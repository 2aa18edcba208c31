"""What a kind of source must be told about a system, such as the unit of a column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tillhouse.errors import ConfigError
from tillhouse.suggestions import did_you_mean

KEYS = {"title", "choices", "default", "required"}

Value = str | bool | int


@dataclass(frozen=True)
class Setting:
    """One setting of a kind. Without `choices` any value is taken."""

    name: str
    title: str = ""
    choices: tuple[Value, ...] = ()
    default: Value | None = None
    required: bool = False


def read_settings(entries: Mapping[str, Any], where: str) -> tuple[Setting, ...]:
    """The `[settings.<name>]` tables of a source.toml."""
    found = []
    for name, entry in entries.items():
        for key in entry:
            if key not in KEYS:
                raise ConfigError(
                    f"Unknown key {key!r}.",
                    where=f"{where}: [settings.{name}]",
                    remedy=did_you_mean(key, KEYS),
                )
        choices = tuple(entry.get("choices", ()))
        found.append(Setting(name, **{**entry, "choices": choices}))
    return tuple(found)


def settle(
    declared: Iterable[Setting], given: Mapping[str, Value], where: str
) -> dict[str, Value | None]:
    """Every declared setting with the value given for it, or its default.

    Raises `ConfigError` for an unknown setting, a value that is no choice and a missing one.
    """
    known = {setting.name: setting for setting in declared}
    for name in given:
        if name not in known:
            raise ConfigError(
                f"Unknown setting {name!r}.",
                where=where,
                remedy=did_you_mean(name, known) or "this kind of source has no settings",
            )
    return {name: _value(setting, given, where) for name, setting in known.items()}


def _value(setting: Setting, given: Mapping[str, Value], where: str) -> Value | None:
    value = given.get(setting.name, setting.default)
    choices = ", ".join(str(choice) for choice in setting.choices)
    if value is None and setting.required:
        raise ConfigError(
            f"The setting {setting.name} is missing: {setting.title}",
            where=where,
            remedy=f"Give one of {choices}" if choices else "Give it a value",
        )
    if setting.default is not None and type(value) is not type(setting.default):
        wanted = "a whole number" if type(setting.default) is int else repr(setting.default)
        raise ConfigError(
            f"{setting.name} is {value!r}.", where=where, remedy=f"Give {wanted}: {setting.title}"
        )
    if value is not None and setting.choices and value not in setting.choices:
        raise ConfigError(
            f"{setting.name} is {value!r}.", where=where, remedy=f"Give one of {choices}"
        )
    return value
