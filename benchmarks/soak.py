"""The daemon at the nation's size: 42,000 feeds on 13,500 host names, real sockets, on one machine. `make soak`.

The names resolve to an nginx on loopback; everything else is the daemon as it runs: schedule, robots.txt,
spacing, evidence, reading, database. It starts as after a restart: each feed was looked at before, and due times
are spread over a period (``--fresh``
begins with an empty database instead, and reads 42,000 lists first). Of the answers 70 % are 304, 25 % the same
bytes, 4 % differ in a counter and 1 % bring a new first entry. Feeds are polled at a fixed pace, which is the
most that there can be to do.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import formatdate
from hashlib import sha256
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from benchmarks import nginx
from benchmarks.tables import plain
from monitor.cli.composition import Places, at_once, world
from monitor.clock import wall_clock
from monitor.core.feed import Feed
from monitor.daemon import Daemon
from monitor.evidence.warc import Archive
from monitor.fetching import FetchRules, Web
from monitor.fetching.loop import run
from monitor.jobs.marks import marked
from monitor.jobs.pipeline import Pipeline
from monitor.jobs.poll import Poller
from monitor.settings import read_duration
from monitor.settings.folders import COLUMNS
from monitor.store.facts import Store
from monitor.store.wire import dump, stamp

PER_HOST = 42_000 / 13_500
KINDS = ("exact",) * 70 + ("same",) * 25 + ("counter",) * 4 + ("changed",)


class Everywhere(Mapping[str, tuple[str, int]]):
    """A resolver for which every name is the one server."""

    def __init__(self, port: int) -> None:
        self.port = port

    def __getitem__(self, host: str) -> tuple[str, int]:
        return ("127.0.0.1", self.port)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def write_settings(folder: Path, feeds: int, every: str) -> None:
    """The feeds as a spreadsheet of sources, as somebody with so many would have them."""
    (folder / "sources").mkdir()
    lines = [",".join(COLUMNS)]
    for n in range(feeds):
        host = int(n / PER_HOST)
        row = {
            "id": f"f{n}", "url": url_of(n), "agency": f"a{host}",
            "every": every, "agency_name": f"第{host}号人民政府", "adcode": "990100", "level": "county",
        }  # fmt: skip
        lines.append(",".join(row.get(column, "") for column in COLUMNS))
    (folder / "sources" / "all.csv").write_text("\n".join(lines), "utf-8")
    (folder / "feeds.yaml").write_text(
        "schema: 1\nrules: [cn-gbf-2016-61, cn-gbf-2016-80]\nsources: [sources]\nfeeds: []\n", "utf-8"
    )


def seed(db: Path, body: bytes, *, feeds: int, every: timedelta, server: Path) -> None:
    """A database in which each feed was looked at once, half an hour ago at most, and is due within a period."""
    now = wall_clock()
    at = stamp(now - every)
    changed = (server / "www" / "page.html").stat()
    etag = f'"{int(changed.st_mtime):x}-{changed.st_size:x}"'
    modified = formatdate(int(changed.st_mtime), usegmt=True)
    quiet = dump({"hours": [0] * 24, "days": [0] * 7, "watched": 0, "burst": 0, "length": 20})
    with Store(db, create=True) as store, store.atomic():
        for n in range(feeds):
            name, kind, url = f"f{n}", kind_of(n), url_of(n)
            shown = body.replace(nginx.COUNT, b"1").replace(nginx.MARK.encode(), b"1") if kind != "exact" else body
            shown = body if kind == "same" else shown
            digest, record = sha256(shown).hexdigest(), f"urn:uuid:{uuid5(NAMESPACE_URL, url)}"
            tags = (etag, modified) if kind == "exact" else (None, None)
            store._run(
                "INSERT INTO captures VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                (record, url, at, "2026-01-01-001.warc.gz", 0, digest, len(shown), 200, "text/html", "utf-8", "meta"),
            )
            store._run(
                "INSERT INTO fetches (feed, kind, url, at, outcome, status, capture, etag, last_modified, detail) "
                "VALUES (?,?,?,?,?,?,?,?,?,?)", (name, "list", url, at, "fetched", 200, record, *tags, ""),
            )  # fmt: skip
            store._run(
                "INSERT INTO looks (feed, at, back_to, keys, parser) VALUES (?,?,?,?,?)", (name, at, at, "[]", "auto")
            )
            spans = dump([[at, at]])
            store.put("standings", (name, url, at, spans, 1, digest, marked(shown).mark, record, *tags, 0, None, None))
            due = stamp(now + timedelta(seconds=5) + every * (n * 7919 % feeds / feeds))
            store.put("schedule", (name, at, due, int(every.total_seconds()), 0, quiet))


def kind_of(n: int) -> str:
    """How the server answers for one feed."""
    return KINDS[n * 37 % 100]


def url_of(n: int) -> str:
    """Its address; three columns or so a host."""
    return f"http://www.h{int(n / PER_HOST)}.gov.cn/{kind_of(n)}/{n}"


def resident() -> float:
    """Memory of this process in MiB, now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def slope(points: Sequence[tuple[float, float]]) -> float:
    """How much the second value grows with one of the first: least squares."""
    if len(points) < 3:
        return 0.0
    x, y = (sum(one) / len(points) for one in zip(*points, strict=True))
    across = sum((a - x) ** 2 for a, _ in points)
    return sum((a - x) * (b - y) for a, b in points) / across if across else 0.0


class Measured(Daemon):
    """The daemon, noting how late each poll begins."""

    def begin(self) -> None:
        self.lags: list[float] = []
        self.counting = False

    async def _poll(self, feed: Feed, due: datetime) -> None:
        if self.counting:
            self.lags.append((self.clock() - due).total_seconds())
        await super()._poll(feed, due)


def soak(feeds: int, minutes: float, warm: float, every: str, *, fresh: bool) -> dict[str, float]:
    """One run; the first ``warm`` minutes are not counted."""
    body = nginx.page(rows=20, links=60, styles=100)
    with tempfile.TemporaryDirectory() as scratch, nginx.serving(Path(scratch) / "server", body) as port:
        folder = Path(scratch)
        write_settings(folder, feeds, every)
        if not fresh:
            period = read_duration(every)
            assert period is not None
            seed(folder / "monitor.db", body, feeds=feeds, every=period, server=folder / "server")
        began = time.perf_counter()
        with world(Places(folder / "monitor.db", folder / "feeds.yaml"), create=True) as (here, settings):
            slots = at_once(settings)
            rules = FetchRules(contact="soak@binjiang.example", max_connections=slots, timeout=timedelta(seconds=20))

            async def work() -> dict[str, float]:
                with Archive(folder / "warc") as archive:
                    async with Web(rules, clock=wall_clock, resolve=Everywhere(port)) as web:
                        poller = Poller(Pipeline(here), web, archive)
                        daemon = Measured(
                            here, poller, archive, wall_clock, lambda _: folder, lambda _: True,
                            at_once=slots, spacing=rules.delay,
                        )  # fmt: skip
                        daemon.begin()
                        assert daemon.schedule.feeds
                        started = time.perf_counter() - began
                        running = asyncio.create_task(daemon.run())
                        await asyncio.sleep(warm * 60)
                        daemon.counting = True
                        memory, grown = [resident()], list[tuple[float, float]]()
                        from_, cpu = time.perf_counter(), time.process_time()
                        while time.perf_counter() - from_ < minutes * 60:
                            await asyncio.sleep(min(10, minutes * 60))
                            memory.append(resident())
                            grown.append(((time.perf_counter() - from_) / 3600, memory[-1]))
                        seconds, spent = time.perf_counter() - from_, time.process_time() - cpu
                        lags = sorted(daemon.lags)
                        daemon._stop()
                        await running
                        bad = here.store.rows(
                            "SELECT outcome, count(*) AS n FROM fetches "
                            "WHERE outcome NOT IN ('fetched', 'not_modified') GROUP BY outcome"
                        )
                        print({row["outcome"]: row["n"] for row in bad}, file=sys.stderr)
                        third = max(1, len(memory) // 3)
                        return {
                            "feeds": feeds, "minutes": seconds / 60, "start_s": started, "polls": len(lags),
                            "per_s": len(lags) / seconds, "cpu_per_1000": spent / max(1, len(lags)) * 1000,
                            "p50": _at(lags, 0.5), "p95": _at(lags, 0.95), "p99": _at(lags, 0.99),
                            "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                            "first_mib": sum(memory[:third]) / third, "last_mib": sum(memory[-third:]) / third,
                            "slope": slope(grown[len(grown) // 5 :]),
                            "failed": float(sum(row["n"] for row in bad)),
                        }  # fmt: skip

            return run(work())


def _at(sorted_values: list[float], share: float) -> float:
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * share))] if sorted_values else 0.0


HEAD = (
    "feeds", "start s", "polls/s", "CPU s/1,000", "lag p50 s", "p95", "p99", "peak MiB", "first third", "last third",
    "MiB/hour", "failed",
)  # fmt: skip


def main() -> int:
    """One size, or a table of sizes, each in a process of its own."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--feeds", type=int, nargs="+", default=[42_000])
    asked.add_argument("--minutes", type=float, default=30)
    asked.add_argument("--warm", type=float, default=1, help="minutes before counting begins")
    asked.add_argument("--fresh", action="store_true", help="from an empty database; give --warm 15 or more")
    asked.add_argument("--every", default="15m")
    asked.add_argument("--inside", action="store_true", help="in this process, as JSON")
    options = asked.parse_args()
    if nginx.missing():
        print(f"not measured: {nginx.missing()}", file=sys.stderr)
        return 1
    if options.inside:
        logging.basicConfig(level=logging.WARNING)
        print(json.dumps(soak(options.feeds[0], options.minutes, options.warm, options.every, fresh=options.fresh)))
        return 0
    rows = []
    for feeds in options.feeds:
        words = ["--feeds", str(feeds), "--minutes", str(options.minutes), "--warm", str(options.warm)]
        command = [sys.executable, "-m", "benchmarks.soak", "--inside", "--every", options.every, *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stderr[-3000:])
        one = json.loads(done.stdout)
        keys = ("start_s", "per_s", "cpu_per_1000", "p50", "p95", "p99", "peak_mib", "first_mib", "last_mib", "slope")
        rows.append((f"{feeds:,}", *(f"{one[key]:.2f}" for key in keys), f"{one['failed']:.0f}"))
        print(done.stderr[-2000:], file=sys.stderr)
        print(plain(HEAD, rows), flush=True)
    if len(rows) > 1:
        print(
            f"growth from {rows[0][0]} to {rows[-1][0]} feeds: CPU s/1,000 × {_ratio(rows, 3):.2f}, "
            f"peak memory × {_ratio(rows, 7):.2f}"
        )
    return 0


def _ratio(rows: Sequence[tuple[str, ...]], column: int) -> float:
    return float(rows[-1][column]) / max(float(rows[0][column]), 1e-9)


if __name__ == "__main__":
    sys.exit(main())
