"""拓尔思 TRS WCM: static lists, links like ./202401/t20240105_123.html, pages index_1, index_2 counted from zero."""

from __future__ import annotations

import re

from monitor.core.article import Listing, Page, Parser
from monitor.parsers import _listing
from monitor.parsers._article import read_article

NAME = "trs"
_ARTICLE = re.compile(r"/t(?:19|20)\d{6}_\d+\.s?html?")
_PAGES = re.compile(r"""createPageHTML\(\s*\d+\s*,\s*\d+\s*,\s*["']\w+["']""")


def recognises(page: Page) -> bool:
    """Article addresses of its own form, or the pager call of its templates."""
    text = page.text
    if "TRS_" in text and ("TRS_Editor" in text or "TRS_UEDITOR" in text):
        return True
    return _ARTICLE.search(text) is not None or ("createPageHTML" in text and _PAGES.search(text) is not None)


def list_items(page: Page) -> Listing:
    """The list by its structure; the pager's script call names the following page."""
    return _listing.read_list(page, parser=NAME)


PARSER = Parser(NAME, recognises, list_items, read_article, priority=50, also=("wcm",))
