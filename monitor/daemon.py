"""The scheduled monitor: a thin loop over the jobs. Due times live in the database.

APScheduler carries the few fixed jobs; a tick each second takes what is due, and each poll that ends makes room
for the next. A run that is late still runs (misfire grace), several late ones run once (coalescing), and polls
that were not made are recorded as such, so that a gap of ours is always seen as one. A clock that is set back
holds up nobody: ticks go by the loop's own time, and what waits for the clock is moved with it.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from zoneinfo import ZoneInfo

from apscheduler.events import EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from monitor.clock import Clock
from monitor.core.feed import Feed
from monitor.core.problems import Problem, StorageError
from monitor.core.weekly import week_of
from monitor.evidence.warc import Archive
from monitor.jobs import alarms, judge, notify, relook, search
from monitor.jobs.alarms import Reminders
from monitor.jobs.deadlines import deadlines
from monitor.jobs.notify import Outlet
from monitor.jobs.poll import AT_ONCE, Poller
from monitor.jobs.schedule import Schedule
from monitor.jobs.world import World
from monitor.store.wire import instant

LOG = logging.getLogger("monitor.daemon")
SHANGHAI = ZoneInfo("Asia/Shanghai")
TICK = timedelta(seconds=1)
SET_BACK = timedelta(seconds=30)
"""A clock that shows so much less than a second ago was set; what is less is put right by waiting."""
GRACE = 3600
"""Seconds a job may be late and still run; APScheduler's own default drops it after one."""
DRAIN = 60.0
"""Seconds that running polls get to finish after SIGTERM."""
Stamp = Callable[[datetime], Awaitable[list[Problem]]]
WriteReport = Callable[[datetime], Path]


@dataclass
class Daemon:
    """Polls, judges, reports, and stops without losing anything."""

    world: World
    poller: Poller
    archive: Archive
    clock: Clock
    write_report: WriteReport  # writes the report of the week that ended before the instant
    report_exists: Callable[[str], bool]
    stamp: Stamp | None = None  # states the day's head of the evidence and has it stamped
    running: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    at_once: int = AT_ONCE  # polls under way at the same time
    spacing: timedelta = timedelta(0)  # between two polls of one host
    outlets: tuple[Outlet, ...] = ()
    reminders: Reminders = field(default_factory=Reminders)
    zone: ZoneInfo = SHANGHAI  # of the hour at which the weekly report is written, and of times in the log
    edited: Callable[[], str] = str  # what there is to say of an edit of the settings since it was last asked
    _ticked: datetime | None = None
    _scheduler: AsyncIOScheduler | None = None

    async def run(self) -> None:
        """Work until SIGTERM or SIGINT, then let running polls finish."""
        loop = asyncio.get_running_loop()
        for one in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(one, self._stop)
        scheduler = AsyncIOScheduler(
            timezone=self.zone,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": GRACE},
        )
        scheduler.add_listener(self._late, EVENT_JOB_MISSED)
        scheduler.add_job(self._guarded, "interval", [self.judge], minutes=1, id="judge")
        scheduler.add_job(self._guarded, "interval", [self.notify], minutes=1, id="notify")
        scheduler.add_job(self._guarded, "cron", [self.weekly], day_of_week="mon", hour=8, id="weekly")
        scheduler.add_job(self._guarded, "interval", [self.index], minutes=1, id="index")
        scheduler.add_job(self._guarded, "interval", [self.relook], minutes=10, id="relook")
        scheduler.add_job(self._guarded, "interval", [self.settings], seconds=10, id="settings")
        if self.stamp is not None:
            scheduler.add_job(self._guarded, "interval", [self.stamps], hours=1, id="stamps")
        scheduler.start()
        self._scheduler = scheduler
        where = self.world.store.path
        LOG.info("feeds=%d incidents=%d db=%s evidence=%s", len(self.schedule.feeds), len(self._recent()), where,
                 self.archive.folder)  # fmt: skip
        with self.poller.gathering():
            beat = asyncio.create_task(self._beat())
            await self._guarded(self.catch_up)
            await self.stopping.wait()
            beat.cancel()
            LOG.info("stopping, %d polls under way", len(self.running))
            scheduler.shutdown(wait=False)
            await self._drain()
        LOG.info("stopped")

    async def _beat(self) -> None:
        """Each second by the loop's own time, which nobody sets."""
        while True:
            await self._guarded(self.tick)
            await self._guarded(self.sync)
            await asyncio.sleep(TICK.total_seconds())

    def _stop(self) -> None:
        """Requests under way are finished; what was listed and not fetched waits for the next start."""
        self.poller.closing = True
        self.stopping.set()

    @cached_property
    def schedule(self) -> Schedule:
        """Due times as the database has them."""
        feeds = self.world.sources.feeds.values()
        return Schedule(self.world.store, feeds, now=self.clock(), spacing=self.spacing)

    async def tick(self) -> None:
        """Start the polls that are due, as far as there is room."""
        now, before = self.clock(), self._ticked
        self._ticked = now
        if before is not None and now < before - SET_BACK:
            self._set_back(now - before)
        self._fill()

    def _set_back(self, by: timedelta) -> None:
        LOG.warning("the clock was set back by %s", -by)
        self.schedule.clock_set(by)
        for job in [] if self._scheduler is None else self._scheduler.get_jobs():
            if isinstance(job.trigger, IntervalTrigger):  # it would wait until the clock is where it was
                job.modify(next_run_time=self.clock())

    def _fill(self) -> None:
        schedule, now = self.schedule, self.clock()
        room = 0 if self.stopping.is_set() else self.at_once - len(self.running)
        for feed, due in schedule.take(now, room):
            task = asyncio.create_task(self._poll(feed, due))
            self.running[feed.id] = task
            task.add_done_callback(partial(self._ended, feed))

    def _ended(self, feed: Feed, _: asyncio.Task[None]) -> None:
        self.running.pop(feed.id, None)
        now, looked = self.clock(), self.poller.looked.pop(feed.id, None)
        try:
            self.schedule.done(feed, looked, now=now, quiet=self.poller.web.quiet_until(feed.url))
        except StorageError as error:
            LOG.error("feed=%s could not be put on the schedule: %s", feed.id, error)
            self.schedule.put_off(feed, now=now)
        self._fill()

    def _note_missed(self, feed: Feed, due: datetime) -> None:
        now = self.clock()
        lost = self.schedule.missed(feed, due, now)
        if lost > 0:
            self.poller.missed(feed, now, lost)

    async def _poll(self, feed: Feed, due: datetime) -> None:
        await self._guarded(partial(self._note_missed, feed, due), name=f"missed polls of {feed.id}")
        await self._guarded(partial(self.poller.feed, feed), name=f"poll of {feed.id}")
        touched = set(self.poller.pipeline.touched)
        self.poller.pipeline.touched.clear()
        if touched:
            await self._guarded(partial(self._judge_now, touched), name="judge")

    async def sync(self) -> None:
        """Bring what was kept to the disk: at most one second of it can be lost to a power failure."""
        self.archive.sync()

    async def judge(self) -> None:
        """Time passes: windows close, and whoever must answer soon is watched more closely."""
        self._judge_now(self._recent())
        now = self.clock()
        self.schedule.draw(deadlines(self.world, now=now), now)

    def _judge_now(self, only: set[str]) -> None:
        judge.note_changes(self.world, now=self.clock(), only=only)
        for row in self.world.store.rows("SELECT * FROM verdict_changes WHERE notified_at IS NULL ORDER BY id"):
            LOG.info(
                "verdict incident=%s clause=%s %s → %s at %s",
                row["incident"], row["clause"], row["old"] or "-", row["new"],
                instant(row["happened_at"]).astimezone(self.zone).isoformat(timespec="seconds"),
            )  # fmt: skip
        for key in alarms.notice(self.world, now=self.clock(), reminders=self.reminders):
            LOG.info("alarm %s", key)

    async def notify(self) -> None:
        """Empty the outbox."""
        told = await notify.run(self.world, self.outlets, clock=self.clock)
        for line in told.said:
            LOG.info(line)

    def _recent(self) -> set[str]:
        return alarms.recent(self.world, self.clock())

    async def settings(self) -> None:
        """They are read once, at the start: whoever edits them is told that they wait for the next one."""
        if said := await asyncio.to_thread(self.edited):
            LOG.warning(said)

    async def index(self) -> None:
        """What was read can be searched for."""
        search.index(self.world)

    async def relook(self) -> None:
        """Pages tied to open incidents are looked at again: edits and disappearances are evidence, too."""
        await relook.run(self.poller, self.clock(), closing=self.stopping.is_set)
        touched = set(self.poller.pipeline.touched)
        self.poller.pipeline.touched.clear()
        if touched:
            self._judge_now(touched)

    async def stamps(self) -> None:
        """What could not be stamped is told, and asked for again in an hour."""
        assert self.stamp is not None
        for problem in await self.stamp(self.clock()):
            LOG.warning("stamp: %s", problem)

    async def weekly(self) -> None:
        """The report of the week that has just ended."""
        LOG.info("report written to %s", self.write_report(self.clock()))

    async def catch_up(self) -> None:
        """A Monday slept through is made good at the next start."""
        now = self.clock()
        local = now.astimezone(self.zone)
        if local.isoweekday() == 1 and local.hour < 8:
            return
        name = week_of(now - timedelta(days=7)).name
        if not self.report_exists(name) and self.world.store.value("SELECT 1 FROM looks LIMIT 1"):
            await self.weekly()

    async def _guarded(self, job: Callable[[], object], *, name: str = "") -> None:
        """Our own bug marks one run as failed and leaves the daemon alive, with its traceback in the log.

        Storage that cannot be written is the machine's trouble: one line, and the next run tries again.
        """
        what = name or getattr(job, "__name__", "job")
        try:
            outcome = job()
            if asyncio.iscoroutine(outcome):
                await outcome
        except asyncio.CancelledError:
            raise
        except StorageError as error:
            LOG.error("job failed: %s: %s", what, error)
        except Exception:
            LOG.exception("job failed: %s", what)

    def _late(self, event: JobExecutionEvent) -> None:
        LOG.warning("job %s was due at %s and could not run", event.job_id, event.scheduled_run_time)

    async def _drain(self) -> None:
        waiting = list(self.running.values())
        if waiting:
            _, left = await asyncio.wait(waiting, timeout=DRAIN)
            for task in left:
                task.cancel()
            if left:
                await asyncio.wait(left)
                LOG.warning("%d polls were cut off after %.0f s", len(left), DRAIN)
        self.archive.sync()
