"""A list read again from what was kept of it: the whole reading's entries, or an honest "read it whole"."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from monitor import parsers
from monitor.core.article import KnownItem, Listing, ListItem, Page
from monitor.jobs.marks import marked
from monitor.parsers._again import LARGEST

URL = "http://www.heyang.example/zwgk/tzgg/index.html"
SEEN = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
ROWS = 20
FORMS = {
    "auto": '<li class="clearfix"><a href="/art/{y}/{m}/art_1229_{n}.html" title="{title}" target="_blank">{title}</a>'
    '<span class="date">{day}</span></li>\n',
    "auto, date first": '<li><span>[{day}]</span><a href="{n}.html">{title}</a></li>',
    "trs": '<li><a href="./{y}{m}/t{y}{m}01_{n}.html" title="{title}">{title}</a> {day}</li>',
    "vsb": '<li id="line_u9_{i}"><a href="info/1005/{n}.htm">{title}</a><span>{day}</span></li>',
    "creatorcms": '<li><a href="/{y}-{m}/content_{n}.html">{title}</a><i>{day}</i></li>\n',
    "trs, in single quotes": "<li><a href='{y}{m}/t{y}{m}01_{n}.html'>\n  {title}\n </a><span>{day}</span></li>\n",
    "shanghai": '<li class="nowrapli"><a href="/{y}{m}/{n}.html" title="{title}">{title}</a><span>{day}</span></li>',
}
FRAMES = (
    '<div class="nav"><ul>{nav}</ul></div><div class="main"><ul class="list">{rows}</ul></div>{pager}',
    '<div class="nav">{nav}</div><div class="side"><ul>{side}</ul></div><div><ul>{rows}</ul>{pager}</div>',
    '<table><tr><td><ul>{nav}</ul></td><td><ul id="l">{rows}</ul></td></tr></table>{pager}<div>2026-01-05</div>',
)
NAV = "".join(f'<li><a href="/col/{n}/">栏目导航第{n}项</a></li>' for n in range(12))
PAGERS = (
    "",
    '<a href="index.html">1</a><a href="index_2.html">2</a><a href="index_2.html">下一页</a>',
    '<script>createPageHTML(9, 0, "index", "html");</script><a href="/default.htm">首页</a>',
)
TITLE = "关于印发第{n}批安全生产专项整治工作实施方案及责任分工的通知"
ODD = (
    "下一页", "通知", "关于2026年11月3日停水的公告和有关情况说明", "line_u5_0", "见 /t20240105_12.html 及附件",
    "【置顶】关于开展全市安全生产大检查的紧急通知", "createPageHTML(3,0,&quot;x&quot;,&quot;html&quot;)",
    "关于A&amp;B公司的通告和处理结果公示", "</a></li><li>", "2026-11-02", "v_news_content", "关于…",
    "关于推进APP专项治理工作的通知公告", "长" * 200, "共 0 条", "<b>关于通报",
)  # fmt: skip
DAYS = ("", "11-02", "昨天", "2026-02-30", "1999-01-01 8:00")
LINKS = ('<a href="javascript:x" ', "<a\n", "<b><a ", "<A ")
ADDRESSES = ("#", "//x", "/t31000000_1.html?", " ")


def row(form: str, i: int, number: int, *, title: str | None = None, day: str | None = None) -> str:
    on = date(2026, 11, 20) - timedelta(days=number % 300)
    return FORMS[form].format(
        i=i, n=10_000 + number, y=on.year, m=f"{on.month:02d}", day=on if day is None else day,
        title=title or TITLE.format(n=number),
    )  # fmt: skip


def page(form: str, frame: str, pager: str, rows: list[str], *, side: str = "") -> Page:
    text = frame.format(nav=NAV, rows="".join(rows), pager=pager, side=side)
    return Page(URL, f"<html><head><title>通知公告</title></head><body>{text}</body></html>", seen_at=SEEN)


def whole(one: Page) -> Listing:
    return parsers.load()["auto"].list_items(one)


def body(one: Page) -> bytes:
    return one.text.encode(one.charset, "ignore")


def kept_of(one: Page, *, before: bytes | None = None, bare: bytes | None = None) -> bytes | None:
    return parsers.kept_of(one, body(one), whole(one), asked="auto", before=before, bare=bare)


def again(
    one: Page, kept: bytes | None, *, asked: str = "auto", bare: bytes | None = None, stood: Sequence[str] = ()
) -> parsers.Again | None:
    return parsers.read_again(one, body(one), kept, asked=asked, bare=bare, stood=stood)


def again_of(one: Page, kept: bytes | None, first: Page | None = None, *, bare: bytes | None = None) -> Listing | None:
    """Read again, with or without the addresses that stood on the list before; their titles are put back."""
    stood = () if first is None else [item.url for item in whole(first).items]
    found = again(one, kept, bare=bare, stood=stood)
    return None if found is None else listing_of(found, one)


def listing_of(found: parsers.Again, one: Page) -> Listing:
    """The whole listing, with the titles of entries that stood there before from the whole reading."""
    titles = {item.url: item.title for item in whole(one).items}
    items = tuple(
        ListItem(titles.get(item.url, ""), item.url, item.date, item.date_text, place)
        if isinstance(item, KnownItem)
        else item
        for place, item in enumerate(found.items)
    )
    return Listing(found.parser, items, found.next)


def edited(form: str, rows: list[str], chance: random.Random) -> list[str]:
    """The rows after one to three things were done to them, of which many should never be seen."""
    rows = list(rows)
    for _ in range(chance.randint(1, 3)):
        at, number = chance.randrange(len(rows)), chance.randrange(400)
        match chance.randrange(9):
            case 0 | 1:
                rows = [row(form, 0, number), *rows[:-1]]
            case 2:
                rows[at] = row(form, at, number, title=chance.choice(ODD))
            case 3:
                rows[at] = row(form, at, number, day=chance.choice(DAYS))
            case 4:
                rows[at] = rows[at - 1]
            case 5:
                rows.insert(at, row(form, at, number))
            case 6:
                rows[at] = rows[at].replace("<a ", chance.choice(LINKS), 1)
            case 7:
                rows[at] = rows[at][: chance.randrange(len(rows[at]) + 1)]
            case _:
                rows[at] = rows[at].replace('href="', 'href="' + chance.choice(ADDRESSES), 1)
    return rows


@pytest.mark.parametrize("form", FORMS)
def test_a_list_read_again_says_what_the_whole_reading_says(form: str) -> None:
    chance = random.Random(form)
    read = 0
    for frame in FRAMES:
        for pager in PAGERS:
            rows = [row(form, i, i) for i in range(ROWS)]
            first = page(form, frame, pager, rows)
            kept = kept_of(first)
            for number in range(12):
                second = page(form, frame, pager, edited(form, rows, chance))
                found = again_of(second, kept, first if number % 2 else None)
                assert found is None or found == whole(second), second.text
                read += found is not None
    assert read >= 3  # most edits are of the odd kind


COUNTED = "<p>访问量：{0}</p><!-- made at {0} --><script>var serverTime = {0};</script>"
"""What changes with every answer: where it stands beside the rows, the frame is known again without it."""


def bare(one: Page) -> bytes:
    return marked(body(one)).body


@pytest.mark.parametrize("form", FORMS)
def test_a_counter_beside_the_rows_changes_nothing(form: str) -> None:
    chance = random.Random(f"{form}, counted")
    read = 0
    for frame in FRAMES:
        rows = [row(form, i, i) for i in range(ROWS)]
        counted = chance.choice((f"{COUNTED}{frame}", f"{frame}{COUNTED}", frame.replace("<ul", f"{COUNTED}<ul")))
        first = page(form, counted.replace("{0}", "8999"), "", rows)
        kept = kept_of(first, bare=bare(first))
        for number in range(24):
            now = edited(form, rows, chance) if number % 2 else [row(form, 0, 300 + number), *rows[:-1]]
            second = page(form, counted.replace("{0}", str(9990 + number)), "", now)
            found = again_of(second, kept, first, bare=bare(second))
            assert found is None or found == whole(second), second.text
            read += found is not None
    assert read >= 12


def test_rows_in_which_something_was_left_out_are_read_whole() -> None:
    rows = [row("auto", i, i) for i in range(ROWS)]
    first = page("auto", FRAMES[0], "", rows)
    kept = kept_of(first, bare=body(first))
    title = "今天是全国交通安全日有关活动的情况通报"
    second = page("auto", FRAMES[0], "", [row("auto", 0, 300, title=title), *rows[:-1]])
    assert again(second, kept, bare=body(second).replace("全国交通安全日".encode(), b"")) is None
    assert again_of(second, kept, bare=body(second)) == whole(second)


@pytest.mark.parametrize("form", FORMS)
def test_a_new_row_is_read_without_the_rest(form: str) -> None:
    rows = [row(form, i, i + 10) for i in range(ROWS)]
    first = page(form, FRAMES[0], "", rows)
    kept = kept_of(first)
    second = page(form, FRAMES[0], "", [row(form, i, i + 9) for i in range(ROWS)])
    assert again_of(second, kept) == again_of(second, kept, first) == whole(second)
    assert len(kept or b"") <= LARGEST


@pytest.mark.parametrize("charset", ["gb18030", "utf-16"])
def test_rows_are_compared_as_bytes_where_a_tag_begins_with_one(charset: str) -> None:
    rows = [row("auto", i, i + 10) for i in range(ROWS)]
    first, second = (
        replace(page("auto", FRAMES[0], "", some), charset=charset) for some in (rows, [row("auto", 0, 9), *rows[:-1]])
    )
    expected = whole(second) if charset == "gb18030" else None
    kept = kept_of(first)
    assert again_of(second, kept) == again_of(second, kept, first) == expected
    assert again_of(replace(second, charset="big5"), kept) is None


@pytest.mark.parametrize("form", FORMS)
def test_a_list_that_grows_and_grows_is_read_from_what_each_reading_kept(form: str) -> None:
    chance = random.Random(f"{form}, grown")
    rows = [row(form, i, i) for i in range(ROWS)]
    first = page(form, FRAMES[0], "", rows)
    kept, stood = kept_of(first), [item.url for item in whole(first).items]
    for number in range(1, 12):
        new = [row(form, i, 1000 - 20 * number - i) for i in range(chance.randint(0, 7))]
        rows = [*new, *rows][:ROWS]
        now = page(form, FRAMES[0], "", rows)
        found = again(now, kept, stood=stood)
        assert found is not None
        assert listing_of(found, now) == whole(now)
        assert found.kept == again(now, kept).kept  # type: ignore[union-attr]
        kept, stood = found.kept, [item.url for item in found.items]


@pytest.mark.parametrize("gone", [0, 7, ROWS - 1])
def test_below_a_new_row_every_other_row_is_compared(gone: int) -> None:
    rows = [row("auto", i, i) for i in range(ROWS)]
    first = page("auto", FRAMES[0], "", rows)
    kept = kept_of(first)
    for at in range(ROWS - 1):
        now = [row("auto", 0, 300), *rows[:gone], *rows[gone + 1 :]]
        now[at + 1] = row("auto", 0, 350)
        second = page("auto", FRAMES[0], "", now)
        assert again_of(second, kept, first) == whole(second)


def test_what_stood_there_is_believed_of_the_same_list_only() -> None:
    rows = [row("auto", i, i) for i in range(ROWS)]
    first = page("auto", FRAMES[0], "", rows)
    kept = kept_of(first)
    second = page("auto", FRAMES[0], "", [row("auto", 0, 300), *rows[:-1]])
    for stood in ([], ["http://www.heyang.example/x"] * ROWS, [item.url for item in whole(first).items][::-1]):
        found = again(second, kept, stood=stood)
        assert found is not None
        assert found.items == whole(second).items


def test_what_is_kept_holds_for_its_own_page_and_parser_only() -> None:
    rows = [row("auto", i, i) for i in range(ROWS)]
    first = page("auto", FRAMES[0], "", rows)
    kept = kept_of(first)
    other = Page("http://www.heyang.example/elsewhere/", first.text, seen_at=SEEN)
    assert again_of(first, kept) == whole(first)
    assert again(first, kept, asked="trs") is None
    assert again(other, kept) is None
    assert again(page("auto", FRAMES[0], " ", rows), kept) is None


@pytest.mark.parametrize(("stored", "by_rows"), [("", True), ("<datastore><recordset></recordset></datastore>", False)])
def test_rows_of_dahan_are_read_again_unless_its_entries_stand_in_a_store(stored: str, by_rows: bool) -> None:
    jpage = parsers.load()["jpage"]
    rows = [row("auto", i, i) for i in range(ROWS)]
    first, second = (page("auto", FRAMES[0], stored, some) for some in (rows[1:], rows[:-1]))
    kept = parsers.kept_of(first, body(first), jpage.list_items(first), asked="jpage")
    found = again(second, kept, asked="jpage")
    assert (found is not None) == by_rows
    assert found is None or found.items == jpage.list_items(second).items


def test_a_second_list_with_dates_beside_it_asks_for_the_whole_reading() -> None:
    rows = [row("auto", i, i) for i in range(ROWS)]
    side = "".join(row("auto", i, i + 50) for i in range(6))
    first = page("auto", FRAMES[1], "", rows, side=side)
    kept = kept_of(first)
    assert again(first, kept) is None


def test_a_page_whose_frame_always_changes_is_given_up_for_the_day() -> None:
    kept: bytes | None = None
    for n in range(6):
        one = page("auto", FRAMES[0], f"<p>{n}</p>", [row("auto", i, i) for i in range(ROWS)])
        now = Page(one.url, one.text, seen_at=SEEN + timedelta(minutes=n))
        before, kept = kept, kept_of(now, before=kept)
    assert kept == before
    later = Page(one.url, one.text, seen_at=SEEN + timedelta(days=1))
    kept = kept_of(later, before=kept)
    assert again_of(later, kept) == whole(later)
