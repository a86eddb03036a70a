"""CreatorCMS of Hunan: columns end in default.htm, articles are content_ID.html, pages default_1, default_2."""

from __future__ import annotations

import re

from monitor.core.article import Listing, Page, Parser
from monitor.parsers import _listing
from monitor.parsers._article import read_article

NAME = "creatorcms"
_ARTICLE = re.compile(r"""\bcontent_\d{4,}\.html?["']""")


def recognises(page: Page) -> bool:
    """Its article addresses beside its column pages."""
    text = page.text
    if "content_" not in text or _ARTICLE.search(text) is None:
        return False
    return "/default" in page.url or "default.htm" in text or "lbcc-nr" in text or "creatorcms" in text.lower()


def list_items(page: Page) -> Listing:
    """The list by its structure; the pager's script call names the following page."""
    return _listing.read_list(page, parser=NAME)


PARSER = Parser(NAME, recognises, list_items, read_article, priority=45)
