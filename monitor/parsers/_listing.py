"""The page's own list, found by its structure: repeated rows, each with a link and a date.

Nothing is known of the site. Of all groups of equal siblings the one wins that looks most like a
list of articles: many rows, one long title each, a date in each, outside navigation and footer
(`monitor.parsers._choice`). An empty list is empty only where the page proves it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.core.article import Listing, ListItem, ListState, Page
from monitor.core.problems import Problem
from monitor.parsers import _guard, _pager
from monitor.parsers._choice import choose
from monitor.parsers._entry import LONGEST_TITLE, Entry
from monitor.parsers._group import read_group
from monitor.parsers._html import base_of, tight, tree
from monitor.parsers._rows import Group, Link, anchors_of, groups_of, links_of

_SHORT_LINE = 24  # characters of the line that says so
_NOTHING = re.compile(
    r"(?:暂无|暂时没有|没有|无)(?:任何|相关|符合条件的?|您要的|可显示的?|查询到)?(?:的)?"
    r"(?:信息|内容|数据|记录|文章|新闻|公告|文件|结果)"
    r"|(?:共|总计|合计|总共)\s?(?:有)?\s?0\s?(?:条|篇|个|项)|0\s?条(?:记录|信息|数据)|栏目(?:正在)?建设中"
    r"|no data|no records?",
    re.I,
)
_ROW_START = re.compile(r"\s*<(?:tr|td|tbody)\b", re.I)


def read_list(page: Page, *, parser: str = "auto") -> Listing:
    """The list of an HTML page, by structure alone."""
    root = tree(page.text)
    base = base_of(root, page.url)
    anchors = anchors_of(root)
    links = links_of(anchors, base)
    items: tuple[ListItem, ...] = ()
    if links:
        best = choose(groups_of(links), len(page.text), page)
        if best is not None:
            items = items_of(best)
    following = _pager.next_page(page, root, base, anchors)
    return listing(page, items, parser=parser, following=following, root=root)


def listing(
    page: Page,
    items: tuple[ListItem, ...],
    *,
    parser: str,
    following: str | None = None,
    root: LexborHTMLParser | None = None,
    proven_empty: bool = False,
) -> Listing:
    """The reading with its state: no entries are an empty list only where the page says so."""
    if items:
        return Listing(parser, tuple(map(_bounded, items)), following)
    if proven_empty:
        return Listing(parser, (), None, ListState.EMPTY)
    found = _guard.signs(page)
    if found:
        said = _guard.SAID[found[0]]
        return Listing(parser, (), None, ListState.UNREAD, Problem(page.url, said, "look at the captured page"))
    if root is not None and _says_empty(root):
        return Listing(parser, (), None, ListState.EMPTY)
    what = "no list of dated links could be found in the page"
    return Listing(
        parser, (), None, ListState.UNREAD, Problem(page.url, what, "name the parser or another list address")
    )


def _bounded(item: ListItem) -> ListItem:
    """The entry with no more of its words than any title or date has: feeds and JSON say what they like."""
    if len(item.title) <= LONGEST_TITLE and len(item.date_text) <= LONGEST_TITLE:
        return item
    return replace(item, title=item.title[:LONGEST_TITLE], date_text=item.date_text[:LONGEST_TITLE])


def read_fragments(fragments: list[str], page: Page) -> list[Entry]:
    """Entries of pieces of HTML, each of which is one row (or several, where a piece repeats itself)."""
    if not fragments:
        return []
    whole = "".join(f"<section>{_table_safe(f)}</section>" for f in fragments)
    root = tree(whole)
    base = page.url
    rows: dict[int, tuple[LexborNode, list[Link]]] = {}
    links = links_of(anchors_of(root), base)
    for link in links:
        node: LexborNode | None = link.node
        while node is not None and node.tag != "section":
            node = node.parent
        if node is not None:
            rows.setdefault(node.mem_id, (node, []))[1].append(link)
    if not rows or root.body is None:
        return []
    if sum(len(held) for _, held in rows.values()) > 3 * len(rows):
        return choose(groups_of(links), len(whole), page) or []
    return read_group(Group(root.body, "section", 0, rows), page)


def _table_safe(fragment: str) -> str:
    """Table rows outside a table would lose their tags."""
    return f"<table>{fragment}</table>" if _ROW_START.match(fragment) else fragment


def items_of(entries: Iterable[Entry]) -> tuple[ListItem, ...]:
    """Entries as list items in page order, each once."""
    seen: dict[str, list[str]] = {}
    items: list[ListItem] = []
    for entry in entries:
        titles = seen.setdefault(entry.url, [])
        if titles and tight(entry.title) in map(tight, titles):
            continue
        titles.append(entry.title)
        items.append(ListItem(entry.title, entry.url, entry.date, entry.date_text, len(items), entry.pinned))
    return tuple(items)


def _says_empty(root: LexborHTMLParser) -> bool:
    """The part of the page where a list would stand says that it has none."""
    body = root.body
    if body is None:
        return False
    for m in _NOTHING.finditer(body.text(deep=True, separator="\n")):
        line_start = m.string.rfind("\n", 0, m.start())
        line_end = m.string.find("\n", m.end())
        line = m.string[line_start + 1 : line_end if line_end >= 0 else None]
        if len(tight(line)) <= _SHORT_LINE:
            return True
    return False
