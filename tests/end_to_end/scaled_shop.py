"""The files of the sample shop with every price × 10^5 and every quantity × 10^2, dirt and all."""

from __future__ import annotations

import csv
import gzip
import io
import re
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

PRICE, QUANTITY = 10**5, 10**2
# Column of a file → what it is multiplied by; a total is price × quantity.
FACTORS = {
    "price": PRICE,
    "current_price": PRICE,
    "old_price": PRICE,
    "quantity": QUANTITY,
    "total_cost": PRICE * QUANTITY,
    "total_price": PRICE * QUANTITY,
}
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
IN_JSON = re.compile(r'("(?P<name>price|qty)": ?)(?P<number>-?[0-9]+(\.[0-9]+)?)')
LISTED = re.compile(r",(?P<price>[0-9]+\.[0-9]+),(?=[0-9.]+E\+)")  # before the EAN of a product


def scale_shop(drops: Path) -> int:
    """Multiply the numbers of all files in place; how many cells were multiplied."""
    return sum(_scale_file(path) for path in sorted(drops.glob("*/**/*")) if path.is_file())


def _scale_file(path: Path) -> int:
    if "answer_key" in path.parts:
        return 0
    if path.suffix == ".parquet":
        return _scale_parquet(path)
    content = path.read_bytes()
    is_packed = path.suffix == ".gz"
    text = (gzip.decompress(content) if is_packed else content).decode("latin-1")
    text, count = (_scale_list if path.name == "products.csv" else _scale_csv)(text)
    scaled = text.encode("latin-1")
    path.write_bytes(gzip.compress(scaled, mtime=0) if is_packed else scaled)
    return count


def _scale_list(text: str) -> tuple[str, int]:
    """The product list has broken quotes, so it is taken line by line as it stands."""
    return LISTED.subn(lambda found: f",{_times(found['price'], PRICE)},", text)


def _scale_csv(text: str) -> tuple[str, int]:
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=head.count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    places = (
        {at: FACTORS[name] for at, name in enumerate(rows[0]) if name in FACTORS} if rows else {}
    )
    out, count = io.StringIO(newline=""), 0
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    for row in rows:
        scaled = [_scale_cell(cell, places.get(at)) for at, cell in enumerate(row)]
        count += sum(new != old for new, old in zip(scaled, row, strict=True))
        writer.writerow(scaled)
    return out.getvalue(), count


def _scale_cell(cell: str, factor: int | None) -> str:
    if factor is not None:
        return _times(cell, factor) if NUMBER.fullmatch(cell) else cell
    factors = {"price": PRICE, "qty": QUANTITY}
    return IN_JSON.sub(lambda it: it[1] + _times(it["number"], factors[it["name"]]), cell)


def _times(number: str, factor: int) -> str:
    return format(Decimal(number) * factor, "f")


def _scale_parquet(path: Path) -> int:
    table, count = pq.read_table(path), 0
    for at, name in enumerate(table.column_names):
        if name in FACTORS:
            texts = [_scale_cell(str(it), FACTORS[name]) for it in table[name].to_pylist()]
            table, count = table.set_column(at, name, pa.array(texts)), count + len(texts)
    pq.write_table(table, path)
    return count
