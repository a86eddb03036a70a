"""Weibo and WeChat through a bridge's RSS: what was said stands in the feed, and verdicts name the channel."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor import parsers
from monitor.core.article import Page
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


def old(web: Site) -> tuple[str, str, str, str]:
    return f"{web.root}/wb/1", "今日天气", "晴转多云", "Mon, 16 Nov 2026 02:00:00 GMT"


def told(here: Bench) -> dict[str, object]:
    """The verdict on the duty to inform within five hours."""
    asked = ["--db", here.where.db, "--feeds", here.where.feeds, "--as-of", here.now.isoformat()]
    (incident,) = json.loads(command("incidents", *asked, "--json").stdout)["incidents"]
    return next(one for one in incident["verdicts"] if one["rule"] == "gb80-info-5h")


def test_a_post_is_read_where_it_stands_and_its_link_is_not_followed(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web, feeds=BRIDGED) as here:
        blast(web)
        web.put("/weibo/1", feed(old(web)), headers={"Content-Type": "application/rss+xml"})
        web.put("/wb/2", "<html>Visitor System</html>", status=403)
        here.poll()
        post = (f"{web.root}/wb/2", POST, f"<p>{POST}</p><br/>{NOTICE_TEXT}", "Fri, 20 Nov 2026 04:05:00 GMT")
        web.put("/weibo/1", feed(post, old(web)), headers={"Content-Type": "application/rss+xml"})
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
