"""Working days of mainland China, by the State Council's yearly notices.

A working day is a weekday that the notices do not make a day off, or a weekend day that they make a
working day (调休). Where a notice is not known the answer is None: unknown, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from monitor.core._calendar import NOTICES, Notice

_DAY = timedelta(days=1)
_SATURDAY = 5
_OPEN_END = (12, 29)
"""No notice has ever moved a day of the year before that lies earlier than this."""

_MOST_DAYS = 2000  # some eight years; more than the calendars hold


def is_workday(day: date) -> bool | None:
    """Whether offices work that day; None where no notice is known that settles it.

    The last days of a year belong to the New Year holiday of the next: they are unknown until the
    next year's notice is known.
    """
    named = _named_days().get(day)
    if named is not None:
        return named
    if day.year not in NOTICES:
        return None
    if (day.month, day.day) >= _OPEN_END and day.year + 1 not in NOTICES:
        return None
    return day.weekday() < _SATURDAY


def deadline(start_day: date, days: int) -> date | None:
    """The last day of a window of so many working days; the window ends at 24:00 of that day.

    The start day is not counted. None where the count runs into days whose calendar is not known.

    Raises:
        ValueError: ``days`` is negative.
    """
    if days < 0:
        raise ValueError(f"a window cannot have {days} working days")
    day = start_day
    if days > _MOST_DAYS:
        return None
    while days:
        if day == date.max:
            return None
        day += _DAY
        works = is_workday(day)
        if works is None:
            return None
        days -= works
    return day


def known_years() -> tuple[int, ...]:
    """The years whose notice is known, in order."""
    return tuple(sorted(NOTICES))


def notice(year: int) -> Notice | None:
    """The notice that arranges a year's days off, for citing it."""
    return NOTICES.get(year)


@cache
def _named_days() -> dict[date, bool]:
    """Every day a notice names: True where it is worked."""
    found: dict[date, bool] = {}
    for year, announced in NOTICES.items():
        for words, works in ((announced.off, False), (announced.work, True)):
            for day in _days(words, year):
                found[day] = works
    return found


def _days(words: str, year: int) -> Iterator[date]:
    for word in words.split():
        first, _, last = word.partition("..")
        day = _date(first, year)
        end = _date(last, year) if last else day
        while day <= end:
            yield day
            day += _DAY


def _date(word: str, year: int) -> date:
    """``05-01`` of the notice's year, or a full date."""
    return date.fromisoformat(word if len(word) > len("05-01") else f"{year}-{word}")
