"""Polling: what is asked, what is kept, and what becomes of answers that are none."""

from __future__ import annotations

import asyncio
import json
import logging
import resource
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.core.article import Parser
from monitor.core.problems import StorageError
from monitor.evidence.verify import verify
from monitor.jobs.answers import Reader
from monitor.jobs.poll import HELD, TRIES
from tests.simulated import Answer, answered, article_page, bench, blast, entry, list_page, site, zipped


def test_a_second_poll_brings_back_the_servers_own_validators_and_reads_nothing_twice(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        assert here.poll() == {"gov": "fetched", "media": "fetched"}
        here.passes(minutes=15)
        assert here.poll() == {"gov": "not_modified", "media": "not_modified"}
        tag = web.answers["/gov/"].body
        sent = [headers.get("If-None-Match") for path, headers in web.requests if path == "/gov/"]
        assert sent[0] is None
        assert sent[1] is not None
        assert tag
        assert web.asked("/gov/b.html") == web.asked("/media/1.html") == 1
        spans = here.rows("SELECT back_to, at FROM looks WHERE feed = 'gov' ORDER BY id")
        assert spans[1][0] == spans[0][1], "the second look joins the first"


def test_the_same_bytes_without_validators_are_a_look_and_are_kept_once(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        web.answers["/gov/"].validated = False
        here.poll("gov")
        here.passes(minutes=15)
        assert here.poll("gov") == {"gov": "not_modified"}
        assert here.value("SELECT count(*) FROM looks WHERE feed = 'gov'") == 2
        assert here.value("SELECT count(*) FROM captures WHERE url LIKE '%/gov/'") == 1
        assert verify(here.where.warc).kinds["revisit"] == 1


def test_a_new_entry_is_fetched_once_and_bounded_by_the_poll_that_lacked_it(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        before = here.value("SELECT max(at) FROM looks WHERE feed = 'gov'")
        answered(web)
        for _ in range(3):
            here.passes(minutes=15)
            here.poll()
        assert web.asked("/gov/c.html") == 1
        assert here.rows("SELECT absent_at FROM listings WHERE address LIKE '%/gov/c.html'") == [(before,)]


def test_an_article_that_fails_is_tried_again_at_later_polls_and_then_given_up(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        web.put("/media/1.html", b"<p>busy</p>", status=500)
        for _ in range(TRIES + 2):
            here.poll()
            here.passes(minutes=15)
        assert web.asked("/media/1.html") == TRIES
        assert here.rows("SELECT DISTINCT outcome FROM fetches WHERE kind = 'article' AND feed = 'media'") == [
            ("http_error",)
        ]


def test_an_article_that_comes_at_last_is_read(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        good = web.answers["/media/1.html"]
        web.put("/media/1.html", b"<p>busy</p>", status=500)
        here.poll()
        web.answers["/media/1.html"] = good
        here.passes(minutes=15)
        here.poll()
        assert here.value("SELECT count(*) FROM incidents") == 1


def test_a_host_that_asks_for_quiet_loses_no_article(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        rows = [entry(f"/media/{n}.html", f"情况通报第{n}号", "2026-11-20") for n in range(6)]
        web.lists("/media/", *rows)
        for n in range(6):
            web.put(f"/media/{n}.html", b"<p>slow down</p>", status=429, headers={"Retry-After": "60"})
        for _ in range(TRIES + 1):
            here.poll("media")
            here.passes(minutes=15)
        for n in range(6):
            web.put(f"/media/{n}.html", article_page(f"情况通报第{n}号", "2026-11-20 09:00", "有关情况正在核实。"))
        for _ in range(3):
            here.poll("media")
            here.passes(minutes=15)
        # The first one was refused too often; the others were never really asked for meanwhile.
        assert here.value("SELECT count(DISTINCT url) FROM articles") >= 4


def endless(request: object) -> None:
    handler = request
    handler.send_response(200)  # type: ignore[attr-defined]
    handler.send_header("Content-Type", "text/html")  # type: ignore[attr-defined]
    handler.end_headers()  # type: ignore[attr-defined]
    while True:
        handler.wfile.write(b"<li>" * 16384)  # type: ignore[attr-defined]


def silent(request: object) -> None:
    request.close_connection = True  # type: ignore[attr-defined]


STUB = b"<html><script>var _0x1=['\\x63'];document.cookie=_0x1;location.reload()</script></html>"
BOMB = zipped(b"<li>" * 2_000_000)
GZIP = {"Content-Encoding": "gzip"}
DEEP = ("<div>" * 10_000 + "x" + "</div>" * 10_000).encode()

NO_LOOK = {
    "404": (Answer(b"<h1>404</h1>", 404), "http_error"),
    "412 of a firewall": (Answer(b"<script>$_ts={}</script>", 412), "blocked"),
    "521 of a firewall": (Answer(b"<script>document.cookie='__jsl_clearance=1'</script>", 521), "blocked"),
    "200 with a script": (Answer(STUB), "blocked"),
    "server error": (Answer(b"oops", 500), "http_error"),
    "gzip bomb": (Answer(BOMB, headers=GZIP), "too_large"),
    "endless body": (Answer(endless), "too_large"),
    "broken gzip": (Answer(zipped(b"<li>x</li>" * 50)[:-9], headers=GZIP), "error"),
    "no answer at all": (Answer(silent), "refused"),
    "redirect into a private address": (Answer(b"", 302, {"Location": "http://10.0.0.8/"}), "forbidden_address"),
    "redirect to a metadata service": (Answer(b"", 302, {"Location": "http://169.254.169.254/x"}), "forbidden_address"),
    "redirect in a circle": (Answer(b"", 302, {"Location": "/gov/"}), "error"),
    "empty body": (Answer(b""), "redesigned"),
    "list without entries where there were some": (Answer(list_page([]).encode()), "redesigned"),
    "10,000 tags deep": (Answer(DEEP), "redesigned"),
    "noise": (Answer(bytes(range(256)) * 40), "redesigned"),
}


@pytest.mark.parametrize("case", NO_LOOK)
def test_an_answer_that_is_no_list_is_stored_by_its_outcome_and_is_never_a_look(case: str, tmp_path: Path) -> None:
    answer, outcome = NO_LOOK[case]
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll("gov")
        good = web.answers["/gov/"]
        looks = here.rows("SELECT * FROM looks")
        web.answers["/gov/"] = answer
        here.passes(minutes=15)
        assert here.poll("gov") == {"gov": outcome}
        assert here.rows("SELECT * FROM looks") == looks
        kept = here.rows("SELECT outcome, capture FROM fetches WHERE kind = 'list' ORDER BY id DESC LIMIT 1")
        assert kept[0][0] == outcome
        assert kept[0][1], "the attempt is in the evidence"
        assert verify(here.where.warc).ok
        web.answers["/gov/"] = good
        here.passes(minutes=15)
        assert here.poll("gov")["gov"] in ("fetched", "not_modified")


@pytest.mark.parametrize("said", ["gb2312", "utf-8"])
def test_a_list_with_the_wrong_charset_named_is_read(said: str, tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        body = list_page([entry("/gov/b.html", "市政府召开常务会议研究安全生产", "2026-11-18")])
        body = body.replace("<head>", f'<head><meta charset="{said}">')
        web.put(
            "/gov/", body.encode("gb18030" if said == "utf-8" else "utf-8"),
            headers={"Content-Type": f"text/html; charset={said}"},
        )  # fmt: skip
        assert here.poll("gov") == {"gov": "fetched"}
        assert here.rows("SELECT title FROM listings") == [("市政府召开常务会议研究安全生产",)]


def test_half_a_character_in_a_json_list_does_not_break_the_poll(tmp_path: Path) -> None:
    feeds = tmp_path / "feeds.yaml"
    with site() as web:
        feeds.write_text(
            f"schema: 1\nrules: [cn-gbf-2016-61]\nfeeds: [{{id: j, url: {web.root}/feed.json, parser: json}}]\n",
            "utf-8",
        )
        listing = {
            "version": "https://jsonfeed.org/version/1.1", "title": "x",
            "items": [
                {
                    "id": "1", "url": f"{web.root}/1.html", "title": "情况通报\ud83d",
                    "date_published": "2026-11-20T09:00:00+08:00",
                }
            ],
        }  # fmt: skip
        web.put("/feed.json", json.dumps(listing), headers={"Content-Type": "application/feed+json"})
        web.put("/1.html", article_page("情况通报&#xD83D;", "2026-11-20 09:00", "有关情况正在核实。"))
        with bench(tmp_path, web) as here:
            assert here.poll() == {"j": "fetched"}
            assert here.value("SELECT count(*) FROM articles") == 1


def test_further_pages_are_followed_until_the_look_joins_and_no_further_than_the_bound(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        web.lists("/gov/", entry("/gov/a0.html", "工作动态第零号", "2026-11-19"))
        here.poll("gov")
        here.passes(days=1)

        def page(number: int) -> None:
            rows = [entry(f"/gov/p{number}-{n}.html", f"工作动态{number}之{n}", "2026-11-20") for n in range(4)]
            rows += [entry("/gov/a0.html", "工作动态第零号", "2026-11-19")] if number == 3 else []
            path = "/gov/" if number == 1 else f"/gov/index_{number}.html"
            web.lists(path, *rows, following=f"/gov/index_{number + 1}.html")

        for number in range(1, 12):
            page(number)
        here.poll("gov")
        assert web.asked("/gov/index_2.html") == web.asked("/gov/index_3.html") == 1
        assert web.asked("/gov/index_4.html") == 0, "joined on page 3"
        at = here.rows("SELECT back_to FROM looks ORDER BY at DESC, id DESC LIMIT 1")[0][0]
        assert at <= here.rows("SELECT at FROM looks ORDER BY id LIMIT 1")[0][0]
        # A list that has wholly rolled on: five pages and no more, and the hole stays one.
        for number in range(1, 12):
            rows = [entry(f"/gov/q{number}-{n}.html", f"新的动态{number}之{n}", "2026-11-25") for n in range(4)]
            path = "/gov/" if number == 1 else f"/gov/index_{number}.html"
            web.lists(path, *rows, following=f"/gov/index_{number + 1}.html")
        asked = len(web.requests)
        here.passes(days=5)
        here.poll("gov")
        pages = [path for path, _ in web.requests[asked:] if path.startswith("/gov/index_")]
        assert pages == [f"/gov/index_{n}.html" for n in (2, 3, 4, 5)]


def test_a_page_listed_by_two_feeds_is_fetched_once(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        row = entry("/both.html", "关于爆炸事故的情况通报", "2026-11-20")
        web.lists("/gov/", row)
        web.lists("/media/", row)
        web.put("/both.html", article_page("关于爆炸事故的情况通报", "2026-11-20 09:00", "有关情况正在核实。"))
        here.poll()
        here.passes(minutes=15)
        here.poll()
        assert web.asked("/both.html") == 1
        assert here.value("SELECT count(*) FROM articles") == 1


def test_a_link_to_another_watched_list_is_not_taken_for_an_article(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        web.lists(
            "/gov/", entry("/media/", "媒体报道专栏汇总", "2026-11-20"), entry("/gov/b.html", "常务会议", "2026-11-18")
        )
        here.poll("gov")
        assert web.asked("/media/") == 0


def broken(parser: Parser, mark: str) -> Parser:
    """A parser with a bug that shows on some pages."""

    def article(page):  # type: ignore[no-untyped-def]
        if mark in page.url:
            raise ZeroDivisionError("a bug")
        return parser.article(page)

    return replace(parser, article=article)


def test_facts_that_a_timer_could_not_write_are_told_at_the_end_and_read_again_later(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll("gov")
        answered(web)
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)

        async def last_of_a_round() -> None:
            with here.poller.gathering():
                await here.poller.feed(here.here.sources.feeds["gov"])
                resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))  # no file may grow
                await asyncio.sleep(3 * HELD)
                resource.setrlimit(resource.RLIMIT_FSIZE, limits)

        with pytest.raises(StorageError):
            here.loop.run_until_complete(last_of_a_round())
        here.passes(minutes=15)
        here.poll("gov")
        assert here.value("SELECT count(*) FROM looks WHERE feed = 'gov'") == 3, "the lost poll was read again"


def test_a_bug_met_on_one_article_is_raised_after_everything_else_was_done(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        web.lists(
            "/media/", entry("/media/bug.html", "一篇读不了的稿件", "2026-11-20"),
            entry("/media/1.html", "兰州市城关区一化工厂发生爆炸", "2026-11-20"),
        )  # fmt: skip
        web.put("/media/bug.html", article_page("一篇读不了的稿件", "2026-11-20 09:00", "正文。"))
        parsers = {**here.here.parsers, "auto": broken(here.here.parsers["auto"], "bug.html")}
        here.poller.pipeline.reader = Reader(replace(here.here, parsers=parsers))
        with caplog.at_level(logging.ERROR), pytest.raises(ZeroDivisionError):
            here.poll()
        assert "Traceback" in caplog.text
        assert here.value("SELECT count(*) FROM incidents") == 1, "the other article was read"
        assert here.value("SELECT count(*) FROM looks WHERE feed = 'gov'") == 1, "the other feed was polled"
        here.passes(minutes=15)
        assert here.poll() == {"gov": "not_modified", "media": "not_modified"}, "it is not asked for again"
        assert web.asked("/media/bug.html") == 1


def test_what_was_rolled_back_is_not_remembered(tmp_path: Path) -> None:
    """A look that could not be stored must not be what the next one joins."""
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll("gov")
        here.passes(hours=3)
        answered(web)
        parser = here.here.parsers["auto"]
        store = here.here.store
        store._run("CREATE TRIGGER full BEFORE INSERT ON looks BEGIN SELECT RAISE(ABORT, 'no room'); END", ())
        with pytest.raises(Exception, match="no room"):
            here.poll("gov")
        store._run("DROP TRIGGER full", ())
        assert parser is here.here.parsers["auto"]
        assert here.value("SELECT count(*) FROM listings WHERE feed = 'gov'") == 2
        here.passes(minutes=15)
        here.poll("gov")
        absent = here.rows("SELECT absent_at FROM listings WHERE address LIKE '%/gov/c.html'")
        assert absent == here.rows("SELECT at FROM looks WHERE feed = 'gov' ORDER BY id LIMIT 1")


def test_a_page_of_which_only_the_counter_ran_on_is_a_look_that_is_kept_whole_and_not_read(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        rows = [entry("/gov/a.html", "情况通报", "2026-11-20"), entry("/gov/b.html", "工作动态", "2026-11-19")]
        for count in (71, 72):
            web.put("/gov/", list_page(rows).replace("</body>", f"<p>访问量：{count}</p></body>"))
            assert here.poll("gov") == {"gov": "fetched"}
            here.passes(minutes=15)
        looks = here.rows("SELECT back_to, at, keys FROM looks WHERE feed = 'gov' ORDER BY id")
        assert looks[1][0] == looks[0][1], "the second look joins the first"
        assert (looks[0][2] is not None, looks[1][2]) == (True, None)
        assert verify(here.where.warc).kinds["response"] >= 2
        assert "revisit" not in verify(here.where.warc).kinds
        assert here.value("SELECT count(*) FROM listings WHERE feed = 'gov'") == 2


def test_what_a_further_page_lists_was_first_seen_when_that_page_came(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        def rows(start: int) -> list[str]:
            return [entry(f"/gov/{n}.html", f"第{n}号通报", "2026-11-20") for n in range(start, start - 3, -1)]

        web.lists("/gov/", *rows(3))
        here.poll("gov")
        here.passes(minutes=15)
        web.lists("/gov/2/", *rows(6))
        web.lists("/gov/", *rows(9), following="/gov/2/")
        here.poll("gov")
        asked = dict(here.rows("SELECT kind, max(at) FROM fetches WHERE feed = 'gov' GROUP BY kind"))
        seen = dict(here.rows("SELECT address, first_seen FROM listings WHERE feed = 'gov'"))
        assert asked["list"] < asked["page"]
        assert seen[f"{web.root}/gov/9.html"] == asked["list"]
        assert seen[f"{web.root}/gov/6.html"] == asked["page"]
        assert here.value("SELECT max(at) FROM looks WHERE feed = 'gov'") == asked["list"]


def test_what_a_poll_must_know_is_in_the_database_and_is_made_again_where_it_is_missing(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        stood = here.rows("SELECT feed, seen_at, spans, had_entries, digest, etag FROM standings ORDER BY feed")
        assert len(stood) == 2
        here.here.store._run("DELETE FROM standings", ())
        here.passes(minutes=15)
        assert here.poll() == {"gov": "not_modified", "media": "not_modified"}
        again = here.rows("SELECT feed, had_entries, digest, etag FROM standings ORDER BY feed")
        assert again == [(row[0], *row[3:]) for row in stood]
