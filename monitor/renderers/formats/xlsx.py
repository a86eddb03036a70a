"""A report as a workbook: one sheet for each table, real dates and numbers, nothing that is calculated.

Text is written as text whatever it begins with, so no word from a page becomes a formula or a link.
Times are in Asia/Shanghai; what is an interval takes two columns, so that it can be calculated with.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width
from zoneinfo import ZoneInfo

from monitor.core.moment import Moment
from monitor.core.shares import Share
from monitor.core.weekly import WeeklyReport
from monitor.renderers._columns import tidy
from monitor.renderers._renderer import Context, Renderer
from monitor.renderers.formats._zip import timeless
from monitor.renderers.report import report
from monitor.renderers.report.model import Cell, Column, Notes, Paragraph, Report, Table
from monitor.renderers.report.words import words

if TYPE_CHECKING:
    from xlsxwriter import Workbook

SHANGHAI = ZoneInfo("Asia/Shanghai")
Value = str | int | float | datetime | None
LONGEST = 32_000
"""Excel takes 32,767 characters in a cell."""
WIDEST, NARROWEST = 60, 8
BAD = {"late", "none_found"}
FORBIDDEN = str.maketrans("[]:*?/\\'", "        ")


def weekly(compiled: WeeklyReport, context: Context) -> bytes:
    """What it is, then a sheet for each table."""
    from xlsxwriter import Workbook

    told = report(compiled, context)
    out = BytesIO()
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = Workbook(out, safe)
    as_of = compiled.as_of.astimezone(SHANGHAI).replace(tzinfo=None)
    book.set_properties({"title": told.title, "created": as_of})
    look = _looks(book)
    _about(book, told, look)
    for name, table in _named(told):
        _sheet(book, name, table, look, told.lang)
    book.close()
    return timeless(out.getvalue())


def _looks(book: Workbook) -> dict[str, Any]:
    plain = {"font_name": "宋体", "font_size": 10.5, "valign": "top", "text_wrap": True}
    return {
        "head": book.add_format({**plain, "bold": True, "bg_color": "#E8E8E8", "border": 1, "valign": "vcenter"}),
        "text": book.add_format(plain),
        "bad": book.add_format({**plain, "bold": True, "font_color": "#A3151F"}),
        "time": book.add_format({**plain, "num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
        "number": book.add_format({**plain, "num_format": "General"}),
        "percent": book.add_format({**plain, "num_format": "0.0%"}),
        "title": book.add_format({**plain, "bold": True, "font_size": 16, "text_wrap": False}),
    }


def _about(book: Workbook, told: Report, look: dict[str, Any]) -> None:
    """The first sheet: title, period, summary, and the limits of it all."""
    sheet = book.add_worksheet(words("s_about", told.lang))
    sheet.set_column(0, 0, 100)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, told.title, look["title"])
    lines = [*told.under, ""]
    for section in told.sections:
        if section.key in ("summary", "limits"):
            lines.append(section.title)
            lines += [b.text for b in section.blocks if isinstance(b, Paragraph)]
            lines += [each for b in section.blocks if isinstance(b, Notes) for each in b.items]
            lines.append("")
    for number, line in enumerate(lines, start=1):
        sheet.write_string(number, 0, tidy(line), look["text"])


def _named(told: Report) -> Iterator[tuple[str, Table]]:
    """Tables with names that a sheet may have, each once."""
    used = {words("s_about", told.lang)}
    for table in told.tables():
        base = name = table.name.translate(FORBIDDEN).strip()[:28]
        number = 2
        while name in used:
            name, number = f"{base} {number}", number + 1
        used.add(name)
        yield name, table


def _sheet(book: Workbook, name: str, table: Table, look: dict[str, Any], lang: str) -> None:
    sheet = book.add_worksheet(name)
    heads = [head for column in table.columns for head in _heads(column, lang)]
    kinds = [column.kind for column in table.columns for _ in _heads(column, lang)]
    rows = [_values(table.columns, row) for row in (*table.rows, *((table.total,) if table.total else ()))]
    for place, head in enumerate(heads):
        sheet.write_string(0, place, head, look["head"])
    for number, row in enumerate(rows, start=1):
        for place, (value, bad) in enumerate(row):
            _write(sheet, number, place, value, look, bad=bad, percent=kinds[place] == "percent")
    wide: list[int] = []
    for place, head in enumerate(heads):
        longest = max([_width(head) + 3, *(_width(row[place][0]) for row in rows)])
        wide.append(min(WIDEST, max(NARROWEST, longest + 1)))
        sheet.set_column(place, place, wide[-1])
    for number, row in enumerate(rows, start=1):
        lines = max(_lines(value, room) for (value, _), room in zip(row, wide, strict=True))
        sheet.set_row(number, min(400, 15 * lines + 3))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(table.rows)), len(heads) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write(sheet: Any, row: int, place: int, value: Value, look: dict[str, Any], *, bad: bool, percent: bool) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(row, place, value, look["time"])
    elif isinstance(value, int | float):
        sheet.write_number(row, place, value, look["percent" if percent else "number"])
    elif value:
        sheet.write_string(row, place, value[:LONGEST], look["bad" if bad else "text"])


def _heads(column: Column, lang: str) -> list[str]:
    match column.kind:
        case "moment" | "hours":
            return [words(key, lang, head=column.head) for key in ("not_before", "before")]
        case "share":
            return [words("surely", lang), words("possibly", lang)]
        case _:
            return [column.head]


def _values(columns: tuple[Column, ...], row: tuple[Cell, ...]) -> list[tuple[Value, bool]]:
    """The values of a row, each with whether it is a grave one."""
    found: list[tuple[Value, bool]] = []
    for column, cell in zip(columns, row, strict=True):
        found += [(value, cell.status in BAD) for value in _split(column, cell)]
    return found


def _split(column: Column, cell: Cell) -> list[Value]:
    match column.kind, cell.value:
        case "moment", Moment() as moment:
            return [_local(moment.earliest), _local(moment.latest)]
        case "hours", (low, high):
            return [low, high]
        case "share", Share() as share:
            return [share.surely, share.possibly]
        case (("moment" | "hours" | "share"), _):
            return [None, None]
        case _, int() | float() as number:
            return [number]
        case _:
            return ["\n".join(part for part in (cell.text, *cell.notes) if part)]


def _local(at: datetime | None) -> Value:
    """As Excel keeps it: wall time of Asia/Shanghai; before 1900 it has no dates."""
    if at is None:
        return None
    local = at.astimezone(SHANGHAI).replace(tzinfo=None)
    return local if local.year >= 1900 else local.isoformat(" ", "minutes")


def _lines(value: Value, room: int) -> int:
    """Lines a cell needs at this width: programs do not all find the height of wrapped rows themselves."""
    return sum(max(1, -(-_width(line) // (room - 1))) for line in str("" if value is None else value).split("\n"))


def _width(value: Value) -> int:
    """Columns of a spreadsheet that the longest line takes."""
    if isinstance(value, datetime):
        return 16
    lines = str("" if value is None else value).split("\n")
    return max(sum(2 if east_asian_width(c) in "WF" else 1 for c in line) for line in lines)


RENDERER = Renderer("xlsx", ".xlsx", weekly)
