"""Puts the pieces of time together: 昨日 + 下午 + 6时 + 许 is one expression, 9日0时 + 至 + 18时 one range.

An expression is what the words say and no more: which year 4月18日 means is for the resolution.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from monitor.text._time_expression import WEEKDAYS, Expression, Span, number
from monitor.text._time_tokens import BEFORE_LENGTH, ERAS, MONTHS, Token

LEVELS: Final = {
    "bareyear": 1, "year": 1, "year2": 1, "year0": 1, "era": 1, "roc": 1, "decade": 1, "year_rel": 1, "year_same": 1,
    "lunar": 2,
    "half": 2, "quarter": 2, "quarters": 2, "quarter_rel": 2, "season": 2,
    "month": 3, "month_rel": 3, "month_same": 3, "lunar_month": 3, "lmonth": 3,
    "xun": 4, "edge": 4, "month_edge": 4, "year_edge": 4, "week": 4, "ends": 4, "nth": 4,
    "day": 5, "chuyi": 5, "weekday": 5, "holiday": 5, "national": 5,
    "day_rel": 5, "days_rel": 5, "day_same": 5, "paren": 5, "mdslash": 5, "dot": 5, "enday": 5, "enmonth": 5,
    "part": 6, "clock": 7, "hours": 7, "minute": 7, "short": 7,
    "stamp": 5, "iso": 5, "dmy": 5, "ym": 3, "years": 9, "dur": 9, "after": 9, "today_ago": 9, "now": 9, "recent": 9,
}  # fmt: skip
_LENGTHS: Final = frozenset({"dur", "after", "today_ago"})
_DATES: Final = frozenset({"stamp", "iso", "dmy", "ym", "years", "dot", "mdslash", "enday", "enmonth"})
COMPLETE: Final = _DATES | _LENGTHS | {"now", "recent"}
_UNITS: Final = {
    "年": "year", "周年": "year", "月": "month", "季度": "quarter", "星期": "week", "礼拜": "week", "周": "week",
    "天": "day", "日": "day", "小时": "hour", "钟头": "hour", "刻钟": "quarter_hour", "分钟": "minute", "分": "minute",
    "秒": "second", "秒钟": "second", "世纪": "century",
}  # fmt: skip


def _span(found: re.Match[str], count: str, some: str | None, half: str | None, unit: str) -> Span | None:
    """A length of time; None where the number is none."""
    vague = bool(some) or count in ("几", "数")
    unit = _UNITS[unit.removeprefix("个")]
    if count in ("几", "数"):
        amount = 3.0
    elif count == "半":
        amount = 0.5
    else:
        try:
            amount = float(count) if count[0].isascii() else float(number(count))
        except (KeyError, ValueError):
            return None
    if half:
        amount += 0.5
    scale = {"quarter": (3, "month"), "quarter_hour": (15, "minute"), "century": (100, "year")}.get(unit)
    return Span(amount * scale[0], scale[1], vague) if scale else Span(amount, unit, vague)


_PARTS_OF: Final = {
    ("year", "month"): 12, ("week", "day"): 7, ("day", "hour"): 24, ("hour", "minute"): 60, ("minute", "second"): 60,
}  # fmt: skip


def _with_what_is_before(span: Span | None, found: re.Match[str], to: Expression) -> Span | None:
    """1小时20分钟前, 三到五天后: the whole length; None where the parts do not go together."""
    before = BEFORE_LENGTH.search(found.string, max(0, found.start() - 10), found.start())
    if span is None or before is None or found["dpre"]:
        return span
    more = _span(before, before["number"], None, None, before["unit"] or found["du"])
    if more is not None and more.amount >= 1000:  # 2020年
        return span
    to.start = before.start()
    if more is None:
        return None
    if before["unit"] is None:
        return replace(span, least=more.amount) if more.amount < span.amount else None
    parts = _PARTS_OF.get((more.unit, span.unit))
    return None if parts is None else replace(span, amount=more.amount * parts + span.amount)


def _apply_length(token: Token, to: Expression) -> None:
    """A length of time with its direction: 3小时前, 近两天, 事发后3小时."""
    found = token.value
    if token.kind == "today_ago":
        to.span = _span(found, found["tan"], None, None, found["tau"])
        to.towards = "ago_today"
    elif token.kind == "after":
        to.span = _span(found, found["an"], found["am"], found["ah"], found["au"])
        to.towards = "after_event"
        to.void = not (found["aft"] or found["aft2"])
    else:
        half = found["dh1"] or (found["dm2"] == "半" and found["dm2"])
        some = found["dm1"] or (found["dm2"] in ("多", "余") and found["dm2"])
        to.span = _with_what_is_before(_span(found, found["dn"], some or None, half or None, found["du"]), found, to)
        before, suffix = found["dpre"] or "", (found["dsuf"] or "")[-1:]
        if before.startswith(("过去", "最近", "近", "上")):
            to.towards = "past"
        elif before.startswith(("未来", "今后", "此后", "接下", "往后", "之后", "下", "还剩")):
            to.towards = "future"
        elif before and suffix == "":
            to.towards = "later"
        else:
            to.towards = {"前": "ago", "后": "later", "来": "past"}.get(suffix, "future")
        if suffix == "内" and not before:
            to.point = "within"
    to.void = to.void or to.span is None


def _apply_complete(token: Token, to: Expression) -> None:
    """Dates written in one go: 2023-04-18 12:57, 20230418, 18/4/2023, 2023.04, 4·18."""
    kind, found = token.kind, token.value
    if kind == "stamp":
        to.year, to.month, to.day = int(found["sy"]), int(found["sm"]), int(found["sd"])
        if found["st"]:
            to.hour, to.minute = int(found["st"][:2]), int(found["st"][2:4])
            to.second, to.level = int(found["st"][4:]) if found["st"][4:] else None, 7
    elif kind == "iso":
        to.year, to.month, to.day = int(found["iy"]), int(found["im"]), int(found["id"])
        if found["ih"]:
            to.hour, to.minute, to.level = int(found["ih"]), int(found["in"]), 7
            to.second = int(found["is"]) if found["is"] else None
            to.zone = _offset(found["iz"]) if found["iz"] else None
    elif kind == "dmy":
        first, last = int(found["dd"]), int(found["dy"])
        if found["dsep"] == "-" and len(found[0]) == 8 and last <= 31 and first > 0:  # 12-11-10 as in Chinese order
            first, last = last, first
        to.year = last if last > 99 else last + (1900 if last > 50 else 2000)
        to.month, to.day = int(found["dm"]), first
        if to.month > 12:
            to.month, to.day = to.day, to.month
        to.either_order = to.day <= 12
    elif kind in ("enday", "enmonth"):
        _apply_english(found, to)
    elif kind == "ym":
        to.year, to.month = int(found["yy"]), int(found["ym1"] or found["ym2"])
    elif kind == "years":
        to.years = (int(found["y1"]), int(found["y2"]) + 1)
    elif kind == "mdslash":
        to.month, to.day = int(found["sm1"]), int(found["sd1"])
    elif kind == "dot":
        to.month, to.day, to.point = int(found["dotm"]), int(found["dotd"]), "named"
    elif kind in _LENGTHS:
        _apply_length(token, to)
    else:
        to.point = kind


def _offset(words: str) -> tuple[float, float]:
    """The hours of Z, +08:00 or -0530."""
    if words == "Z":
        return 0.0, 0.0
    hours = (int(words[1:3]) + int(words[-2:]) / 60) * (-1 if words[0] == "-" else 1)
    return hours, hours


def _apply_english(found: re.Match[str], to: Expression) -> None:
    """May 7, 2024; 7 May; 2:30 p.m. on May 7; May 2024."""

    def first(*names: str) -> str | None:
        return next((value for name in names if (value := found[name])), None)

    month, day, year = first("em", "em2", "em3"), first("ed", "ed2", "ed3"), first("ey", "ey3", "ey4")
    to.month, to.day = MONTHS[month[:3]] if month else None, int(day) if day else None
    to.year = int(year) if year else None
    hour, minute, half = first("eh", "eh3"), first("emi", "emi3"), first("eap", "eap2", "eap3")
    if hour is not None:
        to.hour, to.minute, to.level = int(hour), int(minute) if minute else None, 7
        if half and to.hour <= 12:
            to.hour = to.hour % 12 + (12 if half[0] in "pP" else 0)
    elif to.day is None:
        to.level = 3


def _apply_year(token: Token, to: Expression) -> None:
    kind, found = token.kind, token.value
    if kind in ("year_rel", "year_same"):
        setattr(to, kind, found)
    elif kind == "roc":
        to.year = 1911 + (1 if found["rocn"] == "元" else number(found["rocn"]))
    elif kind == "era":
        to.year = ERAS[found["eran"]] - 1 + (1 if found["eray"] == "元" else number(found["eray"]))
        to.old_calendar = to.year < 1900
    elif kind == "decade":
        tens = number(found["dec"]) if found["dec"].isascii() or "十" in found["dec"] else 0
        cent = found["cent"] or ""
        base = 1900 if cent.startswith("上") or (not cent and tens >= 30) else 2000
        if tens > 99:  # 2010年代
            base = 0
        elif cent and not cent.startswith(("上", "本")):
            base = (number(cent) - 1) * 100
        low, high = {"初": (0, 3), "中": (3, 7), "末": (7, 10)}.get((found["decedge"] or " ")[0], (0, 10))
        to.years = (base + tens + low, base + tens + high)
    else:
        digits = found[0].rstrip("度").removesuffix("年")
        if kind in ("year2", "year0"):
            short = number(digits)
            to.year = short + (2000 if short < 50 else 1900)
        else:
            to.year = 2000 if digits in ("两千", "二千") else number(digits)


def _apply_month(token: Token, to: Expression) -> None:
    kind, found = token.kind, token.value
    if kind == "quarter":
        first = number(found["qn"])
        to.quarters = (first, first)
    elif kind == "quarters":
        to.quarters = (1, number(found["qs"]))
    elif kind == "month":
        to.month = number(found["mn"])
    elif kind == "lunar_month":
        to.month, to.lunar = found, True
    elif kind == "lmonth":
        to.month, to.lunar, to.leap = number(found["lmn"]), True, True
    else:
        setattr(to, kind, found)


def _apply_day(token: Token, to: Expression) -> None:
    kind, found = token.kind, token.value
    if kind == "day":
        to.day = number(found["dn1"])
    elif kind == "chuyi":
        words = found["chu"].removeprefix("大年")
        to.day, to.lunar = number(words.removeprefix("初")), True
        if found["chu"].startswith("大年"):
            to.month = 1
    elif kind == "weekday":
        to.weekday = WEEKDAYS.get(found["wd"], 7)
    elif kind == "holiday":
        name = found[0].replace("”", "").replace('"', "")
        for tail in ("小长假", "黄金周", "长假", "假期"):
            if name.endswith(tail) and name != tail:
                name, to.holiday_season = name.removesuffix(tail), True
                break
        to.holiday = name
    elif kind == "national":
        to.holiday = "国庆节"
    elif kind == "paren":
        to.day = int(found["pd"])
        if found["pe"] in ("晚", "晨", "夜"):
            to.part, to.level = found["pe"], 6
    elif kind == "days_rel":
        to.day_rel, to.until = found, Expression(token.start, token.end, level=5, day_rel=found + 1)
    else:
        setattr(to, kind, found)


def _apply_week(token: Token, to: Expression) -> None:
    kind, found = token.kind, token.value
    alone = token.start == to.start
    if kind == "week":
        to.week_rel = {"上上": -2, "大上": -2, "上": -1, "下": 1, "下下": 2}.get(found["wr"], 0)
        if found["wrd"]:
            to.weekday, to.level = WEEKDAYS.get(found["wrd"], 7), 5
    elif kind == "ends":
        length = _span(found, found["endn"], None, None, found["endu"])
        to.void = to.void or length is None
        to.ends = ("first" if found["endw"] in ("前", "头") else "last", length) if length else None
    elif kind == "nth":
        count = number(found["nthn"])
        if found["nthw"]:
            to.week_nth = count
            if found["nthd"]:
                to.weekday, to.level = WEEKDAYS[found["nthd"]], 5
        elif found["nthx"] == "个月":
            to.month, to.level = count, 3
        elif alone:  # 救援第五天: of what is not said; 第二天 is the next day
            to.void, to.level, to.day_same = count != 2, 5, 1
        else:
            to.day, to.level = count, 5
    elif kind in ("month_edge", "year_edge"):
        to.edge = found
        if alone:
            to.open_edge = True
            setattr(to, f"{kind.removesuffix('_edge')}_rel", 0)
    else:
        setattr(to, kind, found)


def _apply_clock(token: Token, to: Expression) -> None:
    found = token.value
    to.hour = number(found["ch"])
    minute = found["cn"] or found["cn2"]
    second = found["cs"] or found["cs2"]
    if found["chalf"]:
        to.minute, to.half_past = 30, True
    elif found["cq"]:
        to.minute, to.half_past = number(found["cq"]) * 15, True
    elif minute:
        to.minute = number(minute)
    elif found["cless"]:  # 七点差一刻
        _take_off(found["cless"], to)
    elif found["ceven"]:
        to.minute = 0
    if found["campm"]:
        to.part = "下午" if found["campm"][0] in "pP" else "上午"
    if second:
        to.second = number(second)
    to.some = bool(found["cmany"] or found["cfuz"] or found["cfuz2"])


def _take_off(words: str, to: Expression) -> None:
    """The clock stands before the full hour: 差一刻 7 点 is 6:45."""
    less = 15 if words == "一刻" else number(words.removesuffix("分"))
    to.hour, to.minute = (to.hour or 0) - 1, 60 - less
    if to.hour < 0 or less > 59:
        to.void = True


def fold(token: Token, to: Expression) -> None:
    """Add what a piece says to the expression."""
    to.end = token.end
    to.level = LEVELS[token.kind]
    if token.kind in COMPLETE:
        _apply_complete(token, to)
    elif token.kind == "lunar":
        to.lunar = True
    elif to.level == 1:
        _apply_year(token, to)
    elif to.level <= 3:
        _apply_month(token, to)
    elif to.level == 4:
        _apply_week(token, to)
    elif to.level == 5:
        _apply_day(token, to)
    elif token.kind == "part":
        to.part = token.value
    elif token.kind == "hours":  # 七八点
        last = number(token.value["hlast"])
        to.hour, to.listed = number(token.value["hfirst"]), True
        to.until = Expression(token.start, token.end, level=7, hour=last, part=to.part)
    elif token.kind == "short":  # 差五分八点
        to.hour = number(token.value["shorth"])
        _take_off(token.value["shortn"], to)
    elif token.kind == "minute":  # 20时37分至40分
        to.minute = int(token.value["mnn"])
    else:
        _apply_clock(token, to)
