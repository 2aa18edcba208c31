"""The one way in which text from outside gets into a file that is generated (R26).

Names of files, sheets, tables and columns, and values, are in the hands of whoever delivers them. A
staging model is a template of SQL: text that is put into it as it is would be carried out. So it
goes in as a comment, as an argument of a macro, or as a value of YAML or TOML, by these functions.
"""

from __future__ import annotations

import json
import re
from typing import Any

SIGNS = re.compile(r"[A-Za-z0-9 _.,:/+-]+")
LONGEST_COMMENT = 1000  # signs; a name may be long, a comment is read by people


def comment(text: str) -> str:
    """As words of a comment: one line of letters and signs, nothing that a template would read."""
    opened = text.replace("{", "(").replace("}", ")")
    shown = "".join(sign if sign.isprintable() else " " for sign in opened)
    told = " ".join(shown.split())
    return told if len(told) <= LONGEST_COMMENT else f"{told[: LONGEST_COMMENT - 1]}…"


def argument(text: str) -> str:
    """As a text in quotes for a macro, which has to write it into SQL with `sql_text`.

    Signs that could end a text or a template are written as `\\uXXXX`, which the template reads.
    """
    return "'" + "".join(sign if SIGNS.fullmatch(sign) else _escaped(sign) for sign in text) + "'"


def literal(text: str) -> str:
    """As a text of SQL in a template."""
    return f"{{{{ sql_text({argument(text)}) }}}}"


def toml_value(value: Any) -> str:
    """As a value of TOML (a text also as a key): texts, whole numbers, lists of them."""
    # A JSON text is a TOML text but for DEL, which JSON leaves as it is.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def yaml_text(text: str) -> str:
    """As a value of YAML that dbt reads, which takes texts there for templates too."""
    return json.dumps(comment(text), ensure_ascii=False)


def table_cell(text: str) -> str:
    """As a cell of a Markdown table."""
    return comment(text).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def _escaped(sign: str) -> str:
    code = ord(sign)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
