"""The weekly report as words and rows in both languages, before any markup.

One model for all formats, so that they cannot disagree. Figures are intervals, and beside each
stands how many of the windows were watched throughout.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from monitor.core.applies import Grading
from monitor.core.dossier import Dossier
from monitor.core.explain import clock, explain, left, owed, span
from monitor.core.instrument import Instrument
from monitor.core.moment import Moment
from monitor.core.release import Release
from monitor.core.verdict import GRAVE, Status, Verdict
from monitor.core.weekly import SETTLED, Change, Row, Tally, WeeklyReport
from monitor.core.wording import DUTY, FLAG, REASON, ROLE, STATUS, say, say_type
from monitor.renderers._columns import tidy
from monitor.renderers._renderer import Context
from monitor.renderers._week_duties import DutyLine, duty_lines
from monitor.renderers._week_sources import FeedLine, RuleBlock, feed_lines, lowest_cover, rule_blocks
from monitor.renderers._words import MARK, grade_short, grade_words, label, place_words, short_duty, toll_words

SMALL = 10
"""Below this many cases a share in per cent says more than it knows; only counts are given."""


class Two(NamedTuple):
    """One phrase in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Figure:
    """How one clause fared, as an interval."""

    clause: str
    owed: Two
    document: str
    applicable: int
    surely: int
    possibly: int
    watched: int
    share: str  # in per cent, empty below SMALL cases
    counts: tuple[tuple[str, Two, int], ...]  # mark, status, how many

    @property
    def solid(self) -> int:
        """Per cent of a bar: surely met."""
        return round(100 * self.surely / self.applicable) if self.applicable else 0

    @property
    def hatched(self) -> int:
        """Per cent of a bar: possibly met beyond that."""
        return (round(100 * self.possibly / self.applicable) if self.applicable else 0) - self.solid


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A window that is open."""

    incident: str
    name: str
    owed: Two
    document: str
    closes: str
    left: Two


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A verdict that is not what it was in the last report."""

    incident: str
    name: str
    clause: str
    owed: Two
    old: Two
    new: Two
    status: str
    mark: str
    reason: Two


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """One verdict in an incident's table."""

    clause: str
    status: str
    mark: str
    said: Two
    owed: Two
    document: str
    closes: str
    why: Two
    short: str  # 24h 发布会


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """One page in an incident's table."""

    when: str
    held: str
    title: str
    url: str  # empty where the address is none that may be linked
    address: str
    speaker: str
    role: Two
    flags: tuple[Two, ...]
    counted: bool  # an answerable agency's own


@dataclass(frozen=True, slots=True)
class Block:
    """One incident."""

    id: str
    name: str
    facts: tuple[tuple[Two, Two], ...]
    unconfirmed: bool
    verdicts: tuple[VerdictLine, ...]
    not_applicable: tuple[str, ...]
    releases: tuple[ReleaseLine, ...]
    date: str
    place: str
    grade: Two


@dataclass(frozen=True, slots=True)
class WeekPage:
    """Everything a report says, in the order in which it is said."""

    name: str
    first: str
    last: str
    as_of: str
    unread: int
    incidents: int
    overall: Figure
    figures: tuple[Figure, ...]
    open_now: tuple[OpenLine, ...]
    settled: tuple[ChangeLine, ...]
    grave: tuple[ChangeLine, ...]
    changed: tuple[ChangeLine, ...]
    blocks: tuple[Block, ...]
    feeds: tuple[FeedLine, ...]
    rules: tuple[RuleBlock, ...]
    lowest: str  # share of the period in which the worst watched feed was covered
    duties: tuple[DutyLine, ...] = ()

    @property
    def partial(self) -> bool:
        """Some feed was not watched throughout."""
        return self.lowest not in ("", "100%")

    @property
    def quiet(self) -> bool:
        """Nothing happened and nothing changed."""
        return not (self.incidents or self.settled or self.grave or self.changed)


def week_page(report: WeeklyReport, context: Context) -> WeekPage:
    """The report in words."""
    known = {v.clause.id: v for row in report.rows for v in row.verdicts}
    instruments = _instruments(report, context)
    changes = [_change(change, known) for change in report.changes]
    settled = {status.value for status in SETTLED} - {status.value for status in GRAVE}
    grave = {status.value for status in GRAVE}
    return WeekPage(
        report.period.name,
        report.period.first.isoformat(),
        report.period.last.isoformat(),
        clock(report.as_of),
        report.unread,
        len(report.rows),
        _overall(report.tallies),
        tuple(_figure(tally, known.get(tally.clause)) for tally in report.tallies),
        tuple(_open(report.rows)),
        tuple(c for c in changes if c.status in settled),
        tuple(c for c in changes if c.status in grave),
        tuple(c for c in changes if c.status not in settled | grave),
        tuple(_block(row, context) for row in report.rows),
        feed_lines(report.feeds),
        rule_blocks(instruments),
        lowest_cover(report.feeds),
        duty_lines(report.duties),
    )


def two(table: object, key: str) -> Two:
    """A phrase of the message table in both languages."""
    return Two(say(table, key, "zh"), say(table, key, "en"))  # type: ignore[arg-type]


def web_address(url: str) -> str:
    """The address if it may be linked (http, https), else nothing."""
    plain = tidy(url).strip()
    return plain if plain.startswith(("http://", "https://")) and " " not in plain else ""


def _instruments(report: WeeklyReport, context: Context) -> list[Instrument]:
    """The rules of this report: those named by it, and those its verdicts were made with."""
    named = {name for name, _, _ in report.instruments}
    found = {one.id: one for one in context.instruments if one.id in named or not named}
    for row in report.rows:
        for verdict in row.verdicts:
            found.setdefault(verdict.instrument.id, verdict.instrument)
    return [found[name] for name in sorted(found)]


def _document(verdict: Verdict) -> str:
    return verdict.instrument.number or verdict.instrument.title


def _owed(verdict: Verdict | None, fallback: str) -> Two:
    if verdict is None:
        return Two(fallback, fallback)
    return Two(owed(verdict.clause, "zh"), owed(verdict.clause, "en"))


def _counts(counts: Iterable[tuple[str, int]]) -> tuple[tuple[str, Two, int], ...]:
    order = {status.value: place for place, status in enumerate(Status)}
    ordered = sorted(counts, key=lambda pair: order.get(pair[0], 99))
    return tuple((MARK.get(key, "?"), two(STATUS, key), number) for key, number in ordered if number)


def _share(surely: int, possibly: int, of: int) -> str:
    if of < SMALL:
        return ""
    low, high = 100 * surely // of, -(-100 * possibly // of)
    return f"{low}%" if low == high else f"{low}–{high}%"


def _figure(tally: Tally, verdict: Verdict | None) -> Figure:
    duty = two(DUTY, tally.duty)
    return Figure(
        tally.clause,
        duty if verdict is None else _owed(verdict, tally.clause),
        "" if verdict is None else _document(verdict),
        tally.applicable,
        tally.surely_met,
        tally.possibly_met,
        tally.watched_throughout,
        _share(tally.surely_met, tally.possibly_met, tally.applicable),
        _counts(tally.counts.items()),
    )


def _overall(tallies: Sequence[Tally]) -> Figure:
    """All clauses together."""
    applicable = sum(tally.applicable for tally in tallies)
    surely, possibly = sum(t.surely_met for t in tallies), sum(t.possibly_met for t in tallies)
    counts: dict[str, int] = {}
    for tally in tallies:
        for key, number in tally.counts.items():
            counts[key] = counts.get(key, 0) + number
    return Figure(
        "",
        Two("全部条款", "all clauses"),
        "",
        applicable,
        surely,
        possibly,
        sum(t.watched_throughout for t in tallies),
        _share(surely, possibly, applicable),
        _counts(counts.items()),
    )


def _open(rows: Sequence[Row]) -> list[OpenLine]:
    """Open windows, the next to close first."""
    found = [
        (row, verdict)
        for row in rows
        for verdict in row.verdicts
        if verdict.status is Status.PENDING and verdict.deadline is not None
    ]
    found.sort(
        key=lambda pair: (str(pair[1].deadline and pair[1].deadline.earliest), pair[0].dossier.id, pair[1].clause.id)
    )
    lines = []
    for row, verdict in found:
        assert verdict.deadline is not None
        remaining = Two(left(verdict, "zh"), left(verdict, "en"))
        lines.append(
            OpenLine(
                row.dossier.id, tidy(row.dossier.name), _owed(verdict, ""), _document(verdict),
                span(verdict.deadline), remaining,
            )
        )  # fmt: skip
    return lines


def _change(change: Change, known: dict[str, Verdict]) -> ChangeLine:
    old = two(STATUS, change.old) if change.old else Two("（新）", "(new)")
    return ChangeLine(
        change.incident, tidy(change.name), change.clause, _owed(known.get(change.clause), change.clause),
        old, two(STATUS, change.new), change.new, MARK.get(change.new, "?"), two(REASON, change.reason),
    )  # fmt: skip


def _block(row: Row, context: Context) -> Block:
    dossier = row.dossier
    place = dossier.place()
    return Block(
        dossier.id,
        tidy(dossier.name),
        _facts(row, context),
        dossier.unconfirmed,
        tuple(_verdict(v) for v in row.verdicts if v.status is not Status.NOT_APPLICABLE),
        tuple(v.clause.id for v in row.verdicts if v.status is Status.NOT_APPLICABLE),
        tuple(
            _release(release, counted=release.official and dossier.answerable(release.agency))
            for release in dossier.releases
        ),
        _date(dossier),
        tidy(place_words(dossier, context.place_name(place.adcode) if place else "", "zh")),
        Two(*(grade_short(row.grading, lang) for lang in ("zh", "en"))),
    )


def _date(dossier: Dossier) -> str:
    """The day on which it happened, at the earliest; ``?`` where that is not known."""
    onset = dossier.onset()
    if onset is None or onset.moment.earliest is None:
        return "?"
    return clock(onset.moment.earliest)[:10]


def _facts(row: Row, context: Context) -> tuple[tuple[Two, Two], ...]:
    dossier = row.dossier
    place, kind, onset = dossier.place(), dossier.type(), dossier.onset()
    name = context.place_name(place.adcode) if place else ""
    facts = [
        ("place", Two(*(tidy(place_words(dossier, name, lang)) for lang in ("zh", "en")))),
        ("type", Two("不明", "not known") if kind is None else Two(*(say_type(kind.value, x) for x in ("zh", "en")))),
        ("grade", Two(*(_grade(row.grading, lang) for lang in ("zh", "en")))),
        ("toll", Two(*(toll_words(row.figures, lang) or label("unknown", lang) for lang in ("zh", "en")))),
        ("onset", _when(None if onset is None else onset.moment)),
        ("first_public", _when(dossier.first_public())),
    ]
    return tuple((Two(label(key, "zh"), label(key, "en")), value) for key, value in facts)


def _grade(grading: Grading, lang: str) -> str:
    known = "" if grading.known_at is None else span(grading.known_at)
    since = "" if not known else (f"，{known} 见诸公开" if lang == "zh" else f", public since {known}")
    return grade_words(grading, lang) + since


def _when(moment: Moment | None) -> Two:
    return Two("不明", "not known") if moment is None else Two(span(moment), span(moment))


def _verdict(verdict: Verdict) -> VerdictLine:
    key = verdict.status.value
    return VerdictLine(
        verdict.clause.id, key, MARK[key], two(STATUS, key), _owed(verdict, ""), _document(verdict),
        "" if verdict.deadline is None else span(verdict.deadline),
        Two(explain(verdict, "zh"), explain(verdict, "en")), short_duty(verdict.clause, "zh"),
    )  # fmt: skip


def _release(release: Release, *, counted: bool) -> ReleaseLine:
    flags = dict.fromkeys((*release.publication.flags, *release.flags))
    return ReleaseLine(
        span(release.publication.published),
        "" if release.held is None else span(release.held),
        tidy(release.title),
        web_address(release.url),
        tidy(release.url),
        tidy(release.speaker or release.agency or ""),
        two(ROLE, release.role.value),
        tuple(two(FLAG, flag) for flag in flags),
        counted,
    )
