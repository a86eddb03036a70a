"""Pages tied to open incidents are looked at again: what was edited and what went is told with its bounds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.core.timeline import build
from monitor.jobs import relook
from monitor.jobs.judge import judge_incident
from monitor.renderers import contract
from monitor.text.places import name_of
from tests.simulated import (
    NOTICE,
    NOTICE_TEXT,
    Answer,
    Bench,
    Site,
    answered,
    article_page,
    bench,
    blast,
    command,
    entry,
    facts,
    site,
)

PAGE = "/gov/c.html"
A = article_page(NOTICE, "2026-11-20 12:05", NOTICE_TEXT)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Bench]:
    """An incident whose notice was captured at 10:15."""
    with site() as web, bench(tmp_path, web) as one:
        blast(web)
        one.poll()
        answered(web)
        one.passes(minutes=15)
        one.poll()
        yield one


def look(here: Bench, **after: float) -> int:
    """Time passes, and what is due is looked at."""
    here.passes(**after)
    return here.loop.run_until_complete(relook.run(here.poller, here.clock()))


def release(here: Bench) -> dict[str, object]:
    """The notice as JSON tells of it."""
    return next(one for one in told(here)["releases"] if str(one["url"]).endswith(PAGE))  # type: ignore[union-attr,index]


def told(here: Bench) -> dict[str, object]:
    incident = str(here.value("SELECT id FROM incidents ORDER BY rowid LIMIT 1"))
    judged = judge_incident(here.here, incident, as_of=here.now)
    assert judged is not None
    answer = contract.timeline_json(*judged, build(*judged), place_name=name_of)
    return dict(json.loads(json.dumps(answer)))


def put(here: Bench, title: str = NOTICE, at: str = "2026-11-20 12:05", text: str = NOTICE_TEXT) -> None:
    here.site.put(PAGE, article_page(title, at, text))


def test_looks_are_seldom_and_bounded(here: Bench) -> None:
    asked = here.site.asked(PAGE)
    looks = sum(look(here, minutes=10) for _ in range(6 * 24 * 3))
    assert here.site.asked(PAGE) - asked == 4, "after one, six, 24 and 72 hours"
    assert looks == 2 * 4, "the notice and the medium's page, and nothing that is tied to no incident"
    assert look(here, days=40) == 0, "an incident that is no longer open is left alone"


def test_no_more_than_a_bounded_number_in_one_run(here: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relook, "MOST", 1)
    assert [look(here, hours=1), look(here), look(here)] == [1, 1, 0]


def test_a_page_that_stands_unchanged_costs_one_short_record(here: Bench) -> None:
    here.site.answers[PAGE].validated = True
    look(here, hours=1)
    look(here, hours=5)
    assert release(here)["revisions"] == release(here)["absences"] == []
    sql = "SELECT outcome FROM fetches WHERE kind = 'relook' AND url LIKE ?"
    outcomes = [row[0] for row in here.rows(sql, "%c.html")]
    assert outcomes == ["not_modified", "not_modified"]


def test_counters_and_clocks_around_the_words_are_no_edit(here: Bench) -> None:
    here.site.put(PAGE, A.replace("</body>", "<div class='footer'>浏览次数：4821</div></body>"))
    look(here, hours=1)
    assert release(here)["revisions"] == []
    assert here.value("SELECT count(*) FROM articles WHERE url LIKE ?", "%c.html") == 1


CHANGES: dict[str, tuple[dict[str, str], set[str], set[str]]] = {
    "title": ({"title": "关于东岗化工厂爆炸事故善后情况的通报"}, {"title", "body"}, {"retitled"}),
    "earlier": ({"at": "2026-11-20 10:05"}, {"time"}, {"redated", "backdated"}),
    "later": ({"at": "2026-11-20 12:45"}, {"time"}, {"redated", "postdated"}),
    "toll": ({"text": NOTICE_TEXT.replace("12人死亡", "13人死亡")}, {"toll", "body"}, {"toll_changed"}),
    "body": ({"text": NOTICE_TEXT.replace("及时发布", "适时发布")}, {"body"}, set()),
}


@pytest.mark.parametrize("case", CHANGES)
def test_each_part_that_is_changed_is_told_with_both_versions_and_its_bounds(case: str, here: Bench) -> None:
    words, parts, flags = CHANGES[case]
    look(here, hours=1)
    before = here.now
    put(here, **words)
    look(here, hours=5)
    (edit,) = release(here)["revisions"]  # type: ignore[misc]
    changes = {change["part"]: change for change in edit["changes"]}
    assert set(changes) == parts
    assert set(edit["flags"]) == flags
    assert flags <= set(release(here)["flags"])  # type: ignore[arg-type]
    assert edit["before"] != edit["after"]
    at = edit["at"]
    assert at["earliest"][:16] == before.isoformat()[:16]
    assert at["latest"][:16] == here.now.isoformat()[:16]
    entries = [one for one in told(here)["entries"] if one["kind"] == "revision"]  # type: ignore[union-attr]
    assert len(entries) == 1
    for change in changes.values():
        assert (change["before"], change["after"]) != ("", "")
    if "toll" in parts:
        assert "死亡 12 → 死亡 13" in entries[0]["text"]
    if "title" in parts:
        assert NOTICE in entries[0]["text"]
        assert "善后" in entries[0]["text"]


def test_a_page_changed_and_changed_back_has_three_versions(here: Bench) -> None:
    look(here, hours=1)
    put(here, text=NOTICE_TEXT.replace("12人", "2人"))
    look(here, hours=5)
    put(here)
    look(here, hours=18)
    edits = release(here)["revisions"]
    assert [[c["after"] for c in edit["changes"] if c["part"] == "toll"] for edit in edits] == [["dead 2"], ["dead 12"]]  # type: ignore[union-attr]
    assert here.value("SELECT count(*) FROM articles WHERE url LIKE ?", "%c.html") == 3


def test_what_only_a_later_version_says_was_not_public_before(here: Bench) -> None:
    look(here, hours=1)
    before = here.now
    put(here, text=NOTICE_TEXT.replace("12人死亡", "31人死亡"))
    look(here, hours=5)
    incident = str(here.value("SELECT id FROM incidents ORDER BY rowid LIMIT 1"))
    dossier, _ = judge_incident(here.here, incident, as_of=here.now)  # type: ignore[misc]
    claim = next(toll for toll in dossier.tolls if toll.low == 31)
    assert claim.known_at.earliest is not None
    assert claim.known_at.earliest >= before - timedelta(seconds=1)


def home(web: Site) -> Answer:
    web.put("/", "<html><head><title>兰州市人民政府</title></head><body>首页</body></html>")
    return Answer(b"", 302, {"Location": "/"})


LOST = {
    "gone": lambda web: Answer(b"<h1>404 Not Found</h1>", 404),
    "gone for good": lambda web: Answer(b"<h1>410</h1>", 410),
    "sent home": home,
    "a polite page": lambda web: Answer(
        "<html><head><title>提示</title></head><body><p>您访问的页面不存在</p></body></html>".encode()
    ),
}


@pytest.mark.parametrize("case", LOST)
def test_a_page_that_went_is_withdrawn_only_when_two_further_looks_have_confirmed_it(case: str, here: Bench) -> None:
    look(here, hours=1)
    before = here.now
    here.site.answers[PAGE] = LOST[case](here.site)
    seen = []
    for hours in (5, 1, 1):
        look(here, hours=hours)
        (gone,) = release(here)["absences"]  # type: ignore[misc]
        seen.append((gone["looks"], gone["confirmed"], "withdrawn" in release(here)["flags"]))  # type: ignore[operator]
    assert seen == [(1, False, False), (2, False, False), (3, True, True)]
    assert gone["state"] == ("gone" if case.startswith("gone") else "soft_gone")
    assert gone["at"]["earliest"][:16] == before.isoformat()[:16]
    assert here.value("SELECT count(*) FROM articles WHERE url LIKE ?", "%c.html") == 1, "an error page is no version"
    put(here)
    look(here, hours=17)
    (gone,) = release(here)["absences"]  # type: ignore[misc]
    assert gone["back"] is not None
    assert "withdrawn" not in release(here)["flags"]  # type: ignore[operator]


@pytest.mark.parametrize("answer", [Answer(b"busy", 503), Answer(b"<script>$_ts={}</script>", 412)])
def test_a_site_that_does_not_answer_says_nothing_of_its_pages(answer: Answer, here: Bench) -> None:
    here.site.answers[PAGE] = answer
    for hours in (1, 1, 1, 2, 4):
        look(here, hours=hours)
    (gone,) = release(here)["absences"]  # type: ignore[misc]
    assert gone["state"] == "unreachable"
    assert "withdrawn" not in release(here)["flags"]  # type: ignore[operator]


def lists(here: Bench, *, shown: bool) -> None:
    rows = [entry("/gov/d.html", "市政府召开安全生产会议", "2026-11-21")]
    rows += [entry(PAGE, NOTICE, "2026-11-20")] if shown else []
    here.site.lists("/gov/", *rows, entry("/gov/b.html", "市政府召开常务会议", "2026-11-18"))


def test_a_page_taken_off_its_list_and_alive_is_unlisted_and_not_withdrawn(here: Bench) -> None:
    here.passes(hours=20)
    lists(here, shown=True)
    here.poll()
    for _ in range(3):
        here.passes(minutes=15)
        lists(here, shown=False)
        here.poll()
        look(here)
    (gone,) = [one for one in release(here)["absences"] if one["state"] == "unlisted"]  # type: ignore[union-attr]
    assert gone["confirmed"]
    assert "unlisted" in release(here)["flags"]  # type: ignore[operator]
    assert "withdrawn" not in release(here)["flags"]  # type: ignore[operator]
    lists(here, shown=True)
    here.passes(minutes=15)
    here.poll()
    assert "unlisted" not in release(here)["flags"]  # type: ignore[operator]


def test_an_entry_that_left_by_the_end_of_its_list_is_not_unlisted(here: Bench) -> None:
    here.passes(days=3)
    here.site.lists("/gov/", *(entry(f"/gov/n{n}.html", f"关于第{n}项工作的通知", "2026-11-23") for n in range(5)))
    here.poll()
    assert here.value("SELECT count(*) FROM delistings") == 0


def test_a_rebuild_finds_the_same_edits_and_absences(here: Bench, tmp_path: Path) -> None:
    look(here, hours=1)
    put(here, at="2026-11-20 10:05")
    look(here, hours=5)
    here.site.put(PAGE, A.replace("</body>", "<div class='footer'>浏览次数：4821</div></body>"))
    look(here, hours=18)
    here.site.answers[PAGE] = Answer(b"", 404)
    for _ in range(3):
        look(here, days=2)
    lists(here, shown=False)
    here.poll()
    put(here)
    look(here, days=2)
    live, said = here.facts(), release(here)
    assert {row[5] for row in live["fetches"] if row[2] == "relook"} >= {"fetched", "not_modified", "gone"}
    here.archive.close()
    done = command("rebuild", "--db", here.where.db, "--feeds", here.where.feeds)
    assert (done.returncode, done.stderr) == (0, b"")
    assert facts(here.where.db) == live
    assert len(said["revisions"]) == 2  # type: ignore[arg-type]


def test_a_second_look_is_not_taken_at_a_page_that_is_under_way(here: Bench) -> None:
    here.poller.asked |= {str(url) for (url,) in here.rows("SELECT url FROM articles")}
    assert look(here, hours=1) == 0


def test_a_later_version_that_may_be_the_answer_keeps_silence_from_being_said(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        happened = "11月20日8时30分许，兰州市城关区东岡化工厂发生爆炸，造成12人死亡。".replace("岡", "岗")
        title = "东岗化工厂爆炸事故新闻发布会预告"
        web.put(PAGE, article_page(title, "2026-11-20 10:05", happened + "定于11月20日16时召开新闻发布会。"))
        web.lists("/gov/", entry(PAGE, title, "2026-11-20"), entry("/gov/b.html", "市政府召开常务会议", "2026-11-18"))
        here.passes(minutes=15)
        here.poll()
        assert release(here)["role"] == "press_conference_notice"
        here.passes(hours=8)
        held = "11月20日16时，市政府召开东岗化工厂爆炸事故新闻发布会。" + happened
        put(here, title="市政府召开东岗化工厂爆炸事故新闻发布会", text=held)
        assert look(here) == 2
        assert "press_conference" in release(here)["maybe"]  # type: ignore[operator]
