"""Feeds of changes for feed readers: Atom (RFC 4287) and JSON Feed 1.1."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from monitor.renderers._columns import tidy

AUTHOR = "response-window-monitor"


@dataclass(frozen=True, slots=True)
class Item:
    """One change."""

    id: str
    title: str
    link: str
    text: str
    published: datetime  # when it happened
    updated: datetime  # when we noticed
    category: str = ""


def atom(
    title: str, items: Sequence[Item], *, home: str, itself: str, lang: str, updated: datetime
) -> str:
    """An Atom feed; ``updated`` is the time of the newest item, or the one given where there is none."""
    newest = max((item.updated for item in items), default=updated)
    entries = "".join(_entry(item) for item in items)
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={_quoted(lang)}>\n'
        f"<id>{_text(itself)}</id>\n<title>{_text(title)}</title>\n<updated>{_time(newest)}</updated>\n"
        f"<author><name>{AUTHOR}</name></author>\n"
        f'<link rel="self" href={_quoted(itself)}/>\n<link rel="alternate" href={_quoted(home)}/>\n'
        f"{entries}</feed>\n"
    )


def _entry(item: Item) -> str:
    category = f"<category term={_quoted(item.category)}/>\n" if item.category else ""
    return (
        f"<entry>\n<id>{_text(item.id)}</id>\n<title>{_text(item.title)}</title>\n"
        f'<link rel="alternate" href={_quoted(item.link)}/>\n'
        f"<published>{_time(item.published)}</published>\n<updated>{_time(item.updated)}</updated>\n"
        f'{category}<content type="text">{_text(item.text)}</content>\n</entry>\n'
    )


def json_feed(title: str, items: Sequence[Item], *, home: str, itself: str, lang: str) -> str:
    """The same as JSON Feed."""
    whole = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": home,
        "feed_url": itself,
        "language": lang,
        "authors": [{"name": AUTHOR}],
        "items": [
            {
                "id": item.id,
                "url": item.link,
                "title": tidy(item.title),
                "content_text": tidy(item.text),
                "date_published": _time(item.published),
                "date_modified": _time(item.updated),
                "tags": [item.category] if item.category else [],
            }
            for item in items
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _text(words: str) -> str:
    """Escaped, without the characters that XML cannot hold."""
    return escape(_legal(words))


def _quoted(words: str) -> str:
    return quoteattr(_legal(words))


def _legal(words: str) -> str:
    return "".join(c for c in tidy(words) if c < "\ud800" or ("\ue000" <= c <= "\ufffd") or c >= "\U00010000")


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
