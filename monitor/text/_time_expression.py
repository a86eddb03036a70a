"""What one time expression says, piece by piece, before anybody knows which day it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_DIGITS: Final = dict(
    zip("零一二三四五六七八九0123456789〇两俩仨首", (*range(10), *range(10), 0, 2, 2, 3, 1), strict=True)
)
_TENS: Final = {"十": 10, "百": 100, "千": 1000}
WEEKDAYS: Final = {c: i for i, c in enumerate("一二三四五六日")} | {"天": 6}


def number(text: str) -> int:
    """A whole number in digits or Chinese numerals, read as digits where it has no units (二〇二三).

    >>> number("二十三"), number("廿一"), number("二〇二三"), number("07")
    (23, 21, 2023, 7)
    """
    if text.isascii():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    if not any(c in _TENS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total = digit = 0
    for char in text:
        if char in _TENS:
            total += (digit or 1) * _TENS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


@dataclass(slots=True)
class Span:
    """A length of time in words: 两个半月 is 2.5 months; ``vague`` where 多, 几 or 数 stands by it."""

    amount: float
    unit: str  # year, month, week, day, hour, minute, second
    vague: bool = False
    least: float | None = None  # 三到五天: the lower of two numbers


@dataclass(slots=True)
class Expression:
    """What one time expression says. Offsets are those of the compact text."""

    start: int
    end: int
    level: int = 0  # 1 year, 2 season, 3 month, 4 week, 5 day, 6 part of the day, 7 clock, 9 complete
    void: bool = False  # recurring (每天), or a piece that is nothing alone
    year: int | None = None
    year_rel: int | None = None  # from the reference
    year_same: int | None = None  # from the mention before
    years: tuple[int, int] | None = None
    half: int | None = None
    quarters: tuple[int, int] | None = None
    quarter_rel: int | None = None
    season: int | None = None
    month: int | None = None
    month_rel: int | None = None
    month_same: int | None = None
    lunar: bool = False
    leap: bool = False
    old_calendar: bool = False  # a lunar date before the tables begin
    xun: int | None = None
    edge: int | None = None
    week_rel: int | None = None
    week_nth: int | None = None
    weekday: int | None = None  # Monday 0; 7 is the weekend
    ends: tuple[str, Span] | None = None
    day: int | None = None
    day_rel: int | None = None
    day_same: int | None = None
    holiday: str = ""
    holiday_season: bool = False
    part: str = ""
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    half_past: bool = False
    bare: int | None = None  # a number whose unit stands at the end of the range
    before_bare: int = 0  # where what stands before that number ends
    about: bool = False  # 许, 左右, 前后, 约
    some: bool = False  # 多: 5点多, 5点30多分
    side: str = ""  # after, before, since, until
    span: Span | None = None
    towards: str = ""  # ago, later, past, future: what a length of time is counted to
    point: str = ""  # now, recent
    local_abroad: bool = False
    zone: tuple[float, float] | None = None  # least and most hours from UTC of the clock that is named
    either_order: bool = False  # 5/7/2024: day or month first
    open_edge: bool = False  # 月底, 年初: of which month or year is left open
    until: Expression | None = None  # the far end of a range
    listed: bool = False  # 9、10点: one of both, not from one to the other
