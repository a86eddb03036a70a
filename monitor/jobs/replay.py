"""The same pipeline fed from WARC files: back-tests, rebuilds, other people's archives."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from monitor import parsers
from monitor.core.feed import Failed, Feed, Fetched, FetchResult, NotModified, Outcome, Refused
from monitor.core.problems import Problem
from monitor.evidence.reading import Kind, Record, read_records
from monitor.jobs.correct import Correction, apply
from monitor.jobs.pipeline import Pipeline, Round, Tally
from monitor.jobs.world import World


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

    def __init__(self, world: World) -> None:
        self.pipeline = Pipeline(world)
        self.world = world
        self.feeds = {feed.url: feed for feed in world.sources.feeds.values()}
        self.feeds_by_key = {parsers.canonical(feed.url): feed for feed in world.sources.feeds.values()}
        self.pages: dict[str, Round] = {}  # the next page that is wanted, by its address
        self.bodies: dict[str, Record] = {}  # the last full answer for each address, for revisits

    def run(
        self,
        paths: Iterable[Path],
        *,
        corrections: Iterable[Correction] = (),
        progress: Callable[[int], None] | None = None,
    ) -> Replayed:
        """Read all records of all files in the order of their dates; corrections fall in at their time."""
        problems: list[Problem] = []
        waiting = deque(sorted(corrections, key=lambda one: one.at))
        count = 0
        for count, record in enumerate(read_records(paths, problems=problems), start=1):
            while waiting and waiting[0].at <= record.at:
                self._correct(waiting.popleft())
            self.take(record)
            if progress is not None and count % 200 == 0:
                progress(count)
        while waiting:
            self._correct(waiting.popleft())
        return Replayed(count, self.pipeline.tally, tuple(problems))

    def _correct(self, correction: Correction) -> None:
        apply(self.world, correction)
        self.pipeline.tying.forget()

    def take(self, record: Record) -> None:
        """One record in its turn."""
        if record.kind is Kind.OTHER:
            return
        feed = self.feeds.get(record.url) or self.feeds_by_key.get(parsers.canonical(record.url))
        if feed is not None:
            self._poll(feed, record)
        elif record.url in self.pages:
            self._page(self.pages.pop(record.url), record)
        else:
            self._article(record)

    def _poll(self, feed: Feed, record: Record) -> None:
        result, same = self._result(record)
        capture = record.capture() if isinstance(result, Fetched | Refused) else None
        round_ = self.pipeline.polled(feed, result, capture=capture, record=record.id, same=same)
        self.pages = {url: r for url, r in self.pages.items() if r.feed.id != feed.id}
        if round_ is not None and round_.next is not None:
            self.pages[round_.next] = round_

    def _page(self, round_: Round, record: Record) -> None:
        result, _ = self._result(record)
        capture = record.capture() if isinstance(result, Fetched | Refused) else None
        deeper = self.pipeline.paged(round_, result, capture=capture, record=record.id)
        if deeper is not None and deeper.next is not None:
            self.pages[deeper.next] = deeper

    def _article(self, record: Record) -> None:
        key = parsers.canonical(record.url)
        rows = self.world.store.rows("SELECT feed FROM listings WHERE url = ? ORDER BY first_seen, id LIMIT 1", (key,))
        feed = self.world.sources.feeds.get(rows[0]["feed"]) if rows else None
        if feed is None:
            self.pipeline.tally.passed_over += 1
            return
        result, same = self._result(record)
        if same or isinstance(result, NotModified):
            return  # an article looked at again and unchanged: nothing to read
        capture = record.capture() if isinstance(result, Fetched | Refused) else None
        self.pipeline.article(feed, record.url, result, capture=capture, record=record.id)

    def _result(self, record: Record) -> tuple[FetchResult, bool]:
        """The record as the client would have given it, and whether its payload is the last one's."""
        if record.kind is Kind.METADATA:
            return Failed(record.url, record.at, _outcome(record.outcome), record.detail), False
        if record.kind is Kind.REVISIT:
            if record.not_modified or record.status == 304:
                return NotModified(record.url, record.at, record.headers), True
            original = self.bodies.get(record.url)
            body = b"" if original is None else original.body
            result = Fetched(record.final_url or record.url, record.at, record.status or 200, record.headers, body)
            return result, original is not None
        if record.outcome and record.outcome != Outcome.FETCHED.value:
            refused = Refused(
                record.url, record.at, _outcome(record.outcome), record.status, record.headers, record.body, record.detail
            )
            return refused, False
        if record.status >= 400:
            words = f"HTTP {record.status}"
            return Refused(record.url, record.at, Outcome.HTTP_ERROR, record.status, record.headers, record.body, words), False
        old = self.bodies.get(record.url)
        self.bodies[record.url] = record
        same = old is not None and old.body == record.body
        return Fetched(record.final_url or record.url, record.at, record.status, record.headers, record.body), same


def _outcome(words: str) -> Outcome:
    try:
        return Outcome(words)
    except ValueError:
        return Outcome.ERROR
