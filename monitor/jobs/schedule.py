"""When each feed is asked next: kept in the database, handed out fairly, drawn nearer by deadlines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from monitor.core.agenda import Agenda
from monitor.core.feed import GOOD, NOT_ASKED, Feed, Outcome
from monitor.core.rhythm import Rhythm, after_failure, drawn, noted, off_peak, pause
from monitor.fetching.owners import registrable_host
from monitor.store.facts import Store
from monitor.store.wire import dump, instant, instant_or_none, stamp

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT_ONCE_FIRST = 200
"""New feeds that are all asked at once; more are spread, so that a first start is no stampede."""
STEP = timedelta(milliseconds=30)
UNKNOWN = Rhythm()
JITTER = 0.04
"""Share of a pause by which it is shifted, so that feeds that began together drift apart."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of one poll, as far as the next one depends on it."""

    outcome: str
    at: datetime
    new: int = 0  # entries not shown before
    length: int = 0  # entries on the list, where it was read
    before: datetime | None = None  # the good look before this one


@dataclass(frozen=True, slots=True)
class Plan:
    """One feed's row."""

    due: datetime
    asked: datetime | None = None
    failures: int = 0
    rhythm: Rhythm = UNKNOWN


class Schedule:
    """Due times of all feeds that are enabled."""

    def __init__(
        self, store: Store, feeds: Iterable[Feed], *, now: datetime, spacing: timedelta = timedelta(0)
    ) -> None:
        self.spacing = spacing  # between two polls of one host
        self.store = store
        self.feeds = {feed.id: feed for feed in feeds if feed.enabled}
        self.agenda = Agenda({feed.id: host_of(feed) for feed in self.feeds.values()})
        self.deadlines: Mapping[str, tuple[datetime, ...]] = {}
        self.agenda.put(self._known(now))

    def _known(self, now: datetime) -> list[tuple[str, datetime]]:
        """Due times as they were left; feeds without any are due now, many of them one after the other."""
        due: dict[str, datetime] = {}
        for row in self.store.rows("SELECT feed, due_at, asked_at, every FROM schedule"):
            feed = self.feeds.get(row["feed"])
            if feed is None:
                continue
            asked, at = instant_or_none(row["asked_at"]), instant(row["due_at"])
            if asked is not None and row["every"] > feed.every.total_seconds():
                at = min(at, asked + feed.every)  # the settings want it sooner now
            if asked is not None and asked > now:
                at = min(at, now + feed.every)  # the clock was set back
            due[feed.id] = at
        if len(due) < len(self.feeds):
            for name, asked in self.store.last_attempts().items():  # a file older than schedules are
                if name in self.feeds and name not in due:
                    due[name] = asked + self.feeds[name].every
        new = [feed for feed in self.feeds.values() if feed.id not in due]
        for place, feed in enumerate(new):
            wait = min(STEP, feed.every / len(new)) * place if len(new) > AT_ONCE_FIRST else timedelta(0)
            due[feed.id] = now + wait
        return sorted(due.items(), key=lambda one: one[1])

    def take(self, now: datetime, room: int) -> list[tuple[Feed, datetime]]:
        """Up to ``room`` feeds whose time has come, no two of one host, with their due times."""
        return [(self.feeds[name], due) for name, due in self.agenda.take(now, room)]

    def clock_set(self, by: timedelta) -> None:
        """The clock was set by so much: nobody waits longer for it, and nobody is asked sooner."""
        self.agenda.shift(by)

    def missed(self, feed: Feed, due: datetime, now: datetime) -> int:
        """How many polls of a feed that was due then were not made."""
        return int((now - due) / feed.every)

    def done(self, feed: Feed, looked: Looked | None, *, now: datetime, quiet: datetime | None = None) -> datetime:
        """The feed was asked; None where our own code failed. ``quiet`` is until when its host wants none."""
        plan = self.plan(feed.id)
        if looked is None:
            looked = Looked(Outcome.ERROR.value, now)
        failures, rhythm = plan.failures, plan.rhythm
        local = looked.at.astimezone(SHANGHAI)
        if looked.outcome in GOOD:
            failures = 0
            if looked.before is not None:
                elapsed = looked.at - looked.before
                rhythm = noted(rhythm, new=looked.new, elapsed=elapsed, local=local, length=looked.length)
            length = pause(rhythm, local, every=feed.every) if feed.adaptive else feed.every
        else:
            failures += looked.outcome not in NOT_ASKED
            length = after_failure(Outcome(looked.outcome), failures=failures, every=feed.every)
        due = looked.at + length * (1 + JITTER * _shift(feed.id, looked.at) if feed.adaptive else 1)
        if feed.off_peak:
            due = off_peak(due.astimezone(SHANGHAI))
        if not failures:
            due = drawn(due, now, self.deadlines.get(feed.id, ()), every=feed.every)
        due = max(due, quiet) if quiet is not None else due
        row = (feed.id, stamp(looked.at), stamp(due), int(feed.every.total_seconds()), failures, _written(rhythm))
        self.store.put("schedule", row)
        self.agenda.done(feed.id, due, rest=now + self.spacing)
        return due

    def put_off(self, feed: Feed, *, now: datetime) -> None:
        """The feed was asked, and that could not be written down: once more after its ordinary pause."""
        self.agenda.done(feed.id, now + feed.every, rest=now + self.spacing)

    def draw(self, deadlines: Mapping[str, tuple[datetime, ...]], now: datetime) -> None:
        """These feeds belong to bodies whose clock is running: they are looked at faster as it runs out."""
        self.deadlines = deadlines
        for name, limits in deadlines.items():
            feed, due = self.feeds.get(name), self.agenda.due.get(name)
            if feed is not None and due is not None and due > now and not self.plan(name).failures:
                self.agenda.draw(name, drawn(due, now, limits, every=feed.every))

    def plan(self, feed: str) -> Plan:
        """The feed's row as it stands."""
        return plan_of(self.store, feed)


def plan_of(store: Store, feed: str) -> Plan:
    """When a feed is due, and what is known of its rhythm; the epoch where it was never asked."""
    rows = store.rows("SELECT * FROM schedule WHERE feed = ?", (feed,))
    if not rows:
        return Plan(datetime.fromtimestamp(0, tz=SHANGHAI))
    row = rows[0]
    return Plan(instant(row["due_at"]), instant_or_none(row["asked_at"]), row["failures"], _read(row["rhythm"]))


def host_of(feed: Feed) -> str:
    """The registrable host that is asked for this feed."""
    return registrable_host(urlsplit(feed.url).hostname or feed.url)


def _shift(feed: str, at: datetime) -> float:
    """Somewhere from -1 to 1, another at each poll, the same on every machine."""
    digest = blake2b(f"{feed} {stamp(at)}".encode(), digest_size=2).digest()
    return int.from_bytes(digest, "big") / 0x7FFF - 1


def _written(rhythm: Rhythm) -> str:
    return dump(
        {
            "hours": _rounded(rhythm.hours), "days": _rounded(rhythm.days), "watched": round(rhythm.watched, 2),
            "burst": round(rhythm.burst, 2), "length": rhythm.length,
        }
    )  # fmt: skip


def _rounded(counts: tuple[float, ...]) -> list[float]:
    return [round(one, 2) if one else one for one in counts]  # most hours bring nothing


def _read(words: str) -> Rhythm:
    found = json.loads(words)
    return Rhythm(
        tuple(found["hours"]), tuple(found["days"]), found["watched"], found["burst"], int(found["length"])
    )
