"""A dossier as ordered entries, for people: every dated thing, deadlines and holes included."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from monitor.core.dossier import Dossier
from monitor.core.explain import is_news
from monitor.core.moment import Basis, Moment, instant
from monitor.core.publication import agreement
from monitor.core.release import Release
from monitor.core.revision import Change
from monitor.core.verdict import Status, Verdict


class EntryKind(StrEnum):
    """What an entry of a timeline is."""

    ONSET = "onset"
    MENTION = "mention"  # a page of a medium, or of a body not answerable
    RELEASE = "release"  # an answerable agency spoke
    PRESS_CONFERENCE = "press_conference"
    TOLL = "toll"
    GRADE = "grade"
    REVISION = "revision"  # a page was changed after it stood there
    ABSENCE = "absence"  # a page was not found as it had stood
    DEADLINE = "deadline"
    HOLE = "hole"
    AS_OF = "as_of"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a timeline. ``subject`` and ``detail`` are data; words are made by renderers."""

    at: Moment
    kind: EntryKind
    subject: str
    detail: str = ""
    url: str = ""
    agency: str = ""
    flags: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()  # of a revision: each part before and after
    agreement: str = ""  # of a page: how its claimed time stands to what was observed


def build(dossier: Dossier, verdicts: Iterable[Verdict]) -> tuple[Entry, ...]:
    """All entries in order of their earliest reading; open ones by their latest.

    A page about the incident that gives only its day stands after the onset of that day.
    """
    entries = [*_facts(dossier), *_pages(dossier)]
    seen: set[tuple[object, ...]] = set()
    for verdict in verdicts:
        entries.extend(_of_verdict(verdict, seen))
    entries.append(Entry(instant(dossier.as_of), EntryKind.AS_OF, ""))
    onset = dossier.onset()
    opens = None if onset is None else onset.moment.earliest
    return tuple(sorted(entries, key=lambda entry: _order(entry, opens)))


def _facts(dossier: Dossier) -> list[Entry]:
    onset = dossier.onset()
    found: list[Entry] = []
    if onset is not None:
        kept = (onset.evidence.capture,)
        found.append(Entry(onset.moment, EntryKind.ONSET, onset.evidence.text, "", onset.evidence.url, "", (), kept))
    highest: dict[str, int] = {}
    for toll in sorted(dossier.tolls, key=lambda t: (t.evidence.recorded_at, t.evidence.capture, t.kind)):
        if toll.low <= highest.get(toll.kind.value, -1):
            continue
        highest[toll.kind.value] = toll.low
        at = toll.as_of or toll.known_at
        evidence = (toll.evidence.capture,)
        text = f"{toll.low}" if toll.high == toll.low else f"{toll.low}–{'' if toll.high is None else toll.high}"
        found.append(Entry(at, EntryKind.TOLL, toll.kind.value, text, toll.evidence.url, "", (), evidence))
    for grade in dossier.grades:
        kept = (grade.evidence.capture,)
        found.append(Entry(grade.known_at, EntryKind.GRADE, grade.value.value, "", grade.evidence.url, "", (), kept))
    return found


def _pages(dossier: Dossier) -> list[Entry]:
    found = []
    for release in dossier.releases:
        answer = release.official and dossier.answerable(release.agency)
        kind = EntryKind.RELEASE if answer else EntryKind.MENTION
        name = release.speaker or (release.agency or "")
        published = release.publication.published
        found.append(
            Entry(
                published, kind, release.title, release.role.value, release.url, name,
                tuple(dict.fromkeys((*release.publication.flags, *release.flags))), release.captures, (),
                "" if (checked := agreement(release.publication)) is None else checked.value,
            )
        )  # fmt: skip
        if release.held is not None:
            found.append(
                Entry(
                    release.held, EntryKind.PRESS_CONFERENCE, release.title, "", release.url, name, (), release.captures
                )
            )
        found += _later(release, name)
    return found


def _later(release: Release, name: str) -> list[Entry]:
    """What later looks at one page found."""
    found = [
        Entry(
            one.at, EntryKind.REVISION, release.title, "", release.url, name, one.flags, (one.before, one.after),
            one.changes,
        )
        for one in release.revisions
    ]  # fmt: skip
    for gone in release.absences:
        word = "confirmed" if gone.confirmed else "unconfirmed"
        detail = f"{gone.state.value}:{'back' if gone.back is not None else word}"
        found.append(Entry(gone.at, EntryKind.ABSENCE, release.title, detail, release.url, name, (), gone.captures))
    return found


def _of_verdict(verdict: Verdict, seen: set[tuple[object, ...]]) -> list[Entry]:
    found: list[Entry] = []
    if verdict.deadline is not None and verdict.status is not Status.NOT_APPLICABLE:
        found.append(Entry(verdict.deadline, EntryKind.DEADLINE, verdict.clause.id, verdict.status.value))
    for hole in verdict.holes:
        key = (hole.feed, hole.start, hole.end)
        if key not in seen and is_news(verdict, hole):
            seen.add(key)
            at = Moment(hole.start, hole.end, Basis.OBSERVED)
            found.append(Entry(at, EntryKind.HOLE, hole.feed, hole.cause))
    return found


FAR_PAST = datetime(1, 1, 2, tzinfo=UTC)


def _order(entry: Entry, opens: datetime | None) -> tuple[datetime, datetime, str, str, str]:
    low = entry.at.earliest or entry.at.latest or FAR_PAST
    if opens is not None and entry.kind in (EntryKind.RELEASE, EntryKind.MENTION) and entry.at.contains(opens):
        low = opens
    return low, entry.at.latest or low, entry.kind.value, entry.subject, entry.url
