"""上海: lists ``list-date`` with ``span.time``, articles /nw12345/20260602/<32 hex>.html in ``#ivs_content``."""

from __future__ import annotations

import re

from monitor.core.article import Listing, Page, Parser
from monitor.parsers import _listing
from monitor.parsers._article import read_article

NAME = "shanghai"
_LIST = re.compile(r"""class\s*=\s*["'][^"'<>]{0,80}\b(?:uli1[46]\s+nowrapli|tadaty-list)\b""")
_ARTICLE = re.compile(r"/(?:19|20)\d{6}/[0-9a-f]{32}\.html?")


def recognises(page: Page) -> bool:
    """The classes of its lists, or its article's container beside an address of its own form."""
    text = page.text
    if "nowrapli" in text or "tadaty-list" in text:
        return _LIST.search(text) is not None
    return "ivs_content" in text and (_ARTICLE.search(page.url) is not None or _ARTICLE.search(text) is not None)


def list_items(page: Page) -> Listing:
    """The list by its structure, and the pager as any page's."""
    return _listing.read_list(page, parser=NAME)


PARSER = Parser(NAME, recognises, list_items, read_article, priority=42, also=("shhex",))
