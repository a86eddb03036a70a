"""Reading facts: dossiers as of a time, and what linking and polling need to know."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from monitor.core.coverage import Look
from monitor.core.dossier import (
    Authority,
    Dossier,
    Evidence,
    FeedWatch,
    GradeClaim,
    OnsetClaim,
    PlaceClaim,
    TollClaim,
    TypeClaim,
)
from monitor.core.feed import Carries, Feed
from monitor.core.incident import Agency, Grade, Level, contains_place
from monitor.core.linking import Sighting, common_place
from monitor.core.moment import Basis, Moment
from monitor.core.release import Link, Release
from monitor.core.revision import presence_flags
from monitor.core.statement import Role
from monitor.store.facts import Store
from monitor.store.publications import lists_of, possible_answers, unread_pages
from monitor.store.publications import publication_of as publication_of
from monitor.store.releases import Page, releases
from monitor.store.revisions import history
from monitor.store.wire import instant, instant_or_none, said_in, stamp, sure_moment

WATCH_FOR = timedelta(days=30)
"""Looks later than this after the onset are not read for an incident: no window of hours needs them."""


@dataclass(frozen=True)
class Sources:
    """The agencies and feeds of the settings, as reading dossiers needs them."""

    agencies: Mapping[str, Agency]
    feeds: Mapping[str, Feed]

    def agency_of(self, feed: str) -> Agency | None:
        """The agency whose feed it is; None for media and for feeds no longer configured."""
        known = self.feeds.get(feed)
        return None if known is None or known.agency is None else self.agencies.get(known.agency)

    def feeds_of(self, agency: str | None) -> Sequence[Feed]:
        """The feeds of an agency; none of nobody's."""
        return self._feeds_of.get(agency or "", ())

    @cached_property
    def _feeds_of(self) -> Mapping[str, Sequence[Feed]]:
        found: dict[str, list[Feed]] = {}
        for feed in self.feeds.values():
            if feed.agency:
                found.setdefault(feed.agency, []).append(feed)
        return found


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """The latest declaration of an incident as of a time."""

    id: str
    name: str
    type: str
    adcode: str
    onset: Moment | None
    decided_by: str
    recorded_at: datetime
    merged_into: str | None
    withdrawn: bool


def incident_rows(
    store: Store, as_of: datetime, *, every: bool = False, only: Collection[str] | None = None
) -> list[IncidentRow]:
    """Incidents declared by then, in the order of their ids; merged and withdrawn ones only on request.

    ``only`` are the ids to look among, where not all are wanted.
    """
    among = "" if only is None else " AND id IN (SELECT value FROM json_each(?))"
    rows = store.rows(
        f"SELECT * FROM incidents WHERE recorded_at <= ?{among} ORDER BY id, recorded_at, rowid",
        (stamp(as_of), *(() if only is None else (json.dumps(sorted(only)),))),
    )
    latest = {row["id"]: _incident_row(row) for row in rows}
    return [one for one in latest.values() if every or not (one.merged_into or one.withdrawn)]


def _family(store: Store, incident: str, as_of: datetime) -> list[IncidentRow]:
    """The incident and all that were ever merged into another: few, and enough to know what it shows."""
    rows = store.rows(
        "SELECT * FROM incidents WHERE (id = ? OR id IN (SELECT id FROM incidents WHERE merged_into IS NOT NULL)) "
        "AND recorded_at <= ? ORDER BY id, recorded_at, rowid",
        (incident, stamp(as_of)),
    )
    return list({row["id"]: _incident_row(row) for row in rows}.values())


def shown_by(store: Store, incident: str, as_of: datetime) -> IncidentRow | None:
    """The incident of that id, or the one it was merged into at last; None where there is none by then."""
    rows = {row.id: row for row in _family(store, incident, as_of)}
    if incident not in rows:
        return None
    shown = shown_as(incident, rows)
    if shown not in rows:
        rows |= {row.id: row for row in _family(store, shown, as_of)}
    return rows.get(shown)


def _incident_row(row: sqlite3.Row) -> IncidentRow:
    low, high = instant_or_none(row["onset_earliest"]), instant_or_none(row["onset_latest"])
    onset = None if low is None and high is None else Moment(low, high)
    return IncidentRow(
        row["id"], row["name"], row["type"], row["adcode"], onset, row["decided_by"],
        instant(row["recorded_at"]), row["merged_into"], bool(row["withdrawn"]),
    )  # fmt: skip


def load(store: Store, incident: str, *, as_of: datetime, sources: Sources) -> Dossier | None:
    """Everything recorded at or before ``as_of`` about one incident; None where there is none by then."""
    rows = {row.id: row for row in _family(store, incident, as_of)}
    row = rows.get(incident)
    if row is None:
        return None
    joined = members(incident, rows)
    dossier = Dossier(incident, as_of, row.name, agencies=sources.agencies, unconfirmed=row.decided_by == "rule")
    dossier = _with_corrections(store, dossier, joined)
    sightings = _linked(store, joined, as_of, sources)
    dossier = _with_claims(dossier, sightings, sources)
    if not dossier.onsets and row.onset is not None:
        proof = Evidence("", "", row.recorded_at)
        dossier = replace(dossier, onsets=(OnsetClaim(row.onset, Authority.MEDIA, proof),))
    if not dossier.places and row.adcode:
        proof = Evidence("", "", row.recorded_at)
        dossier = replace(dossier, places=(PlaceClaim(row.adcode, "", Authority.MEDIA, proof),))
    if not dossier.types and row.type:
        dossier = replace(dossier, types=(TypeClaim(row.type, Authority.MEDIA, Evidence("", "", row.recorded_at)),))
    found = releases(sightings, dossier.answerable)
    dossier = replace(dossier, releases=tuple(_looked_at_again(store, one, as_of) for one in found))
    feeds = [feed for agency in dossier.responsible() for feed in sources.feeds_of(agency.id)]
    dossier = replace(dossier, releases=(*dossier.releases, *unread_pages(store, dossier, feeds)))
    dossier = replace(dossier, releases=(*dossier.releases, *possible_answers(store, dossier, feeds)))
    return replace(dossier, watches=_watches(store, dossier, feeds))


def shown_as(incident: str, rows: Mapping[str, IncidentRow]) -> str:
    """The incident that shows this one's pages: itself, or the one it was merged into at last."""
    while incident in rows and rows[incident].merged_into:
        incident = rows[incident].merged_into or incident
    return incident


def members(incident: str, rows: Mapping[str, IncidentRow]) -> tuple[str, ...]:
    """The incident and all that were merged into it."""
    found = [incident]
    for one in found:
        found.extend(row.id for row in rows.values() if row.merged_into == one and row.id not in found)
    return tuple(found)


def _linked(store: Store, members: Sequence[str], as_of: datetime, sources: Sources) -> list[Page]:
    marks = ",".join("?" for _ in members)
    rows = store.rows(
        f"SELECT * FROM links WHERE incident IN ({marks}) AND recorded_at <= ? ORDER BY recorded_at, id",
        (*members, stamp(as_of)),
    )
    pages = []
    for url, tie in standing(rows).items():
        if not tie["removed"]:
            pages.extend(_pages_of(store, url, tie, as_of, sources))
    return sorted(pages, key=lambda page: (page.sighting.recorded_at, page.article))


def standing(rows: Iterable[sqlite3.Row]) -> dict[str, sqlite3.Row]:
    """The tie of each page that counts: the last one, but a person's word stands until a person changes it."""
    ties: dict[str, sqlite3.Row] = {}
    for row in rows:
        old = ties.get(row["url"])
        if old is None or old["decided_by"] == "rule" or row["decided_by"] != "rule":
            ties[row["url"]] = row
    return ties


def _pages_of(store: Store, url: str, tie: sqlite3.Row, as_of: datetime, sources: Sources) -> list[Page]:
    rows = store.rows(
        "SELECT * FROM articles WHERE url = ? AND problem = '' AND recorded_at <= ? ORDER BY recorded_at, id",
        (url, stamp(as_of)),
    )
    link = Link(tie["score"], tie["decided_by"], tuple(json.loads(tie["why"])), bool(tie["doubtful"]))
    role = None if tie["role"] is None else Role(tie["role"])
    found: list[Page] = []
    edited = {one.after: one.at for one in history(store, url, rows, as_of)[1]} if len(rows) > 1 else {}
    for row in rows:
        reading = json.loads(row["reading"])
        found.append(
            Page(
                sighting_of(store, row, reading, sources),
                link,
                role,
                row["capture"],
                row["source"],
                tuple(reading["flags"]),
                reading.get("fingerprint", ""),
                row["id"],
                edited.get(row["capture"]),
            )
        )
    return found


def sighting_of(
    store: Store, row: sqlite3.Row, reading: Mapping[str, Any], sources: Sources,
    listings: Iterable[sqlite3.Row] | None = None,
) -> Sighting:  # fmt: skip
    """An article's row as linking sees it; ``listings`` are the lists that showed it, where they were read."""
    agency = sources.agency_of(row["feed"])
    feed = sources.feeds.get(row["feed"])
    return Sighting(
        row["url"],
        row["title"],
        said_in(row),
        publication_of(store, row["url"], reading, instant(row["recorded_at"]), listings),
        agency,
        feed is not None and Carries.INCIDENTS in feed.carries,
        instant(row["recorded_at"]),
        bool(reading.get("relays")),
        tuple(reading.get("title_places", ())),
        tuple(reading.get("terms", ())),
        tuple(reading.get("imprint", ())),
    )


_READ = (
    "SELECT url, title, feed, reading, statement, source, recorded_at, "
    "CASE WHEN relevant THEN '' ELSE text END AS text FROM articles WHERE problem = '' AND url IN ({marks}) "
    "ORDER BY recorded_at, id"
)


def sightings_of(store: Store, urls: Iterable[str], sources: Sources) -> list[Sighting]:
    """The last reading of each of these pages; those that could not be read are left out."""
    wanted, last = list(urls), dict[str, sqlite3.Row]()
    last.update((row["url"], row) for row in store.among(_READ, wanted))
    lists = lists_of(store, list(last))
    return [
        sighting_of(store, last[url], json.loads(last[url]["reading"]), sources, lists[url])
        for url in wanted if url in last
    ]  # fmt: skip


def _with_claims(dossier: Dossier, pages: Iterable[Page], sources: Sources) -> Dossier:
    onsets, places, types = list(dossier.onsets), list(dossier.places), list(dossier.types)
    tolls, grades = list(dossier.tolls), list(dossier.grades)
    adcode = _settled_place(dossier, pages)
    for page in pages:
        if page.link.doubtful:
            continue
        said, at = page.sighting.said, page.sighting.recorded_at
        whose = _authority(None if page.suspect else page.sighting.agency, adcode)
        # What only a later version says was not public before it took the first one's place.
        published = page.revised or page.sighting.publication.published
        # An onset that its own page cannot have known is a misreading, not a claim.
        if said.onset is not None and said.onset.moment.possibly_before(published):
            words = said.onset
            proof = Evidence(page.capture, page.sighting.url, at, words.text, words.start, words.end)
            onsets.append(OnsetClaim(words.moment, whose, proof))
        proof = Evidence(page.capture, page.sighting.url, at)
        code = common_place(page.sighting.own_place() or ())
        if code is not None and said.place is not None:
            places.append(PlaceClaim(code, said.place.text, whose, proof))
        if said.incident_type is not None:
            types.append(TypeClaim(said.incident_type, whose, proof))
        for toll in said.tolls:
            spot = Evidence(page.capture, page.sighting.url, at, toll.text, toll.start, toll.end)
            tolls.append(TollClaim(toll.kind, toll.low, toll.high, published, whose, spot, toll.as_of))
        if said.grade.value is not None and said.grade.basis == "stated":
            grades.append(GradeClaim(said.grade.value, published, whose, proof))
    dossier = replace(dossier, onsets=tuple(onsets), places=tuple(places), types=tuple(types))
    return replace(dossier, tolls=tuple(tolls), grades=tuple(grades))


def _settled_place(dossier: Dossier, pages: Iterable[Page]) -> str | None:
    claim = dossier.place()
    if claim is not None:
        return claim.adcode
    for page in pages:
        place = page.sighting.said.place
        code = None if place is None or page.link.doubtful else common_place(place.candidates)
        if code is not None:
            return code
    return None


def _authority(agency: Agency | None, adcode: str | None) -> Authority:
    if agency is None:
        return Authority.MEDIA
    answerable = adcode is not None and agency.level is not Level.NATIONAL and contains_place(agency.adcode, adcode)
    return Authority.AGENCY if answerable else Authority.OTHER_BODY


def _with_corrections(store: Store, dossier: Dossier, members: Sequence[str]) -> Dossier:
    """What people set: for each fact the last word only, so that a correction can itself be corrected."""
    marks = ",".join("?" for _ in members)
    rows = store.rows(
        f"SELECT * FROM corrections WHERE incident IN ({marks}) AND action = 'set' AND at <= ? ORDER BY at, id",
        (*members, stamp(dossier.as_of)),
    )
    # The word on the incident itself comes after those on the ones merged into it.
    rows.sort(key=lambda row: row["incident"] == dossier.id)
    last = {fact: (row, value) for row in rows for fact, value in json.loads(row["detail"]).items()}
    for fact, (row, value) in last.items():
        at = instant(row["at"])
        proof = Evidence(f"correction:{row['id']}", "", at, f"{row['author']}：{row['reason']}")
        if fact == "onset":
            onset = OnsetClaim(sure_moment(value), Authority.PERSON, proof)
            dossier = replace(dossier, onsets=(*dossier.onsets, onset))
        elif fact == "place":
            dossier = replace(dossier, places=(*dossier.places, PlaceClaim(value, "", Authority.PERSON, proof)))
        elif fact == "type":
            dossier = replace(dossier, types=(*dossier.types, TypeClaim(value, Authority.PERSON, proof)))
        elif fact == "grade":
            known = Moment(at, at + timedelta(microseconds=1), Basis.HUMAN)
            claim = GradeClaim(Grade(value), known, Authority.PERSON, proof)
            dossier = replace(dossier, grades=(*dossier.grades, claim))
        elif fact == "name" and row["incident"] == dossier.id:
            dossier = replace(dossier, name=value)
    return dossier


def _looked_at_again(store: Store, release: Release, as_of: datetime) -> Release:
    """The release with what later looks at its page found."""
    rows = store.rows(
        "SELECT * FROM articles WHERE url = ? AND problem = '' AND recorded_at <= ? ORDER BY recorded_at, id",
        (release.url, stamp(as_of)),
    )
    _, edits, gone = history(store, release.url, rows, as_of)
    if not edits and not gone:
        return release
    said = (flag for edit in edits for flag in edit.flags)
    flags = tuple(dict.fromkeys((*release.flags, *said, *presence_flags(gone))))
    return replace(release, revisions=edits, absences=gone, flags=flags)


def _watches(store: Store, dossier: Dossier, feeds: Iterable[Feed]) -> tuple[FeedWatch, ...]:
    """The looks at every one of these feeds, an answerable agency's, on which it would have answered."""
    onset = dossier.onset()
    start = onset.moment.earliest if onset is not None else None
    found = [watch(store, one, start=start, as_of=dossier.as_of) for one in feeds if Carries.RELEASES in one.carries]
    return tuple(sorted(found, key=lambda one: one.feed))


def watch(store: Store, feed: Feed, *, start: datetime | None, as_of: datetime) -> FeedWatch:
    """The looks and failures of one feed from ``start`` on, as far as an incident needs them."""
    low = start or datetime(1970, 1, 1, tzinfo=UTC)
    high = min(as_of, low + WATCH_FOR) if start is not None else as_of
    looks = store.rows(
        "SELECT back_to, at FROM looks WHERE feed = ? AND at >= ? AND at <= ? ORDER BY at, back_to",
        (feed.id, stamp(low), stamp(high)),
    )
    failed = store.rows(
        "SELECT at, outcome FROM fetches WHERE feed = ? AND kind = 'list' AND at >= ? AND at <= ? "
        "AND outcome NOT IN ('fetched', 'not_modified') ORDER BY at, outcome",
        (feed.id, stamp(low), stamp(high)),
    )
    return FeedWatch(
        feed.id,
        feed.url,
        feed.agency,
        feed.channel,
        tuple(Look(instant(back_to), instant(at)) for back_to, at in looks),
        tuple((instant(row["at"]), row["outcome"]) for row in failed),
    )
