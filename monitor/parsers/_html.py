"""HTML to a tree, with bounds: no page may cost more than its size is worth."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache, wraps
from typing import TypeVar

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.parsers._urls import absolute

LONGEST = 3_000_000  # characters of one page that are read
_DEEPEST = 200  # open tags inside one another; the tree builder is quadratic in this
_SUSPECT = 1_000  # unclosed tags from which the depth is counted
_ABSURD = 2_000  # tags too deep after which nothing of the page is worth reading
_SMALL = 16_000  # characters of a page whose tags cannot hold enough attributes to matter
_LONG_TAG = 4_000  # characters of one tag from which its attributes are counted
_MOST_ATTRIBUTES = 500  # of one tag; the tree builder compares each with all before it

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})[^<>]*>?")
_WHOLE_TAG = re.compile(r"""<[a-zA-Z][^>"']*+(?:(?:"[^"]*+"|'[^']*+')[^>"']*+)*+""")
_QUOTED = re.compile(r""""[^"]*+"|'[^']*+'""")
_RAW = re.compile(r"<(?:script|style|textarea|title|!--)", re.I)
_CLOSES = {
    "<script": re.compile("</script", re.I),
    "<style": re.compile("</style", re.I),
    "<textarea": re.compile("</textarea", re.I),
    "<title": re.compile("</title", re.I),
    "<!--": re.compile("-->"),
}
_APART = re.compile(r"[\s/]+")
_FLAT = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
     "li", "p", "td", "th", "tr", "dd", "dt", "option")
)  # fmt: skip
_UNSEEN = re.compile("[\u200b\u200c\u200d\u2060\ufeff]")
_SHORT = 40
"""Characters of a text that may stand on every page of its site: a word of navigation, a label, a button."""
_REMEMBERED = 4096
"""Such texts of which it is remembered what they are: the frame of a page is that of the next one."""
_Told = TypeVar("_Told")
_NOISE = "script, style, noscript, template, textarea"


def tree(text: str, *, of: int = 0) -> LexborHTMLParser:
    """The page as a tree; text beyond the bound is cut, absurd nesting and absurd tags are taken out.

    ``of`` is the size of the page, where this is but a part of it.
    """
    text = text[:LONGEST]
    if max(len(text), of) > _SMALL and max(map(len, _WHOLE_TAG.findall(text)), default=0) > _LONG_TAG:
        text = _bounded(text)
    if surplus(text) > _SUSPECT:
        text = flatten(text)
    return LexborHTMLParser(text)


def is_absurd(text: str) -> bool:
    """The page is longer than is read, or so broken that its depth is counted."""
    return len(text) > LONGEST or surplus(text) > _SUSPECT


def surplus(text: str) -> int:
    """Tags that are opened and not closed, roughly."""
    return text.count("<") - 2 * text.count("</")


def _bounded(text: str) -> str:
    """The page; tags with more attributes than any page needs lose them. Scripts and comments hold no tags."""
    out: list[str] = []
    done = at = 0
    while (at := text.find("<", at)) >= 0:
        if raw := _RAW.match(text, at):
            end = _CLOSES[raw[0].lower()].search(text, raw.end())
            if end is None:
                break
            at = end.end()
            continue
        tag = _WHOLE_TAG.match(text, at)
        if tag is None:
            at += 1
            continue
        if tag.end() - at > _LONG_TAG:
            parts = _APART.split(_QUOTED.sub(" ", tag[0]), maxsplit=_MOST_ATTRIBUTES)
            if len(parts) > _MOST_ATTRIBUTES:
                out += (text[done:at], parts[0])
                done = tag.end()
        at = tag.end()
    out.append(text[done:])
    return "".join(out)


def flatten(text: str) -> str:
    """The same page without the tags that open deeper than any real page goes."""
    depth = 0
    out: list[str] = []
    done = 0
    for m in _TAG.finditer(text):
        name = m[2].lower()
        if name in _FLAT:
            continue
        if m[1]:
            depth = max(0, depth - 1)
            continue
        depth += 1
        if depth > _DEEPEST:
            if len(out) > _ABSURD:
                text = text[: m.start()]
                break
            out.append(text[done : m.start()])
            done = m.end()
            depth -= 1
    out.append(text[done:])
    return "".join(out)


def remembering(read: Callable[[str], _Told]) -> Callable[[str], _Told]:
    """The same question about a text, with the answers for short texts remembered."""
    short = lru_cache(maxsize=_REMEMBERED)(read)

    def asked(text: str) -> _Told:
        return short(text) if len(text) <= _SHORT else read(text)

    return wraps(read)(asked)


@remembering
def squeeze(text: str) -> str:
    """White space of every kind as one space, none at the ends."""
    return " ".join(_parts(text))


@remembering
def tight(text: str) -> str:
    """The text without any white space: for comparing."""
    return "".join(_parts(text))


def _parts(text: str) -> list[str]:
    """What stands between white space and characters that have no width; most texts have none of these."""
    if not text.isascii() and _UNSEEN.search(text) is not None:
        text = _UNSEEN.sub(" ", text)
    return text.split()


def base_of(page: LexborHTMLParser, url: str) -> str:
    """The address that relative links are joined to."""
    node = page.css_first("base[href]")
    href = None if node is None else node.attributes.get("href")
    return (absolute(href, url) or url) if href else url


def visible(page: LexborHTMLParser) -> str:
    """The words a reader sees, squeezed. The tree loses its scripts by it."""
    body = page.body
    if body is None:
        return ""
    body.strip_tags(_NOISE.split(", "), recursive=True)
    return squeeze(body.text(deep=True, separator=" "))


def text_nodes(node: LexborNode) -> Iterator[LexborNode]:
    """All text under the node, in order, that a reader sees."""
    for one in node.traverse(include_text=True):
        if one.is_text_node and one.parent is not None and one.parent.tag not in ("script", "style"):
            yield one
