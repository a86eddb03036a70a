"""What a lawyer should look at in a catalogue that loads: overlaps, gaps, clauses that can never count.

Findings are no mistakes of form (those stop the loading); each says what the catalogue does now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations

from monitor.core.incident import GRADES, NATION, contains_place
from monitor.core.instrument import INCIDENT_DUTIES, Clause, Duty, Instrument
from monitor.core.problems import Problem
from monitor.rulebook.binding import ALL_GRADES, binds_grade, same_matter, scorable, stricter
from monitor.rulebook.loading import Rulebook

_DAY = timedelta(days=1)


class FindingKind(StrEnum):
    """What kind of thing was found."""

    OVERLAP = "overlap"  # two clauses of one document owe the same duty at one grade
    GAP = "gap"  # days or a grade between others for which nothing is owed
    DEAD = "dead"  # can never be scored although its words could be
    SHADOWED = "shadowed"  # a stricter text of the same or a higher place is in force all its days
    UNDATED = "undated"  # no first day is known: shown, not scored
    UNSOURCED = "unsourced"  # no source is named
    MISNAMED = "misnamed"  # the file is not called <adcode>-<id>.yaml
    DATES = "dates"  # dates that look odd


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding, with the document and clause it is about."""

    kind: FindingKind
    problem: Problem
    instrument: str
    clause: str = ""

    def __str__(self) -> str:
        return f"{self.problem} [{self.kind}]"


def validate(instruments: Mapping[str, Instrument]) -> tuple[Finding, ...]:
    """Everything worth a second look, by document, then kind by kind."""
    places = instruments.places if isinstance(instruments, Rulebook) else {}
    found: list[Finding] = []
    for instrument in instruments.values():
        found.extend(_document(instrument, places))
        found.extend(_overlaps(instrument, places))
        found.extend(_grade_gaps(instrument, places))
        for clause in instrument.clauses:
            found.extend(_dead(instrument, clause, places))
            found.extend(_shadowed(instrument, clause, instruments, places))
    found.extend(_period_gaps(instruments, places))
    return tuple(found)


def _at(places: Mapping[str, str], instrument: Instrument, clause: str = "") -> str:
    return places.get(clause or instrument.id) or places.get(instrument.id) or instrument.file or instrument.id


def _document(instrument: Instrument, places: Mapping[str, str]) -> Iterator[Finding]:
    where = _at(places, instrument)
    if instrument.effective_from is None and instrument.clauses:
        what = "no first day in force is known, so its clauses are shown and never scored"
        yield Finding(FindingKind.UNDATED, Problem(where, what, "add effective_from once it is known"), instrument.id)
    if not instrument.source:
        what = "no source is named"
        yield Finding(FindingKind.UNSOURCED, Problem(where, what, "add source: with the address"), instrument.id)
    expected = f"{instrument.jurisdiction}-{instrument.id}"
    if instrument.file and instrument.file.rsplit(".", 1)[0] != expected:
        what = f'the file is called "{instrument.file}"'
        mend = f'call it "{expected}.yaml", so that a listing is a map'
        yield Finding(FindingKind.MISNAMED, Problem(where, what, mend), instrument.id)
    if instrument.issued and instrument.effective_from and instrument.issued > instrument.effective_from:
        what = f"issued {instrument.issued}, after its first day in force {instrument.effective_from}"
        mend = "right only for an amended text whose first version was older"
        yield Finding(FindingKind.DATES, Problem(where, what, mend), instrument.id)


def _overlaps(instrument: Instrument, places: Mapping[str, str]) -> Iterator[Finding]:
    for one, other in combinations(instrument.clauses, 2):
        if not same_matter(one, other):
            continue
        shared = [g for g in ALL_GRADES if binds_grade(one, g) and binds_grade(other, g)]
        if shared:
            what = f"owes {other.duty} at {'、'.join(shared)}, as {one.id} does"
            mend = "tell their grades, types or subjects apart, or join them"
            where = _at(places, instrument, other.id)
            yield Finding(FindingKind.OVERLAP, Problem(where, what, mend), instrument.id, other.id)


def _grade_gaps(instrument: Instrument, places: Mapping[str, str]) -> Iterator[Finding]:
    """A duty owed at one grade and at a lower one, but not in between, in one document."""
    for duty in sorted(INCIDENT_DUTIES):
        owed = [c for c in instrument.clauses if c.duty is duty and c.grades is not None]
        bound = [any(binds_grade(c, g) for c in owed) for g in GRADES]
        for position in range(1, len(GRADES) - 1):
            if not bound[position] and any(bound[:position]) and any(bound[position + 1 :]):
                what = f"owes {duty} above and below {GRADES[position]}, but not at it"
                where = _at(places, instrument)
                yield Finding(FindingKind.GAP, Problem(where, what, "check the grades of the clauses"), instrument.id)


def _dead(instrument: Instrument, clause: Clause, places: Mapping[str, str]) -> Iterator[Finding]:
    if clause.limit is None or not clause.verified or clause.duty not in INCIDENT_DUTIES or clause.accepts:
        return
    what = "has a limit, but no role discharges it, so it is shown and never scored"
    mend = "name the roles in accepts, if the web can show that it was kept"
    yield Finding(FindingKind.DEAD, Problem(_at(places, instrument, clause.id), what, mend), instrument.id, clause.id)


def _shadowed(
    instrument: Instrument,
    clause: Clause,
    instruments: Mapping[str, Instrument],
    places: Mapping[str, str],
) -> Iterator[Finding]:
    if not scorable(instrument, clause):
        return
    grades = [g for g in ALL_GRADES if binds_grade(clause, g)]
    above = {
        grade: next(
            (
                rival.id
                for other in instruments.values()
                if other.id != instrument.id
                and contains_place(other.jurisdiction or NATION, instrument.jurisdiction)
                and _throughout(other, instrument)
                for rival in other.clauses
                if scorable(other, rival)
                and not rival.event_types
                and binds_grade(rival, grade)
                and same_matter(rival, clause)
                and stricter(rival, clause)
            ),
            "",
        )
        for grade in grades
    }
    if grades and all(above.values()):
        names = ", ".join(sorted(set(above.values())))
        what = f"is never the headline: {names} asks for more all the time it is in force"
        mend = "nothing to mend; it is listed beside the stricter text"
        where = _at(places, instrument, clause.id)
        yield Finding(FindingKind.SHADOWED, Problem(where, what, mend), instrument.id, clause.id)


def _throughout(other: Instrument, instrument: Instrument) -> bool:
    """The other document is in force on every day of this one."""
    if other.effective_from is None or instrument.effective_from is None:
        return False
    last = instrument.effective_to or date.max
    return other.effective_from <= instrument.effective_from and (other.effective_to or date.max) >= last


def _period_gaps(instruments: Mapping[str, Instrument], places: Mapping[str, str]) -> Iterator[Finding]:
    """Days between two documents of one place on which neither asks for a duty both ask for."""
    for jurisdiction in sorted({one.jurisdiction for one in instruments.values()}):
        for duty in sorted(INCIDENT_DUTIES):
            yield from _holes(instruments, jurisdiction, duty, places)


def _holes(
    instruments: Mapping[str, Instrument], jurisdiction: str, duty: Duty, places: Mapping[str, str]
) -> Iterator[Finding]:
    periods = sorted(
        (one.effective_from, one.effective_to or date.max, one.id)
        for one in instruments.values()
        if one.jurisdiction == jurisdiction
        and one.effective_from is not None
        and any(c.duty is duty and scorable(one, c) and not c.event_types for c in one.clauses)
    )
    covered: date | None = None
    for first, last, name in periods:
        if covered is not None and covered != date.max and first > covered + _DAY:
            what = f"nothing asks for {duty} at {jurisdiction} from {covered + _DAY} to {first - _DAY}"
            where = _at(places, instruments[name])
            yield Finding(FindingKind.GAP, Problem(where, what, "check the dates of the documents"), name)
        covered = last if covered is None else max(covered, last)
