"""Requests and what came of them, written down: what reading lists and reading articles have in common."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from monitor.core.feed import Capture, Failed, Feed, FetchResult, Outcome, Refused, Validators
from monitor.core.problems import StorageError
from monitor.jobs.tying import Tying
from monitor.jobs.world import World
from monitor.store.publications import lists_of_page
from monitor.store.standings import last_good


@dataclass
class Tally:
    """What a run did, for its closing line."""

    polls: int = 0
    failed: int = 0
    unread: int = 0
    new_items: int = 0
    articles: int = 0
    problems: int = 0
    passed_over: int = 0
    incidents: set[str] = field(default_factory=set)


class Attempts:
    """Writes down each request of a run with its outcome, and counts."""

    def __init__(self, world: World, *, tying: Tying | None = None) -> None:
        self.world = world
        self.store = world.store
        self.tally = Tally()
        self.tying = tying or Tying(world)
        self.outcome = ""  # of the last answer that was taken, in a word
        self._behind = False

    def _attempt(
        self, feed: Feed, kind: str, url: str, at: datetime, outcome: str, status: int | None,
        record: str | None, *, detail: str = "", validators: Validators | None = None,
    ) -> None:  # fmt: skip
        self.outcome = outcome
        self.store.save_fetch(
            feed=feed.id, kind=kind, url=url, at=at, outcome=outcome, status=status, capture=record,
            validators=validators, detail=detail,
        )  # fmt: skip

    def _unanswered(
        self, feed: Feed, kind: str, url: str, result: FetchResult, capture: Capture | None, record: str | None
    ) -> None:
        """An attempt for an article or a further page that gave none."""
        status, detail, outcome = None, "", Outcome.NOT_MODIFIED.value
        if isinstance(result, Failed | Refused):
            outcome, detail = result.outcome.value, result.detail
        if isinstance(result, Refused):
            status = result.status
        with self._whole():
            if capture is not None:
                self.store.save_capture(capture, charset="", charset_from="")
            self._attempt(feed, kind, url, result.at, outcome, status, record, detail=detail)

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """One answer's facts, all or none; what is remembered beside the database goes with them.

        Raises:
            StorageError: they cannot be written; or those of an earlier answer could not, and come first.
        """
        if self.behind:
            raise StorageError(f"{self.store.path}: what was kept before must be read first; the next poll does it")
        try:
            with self.store.atomic():
                yield
        except BaseException as error:
            self._behind = isinstance(error, StorageError)
            self.tying.forget()
            raise

    @property
    def behind(self) -> bool:
        """An answer is kept as evidence whose facts could not be written: later ones would leave a gap."""
        return self._behind or self.store.lost

    def begin_again(self) -> None:
        """What is missing is read now, in the order in which it came."""
        self._behind = self.store.lost = False
        self.tying.forget()

    def last_good(self, feed: Feed, url: str) -> Capture | None:
        """The last full answer for that address, as far as a revisit must name it."""
        return last_good(self.store, feed.id, url)

    def owner(self, key: str) -> tuple[Feed, str] | None:
        """The feed that listed an address first, whose article it is, and the address as it was listed there."""
        return self.owner_in(lists_of_page(self.store, key))

    def owner_in(self, lists: Iterable[sqlite3.Row]) -> tuple[Feed, str] | None:
        """The same by what all lists say of the page, where the caller has just read it."""
        feeds = self.world.sources.feeds
        watched = [row for row in lists if row["feed"] in feeds]
        first = min(watched, key=lambda row: (row["first_seen"], row["id"]), default=None)
        return None if first is None else (feeds[first["feed"]], first["address"])
