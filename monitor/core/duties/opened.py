"""Duties that a document opens: so many days after it, before it takes effect, together with it, at least so long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from monitor.core.document import LEAST, Document, Kind, Tie, squeezed
from monitor.core.duties.calendar import YEARLY, binds, year_around
from monitor.core.duties.case import Act, Owed, settled
from monitor.core.duties.periods import Period, local_day, midnight
from monitor.core.duties.scene import Posting, Scene
from monitor.core.duties.verdict import DutyVerdict
from monitor.core.duties.weighing import Frame
from monitor.core.incident import Agency, Level
from monitor.core.instrument import AtLeast, Before, Clause, ClockStart, Instrument
from monitor.core.matter import Matter, Opens
from monitor.core.moment import Basis, Moment
from monitor.core.outcome import Status
from monitor.core.publication import Publication
from monitor.core.window import closes, shut_from

_KIND = {
    Opens.POLICY: Kind.POLICY,
    Opens.NORMATIVE: Kind.NORMATIVE,
    Opens.GUIDELINE: Kind.GUIDELINE,
    Opens.BUDGET: Kind.BUDGET,
    Opens.DRAFT: Kind.DRAFT,
}
GOVERNMENTS = ("政发", "政办", "府发", "府办", "政规", "府规", "府令")
"""What the number of a document says that a government or its office has issued."""
_DAY = timedelta(days=1)


def by_documents(scene: Scene, instrument: Instrument, clause: Clause, year: int) -> Iterator[DutyVerdict]:
    """What the documents of that year make due under one clause, document by document."""
    matter = clause.matter
    if matter is None:
        return
    for document in scene.documents:
        sure = _opens(scene, instrument, matter, document)
        if sure is None:
            continue
        starts = _starts(clause, document)
        begun = year_around(starts[0] if starts else document.publication.published)
        if begun != year:
            continue
        day = _first_day(starts or (document.publication.published,))
        applies = None if day is None else binds(instrument, day, day)
        if applies is None:
            continue
        owed = _owed(scene, instrument, clause, document, starts)
        acts, ties = _acts(scene, clause, matter, document)
        named = matter.sure or bool(ties) or _government(document)
        yield settled(replace(owed, applies=applies and sure and named, ties=ties), acts)


def _opens(scene: Scene, instrument: Instrument, matter: Matter, document: Document) -> bool | None:
    """The document starts the clock: surely, perhaps, or not (None)."""
    agency = scene.agencies.get(document.agency or "")
    if agency is None or document.imprint.own is False:
        return None
    if matter.opens is Opens.GUIDELINE:
        fits = agency.level is Level.NATIONAL
        return document.is_a(Kind.GUIDELINE) if fits and document.is_a(Kind.GUIDELINE) is not False else None
    if agency.id not in {one.id for one in scene.local()} or not instrument.covers_place(agency.adcode):
        return None
    if not matter.owed_by.fits(agency):
        return None
    imprint = document.imprint
    if {Kind.INTERPRETATION, Kind.GAZETTE} & imprint.kinds or (matter.opens is not Opens.DRAFT and _draft(document)):
        return None
    if matter.opens is Opens.MEETING:
        return True if imprint.meeting else None
    if matter.opens is Opens.INFORMATION:
        named = imprint.number or imprint.kinds
        return (imprint.own is True) if named and (imprint.written or imprint.issued) else None
    if matter.opens is Opens.BUDGET and matter.shows(document.title) and not _whole_budget(document):
        return None  # it is what must come with the budget, not the budget
    is_it = document.is_a(_KIND[matter.opens])
    if is_it is False:
        return None
    return bool(is_it) and (imprint.own is True or matter.opens in (Opens.BUDGET, Opens.DRAFT))


def _whole_budget(document: Document) -> bool:
    return any(word in document.title for word in ("部门预算", "部门决算", "单位预算", "单位决算", "预决算"))


def _draft(document: Document) -> bool:
    return Kind.DRAFT in document.imprint.kinds


def _government(document: Document) -> bool:
    """Issued in the name of a government or its office: what it decides is policy of the place."""
    imprint = document.imprint
    number = imprint.number or ""
    return "人民政府" in imprint.issuer or any(word in number for word in GOVERNMENTS)


def _starts(clause: Clause, document: Document) -> tuple[Moment, ...]:
    """When the clock starts, one moment for each reading of the evidence."""
    imprint = document.imprint
    if clause.clock is ClockStart.DOCUMENT_PUBLIC:
        return document.publication.readings
    if clause.clock is ClockStart.INFORMATION_FORMED:
        made = imprint.written or imprint.issued
        return () if made is None else (made,)
    if clause.clock is ClockStart.DOCUMENT_ISSUED:
        if imprint.issued is not None:
            return (imprint.issued,)
        latest = document.publication.published.latest
        if imprint.written is None or imprint.written.earliest is None or latest is None:
            return ()
        if latest <= imprint.written.earliest:
            return (imprint.written,)
        return (Moment(imprint.written.earliest, latest, Basis.DERIVED),)  # signed then, issued later, public by then
    return ()


def _first_day(starts: Sequence[Moment]) -> date | None:
    bounds = [bound for start in starts if (bound := start.earliest or start.latest) is not None]
    return local_day(min(bounds)) if bounds else None


def _owed(
    scene: Scene, instrument: Instrument, clause: Clause, document: Document, starts: tuple[Moment, ...]
) -> Owed:
    """The duty that one document opens, with its window under each reading of the start."""
    agency = scene.agencies.get(document.agency or "")
    matter = clause.matter
    assert matter is not None
    bodies: tuple[Agency, ...] = () if agency is None else (agency,)
    watched = frozenset(one.id for one in (*bodies, *(scene.government_of(agency) if agency else ())))
    if matter.opens is Opens.GUIDELINE:
        bodies = tuple(one for one in scene.local() if matter.owed_by.fits(one) and instrument.covers_place(one.adcode))
        watched = frozenset(one.id for one in scene.local())
    name = document.imprint.title or document.title
    subject = f"《{name}》" + (f"（{document.imprint.number}）" if document.imprint.number else "")
    owed = Owed(
        scene, instrument, clause, subject, document.imprint.number or document.url, bodies, watched=watched,
        document=document, started=starts[0] if starts else None,
    )  # fmt: skip
    if isinstance(clause.limit, Before):
        return _before(owed, document)
    if isinstance(clause.limit, AtLeast):
        return _floor(owed, document, clause.limit.days)
    return windows(owed, clause, starts)


def windows(owed: Owed, clause: Clause, starts: Sequence[Moment]) -> Owed:
    """The windows that a start opens, one for each reading of it; with the reason where there is none."""
    frames, first = [], None
    for start in starts:
        if start.earliest is None or start.latest is None or clause.limit is None:
            return replace(owed, frames=(), unknown="no_number" if clause.limit is None else "start_unknown")
        deadline = closes(clause.limit, start)
        shut = None if deadline is None else shut_from(clause.limit, deadline)
        if deadline is None or deadline.earliest is None or shut is None:
            return replace(owed, frames=(), unknown="calendar_unknown")
        frames.append(Frame(None, deadline.earliest, shut))
        first = first or deadline
    if not frames:
        return replace(owed, unknown="no_number" if clause.limit is None else "start_unknown")
    since = min(start.earliest for start in starts if start.earliest is not None)
    return replace(owed, frames=tuple(frames), deadline=first, since=midnight(local_day(since)))


def _before(owed: Owed, document: Document) -> Owed:
    """Before the day it takes effect: what comes on that day comes too late."""
    effect = document.imprint.effective
    if effect is None or effect.earliest is None:
        return replace(owed, unknown="effect_date_unknown")
    starts = [m.earliest for m in (document.imprint.written, document.imprint.issued) if m and m.earliest]
    since = min(starts, default=effect.earliest - timedelta(days=60))
    if effect.width is not None and effect.width <= _DAY:
        frame = Frame(None, effect.earliest, effect.earliest)
    elif effect.latest is not None:
        frame = Frame(None, effect.earliest, effect.latest)
    else:
        return replace(owed, unknown="effect_date_unknown")
    return replace(owed, frames=(frame,), deadline=effect, since=min(since, effect.earliest))


def _floor(owed: Owed, document: Document, days: int) -> Owed:
    """At least so many days from the publication: the last day on which comments are taken is weighed.

    The day it came out counts or does not, as one reads it; the kinder reading is followed.
    """
    start = document.imprint.asks_from or document.publication.published
    if start.earliest is None or start.latest is None:
        return replace(owed, unknown="start_unknown")
    first = local_day(start.earliest) + timedelta(days=days - 1)
    last = local_day(start.latest - timedelta(microseconds=1)) + timedelta(days=days - 1)
    floor = Moment(midnight(first + _DAY), midnight(last + _DAY) + timedelta(microseconds=1), Basis.DERIVED)
    return replace(owed, started=start, deadline=floor)


def short_draft(verdict: DutyVerdict, days: int) -> DutyVerdict:
    """The outcome of a floor: the period it gives against the least it must give."""
    document, floor = verdict.document, verdict.deadline
    until = None if document is None else document.imprint.asks_until
    if until is None or until.latest is None or floor is None or floor.earliest is None or floor.latest is None:
        reason = "start_unknown" if floor is None else "end_unknown"
        return replace(verdict, status=Status.UNDETERMINED, reason=reason, as_worded=None, found=0, need=days)
    verdict = replace(verdict, fulfilled=until, found=_given(verdict.started, until), need=days)
    if until.latest >= floor.latest - timedelta(microseconds=1):
        return replace(verdict, status=Status.MET, reason="long_enough", as_worded=None)
    if until.latest < floor.earliest:
        held = verdict.clause.scored
        status = Status.LATE if held else Status.UNDETERMINED
        strict = None if held else Status.LATE
        return replace(verdict, status=status, reason="too_short", as_worded=strict)
    return replace(verdict, status=Status.UNDETERMINED, reason="spans_deadline", as_worded=None)


def _given(start: Moment | None, until: Moment) -> int:
    """The days that a draft gives for comments, its first and its last day counted: the kindest count."""
    if start is None or start.earliest is None or until.latest is None:
        return 0
    return max(0, (local_day(until.latest - timedelta(microseconds=1)) - local_day(start.earliest)).days + 1)


def _acts(
    scene: Scene, clause: Clause, matter: Matter, document: Document
) -> tuple[list[Act], tuple[Tie, ...]]:
    """The pages that discharge what this document opened, and the ties that say so."""
    if matter.opens in (Opens.POLICY, Opens.MEETING):
        ties = tuple(one for one in scene.ties if one.document == document.url)
        by_url = {one.url: one for one in scene.documents}
        found = [Act(posting(by_url[one.page]), doubtful=one.doubtful) for one in ties if one.page in by_url]
        return found, tuple(one for one in ties if not one.doubtful)
    if isinstance(clause.limit, Before):
        return [Act(posting(one)) for one in scene.documents if _carries(one, document)], ()
    if matter.opens is Opens.GUIDELINE:
        field = _field(document)
        pages = [p for p in scene.postings if matter.shows(p.title)]
        return [Act(p, doubtful=not field) for p in pages if field in squeezed(p.title)], ()
    if matter.opens is Opens.BUDGET:
        return _with_budget(scene, matter, document), ()
    return [Act(posting(document))], ()  # the document itself must be public


def posting(document: Document) -> Posting:
    """A document's page as an act."""
    return Posting(
        document.url, document.title, document.agency or "", document.publication, captures=document.captures
    )


def _carries(gazette: Document, document: Document) -> bool:
    """The gazette prints the document."""
    if Kind.GAZETTE not in gazette.imprint.kinds or gazette.url == document.url:
        return False
    imprint, wanted = gazette.imprint, document.imprint
    named = {*imprint.names, *imprint.headings}
    if wanted.number and wanted.number in (imprint.number, *imprint.numbers):
        return True
    return len(wanted.title) >= LEAST and (wanted.title in named or wanted.title in squeezed(gazette.title))


def _field(document: Document) -> str:
    """The field a guideline is for: 义务教育领域基层政务公开标准指引 is for 义务教育."""
    head = document.imprint.title
    for cut in ("领域", "基层政务公开", "政务公开", "标准指引"):
        head = head.split(cut)[0]
    return head


def _with_budget(scene: Scene, matter: Matter, document: Document) -> list[Act]:
    """The 三公 page of the same body, year and kind (预算, 决算); a budget page with those figures is one itself."""
    found = []
    if document.imprint.holds:
        found.append(Act(posting(document)))
    year = _named_year(scene, document.title, document.publication)
    for page in scene.postings:
        if page.agency != document.agency or page.url == document.url or not matter.shows(page.title):
            continue
        other = _named_year(scene, page.title, page.publication)
        same = all((word in page.title) == (word in document.title) for word in ("决算",))
        if same and (other == year or year is None or other is None):
            found.append(Act(page, doubtful=other != year))
    return found


def _named_year(scene: Scene, title: str, publication: Publication) -> int | None:
    period = scene.named(title, YEARLY, publication)
    return None if period is None else period.first.year


def by_itself(scene: Scene, instrument: Instrument, clause: Clause, year: int) -> Iterator[DutyVerdict]:
    """What the rule document's own publication or issue makes due: a plan of each body below it."""
    matter = clause.matter
    if matter is None:
        return
    own = [one for one in scene.documents if _is_it(one, instrument)]
    starts = _own_starts(instrument, clause, own)
    begun = year_around(starts[0]) if starts else (instrument.issued or instrument.effective_from or date(1, 1, 1)).year
    if begun != year:
        return
    bodies = [
        a for a in scene.local()
        if instrument.covers_place(a.adcode) and matter.owed_by.fits(a) and a.name not in instrument.issuer
        and not (a.sector == "government" and a.adcode == instrument.jurisdiction)
    ]  # fmt: skip
    document = own[0] if own else None
    for body in bodies:
        watched = frozenset({body.id, *(one.id for one in scene.government_of(body))})
        owed = Owed(
            scene, instrument, clause, f"《{instrument.title}》", instrument.id, (body,), watched=watched,
            document=document, started=starts[0] if starts else None, applies=matter.sure,
        )  # fmt: skip
        owed = windows(owed, clause, starts)
        yield settled(owed, _plans(scene, matter, body, owed, year))


def _plans(scene: Scene, matter: Matter, body: Agency, owed: Owed, year: int) -> list[Act]:
    opened = owed.started
    found = []
    for page in scene.postings:
        mine = page.agency == body.id or (page.agency in owed.watched and body.name in page.title)
        if not mine or not matter.shows(page.title):
            continue
        says = scene.named(page.title, YEARLY, page.publication)
        this = says == Period(date(year, 1, 1), date(year, 12, 31))
        later = opened is not None and not page.publication.published.surely_before(opened)
        if this or (says is None and later):
            found.append(Act(page))
    return found


def _is_it(document: Document, instrument: Instrument) -> bool:
    if instrument.number:
        return document.imprint.number == instrument.number
    title = squeezed(document.imprint.title)
    wanted = squeezed(instrument.title)
    if Kind.INTERPRETATION in document.imprint.kinds:
        return False
    return len(title) >= LEAST and (title in wanted or wanted in title)


def _own_starts(instrument: Instrument, clause: Clause, own: Sequence[Document]) -> tuple[Moment, ...]:
    if clause.clock is ClockStart.DOCUMENT_ISSUED:
        if instrument.issued is not None:
            return (Moment(midnight(instrument.issued), midnight(instrument.issued + _DAY), Basis.DERIVED),)
        return next((found for one in own if (found := _starts(clause, one))), ())
    first = sorted(own, key=lambda one: (str(one.publication.published.latest), one.url))
    return first[0].publication.readings if first else ()
