"""A period at a glance: its incidents on one time axis, each window with its outcome."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.core.explain import clock
from monitor.core.outcome import GRAVE
from monitor.core.periods import Period
from monitor.core.verdict import Status, Verdict
from monitor.core.weekly import Row, obligations
from monitor.core.wording import STATUS, say
from monitor.renderers._words import short_duty
from monitor.renderers.pictures._axis import Axis
from monitor.renderers.pictures._outcomes import OUTCOMES, outcome
from monitor.renderers.pictures._svg import INK, LINE, SOFT, Drawing, text_width
from monitor.renderers.pictures._words import words

WIDTH, LABELS, TOP = 960, 250, 82
INCIDENTS = 24
ORDER = (
    Status.NONE_FOUND, Status.LATE, Status.PENDING, Status.DISPUTED, Status.UNDETERMINED, Status.UNOBSERVED, Status.MET,
    Status.APPLICABILITY_UNKNOWN,
)  # fmt: skip
BAR, LANE = 9, 15
LONG = timedelta(days=10)
"""A period longer than this is drawn only where its incidents lie."""
DATED = re.compile(r"（\d{4}-\d{2}-\d{2}）$")


def period_overview(
    rows: Sequence[Row], period: Period, *, as_of: datetime, lang: str = "zh", ident: str = "overview"
) -> str:
    """The picture as SVG text. What wants attention stands first; what is not drawn is counted."""
    ordered = sorted((row for row in rows if _shown(row)), key=lambda row: (_rank(row), _start(row), row.dossier.id))
    drawn = sorted(ordered[:INCIDENTS], key=lambda row: (_start(row), row.dossier.id))
    counts = Counter(v.status for row in rows for v in obligations(row))
    separator = "，" if lang == "zh" else ", "
    told = separator.join(f"{say(STATUS, s.value, lang)} {counts[s]}" for s in ORDER if counts[s]) or "—"
    title = words("overview", lang, period=period.name)
    desc = words("overview_desc", lang, n=len(rows), shown=len(drawn), counts=told)
    board = Drawing(WIDTH, 0, title, desc, ident)
    board.text(14, 26, title, size=17, bold=True, room=WIDTH - 28)
    board.text(14, 46, told, size=12, fill=SOFT, room=WIDTH - 28)
    axis = _axis(drawn, period, as_of)
    y = float(TOP)
    for row in drawn:
        y = _incident(board, axis, row, y, lang)
    if not drawn:
        board.text(14, y + 22, words("overview_none", lang), size=13, fill=SOFT)
        y += 34
    backdrop = Drawing(WIDTH, 0, "", "", ident)
    axis.draw(backdrop, TOP, y)
    if axis.start <= as_of < axis.end:
        x = axis.x(as_of)
        backdrop.line(x, TOP, x, y, thick=1.4, dashes="1 3")
    board.parts = backdrop.parts + board.parts
    if len(rows) > len(drawn):
        board.text(14, y + 18, words("more_incidents", lang, n=len(rows) - len(drawn)), size=12, fill=SOFT)
        y += 20
    board.height = _legend(board, y + 24, lang) + 14
    return board.svg()


def _shown(row: Row) -> bool:
    return any(v.started is not None and v.deadline is not None for v in obligations(row))


def _rank(row: Row) -> int:
    return min(ORDER.index(v.status) for v in obligations(row))


def _start(row: Row) -> str:
    onset = row.dossier.onset()
    if onset is None:
        return ""
    return str(onset.moment.earliest or onset.moment.latest)


def _axis(rows: Sequence[Row], period: Period, as_of: datetime) -> Axis:
    """The period, and what the windows drawn reach beyond it by at most two days; of a long one, where they lie."""
    slack = timedelta(days=2)
    start, end = period.start, period.end
    if rows and end - start > LONG:
        start, end = end, start
    for row in rows:
        for verdict in obligations(row):
            if verdict.deadline is not None and verdict.deadline.latest is not None:
                end = max(end, verdict.deadline.latest)
            if verdict.started is not None and verdict.started.earliest is not None:
                start = min(start, verdict.started.earliest)
    if start >= end:  # no window has both ends
        start, end = period.start, period.end
    start, end = max(start, period.start - slack), min(end, period.end + slack)
    margin = (end - start) / 40 if period.end - period.start > LONG else timedelta(0)
    return Axis(start - margin, end + margin, LABELS, WIDTH - 14)


def _incident(board: Drawing, axis: Axis, row: Row, y: float, lang: str) -> float:
    verdicts = sorted(
        (v for v in obligations(row) if v.started is not None and v.deadline is not None),
        key=lambda v: (str(v.deadline and v.deadline.latest), v.clause.id),
    )
    height = max(24.0, LANE * len(verdicts) + 8)
    board.line(14, y + height, WIDTH - 14, y + height, stroke=LINE, thick=0.6)
    name = DATED.sub("", row.dossier.name)  # the axis tells the day
    board.text(14, y + height / 2 + 4, name, size=12, room=LABELS - 24)
    for number, verdict in enumerate(verdicts):
        _window(board, axis, verdict, y + 4 + number * LANE, lang)
    return y + height


def _window(board: Drawing, axis: Axis, verdict: Verdict, y: float, lang: str) -> None:
    assert verdict.started is not None
    assert verdict.deadline is not None
    low, high = axis.x(verdict.started.earliest), axis.x(verdict.deadline.latest, low=False)
    shown = outcome(verdict.status)
    said = say(STATUS, verdict.status.value, lang)
    closes = "" if verdict.deadline.latest is None else clock(verdict.deadline.latest)
    tip = f"{short_duty(verdict.clause, lang)} → {closes} {said}"
    board.rect(low, y + 2, max(high - low, 2), BAR, fill="#e6e6e6", stroke=INK, thick=0.8, tip=tip)
    label = short_duty(verdict.clause, lang)
    room = text_width(label, 10.5) + 26
    left = high + room > axis.right
    x = low - 9 if left else high + 9
    board.mark(shown.shape, x, y + 2 + BAR / 2, size=4, ink=shown.ink)
    anchor, at = ("end", x - 8) if left else ("start", x + 8)
    board.text(at, y + 3 + BAR, label, size=10.5, anchor=anchor, fill=shown.ink, bold=verdict.status in GRAVE)


def _legend(board: Drawing, y: float, lang: str) -> float:
    x = 14.0
    for status in ORDER:
        said = say(STATUS, status.value, lang)
        wide = 18 + text_width(said, 11) + 18
        if x + wide > WIDTH - 14:
            x, y = 14.0, y + 20
        board.mark(OUTCOMES[status].shape, x + 6, y, size=4, ink=OUTCOMES[status].ink)
        board.text(x + 18, y + 4, said, size=11, fill=SOFT)
        x += wide
    return y
