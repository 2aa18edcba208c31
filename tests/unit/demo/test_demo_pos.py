"""The tills, read back with the csv module and compared with the answer key."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from decimal import Decimal, InvalidOperation

import pyarrow.parquet as pq
import pytest

from tillhouse.demo.dirt import POS_KINDS

COLUMNS = ["customer_id", "store_id", "product_name", "sales_date", "sales_person_id", "price",
           "quantity", "total_cost"]  # fmt: skip
QUARANTINED = {k.name for k in POS_KINDS if k.expected == "quarantined"}


def records(shop, path):
    """(row as a spreadsheet shows it, fields) of one sales file."""
    if path.endswith(".parquet"):
        table = pq.read_table(shop.folder / "pos" / path)
        texts = [["" if v is None else str(v) for v in c.to_pylist()] for c in table.columns]
        return [(i, list(row)) for i, row in enumerate(zip(*texts, strict=True), 1)]
    reader = csv.reader(io.StringIO(shop.text(f"pos/{path}"), newline=""))
    return [(i, fields) for i, fields in enumerate(reader, 1) if i > 1]


def amount(fields):
    try:
        return Decimal(fields[5]) * Decimal(fields[6])
    except InvalidOperation:
        return None


@pytest.fixture(scope="module")
def lines(shop):
    """What must be loaded in the end, with what must not, by independent reading.

    A file of the key that is refused or known already does not count; the rows of a corrected
    file are superseded.
    """
    whole = {
        p["file"] for p in shop.key_of("pos", "sales") if p["expected"] in ("refused", "identical")
    }
    loaded, fates = [], Counter()
    planted = {
        (p["file"], p["row"]): p["expected"] for p in shop.key_of("pos", "sales") if p["row"]
    }
    for file in sorted((shop.folder / "pos" / "sales").rglob("sales*")) + sorted(
        (shop.folder / "pos" / "sales").rglob("copy*")
    ):
        path = file.relative_to(shop.folder / "pos").as_posix()
        if not file.is_file() or path in whole:
            continue
        for row, fields in records(shop, path):
            fate = planted.get((path, str(row)), "loaded")
            fate = "loaded" if fate == "kept" else fate
            fates[fate] += 1
            if fate == "loaded":
                loaded.append(fields)
    return loaded, fates


def test_rows_and_amount_are_those_of_the_truth(shop, lines):
    loaded, fates = lines
    totals = shop.truth["totals"]["pos"]
    assert {f"{fate}_rows": n for fate, n in fates.items()} == {
        k: v for k, v in totals.items() if k.endswith("_rows") and k != "delivered_rows"
    }
    assert sum(fates.values()) == totals["delivered_rows"]
    assert sum(amount(f) for f in loaded) == Decimal(totals["loaded_amount"])
    months = defaultdict(Decimal)
    for fields in loaded:
        months[fields[3][:7]] += amount(fields)
    assert {m: f"{a:.2f}" for m, a in months.items()} == totals["loaded_amount_by_month"]


def test_every_row_that_is_not_planted_is_clean(shop, lines):
    loaded, _ = lines
    for fields in loaded:
        assert len(fields) == len(COLUMNS)
        assert amount(fields) == Decimal(fields[7])


def test_every_kind_occurs_several_times_in_several_files(shop):
    files = defaultdict(list)
    for p in shop.key_of("pos", "sales"):
        files[p["kind"]].append(p["file"])
    for kind in POS_KINDS:
        assert len(files[kind.name]) >= 3, kind.name
        assert len(set(files[kind.name])) >= 2, kind.name
    expected = {"file_again", "column_missing", "corrected_later", "latin_1", "byte_order_mark",
                "gzip", "parquet", "late_file", "identical_row"}  # fmt: skip
    assert expected <= set(files)


def test_each_planted_value_stands_in_its_row_and_column(shop):
    checked = 0
    for p in shop.key_of("pos", "sales"):
        if not p["row"] or p["kind"] in ("identical_row", "corrected_later"):
            continue
        fields = dict(records(shop, p["file"]))[int(p["row"])]
        checked += 1
        if p["column"]:
            assert fields[COLUMNS.index(p["column"])] == p["planted_value"], p
        else:
            assert len(fields) != len(COLUMNS), p
    assert checked >= 40


def test_an_identical_row_follows_its_double(shop):
    for p in (p for p in shop.key_of("pos", "sales") if p["kind"] == "identical_row"):
        rows = dict(records(shop, p["file"]))
        assert rows[int(p["row"])] == rows[int(p["row"]) - 1]
        assert amount(rows[int(p["row"])]) == Decimal(p["amount"])


def test_the_amount_in_quarantine_is_what_can_still_be_read(shop):
    lost = [p for p in shop.key_of("pos", "sales") if p["kind"] in QUARANTINED]
    total = sum(Decimal(p["amount"]) for p in lost if p["amount"])
    assert f"{total:.2f}" == shop.truth["totals"]["pos"]["quarantined_amount"]
    assert all(not p["amount"] for p in lost if p["kind"].startswith(("price", "quantity", "too")))


def test_a_corrected_day_covers_the_same_stores_with_other_sums(shop):
    again = [p["file"] for p in shop.key_of("pos", "sales") if p["kind"] == "corrected_later"]
    for path in set(again):
        before = records(shop, path)
        after = records(shop, path.replace(".csv", "_corrected.csv"))
        assert {f[1] for _, f in before} == {f[1] for _, f in after}
        assert sum(amount(f) for _, f in before) != sum(amount(f) for _, f in after)
        assert len(before) == again.count(path)


def test_a_file_under_another_name_has_the_same_bytes(shop):
    for p in (p for p in shop.key_of("pos", "sales") if p["kind"] == "file_again"):
        twin = shop.folder / "pos" / p["file"]
        assert twin.read_bytes() == twin.with_name(p["planted_value"]).read_bytes()


def test_the_refused_file_lacks_a_column_and_comes_again_whole(shop):
    for p in (p for p in shop.key_of("pos", "sales") if p["expected"] == "refused"):
        header = shop.text(f"pos/{p['file']}").splitlines()[0].split(",")
        assert p["column"] not in header
        whole = shop.text(f"pos/{p['file']}".replace(".csv", "_complete.csv"))
        assert whole.splitlines()[0].split(",") == COLUMNS


def test_the_latin_1_file_is_not_utf_8(shop):
    path = next(p["file"] for p in shop.key_of("pos", "sales") if p["kind"] == "latin_1")
    content = (shop.folder / "pos" / path).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    assert "Café" in content.decode("latin-1") or "Crème" in content.decode("latin-1")


def test_two_sellers_tie_to_the_cent_and_lead_their_store(shop, lines):
    sums = defaultdict(Decimal)
    for fields in lines[0]:
        sums[fields[1], fields[3][:7], fields[4]] += amount(fields)
    ties = shop.truth["ties"]["sellers"]
    assert len(ties) == 6
    for one, two in zip(ties[::2], ties[1::2], strict=True):
        place = (str(one["store_id"]), one["month"])
        assert one["sales_person_id"] != two["sales_person_id"]
        assert one["net_amount"] == two["net_amount"]
        for seller in (one, two):
            mine = sums[(*place, str(seller["sales_person_id"]))]
            assert mine == Decimal(seller["net_amount"]) > 0
        assert max(v for k, v in sums.items() if k[:2] == place) == Decimal(one["net_amount"])


def test_three_pairs_of_customers_spend_the_same(shop, lines):
    spend = defaultdict(Decimal)
    for fields in lines[0]:
        spend[fields[0]] += amount(fields)
    twins = shop.truth["ties"]["customers"]
    assert len(twins) == 6
    for one, two in zip(twins[::2], twins[1::2], strict=True):
        assert spend[str(one["customer_id"])] == spend[str(two["customer_id"])] > 0
        assert spend[str(one["customer_id"])] == Decimal(one["net_amount"])


def test_there_are_returns_and_customers_without_a_card(lines):
    loaded, _ = lines
    assert 0.005 < sum(f[6].startswith("-") for f in loaded) / len(loaded) < 0.03
    assert 0.05 < sum(f[0] == "" for f in loaded) / len(loaded) < 0.25


def test_the_tables_have_the_columns_of_the_star_schema(shop):
    heads = {
        "customer": "customer_id,first_name,last_name,address,pincode,phone_number,"
        "customer_joining_date",
        "product": "id,name,current_price,old_price,created_date,updated_date,expiry_date"
        ",category,subcategory",
        "sales_team": "id,first_name,last_name,manager_id,is_manager,address,pincode,joining_date",
        "store": "id,address,store_pincode,store_manager_name,store_opening_date,reviews",
    }
    for table, head in heads.items():
        assert shop.text(f"pos/{table}.csv").splitlines()[0] == head
    sellers = {r["id"] for r in shop.rows("pos/sales_team.csv")}
    assert len(sellers) == 60
    assert len(shop.rows("pos/store.csv")) == 12
    assert len(shop.rows("pos/product.csv")) == 400


def test_prices_change_on_the_day_that_the_product_table_says(shop, lines):
    promoted = {n for p in shop.truth["shop"]["promotions"] for n in p["product_names"]}
    changed = {r["name"]: r for r in shop.rows("pos/product.csv") if r["old_price"]}
    seen = Counter()
    for fields in lines[0]:
        row = changed.get(fields[2])
        if row and fields[2] not in promoted:
            is_old = fields[3] < row["updated_date"]
            assert Decimal(fields[5]) == Decimal(row["old_price" if is_old else "current_price"])
            seen[is_old] += 1
    assert seen[True] > 50
    assert seen[False] > 50
