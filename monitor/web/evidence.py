"""The captured page beside what was read from it; search; pages that wait for a person's word."""

from __future__ import annotations

from collections.abc import Iterable
from shlex import quote as shell
from typing import Any

from monitor.core.explain import clock, span
from monitor.core.statement import Statement
from monitor.core.wording import BASIS, FLAG, HARM, ROLE, say
from monitor.jobs.captured import Captured, Reading, captured
from monitor.store.wire import moment_in
from monitor.web import finding
from monitor.web.asking import Answer, Ask, NotThere, outside, part
from monitor.web.parts import Part, capture_link, release_part
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
    incidents: list[dict[str, str]] = []
    pages: list[dict[str, Any]] = []
    if words:
        with site.reading() as here:
            incidents = [
                {"name": row.name, "id": row.id, "link": ask.link(f"/incidents/{part(row.id)}")}
                for row in finding.incidents(here, words, as_of=at)
            ]
            pages = [
                {"title": one.title, "link": capture_link(one.capture, ask), "at": clock(one.at)[:16], "url": one.url,
                 "before": one.before, "hit": one.hit, "after": one.after}
                for one in finding.pages(here, words, as_of=at)
            ]  # fmt: skip
    return page(site, ask, "search", heading="search", as_of=clock(at), q=words, incidents=incidents, pages=pages)


def review(site: Site, ask: Ask) -> Answer:
    """Ties the rules are unsure of, with the commands that settle them; nothing is settled here."""
    standing = site.standing(ask.as_of)
    rows = []
    for dossier, _ in standing.judged:
        for release in dossier.releases:
            if release.link.doubtful:
                link, unlink = (
                    f'run.py incident {verb} {shell(dossier.id)} {shell(release.url)} --by "…" --reason "…"'
                    for verb in ("link", "unlink")
                )
                rows.append({
                    "incident": dossier.name, "incident_link": ask.link(f"/incidents/{part(dossier.id)}"),
                    "page": release_part(release, ask), "link": link, "unlink": unlink,
                })  # fmt: skip
    return page(site, ask, "review", heading="review", as_of=clock(standing.as_of), rows=rows)
