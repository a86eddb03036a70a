"""How long a tie takes as incidents grow: open ones and closed ones, each with a page, in a real database.

    python -m benchmarks.linking_growth [--limit CLOSED]

Rows are written as the pipeline writes them (page, marks, declaration, tie), with places drawn over all counties and
days over years; then pages arrive that follow up an open incident, open a new one, or belong to none. Processor time
of `Tying.tie` alone: reading a page costs the same however many there are.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from benchmarks.tables import plain
from monitor.core.incident import Agency, Level
from monitor.core.linking import Sighting
from monitor.core.moment import Basis, Moment
from monitor.core.publication import settle
from monitor.core.sighting import place_marks
from monitor.core.statement import PlaceMention, Role, RoleGuess, Statement, TimeMention, TimeRole
from monitor.jobs.tying import Tying
from monitor.jobs.world import World, sources_of
from monitor.store.facts import Store
from monitor.store.wire import dump, stamp, statement_out
from monitor.text._place_table import table

NOW = datetime.fromisoformat("2026-11-20T12:00:00+08:00")
STEPS = ((100, 0), (1_000, 10_000), (10_000, 100_000), (10_000, 1_000_000))
LIMIT_MS = 5.0
ARRIVALS = 300
KINDS = ("事故灾难/火灾", "事故灾难/道路交通", "事故灾难/爆炸", "自然灾害/地质灾害", "事故灾难/坍塌")


@dataclass(frozen=True, slots=True)
class Made:
    """One incident of the growing database."""

    number: int
    place: str
    kind: str
    onset: datetime


def made(count: int, first: int, places: list[str], *, open_: bool, draw: random.Random) -> Iterator[Made]:
    """That many incidents: open ones of the last ten days, closed ones of the twelve years before."""
    span = timedelta(days=10) if open_ else timedelta(days=12 * 365)
    end = NOW if open_ else NOW - timedelta(days=30)
    for number in range(first, first + count):
        onset = end - timedelta(seconds=draw.randrange(int(span.total_seconds())))
        yield Made(number, draw.choice(places), draw.choice(KINDS), onset)


def said(one: Made, *, name: str) -> Statement:
    """What a page about it says."""
    onset = Moment(one.onset, one.onset + timedelta(minutes=2), Basis.TEXT)
    return Statement(
        onset=TimeMention("20日8时30分许", 0, 9, onset, TimeRole.OCCURRED),
        place=PlaceMention("", 0, 0, (one.place,)), incident_type=one.kind,
        roles=(RoleGuess(Role.AUTHORITATIVE_INFO, 0.9, ()),), names=(name,),
    )  # fmt: skip


ARTICLE = (
    "INSERT INTO articles (url, feed, capture, parser, title, source, text, reading, statement, relevant, problem, "
    "recorded_at) VALUES (?, 'media', '', 'auto', '', NULL, '', ?, ?, 1, '', ?)"
)
INCIDENT = (
    "INSERT INTO incidents (id, name, type, adcode, onset_earliest, onset_latest, decided_by, recorded_at) "
    "VALUES (?, '', ?, ?, ?, ?, 'rule', ?)"
)
LINK = (
    "INSERT INTO links (incident, url, score, why, decided_by, recorded_at) "
    "VALUES (?, ?, 1.0, '[\"由此页提出事件\"]', 'rule', ?)"
)
PART = 20_000


def fill(path: Path, incidents: Iterator[Made]) -> None:
    """Rows as the pipeline writes them, many at a time: page, marks, declaration, tie."""
    reading = dump({"visible": None, "meta": None, "listed": None, "url_day": None, "flags": []})
    shape = dump(statement_out(said(Made(0, "PLACE", "KIND", datetime(2001, 2, 3, tzinfo=UTC)), name="NAME")))
    low, high = "2001-02-03T00:00:00", "2001-02-03T00:02:00"
    assert low in shape
    assert high in shape
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        while part := list(islice(incidents, PART)):
            rows: dict[str, list[tuple[object, ...]]] = {"a": [], "i": [], "l": [], "m": []}
            for one in part:
                name, url = f"宏达{one.number}号仓库", f"https://a.example/{one.number}"
                start, end = one.onset.astimezone(UTC), one.onset.astimezone(UTC) + timedelta(minutes=2)
                at = stamp(one.onset + timedelta(hours=1))
                words = shape.replace("PLACE", one.place).replace("KIND", one.kind).replace("NAME", name)
                words = words.replace(low, f"{start:%Y-%m-%dT%H:%M:%S}").replace(high, f"{end:%Y-%m-%dT%H:%M:%S}")
                incident = f"i-{one.onset:%Y%m%d}-{one.place}-{one.number}"
                rows["a"].append((url, reading, words, at))
                rows["i"].append((incident, one.kind, one.place, stamp(start), stamp(end), at))
                rows["l"].append((incident, url, at))
                marks = (*place_marks(one.place), f"n:{name}", f"n:{name[-4:]}")
                rows["m"] += [(mark, f"{one.onset:%Y-%m-%d}", url) for mark in marks]
            connection.execute("BEGIN")
            for sql, key in ((ARTICLE, "a"), (INCIDENT, "i"), (LINK, "l")):
                connection.executemany(sql, rows[key])
            connection.executemany("INSERT OR IGNORE INTO marks VALUES (?, ?, ?)", rows["m"])
            connection.execute("COMMIT")


def arrivals(recent: list[Made], places: list[str], draw: random.Random) -> Iterator[Sighting]:
    """Follow-ups of open incidents, new incidents, and pages that belong to none."""
    for number in range(ARRIVALS):
        kind = number % 3
        if kind == 0:
            one = draw.choice(recent)
            words = said(one, name=f"宏达{one.number}号仓库")
        elif kind == 1:
            one = Made(10_000_000 + number, draw.choice(places), draw.choice(KINDS), NOW - timedelta(hours=3))
            words = said(one, name=f"新盛{number}号仓库")
        else:
            one = Made(20_000_000 + number, draw.choice(places), draw.choice(KINDS), NOW)
            words = Statement(incident_type=one.kind, places=(PlaceMention("", 0, 0, (one.place,)),))
        body = Agency("a", "机关", one.place[:4] + "00", Level.PREFECTURE)
        at = NOW + timedelta(seconds=number)
        publication = settle(Moment(at, at + timedelta(minutes=1), Basis.VISIBLE), at + timedelta(minutes=5), None)
        yield Sighting(f"https://b.example/{number}", "通报", words, publication, body, True, at)


def measure(open_: int, closed: int) -> tuple[object, ...]:
    """One line of the table: milliseconds of processor time a tie."""
    draw = random.Random(7)
    places = [code for code in sorted(table().by_code) if not code.endswith("00")]
    with tempfile.TemporaryDirectory() as scratch, Store(Path(scratch) / "m.db", create=True) as store:
        began = time.process_time()
        fill(Path(scratch) / "m.db", made(closed, 0, places, open_=False, draw=draw))
        recent = list(made(open_, closed, places, open_=True, draw=draw))
        fill(Path(scratch) / "m.db", iter(recent))
        filled = time.process_time() - began
        tying = Tying(World(store, sources_of({}, ()), {}))
        taken, tied = [], 0
        for page in arrivals(recent, places, draw):
            with store.atomic():
                start = time.process_time()
                store.save_marks(page.url, page.day(), sorted(page.marks()))
                tied += bool(tying.tie(page, 0, page.recorded_at))
                taken.append((time.process_time() - start) * 1000)
        taken.sort()
        return (
            f"{open_:,}", f"{closed:,}", taken[len(taken) // 2], taken[int(len(taken) * 0.95)], taken[-1],
            f"{tied}/{ARRIVALS}", filled,
        )  # fmt: skip


def main() -> int:
    """Print the growth table; exit 1 where the largest step is over the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=STEPS[-1][1], help="closed incidents at most")
    most = parser.parse_args().limit
    rows = [measure(open_, closed) for open_, closed in STEPS if closed <= most]
    head = ("open", "closed", "median ms", "95 % ms", "max ms", "touching", "filling s")
    print(plain(head, rows))
    return int(float(str(rows[-1][2])) > LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main())
