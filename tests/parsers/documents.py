"""Small documents for tests, made by hand: a PDF whose text layer says what it is told, and a DOCX."""

from __future__ import annotations

import io

import docx


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
