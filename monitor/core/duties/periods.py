"""Periods of the calendar in which something is owed: days, weeks, months, quarters, years, in Asia/Shanghai."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.core.instrument import Every
from monitor.core.moment import Basis, Moment

SHANGHAI = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Period:
    """Consecutive days, the first and the last included."""

    first: date
    last: date

    @property
    def opens(self) -> datetime:
        """0:00 of the first day."""
        return midnight(self.first)

    @property
    def closes(self) -> datetime:
        """24:00 of the last day."""
        return midnight(self.last + _DAY)

    def moment(self) -> Moment:
        """Some instant of the period."""
        return Moment(self.opens, self.closes, Basis.DERIVED)

    def shared(self, other: Period) -> int:
        """How many days lie in both."""
        return max(0, (min(self.last, other.last) - max(self.first, other.first)).days + 1)


def midnight(day: date) -> datetime:
    """0:00 in Asia/Shanghai."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)


def local_day(at: datetime) -> date:
    """The day in Asia/Shanghai."""
    return at.astimezone(SHANGHAI).date()


def week_of(day: date) -> Period:
    """Monday to Sunday."""
    first = day - timedelta(days=day.weekday())
    return Period(first, first + 6 * _DAY)


def month_of(year: int, month: int, length: int = 1) -> Period:
    """So many months from the first of that one on."""
    years, index = divmod(year * 12 + month - 1 + length, 12)
    return Period(date(year, month, 1), date(years, index + 1, 1) - _DAY)


def year_of(year: int) -> Period:
    """January to December."""
    return month_of(year, 1, 12)


def periods(every: Every, year: int) -> Iterator[Period]:
    """The periods that belong to a year, in order.

    A week belongs to the year that holds its Thursday (as in ISO 8601), so that each week of one
    year after the other is owed once. Several weeks, and days, are counted from 1 January.
    """
    if every.months:
        for month in range(1, 13, min(every.months, 12)):
            yield month_of(year, month, every.months)
    elif every.days == _WEEK:
        week = week_of(date(year, 1, 4))
        while week.first + 3 * _DAY <= date(year, 12, 31):
            yield week
            week = week_of(week.last + _DAY)
    else:
        first = date(year, 1, 1)
        while first.year == year:
            yield Period(first, first + timedelta(days=every.days - 1))
            first += timedelta(days=every.days)


def following(every: Every, period: Period) -> Period:
    """The period after it, of the same length."""
    after = period.last + _DAY
    if every.months:
        return month_of(after.year, after.month, every.months)
    return Period(after, after + (period.last - period.first))


def label(every: Every, period: Period) -> str:
    """What people call it: 2016年第12周（3月21日—27日）, 2016年3月, 2016年第1季度, 2016年."""
    first, last = period.first, period.last
    if every.months == 1:
        return f"{first.year}年{first.month}月"
    if every.months == 3:
        return f"{first.year}年第{(first.month + 2) // 3}季度"
    if every.months:
        return f"{first.year}年" if every.months % 12 == 0 else f"{first.year}年{first.month}—{last.month}月"
    end = f"{last.month}月{last.day}日" if last.month != first.month else f"{last.day}日"
    days = f"{first.month}月{first.day}日—{end}"
    if every.days == _WEEK:
        year, week, _ = first.isocalendar()
        return f"{year}年第{week}周（{days}）"
    return f"{first.year}年{first.month}月{first.day}日" if every.days == 1 else f"{first.year}年{days}"
