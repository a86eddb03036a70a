"""What a second look at a page or a list tells: unchanged, changed, gone, no longer listed."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence, Set
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from monitor import parsers
from monitor.core.article import Article, Item
from monitor.core.coverage import Seen, ordered
from monitor.core.feed import Capture, Failed, Feed, Fetched, FetchResult, NotModified, Outcome, Refused
from monitor.core.problems import Problem
from monitor.jobs.answers import Told
from monitor.store.facts import Store
from monitor.store.revisions import same_words, version_of
from monitor.store.wire import dump, instant, stamp

GONE = (404, 410)
HOMES = ("", "/", "/index.html", "/index.htm", "/index.shtml", "/index.php", "/index.jsp", "/index.do", "/home")
"""Paths that are a site's front page: whoever is sent there from an article finds no article."""
_NOT_THE_PAGE = ("waf", "login", "script_only")

Found = tuple[str, int | None, str]


def second_look(url: str, result: FetchResult, *, same: bool) -> Found | None:
    """Outcome, status and detail where the answer need not be read; None where it must."""
    match result:
        case Failed(outcome=outcome, detail=detail):
            return outcome.value, None, detail
        case Refused(status=status, detail=detail) if status in GONE:
            return "gone", status, detail
        case Refused(outcome=outcome, status=status, detail=detail):
            return outcome.value, status, detail
        case NotModified():
            return Outcome.NOT_MODIFIED.value, 304, ""
        case Fetched(status=status) if same:
            return Outcome.NOT_MODIFIED.value, status, "the same bytes"
        case Fetched(url=final, status=status) if sent_home(url, final):
            return "soft_gone", status, f"sent to {final}"
    return None


def sent_home(asked: str, final: str) -> bool:
    """The answer is a site's front page, and an article was asked for.

    >>> sent_home("https://a.gov.cn/art/1.html", "https://www.a.gov.cn/")
    True
    >>> sent_home("https://a.gov.cn/art/1.html", "https://a.gov.cn/art/1.html")
    False
    """
    if asked == final:
        return False
    try:
        before, after = urlsplit(asked), urlsplit(final)
    except ValueError:
        return False
    return after.path.lower() in HOMES and not after.query and before.path.lower() not in HOMES


def lost_page(article: Article | Problem) -> tuple[str, str]:
    """``soft_gone`` or ``unread`` with its detail, where what came is not the page; empty where it is."""
    if isinstance(article, Problem):
        return "unread", str(article)
    if "soft_404" in article.flags:
        return "soft_gone", "the page says that it does not exist"
    strange = [flag for flag in article.flags if flag in _NOT_THE_PAGE]
    return ("unread", ", ".join(strange)) if strange else ("", "")


def same_reading(
    before: sqlite3.Row, article: Article, reading: dict[str, Any], told: Told, capture: Capture, at: datetime
) -> bool:
    """The page reads as its last version did, whatever counters and dates around it were new."""
    row = {
        "reading": dump(reading), "statement": told.written, "source": article.source,
        "title": article.title, "capture": capture.id, "recorded_at": stamp(at),
    }  # fmt: skip
    return same_words(version_of(before), version_of(row))


class Relisting:
    """Notes entries that leave a list by another way than its end, and those that come back."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def note(
        self, feed: Feed, before: Seen | None, items: Sequence[Item], new: Set[str], at: datetime
    ) -> None:
        """Compare one good poll with the one before. ``new`` are the entries never seen here until now."""
        standing = [item for item in items if not item.pinned]
        if before is None or not standing or not ordered(standing):
            return
        shown = {item.url for item in items}
        back = shown - new - before.keys
        for url in sorted(back & self._away(feed) if back else ()):
            self.store.save_delisting(feed.id, parsers.canonical(url), at=at, before=before.at, listed=True)
        oldest = next((item.date for item in reversed(standing) if item.date is not None), None)
        if oldest is None or oldest.latest is None:
            return
        gone = {url: parsers.canonical(url) for url in sorted(before.keys - shown)}
        rows = self._listings(feed, list(gone.values()))
        for key in gone.values():
            row = rows.get(key)
            dated = None if row is None else row["date_earliest"]
            if row is not None and dated is not None and not row["pinned"] and instant(dated) >= oldest.latest:
                self.store.save_delisting(feed.id, row["url"], at=at, before=before.at, listed=False)

    def _listings(self, feed: Feed, keys: Sequence[str]) -> dict[str, sqlite3.Row]:
        rows = self.store.among(
            "SELECT url, date_earliest, pinned FROM listings WHERE feed = ? AND url IN ({marks})",
            keys,
            before=(feed.id,),
        )
        return {row["url"]: row for row in rows}

    def _away(self, feed: Feed) -> set[str]:
        """Addresses, as listed, of the entries that this feed last showed and then no more."""
        rows = self.store.rows(
            "SELECT d.url, d.listed, l.address FROM delistings d JOIN listings l ON l.feed = d.feed AND l.url = d.url "
            "WHERE d.feed = ? ORDER BY d.at, d.id",
            (feed.id,),
        )
        last = {row["address"]: row["listed"] for row in rows}
        return {address for address, listed in last.items() if not listed}
