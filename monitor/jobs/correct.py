"""Corrections by people: merge, split, link, unlink, set, ignore. New rows, never changed ones.

Each is first appended to ``corrections.jsonl`` (with the WARC files the other truth, from which
`rebuild` makes the database again) and then applied to the database.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from monitor.core.incident import Grade
from monitor.core.linking import Sighting, propose
from monitor.core.problems import ConfigError, Problem
from monitor.core.statement import Role
from monitor.jobs.journal import Correction, Journal, read_journal
from monitor.jobs.naming import name_of
from monitor.jobs.world import World
from monitor.store.dossiers import IncidentRow, incident_rows, load, members, sightings_of, standing
from monitor.store.ties import free_id
from monitor.store.wire import moment_in, stamp, stamp_or_none

__all__ = ["ACTIONS", "Correction", "apply", "correct", "mistakes", "read_journal", "unfit"]

SHANGHAI = ZoneInfo("Asia/Shanghai")
CLASSES = ("自然灾害", "事故灾难", "公共卫生", "社会安全", "政务舆情", "突发事件")
"""What the type of an incident begins with."""

ACTIONS = ("set", "link", "unlink", "merge", "split", "ignore", "confirm", "review")

CHOICES = ("accept", "move", "split", "ignore")
"""What a person may decide of a page in the review queue."""


def correct(world: World, correction: Correction, *, journal: Path) -> None:
    """Check, write down, apply. Nothing is done when anything is wrong.

    Raises:
        ConfigError: everything that is wrong with it.
        StorageError: it could not be written; nothing was changed.
    """
    problems = list(mistakes(world, correction))
    if problems:
        raise ConfigError(problems)
    with Journal(journal) as book, world.store.atomic():
        apply(world, correction)
        book.append(correction.line())
    # Leaving takes the line back where the database could not be written.


def unfit(world: World, correction: Correction) -> Problem | None:
    """Why a correction that was written down cannot be applied to this database."""
    known = {row.id for row in incident_rows(world.store, correction.at, every=True)}
    for name in (correction.incident, correction.detail.get("into", correction.incident)):
        if name not in known:
            what = f"{correction.action} of {stamp(correction.at)} by {correction.author}: there is no {name}"
            return Problem("corrections.jsonl", what, "the evidence for it is missing; it was left out")
    return None


def mistakes(world: World, correction: Correction) -> Iterable[Problem]:
    """What is wrong with a correction."""
    rows = {row.id: row for row in incident_rows(world.store, correction.at, every=True)}
    detail, row = correction.detail, rows.get(correction.incident)
    if not correction.author.strip():
        yield Problem("--by", "a correction needs an author", "give your name")
    if not correction.reason.strip():
        yield Problem("--reason", "a correction needs a reason", "say why in a sentence")
    if row is None:
        yield Problem("INCIDENT", f"no incident {correction.incident!r}", "`incidents` lists what is known")
    elif row.merged_into and correction.action != "confirm":
        mend = f"correct {row.merged_into}, or undo the merge with `incident confirm {row.id}`"
        yield Problem("INCIDENT", f"{row.id!r} was merged into {row.merged_into!r}", mend)
    if correction.action == "merge":
        yield from _merge_mistakes(rows, correction)
    if correction.action == "set" and not detail:
        yield Problem("set", "nothing to set", "give --onset, --place, --grade, --type or --name")
    yield from _fact_mistakes(detail, {agency.adcode for agency in world.sources.agencies.values()})
    if correction.action in ("link", "unlink", "split", "review"):
        yield from _page_mistakes(world, correction)


def _merge_mistakes(rows: Mapping[str, IncidentRow], correction: Correction) -> Iterable[Problem]:
    name = correction.detail.get("into")
    other = rows.get(str(name))
    if other is None or name == correction.incident:
        yield Problem("--into", f"no other incident {name!r}", "`incidents` lists what is known")
    elif other.merged_into or other.withdrawn:
        state = f"merged into {other.merged_into!r}" if other.merged_into else "set aside as no incident"
        yield Problem("--into", f"{name!r} was {state}", "name another one, or `incident confirm` it first")


def _fact_mistakes(detail: Mapping[str, Any], ours: set[str]) -> Iterable[Problem]:
    if "grade" in detail and detail["grade"] not in {g.value for g in Grade}:
        yield Problem("--grade", f"{detail['grade']!r} is no grade", "write " + "|".join(g.value for g in Grade))
    place = detail.get("place")
    if place is not None and place not in ours and not _is_place(place):
        yield Problem("--place", f"{place!r} is no place code", "write the six digits of GB/T 2260, such as 110106")
    for option in ("name", "type"):
        if option in detail and not detail[option].strip():
            yield Problem(f"--{option}", "is empty", "give one, or leave the option out")
    if "type" in detail and detail["type"].strip() and detail["type"].split("/")[0] not in CLASSES:
        mend = f"begin with one of {'|'.join(CLASSES)}, as 事故灾难/火灾"
        yield Problem("--type", f"{detail['type']!r} is no type", mend)


def _is_place(code: str) -> bool:
    """A division of GB/T 2260: it has a name of its own beside that of the unit above it."""
    from monitor.text.places import name_of as place_name

    if len(code) != len("110106") or not (code.isascii() and code.isdigit()):
        return False
    above = "" if code.endswith("0000") else code[:2] + "0000" if code.endswith("00") else code[:4] + "00"
    return bool(place_name(code)) and place_name(code) != place_name(above)


def _ties(world: World, correction: Correction, url: str) -> list[sqlite3.Row]:
    """The decisions about a page for the incident and all that were merged into it, in order."""
    known = {row.id: row for row in incident_rows(world.store, correction.at, every=True)}
    shown = members(correction.incident, known)
    marks = ",".join("?" for _ in shown)
    return world.store.rows(
        f"SELECT * FROM links WHERE incident IN ({marks}) AND url = ? ORDER BY recorded_at, id", (*shown, url)
    )


def _page_mistakes(world: World, correction: Correction) -> Iterable[Problem]:
    role = correction.detail.get("role")
    if role is not None and role not in {r.value for r in Role}:
        yield Problem("--role", f"{role!r} is no role", "write " + "|".join(r.value for r in Role))
    for url in correction.detail.get("urls", ()):
        if world.store.value("SELECT 1 FROM articles WHERE url = ? LIMIT 1", (url,)) is None:
            yield Problem("URL", f"{url!r} was never captured", "give the address of a captured page")
            continue
        if correction.action in ("link", "review"):
            continue
        tied = any(not tie["removed"] for tie in standing(_ties(world, correction, url)).values())
        if not tied and not _in_doubt(world, correction, url):
            yield Problem("URL", f"{url!r} is not tied to this incident", "`timeline` shows its pages")


def _in_doubt(world: World, correction: Correction, url: str) -> bool:
    """Nobody tied it, but it is shown as what may be the answer: a person may say that it is none."""
    dossier = load(world.store, correction.incident, as_of=correction.at, sources=world.sources)
    return dossier is not None and any(
        release.url == url and "unread" not in release.flags for release in dossier.releases
    )


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
            case "set":
                _declare(world, row, correction, merged_into=row.merged_into, withdrawn=row.withdrawn)
            case "confirm":  # also undoes a merge, and brings back what was set aside
                _declare(world, row, correction)
            case "merge":
                _declare(world, row, correction, merged_into=correction.detail["into"])
            case "ignore":
                _declare(world, row, correction, withdrawn=True)
            case "link" | "unlink":
                _tie(world, correction.incident, correction, removed=correction.action == "unlink")
            case "split":
                _split(world, row, correction)
            case "review":
                _reviewed(world, row, correction)
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


def _reviewed(world: World, row: IncidentRow, correction: Correction) -> None:
    """A page of the queue goes where the person said, and leaves every other incident that it was in doubt for."""
    choice, detail = correction.detail["choice"], correction.detail
    if choice == "split":
        _split(world, row, correction)
    elif choice in ("accept", "move"):
        _tie(world, correction.incident, correction, removed=False)
    else:
        _tie(world, correction.incident, correction, removed=True)
    for other in detail.get("against", ()):
        if other != correction.incident:
            _tie(world, other, replace(correction, detail={**detail, "role": None}), removed=True)


def _own_facts(world: World, row: IncidentRow, urls: Sequence[str]) -> IncidentRow:
    """What the first of the pages that says when and where gives; else the old incident's, but for its time."""
    for page in sorted(sightings_of(world.store, urls, world.sources), key=Sighting.order):
        proposal = propose(replace(page, proposes=True))
        if proposal is not None and proposal.sure:
            return replace(
                row, name=name_of(proposal), type=proposal.type, adcode=proposal.adcode, onset=proposal.onset
            )
    return replace(row, onset=None)


def _split(world: World, row: IncidentRow, correction: Correction) -> None:
    """The named pages leave for an incident of their own, with what they say of it."""
    old, row = row, _own_facts(world, row, correction.detail["urls"])
    stem = old.id.rsplit("-", 1)[0] + "-"
    if row is not old and row.onset is not None and row.onset.earliest is not None:
        stem = f"i-{row.onset.earliest.astimezone(SHANGHAI):%Y%m%d}-{row.adcode}-"
    new = free_id(world.store, stem)
    ties = {url: standing(_ties(world, correction, url)).get(url) for url in correction.detail["urls"]}
    roles = {url: None if tie is None else tie["role"] for url, tie in ties.items()}
    _tie(world, old.id, correction, removed=True)
    _declare(
        world,
        IncidentRow(new, row.name, row.type, row.adcode, row.onset, correction.author, correction.at, None, False),
        correction,
    )
    for url, role in roles.items():  # a role that a person gave goes with its page
        one = replace(correction, detail={**correction.detail, "urls": [url], "role": role})
        _tie(world, new, one, removed=False)
