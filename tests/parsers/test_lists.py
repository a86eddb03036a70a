"""Listing pages of every family, damaged ones too, against what a reader would note down from them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import parsers
from monitor.core.article import Listing, ListState, Page
from monitor.core.moment import Moment
from monitor.parsers._rowdates import ALL_DATE

SEEN = datetime(2026, 11, 21, tzinfo=UTC)
SECONDS_PER_MEGABYTE = 5  # of the processor's own time, ten times what the slowest of these takes
PAGES = Path(__file__).parents[1] / "pages"
GOLDENS = sorted(p for p in PAGES.glob("*/list_*.json") if b'"file"' in p.read_bytes()[:40])
FAMILIES = {
    "jpage", "jpaas", "trs", "vsb", "gkmlpt", "ucap", "creatorcms", "lonsun", "sitemanage", "xian", "shanghai",
    "rss", "json", "sitemap", "auto",
}  # fmt: skip


def read(golden: Path) -> tuple[dict[str, Any], Page, Listing]:
    """The page beside the golden file, read as the pipeline reads it."""
    truth = json.loads(golden.read_text("utf-8"))
    page = parsers.decode(
        (golden.parent / truth["file"]).read_bytes(),
        url=truth["url"],
        content_type=truth["content_type"],
        seen_at=truth["seen_at"] and datetime.fromisoformat(truth["seen_at"]),
    )
    return truth, page, parsers.load()["auto"].list_items(page)


def bounds(moment: Moment | None) -> list[datetime | None] | None:
    return None if moment is None else [moment.earliest, moment.latest]


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda p: f"{p.parent.name}/{p.name.split('.')[0]}")
def test_every_listing_page_reads_as_its_golden_says(golden: Path) -> None:
    truth, page, listing = read(golden)
    expected = [
        (i["title"], i["url"], i["date"] and [datetime.fromisoformat(t) for t in i["date"]], i.get("pinned", False))
        for i in truth["items"]
    ]
    assert page.charset == truth["charset"]
    assert [(i.title, i.url, bounds(i.date), i.pinned) for i in listing.items] == expected
    assert [i.position for i in listing.items] == list(range(len(expected)))
    assert (listing.state.value, listing.next) == (truth["state"], truth["next"])
    if expected:
        assert listing.parser == truth["parser"]
    if "signs" in truth:
        assert list(parsers.signs(page)) == truth["signs"]


def test_the_pages_cover_every_family_and_every_parser_is_recognised_by_one() -> None:
    assert len(GOLDENS) >= 60
    names = {p.name for p in parsers.load().values()}
    assert names == FAMILIES
    assert names == {json.loads(g.read_text("utf-8"))["parser"] for g in GOLDENS}


def test_an_unread_page_says_why_and_an_empty_one_has_no_problem() -> None:
    for golden in GOLDENS:
        _, _, listing = read(golden)
        assert (listing.problem is not None) == (listing.state is ListState.UNREAD), golden.name


def test_a_parser_is_found_by_its_other_names() -> None:
    named = parsers.load()
    assert named["jcms"] is named["jpage"]
    assert named["atom"] is named["rss"]
    assert named["jsonfeed"] is named["json"]


# ---- damage ----------------------------------------------------------------------------------------


def page(text: str, url: str = "http://www.heyang.example/xw/index.html") -> Page:
    return Page(url=url, text=text)


def auto(text: str) -> Listing:
    return parsers.load()["auto"].list_items(page(text))


SOURCES = [
    (
        g,
        parsers.decode(
            (g.parent / json.loads(g.read_text("utf-8"))["file"]).read_bytes(), url="http://a.example/"
        ).text,
    )
    for g in GOLDENS
]
PIECES = st.sampled_from(
    (
        *("<", ">", "</li>", "<li>", "<ul>", "]]>", "<![CDATA[", '"', "'", "&", "\0", "\ufffd", "2026-13-45"),
        *("置顶", "{", "]", "<a href=", "<table>", "<!--"),
    )
)


@settings(max_examples=150, deadline=timedelta(seconds=5))
@given(st.sampled_from(SOURCES), st.data())
def test_no_damage_raises(source: tuple[Path, str], data: st.DataObject) -> None:
    text = source[1]
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text)))
        to = at + data.draw(st.integers(0, 40))
        text = text[:at] + data.draw(PIECES) * data.draw(st.sampled_from([0, 1, 1, 30])) + text[to:]
    damaged = page(text, json.loads(source[0].read_text("utf-8"))["url"])
    for parser in set(parsers.load().values()):
        listing = parser.list_items(damaged)
        assert (listing.state is ListState.ITEMS) == bool(listing.items)
        assert all(i.url.startswith(("http://", "https://")) and i.title for i in listing.items)
    parsers.signs(damaged)


@pytest.mark.parametrize(
    "text",
    [
        "<div>" * 50_000 + "<a href=x>关于印发</a>",
        "<ul><li><a href=x>关于印发</a>2026-01-01" * 5_000,
        "<a href=x>y" * 60_000,
        "<a " + 'href="x" ' * 50_000 + ">y</a>",
        "<recordset><record><![CDATA[" * 20_000,
        "<rss><channel>" + "<item>" * 20_000,
        "[" * 200_000,
        "\n" * 300_000,
        "createPageHTML(" * 30_000,
        "<a " + " ".join(f"a{i}=1" for i in range(50_000)) + ">y</a>",
        "<a " + "".join(f'a{i}=">"' for i in range(50_000)) + ">y</a>",
        "<script>" * 30_000,
        "<li><a href=x>" + " " * 300_000 + "关于</a>2026-01-01</li>",
        "<url><loc>" * 30_000,
    ],
    ids=lambda t: t[:12].strip() or "blank",
)
def test_hostile_pages_are_read_in_bounded_time(text: str) -> None:
    began = process_time()
    assert auto(text).state in ListState
    assert process_time() - began < SECONDS_PER_MEGABYTE * max(1, len(text) / 1e6)


def test_entities_of_a_feed_are_not_expanded() -> None:
    layers = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10 if i else "哈"}">' for i in range(9))
    item = "<item><title>&a8;</title><link>http://a.example/1</link></item>"
    bomb = f'<?xml version="1.0"?><!DOCTYPE r [{layers}]><rss><channel>{item}</channel></rss>'
    listing = parsers.load()["rss"].list_items(page(bomb))
    assert all(len(i.title) < 100 for i in listing.items)


# ---- single rules ----------------------------------------------------------------------------------

ROWS = [
    ("关于印发节约用水管理办法的通知", "a1.html"),
    ("市政府召开防汛工作调度会议", "a2.html"),
    ("关于公布便民服务点的公告", "a3.html"),
]


def listed(rows: list[tuple[str, str]], after: str = "", date: str = "2026-03-0{}") -> str:
    items = "".join(f"<li><a href='{u}'>{t}</a><span>{date.format(9 - i)}</span></li>" for i, (t, u) in enumerate(rows))
    return f"<html><body><ul>{items}</ul>{after}</body></html>"


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ('<script>createPageHTML(3, 0, "index", "html")</script>', "index_1.html"),
        ('<script>createPageHTML(3, 2, "index", "html")</script>', None),
        ("<script>createPageHTML('page-div',34,33,'common_list','shtml',500)</script>", "common_list_34.shtml"),
        ("<script>createPageHTML('page-div',34,34,'common_list','shtml',500)</script>", None),
        ("<script>var countPage = 2; var currentPage = 0;</script>", "index_1.html"),
        ("<script>function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){}</script>", None),
        ("<script>Pager({size:4, current:1, prefix:'index',suffix:'htm'})</script>", "index_2.htm"),
        ("<a href='index_2.html'>下一页</a>", "index_2.html"),
        ("<a href='index_2.html' class='disabled'>下一页</a>", None),
        ("<a href='#'>下一页</a>", None),
        ("<a href='index.html'>下一页</a>", None),
        ("<span class=cur>1</span><a href='l2.html'>2</a><a href='l3.html'>3</a>", "l2.html"),
        ("<div><a href='l1.html'>1</a><b>2</b><a href='l3.html'>3</a></div>", "l3.html"),
        ("<a href=\"javascript:location.href='l2.html'\">下一页</a>", "l2.html"),
        ("<a href=\"javascript:__doPostBack('p','2')\">下一页</a>", None),
        ("<a href='l9.html'><img src=n.gif></a><a class=next href='l2.html'></a>", "l2.html"),
        ("<script>function goPage(n){location.href='l_'+(n-1)+'.html'}</script>"
         "<a href='javascript:goPage(2)'>下一页</a>", "l_1.html"),
        ("<script>var b='l.jsp?c=3&p=';function go(p){window.location=b+p;}</script>"
         "<a href='#' onclick='go(3)'>下一页</a>", "l.jsp?c=3&p=3"),
        ("<script>function to(p){document.getElementById('n').value=p;document.forms[0].submit()}</script>"
         "<form action=l.do><input name=c value=7><input name=no id=n></form><a href='javascript:to(2)'>下一页</a>",
         "l.do?c=7&no=2"),
        ("<script>function to(p){document.getElementById('n').value=p;document.forms[0].submit()}</script>"
         "<form method=post action=l.do><input name=no id=n></form><a href='javascript:to(2)'>下一页</a>", None),
        ("<script>function go(n){$.post('/l',{page:n})}</script><a href='javascript:go(2)'>下一页</a>", None),
        ("<script>function go(n){location.href=u(n)}</script><a href='javascript:go(2)'>下一页</a>", None),
        ("<script>function go(n){location.href='l_'+n+'.html'}</script>"
         "<a class=disabled href='javascript:go(2)'>下一页</a>", None),
    ],
)
def test_the_following_page_is_the_one_the_page_names(after: str, expected: str | None) -> None:
    read = auto(listed(ROWS, after))
    assert read.next == (None if expected is None else f"http://www.heyang.example/xw/{expected}")


@pytest.mark.parametrize(
    ("inside", "title"),
    [
        ("<a href=x title='关于开展燃气安全检查的通知'>关于开展燃气…</a>", "关于开展燃气安全检查的通知"),
        ("<a href=x title=''>关于开展燃气安全检查的通知</a>", "关于开展燃气安全检查的通知"),
        ("<a href=x title='点击查看'>关于开展燃气安全检查的通知</a>", "关于开展燃气安全检查的通知"),
        ("<a href=x>关于开展燃气...</a>", "关于开展燃气..."),
        (
            "<a href=x title='标题：关于开展燃气安全检查的通知&#10;发布时间：2026-03-01'>关于开展燃气...</a>",
            "关于开展燃气安全检查的通知",
        ),
        ("<a href=x>·关于开展燃气安全检查的通知</a>", "关于开展燃气安全检查的通知"),
        ("<a href=x>关于开展燃气安全检查的通知<em>new</em></a>", "关于开展燃气安全检查的通知"),
        ("<a href=x>关于开展燃气安全检查的通知 2026-03-01</a>", "关于开展燃气安全检查的通知"),
        ("<h3>关于开展燃气安全检查的通知</h3><a href=x>查看详情&gt;&gt;</a>", "关于开展燃气安全检查的通知"),
        ("<a href=y>[县区]</a><a href=x>关于开展燃气安全检查的通知</a>", "关于开展燃气安全检查的通知"),
        ("<a href=x><a href=x>关于开展燃气安全检查的通知</a>", "关于开展燃气安全检查的通知"),
        ("<a href=x>2026年3月1日新闻发布会实录</a>", "2026年3月1日新闻发布会实录"),
    ],
)
def test_titles_are_whole_and_bare(inside: str, title: str) -> None:
    rows = "".join(f"<li>{inside.replace('=x', f'=x{i}')}<span>2026-03-0{9 - i}</span></li>" for i in range(4))
    assert {i.title for i in auto(f"<body><ul>{rows}</ul></body>").items} == {title}


def test_a_date_is_never_taken_from_the_title_or_the_address() -> None:
    rows = "".join(
        f"<li><a href='/2026/0{i}/08/c.html'>2025年{i}月3日召开的新闻发布会实录全文</a></li>" for i in range(1, 8)
    )
    read = auto(f"<body><ul>{rows}</ul></body>")
    assert len(read.items) == 7
    assert all(i.date is None for i in read.items)


def test_a_known_capture_time_is_needed_for_dates_without_a_year() -> None:
    text = listed(ROWS, date="03-0{}")
    bare = parsers.load()["auto"].list_items(page(text))
    dated = parsers.load()["auto"].list_items(
        Page(url="http://a.example/", text=text, seen_at=datetime.fromisoformat("2026-03-10T08:00:00+08:00"))
    )
    assert [i.date for i in bare.items] == [None] * 3
    assert [i.date_text for i in bare.items] == ["03-09", "03-08", "03-07"]
    assert all(i.date is not None and i.date.earliest and i.date.earliest.year == 2026 for i in dated.items)


def test_a_page_with_nothing_on_it_is_not_an_empty_list() -> None:
    assert auto("<html><body></body></html>").state is ListState.UNREAD
    assert auto("").state is ListState.UNREAD


def test_marks_without_end_around_what_may_be_a_date_are_read_in_linear_time() -> None:
    began = process_time()
    assert not ALL_DATE.fullmatch("·" * 5_000 + "天" + "·" * 5_000)
    assert ALL_DATE.fullmatch("·" * 5_000 + "发布时间：2026-05-01" + "·" * 5_000)
    assert process_time() - began < 0.5


def test_a_list_whose_dates_stand_beside_its_rows_keeps_them_where_titles_hold_dates_too() -> None:
    titles = ("关于调整汛期值班安排的通知", "水质监测结果公示（5月）", "关于交通管制的通告", "关于表彰的决定")
    rows = "".join(f"<dt><a href='/{n}.html'>{t}</a></dt><dd>2026-06-1{n}</dd>" for n, t in enumerate(titles))
    found = parsers.load()["auto"].list_items(Page("http://a.example/", f"<dl>{rows}</dl>", seen_at=SEEN)).items
    assert [(i.title, i.date_text) for i in found] == [(t, f"2026-06-1{n}") for n, t in enumerate(titles)]
