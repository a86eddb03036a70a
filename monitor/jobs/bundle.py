"""Everything that one incident's verdicts rest on, gathered into one file that can be checked without us.

The records of the lists that were watched, of every page tied to the incident and of every page that might
have been an answer; the passage of the hash chain over them; the decisions that no record holds (what was
declared, tied, corrected); the rule texts; the verdicts with their working; and a page for people.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.core.dossier import Dossier
from monitor.core.feed import Feed
from monitor.core.problems import StorageError
from monitor.core.timeline import build
from monitor.evidence.index import cdx_index, pages_index
from monitor.evidence.passage import Passage, passage, written
from monitor.evidence.places import opened
from monitor.evidence.stamps import stamps_of
from monitor.jobs import proof
from monitor.jobs.judge import judge_incident
from monitor.jobs.world import World
from monitor.renderers import contract
from monitor.renderers.bundle import Page, bundle_page
from monitor.store.dossiers import WATCH_FOR, incident_rows, members
from monitor.store.publications import MAY_ANSWER
from monitor.store.wire import dump, stamp
from monitor.text.places import name_of

BEFORE = timedelta(days=2)
"""How long before the onset the lists are carried along: a page that gives only its day may claim the day before."""
WARC = "archive/evidence.warc.gz"
PASSAGE, SOURCES, VERDICTS, PAGE = "chain/passage.jsonl", "facts/sources.json", "verdicts.json", "index.html"
TABLES = ("incidents", "links", "corrections")


@dataclass(frozen=True, slots=True)
class Gathered:
    """The entries of one bundle, and what stands in them."""

    entries: dict[str, bytes]
    title: str
    about: dict[str, Any]
    passage: Passage
    incident: str
    as_of: datetime


def gather(
    world: World, incident: str, *, as_of: datetime, warc: Path, rules: Mapping[str, bytes], whole: bool = False
) -> Gathered:
    """Gather one incident as of a time. ``rules`` are the texts of the rule documents by file name.

    ``whole`` takes the lists from their first poll on, where a part of them does not give the same facts.

    Raises:
        StorageError: a record that is needed is not in the evidence.
    """
    judged = judge_incident(world, incident, as_of=as_of)
    assert judged is not None, "the caller has found it"
    dossier, verdicts = judged
    ids, feeds = _wanted(world, dossier, whole=whole)
    proven = passage(warc, ids)
    _all_there(ids, proven, warc)
    records = _records(warc, proven)
    facts = _decisions(world, dossier)
    told = contract.timeline_json(dossier, verdicts, build(dossier, verdicts), place_name=name_of)
    answer = contract.envelope(as_of, [told])
    lines = {verdict.clause.id: proof.captures(world, dossier, verdict) for verdict in verdicts}
    entries = {
        PAGE: b"",  # first in the file, made when everything else is known
        VERDICTS: json.dumps(answer, ensure_ascii=False, indent=1).encode() + b"\n",
        WARC: b"".join(packed for _, packed in records),
        "indexes/index.cdx": cdx_index(records, WARC),
        "pages/pages.jsonl": pages_index(dossier.name, _pages(world, dossier)),
        PASSAGE: written(proven),
        SOURCES: _sources(world, dossier, feeds),
        **{f"facts/{table}.jsonl": rows for table, rows in facts.items()},
        **{f"rules/{name}": text for name, text in rules.items()},
        **{f"chain/stamps/{name}": content for name, content in stamps_of(warc, proven).items()},
    }
    kept = {line.id: line for group in lines.values() for line in group}
    entries[PAGE] = bundle_page(
        Page(dossier, verdicts, lines, tuple(kept.values()), proven.end.head, proven.end.head_sm3, proven.end.n,
             len(records), tuple(name for name in entries if name.startswith("chain/stamps/")))
    )  # fmt: skip
    about = {"incident": dossier.id, "as_of": stamp(as_of), "schema": 1}
    return Gathered(entries, dossier.name, about, proven, dossier.id, as_of)


def _wanted(world: World, dossier: Dossier, *, whole: bool) -> tuple[set[str], list[Feed]]:
    """Ids of the records that the facts of this dossier are read from, and the feeds they belong to."""
    pages = [url for release in dossier.releases for url in (release.url, *release.copies)]
    watched = {watch.feed for watch in dossier.watches}
    seen: list[str] = []
    names = set(watched)
    for url in pages:
        for row in world.store.rows("SELECT feed, first_seen FROM listings WHERE url = ?", (url,)):
            names.add(row["feed"])
            if row["first_seen"] <= stamp(dossier.as_of):
                seen.append(row["first_seen"])
    onset = dossier.onset()
    begun = None if onset is None else onset.moment.earliest
    low, high = _span(seen, begun, dossier.as_of)
    feeds = [world.sources.feeds[name] for name in sorted(names) if name in world.sources.feeds]
    ids: set[str] = set()
    for feed in feeds:
        ids |= _list_records(world, feed, "" if whole else low, high)
        pages += _may_answer(world, feed, low, high) if feed.id in watched else []
    for url in dict.fromkeys(pages):
        rows = world.store.rows(
            "SELECT f.capture FROM fetches f WHERE f.url IN (SELECT l.address FROM listings l WHERE l.url = ?) "
            "AND f.kind NOT IN ('list', 'page') AND f.at <= ?",
            (url, stamp(dossier.as_of)),
        )
        ids |= {row["capture"] for row in rows if row["capture"]}
    return ids, feeds


def _span(seen: Sequence[str], begun: datetime | None, as_of: datetime) -> tuple[str, str]:
    """From when to when the lists are needed, as they are written in the database."""
    low = [*seen, *(() if begun is None else (stamp(begun),))]
    first = stamp(datetime.fromisoformat(min(low)) - BEFORE) if low else ""
    last = [*seen, *(() if begun is None else (stamp(begun + WATCH_FOR),))]
    return first, min(max(last), stamp(as_of)) if last else stamp(as_of)


def _list_records(world: World, feed: Feed, low: str, high: str) -> set[str]:
    """The polls of one feed, from the last full answer before ``low`` on."""
    start = world.store.value(
        "SELECT max(at) FROM fetches WHERE feed = ? AND kind = 'list' AND outcome = 'fetched' AND at <= ?",
        (feed.id, low),
    )
    rows = world.store.rows(
        "SELECT capture FROM fetches WHERE feed = ? AND kind IN ('list', 'page') AND at >= ? AND at <= ?",
        (feed.id, start or "", high),
    )
    return {row["capture"] for row in rows if row["capture"]}


def _may_answer(world: World, feed: Feed, low: str, high: str) -> list[str]:
    """Pages of a watched feed whose titles could be an answer's: that they are none can be checked, too."""
    rows = world.store.rows(
        "SELECT url, title FROM listings WHERE feed = ? AND first_seen >= ? AND first_seen <= ?", (feed.id, low, high)
    )
    return [row["url"] for row in rows if MAY_ANSWER.search(row["title"])]


def _all_there(ids: set[str], proven: Passage, warc: Path) -> None:
    lost = sorted(ids - {link.id for link in proven.shown})
    if lost:
        what = f"{len(lost)} records that the verdicts rest on are not in the evidence ({lost[0]})"
        raise StorageError(f"{warc}: {what}; run `verify`, and `rebuild` when the files are there")


def _records(warc: Path, proven: Passage) -> list[tuple[Any, bytes]]:
    """The records as they lie in the files, byte for byte."""
    found = []
    for link in proven.shown:
        with opened(warc, link.file) as file:
            file.seek(link.offset)
            found.append((link, file.read(link.length)))
    return found


def _decisions(world: World, dossier: Dossier) -> dict[str, bytes]:
    """What was declared, tied and corrected: decisions that no record of the web holds."""
    rows = {row.id: row for row in incident_rows(world.store, dossier.as_of, every=True)}
    joined = members(dossier.id, rows)
    marks = ",".join("?" for _ in joined)
    found = {}
    for table, column, when in zip(TABLES, ("id", "incident", "incident"), ("recorded_at", "recorded_at", "at"),
                                   strict=True):  # fmt: skip
        chosen = world.store.rows(
            f"SELECT * FROM {table} WHERE {column} IN ({marks}) AND {when} <= ? ORDER BY rowid",
            (*joined, stamp(dossier.as_of)),
        )
        found[table] = "".join(dump(dict(row)) + "\n" for row in chosen).encode()
    return found


def _pages(world: World, dossier: Dossier) -> Iterable[tuple[str, str, str]]:
    """Address, time and title of every captured page, for readers of web archives."""
    for release in dossier.releases:
        for row in world.store.rows(
            f"SELECT url, at FROM captures WHERE id IN ({','.join('?' * len(release.captures))}) ORDER BY at",
            release.captures,
        ):
            yield row["url"], row["at"], release.title


def _sources(world: World, dossier: Dossier, feeds: Iterable[Feed]) -> bytes:
    """The agencies and feeds as the settings had them, as far as they bear on this incident."""
    agencies = [asdict(agency) for agency in world.sources.agencies.values()]
    listed = [
        {**asdict(feed), "carries": sorted(feed.carries), "every": int(feed.every.total_seconds())} for feed in feeds
    ]
    clock = None if world.headline is None else world.headline.value
    whole = {"schema": 1, "headline_clock": clock, "agencies": agencies, "feeds": listed, "incident": dossier.id}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


