"""Our k-means against scikit-learn's, which the product itself does not need."""

from __future__ import annotations

import numpy as np
import pytest

from tillhouse.science.kmeans import assign, fit_centres, mean_silhouette, squared_distances


def blobs(count=400, groups=4, seed=3):
    draw = np.random.default_rng(seed)
    middles = draw.uniform(-5, 5, size=(groups, 3))
    return np.concatenate(
        [draw.normal(middle, 1.0, size=(count // groups, 3)) for middle in middles]
    )


@pytest.mark.parametrize("k", [2, 3, 4, 5, 6])
def test_the_fit_is_as_close_as_scikit_learns(k):
    cluster = pytest.importorskip("sklearn.cluster")
    points = blobs()
    ours = squared_distances(points, fit_centres(points, k, seed=7)).min(axis=1).sum()
    theirs = cluster.KMeans(k, n_init=10, random_state=7).fit(points).inertia_
    assert ours <= theirs * 1.01


@pytest.mark.parametrize("k", [2, 4, 6])
def test_the_silhouette_is_scikit_learns(k):
    metrics = pytest.importorskip("sklearn.metrics")
    points = blobs()
    labels = assign(points, fit_centres(points, k, seed=7))
    distances = np.sqrt(squared_distances(points, points))
    assert mean_silhouette(distances, labels) == pytest.approx(
        metrics.silhouette_score(points, labels), abs=1e-8
    )


def test_a_silhouette_by_hand():
    points = np.array([[0.0], [1.0], [10.0]])
    labels = np.array([0, 0, 1])
    distances = np.sqrt(squared_distances(points, points))
    # (10 - 1) / 10, (9 - 1) / 9, and 0 for the one that is alone
    assert mean_silhouette(distances, labels) == pytest.approx((0.9 + 8 / 9 + 0) / 3)


def test_one_group_has_no_silhouette():
    assert mean_silhouette(np.zeros((3, 3)), np.zeros(3, dtype=np.int64)) is None


def test_equal_points_in_different_groups_score_nothing_rather_than_fail():
    assert mean_silhouette(np.zeros((4, 4)), np.array([0, 0, 1, 1])) == 0


def test_more_centres_than_different_points_are_not_invented():
    points = np.array([[0.0, 0.0]] * 5 + [[1.0, 1.0]] * 5)
    assert len(fit_centres(points, 4, seed=1)) == 2


def test_a_point_between_two_centres_goes_to_the_first():
    centres = np.array([[0.0], [0.2]])
    assert assign(np.array([[0.1], [0.30000000000000004 - 0.2]]), centres).tolist() == [0, 0]
