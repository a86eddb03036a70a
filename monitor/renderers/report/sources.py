"""The end of a report: how well each feed was watched, the rules that were applied, and the limits."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.explain import clock, owed
from monitor.core.incident import Grade
from monitor.core.instrument import Clause, Instrument
from monitor.core.quoting import quoted
from monitor.core.verdict import Status
from monitor.core.weekly import FeedHealth
from monitor.core.wording import CLOCK, GRADE, OUTCOME, ROLE, say
from monitor.renderers._columns import tidy
from monitor.renderers.report.model import Block, Cell, Column, Notes, Paragraph, Picture, Section, Table
from monitor.renderers.report.telling import Told, number

NAMED_STRETCHES = 5


def coverage(told: Told) -> Section:
    """Which feeds had holes, a calendar, and a row for each feed."""
    feeds = sorted(told.report.feeds, key=lambda feed: feed.feed)
    if not feeds:
        return Section("coverage", told.say("coverage"), (Paragraph(told.say("sum_no_feeds"), warning=True),))
    blind = [f"{feed.feed} {cover(feed)}" for feed in feeds if feed.holes]
    said = told.say("blind_feeds", feeds=told.joined(blind)) if blind else told.say("no_blind")
    columns = (
        Column(told.say("h_feed"), wide=2.2), Column(told.say("h_looks"), "number", 0.7),
        Column(told.say("h_failures"), wide=1.2), Column(told.say("h_covered"), "percent", 0.7),
        Column(told.say("h_blind"), wide=2.2),
    )  # fmt: skip
    table = Table(told.say("s_feeds"), columns, tuple(_feed(told, feed) for feed in feeds))
    return Section("coverage", told.say("coverage"), (Paragraph(said, warning=bool(blind)), _calendar(told), table))


def _calendar(told: Told) -> Picture:
    from monitor.renderers.pictures import coverage_calendar

    report = told.report
    drawn = coverage_calendar(report.feeds, report.period, as_of=report.as_of, lang=told.lang, ident="calendar")
    return Picture(drawn)


def _feed(told: Told, health: FeedHealth) -> tuple[Cell, ...]:
    failures = told.joined(f"{say(OUTCOME, key, told.lang)} {n}" for key, n in sorted(health.failures.items()) if n)
    ends = ((hole.earliest, hole.latest) for hole in health.holes)
    stretches = [" – ".join("…" if end is None else clock(end) for end in pair) for pair in ends]
    more = len(stretches) - NAMED_STRETCHES
    shown = stretches[:NAMED_STRETCHES] + ([told.say("more_stretches", n=more)] if more > 0 else [])
    return (
        Cell(health.feed, notes=(tidy(health.url),)),
        number(health.looks),
        Cell(failures or "–"),
        Cell(cover(health) or "–", health.covered / health.of if health.of else None),
        Cell(shown[0] if shown else "–", notes=tuple(shown[1:])),
    )


def lowest_cover(feeds: Sequence[FeedHealth]) -> str:
    """The share of the least covered feed; empty where there is none."""
    due = [health for health in feeds if health.of]
    return cover(min(due, key=lambda health: health.covered / health.of)) if due else ""


def cover(health: FeedHealth) -> str:
    """Rounded down: a feed that missed a minute was not watched to 100 %."""
    return f"{int(1000 * (health.covered / health.of)) / 10:g}%" if health.of else ""


def rules(told: Told) -> Section:
    """The clauses that applied or may have, with their clock and their acceptance table."""
    applied = {v.clause.id for row in told.report.rows for v in row.verdicts if v.status is not Status.NOT_APPLICABLE}
    found = [(one, [c for c in one.clauses if c.scored and c.id in applied]) for one in told.instruments()]
    rows = tuple(_clause(told, one, clause) for one, clauses in found for clause in clauses)
    others = sum(1 for _, clauses in found if not clauses)
    columns = (
        Column(told.say("h_document"), wide=1.6), Column(told.say("h_owed"), wide=1.5),
        Column(told.say("h_grades"), wide=0.9), Column(told.say("h_clock"), wide=0.8),
        Column(told.say("h_words"), wide=1.8), Column(told.say("h_accepts"), wide=1.4),
    )  # fmt: skip
    blocks: list[Block] = [Table(told.say("s_rules"), columns, rows)] if rows else []
    if others:
        blocks.append(Paragraph(told.say("rules_other" if rows else "rules_none", n=others)))
    return Section("rules", told.say("rules"), tuple(blocks))


def _clause(told: Told, one: Instrument, clause: Clause) -> tuple[Cell, ...]:
    lang = told.lang
    since = "?" if one.effective_from is None else one.effective_from.isoformat()
    until = "…" if one.effective_to is None else one.effective_to.isoformat()
    grades = [grade.value for grade in Grade if clause.grades and grade in clause.grades]
    inferred = (told.say("inferred"),) if clause.clock_basis.value == "inferred" else ()
    return (
        Cell(one.number or one.title, notes=((one.title,) if one.number else ()) + (f"{since} – {until}",)),
        Cell(owed(clause, lang), notes=(clause.id,)),
        Cell(told.joined(say(GRADE, key, lang) for key in grades) or told.say("any_grade")),
        Cell(say(CLOCK, clause.clock.value, lang), notes=inferred),
        Cell(f"{clause.article} {quoted(clause.quote, 'zh')}".strip()),
        Cell(told.joined(say(ROLE, role.value, lang) for role in clause.accepts)),
    )


def limits(told: Told) -> Section:
    """How it was judged, and what it cannot say."""
    keys = ("channels", "interval", "clock", "outage", "withdrawn", "same")
    return Section("limits", told.say("limits"), (Notes(tuple(told.say(f"limit_{key}") for key in keys)),))
