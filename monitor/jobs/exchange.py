"""Sources in and out: spreadsheets (CSV) and feed readers' lists (OPML)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from monitor.core.concealed import MASK, of_feed
from monitor.core.feed import Feed
from monitor.core.problems import ConfigError, Problem
from monitor.fetching.owners import registrable_host
from monitor.parsers._opml import read_opml, write_opml
from monitor.settings import Settings
from monitor.settings.folders import COLUMNS, Bulk, add_line, each_line, read_csv

FORMATS = ("csv", "opml")
_ODD = re.compile(r"[^A-Za-z0-9\u4e00-\u9fff_-]+")


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a file brings that the settings do not have."""

    feeds: tuple[dict[str, Any], ...]
    agencies: tuple[dict[str, Any], ...]
    known: tuple[str, ...]  # addresses that the settings have already


def incoming(data: bytes, *, name: str, settings: Settings) -> Incoming:
    """The new feeds of a CSV or OPML file, as entries for the settings.

    Raises:
        ConfigError: the file is neither, or with every mistake in it.
    """
    addresses, ids = {feed.url for feed in settings.feeds}, {feed.id for feed in settings.feeds}
    taken = set(ids)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        bulk = _outlines(data, name=name, taken=taken)
    else:
        bulk = read_csv(data, name, new_id=lambda address: _new_id(address, taken))
    problems = list(bulk.problems)
    feeds, known = [], []
    for model in bulk.feeds.values():
        private = settings.fetching.private_hosts
        shown, _ = of_feed(model.url, channel=model.channel, parser=model.parser, private=private)
        if shown in addresses or model.url in addresses:
            known.append(shown)
            continue
        addresses.add(model.url)
        where = bulk.places[model.id]
        if MASK in model.url:
            what = "the key was taken out of this address when it was written down"
            problems.append(Problem(where, what, f"write it in the place of {MASK}"))
        if model.id in ids:
            problems.append(Problem(where, f"the settings have a feed {model.id!r} already", "give it another id"))
        if model.agency and model.agency not in bulk.agencies and model.agency not in settings.agencies:
            problems.append(Problem(where, f"there is no agency {model.agency!r}", "fill agency_name, adcode, level"))
        feeds.append(model.model_dump(exclude_defaults=True))
    if problems:
        raise ConfigError(problems)
    needed = {feed.get("agency") for feed in feeds}
    agencies = [
        agency.model_dump(exclude_defaults=True)
        for agency in bulk.agencies.values()
        if agency.id in needed and agency.id not in settings.agencies
    ]
    return Incoming(tuple(feeds), tuple(agencies), tuple(known))


def outgoing(settings: Settings, form: str) -> str:
    """All feeds of the settings."""
    rows = list(_rows(settings))
    if form == "opml":
        return write_opml("监测源 feeds", (_outline(row) for row in rows))
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(each_line(rows))
    return text.getvalue()


def _rows(settings: Settings) -> Iterator[dict[str, Any]]:
    for feed in settings.feeds:
        agency = settings.agency_of(feed)
        row: dict[str, Any] = {
            "id": feed.id, "name": feed.name, "url": feed.url, "agency": feed.agency, "parser": feed.parser,
            "carries": sorted(one.value for one in feed.carries), "every": None if feed.adaptive else _words(feed),
            "channel": feed.channel, "enabled": feed.enabled, "legacy_tls": feed.legacy_tls or None,
            "max_pages": feed.max_pages, "off_peak": feed.off_peak or None, "source": feed.source,
        }  # fmt: skip
        if agency is not None:
            row |= {"agency_name": agency.name, "adcode": agency.adcode, "level": agency.level.value}
            row["sector"] = agency.sector
        yield row


def _words(feed: Feed) -> str:
    seconds = int(feed.every.total_seconds())
    unit, length = next((u, n) for u, n in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)) if seconds % n == 0)
    return f"{seconds // length}{unit}"


def _outline(row: dict[str, Any]) -> dict[str, str]:
    """One feed as feed readers write it, with the rest of what we know under our own names."""
    feed_file = row["parser"] in ("rss", "json")
    said = {"type": "rss" if feed_file else "link", "text": row["name"] or row["id"]}
    said["xmlUrl" if feed_file else "htmlUrl"] = row["url"]
    for column in COLUMNS:
        value = row.get(column)
        if column not in ("name", "url") and value not in (None, ""):
            said[column] = " ".join(value) if isinstance(value, list) else str(value)
    return said


def _outlines(data: bytes, *, name: str, taken: set[str]) -> Bulk:
    """The feeds of an OPML file; what another program wrote gets an id and is media."""
    outlines = read_opml(data)
    if outlines is None:
        raise ConfigError([Problem(name, "is neither CSV nor OPML", "export it as CSV UTF-8 or OPML 2.0")])
    bulk = Bulk()
    for line, outline in outlines:
        row: dict[str | None, str | list[str] | None] = {
            column: outline[column] for column in COLUMNS if column in outline
        }
        address = _reader_scheme(outline.get("xmlUrl") or outline.get("htmlUrl") or "")
        row |= {"url": address, "name": outline.get("title") or outline.get("text") or ""}
        if row["name"] == row.get("id"):  # as we write a feed without a name
            row["name"] = ""
        row.setdefault("parser", "rss" if outline.get("xmlUrl") else "auto")
        if "id" not in row:
            row["id"] = _new_id(address, taken)
        taken.add(str(row["id"]))
        add_line(bulk, row, f"{name}:{line}")
    return bulk


def _reader_scheme(address: str) -> str:
    """feed://… and feed:https://…, as feed readers write addresses, are web addresses."""
    if address.startswith("feed:"):
        rest = address.removeprefix("feed:")
        return rest if rest.startswith("http") else f"http:{rest}"
    return address


def _new_id(address: str, taken: set[str]) -> str:
    """An id made of the host's name, with a number where it is taken."""
    try:
        label = registrable_host(urlsplit(address).hostname or "feed").split(".")[0]
    except ValueError:
        label = "feed"
    number, base = 1, _ODD.sub("-", label) or "feed"
    free = base
    while free in taken:
        number += 1
        free = f"{base}-{number}"
    taken.add(free)
    return free
