"""A page without what changes with every answer: counters, tokens, cache busters, comments, the day's date.

A page whose visit counter ran on is then known to list what it listed before, and the frame of a list is known
again under it. Nothing here hides an entry: addresses are left as they stand, except for tokens named as such.

A mark names a page without these things, and which of them it left out. A later page is first looked at
without the same ones only, which takes a tenth of the time of looking for all of them: where it has the same
mark, it differs in nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.parsers import likeness

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
_TAG_NAME = re.compile(rb"</?[a-zA-Z][\w-]*")
_BUSTED = re.compile(rb"(\.(?:js|css|png|gif|jpg)\?)[^\"'<>\s]{1,80}", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--[^<>]{0,400}-->")


@dataclass(frozen=True, slots=True)
class Marked:
    """One page as it is compared with others."""

    body: bytes  # without what changes; the very same object where there is nothing of the kind
    mark: str  # what that is known by, and a line for each kind of thing that was left out


@dataclass(frozen=True, slots=True)
class _Form:
    """One kind of thing that changes, by the words it is known by."""

    needle: bytes
    pattern: re.Pattern[bytes]
    folded: bool = False  # the words may be written in capitals

    def left_out(self, body: bytes) -> bytes:
        """The page with the words and the tags after them, and without the value."""
        looked_at = body.lower() if self.folded else body  # plain bytes are found in a fraction of a pattern's time
        first = looked_at.find(self.needle)
        return body if first < 0 else b"".join(self._around(body, looked_at, first))

    def _around(self, body: bytes, looked_at: bytes, at: int) -> Iterator[bytes]:
        done = 0
        while at >= 0:
            found = self.pattern.match(body, at)
            if found is not None:
                yield body[done:at]
                yield self.needle
                if not self.folded:
                    yield from _TAG_NAME.findall(found[0])
                done = found.end()
            at = looked_at.find(self.needle, max(done, at + 1))
        yield body[done:]


def _said(charset: str, prefix: str = "") -> dict[str, _Form]:
    words = {word: word.encode(charset) for some in _SAID_OF.values() for word in some}
    return {f"{prefix}{w}": _Form(raw, re.compile(re.escape(raw) + _NEARBY)) for w, raw in words.items()}


_TOKENS = {
    name.decode(): _Form(name, re.compile(re.escape(name) + _VALUE, re.IGNORECASE), folded=True)
    for names in _TOKENS_OF.values()
    for name in names
}
_FORMS = {**_TOKENS, **_said("utf-8"), **_said("gb18030", "gb:")}
_BUSTERS = "?"  # the name of numbers behind scripts and pictures
_ASCII = bytes(range(0x80))  # all bytes of the spoken words lie beyond, in both charsets


def marked(body: bytes, *, like: str = "") -> Marked:
    """The page without what changes.

    ``like`` is an earlier mark: only what that one left out is left out of this page.
    """
    bare, names = body, []
    known = _names_of(like)
    for name in _candidates(body) if known is None else known:
        before, bare = bare, _without(bare, name)
        if known is not None or bare != before:
            names.append(name)
    bare = _uncommented(bare)
    return Marked(body if bare == body else bare, "\n".join((likeness(bare), *names)))


def _names_of(mark: str) -> list[str] | None:
    """What a mark left out; None where there is no mark, or where it was made by another version."""
    digest, *names = mark.split("\n")
    return names if digest and all(name in _FORMS or name == _BUSTERS for name in names) else None


def _without(body: bytes, name: str) -> bytes:
    return _BUSTED.sub(rb"\1", body) if name == _BUSTERS else _FORMS[name].left_out(body)


def _uncommented(body: bytes) -> bytes:
    first = body.find(b"!")  # in most pages the doctype's, and the only one: one byte is found faster than four
    if body.find(b"!", first + 1) < 0 and body[first - 1 : first + 3] != b"<!--":
        return body
    return _COMMENT.sub(b"", body) if b"<!--" in body else body


def _candidates(body: bytes) -> Iterator[str]:
    """What may change in a page, in the order in which it is left out."""
    lower = body.lower()
    for stem, names in _TOKENS_OF.items():
        if stem in lower:
            yield from (name.decode() for name in names if name in lower)
    spoken = body.translate(None, _ASCII)
    for charset, prefix in (("utf-8", ""), ("gb18030", "gb:")):
        for word, words in _SAID_OF.items():
            if word.encode(charset) in spoken:
                yield from (f"{prefix}{one}" for one in words)
        if _is_utf8(body):
            break
    if b".js?" in lower or b".css?" in lower or b"g?" in lower or b"gif?" in lower:
        yield _BUSTERS


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
