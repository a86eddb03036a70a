"""A report as one HTML file: no script, no network, prints on A4, readable without colour."""

from __future__ import annotations

from monitor.core.weekly import WeeklyReport
from monitor.renderers._renderer import Context, Renderer
from monitor.renderers._templates import environment
from monitor.renderers._words import MARK
from monitor.renderers.report import report
from monitor.renderers.report.words import words

TAG = {"zh": "zh-CN", "en": "en"}


def weekly(compiled: WeeklyReport, context: Context) -> bytes:
    """Every word that came from a page is escaped; pictures stand inline."""
    template = environment(escaped=True).get_template("report.html.j2")
    return template.render(
        report=report(compiled, context), mark=MARK, tag=TAG[context.lang], nothing=words("none", context.lang)
    ).encode()


RENDERER = Renderer("html", ".html", weekly)
