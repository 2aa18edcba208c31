"""The README of a source that was written: what is mapped to what, and how to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tillhouse.delivered_text import table_cell

if TYPE_CHECKING:
    from tillhouse.onboarding.write import OwnSource

TOP = """\
# Source `{name}`

Written by `tillhouse add-source` from what lay at the location. It is yours: everything in this
folder may be edited, and nothing outside it has to be.

| file | what it says |
|---|---|
| `source.toml` | which files or relations make up each table, its columns, which are mandatory |
| `stg_{name}__<entity>.sql` | how a table becomes an entity: plain `SELECT`s |
| `stg_{name}__<entity>.yml` | which entity, and what each column is called in your own words |
| `_sources.yml` | the tables that the models may read |

`tillhouse check` says which values do not fit, in your own column names; `tillhouse run` loads and
builds. What cannot be read goes to quarantine with its reason; nothing is lost.

## What is mapped to what
"""
END = """
## How to mend a guess

- A line `-- null as <column>: …` is a column that nothing was found for. Replace it by an
  expression: `{{ clean('my_column') }} as <column>,` for a text, `{{ clean(code('my_id')) }}` for
  a number that a spreadsheet may have turned into `17850.0`. Add it to the YAML under `columns`.
- Values stay text here. A value that cannot be read is handed on as it is: then the row is
  rejected with the value in the reason, instead of being lost.
- `_slice` is what a later delivery replaces as a whole, such as an order.
- An entity that is not here is an empty table. To add one, copy a model and its YAML.
"""


def readme_text(source: OwnSource) -> str:
    """The whole file."""
    parts = [TOP.format(name=source.name)]
    for model in source.models:
        guess = model.guess
        parts.append(f"\n### {guess.entity.name} ← {guess.table.name}\n\n")
        parts.append("| column of the contract | your column |\n|---|---|\n")
        for promise in guess.entity.columns[1:]:
            if promise.name in model.columns:
                parts.append(f"| {promise.name} | {table_cell(model.columns[promise.name])} |\n")
            elif promise.name in model.query.given:
                why = table_cell(model.query.given[promise.name][1])
                parts.append(f"| {promise.name} | (made: {why}) |\n")
        missing = [
            name for name, text, _ in model.query.select if not text and name not in model.columns
        ]
        if missing:
            parts.append(f"\nNot found: {', '.join(missing)}.\n")
    return "".join(parts) + END
