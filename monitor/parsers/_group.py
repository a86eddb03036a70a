"""A chosen group of rows, read: which rows count, and how far each reaches."""

from __future__ import annotations

from collections import Counter

from selectolax.lexbor import LexborNode

from monitor.core.article import Page
from monitor.parsers import _entry
from monitor.parsers._entry import Entry
from monitor.parsers._html import squeeze
from monitor.parsers._rowdates import BARE_DATE, count_dates, date_of, list_date, looks_dated, says_other_date
from monitor.parsers._rows import Group, Row

BLOCK = 0.1  # worth of what is a part of the page and no row
BOXES = frozenset(("div", "section", "table", "p", "ul", "dl"))  # rows and parts of the page look alike
_MORE = frozenset(("更多", "更多内容", "查看更多", "more", "返回", "返回首页", "首页"))


def row_worth(row: Row) -> float:
    """Rows have a link or two; what has more is a part of the page, unless they lie in rows of its own."""
    if len(row.links) < 3 or (urls := len({a.url for a in row.links})) < 3:
        return 1.0
    outer: set[str] = set()
    for link in _entry.outermost(row.links, row):
        outer.add(link.url)
        if len(outer) > 3:
            return BLOCK
    return 1.0 if len(outer) == 1 else 0.6 if min(urls, len(outer) or urls) <= 3 else BLOCK


def read_group(group: Group, page: Page) -> list[Entry]:
    rows = list(group.rows.values())
    frequent = _frequent(rows)
    skip_column = _columns(group) if group.tag == "tr" else frozenset()
    entries: list[Entry] = []
    read: list[Row] = []
    extents = _extents(group)
    for row, nodes in zip(rows, extents, strict=True):
        if not skip_column and len(nodes) == 1 and (plain := _plain(row, page)) is not None:
            entries.append(plain)
            read.append(row)
            continue
        link = _entry.main_link(row, frequent)
        if link is None or (group.tag in BOXES and len(rows) > 1 and row_worth(row) <= BLOCK):
            continue
        title = _entry.title_of(link, row)
        if len(title) < 2 or _entry.PAGER.match(title):
            continue
        skip = _cells(row.node, skip_column) if skip_column else frozenset()
        date, words = date_of(link, nodes, seen_at=page.seen_at, skip=skip)
        entries.append(Entry(title, link.url, date, words, _entry.pinned(row, link)))
        read.append(row)
    return _alike(entries, read)


def _plain(row: Row, page: Page) -> Entry | None:
    """A row of a title and a date and nothing else, which most are: read without looking at its elements."""
    if len(row.links) != 1 or "顶" in row.words:
        return None
    link = row.links[0]
    pieces = [words for piece in row.words.split("\n") if (words := piece.strip())]
    words = link.text.strip()
    if len(pieces) != 2 or words not in pieces or len(words) < 5:
        return None
    printed = pieces[1] if pieces[0] == words else pieces[0]
    date = list_date(printed, page.seen_at) if BARE_DATE.fullmatch(printed) else None
    title = None if date is None else _entry.plain_title(words, link.hint)
    return None if title is None else Entry(title, link.url, date, printed, False)


def _alike(entries: list[Entry], rows: list[Row]) -> list[Entry]:
    """Without the rows that have no date and look otherwise: headings, pagers, 更多."""
    dated = [e.date is not None or e.date_text != "" for e in entries]
    if all(dated) or not any(dated) or 2 * sum(dated) < len(entries):
        return entries
    looks = {mark(row.node) for row, has_date in zip(rows, dated, strict=True) if has_date}
    return [
        e
        for e, row, has_date in zip(entries, rows, dated, strict=True)
        if has_date or (mark(row.node) in looks and not _more(e.title))
    ]


def _more(title: str) -> bool:
    return squeeze(title).strip("[]【】>＞»› .…").lower() in _MORE


def _frequent(rows: list[Row]) -> frozenset[str]:
    """Addresses that several rows link to: their column, their department."""
    if len(rows) < 2 or all(len(row.links) == 1 for row in rows):
        return frozenset()
    count = Counter(url for row in rows for url in {a.url for a in row.links})
    own = sum(len({a.url for a in row.links}) > 1 for row in rows)
    return frozenset(u for u, n in count.items() if n > 1) if own else frozenset()


def mark(node: LexborNode) -> str:
    return f"{node.tag}.{node.attributes.get('class') or ''}"


def _extents(group: Group) -> list[list[LexborNode]]:
    """The nodes of each row: the element itself, and what follows or precedes it where rows are flat."""
    rows = list(group.rows.values())
    plain = [[row.node] for row in rows]
    if group.tag in ("li", "tr", "ul", "ol", "table", "article", "section"):
        return plain
    dated = sum(looks_dated(row.words) for row in rows)
    if 2 * dated >= len(rows):
        return plain
    if dated and (group.tag == "div" or count_dates(group.container.text(deep=True, separator="\n")) < len(rows)):
        return plain  # where as many dates stand there as rows, the few within them are those of titles
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
        if looks_dated(words) and len(words) < 60 and rows > 1:
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
    return frozenset(i for i, head in enumerate(heads) if len(head) <= 12 and says_other_date(head))


def _cells(row: LexborNode, columns: frozenset[int]) -> frozenset[int]:
    cells: list[int] = []
    child = row.first_child
    while child is not None:
        if child.tag in ("td", "th"):
            cells.append(child.mem_id)
        child = child.next
    return frozenset(c for i, c in enumerate(cells) if i in columns)
