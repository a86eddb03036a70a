"""What parsers take and give: pages in, listings and articles out. Values only, no I/O."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from monitor.core.moment import Moment
from monitor.core.packed import Packed
from monitor.core.problems import Problem


@dataclass(frozen=True, slots=True)
class Page:
    """One answer, decoded once, before any parser sees it.

    ``seen_at`` is when the answer arrived; None where nobody knows, and then dates without a
    year and relative dates (前天) cannot be read and must not be guessed.
    """

    url: str
    text: str
    charset: str = "utf-8"
    charset_from: str = "assumed"  # bom, http, meta, strict, repair, assumed
    seen_at: datetime | None = None
    content_type: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim(Packed):
    """One statement of a page about its own publication, with where it stood and its words."""

    moment: Moment
    origin: str  # visible, meta:PubDate, url, list
    raw: str


@dataclass(frozen=True, slots=True)
class ListItem(Packed):
    """A link seen on a listing page, with the date printed there."""

    title: str
    url: str  # absolute
    date: Moment | None  # None where the row prints no date that can be read
    date_text: str = ""
    position: int = 0  # 0 is the first entry of the page
    pinned: bool = False  # 置顶: stands out of order, says nothing of how far back the list reaches


class KnownItem(NamedTuple):
    """An entry that stood on the list before, too: its title was written down when it was first seen."""

    url: str
    date: Moment | None
    date_text: str = ""
    pinned: bool = False


class Item(Protocol):
    """What looks at a list are compared by: a `ListItem`, or a `KnownItem` one."""

    @property
    def url(self) -> str:
        """Absolute."""

    @property
    def date(self) -> Moment | None:
        """None where the row prints no date that can be read."""

    @property
    def pinned(self) -> bool:
        """It stands out of order."""


class ListState(StrEnum):
    """What a poll of a listing page tells. Only the first two may count as having looked."""

    ITEMS = "items"  # entries were read
    EMPTY = "empty"  # the page proves that it has none
    UNREAD = "unread"  # nothing could be read: blocked, redesigned, filled by script


@dataclass(frozen=True, slots=True)
class Listing(Packed):
    """What a parser read in one listing page, in page order."""

    parser: str
    items: tuple[ListItem, ...]
    next: str | None = None  # absolute URL of the following page
    state: ListState = ListState.ITEMS
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Article(Packed):
    """What a parser read in one captured article page.

    ``published`` is what the page claims by the priority of docs/semantics (visible label, then
    meta), None when the page does not say. It is never invented, never taken from a footer, the
    narrative, or a generation stamp. ``claims`` keeps every claim, the chosen one included.
    """

    url: str
    title: str
    text: str
    published: Moment | None = None
    published_from: str = ""  # origin of the chosen claim
    claims: tuple[Claim, ...] = ()
    document_date: Moment | None = None  # 成文日期, 落款: never the publication
    doc_number: str | None = None
    site: str | None = None
    source: str | None = None  # 来源, as printed
    author: str | None = None
    column: str | None = None
    site_code: str | None = None  # 网站标识码 (SiteIDCode)
    canonical: str | None = None
    charset: str = "utf-8"
    attachments: tuple[tuple[str, str], ...] = ()  # (words of the link, absolute URL)
    pages: tuple[str, ...] = ()  # further pages of the same article, absolute URLs in their order
    images: tuple[str, ...] = ()  # what the article's images say of themselves (alt text)
    record: tuple[tuple[str, str], ...] = ()  # the table of a 信息公开目录 page: label and value, as printed
    links: tuple[str, ...] = ()  # other pages that the article and what stands just below it link to
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parser:
    """One CMS family or feed format: text in, values out.

    ``recognises`` is cheap and certain (a mark that only this family has); `auto` asks all
    parsers in the order of ``priority`` (lower first) and falls back on structure.
    """

    name: str
    recognises: Callable[[Page], bool]
    list_items: Callable[[Page], Listing]
    article: Callable[[Page], Article | Problem]
    priority: int = 50
    also: tuple[str, ...] = field(default=())  # other names a feeds.yaml may use for it
