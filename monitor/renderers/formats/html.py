"""The weekly report as one HTML file: no script, no network, prints on A4, readable without colour."""

from __future__ import annotations

from monitor.core.weekly import WeeklyReport
from monitor.renderers._renderer import Context, Renderer
from monitor.renderers._templates import environment
from monitor.renderers._week import week_page


def weekly(report: WeeklyReport, context: Context) -> bytes:
    """Chinese first with English beside; every word that came from a page is escaped."""
    template = environment(escaped=True).get_template("weekly.html.j2")
    return template.render(page=week_page(report, context)).encode()


RENDERER = Renderer("html", ".html", weekly)
