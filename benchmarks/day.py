"""A day of the daemon in minutes: simulated clock and servers, everything else as it runs. `python -m benchmarks.day`.

Each feed is polled every fifteen minutes; of the answers 70 % are 304, 25 % the same bytes, 4 % differ in a counter
and 1 % bring a new entry; each host is down for one hour of the day. What is asked: does memory stay flat, is every
poll made and accounted for, and does anything stay behind?
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import logging
import sys
import tempfile
import time
from array import array
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import nginx
from benchmarks.soak import kind_of, resident, slope, write_settings
from benchmarks.tables import plain
from monitor.cli.composition import Places, world
from monitor.core.feed import Failed, Fetched, FetchResult, NotModified, Outcome, Validators
from monitor.daemon import Daemon
from monitor.evidence.warc import Archive
from monitor.fetching.loop import run
from monitor.fetching.politeness import registrable_host
from monitor.jobs.pipeline import Pipeline
from monitor.jobs.poll import Poller

START = datetime(2026, 11, 21, 16, 0, tzinfo=UTC)
STEP = timedelta(seconds=1)


class Simulated:
    """Servers that answer at once, and the clock by which they do."""

    def __init__(self) -> None:
        self.now = START
        self.body = nginx.page(rows=20, links=60, styles=100)
        self.asked = 0

    def __call__(self) -> datetime:
        self.now += timedelta(microseconds=50)
        return self.now

    def quiet_until(self, url: str) -> datetime | None:
        """No host asks for quiet."""
        return None

    async def get(
        self, url: str, *, validators: Validators | None = None, legacy_tls: bool = False, listed_by: str = ""
    ) -> FetchResult:
        """What the address's kind says, but for the one hour in which its host is down."""
        self.asked += 1
        await asyncio.sleep(0)
        number = int(url.rsplit("/", 1)[1]) if url.rsplit("/", 1)[1].isdigit() else 0
        if "/art/" in url:
            return Failed(url, self(), Outcome.TIMEOUT, "articles are no part of this")
        if self.now.hour == int(registrable_host(url.split("/")[2]).split(".")[0][1:]) % 24:
            return Failed(url, self(), Outcome.REFUSED, "down for an hour")
        kind, at = kind_of(number), self()
        if kind == "exact":
            tags = (("ETag", '"1"'), ("Last-Modified", "Sat, 21 Nov 2026 10:00:00 GMT"))
            if validators is not None and validators.etag:
                return NotModified(url, at, tags)
            return Fetched(url, at, 200, (("Content-Type", "text/html"), *tags), self.body)
        shown = str(self.asked).encode() if kind in ("counter", "changed") else b"1"
        body = self.body.replace(nginx.COUNT, shown)
        body = body.replace(nginx.MARK.encode(), shown) if kind == "changed" else body
        return Fetched(url, at, 200, (("Content-Type", "text/html"),), body)


async def passed(daemon: Daemon, web: Simulated, until: datetime) -> None:
    """Ticks and all that they begin, until then."""
    while web.now < until:
        await daemon.tick()
        while daemon.running:
            await asyncio.gather(*daemon.running.values())
        await daemon.sync()
        due = daemon.schedule.agenda.next_due() or until
        web.now = min(until, max(due, web.now + STEP))


def day(feeds: int, hours: int) -> dict[str, float]:
    """One simulated stretch of time; the first two hours fill caches and are not counted."""
    web, lags = Simulated(), array("d")  # eight bytes a poll: what is measured is not the measuring
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_settings(folder, feeds, "15m")

        class Measured(Daemon):
            async def _poll(self, feed, due) -> None:  # type: ignore[no-untyped-def]
                lags.append((web.now - due).total_seconds())
                await super()._poll(feed, due)

        async def work() -> dict[str, float]:
            where = Places(folder / "monitor.db", folder / "feeds.yaml")
            with world(where, create=True) as (here, _), Archive(folder / "warc") as archive:
                poller = Poller(Pipeline(here), web, archive)
                daemon = Measured(here, poller, archive, web, lambda _: folder, lambda _: True, at_once=64)
                with poller.gathering():
                    await passed(daemon, web, START + timedelta(hours=2))
                    del lags[:]
                    memory, from_, before = [], time.process_time(), web.asked
                    for hour in range(3, hours + 1):
                        await passed(daemon, web, START + timedelta(hours=hour))
                        gc.collect()
                        memory.append(resident())
                spent, polls = time.process_time() - from_, len(lags)
                kept = here.store.value("SELECT count(*) FROM fetches WHERE kind = 'list' AND at > ?",
                                        ((START + timedelta(hours=2)).isoformat()[:19],))  # fmt: skip
                missed = here.store.value("SELECT count(*) FROM fetches WHERE outcome = 'missed'")
                late = sorted(lags)
                return {
                    "feeds": feeds, "polls": polls, "asked": web.asked - before, "kept": kept, "missed": missed,
                    "cpu_per_1000": spent / max(1, polls) * 1000, "first_mib": memory[0], "last_mib": memory[-1],
                    "slope": slope([(n, one) for n, one in enumerate(memory)]),
                    "p99": late[int(len(late) * 0.99)] if late else 0.0, "max": late[-1] if late else 0.0,
                    "left": len(asyncio.all_tasks()) - 1 + len(daemon.running) + len(poller.looked),
                }  # fmt: skip

        return run(work())


HEAD = (
    "feeds", "polls", "missed", "CPU s/1,000", "memory after 3 h, MiB", "at the end", "MiB an hour", "lag p99 s",
    "lag max s", "left behind",
)  # fmt: skip


def main() -> int:
    """One day, or as many hours as are asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--feeds", type=int, default=2000)
    asked.add_argument("--hours", type=int, default=24)
    options = asked.parse_args()
    logging.basicConfig(level=logging.ERROR)
    one = day(options.feeds, options.hours)
    assert one["kept"] == one["polls"] + one["missed"], one
    row = (
        f"{one['feeds']:,}", f"{one['polls']:,}", f"{one['missed']:,}", f"{one['cpu_per_1000']:.2f}",
        f"{one['first_mib']:.1f}", f"{one['last_mib']:.1f}", f"{one['slope']:+.2f}", f"{one['p99']:.1f}",
        f"{one['max']:.1f}", f"{one['left']}",
    )  # fmt: skip
    print(plain(HEAD, [row]))
    print(json.dumps(one), file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
