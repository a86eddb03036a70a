"""The weekly report in every format."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.moment import Moment
from monitor.core.periods import Period, between, month, quarter, year
from monitor.core.verdict import Status
from monitor.renderers._words import compact
from monitor.renderers.formats import Renderer, load
from monitor.renderers.formats.csv import COLUMNS, guarded
from monitor.renderers.formats.docx import ordinal
from monitor.renderers.formats.markdown import link, plain
from monitor.renderers.report import PARTS, report
from monitor.renderers.report.model import Table
from monitor.renderers.report.words import CAUSES, REPORT
from tests.building import at, dossier, moment, release, watch
from tests.renderers.cases import CASES, CONTEXT, empty_week, week
from tests.renderers.golden import check

FORMATS = load()
HOSTILE = '=HYPERLINK("http://evil.example") | <script>alert(1)</script> *粗体* [x](javascript:alert(1)) {{ 7*7 }}'


def test_each_format_is_a_file_with_a_renderer() -> None:
    assert set(FORMATS) == {"markdown", "html", "docx", "xlsx", "json", "csv"}
    assert {each.suffix for each in FORMATS.values()} == {".md", ".html", ".docx", ".xlsx", ".json", ".csv"}


ENGLISH = replace(CONTEXT, lang="en")
TONGUES = {"zh": CONTEXT, "en": ENGLISH}


def readable(renderer: Renderer, data: bytes) -> tuple[str, bytes]:
    """The suffix and the text by which a format is compared: of office files the words, of HTML no drawings."""
    if renderer.name == "docx":
        return ".docx.txt", "\n".join(document_lines(data)).encode() + b"\n"
    if renderer.name == "xlsx":
        return ".xlsx.txt", "\n".join(workbook_lines(data)).encode() + b"\n"
    if renderer.name == "html":
        return ".html", re.sub(rb"<svg.*?<title[^>]*>(.*?)</title>.*?</svg>", rb"[\1]", data, flags=re.S)
    return renderer.suffix, data


@pytest.mark.parametrize("lang", TONGUES)
@pytest.mark.parametrize("renderer", FORMATS.values(), ids=lambda each: each.name)
def test_a_week_of_all_outcomes_and_an_empty_one_read_as_they_did(renderer: Renderer, lang: str) -> None:
    if lang == "en" and renderer.name in ("json", "csv"):
        assert renderer.weekly(week(), CONTEXT) == renderer.weekly(week(), ENGLISH)
        return
    tongue = "" if lang == "zh" else ".en"
    for name, compiled in (("week", week()), ("empty", empty_week())):
        suffix, text = readable(renderer, renderer.weekly(compiled, TONGUES[lang]))
        check(f"weekly/{name}{tongue}{suffix}", text)


@pytest.mark.parametrize("renderer", FORMATS.values(), ids=lambda each: each.name)
def test_the_same_report_gives_the_same_bytes(renderer: Renderer) -> None:
    assert renderer.weekly(week(), CONTEXT) == renderer.weekly(week(), CONTEXT)


def bad_week():  # type: ignore[no-untyped-def]
    return week(
        dossier(
            id="i-99", name=HOSTILE,
            releases=[release(HOSTILE, url="javascript:alert(1)", speaker=HOSTILE, claimed=moment("2023-04-18 15:50"))],
            watches=[watch()],
        )
    )  # fmt: skip


def test_words_from_pages_never_become_html() -> None:
    text = FORMATS["html"].weekly(bad_week(), CONTEXT).decode()
    page = BeautifulSoup(text, "lxml")
    assert page.find("script") is None
    assert HOSTILE in page.get_text()
    assert "{{ 7*7 }}" in page.get_text()
    assert all(a["href"].startswith(("http://", "https://", "#")) for a in page.find_all("a"))


def test_the_html_needs_nothing_from_outside() -> None:
    page = BeautifulSoup(FORMATS["html"].weekly(week(), CONTEXT), "lxml")
    assert not page.find_all(["link", "img", "iframe", "object", "embed", "script"])
    assert page.html is not None
    assert page.html["lang"] == "zh-CN"
    assert not re.search(r"url\(|@import", str(page.style))
    assert set(re.findall(r"url\((.)", str(page))) == {"#"}
    ids = [each["id"] for each in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert {one.id for one in CASES.values()} <= set(ids)
    assert {a["href"][1:] for a in page.find_all("a") if a["href"].startswith("#")} <= set(ids)


def test_words_from_pages_never_become_markdown() -> None:
    text = FORMATS["markdown"].weekly(bad_week(), CONTEXT).decode()
    assert "<script" not in text
    assert "](javascript" not in text.replace("\\](javascript", "")
    tables = re.findall(r"(?:^\|.*\n)+", text, re.M)
    assert any("HYPERLINK" in each for each in tables)
    for each in tables:
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in each.splitlines()}) == 1, each


@pytest.mark.parametrize(
    ("words", "url", "written"),
    [
        ("题", "https://a.example/x(1)", "[题](https://a.example/x%281%29)"),
        ("题", "javascript:alert(1)", "题"),
        ("题", "https://a.example/ b", "题"),
        ("a|b]", "https://a.example/|", "[a\\|b\\]](https://a.example/%7C)"),
        ("题", "", "题"),
    ],
)
def test_only_web_addresses_are_linked(words: str, url: str, written: str) -> None:
    assert link(words, url) == written


@pytest.mark.parametrize(
    ("words", "written"),
    [("1. 一", "1\\. 一"), ("- 一", "\\- 一"), ("14.1–14.2", "14.1–14.2"), ("a\nb", "a b"), ("<b>&", "&lt;b&gt;&amp;")],
)
def test_plain_words_stay_plain(words: str, written: str) -> None:
    assert plain(words) == written


def table(data: bytes) -> list[dict[str, str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_the_table_has_one_row_for_each_verdict() -> None:
    report = week()
    rows = table(FORMATS["csv"].weekly(report, CONTEXT))
    assert len(rows) == sum(len(row.verdicts) for row in report.rows)
    assert tuple(rows[0]) == COLUMNS
    found = {(row["incident"], row["rule"]): row["status"] for row in rows}
    assert {found[one.id, "gb80-info-5h"] for one in CASES.values()} == {status.value for status in Status}


def test_no_cell_of_the_table_is_a_formula() -> None:
    rows = table(FORMATS["csv"].weekly(bad_week(), CONTEXT))
    cells = [cell for row in rows for cell in row.values()]
    assert "'" + HOSTILE in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@given(words=st.text(st.sampled_from("=+-@＝ \t\r\n'a1中")))
def test_a_guarded_cell_never_begins_like_a_formula(words: str) -> None:
    cell = guarded(words)
    assert isinstance(cell, str)
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "＝"))


def test_an_empty_table_still_has_its_head() -> None:
    data = FORMATS["csv"].weekly(empty_week(), CONTEXT)
    assert table(data) == []
    assert data.decode("utf-8-sig").split(",")[0] == "incident"


def test_the_json_says_figures_as_intervals_beside_their_coverage() -> None:
    answer = json.loads(FORMATS["json"].weekly(week(), CONTEXT))
    figures = {each["rule"]: each for each in answer["figures"]}
    assert figures["gb80-info-5h"]["applicable"] == 7
    assert figures["gb80-info-5h"]["met"] == {"surely": 1, "possibly": 5}
    assert figures["gb80-info-5h"]["watched_throughout"] == 5
    assert answer["period"] == {"name": "2023-W16", "first": "2023-04-17", "last": "2023-04-23", "kind": "week"}
    city = next(each for each in answer["groups"]["place"] if each["key"] == "990100")
    assert city["met"]["surely"] <= city["met"]["possibly"] <= city["obligations"]
    assert answer["told_apart"] == {"place": [], "agency": [], "grade": [], "type": []}
    times = {each["duty"]: each for each in answer["response_times"]}
    assert times["authoritative_info"]["median_hours"] is None
    assert {"min": 155.033, "max": None} in times["authoritative_info"]["observed_hours"]


def test_what_changed_is_told_in_its_own_section() -> None:
    text = FORMATS["markdown"].weekly(week(), CONTEXT).decode()
    sections = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", text, re.M | re.S))
    grave, settled = sections["新逾期、新未见回应"], sections["新结案"]
    assert "临港区粮库坍塌" in grave
    assert "按时 (← 时限内)" in settled
    assert "有新页面、时限届满" in settled
    assert "✓ 按时" not in grave
    assert "滨江市客车坠河" in sections["时限未到"]


# -- office files --------------------------------------------------------------------------------------

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def part(data: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return ElementTree.fromstring(packed.read(name))


def document_lines(data: bytes) -> Iterator[str]:
    """Paragraphs with their style; table rows as cells between bars."""
    body = part(data, "word/document.xml").find(f"{W}body")
    assert body is not None
    for block in body:
        if block.tag == f"{W}p":
            style = block.find(f"{W}pPr/{W}pStyle")
            yield f"[{'' if style is None else style.attrib[f'{W}val']}] " + said(block)
        for row in block.iter(f"{W}tr"):
            yield " | ".join(" / ".join(said(line) for line in cell.iter(f"{W}p")) for cell in row.iter(f"{W}tc"))


def said(block: ElementTree.Element) -> str:
    return "".join(each.text or "" for each in block.iter(f"{W}t"))


def sheets(data: bytes) -> dict[str, ElementTree.Element]:
    book = part(data, "xl/workbook.xml")
    names = [each.attrib["name"] for each in book.iter(f"{S}sheet")]
    return {name: part(data, f"xl/worksheets/sheet{number}.xml") for number, name in enumerate(names, start=1)}


def workbook_lines(data: bytes) -> Iterator[str]:
    shared = ["".join(each.text or "" for each in item.iter(f"{S}t")) for item in part(data, "xl/sharedStrings.xml")]
    for name, sheet in sheets(data).items():
        yield f"== {name}"
        for row in sheet.iter(f"{S}row"):
            cells = []
            for cell in row:
                value = cell.find(f"{S}v")
                text = "" if value is None else value.text or ""
                cells.append(shared[int(text)].replace("\n", " / ") if cell.attrib.get("t") == "s" else text)
            yield " | ".join(cells)


@pytest.mark.parametrize("name", ["docx", "xlsx"])
def test_an_office_file_does_not_tell_when_it_was_written(name: str) -> None:
    data = FORMATS[name].weekly(week(), CONTEXT)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert {each.date_time for each in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = packed.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT\d\d:\d\d", core)) <= {"2023-04-25T00:00", "2023-04-25T08:00"}


def test_the_document_is_set_as_offices_set_theirs() -> None:
    data = FORMATS["docx"].weekly(week(), CONTEXT)
    root = part(data, "word/document.xml")
    page, margins = root.find(f".//{W}pgSz"), root.find(f".//{W}pgMar")
    assert page is not None
    assert margins is not None
    millimetres = {key.removeprefix(W): round(int(value) / 56.7) for key, value in margins.attrib.items()}
    assert (round(int(page.attrib[f"{W}w"]) / 56.7), round(int(page.attrib[f"{W}h"]) / 56.7)) == (210, 297)
    assert [millimetres[side] for side in ("top", "bottom", "left", "right")] == [37, 35, 28, 26]
    fonts = {each.attrib[f"{W}eastAsia"] for each in root.iter(f"{W}rFonts")}
    assert fonts == {"仿宋", "黑体", "楷体"}
    styles = {each.attrib[f"{W}styleId"]: each for each in part(data, "word/styles.xml").iter(f"{W}style")}
    set_in = {"Normal": "仿宋", "Title": "方正小标宋简体", "Heading1": "黑体", "Heading2": "楷体"}
    for style, font in set_in.items():
        found = styles[style].find(f"{W}rPr/{W}rFonts")
        assert found is not None
        assert found.attrib[f"{W}eastAsia"] == font
    assert {each.attrib[f"{W}eastAsia"] for each in part(data, "word/styles.xml").iter(f"{W}lang")} == {"zh-CN"}
    foot = "".join(part(data, "word/footer1.xml").itertext())
    assert foot == "— PAGE —"


def test_every_table_of_the_document_repeats_its_head_and_splits_no_row() -> None:
    root = part(FORMATS["docx"].weekly(week(), CONTEXT), "word/document.xml")
    grids = list(root.iter(f"{W}tbl"))
    assert len(grids) > 10
    for grid in grids:
        rows = list(grid.iter(f"{W}tr"))
        assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True] + [False] * (len(rows) - 1)
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (41, "四十一")])
def test_headings_are_numbered_in_chinese(number: int, words: str) -> None:
    assert ordinal(number) == words


def test_sheets_are_frozen_filtered_and_hold_real_dates() -> None:
    data = FORMATS["xlsx"].weekly(week(), CONTEXT)
    found = sheets(data)
    assert next(iter(found)) == "说明"
    assert {"时限未到", "新逾期未见", "各条款", "分地区", "用时", "监测源", "依据", "全部结论", "全部页面"} <= set(
        found
    )
    for name, sheet in list(found.items())[1:]:
        pane = sheet.find(f"{S}sheetViews/{S}sheetView/{S}pane")
        assert pane is not None, name
        assert pane.attrib["state"] == "frozen"
        assert sheet.find(f"{S}autoFilter") is not None
    formats = {
        number: each.attrib.get("numFmtId")
        for number, each in enumerate(part(data, "xl/styles.xml").find(f"{S}cellXfs") or ())
    }
    dated = {each.attrib["numFmtId"] for each in part(data, "xl/styles.xml").iter(f"{S}numFmt")
             if each.attrib["formatCode"] == "yyyy-mm-dd hh:mm"}  # fmt: skip
    times = [
        float(cell[0].text or "")
        for cell in found["全部页面"].iter(f"{S}c")
        if formats[int(cell.attrib.get("s", 0))] in dated and len(cell)
    ]
    published = 45034 + (15 * 60 + 50) / 1440  # 2023-04-18 15:50 in Asia/Shanghai
    assert any(abs(each - published) < 1e-6 for each in times)


def test_no_cell_of_the_workbook_is_a_formula_or_a_link() -> None:
    data = FORMATS["xlsx"].weekly(bad_week(), CONTEXT)
    for sheet in sheets(data).values():
        assert not list(sheet.iter(f"{S}f"))
        assert not list(sheet.iter(f"{S}hyperlink"))
    assert any(HOSTILE in line for line in workbook_lines(data))


def test_words_from_pages_stay_words_in_the_document() -> None:
    hostile = f"{HOSTILE}\x00\x0b\ufffe"
    made = week(dossier(id="i-98", name=hostile, releases=[release(hostile)], watches=[watch()]))
    text = "\n".join(document_lines(FORMATS["docx"].weekly(made, CONTEXT)))
    assert HOSTILE in text
    assert HOSTILE in "\n".join(workbook_lines(FORMATS["xlsx"].weekly(made, CONTEXT)))


# -- language, size, parts -----------------------------------------------------------------------------


@pytest.mark.parametrize("renderer", FORMATS.values(), ids=lambda each: each.name)
def test_an_empty_week_in_english_holds_no_chinese(renderer: Renderer) -> None:
    if renderer.name in ("json", "csv"):
        return
    _, text = readable(renderer, renderer.weekly(empty_week(), ENGLISH))
    assert not re.findall("[一-龥]+", text.decode())


def test_every_phrase_has_both_languages_and_the_same_values() -> None:
    for key, (zh, en) in {**REPORT, **CAUSES}.items():
        assert zh, key
        assert en, key
        assert sorted(re.findall(r"{\w+}", zh)) == sorted(re.findall(r"{\w+}", en)), key


def test_a_long_report_tells_in_full_what_wants_attention() -> None:
    told = report(week(), CONTEXT, details=3)
    full = next(section for section in told.sections if section.key == "incidents").parts
    assert [part.key for part in full] == ["i-2", "i-3", "i-5"]  # late, none found, none found
    assert len(report(week(), CONTEXT).sections) == len(PARTS) - 1  # no duty of the calendar fell due


@pytest.mark.parametrize(
    ("made", "title"),
    [
        (month("2023-04"), "滨江市政务舆情回应时效月报"),
        (quarter("2023-Q2"), "滨江市政务舆情回应时效季报"),
        (year("2023"), "滨江市政务舆情回应时效年报"),
        (between(date(2023, 4, 1), date(2023, 4, 20)), "滨江市政务舆情回应时效专报"),
    ],
)
def test_a_report_is_called_by_its_period_and_place(made: Period, title: str) -> None:
    assert report(replace(week(), period=made, place="990100"), CONTEXT).title == title
    assert report(replace(week(), period=made, place="990100"), ENGLISH).title.endswith(": 滨江市")


def test_what_is_open_elsewhere_is_told_among_what_is_open_now() -> None:
    later = replace(week(), rows=(), changes=(), open_elsewhere=week().rows)
    section = next(each for each in report(later, CONTEXT).sections if each.key == "open")
    table = section.blocks[0]
    assert isinstance(table, Table)
    assert len(table.rows) == 2
    assert "时限未到 2 项" not in FORMATS["markdown"].weekly(empty_week(), CONTEXT).decode()


def test_what_was_withdrawn_since_is_named() -> None:
    text = FORMATS["markdown"].weekly(replace(week(), withdrawn=(("i-90", "滨江市误报"),)), CONTEXT).decode()
    assert "现已撤销或并入他起的事件：滨江市误报 (i-90)" in text


def test_each_figure_stands_beside_its_coverage() -> None:
    for section in report(week(), CONTEXT).sections:
        for block in section.blocks:
            if isinstance(block, Table) and any(column.kind == "share" for column in block.columns):
                assert block.columns[-1].head == "全程监测"


@pytest.mark.parametrize(
    ("moment_", "said"),
    [
        (moment("2023-04-18 12:57"), "2023-04-18 12:57"),
        (moment("2023-04-18"), "2023-04-18"),
        (moment("2023-04-18 12:00", "2023-04-18 14:00"), "2023-04-18 12:00–14:00"),
        (moment("2023-04-18 12:00", "2023-04-19 00:00"), "2023-04-18 12:00–24:00"),
        (moment("2023-04-18 12:00", "2023-04-20 08:00"), "2023-04-18 12:00 – 04-20 08:00"),
        (moment("2022-12-31 12:00", "2023-01-02 08:00"), "2022-12-31 12:00 – 2023-01-02 08:00"),
        (Moment(None, at("2023-04-18 12:00")), "< 2023-04-18 12:00"),
        (Moment(at("2023-04-18 12:00"), None), "≥ 2023-04-18 12:00"),
    ],
)
def test_a_time_in_a_table_says_no_more_than_it_needs(moment_: Moment, said: str) -> None:
    assert compact(moment_) == said
