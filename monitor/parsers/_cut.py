"""What stands above the articles of a site, the same on each of its pages: read once, and put before the rest.

Half of a government page is its header and its navigation. Pages that begin alike are found by their first
characters; what they share from ``<body`` on is a frame, as far as it is HTML that leaves a parser in a state which
its open tags alone make again: well nested, nothing implied, no formatting left open. Whatever is not that plain is
read whole, and so is every page until some have been compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ATTRIBUTES = r"""(?:\s++[\w:@.-]++(?:\s*+=\s*+(?:"[^"<>]*+"|'[^'<>]*+'|[^\s"'<>=`]++))?+)*+\s*+"""
_SCRIPT = r"(?:[^<]++|<(?!/(?:script|style)|!--))*+"
_COMMENT = r"<!--(?!-?>)(?:[^-]++|-(?!-!?>))*+-->"
_HEAD = re.compile(
    rf"(?>(?:\s|<!doctype[^<>]*>|<(?:html|head|meta|link|base)\b{_ATTRIBUTES}/?>|</head\s*>|{_COMMENT}"
    rf"|<title>[^<]*</title\s*>|<(script|style)\b{_ATTRIBUTES}>{_SCRIPT}</\1\s*>)*)(?=<body[\s>])",
    re.I | re.A,
)
_TOKEN = re.compile(
    rf"(?P<skipped>{_COMMENT}|<(?P<raw>script|style)\b{_ATTRIBUTES}>{_SCRIPT}</(?P=raw)\s*>)"
    rf"|<(?P<name>[a-z][a-z0-9]*)\b{_ATTRIBUTES}(?P<alone>/?)>|</(?P<close>[a-z][a-z0-9]*)\s*>|(?P<text>[^<]+)",
    re.I | re.A,
)

_SHUT = frozenset(("area", "br", "embed", "hr", "img", "input", "link", "param", "wbr"))  # hold nothing
_PHRASES = frozenset(
    ("a", "b", "big", "button", "em", "font", "i", "label", "s", "small", "span", "strike", "strong", "sub", "sup",
     "tt", "u")
)  # fmt: skip
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BOXES = frozenset(
    ("address", "article", "aside", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "footer", "form", "header",
     "li", "main", "marquee", "nav", "object", "ol", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
     "ul")
)  # fmt: skip
_MAY_STAY_OPEN = frozenset(
    ("article", "body", "center", "div", "form", "header", "main", "section", "table", "tbody", "td", "tr")
)
_ROWS = frozenset(("table", "tbody", "tfoot", "thead", "tr"))
_NO_TAGS = frozenset(("iframe", "option"))
_PARENTS = {  # elsewhere a parser would put another tag before these, or move them
    "li": frozenset(("ol", "ul")),
    "dt": frozenset(("dl",)),
    "dd": frozenset(("dl",)),
    "tbody": frozenset(("table",)),
    "thead": frozenset(("table",)),
    "tfoot": frozenset(("table",)),
    "tr": _ROWS - {"tr"},
    "td": frozenset(("tr",)),
    "th": frozenset(("tr",)),
    "option": frozenset(("select",)),
}
_KNOWN = _SHUT | _PHRASES | _HEADINGS | _BOXES | {"iframe", "option", "p", "select"}
_ONCE = _PHRASES | {"form", "p", "select"}  # not inside one of their own kind

LONGEST = 200_000
"""Characters of a frame."""
LONGEST_TAG = 4_000
"""Characters of one tag in it."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a page's frame ends, and its tags that are still open there."""

    end: int
    open_tags: str


def body_start(html: str) -> int:
    """Where the body's tag stands behind a head that holds nothing but what belongs there; -1 where it is not so."""
    found = _HEAD.match(html)
    return -1 if found is None else found.end()


def common_start(first: str, second: str, *, at: int) -> int:
    """How many characters the first text shares with the second one from ``at`` on."""
    low, high = 0, min(len(first), len(second) - at)
    while low < high:
        middle = (low + high + 1) // 2
        if second.startswith(first[low:middle], at + low):
            low = middle
        else:
            high = middle - 1
    return low


def cut_of(text: str) -> Cut | None:
    """The last place in a text that begins with a body's tag up to which it can be taken out; None where none is."""
    stack: list[tuple[str, str]] = []
    found: Cut | None = None
    for token in _tokens(text):
        around = [tag for tag, _ in stack]
        if name := (token["name"] or "").lower():
            if not _fits(name, around) or (token["alone"] and name not in _SHUT):
                break
            if name not in _SHUT:
                stack.append((name, token[0]))
        elif name := (token["close"] or "").lower():
            if name == "body" or not stack or stack.pop()[0] != name:
                break
        elif not _may_hold(around, token):
            break
        if (name in _BOXES or name in _HEADINGS or name == "p") and all(tag in _MAY_STAY_OPEN for tag, _ in stack):
            found = Cut(token.end(), "".join(words for _, words in stack))
    return found


def _tokens(text: str) -> Iterator[re.Match[str]]:
    at = 0
    while (token := _TOKEN.match(text, at)) is not None:
        at = token.end()
        if token["name"] and at - token.start() > LONGEST_TAG:
            return
        yield token


def _fits(name: str, around: list[str]) -> bool:
    """A tag may stand there, and a parser will leave it there."""
    if not around or name not in _KNOWN:
        return name == "body" and not around
    parent = around[-1]
    if name in _PARENTS:
        return parent in _PARENTS[name]
    if parent in _ROWS or parent in _NO_TAGS or parent == "select":
        return False
    if (name in _ONCE and name in around) or (name in _HEADINGS and parent in _HEADINGS):
        return False
    phrase = name in _PHRASES or name in ("iframe", "select") or (name in _SHUT and name != "hr")
    return phrase or "p" not in around


def _may_hold(around: list[str], token: re.Match[str]) -> bool:
    """Text, a comment or a script may stand there."""
    parent = around[-1] if around else ""
    words = token["text"]
    if words is None:
        return parent not in _NO_TAGS and parent != "select"
    return "\0" not in words and (parent not in _ROWS or not words.strip())
