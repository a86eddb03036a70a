"""西安 and other cities of 陕西: pages are 1.html, 2.html …, articles a long number or 24 hex digits without a date."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

from monitor.core.article import Listing, Page, Parser
from monitor.parsers import _listing
from monitor.parsers._article import read_article
from monitor.parsers._pager import counted_page
from monitor.parsers._urls import absolute

NAME = "xian"
_BOX = re.compile(r"""class\s*=\s*["'][^"'<>]{0,60}\b(?:m-lst\d{0,3}|m-txt-article|m-txt-crm)\b""")
_COUNT = re.compile(r"""parseInt\(\s*["'](\d{1,6})["']\s*\)|\b(?:totalPages?|pageCount)\s*[:=]\s*["']?(\d{1,6})""")
_NUMBER = re.compile(r"/(\d{1,5})\.html?$")


def recognises(page: Page) -> bool:
    """Boxes of its templates around a list or an article."""
    text = page.text
    return ("m-lst" in text or "m-txt-" in text) and _BOX.search(text) is not None


def list_items(page: Page) -> Listing:
    """The list by its structure; the number in the address, and the count in the script, give the following page."""
    read = _listing.read_list(page, parser=NAME)
    if read.next is not None or not read.items:
        return read
    path = urlsplit(page.url).path
    here = _NUMBER.search(path)
    if here is None and not path.endswith(("/", "/index.html", "/index.htm")):
        return read
    said = counted_page(page.text, _COUNT, None, asked=here[1] if here else "1")
    following = None if said is None else absolute(f"{said}.html", page.url)
    return read if following is None else replace(read, next=following)


PARSER = Parser(NAME, recognises, list_items, read_article, priority=42)
