"""Small documents for tests, made by hand: a PDF with a text layer, files of Word and of tables, old and new."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence

import docx
import xlsxwriter


def pdf(*lines: str) -> bytes:
    """One page with these lines, in a font that is named and not embedded."""
    show = b" ".join(
        b"1 0 0 1 50 %d Tm <%s> Tj" % (780 - 20 * n, line.encode("utf-16-be").hex().encode())
        for n, line in enumerate(lines)
    )
    codes = sorted({ord(c) for line in lines for c in line})
    chars = b"".join(b"<%04x> <%04x>\n" % (c, c) for c in codes)
    to_unicode = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
        b"1 begincodespacerange <0000> <ffff> endcodespacerange\n%d beginbfchar\n%sendbfchar\nendcmap end end"
        % (len(codes), chars)
    )
    text = b"BT /F 12 Tf " + show + b" ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type0/BaseFont/S/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/S/CIDSystemInfo<</Registry(A)/Ordering(I)/Supplement 0>>"
        b"/DW 1000/FontDescriptor 8 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(to_unicode), to_unicode),
        b"<</Type/FontDescriptor/FontName/S/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 900/Descent -100"
        b"/CapHeight 700/StemV 80>>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, table)
    return bytes(out)


def word(*paragraphs: str, table: list[list[str]] | None = None) -> bytes:
    """A DOCX with these paragraphs and, below them, a table."""
    document = docx.Document()
    for words in paragraphs:
        document.add_paragraph(words)
    if table:
        made = document.add_table(len(table), len(table[0]))
        for row, cells in enumerate(table):
            for column, words in enumerate(cells):
                made.cell(row, column).text = words
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def old_word(*lines: str, split: int = 5) -> bytes:
    """An old Word file: its text in two pieces, the first of them of one byte a character where it can be."""
    text = "\r".join(lines) + "\r"
    head, tail = text[:split], text[split:]
    packed = all(ord(c) < 128 for c in head)
    first = head.encode("cp1252") if packed else head.encode("utf-16-le")
    start = 2_048
    second = start + len(first) + (-len(first)) % 2
    main = bytearray(max(4_096, second + 2 * len(tail)))
    main[start : start + len(first)] = first
    main[second : second + 2 * len(tail)] = tail.encode("utf-16-le")
    pieces = struct.pack("<3I", 0, len(head), len(text))
    pieces += struct.pack("<HIH", 0, (start * 2) | 0x40000000 if packed else start, 0)
    pieces += struct.pack("<HIH", 0, second, 0)
    clx = b"\x01\x02\x00ab" + b"\x02" + struct.pack("<I", len(pieces)) + pieces
    struct.pack_into("<HH", main, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", main, 0x0A, 0x0200)
    struct.pack_into("<i", main, 0x4C, len(text))
    struct.pack_into("<II", main, 0x01A2, 0, len(clx))
    return ole({"WordDocument": bytes(main), "1Table": clx.ljust(4_096, b"\0")})


def ole(streams: dict[str, bytes]) -> bytes:
    """A compound file with these streams, each of at least 4,096 bytes."""
    sectors: list[bytes] = []
    table: list[int] = []
    entries = [_entry("Root Entry", 5, child=1, size=0, start=0xFFFFFFFE)]
    for number, (name, data) in enumerate(streams.items(), start=1):
        begin = len(sectors)
        cut = [data[at : at + 512].ljust(512, b"\0") for at in range(0, len(data), 512)]
        sectors += cut
        table += [*range(begin + 1, begin + len(cut)), 0xFFFFFFFE]
        right = number + 1 if number < len(streams) else 0xFFFFFFFF
        entries.append(_entry(name, 2, right=right, size=len(data), start=begin))
    while len(entries) % 4:
        entries.append(b"\0" * 68 + struct.pack("<3I", *[0xFFFFFFFF] * 3) + b"\0" * 48)
    folder, listed = len(sectors), b"".join(entries)
    cut = [listed[at : at + 512] for at in range(0, len(listed), 512)]
    sectors += cut
    table += [*range(folder + 1, folder + len(cut)), 0xFFFFFFFE, 0xFFFFFFFD]
    sectors.append(struct.pack("<128I", *table, *[0xFFFFFFFF] * (128 - len(table))))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<9I", 0, 1, folder, 0, 4_096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", len(sectors) - 1, *[0xFFFFFFFF] * 108)
    return head + b"".join(sectors)


def _entry(name: str, kind: int, *, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF, size: int, start: int) -> bytes:
    spelt = name.encode("utf-16-le")
    head = spelt.ljust(64, b"\0") + struct.pack("<HBB", len(spelt) + 2, kind, 1)
    return head + struct.pack("<3I", 0xFFFFFFFF, right, child) + b"\0" * 36 + struct.pack("<IQ", start, size)


def sheets(*rows: Sequence[object]) -> bytes:
    """An XLSX with one sheet."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return made.getvalue()
