"""Stretches of local days that reports are made of: a week, a month, a quarter, a year, or any other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from re import fullmatch
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Period:
    """Local days, first and last included, with their name (2023-W16) and kind."""

    name: str
    first: date
    last: date
    kind: str = "week"  # week, month, quarter, year, span

    @property
    def start(self) -> datetime:
        """Midnight at which it begins."""
        return self.midnight(self.first)

    @property
    def end(self) -> datetime:
        """Midnight at which it is over."""
        return self.midnight(self.last + timedelta(days=1))

    @staticmethod
    def midnight(day: date) -> datetime:
        """The instant at which a local day begins."""
        return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)

    @staticmethod
    def day(at: datetime) -> date:
        """The local day of an instant."""
        return at.astimezone(SHANGHAI).date()


def iso_week(name: str) -> Period:
    """The period of an ISO week such as ``2023-W16``.

    Raises:
        ValueError: the name is no ISO week.
    """
    year, week = name.upper().split("-W")
    first = date.fromisocalendar(int(year), int(week), 1)
    return Period(f"{int(year)}-W{int(week):02d}", first, first + timedelta(days=6))


def week_of(at: datetime) -> Period:
    """The ISO week that holds the instant, in local days."""
    year, week, _ = Period.day(at).isocalendar()
    return iso_week(f"{year}-W{week:02d}")


def month(name: str) -> Period:
    """The period of a month such as ``2026-10``.

    Raises:
        ValueError: the name is no month.
    """
    found = fullmatch(r"(\d{4})-(\d{1,2})", name.strip())
    if found is None:
        raise ValueError(f"{name!r} is no month")
    first = date(int(found[1]), int(found[2]), 1)
    return Period(f"{first:%Y-%m}", first, _month_end(first), "month")


def quarter(name: str) -> Period:
    """The period of a quarter such as ``2026-Q4``.

    Raises:
        ValueError: the name is no quarter.
    """
    found = fullmatch(r"(\d{4})-?[Qq]([1-4])", name.strip())
    if found is None:
        raise ValueError(f"{name!r} is no quarter")
    first = date(int(found[1]), 3 * int(found[2]) - 2, 1)
    return Period(f"{first.year:04d}-Q{found[2]}", first, _month_end(date(first.year, first.month + 2, 1)), "quarter")


def year(name: str) -> Period:
    """The period of a year such as ``2026``.

    Raises:
        ValueError: the name is no year.
    """
    if fullmatch(r"\d{4}", name.strip()) is None:
        raise ValueError(f"{name!r} is no year")
    number = int(name)
    return Period(f"{number:04d}", date(number, 1, 1), date(number, 12, 31), "year")


def between(first: date, last: date) -> Period:
    """Any stretch of days, both included.

    Raises:
        ValueError: it ends before it begins.
    """
    if last < first:
        raise ValueError(f"{last} lies before {first}")
    return Period(f"{first}_{last}", first, last, "span")


def _month_end(first: date) -> date:
    following = date(first.year + 1, 1, 1) if first.month == 12 else date(first.year, first.month + 1, 1)
    return following - timedelta(days=1)
