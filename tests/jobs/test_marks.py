"""Pages without what changes with every answer: compared rightly, and never with an entry hidden."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.jobs.marks import marked

PAGE = """<html><head>{head}</head><body><!-- {comment} --><p>今天是2026年11月{day}日 星期日</p>
<ul class="list">{rows}</ul>{foot}</body></html>"""
ROW = '<li><a href="/art/{n}.html" title="{title}">{title}</a><span>2026-11-{n:02d}</span></li>'


def page(**changes: object) -> bytes:
    """A list page with the parts that change from answer to answer."""
    rows = "".join(ROW.format(n=n, title=f"第{n}号通报") for n in (21, 20, 19))
    parts = {"head": "", "comment": "", "day": 22, "rows": rows, "foot": "", **changes}
    return PAGE.format(**parts).encode(str(parts.pop("coding", "utf-8")))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"day": 22}, {"day": 23}),
        ({"foot": "访问量：10234"}, {"foot": "访问量：10251"}),
        ({"foot": '总访问量<span id="n">10,234</span>次'}, {"foot": '总访问量<span id="n">10,251</span>次'}),
        ({"comment": "made at 10:00:01"}, {"comment": "made at 10:15:03"}),
        (
            {"head": '<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="/wEPDwUKLTk=">'},
            {"head": '<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="/wEPDwUKMTIz">'},
        ),
        (
            {"head": '<meta name="csrf-token" content="a81cf3d0">'},
            {"head": '<meta name="csrf-token" content="77f0e1bb">'},
        ),
        ({"head": '<script src="/a.js?v=1700000001">'}, {"head": '<script src="/a.js?v=1700000777">'}),
        (
            {"foot": "<script>var serverTime = 1763776800;</script>"},
            {"foot": "<script>var serverTime = 1763777700;</script>"},
        ),
        ({"foot": '<a href="/x;jsessionid=AA11BB22">x</a>'}, {"foot": '<a href="/x;jsessionid=CC33DD44">x</a>'}),
        ({"foot": "您是第 5512 位访问者", "coding": "gb18030"}, {"foot": "您是第 5513 位访问者", "coding": "gb18030"}),
    ],
)
def test_what_changes_with_every_answer_does_not_change_the_mark(one: dict, other: dict) -> None:
    first, second = marked(page(**one)), marked(page(**other))
    assert page(**one) != page(**other)
    assert second == first
    assert marked(page(**other), like=first.mark) == first  # only what the first left out is looked for


@pytest.mark.parametrize("coding", ["utf-8", "gb18030"])
@pytest.mark.parametrize(
    "row",
    [
        ROW.format(n=22, title="关于网站访问量统计的通报"),
        '<li>访问量：12<a href="/art/22.html">情况通报</a></li>',
        '<li>阅读量：<span>12</span><a href="/art/22.html">情况通报</a></li>',
        "<li>今天是<a href='/art/22.html'>情况通报</a></li>",
        '<li><a title="今天是世界读书日" href="/art/22.html">x</a></li>',
        '<script>list.push({"timestamp": 1700000000, "url": "/art/22.html"})</script>',
        '<!-- <li><a href="/art/22.html">x</a></li> -->',
        "<li><a nonce=abcdef12 href=/art/22.html>x</a></li>",
    ],
)
def test_a_new_entry_always_changes_the_mark(row: str, coding: str) -> None:
    rows = "".join(ROW.format(n=n, title=f"第{n}号通报") for n in (21, 20, 19))
    other = row.replace("22.html", "23.html")
    first = marked(page(rows=rows, coding=coding)).mark
    one, two = (page(rows=new + rows, coding=coding) for new in (row, other))
    for like in ("", first, marked(one).mark):
        assert marked(one, like=like).mark != first
        assert marked(one, like=like).mark != marked(two, like=like).mark


def test_a_page_with_another_thing_that_changes_has_another_mark_until_it_is_looked_at_whole() -> None:
    first = marked(page(foot="访问量：10234"))
    then, later = (page(foot="访问量：1", head=f"<p>在线人数：{n}</p>") for n in (5, 6))
    assert marked(then, like=first.mark).mark not in (first.mark, marked(later, like=first.mark).mark)
    assert marked(later, like=marked(then).mark) == marked(then)


@pytest.mark.parametrize("mark", ["", "0123\nan unknown name"])
def test_a_mark_of_another_version_is_not_compared_with(mark: str) -> None:
    assert marked(page(foot="访问量：1"), like=mark) == marked(page(foot="访问量：2"))


def test_tags_are_never_left_out() -> None:
    one, other = (page(foot=f"访问量：{box}5</div>") for box in ("<span>", "<div>"))
    assert marked(one) != marked(other)


def test_a_page_in_which_nothing_changes_is_itself() -> None:
    body = page(comment="").replace(b"<!--  -->", b"").replace("今天是".encode(), b"")
    assert marked(body).body is body


@given(st.binary(max_size=400), st.binary(max_size=400))
def test_an_address_in_quotes_is_never_hidden(before: bytes, after: bytes) -> None:
    def around(n: bytes) -> bytes:
        return before + b'\n"><a href="/art/' + n + b'.html">' + after

    assert marked(around(b"7001")) != marked(around(b"7002"))
    like = marked(around(b"7001")).mark
    assert marked(around(b"7002"), like=like).mark != like


def test_marking_takes_linear_time() -> None:
    import time

    began = time.process_time()
    for unit in ("访问量<b>", "<!--", "csrf ", "__viewstate\" ", ".js?", "访问量<b a=\"\""):
        marked(unit.encode() * (400_000 // len(unit)))
    assert time.process_time() - began < 5
