"""A period's report as words, tables and pictures in one language: the model that all formats render.

To add a part: write a function from `Told` to `Section` and put it into `PARTS` where it shall stand.
"""

from __future__ import annotations

from collections.abc import Callable

from monitor.core.explain import clock
from monitor.core.weekly import WeeklyReport
from monitor.renderers._renderer import Context
from monitor.renderers.report.changes import changed, grave, open_now, settled
from monitor.renderers.report.duties import duties
from monitor.renderers.report.figures import figures, groups
from monitor.renderers.report.incidents import incidents, releases_sheet, verdicts_sheet
from monitor.renderers.report.model import Report, Section
from monitor.renderers.report.sources import coverage, limits, rules
from monitor.renderers.report.summary import summary
from monitor.renderers.report.telling import Told
from monitor.renderers.report.times import times
from monitor.renderers.report.words import words

PARTS: tuple[Callable[[Told], Section], ...] = (
    summary, open_now, grave, settled, changed, figures, groups, times, incidents, duties, coverage, rules, limits,
)  # fmt: skip
QUIET = frozenset({"open", "grave", "settled", "changed", "figures", "groups", "times", "incidents"})
"""Parts that an empty period leaves out."""


def report(compiled: WeeklyReport, context: Context, *, details: int | None = None) -> Report:
    """The whole report. ``details`` bounds how many incidents are told in full; None is all."""
    told = Told(compiled, context, details)
    sections = tuple(part(told) for part in PARTS)
    if not compiled.duties:
        sections = tuple(section for section in sections if section.key != "duties")
    if told.quiet:
        sections = tuple(section for section in sections if section.key not in QUIET)
    period, lang = compiled.period, context.lang
    place = context.place_name(compiled.place) or compiled.place
    return Report(
        words(f"title_{period.kind}", lang, place=place if lang == "zh" or not place else f": {place}"),
        (
            words("under_period", lang, first=period.first, last=period.last, name=period.name),
            words("under_as_of", lang, at=clock(compiled.as_of)),
        ),
        lang,
        sections,
        () if told.quiet else (verdicts_sheet(told), releases_sheet(told)),
    )
