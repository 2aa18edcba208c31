"""Earlier campaigns known again by the codes that come back (R22).

A code is a keyed hash of customer and campaign, so nothing needs to be kept: hash every buyer for
the campaigns that a code could be of, and see which one it is. Only campaigns with a code that was
handed in are of interest; before the first one there is nothing to hash.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

import pyarrow as pa

_MISREAD = str.maketrans("OIL", "011")  # letters that the code's alphabet leaves out

CODES = pa.schema(
    [
        ("customer_key", pa.string()),
        ("campaign_id", pa.string()),
        ("coupon_code", pa.string()),
        ("is_control", pa.bool_()),
        ("draw_order", pa.string()),
    ]
)
REDEEMED = pa.schema(
    [("coupon_code", pa.string()), ("campaign_id", pa.string()), ("customer_key", pa.string())]
)
CAMPAIGNS = pa.schema([("campaign_id", pa.string()), ("issued_date", pa.date32())])


def plain_code(written: str) -> str:
    """A code as it was typed or scanned, without blanks, dashes and letters taken for digits."""
    return re.sub(r"[^0-9A-Z]", "", written.upper()).translate(_MISREAD)


def issue_dates(
    redeemed: pa.Table, name: str, issued_on: Sequence[date], valid_days: int, as_of: date
) -> dict[str, date]:
    """Campaign → the day on which its offers were issued, for all that a code may be of.

    `redeemed` has coupon_code, first_date and last_date; codes may come after they have expired,
    by as long again. A month's campaign was issued on the date of `issued_on` in it, else on its
    first day; a campaign with a `name` on the last of `issued_on`, else in the month of `as_of`.
    """
    found: dict[str, date] = {}
    by_month = {f"{day:%Y-%m}": day for day in issued_on}
    for row in redeemed.to_pylist():
        first = row["first_date"] - timedelta(days=2 * valid_days)
        for month in _months(first, min(row["last_date"], as_of)):
            found[f"{month:%Y-%m}"] = by_month.get(f"{month:%Y-%m}", month)
    if found and name:
        found[name] = max(issued_on, default=as_of.replace(day=1))
    return dict(sorted(found.items()))


def _months(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = (month + timedelta(days=31)).replace(day=1)


def recognise(
    redeemed: pa.Table, codes: Sequence[pa.Table], issued: Mapping[str, date]
) -> dict[str, pa.Table]:
    """Three tables: `redeemed_codes` (a row per code as it was written; campaign and customer are
    NULL where it is nobody's), `campaign_issues` and `campaign_codes` of the recognised ones."""
    every = pa.concat_tables([CODES.empty_table(), *(table.cast(CODES) for table in codes)])
    owners = {
        plain_code(row["coupon_code"]): (row["campaign_id"], row["customer_key"])
        for row in every.select(["coupon_code", "campaign_id", "customer_key"]).to_pylist()
        if row["coupon_code"]
    }
    written = redeemed["coupon_code"].to_pylist()
    known = [owners.get(plain_code(code), (None, None)) for code in written]
    found = sorted({campaign for campaign, _ in known if campaign})
    is_found = pa.array([campaign in found for campaign in every["campaign_id"].to_pylist()])
    columns = [written, [campaign for campaign, _ in known], [customer for _, customer in known]]
    return {
        "redeemed_codes": pa.table(columns, schema=REDEEMED),
        "campaign_issues": pa.table([found, [issued[name] for name in found]], schema=CAMPAIGNS),
        "campaign_codes": every.filter(is_found.cast(pa.bool_())),
    }
