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
    """Cluster number and label per customer: 1 is the largest; equal sizes go by label."""
    groups = [int(group) for group in np.unique(labels)]
    if len(groups) < 2:
        return [(1, EVERYONE)] * len(labels)
    rankings = [_rank_categories(labels == group, shares) for group in groups]
    texts = _make_unique(rankings)
    sizes = [int(np.sum(labels == group)) for group in groups]
    order = sorted(range(len(groups)), key=lambda at: (-sizes[at], texts[at]))
    named = {groups[at]: (number, texts[at]) for number, at in enumerate(order, start=1)}
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
