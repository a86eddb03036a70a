"""Civil time of China: days, months, seasons and stretches of wall-clock time, and the instants they are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from monitor.core.moment import Basis, Moment
from monitor.text import festivals

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)
MINUTE: Final = timedelta(minutes=1)
_SEASONS: Final = (("立春", 6), ("立夏", 9), ("立秋", 12), ("立冬", 15))  # solar term, first month after it

Stretch = tuple[datetime | None, datetime | None]  # civil time, half-open
Days = tuple[date, date]  # first day, day after the last


def civil(at: datetime) -> datetime:
    """Wall time in China of an instant, without a zone."""
    return at.astimezone(SHANGHAI).replace(tzinfo=None)


def moment(stretch: Stretch) -> Moment:
    """The instants of a civil stretch; summer time of 1986-1991 and before, and the mean time before 1901, included."""
    low, high = (None if end is None else end.replace(tzinfo=SHANGHAI).astimezone(UTC) for end in stretch)
    if low is not None and high is not None and high <= low and stretch[0] and stretch[1]:
        high = low + max(stretch[1] - stretch[0], MINUTE)  # an hour that the clocks skipped or had twice
    return Moment(low, high, Basis.TEXT)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001


def month_days(year: int, month: int, months: int = 1) -> Days:
    last = year * 12 + month - 1 + months
    return date(year, month, 1), date(last // 12, last % 12 + 1, 1)


def shift_months(day: date, months: int) -> date:
    """The same day some months on, or the last one of a shorter month."""
    count = day.year * 12 + day.month - 1 + months
    first, after = month_days(count // 12, count % 12 + 1)
    return min(first + timedelta(days=day.day - 1), after - DAY)


def season(year: int, number: int) -> Days:
    """From the solar term that opens it to the end of the meteorological season: both usages fit."""
    name, months = _SEASONS[number - 1]
    first = festivals.solar_term(year, name) or date(year, (2, 5, 8, 11)[number - 1], 4)
    return first, shift_months(date(year, 1, 1), months - 1)
