"""sitemap.xml: addresses with the time of their last change, and with titles where it is a news sitemap."""

from __future__ import annotations

import re
from html import unescape

from monitor.core.article import Listing, ListItem, ListState, Page, Parser
from monitor.core.problems import Problem
from monitor.parsers import _listing
from monitor.parsers._article import read_article
from monitor.parsers._html import squeeze
from monitor.parsers._rowdates import list_date
from monitor.parsers._urls import absolute

NAME = "sitemap"
_MOST = 50_000  # the protocol's own bound
_LONGEST = 20_000_000
_ROOT = re.compile(r"(?:<\?[^<>]{0,400}\?>\s*|<!--[\s\S]{0,2000}?-->\s*)*<(?:\w{1,20}:)?(urlset|sitemapindex)\b", re.I)
_FIELD = re.compile(r"<(?:\w+:)?(loc|lastmod|title|publication_date)\b[^<>]*>\s*(?:<!\[CDATA\[)?([^<\]]{1,2100})", re.I)


def recognises(page: Page) -> bool:
    """The root element says so."""
    return _ROOT.match(_head(page)) is not None


def _head(page: Page) -> str:
    return page.text[:8_000].lstrip("\ufeff \t\r\n")


def list_items(page: Page) -> Listing:
    """Addresses in the file's order. ``lastmod`` is no publication: it stays words."""
    root = _ROOT.match(_head(page))
    if root is not None and root[1].lower() == "sitemapindex":
        first = next((f["loc"] for f in _records(page.text, "sitemap")), "")
        what = "this is an index of sitemaps, not a list"
        mend = f"watch one of them, such as {first}" if first else "watch one of them"
        return Listing(NAME, (), None, ListState.UNREAD, Problem(page.url, what, mend))
    items: list[ListItem] = []
    for fields in _records(page.text, "url"):
        url = absolute(unescape(fields["loc"]), page.url)
        if url is None:
            continue
        said = fields.get("publication_date", "")
        date = list_date(said, page.seen_at) if said else None
        title = squeeze(unescape(fields.get("title", ""))) or url
        items.append(ListItem(title, url, date, said or fields.get("lastmod", ""), len(items)))
    whole = page.text.rstrip().lower().endswith("urlset>")
    return _listing.listing(page, tuple(items), parser=NAME, proven_empty=whole and "<loc" not in page.text.lower())


def _records(text: str, name: str) -> list[dict[str, str]]:
    """The fields of each <url> or <sitemap>."""
    found: list[dict[str, str]] = []
    for piece in re.split(rf"<(?:\w+:)?{name}>", text[:_LONGEST])[1 : _MOST + 1]:
        fields: dict[str, str] = {}
        for m in _FIELD.finditer(piece[:20_000]):
            fields.setdefault(m[1].lower(), m[2].strip())
        if fields.get("loc"):
            found.append(fields)
    return found


PARSER = Parser(NAME, recognises, list_items, read_article, priority=6)
