"""大汉 JPaaS: the list comes as JSON whose ``data.html`` is a piece of HTML; Jiangxi's queryList as records."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from urllib.parse import unquote

from monitor.core.article import Listing, Page, Parser
from monitor.core.problems import Problem
from monitor.parsers import _listing, _records
from monitor.parsers._article import read_article
from monitor.parsers._html import tree
from monitor.parsers._pager import parameter, with_parameter
from monitor.parsers._urls import absolute

NAME = "jpaas"
_UNIT = re.compile(r"/api-gateway/jpaas-publish-server/|/jpaas-(?:publish|jsearch|jpub)", re.I)
_COUNT = re.compile(r"""\b(count|rows|pageNo|pageCount)\s*[=:"']{1,4}\s*["']?(\d{1,8})""")


def recognises(page: Page) -> bool:
    """Its gateway's answer, or a page that calls the gateway."""
    if _records.is_json(page.text):
        head = page.text[:3000]
        return ('"html"' in head and '"data"' in head) or ('"webSiteCode"' in page.text and '"results"' in page.text)
    return _UNIT.search(page.text) is not None


def list_items(page: Page) -> Listing:
    """Entries of the piece of HTML inside the answer."""
    if not _records.is_json(page.text):
        return _from_page(page)
    data = _records.parse(page.text)
    inner = data.get("data") if isinstance(data, dict) else None
    html = inner.get("html") if isinstance(inner, dict) else None
    if not isinstance(html, str):
        records = _records.find(data)
        items = () if records is None else _records.items(records, base=page.url, seen_at=page.seen_at)
        return _listing.listing(page, items, parser=NAME, proven_empty=_records.number(data, "total", "count") == 0)
    read = _listing.read_list(replace(page, text=html), parser=NAME)
    if not read.items and _number(html, "count") == 0:
        return _listing.listing(page, (), parser=NAME, proven_empty=True)
    return replace(read, next=read.next or (_following(page.url, html) if read.items else None))


def _from_page(page: Page) -> Listing:
    """The page itself: what stands in it, else where its list is to be asked for."""
    read = _listing.read_list(page, parser=NAME)
    if read.items or read.problem is None:
        return read
    address = gateway(page)
    if address is None:
        return read
    return replace(read, problem=Problem(page.url, "the list is filled by a script", f"watch {address} instead"))


def gateway(page: Page) -> str | None:
    """The address from which the page's script fetches its list."""
    for node in tree(page.text).css("script[url]"):
        attributes = node.attributes
        address = absolute(attributes.get("url") or "", page.url)
        query = attributes.get("querydata") or attributes.get("queryData") or ""
        if address is None or not _UNIT.search(address):
            continue
        for name, value in re.findall(r"""["']?(\w+)["']?\s*:\s*["']([^"']{0,200})["']""", query):
            address = with_parameter(address, name, value)
        return address
    return None


def _number(html: str, name: str) -> int | None:
    return next((int(n) for key, n in _COUNT.findall(html) if key == name), None)


def _following(url: str, html: str) -> str | None:
    """The same call with the next pageNo, where the fragment says that there are more."""
    count, rows, here = _number(html, "count"), _number(html, "rows"), _number(html, "pageNo")
    if not count or not rows:
        return None
    asked = parameter(url, "paramJson")
    if asked is None:
        number = here or int(parameter(url, "pageNo") or 1)
        return with_parameter(url, "pageNo", str(number + 1)) if number * rows < count else None
    fields = _records.parse(unquote(asked))
    if not isinstance(fields, dict):
        return None
    said = str(fields.get("pageNo") or here or 1)
    number = int(said) if said.isdigit() and len(said) < 7 else 1
    if number * rows >= count:
        return None
    return with_parameter(
        url, "paramJson", json.dumps({**fields, "pageNo": number + 1}, ensure_ascii=False, separators=(",", ":"))
    )


PARSER = Parser(NAME, recognises, list_items, read_article, priority=25)
