"""Articles in several parts, and pages that stand where an authority's should: fetched, kept, judged, rebuilt."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.core.feed import Feed, Fetched
from monitor.core.verdict import Status
from monitor.jobs import rebuild
from monitor.jobs.judge import judge_everything
from monitor.jobs.poll import Poller
from monitor.renderers.contract import incident_json
from tests.parsers.documents import old_word, pdf, sheets, word
from tests.simulated import NOTICE, NOTICE_TEXT, Bench, Site, answered, article_page, bench, blast, entry, facts, site

FIRST = "11月20日8时30分许，兰州市城关区东岗化工厂发生爆炸，市委、市政府立即启动应急预案，组织力量全力开展救援。"
SECOND = "经全力搜救，截至20日11时，爆炸已造成12人死亡、5人受伤，现场救援工作基本结束，善后工作有序开展。"


def paged(title: str, text: str, *links: tuple[str, str]) -> str:
    """An article with something below its words."""
    below = "".join(f'<a href="{href}">{words}</a> ' for words, href in links)
    return article_page(title, "2026-11-20 12:05", text).replace("</p></div>", f"</p><p>{below}</p></div>")


def texts(here: Bench, path: str) -> list[str]:
    return [str(row[0]) for row in here.rows("SELECT text FROM articles WHERE url LIKE ? ORDER BY id", f"%{path}")]


def flags(here: Bench, path: str) -> list[list[str]]:
    rows = here.rows("SELECT reading FROM articles WHERE url LIKE ? ORDER BY id", f"%{path}")
    return [json.loads(str(row[0]))["flags"] for row in rows]


def rebuilt(here: Bench, folder: Path, web: Site) -> dict[str, Any]:
    """The facts as the evidence alone gives them."""
    with bench(folder, web) as other:
        rebuild.run(other.here, warc=here.where.warc, journal=here.where.corrections)
        return facts(other.where.db)


def test_further_pages_of_an_article_are_read_with_it_and_a_rebuild_gives_the_same(tmp_path: Path) -> None:
    with site() as web:
        with bench(tmp_path / "a", web) as here:
            blast(web)
            here.poll()
            answered(web)
            web.put("/gov/c.html", paged(NOTICE, FIRST, ("1", "c.html"), ("2", "c_2.html"), ("下一页", "c_2.html")))
            web.put("/gov/c_2.html", paged(NOTICE, SECOND, ("上一页", "c.html")))
            here.passes(minutes=15)
            here.poll()
            assert texts(here, "/gov/c.html") == [f"{FIRST}\n{SECOND}"]
            assert "incomplete" not in flags(here, "/gov/c.html")[0]
            assert (web.asked("/gov/c.html"), web.asked("/gov/c_2.html")) == (1, 1)
            live = here.facts()
        assert rebuilt(here, tmp_path / "b", web) == live


class Cut(Poller):
    """A poller whose process ends between an article and its parts."""

    async def _parts(self, feed: Feed, key: str) -> None:
        self.closing = True


def test_an_article_cut_off_from_its_parts_by_a_crash_is_read_once_in_a_rebuild_too(tmp_path: Path) -> None:
    with site() as web:
        with bench(tmp_path / "a", web) as here:
            blast(web)
            here.poll()
            answered(web)
            web.put("/gov/c.html", paged(NOTICE, FIRST, ("1", "c.html"), ("2", "c_2.html"), ("下一页", "c_2.html")))
            web.put("/gov/c_2.html", paged(NOTICE, SECOND, ("上一页", "c.html")))
            here.passes(minutes=15)
            here.poller = Cut(here.poller.pipeline, here.web, here.archive)
            here.poll()
            assert texts(here, "/gov/c.html") == []
        with bench(tmp_path / "a", web, start=here.now + timedelta(hours=3)) as here:
            here.poll()
            assert texts(here, "/gov/c.html") == [f"{FIRST}\n{SECOND}"]
            live = here.facts()
        assert rebuilt(here, tmp_path / "b", web) == live


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("c.pdf", pdf(NOTICE, SECOND)),
        ("c.docx", word(NOTICE, SECOND)),
        ("c.doc", old_word(NOTICE, SECOND)),
        ("c.xlsx", sheets([NOTICE], [SECOND])),
    ],
)
def test_a_notice_whose_words_stand_in_its_attachment_is_read_from_there(
    tmp_path: Path, name: str, data: bytes
) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        answered(web)
        web.put("/gov/c.html", paged(NOTICE, "见附件。", (f"附件：{name}", name)))
        web.put(f"/gov/{name}", data, headers={"Content-Type": "application/octet-stream"})
        here.passes(minutes=15)
        here.poll()
        assert "截至20日11时" in texts(here, "/gov/c.html")[0].replace("\n", "")
        assert here.value("SELECT outcome FROM fetches WHERE kind = 'part'") == "fetched"


def verdicts(here: Bench, clause: str) -> list[Any]:
    judged = judge_everything(here.here, as_of=here.clock())
    return [v for _, every in judged for v in every if v.clause.id == clause]


@pytest.mark.parametrize("status", [404, 500])
def test_a_part_that_does_not_come_leaves_the_article_flagged_and_keeps_back_none_found(
    tmp_path: Path, status: int
) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        answered(web)
        web.put("/gov/c.html", paged(NOTICE, "见附件。", ("附件", "c.doc"), ("附件", "c.pdf")))
        web.put("/gov/c.pdf", b"gone", status=status)
        here.passes(hours=3)
        here.poll()
        assert flags(here, "/gov/c.html") == [["incomplete"]]
        for _ in range(200):
            here.passes(minutes=30)
            here.poll("gov")
        statuses = {v.status for _, every in judge_everything(here.here, as_of=here.clock()) for v in every}
        assert Status.NONE_FOUND not in statuses


def test_a_file_of_a_single_vendor_is_left_to_people_and_said_to_be_unread(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        answered(web)
        web.put("/gov/c.html", paged(NOTICE, "见附件。", ("附件：情况通报.ofd", "c.ofd")))
        here.passes(hours=3)
        here.poll()
        assert flags(here, "/gov/c.html") == [["incomplete"]]
        assert web.asked("/gov/c.ofd") == 0, "nobody could read it"


def test_a_page_that_a_firewall_answers_is_not_read_and_is_asked_for_again(tmp_path: Path) -> None:
    wall = "<html><head><title>网站防火墙</title></head><body>您的请求存在安全风险，已被拦截</body></html>"
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        answered(web)
        good = web.answers["/gov/c.html"]
        web.put("/gov/c.html", wall)
        here.passes(minutes=15)
        here.poll()
        assert texts(here, "/gov/c.html") == []
        web.answers["/gov/c.html"] = good
        here.passes(minutes=15)
        here.poll()
        assert len(texts(here, "/gov/c.html")) == 1


def releases(here: Bench) -> dict[str, dict[str, Any]]:
    """The releases of the one incident by the end of their address, as the contract shows them."""
    ((dossier, every),) = judge_everything(here.here, as_of=here.clock())
    return {one["url"].rpartition("/")[2]: one for one in incident_json(dossier, every)["releases"]}


def test_a_page_reached_by_a_redirect_to_a_look_alike_is_never_official_and_proves_no_silence(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        answered(web)
        here.passes(minutes=15)
        poller = here.poller
        gov = next(f for f in here.settings.feeds if f.id == "gov")
        notice = article_page(NOTICE, "2026-11-20 12:05", NOTICE_TEXT).encode()
        asked = f"{web.root}/gov/c.html"
        here.loop.run_until_complete(poller.web.get(gov.url))
        answer = Fetched(asked, here.clock(), 200, (("Content-Type", "text/html; charset=utf-8"),), notice)
        posing = replace(answer, url="http://lanzhou-gov.example/c.html")
        capture = poller.archive.keep_response(posing, request_url=asked)
        poller.pipeline.article(gov, asked, posing, capture=capture, record=capture.id)
        release = releases(here)["c.html"]
        assert (release["official"], release["suspect"]) == (False, True)
        assert "lookalike_host" in release["flags"]
        here.passes(days=3)
        assert {v.status for v in verdicts(here, "gb61-press-24h")}.isdisjoint({Status.MET, Status.NONE_FOUND})


def test_a_page_whose_title_spam_took_over_is_never_official(tmp_path: Path) -> None:
    page = article_page(NOTICE, "2026-11-20 12:05", NOTICE_TEXT)
    spam = page.replace(f"<title>{NOTICE}", "<title>澳门新葡京娱乐城官网_百家乐在线投注")
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        answered(web)
        web.put("/gov/c.html", spam)
        here.passes(minutes=15)
        here.poll()
        release = releases(here)["c.html"]
        assert (release["title"], release["official"], release["suspect"]) == (NOTICE, False, True)
        assert "hijacked_title" in release["flags"]


def test_copies_are_one_release_that_counts_from_the_earliest_and_each_keeps_its_time(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        answered(web)
        web.put("/gov/copy.html", article_page(NOTICE, "2026-11-20 11:40", NOTICE_TEXT))
        web.lists(
            "/gov/",
            entry("/gov/c.html", NOTICE, "2026-11-20"),
            entry("/gov/copy.html", NOTICE, "2026-11-20"),
            entry("/gov/b.html", "市政府召开常务会议", "2026-11-18"),
        )
        here.passes(hours=3)
        here.poll()
        release = releases(here)["c.html"]
        assert [c["url"].rpartition("/")[2] for c in release["copied"]] == ["c.html", "copy.html"]
        times = [c["published"]["earliest"][11:16] for c in release["copied"]]
        assert times == ["12:05", "11:40"]
        assert release["published"]["earliest"][11:16] == "11:40"
