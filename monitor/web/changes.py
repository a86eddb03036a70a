"""What changed, for people and for feed readers; and what closes when, for calendars."""

from __future__ import annotations

from monitor.core.dossier import Dossier
from monitor.core.explain import clock, explain, owed
from monitor.core.verdict import Status, Verdict
from monitor.core.wording import REASON, say
from monitor.jobs.world import World
from monitor.renderers.calendars import Deadline, ics
from monitor.renderers.syndication import Item, atom, json_feed
from monitor.store.wire import instant, stamp
from monitor.web.asking import JSON, Answer, Ask, part
from monitor.web.parts import Part, tag
from monitor.web.rendering import page
from monitor.web.site import Site, Standing
from monitor.web.words import word

MOST = 200


def noted(world: World, standing: Standing, ask: Ask, *, most: int = MOST, incident: str = "") -> list[Part]:
    """Transitions of verdicts as they were noted, the latest first.

    That a clause may or does not apply is no news, unless it was judged otherwise before.
    """
    only, values = (" AND incident = ?", (incident,)) if incident else ("", ())
    rows = world.store.rows(
        f"SELECT * FROM verdict_changes WHERE noticed_at <= ?{only} AND NOT ("
        "new IN ('not_applicable', 'applicability_unknown') AND old IN ('', 'not_applicable', 'applicability_unknown')"
        ") ORDER BY noticed_at DESC, id DESC LIMIT ?",
        (stamp(standing.as_of), *values, most),
    )
    known = {dossier.id: (dossier, {v.clause.id: v for v in verdicts}) for dossier, verdicts in standing.judged}
    clauses = {c.id: (i, c) for i in world.instruments.values() for c in i.clauses}
    found = []
    for row in rows:
        dossier, verdicts = known.get(row["incident"], (None, {}))
        instrument, clause = clauses.get(row["clause"], (None, None))
        name = row["incident"] if dossier is None else dossier.name
        verdict = verdicts.get(row["clause"])
        found.append({
            "id": row["id"],
            "incident": row["incident"],
            "name": name,
            "link": ask.link(f"/incidents/{part(row['incident'])}"),
            "working": "" if verdict is None else ask.link(f"/incidents/{part(row['incident'])}/{part(row['clause'])}"),
            "rule": row["clause"],
            "owed": row["clause"] if clause is None else owed(clause, ask.lang),
            "number": "" if instrument is None else instrument.number or instrument.title,
            "old": tag(row["old"], ask.lang) if row["old"] else None,
            "new": tag(row["new"], ask.lang),
            "reason": say(REASON, row["reason"], ask.lang),
            "at": clock(instant(row["happened_at"])),
            "happened_at": instant(row["happened_at"]),
            "noticed_at": instant(row["noticed_at"]),
            "noticed": clock(instant(row["noticed_at"])),
            "why": "" if verdict is None or verdict.status.value != row["new"] else explain(verdict, ask.lang),
        })  # fmt: skip
    return found


def listed(site: Site, ask: Ask) -> Answer:
    """The changes as a page."""
    standing = site.standing(ask.as_of)
    with site.reading() as here:
        rows = noted(here, standing, ask)
    return page(site, ask, "changes", heading="changes", as_of=clock(standing.as_of), rows=rows)


def _items(site: Site, ask: Ask) -> tuple[Standing, list[Item]]:
    standing = site.standing(ask.as_of)
    with site.reading() as here:
        rows = noted(here, standing, ask)
    found = []
    for row in rows:
        old = "" if row["old"] is None else f"{row['old']['word']} → "
        found.append(
            Item(
                f"tag:response-window-monitor,2025:{row['incident']}/{row['rule']}/{stamp(row['happened_at'])}/"
                f"{row['new']['status']}",
                f"{row['new']['mark']} {old}{row['new']['word']} · {row['name']} · {row['owed']}",
                ask.origin + (row["working"] or row["link"]),
                row["why"] or row["reason"],
                row["happened_at"],
                row["noticed_at"],
                row["number"],
            )
        )
    return standing, found


def atom_feed(site: Site, ask: Ask) -> Answer:
    """The changes as Atom."""
    standing, items = _items(site, ask)
    title = f"{word('title', ask.lang)} · {word('changes', ask.lang)}"
    text = atom(
        title, items, home=ask.origin + ask.link("/changes"), itself=ask.origin + ask.again(), lang=ask.lang,
        updated=standing.as_of,
    )  # fmt: skip
    return Answer(text, "application/atom+xml; charset=utf-8")


def feed_json(site: Site, ask: Ask) -> Answer:
    """The changes as JSON Feed 1.1."""
    _, items = _items(site, ask)
    title = f"{word('title', ask.lang)} · {word('changes', ask.lang)}"
    text = json_feed(
        title, items, home=ask.origin + ask.link("/changes"), itself=ask.origin + ask.again(), lang=ask.lang
    )
    return Answer(text, JSON.replace("application/json", "application/feed+json"))


def deadlines(site: Site, ask: Ask) -> Answer:
    """Deadlines of running clocks as a calendar."""
    standing = site.standing(ask.as_of)
    found: dict[tuple[str, str, str], Deadline] = {}
    for dossier, verdicts in standing.judged:
        for verdict in verdicts:
            one = _deadline(dossier, verdict, ask)
            if one is not None:  # two texts that owe the same at the same time are one appointment
                found.setdefault((dossier.id, verdict.clause.duty.value, str(one.earliest)), one)
    name = f"{word('title', ask.lang)} · {word('closes', ask.lang)}"
    text = ics(name, found.values(), as_of=standing.as_of).decode()
    headers = {"content-disposition": 'inline; filename="deadlines.ics"'}
    return Answer(text, "text/calendar; charset=utf-8", headers=headers)


def _deadline(dossier: Dossier, verdict: Verdict, ask: Ask) -> Deadline | None:
    closes = verdict.deadline
    if verdict.status is not Status.PENDING or not verdict.headline:
        return None
    if closes is None or closes.earliest is None or closes.latest is None:
        return None
    return Deadline(
        f"{dossier.id}-{verdict.clause.id}@response-window-monitor",
        f"{owed(verdict.clause, ask.lang)}：{dossier.name}" if ask.lang == "zh"
        else f"{owed(verdict.clause, ask.lang)}: {dossier.name}",
        explain(verdict, ask.lang),
        closes.earliest,
        closes.latest,
        ask.origin + ask.link(f"/incidents/{part(dossier.id)}/{part(verdict.clause.id)}"),
    )  # fmt: skip
