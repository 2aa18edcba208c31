"""Names that people can read for clusters that a machine found (R13)."""

from __future__ import annotations

from collections import Counter

import numpy as np

from tillhouse.science.kmeans import Labels
from tillhouse.science.spend_shares import SpendShares

EVERYONE = "all customers"
NO_SPEND = "no net spend"
MIXED = "a bit of everything"

#: A category leads a cluster when its share is this many times the average share …
LEADING_LIFT = 1.25
#: … and is not a trifle of what the cluster spends.
LEADING_SHARE = 0.10


def name_groups(labels: Labels, shares: SpendShares) -> list[tuple[int, str]]:
    """Cluster number and label per customer: 1 is the largest; equal sizes go by label.

    Where labels have to be numbered too, the larger cluster comes first.
    """
    found, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    if len(found) < 2:
        return [(1, EVERYONE)] * len(labels)
    # The algorithm's own numbers change with its seed: of equal sizes, who has the first customer.
    by_size = np.lexsort((first, -sizes))
    texts = _make_unique([_rank_categories(labels == found[at], shares) for at in by_size])
    order = sorted(zip(-sizes[by_size], texts, found[by_size], strict=True))
    named = {int(group): (number, text) for number, (_, text, group) in enumerate(order, start=1)}
    return [named[int(label)] for label in labels]


def _rank_categories(members: Labels, shares: SpendShares) -> list[str]:
    """The categories that lead a cluster, highest lift over the average share first."""
    own = np.round(shares.matrix[members].mean(axis=0), 6)
    average = np.round(shares.matrix.mean(axis=0), 6)
    lift = np.round(own / np.where(average > 0, average, 1), 4)
    leads = [
        (-lift[at], -own[at], category)
        for at, category in enumerate(shares.categories)
        if lift[at] >= LEADING_LIFT and own[at] >= LEADING_SHARE
    ]
    return [category for _, _, category in sorted(leads)]


def _make_unique(rankings: list[list[str]]) -> list[str]:
    """Up to two categories each; where two clusters agree, more of them, then a number."""
    depth = 2
    texts = [_spell(ranking[:depth]) for ranking in rankings]
    deepest = max(len(ranking) for ranking in rankings)
    while depth < deepest and len(set(texts)) < len(texts):
        depth += 1
        counts = Counter(texts)
        texts = [
            _spell(ranking[:depth]) if counts[text] > 1 else text
            for ranking, text in zip(rankings, texts, strict=True)
        ]
    return _number_the_same(texts)


def _spell(categories: list[str]) -> str:
    return " + ".join(categories) or MIXED


def _number_the_same(texts: list[str]) -> list[str]:
    counts, seen = Counter(texts), Counter[str]()
    numbered = []
    for text in texts:
        seen[text] += 1
        numbered.append(f"{text} ({seen[text]})" if counts[text] > 1 else text)
    return numbered
