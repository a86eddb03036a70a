"""大汉 jcms: entries stand as CDATA in a script (``<datastore>``), or in a dataproxy answer."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from monitor.core.article import Listing, Page, Parser
from monitor.parsers import _listing
from monitor.parsers._article import read_article
from monitor.parsers._entry import Entry
from monitor.parsers._html import LONGEST
from monitor.parsers._pager import parameter, with_parameter
from monitor.parsers._urls import absolute

NAME = "jpage"
_MOST = 3_000  # records of one page
_STORE = re.compile(r"dataStore\s*=\s*(?=\[)")
_QUOTED = re.compile(r"""'((?:[^'\\]|\\.){20,4000})'""")
_HREF = re.compile(r"""href\s*=\s*(?:"([^"]{1,2000})"|'([^']{1,2000})')""", re.I)
_PATH_QUOTES = re.compile(r"='([^'&]*)'")
_UNIT = re.compile(r"""<div\s+id\s*=\s*["']?(\d{2,10})["']?[^<>]{0,300}>\s*<script""", re.I)
_TOTAL = re.compile(r"""<totalrecord>\s*(\d{1,8})|\btotalRecord\s*[:=]\s*["']?(\d{1,8})""", re.I)
_PER_PAGE = re.compile(r"""<perpage>\s*(\d{1,4})|\bper[pP]age\s*[:=]\s*["']?(\d{1,4})""")


@dataclass(frozen=True, slots=True)
class _Store:
    """One recordset of a page."""

    records: list[str]
    next_group: str
    text: str  # where it stands, for its counts
    unit: str
    closed: bool  # the recordset is there to its end, and holds no record that could not be read


def recognises(page: Page) -> bool:
    """A datastore with records; nobody else serves one."""
    text = page.text
    return "<datastore" in text or "<recordset" in text or ("dataproxy.jsp" in text and "dataStore" in text)


def list_items(page: Page) -> Listing:
    """All records of the page's main recordset."""
    stores = _stores(page.text[:LONGEST])
    if not stores:
        return _listing.read_list(page, parser=NAME)
    most = max(len(s.records) for s in stores)
    store = next(s for s in stores if len(s.records) * 2 >= most)
    entries: list[Entry] = _listing.read_fragments(store.records, page)
    items = _listing.items_of(entries)
    empty = most == 0 and all(s.closed and _count(_TOTAL, s.text) in (0, None) for s in stores)
    return _listing.listing(page, items, parser=NAME, following=_following(page, store), proven_empty=empty)


def _stores(text: str) -> list[_Store]:
    found: list[_Store] = []
    at = text.find("<recordset")
    before = 0
    while at >= 0 and len(found) < 50:
        end = text.find("</recordset>", at)
        closed = end >= 0
        end = end if closed else len(text)
        head = text[max(before, at - 6000) : at]
        unit = [m[1] for m in _UNIT.finditer(head)][-1:]
        tail = text[end : end + 3000]
        whole = closed and text.find("<record>", at, end) < 0
        found.append(_Store(_records(text, at, end), _next_group(head), head + tail, "".join(unit), whole))
        before = end
        at = text.find("<recordset", end)
    if not found and (m := _STORE.search(text)):
        found.append(_Store(_array(text, m.end()), "", text[:6000], "", True))
    return found


def _records(text: str, at: int, end: int) -> list[str]:
    """The CDATA of every <record> between two places; a record cut off at the end is left away."""
    found: list[str] = []
    while len(found) < _MOST:
        at = text.find("<record>", at, end)
        if at < 0:
            break
        opened = text.find("<![CDATA[", at, min(at + 200, end))
        if opened >= 0:
            closed = text.find("]]>", opened, end)
            if closed < 0:
                break
            found.append(text[opened + 9 : closed])
            at = closed
        else:
            closed = text.find("</record>", at, end)
            if closed < 0:
                break
            found.append(text[at + 8 : closed])
            at = closed
    return found


def _array(text: str, at: int) -> list[str]:
    """Records as strings of a script array."""
    try:
        found, _ = json.JSONDecoder(strict=False).raw_decode(text, at)
        return [x for x in found if isinstance(x, str)][:_MOST]
    except (ValueError, RecursionError):
        end = text.find("];", at)
        piece = text[at : end if end >= 0 else at + 200_000]
        return [m[1].replace("\\'", "'").replace('\\"', '"').replace("\\/", "/") for m in _QUOTED.finditer(piece)][
            :_MOST
        ]


def _next_group(head: str) -> str:
    """The address in <nextgroup>, as written; in front of the records it stands for."""
    at = head.rfind("<nextgroup")
    if at < 0:
        return ""
    end = head.find("</nextgroup>", at)
    m = _HREF.search(head[at : end if end >= 0 else at + 2000])
    return (m[1] or m[2]).replace("&amp;", "&") if m else ""


def _following(page: Page, store: _Store) -> str | None:
    """The next group where the recordset names one, else the next page by number."""
    total, here = _count(_TOTAL, store.text), len(store.records)
    number = parameter(page.url, "pageNum")
    if total is not None and not number and here >= total:
        return None
    if store.next_group:
        return absolute(_PATH_QUOTES.sub(r"=\1", store.next_group), page.url)
    per_page = _count(_PER_PAGE, store.text)
    if total is None or not per_page or not (store.unit or number):
        return None
    reached = int(number) if number and number.isdigit() and len(number) < 7 else max(1, here // per_page)
    if reached * per_page >= total:
        return None
    url = page.url if parameter(page.url, "uid") else with_parameter(page.url, "uid", store.unit)
    return with_parameter(url, "pageNum", str(reached + 1))


def _count(pattern: re.Pattern[str], text: str) -> int | None:
    m = pattern.search(text)
    return int(m[1] or m[2]) if m else None


PARSER = Parser(NAME, recognises, list_items, read_article, priority=10, also=("jcms", "hanweb"))
