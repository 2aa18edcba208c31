"""R13: clusters by what customers buy."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tillhouse.errors import ConfigError, DataError
from tillhouse.science.cluster_labels import name_groups
from tillhouse.science.clusters import (
    BASELINE,
    ClusterRules,
    cluster_customers,
    score_clusters,
)
from tillhouse.science.spend_shares import MOST_CATEGORIES, REST, SpendShares, measure_shares

RULES = ClusterRules()
CATEGORIES = ("books", "food", "garden", "shoes", "sport", "toys")
TASTES = (("books", "food"), ("garden", "shoes"), ("sport", "toys"))


def purchases(rows):
    keys, categories, spend = zip(*rows, strict=True) if rows else ((), (), ())
    return pa.table(
        {
            "customer_key": pa.array(keys, pa.string()),
            "category_name": pa.array(categories, pa.string()),
            "spend": pa.array([Decimal(each) for each in spend], pa.decimal128(18, 4)),
        }
    )


def shop_of_three_tastes(customers=90, seed=5):
    """Customers who spend most on the two categories of their taste, and a little elsewhere."""
    draw = random.Random(seed)
    most = (240, 180)
    return [
        (f"s:{at:04}", category, most[taste.index(category)] if category in taste else little)
        for at, taste in ((at, TASTES[at % 3]) for at in range(customers))
        for category in CATEGORIES
        for little in [draw.randint(1, 20)]
    ]


def products_of(rows):
    renamed = ["customer_key", "product_key", "spend"]
    return purchases(rows).rename_columns(renamed)


def described(matrix, categories):
    customers = [f"s:{n}" for n in range(len(matrix))]
    return SpendShares(customers, categories, matrix, np.zeros((len(matrix), 0)), [])


def grouped(table):
    return dict(
        zip(table["customer_key"].to_pylist(), table["cluster_label"].to_pylist(), strict=True)
    )


def test_planted_tastes_are_found_and_named():
    found = cluster_customers(purchases(shop_of_three_tastes()), RULES)
    assert Counter(found["cluster_label"].to_pylist()) == {
        "books + food": 30,
        "garden + shoes": 30,
        "sport + toys": 30,
    }
    for number in range(90):
        taste = " + ".join(TASTES[number % 3])
        assert grouped(found)[f"s:{number:04}"] == taste


def test_clusters_are_numbered_by_size_then_label_not_by_the_algorithm():
    rows = [row for row in shop_of_three_tastes() if row[0] not in {"s:0000", "s:0001"}]
    found = cluster_customers(purchases(rows), RULES).to_pylist()
    numbers = {row["cluster_number"]: row["cluster_label"] for row in found}
    assert numbers == {1: "sport + toys", 2: "books + food", 3: "garden + shoes"}


def test_the_seed_changes_neither_numbers_nor_labels_where_the_tastes_are_clear():
    table = purchases(shop_of_three_tastes())
    assert (
        len({str(cluster_customers(table, ClusterRules(seed=s)).to_pydict()) for s in range(5)})
        == 1
    )


@settings(max_examples=15)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(draw):
    rows = shop_of_three_tastes(45)
    expected = cluster_customers(purchases(rows), RULES)
    scores = score_clusters(purchases(rows), RULES)
    draw.shuffle(rows)
    assert cluster_customers(purchases(rows), RULES) == expected
    assert score_clusters(purchases(rows), RULES) == scores


def test_a_large_shop_is_sampled_the_same_way_whatever_the_order(monkeypatch):
    monkeypatch.setattr("tillhouse.science.clusters.FIT_SAMPLE", 40)
    monkeypatch.setattr("tillhouse.science.clusters.SCORE_SAMPLE", 30)
    rows = shop_of_three_tastes(200)
    expected = cluster_customers(purchases(rows), RULES)
    assert cluster_customers(purchases(rows[::-1]), RULES) == expected
    assert expected.num_rows == 200


def test_the_sample_is_not_the_first_by_key(monkeypatch):
    # Keys begin with the source system: the first by key would be the customers of one system.
    monkeypatch.setattr("tillhouse.science.clusters.FIT_SAMPLE", 60)
    monkeypatch.setattr("tillhouse.science.clusters.SCORE_SAMPLE", 60)
    rows = [(f"{int(key[2:]) % 3}{key}", *rest) for key, *rest in shop_of_three_tastes(300)]
    found = cluster_customers(purchases(rows), RULES)
    assert set(Counter(found["cluster_label"].to_pylist()).values()) == {100}


SCRIPT = """
import hashlib, pathlib, sys
sys.path.insert(0, str(pathlib.Path(sys.argv[1])))
from test_clusters import RULES, cluster_customers, purchases, score_clusters, shop_of_three_tastes
table = purchases(shop_of_three_tastes(1500, seed=11))
text = str(cluster_customers(table, RULES).to_pydict()) + str(score_clusters(table, RULES))
print(hashlib.sha256(text.encode()).hexdigest())
"""


def test_threads_and_hash_seeds_change_nothing(request):
    found = set()
    for threads, hash_seed in (("1", "0"), ("4", "123")):
        variables = {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(request.path.parent)],
            env={**os.environ, **variables, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        )
        found.add(run.stdout)
    assert len(found) == 1


def test_the_scoreboard_has_every_k_the_baseline_and_one_that_is_served():
    scores = score_clusters(purchases(shop_of_three_tastes()), RULES).to_pylist()
    assert [row["method"] for row in scores] == [
        *(f"k-means, k = {k}" for k in range(2, 9)),
        BASELINE,
    ]
    served = [row for row in scores if row["is_served"]]
    assert [row["method"] for row in served] == ["k-means, k = 3"]
    assert served[0]["silhouette"] == max(row["silhouette"] for row in scores)


def test_where_the_baseline_wins_it_is_served(monkeypatch):
    monkeypatch.setattr(
        "tillhouse.science.clusters.fit_centres", lambda points, k, seed: points[:k]
    )
    rows = [(f"s:{n:03}", CATEGORIES[n // 10], "1") for n in range(30)]
    scores = score_clusters(purchases(rows), RULES).to_pylist()
    assert [row["method"] for row in scores if row["is_served"]] == [BASELINE]
    found = cluster_customers(purchases(rows), RULES)
    assert set(found["cluster_label"].to_pylist()) == {"books", "food", "garden"}


def test_a_baseline_with_more_groups_than_allowed_is_scored_but_not_served():
    rows = [(f"s:{n:03}", CATEGORIES[n % 6], "1") for n in range(60)]
    scores = score_clusters(purchases(rows), ClusterRules(maximum=4)).to_pylist()
    assert scores[-1]["cluster_count"] == 6
    assert scores[-1]["silhouette"] > max(row["silhouette"] for row in scores[:-1])
    assert scores[-1]["is_served"] is False


@pytest.mark.parametrize(
    "rows",
    [
        [(f"s:{n}", "books", "5") for n in range(40)],  # all buy the same
        [(f"s:{n}", CATEGORIES[n % 3], "5") for n in range(7)],  # too few
        [("s:1", "books", "5")],
    ],
)
def test_where_there_is_nothing_to_tell_apart_there_is_one_cluster(rows):
    found = cluster_customers(purchases(rows), RULES).to_pylist()
    assert {(row["cluster_number"], row["cluster_label"]) for row in found} == {
        (1, "all customers")
    }
    assert score_clusters(purchases(rows), RULES).to_pylist()[0]["silhouette"] is None


def test_no_purchases_give_an_empty_table_of_the_same_shape():
    empty = cluster_customers(purchases([]), RULES)
    assert empty.num_rows == 0
    assert empty.schema == cluster_customers(purchases(shop_of_three_tastes()), RULES).schema


def test_customers_whose_returns_ate_their_purchases_are_listed_apart():
    rows = [*shop_of_three_tastes(), ("s:zero", "books", "0"), ("s:back", "food", "-5")]
    found = cluster_customers(purchases(rows), RULES)
    assert found.num_rows == 92
    assert {key for key, label in grouped(found).items() if label == "no net spend"} == {
        "s:zero",
        "s:back",
    }


def test_a_tie_of_decimals_is_a_tie():
    # As floats 0.1 + 0.2 > 0.3, and food would win.
    rows = [("s:1", "food", "0.1"), ("s:1", "food", "0.2"), ("s:1", "books", "0.3")]
    shares = measure_shares(purchases(rows))
    assert [shares.categories[at] for at in shares.favourites()] == ["books"]


def test_spend_as_float_is_refused():
    table = purchases([("s:1", "books", "1")])
    floats = table.set_column(2, "spend", table["spend"].cast(pa.float64()))
    with pytest.raises(DataError, match="not as decimal"):
        measure_shares(floats)


def test_a_few_kinds_of_customers_are_not_split_further_than_that(recwarn):
    # scikit-learn would warn of centres that fall together.
    rows = [(f"s:{n:03}", CATEGORIES[n % 3], "1") for n in range(60)]
    scores = score_clusters(purchases(rows), RULES).to_pylist()
    assert [row["cluster_count"] for row in scores] == [2, 3, 3]
    assert not recwarn.list


def test_the_kinds_are_counted_among_those_that_the_centres_are_fitted_to(monkeypatch, recwarn):
    monkeypatch.setattr("tillhouse.science.clusters.FIT_SAMPLE", 20)
    rare = {7: "shoes", 21: "sport", 33: "toys", 48: "garden"}
    rows = [(f"s:{n:03}", rare.get(n, ("books", "food")[n % 2]), "1") for n in range(400)]
    score_clusters(purchases(rows), RULES)
    assert not recwarn.list


def one_product_each(customers=80, seed=9):
    """All spend about the same on every category; one half buys other products there."""
    draw = random.Random(seed)
    categories = [
        (f"s:{at:04}", category, draw.randint(90, 110))
        for at in range(customers)
        for category in CATEGORIES
    ]
    products = [
        (key, f"p:{category}{int(key[2:]) % 2}", spend)
        for key, category, spend in categories
        if category in ("books", "food")
    ]
    return categories, products


def test_customers_of_the_same_categories_are_told_apart_by_top_products():
    categories, products = one_product_each()
    found = cluster_customers(purchases(categories), RULES, products_of(products))
    numbers = found["cluster_number"].to_pylist()
    assert Counter(numbers) == {1: 40, 2: 40}
    assert len(set(numbers[::2])) == len(set(numbers[1::2])) == 1
    without = cluster_customers(purchases(categories), RULES)["cluster_number"].to_pylist()
    assert len(set(without[::2])) > 1


def test_many_products_do_not_drown_the_categories():
    # Forty products, eight for each fifth of the customers whatever their taste: if each counted
    # like a category, they alone would decide.
    products = [
        (f"s:{at:04}", f"p:{at % 5}{product}", 5) for at in range(90) for product in range(8)
    ]
    rules = ClusterRules(minimum=3, maximum=3)
    found = cluster_customers(purchases(shop_of_three_tastes()), rules, products_of(products))
    for number in range(90):
        assert grouped(found)[f"s:{number:04}"] == " + ".join(TASTES[number % 3])


def test_labels_name_categories_though_products_tell_apart():
    categories, products = one_product_each()
    found = cluster_customers(purchases(categories), RULES, products_of(products))
    assert not [label for label in found["cluster_label"].to_pylist() if "p:" in label]


def test_the_order_of_the_product_rows_changes_nothing():
    categories, products = one_product_each()
    expected = cluster_customers(purchases(categories), RULES, products_of(products))
    turned = cluster_customers(purchases(categories), RULES, products_of(products[::-1]))
    assert turned == expected


def test_a_product_has_its_share_of_all_that_the_customer_spent():
    rows = [("s:1", "books", "30"), ("s:1", "food", "10"), ("s:2", "food", "5")]
    products = [("s:1", "p:b", "10"), ("s:1", "p:a", "4"), ("s:2", "p:b", "-5")]
    shares = measure_shares(purchases(rows), products_of(products))
    assert shares.product_matrix.tolist() == [[0.1, 0.25], [0.0, 0.0]]


def test_a_product_is_never_more_than_all():
    # The rest of its category was returned for more.
    rows = [("s:1", "books", "1"), ("s:1", "food", "10")]
    shares = measure_shares(purchases(rows), products_of([("s:1", "p:a", "50")]))
    assert shares.product_matrix.tolist() == [[1.0]]


def test_product_spend_as_float_is_refused():
    products = products_of([("s:1", "p:a", "1")])
    floats = products.set_column(2, "spend", products["spend"].cast(pa.float64()))
    with pytest.raises(DataError, match="not as decimal"):
        measure_shares(purchases([("s:1", "books", "1")]), floats)


def test_rare_categories_are_pooled():
    rows = [("s:1", f"c{n:03}", "1") for n in range(MOST_CATEGORIES + 5)] + [("s:2", "c044", "1")]
    shares = measure_shares(purchases(rows))
    assert len(shares.categories) == MOST_CATEGORIES + 1
    assert shares.categories[-1] == REST
    assert "c044" in shares.categories
    assert np.allclose(shares.matrix.sum(axis=1), 1)


def test_labels_of_two_alike_clusters_differ():
    matrix = np.array([[0.5, 0.5, 0.0]] * 2 + [[0.4, 0.6, 0.0]] * 2 + [[0.0, 0.0, 1.0]] * 6)
    shares = described(matrix, ["a", "b", "c"])
    named = name_groups(np.array([0, 0, 1, 1, *[2] * 6]), shares)
    labels = {label for _, label in named}
    assert len(labels) == 3
    assert "c" in labels


@pytest.mark.parametrize("numbers", [(0, 1), (1, 0)])
def test_of_clusters_with_the_same_label_the_larger_is_numbered_first(numbers):
    few, many = numbers
    shares = described(np.array([[0.5, 0.5]] * 3 + [[0.4, 0.6]] * 9), ["a", "b"])
    named = name_groups(np.array([few] * 3 + [many] * 9), shares)
    assert named[0] == (2, "a bit of everything (2)")
    assert named[-1] == (1, "a bit of everything (1)")


def test_a_cluster_without_a_leading_category_says_so():
    matrix = np.array([[0.5, 0.5]] * 6 + [[0.4, 0.6]] * 6)
    shares = described(matrix, ["a", "b"])
    labels = {label for _, label in name_groups(np.array([0] * 6 + [1] * 6), shares)}
    assert labels == {"a bit of everything (1)", "a bit of everything (2)"}


@pytest.mark.parametrize(("minimum", "maximum"), [(1, 8), (5, 4)])
def test_bounds_that_no_k_fits_are_refused(minimum, maximum):
    with pytest.raises(ConfigError):
        ClusterRules(minimum, maximum)


def test_a_negative_number_of_products_is_refused():
    with pytest.raises(ConfigError, match="-1 products"):
        ClusterRules(top_products=-1)
