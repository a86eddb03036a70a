"""From an answer for an article to what is known by it: first reading, second look, and articles in parts."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from monitor import parsers
from monitor.core.article import Article, ListItem, Page
from monitor.core.coverage import Seen
from monitor.core.feed import Capture, Feed, Fetched, FetchResult, Outcome
from monitor.core.problems import Problem
from monitor.jobs.answers import Reader, identified, reading_of
from monitor.jobs.attempts import Attempts
from monitor.jobs.filing import Filing
from monitor.jobs.parts import Assembly, Parts, parts_of
from monitor.jobs.posts import Post, bridged, reading_of_post
from monitor.jobs.second_look import lost_page, same_reading, second_look
from monitor.jobs.tying import Tying
from monitor.jobs.world import World
from monitor.store.publications import lists_of_page, publication_of
from monitor.store.revisions import AGAIN
from monitor.store.wire import stamp
from monitor.text.framing import Frame

WEB = "web"
"""The channel of pages; the others are watched through bridges."""
NO_ARTICLE = frozenset({"waf", "soft_404", "login", "script_only"})
"""Flags of an answer that is not the page asked for: nothing of it is read, and it is asked for again."""


class Articles(Attempts):
    """Reads the answers for articles."""

    def __init__(self, world: World, *, tying: Tying | None = None, reader: Reader | None = None) -> None:
        super().__init__(world, tying=tying)
        self.reader = reader or Reader(world)
        self.filing = Filing(world)
        self.touched: set[str] = set()
        self.parts = Parts()

    def article(
        self, feed: Feed, url: str, result: FetchResult, *, capture: Capture | None, record: str | None,
        same: Callable[[], bool] | None = None, lists: Sequence[sqlite3.Row] | None = None,
    ) -> int | None:
        """The answer for one article, asked for at ``url``: kept, read, tied. Returns its number, if read.

        Where it was read before, the answer is a second look: ``same`` tells whether it is the last one's again.
        ``lists`` is what all lists say of the page, where the caller has just read it.
        """
        before = self.last_reading(parsers.canonical(url))
        if before is not None:
            again = same is not None and same()
            return self._again(feed, url, before, result, capture=capture, record=record, same=again)
        if not isinstance(result, Fetched) or capture is None:
            self._unanswered(feed, "article", url, result, capture, record)
            return None
        key = parsers.canonical(url)
        opened = self.reader.open(feed, key, result, capture)
        article = opened.article
        with self._whole():
            self.store.save_capture(capture, charset=opened.charset, charset_from=opened.charset_from)
            blind = [] if isinstance(article, Problem) else [flag for flag in article.flags if flag in NO_ARTICLE]
            outcome = "unread" if blind else "fetched"
            self._attempt(
                feed, "article", url, result.at, outcome, result.status, capture.id,
                detail=" ".join([*blind, result.note]).strip(),
            )  # fmt: skip
            if blind:
                return None
            wanted = () if isinstance(article, Problem) else parts_of(article)
            if wanted and isinstance(article, Article):
                self.parts.begin(Assembly(feed, key, url, article, capture, result.at, wanted))
                return None
            return self._read(feed, article, key, capture, result.at, listed=url, lists=lists)

    def posts(
        self, feed: Feed, page: Page, items: Iterable[ListItem], capture: Capture, at: datetime, *, seen: Seen | None
    ) -> None:
        """Read what stands whole in the feed of a bridge: a post behind its link is for people who are logged in.

        A post that reads otherwise than before was edited, after the look ``seen`` if it stood there. One that no
        longer stands in the feed has rolled off its end, or the bridge left it out: that tells nothing of the post.
        Only for channels other than the web; an agency's own RSS leads to its pages, which say more.
        """
        if feed.channel == WEB:
            return
        found = parsers.posts(page)
        for item in items:
            article = found.get(item.url)
            if article is None:
                continue
            key = parsers.canonical(item.url)
            before = self.last_reading(key)
            post = bridged(self.store, before, article, item, at=at, seen=seen)
            if post is not None:
                self._read(feed, article, key, capture, at, listed=item.url, before=before, post=post)

    def part(
        self, address: str, result: FetchResult, *, capture: Capture | None, record: str | None
    ) -> int | None:
        """The answer for a part of an article under way. Returns the article's number when it was the last."""
        assembly = self.parts.owner(address)
        if assembly is None:
            self.tally.passed_over += 1
            return None
        feed = assembly.feed
        words: str | None = None
        if not isinstance(result, Fetched) or capture is None:
            self._unanswered(feed, "part", address, result, capture, record)
        else:
            opened = self.reader.open(feed, assembly.key, result, capture)
            article = opened.article
            unread = isinstance(article, Problem) or any(flag in NO_ARTICLE for flag in article.flags)
            words = None if unread or isinstance(article, Problem) else article.text
            with self._whole():
                self.store.save_capture(capture, charset=opened.charset, charset_from=opened.charset_from)
                self._attempt(
                    feed, "part", address, result.at, "unread" if unread else "fetched", result.status, capture.id
                )
        whole = self.parts.take(assembly, address, words, at=result.at)
        return None if whole is None else self._assembled(whole)

    def settle(self, now: datetime | None) -> None:
        """Read the articles whose parts are waited for no longer; all of them where ``now`` is None."""
        for assembly in self.parts.overdue(now):
            self._assembled(assembly)

    def _assembled(self, one: Assembly) -> int | None:
        """Read an article with its parts; a second look to which parts are missing tells of no change."""
        whole = one.joined()
        if one.before is not None and "incomplete" in whole.flags:
            return None
        with self._whole():
            return self._read(
                one.feed, whole, one.key, one.capture, one.latest, listed=one.listed, before=one.before
            )

    def last_reading(self, key: str) -> sqlite3.Row | None:
        """The last version of a page that could be read."""
        rows = self.store.rows(
            "SELECT * FROM articles WHERE url = ? AND problem = '' ORDER BY recorded_at DESC, id DESC LIMIT 1", (key,)
        )
        return rows[0] if rows else None

    def _again(
        self, feed: Feed, url: str, before: sqlite3.Row, result: FetchResult, *, capture: Capture | None,
        record: str | None, same: bool,
    ) -> int | None:  # fmt: skip
        """A second look at a page: unchanged, changed, gone, or nobody answered."""
        found = second_look(url, result, same=same)
        if found is not None or not isinstance(result, Fetched) or capture is None:
            outcome, status, detail = found or (Outcome.ERROR.value, None, "")
            with self._whole():
                if capture is not None and not same:
                    self.store.save_capture(capture, charset="", charset_from="")
                self._attempt(feed, AGAIN, url, result.at, outcome, status, record, detail=detail)
            return None
        key = before["url"]
        opened = self.reader.open(feed, key, result, capture)
        article = opened.article
        lost = lost_page(article)
        with self._whole():
            self.store.save_capture(capture, charset=opened.charset, charset_from=opened.charset_from)
            self._attempt(feed, AGAIN, url, result.at, lost[0] or "fetched", result.status, capture.id, detail=lost[1])
            if lost[0] or isinstance(article, Problem):
                return None
            if wanted := parts_of(article):
                self.parts.begin(Assembly(feed, key, url, article, capture, result.at, wanted, before))
                return None
            return self._read(feed, article, key, capture, result.at, listed=url, before=before)

    def _read(
        self, feed: Feed, article: Article | Problem, key: str, capture: Capture, at: datetime, *,
        listed: str, before: sqlite3.Row | None = None, post: Post | None = None,
        lists: Sequence[sqlite3.Row] | None = None,
    ) -> int | None:  # fmt: skip
        """Tie what was read of one page or ``post``; None where it reads as the version ``before`` did."""
        self.tally.articles += before is None
        if isinstance(article, Problem):
            self.tally.problems += 1
            row = {
                "url": key, "feed": feed.id, "capture": capture.id, "parser": feed.parser, "title": "",
                "source": None, "text": "", "reading": "{}", "statement": "{}", "relevant": 0,
                "problem": str(article), "recorded_at": stamp(at),
            }  # fmt: skip
            number = self.store.save_article(row)
            self._index(number, capture, "", "")
            return number
        article = identified(self.world, feed, article, listed=listed, final=capture.url)
        lists = lists_of_page(self.store, key) if lists is None else lists
        filed = self.filing.takes(feed, article)
        reading = reading_of(feed, article, lists, filed=filed)
        if post is not None:
            reading |= reading_of_post(article, post)
        agency = self.world.sources.agency_of(feed.id)
        publication = publication_of(self.store, key, reading, at, lists)
        published = publication.published
        frame = Frame(published, None, None) if agency is None else Frame(published, agency.adcode, agency.name)
        told = self.reader.tell(capture, article, frame)
        if before is not None and same_reading(before, article, reading, told, capture, at):
            return None
        self.tally.articles += before is not None
        number, touched = self.tying.article(
            feed=feed, key=key, capture=capture, article=article, reading=reading, publication=publication,
            told=told, at=at,
        )  # fmt: skip
        self._index(number, capture, article.title, article.text)
        if filed:
            self.filing.article(feed=feed, key=key, article=article, number=number, at=at)
        self.touched |= touched
        self.tally.incidents |= touched
        return number

    def _index(self, number: int, capture: Capture, title: str, text: str) -> None:
        """What an article is found by, where whoever reads has it at hand for every one: none may be left out."""
        words = self.reader.words(capture, title, text)
        if words is not None:
            self.store.index_words(number, words)
