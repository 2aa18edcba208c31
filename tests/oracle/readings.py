"""Read single values: a number, a day, a moment. None where the text is none of the kind."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.shop import OWN_ZONE

NUMBER = re.compile(r"-?\d+(\.\d+)?")


def read_number(value: Any) -> Decimal | None:
    text = str(value).strip()
    return Decimal(text) if NUMBER.fullmatch(text) else None


def read_day(text: str) -> date | None:
    """An ISO date that is in the calendar."""
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").date()
    except ValueError:
        return None


def read_moment(text: str) -> datetime | None:
    """Epoch seconds."""
    seconds = read_number(text)
    return None if seconds is None else datetime.fromtimestamp(int(seconds), UTC)


def business_day(moment: datetime) -> date:
    """The day in the shop's time zone. R4"""
    return moment.astimezone(ZoneInfo(OWN_ZONE)).date()
