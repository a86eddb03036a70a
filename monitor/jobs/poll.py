"""Polling: ask, keep the answer, read it, fetch what is new, and say what came of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from monitor.core.feed import Capture, Failed, Feed, Fetched, FetchResult, NotModified, Outcome, Refused, Validators
from monitor.evidence.warc import Archive
from monitor.jobs.pipeline import Pipeline, Round
from monitor.store.wire import instant, stamp

LOG = logging.getLogger("monitor.poll")
BACKFILL = timedelta(days=7)
"""Entries dated longer than this before their first sight are not fetched: a new feed would begin
with its whole past. They stay listed, and an incident may ask for them."""
TRIES = 3
"""Attempts for one article, one a poll."""
MOST_ARTICLES = 30
"""Articles of one feed fetched after one poll; the rest waits for the next."""
AT_ONCE = 16
"""Feeds polled at the same time; each host still sees one connection."""


class Web(Protocol):
    """The client, as polling needs it."""

    async def get(self, url: str, *, validators: Validators | None = None, legacy_tls: bool = False) -> FetchResult:
        """Fetch one address politely; whatever happens is a value."""


class Poller:
    """One round of polls over one world. Not for use by two tasks on one feed at a time."""

    def __init__(self, pipeline: Pipeline, web: Web, archive: Archive) -> None:
        self.pipeline = pipeline
        self.web = web
        self.archive = archive
        self.store = pipeline.store

    async def feeds(self, feeds: Iterable[Feed], *, done: Callable[[Feed, str], None] | None = None) -> None:
        """Poll these feeds, several hosts at a time."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(feed: Feed) -> None:
            async with gate:
                outcome = await self.feed(feed)
                if done is not None:
                    done(feed, outcome)

        async with asyncio.TaskGroup() as group:
            for feed in feeds:
                group.create_task(one(feed))

    async def feed(self, feed: Feed) -> str:
        """Poll one feed and fetch what is new on it. Returns the outcome in a word."""
        validators = self.store.validators(feed.id, feed.url)
        result = await self.web.get(feed.url, validators=validators, legacy_tls=feed.legacy_tls)
        round_ = self._polled(feed, result)
        while round_ is not None and round_.next is not None:
            url = round_.next
            page = await self.web.get(url, legacy_tls=feed.legacy_tls)
            capture, record, _ = self._keep(feed, url, page)
            round_ = self.pipeline.paged(round_, page, capture=capture, record=record)
        fetched = 0
        for url in self.wanted(feed, result.at):
            await self.article(feed, url)
            fetched += 1
        outcome = self._outcome(feed)
        LOG.info("feed=%s outcome=%s articles=%d", feed.id, outcome, fetched)
        return outcome

    async def article(self, feed: Feed, url: str) -> None:
        """Fetch and read one article."""
        result = await self.web.get(url, legacy_tls=feed.legacy_tls)
        capture, record, _ = self._keep(feed, url, result)
        self.pipeline.article(feed, url, result, capture=capture, record=record)

    def missed(self, feed: Feed, at: datetime, runs: int) -> None:
        """Polls that could not be made in time are recorded like any other attempt."""
        words = f"{runs} scheduled polls were not made"
        failed = Failed(feed.url, at, Outcome.MISSED, words)
        record = self.archive.keep_failure(failed)
        self.pipeline.polled(feed, failed, capture=None, record=record)

    def wanted(self, feed: Feed, now: datetime) -> list[str]:
        """Addresses listed lately whose page was not captured yet, tried less than `TRIES` times."""
        rows = self.store.rows(
            "SELECT address, first_seen, date_latest, (SELECT count(*) FROM fetches f WHERE f.feed = l.feed "
            "AND f.kind = 'article' AND f.url = l.address) AS tries FROM listings l "
            "WHERE feed = ? AND first_seen >= ? AND NOT EXISTS (SELECT 1 FROM articles a WHERE a.url = l.url) "
            "ORDER BY first_seen, position",
            (feed.id, stamp(now - BACKFILL)),
        )
        urls = []
        for row in rows:
            dated = row["date_latest"]
            recent = dated is None or instant(dated) >= instant(row["first_seen"]) - BACKFILL
            if row["tries"] < TRIES and recent and row["address"].startswith(("http://", "https://")):
                urls.append(row["address"])
        return urls[:MOST_ARTICLES]

    def _polled(self, feed: Feed, result: FetchResult) -> Round | None:
        capture, record, same = self._keep(feed, feed.url, result)
        return self.pipeline.polled(feed, result, capture=capture, record=record, same=same)

    def _keep(self, feed: Feed, url: str, result: FetchResult) -> tuple[Capture | None, str, bool]:
        """Into the archive first, whatever it is. Returns capture, record id, and "the same bytes again"."""
        match result:
            case Failed():
                return None, self.archive.keep_failure(result), False
            case NotModified():
                return None, self.archive.keep_not_modified(result, original=self._last(feed, url)), True
            case Refused():
                capture = self.archive.keep_response(result, request_url=url)
                return capture, capture.id, False
            case Fetched():
                last = self._last(feed, url)
                if last is not None and last.sha256 == sha256(result.body).hexdigest():
                    capture = self.archive.keep_same_payload(result, last, request_url=url)
                    return capture, capture.id, True
                capture = self.archive.keep_response(result, request_url=url)
                return capture, capture.id, False

    def _last(self, feed: Feed, url: str) -> Capture | None:
        """The last full answer for that address, as far as a revisit must name it."""
        rows = self.store.rows(
            "SELECT c.* FROM fetches f JOIN captures c ON c.id = f.capture "
            "WHERE f.feed = ? AND f.url = ? AND f.outcome = 'fetched' ORDER BY f.at DESC, f.id DESC LIMIT 1",
            (feed.id, url),
        )
        if not rows:
            return None
        row = rows[0]
        return Capture(
            row["id"], row["url"], instant(row["at"]), row["status"], (), b"", row["sha256"], row["file"], row["offset"]
        )

    def _outcome(self, feed: Feed) -> str:
        found = self.store.value(
            "SELECT outcome FROM fetches WHERE feed = ? AND kind = 'list' ORDER BY at DESC, id DESC LIMIT 1", (feed.id,)
        )
        return str(found)
