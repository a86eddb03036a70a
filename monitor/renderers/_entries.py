"""Timeline entries in words: one sentence each, the same for the terminal and for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from monitor.core.explain import PATIENCE, cause, owed, span
from monitor.core.moment import Moment
from monitor.core.publication import EXPLANATIONS, Agreement
from monitor.core.quoting import quoted
from monitor.core.revision import Change, Part
from monitor.core.timeline import Entry, EntryKind
from monitor.core.verdict import Verdict
from monitor.core.wording import ABSENT, AGREEMENT, CONFIRMED, GRADE, HARM, INNOCENT, PART, ROLE, STATUS, say


def entry_words(entry: Entry, verdicts: Sequence[Verdict], lang: str) -> str:
    """What an entry says, without its time and its kind."""
    zh = lang == "zh"
    match entry.kind:
        case EntryKind.ONSET:
            return quoted(entry.subject, lang) if entry.subject else ""
        case EntryKind.TOLL:
            return f"{say(HARM, entry.subject, lang)} {entry.detail}"
        case EntryKind.GRADE:
            return say(GRADE, entry.subject, lang)
        case EntryKind.HOLE:
            return (
                f"{entry.subject}（{cause(entry.detail, lang)}）"
                if zh
                else f"{entry.subject} ({cause(entry.detail, lang)})"
            )
        case EntryKind.DEADLINE:
            return _deadline(entry, verdicts, lang)
        case EntryKind.RELEASE | EntryKind.MENTION:
            role = "" if entry.detail == "mention" else say(ROLE, entry.detail, lang)
            return f"{role}{quoted(entry.subject, lang)}" if zh else f"{role} {quoted(entry.subject, lang)}".lstrip()
        case EntryKind.REVISION:
            said = ("；" if zh else "; ").join(_change(change, lang) for change in entry.changes)
            return f"{quoted(entry.subject, lang)} {said}"
        case EntryKind.ABSENCE:
            state, _, sure = entry.detail.partition(":")
            what, how = say(ABSENT, state, lang), say(CONFIRMED, sure, lang)
            return f"{quoted(entry.subject, lang)} {what}" + (f"（{how}）" if zh else f" ({how})")
        case EntryKind.PRESS_CONFERENCE:
            return quoted(entry.subject, lang)
        case EntryKind.AS_OF:
            return ""


def _change(change: Change, lang: str) -> str:
    """One part before and after; of the text only that it was changed: both versions are kept."""
    zh = lang == "zh"
    part = say(PART, change.part.value, lang)
    if change.part is Part.BODY:
        return f"{part}有改动" if zh else f"{part} changed"
    before, after = (_part_words(change.part, words, lang) for words in (change.before, change.after))
    return f"{part} {before} → {after}"


def _part_words(part: Part, words: str, lang: str) -> str:
    if not words:
        return "（无）" if lang == "zh" else "(none)"
    if part is Part.TIME:
        low, _, high = words.partition("/")
        bounds = [datetime.fromisoformat(one) if one else None for one in (low, high)]
        return span(Moment(bounds[0], bounds[1]))
    if part is Part.TOLL:
        figures = (one.partition(" ") for one in words.split(", "))
        return ("，" if lang == "zh" else ", ").join(f"{say(HARM, kind, lang)} {count}" for kind, _, count in figures)
    return quoted(words, lang) if part is Part.TITLE else words


def innocent(agreement: str, lang: str) -> str:
    """The grade of a claim with what may explain it without deceit; empty where nothing needs explaining."""
    keys = EXPLANATIONS[Agreement(agreement)] if agreement else ()
    if not keys:
        return ""
    zh = lang == "zh"
    listed = ("；" if zh else "; ").join(say(INNOCENT, key, lang) for key in keys)
    said = say(AGREEMENT, agreement, lang)
    return f"{said}；无恶意的解释：{listed}" if zh else f"{said}; innocent explanations: {listed}"


def shown(entries: Sequence[Entry]) -> list[Entry]:
    """The entries without holes that say nothing new: parts of others, and what is yet to come."""
    as_of = next((e.at.earliest for e in entries if e.kind is EntryKind.AS_OF), None)
    cut = [_until(entry, as_of) if entry.kind is EntryKind.HOLE else entry for entry in entries]
    holes = [entry for entry in cut if entry is not None and entry.kind is EntryKind.HOLE]
    kept: list[Entry] = []
    for entry in cut:
        if entry is None or (entry.kind is EntryKind.HOLE and _told(entry, holes, kept)):
            continue
        kept.append(entry)
    return kept


def _until(entry: Entry, as_of: datetime | None) -> Entry | None:
    """The hole up to the present; None for the short stretch since the last poll."""
    low, high = entry.at.earliest, entry.at.latest
    if as_of is None or low is None or high is None or high <= as_of:
        return entry
    return None if as_of - low < PATIENCE else replace(entry, at=Moment(low, as_of, entry.at.basis))


def _told(hole: Entry, holes: Sequence[Entry], kept: Sequence[Entry]) -> bool:
    """Another hole of the same feed holds it, or it was said already."""
    return any(
        other.subject == hole.subject and hole.at.within(other.at) and (other.at != hole.at or other in kept)
        for other in holes
    )


def _deadline(entry: Entry, verdicts: Sequence[Verdict], lang: str) -> str:
    """Whose window closes here, and how it ended."""
    status = say(STATUS, entry.detail, lang)
    verdict = next((v for v in verdicts if v.clause.id == entry.subject), None)
    if verdict is None:
        return f"{entry.subject} → {status}"
    name = verdict.instrument.number or verdict.instrument.title
    return f"{name} {owed(verdict.clause, lang)} → {status}"
