"""From a clause and a start to the moment the window closes."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.core.instrument import (
    AtLeast,
    Before,
    ByDate,
    CalendarDays,
    Every,
    Limit,
    Months,
    SameTime,
    Within,
    WorkingDays,
    YearlyBy,
)
from monitor.core.moment import Basis, Moment
from monitor.core.workdays import deadline as working_deadline

SHANGHAI = ZoneInfo("Asia/Shanghai")
RESOLUTION = timedelta(microseconds=1)


def closes(limit: Limit, start: Moment) -> Moment | None:
    """The moment at which the window closes, as wide as the start is vague.

    Hours run through nights and holidays. Days are counted from the day after the start and end at
    24:00 of the last one (docs/semantics, working days). None where a working-day calendar of that
    year is not known, or where the limit is no window that a start opens (a period, a floor, another event).
    """
    if isinstance(limit, Within):
        return start.shift(limit.window, Basis.DERIVED)
    if isinstance(limit, ByDate):
        end = _end_of(limit.day)
        return Moment(end, end + RESOLUTION, Basis.DERIVED)
    if isinstance(limit, Every | YearlyBy | Before | AtLeast) or start.earliest is None or start.latest is None:
        return None
    first = _last_day(limit, _day(start.earliest))
    last = _last_day(limit, _day(start.latest - RESOLUTION))
    if first is None or last is None:
        return None
    return Moment(_end_of(first), _end_of(last) + RESOLUTION, Basis.DERIVED)


def shut_from(limit: Limit, deadline: Moment) -> datetime | None:
    """The first instant that lies after the window whichever reading of the start is true.

    Hours: exactly at the limit is inside, and the start lies before its upper bound, so an act at
    the deadline's upper bound is too late. Days: 24:00 of the last day is 0:00 of the next, and
    what is dated the next day is too late; the deadline is that instant alone.
    """
    if deadline.latest is None or isinstance(limit, Within):
        return deadline.latest
    return deadline.latest - RESOLUTION


def _last_day(limit: WorkingDays | CalendarDays | Months | SameTime, day: date) -> date | None:
    if isinstance(limit, SameTime):
        return day
    if isinstance(limit, WorkingDays):
        return working_deadline(day, limit.days)
    if isinstance(limit, CalendarDays):
        return day + timedelta(days=limit.days)
    year, month = divmod(day.year * 12 + day.month - 1 + limit.months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def _end_of(day: date) -> datetime:
    after = day + timedelta(days=1)
    return datetime(after.year, after.month, after.day, tzinfo=SHANGHAI).astimezone(UTC)
