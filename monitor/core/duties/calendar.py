"""Duties that the calendar opens: every week or month, so often a year, by a date, by a day of each year.

What counts as a period's issue: a page that names the period counts for that one, and may come until
the end of the following one; a page that names none counts for the period in which it was published.
The other way of reading (whatever was published within it) is computed beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from monitor.core.duties.case import Act, Owed, apart, settled
from monitor.core.duties.periods import Period, following, label, local_day, month_of, periods, year_of
from monitor.core.duties.scene import Posting, Scene
from monitor.core.duties.verdict import DutyVerdict
from monitor.core.duties.weighing import Frame
from monitor.core.incident import Agency
from monitor.core.instrument import ByDate, Clause, Duty, Every, Instrument, YearlyBy
from monitor.core.matter import Issue, Matter
from monitor.core.moment import Basis, Moment
from monitor.core.outcome import Finding, Status

YEARLY = Every(1, months=12)
_RESOLUTION = timedelta(microseconds=1)


def by_calendar(scene: Scene, instrument: Instrument, clause: Clause, year: int) -> Iterator[DutyVerdict]:
    """What the calendar makes due in that year under one clause."""
    matter = clause.matter
    if matter is None:
        return
    owers = [a for a in scene.local() if instrument.covers_place(a.adcode) and matter.owed_by.fits(a)]
    pages = [p for p in scene.postings if _from(scene, p, instrument) and matter.shows(p.title)]
    if not owers:
        carriers = {page.agency for page in pages}
        owers = [a for a in scene.local() if a.id in carriers and not clause.each]
    if not owers:
        yield from _nobody(scene, instrument, clause, year)
        return
    for bodies in [(one,) for one in owers] if clause.each else [tuple(owers)]:
        channels = _channels(scene, bodies)
        own = [page for page in pages if page.agency in channels]
        doubtful = [p for p in scene.postings if p.agency in channels and p not in own and matter.may_show(p.title)]
        if clause.each:
            doubtful += [page for page in own if _unclear(scene, page, bodies[0])]
            own = [page for page in own if _whose(page, bodies[0])]
        span = Moment(year_of(year).opens, year_of(year + 1).closes, Basis.DERIVED)
        if not isinstance(clause.limit, Every):
            span = year_of(year).moment()
        doubtful = [page for page in doubtful if page.publication.published.overlaps(span)]
        for owed, acts in _windows(scene, instrument, clause, matter, year, bodies, own):
            yield settled(replace(owed, watched=channels), [*acts, *(Act(page, doubtful=True) for page in doubtful)])


ORGAN = re.compile("[局委办厅院站所队]|中心|街道|乡|镇")


def _whose(page: Posting, body: Agency) -> bool:
    """The page is that body's own: on its feed, or on the government's under its name."""
    return page.agency == body.id or body.name in page.title


def _unclear(scene: Scene, page: Posting, body: Agency) -> bool:
    """A page on the government's site that names an organ, and none by its monitored name: it may be the body's."""
    if _whose(page, body) or body.sector == "government":
        return False
    return ORGAN.search(page.title) is not None and not any(one.name in page.title for one in scene.local())


def _windows(
    scene: Scene, instrument: Instrument, clause: Clause, matter: Matter, year: int,
    bodies: tuple[Agency, ...], pages: Sequence[Posting],
) -> Iterator[tuple[Owed, list[Act]]]:  # fmt: skip
    """Each window of the year with the acts that may fall into it."""
    limit = clause.limit
    if isinstance(limit, Every):
        for period in periods(limit, year):
            applies = binds(instrument, period.first, period.last)
            if applies is None:
                continue
            make = _count if clause.duty is Duty.COUNT_MIN else _issue
            owed, acts = make(scene, instrument, clause, limit, period, bodies, pages)
            yield replace(owed, applies=applies and matter.sure), acts
    elif isinstance(limit, YearlyBy):
        day = date(year, limit.month, limit.day)
        if (applies := binds(instrument, day, day)) is not None:
            owed, acts = _yearly(scene, instrument, clause, day, bodies, pages)
            yield replace(owed, applies=applies and matter.sure), acts
    elif isinstance(limit, ByDate) and limit.day.year == year:
        owed, acts = _by_date(scene, instrument, clause, limit, bodies, pages)
        yield replace(owed, applies=matter.sure), acts
    elif limit is None and (applies := binds(instrument, date(year, 1, 1), date(year, 12, 31))) is not None:
        owed, acts = _unnumbered(scene, instrument, clause, year, bodies, pages)
        yield replace(owed, applies=applies and matter.sure), acts


def binds(instrument: Instrument, first: date, last: date) -> bool | None:
    """The document was in force then: surely, perhaps (False: its days are only bounds), or not (None)."""
    if instrument.effective_to is not None and first > instrument.effective_to:
        return None
    if instrument.effective_from is None or instrument.force_unknown:
        return False
    if last < instrument.effective_from:
        return None
    return instrument.in_force_by is None or first >= instrument.in_force_by


def deadline_of(period: Period) -> Moment:
    """24:00 of its last day."""
    return Moment(period.closes, period.closes + _RESOLUTION, Basis.DERIVED)


def _issue(
    scene: Scene, instrument: Instrument, clause: Clause, every: Every, period: Period,
    bodies: tuple[Agency, ...], pages: Sequence[Posting],
) -> tuple[Owed, list[Act]]:  # fmt: skip
    """The issue of one period."""
    assert clause.matter is not None
    within = Frame(period.opens, period.closes, period.closes)
    named: list[Act] = []
    printed: list[Act] = []
    for page in pages:
        says = scene.named(page.title, every, page.publication)
        inside = [within.possibly(moment) for moment in page.publication.readings]
        if any(inside):
            printed.append(Act(page))
        if says == period:
            named.append(Act(page))
        elif says is None and any(inside):
            sure = all(within.surely(moment) for moment in page.publication.readings)
            named.append(Act(page, doubtful=not sure))
    after = following(every, period)
    grace = Frame(period.opens, after.closes, after.closes)
    by_name = clause.matter.issue is Issue.NAMED
    frame, acts, last = (grace, named, after) if by_name else (within, printed, period)
    other = (within, printed) if by_name else (grace, named)
    owed = Owed(
        scene, instrument, clause, label(every, period), period.first.isoformat(), bodies, (frame,),
        started=period.moment(), deadline=deadline_of(last), since=period.opens, need=every.count,
    )  # fmt: skip
    second = settled(replace(owed, frames=(other[0],), watched=_channels(scene, bodies)), other[1])
    return replace(owed, readings={"published" if by_name else "named": second.status}), acts


def _count(
    scene: Scene, instrument: Instrument, clause: Clause, every: Every, period: Period,
    bodies: tuple[Agency, ...], pages: Sequence[Posting],
) -> tuple[Owed, list[Act]]:  # fmt: skip
    """So many acts within one period."""
    frame = Frame(period.opens, period.closes, period.closes)
    owed = Owed(
        scene, instrument, clause, label(every, period), period.first.isoformat(), bodies, (frame,),
        started=period.moment(), deadline=deadline_of(period), since=period.opens, need=every.count,
    )  # fmt: skip
    return owed, apart([Act(page) for page in pages])


def _yearly(
    scene: Scene, instrument: Instrument, clause: Clause, day: date, bodies: tuple[Agency, ...],
    pages: Sequence[Posting],
) -> tuple[Owed, list[Act]]:  # fmt: skip
    """The report on the year before, by a day of this one."""
    before = year_of(day.year - 1)
    this = year_of(day.year)
    last = Period(this.first, day)
    acts = []
    for page in pages:
        says = scene.named(page.title, YEARLY, page.publication)
        if says == before:
            acts.append(Act(page))
        elif says is None and any(moment.overlaps(this.moment()) for moment in page.publication.readings):
            acts.append(Act(page, doubtful=True))
    owed = Owed(
        scene, instrument, clause, f"{day.year - 1}年度", str(day.year - 1), bodies,
        (Frame(None, last.closes, last.closes),),
        started=last.moment(), deadline=deadline_of(last), since=this.opens,
    )  # fmt: skip
    return owed, acts


def _by_date(
    scene: Scene, instrument: Instrument, clause: Clause, limit: ByDate, bodies: tuple[Agency, ...],
    pages: Sequence[Posting],
) -> tuple[Owed, list[Act]]:  # fmt: skip
    """Once, or so many, by a date; counted from the beginning of the year in which the document came."""
    first = date(min((instrument.effective_from or limit.day).year, limit.day.year), 1, 1)
    span = Period(first, limit.day)
    owed = Owed(
        scene, instrument, clause, f"{limit.day.isoformat()} 前", limit.day.isoformat(), bodies,
        (Frame(span.opens, span.closes, span.closes),),
        started=span.moment(), deadline=deadline_of(span), since=span.opens, need=limit.count,
    )  # fmt: skip
    acts = [Act(page, _stands_for(page.title, limit.count)) for page in pages]
    return owed, apart(acts) if limit.count > 1 else acts


def _stands_for(title: str, need: int) -> int:
    """How many of the things asked for one page carries: a title that names their number carries all of them."""
    found = re.search(r"([0-9]{1,4})\s?[个项]", title)
    return min(need, int(found[1])) if found and need > 1 else 1


def _unnumbered(
    scene: Scene, instrument: Instrument, clause: Clause, year: int, bodies: tuple[Agency, ...],
    pages: Sequence[Posting],
) -> tuple[Owed, list[Act]]:  # fmt: skip
    """A duty without a figure: what was found in the year is shown, and nobody fails."""
    span = year_of(year)
    owed = Owed(
        scene, instrument, clause, f"{year}年", str(year), bodies, (Frame(span.opens, span.closes, span.closes),),
        since=span.opens,
    )  # fmt: skip
    return owed, [Act(page) for page in pages]


def _nobody(scene: Scene, instrument: Instrument, clause: Clause, year: int) -> Iterator[DutyVerdict]:
    """No body that owes it is monitored: said once for the whole year."""
    limit = clause.limit
    if isinstance(limit, ByDate) and limit.day.year != year:
        return
    span = month_of(year, 1, 12)
    if binds(instrument, span.first, span.last) is None:
        return
    owed = Owed(scene, instrument, clause, f"{year}年", str(year), ())
    finding = Finding(Status.UNOBSERVED, "body_not_monitored")
    yield replace(settled(owed, []), status=finding.status, reason=finding.reason, as_worded=None)


def _channels(scene: Scene, bodies: Sequence[Agency]) -> frozenset[str]:
    """Where it would stand: on the feeds of those who owe it, and of their own place's government."""
    found = {body.id for body in bodies}
    for body in bodies:
        found |= {one.id for one in scene.government_of(body)}
    return frozenset(found)


def _from(scene: Scene, page: Posting, instrument: Instrument) -> bool:
    agency = scene.agencies.get(page.agency)
    return agency is not None and instrument.covers_place(agency.adcode)


def year_around(moment: Moment) -> int | None:
    """The local year in which something began, as far as that is known."""
    bound = moment.earliest or moment.latest
    return None if bound is None else local_day(bound).year
