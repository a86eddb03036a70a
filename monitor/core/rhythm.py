"""When to look at a list next: by its own rhythm, by what it can lose, and by the deadlines that hang on it.

Pure arithmetic. A list that brings λ entries an hour is looked at every T hours; waiting costs λ·T/2 hours for
each entry and a request costs 1/T, so the best T goes with 1/√λ. That spends requests where releases come:
in office hours, on busy columns; and hardly any on a column that has been asleep for months.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt

from monitor.core.feed import Outcome

HOURS = 24
DAYS = 7
# Entries by the hour of the day, of 173 captured government pages with a time to the minute: what is
# believed of a feed until it has shown its own habits. Weekends bring about a third of a working day.
OFFICE = (0.5, 0.5, 1, 0.5, 0.5, 2, 1, 2, 11, 16, 17, 15, 10, 16, 12, 19, 18, 14, 13, 3, 2, 1.5, 2, 1)
WEEK = (1.0, 1.0, 1.0, 1.0, 1.0, 0.35, 0.3)
_FAITH = 8.0  # entries by which a feed's own habits weigh as much as what is believed
_HALF_LIFE = timedelta(days=28)
REFERENCE = 0.6
"""Entries an hour at which a feed is looked at exactly as often as its settings say."""
FASTEST, SLOWEST = 1 / 6, 12.0
"""Bounds of the pause, in multiples of what the settings say."""
LEAST = timedelta(minutes=2)
MOST = timedelta(hours=6)
SAFE = 0.4
"""The share of a list that may have rolled on before the next look, at the fastest that it was seen to roll."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a feed's entries came, counted by hour and weekday of Asia/Shanghai, older ones fading."""

    hours: tuple[float, ...] = (0.0,) * HOURS
    days: tuple[float, ...] = (0.0,) * DAYS
    watched: float = 0.0  # hours, fading likewise
    burst: float = 0.0  # the most entries an hour that one look brought, fading
    length: int = 0  # entries that the list holds

    @property
    def entries(self) -> float:
        """How many were counted."""
        return sum(self.hours)


def noted(rhythm: Rhythm, *, new: int, elapsed: timedelta, local: datetime, length: int) -> Rhythm:
    """The rhythm after one more good look, ``elapsed`` after the one before, at this local time."""
    hours = elapsed / timedelta(hours=1)
    fade = 0.5 ** (elapsed / _HALF_LIFE)
    by_hour = [count * fade for count in rhythm.hours]
    by_day = [count * fade for count in rhythm.days]
    middle = local - elapsed / 2 if elapsed < timedelta(hours=12) else local
    by_hour[middle.hour] += new
    by_day[middle.weekday()] += new
    burst = max(rhythm.burst * fade, new / max(hours, 1.0))  # a batch of three at once is no three a minute
    watched = rhythm.watched * fade + hours
    return Rhythm(tuple(by_hour), tuple(by_day), watched, burst, length or rhythm.length)


def rate(rhythm: Rhythm, local: datetime) -> float:
    """Entries an hour to be expected at this local time."""
    whole = (rhythm.entries + 1.0) / (rhythm.watched + 1.0 / REFERENCE)
    return whole * HOURS * _share(rhythm.hours, OFFICE, local.hour) * DAYS * _share(rhythm.days, WEEK, local.weekday())


def _share(counts: tuple[float, ...], believed: tuple[float, ...], at: int) -> float:
    """The part that falls into one hour or day: what was counted, drawn towards what is believed."""
    size, total = len(counts), sum(counts)
    smooth = (counts[at] * 2 + counts[at - 1] + counts[(at + 1) % size]) / 4
    prior = believed[at] / sum(believed)
    return (smooth + _FAITH * prior) / (total + _FAITH)


def pause(rhythm: Rhythm, local: datetime, *, every: timedelta) -> timedelta:
    """How long to wait after a good look; ``every`` is the settings' word for an ordinary feed."""
    bounded = min(_best(rhythm, local, every), every * SLOWEST, max(MOST, every))
    if rhythm.length and rhythm.burst * MOST > timedelta(hours=SAFE * rhythm.length):  # before the list can roll over
        bounded = min(bounded, max(LEAST, timedelta(hours=SAFE * rhythm.length / rhythm.burst)))
    return _until_busier(rhythm, local, bounded, every=every)


def _best(rhythm: Rhythm, local: datetime, every: timedelta) -> timedelta:
    """The pause that this hour's rate asks for, but for its upper bounds."""
    return max(every * sqrt(REFERENCE / max(rate(rhythm, local), 1e-6)), every * FASTEST, LEAST)


def _until_busier(rhythm: Rhythm, local: datetime, length: timedelta, *, every: timedelta) -> timedelta:
    """A pause that began in the quiet of the night does not sleep into the morning's rush."""
    at, spent = local, timedelta(0)
    while spent < length:
        step = timedelta(hours=1) - timedelta(minutes=at.minute, seconds=at.second, microseconds=at.microsecond)
        at, spent = at + step, spent + step
        sooner = spent + _best(rhythm, at, every)
        if sooner < length:
            return sooner
    return length


def drawn(due: datetime, now: datetime, deadlines: Iterable[datetime], *, every: timedelta) -> datetime:
    """A due time drawn nearer by deadlines: a twelfth of what is left at most, and at the moment itself."""
    for limit in deadlines:
        if limit > now:
            due = min(due, now + max(LEAST, min(every, (limit - now) / 12)), limit + timedelta(seconds=1))
    return due


NIGHT = range(6, 22)
"""Hours of the day in which nobody's archive is asked for."""


def off_peak(local: datetime) -> datetime:
    """The next moment of the night that is not before this one."""
    return local.replace(hour=22, minute=local.minute, second=0, microsecond=0) if local.hour in NIGHT else local


_BLOCKED = (Outcome.BLOCKED, Outcome.ROBOTS, Outcome.FORBIDDEN_ADDRESS, Outcome.QUIET)
_GONE = (Outcome.SOFT_404, Outcome.LOGIN, Outcome.SCRIPT_ONLY, Outcome.TLS, Outcome.EXPIRED, Outcome.TOO_LARGE)


def after_failure(outcome: Outcome, *, failures: int, every: timedelta) -> timedelta:
    """How long to wait after a look that failed, the ``failures``-th in a row: longer each time, never for ever.

    A wall is not knocked at: a day at most. What passes by itself (a timeout, a server's error) is asked again
    within the hour; a page that is gone or asks for a login, within six.
    """
    longest = timedelta(hours=24 if outcome in _BLOCKED else 6 if outcome in _GONE else 1)
    times: int = 1 << min(max(failures - 1, 0), 10)
    return min(every * times, max(longest, every))
