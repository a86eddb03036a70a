"""Why a page is tied to an incident or not: every feature, the score, the best alternative, what would change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.core.linking import DOUBTFUL, TIED, Known, Match, Sighting, match
from monitor.core.problems import ConfigError, Problem
from monitor.core.reasons import code_of, english, in_language, tell, without
from monitor.jobs.review import shown_time
from monitor.jobs.tying import Tying
from monitor.jobs.world import World
from monitor.store.dossiers import sightings_of
from monitor.store.ties import Tie, ties_of_pages
from monitor.store.wire import instant, stamp


@dataclass(frozen=True, slots=True)
class Change:
    """What would change the outcome: a condition, the points it brings, and what would follow."""

    condition: str
    condition_en: str
    points: float
    outcome: str  # tied, doubtful, apart


@dataclass(frozen=True, slots=True)
class Linkage:
    """The comparison of one page with one incident as of a time."""

    page: Sighting
    known: Known
    match: Match
    outcome: str
    stands: Tie | None  # what was decided, by rule or by a person
    alternative: Match | None
    alternative_name: str
    changes: tuple[Change, ...]


def explain_link(world: World, url: str, incident: str, *, as_of: datetime) -> Linkage:
    """Compare a captured page with an incident that is there, without what the page itself has taught about it.

    Raises:
        ConfigError: no such page.
    """
    pages = [one for one in sightings_of(world.store, [url], world.sources) if one.recorded_at <= as_of]
    if not pages:
        mend = "give the address of a captured page, as `timeline --json` or `review` shows it"
        raise ConfigError([Problem("ARTICLE", f"{url!r} was never captured and read", mend)])
    page = pages[0]
    tying = Tying(world, until=stamp(as_of))
    known = tying.known_without(incident, url)
    one = match(page, known)
    ties = ties_of_pages(world.store, [url], until=stamp(as_of)).get(url, [])
    stands = next((tie for tie in ties if tie.incident == incident), None)
    others = [match(page, other) for other in tying.rivals(page) if other.shown not in (incident, known.shown)]
    best = max(others, key=lambda m: (m.points, m.incident), default=None)
    name = "" if best is None else tying.name(best.incident)
    return Linkage(page, known, one, outcome_of(one.points), stands, best, name, changes(page, known, one))


def called(world: World, incident: str, *, as_of: datetime) -> str:
    """What an incident is called."""
    return Tying(world, until=stamp(as_of)).name(incident)


def outcome_of(points: float) -> str:
    """What so many points lead to, as far as rules decide."""
    return "tied" if points >= TIED else "doubtful" if points >= DOUBTFUL else "apart"


def changes(page: Sighting, known: Known, one: Match) -> tuple[Change, ...]:
    """What would make it another outcome: a mark that it rests on, were it missing; a missing one, were it there."""
    now, found = outcome_of(one.points), []
    for points, words in one.parts:
        rest = one.points - points
        if outcome_of(rest) != now:
            found.append(Change(without(words), without(words, "en"), round(-points, 2), outcome_of(rest)))
    for condition, points in _missing(page, known):
        if outcome_of(one.points + points) != now:
            found.append(Change(condition, in_language(condition, "en"), points, outcome_of(one.points + points)))
    return tuple(found)


def _missing(page: Sighting, known: Known) -> list[tuple[str, float]]:
    said, found = page.said, []
    if said.onset is None:
        found.append((tell("if_same_time"), 4.0))
        found.append((tell("if_other_day"), -6.0))
    if said.place is None and not page.places():
        found.append((tell("if_same_place"), 2.5))
        found.append((tell("if_other_place"), -6.0))
    if said.incident_type is None:
        found.append((tell("if_same_kind"), 1.5))
    if not (page.names() & known.names):
        found.append((tell("if_same_name"), 2.0))
    if page.dead() is None and known.dead is not None and known.dead >= 3:
        found.append((tell("if_same_dead", number=known.dead), 1.0))
    return found


def linkage_json(one: Linkage) -> dict[str, Any]:
    """The comparison as `explain link --json` gives it."""
    best, stands = one.alternative, one.stands
    return {
        "article": {"url": one.page.url, "title": one.page.title},
        "incident": one.match.incident,
        "features": [
            {
                "points": round(points, 2), "words": words, "words_en": in_language(words, "en"),
                "code": code_of(words),
            }
            for points, words in one.match.parts
        ],
        "points": one.match.points,
        "score": one.match.score,
        "limits": {"tied": TIED, "doubtful": DOUBTFUL},
        "outcome": one.outcome,
        "decided": None
        if stands is None
        else {
            "by": stands.by, "state": "removed" if stands.removed else "doubtful" if stands.doubtful else "tied",
            "why": list(stands.why), "why_en": english(stands.why), "at": shown_time(instant(stands.recorded_at)),
        },
        "alternative": None
        if best is None
        else {
            "incident": best.incident, "name": one.alternative_name, "points": best.points, "score": best.score,
            "why": list(best.why), "against": list(best.against),
            "why_en": english(best.why), "against_en": english(best.against),
        },
        "changes": [
            {
                "condition": c.condition, "condition_en": c.condition_en, "points": c.points, "outcome": c.outcome,
            }
            for c in one.changes
        ],
    }  # fmt: skip
