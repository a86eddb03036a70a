"""Corrections by people: merge, split, link, unlink, set, ignore. New rows, never changed ones.

Each is first appended to ``corrections.jsonl`` (with the WARC files the other truth, from which
`rebuild` makes the database again) and then applied to the database.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.core.incident import Grade
from monitor.core.problems import ConfigError, Problem, StorageError
from monitor.core.statement import Role
from monitor.jobs.world import World
from monitor.store.dossiers import IncidentRow, incident_rows
from monitor.store.wire import dump, instant, moment_in, stamp, stamp_or_none

ACTIONS = ("set", "link", "unlink", "merge", "split", "ignore", "confirm")


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision of a person."""

    at: datetime
    author: str
    reason: str
    action: str
    incident: str
    detail: Mapping[str, Any]

    def line(self) -> str:
        """The line of ``corrections.jsonl``."""
        return dump(
            {
                "at": stamp(self.at), "author": self.author, "reason": self.reason, "action": self.action,
                "incident": self.incident, "detail": dict(self.detail),
            }
        )  # fmt: skip


def correct(world: World, correction: Correction, *, journal: Path) -> None:
    """Check, write down, apply. Nothing is done when anything is wrong.

    Raises:
        ConfigError: everything that is wrong with it.
    """
    problems = list(mistakes(world, correction))
    if problems:
        raise ConfigError(problems)
    _append(journal, correction.line())
    apply(world, correction)


def mistakes(world: World, correction: Correction) -> Iterable[Problem]:
    """What is wrong with a correction."""
    rows = {row.id: row for row in incident_rows(world.store, correction.at, every=True)}
    detail = correction.detail
    if not correction.author.strip():
        yield Problem("--by", "a correction needs an author", "give your name")
    if not correction.reason.strip():
        yield Problem("--reason", "a correction needs a reason", "say why in a sentence")
    if correction.incident not in rows:
        yield Problem("INCIDENT", f"no incident {correction.incident!r}", "`incidents` lists what is known")
    other = detail.get("into")
    if correction.action == "merge" and (other not in rows or other == correction.incident):
        yield Problem("--into", f"no other incident {other!r}", "`incidents` lists what is known")
    if correction.action == "set" and not detail:
        yield Problem("set", "nothing to set", "give --onset, --place, --grade, --type or --name")
    if "grade" in detail and detail["grade"] not in {g.value for g in Grade}:
        yield Problem("--grade", f"{detail['grade']!r} is no grade", "write " + "|".join(g.value for g in Grade))
    if detail.get("role") is not None and detail["role"] not in {r.value for r in Role}:
        yield Problem("--role", f"{detail['role']!r} is no role", "write " + "|".join(r.value for r in Role))
    for url in detail.get("urls", ()):
        if world.store.value("SELECT 1 FROM articles WHERE url = ? LIMIT 1", (url,)) is None:
            yield Problem("URL", f"{url!r} was never captured", "give the address of a captured page")


def apply(world: World, correction: Correction) -> None:
    """Rows for one correction; used live and by `rebuild`."""
    rows = {row.id: row for row in incident_rows(world.store, correction.at, every=True)}
    row = rows[correction.incident]
    with world.store.atomic():
        world.store.save_correction(
            at=correction.at, author=correction.author, reason=correction.reason, action=correction.action,
            incident=correction.incident, detail=dict(correction.detail),
        )  # fmt: skip
        match correction.action:
            case "set" | "confirm":
                _declare(world, row, correction)
            case "merge":
                _declare(world, row, correction, merged_into=correction.detail["into"])
            case "ignore":
                _declare(world, row, correction, withdrawn=True)
            case "link" | "unlink":
                _tie(world, correction.incident, correction, removed=correction.action == "unlink")
            case "split":
                _split(world, row, correction)
            case action:
                raise AssertionError(action)


def _declare(
    world: World, row: IncidentRow, correction: Correction, *, merged_into: str | None = None, withdrawn: bool = False
) -> None:
    detail = correction.detail
    onset = moment_in(detail["onset"]) if "onset" in detail else row.onset
    world.store.save_incident(
        {
            "id": row.id, "name": detail.get("name", row.name), "type": detail.get("type", row.type),
            "adcode": detail.get("place", row.adcode),
            "onset_earliest": None if onset is None else stamp_or_none(onset.earliest),
            "onset_latest": None if onset is None else stamp_or_none(onset.latest),
            "article": None, "decided_by": correction.author, "reason": correction.reason,
            "merged_into": merged_into, "withdrawn": int(withdrawn), "recorded_at": stamp(correction.at),
        }
    )  # fmt: skip


def _tie(world: World, incident: str, correction: Correction, *, removed: bool) -> None:
    for url in correction.detail["urls"]:
        world.store.save_link(
            incident=incident, url=url, score=1.0, why=[correction.reason], decided_by=correction.author,
            recorded_at=correction.at, role=correction.detail.get("role"), removed=removed,
        )  # fmt: skip


def _split(world: World, row: IncidentRow, correction: Correction) -> None:
    """The named pages leave for an incident of their own, which takes the old one's facts."""
    stem = row.id.rsplit("-", 1)[0] + "-"
    taken = world.store.rows("SELECT DISTINCT id FROM incidents WHERE id LIKE ?", (stem + "%",))
    new = f"{stem}{len(taken) + 1}"
    _tie(world, row.id, correction, removed=True)
    _declare(
        world,
        IncidentRow(new, row.name, row.type, row.adcode, row.onset, correction.author, correction.at, None, False),
        correction,
    )
    _tie(world, new, correction, removed=False)


def read_journal(journal: Path) -> list[Correction]:
    """All corrections that were written down, in order.

    Raises:
        StorageError: a line that cannot be read; nothing may be left out silently.
    """
    if not journal.exists():
        return []
    found = []
    for number, line in enumerate(journal.read_text("utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            found.append(
                Correction(
                    instant(row["at"]), row["author"], row["reason"], row["action"], row["incident"], row["detail"]
                )
            )
        except (ValueError, KeyError, TypeError) as error:
            raise StorageError(f"{journal}:{number}: cannot be read ({error}); mend the line, then run again") from error
    return found


def _append(journal: Path, line: str) -> None:
    try:
        journal.parent.mkdir(parents=True, exist_ok=True)
        with journal.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StorageError(f"{journal}: {error.strerror}; nothing was changed") from error
