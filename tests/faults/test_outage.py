"""30 % of the hosts fail for an hour, in ten ways: the daemon's own loop over real sockets, small and large."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import quantiles

import pytest

from monitor.cli.composition import world
from monitor.core.feed import GOOD
from monitor.core.rhythm import Rhythm
from monitor.daemon import Daemon
from monitor.evidence.warc import Archive
from monitor.fetching import Web
from monitor.jobs.pipeline import Pipeline
from monitor.jobs.poll import Poller
from monitor.jobs.schedule import _written
from monitor.store.facts import Store
from monitor.store.wire import instant, stamp
from tests.faults.nation import FAULTS, Nation, settings, trusted
from tests.fetching.loopback import T0, ManualClock, rules

EVERY = timedelta(minutes=15)
BEFORE, OUTAGE, AFTER = timedelta(minutes=32), timedelta(hours=1), timedelta(minutes=110)


class FastClock:
    """A clock that runs so many times faster than the loop's; its ``sleep`` is as much shorter."""

    def __init__(self, speed: float) -> None:
        self.speed, self.began = speed, 0.0

    def __call__(self) -> datetime:
        now = asyncio.get_running_loop().time()
        self.began = self.began or now
        return T0 + timedelta(seconds=(now - self.began) * self.speed)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.speed)


@dataclass
class Story:
    """A daemon, its nation, and what was measured on the way."""

    daemon: Daemon
    nation: Nation
    store: Store
    begun: datetime = T0
    returned: datetime = T0
    memory: list[float] = field(default_factory=list)  # MiB, at the end of each part
    objects: list[int] = field(default_factory=list)
    polls: dict[str, list[tuple[datetime, str]]] = field(default_factory=dict)  # of each feed: when, and what came

    async def told(self, passes: Callable[[Daemon, timedelta], Awaitable[None]]) -> None:
        """Half an hour of peace, an hour of trouble, and the time after."""
        await passes(self.daemon, BEFORE)
        self._measure()
        self.begun, self.nation.failing = self.daemon.clock(), True
        await passes(self.daemon, OUTAGE)
        self._measure()
        self.returned, self.nation.failing = self.daemon.clock(), False
        await passes(self.daemon, AFTER)
        self._measure()
        while self.daemon.running:
            await asyncio.gather(*self.daemon.running.values())
        for row in self.store.rows("SELECT feed, at, outcome FROM fetches WHERE kind = 'list' ORDER BY id"):
            self.polls.setdefault(row["feed"], []).append((instant(row["at"]), row["outcome"]))

    def _measure(self) -> None:
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        self.memory.append(pages * 4096 / 2**20)
        self.objects.append(len(gc.get_objects()))

    def kind(self, feed: str) -> str | None:
        """How this feed's host failed."""
        return self.nation.kinds.get(self.nation.names[int(feed[1:])])


def simulated(folder: Path, clock: FastClock | ManualClock, nation: Nation, passes, **changes: object) -> Story:  # type: ignore[no-untyped-def]
    """Tell the story; nothing of it may be left running."""
    where = settings(folder, nation)

    async def scenario() -> Story:
        with world(where, create=True) as (here, _), Archive(folder / "warc") as archive:
            spread(here.store, nation, clock())
            polite = rules(respect_robots=True, **changes)
            async with nation.served(folder), Web(polite, clock=clock, resolve=nation, sleep=clock.sleep) as web:
                poller = Poller(Pipeline(here), web, archive)
                daemon = Daemon(here, poller, archive, clock, lambda _: folder, lambda _: True, at_once=24)
                story = Story(daemon, nation, here.store)
                before = asyncio.all_tasks()
                with poller.gathering():
                    await story.told(passes)
                left = [task for task in asyncio.all_tasks() - before if "handle" not in repr(task.get_coro())]
                assert left == []
                assert (daemon.running, poller.looked, poller.asked) == ({}, {}, set())
                judged(story)
                return story

    with trusted(folder, nation.secure):
        return asyncio.run(scenario())


def spread(store: Store, nation: Nation, now: datetime) -> None:
    """The feeds are due one after the other over the first quarter of an hour, as they are after some days."""
    count = len(nation.names)
    with store.atomic():
        for n in range(count):
            due = now + EVERY * n / count
            asked = stamp(due - EVERY)
            store.put("schedule", (f"f{n}", asked, stamp(due), int(EVERY.total_seconds()), 0, _written(Rhythm())))


def judged(story: Story) -> None:
    """What must hold however many they are."""
    assert len(story.polls) == len(story.nation.names)
    for feed, polls in story.polls.items():
        kind = story.kind(feed)
        during = [(at, outcome) for at, outcome in polls if story.begun <= at <= story.returned]
        failed = [at for at, outcome in polls if outcome not in GOOD]
        looks = story.store.value("SELECT count(*) FROM looks WHERE feed = ?", (feed,))
        assert looks == len(polls) - len(failed), f"{feed} ({kind}): a poll that failed is no look"
        assert polls[-1][1] in GOOD, f"{feed} ({kind}) came back"
        if kind is None:
            assert not failed, f"{feed} is healthy"
            assert max(b[0] - a[0] for a, b in pairwise(polls)) < 2 * EVERY
            continue
        bad = [(at, outcome) for at, outcome in during if outcome not in GOOD]
        assert {outcome for _, outcome in bad} == {FAULTS[kind]}, f"{feed} ({kind})"
        pauses = [(b[0] - a[0]) / EVERY for a, b in pairwise(bad)]
        assert all(pause >= 0.99 * 2**n for n, pause in enumerate(pauses)), f"{kind} is left alone the longer: {pauses}"
        assert 2 <= len(bad) <= 3, f"{kind}: an hour of {EVERY} has four polls"
        back = next(at for at, outcome in polls if at > story.returned and outcome in GOOD)
        assert back - story.returned < timedelta(minutes=75), f"{kind} came back late"


def test_while_three_of_ten_hosts_fail_in_ten_ways_for_an_hour_all_goes_on(tmp_path: Path) -> None:
    clock = ManualClock()

    async def passes(daemon: Daemon, length: timedelta) -> None:
        until = clock.now + length
        while clock.now < until:
            await daemon.tick()
            while daemon.running:
                await asyncio.gather(*daemon.running.values())
            due = daemon.schedule.agenda.next_due() or until
            clock.now = min(until, max(due, clock.now + timedelta(seconds=1)))

    nation = Nation(hosts=30, faulty=10)
    story = simulated(tmp_path, clock, nation, passes, timeout=timedelta(seconds=0.1))
    assert story.objects[2] - story.objects[1] < 100 * len(nation.names)


@pytest.mark.slow
def test_a_thousand_hosts_of_which_three_hundred_fail_for_an_hour(tmp_path: Path) -> None:
    """The clock runs a hundred times as fast: a request that is never answered holds its place for a minute."""
    logging.getLogger("monitor").setLevel(logging.ERROR)
    clock = FastClock(speed=100)

    async def passes(daemon: Daemon, length: timedelta) -> None:
        until = clock() + length
        while clock() < until:
            await daemon.tick()
            await daemon.sync()
            await clock.sleep(1)

    nation = Nation(hosts=1000, faulty=300)
    changes = {"timeout": timedelta(seconds=0.6), "delay": timedelta(seconds=2)}
    story = simulated(tmp_path, clock, nation, passes, **changes)
    lags: dict[str, list[float]] = {"before": [], "during": []}
    for feed, found in story.polls.items():
        if story.kind(feed) is None:
            for (a, _), (b, _) in pairwise(found):
                part = "before" if b < story.begun else "during" if b < story.returned else None
                if part is not None:
                    lags[part].append((b - a - EVERY).total_seconds())
    late = {part: quantiles(values, n=100) for part, values in lags.items()}
    outcomes = Counter(outcome for found in story.polls.values() for _, outcome in found)
    said = [f"polls {sum(outcomes.values())}: {dict(outcomes)}"]
    for part, values in late.items():
        figures = f"median {values[49]:.1f} s, p95 {values[94]:.1f} s, p99 {values[98]:.1f} s"
        said.append(f"lag of healthy hosts {part}: {figures}")
    said.append(f"memory MiB before, after the hour, at the end: {[round(one, 1) for one in story.memory]}")
    print("\n".join(["", *said]))  # noqa: T201 - `make outage` shows it
    assert late["during"][94] < late["before"][94] + 60, "healthy hosts are asked when they are due"
    assert story.memory[1] - story.memory[0] < 24
    assert story.memory[2] - story.memory[1] < 12
