"""Rows of a page that repeat: groups of siblings that each lead to one document.

Links are the starting point, not the whole tree: each link is counted for every group of equal
siblings it could be a row of, and the groups are weighed in `monitor.parsers._listing`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.parsers._urls import absolute

MOST_LINKS = 3_000  # of one page; no listing shows more
_LEVELS = 6  # how far a row may lie above its link
_ROW_TAGS = frozenset(
    ("li", "tr", "dl", "dd", "dt", "div", "p", "a", "ul", "ol", "table", "tbody", "td", "article", "section",
     "h2", "h3", "h4", "h5", "span", "font", "figure", "strong", "b")
)  # fmt: skip


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


def links_of(page: LexborHTMLParser, base: str) -> list[Link]:
    """The links of the page that lead to another page."""
    found: list[Link] = []
    for node in page.css("a[href]")[: 2 * MOST_LINKS]:
        attributes = node.attributes
        url = absolute(attributes.get("href") or "", base)
        if url is None:
            continue
        text, hint = node.text(deep=True), attributes.get("title") or ""
        found.append(Link(node, url, text, hint, len("".join(text.split())) or len("".join(hint.split()))))
        if len(found) == MOST_LINKS:
            break
    return found


def groups_of(links: list[Link]) -> list[Group]:
    """Every group of equal siblings that hold the links, rows in page order."""
    groups: dict[tuple[int, str], Group] = {}
    above: dict[int, list[tuple[int, LexborNode, int, str, LexborNode]]] = {}
    known = groups.get
    for number, link in enumerate(links):
        for container_id, container, row_id, tag, row_node in _ancestry(link.node, above):
            group = known((container_id, tag))
            if group is None:
                groups[container_id, tag] = Group(container, tag, {row_id: Row(row_node, [link])}, number, 0)
            elif (row := group.rows.get(row_id)) is None:
                group.rows[row_id] = Row(row_node, [link])
            else:
                row.links.append(link)
    return list(groups.values())


def _ancestry(
    node: LexborNode, above: dict[int, list[tuple[int, LexborNode, int, str, LexborNode]]]
) -> list[tuple[int, LexborNode, int, str, LexborNode]]:
    """(container, row) for the link and each element above it, as far as a row may lie from its link."""
    steps: list[tuple[int, LexborNode, int, str, LexborNode]] = []
    row, row_id, row_tag = node, node.mem_id, "a"
    for _ in range(_LEVELS):
        known = above.get(row_id)
        if known is not None:
            steps += known
            break
        container = row.parent
        if container is None or row_tag == "body":
            break
        container_id = container.mem_id
        if row_tag in _ROW_TAGS:
            steps.append((container_id, container, row_id, row_tag, row))
        row, row_id, row_tag = container, container_id, container.tag or ""
    if steps:
        # Remember what lies above the first step, for the links beside this one.
        for i, step in enumerate(steps):
            if step[2] in above:
                break
            above[step[2]] = steps[i : i + _LEVELS]
    return steps[: _LEVELS + 1]
