"""A small shop's deliveries, and random plans by which they may arrive.

Every plan brings the same facts: in another order, cut along their slices, twice, under other
names, wrong first and corrected later, in one run or in several.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
from dataclasses import dataclass
from pathlib import Path

STORES = ("101", "102")
DAYS = ("2025-03-01", "2025-03-02", "2025-03-03")
PRODUCTS = ("soap", "tea", "lamp", "rope")
TILL_HEADER = (
    "customer_id,store_id,product_name,sales_date,sales_person_id,price,quantity,total_cost"
)


def seeds(usual: int, most: int) -> range:
    """The first random cases; all of them with `make test-soak`."""
    return range(most if os.environ.get("TILLHOUSE_SOAK") else usual)


@dataclass(frozen=True)
class File:
    """One file to deliver. `after` names a file that must have been loaded in an earlier run."""

    source: str
    name: str
    text: str
    after: str = ""


def till_rows(store: str, day: str, salt: int = 0) -> list[str]:
    """The lines of one store and day, repeated, returned, unreadable, anonymous ones too."""
    chance = random.Random(f"{store}|{day}|{salt}")
    rows = []
    for _ in range(12):
        customer = chance.choice(["1", "2", "3", "4", "5", ""])
        price = chance.choice(["2.50", "9.99", "120.00"])
        quantity = chance.choice(["1", "2", "3", "-1"])
        product = chance.choice(PRODUCTS)
        person = chance.choice(["7", "8"])
        rows.append(f"{customer},{store},{product},{day},{person},{price},{quantity},1")
    return [*rows, rows[0], f"1,{store},tea,{day},7,many,1,1"]


def order_rows(numbers: range, seconds: int = 0) -> str:
    """sales_orders.csv with some orders. With `seconds` below 0 they are earlier versions of the
    same orders, with a line less: by order time they lose, whenever they are delivered (R7)."""
    head = (
        "clicked_items,customer_id,customer_name,number_of_line_items,order_datetime,"
        "order_number,ordered_products,promo_info"
    )
    rows = [head]
    for number in numbers:
        chance = random.Random(number)
        items = [
            {
                "curr": "USD",
                "id": f"P{chance.randint(1, 4)}",
                "name": "x",
                "price": chance.randint(5, 90),
                "qty": chance.randint(1, 4),
                "unit": "pcs",
                "promotion_info": None,
            }
            for _ in range(chance.randint(2, 4) - (seconds < 0))
        ]
        text = json.dumps(items).replace('"', '""')
        moment = 1_740_800_000 + number * 7_200 + seconds
        rows.append(f'[],{chance.randint(1, 6)},NAME,1,{moment},{number},"{text}",[]')
    return "\n".join(rows) + "\n"


def customer_rows(ids: range) -> str:
    head = (
        "customer_id,tax_id,tax_code,customer_name,state,city,postcode,street,number,unit,region,"
        "district,lon,lat,ship_to_address,valid_from,valid_to,units_purchased,loyalty_segment"
    )
    rows = [
        f'{i},,,"FAMILY{i},  GIVEN{i}",IN,BREMEN,46506.0,CENTER ST,{i},,,,,,x,1532824233,,3,1'
        for i in ids
    ]
    return "\n".join([head, *rows]) + "\n"


def contact_rows(ids: range) -> str:
    rows = [f"{i},c{i}@example.org,574-555-01{i:02d},no,no,US" for i in ids]
    return "\n".join(["customer_id,email,phone,email_opt_out,phone_opt_out,country", *rows]) + "\n"


def till_file(stores: tuple[str, ...], day: str, salt: int = 0) -> str:
    rows = [row for store in stores for row in till_rows(store, day, salt)]
    return "\n".join([TILL_HEADER, *rows]) + "\n"


def whole_plan() -> list[list[File]]:
    """Everything in one run, a file per day."""
    return [_base() + [File("till", f"sales_{day}.csv", till_file(STORES, day)) for day in DAYS]]


def random_plan(seed: int) -> list[list[File]]:
    """The same facts on another way: one list of files per run."""
    chance = random.Random(seed)
    files = _base()
    for day in DAYS:
        files += _till_files(day, chance)
    if chance.random() < 0.6:
        files.append(File("orders", "sales_orders_early.csv", order_rows(range(3, 6), seconds=-9)))
    runs: list[list[File]] = [[] for _ in range(chance.randint(2, 3))]
    run_of: dict[str, int] = {}
    for file in files:
        first = run_of[file.after] + 1 if file.after else 0
        at = chance.randint(first, len(runs) - 1) if first < len(runs) else len(runs)
        while at >= len(runs):
            runs.append([])
        runs[at].append(file)
        run_of[file.name] = at
        if chance.random() < 0.3:  # delivered again later, under another name
            again = File(file.source, file.name.replace(".csv", "_again.csv"), file.text)
            runs[chance.randint(at, len(runs) - 1)].append(again)
    for run in runs:
        chance.shuffle(run)
    return [run for run in runs if run]


def _base() -> list[File]:
    return [
        File("orders", "customers.csv", customer_rows(range(1, 6))),
        File("orders", "contacts.csv", contact_rows(range(1, 5))),
        File("orders", "sales_orders_a.csv", order_rows(range(1, 8))),
        File("orders", "sales_orders_b.csv", order_rows(range(8, 15))),
    ]


def _till_files(day: str, chance: random.Random) -> list[File]:
    names = [STORES] if chance.random() < 0.5 else [(store,) for store in STORES]
    files = []
    for stores in names:
        name = f"sales_{day}_{'_'.join(stores)}.csv"
        if chance.random() < 0.4:  # first wrong, then right
            wrong = File("till", f"draft_{name}", till_file(stores, day, salt=1))
            files += [wrong, File("till", name, till_file(stores, day), after=wrong.name)]
        else:
            files.append(File("till", name, till_file(stores, day)))
    return files


def deliver(folder: Path, files: list[File], moment: int) -> None:
    """Write one run's files with time stamps in their order."""
    for at, file in enumerate(files):
        path = folder / "drops" / file.source / file.name
        path.write_text(file.text, encoding="utf-8")
        os.utime(path, (moment + at, moment + at))


def fingerprint(published: Path) -> dict[str, str]:
    """File → hash of its bytes, for every published Parquet file but those that tell of loads."""
    found = sorted(path for path in published.glob("*/*.parquet") if path.parent.name != "releases")
    return {
        f"{path.parent.name}/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest()
        for path in found
        if path.parent.name != "data_quality" and path.stem != "data_freshness"
    }
