"""The captured page beside what was read from it; search."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.core.explain import clock, span
from monitor.core.statement import Statement
from monitor.core.wording import BASIS, FLAG, HARM, ROLE, say
from monitor.jobs.captured import Captured, Reading, captured
from monitor.store.dossiers import IncidentRow
from monitor.store.search import Hit
from monitor.store.wire import moment_in
from monitor.web import finding
from monitor.web.asking import Answer, Ask, NotThere, outside, part
from monitor.web.parts import Part, capture_link
from monitor.web.rendering import page
from monitor.web.site import Site

SANDBOX = {
    "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    "x-robots-tag": "noindex",
}
"""No script, no form, no picture, no frame, an origin of its own: only words and their layout."""


def capture(site: Site, ask: Ask, capture: str) -> Answer:
    """What was read on one side, what was captured on the other."""
    kept, as_of = _kept(site, ask, capture)
    return page(
        site, ask, "capture", heading="capture", as_of=as_of, kept=kept, at=clock(kept.at),
        url=outside(kept.url), readings=[_reading(one, ask) for one in kept.readings],
        rendered=ask.link(f"/captures/{part(capture)}/page") if _is_page(kept) else "",
    )  # fmt: skip


def captured_page(site: Site, ask: Ask, capture: str) -> Answer:
    """The captured HTML itself, where it can do nothing."""
    kept, _ = _kept(site, ask, capture)
    if not _is_page(kept):
        return Answer(kept.text, "text/plain; charset=utf-8", headers=SANDBOX)
    return Answer(kept.text, "text/html; charset=utf-8", headers=SANDBOX)


def _kept(site: Site, ask: Ask, capture: str) -> tuple[Captured, str]:
    at = ask.as_of or site.as_of or site.clock()
    with site.reading() as here:
        kept = captured(here, capture, warc=site.warc, as_of=at)
    if kept is None:
        raise NotThere(capture)
    return kept, clock(at)


def _is_page(kept: Captured) -> bool:
    return "html" in kept.content_type.lower() and not kept.missing


def _reading(one: Reading, ask: Ask) -> Part:
    claims = []
    for moment, origin, raw in one.details.get("claims", ()):
        known = moment_in(moment)
        claims.append((say(BASIS, origin.partition(":")[0], ask.lang), "" if known is None else span(known), raw))
    return {
        "title": one.title,
        "url": outside(one.url),
        "source": one.source or "",
        "feed": one.feed,
        "parser": one.parser,
        "problem": one.problem,
        "at": clock(one.recorded_at),
        "claims": claims,
        "flags": [say(FLAG, flag, ask.lang) for flag in one.details.get("flags", ())],
        "roles": [(say(ROLE, r.role.value, ask.lang), f"{r.score:.2f}", list(r.why)) for r in one.said.roles[:3]],
        "paragraphs": marked(one.text, one.said, ask.lang),
    }


def marked(text: str, said: Statement, lang: str) -> list[list[tuple[str, str]]]:
    """The text by paragraphs, each a list of (words, what they were read as); unread words have no label."""
    pieces: list[tuple[str, str]] = []
    at = 0
    for start, end, label in sorted(set(_spots(said, lang))):
        if start < at or end > len(text) or start >= end:
            continue  # inside another reading
        pieces += [(text[at:start], ""), (text[start:end], label)]
        at = end
    pieces.append((text[at:], ""))
    paragraphs: list[list[tuple[str, str]]] = [[]]
    for words, label in pieces:
        first, *rest = words.split("\n")
        paragraphs[-1].append((first, label))
        for line in rest:
            paragraphs.append([(line, label)])
    return [p for p in paragraphs if any(words.strip() for words, _ in p)]


def _spots(said: Statement, lang: str) -> Iterable[tuple[int, int, str]]:
    when, where = ("时间", "地点") if lang == "zh" else ("time", "place")
    for time in said.times:
        yield time.start, time.end, f"{when} {span(time.moment)}"
    for place in said.places:
        yield place.start, place.end, f"{where} {' '.join(place.candidates[:3])}"
    for toll in said.tolls:
        figure = str(toll.low) if toll.high == toll.low else f"{toll.low}–{'' if toll.high is None else toll.high}"
        yield toll.start, toll.end, f"{say(HARM, toll.kind.value, lang)} {figure}"


def search(site: Site, ask: Ask) -> Answer:
    """Incidents and pages by their words."""
    words = ask.args.get("q", "").strip()[:200]
    at = ask.as_of or site.as_of or site.clock()
    incidents: list[Part] = []
    pages: list[Part] = []
    complete = True
    if words:
        with site.reading() as here:
            incidents = [_incident(row, ask) for row in finding.incidents(here, words, as_of=at)]
            found = finding.pages(here, words, as_of=at)
            pages = [
                _hit(hit, words, ask)
                | {"incidents": [_incident(row, ask) for row in finding.tied_to(here, hit.incidents, as_of=at)]}
                for hit in found.hits
            ]
            complete = found.complete
    return page(
        site, ask, "search", heading="search", as_of=clock(at), q=words, incidents=incidents, pages=pages,
        complete=complete,
    )  # fmt: skip


def _incident(row: IncidentRow, ask: Ask) -> Part:
    return {"name": row.name, "id": row.id, "link": ask.link(f"/incidents/{part(row.id)}")}


def _hit(hit: Hit, words: str, ask: Ask) -> Part:
    return {
        "title": finding.parted(hit.title or hit.url, words), "link": capture_link(hit.capture, ask),
        "excerpt": finding.parted(hit.excerpt, words), "at": clock(hit.recorded_at)[:16], "feed": hit.feed,
        "url": hit.url,
    }  # fmt: skip
