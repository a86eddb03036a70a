"""Weibo and WeChat through a bridge's RSS: what was said stands in the feed, and verdicts name the channel."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

import pytest

from monitor import parsers
from monitor.core.article import Page
from monitor.jobs.posts import EDITS
from tests.simulated import FEEDS, NOTICE_TEXT, Bench, Site, bench, blast, command, entry, facts, site

POST = "【情况通报】11月20日8时30分许，兰州市城关区东岗化工厂发生爆炸"
BRIDGED = FEEDS + "  - {{id: wb, url: {root}/weibo/1, agency: lanzhou, parser: rss, channel: weibo, every: {every}}}\n"


def feed(*posts: tuple[str, str, str, str]) -> str:
    """The bridge's answer: link, title, words and time of each post."""
    items = "".join(
        f"<item><title>{title}</title><link>{link}</link><description><![CDATA[{words}]]></description>"
        f"<pubDate>{at}</pubDate></item>"
        for link, title, words, at in posts
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>兰州发布</title>{items}</channel></rss>'


def json_feed(*posts: tuple[str, str, str, str]) -> str:
    """The same as JSON Feed 1.1: a post has no title, and its words stand in one of two fields."""
    items = [
        {"id": link, **({"content_text": words} if "<" not in words else {"url": link, "content_html": words}),
         "date_published": parsedate_to_datetime(at).isoformat()}
        for link, _, words, at in posts
    ]  # fmt: skip
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "兰州发布", "items": items})


FORMATS = [pytest.param(feed, "application/rss+xml", "rss", id="RSS"),
           pytest.param(json_feed, "application/feed+json", "json", id="JSON Feed")]  # fmt: skip


def old(web: Site) -> tuple[str, str, str, str]:
    return f"{web.root}/wb/1", "今日天气", "晴转多云", "Mon, 16 Nov 2026 02:00:00 GMT"


def told(here: Bench) -> dict[str, object]:
    """The verdict on the duty to inform within five hours."""
    asked = ["--db", here.where.db, "--feeds", here.where.feeds, "--as-of", here.now.isoformat()]
    (incident,) = json.loads(command("incidents", *asked, "--json").stdout)["incidents"]
    return next(one for one in incident["verdicts"] if one["rule"] == "gb80-info-5h")


@pytest.mark.parametrize(("written", "kind", "parser"), FORMATS)
def test_a_post_is_read_where_it_stands_and_its_link_is_not_followed(
    tmp_path: Path, written: Callable[..., str], kind: str, parser: str
) -> None:
    with site() as web, bench(tmp_path, web, feeds=BRIDGED.replace("parser: rss", f"parser: {parser}")) as here:
        blast(web)
        web.put("/weibo/1", written(old(web)), headers={"Content-Type": kind})
        web.put("/wb/2", "<html>Visitor System</html>", status=403)
        here.poll()
        post = (f"{web.root}/wb/2", POST, f"<p>{POST}</p><br/>{NOTICE_TEXT}", "Fri, 20 Nov 2026 04:05:00 GMT")
        web.put("/weibo/1", written(post, old(web)), headers={"Content-Type": kind})
        for _ in range(9):
            here.passes(minutes=15)
            here.poll()
        here.passes(hours=2)
        verdict = told(here)
        assert (verdict["status"], verdict["fulfilled_by"]) == ("met", [f"https://{web.root[7:]}/wb/2"])
        assert web.asked("/wb/2") == 0
        live = here.facts()
    done = command("rebuild", "--db", tmp_path / "storage/monitor.db", "--feeds", tmp_path / "feeds.yaml")
    assert done.returncode == 0, done.stderr.decode()
    assert facts(tmp_path / "storage/monitor.db") == live


AT = "Fri, 20 Nov 2026 04:05:00 GMT"


@pytest.mark.parametrize(("written", "kind", "parser"), FORMATS)
def test_an_edit_of_a_post_is_dated_by_the_polls_around_it_and_leaving_the_feed_is_no_withdrawal(
    tmp_path: Path, written: Callable[..., str], kind: str, parser: str
) -> None:
    with site() as web, bench(tmp_path, web, feeds=BRIDGED.replace("parser: rss", f"parser: {parser}")) as here:
        blast(web)
        first, more = f"<p>{POST}</p>{NOTICE_TEXT}", f"<p>{POST}</p>{NOTICE_TEXT.replace('12人死亡', '13人死亡')}"
        polls: list[datetime] = []

        def round_(*posts: tuple[str, str, str]) -> None:
            told = [(f"{web.root}/wb/{name}", title, words, AT) for name, title, words in posts]
            web.put("/weibo/1", written(*told, old(web)), headers={"Content-Type": kind})
            here.passes(minutes=15)
            polls.append(here.now)
            here.poll()

        round_(("2", POST, first))
        round_(("2", POST, first), ("3", "快讯", "市民热线今日恢复"))
        round_(("2", POST, more + "<br>转发 12"), ("3", "快讯", "市民热线今日恢复"))
        round_(("2", POST, more + "<br>转发 13"))
        round_(("2", POST, more + "<br>转发 13"))
        round_(("2", POST, first))
        round_(("4", "快讯", "市民热线今日恢复运行"))
        words = ["--db", here.where.db, "--feeds", here.where.feeds, "--as-of", here.now.isoformat(), "--json"]
        (incident,) = json.loads(command("incidents", *words).stdout)["incidents"]
        (release,) = [one for one in incident["releases"] if "/wb/2" in one["url"]]
        edits = release["revisions"]
        spans = [tuple(datetime.fromisoformat(edit["at"][end]) for end in ("earliest", "latest")) for edit in edits]
        assert [[part["part"] for part in edit["changes"]] for edit in edits] == [["toll", "body"]] * 2
        for (earliest, latest), (before, after) in zip(spans, [(1, 2), (4, 5)], strict=True):
            assert polls[before] <= earliest < polls[before] + timedelta(minutes=1)
            assert polls[after] <= latest < polls[after] + timedelta(minutes=1)
        assert "toll_changed" in release["flags"]
        assert not {"withdrawn", "unlisted"} & set(release["flags"])
        assert here.value("SELECT count(*) FROM articles WHERE url LIKE '%/wb/3'") == 1
        live = here.facts()
    done = command("rebuild", "--db", tmp_path / "storage/monitor.db", "--feeds", tmp_path / "feeds.yaml")
    assert done.returncode == 0, done.stderr.decode()
    assert facts(tmp_path / "storage/monitor.db") == live


def test_a_bridge_that_words_a_post_anew_each_time_fills_no_database_and_its_clock_edits_none(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web, feeds=BRIDGED) as here:
        web.lists("/gov/", entry("/gov/1", "工作动态", "2026-11-18"))
        web.lists("/media/", entry("/media/1", "天气转晴", "2026-11-18"))
        for number in range(EDITS + 12):
            now = format_datetime(here.now.astimezone(UTC))
            posts = [(f"{web.root}/wb/2", "题", f"第{number}版说明", AT), (f"{web.root}/wb/3", "报", "平安", now)]
            web.put("/weibo/1", feed(*posts), headers={"Content-Type": "application/rss+xml"})
            here.poll("wb")
            here.passes(minutes=15)
        sql = "SELECT substr(url, -1), count(*) FROM articles WHERE url LIKE '%/wb/%' GROUP BY url"
        versions = dict(here.rows(sql))
        assert versions == {"2": EDITS, "3": 1}
        here.passes(days=1)
        web.put("/weibo/1", feed((f"{web.root}/wb/2", "题", "最后一版", AT)))
        here.poll("wb")
        ((last, stood),) = here.rows(
            "SELECT text, instr(reading, '\"stood\"') FROM articles ORDER BY recorded_at DESC, id DESC LIMIT 1"
        )
        assert (last, stood) == ("最后一版", 0), "nobody knows how long the version before it stood"


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ({"items": [{"id": "http://w.example/1", "content_text": "3<5\n第二行"}]},
         {"http://w.example/1": ("3<5", "3<5\n第二行")}),
        ({"items": [{"id": "7", "url": "/1", "title": "题", "summary": "短", "content_html": "<p>长一些</p>"}]},
         {"http://b.example/1": ("题", "长一些")}),
        ({"items": [{"id": "7", "external_url": "http://w.example/2", "content_html": "<p>文</p>"}]},
         {"http://w.example/2": ("文", "文")}),
        ({"items": [{"id": "7", "content_text": "没有地址"}, 3, None, {"id": "8", "url": "/2", "title": "图"}]}, {}),
        ({"items": "none"}, {}),
        ({"items": []}, {}),
    ],
)  # fmt: skip
def test_posts_of_a_json_feed_need_neither_title_nor_address(
    answer: dict[str, object], found: dict[str, object]
) -> None:
    whole = {"version": "https://jsonfeed.org/version/1.1", "title": "x", **answer}
    page = Page("http://b.example/f", json.dumps(whole), "utf-8", "header", datetime(2026, 11, 20, tzinfo=UTC), "")
    assert {url: (one.title, one.text) for url, one in parsers.posts(page).items()} == found


def test_a_verdict_names_the_bridges_that_were_watched_and_a_post_that_cannot_be_read_may_be_the_answer(
    tmp_path: Path,
) -> None:
    with site() as web, bench(tmp_path, web, feeds=BRIDGED) as here:
        blast(web)
        web.put("/weibo/1", feed(old(web)), headers={"Content-Type": "application/rss+xml"})
        here.poll()
        here.passes(hours=5)
        here.poll()
        assert told(here)["status"] == "none_found"
        assert "wb（微博）；未监测微信" in told(here)["why"]["zh"]  # type: ignore[index]
        web.put("/wb/2", "<html>Visitor System</html>", status=403)
        picture = (f"{web.root}/wb/2", POST, "<img src='a.jpg'>", "Fri, 20 Nov 2026 04:05:00 GMT")
        web.put("/weibo/1", feed(picture, old(web)), headers={"Content-Type": "application/rss+xml"})
        here.passes(minutes=15)
        here.poll()
        assert told(here)["status"] == "undetermined"


def test_an_agencys_own_rss_leads_to_its_pages(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web, feeds=BRIDGED.replace(", channel: weibo", "")) as here:
        web.lists("/gov/", entry("/gov/1", "工作动态", "2026-11-18"))
        web.lists("/media/", entry("/media/1", "天气转晴", "2026-11-18"))
        post = (f"{web.root}/wb/2", POST, NOTICE_TEXT, "Fri, 20 Nov 2026 01:05:00 GMT")
        web.put("/weibo/1", feed(post), headers={"Content-Type": "application/rss+xml"})
        here.poll()
        assert web.asked("/wb/2") > 0


@pytest.mark.parametrize(
    ("words", "text", "flags"),
    [
        ("<p>一&amp;二</p><p>三<br>四</p>", "一&二\n三\n四", ()),
        ("<script>alert(1)</script>说明<style>p{}", "说明", ()),
        ("情况通报如下…展开全文", "情况通报如下…展开全文", ("incomplete",)),
        ("情况通报如下...全文", "情况通报如下...全文", ("incomplete",)),
        ("他说……就这样。", "他说……就这样。", ()),
        ("<img src=x>", None, None),
        ("<" * 100_000, None, None),
    ],
)
def test_the_words_of_a_post_are_its_text(words: str, text: str | None, flags: tuple[str, ...] | None) -> None:
    page = Page("http://b.example/f", feed(("http://w.example/1", "题", words, "")), "utf-8", "header",
                datetime(2026, 11, 20, tzinfo=UTC), "application/rss+xml")  # fmt: skip
    found = parsers.posts(page).get("http://w.example/1")
    if text is None:
        assert found is None or set(found.text) == {"<"}
        return
    assert found is not None
    assert (found.text, found.flags) == (text, flags)
