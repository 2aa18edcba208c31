"""Names that try to be more than names: programs of templates, of SQL, of shells; odd signs.

Everything that a name could do, it would do to a file called `CANARY` in the working folder.
"""

from __future__ import annotations

from itertools import product

CANARY = "pwned.csv"
QUERY = f"copy (select 1 as a) to '{CANARY}'"

PROGRAMS = (
    "{{ 7 * 7 }}",
    "{{ run_query(" + f'"{QUERY}"' + ") }}",
    "{% do run_query(" + f'"{QUERY}"' + ") %}",
    "{%- set x = 1 -%}",
    "{# hidden",
    "{{",
    "}}",
    "%}",
    "{{ env_var('TILLHOUSE_SECRET') }}",
    "{{ var('answers') }}",
    "{{ ''.__class__.__mro__ }}",
    "{{ clean('a') }}",
    "{% raw %}",
    "{% macro clean(x) %}1{% endmacro %}",
    "{% endset %}{% endif %}",
    "'; drop table x; --",
    f"'; {QUERY}; --",
    '"; drop schema bronze cascade; --',
    "') union all select 1 --",
    "*/ select 1 /*",
    "-- comment",
    "`id`",
    "$(touch pwned.csv)",
    "; touch pwned.csv;",
    "| touch pwned.csv",
    "%s %d %(x)s",
    "{0} {name}",
    "${HOME}",
    "=cmd()",
    "<script>alert(1)</script>",
)
SIGNS = (
    "a'b",
    'a"b',
    "a`b",
    "a\\b",
    "a;b",
    "a|b",
    "a&b",
    "a#b",
    "a%b",
    "a$b",
    "a@b",
    "a!b",
    "a~b",
    "a^b",
    "a[b]",
    "a[0-9]",
    "a{b}",
    "a(b)",
    "a<b>",
    "a?b",
    "a*b",
    "a+b",
    "a=b",
    "a:b",
    "a,b",
    "a b",
    " a",
    "a ",
    "a..b",
    "a, sheet b",
    "a\u00b2",
    "\u0663",
    "\u216b",
    "\u00df",
    "\u0130",
    "\u5e97",
    "\U0001f600",
    "a\u0301",
    "\ufeffa",
    "a\u200bb",
    "a\u202eb",
    "a\u00a0b",
    "a\u2028b",
    "a\u0085b",
    "a\x7fb",
    "a\tb",
    "a\nb",
    "a\rb",
    "a\x1b[31mb",
    "a\x01b",
    "null",
    "None",
    "nan",
    "true",
    "select",
    "table",
    "order",
    "group",
    "from",
    "yes",
    "no",
    "~",
    "1",
    "1.5",
    "2024-01-01",
    "__proto__",
    "source",
    "_file",
    "_row",
    "_load_id",
    "source_system",
    "con",
    "nul",
    "x" * 60,
    "x" * 200,
    "\u00e4" * 90,
    "-rf",
    "--help",
    "@file",
)
FORMS = ("{}", "orders {}", "{} sales", "p{}q", "{0}{0}")


def hostile_names() -> list[str]:
    """More than 300, each once."""
    shaped = (
        form.replace("{0}", name).replace("{}", name) for form, name in product(FORMS, PROGRAMS)
    )
    more = (form.replace("{}", name) for form, name in product(FORMS[:3], SIGNS))
    return list(dict.fromkeys((*shaped, *more)))


def file_names() -> list[str]:
    """Those that a file system takes as the name of a file or folder."""
    return [
        name
        for name in hostile_names()
        if "/" not in name and "\0" not in name and len(name.encode()) <= 240
    ]
