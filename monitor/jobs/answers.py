"""What one answer for an article holds, whose it is, and the reading that is kept of it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from monitor import parsers
from monitor.core.article import Article, Listing, Page, Parser
from monitor.core.feed import Capture, Feed, Fetched
from monitor.core.identity import identity_flags
from monitor.core.linking import speaks_of_incident
from monitor.core.moment import Basis, Moment
from monitor.core.packed import Packed
from monitor.core.problems import Problem
from monitor.core.statement import Statement
from monitor.jobs.looking import entries_of
from monitor.jobs.parts import says_elsewhere
from monitor.jobs.world import World
from monitor.store.wire import dump, instant, reading_out, statement_in, statement_out, unread_out
from monitor.text.framing import Frame, read_framed, surely_none
from monitor.text.relay import relays


@dataclass(frozen=True, slots=True)
class Opened(Packed):
    """An answer out of its bytes: how they were decoded, and what stands in them."""

    charset: str
    charset_from: str
    article: Article | Problem


def page_of(result: Fetched, capture: Capture, body: bytes | None = None) -> Page:
    """The answer decoded, or other bytes (``body``) in its place."""
    whole = result.body if body is None else body
    return parsers.decode(whole, url=capture.url, content_type=capture.header("content-type"), seen_at=result.at)


def opened(page: Page, known: Mapping[str, Parser], *, asked: str) -> Opened:
    """What stands in a page, by the parser ``asked`` for."""
    return Opened(page.charset, page.charset_from, (known.get(asked) or known["auto"]).article(page))


@dataclass(frozen=True)
class Told:
    """What a page's words say, in the form in which it is kept; or with what they are read when somebody asks."""

    written: str
    relevant: bool  # something in it may be about an incident

    @cached_property
    def said(self) -> Statement:
        """The same to work with, where it is ``relevant``."""
        return statement_in(json.loads(self.written))


def tell(title: str, text: str, source: str | None, frame: Frame) -> Told:
    """Read the words of a page, but those of which it is sure beforehand that they are about no incident."""
    if surely_none(title, text, source, frame):
        return Told(dump(unread_out(frame.published, frame.home, frame.office)), False)
    said = read_framed(title, text, source, frame)
    return Told(dump(statement_out(said)), speaks_of_incident(title, said, official=frame.office is not None))


class Reader:
    """Reads answers for articles when they are asked about."""

    def __init__(self, world: World) -> None:
        self.world = world

    def open(self, feed: Feed, key: str, result: Fetched, capture: Capture) -> Opened:
        """A page, or a document that a list links to in a page's place; both as the pipeline reads them."""
        if parsers.is_document(result.body):
            title = self.world.store.value(
                "SELECT title FROM listings WHERE url = ? ORDER BY first_seen, id LIMIT 1", (key,)
            )
            return Opened("binary", "magic", parsers.document(result.body, url=capture.url, title=str(title or "")))
        return opened(page_of(result, capture), self.world.parsers, asked=feed.parser)

    def tell(self, capture: Capture, article: Article, frame: Frame) -> Told:
        """What the words of one page say."""
        return tell(article.title, article.text, article.source, frame)

    def words(self, capture: Capture, title: str, text: str) -> str | None:
        """By what the page is found again; None where that is seen to later."""
        return None

    def entries(self, feed: Feed, page: Page, capture: Capture) -> Listing:
        """The entries of a list."""
        return entries_of(page, self.world.parsers, asked=feed.parser)


def identified(world: World, feed: Feed, article: Article, *, listed: str, final: str) -> Article:
    """The article with what speaks against its being the agency's own page, and against its being all."""
    agency = world.sources.agency_of(feed.id)
    unread = ("incomplete",) if says_elsewhere(article) else ()
    own = [one.url for one in world.sources.feeds_of(feed.agency)]
    found = identity_flags(listed=listed, final=final, site_code=article.site_code, agency=agency, own=own)
    flags = tuple(dict.fromkeys((*article.flags, *unread, *found)))
    return article if flags == article.flags else replace(article, flags=flags)


def fingerprint(article: Article, *, counted: bool = True) -> str:
    """A digest of an article's words; ``counted`` is False for posts, whose bridges count along in them."""
    words = "".join((article.title + article.text).split())
    words = words if counted else parsers.without_counts(words)
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:16]


def reading_of(feed: Feed, article: Article, lists: Iterable[sqlite3.Row], *, filed: bool) -> dict[str, Any]:
    """Everything read in an article but its words, with what its address says and its row of the feed's list.

    ``lists`` is what all lists say of the page; ``filed`` says that it is filed as a document.
    """
    row = next((row for row in lists if row["feed"] == feed.id), None)
    listed = None
    if row is not None and row["date_earliest"] and row["date_latest"]:
        listed = Moment(instant(row["date_earliest"]), instant(row["date_latest"]), Basis.LIST)
    url_day = next((c.moment for c in article.claims if c.origin == "url"), None)
    reading = reading_out(article, listed=listed, url_day=url_day)
    if not filed:
        reading.pop("links", None)  # only what ties a document to its explanation is worth its place
    reading["fingerprint"] = fingerprint(article)
    reading["relays"] = feed.agency is None and relays(article.text, article.title)
    return reading
