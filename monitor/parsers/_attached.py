"""Documents that are no pages: the words of a PDF, a Word file or a table, as far as it holds any.

What cannot be read says so: scans without a text layer, encrypted files, formats of single vendors.
Nothing is drawn or run; sizes, pages and characters are bounded before anything is unpacked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from monitor.parsers._html import squeeze
from monitor.parsers._office import BROKEN, MOST_CHARACTERS, docx_words, old_words, sheet_words, unpacked_parts

LARGEST = 24 * 1024 * 1024  # bytes of one document that are read
_MOST_PAGES = 300
_FEWEST = 20  # characters; with fewer a PDF is a scan, whatever its page numbers say

_READABLE = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|et)(?:$|[?#&])", re.I)
_OTHER = re.compile(r"\.(?:docm|ofd|pptx?|zip|rar|7z|rtf|ceb)(?:$|[?#&])", re.I)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IS_HAN = re.compile(r"[\u4e00-\u9fff]")
_WIDEST = 60  # characters of a printed line; longer ones are no lines of a page
_NARROWEST = 18  # a line with fewer may be a heading, whatever the others hold


@dataclass(frozen=True, slots=True)
class Words:
    """What was read of a document: its kind, its text, and why there is none."""

    kind: str  # pdf, docx, xlsx, doc (any old file of Word, WPS or Excel), other
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
        return _packed(data)
    if data.startswith(_OLE):
        return _read("doc", old_words, data)
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


def _packed(data: bytes) -> Words:
    """The words of a DOCX, or the tables of an XLSX."""
    try:
        parts = unpacked_parts(data)
    except BROKEN as error:
        return Words("docx", problem=f"the DOCX cannot be opened ({type(error).__name__})")
    if parts is None:
        return Words("docx", problem="the file unpacks to more than is read")
    if "word/document.xml" in parts:
        return _read("docx", docx_words, data)
    if "xl/workbook.xml" in parts:
        return _read("xlsx", sheet_words, data)
    return Words("other", problem="a packed file that is no text: kept, not read")


def _read(kind: str, reader: Callable[[bytes], str], data: bytes) -> Words:
    """What a reader of one kind of file makes of it."""
    try:
        text = reader(data)
    except BROKEN as error:
        return Words(kind, problem=f"the {kind.upper()} cannot be opened ({type(error).__name__}: {error})"[:200])
    return Words(kind, text) if text else Words(kind, problem=f"the {kind.upper()} holds no words")


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
