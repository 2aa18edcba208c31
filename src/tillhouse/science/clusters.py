"""Customers grouped by what they buy (R13): the table `science.customer_clusters`.

The features are each customer's shares of spend per category and per top product. k is the one
with the best silhouette. Beside k-means stands the naive baseline, grouping by the single favourite
category; both get the same score on the same customers, and the better one is served.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from tillhouse.errors import ConfigError
from tillhouse.science.cluster_features import make_points
from tillhouse.science.cluster_labels import EVERYONE, NO_SPEND, name_groups
from tillhouse.science.kmeans import (
    Labels,
    assign,
    fit_centres,
    mean_silhouette,
    squared_distances,
)
from tillhouse.science.spend_shares import SpendShares, measure_shares

BASELINE = "favourite category"
#: Customers that the centres are fitted to, and that the silhouette is taken over.
FIT_SAMPLE, SCORE_SAMPLE = 4_000, 2_000
#: A cluster holds at least this many customers on average.
CUSTOMERS_PER_CLUSTER = 5

RESULT = pa.schema(
    [
        ("customer_key", pa.string()),
        ("cluster_number", pa.int32()),
        ("cluster_label", pa.string()),
    ]
)


@dataclass(frozen=True)
class ClusterRules:
    """Bounds of k, the seed of the draw of first centres, and how many products are features."""

    minimum: int = 2
    maximum: int = 8
    seed: int = 7
    top_products: int = 0

    def __post_init__(self) -> None:
        """Refuse bounds that no k fits and a negative number of products: `ConfigError`."""
        if not 2 <= self.minimum <= self.maximum:
            raise ConfigError(
                f"Clusters from {self.minimum} to {self.maximum} leave no number to try.",
                where="[rules.clusters] minimum, maximum",
                remedy="Give 2 <= minimum <= maximum, for example 2 and 8.",
            )
        if self.top_products < 0:
            raise ConfigError(
                f"Clusters cannot be told apart by {self.top_products} products.",
                where="[rules.clusters] top_products",
                remedy="Give how many products count beside the categories, 0 for none.",
            )


@dataclass(frozen=True)
class Grouping:
    """One way of grouping the customers, with its mean silhouette (None: only one group)."""

    method: str
    labels: Labels
    silhouette: float | None
    is_eligible: bool

    @property
    def group_count(self) -> int:
        """How many groups have a customer."""
        return len(np.unique(self.labels))


@dataclass(frozen=True)
class Clusters:
    """The clusters, one row per customer, and the scoreboard, one row per way of grouping."""

    customers: pa.Table
    scores: pa.Table


def cluster_customers(
    purchases: pa.Table, rules: ClusterRules, products: pa.Table | None = None
) -> pa.Table:
    """One row per customer with purchases, ordered by key: cluster_number and cluster_label.

    `purchases` has customer_key, category_name and spend (decimal, one currency per customer),
    `products` the same with product_key for the top products; rows of the same customer and member
    are added up. Number 1 is the largest cluster; 0 holds those whose returns ate up their
    purchases.
    """
    return find_clusters(purchases, rules, products).customers


def score_clusters(
    purchases: pa.Table, rules: ClusterRules, products: pa.Table | None = None
) -> pa.Table:
    """One row per way of grouping: method, cluster_count, customer_count, silhouette, is_served."""
    return find_clusters(purchases, rules, products).scores


def find_clusters(
    purchases: pa.Table, rules: ClusterRules, products: pa.Table | None = None
) -> Clusters:
    """Group the customers every way, score each, and serve the best."""
    shares = measure_shares(purchases, products)
    groupings = _try_groupings(shares, rules)
    served = _pick_best(groupings)
    named = name_groups(served.labels, shares)
    return Clusters(_list_customers(shares, named), _list_scores(groupings, served))


def _try_groupings(shares: SpendShares, rules: ClusterRules) -> list[Grouping]:
    """All k, then the baseline; one group of everyone where there is too little to tell apart."""
    points = make_points(shares)
    fit, score = (_sample(shares.customers, size) for size in (FIT_SAMPLE, SCORE_SAMPLE))
    distinct = len(np.unique(points[fit], axis=0)) if points.size else 0
    most = min(rules.maximum, distinct, len(points) // CUSTOMERS_PER_CLUSTER)
    if most < rules.minimum:
        return [Grouping(EVERYONE, np.zeros(len(points), dtype=np.int64), None, True)]
    distances = np.sqrt(squared_distances(points[score], points[score]))
    found = [
        (f"k-means, k = {k}", assign(points, fit_centres(points[fit], k, rules.seed)), True)
        for k in range(rules.minimum, most + 1)
    ]
    favourites = shares.favourites()
    is_allowed = rules.minimum <= len(np.unique(favourites)) <= rules.maximum
    return [
        Grouping(method, labels, mean_silhouette(distances, labels[score]), is_eligible)
        for method, labels, is_eligible in [*found, (BASELINE, favourites, is_allowed)]
    ]


def _pick_best(groupings: list[Grouping]) -> Grouping:
    """The best silhouette; of equal ones the first, so the fewest clusters, k-means first."""
    eligible = [grouping for grouping in groupings if grouping.is_eligible]
    return max(eligible, key=lambda grouping: grouping.silhouette or 0.0)


def _sample(customers: list[str], size: int) -> Labels:
    """The customers whose hashes come first: a draw that depends on nothing but the keys."""
    if len(customers) <= size:
        return np.arange(len(customers))
    drawn = sorted(
        range(len(customers)), key=lambda row: hashlib.sha256(customers[row].encode()).digest()
    )
    return np.array(sorted(drawn[:size]))


def _list_customers(shares: SpendShares, named: list[tuple[int, str]]) -> pa.Table:
    rows = [(key, *name) for key, name in zip(shares.customers, named, strict=True)]
    rows += [(key, 0, NO_SPEND) for key in shares.without_spend]
    columns: list[Any] = list(zip(*rows, strict=True)) or [(), (), ()]
    arrays = [pa.array(column, kind) for column, kind in zip(columns, RESULT.types, strict=True)]
    return pa.table(arrays, schema=RESULT).sort_by("customer_key")


def _list_scores(groupings: list[Grouping], served: Grouping) -> pa.Table:
    return pa.table(
        {
            "method": pa.array([each.method for each in groupings], pa.string()),
            "cluster_count": pa.array([each.group_count for each in groupings], pa.int64()),
            "customer_count": pa.array([len(each.labels) for each in groupings], pa.int64()),
            "silhouette": pa.array([each.silhouette for each in groupings], pa.float64()),
            "is_served": pa.array([each is served for each in groupings], pa.bool_()),
        }
    )
