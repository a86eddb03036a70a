"""RSS, Atom and RDF: strictly read where the XML is well formed, leniently where it is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from monitor.core.article import Listing, ListItem, Page, Parser
from monitor.core.moment import Moment
from monitor.parsers import _listing
from monitor.parsers._article import read_article
from monitor.parsers._html import flatten, squeeze
from monitor.parsers._post_text import plain, title_of
from monitor.parsers._rowdates import list_date
from monitor.parsers._urls import absolute

NAME = "rss"
_LONGEST = 4_000_000
_LONGEST_BROKEN = 1_000_000  # of a feed that must be mended: that reader is slow
_MOST = 2_000
_HEAD = re.compile(
    r"(?:<\?[^<>]{0,400}\?>\s*|<!--[\s\S]{0,2000}?-->\s*|<!DOCTYPE[^<>\[]{0,400}>\s*)*<(?:rss|feed|rdf:RDF)\b", re.I
)
_PROLOGUE = re.compile(r"^[\s\ufeff]{0,1000}<\?xml\b[^<>]{0,400}\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]{0,1000}(?:\[[^\]]{0,100000}\])?[^>]{0,100}>", re.I)
_STRAY = re.compile(r"&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)")
_TAGS = re.compile(r"<[^<>]{0,400}>")
_CONTENTS = ("encoded", "content", "description", "summary")
_DATES = ("pubdate", "published", "issued", "date", "updated", "modified")


def recognises(page: Page) -> bool:
    """The root element says so."""
    return _HEAD.match(page.text[:8_000].lstrip("\ufeff \t\r\n")) is not None


def list_items(page: Page) -> Listing:
    """Entries in the feed's order, with the times it gives."""
    entries, following = _parsed(page)
    items = [item for item, _ in _items(entries, page)]
    return _listing.listing(
        page, tuple(items), parser=NAME, following=following, proven_empty=_whole(page.text) and not entries
    )


def contents(page: Page) -> list[tuple[ListItem, str]]:
    """Each entry with the words that stand in the feed itself, as HTML; the fullest of what it has."""
    found = _items(_parsed(page)[0], page)
    return [(item, _fullest(fields)) for item, fields in found]


def _fullest(fields: dict[str, str]) -> str:
    return max((fields.get(name, "") for name in _CONTENTS), key=len)


def _items(
    entries: list[tuple[dict[str, str], list[tuple[str, str]]]], page: Page
) -> list[tuple[ListItem, dict[str, str]]]:
    items: list[tuple[ListItem, dict[str, str]]] = []
    for fields, links in entries:
        url = _address(fields, links, page.url)
        title = squeeze(unescape(_TAGS.sub("", unescape(fields.get("title", "")))))
        if url is None:
            continue
        date, words = _date(fields, page)
        title = title or title_of("", plain(_fullest(fields)))
        items.append((ListItem(title or url, url, date, words, len(items)), fields))
    return items


def _whole(text: str) -> bool:
    """The feed is there to its end: an answer that broke off proves nothing."""
    return text.rstrip().lower().endswith(("</rss>", "</feed>", "</rdf:rdf>"))


def _parsed(page: Page) -> tuple[list[tuple[dict[str, str], list[tuple[str, str]]]], str | None]:
    """Each entry's fields and its (rel, href) links, and the address of the next page of the feed."""
    from lxml import etree

    # Entities are never resolved and never declared: no bombs, no files, no network.
    text = _DOCTYPE.sub("", _PROLOGUE.sub("", page.text[:_LONGEST]), count=1)
    strict = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser=strict)
    except etree.XMLSyntaxError:
        return _lenient(flatten(_STRAY.sub("&amp;", text[:_LONGEST_BROKEN])), page.url)
    entries: list[tuple[dict[str, str], list[tuple[str, str]]]] = []
    following = None
    for node in root.iter():
        name = _local(node)
        if name in ("item", "entry") and len(entries) < _MOST:
            entries.append(_fields(node))
        elif name == "link" and node.get("rel") == "next" and node.get("href"):
            following = absolute(node.get("href"), page.url)
    return entries, following


def _fields(entry: Any) -> tuple[dict[str, str], list[tuple[str, str]]]:
    fields: dict[str, str] = {}
    links: list[tuple[str, str]] = []
    for child in entry:
        name = _local(child)
        if name == "link" and child.get("href"):
            links.append((child.get("rel") or "alternate", child.get("href")))
        elif name and name not in fields:
            fields[name] = "".join(child.itertext()).strip()
            if name == "guid" and child.get("isPermaLink") == "false":
                fields["guid"] = ""
    return fields, links


def _local(node: Any) -> str:
    """The element's name without its namespace; the empty string for comments."""
    return node.tag.rpartition("}")[2].lower() if isinstance(node.tag, str) else ""


def _lenient(text: str, url: str) -> tuple[list[tuple[dict[str, str], list[tuple[str, str]]]], str | None]:
    """The same for broken XML: unescaped ampersands, unclosed tags, an answer cut off."""
    from bs4 import BeautifulSoup
    from bs4.element import Tag

    soup = BeautifulSoup(text, "xml")
    entries: list[tuple[dict[str, str], list[tuple[str, str]]]] = []
    for entry in list(_tags(soup.find_all(["item", "entry"]), Tag))[:_MOST]:
        fields: dict[str, str] = {}
        links: list[tuple[str, str]] = []
        for child in _tags(entry.children, Tag):
            name = str(child.name).rpartition(":")[2].lower()
            if name == "link" and child.get("href"):
                links.append((str(child.get("rel") or "alternate"), str(child["href"])))
            else:
                fields.setdefault(name, child.get_text().strip())
        entries.append((fields, links))
    following = soup.find("link", attrs={"rel": "next"})
    href = following.get("href") if isinstance(following, Tag) else None
    return entries, absolute(str(href), url) if href else None


def _tags(nodes: Any, kind: type[Any]) -> Iterator[Any]:
    return (n for n in nodes if isinstance(n, kind))


def _address(fields: dict[str, str], links: list[tuple[str, str]], base: str) -> str | None:
    hrefs = [href for rel, href in links if rel == "alternate"] or [href for rel, href in links if rel != "self"]
    guid = fields.get("guid", "")
    for href in (fields.get("link", ""), *hrefs, guid if "/" in guid else "", fields.get("id", "")):
        if href and not href.startswith(("urn:", "tag:")) and (found := absolute(href, base)):
            return found
    return None


def _date(fields: dict[str, str], page: Page) -> tuple[Moment | None, str]:
    for name in _DATES:
        words = squeeze(fields.get(name, ""))[:100]
        if words:
            return list_date(words, page.seen_at), words
    return None, ""


PARSER = Parser(NAME, recognises, list_items, read_article, priority=5, also=("atom", "rdf"))
