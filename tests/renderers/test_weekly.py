"""The weekly report in every format."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.verdict import Status
from monitor.renderers.formats import Renderer, load
from monitor.renderers.formats.csv import COLUMNS, guarded
from monitor.renderers.formats.markdown import link, plain
from tests.building import dossier, moment, release, watch
from tests.renderers.cases import CASES, CONTEXT, empty_week, week
from tests.renderers.golden import check

FORMATS = load()
HOSTILE = '=HYPERLINK("http://evil.example") | <script>alert(1)</script> *粗体* [x](javascript:alert(1)) {{ 7*7 }}'


def test_each_format_is_a_file_with_a_renderer() -> None:
    assert set(FORMATS) == {"markdown", "html", "json", "csv"}
    assert {each.suffix for each in FORMATS.values()} == {".md", ".html", ".json", ".csv"}


@pytest.mark.parametrize("renderer", FORMATS.values(), ids=lambda each: each.name)
def test_a_week_of_all_outcomes_and_an_empty_one_read_as_they_did(renderer: Renderer) -> None:
    check(f"weekly/week{renderer.suffix}", renderer.weekly(week(), CONTEXT))
    check(f"weekly/empty{renderer.suffix}", renderer.weekly(empty_week(), CONTEXT))


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
    assert "49" not in page.get_text().replace("491", "")
    assert all(a["href"].startswith(("http://", "https://", "#")) for a in page.find_all("a"))


def test_the_html_needs_nothing_from_outside() -> None:
    page = BeautifulSoup(FORMATS["html"].weekly(week(), CONTEXT), "lxml")
    assert not page.find_all(["link", "img", "iframe", "object", "embed", "script"])
    assert page.html is not None
    assert page.html["lang"] == "zh-CN"
    assert not re.search(r"url\(|@import", str(page.style))
    ids = [each["id"] for each in page.find_all(id=True)]
    assert len(ids) == len(set(ids)) == len(CASES)
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
    assert answer["period"] == {"name": "2023-W16", "first": "2023-04-17", "last": "2023-04-23"}


def test_what_changed_is_told_in_its_own_section() -> None:
    text = FORMATS["markdown"].weekly(week(), CONTEXT).decode()
    sections = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", text, re.M | re.S))
    grave, settled = (
        sections[name] for name in ("新逾期、新未见回应 / Newly late or not found", "新结案 / Newly settled")
    )
    assert "临港区粮库坍塌" in grave
    assert "时限内 / pending → 按时 / met" in settled
    assert "按时" not in grave
    assert "滨江市客车坠河" in sections["时限未到 / Open now"]
