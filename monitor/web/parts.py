"""Values of the core as the templates want them: words, marks, machine-readable times, addresses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from monitor.core.applies import figures_of, grading_of
from monitor.core.dossier import Dossier
from monitor.core.explain import blind_stretches, cause, clock, explain, left, owed, span
from monitor.core.moment import Moment
from monitor.core.reasons import in_language
from monitor.core.release import Release
from monitor.core.timeline import Entry, EntryKind
from monitor.core.verdict import Status, Verdict
from monitor.core.wording import ENTRY, FLAG, PUBLISHED_BASIS, ROLE, STATUS, say, say_type
from monitor.jobs.judge import Judged
from monitor.renderers._entries import entry_words, innocent, shown
from monitor.renderers._words import MARK, day_heading, grade_words, place_words, short_duty, time_of_day, toll_words
from monitor.renderers.wire import instant_json
from monitor.text.places import name_of
from monitor.web.asking import Ask, outside, part

Part = dict[str, Any]
QUIET = (Status.NOT_APPLICABLE, Status.APPLICABILITY_UNKNOWN)
LATELY = timedelta(days=14)


def place_name(adcode: str, lang: str = "zh") -> str:
    """The name of a place; the nation's where the code is the nation's."""
    if adcode in ("000000", "100000", ""):
        return "全国" if lang == "zh" else "the nation"
    return name_of(adcode) or adcode


def tag(status: str, lang: str) -> Part:
    """An outcome with its mark, told apart without colour."""
    return {"status": status, "mark": MARK.get(status, "·"), "word": say(STATUS, status, lang), "duty": ""}


def incident_part(judged: Judged, ask: Ask) -> Part:
    """One incident in a list."""
    dossier, verdicts = judged
    place, onset, kind = dossier.place(), dossier.onset(), dossier.type()
    tags: dict[str, Part] = {}
    for verdict in verdicts:
        if verdict.status is not Status.NOT_APPLICABLE and verdict.headline:
            words = f"{short_duty(verdict.clause, ask.lang)}"
            tags.setdefault(f"{words} {verdict.status}", {**tag(verdict.status.value, ask.lang), "duty": words})
    return {
        "id": dossier.id,
        "name": dossier.name,
        "link": ask.link(f"/incidents/{part(dossier.id)}"),
        "place": place_words(dossier, name_of(place.adcode) if place else "", ask.lang),
        "place_link": ask.link(f"/places/{place.adcode}") if place and place.adcode.isdigit() else "",
        "type": "" if kind is None else say_type(kind.value, ask.lang),
        "grade": grade_words(grading_of(dossier), ask.lang),
        "toll": toll_words(figures_of(dossier), ask.lang),
        "onset": "" if onset is None else span(onset.moment),
        "day": "" if onset is None or onset.moment.earliest is None else clock(onset.moment.earliest)[:10],
        "tags": list(tags.values()),
        "unconfirmed": dossier.unconfirmed,
    }


def verdict_part(judged: Judged, verdict: Verdict, ask: Ask) -> Part:
    """One verdict, with the way to its working."""
    dossier, _ = judged
    instrument, clause, deadline = verdict.instrument, verdict.clause, verdict.deadline
    running = verdict.status is Status.PENDING and deadline is not None
    return {
        **tag(verdict.status.value, ask.lang),
        "rule": clause.id,
        "owed": owed(clause, ask.lang),
        "quote": clause.quote,
        "number": instrument.number or instrument.title,
        "rule_link": ask.link(f"/rules/{part(instrument.id)}") + f"#{clause.id}",
        "link": ask.link(f"/incidents/{part(dossier.id)}/{part(clause.id)}"),
        "incident": dossier.name,
        "incident_link": ask.link(f"/incidents/{part(dossier.id)}"),
        "why": explain(verdict, ask.lang),
        "deadline": "" if deadline is None else span(deadline),
        "closes": "" if deadline is None else instant_json(deadline.earliest),
        "latest": "" if deadline is None else instant_json(deadline.latest),
        "left": left(verdict, ask.lang) if running else "",
        "due": verdict.due,
        "running": running,
        "headline": verdict.headline,
        "blind": [hole_part(hole.feed, hole.start, hole.end, hole.cause, ask) for hole in blind_stretches(verdict)],
    }


def hole_part(feed: str, start: datetime, end: datetime, why: str, ask: Ask) -> Part:
    """A stretch that our looks do not reach."""
    return {"feed": feed, "start": clock(start), "end": clock(end), "cause": cause(why, ask.lang)}


def running(judged: Iterable[Judged], ask: Ask) -> list[Part]:
    """Clocks that run, those that close first at the top; the same duty of two texts once."""
    found: dict[tuple[str, str, str], tuple[datetime, str, Part]] = {}
    for one in judged:
        for verdict in one[1]:
            deadline = verdict.deadline
            if verdict.status is not Status.PENDING or deadline is None or deadline.earliest is None:
                continue
            key = (one[0].id, verdict.clause.duty.value, span(deadline))
            if key not in found or verdict.headline:
                found[key] = (deadline.earliest, one[0].id, verdict_part(one, verdict, ask))
    return [each for _, _, each in sorted(found.values(), key=lambda row: row[:2])]


def settled_lately(judged: Iterable[Judged], ask: Ask, as_of: datetime) -> list[Part]:
    """Windows that closed in the last two weeks, the latest at the top; only headline clauses."""
    found = []
    for one in judged:
        for verdict in one[1]:
            closed = None if verdict.deadline is None else verdict.deadline.latest
            if closed is None or verdict.status in (*QUIET, Status.PENDING) or not verdict.headline:
                continue
            if as_of - LATELY <= closed <= as_of:
                found.append((closed, one[0].id, verdict.clause.id, verdict_part(one, verdict, ask)))
    rows: dict[tuple[str, str, str], Part] = {}
    for _, incident, _, row in sorted(found, key=lambda row: row[:3], reverse=True):
        rows.setdefault((incident, row["owed"], row["status"]), row)
    return list(rows.values())


def counts(judged: Iterable[Judged], lang: str) -> list[Part]:
    """How many verdicts of each outcome, in the order of the table of outcomes."""
    number: dict[str, int] = {}
    for _, verdicts in judged:
        for verdict in verdicts:
            if verdict.status is not Status.NOT_APPLICABLE:
                number[verdict.status.value] = number.get(verdict.status.value, 0) + 1
    return [{**tag(s.value, lang), "count": number[s.value]} for s in Status if s.value in number]


def entry_parts(entries: Sequence[Entry], verdicts: Sequence[Verdict], ask: Ask) -> list[Part]:
    """A timeline by days."""
    days: list[Part] = []
    for entry in shown(entries):
        anchor = entry.at.earliest or entry.at.latest
        heading = "" if anchor is None else day_heading(anchor, ask.lang)
        if not days or days[-1]["heading"] != heading:
            days.append({"heading": heading, "entries": []})
        link = outside(entry.url)
        if entry.kind is EntryKind.DEADLINE:
            verdict = next((v for v in verdicts if v.clause.id == entry.subject), None)
            link = "" if verdict is None else ask.link(f"/incidents/{part(verdict.incident)}/{part(entry.subject)}")
        days[-1]["entries"].append({
            "time": time_of_day(entry.at, ask.lang),
            "at": instant_json(entry.at.earliest or entry.at.latest) or "",
            "kind": entry.kind.value,
            "label": say(ENTRY, entry.kind.value, ask.lang),
            "agency": entry.agency,
            "words": entry_words(entry, verdicts, ask.lang),
            "link": link,
            "inside": entry.kind is EntryKind.DEADLINE,
            "flags": [say(FLAG, flag, ask.lang) for flag in entry.flags],
            "innocent": innocent(entry.agreement, ask.lang),
            "captures": [capture_link(one, ask) for one in entry.evidence if one.startswith("urn:")],
        })  # fmt: skip
    return days


def release_part(release: Release, ask: Ask) -> Part:
    """One page tied to the incident."""
    publication = release.publication
    return {
        "title": release.title,
        "url": outside(release.url),
        "shown_url": release.url,
        "speaker": release.speaker or release.agency or "",
        "role": say(ROLE, release.role.value, ask.lang),
        "published": span(publication.published),
        "basis": say(PUBLISHED_BASIS, publication.basis, ask.lang),
        "held": "" if release.held is None else span(release.held),
        "flags": [say(FLAG, flag, ask.lang) for flag in dict.fromkeys((*publication.flags, *release.flags))],
        "copies": len(release.copies),
        "why": [in_language(one, ask.lang) for one in release.link.why],
        "by": "" if release.link.by == "rule" else release.link.by,
        "doubtful": release.link.doubtful,
        "captures": [capture_link(one, ask) for one in release.captures if one],
    }


def capture_link(capture: str, ask: Ask) -> str:
    """The page that shows a capture."""
    return ask.link(f"/captures/{part(capture)}")


def facts(judged: Judged, ask: Ask) -> list[tuple[str, str]]:
    """What is known of an incident, as label and words."""
    dossier, _ = judged
    row = incident_part(judged, ask)
    return [
        ("place", row["place"]),
        ("type", row["type"]),
        ("grade", row["grade"]),
        ("toll", row["toll"]),
        ("onset", row["onset"]),
        ("first_public", moment_words(dossier.first_public())),
    ]


def moment_words(moment: Moment | None) -> str:
    """A moment in words; empty where it is not known."""
    return "" if moment is None else span(moment)


def sections(text: str) -> list[Part]:
    """The full working, made for a terminal of any width, as headings with their lines and depths."""
    found: list[Part] = []
    for block in text.split("\n\n"):
        lines = block.split("\n")
        heading = lines.pop(0) if found else ""
        rows = [{"depth": (len(line) - len(line.lstrip(" "))) // 2, "words": line.strip()} for line in lines if line]
        found.append({"heading": heading, "rows": rows})
    return found


def agency_names(dossier: Dossier) -> list[str]:
    """The bodies answerable for an incident, by name."""
    return [agency.name for agency in dossier.responsible()]
