"""Articles that come in parts: further pages, and the words of attached documents.

An article is read once all that belongs to it has been answered for, so that its facts stand in one
row, known since the last part came. Parts are few, and asked for one after the other: pages of the
article always, documents only where the page itself says next to nothing.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from monitor import parsers
from monitor.core.article import Article
from monitor.core.feed import Capture, Feed
from monitor.core.identity import host_of, site_of

MOST_DOCUMENTS = 3
"""Attached documents of one article that are read."""
SHORT = 300
"""Characters: an article with more says what it has to say without its attachments."""
HINT = 100
"""Characters: an article with fewer only points to its attachments."""
PATIENCE = timedelta(minutes=30)
"""An article whose parts have not come so long after it is read without them (files of other tools lack them)."""


@dataclass
class Assembly:
    """One article under way: what it consists of, and what came so far."""

    feed: Feed
    key: str
    listed: str  # its address as the list links it
    article: Article
    capture: Capture
    latest: datetime  # when the last of it came
    wanted: tuple[str, ...]  # in the order in which they are to be read
    before: sqlite3.Row | None = None  # the version read last, where this is a second look
    said: dict[str, str | None] = field(default_factory=dict)  # the words of each part; None: it gave none

    @property
    def whole(self) -> bool:
        """Every part has been answered for, whatever the answer was."""
        return len(self.said) == len(self.wanted)

    def joined(self) -> Article:
        """The article with the words of all its parts; flagged where some are missing."""
        words = [self.article.text, *(said for one in self.wanted if (said := self.said.get(one)))]
        missing = any(self.said.get(one) is None for one in self.wanted)
        flags = (*self.article.flags, "incomplete") if missing else self.article.flags
        if not missing:
            flags = tuple(flag for flag in flags if flag not in ("video_only", "image_only"))
        return replace(self.article, text="\n".join(w for w in words if w), flags=flags)


def parts_of(article: Article) -> tuple[str, ...]:
    """Addresses of what else is to be read of an article; all of them on its own site."""
    documents: list[str] = []
    if len(article.text) < SHORT:
        documents = [url for words, url in article.attachments if parsers.may_read(url) or parsers.may_read(words)]
    found = (*article.pages, *documents[:MOST_DOCUMENTS])
    if not found:
        return ()
    own = site_of(host_of(article.url))
    return tuple(dict.fromkeys(url for url in found if site_of(host_of(url)) == own))


def says_elsewhere(article: Article) -> bool:
    """The page itself says next to nothing, and what it has to say stands in files that nobody here can read."""
    names = [(words, url) for words, url in article.attachments if parsers.names_document(f"{url}?{words}?")]
    readable = any(parsers.may_read(url) or parsers.may_read(words) for words, url in names)
    return bool(names) and not readable and len(article.text) < HINT


class Parts:
    """The articles under way in one run. What a crash leaves open is fetched anew: no row was written."""

    def __init__(self) -> None:
        self._open: dict[str, Assembly] = {}
        self._owners: dict[str, str] = {}  # identity of a part's address: its article

    def begin(self, assembly: Assembly) -> None:
        """Wait for the parts of an article; an earlier wait for the same one is over."""
        self._close(assembly.key)
        self._open[assembly.key] = assembly
        for address in assembly.wanted:
            self._owners.setdefault(parsers.canonical(address), assembly.key)

    def wanted(self, key: str) -> tuple[str, ...]:
        """The parts of an article that nobody has asked for yet."""
        one = self._open.get(key)
        return () if one is None else tuple(url for url in one.wanted if url not in one.said)

    def owner(self, address: str) -> Assembly | None:
        """The article under way that an address is a part of."""
        key = self._owners.get(parsers.canonical(address))
        return None if key is None else self._open.get(key)

    def take(self, assembly: Assembly, address: str, words: str | None, *, at: datetime) -> Assembly | None:
        """What one part gave; the assembly when it was the last one, else None."""
        same = parsers.canonical(address)
        for one in assembly.wanted:
            if parsers.canonical(one) == same:
                assembly.said[one] = words
        assembly.latest = max(assembly.latest, at)
        if not assembly.whole:
            return None
        self._close(assembly.key)
        return assembly

    def overdue(self, now: datetime | None) -> list[Assembly]:
        """Articles that are waited for no longer: all of them where ``now`` is None."""
        due = [one for one in self._open.values() if now is None or one.latest + PATIENCE < now]
        for one in due:
            self._close(one.key)
        return sorted(due, key=lambda one: (one.latest, one.key))

    def _close(self, key: str) -> None:
        if self._open.pop(key, None) is not None:
            self._owners = {part: owner for part, owner in self._owners.items() if owner != key}
