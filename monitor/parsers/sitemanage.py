"""漳州一带 cms/sitemanage: columns at /cms/html/SITE/COLUMN/, further pages at /cms/sitemanage/index.shtml?siteId=…"""

from __future__ import annotations

import re
from dataclasses import replace

from monitor.core.article import Listing, Page, Parser
from monitor.parsers import _listing
from monitor.parsers._article import read_article
from monitor.parsers._pager import counted_page, parameter, with_parameter
from monitor.parsers._urls import absolute

NAME = "sitemanage"
_SITE = re.compile(r"""\bsiteId["']?\s*[=:]\s*["']?(\d{6,24})""")
_COUNT = re.compile(r"共\s{0,3}(?:<[^<>]{0,80}>\s{0,3})?(\d{1,6})\s{0,3}(?:</[^<>]{0,20}>\s{0,3})?页")
_HERE = re.compile(r"第\s{0,3}(?:<[^<>]{0,80}>\s{0,3})?(\d{1,6})\s{0,3}(?:</[^<>]{0,20}>\s{0,3})?页")
_ADDRESS = "/cms/sitemanage/index.shtml"


def recognises(page: Page) -> bool:
    """An address of its own form, in the page or as the page's."""
    return "/cms/sitemanage/" in page.text or "/cms/html/" in page.text or "/cms/sitemanage/" in page.url


def list_items(page: Page) -> Listing:
    """The list by its structure; further pages are asked for by the column's number, which the page names."""
    read = _listing.read_list(page, parser=NAME)
    if read.next is not None or not read.items:
        return read
    site = parameter(page.url, "siteId")
    if site is None and (named := _SITE.search(page.text)):
        site = named[1]
    said = counted_page(page.text, _COUNT, _HERE, asked=parameter(page.url, "page"))
    address = absolute(_ADDRESS, page.url)
    if site is None or said is None or address is None:
        return read
    return replace(read, next=with_parameter(with_parameter(address, "siteId", site), "page", str(said)))


PARSER = Parser(NAME, recognises, list_items, read_article, priority=40, also=("ylcms",))
