"""A query in the making: steps (CTEs), the columns of the last select with their comments."""

from __future__ import annotations

from dataclasses import dataclass, field

from tillhouse.delivered_text import argument, comment
from tillhouse.onboarding.expressions import is_written
from tillhouse.onboarding.mapping import Guess, Hop
from tillhouse.onboarding.tables import Table
from tillhouse.onboarding.versions import changed_column


def answer_to(kind: str, key: str) -> str:
    """The macro's call for the answer to a question of a source; '' while it is open."""
    return f"answer({argument(kind)}, {argument(key)})"


@dataclass
class Query:
    """Steps are added one on top of the other; `text` writes all of it.

    `given` are columns of the contract that a step makes: name → (expression, why). `select` are
    (name, expression, comment); without an expression only the comment is written.
    """

    kind: str
    top: list[str] = field(default_factory=list)
    ctes: list[tuple[str, str]] = field(default_factory=list)
    select: list[tuple[str, str, str]] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)
    given: dict[str, tuple[str, str]] = field(default_factory=dict)
    condition: str = ""
    row_questions: list[str] = field(default_factory=list)  # expressions: NULL, or what is asked

    def begin(self, table: Table, title: str, *, is_row_by_row: bool) -> None:
        """The first step: the delivered table. Rows of totals have a problem, or are left out."""
        self.note(title)
        self.note("A guess by `tillhouse add-source`: each column says what it rests on.")
        delivered = f"{{{{ source('{self.kind}', '{table.name}') }}}}"
        body = f"    select * from {delivered}"
        if table.totals:
            self.note("Rows that are totals of others are no rows of their own.")
            call = f"total_row({list(table.totals.labels)}, {list(table.totals.needed)})"
            body = f"    select *, {{{{ {call} }}}} as own_total\n    from {delivered} as delivered"
            if is_row_by_row:
                self.options["_problem"] = "own_total"
            else:
                body = f"    select * from (\n    {body}\n    ) as told where own_total is null"
        self.ctes.append(("source", body))

    def note(self, text: str) -> None:
        """A comment above the query, of any text."""
        self.top.append(f"-- {comment(text)}")

    def set(self, name: str, expression: str) -> None:
        """A variable of the template; `expression` is one of it."""
        self.top.append(f"{{%- set {name} = {expression} %}}")

    def step(self, name: str, columns: list[str], condition: str = "") -> None:
        """A select from the step before."""
        listed = ",\n        ".join(columns)
        where = f"\n    where {condition}" if condition else ""
        self.ctes.append((name, f"    select\n        {listed}\n    from {self.last}{where}"))

    def group(self, columns: str) -> None:
        """Group the last step."""
        name, body = self.ctes[-1]
        self.ctes[-1] = (name, f"{body}\n    group by {columns}")

    @property
    def last(self) -> str:
        return self.ctes[-1][0]

    def text(self) -> str:
        """The whole file."""
        top = "\n".join(self.top)
        ctes = ",\n\n".join(f"{name} as (\n\n{body}\n\n)" for name, body in self.ctes)
        where = f"\nwhere {self.condition}" if self.condition else ""
        return f"{top}\nwith {ctes}\n\nselect\n{self.columns()}\nfrom {self.last}{where}\n"

    def columns(self) -> str:
        """The columns of the last select, with their comments."""
        lines: list[str] = []
        for name, text, why in self.select:
            if not text:
                lines += [f"    -- {comment(it)}" for it in f"null as {name}: {why}".split("\n")]
                continue
            if why:
                lines.append(f"    -- {name}: {comment(why)}")
            lines.append(f"    {text if text == name else f'{text} as {name}'},")
        lines += [f"    {line}," for line in self.tail]
        return "\n".join(lines).rstrip(",")


def read_lookups(guess: Guess, query: Query) -> None:
    """Join the tables that lend a column."""
    if not guess.lookups:
        return
    names: dict[tuple[Hop, ...], str] = {}
    joins: list[str] = []
    for lookup in guess.lookups.values():
        for depth in range(1, len(lookup.hops) + 1):
            hops = lookup.hops[:depth]
            if hops not in names:
                names[hops] = f"lender_{len(names) + 1}"
                before = names[hops[:-1]] if depth > 1 else "source"
                joins.append(_join(names[hops], before, hops[-1]))
                query.ctes.append((names[hops], _lender(query.kind, hops[-1])))
    columns = ["source.*"] + [
        f"{names[lookup.hops]}.{lookup.column.name} as {lent_name(name)}"
        for name, lookup in guess.lookups.items()
    ]
    listed = ",\n        ".join(columns)
    body = f"    select\n        {listed}\n    from source\n" + "\n".join(joins)
    query.ctes.append(("joined", body))


def lent_name(column: str) -> str:
    """What a column is called that another table lent."""
    return f"lent_{column}"


def _lender(kind: str, hop: Hop) -> str:
    table = f"source('{kind}', '{hop.table.name}')"
    more = ", has_deletes=true" if hop.table.has_deletes else ""
    changed = changed_column(hop.table)
    if changed and changed.is_date and not is_written(changed) and not changed.is_epoch:
        more += f", version=version_text('{changed.name}')"
    return (
        f"    select *, {{{{ clean(code('{hop.key}')) }}}} as lender_key\n"
        f"    from ({{{{ latest_rows({table}, ['{hop.key}']{more}) }}}}) as latest"
    )


def _join(name: str, before: str, hop: Hop) -> str:
    return (
        f"    left join {name}\n"
        f"        on source.source_system = {name}.source_system\n"
        f"        and {{{{ clean(code('{before}.{hop.column}')) }}}} = {name}.lender_key"
    )
