"""What people read at a terminal: one incident's timeline, tables of incidents and of verdicts.

Text only: `colour` is the caller's answer to "is this a terminal that wants colours?". Without it
there is no decoration at all, so that pipes and diffs stay clean. No line is over the width.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from monitor.core.applies import figures_of, grading_of
from monitor.core.dossier import Dossier
from monitor.core.explain import clock, delay, left, other_clocks, owed, span
from monitor.core.timeline import Entry, EntryKind
from monitor.core.verdict import Status, Verdict
from monitor.core.wording import ENTRY, FLAG, REASON, STATUS, say, say_type
from monitor.renderers._columns import Piece, Sheet, Solid, cells, clip, pad, tidy
from monitor.renderers._entries import entry_words, innocent, shown
from monitor.renderers._explanation import explanation
from monitor.renderers._words import (
    MARK,
    STYLE,
    countdown,
    day_heading,
    grade_short,
    grade_words,
    label,
    place_words,
    short_duty,
    time_of_day,
    toll_words,
    unnamed,
)
from monitor.renderers.contract import CaptureLine

__all__ = ["CaptureLine", "explanation", "incidents", "timeline", "verdicts"]

PlaceName = Callable[[str], str]
Rows = Sequence[tuple[Dossier, Sequence[Verdict]]]
STATUS_COLUMN = {"zh": 9, "en": 15}
KIND_COLUMN = {"zh": 9, "en": 17}
TIME_COLUMN = 18
DATED = re.compile(r"（\d{4}-\d{2}-\d{2}）$")
"""The day at the end of a name that rules gave; the line beside it tells a time."""
KIND_STYLE = {
    EntryKind.ONSET: "bold",
    EntryKind.RELEASE: "green",
    EntryKind.PRESS_CONFERENCE: "bold green",
    EntryKind.MENTION: "",
    EntryKind.TOLL: "magenta",
    EntryKind.GRADE: "magenta",
    EntryKind.REVISION: "yellow",
    EntryKind.ABSENCE: "yellow",
    EntryKind.DEADLINE: "cyan",
    EntryKind.HOLE: "yellow",
    EntryKind.AS_OF: "dim",
}


def timeline(
    dossier: Dossier,
    verdicts: Sequence[Verdict],
    entries: Sequence[Entry],
    *,
    place_name: PlaceName = unnamed,
    lang: str = "zh",
    width: int = 80,
    colour: bool = False,
    now: datetime | None = None,
) -> str:
    """One incident on one page: what it is, how it was answered, and everything dated in order.

    ``now`` counts open windows down to the second; without it they are said as of the dossier.
    """
    sheet = Sheet(width)
    _head(sheet, dossier, place_name, lang)
    sheet.blank()
    sheet.put((label("verdicts", lang), "bold"))
    _verdict_lines(sheet, verdicts, lang, now)
    sheet.blank()
    sheet.put((label("timeline", lang), "bold"))
    _entries(sheet, entries, verdicts, lang)
    sheet.blank()
    sheet.put((label("limits", lang), "dim"))
    return sheet.text(colour=colour)


def _head(sheet: Sheet, dossier: Dossier, place_name: PlaceName, lang: str) -> None:
    place, kind, onset = dossier.place(), dossier.type(), dossier.onset()
    grading = grading_of(dossier)
    sheet.put((dossier.name, "bold"), "  ", (dossier.id, "dim"))
    facts = [place_words(dossier, place_name(place.adcode) if place else "", lang)]
    if kind is not None:
        facts.append(say_type(kind.value, lang))
    facts.append(grade_words(grading, lang))
    toll = toll_words(figures_of(dossier), lang)
    if toll:
        facts.append(toll)
    sheet.put(" · ".join(facts))
    pieces: list[Piece | str] = [(label("onset", lang) + " ", "dim")]
    pieces.append(label("unknown", lang) if onset is None else span(onset.moment))
    public = dossier.first_public()
    if public is not None:
        pieces += [("   " + label("first_public", lang) + " ", "dim"), span(public)]
    sheet.put(*pieces)
    last: list[Piece | str] = [(label("as_of", lang) + " ", "dim"), clock(dossier.as_of)]
    if dossier.unconfirmed:
        last.append(("   " + label("unconfirmed", lang), "yellow"))
    sheet.put(*last)


def _verdict_lines(sheet: Sheet, verdicts: Sequence[Verdict], lang: str, now: datetime | None) -> None:
    spoken = [v for v in verdicts if v.status is not Status.NOT_APPLICABLE or v.final is not None]
    for verdict in spoken:
        _verdict_line(sheet, verdict, lang, now)
    rest = [v for v in verdicts if v not in spoken]
    if rest:
        names = ", ".join(v.clause.id for v in rest)
        sheet.put((f"- {label('not_applicable', lang)}  {names}", "dim"), indent=1, hang=3)
    if not verdicts:
        sheet.put((label("none", lang), "dim"), indent=1)


def _verdict_line(sheet: Sheet, verdict: Verdict, lang: str, now: datetime | None) -> None:
    """Mark, outcome, what was owed; below it the figures that matter for this outcome."""
    status = verdict.status.value
    column = STATUS_COLUMN[lang]
    number = verdict.instrument.number or verdict.instrument.title
    sheet.put(
        (f"{MARK[status]} {pad(say(STATUS, status, lang), column)}", STYLE[status]),
        (owed(verdict.clause, lang), "bold"), "  ", number, "  ", (verdict.clause.id, "dim"),
        indent=1, hang=column + 3,
    )  # fmt: skip
    sheet.put((_figures(verdict, lang, now), ""), indent=column + 3)


def _figures(verdict: Verdict, lang: str, now: datetime | None) -> str:
    zh = lang == "zh"
    parts = []
    if verdict.status not in (Status.MET, Status.PENDING):
        parts.append(say(REASON, verdict.reason, lang))
    if verdict.elapsed is not None:
        parts.append(f"历时 {delay(verdict, lang)}" if zh else f"after {delay(verdict, lang)}")
    if verdict.deadline is not None:
        parts.append(f"时限至 {span(verdict.deadline)}" if zh else f"closes {span(verdict.deadline)}")
    if verdict.status is Status.PENDING:
        parts.append(_left(verdict, lang, now))
        if verdict.reason != "running":
            parts.append(say(REASON, verdict.reason, lang))
    if verdict.clock_sensitive:
        parts.append(
            f"换起算点则：{other_clocks(verdict, lang)}" if zh else f"by another clock: {other_clocks(verdict, lang)}"
        )
    if verdict.publisher:
        parts.append(("法定发布主体：" if zh else "publisher by statute: ") + verdict.publisher)
    if verdict.stricter:
        parts.append(("更严者 " if zh else "stricter: ") + ", ".join(verdict.stricter))
    if verdict.final is not None:
        parts.append(("最终等级下：" if zh else "as finally graded: ") + say(STATUS, verdict.final.value, lang))
    elif verdict.hindsight:
        parts.append("等级系事后得知" if zh else "grade known only in hindsight")
    return ("；" if zh else "; ").join(parts)


def _left(verdict: Verdict, lang: str, now: datetime | None) -> str:
    """How long the window stays open: as of the verdict, or to the second of a live screen."""
    if now is None or verdict.deadline is None:
        return left(verdict, lang)
    return countdown(verdict.deadline, now, lang)


def _entries(sheet: Sheet, entries: Sequence[Entry], verdicts: Sequence[Verdict], lang: str) -> None:
    day = None
    for entry in shown(entries):
        anchor = entry.at.earliest or entry.at.latest
        heading = label("undated", lang) if anchor is None else day_heading(anchor, lang)
        if heading != day:
            day = heading
            sheet.put((heading, "bold dim"), indent=1)
        _entry(sheet, entry, verdicts, lang)


def _entry(sheet: Sheet, entry: Entry, verdicts: Sequence[Verdict], lang: str) -> None:
    kind = pad(say(ENTRY, entry.kind.value, lang), KIND_COLUMN[lang])
    hang = 3 + TIME_COLUMN + KIND_COLUMN[lang]
    words = entry_words(entry, verdicts, lang)
    pieces: list[Piece | str] = [
        pad(time_of_day(entry.at, lang), TIME_COLUMN),
        (kind, KIND_STYLE[entry.kind]),
    ]
    if entry.agency:
        pieces.append((entry.agency + " ", "bold" if entry.kind is EntryKind.RELEASE else ""))
    pieces.append((words, "dim" if entry.kind is EntryKind.AS_OF else ""))
    sheet.put(*pieces, indent=3, hang=hang if sheet.width - hang >= 24 else 5)
    for flag in entry.flags:
        sheet.put(("⚑ " + say(FLAG, flag, lang), "yellow"), indent=hang if sheet.width - hang >= 24 else 5)
    if explained := innocent(entry.agreement, lang):
        sheet.put((explained, "dim"), indent=hang if sheet.width - hang >= 24 else 5)


def incidents(
    rows: Rows, *, place_name: PlaceName = unnamed, lang: str = "zh", width: int = 80, colour: bool = False,
    now: datetime | None = None,
) -> str:  # fmt: skip
    """A list of incidents, two lines each: what and where, then id and outcomes; with ``now``, counted down."""
    sheet = Sheet(width)
    if not rows:
        return "没有事件" if lang == "zh" else "no incidents"
    grade_width = max(cells(grade_short(grading_of(d), lang)) for d, _ in rows)
    for dossier, verdicts in rows:
        _incident(sheet, dossier, verdicts, place_name, lang, grade_width, now)
    sheet.blank()
    sheet.put((_count(len(rows), lang), "dim"), *_legend(rows, lang))
    return sheet.text(colour=colour)


def _incident(
    sheet: Sheet, dossier: Dossier, verdicts: Sequence[Verdict], place_name: PlaceName, lang: str, grade_width: int,
    now: datetime | None,
) -> None:  # fmt: skip
    place = dossier.place()
    where = place_words(dossier, place_name(place.adcode) if place else "", lang)
    grade = grade_short(grading_of(dossier), lang)
    date = _date(dossier)
    room = sheet.width - 12 - grade_width - 1
    # A name given by rules begins with its place, and ends with the date that stands before it.
    told = any(dossier.name.startswith(where[at:]) for at in range(max(1, len(where) - 2)))
    where_width = 0 if told else min(cells(where), max(8, room // 3))
    name = dossier.name.removesuffix(f"（{date}）")
    sheet.put(
        pad(date, 12), (pad(clip(name, room - where_width - 2), room - where_width - 1), "bold"),
        "" if told else pad(clip(where, where_width), where_width + 1), (pad(grade, grade_width), "magenta"),
    )  # fmt: skip
    pieces: list[Piece | str] = [(dossier.id, "dim")]
    # Two documents that owe the same and come out the same are one tag: a list is read at a glance.
    tags = {_tag(v, lang, now): STYLE[v.status.value] for v in verdicts if v.status is not Status.NOT_APPLICABLE}
    for tag, style in tags.items():
        pieces += ["  ", (Solid(tag), style)]
    sheet.put(*pieces, indent=12)


def _date(dossier: Dossier) -> str:
    onset = dossier.onset()
    if onset is None or onset.moment.earliest is None:
        return "?"
    return clock(onset.moment.earliest)[:10]


def _tag(verdict: Verdict, lang: str, now: datetime | None) -> str:
    """``✗ 24h 发布会 未见回应``: short enough for a list."""
    status = verdict.status.value
    if now is not None and verdict.status is Status.PENDING:
        return f"{MARK[status]} {short_duty(verdict.clause, lang)} {_left(verdict, lang, now)}"
    return f"{MARK[status]} {short_duty(verdict.clause, lang)} {say(STATUS, status, lang)}"


def _count(number: int, lang: str) -> str:
    if lang == "zh":
        return f"共 {number} 起"
    return f"{number} incident" + ("" if number == 1 else "s")


def _legend(rows: Rows, lang: str) -> list[Piece]:
    """How many verdicts of each outcome."""
    counts: dict[str, int] = {}
    for _, verdicts in rows:
        for verdict in verdicts:
            if verdict.status is not Status.NOT_APPLICABLE:
                counts[verdict.status.value] = counts.get(verdict.status.value, 0) + 1
    order = [status.value for status in Status if status.value in counts]
    found: list[Piece] = []
    for status in order:
        found += [("  ", ""), (Solid(f"{MARK[status]} {say(STATUS, status, lang)} {counts[status]}"), "dim")]
    return found


def verdicts(
    rows: Rows, *, place_name: PlaceName = unnamed, lang: str = "zh", width: int = 80, colour: bool = False,
    now: datetime | None = None,
) -> str:  # fmt: skip
    """A list of verdicts, one line each: outcome, end of the window, clause, incident; with ``now``, counted down."""
    sheet = Sheet(width)
    found = [(dossier, verdict) for dossier, group in rows for verdict in group]
    if not found:
        return "没有结论" if lang == "zh" else "no verdicts"
    column = STATUS_COLUMN[lang] + 2
    rule_width = min(max(cells(v.clause.id) for _, v in found), 24)
    closing = 18
    if now is not None:  # a countdown may be wider than a time
        closing = max(closing, 2 + max(cells(_closing(v, lang, now)) for _, v in found))
    room = max(8, width - column - closing - rule_width - 2)
    for dossier, verdict in found:
        status = verdict.status.value
        place = dossier.place()
        where = "" if place is None else place_name(place.adcode) or place.name
        name = clip(DATED.sub("", dossier.name), room)
        left_over = room - cells(name) - 2
        sheet.put(
            (pad(f"{MARK[status]} {say(STATUS, status, lang)}", column), STYLE[status]),
            pad(_closes(verdict) if now is None else _closing(verdict, lang, now), closing),
            pad(clip(verdict.clause.id, rule_width), rule_width + 2),
            (name, "bold"),
            ("  " + where if where and cells(tidy(where)) <= left_over else "", "dim"),
        )
    sheet.blank()
    sheet.put(*_legend(rows, lang))
    return sheet.text(colour=colour)


def _closing(verdict: Verdict, lang: str, now: datetime) -> str:
    return _left(verdict, lang, now) if verdict.status is Status.PENDING else _closes(verdict)


def _closes(verdict: Verdict) -> str:
    """The minute at which the window closes; after ``≤`` the last where that is not known to the minute."""
    deadline = verdict.deadline
    if deadline is None or deadline.earliest is None or deadline.latest is None:
        return ""
    narrow = deadline.latest - deadline.earliest <= timedelta(minutes=1)
    return clock(deadline.earliest)[:16] if narrow else "≤" + clock(deadline.latest)[:16]
