"""The weekly report for machines: the contract's incidents with figures, changes and feeds."""

from __future__ import annotations

import json
from typing import Any

from monitor.core.groups import Group
from monitor.core.response_times import Spread
from monitor.core.turnbull import Interval
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
            "kind": report.period.kind,
        },
        "place": report.place or None,
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
                "causes": list(change.causes),
            }
            for change in report.changes
        ],
        "withdrawn": [{"incident": number, "name": name} for number, name in report.withdrawn],
        "groups": {each.by: [_group(group) for group in each.groups] for each in report.breakdowns},
        "told_apart": {
            each.by: [{"higher": high, "lower": low} for high, low in each.apart] for each in report.breakdowns
        },
        "response_times": [_spread(spread) for spread in report.spreads],
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
        "open_elsewhere": [
            incident_json(row.dossier, row.verdicts, place_name=context.place_name) for row in report.open_elsewhere
        ],
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _group(group: Group) -> dict[str, Any]:
    return {
        "key": group.key or None,
        "name": group.name or None,
        "incidents": group.incidents,
        "obligations": group.share.of,
        "met": {"surely": group.share.surely, "possibly": group.share.possibly},
        "watched_throughout": group.watched,
        "counts": dict(sorted(group.counts.items())),
    }


def _spread(spread: Spread) -> dict[str, Any]:
    """Hours; `max` null: perhaps never. Nothing is estimated where there are few cases."""
    return {
        "duty": spread.duty,
        "cases": len(spread.observed),
        "without_start": spread.left_out,
        "watched_throughout": spread.watched,
        "limits_hours": list(spread.limits),
        "median_hours": _hours(spread.median),
        "band_hours": _hours(spread.band),
        "observed_hours": [_hours(each) for each in spread.observed],
        "turnbull": [
            {"after": _tenth(step.low), "until": _tenth(step.high), "mass": round(step.mass, 4)}
            for step in (spread.estimate.steps if spread.enough else ())
        ],
    }


def _hours(interval: Interval | None) -> dict[str, Any] | None:
    return None if interval is None else {"min": _tenth(interval[0]), "max": _tenth(interval[1])}


def _tenth(hours: float | None) -> float | None:
    return None if hours is None else round(hours, 3)


RENDERER = Renderer("json", ".json", weekly)
