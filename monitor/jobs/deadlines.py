"""Which feeds matter most just now: those of bodies that owe an answer before long."""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor.core.verdict import Status
from monitor.jobs.judge import judge_everything
from monitor.jobs.world import World

AHEAD = timedelta(days=3)
"""A deadline further away does not make anybody look faster yet."""


def deadlines(world: World, *, now: datetime) -> dict[str, tuple[datetime, ...]]:
    """By feed: the moments at which windows of its agency close that no answer was seen for yet."""
    rows = world.store.rows(
        "SELECT DISTINCT incident FROM verdict_changes v WHERE new = ? AND id = (SELECT max(id) FROM verdict_changes w "
        "WHERE w.incident = v.incident AND w.clause = v.clause)",
        (Status.PENDING.value,),
    )
    waiting = {row["incident"] for row in rows}
    if not waiting:
        return {}
    found: dict[str, set[datetime]] = {}
    for dossier, verdicts in judge_everything(world, as_of=now, only=waiting):
        limits = {
            limit
            for verdict in verdicts
            if verdict.status is Status.PENDING and verdict.deadline is not None
            for limit in (verdict.deadline.earliest, verdict.deadline.latest)
            if limit is not None and now < limit <= now + AHEAD
        }
        for agency in dossier.responsible() if limits else ():
            for feed in world.sources.feeds_of(agency.id):
                found.setdefault(feed.id, set()).update(limits)
    return {feed: tuple(sorted(limits)) for feed, limits in found.items()}
