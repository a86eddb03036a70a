"""JSON Feed, and lists as JSON whose records have a title and an address under the usual names."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from monitor.core.article import Listing, ListItem, Page, Parser
from monitor.parsers import _listing, _records
from monitor.parsers._article import read_article
from monitor.parsers._post_text import plain, title_of
from monitor.parsers._urls import absolute

NAME = "json"
_VERSION = ("https://jsonfeed.org/version/", "http://jsonfeed.org/version/")
_MARKED_UP = ("content_html", "content", "description", "summary")
_PLAIN = "content_text"


def recognises(page: Page) -> bool:
    """The answer is JSON, or a script call around it."""
    return _records.is_json(page.text) or ("json" in page.content_type and _records.parse(page.text) is not None)


def list_items(page: Page) -> Listing:
    """All records in their order."""
    data = _records.parse(page.text)
    records = _found(data)
    items = () if records is None else _records.items(records, base=page.url, seen_at=page.seen_at)
    following = data.get("next_url") if isinstance(data, dict) else None
    return _listing.listing(
        page,
        items,
        parser=NAME,
        following=absolute(following, page.url) if isinstance(following, str) else None,
        proven_empty=proves_empty(data),
    )


def contents(page: Page) -> list[tuple[ListItem, str]]:
    """Each record with the words that stand in the answer itself, as HTML; the fullest of what it has."""
    found: list[tuple[ListItem, str]] = []
    for record in _found(_records.parse(page.text)) or ():
        found += [(item, _words(record)) for item in _records.items([record], base=page.url, seen_at=page.seen_at)]
    return found


def _found(data: Any) -> list[Mapping[str, Any]] | None:
    """The records of a list; those of a JSON Feed need no title, as posts have none, and an id may be the address."""
    if not (isinstance(data, dict) and str(data.get("version", "")).startswith(_VERSION)):
        return _records.find(data)
    items = data.get("items")
    if not isinstance(items, list):
        return None
    return [_entry(item) for item in items[: _records.MOST] if isinstance(item, dict)]


def _entry(item: Mapping[str, Any]) -> Mapping[str, Any]:
    fields = {str(key).lower(): value for key, value in item.items()}
    title, name = fields.get("title"), fields.get("id")
    if not (isinstance(title, str) and title.strip()):
        fields["title"] = title_of("", plain(_words(fields))) or fields.get("url") or name
    if not (fields.get("url") or fields.get("external_url")) and str(name).startswith(("http://", "https://")):
        fields["url"] = name
    fields["date_published"] = fields.get("date_published") or fields.get("date_modified")
    return fields


def _words(record: Mapping[str, Any]) -> str:
    words = [value for name in _MARKED_UP if isinstance(value := record.get(name), str)]
    said = record.get(_PLAIN)
    if isinstance(said, str):
        words.append(escape(said, quote=False).replace("\n", "<br>"))
    return max(words, key=len, default="")


def proves_empty(data: Any) -> bool:
    """The answer says itself that it holds nothing: an empty list of a known name, or a total of 0."""
    if not isinstance(data, dict):
        return isinstance(data, list) and not data
    for level in (data, *(v for v in data.values() if isinstance(v, dict))):
        if any(level.get(k) == [] for k in ("items", "articles", "results", "list", "rows", "records", "docs")):
            return _records.number(data, "total", "count", "totalCount", "totalRecord", "totalcount") in (None, 0)
    return False


PARSER = Parser(NAME, recognises, list_items, read_article, priority=40, also=("jsonfeed",))
