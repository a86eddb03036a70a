"""robots.txt: read once a day per site; a file that cannot be read is no permission."""

from __future__ import annotations

import asyncio
import codecs
import math
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Protocol

import httpx
from protego import Protego

from monitor.clock import Clock
from monitor.core.feed import NOT_ASKED, Failed, Fetched, FetchResult, NotModified, Outcome, Refused

FRESH = timedelta(days=1)
LONGEST_DELAY = FRESH / 2  # a longer one would have us read robots.txt and nothing else
STALE = timedelta(days=7)  # an older copy is used this long while the file cannot be read
AGAIN = timedelta(minutes=1)  # how soon a file that could not be read is asked for again
READ_AT_MOST = 512 * 1024
_ABSENT = (404, 410)
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_MOST_WILDCARDS = 10  # a pattern with more is no pattern that a webmaster wrote


@dataclass(frozen=True, slots=True)
class Permission:
    """We may ask; at least this far apart."""

    crawl_delay: timedelta = timedelta(0)


_FREELY = Permission()


@dataclass(slots=True)
class _Copy:
    """What one site's file said, and when."""

    at: datetime
    rules: bytes  # packed; empty: everything is allowed
    crawl_delay: timedelta


@dataclass(slots=True)
class _Unread:
    """The last try failed."""

    at: datetime
    outcome: Outcome
    detail: str


@lru_cache(maxsize=512)  # thousands of sites have the same few files
def _parsed(packed: bytes) -> Protego:
    return Protego.parse(zlib.decompress(packed).decode())


class FetchFile(Protocol):
    """How robots.txt files are got: like any page, without asking robots.txt first."""

    async def __call__(self, url: str, *, legacy_tls: bool) -> FetchResult:
        """One attempt."""


class Robots:
    """Answers "may we?" for any URL, fetching each site's file when needed."""

    def __init__(self, fetch: FetchFile, *, clock: Clock, name: str) -> None:
        self._fetch = fetch
        self._clock = clock
        self._name = name
        self._copies: dict[str, _Copy] = {}
        self._unread: dict[str, _Unread] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def ask(self, url: httpx.URL, site: str, *, legacy_tls: bool) -> Permission | Failed:
        """Permission for this URL of a site, or the failure that the poll ends with."""
        now, copy = self._clock(), self._copies.get(site)
        if copy is None or abs(now - copy.at) >= FRESH:
            async with self._locks.setdefault(site, asyncio.Lock()):  # many pages of a site, one fetch
                await self._refresh(site, legacy_tls=legacy_tls)
            now, copy = self._clock(), self._copies.get(site)
        if copy is None:
            unread = self._unread[site]
            return Failed(str(url), now, unread.outcome, unread.detail)
        if copy.rules and not _parsed(copy.rules).can_fetch(str(url), self._name):
            return Failed(str(url), now, Outcome.ROBOTS, f"{site}/robots.txt does not allow {url.path!r}")
        return Permission(copy.crawl_delay) if copy.crawl_delay else _FREELY

    async def _refresh(self, site: str, *, legacy_tls: bool) -> None:
        now = self._clock()
        copy, unread = self._copies.get(site), self._unread.get(site)
        if copy is not None and abs(now - copy.at) < FRESH:
            return
        if unread is not None and abs(now - unread.at) < AGAIN:
            return
        answer = await self._fetch(f"{site}/robots.txt", legacy_tls=legacy_tls)
        read = self._read(answer)
        if isinstance(read, _Copy):
            self._copies[site] = read
            self._unread.pop(site, None)
            return
        self._unread[site] = read
        if copy is not None and abs(now - copy.at) >= STALE:
            del self._copies[site]

    def _read(self, answer: FetchResult) -> _Copy | _Unread:
        match answer:
            case Fetched(body=body):
                return self._parse(body, answer.at)
            case Refused(status=status) if status in _ABSENT and answer.outcome is Outcome.HTTP_ERROR:
                return _Copy(answer.at, b"", timedelta(0))
            case Refused(status=status, detail=detail):
                return _Unread(answer.at, Outcome.ROBOTS, f"robots.txt cannot be read: {status}, {detail}")
            case NotModified():  # never asked for
                return _Unread(answer.at, Outcome.ROBOTS, "robots.txt cannot be read: 304 to a plain request")
            case Failed(outcome=outcome, detail=detail):
                # the site itself cannot be reached: that, and not its robots.txt, is the news
                transport = (Outcome.DNS, Outcome.TLS, Outcome.REFUSED, Outcome.TIMEOUT)
                kept = (*transport, Outcome.FORBIDDEN_ADDRESS, *NOT_ASKED)
                told = outcome if outcome in kept else Outcome.ROBOTS
                return _Unread(answer.at, told, f"robots.txt cannot be read: {detail}")

    def _parse(self, body: bytes, at: datetime) -> _Copy | _Unread:
        text = _text(body[:READ_AT_MOST])
        if text is None:
            return _Unread(at, Outcome.ROBOTS, "robots.txt cannot be read: it is no text")
        lowered = text.lower()
        if "disallow" not in lowered and "crawl-delay" not in lowered:  # the greater part: keep nothing
            return _Copy(at, b"", timedelta(0))
        lines = (line for line in text.splitlines() if line.count("*") <= _MOST_WILDCARDS)
        packed = zlib.compress("\n".join(lines).encode())
        rules = _parsed(packed)
        delay = rules.crawl_delay(self._name)
        seconds = float(delay) if delay is not None and math.isfinite(delay) else 0.0
        return _Copy(at, packed, timedelta(seconds=min(max(seconds, 0.0), LONGEST_DELAY.total_seconds())))


def _text(body: bytes) -> str | None:
    """The file as text, without its byte order mark; None where it is none. Rules are ASCII in any charset."""
    for mark, charset in _MARKS.items():
        if body.startswith(mark):
            return body[len(mark) :].decode(charset, "replace")
    return None if b"\0" in body else body.decode("utf-8", "replace")
