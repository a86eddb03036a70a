"""How soon a duty was done, as a curve with the band in which it lies whatever the evidence hides."""

from __future__ import annotations

from itertools import pairwise

from monitor.core.response_times import Spread
from monitor.core.shares import SMALL
from monitor.core.turnbull import Interval
from monitor.core.wording import DUTY, say
from monitor.renderers._words import hours_words
from monitor.renderers.pictures._svg import INK, LINE, OPEN, SOFT, Drawing, text_width
from monitor.renderers.pictures._words import words

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 58, 24, 74, 310
STEPS = (1, 2, 3, 6, 12, 24, 48, 72, 120, 168, 336, 720, 2160, 4320, 8760)


def response_curve(spread: Spread, *, lang: str = "zh", ident: str = "curve") -> str:
    """The picture as SVG text; with too few cases it says so and draws no curve."""
    number = len(spread.observed)
    duty = say(DUTY, spread.duty, lang)
    median = interval_words(spread.median, lang)
    few = "" if spread.enough else words("curve_few", lang, n=number, least=SMALL)
    board = Drawing(
        WIDTH, HEIGHT, words("curve", lang, duty=duty),
        few or words("curve_desc", lang, n=number, median=median), ident,
    )  # fmt: skip
    board.text(14, 26, words("curve", lang, duty=duty), size=17, bold=True, room=WIDTH - 28)
    if few:
        board.text(14, 52, few, size=13, fill=SOFT, room=WIDTH - 28)
        board.height = 72
        return board.svg()
    said = f"n = {number} · {_median_words(spread, lang)}"
    board.text(14, 48, said, size=12, fill=SOFT, room=WIDTH - 28)
    top = _reach(spread)
    _frame(board, spread, top, lang)
    _band(board, spread, top)
    _estimate(board, spread, top)
    _legend(board, lang)
    return board.svg()


def interval_words(interval: Interval | None, lang: str) -> str:
    """``1.8–2.0 小时``; ``≥ 24 小时`` where there may be no end; ``—`` where none is given."""
    return "—" if interval is None else hours_words(*interval, lang)


def _median_words(spread: Spread, lang: str) -> str:
    median, band = interval_words(spread.median, lang), interval_words(spread.band, lang)
    return f"中位数 {median}，95% 区间 {band}" if lang == "zh" else f"median {median}, 95% band {band}"


def _reach(spread: Spread) -> float:
    """How many hours are drawn: all limits, and nine answers in ten."""
    ends = sorted(high for _, high in spread.observed if high is not None)
    most = ends[max(0, len(ends) * 9 // 10 - 1)] if ends else 1.0
    need = max([most, *(1.25 * limit for limit in spread.limits)]) or 1.0
    return next((float(step) for step in STEPS if step >= need), need)


def _x(hours: float, top: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * min(1.0, hours / top)


def _y(share: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * share


def _frame(board: Drawing, spread: Spread, top: float, lang: str) -> None:
    for tenth in (0, 25, 50, 75, 100):
        y = _y(tenth / 100)
        board.line(LEFT, y, WIDTH - RIGHT, y, stroke=LINE, thick=1.2 if tenth in (0, 50) else 0.6)
        board.text(LEFT - 6, y + 4, f"{tenth}%", size=11, anchor="end", fill=SOFT)
    step = next((s for s in STEPS if top / s <= 10), STEPS[-1])
    at = 0
    while at <= top:
        x = _x(at, top)
        board.line(x, BOTTOM, x, BOTTOM + 4, stroke=SOFT)
        board.text(x, BOTTOM + 17, f"{at}", size=11, anchor="middle", fill=SOFT)
        at += step
    board.text(WIDTH - RIGHT, BOTTOM + 34, words("hours", lang), size=11, anchor="end", fill=SOFT)
    board.text(14, TOP - 9, words("share", lang), size=11, fill=SOFT)
    for limit in spread.limits:
        x = _x(limit, top)
        said = words("limit", lang, hours=f"{limit:g}")
        wide = text_width(said, 11)
        board.line(x, TOP - 2, x, BOTTOM, stroke=OPEN, thick=1.4, dashes="5 3")
        board.text(min(max(x, LEFT + 90), WIDTH - RIGHT - wide / 2), TOP - 9, said, size=11, anchor="middle", fill=OPEN)


def _band(board: Drawing, spread: Spread, top: float) -> None:
    """From the share surely done to the share possibly done, hour by hour."""
    of = len(spread.observed)
    ends = [0.0, *(end for end in spread.ends() if end < top), top]
    upper: list[tuple[float, float]] = []
    lower: list[tuple[float, float]] = []
    for start, end in pairwise(ends):
        sure = _y(spread.share(start)[0] / of)
        may = _y(spread.share(end)[1] / of if end < top else spread.share((start + end) / 2)[1] / of)
        lower += [(_x(start, top), sure), (_x(end, top), sure)]
        upper += [(_x(start, top), may), (_x(end, top), may)]
    board.path([*upper, *reversed(lower)], fill="hatch", stroke="none", closed=True)
    board.path(upper, stroke=SOFT, thick=1)
    board.path(lower, stroke=SOFT, thick=1)


def _estimate(board: Drawing, spread: Spread, top: float) -> None:
    """Turnbull's curve: level where it is known, slanted and dashed inside a step, where nobody can say."""
    reached, at = 0.0, 0.0
    for step in spread.estimate.steps:
        if step.low >= top:
            break
        board.path([(_x(at, top), _y(reached)), (_x(step.low, top), _y(reached))], stroke=INK, thick=3)
        end = top if step.high is None else min(step.high, top)
        after = reached if step.high is None else reached + step.mass
        if step.high is not None:
            corners = [(_x(step.low, top), _y(reached)), (_x(end, top), _y(after))]
            board.path(corners, stroke=INK, thick=3, dashes="2 2" if end - step.low > 0.02 * top else "")
        reached, at = after, end
        if step.high is None:
            return
    board.path([(_x(at, top), _y(reached)), (_x(top, top), _y(reached))], stroke=INK, thick=3)


def _legend(board: Drawing, lang: str) -> None:
    y, x = BOTTOM + 62.0, float(LEFT)
    for key in ("band", "turnbull", "gap"):
        if key == "band":
            board.rect(x, y - 9, 24, 12, fill="hatch", stroke=SOFT)
        else:
            board.line(x, y - 3, x + 24, y - 3, thick=3, dashes="2 2" if key == "gap" else "")
        said = words(f"key_{key}", lang)
        board.text(x + 30, y + 1, said, size=11, fill=SOFT)
        x += 30 + text_width(said, 11) + 22
