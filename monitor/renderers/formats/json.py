"""The weekly report for machines: the contract's incidents with figures, changes and feeds."""

from __future__ import annotations

import json
from typing import Any

from monitor.core.weekly import WeeklyReport
from monitor.renderers._renderer import Context, Renderer
from monitor.renderers.contract import envelope, incident_json
from monitor.renderers.duties import duty_json
from monitor.renderers.wire import moment_json


def weekly(report: WeeklyReport, context: Context) -> bytes:
    """UTF-8, indented, keys in a fixed order."""
    answer = envelope(
        report.as_of,
        (incident_json(row.dossier, row.verdicts, place_name=context.place_name) for row in report.rows),
    )
    whole: dict[str, Any] = {
        "schema": answer["schema"],
        "kind": "weekly",
        "period": {
            "name": report.period.name,
            "first": report.period.first.isoformat(),
            "last": report.period.last.isoformat(),
        },
        "as_of": answer["as_of"],
        "figures": [
            {
                "rule": tally.clause,
                "duty": tally.duty,
                "applicable": tally.applicable,
                "met": {"surely": tally.surely_met, "possibly": tally.possibly_met},
                "watched_throughout": tally.watched_throughout,
                "counts": dict(sorted(tally.counts.items())),
            }
            for tally in report.tallies
        ],
        "changes": [
            {
                "incident": change.incident,
                "name": change.name,
                "rule": change.clause,
                "old": change.old or None,
                "new": change.new,
                "reason": change.reason,
            }
            for change in report.changes
        ],
        "feeds": [
            {
                "feed": health.feed,
                "url": health.url,
                "looks": health.looks,
                "failures": dict(sorted(health.failures.items())),
                "covered_hours": round(health.covered.total_seconds() / 3600, 2),
                "of_hours": round(health.of.total_seconds() / 3600, 2),
                "holes": [moment_json(hole) for hole in health.holes],
            }
            for health in report.feeds
        ],
        "instruments": [
            {"id": name, "name": words, "effective_from": since or None} for name, words, since in report.instruments
        ],
        "unread": report.unread,
        "duties": [duty_json(one) for one in report.duties],
        "incidents": answer["incidents"],
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


RENDERER = Renderer("json", ".json", weekly)
