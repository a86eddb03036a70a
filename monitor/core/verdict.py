"""One clause on one dossier, as of one instant: the verdict, with everything needed to redo it.

`late` and `none_found` are grave: they are said only when no admissible reading of the evidence
allows `met`. So a late answer needs the same unbroken view of the window as a missing one: an
earlier page may have stood where nobody looked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.core.applies import Applies, Grading, applicability, grading_of
from monitor.core.coverage import Hole
from monitor.core.dossier import Dossier, FeedWatch
from monitor.core.instrument import Clause, ClockStart, Instrument
from monitor.core.moment import Basis, Moment, earlier_bound
from monitor.core.release import Release
from monitor.core.statement import Role
from monitor.core.window import closes, shut_from


class Status(StrEnum):
    """Outcomes of judgement."""

    MET = "met"  # 按时: even the worst reading is in time
    LATE = "late"  # 逾期回应: even the best reading is too late
    NONE_FOUND = "none_found"  # 未见回应: on the channels monitored, which were watched throughout
    PENDING = "pending"  # 时限内
    UNDETERMINED = "undetermined"  # 无法判定: the sources cannot tell
    UNOBSERVED = "unobserved"  # 监测不足: our watch has holes
    DISPUTED = "disputed"  # 证据矛盾: two readings give different verdicts
    NOT_APPLICABLE = "not_applicable"  # 不适用
    APPLICABILITY_UNKNOWN = "applicability_unknown"  # 适用待定


GRAVE = frozenset({Status.LATE, Status.NONE_FOUND})
CLOCKS = (ClockStart.ONSET, ClockStart.FIRST_PUBLIC)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one reading of the evidence gives, before words are made of it."""

    status: Status
    reason: str  # key of a message
    due: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one clause on one incident, with its working."""

    incident: str
    as_of: datetime
    instrument: Instrument
    clause: Clause
    status: Status
    reason: str
    clock: ClockStart
    grading: Grading
    started: Moment | None = None
    deadline: Moment | None = None
    fulfilled: Moment | None = None
    fulfilled_by: tuple[Release, ...] = ()
    doubtful: tuple[Release, ...] = ()  # pages that may be the answer; a person should say
    elapsed: tuple[timedelta, timedelta] | None = None
    holes: tuple[Hole, ...] = ()
    watched: tuple[FeedWatch, ...] = ()
    readings: Mapping[str, Status] | None = None
    due: bool = False
    hindsight: bool = False  # the grade that makes it apply was not yet known when the window closed
    evidence: tuple[str, ...] = ()

    @property
    def clock_sensitive(self) -> bool:
        """Another start of the clock would give another verdict."""
        return len(set((self.readings or {}).values())) > 1

    @property
    def complete(self) -> bool:
        """Everything listed in the window on the responsible agencies' feeds could be seen."""
        return bool(self.watched) and not self.holes


def judge_all(
    instruments: Iterable[Instrument], dossier: Dossier, *, headline: ClockStart | None = None
) -> tuple[Verdict, ...]:
    """Every scored clause that speaks of incidents, in the order of the catalogue."""
    case = _Case.of(dossier)
    verdicts = [
        _judge(case, instrument, clause, headline)
        for instrument in instruments
        for clause in instrument.clauses
        if clause.scored
    ]
    return tuple(v for v in verdicts if v.reason not in ("not_about_incidents", "other_place", "not_in_force"))


def judge(
    instrument: Instrument, clause: Clause, dossier: Dossier, *, headline: ClockStart | None = None
) -> Verdict:
    """The verdict under the headline clock, with the outcome under every other clock beside it."""
    return _judge(_Case.of(dossier), instrument, clause, headline)


@dataclass(frozen=True, slots=True)
class _Case:
    """What all clauses read in one dossier, read once."""

    dossier: Dossier
    grading: Grading
    onsets: tuple[Moment, ...]  # the one followed first, then those of agencies that contradict it
    watched: tuple[FeedWatch, ...]
    contradicted: int  # pages whose claim and observation do not meet

    @classmethod
    def of(cls, dossier: Dossier) -> _Case:
        ids = {agency.id for agency in dossier.responsible()}
        return cls(
            dossier,
            grading_of(dossier),
            dossier.rival_onsets(),
            tuple(watch for watch in dossier.watches if watch.agency in ids),
            sum(len(release.publication.readings) > 1 for release in dossier.releases),
        )


def _judge(case: _Case, instrument: Instrument, clause: Clause, headline: ClockStart | None) -> Verdict:
    dossier, grading = case.dossier, case.grading
    answer = applicability(instrument, clause, dossier, grading=grading)
    clock = headline if headline in CLOCKS and clause.clock in CLOCKS else clause.clock
    bare = Verdict(dossier.id, dossier.as_of, instrument, clause, Status.NOT_APPLICABLE, answer.reason, clock, grading)
    if answer.applies is Applies.NO:
        return bare
    if answer.applies is Applies.UNKNOWN:
        return replace(bare, status=Status.APPLICABILITY_UNKNOWN)
    sure, doubtful = answers(clause, dossier)
    pages = _Pages(tuple(sure), tuple(doubtful))
    finding, reading = _weigh(case, clause, clock, pages)
    readings = {clock.value: finding.status}
    readings |= {c.value: _weigh(case, clause, c, pages)[0].status for c in CLOCKS if c is not clock}
    verdict = replace(
        bare, status=finding.status, reason=finding.reason, due=finding.due, started=reading.start,
        readings=dict(sorted(readings.items())),
    )  # fmt: skip
    return verdict if reading.deadline is None else _with_working(verdict, case, reading, pages)


@dataclass(frozen=True, slots=True)
class _Pages:
    """Releases that discharge a clause, and those of which that cannot be excluded."""

    sure: tuple[Release, ...]
    doubtful: tuple[Release, ...]

    def of(self, agency: str) -> _Pages:
        """Those of one agency; a medium that relays an authority may relay any."""
        return _Pages(
            tuple(r for r in self.sure if r.agency == agency),
            tuple(r for r in self.doubtful if r.agency == agency or r.relays),
        )


@dataclass(frozen=True, slots=True)
class _Reading:
    """One admissible reading of the evidence, weighed."""

    finding: Finding
    start: Moment | None
    deadline: Moment | None = None
    shut: datetime | None = None
    agency: str | None = None  # where each owes its own: the one on whom the outcome hangs
    holes: tuple[Hole, ...] = ()


def _weigh(case: _Case, clause: Clause, clock: ClockStart, pages: _Pages) -> tuple[Finding, _Reading]:
    """What all admissible readings give together, with the headline one.

    Contradicted claims are all believed or none is. Where the clock starts with a page, they are
    also told apart from those of the answers, since one may be true and the other not.
    """
    picks = [(0, 0)]
    if case.contradicted:
        picks.append((-1, -1))
    if case.contradicted > 1 and clock is not ClockStart.ONSET:
        picks += [(0, -1), (-1, 0)]
    found = [
        _read(case, clause, _start(case, clock, onset, first), pages, pick)
        for onset in case.onsets
        for first, pick in picks
    ]
    if not found:
        unknown = Finding(Status.UNDETERMINED, "start_unknown")
        return unknown, _Reading(unknown, None)
    own = [reading.finding for reading in found[: len(picks)]]
    if len({finding.status for finding in own}) > 1:
        return Finding(Status.DISPUTED, "readings_differ"), found[0]
    if len({reading.finding.status for reading in found}) > 1:
        return Finding(Status.DISPUTED, "authorities_differ"), found[0]
    return found[0].finding, found[0]


def _start(case: _Case, clock: ClockStart, onset: Moment, pick: int) -> Moment | None:
    if clock is ClockStart.ONSET:
        return onset
    if clock in (ClockStart.FIRST_PUBLIC, ClockStart.REPORTED):
        return case.dossier.first_public(pick, onset=onset)
    return None


def started(dossier: Dossier, clock: ClockStart) -> Moment | None:
    """The moment at which that clock starts, None where the evidence does not say."""
    case = _Case.of(dossier)
    return _start(case, clock, case.onsets[0], 0) if case.onsets else None


def _read(case: _Case, clause: Clause, start: Moment | None, pages: _Pages, pick: int) -> _Reading:
    """One reading of the evidence."""
    if start is None or start.earliest is None or start.latest is None or clause.limit is None:
        return _Reading(Finding(Status.UNDETERMINED, "start_unknown"), start)
    deadline = closes(clause.limit, start)
    shut = None if deadline is None else shut_from(clause.limit, deadline)
    if deadline is None or deadline.earliest is None or shut is None:
        return _Reading(Finding(Status.UNDETERMINED, "calendar_unknown"), start)
    window = _Window(start.earliest, deadline.earliest, shut, case.dossier.as_of)
    parties: list[str | None] = [a.id for a in case.dossier.responsible()] if clause.each else []
    found = []
    for party in parties or [None]:
        watched = [w for w in case.watched if party is None or w.agency == party]
        unseen = tuple(hole for w in watched for hole in w.holes(start.earliest, shut))
        own = pages if party is None else pages.of(party)
        finding = _finding(window, own, clause.accepts, pick, complete=bool(watched) and not unseen)
        found.append(_Reading(finding, start, deadline, shut, party, unseen))
    return min(found, key=lambda reading: WORST_FIRST.index(reading.finding.status))


WORST_FIRST = (
    Status.NONE_FOUND, Status.LATE, Status.DISPUTED, Status.UNDETERMINED, Status.UNOBSERVED, Status.PENDING, Status.MET,
)  # fmt: skip
"""Where each agency owes its own, the clause fares as the worst of them."""


def answers(clause: Clause, dossier: Dossier) -> tuple[list[Release], list[Release]]:
    """Releases that discharge the clause, and those of which that cannot be excluded."""
    sure: list[Release] = []
    doubtful: list[Release] = []
    for release in dossier.releases:
        accepted = release.role in clause.accepts
        possible = accepted or any(role in clause.accepts for role in release.maybe)
        if not possible:
            continue
        if release.relays or (release.official and dossier.answerable(release.agency)):
            certain = accepted and release.official and not release.relays and not release.link.doubtful
            (sure if certain else doubtful).append(release)
    return sure, doubtful


@dataclass(frozen=True, slots=True)
class _Window:
    """From when to when an act counts: in time by every reading until ``sure``, by none from ``shut`` on."""

    opens: datetime
    sure: datetime
    shut: datetime
    as_of: datetime

    def part(self, act: Moment) -> tuple[datetime, datetime | None] | None:
        """The part of an act's moment that may lie in or after the window, None where there is none.

        Nobody answers before the incident, and what lies after ``as_of`` has not happened.
        """
        if act.latest is not None and act.latest <= self.opens:
            return None
        low = self.opens if act.earliest is None else max(act.earliest, self.opens)
        return None if low > self.as_of else (low, act.latest)


def _finding(window: _Window, pages: _Pages, accepts: Sequence[Role], pick: int, *, complete: bool) -> Finding:
    """The table of docs/semantics, for one reading of the evidence."""
    acts = [part for release in pages.sure if (part := window.part(release.acted()[pick])) is not None]
    if any(high is not None and high <= window.sure for _, high in acts):
        return Finding(Status.MET, "in_time")
    if any(low < window.shut for low, _ in acts):
        return Finding(Status.UNDETERMINED, "spans_deadline")
    first = min((low for low, _ in acts), default=None)
    parts = (window.part(act) for release in pages.doubtful for act in _possible(release, accepts, first)[pick])
    doubt = any(part is not None and part[0] < window.shut for part in parts)
    if window.as_of < window.shut:
        due = window.as_of >= window.sure
        return Finding(Status.PENDING, "doubtful_answer" if doubt else "running", due=due)
    if doubt:
        return Finding(Status.UNDETERMINED, "doubtful_answer")
    if acts:
        return Finding(Status.LATE, "too_late") if complete else Finding(Status.UNDETERMINED, "late_but_unobserved")
    return Finding(Status.NONE_FOUND, "nothing_found") if complete else Finding(Status.UNOBSERVED, "holes")


def _possible(release: Release, accepts: Sequence[Role], first: datetime | None) -> tuple[tuple[Moment, ...], ...]:
    """When the acts took place that a page in doubt may be or tell of, for each reading.

    A medium that relays an authority tells of an act at any time before, unless the ``first`` act
    that is surely one may be what it tells of.
    """
    told = release.told()
    latest = told[0].latest
    if release.relays and (first is None or latest is None or first >= latest):
        return tuple((one,) for one in told)
    return release.may_have_acted(accepts)


def _with_working(verdict: Verdict, case: _Case, reading: _Reading, pages: _Pages) -> Verdict:
    """The verdict with the facts that it stands on."""
    start, shut, clause = reading.start, reading.shut, verdict.clause
    assert start is not None
    assert shut is not None
    own = pages if reading.agency is None else pages.of(reading.agency)
    fulfilled = _earliest([act for release in own.sure for act in release.acted()], start)
    hindsight = (
        clause.grades is not None
        and shut <= verdict.as_of
        and not grading_of(case.dossier, known_before=shut).admitted <= clause.grades
    )
    return replace(
        verdict,
        deadline=reading.deadline,
        fulfilled=fulfilled,
        fulfilled_by=_decisive(own.sure, fulfilled),
        doubtful=own.doubtful,
        elapsed=_elapsed(start, fulfilled),
        holes=reading.holes,
        watched=tuple(w for w in case.watched if reading.agency in (None, w.agency)),
        hindsight=hindsight,
        evidence=_evidence(case.dossier, own),
    )


def _earliest(acts: Sequence[Moment], start: Moment) -> Moment | None:
    """The earliest fulfilment: smallest lower bound, smallest upper bound. Nobody answers before the start."""
    after = [part for act in acts if (part := act.intersect(Moment(start.earliest, None))) is not None]
    if not after:
        return None
    earliest = min(act.earliest for act in after if act.earliest is not None)
    latest: datetime | None = None
    for act in after:
        latest = earlier_bound(latest, act.latest)
    return Moment(earliest, latest, Basis.DERIVED)


def _decisive(sure: Sequence[Release], fulfilled: Moment | None) -> tuple[Release, ...]:
    """The releases that may be the earliest fulfilment."""
    if fulfilled is None:
        return ()
    return tuple(r for r in sure if any(act.overlaps(fulfilled) for act in r.acted()))


def _elapsed(start: Moment, fulfilled: Moment | None) -> tuple[timedelta, timedelta] | None:
    """Shortest and longest delay that the evidence admits."""
    if fulfilled is None or fulfilled.latest is None or start.earliest is None or start.latest is None:
        return None
    low = timedelta(0) if fulfilled.earliest is None else max(timedelta(0), fulfilled.earliest - start.latest)
    return low, max(low, fulfilled.latest - start.earliest)


def _evidence(dossier: Dossier, pages: _Pages) -> tuple[str, ...]:
    onset = dossier.onset()
    ids = [] if onset is None else [onset.evidence.capture]
    for release in (*pages.sure, *pages.doubtful):
        ids.extend(release.captures)
    return tuple(dict.fromkeys(ids))
