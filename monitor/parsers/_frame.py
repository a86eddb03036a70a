"""A page as its lines, read without reading its site's header and navigation again.

Of pages that begin alike, what they share is read once (`monitor.parsers._cut` says how far that may go). The rest of
a further page is read behind the tags that are open there, and its lines and boxes are put behind those of the frame:
the outline is the same as if the page had been read whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from monitor.parsers._cut import LONGEST, body_start, common_start, cut_of
from monitor.parsers._html import is_absurd, surplus
from monitor.parsers._outline import Box, Line, Outline, Walk, read_whole

_NAME = 160  # characters of a body by which pages that may begin alike are found
_LEAST = 1_000  # characters that are worth taking out
_COMPARED = 3  # pages compared before a frame is made of what they share
_PROVED = 3  # pages read both ways before a frame is believed
_MOST_TRIES = 4  # frames made for one beginning: a site has some templates
_MOST_NAMES = 64
_MOST_SHIFTS = 4


@dataclass(frozen=True, slots=True)
class _Shifted:
    """Lines and boxes with the numbers that they have on a page, and what was asked of the lines."""

    lines: list[Line]
    boxes: list[Box]
    told: dict[str, list[Any]]


class _UnlikeError(Exception):
    """The page is not what its frame takes it for, and has to be read whole."""


@dataclass(slots=True)
class Frame:
    """What pages share: its text, its open tags, and its outline."""

    text: str
    open_tags: str
    outline: Outline
    chain: tuple[int, ...]  # the boxes that are open at its end, the body's first
    proved: int = 0  # pages that were the same read both ways, less those that could not be read behind it
    _shifted: dict[int, _Shifted] = field(default_factory=dict)

    def behind(self, shift: int) -> _Shifted:
        """Its lines and boxes for a page in whose head so many more boxes stand."""
        known = self._shifted.get(shift)
        if known is None:
            lines = [replace(line, box=line.box + shift) for line in self.outline.lines]
            boxes = [
                replace(box, parent=box.parent + shift if at else box.parent)  # the body's is the page itself
                for at, box in enumerate(self.outline.boxes[self.chain[0] :])
            ]
            known = _Shifted(lines, boxes, {})
            if len(self._shifted) < _MOST_SHIFTS:
                self._shifted[shift] = known
        return known


@dataclass(slots=True)
class _Name:
    """Pages whose bodies begin with the same characters."""

    frames: list[Frame] = field(default_factory=list)
    common: str = ""
    compared: int = 0
    tries: int = 0


class Frames:
    """The frames of the sites read last; what is remembered changes no outline."""

    def __init__(self) -> None:
        self._names: dict[str, _Name] = {}

    def read(self, html: str) -> Outline:
        """Read a page, however broken."""
        start = -1 if is_absurd(html) else body_start(html)
        if start < 0 or len(html) - start < _LEAST:
            return read_whole(html)
        name = self._named(html[start : start + _NAME])
        fitting = [one for one in name.frames if html.startswith(one.text, start)]
        frame = max(fitting, key=lambda one: len(one.text), default=None)
        if frame is None:
            self._compare(name, html, start)
            return read_whole(html)
        framed = _framed(html, start, frame)
        if framed is not None and frame.proved >= _PROVED:
            return framed
        page = read_whole(html)
        frame.proved += 1 if framed == page else -1  # an odd page: the next ones show whether the frame was odd
        if frame.proved < -_PROVED or not (framed is None or framed == page):
            name.frames.remove(frame)
        return page

    def _named(self, start: str) -> _Name:
        name = self._names.pop(start, None) or _Name()
        self._names[start] = name  # the last one used stands last
        if len(self._names) > _MOST_NAMES:
            del self._names[next(iter(self._names))]
        return name

    def _compare(self, name: _Name, html: str, start: int) -> None:
        """Make a frame of what this page shares with others before it, once there were enough of them."""
        if name.tries >= _MOST_TRIES:
            return
        shared = common_start(name.common, html, at=start)
        if shared < _LEAST:
            name.common, name.compared = html[start : start + LONGEST], 1
            return
        name.common, name.compared = name.common[:shared], name.compared + 1
        if name.compared < _COMPARED:
            return
        if (frame := _frame_of(name.common)) is not None:
            name.frames.append(frame)
        name.common, name.compared, name.tries = "", 0, name.tries + 1


def read_outline(html: str) -> Outline:
    """Read a page, however broken; hostile nesting and size are cut first."""
    return _FRAMES.read(html)


def _frame_of(text: str) -> Frame | None:
    """The frame that a text holds; None where too little of it is plain."""
    cut = cut_of(text)
    if cut is None or cut.end - len(cut.open_tags) < _LEAST:
        return None
    text = text[: cut.end]
    if surplus(text) < surplus(cut.open_tags):
        return None  # what is left of a page would look more broken than the page
    found: list[tuple[int, ...]] = []

    def mark(walk: Walk) -> None:
        if not found and not (walk.silent or walk.hidden or walk.in_link or "".join(walk.words).strip()):
            found.append(tuple(walk.boxes[2:]))  # below the page and its html

    walk = Walk(at_mark=mark)
    walk.read(f"<html><head></head>{text}{Walk.MARK}")
    page = walk.page
    if not found or page.metas or walk.times or page.boxes[found[0][0]].tag != "body":
        return None
    return Frame(text, cut.open_tags, page, found[0])


def _framed(html: str, start: int, frame: Frame) -> Outline | None:
    """The outline of a page that begins with the frame; None where its tags turn out to lead elsewhere."""
    done = False

    def mark(walk: Walk) -> None:
        nonlocal done
        if not done:
            _put_before(walk, frame)
            done = True

    walk = Walk(at_mark=mark)
    rest = html[start + len(frame.text) :]
    try:
        walk.read(f"{html[:start]}{frame.open_tags}{Walk.MARK}{rest}", of=len(html))
    except _UnlikeError:
        return None
    return walk.page if done else None


def _put_before(walk: Walk, frame: Frame) -> None:
    """Put the frame's lines and boxes where the walk now stands."""
    page, count = walk.page, len(frame.chain)
    own = walk.boxes[-count:]
    body, boxes = own[0], frame.outline.boxes
    if (
        own != list(range(body, len(page.boxes))) or len(own) != count or len(walk.boxes) != count + 2
        or any((page.boxes[a].tag, page.boxes[a].mark) != (boxes[b].tag, boxes[b].mark)
               for a, b in zip(own, frame.chain, strict=True))
        or page.lines or page.anchors or page.pictures or page.films
        or walk.hidden or walk.silent or walk.in_link
    ):  # fmt: skip
        raise _UnlikeError
    shift = body - frame.chain[0]
    known = frame.behind(shift)
    page.framed, page.told = len(known.lines), known.told
    page.lines += known.lines
    page.boxes[body:] = known.boxes
    for box in frame.chain:
        at = box + shift
        page.boxes[at] = replace(page.boxes[at], end=0)  # still open
    page.anchors += frame.outline.anchors
    page.pictures += frame.outline.pictures
    page.films += frame.outline.films
    walk.move(dict(zip(own, (box + shift for box in frame.chain), strict=True)))


_FRAMES = Frames()
