"""The sample shop against a second, plain recomputation of every published measure.

Once as of the last day of the data, and once as of a Saturday in the middle of it, with a budget
that does not suffice for all coupons.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from statistics import mean
from typing import Any

import pytest

from tests.end_to_end.conftest import SECRET
from tests.oracle import (
    calling,
    cohorts,
    contacts,
    customers,
    demand,
    discounts,
    movers,
    offers,
    operations,
    rfm,
    sales,
    star,
    stores,
)
from tests.oracle.compare import Rows, assert_same, by_key
from tests.oracle.files import count_records
from tests.oracle.marketing import ties_across_tiers
from tests.oracle.plans import Plan
from tests.oracle.published import Published, read_run

SYSTEMS = {"orders": "retail_org", "pos": "pos"}
SEED, MIDDLE = 15, date(2025, 11, 8)
SMALL_BUDGET = Decimal(60)
PLANS = (
    Plan(
        "early",
        date(2025, 3, 1),
        date(2025, 5, 31),
        (),
        ("0.02", "0.01"),
        (),
        Decimal("150.5"),
        False,
    ),
    Plan(
        "slabs",
        date(2025, 6, 1),
        None,
        ("pos:101", "pos:110"),
        ("0.005",),
        ((0, "0.01"), (200, "0.05")),
    ),
)
RUNS = ("the last day", "a day in the middle")
# Checked by what must hold for them, in tests of their own.
CALLS = (
    "time_zone",
    "time_zone_basis",
    "call_from_local_time",
    "call_to_local_time",
    "next_call_from_at",
    "next_call_to_at",
)
CLUSTERS = ("cluster_number", "cluster_label")


@pytest.fixture(scope="session")
def runs(new_shop: Callable[..., Any]) -> dict[str, Published]:
    """Both runs of one shop; the second publishes over the first."""
    from tillhouse.config import load_project
    from tillhouse.demo.shop import generate_shop
    from tillhouse.pipeline import run
    from tillhouse.progress import silent

    shop = new_shop(SYSTEMS)
    for name in SYSTEMS:
        shop.drop(name).rmdir()
    generate_shop(shop.folder / "drops", scale=0.03, seed=SEED, systems=list(SYSTEMS))
    shop.run()
    whole = read_run(shop.folder)
    settings = shop.folder / "tillhouse.toml"
    plans = "\n".join(plan.as_settings() for plan in PLANS)
    budget = f"[rules.coupons]\nbudget = {SMALL_BUDGET}\n"
    settings.write_text(f"{settings.read_text()}\n{budget}\n{plans}\n")
    run(load_project(settings).replace(as_of=MIDDLE), silent())
    return {RUNS[0]: whole, RUNS[1]: read_run(shop.folder, MIDDLE, PLANS)}


@pytest.fixture(params=RUNS)
def seen(request: pytest.FixtureRequest, runs: dict[str, Published]) -> Published:
    return runs[request.param]


@pytest.fixture
def whole(runs: dict[str, Published]) -> Published:
    return runs[RUNS[0]]


@pytest.fixture
def halfway(runs: dict[str, Published]) -> Published:
    return runs[RUNS[1]]


def test_the_day_in_the_middle_is_one_on_which_wrong_ways_show(halfway: Published) -> None:
    """Should the sample shop change, look for another such seed and Saturday."""
    assert MIDDLE.weekday() == 5
    assert offers.exactly_at_the_threshold(halfway.market) != []
    assert ties_across_tiers(halfway.market, "USD") != []


def test_quarantine_holds_each_row_that_cannot_be_read_and_no_other(seen: Published) -> None:
    columns = ("entity", "source_system", "source_file", "source_row")
    found = Counter(tuple(row[c] for c in columns) for row in seen.tables["quarantine"])
    assert seen.shop.rejected - found == Counter(), "not in quarantine"
    assert found - seen.shop.rejected == Counter(), "in quarantine without a cause"


def test_every_file_was_loaded_once_with_all_its_records(seen: Published) -> None:
    """Copies of a file and refused files are not among the deliveries."""
    expected = count_records(seen.drops)
    found = by_key(seen.tables["deliveries"], ("source", "table", "file"))
    elsewhere = {("orders", "products", "products.csv"), ("orders", "loyalty_segment")}
    found = {k: row for k, row in found.items() if k not in elsewhere and k[:2] not in elsewhere}
    assert_same(expected, found, only=("rows", "unreadable_rows"))


def test_every_line_of_every_file_is_accounted_for_with_its_money(whole: Published) -> None:
    lines = [row for row in whole.tables["reconciliation"] if row["entity"] == "order_lines"]
    expected = {
        (source, file): {
            prefix + name: getattr(tally, ("amount_" if prefix == "amount_" else "") + name)
            for prefix in ("rows_", "amount_")
            for name in ("read", "loaded", "quarantined", "superseded")
        }
        for (source, file), tally in whole.shop.tallies.items()
    }
    found = {(row["source_system"], row["source_file"]): row for row in lines}
    assert_same(expected, found, only=tuple(next(iter(expected.values()))))


@pytest.mark.parametrize("dimension", ["all", "category", "product"])
@pytest.mark.parametrize("period_type", ["day", "week", "month", "quarter", "year"])
def test_sales_by_period(
    seen: Published, sales_rows: dict[int, Rows], period_type: str, dimension: str
) -> None:
    if id(seen) not in sales_rows:
        sales_rows[id(seen)] = sales.sales_by_period(seen.shop, seen.as_of)

    def part(rows: Rows) -> Rows:
        return {k: row for k, row in rows.items() if k[0] == period_type and k[2] == dimension}

    expected = part(sales_rows[id(seen)])
    assert expected
    assert_same(expected, part(seen.rows("sales_by_period", sales.KEY)))


@pytest.fixture(scope="session")
def sales_rows() -> dict[int, Rows]:
    """Computed once for each run, compared in parts."""
    return {}


def test_sales_performance(seen: Published) -> None:
    """All, channels and stores; other places have the sums of the star (an audit)."""
    expected = demand.sales_performance(seen.shop, seen.as_of)
    found = seen.rows("sales_performance", sales.KEY)
    told = {key[2] for key in expected}
    assert {"country", "state"} < {key[2] for key in found} - told
    assert_same(expected, {key: row for key, row in found.items() if key[2] in told})


def test_top_products(seen: Published) -> None:
    expected = demand.top_products(seen.shop, seen.as_of)
    found = seen.rows("top_products", demand.TOP_KEY)
    assert_same(expected, found, without=("subcategory_name",))


def test_product_demand(seen: Published) -> None:
    expected = demand.product_demand(seen.shop, seen.as_of)
    assert len([row for row in expected.values() if row["return_rank"] is not None]) > 10
    found = seen.rows("product_demand", demand.DEMAND_KEY)
    found = {key: row for key, row in found.items() if key[0] != "subcategory"}
    assert_same(expected, found, without=("subcategory_name",))


def test_product_movers(seen: Published) -> None:
    expected = movers.product_movers(seen.shop, seen.as_of)
    assert {row["movement"] for row in expected.values()} >= {"up", "down"}
    found = seen.rows("product_movers", movers.MOVER_KEY)
    found = {key: row for key, row in found.items() if key[0] != "subcategory"}
    assert_same(expected, found, without=("subcategory_name",))


def test_price_changes(seen: Published) -> None:
    expected = movers.price_changes(seen.shop, seen.as_of)
    assert len(expected) > 3
    columns = tuple(next(iter(expected.values())))
    assert_same(expected, seen.rows("price_changes", movers.CHANGE_KEY), only=columns)


def test_every_line_of_the_star(seen: Published) -> None:
    expected = star.fact_sales(seen.shop, seen.as_of, SECRET)
    rows = by_key(star.with_members(seen.tables, "fact_sales"), star.KEY)
    columns = tuple(next(iter(expected.values())))
    assert_same(expected, {key: row for key, row in rows.items() if key in expected}, only=columns)


def test_the_star_adds_up_by_day_and_product(seen: Published) -> None:
    rows = star.with_members(seen.tables, "fact_sales")
    assert star.sums_of_rows(rows) == star.sums_by_day_and_product(seen.shop, seen.as_of)


def test_returns_of_the_star_are_the_lines_that_bring_goods_back(seen: Published) -> None:
    _, lines = seen.shop.as_of(seen.as_of)
    expected = {star.line_code(SECRET, it): (-it.quantity, -it.net) for it in lines if it.is_return}
    rows = seen.tables["fact_returns"]
    found = {r["order_line_code"]: (r["returned_quantity"], r["return_amount"]) for r in rows}
    assert expected == found != {}
    assert len(rows) == len(found)


def test_places_of_the_star_are_those_of_stores_and_customers(seen: Published) -> None:
    pairs = star.territories(seen.shop, seen.as_of, seen.tables, SECRET)
    assert len({place for place, _ in pairs}) > 5
    assert [pair for pair in pairs if pair[0] != pair[1]] == []


def test_sales_team_data_mart(seen: Published) -> None:
    expected = operations.sales_team_data_mart(seen.shop, seen.as_of, seen.plans)
    assert_same(expected, seen.rows("sales_team_data_mart", operations.MART_KEY))


def test_two_salespeople_who_tie_both_get_their_incentive(whole: Published) -> None:
    firsts = Counter(
        (row["store_id"], row["sales_month"], row["currency_code"])
        for row in whole.tables["sales_team_data_mart"]
        if row["sales_rank"] == 1 and row["incentive"] > 0
    )
    assert max(firsts.values()) > 1  # the shop has planted ties, so the mart above has seen them


def test_sales_team_incentive_lines(seen: Published) -> None:
    expected = operations.sales_team_incentive_lines(seen.shop, seen.as_of, seen.plans)
    assert_same(expected, seen.rows("sales_team_incentive_lines", operations.LINE_KEY))


def test_incentive_history(seen: Published) -> None:
    expected = operations.incentive_history(seen.shop, seen.as_of, seen.plans)
    earning = {row["plan_name"] for row in expected.values() if row["incentive"] > 0}
    assert earning == {"standard", *(plan.name for plan in seen.plans)}
    assert_same(expected, seen.rows("incentive_history", operations.MART_KEY))


def test_incentive_payouts(seen: Published) -> None:
    expected = operations.incentive_payouts(seen.shop, seen.as_of, seen.plans)
    assert_same(expected, seen.rows("incentive_payouts", operations.PAYOUT_KEY))
    assert seen.tables["incentive_clawbacks"] == []  # no return record in the sample shop


def test_staff_ranking(seen: Published) -> None:
    expected = operations.staff_ranking(seen.shop, seen.as_of)
    assert_same(expected, seen.rows("staff_ranking", operations.MART_KEY))


def test_store_performance(seen: Published) -> None:
    expected = stores.store_performance(seen.market)
    assert any(0 < row["new_customer_count"] < row["customer_count"] for row in expected.values())
    assert_same(expected, seen.rows("store_performance", stores.KEY))


def test_store_tier_mix(seen: Published) -> None:
    expected = stores.store_tier_mix(seen.market)
    assert {key[-1] for key in expected} == {"gold", "silver", "bronze", "unknown"}
    assert_same(expected, seen.rows("store_tier_mix", stores.TIER_KEY))


def test_customer_analysis(seen: Published) -> None:
    expected = customers.customer_analysis(seen.market, SECRET)
    states = {row["purchase_status"] for row in expected.values()}
    assert states >= {"repeat", "lapsed"}
    found = seen.rows("customer_analysis", customers.ANALYSIS_KEY)
    assert_same(expected, found, without=("customer_type",))


def test_rfm_scores(seen: Published) -> None:
    """Enough customers tie for a cut of the sorted list into fifths to give other scores."""
    assert rfm.tied_scores(seen.shop, seen.as_of) > 5
    expected = rfm.rfm_scores(seen.market, SECRET)
    assert_same(expected, seen.rows("rfm_scores", rfm.SCORES_KEY))


def test_rfm_movements(seen: Published) -> None:
    expected = rfm.rfm_movements(seen.market, SECRET)
    found = {
        key: row["customer_count"]
        for key, row in seen.rows("rfm_movements", rfm.MOVEMENTS_KEY).items()
    }
    assert any(then != now for then, now in expected)
    assert found == expected


def test_top_customers(seen: Published) -> None:
    expected = customers.top_customers(seen.market)
    assert_same(expected, seen.rows("top_customers", customers.TOP_KEY))


def test_customer_regions(seen: Published) -> None:
    expected = customers.customer_regions(seen.market)
    assert len(expected) > 5
    assert_same(expected, seen.rows("customer_regions", customers.REGIONS_KEY))


def test_customer_cohorts(seen: Published) -> None:
    expected = cohorts.customer_cohorts(seen.market)
    assert_same(expected, seen.rows("customer_cohorts", cohorts.COHORT_KEY))


def test_cohort_retention(seen: Published) -> None:
    expected = cohorts.cohort_retention(seen.market)
    assert any(row["active_customer_count"] == 0 for row in expected.values())
    assert_same(expected, seen.rows("cohort_retention", cohorts.RETENTION_KEY))


def test_cohort_values(seen: Published) -> None:
    expected = cohorts.cohort_values(seen.market)
    assert_same(expected, seen.rows("cohort_values", cohorts.VALUE_KEY))


def test_new_and_returning_customers(seen: Published) -> None:
    expected = cohorts.new_and_returning_customers(seen.market)
    assert any(0 < row["new_customer_count"] < row["customer_count"] for row in expected.values())
    assert_same(expected, seen.rows("new_and_returning_customers", cohorts.NEW_KEY))


def test_purchase_gap_statistics(seen: Published) -> None:
    expected = cohorts.purchase_gap_statistics(seen.market)
    assert_same(expected, seen.rows("purchase_gap_statistics", cohorts.GAP_KEY))


def test_discount_impact(seen: Published) -> None:
    """Amounts to the cent; ratios within what the rounding to four places may do to them."""
    expected = discounts.discount_impact(seen.shop, seen.as_of)
    found = seen.rows("discount_impact", discounts.KEY)
    ratios = ("unit_ratio", "unit_ratio_low", "unit_ratio_high")
    assert {key[1] for key in expected} == {"product", "category", "all"}
    assert expected.keys() == found.keys()
    for key, row in expected.items():
        judged = [name for name in ratios if name in row]
        whole = [name for name in row if name not in ratios]
        assert_same({key: row}, {key: found[key]}, only=whole)
        for name in judged:
            assert (found[key][name] is None) == (row[name] is None), (key, name)
            if row[name] is not None:
                assert float(found[key][name]) == pytest.approx(row[name], rel=1e-3, abs=1e-4), key
    assert {(r["finding"], r["margin_basis"]) for r in found.values()} == {
        ("association", "unknown")
    }


def test_some_promotion_has_an_interval(runs: dict[str, Published]) -> None:
    rows = [row for seen in runs.values() for row in seen.tables["discount_impact"]]
    assert any(row["unit_ratio_low"] is not None for row in rows)


def test_discount_depth(seen: Published) -> None:
    expected = discounts.discount_depth(seen.shop, seen.as_of)
    columns = tuple(next(iter(expected.values())))
    assert_same(expected, seen.rows("discount_depth", discounts.DEPTH_KEY), only=columns)


def test_promotion_share(seen: Published) -> None:
    expected = discounts.promotion_share(seen.shop, seen.as_of)
    found = seen.rows("promotion_share", discounts.SHARE_KEY)
    assert any(row["promotion_net_amount"] > 0 for row in expected.values())
    assert_same(expected, found, without=("month_label",))


def test_marketing_contacts(seen: Published) -> None:
    expected = contacts.marketing_contacts(seen.market)
    found = seen.rows("marketing_contacts", contacts.CONTACT_KEY)
    assert_same(expected, found, without=(*CALLS, *CLUSTERS, "country_code"))


def test_the_country_of_a_customer_is_the_one_that_the_contact_record_names(
    seen: Published,
) -> None:
    expected = contacts.marketing_contacts(seen.market)
    found = seen.rows("marketing_contacts", contacts.CONTACT_KEY)
    assert {row["country_code"] for row in expected.values()} >= {"US", "CA", "DE", "GB"}
    assert_same(expected, found, only=("country_code",))


def test_marketing_customer_categories(seen: Published) -> None:
    expected = contacts.marketing_customer_categories(seen.market)
    found = seen.rows("marketing_customer_categories", contacts.CATEGORY_KEY)
    assert_same(expected, found, without=("time_zone", *CLUSTERS))


def test_unreachable_customers(seen: Published) -> None:
    expected = contacts.unreachable_customers(seen.market)
    assert_same(expected, seen.rows("unreachable_customers", contacts.UNREACHABLE_KEY))


def test_customer_data_mart(seen: Published) -> None:
    expected = contacts.customer_data_mart(seen.market)
    assert_same(expected, seen.rows("customer_data_mart", contacts.MART_KEY))


def test_infrequent_buyers(seen: Published) -> None:
    expected = offers.infrequent_buyers(seen.market)
    assert {row["gap_basis"] for row in expected.values()} == {"own", "all customers"}
    assert_same(expected, seen.rows("infrequent_buyers", offers.BUYER_KEY))


def test_coupons_where_the_budget_suffices_go_to_all_who_are_eligible(whole: Published) -> None:
    expected = offers.eligible_for_coupons(whole.market)
    found = whole.rows("coupon_offers", offers.OFFER_KEY)
    assert sum(row["expected_cost_amount"] for row in expected.values()) < 10_000
    for key, row in found.items():
        if row["offer_group"] == "control":
            expected[key]["expected_cost_amount"] = Decimal("0.00")
    assert_same(expected, found, without=("offer_group", "coupon_code"))


def test_a_small_budget_is_spent_in_turn_and_not_exceeded(halfway: Published) -> None:
    eligible = offers.eligible_for_coupons(halfway.market)
    found = halfway.rows("coupon_offers", offers.OFFER_KEY)
    offered = {key: row for key, row in found.items() if row["offer_group"] == "offer"}
    for key, row in offered.items():
        assert_same({key: eligible[key]}, {key: row}, without=("offer_group", "coupon_code"))
    left = SMALL_BUDGET - sum(row["expected_cost_amount"] for row in offered.values())
    passed_over = [row for key, row in eligible.items() if key not in found]
    assert left >= 0
    assert max(row["expected_cost_amount"] for row in passed_over) > left


def test_coupon_codes_are_unguessable_and_withheld_from_the_control_group(
    seen: Published,
) -> None:
    rows = seen.tables["coupon_offers"]
    codes = [row["coupon_code"] for row in rows if row["offer_group"] == "offer"]
    assert len(set(codes)) == len(codes) > 0
    assert all(re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2,}", code) for code in codes)
    held_out = [row for row in rows if row["offer_group"] == "control"]
    assert len(held_out) + len(codes) == len(rows)
    assert all(row["coupon_code"] is None for row in held_out)


def test_about_a_tenth_of_those_eligible_is_held_out(whole: Published) -> None:
    groups = Counter(row["offer_group"] for row in whole.tables["coupon_offers"])
    count = groups.total()
    assert abs(groups["control"] - count / 10) < 3 * (count * 0.09) ** 0.5


def test_time_zones_of_places_in_one_zone_and_what_they_rest_on(seen: Published) -> None:
    customers = seen.market.contactable()
    at_home = [each for each in customers if not calling.is_abroad(seen.shop, each)]
    expected = calling.time_zones(seen.shop, at_home)
    assert len(expected) > len(customers) / 2
    assert {basis for _, basis in expected.values()} >= {"coordinates", "postal code"}
    assert wrong_zones(seen, expected) == {}


def test_customers_abroad_are_called_by_the_clocks_of_their_country(seen: Published) -> None:
    customers = seen.market.contactable()
    abroad = [each for each in customers if calling.is_abroad(seen.shop, each)]
    expected = calling.time_zones(seen.shop, abroad)
    assert {zone for zone, _ in expected.values()} >= {"Europe/Berlin", "Europe/London"}
    assert wrong_zones(seen, expected) == {}


def wrong_zones(seen: Published, expected: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """Customer → zone and basis, published and recomputed, where they differ."""
    rows = seen.tables["marketing_contacts"]
    found = {row["customer_key"]: (row["time_zone"], row["time_zone_basis"]) for row in rows}
    return {key: (found[key], zone) for key, zone in expected.items() if found[key] != zone}


def test_calling_windows_are_office_hours_of_the_next_weekday(seen: Published) -> None:
    rows = seen.tables["marketing_contacts"]
    exact = [r for r in rows if r["time_zone_basis"] in ("coordinates", "postal code")]
    hours = {(row["call_from_local_time"], row["call_to_local_time"]) for row in exact}
    assert hours == {("09:00", "17:00")}
    assert calling.wrong_windows(rows, seen.market.as_of) == []


def test_a_customer_has_one_cluster_exactly_when_they_bought(seen: Published) -> None:
    rows = seen.tables["marketing_contacts"]
    for row in rows:
        assert (row["cluster_number"] is None) == (row["order_count"] == 0), row["customer_key"]
    labels = {(row["cluster_number"], row["cluster_label"]) for row in rows}
    assert len({number for number, _ in labels}) == len({label for _, label in labels})
    of_customer = {row["customer_key"]: [row[column] for column in CLUSTERS] for row in rows}
    for row in seen.tables["marketing_customer_categories"]:
        assert [row[column] for column in CLUSTERS] == of_customer[row["customer_key"]]


def test_a_cluster_is_named_after_a_category_that_it_prefers(seen: Published) -> None:
    shares = shares_of_main_currency(seen)
    members: dict[str, list[str]] = defaultdict(list)
    for row in seen.tables["marketing_contacts"]:
        if (row["cluster_number"] or 0) > 0:
            members[row["cluster_label"]].append(row["customer_key"])
    everyone = [key for keys in members.values() for key in keys]
    for label, keys in members.items():
        category = re.sub(r" \(\d+\)$", "", label).split(" + ")[0]  # (2): a second one of the name
        assert mean_share(shares, keys, category) > mean_share(shares, everyone, category), label


def shares_of_main_currency(seen: Published) -> dict[str, dict[str, float]]:
    shares: dict[str, dict[str, float]] = defaultdict(dict)
    for row in seen.tables["marketing_customer_categories"]:
        if row["currency_code"] == seen.market.main_currency(row["customer_key"]):
            shares[row["customer_key"]][row["category_name"]] = float(row["spend_share"] or 0)
    return shares


def mean_share(shares: dict[str, dict[str, float]], keys: list[str], category: str) -> float:
    return mean(shares[key].get(category, 0.0) for key in keys)
