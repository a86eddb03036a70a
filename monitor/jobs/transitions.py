"""When verdicts changed, and why: the instants between two judgements, walked one by one.

A judgement that runs late must not date what it notices by its own lateness. So the facts recorded
since the last note are gone through in their order, with the deadlines that passed between them:
each change is dated by the fact or the deadline that brought it about.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import zip_longest

from monitor.core.instrument import Clause
from monitor.core.outcome import Status, Verdict
from monitor.core.verdict import REPORTED_WITHIN
from monitor.core.window import RESOLUTION
from monitor.jobs.world import World
from monitor.store.dossiers import incident_rows, members
from monitor.store.wire import instant

SETTLING = timedelta(hours=1)
"""How long after a window's end its last minutes may wait for the next look before they count as unobserved."""

TOGETHER = timedelta(minutes=2)
"""What comes in so soon after one another is of one poll: a list, then the pages that were new on it."""

MOST_STEPS = 200
"""Facts gone through one by one for one incident; of more, evenly many are left out."""

Verdicts = Mapping[str, Verdict]
Judge = Callable[[datetime], Verdicts]
"""What one incident's verdicts were as of an instant, by clause."""


class Cause(StrEnum):
    """What brought a change about."""

    CAPTURE = "capture"  # a page or a look came in
    CORRECTION = "correction"  # a person decided
    RULES = "rules"  # another catalogue, or another version of this program
    TIME = "time"  # a window opened, ran out or was reported on


@dataclass(frozen=True, slots=True)
class Known:
    """What was noted of one clause last."""

    status: str
    rules: str  # the fingerprint of what it was judged by


@dataclass(frozen=True, slots=True)
class Transition:
    """One verdict that became another, when it did in theory, and why."""

    clause: str
    old: str
    verdict: Verdict
    happened_at: datetime
    cause: Cause


def transitions(
    world: World, incident: str, judge: Judge, *, known: Mapping[str, Known], since: datetime | None, until: datetime,
    judged_by: Callable[[Clause], str],
) -> list[Transition]:  # fmt: skip
    """All changes of one incident's verdicts after ``since``, up to ``until``.

    ``known`` is what was noted last, at ``since`` (None: never). What the facts of that instant no
    longer give was changed by other rules, or by a fact that was written down late.
    """
    now = judge(until)
    was = {clause: known[clause].status if clause in known else "" for clause in now}
    if all(not _differs(was[clause], verdict, until) for clause, verdict in now.items()):
        return []
    walk = _Walk(world, incident, judge, until)
    found = []
    if since is not None:
        then = walk.at(since)
        for clause in sorted(now):
            before = then[clause].status.value if clause in then else ""
            if not _same(was[clause], before) and not _waits(then.get(clause), was[clause], since):
                if _differs(was[clause], now[clause], until):
                    same = clause in known and known[clause].rules == judged_by(now[clause].clause)
                    cause = Cause.CAPTURE if same else Cause.RULES
                    found.append(Transition(clause, was[clause], now[clause], until, cause))
                del was[clause]
    return found + walk.changes(was, since)


def _same(one: str, other: str) -> bool:
    """The same outcome; that a clause does not apply is not noted as long as it never did."""
    return one == other or {one, other} == {"", Status.NOT_APPLICABLE.value}


def _differs(old: str, verdict: Verdict, at: datetime) -> bool:
    return not _same(old, verdict.status.value) and not _waits(verdict, old, at)


def _waits(verdict: Verdict | None, old: str, at: datetime) -> bool:
    """Only the minutes since the last look are unseen, and the next look is about to show them."""
    if verdict is None or verdict.status is not Status.UNOBSERVED or old != Status.PENDING.value:
        return False
    if verdict.deadline is None or verdict.deadline.latest is None or not verdict.holes:
        return False
    over = max(hole.end for hole in verdict.holes)
    return at - over < SETTLING and all(hole.cause == "not_polled" and hole.end == over for hole in verdict.holes)


def _polls(facts: Mapping[datetime, Cause], since: datetime | None) -> list[datetime]:
    """The instants to judge at: the last of each poll, and each decision of a person."""
    instants = [at for at in sorted(facts) if since is None or at > since]
    return [
        at for at, then in zip_longest(instants, instants[1:])
        if then is None or then - at > TOGETHER or Cause.CORRECTION in (facts[at], facts[then])
    ]  # fmt: skip


class _Walk:
    """One incident judged at many instants."""

    def __init__(self, world: World, incident: str, judge: Judge, until: datetime) -> None:
        self._world = world
        self._until = until
        self._judge = judge
        self._judged: dict[datetime, Verdicts] = {}
        rows = {row.id: row for row in incident_rows(world.store, until, every=True)}
        self._members = members(incident, rows)
        feeds = {watch.feed for verdict in self.at(until).values() for watch in verdict.watched}
        self._looks = self._times("SELECT at FROM looks WHERE feed IN ({})", sorted(feeds))

    def at(self, as_of: datetime) -> Verdicts:
        """The verdicts as of an instant, by clause."""
        if as_of not in self._judged:
            self._judged[as_of] = self._judge(as_of)
        return self._judged[as_of]

    def changes(self, was: dict[str, str], since: datetime | None) -> list[Transition]:
        """Every change of the clauses in ``was``, in the order in which they happened."""
        facts = self._facts()
        instants = _polls(facts, since)
        step = -(-len(instants) // MOST_STEPS) or 1
        steps = sorted({*instants[::step], self._until})
        found: list[Transition] = []
        waiting: dict[str, datetime] = {}
        last = since if since is not None else steps[0] - RESOLUTION
        for at in steps:
            for passed in self._deadlines(last, at):
                found += self._turned(was, waiting, passed, last=last, cause=Cause.TIME)
                for soon in self._settled(passed, at):
                    if waiting:
                        found += self._turned(was, waiting, soon, last=last, cause=None)
            found += self._turned(was, waiting, at, last=last, cause=facts.get(at))
            last = at
        return found

    def _turned(
        self, was: dict[str, str], waiting: dict[str, datetime], at: datetime, *, last: datetime, cause: Cause | None
    ) -> list[Transition]:
        """What is other at that instant than it was at the last one; ``was`` and ``waiting`` are kept up to date."""
        found = []
        for clause, verdict in sorted(self.at(at).items()):
            old = was.get(clause)
            if old is None or _same(old, verdict.status.value):
                waiting.pop(clause, None)
                continue
            if _waits(verdict, old, at):
                waiting.setdefault(clause, at)
                continue
            if clause in waiting:
                happened, why = waiting.pop(clause), Cause.TIME
            else:
                happened, why = self._when(clause, verdict.status, last, at, cause)
            found.append(Transition(clause, old, verdict, happened, why))
            was[clause] = verdict.status.value
        return found

    def _when(
        self, clause: str, new: Status, last: datetime, at: datetime, cause: Cause | None
    ) -> tuple[datetime, Cause]:
        """When a clause turned between two steps: at the step itself, or at a look between the two."""
        if cause is Cause.TIME:
            return at, cause
        between = [look for look in self._looks[bisect_right(self._looks, last) :] if look <= at]
        if cause is not None and self._status(clause, at - RESOLUTION) is not new:
            return at, cause
        low, high = 0, len(between)
        while low < high:  # the first look from which on it is as it is now
            middle = (low + high) // 2
            if self._status(clause, between[middle]) is new:
                high = middle
            else:
                low = middle + 1
        if low < len(between):
            return between[low], Cause.CAPTURE
        return at, cause or Cause.TIME

    def _status(self, clause: str, at: datetime) -> Status | None:
        verdict = self.at(at).get(clause)
        return None if verdict is None else verdict.status

    def _deadlines(self, start: datetime, end: datetime) -> list[datetime]:
        """The instants between two steps at which time alone may turn a verdict."""
        found: set[datetime] = set()
        for verdict in self.at(start).values():
            if verdict.deadline is None:
                continue
            bounds = [at for at in (verdict.deadline.earliest, verdict.deadline.latest) if at is not None]
            bounds += [at - RESOLUTION for at in bounds]
            found.update(at + late for at in bounds for late in (timedelta(0), REPORTED_WITHIN))
        return sorted(at for at in found if start < at < end)

    def _settled(self, passed: datetime, end: datetime) -> list[datetime]:
        """The looks that may show the last minutes of a window, and when they count as unobserved without one."""
        shown = self._looks[bisect_right(self._looks, passed) :]
        return sorted(at for at in {*shown, passed + SETTLING} if at <= passed + SETTLING and at < end)

    def _facts(self) -> dict[datetime, Cause]:
        """When something was recorded of the incident, and of what kind: decisions of people last."""
        marks = sorted(self._members)
        tied = "SELECT url FROM links WHERE incident IN ({})"
        found: dict[datetime, Cause] = {}
        for sql in (
            "SELECT recorded_at FROM links WHERE incident IN ({})",
            "SELECT recorded_at FROM incidents WHERE id IN ({})",
            f"SELECT recorded_at FROM articles WHERE url IN ({tied})",
            f"SELECT first_seen FROM listings WHERE url IN ({tied})",
        ):
            found.update((at, Cause.CAPTURE) for at in self._times(sql, marks))
        decided = self._times("SELECT at FROM corrections WHERE incident IN ({})", marks)
        found.update((at, Cause.CORRECTION) for at in decided)
        return found

    def _times(self, sql: str, values: Sequence[str]) -> list[datetime]:
        whole = sql.format(", ".join("?" * len(values)))
        return sorted({at for row in self._world.store.rows(whole, values) if (at := instant(row[0])) <= self._until})
