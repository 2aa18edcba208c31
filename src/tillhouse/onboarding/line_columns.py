"""The money of order lines in their staging model: what is written, and what is asked (R2, R26)."""

from __future__ import annotations

from tillhouse.onboarding.arithmetic import Reading
from tillhouse.onboarding.expressions import read
from tillhouse.onboarding.line_money import MONEY
from tillhouse.onboarding.model import Model
from tillhouse.onboarding.money import Money
from tillhouse.onboarding.money_questions import INCLUDED, ask_discount, ask_tax
from tillhouse.onboarding.money_words import speaks
from tillhouse.onboarding.selects import answer_to
from tillhouse.onboarding.tables import Column
from tillhouse.onboarding.tax_decisions import TAKEN

NOTHING = "cast(null as {{ type_name('varchar') }})"


def write_line_money(model: Model, money: Money) -> None:
    """Add price or total, discount, stated total and tax of each line to the query."""
    for name in MONEY:
        model.guess.matches.pop(name, None)
    if money.lines.base is not None:
        LineWriter(model, money).write()


class LineWriter:
    """Writes one model. `told` are columns that are read in a step of their own, because macros
    compute with them; `reckoned` are amounts of the step after it.
    """

    def __init__(self, model: Model, money: Money) -> None:
        self.model, self.money, self.decision = model, money, money.lines
        self.way = self.decision.ways[0]
        self.told: dict[str, Column] = {}
        self.reckoned: dict[str, str] = {}

    def write(self) -> None:
        """All columns of the contract that tell money, then the steps that they need."""
        if self.money.paid:
            self._write_paid(*self.money.paid)
        else:
            self._write_base()
            self._write_discount()
        self._write_stated()
        self._write_tax()
        query = self.model.query
        if self.told:
            read_ = [f"{{{{ {read(it, it.name)} }}}} as {name}" for name, it in self.told.items()]
            query.step("told", ["*", *read_])
        if self.reckoned:
            made = [f"{{{{ {sql} }}}} as {name}" for name, sql in self.reckoned.items()]
            query.step("reckoned", ["*", *made])

    def _give(self, name: str, sql: str, why: str, column: Column | None = None) -> None:
        self.model.query.given[name] = (f"{{{{ {sql} }}}}", why)
        if column is not None:
            self.model.columns[name] = column.original

    def _told(self, column: Column | None) -> str:
        """A column, as an argument of a macro; without one a single unit."""
        if column is None:
            return "\"'1'\""
        self.told[f"told_{column.name}"] = column
        return f"'told_{column.name}'"

    def _units(self) -> str:
        return self._told(self.decision.money.quantity)

    def _write_base(self) -> None:
        base, paid = self.way.base, self.way.discount
        if base in self.decision.money.prices:
            why = f"{base.original}: the price before discount"
            self._give("unit_price", read(base, base.name), why, base)
        elif self.way.is_paid and paid is not None:
            parts = f"{self._told(base)}, {self._told(paid)}, '{self.way.off}', {self._units()}"
            self.reckoned["own_gross"] = f"total_before({parts})"
            why = f"{base.original} before {paid.original}: {self.decision.why}"
            self.model.query.given["gross_amount"] = ("own_gross", why)
        else:
            why = f"{base.original} is a total: taken as it is, and no price is made of it"
            self._give("gross_amount", read(base, base.name), why, base)

    def _write_paid(self, listed: Column, paid: Column) -> None:
        """A list price beside the price that was paid: what lies between is the discount."""
        why = f"{listed.original}: the price before discount"
        self._give("unit_price", read(listed, listed.name), why, listed)
        cut = f"amount_less({self._told(listed)}, {self._told(paid)})"
        why = f"what {listed.original} is above {paid.original}, which was paid"
        self._give("discount_amount", f"amount_times({cut}, {self._units()})", why, paid)

    def _write_discount(self) -> None:
        if len(self.decision.ways) > 1:
            self._ask_discount()
            return
        name, sql = self._discount(self.way)
        if name and self.way.discount is not None:
            why = self.decision.why or "the name says so"
            why = f"{self.way.discount.original} is {SAYS[self.way.off]}: {why}"
            self._give(name, sql, why, self.way.discount)

    def _ask_discount(self) -> None:
        question = ask_discount(self.money)
        self.model.questions.append(question)
        asked = answer_to(self.model.query.kind, question.key)
        for name in ("discount_rate", "discount_amount"):
            ways = [(it.off, *self._discount(it)) for it in self.decision.ways if it.off]
            told = [(off, sql) for off, column, sql in ways if column == name]
            branches = [f"{asked} == '{off}' %}}{{{{ {sql} }}}}" for off, sql in told]
            if told:
                ifs = "{% if " + "{% elif ".join(branches) + "{% else %}" + NOTHING + "{% endif %}"
                why = f"as the question {question.key} is answered"
                self.model.query.given[name] = (ifs, why)

    def _discount(self, way: Reading) -> tuple[str, str]:
        """The column of the contract that a discount is written to, and the macro that reads it."""
        column = way.discount
        if column is None:
            return "", ""
        if way.is_paid:
            return "discount_amount", f"amount_less('own_gross', {self._told(way.base)})"
        if way.off == "each":
            sql = f"amount_times({self._told(column)}, {self._units()})"
        elif way.off == "negative":
            sql = f"amount_less(\"'0'\", {self._told(column)})"
        elif way.off == "percent":
            sql = f"fraction_of_percent({self._told(column)})"
        else:
            sql = read(column, column.name)
        is_rate = way.off in ("fraction", "percent")
        return "discount_rate" if is_rate else "discount_amount", sql

    def _write_stated(self) -> None:
        """The stated total, as it is to be compared with what the line costs after discount."""
        total, fitting = self.decision.total, self.decision.stated
        if total is None or len(self.decision.ways) > 1:
            return
        if fitting is None or fitting.tax is None:
            sql = read(total, total.name)
        elif fitting.side == TAKEN:
            sql = f"amount_plus({self._told(total)}, {self._tax(fitting)})"
        else:
            sql = f"amount_less({self._told(total)}, {self._tax(fitting)})"
        self._give("stated_amount", sql, self.decision.why or "the name says so", total)

    def _write_tax(self) -> None:
        taxes = sorted(self.decision.taxes, key=lambda it: it.side != TAKEN)
        if not taxes:
            self._tell_untold_tax()
            return
        if len(taxes) == 1:
            word = "true" if taxes[0].side == TAKEN else "false"
            why = self.decision.tax_why
            self._give("tax_amount", self._tax(taxes[0]), why, taxes[0].tax)
            self._give("is_tax_included", f"\"'{word}'\"", why)
            return
        question = ask_tax(self.money)
        self.model.questions.append(question)
        is_in = f"{answer_to(self.model.query.kind, question.key)} == '{INCLUDED}'"
        why = f"as the question {question.key} is answered"
        inside, on_top = map(self._tax, taxes)
        self._give("tax_amount", f"{inside} if {is_in} else {on_top}", why, taxes[0].tax)
        self._give("is_tax_included", f"\"'true'\" if {is_in} else \"'false'\"", why)

    def _tell_untold_tax(self) -> None:
        """A gross price may hold tax; where nothing tells how much, sales are with it, and told."""
        base, orders = self.way.base, self.money.orders_guess
        is_told = bool(self.decision.money.taxes) or (
            orders is not None and orders.has("tax_amount")
        )
        if speaks(base, "gross") and not is_told:
            self.model.remarks.append(
                f"{base.original} may hold tax, as its name says; no column tells how much, so "
                "sales are as they stand there"
            )

    def _tax(self, way: Reading) -> str:
        """The macro that reads a line's tax."""
        assert way.tax is not None
        if way.taxes == "money":
            return (
                self._told(way.tax)
                if way.side and self.decision.stated
                else read(way.tax, way.tax.name)
            )
        self._reckon_net()
        return f"tax_at('own_net', {self._told(way.tax)}, {way.side == TAKEN})"

    def _reckon_net(self) -> None:
        """What a line costs after its discount, in a column of its own."""
        base = self._told(self.way.base)
        if self.way.base in self.decision.money.prices:
            base = f"amount_times({base}, {self._units()})"
        name, sql = self._discount(self.way)
        if name and not self.way.is_paid and len(self.decision.ways) == 1:
            off = f"amount_times({base}, {sql})" if name == "discount_rate" else sql
            base = f"amount_less({base}, {off})"
        self.reckoned["own_net"] = base if "(" in base else f"clean({base})"


# What a discount column is, in a comment.
SAYS = {
    "fraction": "a rate",
    "percent": "in percent",
    "money": "money off the line",
    "each": "money off each unit",
    "negative": "money off the line, told below 0",
}
