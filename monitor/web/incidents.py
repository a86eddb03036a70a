"""The front page, the list of incidents, one incident, and the working of one verdict."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from typing import Any

from monitor.core.applies import grading_of
from monitor.core.explain import clock
from monitor.core.incident import GRADES, Grade, contains_place
from monitor.core.timeline import build
from monitor.core.verdict import Status
from monitor.core.wording import GRADE, STATUS, say
from monitor.jobs import proof
from monitor.jobs.judge import Judged
from monitor.jobs.watching import feed_states
from monitor.renderers import contract, terminal
from monitor.renderers.formats.csv import guarded
from monitor.renderers.pictures.incident import incident_timeline
from monitor.store.dossiers import incident_rows, shown_as
from monitor.store.wire import instant, stamp
from monitor.text.places import name_of
from monitor.web.asking import JSON, Answer, Ask, NotThere, part
from monitor.web.changes import noted
from monitor.web.parts import (
    counts,
    entry_parts,
    facts,
    incident_part,
    release_part,
    running,
    sections,
    settled_lately,
    verdict_part,
)
from monitor.web.rendering import page
from monitor.web.site import Site

A_PAGE = 50
WIDE = 100_000
"""Columns of the working before it is wrapped by the browser."""
PICTURE = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}


def front(site: Site, ask: Ask) -> Answer:
    """Running clocks, what was settled lately, what changed, whether we see everything."""
    standing = site.standing(ask.as_of)
    with site.reading() as here:
        troubled = [s for s in feed_states(here, now=standing.as_of) if s.troubled(standing.as_of)]
        changes = noted(here, standing, ask, most=8)
    clocks = running(standing.judged, ask)
    return page(
        site, ask, "front", heading="front", as_of=clock(standing.as_of), clocks=clocks,
        blind=[row for row in clocks if row["blind"]],
        recent=settled_lately(standing.judged, ask, standing.as_of)[:12], counts=counts(standing.judged, ask.lang),
        changes=changes, troubled=len(troubled), incidents=len(standing.judged),
    )  # fmt: skip


def listed(site: Site, ask: Ask) -> Answer:
    """All incidents, newest first, narrowed as asked."""
    standing = site.standing(ask.as_of)
    found = narrowed(standing.judged, ask)
    number = max(1, -(-len(found) // A_PAGE))
    at = min(max(1, int(ask.args.get("page", "1"))), number)
    rows = [incident_part(one, ask) for one in found[(at - 1) * A_PAGE : at * A_PAGE]]
    return page(
        site, ask, "incidents", heading="incidents", as_of=clock(standing.as_of), rows=rows, total=len(found),
        everything=len(standing.judged), page=at, number=number,
        grades=[(g.value, say(GRADE, g.value, ask.lang)) for g in GRADES],
        statuses=[(s.value, say(STATUS, s.value, ask.lang)) for s in Status if s is not Status.NOT_APPLICABLE],
    )  # fmt: skip


def narrowed(judged: tuple[Judged, ...], ask: Ask) -> list[Judged]:
    """The incidents that the words after ``?`` keep, newest first.

    Raises:
        ValueError: a grade or an outcome that there is not.
    """
    grade, status, place = (ask.args.get(key, "") for key in ("grade", "status", "place"))
    wanted_grade = Grade(grade) if grade else None
    wanted_status = Status(status) if status else None
    found = [
        one
        for one in judged
        if (wanted_grade is None or wanted_grade in grading_of(one[0]).admitted)
        and (wanted_status is None or any(v.status is wanted_status for v in one[1]))
        and (not place or _lies_in(one, place))
    ]
    return sorted(found, key=_newest, reverse=True)


def _lies_in(judged: Judged, place: str) -> bool:
    known = judged[0].place()
    if known is None:
        return False
    return contains_place(place, known.adcode) if place.isdigit() else place in (name_of(known.adcode) + known.name)


def _newest(judged: Judged) -> tuple[str, str]:
    onset = judged[0].onset()
    at = None if onset is None else onset.moment.earliest or onset.moment.latest
    return ("" if at is None else at.isoformat(), judged[0].id)


def one(site: Site, ask: Ask, incident: str) -> Answer:
    """Everything about one incident."""
    standing = site.standing(ask.as_of)
    judged = standing.one(incident)
    if judged is None:
        return _moved(site, ask, incident, standing.as_of)
    dossier, verdicts = judged
    spoken = [v for v in verdicts if v.status is not Status.NOT_APPLICABLE or v.final is not None]
    with site.reading() as here:
        corrections = here.store.rows(
            "SELECT * FROM corrections WHERE incident = ? AND at <= ? ORDER BY at, id",
            (incident, stamp(standing.as_of)),
        )
        changes = noted(here, standing, ask, incident=incident)
    return page(
        site, ask, "incident", heading=dossier.name, as_of=clock(standing.as_of), row=incident_part(judged, ask),
        facts=facts(judged, ask), verdicts=[verdict_part(judged, v, ask) for v in spoken],
        rest=[verdict_part(judged, v, ask) for v in verdicts if v not in spoken],
        days=entry_parts(build(dossier, verdicts), verdicts, ask),
        picture=ask.link(f"/incidents/{part(incident)}/timeline.svg"),
        releases=[release_part(r, ask) for r in dossier.releases], changes=changes,
        corrections=[
            {"at": clock(instant(r["at"])), "author": r["author"], "reason": r["reason"], "action": r["action"],
             "detail": r["detail"]}
            for r in corrections
        ],
        answerable=[(a.name, ask.link(f"/agencies/{part(a.id)}")) for a in dossier.responsible()],
    )  # fmt: skip


def _moved(site: Site, ask: Ask, incident: str, as_of: datetime) -> Answer:
    """One that was merged into another leads there."""
    with site.reading() as here:
        rows = {row.id: row for row in incident_rows(here.store, as_of, every=True)}
    target = shown_as(incident, rows)
    if incident not in rows or target == incident:
        raise NotThere(incident)
    return Answer("", status=302, headers={"location": ask.link(f"/incidents/{part(target)}")})


def working(site: Site, ask: Ask, incident: str, rule: str) -> Answer:
    """The full working of one verdict, so that a reader can redo it."""
    standing = site.standing(ask.as_of)
    judged = standing.one(incident)
    verdict = None if judged is None else next((v for v in judged[1] if v.clause.id == rule), None)
    if judged is None or verdict is None:
        raise NotThere(f"{incident} {rule}")
    dossier = judged[0]
    with site.reading() as here:
        captures = proof.captures(here, dossier, verdict)
    text = terminal.explanation(dossier, verdict, captures, place_name=name_of, lang=ask.lang, width=WIDE)
    return page(
        site, ask, "working", heading=dossier.name, as_of=clock(standing.as_of), row=incident_part(judged, ask),
        verdict=verdict_part(judged, verdict, ask), sections=sections(text)[1:],
        captures=[(c.url, ask.link(f"/captures/{part(c.id)}"), clock(c.at)) for c in captures],
        doubtful=[release_part(r, ask) for r in verdict.doubtful],
    )  # fmt: skip


def picture(site: Site, ask: Ask, incident: str) -> Answer:
    """The timeline as SVG, a file of its own: what is drawn in it cannot touch the page."""
    drawn = incident_timeline(*_judged(site, ask, incident), lang=ask.lang)
    return Answer(drawn, "image/svg+xml; charset=utf-8", headers=PICTURE)


def incident_json(site: Site, ask: Ask, incident: str) -> Answer:
    """The contract's timeline of one incident."""
    standing = site.standing(ask.as_of)
    judged = _judged(site, ask, incident)
    entries = build(*judged)
    row = contract.timeline_json(*judged, entries, place_name=name_of)
    return _json(contract.envelope(standing.as_of, [row]))


def incidents_json(site: Site, ask: Ask) -> Answer:
    """The contract's incidents, narrowed as asked."""
    standing = site.standing(ask.as_of)
    rows = [contract.incident_json(*judged, place_name=name_of) for judged in narrowed(standing.judged, ask)]
    return _json(contract.envelope(standing.as_of, rows))


COLUMNS = (
    "incident", "name", "place", "rule", "number", "duty", "status", "reason", "clock", "deadline_earliest",
    "deadline_latest", "fulfilled_earliest", "fulfilled_latest", "coverage_complete", "why_zh", "why_en",
)  # fmt: skip


def verdicts_csv(site: Site, ask: Ask) -> Answer:
    """All verdicts, one a row, as spreadsheets take them: UTF-8 with BOM, and no formula can hide in it."""
    standing = site.standing(ask.as_of)
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for dossier, verdicts in narrowed(standing.judged, ask):
        place = dossier.place()
        for verdict in verdicts:
            said = contract.verdict_json(verdict)
            closes, done = said["deadline"] or {}, said["fulfilled"] or {}
            cells = (
                dossier.id, dossier.name, "" if place is None else place.adcode, said["rule"], said["number"] or "",
                said["duty"], said["status"], said["reason"], said["clock"], closes.get("earliest"),
                closes.get("latest"), done.get("earliest"), done.get("latest"), verdict.complete,
                said["why"]["zh"], said["why"]["en"],
            )  # fmt: skip
            table.writerow([guarded(cell) for cell in cells])
    said_name = {"content-disposition": 'attachment; filename="verdicts.csv"'}
    return Answer("\ufeff" + out.getvalue(), "text/csv; charset=utf-8", headers=said_name)


def _judged(site: Site, ask: Ask, incident: str) -> Judged:
    judged = site.standing(ask.as_of).one(incident)
    if judged is None:
        raise NotThere(incident)
    return judged


def _json(value: dict[str, Any]) -> Answer:
    return Answer(json.dumps(value, ensure_ascii=False, indent=1) + "\n", JSON)

