"""How clauses, places, agencies, grades and types fared, each figure beside its coverage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from monitor.core.groups import Breakdown, Group
from monitor.core.shares import SMALL, Share
from monitor.core.tally import binding, obligations, share_of
from monitor.core.verdict import Status
from monitor.core.wording import DUTY, GRADE, say
from monitor.renderers._columns import tidy
from monitor.renderers.report.model import Block, Cell, Column, Paragraph, Section, Table
from monitor.renderers.report.telling import Told, number

COUNTED = (
    ("late", (Status.LATE,)), ("none", (Status.NONE_FOUND,)), ("open", (Status.PENDING,)),
    ("unobserved", (Status.UNOBSERVED,)), ("unclear", (Status.UNDETERMINED, Status.DISPUTED)),
    ("may", (Status.APPLICABILITY_UNKNOWN,)),
)  # fmt: skip


def figures(told: Told) -> Section:
    """One row for each clause, and all obligations together."""
    known = {v.clause.id: v for row in told.report.rows for v in row.verdicts}
    rows = []
    for tally in told.report.tallies:
        verdict = known.get(tally.clause)
        head = Cell(say(DUTY, tally.duty, told.lang)) if verdict is None else told.owed(verdict)
        share = Share(tally.surely_met, tally.possibly_met, tally.applicable)
        rows.append((head, *_cells(told, share, tally.counts, tally.watched_throughout)))
    owed = [v for row in told.report.rows for v in obligations(row.verdicts)]
    counts = Counter(v.status.value for v in owed)
    total = (Cell(told.say("all")), *_cells(told, share_of(owed), counts, sum(v.complete for v in binding(owed))))
    notes = (told.say("note_interval", least=SMALL),)
    table = Table(told.say("s_figures"), (Column(told.say("h_owed"), wide=3), *_columns(told)), tuple(rows),
                  total=total, notes=notes)  # fmt: skip
    return Section("figures", told.say("figures"), (table,))


def groups(told: Told) -> Section:
    """The same by place, agency, grade and type."""
    blocks: list[Block] = [Paragraph(told.say("note_once"))]
    blocks += [_breakdown(told, each) for each in told.report.breakdowns]
    return Section("groups", told.say("groups"), tuple(blocks))


def _breakdown(told: Told, breakdown: Breakdown) -> Table:
    columns = (Column(told.say(f"h_{breakdown.by}"), wide=2.0), Column(told.say("h_incidents"), "number", 0.7))
    rows = tuple(
        (
            Cell(_name(told, breakdown.by, group)),
            number(group.incidents),
            *_cells(told, group.share, group.counts, group.watched),
        )
        for group in breakdown.groups
    )
    return Table(
        told.say(f"s_{breakdown.by}"), (*columns, *_columns(told)), rows, title=told.say(f"h_{breakdown.by}"),
        notes=(_apart(told, breakdown),),
    )  # fmt: skip


def _apart(told: Told, breakdown: Breakdown) -> str:
    names = {group.key: _name(told, breakdown.by, group) for group in breakdown.groups}
    pairs = [told.say("higher", high=names[high], low=names[low]) for high, low in breakdown.apart]
    if not pairs:
        return told.say("note_no_apart")
    return told.say("note_apart", pairs=("；" if told.lang == "zh" else "; ").join(pairs))


def _name(told: Told, by: str, group: Group) -> str:
    if not group.key:
        return told.say("unmonitored" if by == "agency" else "unknown")
    if by == "place":
        return tidy(told.context.place_name(group.key) or group.name or group.key)
    if by == "agency":
        return tidy(group.name or group.key)
    return say(GRADE, group.key, told.lang) if by == "grade" else told.kind(group.key)


def _columns(told: Told) -> tuple[Column, ...]:
    return (
        Column(told.say("h_bound"), "number", 0.75),
        Column(told.say("h_met"), "share", 1.3),
        *(Column(told.say(f"h_{key}"), "number", 0.95 if key == "unclear" else 0.76) for key, _ in COUNTED),
        Column(told.say("h_watched"), "number", 0.95),
    )


def _cells(told: Told, share: Share, counts: Mapping[str, int], watched: int) -> tuple[Cell, ...]:
    return (
        number(share.of),
        told.share(share),
        *(number(sum(counts.get(status.value, 0) for status in statuses)) for _, statuses in COUNTED),
        Cell(f"{watched}/{share.of}", watched),
    )
