"""What share of a customer's spend goes to which category and top product (R13)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tillhouse.errors import DataError
from tillhouse.science.kmeans import DIGITS, Labels, Points

#: Categories beyond these, by number of customers, are pooled: a share needs buyers to mean much.
MOST_CATEGORIES = 40
REST = "other categories"


@dataclass(frozen=True)
class SpendShares:
    """One row per customer with net spend, in order of key.

    `matrix` has one column per category, `product_matrix` one per top product, in order of name
    and key. `without_spend` are the customers whose net spend is nowhere above zero.
    """

    customers: list[str]
    categories: list[str]
    matrix: Points
    product_matrix: Points
    without_spend: list[str]

    def favourites(self) -> Labels:
        """The column of each customer's largest share; of equal ones the first by name."""
        return np.argmax(np.round(self.matrix, DIGITS), axis=1) if self.customers else _none()


def measure_shares(purchases: pa.Table, products: pa.Table | None = None) -> SpendShares:
    """Add up spend per customer and category, exactly, and divide by the customer's total.

    `products` is spend on the top products by customers of `purchases`, divided by the same total;
    None is no product. A category or product with more returned than bought counts as nothing
    bought. `DataError` when spend is not decimal: sums of floats depend on the order of the rows.
    """
    customers = _sorted_values(purchases["customer_key"])
    categories, spend = _pool_rare(*_tabulate(purchases, "category_name", customers))
    none = np.zeros((len(customers), 0))
    product_spend = none if products is None else _tabulate(products, "product_key", customers)[1]
    totals = spend.sum(axis=1)
    has_spend = totals > 0
    divisor = totals[has_spend, None]
    return SpendShares(
        customers=[key for key, has in zip(customers, has_spend, strict=True) if has],
        categories=categories,
        matrix=spend[has_spend] / divisor,
        # More than all, where another product of its category was returned for more than it cost.
        product_matrix=np.minimum(product_spend[has_spend] / divisor, 1),
        without_spend=[key for key, has in zip(customers, has_spend, strict=True) if not has],
    )


def _tabulate(spending: pa.Table, member: str, customers: list[str]) -> tuple[list[str], Points]:
    """The members by name, and spend with a row per customer and a column per member."""
    if not pa.types.is_decimal(spending["spend"].type):
        raise DataError(
            f"Spend comes as {spending['spend'].type}, not as decimal.",
            where=f"spend per {member}",
            remedy="Cast it to decimal(18,4) where it is read.",
        )
    keys = ["customer_key", member]
    sums = spending.select([*keys, "spend"]).group_by(keys).aggregate([("spend", "sum")])
    members = _sorted_values(sums[member])
    rows, columns = (
        pc.index_in(sums[key], pa.array(values, pa.string())).to_numpy()
        for key, values in zip(keys, (customers, members), strict=True)
    )
    matrix = np.zeros((len(customers), len(members)))
    matrix[rows, columns] = np.maximum(sums["spend_sum"].cast(pa.float64()).to_numpy(), 0)
    return members, matrix


def _sorted_values(column: pa.ChunkedArray) -> list[str]:
    return sorted(column.unique().to_pylist())


def _pool_rare(categories: list[str], matrix: Points) -> tuple[list[str], Points]:
    if len(categories) <= MOST_CATEGORIES:
        return categories, matrix
    buyers = (matrix > 0).sum(axis=0)
    ranked = sorted(range(len(categories)), key=lambda column: (-buyers[column], column))
    kept, rare = sorted(ranked[:MOST_CATEGORIES]), sorted(ranked[MOST_CATEGORIES:])
    pooled = np.column_stack([matrix[:, kept], matrix[:, rare].sum(axis=1)])
    return [*(categories[column] for column in kept), REST], pooled


def _none() -> Labels:
    return np.zeros(0, dtype=np.int64)
