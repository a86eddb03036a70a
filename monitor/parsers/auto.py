"""Any page: the family it belongs to, and its structure where it belongs to none."""

from __future__ import annotations

from functools import cache

from monitor.core.article import Article, Listing, ListState, Page, Parser
from monitor.core.problems import Problem
from monitor.parsers import _listing
from monitor.parsers._article import read_article


def recognises(page: Page) -> bool:
    """Everything: this is the last resort."""
    return True


def family(page: Page) -> Parser | None:
    """The first family that knows the page as its own."""
    return next((p for p in _families() if p.recognises(page)), None)


@cache
def _families() -> tuple[Parser, ...]:
    """The other parsers, in the order in which they are asked."""
    from monitor.parsers import load

    known = {parser.name: parser for parser in load().values() if parser.name != "auto"}
    return tuple(sorted(known.values(), key=lambda p: (p.priority, p.name)))


def list_items(page: Page) -> Listing:
    """By family; by structure where no family knows the page, or its family reads nothing in it."""
    known = family(page)
    if known is None:
        return _listing.read_list(page)
    read = known.list_items(page)
    if read.state is ListState.UNREAD:
        by_structure = _listing.read_list(page)
        return read if by_structure.state is ListState.UNREAD else by_structure
    return read


def article(page: Page) -> Article | Problem:
    """By the reader that families share; only one with a reader of its own is looked for."""
    own = (p for p in _families() if p.article is not read_article)
    known = next((p for p in own if p.recognises(page)), None)
    return read_article(page) if known is None else known.article(page)


PARSER = Parser(
    name="auto", recognises=recognises, list_items=list_items, article=article, priority=100, also=("generic", "html")
)
