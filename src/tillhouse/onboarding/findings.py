"""What looks wrong in the delivered values, with numbers and in the user's own column names.

No value of a personal column is ever shown (R24): counts are enough to find the rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from tillhouse.onboarding.facts import is_line_key, odd_prefixes, repeated_keys, spread_orders
from tillhouse.onboarding.keys import orphans
from tillhouse.onboarding.mapping import MOMENTS, NUMBERS, Guess, own_key
from tillhouse.onboarding.tables import Column, Looked, Table

EARLIEST = "1990-01-01"  # of a sale; contracts themselves refuse what lies before 1970


@dataclass(frozen=True)
class Finding:
    """One thing that looks wrong in `rows` of `of_rows` rows, and what happens to them."""

    table: str
    column: str
    what: str
    rows: int
    of_rows: int
    then: str = ""
    examples: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        return self.rows / self.of_rows if self.of_rows else 0.0

    def __str__(self) -> str:
        where = f"{self.table}.{self.column}" if self.column else self.table
        counted = f"{self.rows:,} of {self.of_rows:,} rows ({percent(self.share)})"
        then = f"; {self.then}" if self.then else ""
        return f"{where} {self.what}: {counted}{then}{_listed(self.examples)}"

    def as_dict(self) -> dict[str, object]:
        """For `--json`."""
        return {**asdict(self), "share": round(self.share, 6)}


def _listed(examples: Sequence[str]) -> str:
    return "".join(f"\n    {example}" for example in examples)


def percent(share: float) -> str:
    """`36.8 %`; below a tenth of a percent `< 0.1 %`."""
    return "< 0.1 %" if 0 < share < 0.001 else f"{share * 100:.1f} %"


def find_problems(guesses: Sequence[Guess], looked: Looked) -> list[Finding]:
    """All findings, table by table, each once."""
    found: dict[tuple[str, str, str], Finding] = {}
    for guess in guesses:
        for finding in (*_of_columns(guess), *_of_keys(guess, looked), *_of_lines(guess, looked)):
            found.setdefault((finding.table, finding.column, finding.what), finding)
    for guess, key, other, rows in orphans(guesses, looked):
        if rows:
            column = guess.matches[key].column.original
            what = f"is not in {other.table.name}.{other.matches[key].column.original}"
            then = f"kept, on the unknown {key.removesuffix('_id')} (R6)"
            filled = guess.matches[key].column.filled
            finding = Finding(guess.table.name, column, what, rows, filled, then)
            found.setdefault((finding.table, column, what), finding)
    for table in looked.tables:
        for finding in _missing_columns(table, looked):
            found[finding.table, finding.column, finding.what] = finding
    return list(found.values())


def _of_columns(guess: Guess) -> Iterator[Finding]:
    table, required = guess.table, set(guess.entity.required)
    for promise in guess.entity.columns:
        if promise.name not in guess.matches:
            continue
        column = guess.matches[promise.name].column
        then = "rejected" if promise.name in required else "read as NULL"
        is_read = bool(guess.matches[promise.name].sql)  # by what fits its values
        if not is_read and (wrong := _unreadable(column, promise.data_type)):
            noun = "date" if promise.data_type in MOMENTS else "number"
            yield Finding(table.name, column.original, f"is not a {noun}", wrong, table.rows, then)
        empty = table.rows - column.filled + column.nothings
        if empty and (promise.name in required or promise.name.endswith("_id")):
            if guess.is_derived or promise.name not in required:
                then = f"kept, on the unknown {promise.name.removesuffix('_id')} (R6)"
            yield Finding(table.name, column.original, "is empty", empty, table.rows, then)
        for word, rows in ({} if promise.is_pii else column.kept_words).items():
            then = "taken for a value as it is written"
            yield Finding(table.name, column.original, f"holds {word}", rows, table.rows, then)
        if promise.name == "list_price" and column.negative:
            yield Finding(table.name, column.original, "is below 0", column.negative, table.rows)


def _unreadable(column: Column, data_type: str) -> int:
    real = column.filled - column.nothings
    if data_type in MOMENTS:
        return 0 if column.is_epoch else real - column.iso_dates - column.written
    return unreadable(column) if data_type.startswith(NUMBERS) else 0


def unreadable(column: Column) -> int:
    """Values of a column of numbers that are none."""
    return max(column.filled - column.nothings - column.readable, 0)


def _of_keys(guess: Guess, looked: Looked) -> Iterator[Finding]:
    key = own_key(guess.entity.name)
    if guess.is_derived or key not in guess.matches:
        return
    if rows := repeated_keys(guess, key, looked):
        what = "comes more than once"
        then = "the last row of a delivery is taken (R7)"
        column = guess.matches[key].column.original
        yield Finding(guess.table.name, column, what, rows, guess.table.rows, then)


def _of_lines(guess: Guess, looked: Looked) -> Iterator[Finding]:
    if guess.entity.name != "order_lines":
        return
    table, rows = guess.table, guess.table.rows
    if guess.has("quantity") and (below := guess.matches["quantity"].column.negative):
        column = guess.matches["quantity"].column.original
        yield Finding(table.name, column, "is below 0", below, rows, "taken for returns (R3)")
    for prefix in odd_prefixes(guess, looked):
        column = guess.matches["order_id"].column.original
        then = "all with a negative quantity: returns (R3)"
        if not prefix.is_return:
            then = f"{prefix.negative:,} of them negative: are these sales? See the model of orders"
        yield Finding(table.name, column, f"begins with {prefix.letters}", prefix.rows, rows, then)
    yield from _of_dates(guess, looked)
    if same := _identical(table, looked):
        then = "kept: a till does sell the same thing twice (R7)"
        yield Finding(table.name, "", "has rows identical to another", same, rows, then)
    if guess.has("line_number") and not is_line_key(guess, looked):
        column = guess.matches["line_number"].column.original
        yield Finding(
            table.name, column, "is not unique in its order", rows, rows, "lines are counted"
        )
    spread = spread_orders(guess, looked)
    if spread.split or spread.repeated:
        found = spread.split + spread.repeated
        yield Finding(table.name, "", "has orders in more than one file (orders)", found, rows)


def _of_dates(guess: Guess, looked: Looked) -> Iterator[Finding]:
    if "business_date" not in guess.matches:
        return
    column = guess.matches["business_date"].column
    if column.first_date and column.first_date < EARLIEST:
        sql = f"select count(*) from {guess.table.view} where left(trim({column.name}), 10) < ?"
        rows = int(str(looked.ask(sql, [EARLIEST])[0][0]))
        what = f"lies before {EARLIEST} (the first is {column.first_date})"
        yield Finding(guess.table.name, column.original, what, rows, guess.table.rows)
    if column.day_over_12 and column.month_over_12:
        rows = min(column.day_over_12, column.month_over_12)
        what = "has dates with day and month in both orders"
        yield Finding(guess.table.name, column.original, what, rows, guess.table.rows)


def _identical(table: Table, looked: Looked) -> int:
    names = ", ".join(column.name for column in table.columns)
    sql = (
        "select coalesce(sum(n - 1), 0) from "
        f"(select count(*) as n from {table.view} group by _file, {names} having count(*) > 1)"
    )
    return int(str(looked.ask(sql)[0][0]))


def _missing_columns(table: Table, looked: Looked) -> Iterator[Finding]:
    """Columns that are empty in all of a file and filled in others: the layout has changed."""
    if len(table.files) < 2:
        return
    parts = ", ".join(f"count({column.name}) > 0 as {column.name}" for column in table.columns)
    rows = looked.ask(f"select count(*) as n, {parts} from {table.view} group by _file")
    for at, column in enumerate(table.columns, start=1):
        absent = [int(str(row[0])) for row in rows if not row[at]]
        if absent and len(absent) < len(rows):
            what = f"is missing or empty in {len(absent):,} of {len(rows):,} files"
            yield Finding(table.name, column.original, what, sum(absent), table.rows)
