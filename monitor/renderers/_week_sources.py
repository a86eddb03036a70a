"""The end of a weekly report: how well each feed was watched, and the rules that were applied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.core.explain import clock, owed
from monitor.core.incident import Grade
from monitor.core.instrument import Clause, Instrument
from monitor.core.weekly import FeedHealth
from monitor.core.wording import CLOCK, GRADE, OUTCOME, ROLE, say
from monitor.renderers._columns import tidy

NAMED_STRETCHES = 5


@dataclass(frozen=True, slots=True)
class FeedLine:
    """One feed in the period."""

    feed: str
    url: str
    looks: int
    failures: tuple[str, str]  # Chinese, English; empty where there were none
    covered: str  # per cent of the period, empty where none of it was due
    blind: tuple[str, ...]
    more: int  # blind stretches not named


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """One scored clause, as it was applied."""

    id: str
    article: str
    owed: tuple[str, str]
    grades: tuple[str, str]
    clock: tuple[str, str]
    inferred: bool
    quote: str
    accepts: tuple[str, str]


@dataclass(frozen=True, slots=True)
class RuleBlock:
    """One document with the clauses that are scored."""

    id: str
    number: str
    title: str
    since: str
    until: str
    clauses: tuple[ClauseLine, ...]


def feed_lines(feeds: Sequence[FeedHealth]) -> tuple[FeedLine, ...]:
    """Feeds by id."""
    return tuple(_feed(health) for health in sorted(feeds, key=lambda each: each.feed))


def rule_blocks(instruments: Sequence[Instrument]) -> tuple[RuleBlock, ...]:
    """Documents with their scored clauses; those without one are left out."""
    blocks = []
    for one in instruments:
        clauses = tuple(_clause(clause) for clause in one.clauses if clause.scored)
        if clauses:
            since = "?" if one.effective_from is None else one.effective_from.isoformat()
            until = "" if one.effective_to is None else one.effective_to.isoformat()
            blocks.append(RuleBlock(one.id, one.number or "", one.title, since, until, clauses))
    return tuple(blocks)


def lowest_cover(feeds: Sequence[FeedHealth]) -> str:
    """The share of the least covered feed; empty where there is none."""
    due = [health for health in feeds if health.of]
    return _cover(min(due, key=lambda health: health.covered / health.of)) if due else ""


def _cover(health: FeedHealth) -> str:
    """Rounded down: a feed that missed a minute was not watched to 100 %."""
    return f"{int(1000 * (health.covered / health.of)) / 10:g}%" if health.of else ""


def _feed(health: FeedHealth) -> FeedLine:
    zh = "，".join(f"{say(OUTCOME, key, 'zh')} {n}" for key, n in sorted(health.failures.items()) if n)
    en = ", ".join(f"{say(OUTCOME, key, 'en')} {n}" for key, n in sorted(health.failures.items()) if n)
    covered = _cover(health)
    ends = ((hole.earliest, hole.latest) for hole in health.holes)
    stretches = [" – ".join("…" if end is None else clock(end) for end in pair) for pair in ends]
    return FeedLine(
        health.feed, tidy(health.url), health.looks, (zh, en), covered,
        tuple(stretches[:NAMED_STRETCHES]), max(0, len(stretches) - NAMED_STRETCHES),
    )  # fmt: skip


def _clause(clause: Clause) -> ClauseLine:
    return ClauseLine(
        clause.id,
        clause.article,
        (owed(clause, "zh"), owed(clause, "en")),
        _grades(clause),
        (say(CLOCK, clause.clock.value, "zh"), say(CLOCK, clause.clock.value, "en")),
        clause.clock_basis.value == "inferred",
        clause.quote,
        (
            "、".join(say(ROLE, role.value, "zh") for role in clause.accepts),
            ", ".join(say(ROLE, role.value, "en") for role in clause.accepts),
        ),
    )


def _grades(clause: Clause) -> tuple[str, str]:
    if clause.grades is None:
        return "不限", "any"
    bound = [grade.value for grade in Grade if grade in clause.grades]
    return "、".join(say(GRADE, key, "zh") for key in bound), ", ".join(say(GRADE, key, "en") for key in bound)
