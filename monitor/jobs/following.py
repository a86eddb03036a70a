"""Following what changes, for scripts: the same news as alarms, found by reading only, from a time on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from monitor.core.alarm import Alarm, blindness, joined, leads_of, of_change, reminder
from monitor.jobs.alarms import recent
from monitor.jobs.judge import Judged, changed, judge_everything
from monitor.jobs.world import World
from monitor.renderers.alarm import body
from monitor.text.places import name_of


@dataclass(slots=True)
class Following:
    """Where one who follows stands: until when everything was told, and what it was then."""

    at: datetime
    leads: Mapping[str, tuple[timedelta, ...]] = field(default_factory=dict)
    known: dict[str, dict[str, str]] = field(default_factory=dict)  # incident → clause → outcome
    told: dict[str, list[Alarm]] = field(default_factory=dict)  # reminders and holes, by incident


def begin(world: World, *, at: datetime, leads: Mapping[str, tuple[timedelta, ...]]) -> Following:
    """Stand at ``at``: nothing of before is told."""
    start = Following(at, leads)
    for dossier, verdicts in judge_everything(world, as_of=at, only=recent(world, at)):
        start.known[dossier.id] = {verdict.clause.id: verdict.status.value for verdict in verdicts}
        start.told[dossier.id] = _clocks((dossier, verdicts), start, at)
    return start


def look(world: World, following: Following, *, now: datetime) -> list[dict[str, Any]]:
    """What is to be told since the last look, oldest first, as webhooks get it (docs/webhook.md)."""
    found: list[tuple[datetime, str, dict[str, Any]]] = []
    for dossier, verdicts in judge_everything(world, as_of=now, only=recent(world, now)):
        known = following.known.get(dossier.id, {})
        own = {verdict.clause.id: verdict for verdict in verdicts}
        alarms = [
            of_change(
                incident=dossier.id, verdict=own[one.clause], old=one.old, new=one.verdict.status.value,
                happened_at=one.happened_at, now=now,
            )
            for one in changed(world, dossier.id, known=known, since=following.at, until=now)
            if one.clause in own
        ]  # fmt: skip
        whole = joined(alarm for alarm in alarms if alarm is not None)
        clocks = _clocks((dossier, verdicts), following, now)
        following.told.setdefault(dossier.id, []).extend([*whole, *clocks])
        for alarm in (*whole, *clocks):
            said = body(alarm, noticed_at=now, dossier=dossier, verdicts=verdicts, place_name=name_of)
            found.append((alarm.happened_at, alarm.key, said))
        following.known[dossier.id] = {clause: verdict.status.value for clause, verdict in own.items()}
    following.at = now
    return [said for _, _, said in sorted(found, key=lambda row: row[:2])]


def _clocks(judged: Judged, following: Following, now: datetime) -> list[Alarm]:
    """Reminders and holes that were not told yet."""
    dossier, verdicts = judged
    told = following.told.get(dossier.id, [])
    found = [
        reminder(dossier.id, verdict, now, leads=leads_of(verdict.clause.id, following.leads), told=told)
        for verdict in verdicts
    ]
    blind = blindness(dossier.id, verdicts, told=told)
    return [*joined(one for one in found if one is not None), *([] if blind is None else [blind])]

