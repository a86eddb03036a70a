"""Posts of a bridge from poll to poll: which are new, which were edited, and since when at the latest.

The feed is read anew with each poll that is not the last one's again, so each of those is a look at every post that
stands in it. What a bridge counts along (转发 12, 3分钟前) is no edit, and neither is a date that it sets to the
moment.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from monitor.core.article import Article, ListItem
from monitor.core.coverage import Seen
from monitor.core.moment import Basis, Moment
from monitor.jobs.answers import fingerprint
from monitor.store.facts import Store
from monitor.store.revisions import STOOD
from monitor.store.wire import instant, moment_in, moment_out, stamp, stamp_or_none

EDITS = 24
"""Versions of one post that are read in a day: a bridge that words it anew with each answer fills no database."""
DAY = timedelta(days=1)
OF_THE_MOMENT = timedelta(hours=1)
"""A date so close to the look that shows it may be the bridge's own clock."""


@dataclass(frozen=True, slots=True)
class Post:
    """What is known of one reading of a post beside its words."""

    date: Moment | None  # that the feed gives for it
    stood: datetime | None = None  # the last look at which its words were those of the version before


def bridged(
    store: Store, before: sqlite3.Row | None, article: Article, item: ListItem, *, at: datetime, seen: Seen | None
) -> Post | None:
    """The post as it must be read now; None where it reads as it did, whatever was counted meanwhile."""
    date = item.date
    if date is not None and (date.earliest is None or date.latest is None):
        date = None  # as lists keep it
    if before is None:
        return Post(date)
    reading = json.loads(before["reading"])
    known = moment_in(reading["listed"])
    redated = date is not None and known is not None and (known.surely_before(date) or date.surely_before(known))
    if fingerprint(article, counted=False) == reading.get("fingerprint"):
        if not redated or date is None or date.latest is None or date.latest > at - OF_THE_MOMENT:
            return None
    elif not redated:
        date = known or date  # the same date in other words
    if _versions(store, before["url"], at) >= EDITS:
        return None
    last = instant(before["recorded_at"])
    whole = seen is not None and item.url in seen.keys and _versions(store, before["url"], last) < EDITS
    return Post(date, max(seen.at, last) if whole and seen is not None else None)


def reading_of_post(article: Article, post: Post) -> dict[str, Any]:
    """What a post's reading holds otherwise than a page's."""
    date = None if post.date is None else Moment(post.date.earliest, post.date.latest, Basis.LIST)
    stood = {} if post.stood is None else {STOOD: stamp_or_none(post.stood)}
    return {"listed": moment_out(date), "fingerprint": fingerprint(article, counted=False), **stood}


def _versions(store: Store, url: str, until: datetime) -> int:
    """How many versions of it were read in the day that ended then."""
    found = store.value(
        "SELECT count(*) FROM articles WHERE url = ? AND problem = '' AND recorded_at > ? AND recorded_at <= ?",
        (url, stamp(until - DAY), stamp(until)),
    )
    return int(found or 0)
