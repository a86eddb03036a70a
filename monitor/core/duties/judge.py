"""All quieter duties of one place and year, as of one instant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from monitor.core.duties.calendar import binds, by_calendar, year_around
from monitor.core.duties.case import Act, Owed, settled
from monitor.core.duties.opened import by_documents, by_itself, short_draft, windows
from monitor.core.duties.periods import local_day
from monitor.core.duties.scene import Posting, Scene
from monitor.core.duties.verdict import DutyVerdict
from monitor.core.incident import contains_place
from monitor.core.instrument import AtLeast, Clause, ClockStart, Instrument
from monitor.core.matter import Opens
from monitor.core.outcome import Status
from monitor.core.release import Release
from monitor.core.statement import Role


def judge_duties(instruments: Iterable[Instrument], scene: Scene, year: int) -> tuple[DutyVerdict, ...]:
    """Every duty without an incident's hour window that was owed in that year, in the order of the catalogue.

    A duty belongs to the year in which its window opens; one with a date, to the year of the date.
    """
    found: list[DutyVerdict] = []
    for instrument in instruments:
        if not _concerns(instrument, scene.place):
            continue
        for clause in instrument.clauses:
            if clause.matter is not None:
                found.extend(_unnumbered(one) for one in _judged(scene, instrument, clause, year))
    return tuple(found)


def _concerns(instrument: Instrument, place: str) -> bool:
    return instrument.covers_place(place) or contains_place(place, instrument.jurisdiction)


def _judged(scene: Scene, instrument: Instrument, clause: Clause, year: int) -> Iterator[DutyVerdict]:
    assert clause.matter is not None
    match clause.matter.opens:
        case Opens.CALENDAR:
            yield from by_calendar(scene, instrument, clause, year)
        case Opens.THIS_DOCUMENT:
            yield from by_itself(scene, instrument, clause, year)
        case Opens.INCIDENT:
            yield from _by_incidents(scene, instrument, clause, year)
        case _:
            for one in by_documents(scene, instrument, clause, year):
                limit = clause.limit
                yield short_draft(one, limit.days) if isinstance(limit, AtLeast) else one


def _unnumbered(one: DutyVerdict) -> DutyVerdict:
    """A clause without a figure is kept when something was done, and is never broken."""
    if one.clause.limit is not None or one.reason == "body_not_monitored":
        return one
    done = bool(one.fulfilled_by)
    return replace(
        one,
        status=Status.MET if done else Status.UNDETERMINED,
        reason="done_no_number" if done else "no_number",
        as_worded=None,
        due=False,
    )


EXTENSION = timedelta(days=60)
"""So much longer an investigation may be given by those who ordered it (493号 第二十九条)."""


def _by_incidents(scene: Scene, instrument: Instrument, clause: Clause, year: int) -> Iterator[DutyVerdict]:
    """An accident's investigation report: handed in within so many days, and as many again where that is granted.

    A published report was handed in before; when, no page has to say. So only an early one settles
    anything: time for technical appraisal is not counted either.
    """
    matter = clause.matter
    assert matter is not None
    for dossier in scene.incidents:
        onset, said = dossier.onset(), dossier.type()
        if onset is None or year_around(onset.moment) != year or said is None:
            continue
        if clause.event_types and not said.value.startswith(clause.event_types):
            continue
        bound = onset.moment.earliest or onset.moment.latest
        day = date(year, 1, 1) if bound is None else local_day(bound)
        applies = binds(instrument, day, day)
        if applies is None:
            continue
        reports = [one for one in dossier.releases if one.role is Role.INVESTIGATION_REPORT]
        starts = (onset.moment,) if clause.clock is ClockStart.ONSET else ()
        bodies = dossier.responsible()
        owed = Owed(
            scene, instrument, clause, dossier.name, dossier.id, bodies, started=starts[0] if starts else None,
            applies=applies, watched=frozenset(agency.id for agency in bodies),
        )  # fmt: skip
        owed = windows(owed, clause, starts)
        owed = replace(owed, frames=tuple(replace(one, shut=one.shut + EXTENSION) for one in owed.frames))
        verdict = settled(owed, [Act(_page(one), doubtful=one.link.doubtful) for one in reports])
        yield verdict if matter.published else _handed_in(verdict)


def _handed_in(one: DutyVerdict) -> DutyVerdict:
    """What a report's publication tells of the day on which it was handed in: that this was not later."""
    if one.reason == "spans_deadline" and one.deadline is not None and one.fulfilled is not None:
        late = one.deadline.surely_before(one.fulfilled)
        return replace(one, reason="in_extension" if late else one.reason)
    if one.reason == "need_not_show" and one.fulfilled_by:
        return replace(one, reason="handed_in_before", as_worded=None)
    return replace(one, as_worded=None)


def _page(release: Release) -> Posting:
    return Posting(
        release.url, release.title, release.agency or "", release.publication, captures=release.captures
    )
