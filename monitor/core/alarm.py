"""What people are told of while clocks run: which news there is in a change, a deadline near, a hole in our view.

Pure: two runs over the same facts find the same alarms with the same keys, so that none is told twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from monitor.core.coverage import Hole
from monitor.core.explain import blind_stretches
from monitor.core.moment import Moment
from monitor.core.outcome import GRAVE, Status, Verdict

LEADS = (timedelta(hours=6), timedelta(hours=1))
"""How long before the end of a window people are reminded of it, unless the settings say otherwise."""
MOVED = timedelta(minutes=30)
"""A deadline that moved by more than this (and than half the lead) is another one, of which people are told again."""


class News(StrEnum):
    """Kinds of alarms."""

    OPENED = "opened"  # a window opened
    DUE_SOON = "due_soon"  # it closes soon, and nothing was found yet
    CLOSED = "closed"  # it closed, and it was not surely met
    MET = "met"  # it was met
    CHANGED = "changed"  # an outcome became another one
    BLIND = "blind"  # our view was lost while a clock runs
    FEED_TROUBLE = "feed_trouble"  # the day's feeds that cannot be read
    TEST = "test"  # asked for by a person


SILENT = frozenset({"", Status.NOT_APPLICABLE.value, Status.APPLICABILITY_UNKNOWN.value})
"""Outcomes that are no news when they are the first ones."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing to tell. The same thing has the same key, whoever finds it and how often."""

    key: str
    news: News
    topics: tuple[str, ...]  # the words by which a channel asks for it
    happened_at: datetime
    incident: str = ""
    rules: tuple[str, ...] = ()
    duty: str = ""
    old: str = ""
    new: str = ""
    deadline: Moment | None = None
    lead: timedelta | None = None
    holes: tuple[Hole, ...] = ()
    expires_at: datetime | None = None  # no use after that


def news_of(old: str, new: str, *, closed: bool) -> News | None:
    """What a change of an outcome tells; None where it is no news."""
    if new in SILENT:
        return None if old in SILENT else News.CHANGED
    if new == Status.PENDING.value:
        return News.OPENED if old in SILENT else News.CHANGED
    if new == Status.MET.value:
        return News.MET if old in SILENT or old == Status.PENDING.value else News.CHANGED
    if old in SILENT or old == Status.PENDING.value:
        return News.CLOSED if closed or new in {status.value for status in GRAVE} else News.CHANGED
    return News.CHANGED


def of_change(
    *, incident: str, verdict: Verdict, old: str, new: str, happened_at: datetime, now: datetime
) -> Alarm | None:
    """The alarm of one change; ``verdict`` is the clause's present one, whose deadline dates it."""
    deadline = verdict.deadline
    closed = deadline is not None and deadline.latest is not None and deadline.latest <= now
    news = news_of(old, new, closed=closed)
    if news is None:
        return None
    clause = verdict.clause
    topics = (news.value, *((new,) if new not in SILENT and new != news.value else ()))
    ends = deadline.latest if news is News.OPENED and deadline is not None else None
    key = f"{incident}:{clause.id}:{old or '-'}>{new}:{_stamp(happened_at)}"
    return Alarm(
        key, news, topics, happened_at, incident, (clause.id,), clause.duty.value, old, new, deadline,
        expires_at=ends,
    )  # fmt: skip


def joined(alarms: Iterable[Alarm]) -> list[Alarm]:
    """Several texts that owe the same and fare the same are one piece of news, under the first one's key."""
    found: dict[tuple[object, ...], Alarm] = {}
    for one in alarms:
        same = (one.incident, one.news, one.duty, one.old, one.new, one.deadline, one.lead)
        first = found.get(same)
        if first is None:
            found[same] = one
        else:
            rules = tuple(dict.fromkeys((*first.rules, *one.rules)))
            found[same] = replace(first, rules=rules)
    return list(found.values())


def reminder(
    incident: str, verdict: Verdict, now: datetime, *, leads: Sequence[timedelta], told: Iterable[Alarm] = ()
) -> Alarm | None:
    """The reminder that is due now: the shortest lead that has begun, told once for one deadline.

    ``told`` are the alarms of this incident so far. None where the window opened, or was told to have
    opened, within that lead: that news said how much time is left.
    """
    deadline, started = verdict.deadline, verdict.started
    if verdict.status is not Status.PENDING or deadline is None or deadline.earliest is None:
        return None
    left = deadline.earliest - now
    begun = [lead for lead in sorted(leads) if lead >= left]
    if not begun or left <= timedelta(0):
        return None
    lead = begun[0]
    at = deadline.earliest - lead
    if started is not None and started.earliest is not None and at <= started.earliest:
        return None
    duty = verdict.clause.duty.value
    number = 0
    for one in told:
        if one.duty != duty:
            continue
        if one.news is News.OPENED and one.happened_at >= at and _same_deadline(one.deadline, deadline, lead):
            return None
        if one.news is News.DUE_SOON and one.lead is not None and one.lead <= lead:
            if _same_deadline(one.deadline, deadline, lead):
                return None
            number += one.lead == lead
    key = f"{incident}:{duty}:due:{int(lead.total_seconds())}" + (f":{number}" if number else "")
    return Alarm(
        key, News.DUE_SOON, (News.DUE_SOON.value,), at, incident, (verdict.clause.id,), duty, "", "", deadline, lead,
        expires_at=deadline.latest,
    )  # fmt: skip


def _same_deadline(one: Moment | None, other: Moment, lead: timedelta) -> bool:
    if one is None or one.earliest is None or other.earliest is None:
        return False
    return abs(one.earliest - other.earliest) <= max(MOVED, lead / 2)


def blindness(incident: str, verdicts: Iterable[Verdict], *, told: Iterable[Alarm] = ()) -> Alarm | None:
    """Holes in our view of a window that is still open, none of which was told yet."""
    known = {(hole.feed, hole.start) for one in told if one.news is News.BLIND for hole in one.holes}
    found: dict[tuple[str, datetime], Hole] = {}
    rules: list[str] = []
    latest: datetime | None = None
    for verdict in verdicts:
        if verdict.status is not Status.PENDING:
            continue
        fresh = [hole for hole in blind_stretches(verdict) if (hole.feed, hole.start) not in known]
        for hole in fresh:
            other = found.get((hole.feed, hole.start))
            if other is None or other.end < hole.end:
                found[hole.feed, hole.start] = hole
        ends = None if verdict.deadline is None else verdict.deadline.latest
        if fresh:
            rules.append(verdict.clause.id)
            latest = ends if latest is None or (ends is not None and ends > latest) else latest
    if not found:
        return None
    holes = tuple(found[key] for key in sorted(found))
    first = min(holes, key=lambda hole: (hole.start, hole.feed))
    key = f"{incident}:blind:{first.feed}:{_stamp(first.start)}"
    return Alarm(
        key, News.BLIND, (News.BLIND.value,), first.start, incident, tuple(dict.fromkeys(rules)), holes=holes,
        expires_at=latest,
    )  # fmt: skip


def leads_of(clause: str, settings: Mapping[str, Sequence[timedelta]]) -> tuple[timedelta, ...]:
    """The leads of one clause: its own, else those for all, else ours."""
    own = settings.get(clause, settings.get("default"))
    return LEADS if own is None else tuple(own)


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
