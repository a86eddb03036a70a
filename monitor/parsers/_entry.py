"""One row of a list: its main link, the full title, and the date printed with it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from selectolax.lexbor import LexborNode

from monitor.core.moment import Basis, Moment
from monitor.parsers._dates import find_dates, read_date
from monitor.parsers._html import squeeze, text_nodes, tight
from monitor.parsers._rows import Link, Row

_LONGEST_PIECE = 60  # a longer text beside the link is a summary, and its dates are the narrative's
_LONGEST_TITLE = 300

_YMD = r"(?:19|20)\d\d\s{0,2}(?:[-/._年—–－]|——)\s{0,2}\d{1,2}\s{0,2}(?:[-/._月—–－]|——)\s{0,2}\d{1,2}\s?日?"
_HM = r"(?:[\sT]{0,3}\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?"
_OPEN, _CLOSE = r"[\[(（【〔{<《]", r"[\])）】〕}>》]"
DATED = re.compile(
    rf"{_YMD}|(?:^|[\s\[(（【：:])(?:(?:19|20)\d\d[-/.年]\d{{1,2}}月?|\d{{1,2}}[-/.]\d{{1,2}}{_HM}|\d{{1,2}}月(?:\d{{1,2}}日{_HM})?"
    rf"|(?:今天|昨天|前天|刚刚){_HM}|\d{{1,3}}\s?(?:分钟|小时|天)前)[\s\])）】]*$",
    re.M,
)
_FULL = re.compile(r"(?:19|20)\d\d\s?[-/.年—][\s—-]{0,2}\d")
_HINTED = re.compile(r"\d[-/.月]|[天刚前日]")
_ALL_DATE = re.compile(
    rf"[\s\W_]*(?:发布)?(?:日期|时间|日间)?[：:\s\W_]*(?:{_YMD}{_HM}|(?:19|20)\d\d[-/.年]\d{{1,2}}月?|\d{{1,2}}[-/.月]\d{{1,2}}日?{_HM}"
    rf"|\d{{1,2}}月?|\d{{1,2}}日|(?:19|20)\d\d年?|(?:今天|昨天|前天|刚刚){_HM}|\d{{1,3}}\s?(?:分钟|小时|天)前)[\s\W_]*"
)
_ENDING = re.compile(rf"(?:\s+|\s*{_OPEN})\s*((?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}{_HM}|\d{{1,2}}[-/]\d{{1,2}})\s*{_CLOSE}?\s*$")
_OPENING = re.compile(
    rf"^\s*(?:{_OPEN}\s*((?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}{_HM}|\d{{1,2}}[-/]\d{{1,2}})\s*{_CLOSE}"
    rf"|((?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}{_HM})\s+)\s*"
)
_BULLET = re.compile(r"^[·•●○◆◇■□▪▫▶►▸»›・∙⋅‧※★☆>＞|丨\s]+(?=\S)")
_PIN = re.compile(r"^\s*[\[【(（]?\s*(?:置顶|顶)\s*[\]】)）]|^\s*置顶(?:[：:\s]|$)|[\[【(（]\s*(?:置顶|顶)\s*[\]】)）]\s*$")
_CUT = re.compile(r"(?:…+|\.{2,}|‥|⋯|。{3,})\s*$")
_GENERIC = re.compile(
    r"^[\s\[【(（]*(?:更多|详细|详情|详细信息|查看|查看详情|查看更多|查看全文|点击查看|点击进入|阅读全文|阅读更多|全文|原文|进入|下载|附件下载|文字解读|图文解读"
    r"|more|read more|detail|details|view)[\s\]】)）>＞»›.…]*$",
    re.I,
)
PAGER = re.compile(r"^[\s\[【(（<《«‹]*(?:首页|上一页|上页|下一页|下页|尾页|末页|第一页|最后一页|最后页|前一页|后一页|转到|跳转|GO|\d{1,4}|[<>«»‹›]+|\.{2,}|…)[\s\]】)）>》»›]*$", re.I)
_BADGES = frozenset("new NEW New 新 hot HOT Hot 热 荐 顶 图 精 推荐 最新 置顶 [置顶] 【置顶】 图文 视频 NEW! new!".split())
_HINT_LABEL = re.compile(r"标\s*题\s*[：:]\s*(.+?)\s*(?=$|[\r\n]|(?:发布|公开|更新|作者|来源|点击|时间|日期)[^：:]{0,6}[：:])")
_MARKUP = re.compile(r"<[^<>]{0,200}>")

_RANKS = (
    (4, re.compile(r"回复|答复|办结|反馈")),
    (0, re.compile(r"成文|印发|生成|签发|制定|发文日期|发文时间|生效|施行|实施|截止|截至|失效|废止|开始|结束|起始|终止|有效期|开标|报名|会议|举办|活动时间|出生")),
    (1, re.compile(r"提交|来信|留言|咨询|投诉|写信|受理|来件|诉求")),
    (3, re.compile(r"发布|公开|公布|上传|刊登|发表|上网|更新|日间|时间|日期|日\s*期|时\s*间")),
)
_UNLABELLED = 2
_SPLIT = (
    (re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.年\s]{1,3}(\d{1,2})月?[-/.\s]{1,3}(\d{1,2})(?:日|(?!\d))"), (1, 2, 3)),
    (re.compile(r"(?<!\d)(\d{1,2})日?\s+((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})(?!\d)"), (2, 3, 1)),
    (re.compile(r"(?<!\d)(\d{1,2})\s?[-/.月]\s?(\d{1,2})日?\s+((?:19|20)\d\d)(?!\d)"), (3, 1, 2)),
    (re.compile(r"(?<!\d)(\d{1,2})\s+(\d{1,2})月\s+((?:19|20)\d\d)(?!\d)"), (3, 2, 1)),
)
_SPLIT_NO_YEAR = (
    (re.compile(r"^(\d{1,2})\s+(\d{1,2})\s?月$"), (2, 1)),
    (re.compile(r"^(\d{1,2})\s?月\s+(\d{1,2})\s?日?$"), (1, 2)),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row says, before the list is put together."""

    title: str
    url: str
    date: Moment | None
    date_text: str
    pinned: bool
    mark: str  # tag and class of the row: how it looks among the others


@lru_cache(maxsize=4096)
def list_date(text: str, seen_at: datetime | None) -> Moment | None:
    """One printed date as a moment known from a list."""
    return read_date(text, seen_at=seen_at, basis=Basis.LIST)


@lru_cache(maxsize=4096)
def _dates_in(text: str, seen_at: datetime | None) -> tuple[tuple[int, int, Moment], ...]:
    return tuple((f.start, f.end, f.moment) for f in find_dates(text, seen_at=seen_at, basis=Basis.LIST))


def looks_dated(words: str) -> bool:
    """The row's words, one text node a line, hold something like a date."""
    return _FULL.search(words) is not None or (_HINTED.search(words) is not None and DATED.search(words) is not None)


def main_link(row: Row, frequent: frozenset[str]) -> Link | None:
    """The link that the row is about: not its column, its picture, its 解读 or its 详情."""
    links = [a for a in row.links if a.url not in frequent] or row.links
    if len(links) > 1:
        links = _outermost(links, row) or links
        links = [a for a in links if not _empty_words(a)] or links
        longest = max(len(tight(a.text) or tight(a.hint)) for a in links)
        links = [a for a in links if 2 * len(tight(a.text) or tight(a.hint)) >= longest]
    return links[0] if links else None


def _empty_words(link: Link) -> bool:
    words = squeeze(link.text) or squeeze(link.hint)
    return not words or _GENERIC.match(words) is not None or (len(words) < 12 and _ALL_DATE.fullmatch(words) is not None)


def _outermost(links: list[Link], row: Row) -> list[Link]:
    """Links that lie in no further row of the same kind inside this one."""
    tag, top = row.node.tag, row.node.mem_id
    if tag not in ("li", "tr", "dl", "ul", "table"):
        return links
    outer: list[Link] = []
    for link in links:
        node = link.node.parent
        while node is not None and node.mem_id != top and node.tag != tag:
            node = node.parent
        if node is None or node.mem_id == top:
            outer.append(link)
    return outer


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
            if len(words) > 1 and not _ALL_DATE.fullmatch(words):
                return words
    for block in node.css("div, p, dd, dt, li, td"):
        if block.mem_id == node.mem_id or block.css_first("div, p, dd, dt, li, td") not in (None, block):
            continue
        words = _joined(block)
        if len(words) > 1 and not _ALL_DATE.fullmatch(words):
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
        kept = [p for p in kept if not _ALL_DATE.fullmatch(p) or not any(c.isdigit() or c in "今昨前刚" for c in p)] or kept
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
    pieces = [p for p in pieces if len(p) > 3 and not _ALL_DATE.fullmatch(p) and not _GENERIC.match(p)]
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
    words = _BULLET.sub("", words)
    words = _PIN.sub("", words)
    for edge in (_OPENING, _ENDING):
        shorter = edge.sub("", words)
        if len(shorter.strip()) >= 4:
            words = shorter
    return squeeze(_BULLET.sub("", words))[:_LONGEST_TITLE]


def date_of(
    link: Link, nodes: list[LexborNode], *, seen_at: datetime | None, skip: frozenset[int] = frozenset()
) -> tuple[Moment | None, str]:
    """The date printed in the row, and its words; ``skip`` are cells whose column says another date."""
    inside = {n.mem_id for n in text_nodes(link.node)}
    outer, inner = _pieces(nodes, inside, skip)
    found = _best(outer, seen_at) or _split(outer, seen_at)
    if found is None:
        found = _inside(inner, link, seen_at)
    if found is not None:
        return found
    return None, next((p for p in (*outer, *inner[1:]) if looks_dated(p) and _ALL_DATE.fullmatch(p)), "")


def _pieces(nodes: list[LexborNode], inside: set[int], skip: frozenset[int]) -> tuple[list[str], list[str]]:
    """Texts of the row outside and inside its link."""
    outer: list[str] = []
    inner: list[str] = []
    for node in nodes:
        if node.mem_id in skip:
            continue
        for one in (node,) if node.is_text_node else text_nodes(node):
            if skip and _under(one, skip):
                continue
            words = squeeze(one.text(deep=False))
            if words:
                (inner if one.mem_id in inside else outer).append(words)
    return outer, inner


def _under(node: LexborNode, skip: frozenset[int]) -> bool:
    parent = node.parent
    for _ in range(8):
        if parent is None:
            return False
        if parent.mem_id in skip:
            return True
        parent = parent.parent
    return False


def _best(pieces: list[str], seen_at: datetime | None) -> tuple[Moment, str] | None:
    """The date whose label says publication; an unlabelled one otherwise; one of another thing never."""
    best: tuple[int, Moment, str] | None = None
    before = ""
    for piece in pieces:
        if len(piece) <= _LONGEST_PIECE and any(c.isdigit() or c in "今昨前刚" for c in piece):
            for rank, moment, words in _ranked(piece, before, seen_at):
                if best is None or rank > best[0]:
                    best = (rank, moment, words)
        before = piece
    return None if best is None or best[0] == 0 else (best[1], best[2])


def _ranked(piece: str, before: str, seen_at: datetime | None) -> Iterable[tuple[int, Moment, str]]:
    whole = list_date(piece, seen_at)
    if whole is not None:
        yield _rank(piece, before), whole, piece
        return
    done = 0
    for start, end, moment in _dates_in(piece, seen_at):
        yield _rank(piece[done:start], before if done == 0 else ""), moment, piece[start:end]
        done = end


def _rank(label: str, before: str) -> int:
    """How surely the words before a date call it the publication."""
    if len(before) <= 8 and before.endswith(("：", ":")) and not re.search(r"[\u4e00-\u9fff]", label):
        label = before
    for rank, words in _RANKS:
        if words.search(label):
            return rank
    return _UNLABELLED


def _split(pieces: list[str], seen_at: datetime | None) -> tuple[Moment, str] | None:
    """Day and month in boxes of their own: 05 | 2026-01."""
    short = [p for p in pieces if len(p) <= 12 and any(c.isdigit() for c in p)]
    words = " ".join(short[:6])
    for pattern, (y, m, d) in _SPLIT:
        if (found := pattern.search(words)) and (date := list_date(f"{found[y]}-{found[m]}-{found[d]}", seen_at)):
            return date, found[0].strip()
    for shape, (month, day) in _SPLIT_NO_YEAR:
        if (found := shape.match(words)) and (date := list_date(f"{found[month]}月{found[day]}日", seen_at)):
            return date, words
    return None


def _inside(pieces: list[str], link: Link, seen_at: datetime | None) -> tuple[Moment, str] | None:
    """A date within the link: in an element of its own, or set off at either end of the words."""
    if len(pieces) > 1:
        parts = [p for p in pieces if _ALL_DATE.fullmatch(p) or (len(p) <= _LONGEST_PIECE and re.match(r"[\[(（【]?[^\d：:]{2,6}[：:]", p))]
        found = _best(parts, seen_at) or _split(parts, seen_at)
        if found is not None:
            return found
    for words in (pieces[-1:], pieces[:1]):
        for text in words:
            if (m := _ENDING.search(text) or _OPENING.search(text)) and (date := list_date(m[1] or m[2], seen_at)):
                return date, m[0].strip()
    return None


def pinned(row: Row, link: Link) -> bool:
    """The row says 置顶."""
    words = row.node.text(deep=True)
    if "顶" not in words:
        return False
    return any(
        (p := squeeze(n.text(deep=False))) in ("置顶", "[置顶]", "【置顶】", "顶", "[顶]", "【顶】", "(置顶)", "（置顶）") or _PIN.search(p)
        for n in text_nodes(row.node)
    )
