"""Truths that no file says: lifts, lapses, tastes, who is who, and the two databases' sums."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from tillhouse.demo.places import PLACES
from tillhouse.demo.sales import draw_day
from tillhouse.demo.world import World


@pytest.fixture(scope="module")
def world():
    return World(scale=1.0, days=730, seed=7, last_day=date(2025, 12, 31))


def units(world, promotion, days):
    """Units of the promoted products per unit of demand, over some days of two systems."""
    sold, demand = 0, 0.0
    for day in days:
        demand += float(world.demand[day])
        for system in ("pos", "orders"):
            lines = draw_day(world, system, day)
            mine = world.catalogue.subcategory[lines.product] == promotion.subcategory
            sold += int(lines.quantity[mine].sum())
    return sold, demand


def test_the_planted_lift_is_found_in_the_true_sales(world):
    promotions = world.catalogue.promotions
    assert len(promotions) == 6
    assert {1.0, 3.0} <= {p.lift for p in promotions}
    for promotion in promotions:
        first = (promotion.first_date - world.first_day).days
        last = (promotion.last_date - world.first_day).days
        around = [*range(first - 28, first), *range(last + 1, last + 29)]
        during, demand = units(world, promotion, range(first, last + 1))
        usual, usual_demand = units(world, promotion, around)
        lift = (during / demand) / (usual / usual_demand)
        # Units come in lines of about two and people buy in bursts: twice Poisson's variance.
        error = lift * (2 / during + 2 / usual) ** 0.5
        assert abs(lift - promotion.lift) < 4 * error, (promotion.name, lift)


def test_a_promotion_leaves_the_other_products_alone(world):
    promotion = next(p for p in world.catalogue.promotions if p.lift == 3.0)
    day = (promotion.first_date - world.first_day).days
    others = 0
    expected = 0.0
    for d in range(day, day + 14):
        lines = draw_day(world, "pos", d)
        others += int((world.catalogue.subcategory[lines.product] != promotion.subcategory).sum())
        expected += 0.6 * 500_000 / 730 * float(world.demand[d])
    assert abs(others / expected - 1) < 0.15


def test_those_who_lapse_buy_nothing_afterwards(world):
    lapsed = np.flatnonzero(world.people.last_day < world.days - 1)
    assert 0.1 < len(lapsed) / world.people.count < 0.35
    for day in range(400, 730, 15):
        bought = np.unique(draw_day(world, "pos", day).person)
        assert (world.people.last_day[bought] >= day).all()
        assert (world.people.first_day[bought] <= day).all()


def test_people_buy_by_taste(world):
    spent = defaultdict(Counter)
    for day in range(0, 730, 20):
        lines = draw_day(world, "pos", day)
        category = world.catalogue.category[lines.product]
        for taste, found in zip(
            world.people.taste[lines.person].tolist(), category.tolist(), strict=True
        ):
            spent[taste][found] += 1
    leading = {}
    for taste, counts in spent.items():
        favourite, most = counts.most_common(1)[0]
        assert most / sum(counts.values()) > 0.35
        leading[taste] = (favourite, counts.most_common(2)[1][0])
    assert len(set(leading.values())) == 5


def test_sales_follow_the_week_and_december(world):
    by_weekday = defaultdict(list)
    for day in range(730):
        by_weekday[world.date_of(day).weekday()].append(world.demand[day])
    assert np.mean(by_weekday[5]) > 1.3 * np.mean(by_weekday[1])
    december = [world.demand[d] for d in range(730) if world.date_of(d).month == 12]
    assert np.mean(december) > 1.15
    assert abs(world.demand.mean() - 1) < 1e-9


def test_the_whole_shop_has_about_half_a_million_lines(world):
    lines = sum(len(draw_day(world, s, d).basket) for s in ("pos",) for d in range(0, 730, 10))
    assert abs(lines * 10 / 300_000 - 1) < 0.06
    assert sum(
        world.expected_lines(s) for s in ("orders", "sales_file", "pos", "crm", "erp", "api")
    ) == pytest.approx(500_000)


def test_towns_agree_with_the_time_zone_map():
    tzfpy = pytest.importorskip("tzfpy")
    for place in PLACES:
        assert tzfpy.get_tz(place.longitude, place.latitude) == place.time_zone, place.city


def test_one_person_is_spelt_differently_in_several_systems(shop):
    spellings = defaultdict(dict)
    for row in shop.rows("answer_key/people.csv"):
        spellings[row["person"]][row["system"]] = row["spelling"]
    several = [s for s in spellings.values() if len(s) > 2]
    assert len(several) > 20
    varied = [s for s in several if len({" ".join(x.lower().split()) for x in s.values()}) > 2]
    assert varied
    crm = {r["customer_id"]: r["name"] for r in shop.rows("crm/Customer_master.xlsx")}
    told = {
        r["id"]: r["spelling"] for r in shop.rows("answer_key/people.csv") if r["system"] == "crm"
    }
    assert {k: v for k, v in crm.items() if k} == {k: v for k, v in told.items() if k in crm}


def test_erp_headers_are_the_sums_of_their_lines(shop):
    truth = shop.truth["totals"]["erp"]
    lines = defaultdict(Decimal)
    for row in shop.rows("erp/Sales.SalesOrderDetail.csv"):
        rate = 1 - Decimal(row["UnitPriceDiscount"])
        total = Decimal(row["UnitPrice"]) * rate * int(row["OrderQty"])
        assert Decimal(row["LineTotal"]) == total
        lines[row["SalesOrderID"]] += total
    headers = shop.rows("erp/Sales.SalesOrderHeader.csv")
    assert {h["SalesOrderID"]: Decimal(h["SubTotal"]) for h in headers} == lines
    for name in ("SubTotal", "TaxAmt", "Freight"):
        assert sum(Decimal(h[name]) for h in headers) == Decimal(truth[name])
    for h in headers:
        parts = Decimal(h["SubTotal"]) + Decimal(h["TaxAmt"]) + Decimal(h["Freight"])
        assert Decimal(h["TotalDue"]) == parts
    shipped = [h for h in headers if h["Status"] == "5"]
    assert len(shipped) == truth["orders_shipped"] < len(headers) == truth["orders"]


def test_erp_tables_have_the_columns_of_adventureworks(shop, shared_data):
    for file in sorted((shop.folder / "erp").glob("*.csv")):
        public = (shared_data / "adventureworks" / file.name).read_text(encoding="utf-8")
        mine = file.read_text(encoding="utf-8").splitlines()[0].split(",")
        real = public.splitlines()[0].split(",")
        assert [c for c in mine if c not in ("rowguid", "ModifiedDate")] == [
            c for c in real if c not in ("rowguid", "ModifiedDate")
        ], file.name


def test_api_transactions_match_customers_900_higher(shop):
    customers = {int(r["customer_id"]) for r in shop.rows("api/customers.csv")}
    rows = shop.rows("api/transactions.csv")
    unmatched = {p["row"] for p in shop.key_of("api") if p["kind"] == "customer_unmatched"}
    assert unmatched
    for number, row in enumerate(rows, 2):
        is_known = int(row["customer_id"]) + 900 in customers
        assert is_known == (str(number) not in unmatched)
    assert len(rows) == shop.truth["totals"]["api"]["delivered_rows"]


@pytest.mark.parametrize("system", ["crm", "api", "erp"])
def test_planted_values_of_flat_tables_stand_where_the_key_says(system, shop):
    planted = shop.key_of(system)
    assert planted
    for p in planted:
        row = shop.rows(f"{system}/{p['file']}")[int(p["row"]) - 2]
        assert row[p["column"]] == p["planted_value"], p


def test_crm_sums_are_those_of_the_truth(shop):
    lost = {p["row"] for p in shop.key_of("crm", "Transaction") if p["expected"] == "quarantined"}
    rows = enumerate(shop.rows("crm/Transaction.xlsx"), 2)
    total = sum(Decimal(r["amount"]) for i, r in rows if str(i) not in lost)
    assert total == Decimal(shop.truth["totals"]["crm/Transaction"]["loaded_amount"])


def test_promotions_leave_28_quiet_days_on_both_sides(world):
    for one in world.catalogue.promotions:
        assert one.first_date - timedelta(days=28) >= world.first_day
        assert one.last_date + timedelta(days=28) <= world.last_day
        assert one.first_date.weekday() == 0
        assert (one.last_date - one.first_date).days == 13
