"""Which group of rows is the page's own list.

Each group is weighed by its rows: a date counts most, then a title of some length; navigation,
footers and side boxes weigh little. A list cut into pieces is put together, a second column is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborNode

from monitor.core.article import Page
from monitor.parsers._entry import Entry
from monitor.parsers._group import BLOCK, BOXES, mark, read_group, row_worth
from monitor.parsers._rowdates import count_dates, looks_dated
from monitor.parsers._rows import Group, Groups, Row

_LONG_ROW = 900  # characters: beyond it the "row" is a part of the page
_BUDGET = 6_000_000  # characters of rows looked at in one page
_FULL_TITLE = 18  # characters from which a title is as good as any
_UNDATED_LEAST = 5
_UNDATED_TITLE = 9
_CANDIDATES = 10
# Rows whose date may stand beside them.
_FLAT = frozenset(("a", "dt", "p", "h2", "h3", "h4", "h5", "span", "font", "b", "strong", "div"))
_LEAST_WEIGHT = 0.3  # below it lies a lone date of the page's frame
_SURE_WEIGHT = 4 * _LEAST_WEIGHT  # no list of as many rows falls below the least, however short its titles
_MOST_PIECES = 200  # into which one list may be cut
_EARLIER = 0.55  # an earlier list of that share of the best one's weight is the page's own
_CHROME = re.compile(r"nav|menu|foot|crumb|copyright|friend|yqlj|yqlink|fudong|select|dropdown", re.I)
_SIDE = re.compile(
    r"sidebar|(?:^|[\s_-])(?:side|aside|hot|rank|relat\w*|recommend\w*|tuijian|paihang|xgxx|xglj)(?:$|[\s_-])", re.I
)
_DAY = re.compile(r"(?:((?:19|20)\d\d)\s?[-/.年]\s?)?(?<!\d)(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A group with what its rows are worth as a list."""

    group: Group
    weight: float
    dated: int
    titles: float  # mean length
    chain: tuple[Group, ...]  # the pieces of the list, this one included


def choose(groups: Groups, size: int, page: Page) -> list[Entry] | None:
    """The entries of the group most like a list; None where no group is one."""
    several = groups.several()
    may_be = _holding_dates(several, size)
    weighed = _weigh(may_be, size)
    if any(w.dated for w in weighed):
        return _dated(weighed, page) or _undated(_weigh(several, size), page)
    weighed = _weigh(groups.all(), size)
    return _dated(weighed, page) or _undated(weighed, page)


def only_list(groups: Groups, size: int, rows: int) -> bool:
    """Whether one group of that many rows alone prints dates, and would whatever dates and titles its rows had.

    Weights are of no account then. What the other groups are does not hang on the words of the rows: a part of
    the page that holds the whole list has too many links for a row, and too many dates to have one a row.
    """
    may_be = _holding_dates(groups.several(), size)
    rough = _rough(may_be, {}, size)
    dated = [w for w in rough if w.dated]
    if len(dated) != 1 or len(may_be) > _CANDIDATES:
        return False
    winner = dated[0]
    if winner.dated != rows or len(winner.group.rows) != rows or winner.group.tag != "li":
        return False
    if _in_place(winner).weight < _SURE_WEIGHT:
        return False
    for group in may_be:
        if group is winner.group:
            continue
        if group.tag in _FLAT and len(group.rows) > 2 and rows <= 2 * len(group.rows) + 2:
            return False
        if any(looks_dated(row.words) and row_worth(row) > BLOCK for row in group.rows.values()):
            return False
    return True


def _holding_dates(groups: list[Group], size: int) -> list[Group]:
    """Without the groups in whose text no date stands, which on most pages is most of them."""
    left = _BUDGET + size
    known: dict[int, bool] = {}
    kept: list[Group] = []
    for group in groups:
        identity = group.container.mem_id
        if identity not in known and left > 0:
            text = group.container.text(deep=True, separator="\n")
            left -= len(text)
            known[identity] = looks_dated(text)
        if known.get(identity, False):
            kept.append(group)
    return kept


def _dated(weighed: list[_Weighed], page: Page) -> list[Entry] | None:
    """The entries of the best group whose rows print dates."""
    weighed_dated = [w for w in weighed if w.dated and w.weight >= _LEAST_WEIGHT]
    dated = [w for w in weighed_dated if w.dated * 2 >= len(w.group.rows)]
    sparse = [w for w in weighed_dated if w not in dated and w.dated >= 3 and w.dated * 5 >= len(w.group.rows)]
    for w in _in_order(dated) + _in_order(sparse):
        entries = [e for group in w.chain for e in read_group(group, page)]
        if any(e.date is not None or e.date_text for e in entries):
            return entries
    return None


def _weigh(groups: list[Group], size: int) -> list[_Weighed]:
    """The groups most like a list, heaviest first. Lone rows are asked only where nothing repeats."""
    words: dict[int, tuple[bool, int]] = {}
    rough = _rough([g for g in groups if len(g.rows) > 1], words, size)
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
        weight, dated, length, real = 0.0, 0, 0, 0
        for key, row in group.rows.items():
            if left < 0:
                break
            known = words.get(key)
            if known is None:
                text = row.words
                left -= len(text)
                words[key] = known = (len(text) <= _LONG_ROW and looks_dated(text), len(text))
            has_date, total = known
            title = _longest(row)
            length += title
            worth = row_worth(row)
            if has_date and group.tag in BOXES and _CHROME.search(mark(row.node)):
                worth = BLOCK
            real += worth > BLOCK
            dated += has_date and worth > BLOCK
            weight += worth * _title_worth(title) * (1.0 if has_date else 0.2) * (0.3 if total > _LONG_ROW else 1.0)
        if len(group.rows) > 1 and real < 2:
            continue
        beside = not dated or (2 * dated < len(group.rows) and group.tag != "div")
        if beside and group.tag in _FLAT and len(group.rows) > 2 and left > 0:
            text = group.container.text(deep=True, separator="\n")
            left -= len(text)
            dates = count_dates(text) if len(text) < _LONG_ROW * len(group.rows) else 0
            least = 2 * dates if not dated else dates  # what some titles hold proves nothing of the others
            if len(group.rows) <= least and dates <= 2 * len(group.rows) + 2:
                dated, weight = min(dates, len(group.rows)), weight * 4
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
    look, box, where, above = mark(container), mark(parent), parent.mem_id, parent.parent
    beside = [w]
    for other in alike[:_MOST_PIECES]:
        other_parent = other.group.container.parent
        if other.group is w.group or other_parent is None:
            continue
        if other_parent.mem_id != where:
            up = other_parent.parent
            if above is None or up is None or up.mem_id != above.mem_id or mark(other_parent) != box:
                continue
        if mark(other.group.container) == look:
            beside.append(other)
    return sorted(beside, key=lambda piece: piece.group.first)


def _goes_on(one: Group, other: Group) -> bool:
    """The dates of the second piece go on where the first ends; another column would start afresh."""
    last, first = _day(list(one.rows.values())[-1]), _day(next(iter(other.rows.values())))
    return last is not None and first is not None and first <= last


def _day(row: Row) -> tuple[int, ...] | None:
    """The day printed in a row, for comparing; where none names its year, month and day."""
    m = _DAY.search(row.words)
    return None if m is None else tuple(int(part) for part in m.groups("0"))


def _title_worth(length: int) -> float:
    return 0.0 if length < 2 else min(length, _FULL_TITLE) / _FULL_TITLE


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


def _undated(weighed: list[_Weighed], page: Page) -> list[Entry] | None:
    """A list without dates, where a group is clearly one: enough long titles, outside the page's frame."""
    for w in weighed:
        rows = w.group.rows
        if len(rows) < _UNDATED_LEAST or w.titles < _UNDATED_TITLE:
            continue
        urls = {a.url for row in rows.values() for a in row.links}
        if len(urls) * 5 < len(rows) * 4 or w.weight < 0.08 * len(rows):
            continue
        entries = read_group(w.group, page)
        if len(entries) >= _UNDATED_LEAST:
            return entries
    return None
