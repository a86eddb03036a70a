"""Raw evidence at random, and the dossier that the program makes of it.

A `Scenario` says what a reporter's notebook would say: minutes after a midnight, who claimed what,
which polls reached how far. `dossier_of` builds the program's values from it; the brute-force
oracle reads the notebook itself. Everything is drawn from a seeded generator.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from monitor.core.coverage import Look
from monitor.core.dossier import (
    Authority,
    Dossier,
    Evidence,
    FeedWatch,
    OnsetClaim,
    PlaceClaim,
    TollClaim,
    TypeClaim,
)
from monitor.core.incident import Agency, Grade, Level
from monitor.core.instrument import CalendarDays, Clause, ClockStart, Duty, Instrument, Limit, Within
from monitor.core.moment import Basis, Moment
from monitor.core.publication import settle
from monitor.core.release import Link, Release
from monitor.core.statement import Harm, Role
from tests.building import SHANGHAI, clause, instrument

DAY = 1440
MIDNIGHT = datetime(2023, 4, 17, tzinfo=SHANGHAI)
Span = tuple[int, int]  # minutes after the midnight, the second excluded

CITY, COUNTY, PROVINCE, NATION, OTHER_CITY = "city", "county", "province", "nation", "other"
AGENCIES = {
    CITY: Agency(CITY, "滨江市人民政府", "990100", Level.PREFECTURE),
    COUNTY: Agency(COUNTY, "滨江市临港区人民政府", "990102", Level.COUNTY),
    PROVINCE: Agency(PROVINCE, "东江省人民政府", "990000", Level.PROVINCE),
    NATION: Agency(NATION, "应急管理部", "000000", Level.NATIONAL),
    OTHER_CITY: Agency(OTHER_CITY, "南岗市人民政府", "990200", Level.PREFECTURE),
}
ANSWERABLE = frozenset({CITY, COUNTY, PROVINCE})  # for an incident known to have happened in the city

INFORMATION = (Role.FIRST_REPORT, Role.AUTHORITATIVE_INFO, Role.INVESTIGATION_REPORT)
CONFERENCE = (Role.PRESS_CONFERENCE,)


@dataclass(frozen=True, slots=True)
class Page:
    """One page as the notebook has it."""

    name: str
    role: Role
    claim: Span | None  # what its label says
    seen: int  # the poll that showed it first
    absent: int | None  # the last poll that should have shown it and did not
    agency: str | None = CITY  # None: a medium
    doubtful: bool = False
    relays: bool = False
    maybe: tuple[Role, ...] = ()
    held: Span | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is known of one incident, in minutes."""

    onset: Span
    as_of: int
    pages: tuple[Page, ...] = ()
    looks: dict[str, tuple[Span, ...]] = field(default_factory=dict)  # by agency; both ends included
    dead: tuple[tuple[int, int | None, int], ...] = ()  # low, high, minute from which it was public
    rival: Span | None = None  # another agency's onset, apart from the first
    hours: int | None = 24  # the window in hours, or
    days: int | None = None  # in calendar days
    accepts: tuple[Role, ...] = INFORMATION
    grave: bool = True  # the clause binds 特别重大 and 重大; else what lies below
    each: bool = False


def clock(minute: int) -> datetime:
    """The instant so many minutes after the midnight."""
    return MIDNIGHT + timedelta(minutes=minute)


def interval(span: Span, basis: Basis = Basis.TEXT) -> Moment:
    """The moment between two minutes."""
    return Moment(clock(span[0]), clock(span[1]), basis)


def evidence(page: str, minute: int) -> Evidence:
    """A claim that stands on a page, recorded at that minute."""
    return Evidence(f"cap-{page}", url_of(page), clock(minute), "", 0, 0)


def url_of(page: str) -> str:
    """The page's address."""
    return f"https://www.binjiang.example/{page}.html"


def release_of(page: Page) -> Release:
    """The program's view of a page."""
    claimed = None if page.claim is None else interval(page.claim, Basis.VISIBLE)
    absent = None if page.absent is None else clock(page.absent)
    return Release(
        url_of(page.name), page.name, page.role, settle(claimed, clock(page.seen), absent),
        Link(0.6 if page.doubtful else 0.95, "rule", (), doubtful=page.doubtful), page.agency, "",
        page.agency is not None, page.relays, page.maybe,
        None if page.held is None else interval(page.held), captures=(f"cap-{page.name}",),
    )  # fmt: skip


def dossier_of(one: Scenario) -> Dossier:
    """The program's view of a scenario. The first page of the city told the onset."""
    onsets = [OnsetClaim(interval(one.onset), Authority.AGENCY, evidence("told-city", one.as_of))]
    if one.rival is not None:
        onsets.append(OnsetClaim(interval(one.rival), Authority.AGENCY, evidence("told-province", one.as_of)))
    watches = [
        FeedWatch(f"{agency}-news", f"https://{agency}.example/", agency, "web", tuple(
            Look(clock(low), clock(high)) for low, high in looks
        ))
        for agency, looks in one.looks.items()
    ]  # fmt: skip
    return Dossier(
        "i-1", clock(one.as_of), "滨江市化工厂爆炸",
        onsets=tuple(onsets),
        places=(PlaceClaim("990100", "滨江市", Authority.AGENCY, evidence("told-city", one.as_of)),),
        types=(TypeClaim("事故灾难/爆炸", Authority.AGENCY, evidence("told-city", one.as_of)),),
        tolls=tuple(
            TollClaim(
                Harm.DEAD, low, high, interval((known - 1, known)), Authority.AGENCY, evidence(f"toll-{place}", known),
            )
            for place, (low, high, known) in enumerate(one.dead)
        ),
        releases=tuple(release_of(page) for page in one.pages), watches=tuple(watches), agencies=AGENCIES,
        unconfirmed=False,
    )  # fmt: skip


def clause_of(one: Scenario, clock_start: ClockStart = ClockStart.ONSET) -> tuple[Instrument, Clause]:
    """The clause that the scenario is judged by."""
    limit: Limit = Within(timedelta(hours=one.hours)) if one.hours is not None else CalendarDays(one.days or 0)
    grades = (Grade.EXTREME, Grade.MAJOR) if one.grave else (Grade.LARGE, Grade.GENERAL, Grade.OTHER)
    made = clause("c-1", Duty.RESPONSE, limit=limit, grades=grades, clock=clock_start, accepts=one.accepts)
    made = replace(made, each=one.each)
    return instrument(made, name="n-1"), made


def a_scenario(rng: Random) -> Scenario:
    """One scenario; every kind of trouble turns up in some."""
    start = rng.randrange(DAY, 2 * DAY)
    width = rng.choice([1, 1, 1, 60, 120, 360, DAY])
    onset = (start - start % DAY, start - start % DAY + DAY) if width == DAY else (start, start + width)
    hours, days = rng.choice([(5, None), (5, None), (24, None), (24, None), (48, None), (None, 1), (None, 3)])
    window = (hours or 0) * 60 or (days or 0) * DAY + DAY
    as_of = rng.choice([
        onset[0] + rng.randrange(30, window + 60),
        onset[0] + window + rng.choice([-1, 0, 1]),
        onset[1] + window + rng.choice([-1, 0, 1]),
        onset[1] + window + rng.randrange(0, 3 * DAY),
        onset[1] + window + rng.randrange(0, 3 * DAY),
    ])  # fmt: skip
    accepts = rng.choice([INFORMATION, INFORMATION, CONFERENCE])
    rival = None
    if rng.random() < 0.15:
        gap = rng.choice([5, 90, 600])
        rival = (onset[1] + gap, onset[1] + gap + rng.choice([1, 60]))
    facts = Scenario(
        onset, as_of, rival=rival, hours=hours, days=days, accepts=accepts, each=rng.random() < 0.1,
        grave=rng.random() < 0.9, dead=_tolls(rng, onset, as_of),
    )  # fmt: skip
    pages = [_told(rng, facts, CITY)] + ([] if rival is None else [_told(rng, facts, PROVINCE)])
    pages += [_page(rng, facts, f"p{number}", window) for number in range(rng.choice([0, 0, 1, 1, 1, 2, 3]))]
    return replace(facts, pages=tuple(pages), looks=_all_looks(rng, facts, window))


def _told(rng: Random, facts: Scenario, agency: str) -> Page:
    """The page that told the onset: it fulfils nothing, but it is a public mention."""
    seen = min(facts.as_of, facts.onset[1] + rng.randrange(1, 10 * 60))
    return Page(f"told-{agency}", Role.MENTION, None, seen, None if rng.random() < 0.5 else seen - 30, agency)


def _page(rng: Random, facts: Scenario, name: str, window: int) -> Page:
    edges = [facts.onset[0] + window, facts.onset[1] + window, facts.onset[1], facts.as_of]
    true = rng.choice([
        rng.randrange(facts.onset[0], facts.as_of + 1), rng.randrange(facts.onset[0], facts.as_of + 1),
        rng.choice(edges) + rng.randrange(-90, 90), rng.choice(edges) + rng.choice([-2, -1, 0, 1]),
        facts.onset[0] - rng.randrange(1, 2 * DAY),
    ])  # fmt: skip
    true = min(true, facts.as_of)
    seen = min(facts.as_of, true + rng.choice([0, 1, 15, 30, 240, DAY]))
    absent = None if rng.random() < 0.3 else min(true, seen - 1) - rng.choice([0, 1, 15, 30, 240])
    claim = _claim(rng, true)
    role = rng.choice([*facts.accepts, *facts.accepts, Role.PRESS_CONFERENCE, Role.AUTHORITATIVE_INFO, Role.MENTION])
    kind = rng.random()
    held = None
    if role is Role.PRESS_CONFERENCE and rng.random() < 0.6:
        begun = min(true, seen - 1) - rng.choice([0, 30, 300, 1500])
        held = (begun, begun + rng.choice([1, 60, 360]))
    page = Page(name, role, claim, seen, absent, rng.choice([CITY, CITY, COUNTY, PROVINCE, NATION, OTHER_CITY, None]))
    page = replace(page, held=held, relays=page.agency is None and rng.random() < 0.6)
    if kind < 0.15:
        return replace(page, doubtful=True)
    if kind < 0.25:
        return replace(page, role=Role.MENTION, maybe=(rng.choice(facts.accepts),), held=held)
    return page


def _claim(rng: Random, true: int) -> Span | None:
    """A label: none, the minute, the day, or a time that is not true."""
    said = true + rng.choice([0, 0, 0, 0, 0, 0, -5, -12, -180, -2 * DAY, 5, 300])
    kind = rng.random()
    if kind < 0.2:
        return None
    return (said, said + 1) if kind < 0.65 else (said - said % DAY, said - said % DAY + DAY)


def _tolls(rng: Random, onset: Span, as_of: int) -> tuple[tuple[int, int | None, int], ...]:
    """Deaths as they became known, rising."""
    if rng.random() < 0.1:
        return ()
    low = rng.choice([0, 2, 3, 9, 10, 12, 30])
    found = []
    many = rng.choice([1, 1, 1, 2, 3])
    for _ in range(many):
        high = low if many > 1 else rng.choice([low, low, low, low, low + 5, None])
        found.append((low, high, onset[1] + rng.randrange(1, max(2, as_of - onset[1] + 1))))
        low += rng.choice([1, 5, 20])
    minutes = sorted(minute for _, _, minute in found)
    return tuple((low, high, minute) for (low, high, _), minute in zip(found, minutes, strict=True))


def _all_looks(rng: Random, facts: Scenario, window: int) -> dict[str, tuple[Span, ...]]:
    agencies = rng.choice([(CITY,), (CITY,), (CITY, PROVINCE), (CITY, COUNTY), (), (OTHER_CITY,), (CITY, OTHER_CITY)])
    return {agency: _looks(rng, facts, window) for agency in agencies}


def _looks(rng: Random, facts: Scenario, window: int) -> tuple[Span, ...]:
    """Polls of one feed, with outages and roll-overs in some."""
    first, last = facts.onset[0] - 60, facts.as_of
    if rng.random() < 0.4:
        return ((first - rng.randrange(0, 60), last),)
    every = rng.choice([30, 60, 240])
    edges = [facts.onset[0], facts.onset[0] + window, facts.onset[1] + window]
    out = rng.choice([*edges, rng.randrange(first, last + 1)]) + rng.choice([-60, -1, 0, 1])
    outage = (out, out + rng.choice([0, 1, 30, 300, window]))
    joins = rng.random() < 0.5  # the list still reaches over the outage when polls resume
    found: list[Span] = []
    before = first
    for minute in sorted({*range(first, last, every), *(edge for edge in outage if first < edge < last), last}):
        if outage[0] < minute < outage[1]:
            continue
        over = found and found[-1][1] <= outage[0] and minute >= outage[1] and outage[1] > outage[0]
        found.append((minute if over and not joins else before, minute))
        before = minute
    return tuple(sorted(set(found)))
