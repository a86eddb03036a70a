"""One period's verdicts as numbers and rows, before any formatting.

Rates are intervals: between those that surely met their window and those that possibly did. No
midpoint is ever taken, and every figure stands beside the coverage it rests on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.core.applies import Grading, figures_of, grading_of
from monitor.core.dossier import Dossier
from monitor.core.moment import Moment
from monitor.core.statement import Harm
from monitor.core.verdict import Status, Verdict

SHANGHAI = ZoneInfo("Asia/Shanghai")
SETTLED = (Status.MET, Status.LATE, Status.NONE_FOUND)
POSSIBLY_MET = frozenset(
    {Status.MET, Status.PENDING, Status.UNDETERMINED, Status.UNOBSERVED, Status.DISPUTED}
)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of local days, first and last included, with its name (2023-W16)."""

    name: str
    first: date
    last: date

    @property
    def start(self) -> datetime:
        """Midnight at which it begins."""
        return _midnight(self.first)

    @property
    def end(self) -> datetime:
        """Midnight at which it is over."""
        return _midnight(self.last + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Change:
    """One verdict that differs from the last report's."""

    incident: str
    name: str
    clause: str
    old: str  # status, or "" where it was not there
    new: str
    reason: str


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


def iso_week(name: str) -> Period:
    """The period of an ISO week such as ``2023-W16``.

    Raises:
        ValueError: the name is no ISO week.
    """
    year, week = name.upper().split("-W")
    first = date.fromisocalendar(int(year), int(week), 1)
    return Period(f"{int(year)}-W{int(week):02d}", first, first + timedelta(days=6))


def week_of(at: datetime) -> Period:
    """The ISO week that holds the instant, in local days."""
    year, week, _ = at.astimezone(SHANGHAI).date().isocalendar()
    return iso_week(f"{year}-W{week:02d}")


def compile_week(
    period: Period,
    as_of: datetime,
    *,
    now: Sequence[tuple[Dossier, Sequence[Verdict]]],
    before: Sequence[tuple[Dossier, Sequence[Verdict]]],
    feeds: Sequence[FeedHealth],
    instruments: Sequence[tuple[str, str, str]],
    unread: int = 0,
) -> WeeklyReport:
    """Put together what is known now with what was known when the last report was made."""
    rows = tuple(
        Row(dossier, grading_of(dossier), figures_of(dossier), tuple(verdicts))
        for dossier, verdicts in sorted(now, key=lambda pair: pair[0].id)
    )
    return WeeklyReport(
        period,
        as_of,
        rows,
        tuple(changes(before, now)),
        tuple(tallies(rows)),
        tuple(feeds),
        tuple(instruments),
        unread,
    )


def changes(
    before: Sequence[tuple[Dossier, Sequence[Verdict]]], now: Sequence[tuple[Dossier, Sequence[Verdict]]]
) -> list[Change]:
    """Verdicts that are new or other than they were, in the order of the incidents."""
    old = {(d.id, v.clause.id): v.status.value for d, verdicts in before for v in verdicts}
    found = []
    for dossier, verdicts in sorted(now, key=lambda pair: pair[0].id):
        for verdict in verdicts:
            was = old.get((dossier.id, verdict.clause.id), "")
            if was != verdict.status.value and verdict.status is not Status.NOT_APPLICABLE:
                found.append(
                    Change(dossier.id, dossier.name, verdict.clause.id, was, verdict.status.value, verdict.reason)
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
        counts = Counter(v.status.value for v in verdicts)
        binding = [v for v in verdicts if v.status is not Status.APPLICABILITY_UNKNOWN]
        found.append(
            Tally(
                clause,
                verdicts[0].clause.duty.value,
                dict(counts),
                len(binding),
                sum(v.status is Status.MET for v in binding),
                sum(v.status in POSSIBLY_MET for v in binding),
                sum(v.complete for v in binding),
            )
        )
    return found


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)
