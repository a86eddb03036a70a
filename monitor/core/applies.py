"""Which clauses bind an incident: by time, place, type and grade; and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache
from math import inf
from zoneinfo import ZoneInfo

from monitor.core.dossier import Authority, Dossier, GradeClaim, PlaceClaim, TollClaim
from monitor.core.grading import toll_days
from monitor.core.incident import CONCERN, GRADES, NATION, Grade, contains_place
from monitor.core.instrument import INCIDENT_DUTIES, Clause, ClockStart, Duty, Instrument
from monitor.core.moment import Basis, Moment
from monitor.core.statement import Harm
from monitor.core.tolls import derived_grade

SHANGHAI = ZoneInfo("Asia/Shanghai")
ANY_GRADE = frozenset(Grade)
TOLD_WITHIN = timedelta(days=30)
"""A matter of concern that nobody dates is taken to be no older than this when it is first told, where it matters only
which instruments were in force: its clock runs from the first mention."""


class Applies(StrEnum):
    """Whether a clause binds an incident."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Grading:
    """The grades an incident may have, on what basis, and since when that was known."""

    admitted: frozenset[Grade]
    basis: str  # stated, derived, none
    known_at: Moment | None
    source: str = ""

    @property
    def value(self) -> Grade | None:
        """The grade, where only one is admitted."""
        return next(iter(self.admitted)) if len(self.admitted) == 1 else None


UNGRADED = Grading(ANY_GRADE, "none", None)
OF_CONCERN = Grading(
    frozenset({Grade.OTHER}), "derived", None, "国办发〔2016〕61号：特别重大、重大突发事件以外的“其他政务舆情”"
)
"""What a matter of public concern is where nobody tells of an emergency, of harm or of a grade."""


@dataclass(frozen=True, slots=True)
class Applicability:
    """The answer, with the fact that decided it or that would."""

    applies: Applies
    reason: str  # key of a message
    grading: Grading = UNGRADED


def grading_of(dossier: Dossier, *, known_before: datetime | None = None, surely: bool = True) -> Grading:
    """The grade of the incident from what was recorded; a stated one beats the figures.

    ``known_before`` leaves out what became public later: the grade as it was known at a deadline. What may
    have come before or after it (a page that bears only a day) is left out too, unless not asked ``surely``.
    """
    stated = [c for c in dossier.grades if known_before is None or _known(c.known_at, known_before, surely)]
    if stated:
        top = max(c.authority for c in stated)
        trusted = [c for c in stated if c.authority is top]
        newest = max(trusted, key=_recorded)
        if top is not Authority.MEDIA:
            since = min((c for c in trusted if c.value is newest.value), key=_recorded)
            return Grading(frozenset({newest.value}), "stated", since.known_at, newest.evidence.url)
    tolls = (
        c
        for c in dossier.tolls
        if (known_before is None or _known(c.known_at, known_before, surely)) and _still_counts(c, dossier)
    )
    type_claim = dossier.type()
    derived = derived_grade(None if type_claim is None else type_claim.value, tolls)
    admitted = derived.admitted
    if stated:  # only media state one: it is believed where the figures allow it
        said = frozenset(c.value for c in stated)
        admitted = (admitted & said) or (admitted | said) if admitted else said | {Grade.OTHER}
        first = min(stated, key=_recorded)
        return Grading(admitted, "stated", first.known_at, first.evidence.url)
    if not admitted:
        return OF_CONCERN if of_concern_alone(dossier) else UNGRADED
    return Grading(admitted, "derived", derived.known_at, derived.source)


def of_concern_alone(dossier: Dossier) -> bool:
    """All who tell of it take it for a matter of public concern, and nobody for an emergency with a toll."""
    return bool(dossier.types) and not dossier.tolls and all(one.value.startswith(CONCERN) for one in dossier.types)


def _still_counts(claim: TollClaim, dossier: Dossier) -> bool:
    """A death counts towards the grade for so many days after the incident (493号 第十三条)."""
    onset, said = dossier.onset(), dossier.type()
    current = claim.as_of or claim.known_at
    if onset is None or onset.moment.latest is None or current.earliest is None:
        return True
    return current.earliest < onset.moment.latest + timedelta(days=toll_days(None if said is None else said.value))


def _recorded(claim: GradeClaim) -> tuple[datetime, str, str]:
    """In the order of record, whatever the order in which claims are given."""
    return claim.evidence.recorded_at, claim.evidence.capture, claim.value.value


def applicability(instrument: Instrument, clause: Clause, dossier: Dossier, *, grading: Grading) -> Applicability:
    """Does the clause bind the incident? Every test that fails surely says no; one in doubt, unknown."""
    if clause.duty not in INCIDENT_DUTIES or clause.clock is ClockStart.CALENDAR:
        return Applicability(Applies.NO, "not_about_incidents", grading)
    doubts: list[str] = []
    for test in _reach(instrument, dossier):
        if test is not None and test[0] is Applies.NO:
            return Applicability(Applies.NO, test[1], grading)
        if test is not None:
            doubts.append(test[1])
    if clause.event_types:
        said = dossier.type()
        if said is None:
            doubts.append("type_unknown")
        elif not said.value.startswith(clause.event_types):
            if not _may_be(said.value, clause.event_types):
                return Applicability(Applies.NO, "other_type", grading)
            doubts.append("type_unknown")
    if clause.grades is not None:
        if not grading.admitted & clause.grades:
            return Applicability(Applies.NO, "other_grade", grading)
        if not grading.admitted <= clause.grades:
            doubts.append("grade_unknown")
    if doubts:
        return Applicability(Applies.UNKNOWN, doubts[0], grading)
    return Applicability(Applies.YES, "binds", grading)


def concerns(instrument: Instrument, dossier: Dossier) -> bool:
    """The document may have been in force, and for that place: its clauses are worth asking one by one."""
    return not any(test is not None and test[0] is Applies.NO for test in _reach(instrument, dossier))


def _reach(instrument: Instrument, dossier: Dossier) -> tuple[tuple[Applies, str] | None, ...]:
    """What the document's time and place say against it or leave in doubt."""
    onset = dossier.onset()
    moment = None if onset is None else onset.moment
    if moment is not None and moment.earliest is None and moment.latest is not None and of_concern_alone(dossier):
        moment = Moment(moment.latest - TOLD_WITHIN, moment.latest, moment.basis)
    return _in_force(instrument, moment), _in_place(instrument, dossier.place())


def _may_be(said: str, event_types: tuple[str, ...]) -> bool:
    """The type is known only as a class (事故灾难) of which the clause names a member, or not at all (突发事件)."""
    return said.startswith("突发事件") or any(one.startswith(said) for one in event_types)


def statutory_publisher(instruments: Iterable[Instrument], dossier: Dossier, *, grading: Grading) -> str:
    """Who alone may publish about such an incident by a statute that binds it, with the statute; or nothing."""
    onset, place, said = dossier.onset(), dossier.place(), dossier.type()
    if onset is None or said is None:
        return ""
    for instrument in instruments:
        for clause in instrument.clauses:
            if clause.duty is not Duty.STATUTORY_PUBLISHER or not said.value.startswith(clause.event_types):
                continue
            if clause.grades is not None and not grading.admitted & clause.grades:
                continue
            if _in_force(instrument, onset.moment) is None and _in_place(instrument, place) is None:
                return f"{clause.responsible}（{instrument.title}{clause.article}）"
    return ""


def _in_force(instrument: Instrument, onset: Moment | None) -> tuple[Applies, str] | None:
    period = _period(instrument.effective_from, instrument.effective_to)
    if onset is not None and not onset.overlaps(period):
        return Applies.NO, "not_in_force"
    if period.earliest is None or instrument.force_unknown:
        return Applies.UNKNOWN, "effect_unknown"
    if onset is None:
        return Applies.UNKNOWN, "onset_unknown"
    sure = _period(instrument.in_force_by or instrument.effective_from, instrument.effective_to)
    return None if onset.within(sure) else (Applies.UNKNOWN, "onset_at_edge")


def _in_place(instrument: Instrument, place: PlaceClaim | None) -> tuple[Applies, str] | None:
    if place is None:
        return None if instrument.covers_place(NATION) else (Applies.UNKNOWN, "place_unknown")
    if instrument.covers_place(place.adcode):
        return None
    if contains_place(place.adcode, instrument.jurisdiction):
        return Applies.UNKNOWN, "place_unknown"  # only the province of the incident is known
    return Applies.NO, "other_place"


@cache
def _period(first: date | None, last: date | None) -> Moment:
    """From the first midnight to the end of the last day, open where a date is not known."""
    start = None if first is None else _midnight(first)
    return Moment(start, None if last is None else _midnight(last + timedelta(days=1)), Basis.DERIVED)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)


def _known(moment: Moment, before: datetime, surely: bool) -> bool:
    """It was public by then: by every reading, or else by some; what has no end in sight was not."""
    if moment.latest is None:
        return False
    return moment.latest <= before if surely else moment.earliest is None or moment.earliest < before


def figures_of(dossier: Dossier) -> Mapping[Harm, tuple[int, int | None]]:
    """The casualties to show, for each kind: the most authoritative word, then the latest, then the highest."""
    figures: dict[Harm, tuple[int, int | None]] = {}
    recorded: dict[Harm, datetime] = {}
    for kind in Harm:
        claims = [c for c in dossier.tolls if c.kind is kind]
        if not claims:
            continue
        chosen = max(
            claims,
            key=lambda c: (c.authority, c.evidence.recorded_at, c.low, c.evidence.capture, _high(c)),
        )
        if kind is Harm.DEAD:
            # Tolls rise: a later, smaller figure of a lesser source is no correction.
            trusted = [c for c in claims if c.authority is chosen.authority]
            chosen = max(trusted, key=lambda c: (c.low, c.evidence.recorded_at, c.evidence.capture, _high(c)))
        figures[kind] = (chosen.low, chosen.high)
        recorded[kind] = max(c.evidence.recorded_at for c in claims if c.authority is chosen.authority)
    if Harm.MISSING in figures and Harm.DEAD in figures and recorded[Harm.MISSING] < recorded[Harm.DEAD]:
        figures[Harm.MISSING] = (0, figures[Harm.MISSING][1])  # not repeated since: found, or among the dead
    return figures


def _high(claim: TollClaim) -> float:
    return inf if claim.high is None else claim.high


def gravest(admitted: frozenset[Grade]) -> Grade | None:
    """The gravest grade among those admitted."""
    return next((grade for grade in GRADES if grade in admitted), None)
