"""Second looks: pages tied to incidents that are still open are read again, seldom and politely.

A page is looked at again an hour, six hours and a day after its first capture, then after three, seven,
fourteen and thirty days. A page that was not found as it had stood is looked at again after an hour, until
two further looks have confirmed it or it is back. So many at most in one run; the rest waits for the next.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor import parsers
from monitor.core.feed import NOT_ASKED, Failed, Feed
from monitor.core.revision import CONFIRMING, State, absences
from monitor.jobs.articles import WEB
from monitor.jobs.poll import Poller
from monitor.jobs.world import World
from monitor.store.dossiers import incident_rows, standing
from monitor.store.revisions import looks_again
from monitor.store.wire import instant, stamp

LOG = logging.getLogger("monitor.relook")
AGES = tuple(timedelta(hours=hours) for hours in (1, 6, 24, 72, 7 * 24, 14 * 24, 30 * 24))
"""How old a capture is when its page is looked at again."""
OPEN = timedelta(days=30)
"""An incident whose onset lies further back is no longer looked after."""
CONFIRM = timedelta(hours=1)
"""Pause before a page that was not found is looked for again."""
MOST = 20
"""Pages in one run."""


@dataclass(frozen=True, slots=True)
class Due:
    """One page whose second look is due."""

    feed: Feed
    url: str  # as it was listed
    since: datetime


def due(world: World, now: datetime) -> list[Due]:
    """Pages to look at again, those that have waited longest first."""
    found: list[Due] = []
    for key in _tied(world, now):
        first = world.store.value(
            "SELECT min(recorded_at) FROM articles WHERE url = ? AND problem = '' AND recorded_at <= ?",
            (key, stamp(now)),
        )
        owner = None if first is None else _owner(world, key)
        if first is None or owner is None or owner[0].channel != WEB:
            continue  # posts were read in their feed; behind their links stands a login
        since = _since(world, key, instant(first), now)
        if since is not None and since <= now:
            found.append(Due(owner[0], owner[1], since))
    return sorted(found, key=lambda one: (one.since, one.url))


def _tied(world: World, now: datetime) -> Iterator[str]:
    """Pages tied to incidents that are still open, each once."""
    seen: set[str] = set()
    for row in incident_rows(world.store, now):
        onset = row.onset
        if onset is None or onset.earliest is None or now - onset.earliest > OPEN:
            continue
        ties = world.store.rows(
            "SELECT * FROM links WHERE incident = ? AND recorded_at <= ? ORDER BY recorded_at, id",
            (row.id, stamp(now)),
        )
        for url, tie in standing(ties).items():
            if not tie["removed"] and url not in seen:
                seen.add(url)
                yield url


def _owner(world: World, key: str) -> tuple[Feed, str] | None:
    rows = world.store.rows("SELECT feed, address FROM listings WHERE url = ? ORDER BY first_seen, id", (key,))
    feeds = world.sources.feeds
    return next(
        ((feeds[row["feed"]], row["address"]) for row in rows if row["feed"] in feeds and feeds[row["feed"]].enabled),
        None,
    )


def _since(world: World, key: str, first: datetime, now: datetime) -> datetime | None:
    """When the next look at a page was or is due; None where no further one is."""
    looks = looks_again(world.store, key, now)
    last = looks[-1].at if looks else first
    runs = absences(first, looks)
    if runs and runs[-1].back is None and (runs[-1].seen <= CONFIRMING or runs[-1].state is State.UNREACHABLE):
        pause = CONFIRM * max(1, 2 ** (runs[-1].seen - CONFIRMING - 1))  # nobody answers: ask ever more seldom
        return last + pause if last + pause - first <= OPEN else None
    return next((first + age for age in AGES if first + age > last), None)


async def run(poller: Poller, now: datetime, *, closing: Callable[[], bool] = lambda: False) -> int:
    """Look at what is due, one after the other. How many pages were looked at.

    Raises:
        StorageError: nothing can be kept.
    """
    count = 0
    quiet: set[str] = set()  # feeds whose host asked for quiet
    for one in due(poller.pipeline.world, now):
        if count >= MOST or closing():
            break
        if one.feed.id in quiet or parsers.canonical(one.url) in poller.asked:
            continue
        result = await poller.again(one.feed, one.url)
        count += 1
        if isinstance(result, Failed) and result.outcome in NOT_ASKED:
            quiet.add(one.feed.id)
    if count:
        LOG.info("second looks: %d", count)
    return count
