"""A matter of public concern, end to end: told by media alone, answered, perhaps answered, not answered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.jobs.correct import Correction, correct
from tests.simulated import Bench, Site, article_page, bench, command, entry, site

TITLE = "城管掀翻老人菜摊视频引众怒"
TEXT = (
    "11月20日，一段城管掀翻老人菜摊的视频在网上流传，引发热议。据了解，事发甘肃省兰州市城关区张掖路。"
    "城关区城管局工作人员表示，正在核实。"
)
ANSWER = "关于网传城管执法视频的情况通报"
ANSWER_TEXT = "11月20日，网络出现城关区城管执法人员掀翻菜摊的视频。区城管局已对涉事人员停职，并向当事人致歉。"
LETTER = "城关城管致歉信"
LETTER_TEXT = "对执法中的不当行为，我局向当事老人致歉，涉事人员已停职。"
ROUTINE = "市政府召开常务会议"
CLAUSE = "gb61-response-48h"


def told(web: Site) -> None:
    web.put("/media/1.html", article_page(TITLE, "2026-11-20 09:20", TEXT))
    rows = entry("/media/1.html", TITLE, "2026-11-20"), entry("/media/0.html", "天气转晴", "2026-11-10")
    web.lists("/media/", *rows)
    says(web)


def says(web: Site, *pages: tuple[str, str, str]) -> None:
    """The city hall's list, with these pages (path, title, text) above two older ones."""
    for path, title, text in pages:
        web.put(path, article_page(title, "2026-11-20 16:05", text))
    old = entry("/gov/b.html", ROUTINE, "2026-11-18"), entry("/gov/a.html", "工作动态", "2026-11-10")
    web.put("/gov/b.html", article_page(ROUTINE, "2026-11-18 09:00", "会议研究了年度工作。"))
    web.lists("/gov/", *(entry(path, title, "2026-11-20") for path, title, _ in pages), *old)


def days_pass(here: Bench) -> None:
    for _ in range(16):
        here.passes(hours=6)
        here.poll()


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[tuple[Bench, Site]]:
    with site() as web, bench(tmp_path, web) as here:
        says(web)
        here.poll()
        here.passes(minutes=15)
        told(web)
        here.poll()
        here.passes(minutes=15)
        yield here, web


def status(here: Bench) -> dict[str, object]:
    """The one incident's verdict on 48 hours, as the command says it."""
    here.here.store.settle()
    where = ["--db", str(here.where.db), "--feeds", str(here.folder / "feeds.yaml")]
    done = command("incidents", "--json", "--as-of", here.clock().isoformat(), *where)
    assert done.returncode == 0, done.stderr.decode()
    (one,) = json.loads(done.stdout)["incidents"]
    verdict = next(v for v in one["verdicts"] if v["rule"] == CLAUSE)
    return {**one, "status": verdict["status"]}


def test_media_alone_open_it_its_day_is_when_it_was_shown_and_silence_is_found(begun: tuple[Bench, Site]) -> None:
    here, _ = begun
    assert status(here)["status"] == "pending"
    days_pass(here)
    found = status(here)
    assert found["name"] == f"兰州市城关区：{TITLE}（2026-11-20）"
    assert found["grade"]["value"] == "其他"  # type: ignore[index]
    assert found["onset"]["earliest"].startswith("2026-11-20T00:00")  # type: ignore[index]
    assert found["status"] == "none_found"


def test_an_answer_that_names_the_matter_is_tied_and_in_time(begun: tuple[Bench, Site]) -> None:
    here, web = begun
    says(web, ("/gov/c.html", ANSWER, ANSWER_TEXT))
    days_pass(here)
    found = status(here)
    assert found["status"] == "met"
    assert [r["role"] for r in found["releases"] if r["official"]] == ["authoritative_info"]  # type: ignore[union-attr]


def test_what_only_shares_its_words_keeps_anybody_from_saying_none_found_until_a_person_has_looked(
    begun: tuple[Bench, Site], tmp_path: Path
) -> None:
    here, web = begun
    says(web, ("/gov/c.html", LETTER, LETTER_TEXT), ("/gov/d.html", "全市春季植树活动举行", "全市干部群众植树三千株。"))
    days_pass(here)
    found = status(here)
    assert found["status"] == "undetermined"
    doubtful = [r for r in found["releases"] if r["link"]["doubtful"]]  # type: ignore[union-attr]
    assert [r["title"] for r in doubtful] == [LETTER]
    assert "城管" in doubtful[0]["link"]["why"][0]

    where = ["--db", str(here.where.db), "--feeds", str(here.folder / "feeds.yaml")]
    file = tmp_path / "one.wacz"
    done = command("export", "evidence", found["id"], "--out", file, "--as-of", here.clock().isoformat(), *where)
    assert done.returncode == 0, done.stderr.decode()
    checked = command("verify", file, "--json")
    assert checked.returncode == 0, checked.stdout.decode()

    taken = Correction(here.clock(), "张三", "另一件事", "unlink", str(found["id"]), {"urls": [doubtful[0]["url"]]})
    correct(here.here, taken, journal=here.where.corrections)
    assert status(here)["status"] == "none_found"
