"""Places, agencies, rules and feeds: whom the pages are about, and by what they are judged."""

from __future__ import annotations

from datetime import date
from typing import Any

from monitor.core.explain import clock, within
from monitor.core.incident import Agency, ancestors, contains_place
from monitor.core.instrument import Clause, Instrument
from monitor.core.wording import CHANNEL, CLOCK, DUTY, GRADE, OUTCOME, ROLE, STRENGTH, say
from monitor.jobs.watching import FeedState, feed_states
from monitor.web.asking import Answer, Ask, NotThere, outside, part
from monitor.web.duties import duty_section
from monitor.web.parts import Part, counts, incident_part, place_name
from monitor.web.rendering import page
from monitor.web.site import Site, Standing


def places(site: Site, ask: Ask) -> Answer:
    """Every place with incidents or agencies, by its code."""
    standing = site.standing(ask.as_of)
    number: dict[str, int] = {}
    for dossier, _ in standing.judged:
        place = dossier.place()
        if place is not None:
            number[place.adcode] = number.get(place.adcode, 0) + 1
    owners: dict[str, int] = {}
    for agency in site.sources.agencies.values():
        owners[agency.adcode] = owners.get(agency.adcode, 0) + 1
    rows = [
        {"code": code, "name": place_name(code, ask.lang), "link": ask.link(f"/places/{part(code)}"),
         "incidents": number.get(code, 0), "agencies": owners.get(code, 0)}
        for code in sorted({*number, *owners})
    ]  # fmt: skip
    return page(site, ask, "places", heading="places", as_of=clock(standing.as_of), rows=rows)


def place(site: Site, ask: Ask, adcode: str) -> Answer:
    """One place: its incidents, its agencies, the rules that bind there."""
    standing = site.standing(ask.as_of)
    judged = [one for one in standing.judged if (at := one[0].place()) and contains_place(adcode, at.adcode)]
    agencies = [a for a in site.sources.agencies.values() if contains_place(adcode, a.adcode)]
    name = place_name(adcode, ask.lang)
    if name == adcode and not judged and not agencies:
        raise NotThere(adcode)
    above = [(place_name(code, ask.lang), ask.link(f"/places/{code}")) for code in reversed(ancestors(adcode)[1:])]
    rules = [i for i in site.instruments.values() if i.covers_place(adcode)]
    return page(
        site, ask, "place", heading=name, as_of=clock(standing.as_of), code=adcode, above=above,
        rows=[incident_part(one, ask) for one in judged], counts=counts(judged, ask.lang),
        agencies=[_agency(one, ask) for one in agencies], rules=[_instrument(one, ask) for one in rules],
        duties=duty_section(site, ask, standing, adcode),
    )  # fmt: skip


def agencies(site: Site, ask: Ask) -> Answer:
    """Every agency of the settings."""
    standing = site.standing(ask.as_of)
    watched = _watched(site)
    rows = [
        {**_agency(one, ask), "feeds": watched.get(one.id, 0), "incidents": len(_answering(standing, one))}
        for one in sorted(site.sources.agencies.values(), key=lambda a: (a.adcode, a.id))
    ]
    return page(site, ask, "agencies", heading="agencies", as_of=clock(standing.as_of), rows=rows)


def agency(site: Site, ask: Ask, agency: str) -> Answer:
    """One agency: its feeds, and the incidents it may have to answer."""
    known = site.sources.agencies.get(agency)
    if known is None:
        raise NotThere(agency)
    standing = site.standing(ask.as_of)
    judged = _answering(standing, known)
    with site.reading() as here:
        states = [s for s in feed_states(here, now=standing.as_of) if s.feed.agency == agency]
    return page(
        site, ask, "agency", heading=known.name, as_of=clock(standing.as_of), agency=_agency(known, ask),
        feeds=[feed_part(s, ask, standing) for s in states], rows=[incident_part(one, ask) for one in judged],
        counts=counts(judged, ask.lang),
    )  # fmt: skip


def _watched(site: Site) -> dict[str, int]:
    number: dict[str, int] = {}
    for feed in site.sources.feeds.values():
        if feed.agency is not None:
            number[feed.agency] = number.get(feed.agency, 0) + 1
    return number


def _answering(standing: Standing, agency: Agency) -> list[Any]:
    return [one for one in standing.judged if one[0].answerable(agency.id)]


def _agency(agency: Agency, ask: Ask) -> Part:
    return {
        "id": agency.id,
        "name": agency.name,
        "link": ask.link(f"/agencies/{part(agency.id)}"),
        "place": place_name(agency.adcode, ask.lang),
        "place_link": ask.link(f"/places/{part(agency.adcode)}"),
        "level": agency.level.value,
        "sector": agency.sector,
    }


def feeds(site: Site, ask: Ask) -> Answer:
    """How every feed's watch stands, those in trouble first."""
    standing = site.standing(ask.as_of)
    with site.reading() as here:
        states = feed_states(here, now=standing.as_of)
    rows = [feed_part(state, ask, standing) for state in states]
    rows.sort(key=lambda row: row["order"])
    return page(
        site, ask, "feeds", heading="feeds", as_of=clock(standing.as_of), rows=rows,
        troubled=sum(row["state"] == "troubled" for row in rows),
    )  # fmt: skip


def feed_part(state: FeedState, ask: Ask, standing: Standing) -> Part:
    """One feed's row."""
    feed = state.feed
    word = "off" if not feed.enabled else "not_yet" if state.last_attempt is None else "good"
    if state.troubled(standing.as_of):
        word = "troubled"
    failures = [f"{say(OUTCOME, what, ask.lang)} ×{count}" for what, count in sorted(state.failures.items())]
    return {
        "id": feed.id,
        "name": feed.name or feed.id,
        "url": outside(feed.url),
        "agency": feed.agency or "",
        "agency_link": ask.link(f"/agencies/{part(feed.agency)}") if feed.agency else "",
        "channel": say(CHANNEL, feed.channel, ask.lang),
        "state": word,
        "order": ("troubled", "not_yet", "good", "off").index(word),
        "last_good": "" if state.last_good is None else clock(state.last_good)[:16],
        "last_try": "" if state.last_attempt is None else clock(state.last_attempt)[:16],
        "last_outcome": "" if state.last_outcome is None else say(OUTCOME, state.last_outcome, ask.lang),
        "failures": "、".join(failures) if ask.lang == "zh" else ", ".join(failures),
        "looks": state.looks,
        "entries": state.entries,
    }


def rules(site: Site, ask: Ask) -> Answer:
    """Every document that judges."""
    rows = [_instrument(one, ask) for one in sorted(site.instruments.values(), key=lambda i: (i.jurisdiction, i.id))]
    return page(site, ask, "rules", heading="rules", rows=rows)


def rule(site: Site, ask: Ask, rule: str) -> Answer:
    """One document with its clauses."""
    known = site.instruments.get(rule)
    if known is None:
        raise NotThere(rule)
    clauses = [_clause(one, ask) for one in known.clauses]
    return page(site, ask, "rule", heading=known.title, row=_instrument(known, ask), clauses=clauses)


def _instrument(one: Instrument, ask: Ask) -> Part:
    return {
        "id": one.id,
        "title": one.title,
        "number": one.number or "",
        "issuer": one.issuer,
        "link": ask.link(f"/rules/{part(one.id)}"),
        "jurisdiction": one.jurisdiction,
        "place": one.jurisdiction_name or place_name(one.jurisdiction, ask.lang),
        "place_link": ask.link(f"/places/{part(one.jurisdiction)}"),
        "force": f"{_day(one.effective_from)} – {_day(one.effective_to, open_end=True)}",
        "clauses": len(one.clauses),
        "scored": sum(clause.scored for clause in one.clauses),
        "source": one.source,
        "source_link": outside(one.source),
        "notes": one.notes,
    }


def _day(day: date | None, *, open_end: bool = False) -> str:
    if day is None:
        return "" if open_end else "?"
    return day.isoformat()


def _clause(one: Clause, ask: Ask) -> Part:
    separator = "、" if ask.lang == "zh" else ", "
    wanted = {grade.value for grade in one.grades or ()}
    grades = [say(GRADE, key, ask.lang) for key in GRADE if key in wanted]
    return {
        "id": one.id,
        "duty": say(DUTY, one.duty.value, ask.lang),
        "limit": within(one.limit, ask.lang),
        "grades": separator.join(grades),
        "clock": say(CLOCK, one.clock.value, ask.lang),
        "strength": say(STRENGTH, one.strength.value, ask.lang),
        "accepts": separator.join(say(ROLE, role.value, ask.lang) for role in one.accepts),
        "quote": one.quote,
        "article": one.article,
        "scored": one.scored,
    }
