"""The paper a report is typed on: python-docx with the page, fonts and sizes of Chinese offices.

Every run names its font for Latin letters and for Chinese ones (``w:eastAsia``), since Word asks them
apart; the Chinese names are those that WPS and Word know.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from monitor.renderers._columns import tidy

LATIN = "Times New Roman"
SONG_TITLE, SONG, HEI, KAI, FANG = "方正小标宋简体", "宋体", "黑体", "楷体", "仿宋"
ERHAO, SANHAO, SIHAO, XIAOSI, WUHAO, XIAOWU = 22, 16, 14, 12, 10.5, 9
"""二号 三号 四号 小四 五号 小五, in points."""
TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26
"""Margins in millimetres (GB/T 9704-2012, 5.2)."""
INNER = 210 - LEFT - RIGHT


class Paper:
    """One document being typed."""

    def __init__(self, lang: str) -> None:
        from docx import Document
        from docx.shared import Mm

        self.lang = lang
        self.document: Any = Document()
        page = self.document.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.top_margin, page.bottom_margin = Mm(TOP), Mm(BOTTOM)
        page.left_margin, page.right_margin = Mm(LEFT), Mm(RIGHT)
        page.footer_distance = Mm(24)
        self._styles()
        self._page_number(page.footer.paragraphs[0])

    def _styles(self) -> None:
        """正文, 标题 and two levels of headings, so that a reader's navigation and a table of contents work."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
        from docx.shared import Pt, RGBColor

        for name, font, size, bold in (
            ("Normal", FANG, SANHAO, False), ("Title", SONG_TITLE, ERHAO, False),
            ("Heading 1", HEI, SANHAO, False), ("Heading 2", KAI, SANHAO, True),
        ):  # fmt: skip
            style = self.document.styles[name]
            style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
            style.font.color.rgb = RGBColor(0, 0, 0)
            _fonts(style.element.get_or_add_rPr(), font)
            shape = style.paragraph_format
            shape.space_before = shape.space_after = Pt(0)
            shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(28)
        _language(self.document.styles.element)
        title = self.document.styles["Title"].paragraph_format
        title.alignment, title.line_spacing, title.space_after = WD_ALIGN_PARAGRAPH.CENTER, Pt(36), Pt(14)
        _borderless(self.document.styles["Title"].element)
        for level in (1, 2):
            shape = self.document.styles[f"Heading {level}"].paragraph_format
            shape.keep_with_next, shape.space_before = True, Pt(10)

    def title(self, words: str) -> None:
        """标题."""
        self.document.add_paragraph(tidy(words), style="Title")

    def centred(self, words: str) -> None:
        """A line below the title."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        line = self._paragraph([(words, False)], KAI, SIHAO)
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def heading(self, words: str, level: int) -> None:
        """A numbered heading: 一、 or （一）."""
        self.document.add_heading(tidy(words), level)

    def body(self, words: str, *, bold: bool = False) -> None:
        """正文: the first line indented by two characters."""
        self.mixed([(words, bold)])

    def mixed(self, pieces: Sequence[tuple[str, bool]]) -> None:
        """正文 of pieces, each with whether it is bold."""
        from docx.shared import Pt

        line = self._paragraph(pieces, FANG, SANHAO)
        line.paragraph_format.first_line_indent = Pt(2 * SANHAO)

    def detail(self, pieces: Sequence[tuple[str, bool]]) -> None:
        """The particulars of one incident: smaller than 正文, since there are many."""
        from docx.shared import Pt

        line = self._paragraph(pieces, FANG, XIAOSI, spacing=20)
        line.paragraph_format.first_line_indent = Pt(2 * XIAOSI)

    def plain(self, lines: Sequence[str]) -> None:
        """Short lines without indent, smaller: facts."""
        for words in lines:
            self._paragraph([(words, False)], FANG, XIAOSI, spacing=20)

    def small(self, words: str) -> None:
        """A note below a table."""
        from docx.shared import Pt

        self._paragraph([(words, False)], FANG, WUHAO, spacing=16).paragraph_format.space_after = Pt(8)

    def caption(self, words: str) -> None:
        """What stands over a table."""
        from docx.shared import Pt

        line = self._paragraph([(words, True)], HEI, SIHAO, spacing=22)
        line.paragraph_format.keep_with_next, line.paragraph_format.space_before = True, Pt(8)

    def table(self, shares: Sequence[float], heads: Sequence[str]) -> Any:
        """A ruled table over the whole width whose head is repeated on every page."""
        from docx.enum.table import WD_TABLE_ALIGNMENT

        grid = self.document.add_table(rows=0, cols=len(shares))
        grid.style = self.document.styles["Table Grid"]
        grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        _cell_margins(grid)
        for column, wide in zip(grid.columns, _millimetres(shares), strict=True):
            column.width = wide
        head = self.row(grid, [[words] for words in heads], shares, bold=[True] * len(heads), font=HEI)
        _flag(head, "w:tblHeader")
        return grid

    def row(
        self, grid: Any, cells: Sequence[Sequence[str]], shares: Sequence[float], *,
        right: Sequence[bool] = (), bold: Sequence[bool] = (), font: str = FANG,
    ) -> Any:  # fmt: skip
        """One row, never split over two pages; the first line of a cell large, further ones smaller."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        made = grid.add_row()
        _flag(made, "w:cantSplit")
        for place, (cell, lines, wide) in enumerate(zip(made.cells, cells, _millimetres(shares), strict=True)):
            cell.width = wide
            line = cell.paragraphs[0]
            for number, words in enumerate(lines):
                line = cell.add_paragraph() if number else line
                strong = bool(bold) and bold[place] and not number
                size = XIAOWU if number or font == HEI else WUHAO
                self._fill(line, [(words, strong)], FANG if number else font, size, 14)
                if right and right[place]:
                    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        return made

    def _paragraph(self, pieces: Sequence[tuple[str, bool]], font: str, size: float, *, spacing: float = 28) -> Any:
        return self._fill(self.document.add_paragraph(), pieces, font, size, spacing)

    def _fill(self, line: Any, pieces: Sequence[tuple[str, bool]], font: str, size: float, spacing: float) -> Any:
        from docx.enum.text import WD_LINE_SPACING
        from docx.shared import Pt

        shape = line.paragraph_format
        shape.space_before = shape.space_after = Pt(0)
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(spacing)
        for words, bold in pieces:
            run = line.add_run(tidy(words))
            run.font.size, run.font.bold = Pt(size), bold
            _fonts(run._element.get_or_add_rPr(), font)
        return line

    def _page_number(self, line: Any) -> None:
        """— 1 — in the middle of the foot."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._fill(line, [("— ", False)], SONG, SIHAO, 20)
        run = self._fill(line, [("", False)], SONG, SIHAO, 20).runs[-1]
        for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
            part = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                part.set(qn("w:fldCharType"), kind)
            else:
                part.text = text
            run._element.append(part)
        self._fill(line, [(" —", False)], SONG, SIHAO, 20)


def _fonts(properties: Any, chinese: str) -> None:
    """Latin letters in Times, Chinese ones in the font of the part."""
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for kind, name in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", chinese)):
        fonts.set(qn(f"w:{kind}"), name)


def _language(styles: Any) -> None:
    """Chinese text is Chinese: Word breaks its lines and checks its words by that."""
    from docx.oxml.ns import qn

    for lang in styles.iter(qn("w:lang")):
        lang.set(qn("w:eastAsia"), "zh-CN")


def _borderless(style: Any) -> None:
    """The template's title is underlined by a border; an office's is not."""
    from docx.oxml.ns import qn

    properties = style.pPr
    border = properties.find(qn("w:pBdr"))
    if border is not None:
        properties.remove(border)


def _flag(row: Any, name: str) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _cell_margins(grid: Any) -> None:
    """A millimetre on either side, so that narrow columns keep their words on a line."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "57")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    grid._tbl.tblPr.append(margins)


def _millimetres(shares: Sequence[float]) -> list[Any]:
    from docx.shared import Mm

    return [Mm(INNER * share / sum(shares)) for share in shares]
