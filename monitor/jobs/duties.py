"""The quieter duties of a place in a year: facts out of the database, judged by the core."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime

from monitor.core.coverage import Span, absence
from monitor.core.dossier import Dossier, FeedWatch
from monitor.core.duties.judge import judge_duties
from monitor.core.duties.periods import Period, local_day
from monitor.core.duties.scene import Posting, Scene
from monitor.core.duties.verdict import DutyVerdict
from monitor.core.feed import Carries, Feed
from monitor.core.incident import NATION, Level, contains_place
from monitor.core.instrument import Every, Instrument
from monitor.core.matter import Opens
from monitor.core.moment import Basis, Moment
from monitor.core.publication import Publication, settle
from monitor.core.window import RESOLUTION
from monitor.jobs.world import World
from monitor.store.documents import documents_of, ties_of
from monitor.store.dossiers import incident_rows, load, watch
from monitor.store.publications import publication_of
from monitor.store.wire import instant, instant_or_none, stamp
from monitor.text.periods import named_period


def duties(world: World, *, place: str, year: int, as_of: datetime) -> tuple[DutyVerdict, ...]:
    """Every quieter duty of the place and of what lies in it that was owed in that year, as of a time."""
    return judge_duties(world.instruments.values(), scene(world, place=place, as_of=as_of, year=year), year)


def due_in(
    world: World, start: datetime, end: datetime, *, as_of: datetime, place: str = ""
) -> tuple[DutyVerdict, ...]:
    """The quieter duties, of every place or of one, whose windows closed between two instants at the latest."""
    if not _words(world):
        return ()
    found = []
    for year in sorted({local_day(start).year - 1, local_day(start).year, local_day(end).year}):
        for one in duties(world, place=place or NATION, year=year, as_of=as_of):
            last = None if one.deadline is None else one.deadline.latest
            if last is not None and start < last - RESOLUTION <= end:  # 24:00 of Sunday is of the week that ends
                found.append(one)
    return tuple(found)


def texts_of(world: World, *, place: str, year: int) -> tuple[Instrument, ...]:
    """The place's own rule documents in force in some part of that year."""
    return tuple(
        one
        for one in world.instruments.values()
        if one.jurisdiction == place
        and (one.effective_from is None or one.effective_from.year <= year)
        and (one.effective_to is None or one.effective_to.year >= year)
    )


def last_year(world: World, *, as_of: datetime) -> int:
    """The last year in which a list was looked at, as far as was known then."""
    last = world.store.value("SELECT max(at) FROM looks WHERE at <= ?", (stamp(as_of),))
    return local_day(as_of if last is None else instant(last)).year


def scene(world: World, *, place: str, as_of: datetime, year: int | None = None) -> Scene:
    """Everything recorded at or before ``as_of`` that the quieter duties of a place can rest on.

    ``year`` is the one whose accidents are wanted; without it none is read.
    """
    agencies = {
        one.id: one
        for one in world.sources.agencies.values()
        if contains_place(place, one.adcode) or one.level is Level.NATIONAL
    }
    feeds = [
        feed
        for _, feed in sorted(world.sources.feeds.items())
        if feed.agency in agencies and Carries.RELEASES in feed.carries
    ]
    documents = documents_of(world.store, {feed.id: feed.agency for feed in feeds}, as_of=as_of)
    wanted = _words(world)
    return Scene(
        place, as_of, agencies,
        postings=tuple(one for feed in feeds for one in _postings(world, feed, as_of, wanted)),
        documents=tuple(documents),
        ties=tuple(ties_of(world.store, documents, as_of=as_of)),
        watches=tuple(_watch(world, feed, as_of) for feed in feeds),
        incidents=() if year is None else tuple(_incidents(world, place, as_of, year)),
        named=_named,
    )  # fmt: skip


def _watch(world: World, feed: Feed, as_of: datetime) -> FeedWatch:
    return watch(world.store, feed, start=None, as_of=as_of)


def _named(title: str, every: Every, publication: Publication) -> Period | None:
    return named_period(title, every, publication.published)


def _words(world: World) -> tuple[tuple[str, ...], ...]:
    """The first group of words of each matter: a title without any of them is about none."""
    return tuple(
        clause.matter.title[0]
        for one in world.instruments.values()
        for clause in one.clauses
        if clause.matter is not None and clause.matter.title
    )


def _postings(
    world: World, feed: Feed, as_of: datetime, wanted: Iterable[tuple[str, ...]]
) -> Iterable[Posting]:
    """The pages of one feed whose titles may be about a duty, as lists and pages show them."""
    assert feed.agency is not None
    words = {word for group in wanted for word in group}
    rows = world.store.rows(
        "SELECT l.*, a.title AS page_title, a.reading, a.capture, a.recorded_at FROM listings l "
        "LEFT JOIN articles a ON a.id = (SELECT min(b.id) FROM articles b WHERE b.url = l.url AND b.problem = '' "
        "AND b.recorded_at <= ?) WHERE l.feed = ? AND l.first_seen <= ? ORDER BY l.first_seen, l.id",
        (stamp(as_of), feed.id, stamp(as_of)),
    )
    for row in rows:
        title = row["page_title"] or row["title"]
        if any(word in title for word in words):
            yield _posting(world, feed.agency, title, row)


def _posting(world: World, agency: str, title: str, row: sqlite3.Row) -> Posting:
    if row["reading"] is None:
        return Posting(row["url"], title, agency, _listed(row), read=False)
    reading: Mapping[str, object] = json.loads(row["reading"])
    publication = publication_of(world.store, row["url"], reading, instant(row["recorded_at"]))
    return Posting(
        row["url"], title, agency, publication, captures=(row["capture"],), fingerprint=str(reading["fingerprint"])
    )


def _listed(row: sqlite3.Row) -> Publication:
    """When a page was published of which only the list's entry is known."""
    low, high = instant_or_none(row["date_earliest"]), instant_or_none(row["date_latest"])
    claimed = None if low is None or high is None else Moment(low, high, Basis.LIST)
    end, begin = instant_or_none(row["absent_at"]), instant_or_none(row["chain_from"])
    last = None if end is None or begin is None else Span(begin, end)
    return settle(claimed, instant(row["first_seen"]), absence(last, claimed))


def _incidents(world: World, place: str, as_of: datetime, year: int) -> Iterable[Dossier]:
    """Incidents of the place, where some clause speaks of their investigation."""
    opens = {c.matter.opens for one in world.instruments.values() for c in one.clauses if c.matter is not None}
    if Opens.INCIDENT not in opens:
        return
    for row in incident_rows(world.store, as_of):
        begun = None if row.onset is None else (row.onset.earliest or row.onset.latest)
        near = begun is not None and abs(local_day(begun).year - year) <= 1  # a correction may move it over New Year
        if near and contains_place(place, row.adcode):
            dossier = load(world.store, row.id, as_of=as_of, sources=world.sources)
            if dossier is not None:
                yield dossier
