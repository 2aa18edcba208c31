"""What pydantic found wrong with the project file, in the words of the person who wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tillhouse.config.lines import line_of, setting_lines
from tillhouse.config.locations import without_password
from tillhouse.suggestions import nearest

EXPECTED = {
    "string_type": "must be text in quotes",
    "bool_type": "must be true or false, without quotes",
    "int_type": "must be a whole number, without quotes",
    "int_from_float": "must be a whole number",
    "tuple_type": "must be a list such as [1, 2]",
    "model_type": "must be a table of settings",
    "dict_type": "must be a table of settings",
    "too_short": "must have at least one entry",
    "string_too_short": "must not be empty",
    "string_pattern_mismatch": "has a character that is not allowed here",
}
LIMITS = {"ge": "at least", "gt": "above", "le": "at most", "max_length": "of length at most"}


def describe(error: ValidationError, text: str, model: type[BaseModel]) -> list[str]:
    """One line per problem, in the order of the file: line number, setting, value, remedy."""
    lines = setting_lines(text)
    found = []
    for detail in error.errors(include_url=False):
        if detail["type"] == "too_short" and detail["input"]:
            continue  # only because an entry was refused, which is reported by itself
        path = tuple(str(part) for part in detail["loc"])
        number = line_of(path, lines)
        place = f"line {number}: " if number else ""
        found.append((number or 0, f"{place}{_sentence(detail, path, model)}"))
    return [sentence for _, sentence in sorted(found)]


def _sentence(detail: ErrorDetails, path: tuple[str, ...], model: type[BaseModel]) -> str:
    kind = detail["type"]
    if path[-1:] == ("[key]",):
        return f'the name "{path[-2]}" {_reason(detail)}'
    name = ".".join(path) or "the file"
    if kind == "extra_forbidden":
        return f"unknown setting {name}{_suggestion(path, model)}"
    if kind == "missing":
        return f"{name} is missing"
    if kind == "value_error" and _is_table(detail["input"]):
        return f"{name}: {_reason(detail)}"
    return f"{name} = {_shown(detail['input'])} {_reason(detail)}"


def _is_table(value: Any) -> bool:
    """A table of settings, or a list of such tables: too much to be shown in a sentence."""
    return isinstance(value, dict | BaseModel) or (
        isinstance(value, list) and any(isinstance(item, dict) for item in value)
    )


def _reason(detail: ErrorDetails) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error":
        return f"must be one of {context['expected']}"
    for limit, words in LIMITS.items():
        if limit in context and kind != "too_short":
            return f"must be {words} {context[limit]}"
    return EXPECTED.get(kind, detail["msg"])


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        shown = f'"{without_password(value)}"'
    elif isinstance(value, Mapping):
        shown = "{…}"
    else:
        shown = str(value)
    return shown if len(shown) <= 60 else shown[:59] + "…"


def _suggestion(path: tuple[str, ...], model: type[BaseModel]) -> str:
    siblings = known_names(model, path[:-1])
    if match := nearest(path[-1], siblings):
        return f"; did you mean {match!r}?"
    elsewhere = [place for place in _all_paths(model) if place[-1] == path[-1]]
    if len(elsewhere) == 1:
        return f"; it belongs under [{'.'.join(elsewhere[0][:-1])}]"
    return f"; known here: {', '.join(sorted(siblings))}"


def known_names(model: type[BaseModel], path: tuple[str, ...]) -> set[str]:
    """The settings that may stand in the table at `path`."""
    current: type[BaseModel] | None = model
    skip_name = False
    for part in path:
        if skip_name:  # the free name of a [sources.<name>] table
            skip_name = False
            continue
        assert current is not None
        field = {f.alias or name: f for name, f in current.model_fields.items()}.get(part)
        if field is None:
            return set()
        current, skip_name = _table_type(field.annotation)
    if current is None or skip_name:
        return set()
    return {field.alias or name for name, field in current.model_fields.items()}


def _table_type(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    for argument in get_args(annotation):
        if isinstance(argument, type) and issubclass(argument, BaseModel):
            return argument, True
    return None, False


def _all_paths(model: type[BaseModel], prefix: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    paths = []
    for name, field in model.model_fields.items():
        here = (*prefix, field.alias or name)
        table, is_free = _table_type(field.annotation)
        if table is None:
            paths.append(here)
        else:
            paths += _all_paths(table, (*here, "<name>") if is_free else here)
    return paths
