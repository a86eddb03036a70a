"""What changed: between two instants under one catalogue, or between two catalogues at one instant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from sqlite3 import Row

from monitor.core.instrument import Instrument
from monitor.core.verdict import Verdict
from monitor.jobs.judge import Judged, judge_everything
from monitor.jobs.world import World
from monitor.store.wire import instant, stamp


@dataclass(frozen=True, slots=True)
class Difference:
    """One clause on one incident that is judged otherwise; None where it is not judged at all."""

    incident: str
    name: str
    clause: str
    old: Verdict | None
    new: Verdict | None
    happened_at: datetime | None = None  # when it became so in theory, and why, where that was noted
    cause: str = ""

    @property
    def kind(self) -> str:
        """added, lost or moved."""
        if self.old is None:
            return "added"
        return "lost" if self.new is None else "moved"


def since(world: World, *, earlier: datetime, later: datetime) -> list[Difference]:
    """Verdicts that are not what they were at the earlier instant."""
    found = differences(judge_everything(world, as_of=earlier), judge_everything(world, as_of=later))
    rows = world.store.rows(
        "SELECT incident, clause, new, happened_at, cause FROM verdict_changes WHERE noticed_at <= ? ORDER BY id",
        (stamp(later),),
    )
    noted = {(row["incident"], row["clause"]): row for row in rows}
    return [_explained(one, noted.get((one.incident, one.clause))) for one in found]


def _explained(one: Difference, row: Row | None) -> Difference:
    """With the note of the change, where the last note tells of this outcome."""
    if row is None or one.new is None or row["new"] != one.new.status.value:
        return one
    return replace(one, happened_at=instant(row["happened_at"]), cause=row["cause"])


def under(world: World, other: Mapping[str, Instrument], *, as_of: datetime) -> list[Difference]:
    """Verdicts that another catalogue would change."""
    elsewhere = replace(world, instruments=other)
    return differences(judge_everything(world, as_of=as_of), judge_everything(elsewhere, as_of=as_of))


def differences(old: list[Judged], new: list[Judged]) -> list[Difference]:
    """Pairs of verdicts with other outcomes, deadlines or clocks, in the order of incident and clause."""
    names = {dossier.id: dossier.name for dossier, _ in (*old, *new)}
    before = {(d.id, v.clause.id): v for d, verdicts in old for v in verdicts}
    after = {(d.id, v.clause.id): v for d, verdicts in new for v in verdicts}
    found = []
    for key in sorted(before.keys() | after.keys()):
        one, other = before.get(key), after.get(key)
        if one is None or other is None or _essence(one) != _essence(other):
            found.append(Difference(key[0], names[key[0]], key[1], one, other))
    return found


def _essence(verdict: Verdict) -> tuple[object, ...]:
    return verdict.status, verdict.deadline, verdict.clock
