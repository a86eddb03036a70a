"""What an answer amounts to: the same list again, or a page that lists nothing and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.article import Listing, ListState
from monitor.core.feed import Outcome
from monitor.core.problems import Problem
from monitor.jobs.looking import mark, skew, unread_because
from monitor.parsers._guard import SAID

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
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
    assert page(**one) != page(**other)
    assert mark(page(**one)) == mark(page(**other))


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
    assert mark(page(rows=row + rows, coding=coding)) != mark(page(rows=rows, coding=coding))
    assert mark(page(rows=row + rows, coding=coding)) != mark(page(rows=other + rows, coding=coding))


@given(st.binary(max_size=400), st.binary(max_size=400))
def test_an_address_in_quotes_is_never_hidden(before: bytes, after: bytes) -> None:
    def around(n: bytes) -> bytes:
        return before + b'\n"><a href="/art/' + n + b'.html">' + after

    assert mark(around(b"7001")) != mark(around(b"7002"))


def test_marking_takes_linear_time() -> None:
    import time

    began = time.process_time()
    for unit in ("访问量<b>", "<!--", "csrf ", "__viewstate\" ", ".js?", "访问量<b a=\"\""):
        mark(unit.encode() * (400_000 // len(unit)))
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("state", "what", "had", "outcome"),
    [
        (ListState.EMPTY, None, True, Outcome.EMPTIED),
        (ListState.UNREAD, SAID["waf"], True, Outcome.BLOCKED),
        (ListState.UNREAD, SAID["soft_404"], True, Outcome.SOFT_404),
        (ListState.UNREAD, SAID["login"], False, Outcome.LOGIN),
        (ListState.UNREAD, SAID["script_only"], False, Outcome.SCRIPT_ONLY),
        (ListState.UNREAD, "no list of dated links could be found in the page", True, Outcome.REDESIGNED),
        (ListState.UNREAD, "no list of dated links could be found in the page", False, Outcome.UNREAD),
    ],
)
def test_a_page_that_lists_nothing_says_which_nothing_it_is(state, what, had: bool, outcome: Outcome) -> None:
    problem = None if what is None else Problem("http://a/", what, "look")
    kind, said = unread_because(Listing("auto", (), None, state, problem), had_entries=had)
    assert kind is outcome
    assert said


@pytest.mark.parametrize(
    ("headers", "ahead"),
    [
        ((("Date", "Sun, 22 Nov 2026 02:00:30 GMT"),), None),
        ((("Date", "Sun, 22 Nov 2026 03:00:00 GMT"),), timedelta(hours=1)),
        ((("Date", "Sun, 22 Nov 2026 01:00:00 GMT"),), timedelta(hours=-1)),
        ((("Date", "Sun, 22 Nov 2026 01:00:00 GMT"), ("Age", "3600")), None),
        ((("Date", "yesterday"),), None),
        ((), None),
    ],
)
def test_a_clock_that_differs_from_the_servers_is_noticed(headers, ahead: timedelta | None) -> None:
    assert skew(headers, at=AT) == ahead
