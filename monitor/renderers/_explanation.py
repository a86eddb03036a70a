"""The full working of one verdict, so that a reader with a pocket calculator can redo it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from monitor.core.answering import answers
from monitor.core.applies import figures_of, grading_of
from monitor.core.coverage import Look
from monitor.core.dossier import Dossier, FeedWatch, OnsetClaim
from monitor.core.explain import bounds, cause, clock, delay, explain, owed, span
from monitor.core.instrument import Clause, Within
from monitor.core.moment import Moment
from monitor.core.quoting import quoted
from monitor.core.verdict import Status, Verdict
from monitor.core.wording import (
    AUTHORITY,
    CHANNEL,
    CLOCK,
    GRADE,
    OUTCOME,
    REASON,
    ROLE,
    STATUS,
    STRENGTH,
    say,
    say_type,
)
from monitor.renderers._columns import Sheet
from monitor.renderers._considered import put_releases
from monitor.renderers._settling import settles
from monitor.renderers._words import MARK, STYLE, grade_words, label, place_words, toll_words, unnamed
from monitor.renderers.contract import CaptureLine

PlaceName = Callable[[str], str]
INDENT = 2
SHOWN_LOOKS = 4


def explanation(
    dossier: Dossier,
    verdict: Verdict,
    captures: Sequence[CaptureLine] = (),
    *,
    place_name: PlaceName = unnamed,
    lang: str = "zh",
    width: int = 80,
    colour: bool = False,
) -> str:
    """Everything the verdict rests on, in the order in which it was reached."""
    sheet = Sheet(width)
    status = verdict.status.value
    sheet.put(
        (f"{MARK[status]} {say(STATUS, status, lang)}", STYLE[status]),
        "  ",
        (dossier.name, "bold"),
        "  ",
        (dossier.id, "dim"),
    )
    sheet.put(explain(verdict, lang))
    _clause(sheet, verdict, lang)
    _facts(sheet, dossier, verdict, place_name, lang)
    if verdict.deadline is not None or verdict.started is not None:
        _start(sheet, dossier, verdict, lang)
        _deadline(sheet, verdict, lang)
    if verdict.status is not Status.NOT_APPLICABLE:
        _section(sheet, "releases_considered", lang)
        put_releases(sheet, dossier, verdict, lang)
    _judgement(sheet, dossier, verdict, lang)
    if verdict.deadline is not None:
        _coverage(sheet, verdict, lang)
        _readings(sheet, verdict, lang)
    words = settles(verdict, lang)
    if words:
        _section(sheet, "settles", lang)
        sheet.put(words, indent=INDENT)
    _evidence(sheet, verdict, captures, lang)
    return sheet.text(colour=colour)


def _section(sheet: Sheet, key: str, lang: str) -> None:
    sheet.blank()
    sheet.put((label(key, lang), "bold"))


def _clause(sheet: Sheet, verdict: Verdict, lang: str) -> None:
    zh = lang == "zh"
    clause, instrument = verdict.clause, verdict.instrument
    _section(sheet, "clause", lang)
    name = f"{instrument.number} {instrument.title}" if instrument.number else instrument.title
    article = f" {clause.article}" if clause.article else ""
    sheet.put(f"{name}{article}", ("  " + clause.id, "dim"), indent=INDENT)
    sheet.put((quoted(clause.quote, lang), "italic"), indent=INDENT)
    since = instrument.effective_from.isoformat() if instrument.effective_from else "?"
    until = instrument.effective_to.isoformat() if instrument.effective_to else "…"
    assumed = ("（日期系推定）" if zh else " (dates assumed)") if instrument.dates_assumed else ""
    sheet.put(f"{label('effective', lang)} {since} – {until}{assumed}", indent=INDENT)
    sheet.put(
        f"{owed(clause, lang)} · {say(STRENGTH, clause.strength.value, lang)} · {_bound(clause, lang)}", indent=INDENT
    )
    roles = ("、" if zh else ", ").join(say(ROLE, role.value, lang) for role in clause.accepts)
    owners = ("每个责任机关各自履行" if zh else "each agency owes its own") if clause.each else (
        "任一责任机关即可" if zh else "any answerable agency suffices"
    )  # fmt: skip
    sheet.put(
        f"{label('accepts', lang)}：{roles}；{owners}" if zh else f"{label('accepts', lang)}: {roles}; {owners}",
        indent=INDENT,
    )
    if instrument.source:
        sheet.put((instrument.source, "dim"), indent=INDENT)


def _bound(clause: Clause, lang: str) -> str:
    """Which grades the clause binds."""
    if clause.grades is None:
        return "不限等级" if lang == "zh" else "any grade"
    ordered = [say(GRADE, key, lang) for key in GRADE if key in {grade.value for grade in clause.grades}]
    return ("、" if lang == "zh" else ", ").join(ordered)


def _facts(sheet: Sheet, dossier: Dossier, verdict: Verdict, place_name: PlaceName, lang: str) -> None:
    zh = lang == "zh"
    _section(sheet, "grade", lang)
    place, kind = dossier.place(), dossier.type()
    where = place_words(dossier, place_name(place.adcode) if place else "", lang)
    facts = [where] if kind is None else [where, say_type(kind.value, lang)]
    toll = toll_words(figures_of(dossier), lang)
    sheet.put(" · ".join([*facts, *([toll] if toll else [])]), indent=INDENT)
    grading = grading_of(dossier)
    known = "" if grading.known_at is None else f"，{label('known_at', lang)} {span(grading.known_at)}"
    sheet.put(grade_words(grading, lang) + (known if zh else known.replace("，", ", ")), indent=INDENT)
    if grading.source:
        sheet.put((grading.source, "dim"), indent=INDENT)
    if verdict.hindsight and verdict.deadline is not None and verdict.deadline.latest is not None:
        at = clock(verdict.deadline.latest)
        sheet.put(
            f"至 {at} 时限届满，该等级尚未公开：条款的适用系事后得知"
            if zh
            else f"when the window closed at {at} this grade was not public: that the clause binds was known later",
            indent=INDENT,
        )


def _start(sheet: Sheet, dossier: Dossier, verdict: Verdict, lang: str) -> None:
    zh = lang == "zh"
    _section(sheet, "start", lang)
    basis = (
        ("条文写明" if zh else "named by the text")
        if verdict.clause.clock_basis.value == "stated"
        else ("按同类文件推定" if zh else "inferred from sister texts")
    )
    name = say(CLOCK, verdict.clock.value, lang)
    sheet.put(f"{name}（{basis}）" if zh else f"{name} ({basis})", indent=INDENT)
    if verdict.started is not None:
        sheet.put(("S = ", "dim"), bounds(verdict.started), indent=INDENT)
    followed = dossier.onset()
    for claim in dossier.onsets:
        _onset(sheet, claim, lang, followed=claim is followed)
    if verdict.clock.value != "onset":
        first = min(
            (r for r in dossier.releases if r.publication.published.latest is not None),
            key=lambda r: (r.publication.published.latest, r.url),
            default=None,
        )
        if first is not None:
            at = span(first.publication.published)
            sheet.put(f"最早见到的公开提及：{at}" if zh else f"earliest public mention seen: {at}", indent=INDENT)
            sheet.put((first.url, "dim"), indent=INDENT + 2)


def _onset(sheet: Sheet, claim: OnsetClaim, lang: str, *, followed: bool) -> None:
    words = quoted(claim.evidence.text, lang)
    source = say(AUTHORITY, claim.authority.name, lang)
    mark = "→" if followed else " "
    sheet.put(f"{mark} {words} {bounds(claim.moment)} {source}", indent=INDENT, hang=INDENT + 2)
    sheet.put((claim.evidence.url, "dim"), indent=INDENT + 2)
    sheet.put((claim.evidence.capture, "dim"), indent=INDENT + 2)


def _deadline(sheet: Sheet, verdict: Verdict, lang: str) -> None:
    started, deadline = verdict.started, verdict.deadline
    if started is None or deadline is None:
        return
    _section(sheet, "deadline", lang)
    limit = verdict.clause.limit
    pairs = ((started.earliest, deadline.earliest), (started.latest, deadline.latest))
    for low, high in pairs:
        if low is None or high is None:
            continue
        step = f"+ {limit.window / timedelta(hours=1):g} h" if isinstance(limit, Within) else "→"
        sheet.put(
            f"{clock(low)} {step} = {clock(high)}" if isinstance(limit, Within) else f"{clock(low)} → {clock(high)}",
            indent=INDENT,
        )
    if not isinstance(limit, Within):
        rule = (
            "自次日起算，至末日 24:00；工作日按国务院办公厅节假日安排"
            if lang == "zh"
            else "counted from the day after to 24:00 of the last; working days by the State Council's calendar"
        )
        sheet.put((rule, "dim"), indent=INDENT)
    sheet.put(("D = ", "dim"), bounds(deadline), indent=INDENT)


def _judgement(sheet: Sheet, dossier: Dossier, verdict: Verdict, lang: str) -> None:
    zh = lang == "zh"
    _section(sheet, "judgement", lang)
    fulfilled, deadline = verdict.fulfilled, verdict.deadline
    reason = say(REASON, verdict.reason, lang)
    status = say(STATUS, verdict.status.value, lang)
    if verdict.status is Status.DISPUTED:
        for pick, words in ((0, ("信页面自称", "believing the pages")), (-1, ("信实际观测", "believing our looks"))):
            sheet.put(words[0 if zh else 1], indent=INDENT)
            _compare(sheet, verdict, _earliest(dossier, verdict, pick), deadline, indent=INDENT + 2)
    elif deadline is not None:
        _compare(sheet, verdict, fulfilled, deadline, indent=INDENT)
    if verdict.elapsed is not None and fulfilled is not None and verdict.started is not None:
        for line in _elapsed(verdict.started, fulfilled):
            sheet.put((line, "dim"), indent=INDENT)
        sheet.put(("历时 " if zh else "elapsed ", "dim"), delay(verdict, lang), indent=INDENT)
    sheet.put(f"⇒ {status}（{reason}）" if zh else f"⇒ {status} ({reason})", indent=INDENT, hang=INDENT + 2)


def _earliest(dossier: Dossier, verdict: Verdict, pick: int) -> Moment | None:
    """The earliest fulfilment where every contradicted claim is believed (0) or none is (-1)."""
    acts = [release.acted()[pick] for release in answers(verdict.clause.accepts, dossier).sure]
    if not acts or verdict.started is None:
        return None
    opens = Moment(verdict.started.earliest, None)
    after = [part for act in acts if (part := act.intersect(opens)) is not None]
    if not after:
        return None
    lows, highs = [act.earliest for act in after], [act.latest for act in after if act.latest is not None]
    low = None if None in lows else min(bound for bound in lows if bound is not None)
    return Moment(low, min(highs, default=None))


def _compare(sheet: Sheet, verdict: Verdict, fulfilled: Moment | None, deadline: Moment | None, *, indent: int) -> None:
    """The inequality that decides, with its figures."""
    if deadline is None or deadline.earliest is None or deadline.latest is None:
        return
    d1, d2 = clock(deadline.earliest), clock(deadline.latest)
    if fulfilled is None or fulfilled.latest is None:
        over = verdict.as_of >= deadline.latest
        bound = d2 if over or verdict.due else d1
        sheet.put(f"F = ∅; as_of {clock(verdict.as_of)} {'≥' if over else '<'} {bound}", indent=indent)
        return
    sheet.put(("F = ", "dim"), bounds(fulfilled), indent=indent)
    f1 = "…" if fulfilled.earliest is None else clock(fulfilled.earliest)
    f2 = clock(fulfilled.latest)
    if fulfilled.latest <= deadline.earliest:
        sheet.put(f"f2 {f2} ≤ {d1} d1", indent=indent)
    elif fulfilled.earliest is not None and fulfilled.earliest >= deadline.latest:
        sheet.put(f"f1 {f1} ≥ {d2} d2", indent=indent)
    else:
        sheet.put(f"f1 {f1} < {d2} d2", indent=indent)
        sheet.put(f"f2 {f2} > {d1} d1", indent=indent)


def _elapsed(started: Moment, fulfilled: Moment) -> list[str]:
    assert started.earliest is not None
    assert started.latest is not None
    lines = []
    if fulfilled.earliest is not None:
        lines.append(f"f1 − s2 = {clock(fulfilled.earliest)} − {clock(started.latest)}")
    if fulfilled.latest is not None:
        lines.append(f"f2 − s1 = {clock(fulfilled.latest)} − {clock(started.earliest)}")
    return lines


def _coverage(sheet: Sheet, verdict: Verdict, lang: str) -> None:
    zh = lang == "zh"
    _section(sheet, "coverage", lang)
    if not verdict.watched:
        sheet.put(
            "没有监测任何责任机关的发布栏目" if zh else "no feed of an answerable agency is monitored", indent=INDENT
        )
    assert verdict.started is not None
    assert verdict.deadline is not None
    start, end = verdict.started.earliest, verdict.deadline.latest
    assert start is not None
    assert end is not None
    end = min(end, verdict.as_of)
    for watch in verdict.watched:
        _watch(sheet, watch, start, end, lang)
    if verdict.complete:
        sheet.put("时限内列表无缺口" if zh else "the window was seen without a hole", indent=INDENT)


def _watch(sheet: Sheet, watch: FeedWatch, start: datetime, end: datetime, lang: str) -> None:
    zh = lang == "zh"
    channel = say(CHANNEL, watch.channel, lang)
    sheet.put((watch.feed, "bold"), f" {channel} ", (watch.url, "dim"), indent=INDENT)
    around = _around(watch.looks, start, end)
    for look in around[:SHOWN_LOOKS]:
        at, back = clock(look.at), clock(look.back_to)
        sheet.put(f"{at} 列表可见至 {back}" if zh else f"{at} reaches back to {back}", indent=INDENT + 2)
    more = len(around) - SHOWN_LOOKS
    if more > 0:
        last = clock(around[-1].at)
        sheet.put(f"另有 {more} 次，最后一次 {last}" if zh else f"{more} more, the last at {last}", indent=INDENT + 2)
    for hole in watch.holes(start, end):
        words = f"{clock(hole.start)} – {clock(hole.end)}"
        sheet.put(
            (
                f"缺口 {words}（{cause(hole.cause, lang)}）" if zh else f"hole {words} ({cause(hole.cause, lang)})",
                "yellow",
            ),
            indent=INDENT + 2,
        )
    for when, outcome in [f for f in watch.failures if start <= f[0] < end][:SHOWN_LOOKS]:
        sheet.put((f"{clock(when)} {say(OUTCOME, outcome, lang)}", "dim"), indent=INDENT + 2)


def _around(looks: Sequence[Look], start: datetime, end: datetime) -> list[Look]:
    """Looks that reach into the window, the first one after it included."""
    return [look for look in sorted(looks, key=lambda each: each.at) if look.at >= start and look.back_to < end]


def _readings(sheet: Sheet, verdict: Verdict, lang: str) -> None:
    others = {k: v for k, v in (verdict.readings or {}).items() if k != verdict.clock.value}
    if not others:
        return
    _section(sheet, "readings", lang)
    for key, status in sorted(others.items()):
        same = "" if status is verdict.status else (" ← 不同" if lang == "zh" else " ← differs")
        sheet.put(f"{say(CLOCK, key, lang)} → {say(STATUS, status.value, lang)}{same}", indent=INDENT)


def _evidence(sheet: Sheet, verdict: Verdict, captures: Sequence[CaptureLine], lang: str) -> None:
    _section(sheet, "evidence", lang)
    known = {line.id: line for line in captures}
    names = dict.fromkeys((*verdict.evidence, *known))
    for name in names:
        line = known.get(name)
        sheet.put((name, "bold"), indent=INDENT)
        if line is None:
            continue
        sheet.put(f"{clock(line.at)}  {line.url}", indent=INDENT + 2)
        sheet.put(f"{line.file} @{line.offset}", indent=INDENT + 2)
        sheet.put((f"sha256 {line.sha256}", "dim"), indent=INDENT + 2)
    if not names:
        sheet.put((label("none", lang), "dim"), indent=INDENT)
