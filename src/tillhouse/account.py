"""The account of a source, for a person: what was delivered, what counts, what does not (R6).

It is made from the rows of `silver.account`, in a run, in a trial and from what is published.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from tillhouse.wording import plural

STATES = ("counted", "not counted", "replaced", "identical", "rejected", "held")
SHORT = ("not counted", "rejected", "held")  # what a run tells of
SHOWN = 4
REASONS = {
    "after_as_of": "later than the as-of date",
    "order_line": "told by an order line already",
    "sale_not_counted": "of a sale that does not count",
    "deleted": "gone from the source",
    "(source)": "waits for the answers to its source's questions",
}

Row = Mapping[str, Any]


def account_lines(rows: Iterable[Row]) -> list[str]:
    """`till: 9 order lines (80.00) = 3 counted (40.00) + …`, a line per source and entity."""
    return [_line(source, entity, told, STATES) for (source, entity), told in _grouped(rows)]


def short_lines(rows: Iterable[Row]) -> list[str]:
    """Only of what has something that neither counts nor was replaced; that alone."""
    return [
        _line(source, entity, told, SHORT)
        for (source, entity), told in _grouped(rows)
        if any(it["state"] in SHORT for it in told)
    ]


def _grouped(rows: Iterable[Row]) -> list[tuple[tuple[str, str], list[Row]]]:
    """By source and entity, lines first: they carry the money."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        found[row["source_system"], row["entity"]].append(row)
    return sorted(found.items(), key=lambda it: (it[0][0], it[0][1] != "order_lines", it[0][1]))


def _line(source: str, entity: str, rows: Sequence[Row], states: Sequence[str]) -> str:
    parts = [_state(state, [it for it in rows if it["state"] == state]) for state in states]
    noun = entity.replace("_", " ")
    whole = next((it for it in rows if it["state"] == "delivered"), None)
    delivered = f"{whole['row_count']:,} {noun}{_money(whole['amount'])}" if whole else noun
    sign = " = " if "counted" in states else ", of them "
    return f"{source}: {delivered}{sign}{' + '.join(filter(None, parts)) or 'nothing'}"


def _state(state: str, rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    count = sum(it["row_count"] for it in rows)
    amount = sum((it["amount"] or Decimal(0) for it in rows), Decimal(0))
    reasons = _reasons(rows)
    told = f": {reasons}" if reasons else ""
    return f"{count:,} {state}{_money(amount, told)}"


def _reasons(rows: Sequence[Row]) -> str:
    """The reasons by number of rows; beyond a few only how many more there are."""
    named = [it for it in rows if it["reason"] not in (None, "identical")]
    ordered = sorted(named, key=lambda it: (-it["row_count"], str(it["reason"]), str(it["detail"])))
    told = [_reason(it, alone=len(ordered) == 1) for it in ordered[:SHOWN]]
    if len(ordered) > SHOWN:
        told.append(f"and {plural(len(ordered) - SHOWN, 'other reason')}")
    return "; ".join(told)


def _reason(row: Row, *, alone: bool) -> str:
    reason, detail = row["reason"], row["detail"]
    if row["state"] == "replaced" and reason == "delivery":
        what = f"by {detail}"
    elif row["state"] == "rejected":
        what = f"{detail} {reason.replace('_', ' ')}" if detail else reason.replace("_", " ")
    elif row["state"] == "held":
        what = REASONS.get(reason, f"question {reason}")
    else:
        quoted = f' "{detail}"' if detail else ""
        what = f"{REASONS.get(reason, reason.replace('_', ' '))}{quoted}"
    if row["order_count"]:
        money = f"{row['amount']:,.2f}"
        return f"{what}: {plural(row['order_count'], 'order')}, {money}"
    return what if alone else f"{what} {row['row_count']:,}"


def _money(amount: Decimal | None, told: str = "") -> str:
    money = f"{amount:,.2f}" if amount else ""
    inside = f"{money}{told}" if money else told.removeprefix(": ")
    return f" ({inside})" if inside else ""
