"""Noticing what is to be told: changes of verdicts, deadlines near, holes in our view, feeds in trouble.

Each is written once into the outbox, whoever notices it and how often; `jobs/notify.py` delivers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from monitor.core.alarm import Alarm, News, blindness, joined, leads_of, of_change, reminder
from monitor.core.coverage import Hole
from monitor.core.moment import Basis, Moment
from monitor.core.verdict import Status
from monitor.jobs.judge import Judged, judge_incident
from monitor.jobs.watching import feed_states
from monitor.jobs.world import World
from monitor.renderers.alarm import body, feed_row
from monitor.store import outbox
from monitor.store.dossiers import incident_rows
from monitor.store.wire import instant
from monitor.text.places import name_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
DIGEST_AT = (8, 30)
"""Local hour and minute from which on the day's digest of feeds is told."""


RECENT = timedelta(days=30)
"""Incidents whose verdicts are computed again as time passes; older ones change by evidence only."""


@dataclass(frozen=True, slots=True)
class Reminders:
    """When people are reminded, and where the pages are that alarms point to."""

    leads: Mapping[str, Sequence[timedelta]] = field(default_factory=dict)  # by clause, or "default"
    pages: str = ""


def recent(world: World, now: datetime) -> set[str]:
    """Incidents whose verdicts may change as time passes."""
    return {
        row.id
        for row in incident_rows(world.store, now)
        if row.onset is None or row.onset.earliest is None or now - row.onset.earliest <= RECENT
    }


def notice(world: World, *, now: datetime, reminders: Reminders | None = None) -> list[str]:
    """Write down everything to be told that is not written down yet; the keys of what is new."""
    settings = reminders or Reminders()
    found: list[str] = []
    with world.store.atomic():
        found += _changes(world, now, settings)
        for incident in _running(world):
            judged = judge_incident(world, incident, as_of=now)
            if judged is not None:
                found += _clocks(world, judged, now, settings)
        found += _digest(world, now, settings)
    return found


def _changes(world: World, now: datetime, settings: Reminders) -> list[str]:
    """The transitions that were noted and not taken up yet."""
    rows = world.store.rows("SELECT * FROM verdict_changes WHERE notified_at IS NULL ORDER BY id")
    found: list[str] = []
    for incident in dict.fromkeys(row["incident"] for row in rows):
        judged = judge_incident(world, incident, as_of=now)
        own = [row for row in rows if row["incident"] == incident]
        if judged is not None:
            found += _of_incident(world, judged, own, now, settings)
        for row in own:
            world.store.mark_notified(row["id"], now)
    return found


def _of_incident(
    world: World, judged: Judged, rows: Sequence[Any], now: datetime, settings: Reminders
) -> list[str]:
    dossier, verdicts = judged
    known = {verdict.clause.id: verdict for verdict in verdicts}
    alarms, why = [], {}
    for row in rows:
        verdict = known.get(row["clause"])
        if verdict is None:
            continue  # the rules have changed since: nothing of it can be said any more
        alarm = of_change(
            incident=dossier.id, verdict=verdict, old=row["old"], new=row["new"],
            happened_at=instant(row["happened_at"]), now=now,
        )  # fmt: skip
        if alarm is not None:
            alarms.append(alarm)
            why[alarm.key] = json.loads(row["working"]).get("why") if row["working"] else None
    return [
        key
        for alarm in joined(alarms)
        if (key := _write(world, alarm, now, settings, judged, why=why[alarm.key]))
    ]


def _running(world: World) -> list[str]:
    """Incidents of which a clock runs, as was noted last."""
    rows = world.store.rows(
        "SELECT DISTINCT incident FROM verdict_changes v WHERE new = ? AND id = "
        "(SELECT max(id) FROM verdict_changes w WHERE w.incident = v.incident AND w.clause = v.clause) "
        "ORDER BY incident",
        (Status.PENDING.value,),
    )
    return [row["incident"] for row in rows]


def _clocks(world: World, judged: Judged, now: datetime, settings: Reminders) -> list[str]:
    """Reminders and blindness of one incident."""
    dossier, verdicts = judged
    told = [_again(one) for one in outbox.noted(world.store, incident=dossier.id)]
    alarms = []
    for verdict in verdicts:
        leads = leads_of(verdict.clause.id, settings.leads)
        one = reminder(dossier.id, verdict, now, leads=leads, told=told)
        if one is not None:
            alarms.append(one)
    blind = blindness(dossier.id, verdicts, told=told)
    whole = [*joined(alarms), *([] if blind is None else [blind])]
    return [key for alarm in whole if (key := _write(world, alarm, now, settings, judged))]


def _again(one: outbox.Noted) -> Alarm:
    """What was told, as far as it decides whether something is told again."""
    said = one.body
    closes = said.get("deadline")
    deadline = None
    if closes is not None:
        low, high = (None if closes[k] is None else instant(closes[k]) for k in ("earliest", "latest"))
        deadline = Moment(low, high, Basis.DERIVED)
    hours = said.get("lead_hours")
    holes = tuple(
        Hole(instant(hole["start"]), instant(hole["end"]), hole["feed"], hole["cause"]) for hole in said["holes"]
    )
    return Alarm(
        one.key, News(one.news), (), one.noticed_at, one.incident, tuple(said["rules"]), said["duty"] or "",
        deadline=deadline, lead=None if hours is None else timedelta(hours=hours), holes=holes,
    )  # fmt: skip


def _digest(world: World, now: datetime, settings: Reminders) -> list[str]:
    """Once a day, where any feed cannot be read."""
    local = now.astimezone(SHANGHAI)
    key = f"feeds:{local:%Y-%m-%d}"
    if (local.hour, local.minute) < DIGEST_AT or world.store.value("SELECT 1 FROM alarms WHERE key = ?", (key,)):
        return []
    rows = [
        feed_row(
            feed=state.feed.id, name=state.feed.name or state.feed.id, last_good=state.last_good,
            failures=state.failures,
        )
        for state in feed_states(world, now=now)
        if state.troubled(now)
    ]  # fmt: skip
    if not rows:
        return []
    alarm = Alarm(key, News.FEED_TROUBLE, (News.FEED_TROUBLE.value,), now, expires_at=now + timedelta(days=1))
    said = body(alarm, noticed_at=now, feeds=rows, page=_page(settings, "/feeds"))
    return [key] if _save(world, alarm, now, said) else []


def _write(
    world: World, alarm: Alarm, now: datetime, settings: Reminders, judged: Judged, *,
    why: Mapping[str, str] | None = None,
) -> str:  # fmt: skip
    dossier, verdicts = judged
    said = body(
        alarm, noticed_at=now, dossier=dossier, verdicts=verdicts, place_name=name_of,
        page=_page(settings, f"/incidents/{quote(dossier.id, safe='')}"), why=why,
    )  # fmt: skip
    return alarm.key if _save(world, alarm, now, said) else ""


def _page(settings: Reminders, path: str) -> str:
    return settings.pages.rstrip("/") + path if settings.pages else ""


def _save(world: World, alarm: Alarm, now: datetime, said: Mapping[str, Any]) -> bool:
    return outbox.note(
        world.store, key=alarm.key, news=alarm.news.value, incident=alarm.incident, happened_at=alarm.happened_at,
        noticed_at=now, expires_at=alarm.expires_at, body=said,
    )  # fmt: skip
