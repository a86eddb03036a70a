"""Limits as people write them (``24h``, ``3wd``, ``30d``, ``3mo``, ``every: 1w``) and how long they are."""

from __future__ import annotations

import re
from datetime import date, timedelta

from monitor.core.instrument import CalendarDays, Every, Limit, Months, Within, WorkingDays, YearlyBy

_QUANTITY = re.compile(r"(-?[0-9]{1,6}(?:\.[0-9]{1,3})?) ?([A-Za-z\u4e00-\u9fff]*)\Z")
_MONTH_DAY = re.compile(r"([0-9]{2})-([0-9]{2})\Z")
_MOST_DAYS = 36_525  # a hundred years: anything longer is a slip of the pen

UNITS = "30m, 24h, 3wd (working days), 30d, 1w, 3mo, 1y"
PERIODS = "1d, 1w, 1mo, 3mo, 1y"


class LimitError(ValueError):
    """The words are no limit; says why and what to write."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.what, self.mend = what, mend


def read_within(words: str) -> Limit:
    """A window that runs from a start.

    Raises:
        LimitError: no number, an unknown unit, a negative or endless window.
    """
    amount, unit = _quantity(words, UNITS)
    whole = _whole(words, amount) if unit not in ("m", "h") else 0
    if unit in ("m", "h"):
        window = timedelta(minutes=amount) if unit == "m" else timedelta(hours=amount)
        if not window:
            raise LimitError(f'"{words}" is no time at all', "write 0d for the same day")
        return Within(window)
    if unit == "wd":
        return WorkingDays(whole)
    if unit in ("d", "w"):
        return CalendarDays(whole * (7 if unit == "w" else 1))
    if unit in ("mo", "y"):
        return Months(whole * (12 if unit == "y" else 1))
    raise LimitError(f'"{words}" has the unknown unit "{unit}"', f"write one of {UNITS}")


def read_every(words: str, times: int) -> Every:
    """A period in which something is owed so many times.

    Raises:
        LimitError: as above, and for periods of hours or of no length.
    """
    amount, unit = _quantity(words, PERIODS)
    whole = _whole(words, amount)
    if not whole:
        raise LimitError(f'"{words}" is no period', f"write one of {PERIODS}")
    if unit in ("d", "w"):
        return Every(times, days=whole * (7 if unit == "w" else 1))
    if unit in ("mo", "y"):
        return Every(times, months=whole * (12 if unit == "y" else 1))
    raise LimitError(f'"{words}" has a unit that is no period', f"write one of {PERIODS}")


def read_yearly(words: str) -> YearlyBy | None:
    """A day of every year, as 03-31; None where the words are something else."""
    found = _MONTH_DAY.match(words.strip())
    if not found:
        return None
    month, day = int(found[1]), int(found[2])
    try:
        date(2001, month, day)  # no leap year: a limit that most years do not have is a slip
    except ValueError:
        raise LimitError(f'"{words}" is no day of the year', "write it as 03-31") from None
    return YearlyBy(month, day)


def length(limit: Limit | None) -> timedelta | None:
    """About how long a window is, to tell the stricter of two; None where it is no window.

    Working days are counted as seven fifths of a day, months as thirty days.
    """
    match limit:
        case Within(window):
            return window
        case WorkingDays(days):
            return timedelta(days=days * 7 / 5)
        case CalendarDays(days):
            return timedelta(days=days)
        case Months(months):
            return timedelta(days=months * 30)
        case _:
            return None


def _quantity(words: str, allowed: str) -> tuple[float, str]:
    found = _QUANTITY.match(words.strip())
    if not found:
        raise LimitError(f'"{words}" is no limit', f"write a number and a unit: {allowed}")
    amount, unit = float(found[1]), found[2].lower()
    if amount < 0:
        raise LimitError(f'"{words}" is a negative window', "write a number of 0 or more")
    if not unit:
        raise LimitError(f'"{words}" has no unit', f"write one of {allowed}")
    if amount > _MOST_DAYS:
        raise LimitError(f'"{words}" is longer than a century', "write a shorter one")
    return amount, unit


def _whole(words: str, amount: float) -> int:
    if amount != int(amount):
        raise LimitError(f'"{words}" is no whole number of days or months', "write whole numbers")
    return int(amount)
