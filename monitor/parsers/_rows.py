"""Rows of a page that repeat: groups of siblings that each lead to one document.

Links are the starting point, not the whole tree: each link is counted for every group of equal
siblings it could be a row of, and the groups are weighed in `monitor.parsers._listing`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.parsers._urls import absolutely

MOST_LINKS = 3_000  # of one page; no listing shows more
_LEVELS = 6  # rows in one another that one link may belong to
_ROW_TAGS = frozenset(
    ("li", "tr", "dl", "dd", "dt", "div", "p", "a", "ul", "ol", "table", "tbody", "td", "article", "section",
     "h2", "h3", "h4", "h5", "span", "font", "figure", "strong", "b")
)  # fmt: skip


@dataclass(slots=True)
class Anchor:
    """One ``<a>`` of the page with its words and attributes, wherever it leads."""

    node: LexborNode
    text: str
    attributes: dict[str, str | None]


@dataclass(slots=True)
class Link:
    """One link of the page, as it stands there."""

    node: LexborNode
    url: str
    text: str  # raw words inside
    hint: str  # title attribute
    size: int  # characters of the title, white space left out
    number: int  # among the links of the page


_Found = tuple[LexborNode, list[Link]]


@dataclass(slots=True)
class Row:
    """One repeated element with its links, in page order."""

    node: LexborNode
    links: list[Link] = field(default_factory=list)
    _words: str | None = None

    @property
    def words(self) -> str:
        """All text of the row, one piece a line."""
        if self._words is None:
            self._words = self.node.text(deep=True, separator="\n")
        return self._words


class Group:
    """Equal siblings under one parent."""

    def __init__(self, container: LexborNode, tag: str, first: int, found: dict[int, _Found]) -> None:
        self.container = container
        self.tag = tag
        self.first = first  # number of its first link in the page: the order of groups
        self.found = found  # by identity, those too far above every link among them

    def repeats(self) -> bool:
        """There is more than one row."""
        return len([1 for _, links in self.found.values() if links]) > 1

    @cached_property
    def rows(self) -> dict[int, Row]:
        """The siblings that hold links, in page order; made for the few groups that anybody looks at."""
        return {identity: Row(node, links) for identity, (node, links) in self.found.items() if links}


def anchors_of(page: LexborHTMLParser) -> list[Anchor]:
    """Every ``<a>`` of the page, as many as any listing has."""
    return [Anchor(node, node.text(deep=True), node.attributes) for node in page.css("a")[: 2 * MOST_LINKS]]


def links_of(anchors: Iterable[Anchor], base: str) -> list[Link]:
    """The links of the page that lead to another page."""
    found: list[Link] = []
    lead = absolutely(base)
    for anchor in anchors:
        attributes = anchor.attributes
        href = attributes.get("href")
        url = lead(href) if href else None
        if url is None:
            continue
        text, hint = anchor.text, attributes.get("title") or ""
        size = len("".join(text.split())) or len("".join(hint.split()))
        found.append(Link(anchor.node, url, text, hint, size, len(found)))
        if len(found) == MOST_LINKS:
            break
    return found


def groups_of(links: list[Link]) -> Groups:
    """Every group of equal siblings that hold the links, rows in page order."""
    groups = Groups()
    found, held = groups.found, groups.held
    last: Group | None = None  # of which the last row was one, as the next most often is
    last_id, above = 0, list[list[Link]]()
    for link in links:
        parent = link.node.parent
        if parent is None:
            continue
        identity = parent.mem_id
        if found.setdefault((identity, "a"), link) is not link:
            groups.row(parent, identity, link.node, link.node.mem_id, "a", link.number).append(link)
        around = held.get(identity)
        if around is None:
            container, tag = parent.parent, parent.tag or ""
            container_id = 0 if container is None else container.mem_id
            if last is not None and last_id == container_id and last.tag == tag:
                own: list[Link] = []
                last.found[identity] = (parent, own)
                around = held[identity] = [own, *above]
            else:
                around = groups.climb(parent, identity, link.number)
                group = found.get((container_id, tag))
                last = group if isinstance(group, Group) else None
                last_id, above = container_id, around[1:]
        for row in around:
            row.append(link)
    return groups


_Alone = tuple[LexborNode, str, int, LexborNode, int, list[Link]]
"""A row without a second: container, tag, identity, node, number of its first link, its links. Most rows stay one."""


class Groups:
    """The groups of a page, and what lies above each of its elements: every one is looked at once."""

    __slots__ = ("found", "held")

    def __init__(self) -> None:
        self.found: dict[tuple[int, str], Group | _Alone | Link] = {}  # a link stands for the row that it alone is
        self.held: dict[int, list[list[Link]]] = {}  # the links of the element as a row, and of the rows around it

    def several(self) -> list[Group]:
        """The groups of more than one row, in page order."""
        return [one for one in self.found.values() if isinstance(one, Group) and one.repeats()]

    def all(self) -> list[Group]:
        """Those, and the rows that are alone."""
        groups = [one if isinstance(one, Group) else _group(one) for one in self.found.values()]
        return [group for group in groups if group.rows]

    def row(
        self, container: LexborNode, container_id: int, node: LexborNode, identity: int, tag: str, number: int
    ) -> list[Link]:
        """The links of a new row of its group; the first link that it may hold has that number."""
        links: list[Link] = []
        key = (container_id, tag)
        group = self.found.get(key)
        if group is None:
            self.found[key] = (container, tag, identity, node, number, links)
        else:
            if not isinstance(group, Group):
                group = self.found[key] = _group(group)
            group.found[identity] = (node, links)
        return links

    def climb(self, node: LexborNode, identity: int, number: int) -> list[list[Link]]:
        """The rows that an element not met before may be or lie in, nearest first, as far as a link may be."""
        new: list[tuple[int, list[Link] | None]] = []
        while (around := self.held.get(identity)) is None:
            container, tag = node.parent, node.tag or ""
            if container is None or tag == "body":
                around = []
                break
            above = container.mem_id
            is_row = tag in _ROW_TAGS
            new.append((identity, self.row(container, above, node, identity, tag, number) if is_row else None))
            node, identity = container, above
        for one, links in reversed(new):
            if links is not None:
                around = [links, *around[: _LEVELS - 2]]
            self.held[one] = around
        return around


def _group(alone: _Alone | Link) -> Group:
    """A group of one row."""
    if not isinstance(alone, Link):
        container, tag, identity, node, number, links = alone
        return Group(container, tag, number, {identity: (node, links)})
    node = alone.node
    return Group(node.parent or node, "a", alone.number, {node.mem_id: (node, [alone])})
