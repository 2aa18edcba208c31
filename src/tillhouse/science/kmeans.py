"""k-means and the silhouette, exactly repeatable.

Written here, on numpy alone, for two reasons. A library that adds up in threads gives other last
digits with another number of cores, and a tie then falls otherwise; here every sum has one order
(no BLAS, no threads). And importing scikit-learn takes longer than the clustering; the tests
compare with it instead.

Lloyd 1982; k-means++ (Arthur and Vassilvitskii 2007); silhouette (Rousseeuw 1987).
"""

from __future__ import annotations

import random
from typing import Any

import numpy as np

Points = np.ndarray[Any, np.dtype[np.float64]]
Labels = np.ndarray[Any, np.dtype[np.int64]]

RESTARTS = 8
TRIALS = 4
ROUNDS = 100
#: Distances closer than this are a tie, so that the last bit decides nothing.
DIGITS = 9


def fit_centres(points: Points, count: int, seed: int) -> Points:
    """Fit `count` centres to `points` (rows × features); the best of a few seeded starts.

    The points' order matters to the seeded draw: sort them first.
    """
    draw = random.Random(seed)
    runs = [_run_lloyd(points, _draw_centres(points, count, draw)) for _ in range(RESTARTS)]
    return min(runs, key=lambda run: run[0])[1]


def assign(points: Points, centres: Points) -> Labels:
    """The number of the nearest centre of each point; of equally near ones the first."""
    nearest: Labels = np.argmin(np.round(squared_distances(points, centres), DIGITS), axis=1)
    return nearest


def squared_distances(points: Points, centres: Points) -> Points:
    """Squared Euclidean distances, one row per point and one column per centre."""
    total = np.zeros((len(points), len(centres)))
    for feature in range(points.shape[1]):
        total += (points[:, feature, None] - centres[None, :, feature]) ** 2
    return total


def mean_silhouette(distances: Points, labels: Labels) -> float | None:
    """Mean silhouette from all pairwise distances; None unless there are two groups.

    A point alone in its group counts 0.
    """
    groups = np.unique(labels)
    if len(groups) < 2:
        return None
    sizes = np.array([np.sum(labels == group) for group in groups])
    sums = np.stack([distances[:, labels == group].sum(axis=1) for group in groups], axis=1)
    own = labels[:, None] == groups[None, :]
    others = np.where(own, np.inf, sums / sizes).min(axis=1)
    own_size = sizes[np.searchsorted(groups, labels)]
    within = sums[own] / np.maximum(own_size - 1, 1)
    widest = np.maximum(within, others)
    scores = (others - within) / np.where(widest > 0, widest, 1)
    scores[own_size == 1] = 0
    return round(float(scores.mean()), DIGITS)


def _draw_centres(points: Points, count: int, draw: random.Random) -> Points:
    """Greedy k-means++: of a few points drawn by squared distance, the one that saves most."""
    chosen = [draw.randrange(len(points))]
    nearest = squared_distances(points, points[chosen])[:, 0]
    while len(chosen) < count and nearest.any():
        mass = np.cumsum(nearest)
        drawn = [draw.random() * mass[-1] for _ in range(TRIALS)]
        trials = np.minimum(np.searchsorted(mass, drawn, side="right"), len(points) - 1)
        after = np.minimum(squared_distances(points, points[trials]), nearest[:, None])
        best = int(np.argmin(np.round(after.sum(axis=0), DIGITS - 3)))
        chosen.append(int(trials[best]))
        nearest = after[:, best]
    return points[chosen]


def _run_lloyd(points: Points, centres: Points) -> tuple[float, Points]:
    """Move the centres until no point changes its group; return the inertia and the centres."""
    labels = assign(points, centres)
    for _ in range(ROUNDS):
        kept = np.unique(labels)
        centres = np.stack([points[labels == group].mean(axis=0) for group in kept])
        moved = assign(points, centres)
        if np.array_equal(centres[moved], centres[np.searchsorted(kept, labels)]):
            break
        labels = moved
    inertia = squared_distances(points, centres).min(axis=1).sum()
    return round(float(inertia), DIGITS - 3), centres
