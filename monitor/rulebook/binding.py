"""What binds a place on a date, and which of several texts is the strictest.

Texts stack: the nation's, the province's, the city's. The strictest one in force per duty and grade
is the headline; the others stay listed, so that a looser local text never displaces a stricter
national one unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from monitor.core.incident import GRADES, Grade, ancestors
from monitor.core.instrument import INCIDENT_DUTIES, Clause, Instrument
from monitor.rulebook.limits import length

ALL_GRADES = (*GRADES, Grade.OTHER)


class InForce(StrEnum):
    """Whether a document is in force on a date."""

    YES = "yes"
    ASSUMED = "assumed"  # by dates that the text does not give itself
    UNKNOWN = "unknown"  # no first day is known
    NO = "no"


@dataclass(frozen=True, slots=True)
class Binding:
    """One clause that binds, or may bind, a place on a date."""

    instrument: Instrument
    clause: Clause
    in_force: InForce
    headline: frozenset[Grade] = frozenset()  # grades for which no other scored clause is stricter
    stricter: tuple[str, ...] = ()  # scored clauses of the same duty that ask for more at some grade

    @property
    def scored(self) -> bool:
        """Verdicts are given for it."""
        return scorable(self.instrument, self.clause)


def scorable(instrument: Instrument, clause: Clause) -> bool:
    """Verdicts are given and counted under this clause.

    It was read in the text, binds, has a number, is owed to the public, pages can discharge it (by
    role about an incident, or as ``shows`` says), and the document's first day in force is known.
    """
    quiet = clause.matter is not None and clause.matter.published
    return (
        clause.scored
        and (quiet or clause.duty in INCIDENT_DUTIES)
        and instrument.effective_from is not None
        and not instrument.force_unknown
    )


def in_force(instrument: Instrument, on: date) -> InForce:
    """Whether the document is in force that day; first and last day included."""
    if instrument.effective_to is not None and on > instrument.effective_to:
        return InForce.NO
    if instrument.effective_from is None:
        return InForce.UNKNOWN
    if on < instrument.effective_from:
        return InForce.NO
    if instrument.in_force_by is not None and on < instrument.in_force_by:
        return InForce.UNKNOWN
    return InForce.ASSUMED if instrument.dates_assumed else InForce.YES


def binding(instruments: Mapping[str, Instrument], adcode: str, on: date) -> tuple[Binding, ...]:
    """Every clause that may bind the place that day: nation first, then downwards, in file order."""
    rank = {place: depth for depth, place in enumerate(reversed(ancestors(adcode)))}
    found = [
        (rank.get(ancestors(instrument.jurisdiction)[0], 0), Binding(instrument, clause, state))
        for instrument in instruments.values()
        if instrument.covers_place(adcode) and (state := in_force(instrument, on)) is not InForce.NO
        for clause in instrument.clauses
    ]
    found.sort(key=lambda pair: pair[0])
    stacked = [one for _, one in found]
    return tuple(_placed(one, stacked) for one in stacked)


def stricter(one: Clause, other: Clause) -> bool:
    """The first leaves less time than the second."""
    mine, theirs = length(one.limit), length(other.limit)
    return mine is not None and (theirs is None or mine < theirs)


def binds_grade(clause: Clause, grade: Grade) -> bool:
    """The clause covers incidents of that grade."""
    return clause.grades is None or grade in clause.grades


def same_matter(one: Clause, other: Clause) -> bool:
    """Both owe the same duty for incident types that overlap."""
    if one.duty is not other.duty:
        return False
    if one.duty not in INCIDENT_DUTIES:
        return one.about == other.about
    if not one.event_types or not other.event_types:
        return True
    return any(a.startswith(b) or b.startswith(a) for a in one.event_types for b in other.event_types)


def _placed(one: Binding, stacked: Iterable[Binding]) -> Binding:
    rivals = [
        other
        for other in stacked
        if other.scored and same_matter(other.clause, one.clause) and stricter(other.clause, one.clause)
    ]
    shared = [r.clause.id for r in rivals if any(binds_grade(r.clause, g) for g in _grades(one.clause))]
    free = [g for g in _grades(one.clause) if not any(_covers(r.clause, one.clause, g) for r in rivals)]
    headline = frozenset(free if one.scored else ())
    return replace(one, headline=headline, stricter=tuple(shared))


def _grades(clause: Clause) -> tuple[Grade, ...]:
    return tuple(grade for grade in ALL_GRADES if binds_grade(clause, grade))


def _covers(rival: Clause, clause: Clause, grade: Grade) -> bool:
    """The rival asks for more at that grade for every type of incident that the clause is about."""
    wide = not rival.event_types or (clause.event_types and set(clause.event_types) <= set(rival.event_types))
    return bool(wide) and binds_grade(rival, grade)
