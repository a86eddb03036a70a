"""Words of layout: headings, labels and marks. What is said of values stands in core/wording."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil, floor
from zoneinfo import ZoneInfo

from monitor.core.applies import OF_CONCERN, Grading, gravest
from monitor.core.dossier import Dossier
from monitor.core.explain import clock, span
from monitor.core.incident import Grade
from monitor.core.instrument import Clause, Within
from monitor.core.moment import Moment
from monitor.core.statement import Harm
from monitor.core.wording import GRADE, GRADE_BASIS, GRADE_OTHER, HARM, Phrase, say

SHANGHAI = ZoneInfo("Asia/Shanghai")

MARK: Mapping[str, str] = {
    "met": "✓",
    "late": "✗",
    "none_found": "✗",
    "pending": "…",
    "undetermined": "?",
    "unobserved": "?",
    "disputed": "!",
    "not_applicable": "-",
    "applicability_unknown": "?",
}
"""One mark for each status, told apart without colour by the word that follows."""

STYLE: Mapping[str, str] = {
    "met": "green",
    "late": "bold red",
    "none_found": "bold red",
    "pending": "cyan",
    "undetermined": "yellow",
    "unobserved": "yellow",
    "disputed": "bold yellow",
    "not_applicable": "dim",
    "applicability_unknown": "yellow",
}

SHORT_DUTY: Mapping[str, Phrase] = {
    "first_info": ("首次信息", "first info"),
    "authoritative_info": ("权威信息", "information"),
    "response": ("回应", "response"),
    "press_conference": ("发布会", "conference"),
    "press_center": ("发布中心", "press centre"),
}

WEEKDAYS = (
    ("周一", "Mon"),
    ("周二", "Tue"),
    ("周三", "Wed"),
    ("周四", "Thu"),
    ("周五", "Fri"),
    ("周六", "Sat"),
    ("周日", "Sun"),
)

LABEL: Mapping[str, Phrase] = {
    "verdicts": ("结论", "Verdicts"),
    "timeline": ("时间线", "Timeline"),
    "onset": ("事发", "Onset"),
    "first_public": ("首次公开", "First public"),
    "place": ("地点", "Place"),
    "type": ("类型", "Type"),
    "grade": ("等级", "Grade"),
    "toll": ("伤亡", "Toll"),
    "as_of": ("截至", "As of"),
    "unknown": ("不明", "not known"),
    "unconfirmed": ("规则提出，未经人工确认", "proposed by rules, not confirmed by a person"),
    "known_at": ("见诸公开", "public since"),
    "not_applicable": ("不适用", "Not applicable"),
    "none": ("（无）", "(none)"),
    "that_day": ("当日", "that day"),
    "undated": ("时间不明", "Undated"),
    "clause": ("条款", "Clause"),
    "start": ("起算", "Start of the clock"),
    "deadline": ("时限", "Deadline"),
    "releases": ("发布", "Releases"),
    "releases_considered": ("逐条核对发布", "Releases considered"),
    "coverage": ("监测覆盖", "Coverage"),
    "readings": ("其他起算点", "Other clocks"),
    "judgement": ("判定", "Judgement"),
    "settles": ("什么能够定案", "What would settle it"),
    "evidence": ("证据", "Evidence"),
    "effective": ("施行", "In force"),
    "accepts": ("可履行者", "Discharged by"),
    "limits": (
        "结论限于所监测渠道；两次轮询之间发布又撤下的内容无法看到。",
        "Verdicts hold for the channels monitored; what was published and withdrawn between two polls cannot be seen.",
    ),
}


def unnamed(_adcode: str) -> str:
    """No gazetteer at hand: the place is called as the page called it."""
    return ""


def label(key: str, lang: str) -> str:
    """A heading or label."""
    return say(LABEL, key, lang)


def short_duty(clause: Clause, lang: str) -> str:
    """``24h 发布会``: limit and duty, for lists."""
    limit = clause.limit
    hours = f"{limit.window.total_seconds() / 3600:g}h " if isinstance(limit, Within) else ""
    return hours + say(SHORT_DUTY, clause.duty.value, lang)


def day_heading(at: datetime, lang: str) -> str:
    """``2023-04-18 周二``."""
    local = at.astimezone(SHANGHAI)
    return f"{local:%Y-%m-%d} {WEEKDAYS[local.weekday()][0 if lang == 'zh' else 1]}"


def time_of_day(moment: Moment, lang: str) -> str:
    """When on its day: a minute, a stretch, or the whole day; later days are named."""
    low, high = moment.earliest, moment.latest
    if low is None or high is None:
        return f"{'…' if low is None else _hm(low)}–{'…' if high is None else _hm(high)}"
    if high - low <= timedelta(minutes=1):
        return _hms(low)
    start, end = low.astimezone(SHANGHAI), high.astimezone(SHANGHAI)
    if high - low == timedelta(days=1) and _hm(low) == "00:00":
        return label("that_day", lang)
    if end.date() == start.date():
        return f"{_hm(low)}–{_hm(high)}"
    if _hm(high) == "00:00" and end.date() - start.date() == timedelta(days=1):
        return f"{_hm(low)}–24:00"
    return f"{_hm(low)}–{end:%m-%d %H:%M}"


def _hm(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%H:%M")


def _hms(at: datetime) -> str:
    local = at.astimezone(SHANGHAI)
    return local.strftime("%H:%M:%S" if local.second else "%H:%M")


def grade_words(grading: Grading, lang: str) -> str:
    """``重大（按伤亡损失推定）``; several admitted ones are joined, none known is said so."""
    basis = say(GRADE_OTHER, "basis", lang) if grading == OF_CONCERN else say(GRADE_BASIS, grading.basis, lang)
    if grading.basis == "none":
        return basis
    admitted = [say(GRADE, grade.value, lang) for grade in Grade if grade in grading.admitted]
    words = ("或" if lang == "zh" else " or ").join(admitted)
    return f"{words}（{basis}）" if lang == "zh" else f"{words} ({basis})"


def grade_short(grading: Grading, lang: str) -> str:
    """The grade alone; ``?`` where none is known, ``≤`` before the gravest of several."""
    if grading.value is Grade.OTHER:
        return say(GRADE_OTHER, "short", lang)
    if grading.value is not None:
        return say(GRADE, grading.value.value, lang)
    top = gravest(grading.admitted)
    if grading.basis == "none" or top is None:
        return "?"
    return "≤" + say(GRADE, top.value, lang)


def toll_words(figures: Mapping[Harm, tuple[int, int | None]], lang: str) -> str:
    """``死亡 12，受伤 30–40``; empty where no figure is known."""
    parts = [f"{say(HARM, harm.value, lang)} {figure(low, high)}" for harm, (low, high) in figures.items()]
    return ("，" if lang == "zh" else ", ").join(parts)


def figure(low: int, high: int | None) -> str:
    """One figure or the span of it."""
    if high is None:
        return f"≥{low:,}"
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def place_words(dossier: Dossier, name: str, lang: str) -> str:
    """The place's name as the gazetteer has it, else as it was printed."""
    place = dossier.place()
    if place is None:
        return label("unknown", lang)
    return name or place.name or place.adcode


def when(moment: Moment | None, lang: str) -> str:
    """A moment, or that it is not known."""
    return label("unknown", lang) if moment is None else span(moment)


def hours_words(low: float, high: float | None, lang: str) -> str:
    """Hours between two bounds, to the tenth, rounded outwards; ``≥`` where there may be no end."""
    unit = " 小时" if lang == "zh" else " h"
    bottom = floor(low * 10 + 1e-9) / 10
    if high is None:
        return f"≥ {bottom:.1f}{unit}"
    top = ceil(high * 10 - 1e-9) / 10
    return f"{bottom:.1f}{unit}" if bottom == top else f"{bottom:.1f}–{top:.1f}{unit}"


def countdown(deadline: Moment, now: datetime, lang: str) -> str:
    """``剩余 20:54:12``, to the second, as an interval where the deadline is one; then that it may be, or is, over."""
    zh = lang == "zh"
    if deadline.earliest is None or deadline.latest is None:
        return label("unknown", lang)
    if now >= deadline.latest:
        return "时限已过" if zh else "the window has closed"
    if now >= deadline.earliest:
        return "时限可能已到" if zh else "the window may have closed already"
    least = _clockwork(deadline.earliest - now, lang)
    if deadline.latest - deadline.earliest > timedelta(minutes=1):
        least += "–" + _clockwork(deadline.latest - now, lang)
    return f"剩余 {least}" if zh else f"{least} left"


def _clockwork(length: timedelta, lang: str) -> str:
    seconds = int(length.total_seconds())
    days, rest = divmod(seconds, 86400)
    said = f"{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}"
    return said if not days else f"{days} {'天' if lang == 'zh' else 'd'} {said}"


def compact(moment: Moment) -> str:
    """When, for a table: a minute, a day, or both ends with no more than is needed of the second."""
    low, high = moment.earliest, moment.latest
    if low is None or high is None:
        bound = high if low is None else low
        return "?" if bound is None else f"{'<' if low is None else '≥'} {_minute(bound)}"
    said = span(moment)
    if not said.startswith("["):
        return said
    first, last = low.astimezone(SHANGHAI), high.astimezone(SHANGHAI)
    if first.date() == last.date():
        return f"{_minute(low)}–{last:%H:%M}"
    if _hm(high) == "00:00" and last.date() - first.date() == timedelta(days=1):
        return f"{_minute(low)}–24:00"
    return f"{_minute(low)} – {last:%m-%d %H:%M}" if first.year == last.year else f"{_minute(low)} – {_minute(high)}"


def _minute(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def stamp(at: datetime) -> str:
    """One instant, as everywhere."""
    return clock(at)
