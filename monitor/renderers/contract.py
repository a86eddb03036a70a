"""The JSON that the outside relies on: incidents, timelines and verdicts, schema 1.

Open bounds are null, `latest` is exclusive, keys are only ever added. Everything is built from the
same values that the terminal and the reports show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.core.applies import Grading, figures_of, grading_of
from monitor.core.coverage import Hole
from monitor.core.dossier import Dossier
from monitor.core.explain import explain, tenths
from monitor.core.incident import Grade
from monitor.core.moment import Moment
from monitor.core.publication import EXPLANATIONS, agreement
from monitor.core.reasons import english
from monitor.core.release import Link, Release
from monitor.core.responsibility import named, speaker, told
from monitor.core.revision import Absence, Change, Revision
from monitor.core.timeline import Entry
from monitor.core.verdict import Verdict
from monitor.core.wording import INNOCENT
from monitor.renderers._entries import entry_words
from monitor.renderers._words import unnamed
from monitor.renderers.wire import instant_json, moment_json

SCHEMA = 1
PlaceName = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class CaptureLine:
    """Where the bytes of one capture lie, as the evidence store knows it."""

    id: str
    url: str
    file: str
    offset: int
    sha256: str
    at: datetime
    address: str = ""  # where `archive` has put the file, if it did


def capture_json(line: CaptureLine) -> dict[str, Any]:
    """One capture as evidence."""
    return {
        "id": line.id,
        "url": line.url,
        "file": line.file,
        "offset": line.offset,
        "sha256": line.sha256,
        "at": instant_json(line.at),
        "archived_at": line.address or None,
    }


def envelope(as_of: datetime, incidents: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The answer of every command that speaks of incidents."""
    return {"schema": SCHEMA, "as_of": instant_json(as_of), "incidents": list(incidents)}


def incident_json(dossier: Dossier, verdicts: Sequence[Verdict], *, place_name: PlaceName = unnamed) -> dict[str, Any]:
    """One incident with its releases and verdicts."""
    onset, place, kind = dossier.onset(), dossier.place(), dossier.type()
    return {
        "id": dossier.id,
        "name": dossier.name,
        "type": None if kind is None else kind.value,
        "place": None if place is None else {"adcode": place.adcode, "name": place_name(place.adcode) or place.name},
        "onset": None if onset is None else moment_json(onset.moment),
        "first_public": moment_json(dossier.first_public()),
        "grade": grade_json(grading_of(dossier)),
        "casualties": {harm.value: {"low": low, "high": high} for harm, (low, high) in figures_of(dossier).items()},
        "unconfirmed": dossier.unconfirmed,
        "responsible": told(named(dossier, verdicts)),
        "releases": [
            {**release_json(release), "speaks_as": _speaks_as(dossier, release)} for release in dossier.releases
        ],
        "verdicts": [verdict_json(verdict) for verdict in verdicts],
    }


def timeline_json(
    dossier: Dossier, verdicts: Sequence[Verdict], entries: Iterable[Entry], *, place_name: PlaceName = unnamed
) -> dict[str, Any]:
    """One incident with every dated thing in order, deadlines and holes of our watch included."""
    answer = incident_json(dossier, verdicts, place_name=place_name)
    answer["entries"] = [entry_json(entry, verdicts) for entry in entries]
    return answer


def entry_json(entry: Entry, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """One entry: `text` in Chinese, `text_en` in English, `subject` and `detail` as they are stored."""
    return {
        "at": moment_json(entry.at),
        "kind": entry.kind.value,
        "text": entry_words(entry, verdicts, "zh"),
        "text_en": entry_words(entry, verdicts, "en"),
        "url": entry.url or None,
        "agency": entry.agency or None,
        "subject": entry.subject,
        "detail": entry.detail,
        "flags": list(entry.flags),
        "evidence": list(entry.evidence),
        **({"changes": [change_json(change) for change in entry.changes]} if entry.changes else {}),
    }


def change_json(change: Change) -> dict[str, Any]:
    """One part of a page before and after an edit; of the text the digests, both versions are captured."""
    return {"part": change.part.value, "before": change.before, "after": change.after}


def grade_json(grading: Grading) -> dict[str, Any]:
    """The grade where only one is admitted, and always all that are, gravest first."""
    return {
        "value": None if grading.value is None else grading.value.value,
        "basis": grading.basis,
        "known_at": moment_json(grading.known_at),
        "admitted": [grade.value for grade in Grade if grade in grading.admitted],
        "source": grading.source or None,
    }


def _speaks_as(dossier: Dossier, release: Release) -> str:
    """In which capacity its publisher speaks of this incident."""
    agency = dossier.agencies.get(release.agency or "")
    return speaker(agency, release.speaker, relays=release.relays, dossier=dossier).capacity.value


def release_json(release: Release) -> dict[str, Any]:
    """One page tied to the incident; what it claims and what we observed stand beside what follows."""
    publication = release.publication
    return {
        "url": release.url,
        "title": release.title,
        "agency": release.agency,
        "speaker": release.speaker or None,
        "role": release.role.value,
        "maybe": [role.value for role in release.maybe],
        "published": {**_both(publication.published), "basis": publication.basis},
        "claimed": moment_json(publication.claimed),
        "observed": moment_json(publication.observed),
        "readings": [moment_json(reading) for reading in publication.readings],
        "held": moment_json(release.held),
        "official": release.official,
        "relays": release.relays,
        "copies": list(release.copies),
        "copied": _copied(release),
        "suspect": release.suspect,
        "flags": list(dict.fromkeys((*publication.flags, *release.flags))),
        "link": link_json(release.link),
        "revisions": [revision_json(one) for one in release.revisions],
        "absences": [absence_json(one) for one in release.absences],
        "claim_check": check_json(release),
        "evidence": list(release.captures),
    }


def _copied(release: Release) -> list[dict[str, Any]]:
    """Each page that carries the release, with when that page was published; empty where there is one page only."""
    pages = zip((release.url, *release.copies), release.copied, strict=False) if release.copies else ()
    return [{"url": url, "published": moment_json(one.published), "basis": one.basis} for url, one in pages]


def revision_json(one: Revision) -> dict[str, Any]:
    """One silent edit: when it was made, what was changed, and the captures of both versions."""
    return {
        "at": moment_json(one.at), "changes": [change_json(change) for change in one.changes],
        "flags": list(one.flags), "before": one.before, "after": one.after,
    }  # fmt: skip


def absence_json(one: Absence) -> dict[str, Any]:
    """One stretch in which the page was not found as it had stood."""
    return {
        "state": one.state.value, "at": moment_json(one.at), "looks": one.seen, "confirmed": one.confirmed,
        "back": None if one.back is None else instant_json(one.back), "evidence": list(one.captures),
    }  # fmt: skip


def check_json(release: Release) -> dict[str, Any] | None:
    """How the time the page claims stands to what we observed, with every innocent explanation."""
    grade = agreement(release.publication)
    if grade is None:
        return None
    told = [{"id": key, "zh": INNOCENT[key][0], "en": INNOCENT[key][1]} for key in EXPLANATIONS[grade]]
    return {"grade": grade.value, "explanations": told}


def link_json(link: Link) -> dict[str, Any]:
    """Who tied the page to the incident, how surely and why."""
    by_rule = link.by == "rule"
    return {
        "score": link.score,
        "by": "rule" if by_rule else "person",
        "author": None if by_rule else link.by,
        "why": list(link.why),
        "why_en": english(link.why),
        "doubtful": link.doubtful,
    }


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """One clause's outcome with its working."""
    clause, instrument = verdict.clause, verdict.instrument
    return {
        "rule": clause.id,
        "instrument": instrument.id,
        "number": instrument.number,
        "title": instrument.title,
        "duty": clause.duty.value,
        "quote": clause.quote,
        "status": verdict.status.value,
        "reason": verdict.reason,
        "clock": verdict.clock.value,
        "clock_basis": clause.clock_basis.value,
        "clock_sensitive": verdict.clock_sensitive,
        "started": moment_json(verdict.started),
        "deadline": moment_json(verdict.deadline),
        "due": verdict.due,
        "fulfilled": moment_json(verdict.fulfilled),
        "fulfilled_by": [release.url for release in verdict.fulfilled_by],
        "doubtful": [release.url for release in verdict.doubtful],
        "elapsed_hours": elapsed_json(verdict),
        "coverage": {"complete": verdict.complete, "holes": [hole_json(hole) for hole in verdict.holes]},
        "channels": [{"feed": watch.feed, "url": watch.url, "channel": watch.channel} for watch in verdict.watched],
        "readings": {clock: status.value for clock, status in (verdict.readings or {}).items()},
        "hindsight": verdict.hindsight,
        "finally_graded": None if verdict.final is None else verdict.final.value,
        "headline": verdict.headline,
        "stricter": list(verdict.stricter),
        "statutory_publisher": verdict.publisher or None,
        "why": {"zh": explain(verdict, "zh"), "en": explain(verdict, "en")},
        "evidence": list(verdict.evidence),
    }


def elapsed_json(verdict: Verdict) -> dict[str, float] | None:
    """Hours from start to fulfilment, rounded outwards to one decimal."""
    if verdict.elapsed is None:
        return None
    low, high = tenths(*verdict.elapsed)
    return {"min": low, "max": high}


def hole_json(hole: Hole) -> dict[str, Any]:
    """One stretch that our looks do not reach."""
    return {
        "feed": hole.feed,
        "start": instant_json(hole.start),
        "end": instant_json(hole.end),
        "cause": hole.cause,
    }


def _both(moment: Moment) -> dict[str, Any]:
    return {"earliest": instant_json(moment.earliest), "latest": instant_json(moment.latest)}
