"""Why a verdict is what it is, in words, from the same values that made it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.core.coverage import Hole
from monitor.core.dossier import FeedWatch
from monitor.core.instrument import (
    AtLeast,
    Before,
    ByDate,
    CalendarDays,
    Clause,
    Every,
    Limit,
    Months,
    SameTime,
    Within,
    WorkingDays,
    YearlyBy,
)
from monitor.core.moment import Moment
from monitor.core.verdict import GRAVE, Status, Verdict
from monitor.core.wording import CAUSE, CHANNEL, CLOCK, DUTY, OUTCOME, REASON, STATUS, say

SHANGHAI = ZoneInfo("Asia/Shanghai")
SOCIAL = ("weibo", "wechat")
PATIENCE = timedelta(hours=1)
EVERY = {(1, 0): "日", (7, 0): "周", (0, 1): "月", (0, 3): "季度", (0, 12): "年"}
"""Periods that have a name of their own."""
NAMED_HOLES = 3
"""How many holes a paragraph names before it only counts them."""
SUSPENDED = frozenset({Status.NOT_APPLICABLE, Status.APPLICABILITY_UNKNOWN})


def explain(verdict: Verdict, lang: str) -> str:
    """One paragraph: the outcome, the clause, the bounds it rests on, and what stays open."""
    zh = lang == "zh"
    parts = [_head(verdict, lang)]
    if verdict.started is not None and verdict.deadline is not None:
        start = say(CLOCK, verdict.clock.value, lang)
        parts.append(
            f"起算（{start}）{span(verdict.started)}，时限至 {span(verdict.deadline)}"
            if zh
            else f"clock ({start}) starts {span(verdict.started)}, window closes {span(verdict.deadline)}"
        )
    if verdict.fulfilled is not None:
        said = span(verdict.fulfilled)
        parts.append(f"最早履行 {said}" if zh else f"earliest fulfilment {said}")
    if verdict.elapsed is not None and verdict.status not in SUSPENDED:
        parts.append(f"历时 {delay(verdict, lang)}" if zh else f"elapsed {delay(verdict, lang)}")
    parts += _holes(verdict, lang)
    parts += _notes(verdict, lang)
    return ("；" if zh else "; ").join(parts) + ("。" if zh else ".")


def span(moment: Moment) -> str:
    """Both bounds in Asia/Shanghai, as short as they can be said: a minute, a day, or an interval."""
    low, high = moment.earliest, moment.latest
    if low is not None and high is not None:
        if high - low <= timedelta(minutes=1):
            return clock(low)
        local = low.astimezone(SHANGHAI)
        if high - low == timedelta(days=1) and (local.hour, local.minute, local.second) == (0, 0, 0):
            return local.strftime("%Y-%m-%d")
    return bounds(moment)


def bounds(moment: Moment) -> str:
    """Both bounds as they are calculated with: the first included, the second not."""
    low = "…" if moment.earliest is None else clock(moment.earliest)
    high = "…" if moment.latest is None else clock(moment.latest)
    return f"[{low}, {high})"


def clock(at: datetime) -> str:
    """One instant in Asia/Shanghai, to the minute (to the second where it has seconds)."""
    local = at.astimezone(SHANGHAI)
    return local.strftime("%Y-%m-%d %H:%M:%S" if local.second else "%Y-%m-%d %H:%M")


def hours(value: timedelta) -> str:
    """Hours with one decimal."""
    return f"{value.total_seconds() / 3600:.1f}"


def tenths(low: timedelta, high: timedelta) -> tuple[float, float]:
    """Two bounds in hours with one decimal, rounded outwards so that they still hold.

    The bounds of a difference of half-open moments are themselves never reached, so a difference
    of two known instants stays one figure.
    """
    tenth = timedelta(minutes=6)
    inner = low + timedelta(microseconds=1) if low > timedelta(0) else low
    outer = max(inner, high - timedelta(microseconds=1))
    return (inner // tenth) / 10, -(-outer // tenth) / 10


def delay(verdict: Verdict, lang: str) -> str:
    """How long the answer took: one figure where the bounds agree to the decimal, else both."""
    assert verdict.elapsed is not None
    return _hours(*tenths(*verdict.elapsed), lang)


def _hours(low: float, high: float, lang: str) -> str:
    figure = f"{low:.1f}" if low == high else f"{low:.1f}–{high:.1f}"
    return f"{figure} 小时" if lang == "zh" else f"{figure} h"


def within(limit: Limit | None, lang: str) -> str:
    """A limit in words, as it stands before the duty: 24 小时内, within 24 h."""
    zh = lang == "zh"
    match limit:
        case Within(window):
            minutes = round(window.total_seconds() / 60)
            if minutes % 60:
                return f"{minutes} 分钟内" if zh else f"within {minutes} min"
            return f"{minutes // 60} 小时内" if zh else f"within {minutes // 60} h"
        case WorkingDays(days):
            return f"{days} 个工作日内" if zh else f"within {days} working days"
        case CalendarDays(days):
            return f"{days} 日内" if zh else f"within {days} days"
        case Months(months):
            return f"{months} 个月内" if zh else f"within {months} months"
        case ByDate(day, count):
            times = "" if count == 1 else (f"至少 {count} 项" if zh else f"at least {count} ")
            return f"{day.isoformat()} 前{times}" if zh else f"{times}by {day.isoformat()}"
        case YearlyBy(month, day_of_month):
            return f"每年 {month} 月 {day_of_month} 日前" if zh else f"by {month:02d}-{day_of_month:02d} each year"
        case SameTime():
            return "同步" if zh else "at the same time"
        case Before():
            return "事前" if zh else "before it takes effect"
        case AtLeast(days):
            return f"不少于 {days} 日" if zh else f"at least {days} days"
        case Every(count, days, months):
            if zh and (days, months) in EVERY:
                return f"每{EVERY[days, months]}至少 {count} 次"
            unit, number = ("日" if days else "个月", days or months)
            if zh:
                return f"每 {number} {unit}至少 {count} 次"
            period = ("day" if days else "month") + ("" if number == 1 else "s")
            return f"at least {'once' if count == 1 else f'{count} times'} in {number} {period}"
        case None:
            return ""


def owed(clause: Clause, lang: str) -> str:
    """What the clause asks for and how soon: 24 小时内举行新闻发布会."""
    duty = say(DUTY, clause.duty.value, lang)
    limit = within(clause.limit, lang)
    if lang == "zh":
        return f"{limit}{duty}"
    return f"{duty} {limit}".rstrip()


def _head(verdict: Verdict, lang: str) -> str:
    number = verdict.instrument.number or verdict.instrument.title
    status = say(STATUS, verdict.status.value, lang)
    reason = say(REASON, verdict.reason, lang)
    duty = owed(verdict.clause, lang)
    if lang == "zh":
        return f"{status}：{number} 要求 {duty}；{reason}"
    return f"{status}: {number} asks for {duty}; {reason}"


def _holes(verdict: Verdict, lang: str) -> list[str]:
    said = []
    shown = blind_stretches(verdict)
    for hole in shown[:NAMED_HOLES]:
        words = cause(hole.cause, lang)
        where = f"{hole.feed} {clock(hole.start)}–{clock(hole.end)}"
        said.append(f"缺口 {where}（{words}）" if lang == "zh" else f"hole {where} ({words})")
    more = len(shown) - NAMED_HOLES
    if more > 0:
        said.append(f"另有 {more} 处缺口" if lang == "zh" else f"{more} more holes")
    if verdict.deadline is not None and not verdict.watched:
        said.append(
            "没有监测任何责任机关的发布栏目" if lang == "zh" else "no feed of an answerable agency is monitored"
        )
    return said


def blind_stretches(verdict: Verdict) -> tuple[Hole, ...]:
    """Holes worth telling: none where the answer was found in time.

    While the window is open, the stretch since the last poll is no news until it is an hour long.
    """
    if verdict.status is Status.MET:
        return ()
    return tuple(hole for hole in verdict.holes if is_news(verdict, hole))


def is_news(verdict: Verdict, hole: Hole) -> bool:
    """Not the short stretch since the last poll that every running window has."""
    running = verdict.status is Status.PENDING and hole.end >= verdict.as_of
    return not running or verdict.as_of - hole.start >= PATIENCE


def cause(words: str, lang: str) -> str:
    """Why there is a hole: the cause, and the outcomes of the polls that failed."""
    name, _, outcomes = words.partition(":")
    zh = lang == "zh"
    failed = ("、" if zh else ", ").join(say(OUTCOME, o, lang) for o in outcomes.split(",") if o)
    return say(CAUSE, name, lang) + (("：" if zh else ": ") + failed if failed else "")


def _notes(verdict: Verdict, lang: str) -> list[str]:
    zh = lang == "zh"
    said = []
    if verdict.clause.clock_basis.value == "inferred" and verdict.deadline is not None:
        said.append(
            "条文未写明起算点，按同类文件推定" if zh else "the text names no start; inferred from its sister texts"
        )
    if verdict.clock_sensitive:
        said.append(
            f"换一个起算点结论会变：{other_clocks(verdict, lang)}"
            if zh
            else f"another clock changes it: {other_clocks(verdict, lang)}"
        )
    if verdict.publisher:
        said.append(f"法定发布主体：{verdict.publisher}" if zh else f"publisher by statute: {verdict.publisher}")
    if verdict.stricter:
        ids = ("、" if zh else ", ").join(verdict.stricter)
        said.append(f"另有更严的条款：{ids}" if zh else f"a stricter clause is in force: {ids}")
    if verdict.final is not None:
        outcome = say(STATUS, verdict.final.value, lang)
        said.append(f"按最终等级（事后认定）则为：{outcome}" if zh else f"as finally graded (hindsight): {outcome}")
    if verdict.hindsight:
        said.append(
            "时限届满时等级尚未公开（事后认定）"
            if zh
            else "the grade was not yet public when the window closed (hindsight)"
        )
    if verdict.status in GRAVE:
        said += channels(verdict.watched, lang)
    if verdict.status is Status.PENDING and verdict.deadline is not None:
        said.append(left(verdict, lang))
    return said


def other_clocks(verdict: Verdict, lang: str) -> str:
    """The outcome under every start of the clock that is not the headline."""
    others = ((k, v) for k, v in (verdict.readings or {}).items() if k != verdict.clock.value)
    return ("、" if lang == "zh" else ", ").join(
        f"{say(CLOCK, key, lang)} → {say(STATUS, status.value, lang)}" for key, status in others
    )


def channels(watched: Collection[FeedWatch], lang: str) -> list[str]:
    """What a grave outcome is limited to: the channels monitored, and on which of those that matter nobody looked."""
    zh = lang == "zh"
    named = [
        w.feed if w.channel == "web" else f"{w.feed}（{say(CHANNEL, w.channel, lang)}）"
        if zh
        else f"{w.feed} ({say(CHANNEL, w.channel, lang)})"
        for w in watched
    ]
    feeds = ("、" if zh else ", ").join(named) or ("无" if zh else "none")
    said = [f"限于所监测渠道：{feeds}" if zh else f"on the channels monitored: {feeds}"]
    missing = unwatched((w.channel for w in watched), lang)
    if missing:
        whole = len(missing) == len(SOCIAL)
        names = ("、" if zh else " and ").join(missing)
        were = "were" if whole else "was"
        said.append(f"未监测{names}{'等渠道' if whole else ''}" if zh else f"{names} {were} not monitored")
    return said


def unwatched(channels: Iterable[str], lang: str) -> list[str]:
    """The channels on which governments often speak first and of which none was watched, by name."""
    watched = set(channels)
    return [say(CHANNEL, one, lang) for one in SOCIAL if one not in watched]


def left(verdict: Verdict, lang: str) -> str:
    """How long the window stays open, as an interval."""
    deadline = verdict.deadline
    assert deadline is not None
    assert deadline.earliest is not None
    assert deadline.latest is not None
    if verdict.due:
        return "时限可能已到" if lang == "zh" else "the window may have closed already"
    ends = (deadline.earliest, deadline.latest)
    low, high = (max(end - verdict.as_of, timedelta(0)) for end in ends)
    figure = _hours(*tenths(low, high), lang)
    return f"剩余 {figure}" if lang == "zh" else f"{figure} left"
