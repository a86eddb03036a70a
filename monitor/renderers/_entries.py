"""Timeline entries in words: one sentence each, the same for the terminal and for JSON."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.explain import cause, owed
from monitor.core.timeline import Entry, EntryKind
from monitor.core.verdict import Verdict
from monitor.core.wording import GRADE, HARM, ROLE, STATUS, say


def entry_words(entry: Entry, verdicts: Sequence[Verdict], lang: str) -> str:
    """What an entry says, without its time and its kind."""
    zh = lang == "zh"
    match entry.kind:
        case EntryKind.ONSET:
            return _quoted(entry.subject, zh) if entry.subject else ""
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
            return f"{role}{_quoted(entry.subject, zh)}" if zh else f"{role} {_quoted(entry.subject, zh)}".lstrip()
        case EntryKind.PRESS_CONFERENCE:
            return _quoted(entry.subject, zh)
        case EntryKind.AS_OF:
            return ""


def _deadline(entry: Entry, verdicts: Sequence[Verdict], lang: str) -> str:
    """Whose window closes here, and how it ended."""
    status = say(STATUS, entry.detail, lang)
    verdict = next((v for v in verdicts if v.clause.id == entry.subject), None)
    if verdict is None:
        return f"{entry.subject} → {status}"
    name = verdict.instrument.number or verdict.instrument.title
    return f"{name} {owed(verdict.clause, lang)} → {status}"


def _quoted(words: str, zh: bool) -> str:
    return f"「{words}」" if zh else f"“{words}”"
