"""The values of a workbook's cells as text: ISO dates, plain numbers, true and false."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc


def texts_of(values: Sequence[Any]) -> Any:
    """A column of cells as an Arrow array of text; NULL for cells that hold nothing but blanks."""
    kinds = set(map(type, values))
    if kinds == {str}:
        texts = pa.array(values, pa.string())
        return pc.if_else(pc.equal(pc.utf8_trim_whitespace(texts), ""), _NOTHING, texts)
    if kinds == {float}:
        return _numbers(pa.array(values, pa.float64()))
    if kinds == {datetime.datetime} and not any(value.microsecond for value in values):
        return _moments(pa.array(values, pa.timestamp("us")))
    if kinds == {datetime.date}:
        return pa.array(values, pa.date32()).cast(pa.string())
    return pa.array([text_of(value) for value in values], pa.string())


def text_of(value: Any) -> str | None:
    """A cell's value as text: 17850 and not 17850.0; None when it holds nothing but blanks."""
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime.datetime):
        if value.time() == datetime.time():
            return value.date().isoformat()
        return value.isoformat(" ", "microseconds" if value.microsecond else "seconds")
    if isinstance(value, datetime.timedelta):
        return _duration(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


_NOTHING = pa.scalar(None, pa.string())


def _numbers(values: Any) -> Any:
    """The shortest text that reads back as the same number, as `_number` writes it."""
    texts = pc.replace_substring_regex(values.cast(pa.string()), pattern="[.]0$", replacement="")
    plain = pc.and_(pc.match_substring_regex(texts, "^-?[0-9.]+$"), pc.not_equal(texts, "-0"))
    if pc.all(plain).as_py():
        return texts
    return pa.array([_number(value) for value in values.to_pylist()], pa.string())


def _moments(values: Any) -> Any:
    """Whole seconds in ISO form, and the date alone at midnight, as `text_of` writes them."""
    days, seconds = values.cast(pa.date32(), safe=False), values.cast(pa.timestamp("s"), safe=False)
    is_midnight = pc.equal(days.cast(pa.timestamp("s")), seconds)
    return pc.if_else(is_midnight, days.cast(pa.string()), seconds.cast(pa.string()))


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = repr(value)
    if "e" in text:
        text = format(Decimal(text), "f")
    return text.removesuffix(".0")


def _duration(value: datetime.timedelta) -> str:
    """30:05:00, as Excel shows [h]:mm:ss."""
    seconds = round(value.total_seconds())
    minutes, second = divmod(abs(seconds), 60)
    return f"{'-' if seconds < 0 else ''}{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}"
