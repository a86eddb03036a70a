"""开普云 ucap: static lists (common_list.shtml), and its search answers as JSON (epoch milliseconds)."""

from __future__ import annotations

import re

from monitor.core.article import Listing, Page, Parser
from monitor.parsers import _listing, _records
from monitor.parsers._article import read_article
from monitor.parsers._pager import parameter, with_parameter

NAME = "ucap"
_PAGES = re.compile(r"""createPageHTML\(\s*["'][\w-]+["']\s*,""")
_COLUMN = re.compile(r"""<meta\s+name=["'](?:column|channel)["']\s[^<>]{0,200}(?:channelId|codename)=""", re.I)


def recognises(page: Page) -> bool:
    """Marks of its templates, or its search answer."""
    text = page.text
    if _records.is_json(text):
        return '"publishedTime' in text and '"results"' in text
    if "UCAP-CONTENT" in text or "ttmp:" in text or "/common/search/" in text:
        return True
    if "createPageHTML" in text and _PAGES.search(text) is not None:
        return True
    return _COLUMN.search(text[:20_000]) is not None


def list_items(page: Page) -> Listing:
    """Entries of a static list, or of one search answer."""
    if not _records.is_json(page.text):
        return _listing.read_list(page, parser=NAME)
    data = _records.parse(page.text)
    records = _records.find(data)
    items = () if records is None else _records.items(records, base=page.url, seen_at=page.seen_at)
    total = _records.number(data, "total", "totalCount")
    return _listing.listing(
        page, items, parser=NAME, following=_following(page, data, len(items), total), proven_empty=total == 0
    )


def _following(page: Page, data: object, here: int, total: int | None) -> str | None:
    number = parameter(page.url, "page") or parameter(page.url, "_page") or "1"
    if total is None or not here or not number.isdigit() or len(number) > 6:
        return None
    rows = _records.number(data, "rows", "pageSize") or int(parameter(page.url, "_pageSize") or 0) or here
    if int(number) * max(rows, 1) >= total:
        return None
    return with_parameter(page.url, "_page" if parameter(page.url, "_page") else "page", str(int(number) + 1))


PARSER = Parser(NAME, recognises, list_items, read_article, priority=30)
