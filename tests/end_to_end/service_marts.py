"""The tables of service, held against a plain recomputation."""

from __future__ import annotations

from typing import Any

import pyarrow.parquet as pq

from tests.oracle import service, timeline
from tests.oracle.compare import Rows, assert_same, by_key

# Who they are and what they buy is recomputed with the tables of marketing.
ELSEWHERE = ("source_system", "customer_id", "customer_type", "full_name", "email", "phone_number",
             "is_email_opt_out", "is_phone_opt_out", "street_address", "city", "state_code",
             "postal_code", "country_code", "joined_date", "tier", "cluster_label",
             "next_best_offer")  # fmt: skip


def published(shop: Any, table: str, key: tuple[str, ...]) -> Rows:
    """The rows of a table of service, by their key."""
    file = shop.folder / "published" / "service" / f"{table}.parquet"
    return by_key(pq.read_table(file).to_pylist(), key)


def assert_service_is_as_recomputed(shop: Any) -> None:
    """Every measure of each customer, kind of ticket and event."""
    happened = service.happenings(shop.ask)
    expected = service.customer_360(happened)
    assert any(row["ticket_count"] > 1 < row["session_count"] for row in expected.values())
    found = published(shop, "customer_360", service.CUSTOMER_KEY)
    assert_same(expected, found, without=ELSEWHERE)
    patterns = service.support_patterns(happened)
    assert any(row["ticket_count"] > 2 for row in patterns.values())
    found = published(shop, "support_patterns", service.PATTERN_KEY)
    assert_same(patterns, found, without=("is_complete",))
    events = timeline.customer_timeline(happened)
    found = published(shop, "customer_timeline", timeline.KEY)
    assert_same(events, found)
