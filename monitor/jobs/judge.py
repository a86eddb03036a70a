"""Judging what is stored: dossiers as of a time, their verdicts, and the transitions between them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields as dataclass_fields
from datetime import datetime
from functools import cache, partial
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version

from monitor.core.dossier import Dossier
from monitor.core.instrument import Clause
from monitor.core.verdict import Verdict, judge_all
from monitor.jobs.transitions import Known, Transition, transitions
from monitor.jobs.world import World
from monitor.renderers.contract import verdict_json
from monitor.store.dossiers import incident_rows, load
from monitor.store.wire import instant

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
    """Store each verdict that is not what it was, dated when it changed in theory, with the cause. Returns how many."""
    wanted = None if only is None else set(only)
    count = 0
    for row in incident_rows(world.store, now):
        if wanted is None or row.id in wanted:
            count += _note(world, row.id, now)
    return count


def changed(
    world: World, incident: str, *, known: Mapping[str, str], since: datetime, until: datetime
) -> list[Transition]:
    """How one incident's verdicts, whose outcomes ``known`` gives as of ``since``, changed until then."""
    return transitions(
        world, incident, partial(_verdicts, world, incident),
        known={clause: Known(status, "") for clause, status in known.items()},
        since=since, until=until, judged_by=lambda _: "",
    )  # fmt: skip


def _note(world: World, incident: str, now: datetime) -> int:
    last = {row["clause"]: row for row in world.store.rows(
        "SELECT clause, new, working, noticed_at FROM verdict_changes WHERE incident = ? ORDER BY id", (incident,)
    )}  # fmt: skip
    found = transitions(
        world, incident, partial(_verdicts, world, incident),
        known={clause: Known(row["new"], _rules_of(row["working"])) for clause, row in last.items()},
        since=max((instant(row["noticed_at"]) for row in last.values()), default=None),
        until=now, judged_by=partial(_fingerprint, world),
    )  # fmt: skip
    for one in found:
        working = {"rules": _fingerprint(world, one.verdict.clause), **verdict_json(one.verdict)}
        world.store.save_change(
            incident=incident, clause=one.clause, old=one.old, new=one.verdict.status.value,
            reason=one.verdict.reason, happened_at=one.happened_at, noticed_at=now, working=working,
            cause=one.cause.value,
        )  # fmt: skip
    return len(found)


def _verdicts(world: World, incident: str, as_of: datetime) -> dict[str, Verdict]:
    judged = judge_incident(world, incident, as_of=as_of)
    return {} if judged is None else {verdict.clause.id: verdict for verdict in judged[1]}


def _fingerprint(world: World, clause: Clause) -> str:
    """By what a clause is judged: its own text as data, the headline clock, and this program's version."""
    fields = {one.name: getattr(clause, one.name) for one in dataclass_fields(clause)}
    text = json.dumps([_program(), world.headline, fields], default=_plain, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:16]


@cache
def _program() -> str:
    """The version installed; nothing where the code runs without having been installed."""
    try:
        return version("response-window-monitor")
    except PackageNotFoundError:
        return ""


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else str(value)


def _rules_of(working: str) -> str:
    return str(json.loads(working).get("rules", "")) if working else ""
