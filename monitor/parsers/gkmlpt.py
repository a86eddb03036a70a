"""广东 gkmlpt (政府信息公开平台): the JSON of its API (epoch seconds), and its pages."""

from __future__ import annotations

from monitor.core.article import Listing, Page, Parser
from monitor.parsers import _listing, _records
from monitor.parsers._article import read_article
from monitor.parsers._pager import parameter, with_parameter

NAME = "gkmlpt"
_PER_PAGE = 100


def recognises(page: Page) -> bool:
    """Its API's record list, or a page that configures its browser side."""
    if _records.is_json(page.text):
        head = page.text[:4000]
        return '"articles"' in head and (
            "/gkmlpt/" in page.url or "/gkmlpt/" in head or '"display_publish_time"' in head
        )
    return "/gkmlpt/" in page.text and "_CONFIG" in page.text


def list_items(page: Page) -> Listing:
    """Articles of one answer, newest first as the platform sends them."""
    if not _records.is_json(page.text):
        return _listing.read_list(page, parser=NAME)
    data = _records.parse(page.text)
    articles = data.get("articles") if isinstance(data, dict) else None
    records = _records.find({"articles": articles})
    items = () if records is None else _records.items(records, base=page.url, seen_at=page.seen_at)
    return _listing.listing(
        page, items, parser=NAME, following=_following(page, data, len(items)), proven_empty=articles == []
    )


def _following(page: Page, data: object, here: int) -> str | None:
    total = _records.number(data, "total")
    number = parameter(page.url, "page") or "1"
    if total is None or not here or not number.isdigit() or len(number) > 6:
        return None
    before = (int(number) - 1) * max(here, _PER_PAGE)
    return with_parameter(page.url, "page", str(int(number) + 1)) if before + here < total else None


PARSER = Parser(NAME, recognises, list_items, read_article, priority=20)
