"""Lists that come as JSON: the records with a title and an address, whatever their fields are called."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from monitor.core.article import ListItem
from monitor.core.moment import Moment
from monitor.parsers._html import squeeze, tree
from monitor.parsers._rowdates import list_date
from monitor.parsers._urls import absolute

LONGEST = 8_000_000
_DEEPEST = 8
MOST = 5_000

TITLES = (
    "title", "doctitle", "articletitle", "infotitle", "newstitle", "headline", "subject", "name", "topic", "showtitle",
)  # fmt: skip
ADDRESSES = (
    "url", "link", "href", "docpuburl", "post_url", "posturl", "linkurl", "arturl", "articleurl", "visiturl",
    "puburl", "urls", "infourl", "weburl", "link_url", "external_url",
)  # fmt: skip
# What the site shows comes first; what the machine stamped on the way (created, updated) never counts.
DATES = (
    "publishedtimestr", "display_publish_time", "publishedtime", "publishtime", "publish_time", "pubdate", "pubtime",
    "docreltime", "docpubtime", "date_published", "releasetime", "release_time", "publishdate", "publish_date",
    "published", "showtime", "showdate", "infodate", "first_publish_time", "date", "time", "datetime", "ctime",
)  # fmt: skip
_CALL = re.compile(r"[A-Za-z_$][\w$.]{0,80}\s*\(\s*(?=[{\[])")  # JSONP
_TAGS = re.compile(r"<[^<>]{0,300}>")


def parse(text: str) -> Any:
    """The JSON of an answer, of a JSONP call too; None where it is none."""
    body = text[:LONGEST].strip().lstrip("\ufeff").strip()
    if m := _CALL.match(body):
        body = body[m.end() :].rstrip("; \r\n").removesuffix(")")
    if body[:1] not in ("{", "["):
        return None
    try:
        return json.loads(body, strict=False)
    except (ValueError, RecursionError):
        return None


def is_json(text: str) -> bool:
    """The answer begins as JSON does."""
    head = text[:300].lstrip("\ufeff \t\r\n")
    return head[:1] in ("{", "[") or _CALL.match(head) is not None


def find(data: Any) -> list[Mapping[str, Any]] | None:
    """The longest list of records that have a title and an address; an empty one where only that is there."""
    best: list[Mapping[str, Any]] | None = None
    for records in _lists(data, 0):
        if best is None or len(records) > len(best):
            best = records
    return best


def _lists(data: Any, depth: int) -> Iterator[list[Mapping[str, Any]]]:
    if depth > _DEEPEST:
        return
    if isinstance(data, list):
        records = [
            r
            for r in (_source(x) for x in data[:MOST])
            if r is not None and _named(r, TITLES) and _named(r, ADDRESSES)
        ]
        if records:
            yield records
            return
        for x in data[:50]:
            yield from _lists(x, depth + 1)
    elif isinstance(data, dict):
        for value in list(data.values())[:200]:
            yield from _lists(value, depth + 1)


def _source(record: Any) -> Mapping[str, Any] | None:
    """The record's fields; search engines wrap them once more."""
    if not isinstance(record, dict):
        return None
    inner = record.get("source") or record.get("_source")
    fields = inner if isinstance(inner, dict) else record
    return {str(k).lower(): v for k, v in fields.items()}


def _named(record: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((v for n in names if (v := record.get(n)) not in (None, "", [], {})), None)


def items(records: list[Mapping[str, Any]], *, base: str, seen_at: datetime | None) -> tuple[ListItem, ...]:
    """The records as list items, in their order."""
    found: list[ListItem] = []
    for record in records:
        title, url = _title(_named(record, TITLES)), _address(_named(record, ADDRESSES), base)
        if not title or url is None:
            continue
        date, words = _date(record, seen_at)
        pinned = str(record.get("istop") or record.get("is_top") or record.get("top") or "").lower() in (
            "1",
            "true",
            "yes",
        )
        found.append(ListItem(title, url, date, words, len(found), pinned))
    return tuple(found)


def _title(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    text = _TAGS.sub("", value)
    if "&" in text and ";" in text:
        body = tree(text).body
        text = text if body is None else body.text(deep=True)
    return squeeze(text)


def _address(value: Any, base: str) -> str | None:
    """An address, also where it is a JSON string or an object of addresses per device."""
    if isinstance(value, str) and value.lstrip().startswith(("{", "[")):
        value = parse(value)
    if isinstance(value, dict):
        value = next((value[k] for k in ("common", "pc", "url", "web") if isinstance(value.get(k), str)), None)
    if isinstance(value, list):
        value = value[0] if value else None
    return absolute(value, base) if isinstance(value, str) else None


def _date(record: Mapping[str, Any], seen_at: datetime | None) -> tuple[Moment | None, str]:
    words = ""
    for name in DATES:
        value = record.get(name)
        if value in (None, "", 0) or not isinstance(value, str | int | float) or isinstance(value, bool):
            continue
        text = squeeze(str(int(value)) if isinstance(value, float) and abs(value) < 1e15 else str(value))[:100]
        date = list_date(text, seen_at)
        if date is not None:
            return date, text
        words = words or text
    return None, words


def number(data: Any, *names: str) -> int | None:
    """The first of these fields that holds a count, at the top or one level down."""
    if not isinstance(data, dict):
        return None
    for level in (data, *(v for v in data.values() if isinstance(v, dict))):
        for name in names:
            value = level.get(name)
            if isinstance(value, int) and not isinstance(value, bool):
                return value
            if isinstance(value, str) and value.isdigit() and len(value) < 10:
                return int(value)
    return None
