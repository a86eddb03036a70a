"""Pictures as SVG text: one incident, a period, response times, coverage.

Functions of values, with no file and no network. Each picture carries a title and a description for
those who cannot see it, tells everything by shape and pattern (colour only helps), names fonts that
hold Chinese, and uses attributes only, so that it may stand in a page under a strict content policy.
Where several stand on one page, give each its own ``ident``.
"""

from __future__ import annotations

from monitor.renderers.pictures.calendar import coverage_calendar
from monitor.renderers.pictures.curves import response_curve
from monitor.renderers.pictures.incident import incident_timeline
from monitor.renderers.pictures.overview import period_overview

__all__ = ["coverage_calendar", "incident_timeline", "period_overview", "response_curve"]
