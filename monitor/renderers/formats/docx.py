"""A report as a document an office can edit and send on: 公文 page, 标题, 正文, numbered headings, tables.

Page, fonts and sizes follow GB/T 9704-2012 where they apply to a report: A4, margins 37, 35, 28 and
26 mm, title 小标宋 22 pt, body 仿宋 16 pt on 28 pt lines, headings 黑体 and 楷体, page numbers between
dashes. Tables are set smaller, as offices do, with their head repeated on every page.
"""

from __future__ import annotations

from datetime import UTC
from io import BytesIO
from typing import Any

from monitor.core.weekly import WeeklyReport
from monitor.renderers._renderer import Context, Renderer
from monitor.renderers._words import MARK
from monitor.renderers.formats._paper import Paper
from monitor.renderers.formats._zip import timeless
from monitor.renderers.report import report
from monitor.renderers.report.model import (
    Block,
    Cell,
    Facts,
    Finding,
    Notes,
    Paragraph,
    Picture,
    Report,
    Section,
    Table,
    Tiles,
)
from monitor.renderers.report.words import words

DETAILS = 20
"""More incidents in full than these make a document that nobody prints; the table has them all."""
DIGITS = "〇一二三四五六七八九"
BAD = {"late", "none_found"}


def weekly(compiled: WeeklyReport, context: Context) -> bytes:
    """The same report gives the same bytes: nothing in the file tells when it was written."""
    told = report(compiled, context, details=DETAILS)
    paper = Paper(told.lang)
    paper.title(told.title)
    for line in told.under:
        paper.centred(line)
    for number, section in enumerate(told.sections, start=1):
        _section(paper, section, number, told)
    properties = paper.document.core_properties
    properties.title, properties.author, properties.last_modified_by = told.title, "", ""
    properties.comments, properties.revision = "", 1
    properties.created = properties.modified = compiled.as_of.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    out = BytesIO()
    paper.document.save(out)
    return timeless(out.getvalue())


def ordinal(number: int) -> str:
    """1 → 一, 12 → 十二, 20 → 二十: how headings are numbered, up to 99."""
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def _section(paper: Paper, section: Section, number: int, told: Report) -> None:
    zh = told.lang == "zh"
    paper.heading(f"{ordinal(number)}、{section.title}" if zh else f"{number}. {section.title}", 1)
    _blocks(paper, section.blocks, told.lang)
    for place, part in enumerate(section.parts, start=1):
        paper.heading(f"（{ordinal(place)}）{part.title}" if zh else f"{number}.{place} {part.title}", 2)
        _blocks(paper, part.blocks, told.lang)


def _blocks(paper: Paper, blocks: tuple[Block, ...], lang: str) -> None:
    for block in blocks:
        match block:
            case Paragraph(text, warning):
                paper.body(text, bold=warning)
            case Facts(items):
                separator = "：" if lang == "zh" else ": "
                paper.plain([f"{name}{separator}{value}" if name else value for name, value in items])
            case Finding():
                _finding(paper, block, lang)
            case Notes(items):
                for number, each in enumerate(items, start=1):
                    paper.body(f"{number}. {each}")
            case Table():
                _table(paper, block, lang)
            case Picture() | Tiles():
                continue  # the words and tables say the same; Word draws no SVG without a raster beside it


def _finding(paper: Paper, one: Finding, lang: str) -> None:
    head = f"{MARK[one.status]} {one.said}　" if lang == "zh" else f"{MARK[one.status]} {one.said}  "
    clause = f"（{one.clause}）" if lang == "zh" else f" ({one.clause})"
    paper.detail([(head, True), (one.why + clause, False)])


def _table(paper: Paper, table: Table, lang: str) -> None:
    if table.title:
        paper.caption(table.title)
    if not table.rows:
        paper.body(words("none", lang))
        return
    shares = [column.wide for column in table.columns]
    grid: Any = paper.table(shares, [column.head for column in table.columns])
    ends = {"number", "percent", "share", "hours"}
    right = [column.kind in ends for column in table.columns]
    for row in table.rows:
        paper.row(grid, [_lines(cell) for cell in row], shares, right=right, bold=[c.status in BAD for c in row])
    if table.total:
        paper.row(grid, [_lines(cell) for cell in table.total], shares, right=right, bold=[True] * len(right))
    for note in table.notes:
        paper.small(note)


def _lines(cell: Cell) -> list[str]:
    mark = f"{MARK.get(cell.status, '?')} " if cell.status else ""
    return [mark + cell.text, *(note for note in cell.notes if note)]


RENDERER = Renderer("docx", ".docx", weekly)
