"""Polling: ask, keep the answer, read it, fetch what is new, and say what came of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol, TypeVar

from monitor import parsers
from monitor.core.feed import (
    NOT_ASKED,
    Capture,
    Failed,
    Feed,
    Fetched,
    FetchResult,
    NotModified,
    Outcome,
    Refused,
    Validators,
)
from monitor.core.problems import StorageError
from monitor.evidence.warc import Archive
from monitor.jobs.abreast import Abreast
from monitor.jobs.looking import BACKFILL, lately
from monitor.jobs.pipeline import Pipeline, Round
from monitor.jobs.resume import make_good
from monitor.jobs.schedule import Looked
from monitor.store.standings import Standing, save_standing, standing
from monitor.store.wire import instant, instant_or_none, stamp

LOG = logging.getLogger("monitor.poll")
TRIES = 3
"""Attempts for one article, one a poll."""
MOST_ARTICLES = 30
"""Articles of one feed fetched after one poll; the rest waits for the next."""
AT_ONCE = 16
"""Feeds asked at the same time; each host still sees one connection. As many more may have been answered and be read
meanwhile, so that nobody waits for the other."""
_TRIED = (
    "SELECT count(*) FROM fetches f WHERE f.url IN (SELECT o.address FROM listings o WHERE o.url = ?) "
    "AND f.kind = 'article' AND f.outcome NOT IN ('missed', 'resting')"
)
HELD = 0.03
"""Seconds for which facts of polls are gathered before they are written together."""


_Bare = TypeVar("_Bare", Failed, NotModified)


class Web(Protocol):
    """The client, as polling needs it."""

    async def get(
        self, url: str, *, validators: Validators | None = None, legacy_tls: bool = False, listed_by: str = ""
    ) -> FetchResult:
        """Fetch one address politely; whatever happens is a value."""

    def quiet_until(self, url: str) -> datetime | None:
        """Until when the address's host wants no request; None where it may be asked."""


class Poller:
    """One round of polls over one world. Not for use by two tasks on one feed at a time."""

    def __init__(self, pipeline: Pipeline, web: Web, archive: Archive) -> None:
        self.pipeline = pipeline
        self.web = web
        self.archive = archive
        self.store = pipeline.store
        self.closing = False  # set: what is under way is finished, no further article is begun
        self.looked: dict[str, Looked] = {}  # what the last poll of each feed came to; whoever plans takes it out
        self._unsettled: StorageError | None = None
        self.asked: set[str] = set()  # articles under way, by identity: two feeds may list the same one
        self._broken: set[str] = set()  # articles on which our own code failed: not asked for again in this run
        self._abreast = Abreast()
        self._lists = {parsers.canonical(feed.url) for feed in pipeline.world.sources.feeds.values()}

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Inside, the facts of polls that end at about the same time go to the database together.

        Raises:
            StorageError: at the end, where the last of them could not be written and no poll came to tell.
        """
        loop = asyncio.get_running_loop()

        timers: list[asyncio.TimerHandle] = []

        def begun() -> None:
            timers[:] = [loop.call_later(HELD, self._settle)]

        with self.store.gathering(begun):
            try:
                yield
            finally:
                for timer in timers:
                    timer.cancel()
        self._tell()

    def _tell(self) -> None:
        """Facts that a timer could not write are missing: whoever goes on must know.

        Raises:
            StorageError: that is so.
        """
        if self._unsettled is not None:
            error, self._unsettled = self._unsettled, None
            raise error

    def _settle(self) -> None:
        try:
            self.store.settle()
        except StorageError as error:
            self._unsettled = error  # told by the next poll, or at the end: there is nobody to tell here

    async def feeds(self, feeds: Iterable[Feed], *, done: Callable[[Feed, str], None] | None = None) -> None:
        """Poll these feeds, several hosts at a time.

        A bug met on one feed does not keep the others from being polled; it is raised when all are done.

        Raises:
            StorageError: at once; nothing can be kept.
        """
        with self.gathering():
            await self._feeds(feeds, done)

    async def _feeds(self, feeds: Iterable[Feed], done: Callable[[Feed, str], None] | None) -> None:
        gate, asking = asyncio.Semaphore(2 * AT_ONCE), asyncio.Semaphore(AT_ONCE)
        bugs: list[Exception] = []

        async def one(feed: Feed) -> None:
            async with gate:
                try:
                    outcome = await self.feed(feed, asking=asking)
                except StorageError:
                    raise
                except Exception as bug:
                    LOG.exception("feed=%s outcome=bug", feed.id)
                    bugs.append(bug)
                    outcome = "bug"
                if done is not None:
                    done(feed, outcome)

        try:
            async with asyncio.TaskGroup() as group:
                for feed in feeds:
                    group.create_task(one(feed))
        except* StorageError as errors:
            raise _first(errors) from None
        if bugs:
            raise bugs[0]

    async def feed(self, feed: Feed, *, asking: asyncio.Semaphore | None = None) -> str:
        """Poll one feed and fetch what is new on it. Returns the outcome in a word.

        ``asking`` bounds how many feeds are asked at the same time, where the caller does not.
        """
        self._tell()
        if self.pipeline.behind:
            make_good(self.pipeline, warc=self.archive.folder)
        state = standing(self.store, feed.id, feed.url)
        request = self.web.get(feed.url, validators=state.validators, legacy_tls=feed.legacy_tls)
        result = await self._abreast.answer(request if asking is None else _within(asking, request))
        self.looked.pop(feed.id, None)
        round_ = self._polled(feed, result, state)
        new, length = (0, 0) if round_ is None else (len(round_.new), len(round_.items))
        looked = Looked(self.pipeline.outcome, result.at, new=new, length=length, before=state.seen_at)
        outcome, waiting = self.pipeline.outcome, state.waiting if round_ is None else round_.waiting
        while round_ is not None and round_.next is not None:
            url = round_.next
            page = await self.web.get(url, legacy_tls=feed.legacy_tls, listed_by=feed.url)
            capture, record, _ = self._keep(feed, url, page)
            round_ = self.pipeline.paged(round_, page, capture=capture, record=record)
            if round_ is not None:
                waiting = waiting or round_.waiting
                looked = replace(looked, new=looked.new + len(round_.new))
        self.looked[feed.id] = looked
        fetched = 0
        if waiting:
            urls = self.wanted(feed, result.at)
            fetched = await self._articles(feed, urls)
            if not urls or (fetched and not self.wanted(feed, result.at)):
                self._rest(feed)
        LOG.info("feed=%s outcome=%s articles=%d", feed.id, outcome, fetched)
        return outcome

    def _rest(self, feed: Feed) -> None:
        """Nothing is left to fetch: later polls need not search for it."""
        state = standing(self.store, feed.id, feed.url)
        if state.waiting and state.seen_at is not None and not self._broken:
            save_standing(self.store, feed.id, feed.url, state._replace(waiting=False))

    async def _articles(self, feed: Feed, urls: list[str]) -> int:
        """Fetch what is wanted, one after the other. A bug met on one does not keep the rest from being fetched."""
        bugs: list[Exception] = []
        fetched = 0
        for url in urls:
            key = parsers.canonical(url)
            if self.closing or key in self.asked or self._captured(key):
                continue
            self.asked.add(key)
            try:
                result = await self.article(feed, url)
            except StorageError:
                raise
            except Exception as bug:  # noqa: BLE001 - raised below, when the rest is fetched
                LOG.error("feed=%s url=%s outcome=bug", feed.id, url)
                self._broken.add(key)
                bugs.append(bug)
                continue
            finally:
                self.asked.discard(key)
            fetched += isinstance(result, Fetched)
            if isinstance(result, Failed) and result.outcome in NOT_ASKED:
                break  # the host asked for quiet: the others wait for the next poll
        if bugs:
            raise bugs[0]
        return fetched

    async def article(self, feed: Feed, url: str) -> FetchResult:
        """Fetch and read one article; it belongs to the feed that listed it first."""
        owner, address = self.pipeline.owner(parsers.canonical(url)) or (feed, url)
        result = await self.web.get(address, legacy_tls=owner.legacy_tls, listed_by=owner.url)
        capture, record, _ = self._keep(owner, address, result)
        self.pipeline.article(owner, address, result, capture=capture, record=record)
        await self._parts(owner, parsers.canonical(address))
        return result

    async def _parts(self, feed: Feed, key: str) -> None:
        """Fetch what else belongs to an article, one after the other; a shutdown leaves it for the next run."""
        for address in self.pipeline.parts.wanted(key):
            if self.closing:
                return
            result = await self.web.get(address, legacy_tls=feed.legacy_tls, listed_by=feed.url)
            capture, record = self._keep_part(address, result)
            self.pipeline.part(address, result, capture=capture, record=record)

    def _keep_part(self, address: str, result: FetchResult) -> tuple[Capture | None, str]:
        """Into the archive, always with its body: a part is read together with its page, in a rebuild too."""
        if isinstance(result, Fetched | Refused):
            capture = self.archive.keep_response(result, request_url=address)
            return capture, capture.id
        if isinstance(result, NotModified):
            return None, self.archive.keep_not_modified(_asked(result, address))
        return None, self.archive.keep_failure(_asked(result, address))

    async def again(self, feed: Feed, url: str) -> FetchResult:
        """Look at one article again, politely: a server that can say "not modified" is asked to."""
        key = parsers.canonical(url)
        self.asked.add(key)
        try:
            validators = self.store.validators(feed.id, url)
            result = await self.web.get(
                url, validators=validators, legacy_tls=feed.legacy_tls, listed_by=feed.url
            )
            capture, record, same = self._keep(feed, url, result)
            self.pipeline.article(feed, url, result, capture=capture, record=record, same=lambda: same)
            await self._parts(feed, key)
        finally:
            self.asked.discard(key)
        return result

    def _captured(self, key: str) -> bool:
        return self.store.value("SELECT 1 FROM articles WHERE url = ? LIMIT 1", (key,)) is not None

    def missed(self, feed: Feed, at: datetime, runs: int) -> None:
        """Polls that could not be made in time are recorded like any other attempt."""
        words = f"{runs} scheduled polls were not made"
        failed = Failed(feed.url, at, Outcome.MISSED, words)
        record = self.archive.keep_failure(failed)
        self.pipeline.polled(feed, failed, capture=None, record=record)

    def wanted(self, feed: Feed, now: datetime) -> list[str]:
        """Addresses listed lately whose page was not captured yet, tried less than `TRIES` times."""
        rows = self.store.rows(
            "SELECT url, address, first_seen, date_latest FROM listings l "
            "WHERE feed = ? AND first_seen >= ? AND (date_latest IS NULL OR date_latest >= ?) "
            "AND NOT EXISTS (SELECT 1 FROM articles a WHERE a.url = l.url) ORDER BY first_seen, position",
            (feed.id, stamp(now - BACKFILL), stamp(now - 2 * BACKFILL)),
        )
        urls: list[str] = []
        for row in rows:
            recent = lately(instant_or_none(row["date_latest"]), instant(row["first_seen"]))
            # A link to a watched list is polled as one; as an article it could not be told from a poll.
            other = row["url"] in self._lists or row["url"] in self._broken
            if recent and not other and row["address"].startswith(("http://", "https://")):
                if self.store.value(_TRIED, (row["url"],)) < TRIES:
                    urls.append(row["address"])
                if len(urls) == MOST_ARTICLES:
                    break
        return urls

    def _polled(self, feed: Feed, result: FetchResult, state: Standing) -> Round | None:
        capture, record, same = self._kept(feed.url, result, state.held)
        return self.pipeline.polled(feed, result, capture=capture, record=record, same=same, state=state)

    def _keep(self, feed: Feed, url: str, result: FetchResult) -> tuple[Capture | None, str, bool]:
        last = self.pipeline.last_good(feed, url) if isinstance(result, Fetched | NotModified) else None
        return self._kept(url, result, last)

    def _kept(self, url: str, result: FetchResult, last: Capture | None) -> tuple[Capture | None, str, bool]:
        """Into the archive first, whatever it is. Returns capture, record id, and "the same bytes again"."""
        match result:
            case Failed():
                return None, self.archive.keep_failure(_asked(result, url)), False
            case NotModified():
                return None, self.archive.keep_not_modified(_asked(result, url), original=last), True
            case Refused():
                capture = self.archive.keep_response(result, request_url=url)
                return capture, capture.id, False
            case Fetched():
                digest = sha256(result.body).hexdigest()
                if last is not None and last.sha256 == digest:
                    capture = self.archive.keep_same_payload(result, last, request_url=url, digest=digest)
                    return capture, capture.id, True
                capture = self.archive.keep_response(result, request_url=url, digest=digest)
                return capture, capture.id, False


async def _within(bound: asyncio.Semaphore, request: Coroutine[Any, Any, FetchResult]) -> FetchResult:
    async with bound:
        return await request


def _asked(result: _Bare, url: str) -> _Bare:
    """The answer under the address that was asked for."""
    return result if result.url == url else replace(result, url=url)


def _first(errors: BaseExceptionGroup[StorageError]) -> BaseException:
    """One of several that say the same."""
    one: BaseException = errors
    while isinstance(one, BaseExceptionGroup):
        one = one.exceptions[0]
    return one
