"""From one answer to facts: the same code for live polls, replays and rebuilds.

Everything goes by the time at which the answer arrived. Nothing here fetches and nothing reads a
clock: callers bring answers in the order of their arrival and fetch what is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor import parsers
from monitor.core.article import Item, Listing, ListItem, ListState, Page
from monitor.core.coverage import Look, Seen, Span, coverage, look
from monitor.core.feed import (
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
from monitor.jobs.answers import Reader, page_of
from monitor.jobs.articles import WEB, Articles
from monitor.jobs.looking import lately, oddities, skew_words, unread_because
from monitor.jobs.marks import Marked, marked
from monitor.jobs.second_look import Relisting
from monitor.jobs.tying import Tying
from monitor.jobs.world import World
from monitor.store.standings import Standing, Stood, moved, save_standing, standing, stood_in

POSTS = "posts"
"""The mark of a bridge's feed, all of whose posts are read with each answer that is not the last one's again."""


@dataclass(frozen=True, slots=True)
class Before:
    """The feed's last good look, with the entries that stood there, and how far looks reach without a hole."""

    seen: Seen | None = None
    spans: tuple[Span, ...] = ()
    posts: Seen | None = None  # the same look, where its posts were compared with what was known of them


@dataclass
class Round:
    """One poll under way: the list page and, where the look does not join the last one, its next pages."""

    feed: Feed
    at: datetime
    before: Before
    items: tuple[Item, ...]  # all entries read so far, in page order
    new: tuple[ListItem, ...] = ()  # those that this feed had not shown before
    pages: int = 1
    next: str | None = None
    waiting: bool = False  # entries may be listed whose page was not fetched yet


class Pipeline(Articles):
    """Reads answers into facts for one world: lists here, articles as `Articles` says."""

    def __init__(self, world: World, *, tying: Tying | None = None, reader: Reader | None = None) -> None:
        super().__init__(world, tying=tying, reader=reader)
        self.relisting = Relisting(world.store)

    def polled(
        self,
        feed: Feed,
        result: FetchResult,
        *,
        capture: Capture | None,
        record: str | None,
        same: bool = False,
        state: Standing | None = None,
    ) -> Round | None:
        """One answer to a poll of a feed. ``same`` says that the payload is the last one's again.

        ``state`` is the feed's standing, where the caller has just read it.

        Returns the round, whose ``next`` page is wanted if not None; None where the answer is no good look.
        """
        self.tally.polls += 1
        match result:
            case Failed(at=at, outcome=outcome, detail=detail):
                with self._whole():
                    self._attempt(feed, "list", feed.url, at, outcome.value, None, record, detail=detail)
                self.tally.failed += 1
                return None
            case Refused(at=at, outcome=outcome, detail=detail, status=status):
                with self._whole():
                    if capture is not None:
                        self.store.save_capture(capture, charset="", charset_from="")
                    self._attempt(feed, "list", feed.url, at, outcome.value, status, record, detail=detail)
                self.tally.failed += 1
                return None
            case NotModified(at=at):
                state = state or standing(self.store, feed.id, feed.url)
                return self._unchanged(feed, state, at, record, detail=skew_words(result.headers, at=at))
            case Fetched(at=at):
                assert capture is not None
                state = state or standing(self.store, feed.id, feed.url)
                if same and state.seen_at is not None:
                    return self._unchanged(feed, state, at, record, detail=oddities(result))
                if feed.channel != WEB:  # in a post, what looks like a counter may be what was said
                    return self._listed(feed, state, result, capture, Marked(result.body, POSTS))
                now = marked(result.body, like=state.mark)
                if state.seen_at is not None and now.mark == state.mark:
                    return self._retouched(feed, state, result, capture)
                return self._listed(feed, state, result, capture, now)

    def paged(self, round_: Round, result: FetchResult, *, capture: Capture | None, record: str | None) -> Round | None:
        """The answer for a further page of a list: the look of its round may now reach deeper."""
        feed, asked = round_.feed, round_.next or result.url
        if not isinstance(result, Fetched) or capture is None:
            self._unanswered(feed, "page", asked, result, capture, record)
            return None
        page = page_of(result, capture)
        listing = self.reader.entries(feed, page, capture)
        with self._whole():
            self.store.save_capture(capture, charset=page.charset, charset_from=page.charset_from)
            self._attempt(feed, "page", asked, result.at, "fetched", result.status, capture.id)
            if listing.state is not ListState.ITEMS:
                return None
            items = (*round_.items, *listing.items)
            new = self._save_new(feed, listing.items, round_, items, at=result.at)
            one, listed = self._save_look(feed, round_.before, items, round_.at, listing.parser, Stood())
            now = standing(self.store, feed.id, feed.url)._replace(listed=listed)  # of this round's first page, too
            self._save_standing(feed, now, one, had=bool(items), waiting=_waiting(new, result.at))
            self.posts(feed, page, listing.items, capture, result.at, seen=round_.before.posts)
        deeper = Round(feed, round_.at, round_.before, items, tuple(new), round_.pages + 1)
        deeper.waiting = round_.waiting or _waiting(new, result.at)
        deeper.next = self._wanted_page(deeper, listing.next, one)
        self.tally.new_items += len(new)
        return deeper

    def _listed(
        self, feed: Feed, state: Standing, result: Fetched, capture: Capture, bare: Marked
    ) -> Round | None:
        """A page that is not the last one's again: by its rows where they tell, and read whole otherwise."""
        page = page_of(result, capture)
        stood = stood_in(self.store, feed.id, state)
        if state.kept is not None and feed.channel == WEB:
            again = parsers.read_again(
                page, result.body, state.kept, asked=feed.parser, bare=bare.body, stood=stood.keys
            )
            if again is not None:
                now = state._replace(mark=bare.mark, kept=again.kept)
                return self._looked(feed, now, _before(state, stood), page, again, result, capture, stood)
        listing = self.reader.entries(feed, page, capture)
        now = state._replace(mark=bare.mark)
        if feed.channel == WEB:
            now = self._learnt(feed, page, listing, result, state)
        if listing.state is ListState.UNREAD or (listing.state is ListState.EMPTY and state.had_entries):
            outcome, what = unread_because(listing, had_entries=state.had_entries)
            with self._whole():
                self.store.save_capture(capture, charset=page.charset, charset_from=page.charset_from)
                self._attempt(feed, "list", feed.url, result.at, outcome.value, result.status, capture.id, detail=what)
            self.tally.unread += 1
            return None
        return self._looked(feed, now, _before(state, stood), page, listing, result, capture, stood)

    def _looked(
        self, feed: Feed, state: Standing, before: Before, page: Page, found: Listing | parsers.Again,
        result: Fetched, capture: Capture, stood: Stood,
    ) -> Round:  # fmt: skip
        """A good look at a list: what is new on it, what is gone, and how far back it reaches."""
        items, validators = found.items, validators_in(capture)
        round_ = Round(feed, result.at, before, items)
        with self._whole():
            self.store.save_capture(capture, charset=page.charset, charset_from=page.charset_from)
            self._attempt(
                feed, "list", feed.url, result.at, "fetched", result.status, capture.id, validators=validators,
                detail=oddities(result),
            )  # fmt: skip
            round_.new = tuple(self._save_new(feed, items, round_, items, at=result.at))
            waiting = _waiting(round_.new, result.at)
            one, listed = self._save_look(feed, before, items, result.at, found.parser, stood)
            now = state._replace(digest=capture.sha256, capture=capture.id, validators=validators, listed=listed)
            self.relisting.note(feed, before.seen, items, {item.url for item in round_.new}, result.at)
            self._save_standing(feed, now, one, had=bool(items), waiting=waiting)
            if isinstance(found, Listing):
                self.posts(feed, page, found.items, capture, result.at, seen=before.posts)
        round_.waiting = state.waiting or waiting
        round_.next = self._wanted_page(round_, found.next, one)
        self.tally.new_items += len(round_.new)
        return round_

    def _learnt(
        self, feed: Feed, page: Page, listing: Listing, result: Fetched, state: Standing
    ) -> Standing:
        """The mark of a page read whole, and by what a poll of the same list is read again by its rows alone."""
        bare = marked(result.body)
        if state.seen_at is None:  # no list that was seen to change
            return state._replace(mark=bare.mark)
        kept = parsers.kept_of(
            page, result.body, listing, asked=feed.parser, before=state.kept, bare=bare.body
        )
        return state._replace(mark=bare.mark, kept=kept)

    def _unchanged(self, feed: Feed, state: Standing, at: datetime, record: str | None, *, detail: str) -> Round:
        """The list is as the last look found it: the server said so, or its bytes."""
        with self._whole():
            self._attempt(feed, "list", feed.url, at, Outcome.NOT_MODIFIED.value, 304, record, detail=detail)
            self._same_list(feed, state, at)
        return Round(feed, at, Before(), (), waiting=state.waiting)

    def _retouched(self, feed: Feed, state: Standing, result: Fetched, capture: Capture) -> Round:
        """Only what changes with every answer has changed: a good look at the same list, not read again."""
        validators = validators_in(capture)
        with self._whole():
            self.store.save_capture(capture, charset="", charset_from="")
            self._attempt(
                feed, "list", feed.url, result.at, "fetched", result.status, capture.id, validators=validators,
                detail=oddities(result),
            )  # fmt: skip
            now = state._replace(digest=capture.sha256, capture=capture.id, validators=validators)
            self._same_list(feed, now, result.at)
        return Round(feed, result.at, Before(), (), waiting=state.waiting)

    def _same_list(self, feed: Feed, state: Standing, at: datetime) -> None:
        if state.seen_at is None:
            return  # nothing to compare with: no look
        one = Look(state.seen_at, at)
        self.store.save_look(feed.id, one, keys=None, parser="")
        self._save_standing(feed, state, one, had=state.had_entries, waiting=False)

    def _save_standing(self, feed: Feed, state: Standing, one: Look, *, had: bool, waiting: bool) -> None:
        now = state._replace(
            seen_at=one.at, spans=_grown(state.spans, one), had_entries=state.had_entries or had,
            waiting=state.waiting or waiting,
        )  # fmt: skip
        save_standing(self.store, feed.id, feed.url, now)

    def _save_new(
        self, feed: Feed, items: tuple[Item, ...], round_: Round, whole: tuple[Item, ...], *, at: datetime
    ) -> list[ListItem]:
        """Save the first sight of every link that this feed has not shown before.

        Below the last entry that the look before had seen (on a further page, or where the list has
        grown) a new entry may have stood all the time, so its absence then proves nothing.
        """
        seen = round_.before.seen
        stood = frozenset() if seen is None else seen.keys  # saved when they were first seen
        fresh = [item for item in items if isinstance(item, ListItem) and item.url not in stood]
        keyed = {parsers.canonical(item.url): item for item in reversed(fresh)}
        if not keyed:
            return []
        deep = _below_survivors(whole, seen)
        last = next((s for s in reversed(round_.before.spans) if s.end < round_.at), None)
        new: list[ListItem] = []
        for key, item in reversed(keyed.items()):
            span = None if item.url in deep else last
            if self.store.save_listing(feed.id, item, key=key, first_seen=at, last_span=span):
                new.append(item)
        return new

    def _save_look(
        self, feed: Feed, before: Before, items: tuple[Item, ...], at: datetime, parser: str, stood: Stood
    ) -> tuple[Look, int]:
        """The look of a list that was read, and the number of its row."""
        keys = list(dict.fromkeys([item.url for item in items]))
        one = look(at, items, before.seen)
        return one, self.store.save_look(feed.id, one, keys=keys, parser=parser, moved=moved(stood, keys))

    def _wanted_page(self, round_: Round, following: str | None, one: Look) -> str | None:
        """The next page, while the look does not join the last one and the bound is not reached."""
        seen = round_.before.seen
        if following is None or seen is None or round_.pages >= round_.feed.max_pages:
            return None
        return following if one.back_to > seen.at else None


def _before(state: Standing, stood: Stood) -> Before:
    """The last good look with its entries."""
    seen = None if state.seen_at is None else Seen(state.seen_at, frozenset(stood.keys))
    return Before(seen, state.spans, seen if state.mark == POSTS else None)


def _waiting(new: Sequence[ListItem], at: datetime) -> bool:
    """Some of the entries that were not there before are worth fetching."""
    return any(lately(None if item.date is None else item.date.latest, at) for item in new)


def validators_in(capture: Capture) -> Validators:
    """What the server wants to be sent back with the next request."""
    return Validators(capture.header("etag") or None, capture.header("last-modified") or None)


def _below_survivors(items: tuple[Item, ...], before: Seen | None) -> set[str]:
    """Addresses of the entries that stand below every entry the look before had seen."""
    known = frozenset() if before is None else before.keys
    below: set[str] = set()
    for item in reversed(items):
        if not item.pinned:
            if item.url in known:
                return below
            below.add(item.url)
    return set()


def _grown(spans: tuple[Span, ...], one: Look) -> tuple[Span, ...]:
    """The coverage with one more look, which is later than all before."""
    if spans and spans[-1].start <= one.back_to <= spans[-1].end:
        return (*spans[:-1], Span(spans[-1].start, max(spans[-1].end, one.at)))
    return coverage([*(Look(span.start, span.end) for span in spans), one])
