"""What is open, and what is other than it was when the period began."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from monitor.core.explain import left, owed
from monitor.core.outcome import GRAVE
from monitor.core.tally import obligations
from monitor.core.verdict import Status, Verdict
from monitor.core.weekly import Change
from monitor.core.wording import REASON, STATUS, say
from monitor.renderers.report.model import Cell, Column, Paragraph, Section, Table
from monitor.renderers.report.telling import Told, order_of
from monitor.renderers.report.words import CAUSES


def open_now(told: Told) -> Section:
    """Windows that are open, the next to close first; also of incidents after the period."""
    found = [
        (row, verdict)
        for row in (*told.report.rows, *told.report.open_elsewhere)
        for verdict in obligations(row.verdicts)
        if verdict.status is Status.PENDING and verdict.deadline is not None
    ]
    found.sort(key=lambda pair: (_closing(pair[1]), pair[0].dossier.id, pair[1].clause.id))
    columns = (
        Column(told.say("h_closes"), "moment", 1.3), Column(told.say("h_left"), wide=0.8),
        Column(told.say("h_incident"), wide=1.8), Column(told.say("h_owed"), wide=1.8),
    )  # fmt: skip
    rows = tuple(
        (
            told.moment(verdict.deadline),
            Cell(left(verdict, told.lang)),
            told.incident(row.dossier.id, row.dossier.name),
            told.owed(verdict),
        )
        for row, verdict in found
    )
    return Section("open", told.say("open"), (Table(told.say("s_open"), columns, rows),))


def _closing(verdict: Verdict) -> str:
    return order_of(None if verdict.deadline is None else verdict.deadline.earliest)


def grave(told: Told) -> Section:
    """Newly late, or newly not found."""
    return _section(told, "grave", [c for c in told.report.changes if Status(c.new) in GRAVE])


def settled(told: Told) -> Section:
    """Newly met."""
    return _section(told, "settled", [c for c in told.report.changes if Status(c.new) is Status.MET])


def changed(told: Told) -> Section:
    """Everything else that is other than it was; that a new incident has no grade yet is no change."""
    rest = [c for c in told.report.changes if Status(c.new) not in {*GRAVE, Status.MET} and not is_no_news(c)]
    section = _section(told, "changed", rest)
    if not told.report.withdrawn:
        return section
    names = told.joined(f"{name} ({number})" for number, name in told.report.withdrawn)
    return replace(section, blocks=(*section.blocks, Paragraph(told.say("withdrawn", names=names))))


def is_no_news(change: Change) -> bool:
    """A clause that was not asked before, and whose application is open."""
    return not change.old and Status(change.new) is Status.APPLICABILITY_UNKNOWN


def together(told: Told, changes: Iterable[Change]) -> list[list[Change]]:
    """Changes by what they say: documents that ask for the same and came out the same share one line."""
    known = told.known
    alike: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        verdict = known.get((change.incident, change.clause))
        asked = change.clause if verdict is None else owed(verdict.clause, told.lang)
        alike.setdefault((change.incident, asked, change.old, change.new, change.reason), []).append(change)
    return list(alike.values())


def _section(told: Told, key: str, found: list[Change]) -> Section:
    columns = (
        Column(told.say("h_incident"), wide=1.5), Column(told.say("h_owed"), wide=1.5),
        Column(told.say("h_change"), wide=1.1), Column(told.say("h_why"), wide=2),
    )  # fmt: skip
    rows = tuple(_row(told, same) for same in together(told, found))
    return Section(key, told.say(key), (Table(told.say(f"s_{key}"), columns, rows),))


def _row(told: Told, same: list[Change]) -> tuple[Cell, ...]:
    """One change; documents that ask for the same and came out the same share it."""
    change = same[0]
    clauses = told.joined(each.clause for each in same)
    verdict = told.known.get((change.incident, change.clause))
    asked = Cell(clauses) if verdict is None else Cell(owed(verdict.clause, told.lang), notes=(clauses,))
    old = (f"← {told.status(change.old).text}",) if change.old else ()
    why = tuple(say(CAUSES, cause, told.lang) for cause in change.causes)
    return (
        told.incident(change.incident, change.name),
        asked,
        Cell(say(STATUS, change.new, told.lang), status=change.new, notes=old),
        Cell(say(REASON, change.reason, told.lang), notes=(told.joined(why),) if why else ()),
    )
