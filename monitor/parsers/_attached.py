"""Documents that are no pages: the words of a PDF or a DOCX, as far as it holds any.

What cannot be read says so: old DOC files, scans without a text layer, formats of single vendors.
Nothing is drawn or run; sizes, pages and characters are bounded before anything is unpacked.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

from monitor.parsers._html import squeeze

LARGEST = 24 * 1024 * 1024  # bytes of one document that are read
_LARGEST_UNPACKED = 120 * 1024 * 1024  # of all parts of a DOCX together
_MOST_PARTS = 4_000
_MOST_PAGES = 300
MOST_CHARACTERS = 400_000
_FEWEST = 20  # characters; with fewer a PDF is a scan, whatever its page numbers say

_READABLE = re.compile(r"\.(?:pdf|docx)(?:$|[?#&])", re.I)
_OTHER = re.compile(r"\.(?:docm?|wps|et|ofd|xlsx?|pptx?|zip|rar|7z|rtf|ceb)(?:$|[?#&])", re.I)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IS_HAN = re.compile(r"[\u4e00-\u9fff]")
_WIDEST = 60  # characters of a printed line; longer ones are no lines of a page
_NARROWEST = 18  # a line with fewer may be a heading, whatever the others hold
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, KeyError, ValueError, SyntaxError, AttributeError, TypeError,
    IndexError, AssertionError, RuntimeError, EOFError, OSError,
)  # fmt: skip
"""What the readers of ZIP, XML and DOCX raise on damaged files: none of them promises less."""


@dataclass(frozen=True, slots=True)
class Words:
    """What was read of a document: its kind, its text, and why there is none."""

    kind: str  # pdf, docx, doc, other
    text: str = ""
    problem: str = ""


def is_document(data: bytes) -> bool:
    """The answer is a document and no page, whatever its address and its header say."""
    return data[:1024].lstrip().startswith(b"%PDF-") or data.startswith((b"PK\x03\x04", _OLE))


def may_read(address: str) -> bool:
    """The address names a kind of document that can be read."""
    return _READABLE.search(address) is not None


def names_document(address: str) -> bool:
    """The address names a document of some kind."""
    return may_read(address) or _OTHER.search(address) is not None


def read_document(data: bytes) -> Words:
    """The words of a document."""
    if len(data) > LARGEST:
        return Words("other", problem=f"larger than {LARGEST // 1024 // 1024} MiB")
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return _pdf(data)
    if data.startswith(b"PK\x03\x04"):
        return _docx(data)
    if data.startswith(_OLE):
        return Words("doc", problem="an old DOC, XLS or WPS file: kept, not read")
    return Words("other", problem="no document that can be read")


def _pdf(data: bytes) -> Words:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        return Words("pdf", problem=f"the PDF cannot be opened ({error})")
    try:
        said: list[str] = []
        room = MOST_CHARACTERS
        for number in range(min(len(document), _MOST_PAGES)):
            words = _page_words(document, number)[:room]
            said.append(words)
            room -= len(words)
            if room <= 0:
                break
    finally:
        document.close()
    text = rejoined("\n".join(said))
    if len("".join(text.split())) < _FEWEST:
        return Words("pdf", problem="the PDF holds pictures only")
    return Words("pdf", text)


def _page_words(document: Any, number: int) -> str:
    """The text layer of one page; the empty string where that page is broken."""
    import pypdfium2

    try:
        page = document[number]
        layer = page.get_textpage()
    except pypdfium2.PdfiumError:
        return ""
    try:
        return str(layer.get_text_bounded())
    finally:
        layer.close()
        page.close()


def _docx(data: bytes) -> Words:
    import docx
    from docx.opc.exceptions import OpcError

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
        if len(parts) > _MOST_PARTS or sum(p.file_size for p in parts) > _LARGEST_UNPACKED:
            return Words("docx", problem="the file unpacks to more than is read")
        if not any(p.filename == "word/document.xml" for p in parts):
            return Words("other", problem="a packed file that is no text: kept, not read")
        document = docx.Document(io.BytesIO(data))
        text = "\n".join(words for line in _docx_words(document).split("\n") if (words := squeeze(line)))
    except (OpcError, *_BROKEN) as error:
        return Words("docx", problem=f"the DOCX cannot be opened ({type(error).__name__})")
    return Words("docx", text) if text else Words("docx", problem="the DOCX holds no words")


def _docx_words(document: Any) -> str:
    """Paragraphs and tables in their order, as far as there is room."""
    said: list[str] = []
    room = MOST_CHARACTERS
    for block in document.iter_inner_content():
        words = block.text if hasattr(block, "text") else _table_words(block)
        said.append(words[:room])
        room -= len(words)
        if room <= 0:
            break
    return "\n".join(said)


def _table_words(table: Any) -> str:
    """A table's cells, one row a line; merged cells once."""
    lines = []
    for row in table.rows:
        cells = list(dict.fromkeys(squeeze(cell.text) for cell in row.cells))
        lines.append("\t".join(c for c in cells if c))
    return "\n".join(lines)


def rejoined(text: str) -> str:
    """One paragraph a line, of a text whose lines a page broke: a full line goes on in the next, as does a comma."""
    lines = [line for one in text.replace("\r", "\n").split("\n") if (line := squeeze(one))]
    full = 0.85 * max((len(line) for line in lines if len(line) <= _WIDEST), default=0)
    out: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on:
            out[-1] += line
        else:
            out.append(line)
        goes_on = line[-1] in "，、；" or (len(line) >= max(full, _NARROWEST) and _IS_HAN.match(line[-1]) is not None)
    return "\n".join(out)
