"""One row of a list: its main link, the full title, and whether it is pinned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from monitor.core.moment import Moment
from monitor.parsers._html import squeeze, text_nodes, tight
from monitor.parsers._rowdates import ALL_DATE, ENDING, OPENING, may_date
from monitor.parsers._rows import Link, Row

LONGEST_TITLE = 300
_SHORTEST = 4  # characters that a title keeps when a date is taken off it

_BULLET = re.compile(r"^[·•●○◆◇■□▪▫▶►▸»›・∙⋅‧※★☆>＞|丨\s]+(?=\S)")
_PIN = re.compile(
    r"^\s*[\[【(（]?\s*(?:置顶|顶)\s*[\]】)）]|^\s*置顶(?:[：:\s]|$)|[\[【(（]\s*(?:置顶|顶)\s*[\]】)）]\s*$"
)
_CUT = re.compile(r"(?:…+|\.{2,}|‥|⋯|。{3,})\s*$")
_GENERIC = re.compile(
    r"^[\s\[【(（]*(?:更多|详细|详情|详细信息|查看|查看详情|查看更多|查看全文|点击查看|点击进入|阅读全文|阅读更多|全文|原文|进入|下载|附件下载|文字解读|图文解读"
    r"|more|read more|detail|details|view)[\s\]】)）>＞»›.…]*$",
    re.I,
)
PAGER = re.compile(
    r"^[\s\[【(（<《«‹]*(?:首页|上一页|上页|下一页|下页|尾页|末页|第一页|最后一页|最后页|前一页|后一页|转到|跳转|GO"
    r"|\d{1,4}|[<>«»‹›]+|\.{2,}|…)[\s\]】)）>》»›]*$",
    re.I,
)
_PINS = frozenset(("置顶", "[置顶]", "【置顶】", "(置顶)", "（置顶）", "顶", "[顶]", "【顶】"))
_BADGES = _PINS | frozenset(
    ("new", "NEW", "New", "NEW!", "new!", "新", "hot", "HOT", "热", "荐", "图", "精", "推荐", "最新", "图文", "视频")
)
_HINT_LABEL = re.compile(
    r"标\s?题\s?[：:]\s{0,4}([^\r\n]{1,300}?)\s{0,9}(?=$|[\r\n]|(?:发布|公开|更新|作者|来源|点击|时间|日期)[^：:]{0,6}[：:])"
)
_ODD = re.compile("[\t\r\xa0\u3000\u200b-\u200d\u2060\ufeff]")
_MARKUP = re.compile(r"<[^<>]{0,200}>")


class Entry(NamedTuple):
    """What one row says, before the list is put together."""

    title: str
    url: str
    date: Moment | None
    date_text: str
    pinned: bool


def main_link(row: Row, frequent: frozenset[str]) -> Link | None:
    """The link that the row is about: not its column, its picture, its 解读 or its 详情."""
    links = [a for a in row.links if a.url not in frequent] or row.links
    if len(links) > 1:
        links = list(outermost(links, row)) or links
        links = _representatives([a for a in links if not _empty_words(a)] or links)
        longest = max(a.size for a in links)
        links = [a for a in links if 2 * a.size >= longest]
    return links[0] if links else None


def _representatives(links: list[Link]) -> list[Link]:
    """For each address the link with its title: the one in a heading, else the first."""
    chosen: dict[str, Link] = {}
    for link in links:
        known = chosen.get(link.url)
        if known is None or (_in_heading(link) and not _in_heading(known)):
            chosen[link.url] = link
    return list(chosen.values())


def _in_heading(link: Link) -> bool:
    node = link.node.parent
    for _ in range(3):
        if node is None:
            return False
        if node.tag in ("h1", "h2", "h3", "h4", "h5", "h6", "dt"):
            return True
        node = node.parent
    return False


def _empty_words(link: Link) -> bool:
    words = squeeze(link.text) or squeeze(link.hint)
    return not words or _GENERIC.match(words) is not None or (len(words) < 12 and ALL_DATE.fullmatch(words) is not None)


def outermost(links: list[Link], row: Row) -> Iterator[Link]:
    """Links that lie in no further row of the same kind inside this one."""
    tag, top = row.node.tag, row.node.mem_id
    if tag not in ("li", "tr", "dl", "ul", "table"):
        yield from links
        return
    for link in links:
        node = link.node.parent
        while node is not None and node.mem_id != top and node.tag != tag:
            node = node.parent
        if node is None or node.mem_id == top:
            yield link


def title_of(link: Link, row: Row) -> str:
    """The full title: the attribute where the words are cut, the words otherwise."""
    hint = _plain_hint(link.hint)
    words = _words_of(link)
    if not words or _GENERIC.match(words):
        words = hint if hint and not _GENERIC.match(hint) else _alternative(link, row) or words
    elif hint and not _GENERIC.match(hint):
        words = _fuller(words, hint)
    if _CUT.search(words):
        for other in _other_titles(link, row):
            words = _fuller(words, other)
    return _tidy(words)


def plain_title(words: str, hint: str) -> str | None:
    """The title of a link whose words are all there is to it; None where they have to be looked at closely."""
    first, last = words[0], words[-1]
    if not (first.isalnum() or first in "《“") or last in "….。·" or last.isdigit() or _GENERIC.match(words):
        return None
    if hint and hint.strip() != words:
        return None
    return words[:LONGEST_TITLE] if "\n" not in words and "  " not in words and _ODD.search(words) is None else None


def _fuller(words: str, hint: str) -> str:
    """The attribute, where it goes on after what the words show."""
    shown, full = tight(words), tight(hint)
    if _CUT.search(words):
        stem = tight(_CUT.sub("", words))
        return hint if full.startswith(stem[:40]) and len(full) >= len(stem) else words
    if len(full) > len(shown) and full.startswith(shown) and len(shown) >= 4:
        return hint
    return words


def _plain_hint(hint: str) -> str:
    if not hint:
        return ""
    if "<" in hint:
        hint = _MARKUP.sub("", hint)
    if m := _HINT_LABEL.search(hint):
        hint = m[1]
    return squeeze(hint)


def _words_of(link: Link) -> str:
    """The title's own words inside the link, without the date and the badges that stand there too."""
    node = link.node
    only = node.first_child
    if only is not None and only.is_text_node and only.next is None:
        return squeeze(link.text)
    for pick in ("h1, h2, h3, h4, h5, h6", "[class*=tit], [class*=Tit], [class*=name], [class*=bt]"):
        for inner in node.css(pick):
            if inner.mem_id == node.mem_id:
                continue
            words = _joined(inner)
            if len(words) > 1 and not ALL_DATE.fullmatch(words):
                return words
    for block in node.css("div, p, dd, dt, li, td"):
        if block.mem_id == node.mem_id or block.css_first("div, p, dd, dt, li, td") not in (None, block):
            continue
        words = _joined(block)
        if len(words) > 1 and not ALL_DATE.fullmatch(words):
            outside = squeeze(_own_words(node))
            return outside if len(outside) > len(words) else words
    return _joined(node)


def _own_words(node: LexborNode) -> str:
    """Text directly in the node."""
    child, words = node.first_child, []
    while child is not None:
        if child.is_text_node:
            words.append(child.text(deep=False))
        child = child.next
    return " ".join(words)


def _joined(node: LexborNode) -> str:
    pieces = [one.text(deep=False) for one in text_nodes(node)]
    kept = [p for p in pieces if p.strip() not in _BADGES]
    if len(kept) > 1:
        kept = [p for p in kept if not (ALL_DATE.fullmatch(p) and may_date(p))] or kept
    return squeeze("".join(kept))


def _alternative(link: Link, row: Row) -> str:
    """Words of the row for a link that shows none, or only 详情."""
    for node in link.node.css("img[alt]"):
        alt = squeeze(node.attributes.get("alt") or "")
        if len(alt) > 3:
            return alt
    for node in row.node.css("h1, h2, h3, h4, h5, h6, [class*=tit]"):
        words = _joined(node)
        if len(words) > 1:
            return words
    pieces = [squeeze(n.text(deep=False)) for n in text_nodes(row.node)]
    pieces = [p for p in pieces if len(p) > 3 and not ALL_DATE.fullmatch(p) and not _GENERIC.match(p)]
    return pieces[0] if pieces and len(pieces[0]) <= 80 else ""


def _other_titles(link: Link, row: Row) -> Iterable[str]:
    """Where else the full title of a cut link may stand: elements around and inside, twins, pictures."""
    parent = link.node.parent
    for node in (parent, *link.node.css("[title], img[alt]")):
        if node is not None:
            attributes = node.attributes
            yield _plain_hint(attributes.get("title") or attributes.get("alt") or "")
    for twin in row.links:
        if twin is not link and twin.url == link.url:
            yield _plain_hint(twin.hint) or squeeze(twin.text)
            for image in twin.node.css("img[alt]"):
                yield squeeze(image.attributes.get("alt") or "")


def _tidy(words: str) -> str:
    """Without bullet, pin and date at the ends."""
    if not words[:1].isalnum():
        words = _BULLET.sub("", words)
    if "顶" in words:
        words = _PIN.sub("", words)
    for edge, char in ((OPENING, words[:1]), (ENDING, words[-1:])):
        if char.isdigit() or not char.isalnum():
            shorter = edge.sub("", words)
            if len(shorter.strip()) >= _SHORTEST:
                words = shorter
    return squeeze(words if words[:1].isalnum() else _BULLET.sub("", words))[:LONGEST_TITLE]


def pinned(row: Row, link: Link) -> bool:
    """The row says 置顶."""
    words = row.node.text(deep=True)
    if "顶" not in words:
        return False
    pieces = (squeeze(n.text(deep=False)) for n in text_nodes(row.node))
    return any(p in _PINS or _PIN.search(p) for p in pieces)
