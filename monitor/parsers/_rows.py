"""Rows of a page that repeat: groups of siblings that each lead to one document.

Links are the starting point, not the whole tree: each link is counted for every group of equal
siblings it could be a row of, and the groups are weighed in `monitor.parsers._listing`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.parsers._urls import absolute

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


@dataclass(slots=True)
class Group:
    """Equal siblings under one parent."""

    container: LexborNode
    tag: str
    rows: dict[int, Row]
    first: int  # number of its first link in the page: the order of groups
    level: int

    @property
    def links(self) -> int:
        return sum(len(row.links) for row in self.rows.values())


def anchors_of(page: LexborHTMLParser) -> list[Anchor]:
    """Every ``<a>`` of the page, as many as any listing has."""
    return [Anchor(node, node.text(deep=True), node.attributes) for node in page.css("a")[: 2 * MOST_LINKS]]


def links_of(anchors: Iterable[Anchor], base: str) -> list[Link]:
    """The links of the page that lead to another page."""
    found: list[Link] = []
    for anchor in anchors:
        href = anchor.attributes.get("href")
        url = absolute(href, base) if href else None
        if url is None:
            continue
        text, hint = anchor.text, anchor.attributes.get("title") or ""
        found.append(Link(anchor.node, url, text, hint, len("".join(text.split())) or len("".join(hint.split()))))
        if len(found) == MOST_LINKS:
            break
    return found


def groups_of(links: list[Link]) -> Groups:
    """Every group of equal siblings that hold the links, rows in page order."""
    groups = Groups()
    held = groups.held
    for number, link in enumerate(links):
        node = link.node
        parent = node.parent
        if parent is None:
            continue
        identity = parent.mem_id
        groups.row(parent, identity, node, node.mem_id, "a", number).append(link)
        around = held.get(identity)
        if around is None:
            around = groups.climb(parent, identity, number)
        for row in around:
            row.append(link)
    return groups


_Alone = tuple[LexborNode, str, int, LexborNode, int, list[Link]]
"""A row without a second: container, tag, identity, node, number of its first link, its links. Most rows stay one."""


class Groups:
    """The groups of a page, and what lies above each of its elements: every one is looked at once."""

    __slots__ = ("found", "held")

    def __init__(self) -> None:
        self.found: dict[tuple[int, str], Group | _Alone] = {}
        self.held: dict[int, list[list[Link]]] = {}  # the links of the element as a row, and of the rows around it

    def several(self) -> list[Group]:
        """The groups of more than one row, in page order."""
        return [group for group in self.all(alone=False) if len(group.rows) > 1]

    def all(self, *, alone: bool = True) -> list[Group]:
        """Those, and the rows that are alone."""
        found: list[Group] = []
        for one in self.found.values():
            if isinstance(one, Group):
                if not all(row.links for row in one.rows.values()):  # too far above every link
                    one.rows = {identity: row for identity, row in one.rows.items() if row.links}
                found.append(one)
            elif alone and one[5]:
                found.append(_group(one))
        return found

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
            group.rows[identity] = Row(node, links)
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


def _group(alone: _Alone) -> Group:
    """A group of one row."""
    container, tag, identity, node, number, links = alone
    return Group(container, tag, {identity: Row(node, links)}, number, 0)
