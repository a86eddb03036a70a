"""What a report consists of, before any format: sections of blocks, in one language.

Every format renders the same blocks, so that no two can disagree. A new part of the report is one
function that returns a `Section`; no format has to learn of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.core.moment import Moment
from monitor.core.shares import Share

Hours = tuple[float, float | None]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: how it reads, and what it is for a spreadsheet."""

    text: str
    value: int | float | Moment | Share | Hours | None = None
    href: str = ""  # a web address, or #id of an incident in this report
    status: str = ""  # outcome of a verdict, shown as its badge
    notes: tuple[str, ...] = ()  # smaller, below


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, what its cells hold, and its part of the width."""

    head: str
    kind: str = "text"  # text, number, percent, moment, hours, share
    wide: float = 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head. ``name`` is short: a spreadsheet's sheet is called so."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""
    total: tuple[Cell, ...] = ()  # a last row apart
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words of the body."""

    text: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Tiles:
    """A few figures at a glance: each a number and what it counts."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One verdict with its explanation."""

    status: str
    said: str
    owed: str
    document: str
    clause: str
    why: str


@dataclass(frozen=True, slots=True)
class Notes:
    """Lines of a list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as SVG text; its title and description are inside it."""

    svg: str


Block = Table | Paragraph | Tiles | Facts | Finding | Notes | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report under its heading."""

    key: str
    title: str
    blocks: tuple[Block, ...] = ()
    parts: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report in one language."""

    title: str
    under: tuple[str, ...]
    lang: str
    sections: tuple[Section, ...]
    sheets: tuple[Table, ...] = ()  # tables only spreadsheets carry: every verdict, every page

    def tables(self) -> tuple[Table, ...]:
        """Every table of the sections, then those for spreadsheets only; not those of single incidents."""
        return (*(b for s in self.sections for b in s.blocks if isinstance(b, Table)), *self.sheets)
