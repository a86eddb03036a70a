"""One incident as a picture: what happened, who spoke when, which windows ran, and where we were blind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.core.applies import figures_of
from monitor.core.coverage import Hole
from monitor.core.dossier import Dossier, FeedWatch
from monitor.core.explain import clock, owed, span
from monitor.core.moment import Moment
from monitor.core.release import Release
from monitor.core.statement import Harm, Role
from monitor.core.timeline import EntryKind, build
from monitor.core.verdict import Status, Verdict
from monitor.core.wording import ROLE, STATUS, say
from monitor.renderers._words import short_duty, toll_words
from monitor.renderers.pictures._axis import Axis
from monitor.renderers.pictures._outcomes import outcome
from monitor.renderers.pictures._svg import BAD, GOOD, INK, LINE, OPEN, SOFT, Drawing, fitted, text_width, wrapped
from monitor.renderers.pictures._words import words

WIDTH, LABELS, RIGHT = 960, 268, 14
ROW, HEAD = 24, 26
PAGES, FEEDS = 16, 8
"""More rows than these make a picture that nobody reads; what is left out is counted in it."""
NARROW = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Window:
    """One or more clauses that owe the same in the same time and come out the same."""

    verdict: Verdict
    label: str


def incident_timeline(
    dossier: Dossier, verdicts: Sequence[Verdict], *, lang: str = "zh", ident: str = "timeline", headed: bool = True
) -> str:
    """The picture as SVG text; ``verdicts`` are those of the dossier, as of its own time.

    Without ``headed`` the incident's name is left out, for a page that says it already.
    """
    windows = _windows(verdicts, lang)
    pages = _pages(dossier)
    feeds = _feeds(dossier)
    axis = _axis(dossier, windows, pages)
    board = Drawing(WIDTH, 0, words("timeline", lang, name=dossier.name), _described(dossier, windows, lang), ident)
    y = _title(board, dossier, lang) if headed else 0.0
    top = y + 36
    y = top + 4
    rows: list[tuple[float, str]] = []
    y = _facts(board, axis, dossier, y, lang)
    rows.append((y, "windows"))
    y = _draw_windows(board, axis, windows, y, lang)
    y = _draw_pages(board, axis, dossier, pages, y, lang)
    y = _draw_feeds(board, axis, dossier, feeds, y, lang)
    bottom = y
    _verticals(board, axis, dossier, windows, top, bottom, lang)
    backdrop = Drawing(WIDTH, 0, "", "", ident)
    axis.draw(backdrop, top, bottom)
    board.parts = backdrop.parts + board.parts
    board.height = _legend(board, bottom + (36 if axis.start <= dossier.as_of < axis.end else 22), lang) + 12
    return board.svg()


def _described(dossier: Dossier, windows: Sequence[_Window], lang: str) -> str:
    onset = dossier.onset()
    separator = "；" if lang == "zh" else "; "
    said = separator.join(f"{w.label}: {say(STATUS, w.verdict.status.value, lang)}" for w in windows)
    return words(
        "timeline_desc", lang, onset="?" if onset is None else span(onset.moment),
        verdicts=said or ("—"), releases=len(dossier.releases),
    )  # fmt: skip


def _title(board: Drawing, dossier: Dossier, lang: str) -> float:
    y = 26.0
    for line in wrapped(dossier.name, 17, WIDTH - 28)[:2]:
        board.text(14, y, line, size=17, bold=True, room=WIDTH - 28)
        y += 22
    said = [dossier.id, f"{words('as_of', lang)} {clock(dossier.as_of)}"]
    toll = toll_words(figures_of(dossier), lang)
    if toll:
        said.insert(1, toll)
    board.text(14, y, " · ".join(said), size=12, fill=SOFT, room=WIDTH - 28)
    return y


def _windows(verdicts: Sequence[Verdict], lang: str) -> list[_Window]:
    found: dict[tuple[object, ...], _Window] = {}
    for verdict in verdicts:
        if verdict.deadline is None or verdict.started is None or verdict.status is Status.NOT_APPLICABLE:
            continue
        key = (verdict.clause.duty, verdict.clause.limit, verdict.started, verdict.status)
        found.setdefault(key, _Window(verdict, short_duty(verdict.clause, lang)))
    return sorted(found.values(), key=lambda w: (str(w.verdict.deadline and w.verdict.deadline.latest), w.label))


def _pages(dossier: Dossier) -> list[tuple[Release, bool]]:
    """Releases in order, each with whether an answerable agency spoke; mentions give way first."""
    told = [(r, r.official and dossier.answerable(r.agency)) for r in dossier.releases]
    if len(told) > PAGES:
        answers = [pair for pair in told if pair[1]]
        others = [pair for pair in told if not pair[1]]
        kept = answers[:PAGES]
        told = kept + others[: PAGES - len(kept)]
    return sorted(told, key=lambda pair: (str(pair[0].publication.published.latest), pair[0].url))


def _feeds(dossier: Dossier) -> list[FeedWatch]:
    ids = {agency.id for agency in dossier.responsible()}
    return [watch for watch in dossier.watches if watch.agency in ids]


def _axis(dossier: Dossier, windows: Sequence[_Window], pages: Sequence[tuple[Release, bool]]) -> Axis:
    """From shortly before the first thing to shortly after the last window and answer.

    A commentary a month later does not squeeze the first day into a corner: what lies further off
    than the windows are long is counted at the edge.
    """
    onset = dossier.onset()
    starts = [b for m in (onset and onset.moment, dossier.first_public()) if m for b in (m.earliest, m.latest) if b]
    ends = [w.verdict.deadline.latest for w in windows if w.verdict.deadline and w.verdict.deadline.latest]
    answers = [r.publication.published.latest for r, counted in pages if counted and r.publication.published.latest]
    seen = [r.publication.published.latest for r, _ in pages if r.publication.published.latest]
    start = min(starts or seen or [dossier.as_of - timedelta(days=1)])
    last_window = max(ends, default=start + timedelta(days=1))
    reach = last_window + max(last_window - start, timedelta(days=1))
    end = max([last_window, *(at for at in answers if at <= reach)])
    end = max(end, min(dossier.as_of, reach)) if not ends else end
    margin = max((end - start) / 14, timedelta(minutes=30))
    return Axis(start - margin, end + margin, LABELS, WIDTH - RIGHT)


def _heading(board: Drawing, y: float, key: str, lang: str) -> float:
    board.line(14, y + 4, WIDTH - RIGHT, y + 4, stroke=LINE)
    board.text(14, y + 20, words(key, lang), size=12, bold=True)
    return y + HEAD


def _label(board: Drawing, y: float, said: str, *, strong: bool = False) -> None:
    board.text(24, y + 16, said, size=12, room=LABELS - 46, bold=strong)


def _span(board: Drawing, axis: Axis, y: float, moment: Moment, *, ink: str, shape: str) -> None:
    """When it was: a mark where that is known to the minute, else a box as long as the doubt."""
    low, high = axis.bar(moment)
    tip = span(moment)
    if axis.beyond(moment) or axis.before(moment):
        x, step = (axis.right, -6) if axis.beyond(moment) else (axis.left, 6)
        board.path([(x + step, y + 7), (x, y + 12), (x + step, y + 17)], stroke=ink, thick=2, tip=tip)
        said = clock(moment.earliest or moment.latest or axis.end)[5:16]
        anchor = "end" if step < 0 else "start"
        board.text(x + 1.6 * step, y + 16, said, size=11, anchor=anchor, fill=SOFT)
        return
    if moment.width is not None and (moment.width <= NARROW or high - low <= 6):
        board.mark(shape, low, y + 12, ink=ink, tip=tip)
        return
    # No mark inside the stretch: any place in it would say more than is known.
    board.rect(low, y + 7, high - low, 10, fill="hatch", stroke=ink, thick=1.5, tip=tip)
    if shape in ("dot", "ring", "diamond"):
        board.mark(shape, axis.left - 12, y + 12, size=4.5, ink=ink)  # in the margin, where nothing happened


def _facts(board: Drawing, axis: Axis, dossier: Dossier, y: float, lang: str) -> float:
    y = _heading(board, y, "facts", lang)
    onset, public = dossier.onset(), dossier.first_public()
    for key, moment in (("onset", None if onset is None else onset.moment), ("first_public", public)):
        if moment is not None:
            _label(board, y, words(key, lang))
            _span(board, axis, y, moment, ink=INK, shape="square" if key == "onset" else "bar")
            y += ROW
    return _tolls(board, axis, dossier, y, lang)


def _tolls(board: Drawing, axis: Axis, dossier: Dossier, y: float, lang: str) -> float:
    """The number of dead as it became known: a step for each figure higher than the last."""
    steps = [
        (entry.at, int(entry.detail.split("–")[0]))
        for entry in build(dossier, ())
        if entry.kind is EntryKind.TOLL and entry.subject == Harm.DEAD.value
    ]
    steps = [(at, low) for at, low in steps if not axis.beyond(at)]
    if not steps:
        return y
    height, top = 34.0, max(low for _, low in steps) or 1
    board.text(24, y + height / 2 + 6, words("toll", lang), size=12, room=LABELS - 34)
    base = y + height

    def level(low: int) -> float:
        return base - (height - 12) * low / top

    points: list[tuple[float, float]] = []
    previous = base
    for at, low in steps:
        x = axis.x(at.latest, low=False)
        points += [(x, previous), (x, level(low))]
        previous = level(low)
    points.append((axis.x(min(axis.end, max(dossier.as_of, axis.start))), previous))
    board.path(points, stroke=INK, thick=2)
    taken = -1.0
    for at, low in steps:
        x = axis.x(at.latest, low=False)
        since = axis.x(at.earliest)
        if x - since > 4:  # it may have been so for as long
            board.rect(since, level(low) - 3, x - since, 6, fill="hatch", stroke=INK, thick=0.7)
        if x >= taken:
            board.text(x + 4, level(low) - 3, str(low), size=11, bold=True)
            taken = x + 4 + text_width(str(low), 11) + 4
    return base + 6


def _draw_windows(board: Drawing, axis: Axis, windows: Sequence[_Window], y: float, lang: str) -> float:
    if not windows:
        return y
    y = _heading(board, y, "windows", lang)
    for window in windows:
        verdict = window.verdict
        assert verdict.started is not None
        assert verdict.deadline is not None
        shown = outcome(verdict.status)
        _label(board, y, window.label, strong=True)
        low, first = axis.x(verdict.started.earliest), axis.x(verdict.deadline.earliest)
        last = axis.x(verdict.deadline.latest, low=False)
        tip = f"{owed(verdict.clause, lang)}: {span(verdict.started)} → {span(verdict.deadline)}"
        board.rect(low, y + 6, first - low, 12, fill="#ececec", stroke=INK, tip=tip)
        if last - first > 1.5:
            board.rect(first, y + 6, last - first, 12, fill="hatch", stroke=INK, tip=tip)
        said = say(STATUS, verdict.status.value, lang)
        room = text_width(said, 12) + 26
        x = last + 12
        if x + room > axis.right:  # no room after the window: inside it, on paper
            x = max(low + 12, first - room)
            board.rect(x - 9, y + 4, room + 4, 16, fill="#ffffff", stroke=LINE)
        board.mark(shown.shape, x, y + 12, ink=shown.ink)
        board.text(x + 10, y + 16, said, size=12, fill=shown.ink, bold=True)
        y += ROW
    return y


def _draw_pages(
    board: Drawing, axis: Axis, dossier: Dossier, pages: Sequence[tuple[Release, bool]], y: float, lang: str
) -> float:
    if not pages:
        return y
    y = _heading(board, y, "pages", lang)
    for release, counted in pages:
        role = say(ROLE, release.role.value, lang)
        who = release.speaker or release.agency or ""
        _label(board, y, f"{who} · {role}" if who else role)
        ink = GOOD if counted else SOFT
        conference = release.role is Role.PRESS_CONFERENCE
        _span(board, axis, y, release.publication.published, ink=ink, shape="dot" if counted else "ring")
        if release.held is not None:
            y += ROW
            _label(board, y, words("held", lang))
            _span(board, axis, y, release.held, ink=ink, shape="diamond" if conference else "ring")
        y += ROW
    hidden = len(dossier.releases) - len(pages)
    if hidden > 0:
        board.text(24, y + 16, words("more_pages", lang, n=hidden), size=12, fill=SOFT)
        y += ROW
    return y


def _draw_feeds(board: Drawing, axis: Axis, dossier: Dossier, feeds: Sequence[FeedWatch], y: float, lang: str) -> float:
    """Where the answerable agencies' lists were seen (solid), and where nobody can vouch (crossed)."""
    y = _heading(board, y, "watch", lang)
    if not feeds:
        board.text(24, y + 16, words("unwatched", lang), size=12, fill=BAD)
        return y + ROW
    until = min(axis.end, dossier.as_of)
    for watch in feeds[:FEEDS]:
        _label(board, y, watch.feed)
        if until > axis.start:
            _strip(board, axis, watch, until, y)
        y += ROW
    if len(feeds) > FEEDS:
        board.text(24, y + 16, words("more_feeds", lang, n=len(feeds) - FEEDS), size=12, fill=SOFT)
        y += ROW
    return y


def _strip(board: Drawing, axis: Axis, watch: FeedWatch, until: datetime, y: float) -> None:
    missing: tuple[Hole, ...] = watch.holes(axis.start, until)
    board.rect(axis.left, y + 9, axis.x(until) - axis.left, 7, fill="#7d7d7d")
    for hole in missing:
        low, high = axis.x(hole.start), axis.x(hole.end)
        tip = f"{clock(hole.start)} – {clock(hole.end)}"
        board.rect(low, y + 7, max(high - low, 2), 11, fill="cross", stroke=INK, thick=0.8, tip=tip)
    drawn: set[int] = set()
    for one in watch.looks:
        x = round(axis.x(one.at) / 3)
        if axis.start <= one.at <= until and x not in drawn:
            drawn.add(x)
            board.line(3 * x, y + 5, 3 * x, y + 9, stroke=SOFT, thick=0.8)
    failed: set[int] = set()
    for at, _ in watch.failures:
        x = round(axis.x(at) / 8)
        if axis.start <= at <= until and x not in failed:
            failed.add(x)
            board.mark("cross", 8 * x, y + 21, size=2.5, ink=BAD)


def _verticals(
    board: Drawing, axis: Axis, dossier: Dossier, windows: Sequence[_Window], top: float, bottom: float, lang: str
) -> None:
    """Where each window closes, and how far the picture knows."""
    for window in windows:
        deadline = window.verdict.deadline
        if deadline is not None and deadline.latest is not None:
            x = axis.x(deadline.latest)
            board.line(x, top, x, bottom, stroke=OPEN, thick=1, dashes="5 3")
    if axis.start <= dossier.as_of < axis.end:
        x = axis.x(dossier.as_of)
        board.line(x, top, x, bottom, stroke=INK, thick=1.4, dashes="1 3")
        said = fitted(words("as_of", lang), 11, 80)
        board.text(min(x + 4, axis.right - text_width(said, 11)), bottom + 13, said, size=11, fill=SOFT)


def _legend(board: Drawing, y: float, lang: str) -> float:
    """What the marks mean, in as many lines as they need."""
    x = 24.0
    for key in ("answer", "mention", "conference", "maybe", "window", "poll", "failed", "hole"):
        said = words(f"key_{key}", lang)
        wide = 26 + text_width(said, 11) + 18
        if x + wide > WIDTH - RIGHT:
            x, y = 24.0, y + 20
        _key(board, key, x, y)
        board.text(x + 26, y + 4, said, size=11, fill=SOFT)
        x += wide
    return y


def _key(board: Drawing, key: str, x: float, y: float) -> None:
    match key:
        case "answer":
            board.mark("dot", x + 10, y, ink=GOOD)
        case "mention":
            board.mark("ring", x + 10, y, ink=SOFT)
        case "conference":
            board.mark("diamond", x + 10, y, ink=GOOD)
        case "maybe":
            board.rect(x, y - 4, 20, 8, fill="hatch", stroke=INK)
        case "window":
            board.rect(x, y - 5, 20, 10, fill="#ececec", stroke=INK)
        case "poll":
            board.rect(x, y - 1, 20, 6, fill="#7d7d7d")
            board.line(x + 10, y - 5, x + 10, y - 1, stroke=SOFT)
        case "failed":
            board.mark("cross", x + 10, y, size=2.5, ink=BAD)
        case _:
            board.rect(x, y - 5, 20, 10, fill="cross", stroke=INK, thick=0.8)
