"""The review queue: pages that rules leave in doubt, and what people decide of them.

A decision is a correction like every other: one line of ``corrections.jsonl`` with author and reason, learnt from
only as a fact (the page belongs there), never as a rule.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from monitor.core.moment import Moment
from monitor.core.problems import ConfigError, Problem
from monitor.core.reasons import AGAINST, english
from monitor.jobs.correct import CHOICES, Correction, correct
from monitor.jobs.world import World
from monitor.store.dossiers import sightings_of
from monitor.store.ties import Declared, Tie, declared, doubtful_pages, ties_of_pages
from monitor.store.wire import instant, stamp

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One incident that the page may belong to."""

    incident: str
    name: str
    score: float
    why: tuple[str, ...]
    against: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One page that waits for a person, the best candidate first."""

    id: str
    url: str
    title: str
    speaker: str
    published: Moment
    asked_at: datetime
    candidates: tuple[Candidate, ...]
    official: bool  # an authority's own page: while it waits, nobody may say "late" or "none found"

    def commands(self) -> tuple[str, ...]:
        """The commands that settle it, for pages that only read."""
        found = [
            f"review accept {self.id} --incident {one.incident} --by NAME --reason WHY" for one in self.candidates
        ]
        return (
            *found, f"review move {self.id} --into INCIDENT --by NAME --reason WHY",
            f"review split {self.id} --by NAME --reason WHY", f"review ignore {self.id} --by NAME --reason WHY",
            f"explain link {shlex.quote(self.url)} {self.candidates[0].incident}",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answered:
    """A decision that was taken."""

    at: datetime
    author: str
    reason: str
    choice: str
    url: str
    incident: str


def questions(world: World, *, as_of: datetime, incident: str | None = None) -> list[Question]:
    """Everything that waits, authorities' pages first, then the longest waiting; of one incident if given."""
    until = stamp(as_of)
    urls = doubtful_pages(world.store, until=until)
    ties = ties_of_pages(world.store, urls, until=until)
    open_ = {url: some for url in urls if (some := _open(ties.get(url, ())))}
    rows = _declarations(world, {tie.incident for some in open_.values() for tie in some}, until)
    found = []
    for page in sightings_of(world.store, open_, world.sources):
        candidates = _candidates(open_[page.url], rows)
        if not candidates or (incident is not None and all(one.incident != incident for one in candidates)):
            continue
        number = world.store.value("SELECT min(id) FROM articles WHERE url = ?", (page.url,))
        source = world.store.value("SELECT source FROM articles WHERE id = ?", (number,))
        asked = min(instant(tie.recorded_at) for tie in open_[page.url])
        speaker = page.agency.name if page.agency is not None else source or ""
        found.append(
            Question(
                f"q{number}", page.url, page.title, speaker, page.publication.published, asked, candidates,
                page.agency is not None,
            )
        )
    return sorted(found, key=lambda one: (not one.official, one.asked_at, one.url))


def _open(ties: Sequence[Tie]) -> list[Tie]:
    """The doubtful ties of a page; none where it is surely tied, or a person has tied it somewhere."""
    standing = [tie for tie in ties if not tie.removed]
    if any(tie.by != "rule" for tie in standing):
        return []
    return [tie for tie in standing if tie.doubtful]


def _declarations(world: World, names: Iterable[str], until: str) -> dict[str, Declared]:
    """These incidents and those into which they were merged."""
    rows = declared(world.store, names, until=until)
    further = {row.merged_into for row in rows.values() if row.merged_into} - set(rows)
    while further:
        more = declared(world.store, [name for name in further if name], until=until)
        rows |= more
        further = {row.merged_into for row in more.values() if row.merged_into} - set(rows)
    return rows


def _candidates(ties: Sequence[Tie], rows: dict[str, Declared]) -> tuple[Candidate, ...]:
    """By the incident that shows them; those set aside are no candidates."""
    best: dict[str, Candidate] = {}
    for tie in ties:
        name = tie.incident
        while name in rows and rows[name].merged_into:
            name = rows[name].merged_into or name
        row = rows.get(name)
        if row is None or row.withdrawn:
            continue
        why = tuple(reason for reason in tie.why if not reason.startswith(AGAINST))
        against = tuple(reason.removeprefix(AGAINST) for reason in tie.why if reason.startswith(AGAINST))
        if name not in best or tie.score > best[name].score:
            best[name] = Candidate(name, row.name, tie.score, why, against)
    return tuple(sorted(best.values(), key=lambda one: (-one.score, one.incident)))


def answered(world: World, *, as_of: datetime) -> list[Answered]:
    """The decisions taken by then, the latest first."""
    rows = world.store.rows(
        "SELECT * FROM corrections WHERE action = 'review' AND at <= ? ORDER BY at DESC, id DESC", (stamp(as_of),)
    )
    found = []
    for row in rows:
        detail = json.loads(row["detail"])
        found.append(
            Answered(
                instant(row["at"]), row["author"], row["reason"], detail["choice"], detail["urls"][0], row["incident"]
            )
        )
    return found


def question(world: World, name: str, *, as_of: datetime) -> Question:
    """The question of that id, or about that page.

    Raises:
        ConfigError: there is none that is open.
    """
    found = [one for one in questions(world, as_of=as_of) if name in (one.id, one.url)]
    if found:
        return found[0]
    raise ConfigError([Problem("PAGE", f"{name!r} does not wait for a decision", "`review` lists what does")])


def settle(
    world: World, name: str, choice: str, *, author: str, reason: str, at: datetime, journal: Path,
    into: str | None = None, role: str | None = None,
) -> Correction:  # fmt: skip
    """Take one decision: checked, written down, applied. Nothing is done when anything is wrong.

    ``into`` is the incident for ``accept`` (the best candidate unless given) and for ``move``.

    Raises:
        ConfigError: everything that is wrong with it.
    """
    assert choice in CHOICES
    asked = question(world, name, as_of=at)
    candidates = [one.incident for one in asked.candidates]
    target = into or candidates[0]
    if choice == "accept" and target not in candidates:
        what = f"{target!r} is no candidate for {asked.id}"
        mend = f"name one of {', '.join(candidates)}, or use `review move`"
        raise ConfigError([Problem("--incident", what, mend)])
    if choice == "accept" and into is None and len(candidates) > 1:
        what = f"{asked.id} may belong to {len(candidates)} incidents"
        raise ConfigError([Problem("--incident", what, f"name one of {', '.join(candidates)}")])
    ties = ties_of_pages(world.store, [asked.url]).get(asked.url, [])
    doubted = sorted({tie.incident for tie in ties if not tie.removed and tie.by == "rule"} | set(candidates))
    detail = {"urls": [asked.url], "choice": choice, "against": [one for one in doubted if one != target]}
    if role is not None:
        detail["role"] = role
    if choice == "split":
        target = candidates[0]
        detail["against"] = [one for one in doubted if one != target]
    one = Correction(at, author, reason, "review", target, detail)
    correct(world, one, journal=journal)
    return one


def question_json(one: Question) -> dict[str, Any]:
    """A question as `review --json` gives it and the pages show it."""
    return {
        "id": one.id, "url": one.url, "title": one.title, "speaker": one.speaker, "official": one.official,
        "published": span_json(one.published), "asked_at": shown_time(one.asked_at),
        "candidates": [
            {
                "incident": c.incident, "name": c.name, "score": c.score, "why": list(c.why),
                "against": list(c.against), "why_en": english(c.why), "against_en": english(c.against),
            }
            for c in one.candidates
        ],
        "commands": list(one.commands()),
    }  # fmt: skip


def answered_json(one: Answered) -> dict[str, Any]:
    """A decision as `review --decided --json` gives it."""
    return {
        "at": shown_time(one.at), "author": one.author, "reason": one.reason, "choice": one.choice, "url": one.url,
        "incident": one.incident,
    }  # fmt: skip


def shown_time(at: datetime) -> str:
    """An instant in Asia/Shanghai."""
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds")


def span_json(moment: Moment) -> dict[str, str | None]:
    """Both bounds in Asia/Shanghai."""
    low, high = moment.earliest, moment.latest
    return {
        "earliest": None if low is None else shown_time(low), "latest": None if high is None else shown_time(high),
    }  # fmt: skip
