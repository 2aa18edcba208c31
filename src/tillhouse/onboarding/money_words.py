"""What the headers of money columns speak of, in meanings (see vocabulary/words.toml)."""

from __future__ import annotations

from functools import lru_cache

from tillhouse.onboarding.names import tokens, words
from tillhouse.onboarding.tables import Column

# What a header speaks of → the meanings that say so. `gross` and `net` are with and without tax
# where a tax is told beside them, before and after discount elsewhere.
SAID: dict[str, frozenset[str]] = {
    "price": frozenset({"price"}),
    "cost": frozenset({"cost", "margin"}),
    "list": frozenset({"list", "rrp", "compare"}),
    "total": frozenset({"total", "amount", "subtotal", "extended"}),
    "discount": frozenset({"discount"}),
    "rate": frozenset({"rate"}),
    "tax": frozenset({"tax"}),
    "gross": frozenset({"gross", "included"}),
    "net": frozenset({"net", "before"}),
    "each": frozenset({"unit"}),
    "order": frozenset({"order"}),
    "line": frozenset({"line", "product"}),
    "freight": frozenset({"freight", "ship"}),
    "refund": frozenset({"return", "payment"}),
    "no_money": frozenset(
        {
            "id",
            "code",
            "name",
            "type",
            "status",
            "class",
            "count",
            "quantity",
            "weight",
            "date",
            "required",
        }
    ),
}
# Words that say percent and not merely a rate, as they are spelled.
PERCENT = frozenset({"percent", "pct", "percentage", "prc", "perc", "prozent", "prozentsatz",
                     "pourcentage", "pourcent", "porcentaje", "percentuale", "procent",
                     "percentagem", "percentual"})  # fmt: skip


@lru_cache(maxsize=4096)
def said(header: str) -> frozenset[str]:
    """The kinds that a header speaks of."""
    meanings = set(words(header))
    found = {kind for kind, spoken in SAID.items() if spoken & meanings}
    if "sale" in meanings and "price" not in meanings:
        found.add("total")  # sales are money; a sale price is a price
    if PERCENT & set(tokens(header)):
        found.add("percent")
    return frozenset(found)


def speaks(column: Column, *kinds: str) -> bool:
    """Whether a column's header speaks of any of these kinds."""
    return bool(said(column.original) & set(kinds))
