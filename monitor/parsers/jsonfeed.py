"""JSON Feed, and lists as JSON whose records have a title and an address under the usual names."""

from __future__ import annotations

from typing import Any

from monitor.core.article import Listing, Page, Parser
from monitor.parsers import _listing, _records
from monitor.parsers._article import read_article
from monitor.parsers._urls import absolute

NAME = "json"


def recognises(page: Page) -> bool:
    """The answer is JSON, or a script call around it."""
    return _records.is_json(page.text) or ("json" in page.content_type and _records.parse(page.text) is not None)


def list_items(page: Page) -> Listing:
    """All records in their order."""
    data = _records.parse(page.text)
    records = _records.find(data)
    items = () if records is None else _records.items(records, base=page.url, seen_at=page.seen_at)
    following = data.get("next_url") if isinstance(data, dict) else None
    return _listing.listing(
        page,
        items,
        parser=NAME,
        following=absolute(following, page.url) if isinstance(following, str) else None,
        proven_empty=proves_empty(data),
    )


def proves_empty(data: Any) -> bool:
    """The answer says itself that it holds nothing: an empty list of a known name, or a total of 0."""
    if not isinstance(data, dict):
        return isinstance(data, list) and not data
    for level in (data, *(v for v in data.values() if isinstance(v, dict))):
        if any(level.get(k) == [] for k in ("items", "articles", "results", "list", "rows", "records", "docs")):
            return _records.number(data, "total", "count", "totalCount", "totalRecord", "totalcount") in (None, 0)
    return False


PARSER = Parser(NAME, recognises, list_items, read_article, priority=40, also=("jsonfeed",))
