"""The daemon's own loop on a simulated clock, over real sockets: a clock that is set. Outages: tests/faults."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from monitor.cli.composition import Places, world
from monitor.daemon import Daemon
from monitor.evidence.warc import Archive
from monitor.fetching import Web
from monitor.jobs.pipeline import Pipeline
from monitor.jobs.poll import Poller
from tests.fetching.loopback import ManualClock, page, rules, served
from tests.simulated import entry, list_page

HOSTS = 20
EVERY = timedelta(minutes=15)
ROWS = [entry(f"/old/{n}.html", f"滨江市应急管理局工作动态第{n}期", f"2026-10-{n:02}") for n in range(28, 8, -1)]


class Running:
    """A daemon whose time passes from one due time to the next."""

    def __init__(self, daemon: Daemon, clock: ManualClock) -> None:
        self.daemon, self.clock = daemon, clock
        self.store = daemon.world.store

    async def passes(self, **length: float) -> None:
        until = self.clock.now + timedelta(**length)
        while self.clock.now < until:
            await self.daemon.tick()
            while self.daemon.running:
                await asyncio.gather(*self.daemon.running.values())
            due = self.daemon.schedule.agenda.next_due() or until
            self.clock.now = min(until, max(due, self.clock.now + timedelta(seconds=1)))

    def outcomes(self, where: str, *values: object) -> dict[str, int]:
        rows = self.store.rows(
            f"SELECT outcome, count(*) AS n FROM fetches WHERE kind = 'list' AND {where} GROUP BY outcome", values
        )
        return {row["outcome"]: row["n"] for row in rows}


@contextmanager
def settings(folder: Path) -> Iterator[Places]:
    feeds = "".join(
        f"  - {{id: f{n}, url: 'http://h{n}.gov{n}.example/list', agency: a, carries: [releases], every: 15m}}\n"
        for n in range(HOSTS)
    )
    (folder / "feeds.yaml").write_text(
        'schema: 1\nagencies: [{id: a, name: 滨江市应急管理局, adcode: "990100", level: prefecture}]\n'
        f"feeds:\n{feeds}", "utf-8",
    )  # fmt: skip
    yield Places(folder / "monitor.db", folder / "feeds.yaml")


def simulated(folder: Path, story) -> None:  # type: ignore[no-untyped-def]
    """Tell the story to a daemon over a loopback server; nothing may be left running after it."""

    async def scenario() -> None:
        clock = ManualClock()
        with settings(folder) as where, world(where, create=True) as (here, _):
            async with served({"/list": page(list_page(ROWS).encode())}) as site:
                hosts = {f"h{n}.gov{n}.example": ("127.0.0.1", site.port) for n in range(HOSTS)}
                with Archive(folder / "warc") as archive:
                    async with Web(rules(respect_robots=True), clock=clock, resolve=hosts, sleep=clock.sleep) as web:
                        poller = Poller(Pipeline(here), web, archive)
                        daemon = Daemon(here, poller, archive, clock, lambda _: folder, lambda _: True)
                        before = asyncio.all_tasks()
                        await story(Running(daemon, clock))
                        left = [t for t in asyncio.all_tasks() - before if "handle" not in repr(t.get_coro())]
                        assert left == []
                        assert (daemon.running, poller.looked, poller.asked) == ({}, {}, set())

    asyncio.run(scenario())


def test_a_clock_that_is_set_by_an_hour_holds_up_nobody_and_floods_nobody(tmp_path: Path) -> None:
    async def story(it: Running) -> None:
        await it.passes(minutes=40)
        for jump in (timedelta(hours=-1), timedelta(hours=1)):
            it.clock.now += jump
            made = sum(it.outcomes("outcome != 'missed'").values())
            await it.passes(minutes=46)
            polls = sum(it.outcomes("outcome != 'missed'").values()) - made
            assert 3 * HOSTS <= polls <= 4 * HOSTS
        assert set(it.outcomes("1")) == {"fetched", "not_modified", "missed"}
        assert it.outcomes("outcome = 'missed'") == {"missed": HOSTS}, "the hour that the clock left out"

    simulated(tmp_path, story)


def test_a_start_with_a_clock_that_was_set_back_waits_no_longer_than_a_period(tmp_path: Path) -> None:
    async def story(it: Running) -> None:
        await it.passes(minutes=16)
        it.clock.now -= timedelta(hours=5)
        daemon = it.daemon
        again = Daemon(daemon.world, daemon.poller, daemon.archive, it.clock, lambda _: tmp_path, lambda _: True)
        latest = max(again.schedule.agenda.due.values())
        assert latest <= it.clock.now + EVERY

    simulated(tmp_path, story)
