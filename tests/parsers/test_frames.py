"""What pages of a site share is read once: the outline is that of the page read whole, whatever follows."""

from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.parsers._cut import body_start, common_start, cut_of
from monitor.parsers._frame import Frames
from monitor.parsers._outline import read_whole

NAV = "".join(f'<li><a href="/col/{n}/" title="栏目{n}">政务栏目{n}</a></li>' for n in range(24))
HEADER = (
    '<div class="top"><img src="logo.png" alt="江南市人民政府网"><form action="/s"><input name="q"></form></div>'
    f'<div class="nav"><ul>{NAV}</ul></div>\n<!-- 正文 --><script>var x = "</div>";</script>'
)
OPEN = '<body class="in"><div class="page"><table><tr><td class="main">'
HEADS = (
    "<html><head><title>{}</title></head>",
    '<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>{}</title><link rel="x" href="y"/>'
    "<script>if (1 < 2) go();</script><style>a{{}}</style></head>\n",
)
PIECES = (
    "<p>{}月3日，江南市一仓库发生火灾。</p>", "</div>", "</td></tr></table>", "<table><tr>", "<td>", "<b>", "</b>",
    "<a href='/x'>", "</a>", "</p>", "<p>", "<form>", "</form>", "<select><option>", "</select>", "<!--", "-->",
    "<script>", "</script>", "<li>", '<div style="display:none">', "<h1>{}</h1>", "</body>", "</html>",
    '<body id="z">', "<svg>", "<template>", "</table>", "<textarea>", "<meta name='pubdate' content='2025-03-0{}'>",
    "<!--\u200bframe-->", "<title>{}</title>", "</br>", "\0", "<frameset>", "<font>", "<plaintext>",
    "来源：市政府办{}", '<img src="a.jpg" alt="现场的图片{}">', "<hr>", "<dd>", "<nobr>",
)  # fmt: skip


def page(rest: str, *, header: str = HEADER, head: int = 0, number: int = 1) -> str:
    """One page of the site."""
    return HEADS[head].format(f"第{number}篇") + OPEN + header + rest.replace("{}", str(number))


def known() -> Frames:
    """Frames that know the site."""
    frames = Frames()
    for number in range(7):
        frames.read(page("<p>{}正文。</p>", number=number))
    assert frames.read(page("")).framed
    return frames


KNOWN = known()


def test_a_page_behind_a_known_header_takes_its_lines_from_there() -> None:
    frames = Frames()
    read = [
        frames.read(page("<h1>题{}</h1><p>正文。</p></td></tr></table></div></body></html>", number=n))
        for n in range(9)
    ]
    assert [outline.framed for outline in read] == [0, 0, 0, 0, 0, 0, 25, 25, 25]
    assert read[-1].lines[24].text == "政务栏目23"
    assert read[-1].lines[-2].text == "题8"


@given(st.lists(st.sampled_from(PIECES), max_size=14), st.integers(0, 1))
def test_a_page_read_behind_a_frame_is_the_page_read_whole(rest: list[str], head: int) -> None:
    one = page("".join(rest), head=head)
    assert deepcopy(KNOWN).read(one) == read_whole(one), one


@pytest.mark.parametrize(
    "rest", ["</td>原样", "</td></tr><div></div>", "<body class='x'>", "</td><td><!--\u200bframe-->"]
)
def test_what_a_parser_moves_above_the_header_is_found_there(rest: str) -> None:
    one = page(rest)
    assert deepcopy(KNOWN).read(one) == read_whole(one), one


def test_an_odd_page_does_not_lose_what_the_others_share() -> None:
    frames = known()
    frames.read(page("</td>原样"))
    assert [bool(frames.read(page(f"<p>{number}</p>")).framed) for number in range(3)] == [False, True, True]


@given(st.lists(st.sampled_from((*PIECES, NAV, "<ul>", "</ul>", "<div>", "<span>", "</span>")), max_size=14), st.data())
def test_whatever_pages_share_their_outlines_are_those_of_pages_read_whole(
    shared: list[str], data: st.DataObject
) -> None:
    header = "".join(shared) + HEADER
    frames = Frames()
    for number in range(9):
        rest = "".join(data.draw(st.lists(st.sampled_from(PIECES), max_size=4)))
        one = page(rest, header=header, number=number)
        assert frames.read(one) == read_whole(one), one


@pytest.mark.parametrize(
    ("body", "cut"),
    [
        ("<body><div>a</div>", "<body><div>a</div>"),
        ("<body><div><p>a</p><div class=x>", "<body><div><p>a</p><div class=x>"),
        ("<body><div>a</div><p>b<div>c</div></p><div>d</div>", "<body><div>a</div>"),  # a paragraph is closed unsaid
        ("<body><div>a</div><b>b<div>c</div></b>x", "<body><div>a</div>"),  # words without a box may go on
        ("<body><div>a</div><ul><li>b<li>c</ul>", "<body><div>a</div>"),
        ("<body><div>a</div><table><td>b</td></table>", "<body><div>a</div><table>"),
        ("<body><div>a</div><table><tr>b<td>c</td></tr></table>", "<body><div>a</div><table><tr>"),
        ("<body><div>a</div><div/><div>b</div>", "<body><div>a</div>"),
        ("<body><div>a</div></span><div>b</div>", "<body><div>a</div>"),
        ("<body><div>a</div><a>b<a>c</a></a><div>d</div>", "<body><div>a</div>"),
        ("<body><div>a</div><form><form></form></form><div>b</div>", "<body><div>a</div><form>"),
        ('<body><div>a</div><div title="x>y">b</div>', "<body><div>a</div>"),
        ("<body><div>a</div><!--><div>b</div>-->", "<body><div>a</div>"),
        ("<body><div>a</div><script><!-- x</script><div>b</div>", "<body><div>a</div>"),
        ("<body><div>a</div><svg></svg><div>b</div>", "<body><div>a</div>"),
        ("<body><div>a</div><body><div>b</div>", "<body><div>a</div>"),
        ("<body><div>a\0</div>", "<body><div>"),
        ("<div>a</div>", None),
    ],
)
def test_a_cut_is_made_only_behind_what_a_parser_leaves_as_it_is(body: str, cut: str | None) -> None:
    found = cut_of(body)
    assert (None if found is None else body[: found.end]) == cut


@pytest.mark.parametrize(
    "head",
    [
        "<html><head><title>a</title></head><div></div>", "<html><head></head>words", "<head><title>a<b>",
        "<head><script><!-- <script></script></head>", "</html>", "<head><noscript></noscript></head>",
        "<?xml version='1.0'?>",
    ],
)  # fmt: skip
def test_a_head_that_holds_more_than_a_head_may_begins_no_frame(head: str) -> None:
    assert body_start(f"{head}<body>") == -1


@given(st.text("ab", max_size=30), st.text("ab", max_size=30), st.integers(0, 5))
def test_what_two_texts_share_is_counted_from_a_place(first: str, second: str, at: int) -> None:
    count = common_start(first, second, at=min(at, len(second)))
    rest = second[min(at, len(second)) :]
    assert first[:count] == rest[:count]
    assert count == min(len(first), len(rest)) or first[count] != rest[count]
