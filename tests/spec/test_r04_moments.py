"""R4: the business day of a delivered date or moment, and dates before 1970."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

import pyarrow as pa
from ascii_tables import draw_table, read_header, read_table
from silver_shop import SilverShop

from tillhouse.engines.base import Engine, ModelRun

BERLIN = {"currency": "EUR", "time_zone": "Europe/Berlin", "country": "DE", "name": "small"}
HEADER = ("sales_order_id", "order_date", "status", "customer_id", "territory_id", "is_deleted",
          "sales_person_id", "online_order_flag", "sub_total", "tax_amt", "freight", "total_due",
          "source_system", "_load_id", "_source_file")  # fmt: skip


def read_orders(engine: Engine, *moments: str) -> list[dict[str, object]]:
    """Orders of the packaged source with these texts as their dates, as intake reads them."""
    texts = {name: pa.array([None] * len(moments), pa.string()) for name in HEADER}
    texts["order_date"] = pa.array(moments, pa.string())
    texts["sales_order_id"] = pa.array([str(number) for number in range(len(moments))])
    texts["source_system"] = pa.array(["erp"] * len(moments))
    rows = pa.table({**texts, "_source_row": pa.array(range(len(moments)), pa.int64())})
    engine.write("bronze", "adventureworks__sales_order_header", rows)
    staged = {"orders": ["stg_adventureworks__orders"]}
    variables = {"kinds": ["adventureworks"], "shop": BERLIN, "staging_models": staged,
                 "rules": {}, "as_of": None, "incentive_plans": [], "answers": {}}  # fmt: skip
    engine.run_models(ModelRun(("stg_adventureworks__orders", "intake_orders"), variables))
    return engine.read("select * from intake.intake_orders").read_all().to_pylist()


def expect(engine: Engine, drawn: str) -> None:
    wanted = read_table(drawn)
    found = read_orders(engine, *(str(row["delivered"]) for row in wanted))
    for row in found:
        row["delivered"] = wanted[int(str(row["order_id"]))]["delivered"]
    columns = read_header(drawn)
    assert draw_table(columns, found) == draw_table(columns, wanted)


def test_a_moment_with_its_distance_from_utc_has_the_day_of_the_shop(engine: Engine) -> None:
    expect(engine, """
        delivered                         | business_date | ordered_at       | _is_exact_moment
        2023-07-14T22:30:00Z              | 2023-07-15    | 2023-07-14 22:30 | yes
        2023-12-14 22:30:00 UTC           | 2023-12-14    | 2023-12-14 22:30 | yes
        2023-07-14T22:30:00.1234567+02:00 | 2023-07-14    | 2023-07-14 20:30 | yes
        2023-07-14 17:45:10 -0500         | 2023-07-15    | 2023-07-14 22:45 | yes
        2023-07-15 03:00+05:30            | 2023-07-14    | 2023-07-14 21:30 | yes
        2023-07-15 00:30:00+09            | 2023-07-14    | 2023-07-14 15:30 | yes
    """)  # fmt: skip


def test_a_wall_clock_keeps_its_day_and_midnight_is_no_moment(engine: Engine) -> None:
    expect(engine, """
        delivered                  | business_date | ordered_at       | _is_exact_moment
        2023-07-14T23:30:00        | 2023-07-14    | 2023-07-14 23:30 | no
        2023-07-14 23:30:00.123456 | 2023-07-14    | 2023-07-14 23:30 | no
        2023-07-14T23:30:00.1234567 | 2023-07-14   | 2023-07-14 23:30 | no
        2023-07-14                 | 2023-07-14    | -                | no
        2023-07-14T00:00:00.000Z   | 2023-07-14    | -                | no
        2023-07-14 00:00:00-05:00  | 2023-07-14    | -                | no
    """)  # fmt: skip


def test_dates_before_1970_are_dates(engine: Engine) -> None:
    expect(engine, """
        delivered            | business_date | ordered_at       | _fate
        1962-05-01           | 1962-05-01    | -                | loaded
        1899-11-30           | 1899-11-30    | -                | loaded
        1969-12-31T23:30:00Z | 1970-01-01    | 1969-12-31 23:30 | loaded
    """)  # fmt: skip


def test_what_is_no_day_of_the_calendar_is_told_as_it_came(engine: Engine) -> None:
    row = read_orders(engine, "2023-02-30T10:00:00Z")[0]
    assert (row["business_date"], row["_fate"]) == (None, "quarantined")
    assert "2023-02-30T10:00:00Z" in str(row["_delivered"])


def test_a_store_in_another_zone_has_its_own_day(records: SilverShop) -> None:
    """The shop is in Berlin: 22:30 in London and 16:30 in New York are the day after there."""
    records.given(
        stores="store_id | time_zone\nlondon | Europe/London\nnew york | America/New_York\nodd | Nowhere",
        orders="""
            order_id | store_id | ordered_at          | business_date | _is_exact_moment
            1        | london   | 2023-07-14 22:30:00 | 2023-07-15    | yes
            2        | new york | 2023-07-14 22:30:00 | 2023-07-15    | yes
            3        | new york | 2023-07-14 22:30:00 | 2023-07-14    | no
            4        | odd      | 2023-07-14 22:30:00 | 2023-07-15    | yes
            5        | new york | 2023-07-14 22:30:00 | 2023-07-20    | yes
        """,
        order_lines="""
            order_id | business_date
            1        | 2023-07-15
            2        | 2023-07-15
            3        | 2023-07-14
            4        | 2023-07-15
            5        | 2023-07-20
        """,
    )
    days = """
        order_id | business_date
        1        | 2023-07-14
        2        | 2023-07-14
        3        | 2023-07-14
        4        | 2023-07-15
        5        | 2023-07-20
    """
    records.expect("orders", days)
    records.expect("order_lines", days)
