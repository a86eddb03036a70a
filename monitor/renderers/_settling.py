"""What single observation would settle a verdict that the evidence leaves open."""

from __future__ import annotations

from monitor.core.explain import clock, span
from monitor.core.verdict import Status, Verdict
from monitor.core.wording import ROLE, say


def settles(verdict: Verdict, lang: str) -> str:
    """One sentence; empty where the outcome is settled."""
    zh = lang == "zh"
    match verdict.status:
        case Status.UNDETERMINED:
            return _undetermined(verdict, zh=zh)
        case Status.UNOBSERVED:
            return _holes(verdict, zh=zh)
        case Status.DISPUTED:
            return _disputed(verdict, zh=zh)
        case Status.APPLICABILITY_UNKNOWN:
            return _applicability(verdict, zh=zh)
        case Status.PENDING:
            return _pending(verdict, lang)
        case _:
            return ""


def _undetermined(verdict: Verdict, *, zh: bool) -> str:
    if verdict.reason == "start_unknown":
        return (
            "一份写明事发时间的官方通报（起止两端都要有界）"
            if zh
            else "an official text that says when it happened, bounded on both sides"
        )
    if verdict.reason == "calendar_unknown":
        return "国务院办公厅该年度节假日安排通知" if zh else "the State Council's holiday notice of that year"
    if verdict.reason == "doubtful_answer":
        pages = "、".join(release.url for release in verdict.doubtful)
        return (
            f"由人确认下列页面是否为对此事件的回应：{pages}"
            if zh
            else f"a person saying whether these pages answer this incident: {pages}"
        )
    if verdict.reason == "late_but_unobserved":
        return _holes(verdict, zh=zh)
    return _spanning(verdict, zh=zh)


def _spanning(verdict: Verdict, *, zh: bool) -> str:
    """The window closes inside the publication's uncertainty."""
    if verdict.deadline is None or verdict.deadline.earliest is None or verdict.deadline.latest is None:
        return ""
    first, last = clock(verdict.deadline.earliest), clock(verdict.deadline.latest)
    pages = "、".join(release.url for release in verdict.fulfilled_by)
    if zh:
        return f"任一份留存证明 {pages} 不晚于 {first} 已可见，则为按时；证明 {last} 时仍不存在，则不是按时"
    return f"one capture that shows {pages} by {first} makes it met; one that shows its absence at {last}, not met"


def _holes(verdict: Verdict, *, zh: bool) -> str:
    if not verdict.watched:
        return (
            "把任一责任机关的发布栏目列入监测，或一份该时段的列表存档"
            if zh
            else "a monitored feed of an answerable agency, or an archived copy of its list of that time"
        )
    stretches = "；".join(f"{h.feed} {clock(h.start)}–{clock(h.end)}" for h in verdict.holes[:3])
    if zh:
        return f"一份覆盖下列缺口的列表存档，或一篇时限内发布的回应：{stretches}"
    return f"an archived list page that reaches over these holes, or an answer published in time: {stretches}"


def _disputed(verdict: Verdict, *, zh: bool) -> str:
    pages = [r for r in (*verdict.fulfilled_by, *verdict.doubtful) if len(r.publication.readings) > 1]
    said = "；".join(f"{r.url} {span(r.publication.readings[0])} / {span(r.publication.observed)}" for r in pages)
    if zh:
        return f"一份独立留存（搜索引擎、他站转载、存档），表明页面在自称时间是否已经可见：{said}"
    return f"an independent capture (search engine, reprint, archive) of whether it stood when it claims: {said}"


def _applicability(verdict: Verdict, *, zh: bool) -> str:
    words = {
        "grade_unknown": (
            "有权机关的定级，或足以定级的伤亡损失数字",
            "a stated grade, or figures of the toll that give one",
        ),
        "type_unknown": ("一份写明事件类型的官方通报", "an official text that says what kind of incident it is"),
        "place_unknown": ("一份写明事发县（市、区）的通报", "a text that names the county"),
        "effect_unknown": ("文件的施行日期", "the date from which the document applies"),
        "onset_unknown": ("一份写明事发时间的通报", "a text that says when it happened"),
        "onset_at_edge": ("更精确的事发时间", "a more precise onset"),
    }.get(verdict.reason)
    return "" if words is None else words[0 if zh else 1]


def _pending(verdict: Verdict, lang: str) -> str:
    if verdict.deadline is None or verdict.deadline.earliest is None:
        return ""
    closes = clock(verdict.deadline.earliest)
    roles = ("、" if lang == "zh" else ", ").join(say(ROLE, role.value, lang) for role in verdict.clause.accepts)
    if lang == "zh":
        return f"责任机关不晚于 {closes} 发布：{roles}"
    return f"an answerable agency's publication by {closes}: {roles}"
