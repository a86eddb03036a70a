"""One period's verdicts as numbers and rows, before any formatting.

Rates are intervals: between those that surely met their window and those that possibly did. No
midpoint is ever taken, and every figure stands beside the coverage it rests on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.core.applies import Grading, figures_of, grading_of
from monitor.core.changes import causes
from monitor.core.dossier import Dossier
from monitor.core.duties.verdict import DutyVerdict
from monitor.core.groups import Breakdown, breakdowns
from monitor.core.moment import Moment
from monitor.core.periods import Period as Period
from monitor.core.periods import iso_week as iso_week
from monitor.core.periods import week_of as week_of
from monitor.core.response_times import Spread, spreads
from monitor.core.statement import Harm
from monitor.core.tally import POSSIBLY_MET, binding
from monitor.core.tally import obligations as _obligations
from monitor.core.verdict import Status, Verdict

SETTLED = (Status.MET, Status.LATE, Status.NONE_FOUND)
Judged = tuple[Dossier, Sequence[Verdict]]


@dataclass(frozen=True, slots=True)
class Change:
    """One verdict that differs from the last report's."""

    incident: str
    name: str
    clause: str
    old: str  # status, or "" where it was not there
    new: str
    reason: str
    causes: tuple[str, ...] = ()  # what is new since: keys of messages


@dataclass(frozen=True, slots=True)
class Row:
    """One incident with its verdicts."""

    dossier: Dossier
    grading: Grading
    figures: Mapping[Harm, tuple[int, int | None]]
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How one clause fared: every applicable incident is in exactly one of the counts."""

    clause: str
    duty: str
    counts: Mapping[str, int]
    applicable: int
    surely_met: int
    possibly_met: int
    watched_throughout: int  # verdicts whose window was seen without a hole


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """How well one feed was watched in the period."""

    feed: str
    url: str
    looks: int
    failures: Mapping[str, int]
    covered: timedelta
    of: timedelta
    holes: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class WeeklyReport:
    """The numbers and rows of one period, as of one instant."""

    period: Period
    as_of: datetime
    rows: tuple[Row, ...]
    changes: tuple[Change, ...]
    tallies: tuple[Tally, ...]
    feeds: tuple[FeedHealth, ...]
    instruments: tuple[tuple[str, str, str], ...]  # id, number or title, effective from
    unread: int = 0  # pages kept that could not be read
    place: str = ""  # the only place reported on (GB/T 2260); "" is all
    breakdowns: tuple[Breakdown, ...] = ()
    spreads: tuple[Spread, ...] = ()
    open_elsewhere: tuple[Row, ...] = ()  # incidents after the period whose window is open as of the report
    withdrawn: tuple[tuple[str, str], ...] = ()  # id and name of incidents that were judged before and are no more
    duties: tuple[DutyVerdict, ...] = ()  # quieter duties that fell due in the period


def compile_week(
    period: Period,
    as_of: datetime,
    *,
    now: Sequence[Judged],
    before: Sequence[Judged],
    feeds: Sequence[FeedHealth],
    instruments: Sequence[tuple[str, str, str]],
    unread: int = 0,
    place: str = "",
    open_elsewhere: Sequence[Judged] = (),
    withdrawn: Sequence[tuple[str, str]] = (),
) -> WeeklyReport:
    """Put together what is known now with what was known when the last report was made."""
    rows = _rows(now)
    return WeeklyReport(
        period,
        as_of,
        rows,
        tuple(changes(before, now)),
        tuple(tallies(rows)),
        tuple(feeds),
        tuple(instruments),
        unread,
        place,
        breakdowns([(row.dossier, row.grading, row.verdicts) for row in rows]),
        spreads(verdict for row in rows for verdict in row.verdicts),
        _rows(open_elsewhere),
        tuple(sorted(withdrawn)),
    )


def _rows(judged: Sequence[Judged]) -> tuple[Row, ...]:
    return tuple(
        Row(dossier, grading_of(dossier), figures_of(dossier), tuple(verdicts))
        for dossier, verdicts in sorted(judged, key=lambda pair: pair[0].id)
    )


def obligations(row: Row) -> tuple[Verdict, ...]:
    """What was owed for the incident, each obligation once."""
    return _obligations(row.verdicts)


def changes(before: Sequence[Judged], now: Sequence[Judged]) -> list[Change]:
    """Verdicts that are new or other than they were, in the order of the incidents."""
    old = {(d.id, v.clause.id): (d, v) for d, verdicts in before for v in verdicts}
    found = []
    for dossier, verdicts in sorted(now, key=lambda pair: pair[0].id):
        for verdict in verdicts:
            pair = old.get((dossier.id, verdict.clause.id))
            was = "" if pair is None else pair[1].status.value
            if was != verdict.status.value and (was or verdict.status is not Status.NOT_APPLICABLE):
                why = causes(pair, (dossier, verdict))
                found.append(
                    Change(dossier.id, dossier.name, verdict.clause.id, was, verdict.status.value, verdict.reason, why)
                )
    return found


def tallies(rows: Sequence[Row]) -> list[Tally]:
    """One tally for each clause that applied, or may have applied, to any incident."""
    by_clause: dict[str, list[Verdict]] = {}
    for row in rows:
        for verdict in row.verdicts:
            if verdict.status is not Status.NOT_APPLICABLE:
                by_clause.setdefault(verdict.clause.id, []).append(verdict)
    found = []
    for clause, verdicts in sorted(by_clause.items()):
        bound = binding(verdicts)
        found.append(
            Tally(
                clause,
                verdicts[0].clause.duty.value,
                dict(Counter(v.status.value for v in verdicts)),
                len(bound),
                sum(v.status is Status.MET for v in bound),
                sum(v.status in POSSIBLY_MET for v in bound),
                sum(v.complete for v in bound),
            )
        )
    return found
