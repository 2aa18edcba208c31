"""k-means and the silhouette by scikit-learn, the same whatever the number of cores.

Sums that several threads add up have other last digits with another number of threads, and a tie
then falls otherwise: so scikit-learn runs in one thread here, and what is compared is rounded.
Its import takes longer than most clusterings, so it waits for the call.

Lloyd 1982; k-means++ (Arthur and Vassilvitskii 2007); silhouette (Rousseeuw 1987).
"""

from __future__ import annotations

from typing import Any

import numpy as np

Points = np.ndarray[Any, np.dtype[np.float64]]
Labels = np.ndarray[Any, np.dtype[np.int64]]

RESTARTS = 8
#: Distances closer than this are a tie, so that the last bit decides nothing.
DIGITS = 9


def fit_centres(points: Points, count: int, seed: int) -> Points:
    """Fit `count` centres to `points` (rows × features); the best of a few seeded starts.

    The points' order matters to the seeded draw: sort them first. At least `count` of them differ.
    """
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    model = KMeans(count, n_init=RESTARTS, random_state=seed, algorithm="lloyd")
    # Only what is loaded by now is limited: the imports come first.
    with threadpool_limits(1):
        centres: Points = model.fit(points).cluster_centers_
    return centres


def assign(points: Points, centres: Points) -> Labels:
    """The number of the nearest centre of each point; of equally near ones the first."""
    nearest: Labels = np.argmin(np.round(squared_distances(points, centres), DIGITS), axis=1)
    return nearest


def squared_distances(points: Points, centres: Points) -> Points:
    """Squared Euclidean distances, one row per point and one column per centre."""
    from sklearn.metrics import pairwise_distances

    # Difference by difference: the quicker way by dot products loses digits that a tie needs.
    squares: Points = pairwise_distances(points, centres, metric="sqeuclidean")
    return squares


def mean_silhouette(distances: Points, labels: Labels) -> float | None:
    """Mean silhouette from all pairwise distances; None unless there are two groups.

    A point alone in its group counts 0.
    """
    from sklearn.metrics import silhouette_score
    from threadpoolctl import threadpool_limits

    groups = len(np.unique(labels))
    if groups < 2:
        return None
    if groups == len(labels):  # each alone, which scikit-learn refuses
        return 0.0
    with threadpool_limits(1):
        return round(float(silhouette_score(distances, labels, metric="precomputed")), DIGITS)
