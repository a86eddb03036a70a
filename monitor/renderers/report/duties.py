"""The quieter duties that fell due in the period: what documents, plans and the calendar asked for."""

from __future__ import annotations

from collections import Counter

from monitor.core.duties.explain import closing, names, wanted, why
from monitor.core.duties.verdict import DutyVerdict
from monitor.core.wording import DUTY_STATUS, say
from monitor.renderers._columns import tidy
from monitor.renderers.duties import ORDER, ranked
from monitor.renderers.report.model import Cell, Column, Paragraph, Section, Table
from monitor.renderers.report.telling import Told, web_address


def duties(told: Told) -> Section:
    """How many fell due and how they fared, then a row for each, the worst first."""
    found = ranked(told.report.duties)
    counted = Counter(one.status for one in found if one.scored)
    said = told.joined(f"{say(DUTY_STATUS, s.value, told.lang)} {counted[s]}" for s in ORDER if counted[s])
    columns = (
        Column(told.say("h_status"), wide=0.8), Column(told.say("h_agency"), wide=1.2),
        Column(told.say("h_duty"), wide=2), Column(told.say("h_owed"), wide=1.4),
        Column(told.say("h_closes"), wide=0.9), Column(told.say("h_why"), wide=1.6),
    )  # fmt: skip
    table = Table(told.say("s_duties"), columns, tuple(_row(told, one) for one in found))
    scored = sum(counted.values())
    words = told.say("sum_duties", due=len(found), scored=scored, counts=said or "0")
    return Section("duties", told.say("duties"), (Paragraph(words), table))


def _row(told: Told, one: DutyVerdict) -> tuple[Cell, ...]:
    page = one.fulfilled_by[0] if one.fulfilled_by else None
    about = one.clause.about + ("：" if told.lang == "zh" else ": ") + tidy(one.subject)
    link, below = ("", ()) if page is None else (web_address(page.url), (tidy(page.title),))
    document = one.instrument.number or one.instrument.title
    return (
        Cell(
            say(DUTY_STATUS, one.status.value, told.lang), status=one.status.value,
            notes=() if one.scored else (told.say("shown_only"),),
        ),
        Cell(names(one, told.lang)),
        Cell(about, href=link, notes=below),
        Cell(wanted(one.clause, told.lang), notes=(f"{document} {one.clause.id}",)),
        Cell("" if one.deadline is None else closing(one.deadline), one.deadline),
        Cell(why(one.reason, told.lang)),
    )  # fmt: skip
