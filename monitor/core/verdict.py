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

from monitor.core.applies import Applicability, Applies, Grading, applicability, grading_of
from monitor.core.coverage import Hole
from monitor.core.dossier import Dossier, FeedWatch
from monitor.core.instrument import Clause, ClockStart, Instrument
from monitor.core.moment import Basis, Moment, earlier_bound
from monitor.core.release import Release
from monitor.core.window import closes


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
        return len({status for status in (self.readings or {}).values()}) > 1

    @property
    def complete(self) -> bool:
        """Everything listed in the window on the responsible agencies' feeds could be seen."""
        return bool(self.watched) and not self.holes


def judge_all(
    instruments: Iterable[Instrument], dossier: Dossier, *, headline: ClockStart | None = None
) -> tuple[Verdict, ...]:
    """Every scored clause that speaks of incidents, in the order of the catalogue."""
    verdicts = [
        judge(instrument, clause, dossier, headline=headline)
        for instrument in instruments
        for clause in instrument.clauses
        if clause.scored
    ]
    return tuple(v for v in verdicts if v.reason not in ("not_about_incidents", "other_place", "not_in_force"))


def judge(
    instrument: Instrument, clause: Clause, dossier: Dossier, *, headline: ClockStart | None = None
) -> Verdict:
    """The verdict under the headline clock, with the outcome under every other clock beside it."""
    grading = grading_of(dossier)
    answer = applicability(instrument, clause, dossier, grading=grading)
    clock = headline if headline in CLOCKS and clause.clock in CLOCKS else clause.clock
    bare = Verdict(dossier.id, dossier.as_of, instrument, clause, Status.NOT_APPLICABLE, answer.reason, clock, grading)
    if answer.applies is Applies.NO:
        return bare
    if answer.applies is Applies.UNKNOWN:
        return replace(bare, status=Status.APPLICABILITY_UNKNOWN)
    verdict = _under_clock(bare, dossier, clock, answer)
    others = {c.value: _under_clock(bare, dossier, c, answer).status for c in CLOCKS if c is not clock}
    readings = {clock.value: verdict.status, **others}
    return replace(verdict, readings=dict(sorted(readings.items())))


def started(dossier: Dossier, clock: ClockStart) -> Moment | None:
    """The moment at which that clock starts, None where the evidence does not say."""
    onset = dossier.onset()
    if onset is None:
        return None
    if clock is ClockStart.ONSET:
        return onset.moment
    if clock in (ClockStart.FIRST_PUBLIC, ClockStart.REPORTED):
        return dossier.first_public()
    return None


def _under_clock(bare: Verdict, dossier: Dossier, clock: ClockStart, answer: Applicability) -> Verdict:
    clause = bare.clause
    start = started(dossier, clock)
    if start is None or start.earliest is None or start.latest is None or clause.limit is None:
        return replace(bare, status=Status.UNDETERMINED, reason="start_unknown", started=start)
    deadline = closes(clause.limit, start)
    if deadline is None or deadline.earliest is None or deadline.latest is None:
        return replace(bare, status=Status.UNDETERMINED, reason="calendar_unknown", started=start)
    sure, doubtful = answers(clause, dossier)
    watched = tuple(w for w in dossier.watches if w.agency in {a.id for a in dossier.responsible()})
    open_holes = tuple(h for w in watched for h in w.holes(start.earliest, deadline.latest)) if watched else ()
    complete = bool(watched) and not open_holes
    findings = {
        _finding(start, deadline, acts, maybe, as_of=dossier.as_of, complete=complete)
        for acts, maybe in _readings(sure, doubtful, start)
    }
    finding = _join(findings)
    fulfilled = _earliest([m for release in sure for m in release.acted()], start)
    hindsight = (
        clause.grades is not None
        and deadline.latest <= dossier.as_of
        and not grading_of(dossier, known_before=deadline.latest).admitted <= clause.grades
    )
    return replace(
        bare,
        status=finding.status,
        reason=finding.reason,
        due=finding.due,
        clock=clock,
        started=start,
        deadline=deadline,
        fulfilled=fulfilled,
        fulfilled_by=_decisive(sure, fulfilled),
        doubtful=tuple(doubtful),
        elapsed=_elapsed(start, fulfilled),
        holes=open_holes,
        watched=watched,
        hindsight=hindsight,
        evidence=_evidence(dossier, sure, doubtful),
    )


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


Act = Moment


def _readings(
    sure: Sequence[Release], doubtful: Sequence[Release], start: Moment
) -> list[tuple[tuple[Act, ...], tuple[Act, ...]]]:
    """Claimed and observed readings of the evidence: every contradicted claim believed, or none."""
    found = []
    for pick in (0, -1):
        acts = tuple(_after(release.acted()[pick], start) for release in sure)
        maybe = tuple(_after(release.acted()[pick], start) for release in doubtful)
        found.append((acts, maybe))
    return found


def _after(act: Moment, start: Moment) -> Act:
    """Nobody answers before the incident: the part of the moment that lies after the start."""
    return act.intersect(Moment(start.earliest, None)) or act


def _finding(
    start: Moment,
    deadline: Moment,
    acts: Sequence[Act],
    maybe: Sequence[Act],
    *,
    as_of: datetime,
    complete: bool,
) -> Finding:
    """The table of docs/semantics, for one reading of the evidence."""
    assert deadline.earliest is not None
    assert deadline.latest is not None
    if any(act.latest is not None and act.latest <= deadline.earliest for act in acts):
        return Finding(Status.MET, "in_time")
    in_time = [a for a in (*acts, *maybe) if a.earliest is None or a.earliest < deadline.latest]
    if as_of < deadline.latest and not acts:
        return Finding(Status.PENDING, "doubtful_answer" if maybe else "running", due=as_of >= deadline.earliest)
    if any(a.earliest is None or a.earliest < deadline.latest for a in acts):
        return Finding(Status.UNDETERMINED, "spans_deadline")
    if in_time:
        return Finding(Status.UNDETERMINED, "doubtful_answer")
    if acts:
        if as_of < deadline.latest or complete:
            return Finding(Status.LATE, "too_late")
        return Finding(Status.UNDETERMINED, "late_but_unobserved")
    return Finding(Status.NONE_FOUND, "nothing_found") if complete else Finding(Status.UNOBSERVED, "holes")


def _join(findings: set[Finding]) -> Finding:
    """One outcome where all readings agree; a dispute where they do not."""
    if len({finding.status for finding in findings}) == 1:
        return min(findings, key=lambda finding: finding.reason)
    return Finding(Status.DISPUTED, "readings_differ")


def _earliest(acts: Sequence[Moment], start: Moment) -> Moment | None:
    """The earliest fulfilment: smallest lower bound, smallest upper bound."""
    if not acts:
        return None
    after = [_after(act, start) for act in acts]
    lows = [act.earliest for act in after]
    latest: datetime | None = None
    for act in after:
        latest = earlier_bound(latest, act.latest)
    earliest = None if None in lows else min(low for low in lows if low is not None)
    if earliest is not None and latest is not None and latest <= earliest:
        latest = earliest + timedelta(microseconds=1)
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


def _evidence(dossier: Dossier, sure: Sequence[Release], doubtful: Sequence[Release]) -> tuple[str, ...]:
    onset = dossier.onset()
    ids = [] if onset is None else [onset.evidence.capture]
    for release in (*sure, *doubtful):
        ids.extend(release.captures)
    return tuple(dict.fromkeys(ids))
