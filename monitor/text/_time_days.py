"""Finds the days that a time expression can mean.

Everything is civil time of Asia/Shanghai until the very end. What the words leave out is filled in
from the reference (the publication) and from the mentions before; the past reading is taken unless the words
speak of the future.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from monitor.core.moment import Moment
from monitor.text import festivals
from monitor.text._time_civil import DAY, Days, Stretch, civil, month_days, season, shift_months
from monitor.text._time_expression import Expression, Span

_YEARS_BACK: Final = 12


@dataclass(slots=True)
class Context:
    """What implied parts are filled in from."""

    published: Moment | None
    first_day: date | None = None  # the day of the publication, as civil time
    last_day: date | None = None
    today: date | None = None  # what 今天 means: the dateline's day where there is one
    limit: datetime | None = None  # nothing that has happened lies behind it (civil)
    anchor: date | None = None  # the day of the mention before
    anchor_has_day: bool = False
    anchor_aside: bool = False  # it is the day of a figure, a notice or a conference, not of the narrative
    anchor_held: bool = False  # it is the day of a press conference, and of nothing that happened
    anchor_year_said: bool = False
    anchor_hour: int | None = None
    anchor_part: str = ""  # the part of the day that the mention before gave, without an hour
    anchor_half_day: bool = False  # the mention before counted its hours on a 12-hour clock
    due: bool = False  # the words ask for something by then, or of then: the nearest reading counts
    future: bool = False  # the words speak of what is to come
    anchor_stretch: Stretch | None = None  # the mention before, with its clock
    event: Stretch | None = None  # the latest mention of something that happened
    fresh: bool = False  # the words speak of the publication's own days (记者18日获悉)


def context(published: Moment | None) -> Context:
    """The starting point: the publication's own day, where it is known."""
    made = Context(published)
    if published is None:
        return made
    low, high = published.earliest, published.latest
    if high is not None:
        made.limit = civil(high)
        made.last_day = civil(high - timedelta(microseconds=1)).date()
    if low is not None:
        made.first_day = civil(low).date()
        made.last_day = made.last_day or made.first_day
    made.first_day = made.first_day or made.last_day
    if made.limit is None and made.last_day is not None:
        made.limit = datetime.combine(made.last_day + DAY, datetime.min.time())
    made.today = made.last_day if made.first_day == made.last_day else None
    return made


class DayReader:
    """Finds the days that expressions mean; what is implied comes from the context."""

    def __init__(self, at: Context) -> None:
        self.at = at

    # ---- years ---------------------------------------------------------------------------------------------------
    def _year(self, said: Expression) -> int | None:
        """The year the words give, None where they leave it out."""
        if said.year is not None:
            return said.year
        if said.year_rel is not None:
            return None if self.at.last_day is None else self.at.last_day.year + said.year_rel
        if said.year_same is not None:
            base = self.at.anchor or self.at.last_day
            return None if base is None else base.year + said.year_same
        return None

    def _implied_years(self) -> list[int]:
        """Years an undated day may belong to, the likeliest first."""
        last, anchor = self.at.last_day, self.at.anchor
        if last is None:
            if anchor is None:
                return []
            return [anchor.year, anchor.year + 1, anchor.year - 1]
        if self.at.due:
            return [last.year, last.year + 1, last.year - 1]
        if self.at.future:
            return list(range(last.year, last.year + 5))
        return list(range(last.year, max(last.year - _YEARS_BACK, 1), -1))

    def _nearest_years(self) -> list[int]:
        """Those of the implied years that matter for a day that every year has: the last two, and the mention's own."""
        years = self._implied_years()
        anchor = self.at.anchor
        near = () if anchor is None else (anchor.year - 1, anchor.year, anchor.year + 1)
        return [year for at, year in enumerate(years) if at < 2 + self.at.due or year in near]

    def _pick(self, candidates: list[Days]) -> Days | None:
        """The reading that fits: not after the publication, or not before it for what is to come."""
        if not candidates:
            return None
        first, last, anchor = self.at.first_day, self.at.last_day, self.at.anchor
        if first is None or last is None:
            return min(candidates, key=lambda days: abs((days[0] - anchor).days)) if anchor else None
        if self.at.due:
            return min(candidates, key=lambda days: abs((days[0] - last).days))
        if self.at.future:
            fitting = [days for days in candidates if days[1] > first]
            return min(fitting, default=candidates[0])
        fitting = [days for days in candidates if days[0] <= last]
        if not fitting:
            return min(candidates)
        recent = max(fitting)
        if anchor is not None and self.at.anchor_has_day and not self.at.fresh and (last - recent[0]).days > 31:
            near = min(fitting, key=lambda days: abs((days[0] - anchor).days))
            if self.at.anchor_year_said and abs((near[0] - anchor).days) <= 183:
                return near
        return recent

    # ---- days ----------------------------------------------------------------------------------------------------
    def days(self, said: Expression) -> Days | None:
        """The days the expression can mean, before the clock is looked at."""
        if said.years is not None:
            return date(said.years[0], 1, 1), date(said.years[1], 1, 1)
        if said.holiday:
            return self._holiday(said)
        if said.open_edge and said.month is None and said.day is None:
            return self._open_edge(said)
        if said.lunar:
            return self._lunar(said)
        if said.day_rel is not None or said.day_same is not None:
            return self._relative_day(said)
        if said.week_rel is not None:
            return self._relative_week(said)
        if said.week_nth is not None:
            return self._nth_week(said)
        if said.weekday is not None and said.day is None:
            return self._weekday(said)
        if said.month is not None or said.month_rel is not None or said.month_same is not None:
            return self._in_month(said)
        if said.half or said.quarters or said.quarter_rel is not None or said.season:
            return self._part_of_year(said)
        year = self._year(said)
        if year is not None:
            if said.day is not None:  # 2025年第一天
                return date(year, 1, 1) + timedelta(days=said.day - 1), date(year, 1, 1) + timedelta(days=said.day)
            return self._tail(said, (date(year, 1, 1), date(year + 1, 1, 1)))
        if said.day is not None:
            return self._bare_day(said.day)
        return None

    def _open_edge(self, said: Expression) -> Days | None:
        """月底, 年初 alone: of this month or year, or of the last one where that one has not come yet."""
        last, found = self.at.last_day, None
        if last is None:
            return None
        for back in (0, 1):
            if said.month_rel is not None:
                first, months = shift_months(last.replace(day=1), -back), 1
            else:
                first, months = date(last.year - back, 1, 1), 12
            found = self._tail(said, month_days(first.year, first.month, months))
            if found is None or found[0] <= last or self.at.future or said.side == "before":
                break
        return found

    def _tail(self, said: Expression, days: Days) -> Days | None:
        """初, 中, 末, 上旬, 前两周, 最后五天 of a longer stretch."""
        first, after = days
        length = (after - first).days
        if said.xun is not None:  # 2 is 中旬, 23 is 中下旬
            start, end = first + 10 * (said.xun // 10 or said.xun) * DAY - 10 * DAY, said.xun % 10
            return start, after if end == 3 else first + 10 * end * DAY
        if said.edge is not None:
            if length > 200:
                months = {1: (1, 2), 2: (5, 4), 3: (11, 2)}[said.edge]
                return month_days(first.year, *months)
            if length > 60:
                start = shift_months(first, {1: 0, 2: 1, 3: length // 31}[said.edge])
                return month_days(start.year, start.month)
            if said.edge == 1:
                return first, first + timedelta(days=10)
            return (first + 10 * DAY, first + 20 * DAY) if said.edge == 2 else (after - 11 * DAY, after)
        if said.ends is not None:
            return self._ends(said.ends, days)
        return days

    @staticmethod
    def _ends(ends: tuple[str, Span], days: Days) -> Days:
        which, span = ends
        first, after = days
        count = int(span.amount)
        if count == 0:  # 前半月
            return days
        if span.unit == "month":
            return (first, shift_months(first, count)) if which == "first" else (shift_months(after, -count), after)
        if span.unit == "week":
            first += timedelta(days=-first.weekday() % 7)
            after -= timedelta(days=after.weekday())
            count *= 7
        elif span.unit == "year":
            return days
        return (first, first + count * DAY) if which == "first" else (after - count * DAY, after)

    def _relative_day(self, said: Expression) -> Days | None:
        if said.day_same is not None:
            base = self.at.anchor if self.at.anchor_has_day else None
            base = base or self.at.today or self.at.last_day
            if base is None:
                return None
            day = base + said.day_same * DAY
            if said.day_same > 0 and not self.at.future and self.at.last_day is not None and day > self.at.last_day:
                return None  # of a day that the text does not name
            return day, day + DAY
        shift = (said.day_rel or 0) * DAY
        if said.year_rel is not None and self.at.last_day is not None:  # 去年今日
            day = shift_months((self.at.today or self.at.last_day) + shift, 12 * said.year_rel)
            return day, day + DAY
        if self.at.today is not None:
            return self.at.today + shift, self.at.today + shift + DAY
        if self.at.first_day is None or self.at.last_day is None:
            return None
        return self.at.first_day + shift, self.at.last_day + shift + DAY

    def _relative_week(self, said: Expression) -> Days | None:
        base = self.at.today or self.at.last_day
        if base is None:
            return None
        monday = base - timedelta(days=base.weekday()) + timedelta(days=7 * (said.week_rel or 0))
        return self._day_of_week(monday, said.weekday)

    @staticmethod
    def _day_of_week(monday: date, weekday: int | None) -> Days:
        if weekday is None:
            return monday, monday + 7 * DAY
        if weekday == 7:
            return monday + 5 * DAY, monday + 7 * DAY
        return monday + weekday * DAY, monday + (weekday + 1) * DAY

    def _weekday(self, said: Expression) -> Days | None:
        base = self.at.today or self.at.last_day
        if base is None or said.weekday is None:
            return None
        monday = base - timedelta(days=base.weekday())
        days = self._day_of_week(monday, said.weekday)
        if self.at.future:
            return days if days[1] > base else (days[0] + 7 * DAY, days[1] + 7 * DAY)
        return days if days[0] <= base else (days[0] - 7 * DAY, days[1] - 7 * DAY)

    def _nth_week(self, said: Expression) -> Days | None:
        count = said.week_nth or 1
        if said.month is not None or said.month_rel is not None or said.month_same is not None:
            month = self._in_month(said)
            if month is None:
                return None
            if said.weekday is not None and said.weekday < 7:
                start = month[0] + timedelta(days=(said.weekday - month[0].weekday()) % 7 + 7 * (count - 1))
                return start, start + DAY
            monday = month[0] + timedelta(days=-month[0].weekday() % 7 + 7 * (count - 1))
            return monday, monday + 7 * DAY
        year = self._year(said)
        if year is None or not 1 <= count <= 53:
            return None
        try:
            monday = date.fromisocalendar(year, count, 1)
        except ValueError:
            return None
        return self._day_of_week(monday, said.weekday)

    def _in_month(self, said: Expression) -> Days | None:
        """A month, a day of it, or a third of it, with the year found."""
        base = self.at.last_day
        if said.month_rel is not None or said.month_same is not None:
            if said.month_same is not None:
                base, shift = self.at.anchor or base, said.month_same
            else:
                shift = said.month_rel or 0
            if base is None:
                return None
            first = shift_months(base.replace(day=1), shift)
            return self._day_in(first.year, first.month, said)
        if said.month is None or not 1 <= said.month <= 12:
            return None
        year = self._year(said)
        if year is not None:
            days, last = self._day_in(year, said.month, said), self.at.last_day
            if said.either_order and said.day and days and last and days[0] > last and not self.at.future:
                turned = self._day_in(year, said.day, replace(said, day=said.month))
                return turned if turned is not None and turned[0] <= last else days
            return days
        leap_day = said.month == 2 and said.day == 29
        years = self._implied_years() if leap_day else self._nearest_years()
        found = [self._day_in(year, said.month, said) for year in years]
        return self._pick([days for days in found if days is not None])

    def _day_in(self, year: int, month: int, said: Expression) -> Days | None:
        if not 1 <= year <= 9998:
            return None
        days = month_days(year, month)
        if said.day is None:
            return self._tail(said, days)
        if not 1 <= said.day <= (days[1] - days[0]).days:
            return None
        day = days[0] + timedelta(days=said.day - 1)
        return day, day + DAY

    def _bare_day(self, number: int) -> Days | None:
        """18日 alone: of the month spoken of, or the latest such day."""
        base = self.at.last_day
        anchor = self.at.anchor if self.at.anchor_has_day else None
        if base is None and anchor is None:
            return None
        said = Expression(0, 0, day=number)
        if anchor is not None and not self.at.fresh and (base is None or (base - anchor).days > 45):
            near = [shift_months(anchor.replace(day=1), shift) for shift in (-1, 0, 1)]
            found = [days for month in near if (days := self._day_in(month.year, month.month, said))]
            found = [days for days in found if base is None or days[0] <= base]
            return min(found, key=lambda days: abs((days[0] - anchor).days - 5), default=None)
        if base is None:
            return None
        steps = (0, 1, -1) if self.at.due else range(5) if self.at.future else range(0, -5, -1)
        months = [shift_months(base.replace(day=1), step) for step in steps]
        found = [days for month in months if (days := self._day_in(month.year, month.month, said))]
        return self._pick(found)

    def _part_of_year(self, said: Expression) -> Days | None:
        base = self.at.last_day
        year = self._year(said)
        if said.quarter_rel is not None:
            if base is None:
                return None
            first = shift_months(date(base.year, (base.month - 1) // 3 * 3 + 1, 1), 3 * said.quarter_rel)
            return self._tail(said, month_days(first.year, first.month, 3))
        years = [year] if year is not None else self._implied_years()
        found = []
        for one in years:
            if said.season:
                found.append(season(one, said.season))
            elif said.half:
                found.append(month_days(one, 6 * said.half - 5, 6))
            elif said.quarters and said.quarters[1] <= 4:
                low, high = said.quarters
                found.append(month_days(one, 3 * low - 2, 3 * (high - low + 1)))
        days = self._pick(found) if year is None else next(iter(found), None)
        return None if days is None else self._tail(said, days)

    def _lunar(self, said: Expression) -> Days | None:
        year, found = self._year(said), []
        for one in [year] if year is not None else self._lunar_years():
            month = said.month
            if month is None:
                return None
            if said.day is not None:
                day = festivals.lunar_day(one, month, said.day, leap=said.leap)
                found += [(day, day + DAY)] if day else []
            else:
                span = festivals.lunar_month(one, month, leap=said.leap)
                found += [span] if span else []
        if year is not None:
            return found[0] if found else None
        return self._pick(found)

    def _lunar_years(self) -> list[int]:
        """A lunar year ends in the next spring."""
        years = self._implied_years()
        return [years[0] - 1, *years] if years else []

    def _holiday(self, said: Expression) -> Days | None:
        year, found = self._year(said), []
        for one in [year] if year is not None else self._lunar_years():
            day = festivals.festival(one, said.holiday)
            if day is not None:
                long = said.holiday in ("春节", "国庆节", "国庆", "十一")
                before, after = ((1, 8) if long else (2, 4)) if said.holiday_season else (0, 1)
                found.append((day - before * DAY, day + after * DAY))
        if year is not None:
            return found[0] if found else None
        return self._pick(found)
