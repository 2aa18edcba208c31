"""A question that the deliveries of a source leave open, in the words of the delivery (R26)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Question:
    """What was not decided, what it concerns, and what each answer would change.

    `topic` and `item` name the place of the answer: `status` and `Dispatched`. `about` is the
    table and column as the delivery calls them. `rows` and `amount` (money of the shop's
    currency; None where the rows carry none) are what it concerns. `examples` hold no personal
    data. `choices` are the answers that may be given, each with its effect; where there are none
    any text is taken. `written_for` is the answer that the models were written for, where another
    one changes more than an expression: then add-source writes them anew.
    """

    topic: str
    item: str
    asks: str
    about: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    rows: int = 0
    amount: Decimal | None = None
    examples: tuple[str, ...] = ()
    answer: str = ""
    written_for: str = ""

    @property
    def key(self) -> str:
        """The name of its answer: `status.Dispatched`."""
        return f"{self.topic}.{self.item}"

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it."""
        return not self.answer

    def accepts(self, answer: str) -> bool:
        """Whether an answer is one of its choices."""
        return not self.choices or answer in self.choices
