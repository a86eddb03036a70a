"""How each feed's watch stands: last attempt, last good look, trouble of the last day. One pass over all feeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.core.feed import Feed
from monitor.jobs.world import World
from monitor.store.wire import instant, instant_or_none, stamp

DAY = timedelta(days=1)
PATIENCE = 3
"""So many periods may pass without a good look before a feed is called troubled."""


@dataclass(frozen=True, slots=True)
class FeedState:
    """One feed's watch as of an instant."""

    feed: Feed
    last_attempt: datetime | None
    last_outcome: str | None
    last_good: datetime | None
    failures: Mapping[str, int]  # of the last 24 hours, by outcome
    looks: int  # of the last 24 hours
    entries: int  # links ever seen on it

    def troubled(self, now: datetime) -> bool:
        """Tried at least once, and without a good look for several periods (at least an hour)."""
        if not self.feed.enabled or self.last_attempt is None:
            return False
        if self.last_good is None:
            return True
        return now - self.last_good > max(PATIENCE * self.feed.every, timedelta(hours=1))


def feed_states(world: World, *, now: datetime) -> list[FeedState]:
    """Every feed of the settings, in their order."""
    store, at, day = world.store, stamp(now), stamp(now - DAY)
    tried = store.rows(
        "SELECT feed, outcome, max(at) AS at FROM fetches WHERE kind = 'list' AND at <= ? GROUP BY feed", (at,)
    )
    good = store.rows("SELECT feed, max(at) AS at, sum(at >= ?) AS n FROM looks WHERE at <= ? GROUP BY feed", (day, at))
    failed = store.rows(
        "SELECT feed, outcome, count(*) AS n FROM fetches WHERE kind = 'list' AND at >= ? AND at <= ? "
        "AND outcome NOT IN ('fetched', 'not_modified') GROUP BY feed, outcome ORDER BY outcome",
        (day, at),
    )
    listed = store.rows("SELECT feed, count(*) AS n FROM listings WHERE first_seen <= ? GROUP BY feed", (at,))
    last = {row["feed"]: row for row in tried}
    looks = {row["feed"]: row for row in good}
    entries = {row["feed"]: row["n"] for row in listed}
    troubles: dict[str, dict[str, int]] = {}
    for row in failed:
        troubles.setdefault(row["feed"], {})[row["outcome"]] = row["n"]
    found = []
    for feed in world.sources.feeds.values():
        attempt, look = last.get(feed.id), looks.get(feed.id)
        found.append(
            FeedState(
                feed,
                None if attempt is None else instant(attempt["at"]),
                None if attempt is None else attempt["outcome"],
                None if look is None else instant_or_none(look["at"]),
                troubles.get(feed.id, {}),
                0 if look is None else int(look["n"] or 0),
                entries.get(feed.id, 0),
            )
        )
    return found
