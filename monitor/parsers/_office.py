"""Office files: the words of DOCX and of old Word files (DOC, WPS), and the tables of XLSX and XLS.

Nothing in a file is run. What is unpacked, how many cells are looked at and how many characters are kept
are bounded first; a damaged file ends in a reason. Each row of a table is one line, its cells apart.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from monitor.parsers._html import squeeze

MOST_CHARACTERS = 400_000
_LARGEST_UNPACKED = 120 * 1024 * 1024  # of all parts of a packed file together
_MOST_PARTS = 4_000
_MOST_SHEETS = 20
_MOST_ROWS = 5_000  # of one sheet that are looked at, empty ones too
_MOST_COLUMNS = 100
_WORD = 0xA5EC  # the first two bytes of an old Word document
_PIECES_AT = 0x01A2  # where it says where its table of pieces is [MS-DOC 2.5.1, fcClx]
_SECOND_TABLE, _SECRET = 0x0200, 0x0100  # flags: which stream holds that table; encrypted
_PACKED = 0x40000000  # of a piece: one byte a character
_FIELD = re.compile(r"\x13[^\x13-\x15]{0,4000}\x14|\x13[^\x13-\x15]{0,4000}(?=\x15)|\x15")
_BREAKS = str.maketrans({"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x07": "\t", "\xa0": " "})
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f]")
BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, KeyError, ValueError, SyntaxError, AttributeError, TypeError,
    IndexError, AssertionError, RuntimeError, EOFError, OSError, OverflowError,
)  # fmt: skip
"""What the readers of ZIP, XML, OLE, Word and sheets raise on damaged files: none of them promises less."""


def unpacked_parts(data: bytes) -> dict[str, int] | None:
    """The parts of a packed file with their sizes; None where it unpacks to more than is read."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _LARGEST_UNPACKED:
        return None
    return {part.filename: part.file_size for part in parts}


def docx_words(data: bytes) -> str:
    """Paragraphs and tables of a DOCX in their order, as far as there is room."""
    import docx
    from docx.opc.exceptions import OpcError

    try:
        document = docx.Document(io.BytesIO(data))
    except OpcError as error:
        raise ValueError(str(error)) from error
    said: list[str] = []
    room = MOST_CHARACTERS
    for block in document.iter_inner_content():
        words = block.text if hasattr(block, "text") else _table_words(block)
        said.append(words[:room])
        room -= len(words)
        if room <= 0:
            break
    return _lines("\n".join(said))


def _table_words(table: Any) -> str:
    """A table's cells, one row a line; merged cells once."""
    lines = []
    for row in table.rows:
        cells = list(dict.fromkeys(squeeze(cell.text) for cell in row.cells))
        lines.append("\t".join(c for c in cells if c))
    return "\n".join(lines)


def sheet_words(data: bytes) -> str:
    """The visible sheets of an XLSX, each row with something in it one line."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what of the file's looks it does not know: none of our business
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            return _rows(
                sheet.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS, values_only=True)
                for sheet in sheets[:_MOST_SHEETS]
            )
        finally:
            book.close()


def old_words(data: bytes) -> str:
    """The words of an OLE file: an old Word document (of WPS, too), or the sheets of an XLS.

    Raises:
        ValueError: it is neither, or encrypted.
    """
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        if ole.exists("WordDocument"):
            main = ole.openstream("WordDocument").read()
            if len(main) < _PIECES_AT + 8 or struct.unpack_from("<H", main)[0] != _WORD:
                raise ValueError("no Word 97 document")
            flags = struct.unpack_from("<H", main, 0x0A)[0]
            if flags & _SECRET:
                raise ValueError("encrypted")
            table = ole.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read()
            return _word(main, table)
        if not (ole.exists("Workbook") or ole.exists("Book")):
            raise ValueError("neither a text nor a table")
    return _old_sheets(data)


def _word(main: bytes, table: bytes) -> str:
    """The main text of a Word document, put together from its pieces."""
    at, size = struct.unpack_from("<II", main, _PIECES_AT)
    length = min(struct.unpack_from("<i", main, 0x4C)[0], MOST_CHARACTERS)
    pieces = table[at : at + size]
    place = 0
    while pieces[place] == 1:  # changes of form, which come first
        place += 3 + struct.unpack_from("<H", pieces, place + 1)[0]
    if pieces[place] != 2:
        raise ValueError("no table of pieces")
    size = struct.unpack_from("<I", pieces, place + 1)[0]
    listed = pieces[place + 5 : place + 5 + size]
    count = (len(listed) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", listed)
    said: list[str] = []
    room = length
    for number in range(count):
        where = struct.unpack_from("<I", listed, 4 * (count + 1) + 8 * number + 2)[0]
        characters = min(ends[number + 1] - ends[number], room)
        if characters <= 0:
            continue
        start = where & ~_PACKED
        if where & _PACKED:
            said.append(main[start // 2 : start // 2 + characters].decode("cp1252", "replace"))
        else:
            said.append(main[start : start + 2 * characters].decode("utf-16-le", "replace"))
        room -= characters
    text = _FIELD.sub("", "".join(said)).translate(_BREAKS)
    return _lines(_UNSEEN.sub("", text))


def _old_sheets(data: bytes) -> str:
    import xlrd
    from xlrd.compdoc import CompDocError

    try:
        book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), on_demand=True)
        sheets = (book.sheet_by_index(number) for number in range(min(book.nsheets, _MOST_SHEETS)))
        return _rows(_old_rows(book, sheet) for sheet in sheets if sheet.visibility == 0)
    except (xlrd.XLRDError, CompDocError) as error:
        raise ValueError(str(error)) from error


def _old_rows(book: Any, sheet: Any) -> Iterator[list[object]]:
    import xlrd

    for row in range(min(sheet.nrows, _MOST_ROWS)):
        cells = sheet.row(row)[:_MOST_COLUMNS]
        yield [
            xlrd.xldate_as_datetime(cell.value, book.datemode) if cell.ctype == xlrd.XL_CELL_DATE and cell.value >= 61
            else cell.value if cell.ctype != xlrd.XL_CELL_ERROR else None
            for cell in cells
        ]  # fmt: skip


def _rows(sheets: Iterable[Iterable[Iterable[object]]]) -> str:
    """The cells of the rows as a person reads them."""
    said: list[str] = []
    room = MOST_CHARACTERS
    for sheet in sheets:
        for row in islice(sheet, _MOST_ROWS):
            line = " ".join(words for cell in row if (words := _cell(cell)))[:room]
            if line:
                said.append(line)
                room -= len(line)
            if room <= 0:
                return "\n".join(said)
    return "\n".join(said)


def _cell(value: object) -> str:
    """One value as it is shown: a number without the tail of its binary form, a day without midnight."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == datetime.min.time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.10g}"
    return squeeze(str(value))


def _lines(text: str) -> str:
    return "\n".join(words for line in text.split("\n") if (words := squeeze(line)))
