"""One clause on one dossier, as of one instant: the verdict, with everything needed to redo it.

`late` and `none_found` are grave: they are said only when no admissible reading of the evidence
allows `met`. So a late answer needs the same unbroken view of the window as a missing one: an
earlier page may have stood where nobody looked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from monitor.core.answering import Answers, answers, possible_acts
from monitor.core.applies import (
    Applicability,
    Applies,
    Grading,
    applicability,
    concerns,
    grading_of,
    statutory_publisher,
)
from monitor.core.coverage import Hole
from monitor.core.dossier import Dossier, FeedWatch
from monitor.core.instrument import INCIDENT_DUTIES, Clause, ClockStart, Instrument
from monitor.core.moment import Basis, Moment, earlier_bound, later_bound
from monitor.core.outcome import GRAVE as GRAVE
from monitor.core.outcome import Finding as Finding
from monitor.core.outcome import Status as Status
from monitor.core.outcome import Verdict as Verdict
from monitor.core.release import Release
from monitor.core.stacking import by_statute, stacked
from monitor.core.statement import Role
from monitor.core.window import closes, shut_from

CLOCKS = (ClockStart.ONSET, ClockStart.FIRST_PUBLIC)
START_UNKNOWN = Finding(Status.UNDETERMINED, "start_unknown")


def judge_all(
    instruments: Iterable[Instrument], dossier: Dossier, *, headline: ClockStart | None = None
) -> tuple[Verdict, ...]:
    """Every scored clause that speaks of incidents, in the order of the catalogue.

    Of several texts that owe the same duty the strictest is the headline, the others name it; where
    a statute lets only one body publish, the silence of others is never a breach.
    """
    case = _Case.of(dossier)
    catalogue = tuple(instruments)
    verdicts = [
        _judge(case, instrument, clause, headline)
        for instrument in catalogue
        if concerns(instrument, dossier)
        for clause in instrument.clauses
        if clause.duty in INCIDENT_DUTIES and clause.clock is not ClockStart.CALENDAR and clause.scored
    ]
    publisher = statutory_publisher(catalogue, dossier, grading=case.grading)
    return stacked([by_statute(verdict, publisher) for verdict in verdicts])


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
    graded_by: datetime | None  # when all that is known of the grade was public; None where that is not known
    regraded: bool  # more than one page tells of its grade, so that it may have been another at the deadline
    known: dict[tuple[object, ...], tuple[Hole, ...] | None]  # holes in windows already asked for
    starts: dict[tuple[ClockStart, Moment, int], Moment | None]
    pages: dict[tuple[Role, ...], Answers]  # by the roles that a clause accepts
    told: tuple[str, ...]  # the capture that tells when it happened

    @classmethod
    def of(cls, dossier: Dossier) -> _Case:
        ids = {agency.id for agency in dossier.responsible()}
        onset = dossier.onset()
        known = [t.known_at.latest for t in dossier.tolls] + [g.known_at.latest for g in dossier.grades]
        bounds = [bound for bound in known if bound is not None]
        return cls(
            dossier,
            grading_of(dossier),
            dossier.rival_onsets(),
            tuple(watch for watch in dossier.watches if watch.agency in ids),
            sum(len(release.publication.readings) > 1 for release in dossier.releases),
            max(bounds) if bounds and len(bounds) == len(known) else None,
            len({c.evidence.capture for c in dossier.tolls} | {c.evidence.capture for c in dossier.grades}) > 1,
            {},
            {},
            {},
            () if onset is None else (onset.evidence.capture,),
        )

    def answers(self, accepts: tuple[Role, ...]) -> Answers:
        """The releases that discharge a clause which accepts these roles, and those that may."""
        if accepts not in self.pages:
            self.pages[accepts] = answers(accepts, self.dossier)
        return self.pages[accepts]

    def start(self, clock: ClockStart, onset: Moment, pick: int) -> Moment | None:
        """When that clock starts, if it happened then."""
        if clock is ClockStart.ONSET:
            return onset
        if clock not in (ClockStart.FIRST_PUBLIC, ClockStart.REPORTED):
            return None
        key = (clock, onset, pick)
        if key not in self.starts:
            self.starts[key] = self.dossier.first_public(pick, onset=onset)
        return self.starts[key]

    def unseen(self, window: _Window, agency: str | None) -> tuple[Hole, ...] | None:
        """The holes in what was seen of a window on the feeds of one agency, or of all; None without a feed."""
        end = min(window.told, window.as_of)
        key = (window.opens, end, agency)
        if key not in self.known:
            watched = [w for w in self.watched if agency in (None, w.agency)]
            found = tuple(hole for w in watched for hole in w.holes(window.opens, end)) if end > window.opens else ()
            self.known[key] = found if watched else None
        return self.known[key]


def _judge(case: _Case, instrument: Instrument, clause: Clause, headline: ClockStart | None) -> Verdict:
    """A clause binds where the grade known when the window closed and the final one both say so.

    A later rise stands beside the verdict, unless the clause was met: to have done what the final grade asks
    for faults nobody. Nor does a grade that was taken back since (a toll misreported and corrected). Where the
    page that tells of the rise may have come before the end of the window as well as after it, nothing says
    that the clause did not bind.
    """
    clock = headline if headline in CLOCKS and clause.clock in CLOCKS else clause.clock
    answer = applicability(instrument, clause, case.dossier, grading=case.grading)
    verdict = _by_grade(case, instrument, clause, clock, answer)
    asked = case.regraded and answer.applies is not Applies.NO and verdict.status is not Status.MET
    then, perhaps = _graded_then(case, clause, clock) if asked else (None, None)
    for known in (then, perhaps):
        if known is None or applicability(instrument, clause, case.dossier, grading=known).applies is not Applies.NO:
            return verdict
    assert then is not None
    return replace(
        verdict, status=Status.NOT_APPLICABLE, reason="graded_later", grading=then, due=False, hindsight=True,
        readings={}, final=verdict.status,
    )  # fmt: skip


def _graded_then(case: _Case, clause: Clause, clock: ClockStart) -> tuple[Grading | None, Grading | None]:
    """The grade as it was surely, and as it was perhaps known when the window closed.

    Neither while it runs, or where nothing has come since.
    """
    start = case.start(clock, case.onsets[0], 0) if case.onsets else None
    if clause.grades is None or clause.limit is None or start is None or start.earliest is None or start.latest is None:
        return None, None
    deadline = closes(clause.limit, start)
    shut = None if deadline is None else shut_from(clause.limit, deadline)
    if shut is None or shut > case.dossier.as_of or (case.graded_by is not None and case.graded_by <= shut):
        return None, None
    surely = grading_of(case.dossier, known_before=shut)
    return surely, grading_of(case.dossier, known_before=shut, surely=False)


def _by_grade(
    case: _Case, instrument: Instrument, clause: Clause, clock: ClockStart, answer: Applicability
) -> Verdict:
    """The verdict, if the grade is the one that was asked about."""
    dossier, grading = case.dossier, answer.grading
    if answer.applies is not Applies.YES:
        status = Status.NOT_APPLICABLE if answer.applies is Applies.NO else Status.APPLICABILITY_UNKNOWN
        return Verdict(dossier.id, dossier.as_of, instrument, clause, status, answer.reason, clock, grading)
    pages = case.answers(clause.accepts)
    finding, reading = _weigh(case, clause, clock, pages)
    readings = {c.value: _weigh(case, clause, c, pages)[0].status for c in CLOCKS if c is not clock}
    readings[clock.value] = finding.status
    own = pages if reading.agency is None else pages.of(reading.agency)
    weighed = reading.deadline is not None
    fulfilled = _earliest(own.acts, reading.start) if weighed else None
    if fulfilled is not None and finding.reason == "readings_differ":  # from the one reading to the other
        other = _earliest([act[-1:] for act in own.acts], reading.start)
        fulfilled = fulfilled if other is None else fulfilled.hull(other)
    return Verdict(
        dossier.id, dossier.as_of, instrument, clause, finding.status, finding.reason, clock, grading,
        started=reading.start,
        deadline=reading.deadline,
        fulfilled=fulfilled,
        fulfilled_by=_decisive(own, fulfilled),
        doubtful=own.doubtful if weighed else (),
        elapsed=_elapsed(reading.start, fulfilled),
        holes=() if reading.window is None else case.unseen(reading.window, reading.agency) or (),
        watched=tuple(w for w in case.watched if reading.agency in (None, w.agency)) if weighed else (),
        readings=dict(sorted(readings.items())),
        due=finding.due,
        hindsight=_hindsight(case, clause, reading.window),
        evidence=tuple(dict.fromkeys((*case.told, *own.captures))) if weighed else (),
    )  # fmt: skip


class _Reading(NamedTuple):
    """One admissible reading of the evidence, weighed."""

    finding: Finding
    start: Moment | None
    deadline: Moment | None = None
    window: _Window | None = None
    agency: str | None = None  # where each owes its own: the one on whom the outcome hangs


def _weigh(case: _Case, clause: Clause, clock: ClockStart, pages: Answers) -> tuple[Finding, _Reading]:
    """What all admissible readings give together, with the headline one.

    A clause that binds has an onset, so there is one reading at least. Contradicted claims are all
    believed or none is. Where the clock starts with a page, they are also told apart from those of
    the answers, since one may be true and the other not.
    """
    picks = [(0, 0)]
    if case.contradicted:
        picks.append((-1, -1))
    if case.contradicted > 1 and clock is not ClockStart.ONSET:
        picks += [(0, -1), (-1, 0)]
    found = [
        _read(case, clause, case.start(clock, onset, first), pages, pick)
        for onset in case.onsets
        for first, pick in picks
    ]
    if len(found) == 1:
        return found[0].finding, found[0]
    own = [reading.finding for reading in found[: len(picks)]]
    if len({finding.status for finding in own}) > 1:
        return Finding(Status.DISPUTED, "readings_differ"), found[0]
    if len({reading.finding.status for reading in found}) > 1:
        return Finding(Status.DISPUTED, "authorities_differ"), found[0]
    return found[0].finding, found[0]


def started(dossier: Dossier, clock: ClockStart) -> Moment | None:
    """The moment at which that clock starts, None where the evidence does not say."""
    case = _Case.of(dossier)
    return case.start(clock, case.onsets[0], 0) if case.onsets else None


def _read(case: _Case, clause: Clause, start: Moment | None, pages: Answers, pick: int) -> _Reading:
    """One reading of the evidence."""
    if start is None or start.earliest is None or start.latest is None or clause.limit is None:
        return _Reading(START_UNKNOWN, start)
    deadline = closes(clause.limit, start)
    shut = None if deadline is None else shut_from(clause.limit, deadline)
    if deadline is None or deadline.earliest is None or shut is None:
        return _Reading(Finding(Status.UNDETERMINED, "calendar_unknown"), start)
    told = shut + REPORTED_WITHIN if set(clause.accepts) == {Role.PRESS_CONFERENCE} else shut
    window = _Window(start.earliest, deadline.earliest, shut, case.dossier.as_of, told)
    if not clause.each:
        return _weighed(case, clause, window, pages, pick, start, deadline)
    own = [
        _weighed(case, clause, window, pages.of(agency.id), pick, start, deadline, agency.id)
        for agency in case.dossier.responsible()
    ]
    worst = min(own, key=lambda reading: WORST_FIRST.index(reading.finding.status), default=None)
    return worst or _weighed(case, clause, window, pages, pick, start, deadline)


def _weighed(
    case: _Case, clause: Clause, window: _Window, pages: Answers, pick: int, start: Moment, deadline: Moment,
    agency: str | None = None,
) -> _Reading:  # fmt: skip
    finding = _finding(window, pages, clause.accepts, pick, lambda: case.unseen(window, agency) == ())
    return _Reading(finding, start, deadline, window, agency)


REPORTED_WITHIN = timedelta(hours=24)
"""A conference counts when held, and the page that reports it comes later: one held in the last hour
of a window may be reported the next day. So long nobody says that there was none."""

WORST_FIRST = (
    Status.NONE_FOUND, Status.LATE, Status.DISPUTED, Status.UNDETERMINED, Status.UNOBSERVED, Status.PENDING, Status.MET,
)  # fmt: skip
"""Where each agency owes its own, the clause fares as the worst of them."""


class _Window(NamedTuple):
    """From when to when an act counts: in time by every reading until ``sure``, by none from ``shut`` on."""

    opens: datetime
    sure: datetime
    shut: datetime
    as_of: datetime
    told: datetime  # until when a page may bring to light what was done in time

    def part(self, act: Moment) -> tuple[datetime, datetime | None] | None:
        """The part of an act's moment that may lie in or after the window, None where there is none.

        Nobody answers before the incident, and what lies after ``as_of`` has not happened.
        """
        if act.latest is not None and act.latest <= self.opens:
            return None
        low = self.opens if act.earliest is None else max(act.earliest, self.opens)
        return None if low > self.as_of else (low, act.latest)


def _finding(
    window: _Window, pages: Answers, accepts: Sequence[Role], pick: int, complete: Callable[[], bool]
) -> Finding:
    """The table of docs/semantics, for one reading of the evidence."""
    acts = [part for act in pages.acts if (part := window.part(act[pick])) is not None]
    if any(high is not None and high <= window.sure for _, high in acts):
        return Finding(Status.MET, "in_time")
    if any(low < window.shut for low, _ in acts):
        return Finding(Status.UNDETERMINED, "spans_deadline")
    first = min((low for low, _ in acts), default=None)
    parts = (window.part(act) for release in pages.doubtful for act in possible_acts(release, accepts, first)[pick])
    doubt = any(part is not None and part[0] < window.shut for part in parts)
    if window.as_of < window.shut:
        due = window.as_of >= window.sure
        return Finding(Status.PENDING, "doubtful_answer" if doubt else "running", due=due)
    if doubt:
        return Finding(Status.UNDETERMINED, "doubtful_answer")
    if window.as_of < window.told:
        if acts:
            return Finding(Status.UNDETERMINED, "report_may_follow")
        return Finding(Status.PENDING, "report_may_follow", due=True)
    if acts:
        return Finding(Status.LATE, "too_late") if complete() else Finding(Status.UNDETERMINED, "late_but_unobserved")
    return Finding(Status.NONE_FOUND, "nothing_found") if complete() else Finding(Status.UNOBSERVED, "holes")


def _hindsight(case: _Case, clause: Clause, window: _Window | None) -> bool:
    """The window is over, and when it closed the grade that makes the clause bind was not yet public."""
    if clause.grades is None or window is None or window.shut > window.as_of:
        return False
    if case.graded_by is not None and case.graded_by <= window.shut:
        return False  # all that is known of the grade was public by then
    return not grading_of(case.dossier, known_before=window.shut).admitted <= clause.grades


def _earliest(acts: Sequence[Sequence[Moment]], start: Moment | None) -> Moment | None:
    """The earliest fulfilment: smallest lower bound, smallest upper bound. Nobody answers before the start."""
    opens = None if start is None else start.earliest
    after = [act for each in acts for act in each if opens is None or act.latest is None or act.latest > opens]
    if not after:
        return None
    earliest, latest = after[0].earliest, after[0].latest
    for act in after[1:]:
        earliest = None if earliest is None or act.earliest is None else min(earliest, act.earliest)
        latest = earlier_bound(latest, act.latest)
    return Moment(later_bound(earliest, opens), latest, Basis.DERIVED)


def _decisive(pages: Answers, fulfilled: Moment | None) -> tuple[Release, ...]:
    """The releases that may be the earliest fulfilment."""
    if fulfilled is None:
        return ()
    pairs = zip(pages.sure, pages.acts, strict=True)
    return tuple(release for release, acts in pairs if any(act.overlaps(fulfilled) for act in acts))


def _elapsed(start: Moment | None, fulfilled: Moment | None) -> tuple[timedelta, timedelta] | None:
    """Shortest and longest delay that the evidence admits."""
    if start is None or start.earliest is None or start.latest is None or fulfilled is None:
        return None
    if fulfilled.earliest is None or fulfilled.latest is None:
        return None
    low = max(timedelta(0), fulfilled.earliest - start.latest)
    return low, max(low, fulfilled.latest - start.earliest)
