"""The page's own list, found by its structure: repeated rows, each with a link and a date.

Nothing is known of the site. Of all groups of equal siblings the one wins that looks most like a
list of articles: many rows, one long title each, a date in each, outside navigation and footer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.core.article import Listing, ListItem, ListState, Page
from monitor.core.problems import Problem
from monitor.parsers import _entry, _guard, _pager
from monitor.parsers._entry import Entry
from monitor.parsers._html import base_of, squeeze, tight, tree
from monitor.parsers._rows import Group, Row, groups_of, links_of

_LONG_ROW = 900  # characters: beyond it the "row" is a part of the page
_BUDGET = 6_000_000  # characters of rows looked at in one page
_FULL_TITLE = 18  # characters from which a title is as good as any
_UNDATED_LEAST = 5
_UNDATED_TITLE = 9
_CANDIDATES = 10
_MOST_PIECES = 200  # into which one list may be cut
_EARLIER = 0.55  # an earlier list of that share of the best one's weight is the page's own

_CHROME = re.compile(r"nav|menu|foot|crumb|copyright|friend|yqlj|yqlink|fudong|select|dropdown", re.I)
_SIDE = re.compile(r"sidebar|(?:^|[\s_-])(?:side|aside|hot|rank|relat\w*|recommend\w*|tuijian|paihang|xgxx|xglj)(?:$|[\s_-])", re.I)
_NOTHING = re.compile(
    r"(?:暂无|暂时没有|没有|无)(?:任何|相关|符合条件的?|您要的|可显示的?|查询到)?(?:的)?(?:信息|内容|数据|记录|文章|新闻|公告|文件|结果)"
    r"|(?:共|总计|合计|总共)\s*(?:有)?\s*0\s*(?:条|篇|个|项)|0\s*条(?:记录|信息|数据)|栏目(?:正在)?建设中|no data|no records?",
    re.I,
)
_DAY = re.compile(r"(?:((?:19|20)\d\d)\s?[-/.年]\s?)?(?<!\d)(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_ROW_START = re.compile(r"\s*<(?:tr|td|tbody)\b", re.I)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A group with what its rows are worth as a list."""

    group: Group
    weight: float
    dated: int
    titles: float  # mean length
    chain: tuple[Group, ...]  # the pieces of the list, this one included


def read_list(page: Page, *, parser: str = "auto") -> Listing:
    """The list of an HTML page, by structure alone."""
    root = tree(page.text)
    base = base_of(root, page.url)
    links = links_of(root, base)
    items: tuple[ListItem, ...] = ()
    if links:
        best = _choose(groups_of(links), len(page.text), page)
        if best is not None:
            items = items_of(best)
    following = _pager.next_page(page, root, base)
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
        return Listing(parser, items, following)
    if proven_empty:
        return Listing(parser, (), None, ListState.EMPTY)
    found = _guard.signs(page)
    if found:
        said = _guard.SAID[found[0]]
        return Listing(parser, (), None, ListState.UNREAD, Problem(page.url, said, "look at the captured page"))
    if root is not None and _says_empty(root):
        return Listing(parser, (), None, ListState.EMPTY)
    what = "no list of dated links could be found in the page"
    return Listing(parser, (), None, ListState.UNREAD, Problem(page.url, what, "name the parser or another list address"))


def read_fragments(fragments: list[str], page: Page) -> list[Entry]:
    """Entries of pieces of HTML, each of which is one row (or several, where a piece repeats itself)."""
    if not fragments:
        return []
    whole = "".join(f"<section>{_table_safe(f)}</section>" for f in fragments)
    root = tree(whole)
    base = page.url
    rows: dict[int, Row] = {}
    for link in links_of(root, base):
        node: LexborNode | None = link.node
        while node is not None and node.tag != "section":
            node = node.parent
        if node is not None:
            rows.setdefault(node.mem_id, Row(node)).links.append(link)
    if not rows or root.body is None:
        return []
    if sum(len(r.links) for r in rows.values()) > 3 * len(rows):
        return _choose(groups_of(links_of(root, base)), len(whole), page) or []
    return _read_group(Group(root.body, "section", rows, 0, 0), page)


def _table_safe(fragment: str) -> str:
    """Table rows outside a table would lose their tags."""
    return f"<table>{fragment}</table>" if _ROW_START.match(fragment) else fragment


def items_of(entries: Iterable[Entry]) -> tuple[ListItem, ...]:
    """Entries as list items in page order, each once."""
    seen: set[tuple[str, str]] = set()
    items: list[ListItem] = []
    for entry in entries:
        key = (entry.url, tight(entry.title))
        if key in seen:
            continue
        seen.add(key)
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
        if len(tight(line)) <= 24:
            return True
    return False


# ---- choosing ------------------------------------------------------------------------------------


def _choose(groups: list[Group], size: int, page: Page) -> list[Entry] | None:
    weighed = _weigh(groups, size)
    dated = [w for w in weighed if w.dated * 2 >= len(w.group.rows)]
    for w in _in_order(dated) + _in_order([w for w in weighed if w not in dated and w.dated]):
        entries = [e for group in w.chain for e in _read_group(group, page)]
        if any(e.date is not None or e.date_text for e in entries):
            return entries
    return _undated(weighed, page)


def _weigh(groups: list[Group], size: int) -> list[_Weighed]:
    """The groups most like a list, heaviest first. Lone rows are asked only where nothing repeats."""
    words: dict[int, tuple[bool, int]] = {}
    several = [g for g in groups if len(g.rows) > 1]
    rough = _rough(several, words, size)
    if not any(w.dated for w in rough):
        rough += _rough([g for g in groups if len(g.rows) == 1], words, size)
    rough.sort(key=lambda w: -w.weight)
    shapes: dict[tuple[str, str], list[_Weighed]] = {}
    for w in rough:
        if w.dated:
            shapes.setdefault((w.group.tag, w.group.container.tag or ""), []).append(w)
    best = []
    for w in rough[: 2 * _CANDIDATES]:
        alike = shapes.get((w.group.tag, w.group.container.tag or ""), [])
        best.append(_in_place(_chained(w, alike) if w.dated and len(alike) > 1 else w))
    return sorted(best, key=lambda w: -w.weight)[:_CANDIDATES]


def _rough(groups: list[Group], words: dict[int, tuple[bool, int]], size: int) -> list[_Weighed]:
    """What each group's rows are worth; ``words`` keeps what was seen of a row."""
    rough: list[_Weighed] = []
    left = _BUDGET + size
    for group in groups:
        weight, dated, length = 0.0, 0, 0
        for key, row in group.rows.items():
            if left < 0:
                break
            known = words.get(key)
            if known is None:
                text = row.node.text(deep=True, separator="\n")
                left -= len(text)
                words[key] = known = (len(text) <= _LONG_ROW and _entry.looks_dated(text), len(text))
            has_date, total = known
            title = _longest(row)
            length += title
            dated += has_date
            weight += _row_weight(row, title, has_date=has_date, total=total)
        rough.append(_Weighed(group, weight, dated, length / max(1, len(group.rows)), (group,)))
    return rough


def _chained(w: _Weighed, alike: list[_Weighed]) -> _Weighed:
    """The group with those that go on where it ends: a list cut into pieces of five."""
    pieces = _pieces(w, alike)
    if len(pieces) < 2:
        return w
    at = next(i for i, piece in enumerate(pieces) if piece.group is w.group)
    first = last = at
    while first > 0 and _goes_on(pieces[first - 1].group, pieces[first].group):
        first -= 1
    while last + 1 < len(pieces) and _goes_on(pieces[last].group, pieces[last + 1].group):
        last += 1
    run = pieces[first : last + 1]
    return replace(w, chain=tuple(p.group for p in run), weight=sum(p.weight for p in run)) if len(run) > 1 else w


def _pieces(w: _Weighed, alike: list[_Weighed]) -> list[_Weighed]:
    """The groups of the same look beside this one, or beside its box, in page order."""
    container = w.group.container
    parent = container.parent
    if parent is None or container.tag in ("body", "html", "a"):
        return [w]
    look, box, where, above = _mark(container), _mark(parent), parent.mem_id, parent.parent
    beside = [w]
    for other in alike[:_MOST_PIECES]:
        other_parent = other.group.container.parent
        if other.group is w.group or other_parent is None:
            continue
        if other_parent.mem_id != where:
            up = other_parent.parent
            if above is None or up is None or up.mem_id != above.mem_id or _mark(other_parent) != box:
                continue
        if _mark(other.group.container) == look:
            beside.append(other)
    return sorted(beside, key=lambda piece: piece.group.first)


def _goes_on(one: Group, other: Group) -> bool:
    """The dates of the second piece go on where the first ends; another column would start afresh."""
    last, first = _day(list(one.rows.values())[-1]), _day(next(iter(other.rows.values())))
    return last is not None and first is not None and first <= last


def _day(row: Row) -> tuple[int, ...] | None:
    """The day printed in a row, for comparing; where none names its year, month and day."""
    words = row.node.text(deep=True, separator="\n")
    m = _DAY.search(words)
    return None if m is None else tuple(int(part) for part in m.groups("0"))


def _row_weight(row: Row, title: int, *, has_date: bool, total: int) -> float:
    if title < 2:
        return 0.0
    worth = min(title, _FULL_TITLE) / _FULL_TITLE * (1.0 if has_date else 0.2)
    if len(row.links) > 2 and (urls := len({a.url for a in row.links})) > 2:
        outer = len({a.url for a in _entry._outermost(row.links, row)})
        worth *= 1.0 if outer == 1 else 0.6 if min(urls, outer or urls) <= 3 else 0.1
    return worth * (0.3 if total > _LONG_ROW else 1.0)


def _longest(row: Row) -> int:
    if len(row.links) == 1:
        return row.links[0].size
    return max(a.size for a in row.links)


def _in_place(w: _Weighed) -> _Weighed:
    """The weight after a look at where the group stands."""
    factor = 1.0
    node: LexborNode | None = w.group.container
    for _ in range(12):
        if node is None or node.tag in ("body", "html", None):
            break
        attributes = node.attributes
        name = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        if node.tag in ("nav", "footer", "select") or (len(name) > 1 and _CHROME.search(name)):
            factor = min(factor, 0.2)
        elif node.tag in ("header", "aside") or (len(name) > 1 and _SIDE.search(name)):
            factor = min(factor, 0.5)
        node = node.parent
    return replace(w, weight=w.weight * factor)


def _in_order(weighed: list[_Weighed]) -> list[_Weighed]:
    """Heaviest first, but an earlier list of the page goes before a somewhat longer later one."""
    if len(weighed) < 2:
        return weighed
    top = weighed[0]
    inside = {id(w) for w in weighed[1:] if _overlap(w.group, top.group)}
    rivals = [w for w in weighed if id(w) not in inside and w.weight >= _EARLIER * top.weight]
    first = min(rivals, key=lambda w: w.group.first)
    return [first, *(w for w in weighed if w is not first)]


def _overlap(one: Group, other: Group) -> bool:
    """Both hold the same links, seen from different heights."""
    links = {a.node.mem_id for row in one.rows.values() for a in row.links}
    return any(a.node.mem_id in links for row in other.rows.values() for a in row.links)


# ---- reading the chosen group ----------------------------------------------------------------------


def _read_group(group: Group, page: Page) -> list[Entry]:
    rows = list(group.rows.values())
    frequent = _frequent(rows)
    skip_column = _columns(group) if group.tag == "tr" else frozenset()
    entries: list[Entry] = []
    extents = _extents(group)
    for row, nodes in zip(rows, extents, strict=True):
        link = _entry.main_link(row, frequent)
        if link is None:
            continue
        title = _entry.title_of(link, row)
        if len(title) < 2 or _entry.PAGER.match(title):
            continue
        skip = _cells(row.node, skip_column) if skip_column else frozenset()
        date, words = _entry.date_of(link, nodes, seen_at=page.seen_at, skip=skip)
        entries.append(Entry(title, link.url, date, words, _entry.pinned(row, link), _mark(row.node)))
    return _alike(entries)


def _alike(entries: list[Entry]) -> list[Entry]:
    """Without the rows that have no date and look otherwise: headings, pagers, 更多."""
    dated = Counter(e.mark for e in entries if e.date is not None or e.date_text)
    if not dated or 2 * dated.total() < len(entries):
        return entries
    return [e for e in entries if e.date is not None or e.date_text or (e.mark in dated and not _more(e.title))]


def _more(title: str) -> bool:
    return squeeze(title).strip("[]【】>＞»› .…") in ("更多", "更多内容", "查看更多", "more", "More", "MORE", "返回", "返回首页", "首页")


def _frequent(rows: list[Row]) -> frozenset[str]:
    """Addresses that several rows link to: their column, their department."""
    if len(rows) < 2 or all(len(row.links) == 1 for row in rows):
        return frozenset()
    count = Counter(url for row in rows for url in {a.url for a in row.links})
    own = sum(len({a.url for a in row.links}) > 1 for row in rows)
    return frozenset(u for u, n in count.items() if n > 1) if own else frozenset()


def _mark(node: LexborNode) -> str:
    return f"{node.tag}.{squeeze(node.attributes.get('class') or '')}"


def _extents(group: Group) -> list[list[LexborNode]]:
    """The nodes of each row: the element itself, and what follows or precedes it where rows are flat."""
    rows = list(group.rows.values())
    plain = [[row.node] for row in rows]
    if group.tag in ("li", "tr", "ul", "ol", "table", "article", "section"):
        return plain
    if any(_entry.looks_dated(row.node.text(deep=True, separator="\n")) for row in rows[:20]):
        return plain
    keys = set(group.rows)
    after: list[list[LexborNode]] = []
    for row in rows:
        nodes, node = [row.node], row.node.next
        while node is not None and node.mem_id not in keys and len(nodes) < 12:
            nodes.append(node)
            node = node.next
        after.append(nodes)
    lead = _leading(rows[0].node, len(rows))
    if not lead:
        return after
    return [[row.node, *before] for row, before in zip(rows, [lead, *(a[1:] for a in after[:-1])], strict=True)]


def _leading(node: LexborNode, rows: int) -> list[LexborNode]:
    """What stands before the first row, where a date is part of it."""
    nodes: list[LexborNode] = []
    previous = node.prev
    while previous is not None and len(nodes) < 4:
        nodes.insert(0, previous)
        words = previous.text(deep=True, separator="\n")
        if _entry.looks_dated(words) and len(words) < 60 and rows > 1:
            return nodes
        previous = previous.prev
    return []


def _columns(group: Group) -> frozenset[int]:
    """Columns of a table whose heading names another date than the publication."""
    table = group.container
    if table.tag != "table" and table.parent is not None:
        table = table.parent
    first = table.css_first("tr")
    if first is None or (first.mem_id in group.rows and first.css_first("th") is None):
        return frozenset()
    heads = [squeeze(cell.text(deep=True)) for cell in first.css("th, td")]
    return frozenset(i for i, head in enumerate(heads) if len(head) <= 12 and _entry._rank(head, "") == 0)


def _cells(row: LexborNode, columns: frozenset[int]) -> frozenset[int]:
    cells: list[int] = []
    child = row.first_child
    while child is not None:
        if child.tag in ("td", "th"):
            cells.append(child.mem_id)
        child = child.next
    return frozenset(c for i, c in enumerate(cells) if i in columns)


def _undated(weighed: list[_Weighed], page: Page) -> list[Entry] | None:
    """A list without dates, where a group is clearly one: enough long titles, outside the page's frame."""
    for w in weighed:
        rows = w.group.rows
        if len(rows) < _UNDATED_LEAST or w.titles < _UNDATED_TITLE:
            continue
        urls = {a.url for row in rows.values() for a in row.links}
        if len(urls) * 5 < len(rows) * 4 or w.weight < 0.08 * len(rows):
            continue
        entries = _read_group(w.group, page)
        if len(entries) >= _UNDATED_LEAST:
            return entries
    return None
