"""Pages of the records to come, read by other processes while this one ties and stores.

A page's words are read with the time at which it was published, and that hangs on what the lists before it showed.
So it is guessed from the order of the records; where the guess was wrong the words are read again, here. What comes
out is the same as without this, only sooner.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from monitor import parsers
from monitor.core.article import Article, Listing, Page
from monitor.core.coverage import Span, absence
from monitor.core.feed import Capture, Feed, Fetched, Outcome
from monitor.core.packed import Packed
from monitor.core.publication import claim_of, settle
from monitor.evidence.reading import Kind, Record
from monitor.jobs.answers import Opened, Reader, Told, opened, tell
from monitor.jobs.companions import companions, processors
from monitor.jobs.looking import entries_of
from monitor.jobs.world import World
from monitor.store.search import words_of
from monitor.text.framing import Frame

BEHIND = 400
"""Records that are read here before other processes are asked: what is short is done sooner without them."""
WINDOW = 512
"""Records held while their pages are read."""
MOST_HELD = 64 * 1024 * 1024
"""Bytes of bodies held."""
TOGETHER = 16
"""Pages sent to another process at once."""
_NETLOC = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://([^/?#]*)")


@dataclass(frozen=True, slots=True)
class Sheet(Packed):
    """A list to read."""

    url: str
    content_type: str
    body: bytes
    at: datetime
    parser: str


@dataclass(frozen=True, slots=True)
class Job(Sheet):
    """One page to read, with what the records before it make likely."""

    home: str | None
    office: str | None
    first_seen: datetime
    last: Span | None  # good looks at its list before that


@dataclass(frozen=True, slots=True)
class Ready(Packed):
    """A page that was read, and its words as the guess has them."""

    opened: Opened
    parser: str
    frame: Frame | None = None
    told: Told | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Listed(Packed):
    """A list that was read."""

    parser: str
    listing: Listing


def read_sheets(sheets: Sequence[Sheet]) -> list[Ready | Listed]:
    """What another process does: one kind of work after the other, which takes less time than page after page."""
    found = [_opened(sheet) for sheet in sheets]
    told = [_told(one, sheet) if isinstance(sheet, Job) else one for one, sheet in zip(found, sheets, strict=True)]
    return [_worded(one) for one in told]


def _opened(sheet: Sheet) -> Ready | Listed:
    page = parsers.decode(sheet.body, url=sheet.url, content_type=sheet.content_type, seen_at=sheet.at)
    if isinstance(sheet, Job):
        return Ready(opened(page, parsers.load(), asked=sheet.parser), sheet.parser)
    return Listed(sheet.parser, entries_of(page, parsers.load(), asked=sheet.parser))


def _told(ready: Ready | Listed, job: Job) -> Ready | Listed:
    article = ready.opened.article if isinstance(ready, Ready) else None
    if isinstance(ready, Listed) or not isinstance(article, Article):
        return ready
    meta = article.published if article.published_from.startswith("meta") else None
    address = next((claim.moment for claim in article.claims if claim.origin == "url"), None)
    claimed = claim_of(None if meta else article.published, meta, None, address)
    published = settle(claimed, job.first_seen, absence(job.last, claimed)).published
    frame = Frame(published, job.home, job.office)
    return replace(ready, frame=frame, told=tell(article.title, article.text, article.source, frame))


def _worded(ready: Ready | Listed) -> Ready | Listed:
    article = ready.opened.article if isinstance(ready, Ready) else None
    if isinstance(ready, Listed) or not isinstance(article, Article):
        return ready
    return replace(ready, words=words_of(article.title, article.text))


class Ahead(Reader):
    """Reads ahead of whoever takes the records out of `through`; as a context it ends its processes."""

    def __init__(self, world: World, *, processes: int | None = None, behind: int = BEHIND) -> None:
        super().__init__(world)
        usual = dict(world.parsers) == dict(parsers.load())  # other processes know no others
        self.processes = (processors() if processes is None else processes) if usual else 0
        self.behind = behind
        self.used = self.again = 0  # pages read elsewhere that were of use; those whose words were read again here
        self._pool: Executor | None = None
        self._sent: dict[str, tuple[Future[list[Ready | Listed]], int]] = {}
        self._known: set[str] = set()  # feeds whose lists were known without being read, the last time
        self._lists = {feed.url: feed for feed in world.sources.feeds.values()}
        self._of_host: dict[str, Feed] = {}
        self._looks: dict[str, tuple[datetime, datetime | None, datetime]] = {}  # first, last but one, last
        for feed in world.sources.feeds.values():
            self._of_host.setdefault(_host(feed.url), feed)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def through(self, records: Iterable[Record]) -> Iterator[Record]:
        """The same records in the same order."""
        waiting, coming = deque[Record](), iter(records)
        held = count = 0
        ended = False
        while True:
            if not ended and len(waiting) <= WINDOW // 2:
                jobs: list[tuple[str, Sheet]] = []
                while len(waiting) < (WINDOW if count >= self.behind else 1) and held < MOST_HELD:
                    record = next(coming, None)
                    if record is None:
                        ended = True
                        break
                    count += 1
                    held += len(record.body)
                    waiting.append(record)
                    job = self._job(record)
                    if job is not None and count > self.behind:
                        jobs.append((record.id, job))
                self._send(jobs)
            if not waiting:
                return
            record = waiting.popleft()
            held -= len(record.body)
            if (feed := self._lists.get(record.url)) is not None and record.id in self._sent:
                self._known.add(feed.id)  # until somebody asks for its entries
            yield record
            self._sent.pop(record.id, None)

    def open(self, feed: Feed, key: str, result: Fetched, capture: Capture) -> Opened:
        """The page as another process read it; read here where none did, or by another parser."""
        ready = self._ready(capture.id)
        if not isinstance(ready, Ready) or ready.parser != feed.parser:
            return super().open(feed, key, result, capture)
        self.used += 1
        return ready.opened

    def tell(self, capture: Capture, article: Article, frame: Frame) -> Told:
        """The words as another process read them; read here where they, or their frame, turn out to be others."""
        ready = self._ready(capture.id)
        if isinstance(ready, Ready) and ready.told is not None and ready.frame == frame:
            read = ready.opened.article
            if isinstance(read, Article) and (read.title, read.text, read.source) == (
                article.title, article.text, article.source,
            ):  # fmt: skip
                return ready.told
        self.again += ready is not None
        return super().tell(capture, article, frame)

    def words(self, capture: Capture, title: str, text: str) -> str:
        """By what the page is found again. Of all pages: the index is made as they come."""
        ready = self._ready(capture.id)
        read = ready.opened.article if isinstance(ready, Ready) else None
        if isinstance(ready, Ready) and isinstance(read, Article) and (read.title, read.text) == (title, text):
            return ready.words
        return words_of(title, text)

    def entries(self, feed: Feed, page: Page, capture: Capture) -> Listing:
        """The entries of a list as another process read it; read here where none did, or by another parser."""
        self._known.discard(feed.id)
        ready = self._ready(capture.id)
        if isinstance(ready, Listed) and ready.parser == feed.parser:
            return ready.listing
        return super().entries(feed, page, capture)

    def _ready(self, record: str) -> Ready | Listed | None:
        future, place = self._sent.get(record, (None, 0))
        if future is None:
            return None
        try:
            return future.result()[place]
        except BrokenProcessPool:  # killed from outside, for want of memory perhaps: this process goes on alone
            self._sent.clear()
            self._pool, self.processes = None, 0
            return None

    def _send(self, jobs: list[tuple[str, Sheet]]) -> None:
        if not jobs or self.processes < 2:
            return
        pool = self._started()
        for start in range(0, len(jobs), TOGETHER):
            part = jobs[start : start + TOGETHER]
            future = pool.submit(read_sheets, [job for _, job in part])
            self._sent.update((name, (future, place)) for place, (name, _) in enumerate(part))

    def begin(self) -> None:
        """Start the other processes now, where so much is to be read that they will be wanted."""
        if self.processes > 1:
            self._started().submit(read_sheets, ())

    def _started(self) -> Executor:
        if self._pool is None:
            self._pool = companions(self.processes)
        return self._pool

    def _job(self, record: Record) -> Sheet | None:
        """The page or the list to read in a record; None where it holds none, or a list that is likely known."""
        host = _host(record.url)
        said = record.outcome in ("", Outcome.FETCHED.value)
        feed = self._lists.get(record.url)
        if feed is not None:
            self._of_host[host] = feed
            if record.kind is Kind.REVISIT or (record.kind is Kind.RESPONSE and record.status == 200):
                first, _, last = self._looks.get(feed.id, (record.at, None, None))
                self._looks[feed.id] = (first, last, record.at)
            if feed.id in self._known or record.kind is not Kind.RESPONSE or record.status != 200 or not said:
                return None
            return Sheet(*_page(record), feed.parser)
        feed = self._of_host.get(host)
        fetched = said and record.status < 400
        if feed is None or record.kind is not Kind.RESPONSE or not fetched or parsers.is_document(record.body):
            return None
        agency = self.world.sources.agency_of(feed.id)
        home, office = (None, None) if agency is None else (agency.adcode, agency.name)
        first, before, seen = self._looks.get(feed.id, (record.at, None, record.at))
        return Job(
            *_page(record), feed.parser, home, office, seen, None if before is None else Span(first, before)
        )  # fmt: skip


def _page(record: Record) -> tuple[str, str, bytes, datetime]:
    """What both have of a page: address, type, bytes, time."""
    return record.final_url or record.url, record.header("content-type"), record.body, record.at


def _host(url: str) -> str:
    """What stands for the host in an address, port and all; each record is asked, so no more of it is taken apart."""
    found = _NETLOC.match(url)
    return "" if found is None else found[1]
