"""What share of a customer's spend goes to which category: the features of R13."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tillhouse.errors import DataError
from tillhouse.science.kmeans import DIGITS, Labels, Points

#: Categories beyond these, by number of customers, are pooled: a share needs buyers to mean much.
MOST_CATEGORIES = 40
REST = "other categories"


@dataclass(frozen=True)
class SpendShares:
    """One row per customer with net spend and one column per category, both in order of name.

    `without_spend` are the customers whose net spend is nowhere above zero.
    """

    customers: list[str]
    categories: list[str]
    matrix: Points
    without_spend: list[str]

    def favourites(self) -> Labels:
        """The column of each customer's largest share; of equal ones the first by name."""
        return np.argmax(np.round(self.matrix, DIGITS), axis=1) if self.customers else _none()


def measure_shares(purchases: pa.Table) -> SpendShares:
    """Add up spend per customer and category, exactly, and divide by the customer's total.

    A category with more returned than bought counts as nothing bought. `DataError` when spend is
    not decimal: sums of floats depend on the order of the rows.
    """
    if not pa.types.is_decimal(purchases["spend"].type):
        raise DataError(
            f"Spend comes as {purchases['spend'].type}, not as decimal.",
            where="purchases.spend",
            remedy="Cast it to decimal(18,4) where it is read.",
        )
    keys = ["customer_key", "category_name"]
    sums = purchases.select([*keys, "spend"]).group_by(keys).aggregate([("spend", "sum")])
    rows, columns = (sums[key].combine_chunks().dictionary_encode() for key in keys)
    matrix = np.zeros((len(rows.dictionary), len(columns.dictionary)))
    spend = np.maximum(sums["spend_sum"].cast(pa.float64()).to_numpy(), 0)
    matrix[rows.indices.to_numpy(), columns.indices.to_numpy()] = spend
    return _divide(*_in_order(matrix, rows.dictionary.to_pylist(), columns.dictionary.to_pylist()))


def _in_order(
    matrix: Points, customers: list[str], categories: list[str]
) -> tuple[Points, list[str], list[str]]:
    by_customer = sorted(range(len(customers)), key=customers.__getitem__)
    by_category = sorted(range(len(categories)), key=categories.__getitem__)
    ordered = matrix[np.ix_(by_customer, by_category)]
    return _pool_rare(ordered, sorted(customers), sorted(categories))


def _pool_rare(
    matrix: Points, customers: list[str], categories: list[str]
) -> tuple[Points, list[str], list[str]]:
    if len(categories) <= MOST_CATEGORIES:
        return matrix, customers, categories
    buyers = (matrix > 0).sum(axis=0)
    ranked = sorted(range(len(categories)), key=lambda column: (-buyers[column], column))
    kept, rare = sorted(ranked[:MOST_CATEGORIES]), sorted(ranked[MOST_CATEGORIES:])
    pooled = np.column_stack([matrix[:, kept], matrix[:, rare].sum(axis=1)])
    return pooled, customers, [*(categories[column] for column in kept), REST]


def _divide(matrix: Points, customers: list[str], categories: list[str]) -> SpendShares:
    totals = matrix.sum(axis=1)
    has_spend = totals > 0
    return SpendShares(
        customers=[key for key, has in zip(customers, has_spend, strict=True) if has],
        categories=categories,
        matrix=matrix[has_spend] / totals[has_spend, None],
        without_spend=[key for key, has in zip(customers, has_spend, strict=True) if not has],
    )


def _none() -> Labels:
    return np.zeros(0, dtype=np.int64)
