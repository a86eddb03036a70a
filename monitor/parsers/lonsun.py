"""龙讯 lonsun: columns at /content/column/ID or /public/column/ID, further pages by ``pageIndex``."""

from __future__ import annotations

import re
from dataclasses import replace

from monitor.core.article import Listing, Page, Parser
from monitor.parsers import _listing
from monitor.parsers._article import read_article
from monitor.parsers._pager import counted_page, parameter, with_parameter
from monitor.parsers._urls import absolute

NAME = "lonsun"
_COLUMN = re.compile(r"/(?:content|public)/column/\d+|/site/tpl/\d{4,}")
_MARK = re.compile(
    r"\bdoc_list\b|\blistnews\b|j-fontContent|\blonsun\b|Ls\.pagination|[?&]pageIndex=|\bpageCount\s*:", re.I
)
_COUNT = re.compile(r"""\bpageCount["']?\s*[:=]\s*["']?(\d{1,6})""")
_HERE = re.compile(r"""\b(?:currPage|currentPage|pageIndex)["']?\s*[:=]\s*["']?(\d{1,6})""")


def recognises(page: Page) -> bool:
    """A column address of its own form beside a mark of its templates."""
    text = page.text
    if _COLUMN.search(page.url) is None and ("/column/" not in text and "/site/tpl/" not in text):
        return "j-fontContent" in text and "ArticleTitle" in text
    known = _COLUMN.search(page.url) or _COLUMN.search(text)
    return known is not None and _MARK.search(text) is not None


def list_items(page: Page) -> Listing:
    """The list by its structure; the following page by the count that the pager's script names."""
    read = _listing.read_list(page, parser=NAME)
    if read.next is not None or not read.items:
        return read
    said = counted_page(page.text, _COUNT, _HERE, asked=parameter(page.url, "pageIndex"))
    if said is None:
        return read
    own = None if _COLUMN.search(page.url) else _COLUMN.search(page.text)
    address = page.url if own is None else absolute(own[0], page.url)
    return read if address is None else replace(read, next=with_parameter(address, "pageIndex", str(said)))


PARSER = Parser(NAME, recognises, list_items, read_article, priority=40, also=("longxun",))
