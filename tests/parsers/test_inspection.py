"""`inspect page` and `inspect list`: what was read beside the words it was read from, within 80 columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.jobs.inspection import inspect_answer, inspect_list, page_of
from monitor.renderers.inspection import render
from monitor.renderers.tables import cells
from tests.parsers.documents import pdf

PAGES = Path(__file__).parent.parent / "pages"


def page(name: str, url: str = "http://www.heyang.example/xw/202605/t20260512_44.html") -> str:
    data = (PAGES / "articles" / f"{name}.html").read_bytes()
    return render(inspect_answer(data, url, fetched_at=None, content_type=""), kind="page")


def test_each_claim_is_shown_with_its_words_and_what_became_of_it() -> None:
    shown = page("trs-pubdate-next-day")
    assert "✓ 页面可见 visible      2026-05-12 19:19" in shown
    assert "✗ meta PubDate          2026-05-13 09:46" in shown
    assert "= 地址 url" in shown
    assert "“发布时间：2026-05-12 19:19”" in shown
    assert "claims_conflict  页面各处时间不一致" in shown


def test_a_later_meta_of_the_same_day_is_shown_as_an_upper_bound() -> None:
    shown = page("trs-label-day-meta-minute")
    assert "≤ meta PubDate" in shown


def test_a_page_that_says_no_time_says_so() -> None:
    assert "页面未说明 not said" in page("gkml-no-publication", "http://www.heyang.example/gk/1.html")


@pytest.mark.parametrize("file", sorted((PAGES / "articles").glob("*.html")), ids=lambda p: p.stem)
def test_no_line_of_a_page_is_wider_than_a_terminal(file: Path) -> None:
    url = "http://www.heyang.example/" + "very-long-folder/" * 9 + "t20260512_44.html"
    shown = render(inspect_answer(file.read_bytes(), url, fetched_at=None, content_type=""), kind="page")
    assert max(cells(line) for line in shown.split("\n")) <= 80


def test_a_list_shows_how_it_was_known_and_the_printed_date_of_every_entry() -> None:
    data = (PAGES / "sitemanage" / "list_pinned_last.html").read_bytes()
    listing = inspect_list(page_of(data, "http://www.heyang.example/cms/x/", fetched_at=None, content_type=""))
    shown = render(listing, kind="list")
    assert "sitemanage（按页面特征认出 by the page's marks）" in shown
    assert "  1  [置顶] 关于调整城区污水管网检修时间的通告" in shown
    assert "2024-03-05（整日 the day）  ← “2024-03-05”" in shown
    assert max(cells(line) for line in shown.split("\n")) <= 80


def test_a_document_is_inspected_as_the_pipeline_would_read_it() -> None:
    data = pdf("关于火灾事故的情况通报", "2026年3月1日14时许发生火灾，造成3人受伤。", "2026年3月2日")
    answer = inspect_answer(data, "http://a.example/1.pdf", fetched_at=None, content_type="application/pdf")
    assert (answer["published"], answer["flags"]) == (None, ["document"])
    assert "文件头 magic" in render(answer, kind="page")
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    unread = inspect_answer(old, "http://a.example/1.doc", fetched_at=None, content_type="")
    assert "cannot be opened" in " ".join(render(unread, kind="page").split())


def test_a_list_that_turns_by_a_form_says_why_its_next_page_has_no_address() -> None:
    rows = "".join(f"<li><a href='/{n}.html'>关于第{n}批检查情况的通知公告</a> 2026-03-{n}</li>" for n in range(10, 20))
    for below, posted in (
        ("<a href=\"javascript:__doPostBack('p','2')\">下一页</a>", True),
        ("<form method=POST></form><a href='javascript:to(2)'>下一页</a>", True),
        ("<form method=post></form><a href='#'>下一页</a>", False),
        ("<form method=post></form>", False),
    ):
        page = page_of(f"<ul>{rows}</ul>{below}".encode(), "http://a.example/", fetched_at=None, content_type="")
        answer = inspect_list(page)
        assert (answer["next"], answer["next_posted"]) == (None, posted)
        assert ("POST" in render(answer, kind="list")) is posted
