"""Reading a government document for the duties it sets: from a file or an address to a draft rule document."""

from __future__ import annotations

from datetime import datetime

from monitor import parsers
from monitor.core.feed import Failed, Fetched, NotModified
from monitor.core.incident import NATION
from monitor.core.problems import ConfigError, Problem
from monitor.jobs.poll import Web
from monitor.text.places import read_places
from monitor.text.policies import Reading, read_policy

HEAD = 5000
MARKUP = ("<html", "<body", "<div", "<p>", "<!doctype")


def proposed(data: bytes, *, url: str, content_type: str, at: datetime | None) -> Reading:
    """The duties of one document, given as a page or as plain text in any encoding."""
    page = parsers.decode(data, url=url, content_type=content_type, seen_at=at)
    if any(mark in page.text[:HEAD].lower() for mark in MARKUP):
        article = parsers.load()["auto"].article(page)
        if not isinstance(article, Problem) and article.text:
            return read_policy(f"{article.title}\n{article.text}", title=article.title)
    return read_policy(page.text)


def place_of(reading: Reading) -> str:
    """The place whose document it is, by its title; the nation where the title names no one place."""
    for found in read_places(reading.title, home=None, on=None):
        if len(found.candidates) == 1:
            return found.candidates[0]
    return NATION


async def fetched(web: Web, url: str) -> tuple[bytes, str, datetime]:
    """One address through the guarded client.

    Raises:
        ConfigError: it gave no page.
    """
    result = await web.get(url)
    match result:
        case Fetched(body=body, at=at):
            return body, result.header("content-type"), at
        case NotModified():
            detail = "nothing new"
        case Failed(detail=detail):
            pass
        case _:
            detail = result.detail
    raise ConfigError([Problem(url, f"gave no page: {detail}", "save it in a browser and give the file")])
