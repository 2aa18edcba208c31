"""What a run published, all of it, read from the Parquet files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tests.oracle.clean import clean_shop
from tests.oracle.compare import Rows, by_key
from tests.oracle.marketing import Market
from tests.oracle.plans import Plan
from tests.oracle.shop import CleanShop

AUDIENCES = ("sales", "marketing", "operations", "service", "data_quality")


@dataclass
class Published:
    """The tables of one run, beside what the oracle knows of the shop on the same date."""

    drops: Path
    tables: dict[str, list[dict[str, Any]]]
    shop: CleanShop
    market: Market
    as_of: date | None
    plans: tuple[Plan, ...] = ()

    def rows(self, table: str, key: tuple[str, ...]) -> Rows:
        return by_key(self.tables[table], key)


def read_run(folder: Path, as_of: date | None = None, plans: tuple[Plan, ...] = ()) -> Published:
    """Everything under `published/`, and the same computed again from `drops/`."""
    tables = {
        file.stem: pq.read_table(file).to_pylist()
        for audience in AUDIENCES
        for file in sorted((folder / "published" / audience).glob("*.parquet"))
    }
    shop = clean_shop(folder / "drops")
    return Published(folder / "drops", tables, shop, Market(shop, as_of), as_of, plans)
