"""Whose a host is, by the sources that are known: what tells of pages that do not say whose they are."""

from __future__ import annotations

from urllib.parse import urlsplit

from monitor.core.incident import Agency, Level
from monitor.settings.folders import packaged_sources, read_folders
from monitor.settings.values import Settings


def hosts_of(settings: Settings) -> dict[str, Agency]:
    """By the feeds of the settings and of the sources that come along; a host that several bodies share is nobody's."""
    bulk = read_folders([packaged_sources()], own_feeds=(), own_agencies=(), parsers=None)
    bodies = {
        one.id: Agency(one.id, one.name, one.adcode, Level(one.level), one.sector) for one in bulk.agencies.values()
    }
    shipped = [(feed.url, bodies.get(feed.agency or "")) for feed in bulk.feeds.values()]
    own = [(feed.url, settings.agency_of(feed)) for feed in settings.feeds]
    found: dict[str, dict[str, Agency]] = {}
    for url, agency in (*own, *shipped):
        if agency is not None:
            found.setdefault(urlsplit(url).hostname or "", {}).setdefault(agency.name, agency)
    return {host: next(iter(names.values())) for host, names in found.items() if len(names) == 1}
