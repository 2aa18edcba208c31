"""The sample shop against its answer key: every planted defect has the fate that the key says, and
no other record has it (recall and precision, kind by kind), to the cent. R6, R7"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.end_to_end.answer_key import AnswerKey, Place

SYSTEMS = {"orders": "retail_org", "pos": "pos"}
ENTITIES = ("customers", "contacts", "products", "orders", "order_lines")

# What the reason must say for each kind of dirt: the contract's column and what is wrong with it.
REASONS = {
    "customer_id_missing": "customer_id is missing",
    "date_impossible": 'business_date "{value}" is not a date',
    "date_missing": "business_date is missing",
    "date_unreadable": 'business_date "{value}" is not a date',
    "json_cut_off": "is not a whole JSON list",
    "number_missing": "order_id is missing",
    "price_is_text": 'unit_price "{value}" is not a number',
    "price_missing": "unit_price is missing",
    "price_unreadable": "unit_price",
    "quantity_unreadable": "quantity",
    "stray_quote": "is not a product",
    "time_missing": "business_date is missing",
    "too_few_columns": "too few columns",
    "too_many_columns": "too many columns",
}


@pytest.fixture(scope="module")
def shop(new_shop: Callable[..., Any]) -> Any:
    """The sample shop at a small scale, run once; `shop.result` is what the run returned."""
    from tillhouse.demo.shop import generate_shop

    made = new_shop(SYSTEMS)
    for name in SYSTEMS:
        made.drop(name).rmdir()
    generate_shop(made.folder / "drops", scale=0.03, systems=list(SYSTEMS))
    made.result = made.run()
    return made


@pytest.fixture(scope="module")
def key(shop: Any) -> AnswerKey:
    return AnswerKey(shop.folder / "drops" / "answer_key")


def places(shop: Any, condition: str, entities: tuple[str, ...] = ENTITIES) -> Counter[Place]:
    """The records of intake for which a condition holds."""
    found: Counter[Place] = Counter()
    for entity in entities:
        line = "coalesce(line_number, 0)" if entity == "order_lines" else "0"
        # Only the nested order file has line numbers; elsewhere a record is a line.
        line = f"case when _source_file like 'sales_orders%' then {line} else 0 end"
        found.update(
            shop.ask(
                f"select source_system, '{entity}', _source_file, _source_row, {line}"
                f" from intake.intake_{entity} where {condition}"
            )
        )
    return found


def unreadable(shop: Any) -> Counter[Place]:
    """The records that could not be split into columns; they belong to their table."""
    return Counter(
        shop.ask(
            "select source_system, source_table, source_file, source_row, 0"
            " from bronze.unreadable_rows"
        )
    )


def test_what_the_key_says_is_quarantined_and_nothing_else(shop: Any, key: AnswerKey) -> None:
    found = places(shop, "_fate = 'quarantined'") + unreadable(shop)
    expected = key.rows("quarantined")
    assert expected
    assert explain(expected - found, key) == [], "not quarantined"
    assert explain(found - expected, key) == [], "quarantined without a cause"


def test_every_kind_that_must_be_quarantined_occurs(key: AnswerKey) -> None:
    planted = {it.kind for it in key.planted if it.expected == "quarantined"}
    assert planted == set(REASONS)


def test_the_published_quarantine_names_each_of_them_once(shop: Any, key: AnswerKey) -> None:
    found = Counter(
        shop.published(
            "data_quality",
            "select source_system, entity, source_file, source_row from quarantine",
        )
    )
    assert found == Counter(place[:4] for place in key.rows("quarantined").elements())


def test_each_reason_says_what_was_planted(shop: Any, key: AnswerKey) -> None:
    reasons: dict[tuple[Any, ...], set[str]] = {}
    for *place, reason in shop.published(
        "data_quality",
        "select source_system, entity, source_file, source_row, reason from quarantine",
    ):
        reasons.setdefault(tuple(place), set()).add(reason)
    for it in key.planted:
        if it.expected == "quarantined":
            said = reasons[it.place[:4]]
            wanted = REASONS[it.kind].format(value=it.value)
            assert any(wanted in reason for reason in said), (it, said)


def test_what_the_key_says_is_superseded_and_nothing_else(shop: Any, key: AnswerKey) -> None:
    found, expected = places(shop, "_fate = 'superseded'"), key.rows("superseded")
    # A till has no orders of its own; those made from superseded lines go with them.
    found = Counter({p: n for p, n in found.items() if p[:2] != ("pos", "orders")})
    assert expected
    assert explain(expected - found, key) == [], "not superseded"
    assert explain(found - expected, key) == [], "superseded without a cause"


def test_what_the_key_says_is_kept_or_flagged_is_loaded(shop: Any, key: AnswerKey) -> None:
    expected = Counter(set(key.rows("kept") + key.rows("flagged")))  # one may have two kinds
    assert explain(expected - places(shop, "_fate = 'loaded'"), key) == []


def test_no_row_is_dropped_as_identical_and_copies_are_those_of_the_key(
    shop: Any, key: AnswerKey
) -> None:
    """Identical rows inside one delivery stay, and are counted (R7)."""
    assert places(shop, "_fate = 'identical'") == Counter()
    copies = places(shop, "_is_copy")
    assert explain(key.rows("kept", "identical_row") - copies, key) == []
    chance = copies - key.rows("kept", "identical_row")
    assert all(is_second_of_equals(shop, place) for place in chance)


def is_second_of_equals(shop: Any, place: Place) -> bool:
    """Whether an earlier record of the same file says the same: the till sold it twice."""
    values = "customer_id, store_id, product_id, employee_id, business_date, quantity, unit_price"
    row = f"select {values} from intake.intake_order_lines where _source_file = '{place[2]}'"
    (mine,) = shop.ask(f"{row} and _source_row = {place[3]}")
    return mine in shop.ask(f"{row} and _source_row < {place[3]}")


def test_prices_on_the_wrong_item_are_flagged_and_no_others(shop: Any, key: AnswerKey) -> None:
    found = Counter(
        shop.ask(
            "select source_system, 'order_lines', _source_file, _source_row, line_number"
            " from silver.order_lines where is_price_suspect"
        )
    )
    expected = key.rows("flagged", "price_on_wrong_item")
    assert expected
    assert explain(expected - found, key) == [], "not flagged"
    assert explain(found - expected, key) == [], "flagged without a cause"


def test_orders_that_count_a_line_too_many_are_flagged_and_no_others(
    shop: Any, key: AnswerKey
) -> None:
    found = Counter(
        shop.ask(
            "select o.source_system, 'orders', o._source_file, o._source_row, 0"
            " from silver.orders o join intake.intake_order_lines l"
            " on l.source_system = o.source_system and l.order_id = o.order_id"
            " and l._source_file = o._source_file and l._source_row = o._source_row"
            " group by all having any_value(o.stated_line_count) <> count(*)"
        )
    )
    assert found == key.rows("flagged", "count_too_many")


@pytest.mark.parametrize(
    ("kind", "member"),
    [
        ("customer_unknown", "customer_key"),
        ("product_unknown", "product_key"),
        ("store_missing", "store_key"),
    ],
)
def test_sales_of_unknown_members_count_on_the_unknown_member(
    shop: Any, key: AnswerKey, kind: str, member: str
) -> None:
    """R6: the line stays, with its money, and belongs to the member 'unknown'."""
    planted = {p for p in key.rows("kept", kind) if p[1] in ("order_lines", "orders")}
    rows = shop.ask(
        f"select source_system, _source_file, _source_row,"
        f" case when _source_file like 'sales_orders%' then line_number else 0 end, {member},"
        f" is_counted from silver.order_lines"
    )
    found = {(s, f, r, n): (value, counted) for s, f, r, n, value, counted in rows}
    of_order = {(s, f, r) for s, e, f, r, _ in planted if e == "orders"}
    chosen = {k: v for k, v in found.items() if k[:3] in of_order}
    chosen |= {(s, f, r, n): found[s, f, r, n] for s, e, f, r, n in planted if e == "order_lines"}
    assert chosen
    assert set(chosen.values()) == {("unknown", True)}


def test_the_refused_files_are_those_of_the_key(shop: Any, key: AnswerKey) -> None:
    refused = {(line.split(": ")[0], line.split(": ")[1].split(",")[0]) for line in refusals(shop)}
    assert refused == key.files("refused")


def refusals(shop: Any) -> list[str]:
    return list(shop.result.refused)


def test_a_file_that_came_twice_was_loaded_once(shop: Any, key: AnswerKey) -> None:
    loaded = {
        (source, file)
        for source, file in shop.published("data_quality", "select source, file from deliveries")
    }
    copies = key.files("identical")
    assert copies
    for source, copy in copies:  # which of the two is loaded hangs on their names alone (R7)
        assert len({(source, copy), (source, copy.replace("copy_of_", ""))} & loaded) == 1
    assert key.files("kept") <= loaded


def test_the_tills_have_delivered_what_the_key_says(shop: Any, key: AnswerKey) -> None:
    truth, found = key.totals["pos"], fates(shop, "source_system = 'pos'")
    rows = Counter({fate: count for fate, (count, _) in found.items()})
    rows["quarantined"] += unreadable(shop).total()
    for fate in ("loaded", "quarantined", "superseded"):
        assert rows[fate] == truth[f"{fate}_rows"], fate
        assert found[fate][1] == Decimal(truth[f"{fate}_amount"]), fate
    assert rows.total() == truth["delivered_rows"]
    assert sum(amount for _, amount in found.values()) == Decimal(truth["delivered_amount"])


def test_the_tills_sell_per_month_what_the_key_says(shop: Any, key: AnswerKey) -> None:
    found = shop.ask(
        "select strftime(business_date, '%Y-%m'), sum(net_amount) from silver.order_lines"
        " where source_system = 'pos' group by all"
    )
    truth = key.totals["pos"]["loaded_amount_by_month"]
    assert dict(found) == {month: Decimal(amount) for month, amount in truth.items()}


def test_the_orders_are_as_many_as_the_key_says(shop: Any, key: AnswerKey) -> None:
    orders = shop.ask(
        "select _fate, count(*) from intake.intake_orders"
        " where _source_file like 'sales_orders%' group by all"
    )
    truth = dict(key.totals["orders"]["orders"])
    # An order whose JSON was cut off is in the key as one that cannot be read.
    assert dict(orders) == truth


def test_the_order_lines_come_to_what_the_key_says(shop: Any, key: AnswerKey) -> None:
    truth = key.totals["orders"]
    of_drop = "source_system = 'orders' and _source_file like 'sales_orders%'"
    lines = {fate: count for fate, (count, _) in fates(shop, of_drop).items()}
    assert lines == {f: n for f, n in truth["lines"].items() if f != "unreadable_arrays"}
    gross = money(shop, of_drop, "_amount")
    assert gross == as_money(truth["gross_amount"])


def test_the_discounts_of_the_orders_come_to_what_the_key_says(shop: Any, key: AnswerKey) -> None:
    found = shop.ask(
        "select currency_code, sum(discount_amount) from silver.order_lines"
        " where _source_file like 'sales_orders%' group by all having sum(discount_amount) <> 0"
    )
    assert dict(found) == as_money(key.totals["orders"]["discount_amount"])["loaded"]


def test_the_sales_file_comes_to_what_the_key_says(shop: Any, key: AnswerKey) -> None:
    truth, of_file = key.totals["sales_file"], "_source_file = 'sales.csv'"
    assert fates(shop, of_file)["loaded"][0] == truth["loaded_rows"] == truth["delivered_rows"]
    assert money(shop, of_file, "_amount") == {
        "loaded": {code: Decimal(amount) for code, amount in truth["gross_amount"].items()}
    }


def fates(shop: Any, condition: str) -> dict[str, tuple[int, Decimal]]:
    """Fate → rows and amount of the order lines for which a condition holds."""
    rows = shop.ask(
        "select _fate, count(*), sum(_amount) from intake.intake_order_lines"
        f" where {condition} group by all"
    )
    return {fate: (count, amount) for fate, count, amount in rows}


def money(shop: Any, condition: str, column: str) -> dict[str, dict[str, Decimal]]:
    """Fate → currency → amount, without the zeros."""
    found: dict[str, dict[str, Decimal]] = {}
    for fate, code, amount in shop.ask(
        f"select _fate, currency_code, sum({column}) from intake.intake_order_lines"
        f" where {condition} group by all having sum({column}) <> 0"
    ):
        found.setdefault(fate, {})[code] = amount
    return found


def as_money(truth: dict[str, dict[str, str]]) -> dict[str, dict[str, Decimal]]:
    """The same from the key."""
    return {
        fate: {code: Decimal(amount) for code, amount in by_code.items()}
        for fate, by_code in truth.items()
        if by_code
    }


def explain(places_: Counter[Place], key: AnswerKey) -> list[tuple[Place, list[str]]]:
    """Readable differences: the place and what was planted there."""
    return [(place, sorted(key.kinds.get(place, ()))) for place in sorted(places_)][:20]
