"""Days of the Chinese year that texts name instead of dating: festivals, solar terms, lunar dates.

The lunar years follow GB/T 33661-2017 and were taken from the package lunar_python 1.4.8; all new
moons and all solar terms were checked against the ephemeris of PyEphem 4.2.1. The one day
where the two differ (the new moon of 2057-09-28, 23:59:50) stands as lunar_python has it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2060

# one word a lunar year: day of the year of its first day << 17 | leap month << 13 | one bit a month that has
# 30 days, the first month lowest
_LUNAR_ROWS: Final = """
    480b69 34b752 5a0b52 420b25 2c964b 520a4b 3d14ab 6002ad 4a056d 36cb69
    5c0da9 460d92 309d25 560d25 415a4d 640a56 4e02b6 38c5b5 5e06d5 480ea9
    34be92 5a0e92 440d26 2c6a56 500a57 3d14d6 62035a 4a06d5 36b6c9 5c0749
    460693 2e952b 54052b 3e0a5b 2a555a 4e056a 38fb55 600ba4 4a0b49 32ba93
    580a95 42052d 2c8aad 500ab5 3d35aa 6205d2 4c0da5 36dd4a 5c0d4a 460c95
    30952e 540556 3e0ab5 2a55b2 5006d2 38cea5 5e0725 48064b 32ac97 560cab
    42055a 2c6ad6 520b69 3d7752 620b52 4c0b25 36da4b 5a0a4b 4404ab 2ea55b
    5405ad 3e0b6a 2a5b52 500d92 3afd25 5e0d25 480a55 32b4ad 5804b6 4005b5
    2c6daa 520ec9 3f1e92 620e92 4c0d26 36ca56 5a0a57 4404d6 2e86d5 540755
    400749
"""
_LUNAR: Final = [int(word, 16) for word in _LUNAR_ROWS.split()]

# name, earliest day of the month, then two bits a year to add, 1970 lowest
_TERM_ROWS: Final = """
小寒 5 1010101010101010141414141414141415151515
大寒 19 1515151555555555555555556565656565656565656969
立春 3 1414141515151515151515155555555555555555656565
雨水 18 1414141414141414141515151515151515155555555555
惊蛰 5 404040404040404050505050505050505454545
春分 20 404040404040405050505050505050545454545
清明 4 404040404050505050505050505454545454545454555
谷雨 19 505050505454545454545455555555555555555595959
立夏 5 4040404040404050505050505050505
小满 20 505050505054545454545454555555555555555555959
芒种 5 40404040404040505050505050505454545454545
夏至 20 545454555555555555555595959595959595a5a5a5a5a
小暑 6 505050545454545454545555555555555555559595959
大暑 22 404040405050505050505050545454545454545555555
立秋 7 4040404040404050505050505050545
处暑 22 505050545454545454545555555555555555959595959
白露 7 404040404040405050505050505050545454545
秋分 22 505050505054545454545454545555555555555555559
寒露 7 545454545555555555555555559595959595959595a5a
霜降 22 5555555555555555559595959595959595a5a5a5a5a5a
立冬 6 5555555555555555559595959595959595a5a5a5a5a5a
小雪 21 5454545555555555555555559595959595959595a5a5a
大雪 6 505454545454545454555555555555555555559595959
冬至 21 405050505050505050505454545454545454555555555
"""
_TERMS: Final = {
    name: (index // 2 + 1, int(base), int(bits, 16))
    for index, (name, base, bits) in enumerate(row.split() for row in _TERM_ROWS.strip().splitlines())
}
TERMS: Final = tuple(_TERMS)


def solar_term(year: int, name: str) -> date | None:
    """The day of a solar term (立春, 清明 …); None outside the years of the table."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    month, base, bits = _TERMS[name]
    return date(year, month, base + (bits >> (2 * (year - FIRST_YEAR)) & 3))


def _months(year: int) -> tuple[date, list[tuple[int, bool, int]]] | None:
    """First day and the months (number, leap, days) of a lunar year."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    word = _LUNAR[year - FIRST_YEAR]
    leap = word >> 13 & 15
    order = [(number, False) for number in range(1, 13)]
    if leap:
        order.insert(leap, (leap, True))
    months = [(number, is_leap, 29 + (word >> place & 1)) for place, (number, is_leap) in enumerate(order)]
    return date(year, 1, 1) + timedelta(days=word >> 17), months


def lunar_month(year: int, month: int, *, leap: bool = False) -> tuple[date, date] | None:
    """First day of a lunar month and of the one after it; None where there is no such month."""
    found = _months(year)
    if found is None:
        return None
    first, months = found
    for number, is_leap, days in months:
        if (number, is_leap) == (month, leap):
            return first, first + timedelta(days=days)
        first += timedelta(days=days)
    return None


def lunar_day(year: int, month: int, day: int, *, leap: bool = False) -> date | None:
    """The day of a lunar date; None where there is no such day."""
    span = lunar_month(year, month, leap=leap)
    if span is None or not 1 <= day <= (span[1] - span[0]).days:
        return None
    return span[0] + timedelta(days=day - 1)


def _lunar(month: int, day: int) -> Callable[[int], date | None]:
    return lambda year: lunar_day(year, month, day)


def _fixed(month: int, day: int) -> Callable[[int], date | None]:
    return lambda year: date(year, month, day)


def _nth(month: int, weekday: int, count: int) -> Callable[[int], date | None]:
    """The count-th weekday (Monday 0) of a month."""

    def day(year: int) -> date:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1))

    return day


def _term(name: str) -> Callable[[int], date | None]:
    return lambda year: solar_term(year, name)


def _eve(year: int) -> date | None:
    """除夕 of the lunar year that begins in the given year's spring."""
    found = _months(year)
    return None if found is None else found[0] + timedelta(days=sum(m[2] for m in found[1]) - 1)


def _easter(year: int) -> date:
    """The Gregorian Easter Sunday (anonymous algorithm of 1876)."""
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    shift = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    fix = (golden + 11 * epact + 22 * shift) // 451
    month, day = divmod(epact + shift - 7 * fix + 114, 31)
    return date(year, month, day + 1)


_NEW_YEAR = _lunar(1, 1)
# those written without 节 come first where both are said
FESTIVALS: Final[dict[str, Callable[[int], date | None]]] = {
    **dict.fromkeys(("元旦节", "元旦", "新年"), _fixed(1, 1)),
    **dict.fromkeys(("情人节",), _fixed(2, 14)),
    **dict.fromkeys(("妇女节", "三八节", "三八妇女节", "女神节"), _fixed(3, 8)),
    "植树节": _fixed(3, 12),
    "消费者权益日": _fixed(3, 15),
    "愚人节": _fixed(4, 1),
    **dict.fromkeys(("五一劳动节", "五一国际劳动节", "国际劳动节", "劳动节", "五一节", "五一"), _fixed(5, 1)),
    **dict.fromkeys(("五四青年节", "青年节"), _fixed(5, 4)),
    "护士节": _fixed(5, 12),
    **dict.fromkeys(("六一儿童节", "国际儿童节", "儿童节", "六一节", "六一"), _fixed(6, 1)),
    **dict.fromkeys(("七一建党节", "建党节", "党的生日"), _fixed(7, 1)),
    **dict.fromkeys(("八一建军节", "建军节"), _fixed(8, 1)),
    "教师节": _fixed(9, 10),
    **dict.fromkeys(("十一国庆节", "国庆节", "国庆日", "国庆"), _fixed(10, 1)),
    **dict.fromkeys(("万圣节前夜", "万圣夜", "万圣节"), _fixed(10, 31)),
    **dict.fromkeys(("光棍节", "双十一", "双11"), _fixed(11, 11)),
    "消防日": _fixed(11, 9),
    "国家公祭日": _fixed(12, 13),
    **dict.fromkeys(("平安夜", "圣诞夜", "圣诞前夜"), _fixed(12, 24)),
    **dict.fromkeys(("圣诞节", "圣诞"), _fixed(12, 25)),
    "跨年夜": _fixed(12, 31),
    "母亲节": _nth(5, 6, 2),
    "父亲节": _nth(6, 6, 3),
    "感恩节": _nth(11, 3, 4),
    "复活节": _easter,
    "清明节": _term("清明"),
    "冬至节": _term("冬至"),
    **dict.fromkeys(("春节", "大年初一", "农历新年", "农历大年初一"), _NEW_YEAR),
    **dict.fromkeys(("元宵节", "元宵", "上元节"), _lunar(1, 15)),
    "龙抬头": _lunar(2, 2),
    **dict.fromkeys(("端午节", "端午", "端阳节"), _lunar(5, 5)),
    **dict.fromkeys(("七夕节", "七夕"), _lunar(7, 7)),
    **dict.fromkeys(("中元节", "鬼节"), _lunar(7, 15)),
    **dict.fromkeys(("中秋节", "中秋"), _lunar(8, 15)),
    **dict.fromkeys(("重阳节", "重阳"), _lunar(9, 9)),
    **dict.fromkeys(("腊八节", "腊八"), _lunar(12, 8)),
    **dict.fromkeys(("小年", "北方小年"), _lunar(12, 23)),
    **dict.fromkeys(("大年三十", "年三十", "除夕夜", "除夕", "大年夜", "大年除夕"), _eve),
}


def festival(year: int, name: str) -> date | None:
    """The day of a festival or solar term as named with a year (2023年除夕 is 9 February 2024).

    None where the name is unknown or the year lies outside the tables.
    """
    if name in _TERMS:
        return solar_term(year, name)
    rule = FESTIVALS.get(name)
    return rule(year) if rule is not None and 1 <= year <= 9999 else None
