"""The simulated sites answer like the families they stand for."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib.resources import files
from urllib.parse import urlsplit

import pytest
import yaml

from monitor import parsers
from monitor.core.article import Article, ListState
from monitor.demo import scenario as scripts
from monitor.demo.clock import FastClock
from monitor.demo.scenario import SHANGHAI, SitePlan, Trouble
from monitor.demo.sites import Site

SCRIPT = scripts.packaged()
FEEDS = yaml.safe_load((files("monitor.demo") / "pages" / "feeds.yaml").read_text("utf-8"))["feeds"]
URLS = {urlsplit(feed["url"]).hostname: feed["url"] for feed in FEEDS}
PARSERS = {urlsplit(feed["url"]).hostname: feed["parser"] for feed in FEEDS}
PLANS = {plan.family: plan for plan in SCRIPT.sites}


def site(plan: SitePlan, at: datetime) -> Site:
    return Site(plan, "滨江市人民政府", SCRIPT, FastClock(at))


def target(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def read(plan: SitePlan, at: datetime, url: str | None = None):
    """The list as the monitor reads it."""
    address = url or URLS[plan.host]
    answer = site(plan, at).answer(target(address), {})
    page = parsers.decode(answer.body, url=address, content_type=answer.content_type, seen_at=at)
    return page, parsers.load()[PARSERS[plan.host]].list_items(page)


def when(words: str) -> datetime:
    return datetime.fromisoformat(f"2025-{words}").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize("plan", SCRIPT.sites, ids=lambda plan: plan.family)
def test_the_monitor_reads_every_entry_of_every_family(plan: SitePlan) -> None:
    _, listing = read(plan, SCRIPT.start)
    assert listing.state is ListState.ITEMS
    assert len(listing.items) == plan.rows
    assert all(item.date is not None for item in listing.items)


@pytest.mark.parametrize("plan", SCRIPT.sites, ids=lambda plan: plan.family)
def test_the_monitor_reads_title_and_time_of_an_article_of_every_family(plan: SitePlan) -> None:
    posting = next(one for one in SCRIPT.postings if one.site == plan.key and one.says == one.at)
    _, listing = read(plan, posting.at)
    url = next(item.url for item in listing.items if item.title == posting.title)
    answer = site(plan, posting.at).answer(target(url), {})
    page = parsers.decode(answer.body, url=url, content_type=answer.content_type, seen_at=posting.at)
    article = parsers.load()[PARSERS[plan.host]].article(page)
    assert isinstance(article, Article)
    assert article.title == posting.title
    assert posting.text[0][:20] in article.text
    assert article.published is not None
    assert article.published.contains(posting.at)


def test_every_family_has_one_site_and_every_feed_a_site() -> None:
    assert len(PLANS) == len(SCRIPT.sites)
    assert {plan.host for plan in SCRIPT.sites} == set(URLS)


def test_a_page_is_not_there_before_its_time() -> None:
    posting = next(one for one in SCRIPT.postings if one.site == "滨江")
    plan = PLANS["jpage"]
    before = {item.title for item in read(plan, posting.at - timedelta(minutes=1))[1].items}
    after = {item.title for item in read(plan, posting.at)[1].items}
    assert after - before == {posting.title}


def test_one_site_declares_gb2312_and_is_read_all_the_same() -> None:
    answer = site(PLANS["jpage"], SCRIPT.start).answer("/col/col1229/index.html", {})
    assert b"charset=gb2312" in answer.body
    assert "首页".encode("gb18030") in answer.body
    assert read(PLANS["jpage"], SCRIPT.start)[0].charset == "gb18030"


def test_a_long_list_has_further_pages() -> None:
    plan = PLANS["trs"]
    _, first = read(plan, SCRIPT.start)
    assert first.next is not None
    _, second = read(plan, SCRIPT.start, first.next)
    assert len(second.items) == plan.rows
    assert not {item.url for item in first.items} & {item.url for item in second.items}


def test_an_unchanged_list_is_answered_with_304() -> None:
    one = site(PLANS["trs"], SCRIPT.start)
    path = target(URLS["www.binhai.example"])
    (etag,) = [value for name, value in one.answer(path, {}).headers if name == "ETag"]
    assert one.answer(path, {"if-none-match": etag}).status == 304
    assert one.answer(path, {"if-none-match": '"other"'}).status == 200


def test_a_busy_site_says_when_to_come_back() -> None:
    outage = next(one for one in SCRIPT.outages if one.trouble is Trouble.BUSY)
    answer = site(PLANS["vsb"], outage.start).answer("/tzgg.htm", {})
    assert (answer.status, answer.headers) == (503, (("Retry-After", "7200"),))
    assert site(PLANS["vsb"], outage.end).answer("/tzgg.htm", {}).status == 200


def test_a_list_in_the_middle_of_its_redesign_cannot_be_read() -> None:
    outage = next(one for one in SCRIPT.outages if one.trouble is Trouble.REDESIGN)
    assert read(PLANS["ucap"], outage.start)[1].state is not ListState.ITEMS
    assert read(PLANS["ucap"], outage.end)[1].state is ListState.ITEMS


def test_robots_txt_is_served_and_nothing_else_is_made_up() -> None:
    one = site(PLANS["plain"], SCRIPT.start)
    assert b"Disallow: /admin/" in one.answer("/robots.txt", {}).body
    assert one.answer("/show/999999.html", {}).status == 404
    assert when("06-09 06:00") == SCRIPT.start
