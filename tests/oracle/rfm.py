"""How lately, how often and for how much customers bought, against one another. R8, R24"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.oracle.compare import Rows
from tests.oracle.marketing import Market
from tests.oracle.shop import CleanShop, half_up
from tests.oracle.star import code

SCORES_KEY = ("customer_code",)
MOVEMENTS_KEY = ("from_segment", "to_segment")
SEGMENTS = {  # R8, recency scores → frequency score → segment
    (1, 2): "hibernating hibernating at-risk at-risk can't-lose",
    (3,): "about-to-sleep about-to-sleep needs-attention loyal loyal",
    (4,): "promising potential-loyalist potential-loyalist loyal loyal",
    (5,): "new potential-loyalist potential-loyalist champion champion",
}


@dataclass
class Score:
    """R8 of one customer on one date."""

    currency: str
    recency: int
    frequency: int
    monetary: Decimal
    purchases: int
    scores: tuple[int, int, int] = (0, 0, 0)

    @property
    def segment(self) -> str:
        recency, frequency, _ = self.scores
        (row,) = [words.split() for at, words in SEGMENTS.items() if recency in at]
        return row[frequency - 1].replace("-", " ")


def rfm(market: Market) -> dict[str, Score]:
    """Everybody who had bought something by the as-of date of the market."""
    found: dict[str, Score] = {}
    for key, bought in market.purchases.items():
        if bought.days:
            currency = market.main_currency(key)
            spend = market.in_currency(key, currency).spend
            found[key] = Score(
                currency,
                (market.as_of - bought.days[-1]).days,
                bought.order_count,
                spend,
                bought.purchase_count,
            )
    recencies = sorted(-each.recency for each in found.values())
    frequencies = sorted(each.frequency for each in found.values())
    spends: dict[str, list[Decimal]] = defaultdict(list)
    for each in found.values():
        spends[each.currency].append(each.monetary)
    for each in found.values():
        each.scores = (
            score_of(-each.recency, recencies),
            score_of(each.frequency, frequencies),
            score_of(each.monetary, sorted(spends[each.currency])),
        )
    return found


def score_of(value: Any, values: list[Any]) -> int:
    """1 to 5 by the share of the sorted values that are strictly below."""
    return min(5, 1 + 5 * bisect_left(values, value) // len(values))


def rfm_scores(market: Market, secret: str) -> Rows:
    """One row per customer who ever bought, beside what was at the end of the month before."""
    month_end = market.as_of.replace(day=1) - timedelta(days=1)
    before = rfm(Market(market.shop, month_end))
    rows: Rows = {}
    for key, now in rfm(market).items():
        then = before.get(key)
        rows[code(secret, "customer", key),] = {
            "as_of_date": market.as_of,
            "currency_code": now.currency,
            "recency_days": now.recency,
            "order_count": now.frequency,
            "purchase_count": now.purchases,
            "spend_amount": half_up(now.monetary),
            **scores("", now),
            "previous_as_of_date": month_end,
            **scores("previous_", then),
            "has_moved": then is None or then.segment != now.segment,
        }
    return rows


def scores(prefix: str, score: Score | None) -> dict[str, Any]:
    values: Iterable[Any] = (*score.scores, score.segment) if score else (None,) * 4
    names = ("recency_score", "frequency_score", "monetary_score", "segment")
    return {prefix + name: value for name, value in zip(names, values, strict=True)}


def rfm_movements(market: Market, secret: str) -> Counter[tuple[str, str]]:
    """Customers by segment then and now."""
    rows = rfm_scores(market, secret).values()
    return Counter(
        (row["previous_segment"] or "not yet a customer", row["segment"]) for row in rows
    )


def tied_scores(shop: CleanShop, as_of: date | None) -> int:
    """Customers to whom a cut of the sorted list into fifths would give another frequency score."""
    found = rfm(Market(shop, as_of))
    ordered = sorted(found, key=lambda key: (found[key].frequency, key))
    return sum(
        min(5, 1 + 5 * n // len(ordered)) != found[key].scores[1] for n, key in enumerate(ordered)
    )
