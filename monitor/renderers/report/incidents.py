"""The incidents of a report: an index, each told in full, and all verdicts and pages for spreadsheets."""

from __future__ import annotations

from monitor.core.applies import Grading
from monitor.core.dossier import Dossier
from monitor.core.explain import clock, explain, owed, span
from monitor.core.moment import Moment
from monitor.core.release import Release
from monitor.core.turnbull import Interval
from monitor.core.verdict import Status, Verdict
from monitor.core.weekly import Row, obligations
from monitor.core.wording import FLAG, ROLE, STATUS, say
from monitor.renderers._columns import tidy
from monitor.renderers._words import MARK, compact, grade_short, grade_words, label, place_words, short_duty, toll_words
from monitor.renderers.report.model import (
    Block,
    Cell,
    Column,
    Facts,
    Finding,
    Paragraph,
    Picture,
    Section,
    Table,
)
from monitor.renderers.report.telling import Told, document, web_address

PICTURES = 20
"""More timelines than these make a file that no mail takes; every incident has one on the web pages."""


def incidents(told: Told) -> Section:
    """A table of all, then each in full as far as the format has room."""
    full = told.told_in_full()
    rows = [row for row in told.report.rows if row.dossier.id in full]
    blocks: list[Block] = [_index(told)]
    if len(rows) < len(told.report.rows):
        blocks.append(Paragraph(told.say("details_left", n=len(told.report.rows), shown=len(rows))))
    drawn = _drawn(told)
    parts = tuple(_incident(told, row, picture=row.dossier.id in drawn) for row in rows)
    return Section("incidents", told.say("incidents"), tuple(blocks), parts)


def _drawn(told: Told) -> frozenset[str]:
    return Told(told.report, told.context, PICTURES).told_in_full()


def _index(told: Told) -> Table:
    columns = (
        Column(told.say("h_onset"), "moment", 1.2), Column(told.say("h_incident"), wide=2),
        Column(told.say("h_place"), wide=1.2), Column(told.say("h_type"), wide=0.9),
        Column(told.say("h_grade"), wide=0.7), Column(told.say("h_toll"), wide=1),
        Column(told.say("h_verdicts"), wide=1.6),
    )  # fmt: skip
    return Table(told.say("s_incidents"), columns, tuple(_line(told, row) for row in told.report.rows))


def _line(told: Told, row: Row) -> tuple[Cell, ...]:
    dossier, lang = row.dossier, told.lang
    onset, kind = dossier.onset(), dossier.type()
    tags = [_tag(verdict, lang) for verdict in obligations(row)]
    return (
        Cell("?") if onset is None else _onset_cell(onset.moment),
        told.incident(dossier.id, dossier.name),
        Cell(_place(told, dossier)),
        Cell(told.say("unknown") if kind is None else told.kind(kind.value)),
        Cell(grade_short(row.grading, lang)),
        Cell(toll_words(row.figures, lang) or "–"),
        Cell(tags[0] if tags else "–", notes=tuple(tags[1:])),
    )


def _onset_cell(moment: Moment) -> Cell:
    at = moment.earliest or moment.latest
    return Cell("?" if at is None else clock(at)[:10], moment)


def _tag(verdict: Verdict, lang: str) -> str:
    status = verdict.status.value
    return f"{MARK[status]} {short_duty(verdict.clause, lang)} {say(STATUS, status, lang)}"


def _place(told: Told, dossier: Dossier) -> str:
    place = dossier.place()
    return tidy(place_words(dossier, told.context.place_name(place.adcode) if place else "", told.lang))


def _incident(told: Told, row: Row, *, picture: bool) -> Section:
    dossier = row.dossier
    blocks: list[Block] = [Facts((("", dossier.id), *_facts(told, row)))]
    if dossier.unconfirmed:
        blocks.append(Paragraph(told.say("unconfirmed"), warning=True))
    if picture:
        blocks.append(_picture(told, row))
    blocks += [_finding(told, v) for v in row.verdicts if v.status is not Status.NOT_APPLICABLE]
    rest = [v.clause.id for v in row.verdicts if v.status is Status.NOT_APPLICABLE]
    if rest:
        blocks.append(Paragraph(told.say("not_applicable", clauses=", ".join(rest))))
    if dossier.releases:
        blocks.append(_pages(told, dossier))
    return Section(dossier.id, tidy(dossier.name), tuple(blocks))


def _picture(told: Told, row: Row) -> Picture:
    from monitor.renderers.pictures import incident_timeline

    ident = f"timeline-{row.dossier.id}"
    return Picture(incident_timeline(row.dossier, row.verdicts, lang=told.lang, ident=ident, headed=False))


def _facts(told: Told, row: Row) -> tuple[tuple[str, str], ...]:
    dossier, lang = row.dossier, told.lang
    kind, onset, public = dossier.type(), dossier.onset(), dossier.first_public()
    unknown = told.say("unknown")
    return (
        (label("place", lang), _place(told, dossier)),
        (label("type", lang), unknown if kind is None else told.kind(kind.value)),
        (label("grade", lang), _grade(row.grading, lang)),
        (label("toll", lang), toll_words(row.figures, lang) or unknown),
        (label("onset", lang), unknown if onset is None else span(onset.moment)),
        (label("first_public", lang), unknown if public is None else span(public)),
    )


def _grade(grading: Grading, lang: str) -> str:
    known = "" if grading.known_at is None else span(grading.known_at)
    since = "" if not known else (f"，{known} 见诸公开" if lang == "zh" else f", public since {known}")
    return grade_words(grading, lang) + since


def _finding(told: Told, verdict: Verdict) -> Finding:
    key = verdict.status.value
    return Finding(
        key, say(STATUS, key, told.lang), owed(verdict.clause, told.lang), document(verdict), verdict.clause.id,
        explain(verdict, told.lang),
    )  # fmt: skip


def _pages(told: Told, dossier: Dossier) -> Table:
    columns = (
        Column(told.say("h_published"), "moment", 1.3), Column(told.say("h_who"), wide=1.2),
        Column(told.say("h_role"), wide=0.8), Column(told.say("h_title"), wide=2.4),
    )  # fmt: skip
    rows = tuple(_page(told, dossier, release) for release in dossier.releases)
    return Table(dossier.id, columns, rows, notes=(told.say("counted_note"),))


def _page(told: Told, dossier: Dossier, release: Release) -> tuple[Cell, ...]:
    when = told.moment(release.publication.published)
    if release.held is not None:
        when = Cell(when.text, when.value, notes=(told.say("held", at=compact(release.held)),))
    counted = " ●" if release.official and dossier.answerable(release.agency) else ""
    return (
        when,
        Cell(tidy(release.speaker or release.agency or "") + counted),
        Cell(say(ROLE, release.role.value, told.lang)),
        Cell(tidy(release.title), href=web_address(release.url), notes=_flags(release, told.lang)),
    )


def _flags(release: Release, lang: str) -> tuple[str, ...]:
    return tuple(f"⚑ {say(FLAG, flag, lang)}" for flag in dict.fromkeys((*release.publication.flags, *release.flags)))


def verdicts_sheet(told: Told) -> Table:
    """Every verdict of every incident, one a row."""
    heads = (
        ("h_id", "text"), ("h_incident", "text"), ("h_place", "text"), ("h_clause", "text"), ("h_document", "text"),
        ("h_owed", "text"), ("h_status", "text"), ("h_start", "moment"), ("h_closes", "moment"),
        ("h_fulfilled", "moment"), ("h_elapsed", "hours"), ("h_watched", "text"), ("h_why", "text"),
    )  # fmt: skip
    rows = tuple(_verdict_row(told, row.dossier, verdict) for row in told.report.rows for verdict in row.verdicts)
    return Table(told.say("s_verdicts"), tuple(Column(told.say(key), kind) for key, kind in heads), rows)


def _verdict_row(told: Told, dossier: Dossier, verdict: Verdict) -> tuple[Cell, ...]:
    elapsed: Interval | None = None
    if verdict.elapsed is not None:
        low, high = (each.total_seconds() / 3600 for each in verdict.elapsed)
        elapsed = max(0.0, low), max(0.0, high)
    return (
        Cell(dossier.id),
        Cell(tidy(dossier.name)),
        Cell(_place(told, dossier)),
        Cell(verdict.clause.id),
        Cell(document(verdict)),
        Cell(owed(verdict.clause, told.lang)),
        Cell(say(STATUS, verdict.status.value, told.lang), status=verdict.status.value),
        told.moment(verdict.started),
        told.moment(verdict.deadline),
        told.moment(verdict.fulfilled),
        told.hours(elapsed),
        Cell(told.say("yes") if verdict.complete else "–"),
        Cell(explain(verdict, told.lang)),
    )


def releases_sheet(told: Told) -> Table:
    """Every page of every incident, one a row."""
    heads = (
        ("h_id", "text"), ("h_incident", "text"), ("h_published", "moment"), ("h_held", "moment"), ("h_who", "text"),
        ("h_counted", "text"), ("h_role", "text"), ("h_title", "text"), ("h_address", "text"), ("h_flags", "text"),
    )  # fmt: skip
    rows = tuple(_release_row(told, row.dossier, each) for row in told.report.rows for each in row.dossier.releases)
    return Table(told.say("s_releases"), tuple(Column(told.say(key), kind) for key, kind in heads), rows)


def _release_row(told: Told, dossier: Dossier, release: Release) -> tuple[Cell, ...]:
    answers = release.official and dossier.answerable(release.agency)
    return (
        Cell(dossier.id),
        Cell(tidy(dossier.name)),
        told.moment(release.publication.published),
        told.moment(release.held),
        Cell(tidy(release.speaker or release.agency or "")),
        Cell(told.say("yes") if answers else "–"),
        Cell(say(ROLE, release.role.value, told.lang)),
        Cell(tidy(release.title)),
        Cell(tidy(release.url)),
        Cell(told.joined(_flags(release, told.lang))),
    )
