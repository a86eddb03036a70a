"""Lines for terminals: Chinese and Latin text in columns, never over the width.

Text is a list of pieces (words, style); a line is the same. Words from pages are cleaned before
they are measured: a control character in a title must not steer anybody's terminal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from operator import itemgetter
from unicodedata import category

NO_START = set("，。；：、？！）〕】」』》〉”’%…—,.;:?!)]}")
"""May not begin a line (避头)."""
NO_END = set("（〔【「『《〈“‘([{")
"""May not end a line (避尾)."""
UNITS = set("号年月日小时分")
"""Stay with the figure before them."""
_DAY, _CLOCK = re.compile(r"\d{4}-\d\d-\d\d$"), re.compile(r"\d\d:\d\d")
NO_CHARACTER = "\ufffe\uffff"
"""Never characters; no XML file may hold them."""
HIDDEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}

LONGEST = 64
"""A word without spaces is taken apart after so many characters (addresses, hostile titles)."""

Piece = tuple[str, str]  # words, style


class Solid(str):
    """Words that stay on one line where the line can hold them."""

    __slots__ = ()


@dataclass(slots=True)
class Sheet:
    """Lines being put together for one width."""

    width: int
    lines: list[list[Piece]] = field(default_factory=list)

    def put(self, *pieces: Piece | str, indent: int = 0, hang: int | None = None) -> None:
        """One paragraph, wrapped; further lines stand at ``hang`` (the indent where not given)."""
        first = " " * indent
        rest = " " * (indent if hang is None else hang)
        clean = [(tidy(p), "") if isinstance(p, str) else (tidy(p[0]), p[1]) for p in pieces]
        room, further = (max(8, self.width - len(space)) for space in (first, rest))
        for number, line in enumerate(wrap(clean, room, further) or [[]]):
            self.lines.append([(rest if number else first, ""), *line])

    def blank(self) -> None:
        """An empty line, unless one stands there already."""
        if self.lines and self.lines[-1]:
            self.lines.append([])

    def rule(self) -> None:
        """A line across."""
        self.lines.append([("─" * self.width, "dim")])

    def text(self, *, colour: bool) -> str:
        """All lines as one string, with ANSI styles only where ``colour`` says so."""
        while self.lines and not self.lines[-1]:
            self.lines.pop()
        if not colour:
            return "\n".join("".join(words for words, _ in line).rstrip() for line in self.lines)
        return _styled(self.lines)


def tidy(words: str) -> str:
    """Words safe for a terminal: no control or invisible characters, no line breaks."""
    if words.isascii() and words.isprintable():
        return words
    clean = "".join(
        " " if c in "\n\t\r" else c
        for c in words
        if c in "\n\t\r" or (category(c) not in HIDDEN and c not in NO_CHARACTER)
    )
    return Solid(clean) if isinstance(words, Solid) else clean


@cache
def _measure() -> object:
    from rich.cells import get_character_cell_size

    return get_character_cell_size


def cell(character: str) -> int:
    """How many columns one character takes."""
    if " " <= character <= "~":
        return 1
    size: int = _measure()(character)  # type: ignore[operator]
    return size


def cells(words: str) -> int:
    """How many columns the words take."""
    return sum(map(cell, words))


def pad(words: str, width: int) -> str:
    """The words, filled up with spaces to the width."""
    return words + " " * max(0, width - cells(words))


def clip(words: str, width: int) -> str:
    """The words, cut with an ellipsis where they are too long."""
    words = tidy(words)
    if cells(words) <= width:
        return words
    kept, used = "", 0
    for character in words:
        if used + cell(character) > width - 1:
            break
        kept += character
        used += cell(character)
    return kept + "…"


def wrap(pieces: Sequence[Piece], width: int, further: int | None = None) -> list[list[Piece]]:
    """Break pieces into lines: between Chinese characters anywhere, between Latin words at spaces.

    ``width`` is the room of the first line, ``further`` of those that follow.
    """
    lines: list[list[Piece]] = []
    line: list[Piece] = []
    used = 0
    for token, style in _joined(_tokens(pieces)):
        size = cells(token)
        if used + size > width and used:
            lines.append(line)
            line, used, width = [], 0, further or width
            token = token.lstrip(" ")
            size = cells(token)
        while size > width:  # a long address
            head = _head(token, width)
            lines.append([(head, style)])
            width = further or width
            token = token[len(head) :]
            size = cells(token)
        if token:
            line.append((token, style))
            used += size
    if line:
        lines.append(line)
    return [_stripped(each) for each in lines]


def _tokens(pieces: Iterable[Piece]) -> Iterable[Piece]:
    """Unbreakable bits: a Latin word, a run of spaces, or one wide character."""
    for words, style in pieces:
        if isinstance(words, Solid):
            yield words, style
            continue
        start = 0
        for i, character in enumerate(words):
            previous = words[i - 1] if i else ""
            joins = i > start and (
                (character == " ") == (previous == " ") and cell(character) < 2 and cell(previous) < 2
            )
            if (not joins and i > start) or i - start >= LONGEST:
                yield words[start:i], style
                start = i
        if start < len(words):
            yield words[start:], style


def _joined(tokens: Iterable[Piece]) -> list[Piece]:
    """Tie closing marks to what stands before them, opening marks to what follows, units and times of day too."""
    found: list[Piece] = []
    for token, style in tokens:
        if len(found) > 1 and found[-1][0] == " ":
            before, its_style = found[-2]
            tied = (_CLOCK.match(token) and _DAY.search(before)) or (token in UNITS and before[-1:].isdigit())
            if tied and its_style == style:
                found[-2:] = [(f"{before} {token}", style)]
                continue
        if found and found[-1][0] and not found[-1][0].isspace() and not token.isspace():
            last, last_style = found[-1]
            tied = token[0] in NO_START or last[-1] in NO_END or (token in UNITS and last[-1].isdigit())
            if tied and last_style == style and len(last) < 40:
                found[-1] = (last + token, style)
                continue
        found.append((token, style))
    return found


def _head(token: str, width: int) -> str:
    used = 0
    for i, character in enumerate(token):
        used += cell(character)
        if used > width:
            return token[: max(1, i)]
    return token


def _stripped(line: list[Piece]) -> list[Piece]:
    while line and not line[-1][0].rstrip(" "):
        line.pop()
    return line


def _styled(lines: Sequence[Sequence[Piece]]) -> str:
    from io import StringIO

    from rich.console import Console
    from rich.text import Text

    out = StringIO()
    console = Console(
        file=out, force_terminal=True, color_system="standard", no_color=False, width=10_000,
        highlight=False, markup=False, emoji=False, legacy_windows=False,
    )  # fmt: skip
    for line in lines:
        runs = [("".join(words for words, _ in same), style) for style, same in groupby(line, key=itemgetter(1))]
        console.print(Text.assemble(*runs), soft_wrap=True, end="\n")
    return out.getvalue().rstrip("\n")
