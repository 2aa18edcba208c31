"""R13: shares of spend as points, with products that do not drown the categories."""

from __future__ import annotations

import numpy as np
import pytest

from tillhouse.science.cluster_features import make_points
from tillhouse.science.spend_shares import SpendShares

DRAW = np.random.default_rng(3)


def shares(categories, products):
    count = len(categories)
    return SpendShares(
        [f"s:{at:03}" for at in range(count)],
        [f"c{at}" for at in range(categories.shape[1])],
        categories,
        products,
        [],
    )


def points_of(categories, products):
    return make_points(shares(categories, products))


def test_every_category_counts_the_same_however_small_its_shares():
    points = points_of(DRAW.random((50, 3)) * [1, 0.1, 0.001], np.zeros((50, 0)))
    assert points.mean(axis=0) == pytest.approx(np.zeros(3), abs=1e-6)
    assert points.std(axis=0) == pytest.approx(np.ones(3), abs=1e-6)


@pytest.mark.parametrize("products", [1, 4, 30])
def test_categories_and_products_have_the_same_total_variance(products):
    points = points_of(DRAW.random((50, 4)), DRAW.random((50, products)))
    assert points.shape == (50, 4 + products)
    variances = points.var(axis=0)
    assert variances[:4].sum() == pytest.approx(4, abs=1e-4)
    assert variances[4:].sum() == pytest.approx(4, abs=1e-4)


def test_what_does_not_vary_has_no_part_in_the_variance():
    categories, products = DRAW.random((50, 4)), DRAW.random((50, 6))
    categories[:, 0], products[:, :4] = 0.5, 0
    points = points_of(categories, products)
    assert points.shape == (50, 3 + 2)
    assert points[:, 3:].var(axis=0).sum() == pytest.approx(3, abs=1e-4)


def test_without_products_the_categories_are_as_they_would_be_beside_some():
    categories = DRAW.random((50, 4))
    alone = points_of(categories, np.zeros((50, 0)))
    assert alone.tolist() == points_of(categories, DRAW.random((50, 9)))[:, :4].tolist()


def test_where_no_category_varies_products_tell_nobody_apart():
    points = points_of(np.ones((50, 1)), DRAW.random((50, 5)))
    assert not points.any()


@pytest.mark.parametrize("products", [0, 3])
def test_no_customers_give_no_points(products):
    assert len(points_of(np.zeros((0, 2)), np.zeros((0, products)))) == 0
