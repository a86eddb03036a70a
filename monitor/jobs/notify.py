"""Emptying the outbox: each alarm once to each channel that asked for it, across crashes and restarts.

An attempt is written down before it is made and what became of it afterwards. Where the process died in
between, nobody knows whether the message arrived: after `LEASE` it is sent again under the same key and
says that it may be a repetition. Everything else is sent once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.channels import Address, Channel, Message, NotSent
from monitor.clock import Clock
from monitor.core.incident import contains_place
from monitor.jobs.world import World
from monitor.renderers.alarm import trial_body, words
from monitor.store import outbox
from monitor.store.outbox import Attempt, Noted

SHANGHAI = ZoneInfo("Asia/Shanghai")
LEASE = timedelta(minutes=5)
"""An attempt of which nothing was heard for so long was cut off; no send takes that long."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
GIVE_UP = timedelta(hours=24)
"""An alarm that could not be delivered for so long is not delivered."""
OLD = timedelta(hours=72)
"""What had happened so long before it was noticed is kept as a fact and told to nobody: an old database taken up."""
REMEMBERED = timedelta(days=7)
EVERYBODY = "*"
A_RUN = 100


@dataclass(frozen=True, slots=True)
class Outlet:
    """One channel of the settings, ready to be used."""

    name: str
    channel: Channel
    address: Address
    on: frozenset[str]
    places: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    quiet: tuple[time, time] | None = None
    loud: frozenset[str] = frozenset()  # news that breaks the quiet
    lang: str = "zh"
    templates: Mapping[str, str] = field(default_factory=dict)

    def wants(self, alarm: Noted) -> bool:
        """The channel asked for such news of such incidents; what is not known of one hides nothing."""
        if not self.on & set(alarm.body["topics"]):
            return False
        incident = alarm.body.get("incident")
        if incident is None:
            return True
        place, admitted = incident["place"], set(incident["grade"]["admitted"])
        return (
            (not self.places or place is None or any(contains_place(one, place["adcode"]) for one in self.places))
            and (not self.grades or not admitted or bool(admitted & set(self.grades)))
            and (not self.agencies or bool(set(incident["agencies"]) & set(self.agencies)))
        )

    def silent(self, alarm: Noted, now: datetime) -> bool:
        """It is quiet there now, and this news may wait."""
        if self.quiet is None or self.loud & set(alarm.body["topics"]):
            return False
        start, end = self.quiet
        at = now.astimezone(SHANGHAI).time()
        return start <= at < end if start < end else at >= start or at < end


@dataclass(slots=True)
class Tally:
    """What one run did."""

    sent: int = 0
    failed: int = 0
    said: list[str] = field(default_factory=list)  # one line for each attempt, without addresses


def join(world: World, outlets: Sequence[Outlet], *, now: datetime) -> None:
    """Take up new channels: they are told what is noticed from now on."""
    for outlet in outlets:
        if "" not in outbox.attempts(world.store, outlet.name, since=now):
            outbox.record(world.store, alarm="", channel=outlet.name, attempt=0, outcome="joined", at=now)


def passed_over(world: World, *, until: datetime) -> None:
    """Nothing that had happened by then will be told: another database told it, or nobody knows."""
    outbox.record(world.store, alarm="", channel=EVERYBODY, attempt=0, outcome="before", at=until)


async def run(world: World, outlets: Sequence[Outlet], *, clock: Clock) -> Tally:
    """One pass over the outbox for every channel; they do not wait for each other."""
    tally = Tally()
    join(world, outlets, now=clock())
    await asyncio.gather(*(_empty(world, outlet, clock, tally) for outlet in outlets))
    return tally


async def _empty(world: World, outlet: Outlet, clock: Clock, tally: Tally) -> None:
    """Everything due for one channel, oldest first; after a failure the rest waits for the next run."""
    start = clock()
    since = start - REMEMBERED
    done = outbox.attempts(world.store, outlet.name, since=since)
    before = outbox.attempts(world.store, EVERYBODY, since=since).get("")
    for alarm in outbox.noted(world.store, since=max(since, done[""].at)):
        last = done.get(alarm.key)
        if last is not None and last.outcome in outbox.SETTLED:
            continue
        now = clock()
        settled = _settled(outlet, alarm, last, now, None if before is None else before.at)
        number = 1 if last is None else last.number + 1
        if settled:
            outbox.record(
                world.store, alarm=alarm.key, channel=outlet.name, attempt=number, outcome=settled, at=now
            )
        elif _waits(outlet, alarm, last, now):
            continue
        elif tally.sent >= A_RUN or not await _attempt(world, outlet, alarm, number, last, clock, tally):
            return


def _settled(outlet: Outlet, alarm: Noted, last: Attempt | None, now: datetime, before: datetime | None) -> str:
    """Why an alarm is never sent there; empty where it is to be sent."""
    if last is None:
        if not outlet.wants(alarm):
            return "passed"
        if alarm.noticed_at - alarm.happened_at > OLD or (before is not None and alarm.happened_at <= before):
            return "stale"
    if alarm.expires_at is not None and alarm.expires_at <= now:
        return "expired"
    return "gave_up" if now - alarm.noticed_at > GIVE_UP else ""


def _waits(outlet: Outlet, alarm: Noted, last: Attempt | None, now: datetime) -> bool:
    if last is not None and last.outcome == "sending" and now - last.at < LEASE:
        return True  # another process is at it, or died less than a lease ago
    if last is not None and last.retry_at is not None and now < last.retry_at:
        return True
    return outlet.silent(alarm, now)


async def _attempt(
    world: World, outlet: Outlet, alarm: Noted, number: int, last: Attempt | None, clock: Clock, tally: Tally
) -> bool:
    """Claim, send, record. False where it did not arrive."""
    repeated = last is not None and last.outcome in ("sending", "unsure")
    claimed = outbox.record(
        world.store, alarm=alarm.key, channel=outlet.name, attempt=number, outcome="sending", at=clock()
    )
    world.store.settle()  # the claim is on the disk before anything is sent
    if not claimed:
        return True  # another process was quicker
    failure = await outlet.channel.send(outlet.address, message(outlet, alarm.body, clock(), repeated=repeated))
    now = clock()
    if failure is None:
        outbox.record(world.store, alarm=alarm.key, channel=outlet.name, attempt=number, outcome="sent", at=now)
        world.store.settle()
        tally.sent += 1
        tally.said.append(f"channel={outlet.name} alarm={alarm.key} attempt={number} sent")
        return True
    wait = failure.retry_after or min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(number - 1, 10))
    outbox.record(
        world.store, alarm=alarm.key, channel=outlet.name, attempt=number,
        outcome="unsure" if failure.unsure else "failed", at=now, retry_at=now + wait, detail=failure.detail,
    )  # fmt: skip
    world.store.settle()
    tally.failed += 1
    tally.said.append(f"channel={outlet.name} alarm={alarm.key} attempt={number} failed: {failure.detail}")
    return False


def message(outlet: Outlet, said: Mapping[str, object], at: datetime, *, repeated: bool = False) -> Message:
    """One alarm in the channel's language, with both languages for machines."""
    title, text = words(said, outlet.lang, own=outlet.templates, repeated=repeated)
    both = {lang: words(said, lang, own=outlet.templates, repeated=repeated) for lang in ("zh", "en")}
    body = {
        **said,
        "title": {lang: one[0] for lang, one in both.items()},
        "text": {lang: one[1] for lang, one in both.items()},
    }
    return Message(str(said["key"]), title, text, body, at, repeated)


async def test(outlet: Outlet, *, now: datetime) -> NotSent | None:
    """Send one message that says that the channel works; nothing is written down."""
    return await outlet.channel.send(outlet.address, message(outlet, trial_body(now), now))
