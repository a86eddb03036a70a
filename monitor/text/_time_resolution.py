"""Turns what a time expression says into the stretch of civil time it can mean: clocks, lengths, ranges.

The width of the result is the vagueness of the words: 12时许 is half an hour either way, 12时40分许 half of the ten
minutes that such a figure is rounded to, 近日 has no beginning at all.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from typing import Final

from monitor.text._time_civil import DAY, HOUR, MINUTE, Stretch, civil, midnight, shift_months
from monitor.text._time_days import DayReader
from monitor.text._time_expression import Expression, Span
from monitor.text._time_tokens import PARTS

_SPOKEN: Final = 3 * DAY  # a page rarely tells later what somebody said
_HALF_UNITS: Final = {"week": 3 * DAY, "month": 15 * DAY, "year": 182 * DAY}
_CLOCK_UNITS: Final = {"hour": HOUR, "minute": MINUTE, "second": timedelta(seconds=1)}


def _rounding(said: Expression) -> timedelta:
    """Half of the step in which people round such a minute: 40分许 is ten, 45分许 five, 57分许 two minutes."""
    if said.half_past:
        return timedelta(minutes=7, seconds=30)
    minute = said.minute or 0
    if minute % 10 == 0:
        return timedelta(minutes=5)
    return timedelta(minutes=2, seconds=30) if minute % 5 == 0 else MINUTE


def _hour_of_day(hour: int, part: str) -> int:
    """The hour on a 24-hour clock, 24 and more for the night that follows the day."""
    if not part or hour > 12:
        return hour
    manner = PARTS[part][2]
    if manner == "early":
        return 0 if hour == 12 and PARTS[part][0] == 0 else hour
    if manner == "noon":
        return hour + 12 if hour <= 3 else hour
    if manner == "late":
        if hour == 12:
            return 24 if PARTS[part][0] >= 18 else 12
        return hour + 24 if PARTS[part][0] >= 18 and hour < 5 else hour + 12
    if hour >= 6:
        return hour + 12
    return hour + 24 if manner == "night" else hour


class Resolver(DayReader):
    """Reads expressions one after the other; each may lean on the one before."""

    def stretch(self, said: Expression) -> Stretch | None:
        """The civil stretch that the expression means; None where nothing tells."""
        try:
            found = self._whole(said)
            if found is not None and said.until is not None:
                found = self._range(found, said.until, listed=said.listed)
            found = self._sided(said, found) if found is not None else None
        except (ValueError, OverflowError):  # 2月30日, the year 12000
            return None
        return found if found is not None and all(map(_countable, found)) else None

    def _whole(self, said: Expression) -> Stretch | None:
        if said.span is not None:
            return self._length(said, said.span)
        if said.point in ("now", "recent"):
            return self._point(said)
        clock = said.hour is not None or said.part != ""
        days = self.days(said)
        if days is None:
            return self._on_implied_day(said) if clock and said.level in (6, 7) and not names_a_day(said) else None
        if clock and (days[1] - days[0]).days == 1:
            return self._on_day(said, days[0], self._hour(said, own_day=True))
        low, high = midnight(days[0]), midnight(days[1])
        if said.old_calendar:
            high += 60 * DAY  # the lunar month lags behind the one of the same number
        if said.about:
            half = (high - low) / 2
            return low - half, high + half
        return low, high

    def _point(self, said: Expression) -> Stretch | None:
        published = self.at.published
        if published is None or self.at.limit is None:
            return None
        if said.point == "recent":
            return None, self.at.limit
        low = published.earliest
        return (civil(low), self.at.limit) if low is not None else None

    # ---- clocks --------------------------------------------------------------------------------------------------
    def _hour(self, said: Expression, *, own_day: bool) -> int | None:
        """The hour on a 24-hour clock; without a part of the day the narrative's half day goes on."""
        if said.hour is None:
            return None
        hour = _hour_of_day(said.hour, said.part)
        before = self.at.anchor_hour
        if not said.part and not own_day and self.at.anchor_half_day and before is not None and hour < 12:
            later = hour + 12
            if hour < before <= later:
                return later
        if not said.part and not own_day and self.at.anchor_part and 0 < hour < 12:  # 7日下午…3点半
            low, high, _ = PARTS[self.at.anchor_part]
            if low <= hour + 12 < high and not low <= hour < high:
                return hour + 12
        return hour

    def _on_implied_day(self, said: Expression) -> Stretch | None:
        """A clock without a day: that of the mention before, or the latest such time before publication."""
        hour = self._hour(said, own_day=False)
        if self.at.anchor is not None and self.at.anchor_has_day:
            day = self.at.anchor
            dawn = said.part != "" and PARTS[said.part][1] <= 8
            if dawn and self.at.anchor_hour is not None and self.at.anchor_hour >= 18:
                day += DAY
            if self.at.anchor_held:
                return self._told_at_conference(self._on_day(said, day, hour))
            return self._in_the_past(said, day, hour)
        base = self.at.today or self.at.last_day
        return None if base is None else self._in_the_past(said, base, hour)

    def _told_at_conference(self, found: Stretch | None) -> Stretch | None:
        """A clock told at a conference, the only day named: before it began that day, or else on the day before."""
        held = self.at.anchor_stretch
        if found is None or held is None or found[0] is None or found[1] is None or held[0] is None or held[1] is None:
            return found
        if found[1] <= held[0]:
            return found
        return found[0] - DAY, found[1] - DAY if found[0] >= held[1] else found[1]

    def _in_the_past(self, said: Expression, day: date, hour: int | None) -> Stretch | None:
        """The clock on that day, or on the day before where that day's lies behind the publication."""
        found = self._on_day(said, day, hour)
        if self.at.limit is not None and found and found[0] and found[0] >= self.at.limit and not self.at.future:
            return self._on_day(said, day - DAY, hour)
        return found

    def _on_day(self, said: Expression, day: date, hour: int | None) -> Stretch | None:
        start = midnight(day)
        if hour is None:
            low, high, _ = PARTS[said.part]
            return start + low * HOUR, start + high * HOUR
        if not 0 <= hour < 36 or (said.minute or 0) > 59:
            return None
        at = start + hour * HOUR
        if said.minute is None:
            if said.about:
                return at - HOUR / 2, at + HOUR / 2
            return at, at + (MINUTE if said.hour == 24 and not said.some else HOUR)
        at += said.minute * MINUTE
        if said.second is not None:
            at += timedelta(seconds=min(said.second, 59))
            return at, at + timedelta(seconds=1)
        if said.about:
            return at - _rounding(said), at + _rounding(said)
        if said.some:
            return at, at + timedelta(minutes=10 if said.minute % 10 == 0 else 5)
        return at, at + MINUTE

    # ---- lengths of time -----------------------------------------------------------------------------------------
    def _length(self, said: Expression, span: Span) -> Stretch | None:
        if said.towards == "after_event":
            return None if self.at.event is None else _later(self.at.event, span)
        if said.towards == "later" and self.at.anchor_stretch is not None and not self.at.future:
            found = _later(self.at.anchor_stretch, span)
            if found[0] is not None and (self.at.limit is None or found[0] < self.at.limit):
                return found
        base = self._published()
        if base is None:
            return None
        if said.towards == "ago_today":
            today = self.at.today or self.at.last_day
            then = None if today is None else _moved(midnight(today), -span.amount, span.unit)
            return None if then is None else (then, then + DAY)
        if said.towards == "ago":
            base = self._spoken_on(base) if span.unit not in _CLOCK_UNITS else base
            least = None if span.least is None else -span.least
            return _later(base, Span(-span.amount, span.unit, span.vague, least))
        if said.towards == "later":
            return _later(base, span)
        low, high = base
        if low is None or high is None:
            return None
        if said.towards == "past":
            back = _moved(low, -span.amount, span.unit)
            return (back if span.unit in _CLOCK_UNITS else midnight(back.date())), high
        if self.at.published is not None and span.unit in ("day", "week") and said.point != "within":
            first = midnight(low.date()) + DAY
            return first, _moved(first, span.amount, span.unit)
        return low, _moved(high, span.amount, span.unit)

    def _spoken_on(self, base: Stretch) -> Stretch:
        """15日宣布，两天前发生: counted from the day of the word or from that of the page, which is not said."""
        said = self.at.anchor_stretch
        if not self.at.anchor_aside or said is None or said[0] is None or base[0] is None:
            return base
        return (said[0], base[1]) if timedelta(0) <= base[0] - said[0] <= _SPOKEN else base

    def _published(self) -> Stretch | None:
        published = self.at.published
        if published is None:
            return None
        low, high = published.earliest or published.latest, published.latest or published.earliest
        return None if low is None or high is None else (civil(low), civil(high))

    # ---- ranges and sides ----------------------------------------------------------------------------------------
    def _range(self, near: Stretch, far: Expression, *, listed: bool = False) -> Stretch | None:
        low = near[0]
        if low is None:
            return near
        far = replace(far)
        saved = self.at.anchor, self.at.anchor_has_day
        self.at.anchor, self.at.anchor_has_day = low.date(), True
        if far.month is not None and far.year is None and far.year_rel is None and far.year_same is None:
            far.year = low.year if far.month >= low.month else low.year + 1
        end = self._whole(far)
        self.at.anchor, self.at.anchor_has_day = saved
        if end is None or end[1] is None:
            return near
        exact = far.hour is not None and not far.about and not listed
        high = end[0] if exact and end[0] is not None else end[1]
        if high <= low and far.weekday is not None:
            high += 7 * DAY
        if high <= low and (far.hour is not None or far.part):
            high += DAY
        return (low, high) if high > low else near

    def _sided(self, said: Expression, found: Stretch) -> Stretch | None:
        low, high = found
        limit = self.at.limit
        if said.side in ("after", "since", "from") and low is not None:
            return low, limit if limit is not None and limit > low and not self.at.future else None
        if said.side == "before":
            end = low if said.hour is not None else high
            base = self._published()
            if base is not None and base[0] is not None and end is not None and end > base[0]:
                return base[0], end  # still to come: by then
            return None, end
        return found


def _countable(at: datetime | None) -> bool:
    """Far enough from the ends of the calendar to be an instant in any zone."""
    return at is None or MINYEAR < at.year < MAXYEAR


def names_a_day(said: Expression) -> bool:
    """The words name a day, even one that could not be found."""
    values = (said.year, said.month, said.day, said.day_rel, said.day_same, said.weekday, said.week_rel)
    return any(value is not None for value in values) or said.holiday != ""


def _moved(at: datetime, amount: float, unit: str) -> datetime:
    """The instant some units on."""
    if unit in _CLOCK_UNITS:
        return at + amount * _CLOCK_UNITS[unit]
    if unit in ("day", "week"):
        return at + amount * (7 if unit == "week" else 1) * DAY
    months = amount * (12 if unit == "year" else 1)
    moved = shift_months(at.date(), int(months)) + timedelta(days=int((months - int(months)) * 30))
    return datetime.combine(moved, at.time())


def _later(base: Stretch, span: Span) -> Stretch:
    """The stretch some units after (or before) another, with a unit of doubt each way.

    6小时前 is said of five hours and forty minutes, which is rounding, and of six and fifty, which is cutting off.
    A day or more counts by the calendar.
    """
    low, high = base
    if low is None or high is None:
        return None, None
    amount, unit = span.amount, span.unit
    near, far = amount, amount
    if span.vague:  # 几 is two to nine, 10多 is ten to twenty
        near, far = (amount * 2 / 3, amount * 3) if abs(amount) == 3 else (amount, amount * 1.5)
        near, far = min(near, far), max(near, far)
    if span.least is not None:
        near, far = sorted((amount, span.least))
    if unit in _CLOCK_UNITS:
        doubt = min(1.0, abs(amount)) * _CLOCK_UNITS[unit]  # 半小时前 is no more than an hour ago, and no less than now
        return _moved(low, near, unit) - doubt, _moved(high, far, unit) + doubt
    half = _HALF_UNITS.get(unit, timedelta(0))
    first, last = _moved(low, near, unit).date(), _moved(high - timedelta(microseconds=1), far, unit).date()
    return midnight(first) - half, midnight(last) + DAY + half
