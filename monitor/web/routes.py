"""Which address shows what. The first that fits is taken; Datasette's own pages come after all of them."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files

from monitor.web import changes, evidence, incidents, reviewing, sources
from monitor.web.asking import Answer, Ask, NotThere
from monitor.web.site import Site

View = Callable[..., Answer]
STEP = r"[^/]+"
KINDS = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}


def static(_site: Site, _ask: Ask, name: str, kind: str) -> Answer:
    """Our one style sheet and one script."""
    file = files("monitor.web") / "static" / f"{name}.{kind}"
    if not file.is_file():
        raise NotThere(f"{name}.{kind}")
    return Answer(file.read_text("utf-8"), KINDS[kind], headers={"cache-control": "public, max-age=600"})


ROUTES: tuple[tuple[str, View], ...] = (
    (r"/$", incidents.front),
    (r"/-/monitor/(?P<name>[a-z]+)\.(?P<kind>css|js|svg)$", static),
    (r"/incidents$", incidents.listed),
    (r"/incidents\.json$", incidents.incidents_json),
    (r"/verdicts\.csv$", incidents.verdicts_csv),
    (rf"/incidents/(?P<incident>{STEP})\.json$", incidents.incident_json),
    (rf"/incidents/(?P<incident>{STEP})/timeline\.svg$", incidents.picture),
    (rf"/incidents/(?P<incident>{STEP})/(?P<rule>{STEP})$", incidents.working),
    (rf"/incidents/(?P<incident>{STEP})$", incidents.one),
    (rf"/captures/(?P<capture>{STEP})/page$", evidence.captured_page),
    (rf"/captures/(?P<capture>{STEP})$", evidence.capture),
    (r"/changes$", changes.listed),
    (r"/changes\.atom$", changes.atom_feed),
    (r"/changes\.json$", changes.feed_json),
    (r"/deadlines\.ics$", changes.deadlines),
    (r"/places$", sources.places),
    (r"/places/(?P<adcode>\d{6})$", sources.place),
    (r"/agencies$", sources.agencies),
    (rf"/agencies/(?P<agency>{STEP})$", sources.agency),
    (r"/rules$", sources.rules),
    (rf"/rules/(?P<rule>{STEP})$", sources.rule),
    (r"/feeds$", sources.feeds),
    (r"/search$", evidence.search),
    (r"/review$", reviewing.review),
)
