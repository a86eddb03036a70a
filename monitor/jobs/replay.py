"""The same pipeline fed from WARC files: back-tests, rebuilds, other people's archives."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from monitor import parsers
from monitor.core.concealed import MASK, concealed
from monitor.core.feed import REDIRECTS, Capture, Failed, Feed, Fetched, FetchResult, NotModified, Outcome, Refused
from monitor.core.problems import Problem
from monitor.evidence.reading import Kind, Record, read_records
from monitor.fetching import recognise
from monitor.jobs.ahead import Ahead
from monitor.jobs.attempts import Tally
from monitor.jobs.correct import Correction, apply, unfit
from monitor.jobs.forwarding import Forwarding
from monitor.jobs.pipeline import Pipeline, Round
from monitor.jobs.world import World
from monitor.store.publications import lists_of_page
from monitor.store.standings import standing

TOGETHER = 2000
"""Records whose facts go to the disk together, where whoever replays gathers them."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay did."""

    records: int
    tally: Tally
    problems: tuple[Problem, ...]


class Replay:
    """Drives the pipeline by ``WARC-Date``.

    A record whose URI is a feed's URL (or the next page that its list announced) is a poll; any
    other whose address a list has shown is an article; the rest is counted and passed over.
    """

    def __init__(self, world: World, pipeline: Pipeline | None = None, *, ahead: Ahead | None = None) -> None:
        self.pipeline = pipeline or Pipeline(world, reader=ahead)
        self.ahead = ahead
        self.world = world
        self.feeds = {feed.url: feed for feed in world.sources.feeds.values()}
        self.hidden = any(MASK in url for url in self.feeds)
        self.feeds_by_key = {parsers.canonical(feed.url): feed for feed in world.sources.feeds.values()}
        self.problems: list[Problem] = []
        self.pages: dict[str, Round] = {}  # the next page that is wanted, by its address
        self.bodies: dict[str, bytes] = {}  # the last full answer of each list and page, for revisits
        self.ours = False  # the evidence is this program's own, to the last answer
        self.forwarding = Forwarding(self._wanted)

    def run(
        self,
        paths: Iterable[Path],
        *,
        corrections: Iterable[Correction] = (),
        only: Collection[str] | None = None,
        ours: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> Replayed:
        """Read all records of all files in the order of their dates; corrections fall in at their time.

        ``ours`` says that the evidence is this program's. It is read in the order in which it was written, since a
        clock may have been set back; and each part of an article was answered for, or a crash came between, and
        then the article was asked for anew and is read once, as it was when it happened.
        ``only`` are the ids of the records to take, where not all are wanted.
        """
        problems = self.problems
        self.ours = ours
        waiting = deque(sorted(corrections, key=lambda one: one.at))
        count = 0
        records = read_records(paths, problems=problems, as_written=ours)
        for count, record in enumerate(self.ahead.through(records) if self.ahead else records, start=1):
            while waiting and waiting[0].at <= record.at:
                self._correct(waiting.popleft())
            if only is None or record.id in only:
                self.take(record)
            if progress is not None and count % 200 == 0:
                progress(count)
            if count % TOGETHER == 0:
                self.world.store.settle()
        if not self.ours:
            self.pipeline.settle(None)
            self.forwarding.end()
            problems += self.forwarding.problems
        while waiting:
            self._correct(waiting.popleft())
        return Replayed(count, self.pipeline.tally, tuple(problems))

    def _correct(self, correction: Correction) -> None:
        wrong = unfit(self.world, correction)
        if wrong is not None:
            self.problems.append(wrong)  # the evidence for its incident is missing: said, and the rest goes on
            return
        apply(self.world, correction)

    def take(self, record: Record) -> None:
        """One record in its turn."""
        if record.kind is Kind.OTHER:
            return
        if self.ours:
            self._take(record)
            return
        self.pipeline.settle(record.at)
        for one in self.forwarding.through(record):
            self._take(one)

    def _wanted(self, url: str) -> bool:
        """Something is known of this address: it is a list, the next page of one, an article or its part."""
        if self._feed(url) is not None or url in self.pages or self.pipeline.parts.owner(url) is not None:
            return True
        return self.pipeline.owner(parsers.canonical(url)) is not None

    def _feed(self, url: str) -> Feed | None:
        """The feed whose list stands at this address."""
        feed = self.feeds.get(url) or self.feeds_by_key.get(parsers.canonical(url))
        if feed is None and self.hidden:  # written by an earlier version, or by another tool
            feed = self.feeds.get(concealed(url, bridge=True)[0])
        return feed

    def _take(self, record: Record) -> None:
        feed = self._feed(record.url)
        if feed is not None:
            self._poll(feed, record)
        elif record.url in self.pages:
            self._page(self.pages.pop(record.url), record)
        elif self.pipeline.parts.owner(record.url) is not None:
            result, capture = self._answer(record, keep=False)
            self.pipeline.part(record.url, result, capture=capture, record=record.id)
        else:
            self._article(record)

    def _poll(self, feed: Feed, record: Record) -> None:
        result, capture = self._answer(record)
        state = standing(self.world.store, feed.id, feed.url)
        same = isinstance(result, Fetched) and _same(state.held, result, capture, record)
        round_ = self.pipeline.polled(feed, result, capture=capture, record=record.id, same=same, state=state)
        self.pages = {url: r for url, r in self.pages.items() if r.feed.id != feed.id}
        if round_ is not None and round_.next is not None:
            self.pages[round_.next] = round_

    def _page(self, round_: Round, record: Record) -> None:
        result, capture = self._answer(record)
        deeper = self.pipeline.paged(round_, result, capture=capture, record=record.id)
        if deeper is not None and deeper.next is not None:
            self.pages[deeper.next] = deeper

    def _article(self, record: Record) -> None:
        lists = lists_of_page(self.world.store, parsers.canonical(record.url))
        owner = self.pipeline.owner_in(lists)
        if owner is None:
            self.pipeline.tally.passed_over += 1
            return
        result, capture = self._answer(record, keep=False)
        feed = owner[0]
        repeated = isinstance(result, NotModified) or record.kind is Kind.REVISIT
        if repeated and self.pipeline.last_good(feed, record.url) is None:
            return  # what it repeats is not in these files

        def same() -> bool:
            last = None if repeated else self.pipeline.last_good(feed, record.url)
            return repeated or (last is not None and capture is not None and last.sha256 == capture.sha256)

        self.pipeline.article(feed, record.url, result, capture=capture, record=record.id, same=same, lists=lists)
        if capture is not None and self.pipeline.parts.wanted(parsers.canonical(record.url)):
            self.bodies[record.url] = capture.body  # its parts are still to come: it may be asked for once more

    def _answer(self, record: Record, *, keep: bool = True) -> tuple[FetchResult, Capture | None]:
        """The record as the client would have given it, and its capture where there is one."""
        url = record.final_url or record.url
        if record.kind is Kind.METADATA:
            return Failed(record.url, record.at, _outcome(record.outcome), record.detail), None
        if record.kind is Kind.REVISIT:
            if record.not_modified or record.status == 304:
                return NotModified(record.url, record.at, record.headers), None
            record = replace(record, body=self.bodies.get(record.url, b""), status=record.status or 200)
        elif (refusal := self._refusal(record)) is not None:
            outcome, words = refusal
            refused = Refused(url, record.at, outcome, record.status, record.headers, record.body, words)
            return refused, record.capture()
        elif keep:
            self.bodies[record.url] = record.body
        note = record.detail
        return Fetched(url, record.at, record.status, record.headers, record.body, note=note), record.capture()

    def _refusal(self, record: Record) -> tuple[Outcome, str] | None:
        """Why an answer is no page, in our client's words: its own where it wrote the record."""
        if record.outcome and record.outcome != Outcome.FETCHED.value:
            return _outcome(record.outcome), record.detail
        wall = None if self.ours else recognise(record.status, record.headers, record.body)
        if wall:
            return Outcome.BLOCKED, f"firewall: {wall}"
        if record.broken and not self.ours:
            return Outcome.ERROR, record.broken
        if record.status >= 400 or record.status in REDIRECTS:
            return Outcome.HTTP_ERROR, f"HTTP {record.status}"
        return None


def _same(last: Capture | None, result: Fetched, capture: Capture | None, record: Record) -> bool:
    """The payload is that of the last good poll again, as the poller decides it."""
    if last is None or capture is None:
        return False
    if record.kind is Kind.REVISIT:
        if record.payload_digest.startswith("sha256:"):
            return record.payload_digest == f"sha256:{last.sha256}"
        if not result.body:
            return True  # another tool's word; what it repeats is not in these files
    return last.sha256 == capture.sha256


def _outcome(words: str) -> Outcome:
    try:
        return Outcome(words)
    except ValueError:
        return Outcome.ERROR
