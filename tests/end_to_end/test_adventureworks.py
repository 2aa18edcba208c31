"""AdventureWorks out of a real PostgreSQL and a real MariaDB: every cent, and what changes."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.end_to_end.adventureworks import load_adventureworks
from tests.end_to_end.conftest import Shop
from tests.servers import PASSWORD, USER, Server
from tillhouse.lake.bronze import Bronze

pytestmark = pytest.mark.long  # whole systems: minutes, and servers

AMOUNTS = ("subtotal_amount", "tax_amount", "freight_amount", "total_due_amount")
# Computed with plain SQL over the public CSV files, apart from this project.
TOTALS = tuple(
    Decimal(text) for text in ("109846381.4039", "10186974.4602", "3183430.2518", "123216786.1159")
)
SUMS = ", ".join(f"sum({name})" for name in AMOUNTS)


@pytest.fixture(scope="module", params=["postgres", "mariadb"])
def erp(request: pytest.FixtureRequest, shared_data: Path) -> tuple[Server, str]:
    server: Server = request.getfixturevalue(request.param)
    return server, load_adventureworks(server, "adventureworks", shared_data / "adventureworks")


@pytest.fixture(scope="module")
def shop(erp: tuple[Server, str], new_shop: Callable[..., Shop]) -> Shop:
    made = new_shop({})
    with (made.folder / "tillhouse.toml").open("a") as file:
        file.write(
            f'\n[sources.erp]\nkind = "adventureworks"\nlocation = "{erp[1]}"\n'
            'user_env = "ERP_USER"\npassword_env = "ERP_PASSWORD"\n'
        )
    with (made.folder / ".env").open("a") as file:
        file.write(f"ERP_USER={USER}\nERP_PASSWORD={PASSWORD}\n")
    made.run()
    return made


def test_every_order_line_and_customer_arrives(shop: Shop) -> None:
    (counts,) = shop.ask(
        "select (select count(*) from silver.orders), (select count(*) from silver.order_lines),"
        " (select count(*) from silver.customers where is_known),"
        " (select cast(sum(quantity) as bigint) from silver.order_lines)"
    )
    assert counts == (31_465, 121_317, 19_820, 274_914)
    assert shop.ask("select count(*) from silver.quarantine") == [(0,)]


def test_what_orders_charge_is_the_same_at_order_and_at_line(shop: Shop) -> None:
    assert shop.ask(f"select {SUMS} from silver.orders") == [TOTALS]
    assert shop.ask(f"select {SUMS} from silver.order_line_amounts") == [TOTALS]


def test_each_order_and_each_year_adds_up_at_line_grain(shop: Shop) -> None:
    per_order = "select order_key, {sums} from silver.{table} group by order_key"
    orders, lines = (per_order.format(sums=SUMS, table=t) for t in ("orders", "order_line_amounts"))
    assert shop.ask(f"select count(*) from ({orders} except {lines})") == [(0,)]
    by_year = "select year(business_date), {sums} from silver.{table} group by 1 order by 1"
    found = shop.ask(by_year.format(sums=SUMS, table="order_line_amounts"))
    assert found == shop.ask(by_year.format(sums=SUMS, table="orders"))
    assert [row[0] for row in found] == [2011, 2012, 2013, 2014]


def test_the_lines_of_an_order_share_its_charges_by_their_net_amounts(shop: Shop) -> None:
    (worst,) = shop.ask(
        "select max(abs(cast(line.tax_amount as double) - cast(o.tax_amount as double)"
        " * cast(line.net_amount as double) / line.whole)) from (select *, cast(sum(net_amount)"
        " over (partition by order_key) as double) as whole from silver.order_line_amounts) as line"
        " join silver.orders o using (order_key)"
    )
    assert worst[0] < 0.01  # what rounding leaves of 72 lines, on the largest of them


def test_a_store_is_a_company_and_a_person_has_a_name(shop: Shop) -> None:
    found = shop.ask(
        "select customer_type, count(*), count(full_name), count(street_address)"
        " from silver.customers where is_known group by 1 order by 1"
    )
    assert found == [("company", 1_336, 1_336, 1_336), ("person", 18_484, 18_484, 18_484)]


def test_no_discount_is_no_promotion(shop: Shop) -> None:
    assert shop.ask("select count(*) from silver.promotions where promotion_id = '1'") == [(0,)]
    (found,) = shop.ask(
        "select count(*), count(discount_amount) from silver.order_lines"
        " where promotion_key is null and discount_amount <> 0"
    )
    assert found == (0, 0)


def test_rejected_goods_of_vendors_are_no_returns_of_customers(shop: Shop) -> None:
    assert shop.ask("select count(*) from silver.order_lines where is_return") == [(0,)]
    assert shop.ask("select count(*) from silver.returns") == [(0,)]
    (found,) = shop.ask("select count(*), sum(rejected_quantity) > 0 from silver.purchase_receipts")
    assert found == (8_845, True)


def test_customers_score_and_come_back_as_counted_from_the_files(shop: Shop) -> None:
    """Counted with plain Python from the public CSV files, as of 2014-06-30. So many have
    one order that nobody has a frequency of 2 or 3; fifths by place would have 3,824 in each."""
    frequency = "select frequency_score, count(*) from gold.rfm_scores group by 1 order by 1"
    assert shop.ask(frequency) == [(1, 11_649), (4, 5_473), (5, 1_997)]
    recency = "select count(*) from gold.rfm_scores group by recency_score order by recency_score"
    assert shop.ask(recency) == [(3_837,), (3_827,), (3_824,), (3_828,), (3_803,)]
    tiers = "select tier, count(*) from gold.customer_analysis group by 1 order by 1"
    assert shop.ask(tiers) == [("bronze", 9_487), ("gold", 3_992), ("silver", 5_640)]
    new = "select count(*) from gold.rfm_movements where from_segment = 'not yet a customer'"
    assert shop.ask(f"select sum(customer_count), ({new}) > 0 from gold.rfm_movements") == [
        (19_119, True)
    ]
    returned = "select sum(returned_customer_count), count(*) from gold.customer_cohorts"
    assert shop.ask(returned) == [(7_465, 38)]
    gaps = "select gap_count, median_gap_days from gold.purchase_gap_statistics"
    assert shop.ask(f"{gaps} where gap_group = 'all'") == [(12_287, 139)]
    retained = (
        "select active_customer_count from gold.cohort_retention"
        " where cohort_month = date '2013-01-01' order by months_since"
    )
    months = [295, 0, 0, 0, 2, 20, 27, 20, 20, 22, 37, 36, 56, 32, 27, 14, 38, 0]
    assert [count for (count,) in shop.ask(retained)] == months


def test_the_password_is_nowhere_in_the_project(shop: Shop) -> None:
    for path in shop.folder.rglob("*"):
        if path.is_file() and path.name != ".env":
            assert PASSWORD.encode() not in path.read_bytes(), path


def test_changes_arrive_and_restate_only_their_days(erp: tuple[Server, str], shop: Shop) -> None:
    server, _ = erp
    days = "select period_start_date, sum(net_amount) from {} where period_type = 'day'"
    days = days.format("gold.sales_by_period") + " and dimension = 'all' group by 1"
    assert shop.run().status == "nothing new"
    before = dict(shop.ask(days))
    _change(server)
    shop.run()
    after = dict(shop.ask(days))
    restated = {str(day) for day in before.keys() | after if before.get(day) != after.get(day)}
    assert restated == {"2013-07-01", "2014-01-15"}
    assert after.keys() - before.keys() == set()
    delivered = _last_deliveries(shop)
    assert delivered == {"sales_order_detail": 150, "sales_order_header": 50}
    (late,) = shop.ask(
        "select count(*), sum(total_due_amount) from silver.order_line_amounts"
        " where order_id > '90000'"
    )
    assert late == (50, Decimal("550.0000"))


def test_what_is_deleted_in_the_database_goes(erp: tuple[Server, str], shop: Shop) -> None:
    server, _ = erp
    header, detail = _tables(server)
    shop.run()
    before = shop.ask("select count(*) from silver.orders")[0][0]
    server.sql("adventureworks", f"delete from {detail} where salesorderid = 43660")
    server.sql("adventureworks", f"delete from {header} where salesorderid = 43660")
    shop.run()
    assert shop.ask("select count(*) from silver.orders") == [(before - 1,)]
    assert shop.ask("select count(*) from silver.order_lines where order_id = '43660'") == [(0,)]
    assert shop.ask("select count(*) from silver.quarantine") == [(0,)]
    assert shop.run().status == "nothing new"


def _change(server: Server) -> None:
    """100 lines of one day cost more; 50 orders of another day come late."""
    header, detail = _tables(server)
    now = "2014-07-01 08:00:00"
    lines = server.sql(
        "adventureworks",
        f"select salesorderdetailid from {detail} d"
        f" join {header} h on h.salesorderid = d.salesorderid"
        " where h.orderdate = '2013-07-01' order by 1 limit 100",
    ).split()
    assert len(lines) == 100
    server.sql(
        "adventureworks",
        f"update {detail} set unitprice = unitprice + 1, modifieddate = '{now}'"
        f" where salesorderdetailid in ({', '.join(lines)})",
    )
    flag = "true" if server.system == "postgresql" else "b'1'"
    for table, columns, row in (
        (
            header,
            "salesorderid, orderdate, status, onlineorderflag, customerid, territoryid, subtotal,"
            " taxamt, freight, totaldue, modifieddate",
            "({0}, '2014-01-15', 5, " + flag + ", 11000, 1, 10, 0.8, 0.2, 11, '" + now + "')",
        ),
        (
            detail,
            "salesorderid, salesorderdetailid, orderqty, productid, specialofferid, unitprice,"
            " unitpricediscount, linetotal, modifieddate",
            "({0}, {0}00, 1, 707, 1, 10, 0, 10, '" + now + "')",
        ),
    ):
        rows = ", ".join(row.format(number) for number in range(90_001, 90_051))
        server.sql("adventureworks", f"insert into {table} ({columns}) values {rows}")


def _tables(server: Server) -> tuple[str, str]:
    if server.system == "postgresql":
        return "sales.salesorderheader", "sales.salesorderdetail"
    return "SalesOrderHeader", "SalesOrderDetail"


def _last_deliveries(shop: Shop) -> dict[str, int]:
    ledger = Bronze(shop.folder / "lake").ledger("erp")
    first = {entry.table: entry.load_id for entry in reversed(ledger)}
    return {entry.table: entry.rows for entry in ledger if entry.load_id != first[entry.table]}
