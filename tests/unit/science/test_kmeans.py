"""k-means and the silhouette: one thread, ties by rule, and the cases that scikit-learn refuses."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from sklearn import cluster, metrics
from threadpoolctl import threadpool_info, threadpool_limits

from tillhouse.science.kmeans import assign, fit_centres, mean_silhouette, squared_distances


def blobs(count=400, groups=4, seed=3):
    draw = np.random.default_rng(seed)
    middles = draw.uniform(-5, 5, size=(groups, 3))
    return np.concatenate(
        [draw.normal(middle, 1.0, size=(count // groups, 3)) for middle in middles]
    )


def threads_allowed():
    return {pool["num_threads"] for pool in threadpool_info()}


@pytest.mark.parametrize(
    ("owner", "name", "call"),
    [
        (cluster.KMeans, "fit", lambda points: fit_centres(points, 3, seed=7)),
        (
            metrics,
            "silhouette_score",
            lambda points: mean_silhouette(squared_distances(points, points), np.arange(40) % 3),
        ),
    ],
)
def test_scikit_learn_has_one_thread_on_however_many_cores(monkeypatch, owner, name, call):
    original, seen = getattr(owner, name), []

    def watch(*arguments, **settings):
        seen.append(threads_allowed())
        return original(*arguments, **settings)

    monkeypatch.setattr(owner, name, watch)
    with threadpool_limits(4):
        call(blobs(40))
        assert seen == [{1}]
        assert threads_allowed() == {4}  # what others do goes on as before


def test_the_centres_are_the_same_to_the_last_bit_with_any_number_of_threads():
    # Several times the rows that scikit-learn gives to one thread at a time.
    points, found = blobs(4_000), set()
    for threads in (1, 2, 4):
        with threadpool_limits(threads):
            found.add(fit_centres(points, 5, seed=7).tobytes())
    assert len(found) == 1


def test_importing_the_science_steps_does_not_import_scikit_learn():
    run = "import sys, tillhouse.science.steps; print({'sklearn', 'scipy'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", run], text=True).strip() == "set()"


def test_distances_keep_the_digits_that_a_tie_needs():
    # By dot products, which is quicker, the first would be 0 or a large error.
    points = np.array([[1e8 + 1.0], [1e8 + 2.0]])
    assert squared_distances(points, np.array([[1e8]])).tolist() == [[1.0], [4.0]]


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


def test_points_that_are_each_alone_score_nothing_rather_than_fail():
    assert mean_silhouette(1.0 - np.eye(4), np.arange(4)) == 0


def test_a_point_between_two_centres_goes_to_the_first():
    # As floats 0.3 - 0.1 < 0.5 - 0.3, so the second would win.
    assert assign(np.array([[0.3]]), np.array([[0.5], [0.1]])).tolist() == [0]
