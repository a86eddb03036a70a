"""Which period a title names: 2016年第12周, 3月7日—13日, 2016年3月份, 一季度, 2020年度.

What the title leaves out comes from the publication, and nothing it names lies after that: a report
on 12月 published in January is last year's.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

from monitor.core.duties.periods import Period, local_day, month_of, week_of, year_of
from monitor.core.instrument import Every
from monitor.core.moment import Moment
from monitor.text._numbers import integer
from monitor.text.repair import MASK, normalise

_N: Final = r"[0-9一二三四五六七八九十]{1,3}"
_YEAR: Final = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})年?(?:度|(?=[^0-9]|$))")
_YEAR_HAN: Final = re.compile(r"([一二][〇零一二三四五六七八九]{3})年")
_RANGE: Final = re.compile(
    r"(?:((?:19|20)[0-9]{2})[年./-])?([0-9]{1,2})[月./-]([0-9]{1,2})日?(?:至|到|-|~)+"
    r"(?:((?:19|20)[0-9]{2})[年./-])?(?:([0-9]{1,2})[月./-])?([0-9]{1,2})(?:日|(?![0-9年月]))"
)
_COMPACT: Final = re.compile(r"((?:19|20)[0-9]{6})(?:至|到|-|~)+((?:19|20)[0-9]{6})")
_WEEK: Final = re.compile(rf"第?({_N})周")
_DAY: Final = re.compile(r"(?:((?:19|20)[0-9]{2})[年./-])?([0-9]{1,2})[月./-]([0-9]{1,2})(?:日|(?![0-9年月./-]))")
_QUARTER: Final = re.compile(r"第?([1-4一二三四])季度|([0-9]{1,2})月?(?:至|-|~)([0-9]{1,2})月")
_MONTH: Final = re.compile(rf"(?:((?:19|20)[0-9]{{2}})[年./-])?({_N})月(?!{_N}日)")
_MOMENT: Final = timedelta(microseconds=1)
_THURSDAY: Final = 3
_DIGITS: Final = "〇一二三四五六七八九"


def named_period(title: str, every: Every, published: Moment | None) -> Period | None:
    """The period of that length which the title names; None where it names none, or two."""
    plain = re.sub(r"\s", "", normalise(title).replace(MASK, "")).replace("—", "-").replace("–", "-")
    at = None if published is None else (published.latest or published.earliest)
    if every.days == 7:
        return _week(plain, at)
    if every.days == 1:
        day = _single_day(plain, at)
        return None if day is None else Period(day, day)
    if every.months == 1:
        return _month(plain, at)
    if every.months == 3:
        return _quarter(plain, at)
    if every.months == 12:
        year = named_year(plain)
        return None if year is None else year_of(year)
    return None


def named_year(title: str) -> int | None:
    """The one year a title names; None where it names none, or several."""
    plain = re.sub(r"\s", "", normalise(title).replace(MASK, ""))
    plain = re.sub(r"[(\[](?:19|20)[0-9]{2}[)\]][0-9]{1,5}号", "", plain)  # of a document's number
    found = {int(one) for one in _YEAR.findall(plain)}
    for words in _YEAR_HAN.findall(plain):
        found.add(int("".join(str(_DIGITS.index(char)) for char in words.replace("零", "〇"))))
    return found.pop() if len(found) == 1 else None


def _week(plain: str, at: datetime | None) -> Period | None:
    span = _span(plain, at)
    if span is not None:
        return _holding_most(span)
    found = {integer(words) for words in _WEEK.findall(plain)}
    if len(found) == 1 and (number := found.pop()):
        return _numbered_week(named_year(plain), number, at)
    day = _single_day(plain, at)
    return None if day is None else week_of(day)


def _holding_most(span: Period) -> Period | None:
    """The calendar week in which most of the days lie; None for a stretch that is no week."""
    if (span.last - span.first).days > 9:
        return None
    weeks = (week_of(span.first), week_of(span.last))
    return max(weeks, key=lambda week: (week.shared(span), week.first))


def _numbered_week(year: int | None, number: int, at: datetime | None) -> Period | None:
    """The week of that number: by ISO 8601, unless it was not over when the page came out.

    Those who call the week of 1 January the first are one ahead in years that begin late in a week.
    """
    if year is None:
        if at is None:
            return None
        year = local_day(at - _MOMENT).year
        if (week := _iso_week(year, number)) is not None and week.opens >= at:
            year -= 1
    week = _iso_week(year, number)
    if week is None or at is None:
        return week
    said = local_day(at - _MOMENT)
    ahead = date(year, 1, 1).weekday() > _THURSDAY
    young = week.first <= said <= week.first + timedelta(days=1)
    return week_of(week.first - timedelta(days=1)) if ahead and (young or week.first > said) else week


def _iso_week(year: int, number: int) -> Period | None:
    """The week of that number; 53 in a year of 52 weeks is its last one."""
    if not 1 <= number <= 53:
        return None
    try:
        return week_of(date.fromisocalendar(year, number, 1))
    except ValueError:
        return week_of(date.fromisocalendar(year, 52, 1))


def _span(plain: str, at: datetime | None) -> Period | None:
    compact = _COMPACT.search(plain)
    if compact:
        first, last = (_date(int(w[:4]), int(w[4:6]), int(w[6:])) for w in compact.groups())
        return Period(first, last) if first is not None and last is not None and first <= last else None
    found = _RANGE.search(plain)
    if found is None:
        return None
    year, month, day, end_year, end_month, end_day = found.groups()
    first = _dated(year or _loose_year(plain), int(month), int(day), at)
    if first is None:
        return None
    last_month = int(end_month or month)
    last = _date(int(end_year) if end_year else first.year + (last_month < first.month), last_month, int(end_day))
    return Period(first, last) if last is not None and first <= last else None


def _single_day(plain: str, at: datetime | None) -> date | None:
    days = {
        _dated(year or _loose_year(plain), int(month), int(day), at) for year, month, day in _DAY.findall(plain)
    }
    return days.pop() if len(days) == 1 else None


def _month(plain: str, at: datetime | None) -> Period | None:
    found = set()
    for year, words in _MONTH.findall(plain):
        month = integer(words)
        if month is not None and 1 <= month <= 12:
            first = _dated(year or _loose_year(plain), month, 1, at)
            if first is not None:
                found.add(month_of(first.year, first.month))
    return found.pop() if len(found) == 1 else None


def _quarter(plain: str, at: datetime | None) -> Period | None:
    found = _QUARTER.search(plain)
    if found is None:
        return None
    if found[1]:
        month = 3 * ("一二三四".index(found[1]) if found[1] in "一二三四" else int(found[1]) - 1) + 1
    else:
        month = int(found[2])
        if int(found[3]) - month != 2 or month % 3 != 1:
            return None
    first = _dated(_loose_year(plain), month, 1, at)
    return None if first is None else month_of(first.year, month, 3)


def _loose_year(plain: str) -> str:
    year = named_year(plain)
    return "" if year is None else str(year)


def _dated(year: str, month: int, day: int, at: datetime | None) -> date | None:
    """The day; where no year is said, the last one that does not begin after the publication."""
    if year:
        return _date(int(year), month, day)
    if at is None:
        return None
    said = local_day(at - _MOMENT)
    found = _date(said.year, month, day)
    return _date(said.year - 1, month, day) if found is not None and found > said else found


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
