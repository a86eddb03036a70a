"""Why a quieter duty fared as it did, in words, from the same values that made the verdict."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from monitor.core.duties.scene import Posting
from monitor.core.duties.verdict import DutyVerdict
from monitor.core.explain import SHANGHAI, channels, owed, span, within
from monitor.core.instrument import AtLeast, Clause, Duty
from monitor.core.moment import Moment
from monitor.core.outcome import GRAVE, Status
from monitor.core.quoting import quoted
from monitor.core.window import RESOLUTION
from monitor.core.wording import CAUSE, CLOCK, DUTY_REASON, DUTY_STATUS, REASON, STRENGTH, say

NAMED_HOLES = 3


def explain_duty(one: DutyVerdict, lang: str) -> str:
    """One paragraph: the outcome, the clause, the bounds it rests on, and what stays open."""
    zh = lang == "zh"
    text = one.instrument.number or one.instrument.title
    status, reason = say(DUTY_STATUS, one.status.value, lang), why(one.reason, lang)
    asked, whose = wanted(one.clause, lang), names(one, lang)
    head = (
        f"{status}：{text} 要求{whose} {asked}（{one.clause.about}，{one.subject}）；{reason}"
        if zh
        else f"{status}: {text} asks {whose} for {asked} ({one.clause.about}, {one.subject}); {reason}"
    )
    parts = [head, *_bounds(one, lang), *_found(one, lang), *_open(one, lang)]
    return ("；" if zh else "; ").join(parts) + ("。" if zh else ".")


def closing(deadline: Moment) -> str:
    """A deadline as people say it: 24:00 of the last day rather than 0:00 of the next."""
    low, high = deadline.earliest, deadline.latest
    if low is None or high is None or high - low > RESOLUTION:
        return span(deadline)
    local = low.astimezone(SHANGHAI)
    if (local.hour, local.minute, local.second) != (0, 0, 0):
        return span(deadline)
    return f"{local.date() - timedelta(days=1)} 24:00"


def why(reason: str, lang: str) -> str:
    """The reason of an outcome, as it is said of quieter duties."""
    return say(DUTY_REASON if reason in DUTY_REASON else REASON, reason, lang)


def wanted(clause: Clause, lang: str) -> str:
    """What a clause asks for and how soon: 每周至少公开 1 次, 3 个工作日内政策解读."""
    limit, zh = within(clause.limit, lang), lang == "zh"
    match clause.duty:
        case Duty.COUNT_MIN | Duty.DEADLINE_TASK:
            return limit or ("（未定时限）" if zh else "(no time)")
        case Duty.PERIODIC_PUBLICATION if zh:
            return f"{limit}，公开"
        case Duty.PUBLIC_CONSULTATION if zh:
            return f"公开征求意见{limit}"
        case _:
            return owed(clause, lang)


def names(one: DutyVerdict, lang: str) -> str:
    """Who owes it, as monitored; else as the text says."""
    joined = "、".join(agency.name for agency in one.owed_by[:3])
    more = len(one.owed_by) - 3
    if more > 0:
        joined += f"等 {len(one.owed_by)} 个机关" if lang == "zh" else f" and {more} more"
    return joined or one.clause.responsible or ("（责任机关）" if lang == "zh" else "(the body)")


def _bounds(one: DutyVerdict, lang: str) -> list[str]:
    zh = lang == "zh"
    parts = []
    if one.started is not None:
        start = say(CLOCK, one.clause.clock.value, lang)
        parts.append(f"起算（{start}）{span(one.started)}" if zh else f"clock ({start}) starts {span(one.started)}")
    if one.deadline is not None:
        if isinstance(one.clause.limit, AtLeast):
            parts.append(f"至少至 {closing(one.deadline)}" if zh else f"open at least until {closing(one.deadline)}")
        else:
            parts.append(f"时限至 {closing(one.deadline)}" if zh else f"window closes {closing(one.deadline)}")
    return parts


def _found(one: DutyVerdict, lang: str) -> list[str]:
    zh = lang == "zh"
    parts: list[str] = []
    if isinstance(one.clause.limit, AtLeast):
        return [*parts, *_given(one, lang)]
    if one.need > 1:
        parts.append(f"规定 {one.need}，已见 {one.found}" if zh else f"{one.need} asked for, {one.found} found")
    if one.fulfilled is not None:
        said = span(one.fulfilled)
        parts.append(f"最早履行 {said}" if zh else f"earliest fulfilment {said}")
    if one.fulfilled_by:
        page = one.fulfilled_by[0]
        parts.append(_page(page, lang))
    for tie in one.ties[:2]:
        parts.append("关联依据：" + "、".join(tie.why) if zh else "tied because: " + ", ".join(tie.why))
    return parts


def _given(one: DutyVerdict, lang: str) -> list[str]:
    """How long a draft is open for comments, where its page says until when."""
    zh = lang == "zh"
    parts: list[str] = []
    if one.fulfilled is not None:
        until = span(one.fulfilled)
        parts.append(f"意见收至 {until}，共 {one.found} 日" if zh else f"open until {until}, {one.found} days")
    return [*parts, *(_page(page, lang) for page in one.fulfilled_by[:1])]


def _page(page: Posting, lang: str) -> str:
    """A page as a sentence names it."""
    return f"{quoted(page.title, lang)}{'' if lang == 'zh' else ' '}{page.url}"


def strictly(one: DutyVerdict, lang: str) -> str:
    """What the words taken strictly would give, where the outcome was held back; a floor is missed, not late."""
    if one.as_worded is None:
        return ""
    if isinstance(one.clause.limit, AtLeast):
        return "不足" if lang == "zh" else "too short"
    return say(DUTY_STATUS, one.as_worded.value, lang)


def _open(one: DutyVerdict, lang: str) -> list[str]:
    """What the outcome leaves open: holes, other readings, what was held back, channels not watched."""
    zh = lang == "zh"
    parts = []
    if one.holes:
        causes = Counter(hole.cause.partition(":")[0] for hole in one.holes)
        said = "、".join(f"{say(CAUSE, cause, lang)} {count}" for cause, count in sorted(causes.items()))
        count = len(one.holes)
        parts.append(f"监测缺口 {count} 处（{said}）" if zh else f"{count} holes in our watch ({said})")
    others = {name: status for name, status in (one.readings or {}).items() if name != "headline"}
    for name, status in sorted(others.items()):
        if status is not one.status:
            kind = ("按发布日期计" if name == "published" else "按所标期次计") if zh else f"by what is {name}"
            said = say(DUTY_STATUS, status.value, lang)
            parts.append(f"{kind}则为{said}" if zh else f"{kind}: {said}")
    if not one.scored:
        strength = say(STRENGTH, one.clause.strength.value, lang)
        parts.append(f"只列示、不计分（{strength}）" if zh else f"shown, not scored ({strength})")
    if one.as_worded is not None:
        words = strictly(one, lang)
        parts.append(f"若从严按字面则为{words}" if zh else f"taken strictly as worded: {words}")
    if one.status in GRAVE:
        parts += channels(one.watched, lang)
    if one.doubtful and one.status is not Status.MET:
        pages = ("、" if zh else ", ").join(quoted(page.title, lang) for page in one.doubtful[:2])
        parts.append(f"待人确认：{pages}" if zh else f"for a person to say: {pages}")
    return parts
