"""博达 VSB: rows with numbered ids (line_u5_0), articles at info/COLUMN/ID.htm, pages that count down."""

from __future__ import annotations

import re

from monitor.core.article import Listing, Page, Parser
from monitor.parsers import _listing
from monitor.parsers._article import read_article

NAME = "vsb"
_ROW = re.compile(r"""line_?u?\d{1,9}_\d{1,4}["'\s>]""")


def recognises(page: Page) -> bool:
    """The numbered row ids, or the marks of its article template."""
    text = page.text
    if "_content" in text and ("v_news_content" in text or "vsb_content" in text):
        return True
    if "_vsl" in text:
        return True
    return "line" in text and _ROW.search(text) is not None


def list_items(page: Page) -> Listing:
    """The list by its structure; the pager's script call names the following page."""
    return _listing.read_list(page, parser=NAME)


PARSER = Parser(NAME, recognises, list_items, read_article, priority=35, also=("boda", "webber"))
