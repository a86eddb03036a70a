"""Plain tables: aligned for the terminal, with bars for Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width

Row = Sequence[object]


def width(text: str) -> int:
    """Columns that the text takes on a terminal."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def cell(value: object) -> str:
    """One value as it is printed; what was not measured is a dash."""
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.3f}" if abs(value) < 10 else f"{value:,.1f}" if abs(value) < 1000 else f"{value:,.0f}"
    return str(value)


def plain(head: Row, rows: Sequence[Row]) -> str:
    """The table for a terminal: first column to the left, the others to the right."""
    lines = [[cell(value) for value in row] for row in (head, *rows)]
    widths = [max(width(line[n]) for line in lines) for n in range(len(head))]
    said = []
    for line in lines:
        blanks = [" " * (wide - width(text)) for wide, text in zip(widths, line, strict=True)]
        said.append("  ".join([line[0] + blanks[0], *(b + t for b, t in zip(blanks[1:], line[1:], strict=True))]))
    return "\n".join(line.rstrip() for line in said)


def markdown(head: Row, rows: Sequence[Row]) -> str:
    """The same table for a page."""
    marks = ["---", *["---:"] * (len(head) - 1)]
    lines = [" | ".join(cell(value).replace("|", "\\|") for value in row) for row in (head, marks, *rows)]
    return "\n".join(f"| {line} |" for line in lines)


def share(hits: int, of: int) -> str:
    """``41/42``: both numbers, so that nobody reads a percentage of three pages."""
    return "–" if of == 0 else f"{hits}/{of}"
