"""Days, ISO weeks, months, quarters and years, and what each is compared with. R4"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

PERIOD_TYPES = ("day", "week", "month", "quarter", "year")
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Period:
    """A period by its type and first day."""

    type: str
    start: date

    @property
    def end(self) -> date:
        """The last day."""
        if self.type in MONTHS:
            return add_months(self.start, MONTHS[self.type]) - timedelta(days=1)
        return self.start + timedelta(days=6 if self.type == "week" else 0)

    @property
    def label(self) -> str:
        start = self.start
        year, week, _ = start.isocalendar()
        return {
            "day": start.isoformat(),
            "week": f"{year}-W{week:02}",
            "month": f"{start:%Y-%m}",
            "quarter": f"{start.year}-Q{(start.month + 2) // 3}",
            "year": str(start.year),
        }[self.type]

    @property
    def previous(self) -> Period:
        return period_of(self.type, self.start - timedelta(days=1))

    @property
    def year_before(self) -> Period | None:
        """The same date, ISO week number, month, quarter; None where the year before has none."""
        try:
            if self.type == "week":
                year, week, _ = self.start.isocalendar()
                return Period("week", date.fromisocalendar(year - 1, week, 1))
            return Period(self.type, self.start.replace(year=self.start.year - 1))
        except ValueError:
            return None


def period_of(period_type: str, day: date) -> Period:
    """The period that a day lies in."""
    if period_type == "day":
        return Period("day", day)
    if period_type == "week":
        return Period("week", day - timedelta(days=day.weekday()))
    length = MONTHS[period_type]
    return Period(period_type, date(day.year, (day.month - 1) // length * length + 1, 1))


def add_months(start: date, months: int) -> date:
    months += start.month - 1
    return date(start.year + months // 12, months % 12 + 1, 1)
