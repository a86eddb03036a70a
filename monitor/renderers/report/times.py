"""How soon duties were done: estimates where there are enough cases, and the times of every incident."""

from __future__ import annotations

from monitor.core.response_times import Spread, first_act, hours_between
from monitor.core.shares import SMALL, Share
from monitor.core.statement import Role
from monitor.core.weekly import Row
from monitor.core.wording import DUTY, say
from monitor.renderers.report.model import Block, Cell, Column, Paragraph, Picture, Section, Table
from monitor.renderers.report.telling import Told, number

INFORMATION = (Role.FIRST_REPORT, Role.AUTHORITATIVE_INFO, Role.PRESS_CONFERENCE, Role.RUMOUR_REFUTATION)
CONFERENCE = (Role.PRESS_CONFERENCE,)


def times(told: Told) -> Section:
    """By duty, then by incident."""
    spreads = told.report.spreads
    blocks: list[Block] = [_table(told), Paragraph(told.say("note_times", least=SMALL))]
    blocks += [_curve(told, spread) for spread in spreads if spread.enough]
    blocks.append(_acts(told))
    return Section("times", told.say("times"), tuple(blocks))


def _table(told: Told) -> Table:
    columns = (
        Column(told.say("h_duty"), wide=1.6), Column(told.say("h_cases"), "number", 0.6),
        Column(told.say("h_limit"), wide=0.8), Column(told.say("h_in_limit"), "share", 1.2),
        Column(told.say("h_median"), "hours", 1.2), Column(told.say("h_band"), "hours", 1.2),
        Column(told.say("h_left_out"), "number", 0.8), Column(told.say("h_watched"), "number", 0.8),
    )  # fmt: skip
    return Table(told.say("s_times"), columns, tuple(_row(told, spread) for spread in told.report.spreads))


def _row(told: Told, spread: Spread) -> tuple[Cell, ...]:
    unit = " 小时" if told.lang == "zh" else " h"
    limits = told.joined(f"{limit:g}{unit}" for limit in spread.limits) or "—"
    within = Cell("—")
    if len(spread.limits) == 1:
        surely, possibly = spread.share(spread.limits[0])
        within = told.share(Share(surely, possibly, len(spread.observed)))
    return (
        Cell(say(DUTY, spread.duty, told.lang)),
        number(len(spread.observed)),
        Cell(limits),
        within,
        told.hours(spread.median),
        told.hours(spread.band),
        number(spread.left_out),
        Cell(f"{spread.watched}/{len(spread.observed) + spread.left_out}", spread.watched),
    )


def _curve(told: Told, spread: Spread) -> Picture:
    from monitor.renderers.pictures import response_curve

    return Picture(response_curve(spread, lang=told.lang, ident=f"curve-{spread.duty}"))


def _acts(told: Told) -> Table:
    columns = (
        Column(told.say("h_incident"), wide=2), Column(told.say("h_onset"), "moment", 1.4),
        Column(told.say("h_first_info"), "moment", 1.4), Column(told.say("h_first_hours"), "hours", 1),
        Column(told.say("h_conference"), "moment", 1.4), Column(told.say("h_first_hours"), "hours", 1),
    )  # fmt: skip
    return Table(told.say("s_acts"), columns, tuple(_incident(told, row) for row in told.report.rows))


def _incident(told: Told, row: Row) -> tuple[Cell, ...]:
    onset = row.dossier.onset()
    started = None if onset is None else onset.moment
    cells = [told.incident(row.dossier.id, row.dossier.name), told.moment(started)]
    for roles in (INFORMATION, CONFERENCE):
        act = first_act(row.dossier, roles)
        cells.append(Cell("—") if act is None else told.moment(act))
        cells.append(told.hours(None if act is None or started is None else hours_between(started, act)))
    return tuple(cells)
