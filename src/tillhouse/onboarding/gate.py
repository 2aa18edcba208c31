"""The last look at a generated model before it is written: it reads, and does nothing else.

Text from outside comes into a model by `delivered_text` alone. Should it ever come in another way,
it ends here: a template may call our macros and nothing of dbt's or the template engine's own, and
its SQL is one query.
"""

from __future__ import annotations

import re

from tillhouse.contracts.warehouse import macro_texts
from tillhouse.errors import ConfigError

OF_DBT = frozenset({"source", "ref", "var"})  # what of dbt's own a model needs
BLOCK = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
QUOTED = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"")


def check_model(name: str, sql: str) -> None:
    """Raises `ConfigError` for a model that is more than one query of our macros."""
    if why := _why_not(sql):
        raise ConfigError(
            f"A name or value of what was delivered would become part of a program: {why}.",
            where=f"the model {name}, which was not written",
            remedy="Rename the file, sheet, table or column, and report this: names are data",
        )


def _why_not(sql: str) -> str:
    from jinja2 import Environment, TemplateSyntaxError, meta, nodes

    try:
        template = Environment(extensions=["jinja2.ext.do"]).parse(sql)
    except TemplateSyntaxError as error:
        return f"its template cannot be read ({error.message})"
    foreign = meta.find_undeclared_variables(template) - macro_texts().keys() - OF_DBT
    if foreign:
        return f"it calls {', '.join(sorted(foreign))}"
    if next(template.find_all(nodes.Getattr), None) is not None:
        return "it reaches into an object"
    text = QUOTED.sub("text", BLOCK.sub("block", "\n".join(_without_comments(sql))))
    return "" if ";" not in text else "its SQL is more than one query"


def _without_comments(sql: str) -> list[str]:
    return [line for line in sql.split("\n") if not line.lstrip().startswith("--")]
