"""A report as Markdown: for repositories, mail and chat."""

from __future__ import annotations

import re
from collections.abc import Iterable

from monitor.core.weekly import WeeklyReport
from monitor.renderers._renderer import Context, Renderer
from monitor.renderers._words import MARK
from monitor.renderers.report import report
from monitor.renderers.report.model import (
    Block,
    Cell,
    Facts,
    Finding,
    Notes,
    Paragraph,
    Picture,
    Section,
    Table,
    Tiles,
)
from monitor.renderers.report.telling import web_address
from monitor.renderers.report.words import words

SPECIAL = re.compile(r"([\\`*_\[\]|~#])")
LISTED = re.compile(r"^(\d*)([-+.)])(?=\s)")
ALIGN = {"number": "---:", "percent": "---:", "share": "---:", "hours": "---:"}


def weekly(compiled: WeeklyReport, context: Context) -> bytes:
    """Words from pages cannot become markup."""
    told = report(compiled, context)
    lines = [f"# {plain(told.title)}", "", " · ".join(plain(each) for each in told.under), ""]
    for section in told.sections:
        lines += _section(section, "##", told.lang)
    return (re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n").encode()


def _section(section: Section, marks: str, lang: str) -> list[str]:
    lines = [f"{marks} {plain(section.title)}", ""]
    for block in section.blocks:
        lines += [*_block(block, lang), ""]
    for part in section.parts:
        lines += _section(part, marks + "#", lang)
    return lines


def _block(block: Block, lang: str) -> list[str]:
    match block:
        case Paragraph(text):
            return [plain(text)]
        case Tiles(items):
            return [f"- {plain(name)}：**{plain(value)}**" for value, name in items]
        case Facts(items):
            return [f"- {plain(name)}：{plain(value)}" if name else f"- `{plain(value)}`" for name, value in items]
        case Finding():
            return _finding(block)
        case Notes(items):
            return [f"- {plain(each)}" for each in items]
        case Table():
            return _table(block, lang)
        case Picture():
            return []


def _finding(one: Finding) -> list[str]:
    head = f"**{MARK[one.status]} {plain(one.said)}** · {plain(one.owed)} · {plain(one.document)} (`{one.clause}`)"
    return [f"- {head}", f"  {plain(one.why)}"]


def _table(table: Table, lang: str) -> list[str]:
    lines = [f"**{plain(table.title)}**", ""] if table.title else []
    if not table.rows:
        return [*lines, plain(words("none", lang))]
    lines.append(_row(plain(column.head) for column in table.columns))
    lines.append(_row(ALIGN.get(column.kind, "---") for column in table.columns))
    lines += [_row(_cell(cell) for cell in row) for row in table.rows]
    if table.total:
        lines.append(_row(f"**{_cell(cell)}**" for cell in table.total))
    for note in table.notes:
        lines += ["", f"_{plain(note)}_"]
    return lines


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    said = link(cell.text, cell.href) if cell.href and not cell.href.startswith("#") else plain(cell.text)
    if cell.status:
        said = f"{MARK.get(cell.status, '?')} {said}"
    notes = [plain(note) for note in cell.notes if note]
    return said if not notes else f"{said} ({'; '.join(notes)})"


def plain(words: object) -> str:
    """Words as they are, whatever they contain."""
    text = " ".join(str(words).split())
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return LISTED.sub(r"\1\\\2", SPECIAL.sub(r"\\\1", text))


def link(words: object, url: str) -> str:
    """A link where the address may be linked, else the words alone."""
    address = web_address(url)
    if not address:
        return plain(words)
    for character, code in (
        ("(", "%28"),
        (")", "%29"),
        ("<", "%3C"),
        (">", "%3E"),
        ("|", "%7C"),
        ("\\", "%5C"),
        ("`", "%60"),
    ):
        address = address.replace(character, code)
    return f"[{plain(words)}]({address})"


RENDERER = Renderer("markdown", ".md", weekly)
