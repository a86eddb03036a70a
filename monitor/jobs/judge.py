"""Judging what is stored: dossiers as of a time, their verdicts, and the transitions between them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from monitor.core.dossier import Dossier
from monitor.core.verdict import Verdict, judge_all
from monitor.jobs.world import World
from monitor.store.dossiers import incident_rows, load

Judged = tuple[Dossier, tuple[Verdict, ...]]


def judge_incident(world: World, incident: str, *, as_of: datetime) -> Judged | None:
    """One incident as of a time; None where nothing of it was recorded by then."""
    dossier = load(world.store, incident, as_of=as_of, sources=world.sources)
    if dossier is None:
        return None
    return dossier, judge_all(world.instruments.values(), dossier, headline=world.headline)


def judge_everything(world: World, *, as_of: datetime, only: Iterable[str] | None = None) -> list[Judged]:
    """All incidents declared by then that were neither merged away nor withdrawn, by id."""
    wanted = None if only is None else set(only)
    found = []
    for row in incident_rows(world.store, as_of):
        if wanted is None or row.id in wanted:
            judged = judge_incident(world, row.id, as_of=as_of)
            if judged is not None:
                found.append(judged)
    return found


def note_changes(world: World, *, now: datetime, only: Iterable[str] | None = None) -> int:
    """Store each verdict that is not what it was, dated when it changed in theory. Returns how many.

    A deadline that passed dates the change at the deadline, anything else at the latest evidence.
    """
    count = 0
    for dossier, verdicts in judge_everything(world, as_of=now, only=only):
        rows = world.store.rows(
            "SELECT clause, new FROM verdict_changes WHERE incident = ? ORDER BY id", (dossier.id,)
        )
        last = {row["clause"]: row["new"] for row in rows}
        for verdict in verdicts:
            old, new = last.get(verdict.clause.id, ""), verdict.status.value
            if old == new or (not old and new == "not_applicable"):
                continue
            world.store.save_change(
                incident=dossier.id, clause=verdict.clause.id, old=old, new=new, reason=verdict.reason,
                happened_at=_happened(dossier, verdict, old, now), noticed_at=now, working="",
            )  # fmt: skip
            count += 1
    return count


def _happened(dossier: Dossier, verdict: Verdict, old: str, now: datetime) -> datetime:
    deadline = None if verdict.deadline is None else verdict.deadline.latest
    if old == "pending" and deadline is not None and deadline <= now:
        return deadline
    seen = [r.publication.observed.latest for r in dossier.releases if r.publication.observed.latest is not None]
    return max((at for at in seen if at <= now), default=now)
