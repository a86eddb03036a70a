"""What one answer to a poll amounts to, before anything of it is believed.

``mark`` names a list page without what changes with every answer, so that a page whose visit counter ran on
is known to list what it listed before. It never hides an entry: addresses are left as they stand, except
for tokens named as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from hashlib import blake2b

from monitor.core.article import Listing, ListState
from monitor.core.feed import Fetched, Outcome
from monitor.parsers._guard import SAID

SKEW = timedelta(minutes=2)
"""Between the server's clock and ours, answers under way and rounding taken off; below it nothing is said."""

_TOKENS_OF = {
    b"sess": (b"jsessionid", b"phpsessid", b"sessionid"),
    b"csrf": (b"csrf",),
    b"authenticity_token": (b"authenticity_token",),
    b"__": (b"__viewstate", b"__eventvalidation"),
    b"nonce": (b"nonce",),
    b"request": (b"requestid", b"request-id", b"request_id"),
    b"traceid": (b"traceid",),
    b"time": (b"timestamp", b"servertime", b"nowtime", b"systemtime", b"currenttime", b"maketime"),
    b"new date": (b"new date",),
}
"""Names of values that are new with each answer, by what they have in common: looked for first."""
_VALUE = (
    rb"[\w-]{0,12}(?:[\"'][^<>]{0,80}?(?:value|content)\s{0,3})?\s{0,3}[=:(,]\s{0,3}[\"']?"
    rb"[A-Za-z0-9+/=_.%-]{4,20000}(?:[ T]\d\d:\d\d(?::\d\d)?)?"
)
_SAID_OF = {
    "访": ("访问量", "访问次数", "访问人数", "总访问", "今日访问", "访客"),
    "浏览": ("浏览量", "浏览次数"),
    "阅读": ("阅读量",),
    "点击": ("点击量", "点击数", "点击次数", "点击率"),
    "在线": ("在线人数", "当前在线"),
    "人气": ("人气",),
    "您是第": ("您是第",),
    "今": ("今天是", "今日是", "今天：", "今日："),
    "现在是": ("现在是",),
    "时间": ("当前时间", "系统时间", "服务器时间", "北京时间", "生成时间"),
}
"""Words before visit counters and the day's date, by what they have in common: looked for first."""
_TAG = rb"<(?!a\b|/a\b|/?li\b)[^<>\"']{0,20}(?:\"[^<>\"]{0,60}\"[^<>\"']{0,20}){0,3}>"
_NEARBY = rb"[^<>\"']{0,80}(?:" + _TAG + rb"[^<>\"']{0,60}){0,2}"  # never an address: those stand in quotes or links
_BUSTED = re.compile(rb"(\.(?:js|css|png|gif|jpg)\?)[^\"'<>\s]{1,80}", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--[^<>]{0,400}-->")


_Forms = tuple[tuple[bytes, tuple[tuple[bytes, re.Pattern[bytes]], ...]], ...]


def _said(charset: str) -> _Forms:
    return tuple(
        (
            stem.encode(charset),
            tuple((w, re.compile(re.escape(w) + _NEARBY)) for w in [x.encode(charset) for x in words]),
        )
        for stem, words in _SAID_OF.items()
    )


_TOKENS: _Forms = tuple(
    (stem, tuple((name, re.compile(re.escape(name) + _VALUE, re.IGNORECASE)) for name in names))
    for stem, names in _TOKENS_OF.items()
)
_ASCII = bytes(range(0x80))  # all bytes of the words above lie beyond, in both charsets
_SAID_UTF8, _SAID_GB = _said("utf-8"), _said("gb18030")


def mark(body: bytes) -> str:
    """The page's name without counters, tokens, cache busters, comments and the day's date."""
    lower = body.lower()
    for stem, names in _TOKENS:
        if stem in lower:
            for name, form in names:
                if name in lower:
                    body = form.sub(name, body)
    spoken = body.translate(None, _ASCII)
    for stem, words in _SAID_UTF8 if _is_utf8(body) else (*_SAID_UTF8, *_SAID_GB):
        if stem in spoken:
            for word, form in words:
                if word in body:
                    body = form.sub(word, body)
    if b".js?" in lower or b".css?" in lower or b"g?" in lower:
        body = _BUSTED.sub(rb"\1", body)
    if b"<!--" in body:
        body = _COMMENT.sub(b"", body)
    return blake2b(body, digest_size=16).hexdigest()


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def unread_because(listing: Listing, *, had_entries: bool) -> tuple[Outcome, str]:
    """The outcome of a page that came and listed nothing, and what gives it away."""
    said = "" if listing.problem is None else str(listing.problem)
    if listing.state is ListState.EMPTY:
        return Outcome.EMPTIED, said or "the page says that there is nothing, where there were entries"
    what = "" if listing.problem is None else listing.problem.what
    sign = next((name for name, words in SAID.items() if words == what), "")
    kinds = {
        "waf": Outcome.BLOCKED, "soft_404": Outcome.SOFT_404, "login": Outcome.LOGIN, "script_only": Outcome.SCRIPT_ONLY
    }  # fmt: skip
    other = Outcome.REDESIGNED if had_entries else Outcome.UNREAD
    return kinds.get(sign, other), said


def skew(headers: Iterable[tuple[str, str]], *, at: datetime) -> timedelta | None:
    """How far the server's clock is ahead of ours (negative: behind); None where it is right or not said.

    An answer out of a cache (``Age``) carries the time at which it was made.
    """
    date = ""
    for name, value in headers:
        lowered = name.lower()
        if lowered == "age":
            return None
        if lowered == "date":
            date = value
    said = _read(date) if date else None
    if said is None or said.tzinfo is None:
        return None
    ahead = said - at
    return ahead if abs(ahead) > SKEW else None


@lru_cache(maxsize=256)  # many servers, one second
def _read(date: str) -> datetime | None:
    try:
        return parsedate_to_datetime(date)
    except ValueError:
        return None


def skew_words(headers: Iterable[tuple[str, str]], *, at: datetime) -> str:
    """The same for the attempt's detail; empty where there is nothing to say."""
    ahead = skew(headers, at=at)
    return "" if ahead is None else f"clock skew {ahead.total_seconds():+.0f} s against the server's Date"


def oddities(result: Fetched) -> str:
    """What a good answer's attempt says beside its outcome: clocks that differ, and what the client noticed."""
    skewed = skew_words(result.headers, at=result.at)
    return "; ".join([skewed, result.note]) if skewed and result.note else skewed or result.note
