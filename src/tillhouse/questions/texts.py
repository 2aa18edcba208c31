"""What is asked about that only shows when tables are built: each sentence is written once, here.

Questions that `add-source` has found stand with their sentences in `questions.toml`; the others are
known by topic and item alone (`status.Dispatched`), and get theirs from this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tillhouse.questions.question import Question


@dataclass(frozen=True)
class Topic:
    """A sentence with `{item}` and `{column}` in it, the column that it is about, the choices."""

    asks: str
    column: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)


# What the numbers of orders are unique within. Carried out by `macros/order_numbers.sql`.
RESTARTS = {
    "no": "it is the same order, which has changed: the later delivery replaces the earlier one",
    "daily": "each day has numbers of its own: all of them are orders",
    "yearly": "each year has numbers of its own",
    "per_store": "each store has numbers of its own",
    "per_store_daily": "each store has numbers of its own, every day",
    "per_store_yearly": "each store has numbers of its own, every year",
    "per_till": "each till has numbers of its own",
    "per_till_daily": "each till has numbers of its own, every day",
}
TOPICS: dict[str, Topic] = {
    "status": Topic(
        'What does "{item}" in {column} mean for an order?',
        "status",
        {
            "completed": "it is a sale and counts",
            "open": "it is not finished yet and does not count",
            "cancelled": "it was called off and does not count",
            "failed": "it came to nothing and does not count",
        },
    ),
    "transaction_type": Topic(
        'What is a line with "{item}" in {column} (the transaction type)?',
        "transaction_type",
        {
            "sale": "it is a sale and counts",
            "return": "it takes goods back: net sales are lower by it",
            "void": "it was called off and counts nowhere",
        },
    ),
    "orders": Topic(
        "{column} comes again for another day, store or customer. Does it begin again?",
        "order_id",
        RESTARTS,
    ),
    "totals": Topic(
        "The {item} that is stated is not what the quantities, prices, discounts and taxes of the "
        "lines come to.",
        "",
        {"computed": "what is computed counts, and the stated totals are left aside"},
    ),
    "discounts": Topic(
        "A discount is more than its line costs, or adds to it.",
        "discount_amount",
        {"as_told": "it is taken as it is told: one below 0 is a surcharge"},
    ),
    "totals.control_total": Topic(
        "The totals that were delivered apart from sales (a till's report, the books) are not what"
        " was sold and taken back in their store and period.",
        "",
        {"computed": "what was sold counts, and the totals are left aside"},
    ),
    "rejected": Topic("Not one row of {item} could be read; they are all in quarantine."),
}
# What a measure of `silver.stated_totals` is called in a sentence.
MEASURES = {
    "line_total": "line total",
    "order_total": "order total",
    "line_count": "number of lines or units",
}
OTHER = Topic("{item}: what is meant by it in the deliveries?")


def question_of(key: str, about: str = "") -> Question:
    """The question behind a key; `about` is the table or column as the delivery calls it."""
    name, _, item = key.partition(".")
    topic = TOPICS.get(key) or TOPICS.get(name, OTHER)
    called = MEASURES.get(item, item) if name == "totals" else item
    asks = topic.asks.format(item=called or name, column=about or topic.column)
    return Question(name, item, asks, about, topic.choices)


def column_of(key: str) -> str:
    """The contract's column that a topic is about; empty where it is about no single one."""
    return TOPICS.get(key.partition(".")[0], OTHER).column
