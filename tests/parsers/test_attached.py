"""Documents in a page's place or beside it: their words, or an honest word that there are none."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import date
from pathlib import Path

import pytest

from monitor import parsers
from monitor.core.article import Article
from monitor.core.problems import Problem
from monitor.parsers._attached import Words, read_document, rejoined
from tests.parsers.documents import old_word, ole, pdf, sheets, word

LINES = (
    "关于东岗化工厂火灾事故的情况通报", "2026年3月1日14时许，东岗化工厂发生火灾，", "造成3人受伤，无人员死亡。",
    "2026年3月2日",
)  # fmt: skip


def test_the_text_layer_of_a_pdf_is_read_and_its_broken_lines_are_joined() -> None:
    words = read_document(pdf(*LINES))
    assert words.kind == "pdf"
    assert "东岗化工厂发生火灾，造成3人受伤，无人员死亡。" in words.text


def test_paragraphs_and_tables_of_a_docx_are_read_in_their_order() -> None:
    words = read_document(word(*LINES, table=[["死亡", "0人"], ["受伤", "3人"]]))
    assert words.text.split("\n") == [*LINES, "死亡 0人", "受伤 3人"]


@pytest.mark.parametrize("split", [0, 3, 30])
def test_the_pieces_of_an_old_word_file_are_put_together(split: int) -> None:
    words = read_document(old_word("A5 " + LINES[0], *LINES[1:], split=split))
    assert words.text.split("\n") == ["A5 " + LINES[0], *LINES[1:]]


def test_fields_of_an_old_word_file_are_their_results() -> None:
    words = read_document(old_word('见\x13 HYPERLINK "http://a.example" \x14附件\x15。\x01', "甲\x07乙\x07"))
    assert words.text == "见附件。\n甲 乙"


def test_each_row_of_a_table_is_a_line() -> None:
    first, second = ["采样点", "指标", "结果", "日期"], ["城东水厂", "浑浊度", 0.35, date(2026, 3, 1)]
    new = read_document(sheets(first, second, [], ["龙头水", "余氯", 0.1]))
    old = read_document((Path(__file__).parent / "table.xls").read_bytes())
    said = "采样点 指标 结果 日期\n城东水厂 浑浊度 0.35 2026-03-01\n龙头水 余氯 0.1"
    assert (new.text, old.text) == (said, f"{said} 2026-03-02")


def test_a_table_with_a_cell_at_the_far_end_costs_no_more_than_what_is_read() -> None:
    words = read_document(_far())
    assert words.text == "近处"


def _far() -> bytes:
    source, out = io.BytesIO(sheets(["近处"])), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                data = data.replace(b"</sheetData>", far).replace(b'ref="A1"', b'ref="A1:XFD1048576"')
            new.writestr(part, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "cannot be opened"),
        (ole({"PowerPoint Document": b"\0" * 4_096}), "neither a text nor a table"),
        (old_word(*LINES)[:3_000], "cannot be opened"),
        (sheets(), "no words"),
        (b"%PDF-1.4 and nothing more", "cannot be opened"),
        (pdf("1"), "pictures only"),
        (word(*LINES)[:-40], "cannot be opened"),
        (word(), "no words"),
        (b"PK\x03\x04", "cannot be opened"),
        (b"GIF89a", "no document"),
        (b"%PDF-" + b"0" * (25 << 20), "larger than"),
    ],
    ids=lambda x: x if isinstance(x, str) else "",
)
def test_what_cannot_be_read_says_why(data: bytes, said: str) -> None:
    words = read_document(data)
    assert not words.text
    assert said in words.problem


def test_a_packed_file_that_unfolds_without_end_is_not_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb, bomb.open("word/document.xml", "w") as part:
        for _ in range(130):
            part.write(b"\0" * (1 << 20))
    words = read_document(packed.getvalue())
    assert len(packed.getvalue()) < 1 << 20
    assert "unpacks to more" in words.problem


def test_entities_of_a_docx_are_not_expanded() -> None:
    layers = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10 if i else "哈"}">' for i in range(9))
    source = io.BytesIO(word(*LINES))
    out = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == "word/document.xml":
                text = data.decode().replace("<w:document", f"<!DOCTYPE x [{layers}]><w:document", 1)
                data = text.replace(LINES[0], "&a8;").encode()
            new.writestr(part, data)
    assert len(read_document(out.getvalue()).text) < 10_000


@pytest.mark.parametrize(
    "made",
    [pdf(*LINES), word(*LINES), old_word(*LINES), sheets(LINES), (Path(__file__).parent / "table.xls").read_bytes()],
    ids=["pdf", "docx", "doc", "xlsx", "xls"],
)
def test_damaged_documents_end_in_an_answer(made: bytes) -> None:
    chance = random.Random(7)
    for _ in range(150):
        damaged = bytearray(made)
        for _ in range(chance.randint(1, 25)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        assert isinstance(read_document(bytes(damaged)), Words)


def test_a_document_that_a_list_links_to_is_an_article_without_a_date_of_its_own() -> None:
    article = parsers.document(pdf(*LINES), url="http://a.example/202603/P020260302.pdf", title="火灾事故的情况通报")
    assert isinstance(article, Article)
    assert (article.title, article.published, article.flags) == ("火灾事故的情况通报", None, ("document",))
    assert article.document_date is not None
    assert isinstance(parsers.document(pdf("1"), url="http://a.example/1.pdf"), Problem)


def test_printed_lines_are_joined_within_a_paragraph_and_headings_stay() -> None:
    lines = ("为了加强本市化工企业安全生产监督管理工作，保障人民群众生", "命财产安全，制定本办法。")
    page = "\n".join(("第一章 总则", *lines, "第二章 监督", "略"))
    assert rejoined(page).split("\n") == ["第一章 总则", "".join(lines), "第二章 监督", "略"]
