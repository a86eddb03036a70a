"""A small drawing board: shapes and words as SVG text, measured so that no words are cut off.

Attributes only: no style sheet, no script, no reference to anything outside the picture. Ids begin
with the picture's own, so that many pictures can stand on one page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from unicodedata import east_asian_width

from monitor.renderers._columns import tidy

FONTS = "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','WenQuanYi Micro Hei',sans-serif"
INK, SOFT, LINE, PAPER = "#1b1b1b", "#5a5a5a", "#c9c9c9", "#ffffff"
GOOD, BAD, OPEN, DOUBT = "#1a6b3c", "#a3151f", "#14588a", "#8a5a00"
"""All four are told apart by shape too, and each is dark enough to read on white (over 4.5:1)."""

PATTERNS = ("hatch", "cross", "dots")


def text_width(words: str, size: float) -> float:
    """Pixels the words take at most: a wide character an em, others by their class.

    No font is at hand here, so the widest of the usual ones is reckoned with.
    """
    ems = 0.0
    for character in words:
        if east_asian_width(character) in "WFA":
            ems += 1.0
        elif character in "il.,:;'|!()[] ":
            ems += 0.36
        elif character.isupper() or character in "mwMW%@—–→":
            ems += 0.78
        else:
            ems += 0.6
    return ems * size


def fitted(words: str, size: float, room: float) -> str:
    """The words, ended by an ellipsis where they are wider than the room."""
    words = tidy(words)
    if text_width(words, size) <= room:
        return words
    kept = ""
    for character in words:
        if text_width(kept + character + "…", size) > room:
            break
        kept += character
    return kept + "…"


def wrapped(words: str, size: float, room: float) -> list[str]:
    """The words in lines no wider than the room: broken at spaces, or between Chinese characters."""
    lines, line = [], ""
    for token in _tokens(tidy(words)):
        if line and text_width(line + token, size) > room:
            lines.append(line.rstrip())
            line = token.lstrip()
        else:
            line += token
    return [*lines, line] if line else lines


def _tokens(words: str) -> list[str]:
    found: list[str] = []
    for character in words:
        wide = east_asian_width(character) in "WF"
        joins = found and not wide and not found[-1].endswith(" ") and east_asian_width(found[-1][-1]) not in "WF"
        if joins or (found and character in "，。；：、）」"):
            found[-1] += character
        else:
            found.append(character)
    return found


@dataclass(slots=True)
class Drawing:
    """A picture being put together; lengths are pixels, y grows downwards."""

    width: float
    height: float
    title: str
    desc: str
    ident: str = "picture"
    parts: list[str] = field(default_factory=list)

    def text(
        self, x: float, y: float, words: str, *, size: float = 12, anchor: str = "start", fill: str = INK,
        bold: bool = False, room: float | None = None,
    ) -> None:  # fmt: skip
        """Words on one line; where they do not fit into ``room`` they are cut, and whole in the tooltip."""
        whole = tidy(words)
        shown = whole if room is None else fitted(whole, size, room)
        tip = "" if shown == whole else f"<title>{escape(whole)}</title>"
        weight = ' font-weight="700"' if bold else ""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}" fill="{fill}"{weight}>'
            f"{tip}{escape(shown)}</text>"
        )

    def rect(
        self, x: float, y: float, width: float, height: float, *, fill: str = "none", stroke: str = "none",
        dashed: bool = False, thick: float = 1, tip: str = "",
    ) -> None:  # fmt: skip
        """A box; ``fill`` is a colour or one of the patterns."""
        dashes = ' stroke-dasharray="3 2"' if dashed else ""
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}" fill="{self._ink(fill)}"'
            f' stroke="{stroke}" stroke-width="{thick:g}"{dashes}{_closed("rect", tip)}'
        )

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, stroke: str = INK, thick: float = 1, dashes: str = ""
    ) -> None:
        """A straight line."""
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        self.parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{stroke}"'
            f' stroke-width="{thick:g}"{dashed}/>'
        )

    def path(
        self, points: list[tuple[float, float]], *, fill: str = "none", stroke: str = INK, thick: float = 1.5,
        dashes: str = "", closed: bool = False, tip: str = "",
    ) -> None:  # fmt: skip
        """A line through the points, or an area."""
        if not points:
            return
        steps = " ".join(f"{x:.1f} {y:.1f}" for x, y in points)
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        self.parts.append(
            f'<path d="M{steps}{"Z" if closed else ""}" fill="{self._ink(fill)}" stroke="{stroke}"'
            f' stroke-width="{thick:g}"{dashed}{_closed("path", tip)}'
        )

    def mark(self, shape: str, x: float, y: float, *, size: float = 5, ink: str = INK, tip: str = "") -> None:
        """A mark whose shape tells what it is: dot, ring, diamond, cross, square, void, bar, tick or triangle."""
        s = size
        match shape:
            case "dot" | "ring":
                fill = ink if shape == "dot" else PAPER
                self.parts.append(
                    f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{s:g}" fill="{fill}" stroke="{ink}"'
                    f' stroke-width="1.5"{_closed("circle", tip)}'
                )
            case "diamond":
                around = [(x, y - s - 1), (x + s + 1, y), (x, y + s + 1), (x - s - 1, y)]
                self.path(around, fill=ink, stroke=ink, closed=True, tip=tip)
            case "triangle":
                self.path([(x, y - s), (x + s, y + s), (x - s, y + s)], fill=ink, stroke=ink, closed=True, tip=tip)
            case "square":
                self.rect(x - s, y - s, 2 * s, 2 * s, fill=PAPER, stroke=ink, thick=1.5, tip=tip)
            case "void":
                self.rect(x - s, y - s, 2 * s, 2 * s, fill=PAPER, stroke=ink, thick=1.5, dashed=True, tip=tip)
            case "cross":
                self.line(x - s, y - s, x + s, y + s, stroke=ink, thick=2)
                self.line(x - s, y + s, x + s, y - s, stroke=ink, thick=2)
            case "tick":
                self.path([(x - s, y), (x - s / 3, y + s * 0.8), (x + s, y - s * 0.8)], stroke=ink, thick=2.2)
            case _:
                self.line(x, y - s, x, y + s, stroke=ink, thick=2)

    def svg(self) -> str:
        """The picture as one SVG element, on white paper."""
        name = escape(self.ident, quote=True)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}"'
            f' width="{self.width:g}" height="{self.height:g}" role="img" font-family="{FONTS}"'
            f' aria-labelledby="{name}-title {name}-desc">'
            f'<title id="{name}-title">{escape(tidy(self.title))}</title>'
            f'<desc id="{name}-desc">{escape(tidy(self.desc))}</desc>'
            f"<defs>{self._patterns(name)}</defs>"
            f'<rect width="{self.width:g}" height="{self.height:g}" fill="{PAPER}"/>' + "".join(self.parts) + "</svg>"
        )

    def _ink(self, fill: str) -> str:
        return f"url(#{escape(self.ident, quote=True)}-{fill})" if fill in PATTERNS else fill

    def _patterns(self, name: str) -> str:
        """Slanted lines are what may be, crossed lines what was not seen, dots what is open."""

        def pattern(kind: str, size: int, inside: str) -> str:
            used = f"url(#{name}-{kind})"
            if not any(used in part for part in self.parts):
                return ""
            return (
                f'<pattern id="{name}-{kind}" width="{size}" height="{size}" patternUnits="userSpaceOnUse">'
                f'<rect width="{size}" height="{size}" fill="{PAPER}"/>{inside}</pattern>'
            )

        slant = f'<path d="M-1 1L1 -1M0 5L5 0M4 6L6 4" stroke="{INK}" stroke-width="1"/>'
        cross = f'<path d="M0 0L6 6M6 0L0 6" stroke="{INK}" stroke-width="0.9"/>'
        dot = f'<circle cx="2" cy="2" r="0.9" fill="{INK}"/>'
        return pattern("hatch", 5, slant) + pattern("cross", 6, cross) + pattern("dots", 4, dot)


def _closed(name: str, tip: str) -> str:
    return f"><title>{escape(tidy(tip))}</title></{name}>" if tip else "/>"
