"""The tills: one sales file per day and the tables of a star schema.

Days are made, spoilt and written one after another: memory holds one day, whatever the period
or the scale. A till has no receipt number and no line number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from tillhouse.demo.answer_key import AnswerKey, format_cents
from tillhouse.demo.dirt import (
    IDENTICAL_RATE,
    POS_KINDS,
    DirtKind,
    choose_victims,
    plan_dirt,
    read_amount,
)
from tillhouse.demo.pos_days import schedule
from tillhouse.demo.pos_files import HEADER, DayFile
from tillhouse.demo.pos_records import (
    COLUMNS,
    TillDay,
    Totals,
    make_day,
    number_of_seller,
    number_of_store,
    text_columns,
)
from tillhouse.demo.pos_tables import write_tables
from tillhouse.demo.pos_ties import Tie, plan_ties
from tillhouse.demo.streams import Ints, open_stream
from tillhouse.demo.world import World
from tillhouse.demo.writers import delivered_on, join_columns, replace_records, write_records


def generate_pos(
    world: World, root: Path, key: AnswerKey, progress: Callable[[int, int], None]
) -> tuple[int, int]:
    """Writes `pos/`. Returns (files, rows)."""
    totals, ties = Totals(), plan_ties(world)
    names = pa.array(world.catalogue.names)
    special = schedule(world.days)
    rates = [kind.rate for kind in POS_KINDS] + [IDENTICAL_RATE]
    plan = plan_dirt(world.seed, "pos", rates, world.days, world.expected_lines("pos"))
    tied: Counter[tuple[int, int, str]] = Counter()
    spend: Counter[int] = Counter()
    for day in range(world.days):
        till = make_day(world, day, ties)
        _note_ties(till, ties, tied, world.people.ids["pos"][world.people.twins()], spend)
        file = DayFile(root, till, names, key, totals, world.catalogue.price_cents(day))
        if day in special and len(till):
            special[day](file)
        elif len(till):  # a day without a sale is a day without a file
            _write_day(world, day, file, plan[:, day])
        progress(day + 1, world.days)
    tables, rows = write_tables(world, root, key)
    key.truth["totals"]["pos"] = totals.as_truth()
    key.truth["ties"] = _describe_ties(tied, spend)
    return totals.files + tables, sum(totals.rows.values()) + rows


def _write_day(world: World, day: int, file: DayFile, plan: Ints) -> None:
    """An ordinary day with its share of the dirt."""
    g = open_stream(world.seed, "pos", "dirt", day)
    till, copies = _repeat_rows(file.till, int(plan[-1]), g)
    repeated = np.zeros(len(till), dtype=bool)
    repeated[copies] = repeated[copies - 1] = True
    free = np.flatnonzero(~till.is_locked & ~repeated)
    columns = text_columns(till, file.names)
    path, changed, lost = file.path(), {}, []
    for number, row in choose_victims(plan[:-1], free, g):
        fields = {name: columns[i][row].as_py() for i, name in enumerate(COLUMNS)}
        is_lost, cents = _spoil(file, path, POS_KINDS[number], row, fields, g)
        changed[row] = ",".join(fields.values())
        if is_lost:
            lost.append((row, cents))
    for row in copies.tolist():
        amount = format_cents(int(till.cents[row]))
        file.plant(path, row=row + 2, kind="identical_row", expected="kept", amount=amount)
    records = replace_records(join_columns(columns), changed)
    write_records(path, HEADER, records, delivered_on(till.date))
    _count_day(file.totals, till, lost)


def _spoil(
    file: DayFile,
    path: Path,
    kind: DirtKind,
    row: int,
    fields: dict[str, str],
    g: np.random.Generator,
) -> tuple[bool, int]:
    """Spoils one record and notes it. Returns (it must be quarantined, its readable cents)."""
    planted = kind.spoil(fields, int(g.integers(0, 1 << 30)))
    # A record with too many or too few columns is not split, so nothing in it can be read.
    amount = read_amount(fields["quantity"], fields["price"]) if kind.column else None
    file.plant(
        path,
        row=row + 2,
        # What cannot be split into columns is of no entity yet: its table stands for it.
        entity="order_lines" if kind.column else "sales",
        kind=kind.name,
        expected=kind.expected,
        column=kind.column,
        planted_value=planted,
        reason_hint=kind.hint,
        amount="" if amount is None else f"{amount:.2f}",
    )
    return kind.expected == "quarantined", 0 if amount is None else int(amount * 100)


def _repeat_rows(till: TillDay, count: int, g: np.random.Generator) -> tuple[TillDay, Ints]:
    """Rows written twice in a row. Returns the day and the positions of the second copies."""
    chosen = np.sort(g.permutation(np.flatnonzero(~till.is_locked))[:count])
    order = np.insert(np.arange(len(till)), chosen + 1, chosen)
    return till.take(order), chosen + 1 + np.arange(len(chosen))


def _count_day(totals: Totals, till: TillDay, lost: list[tuple[int, int]]) -> None:
    gone = int(till.cents[[row for row, _ in lost]].sum()) if lost else 0
    totals.files += 1
    totals.add("loaded", len(till) - len(lost), int(till.cents.sum()) - gone, till.date)
    totals.add("quarantined", len(lost), sum(cents for _, cents in lost))


def _note_ties(
    till: TillDay,
    ties: list[Tie],
    tied: Counter[tuple[int, int, str]],
    twins: Ints,
    spend: Counter[int],
) -> None:
    for tie in ties:
        if tie.covers(till.date):
            mine = till.store == tie.store
            for seller in np.unique(till.seller[mine]).tolist():
                cents = int(till.cents[mine & (till.seller == seller)].sum())
                tied[tie.store, seller, f"{till.date:%Y-%m}"] += cents
    for twin in twins[np.isin(twins, till.customer)].tolist():
        spend[twin] += int(till.cents[till.customer == twin].sum())


def _describe_ties(
    tied: Counter[tuple[int, int, str]], spend: Counter[int]
) -> dict[str, list[dict[str, Any]]]:
    sellers = [
        {
            "system": "pos",
            "store_id": int(number_of_store(store)),
            "sales_person_id": int(number_of_seller(store, seller)),
            "month": month,
            "net_amount": format_cents(cents),
        }
        for (store, seller, month), cents in sorted(tied.items())
    ]
    customers = [
        {"system": "pos", "customer_id": twin, "net_amount": format_cents(cents)}
        for twin, cents in sorted(spend.items())
    ]
    return {"sellers": sellers, "customers": customers}
