"""What a customer is compared by (R13): shares of spend as points in space."""

from __future__ import annotations

import numpy as np

from tillhouse.science.kmeans import Points
from tillhouse.science.spend_shares import SpendShares


def make_points(shares: SpendShares) -> Points:
    """One row per customer: standardised category shares, then standardised product shares.

    The products are weighed so that both blocks have the same total variance, the number of
    categories that vary: ten products beside four categories would otherwise decide alone what
    is alike. Where no category varies the products have no weight either, as a cluster is named
    after its categories.
    """
    categories, products = _standardise(shares.matrix), _standardise(shares.product_matrix)
    weight = np.sqrt(categories.shape[1] / max(products.shape[1], 1))
    # Rounded, so that customers who buy the same are the same point.
    points: Points = np.round(np.hstack([categories, weight * products]), 6)
    return points


def _standardise(matrix: Points) -> Points:
    """Mean 0 and deviation 1 per feature; a feature without spread is left out."""
    if not len(matrix):
        return matrix
    spread = matrix.std(axis=0)
    varied = spread > 1e-9
    standard: Points = (matrix[:, varied] - matrix[:, varied].mean(axis=0)) / spread[varied]
    return standard
