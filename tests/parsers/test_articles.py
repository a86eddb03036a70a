"""Article pages: every saved page reads as its golden says, and no page, however broken, is ever invented upon."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.article import Article, Page
from monitor.core.moment import Moment
from monitor.core.problems import Problem
from monitor.parsers._article import read_article
from monitor.parsers._claims import url_claim
from monitor.parsers._dates import SHANGHAI

PAGES = Path(__file__).parent.parent / "pages" / "articles"
CASES = sorted(PAGES.glob("*.json"))
SEEN = datetime(2026, 11, 21, 8, 0, tzinfo=SHANGHAI)


def a_page(text: str, url: str = "http://www.binjiang.example/a.html", seen_at: datetime | None = None) -> Page:
    return Page(url, text, seen_at=seen_at)


def read(text: str, **more: Any) -> Article:
    article = read_article(a_page(text, **more))
    assert isinstance(article, Article)
    return article


def shown(moment: Moment | None) -> list[str] | None:
    """Bounds in Shanghai, as a golden writes them."""
    if moment is None:
        return None
    return ["" if b is None else b.astimezone(SHANGHAI).isoformat() for b in (moment.earliest, moment.latest)]


def lines(article: Article) -> list[str]:
    return article.text.split("\n") if article.text else []


CHECKS: dict[str, Callable[[Article], Any]] = {
    "title": lambda a: a.title,
    "source": lambda a: a.source,
    "author": lambda a: a.author,
    "site": lambda a: a.site,
    "column": lambda a: a.column,
    "site_code": lambda a: a.site_code,
    "doc_number": lambda a: a.doc_number,
    "flags": lambda a: list(a.flags),
    "claims": lambda a: [c.origin for c in a.claims],
    "attachments": lambda a: [list(pair) for pair in a.attachments],
    "document_date": lambda a: None if a.document_date is None else (shown(a.document_date) or [""])[0][:10],
    "body_first": lambda a: next(iter(lines(a)), ""),
    "body_last": lambda a: next(iter(reversed(lines(a))), ""),
}


@pytest.mark.parametrize("golden", CASES, ids=lambda p: p.stem)
def test_every_saved_page_reads_as_its_golden_says(golden: Path) -> None:
    case = json.loads(golden.read_text("utf-8"))
    seen = case["seen_at"] and datetime.fromisoformat(case["seen_at"])
    article = read(golden.with_suffix(".html").read_text("utf-8"), url=case["url"], seen_at=seen)
    expect = dict(case["expect"])
    if "published" in expect:
        wanted = expect.pop("published")
        assert shown(article.published) == (wanted and [wanted["earliest"], wanted["latest"]])
        assert article.published_from == (wanted["from"] if wanted else "")
    if "body_has" in expect:
        assert expect.pop("body_has") in article.text
    if "body_lacks" in expect:
        assert expect.pop("body_lacks") not in article.text
    if "claims_have" in expect:
        assert expect.pop("claims_have") in CHECKS["claims"](article)
    assert {k: CHECKS[k](article) for k in expect} == expect


def test_there_is_a_page_for_every_golden_and_a_golden_for_every_page() -> None:
    assert {p.stem for p in PAGES.glob("*.html")} == {p.stem for p in CASES}
    assert len(CASES) >= 40


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://x.gov.example/a/202605/t20260512_4410231.html", "2026-05-12"),
        ("https://x.gov.example/art/2026/6/3/art_60085_11394426.html", "2026-06-03"),
        ("https://x.gov.example/art/2026/art_c37cffd9af9a4b3aa6379d153ed83620.html", None),
        ("https://x.gov.example/xinwen/2026-06/18/content_5519.htm", "2026-06-18"),
        ("https://x.gov.example/2026-06-18/5519.html", "2026-06-18"),
        ("https://x.gov.example/10462/2026/6/3/e651244f5f89400a95c651e2f53de7fe.shtml", "2026-06-03"),
        ("https://x.gov.example/20260930/9ca69805239243efad85690747000ff9/c.html", "2026-09-30"),
        ("https://x.gov.example/nw4411/20260602/0123456789abcdef0123456789abcdef.html", "2026-06-02"),
        ("https://x.gov.example/safe/2026/0602/1234.html", "2026-06-02"),
        ("https://x.gov.example/columns/0f-1a/202606/02/7c3c-f9.html", "2026-06-02"),
        ("https://x.gov.example/web/202606021530442277/index.shtml", "2026-06-02"),
        ("https://x.gov.example/202606/9ca69805239243efad85690747000ff9.shtml", None),
        ("https://x.gov.example/c100/content_77.html", None),
        ("https://x.gov.example/1234567890123456789/index.html", None),
        ("https://x.gov.example/202613/t20261342_1.html", None),
        ("https://x.gov.example/index.html?d=20260602", None),
    ],
)
def test_an_address_gives_the_day_of_its_dialect_or_nothing(url: str, day: str | None) -> None:
    claim = url_claim(url)
    assert (claim and (shown(claim.moment) or [""])[0][:10]) == day


def test_the_address_alone_is_a_claim_and_no_publication() -> None:
    article = read(
        "<h1>关于防汛工作的通报</h1><p>全市各级各部门要加密巡查，压实责任。</p>",
        url="http://x.example/202605/t20260512_1.html",
    )
    assert article.published is None
    assert [c.origin for c in article.claims] == ["url"]


def test_labels_in_traditional_characters_are_read_too() -> None:
    article = read(
        "<h1>關於防汛工作的通報</h1><div>發佈時間：2026-05-12 10:00　來源：濱江市政府　瀏覽次數：3</div>"
        "<div><p>全市各級各部門要加密巡查，壓實責任，確保人民群眾生命安全。</p></div>"
    )
    assert shown(article.published) == ["2026-05-12T10:00:00+08:00", "2026-05-12T10:01:00+08:00"]
    assert article.source == "濱江市政府"
    assert "發佈" not in article.text


def test_an_empty_answer_is_a_problem_and_says_so() -> None:
    assert isinstance(read_article(a_page("")), Problem)


def test_a_claim_within_the_tolerance_is_no_conflict_and_one_beyond_it_is() -> None:
    page = (
        '<meta name="PubDate" content="2026-05-12 {}"><h1>关于防汛工作的通报</h1>'
        "<p>发布时间：2026-05-12 10:00</p><p>全市各级各部门要加密巡查，压实责任，确保安全。</p>"
    )
    assert "claims_conflict" not in read(page.format("10:09")).flags
    assert "claims_conflict" in read(page.format("10:30")).flags


def with_pager(links: str, url: str, script: str = "") -> Article:
    words = "<p>全市各级各部门要加密巡查，压实责任，确保人民群众生命财产安全，不得有误。</p>" * 3
    return read(f"<h1>关于防汛工作的通报</h1><div id=zoom>{words}</div><div class=pages>{links}</div>{script}", url=url)


@pytest.mark.parametrize(
    ("links", "found"),
    [
        ("<b>1</b> <a href=t1_22.html>1</a> <a href=t1_22_2.html>2</a> <a href=t1_22_3.html>3</a>", ["_2", "_3"]),
        ("<a href=t1_22_1.html>下一页</a>", ["_1"]),
        ("<a href=t1_22.html>1</a><a href=t1_23.html>2</a>", []),
        ("<a href=t1_23.html>下一页</a>", []),
        ("<a href=t1_23.html>下一篇</a>", []),
        ("<a href=http://b.example/x/t1_22_2.html>2</a>", []),
        ("<a href=javascript:;>2</a>", []),
    ],
)
def test_further_pages_differ_from_the_article_by_their_number_alone(links: str, found: list[str]) -> None:
    article = with_pager(links, "http://a.example/x/t1_22.html")
    assert list(article.pages) == [f"http://a.example/x/t1_22{end}.html" for end in found]


def test_further_pages_by_parameter_and_by_the_pagers_script() -> None:
    article = with_pager("<a href='?id=7&page=2'>2</a><a href='?id=8'>3</a>", "http://a.example/show.asp?id=7")
    assert list(article.pages) == ["http://a.example/show.asp?id=7&page=2"]
    script = '<script>createPageHTML(3, 0, "t1_22", "html");</script>'
    article = with_pager("", "http://a.example/x/t1_22.html", script)
    assert list(article.pages) == [f"http://a.example/x/t1_22_{n}.html" for n in (1, 2)]
    other = with_pager("", "http://a.example/x/t1_9.html", script)
    assert other.pages == ()


def test_films_and_pictures_without_words_are_said() -> None:
    head = "<h1>关于火灾救援的新闻发布会</h1><p>发布时间：2026-05-12 10:00</p>"
    assert "video_only" in read(f'{head}<div id=zoom><video src="a.mp4"></video></div>').flags
    assert "image_only" in read(f'{head}<div id=zoom><p><img src="W020260512_1.jpg"></p></div>').flags
    words = "<p>全市各级各部门要加密巡查，压实责任，确保人民群众生命财产安全，不得有误，并将落实情况及时上报。</p>"
    assert read(f'{head}<div id=zoom>{words}<video src="a.mp4"></video></div>').flags == ()
    alt = read(f'{head}<div id=zoom>{words}<p><img src="1.jpg" alt="消防人员转移群众"></p></div>')
    assert alt.images == ("消防人员转移群众",)


HOSTILE = {
    "attributes without end": "<a " + " ".join(f"a{i}" for i in range(60_000)) + ">文</a>",
    "ten thousand boxes in one another": "<div>" * 10_000 + "发布时间：2026-05-12",
    "a hundred thousand links": '<a href="x">文</a>' * 50_000,
    "one character without end": "发" * 600_000,
    "dates without end": "2026-05-12 " * 40_000,
    "labels without end": "发布时间：" * 60_000,
    "metas without end": '<meta name="PubDate" content="2026-05-12">' * 5_000,
    "unclosed comments": "<!--" * 100_000,
    "share bars without end": "<p>全市各级各部门要加密巡查，压实责任，确保安全。</p>"
    + '<div class="share"><p>分享到：</p></div>' * 15_000,
    "entities without end": "&amp;" * 150_000,
    "tables in tables": "<table><tr><td>" * 3_000,
    "nothing but control characters": "\x00\x01\x02" * 1_000,
    "half a surrogate": "<p>\ud800发布时间：2026-05-12</p>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_end_in_an_answer(name: str) -> None:
    result = read_article(a_page(HOSTILE[name], seen_at=SEEN))
    assert isinstance(result, Article | Problem)


TEXTS = [p.with_suffix(".html").read_text("utf-8") for p in CASES]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(TEXTS) - 1), st.integers(0, 2**32), st.booleans())
def test_damaged_pages_never_raise_and_never_publish_what_nothing_claims(which: int, seed: int, seen: bool) -> None:
    chance = random.Random(seed)
    text = TEXTS[which]
    for _ in range(chance.randint(1, 6)):
        at, size = chance.randrange(len(text) + 1), chance.randrange(80)
        piece = chance.choice(
            ["", "<", ">", "</div>", "<table>", "发布时间：", "2026-99-99", "\x00", '"', text[at : at + size]]
        )
        text = text[:at] + piece + text[at + size :]
    result = read_article(a_page(text, seen_at=SEEN if seen else None))
    if isinstance(result, Problem) or result.published is None:
        return
    assert any(result.published.within(c.moment) for c in result.claims if c.origin == result.published_from)
    assert result.published_from != "url"


WORDS = (
    "<p>　　记者从市应急管理局获悉，连日来全市各级各部门认真落实防汛责任，组织力量开展拉网式排查。</p>"
    "<p>　　截至目前，已排查隐患点217处，整改完成203处，其余正在按计划推进，各地严格执行值班制度。</p>"
)
STATED = (
    "<script type='application/ld+json'>"
    '{"@context": "https://schema.org", "datePublished": "2026-06-10T08:01:00+08:00"}</script>'
)
ROWS = "".join(f"<li><a href='{n}.html'>关于做好第{n}批重点工作的通知</a><i>2026-06-{n}</i></li>" for n in (18, 19))
BLOCKS = ROWS.replace("<i>", "<div>").replace("</i>", "</div>")


@pytest.mark.parametrize(
    ("head", "above", "below", "day", "source"),
    [
        (STATED, "", "", "2026-06-10", None),
        ("", "<time datetime='2026-06-10T08:01:00+08:00'>6月10日 08:01</time>", "", "2026-06-10", None),
        ("", "<time datetime='2026-06-10'>6月10日</time><time datetime='2026-06-11'>6月11日</time>", "", None, None),
        ("", "<div>时间：2026年06月10日 转载自：新华网</div>", "", "2026-06-10", "新华网"),
        ("", "<ul><li>发布时间<li>2026-06-10<li>信息来源<li>滨江发布</ul>", "", "2026-06-10", "滨江发布"),
        ("", "<a id='js_name'>滨江应急</a>", "", None, "滨江应急"),
        ("", f"<ul>{ROWS}</ul>", "", None, None),
        ("", f"<ul>{BLOCKS}</ul>", "", None, None),
        ("", "", f"<ul>{ROWS}</ul>", None, None),
        ("", "<div><a href='/'>滨江日报</a> 2026-06-10</div>", f"<ul>{BLOCKS}</ul>", "2026-06-10", "滨江日报"),
    ],
)  # fmt: skip
def test_a_date_is_the_articles_own_or_nobodys(
    head: str, above: str, below: str, day: str | None, source: str | None
) -> None:
    title = "滨江市开展汛期安全隐患排查"
    text = f"<title>{title}</title>{head}<body><h1>{title}</h1>{above}<div>{WORDS}</div>{below}</body>"
    article = read(text)
    at = None if article.published is None else article.published.earliest
    assert (at and at.astimezone(SHANGHAI).date().isoformat()) == day
    assert (article.source, article.title) == (source, title)
