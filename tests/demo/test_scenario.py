"""The script of the demo is read whole or not at all."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from monitor.core.problems import ConfigError
from monitor.demo import scenario
from monitor.demo.scenario import SHANGHAI, Trouble

HEAD = """年份 2025
开始 06-09 06:00
结束 06-16 10:10
周报 2025-W24
细看 i-1
站点 滨江  www.binjiang.example  jpage  gb2312  15
"""


def at(words: str) -> datetime:
    return datetime.fromisoformat(f"2025-{words}").replace(tzinfo=SHANGHAI)


def test_a_page_has_its_time_its_title_and_its_text() -> None:
    script = scenario.read(HEAD + "06-10 15:02  滨江  情况通报\n    第一段。\n    第二段。\n")
    (page,) = script.postings
    assert (page.at, page.says, page.title) == (at("06-10 15:02"), at("06-10 15:02"), "情况通报")
    assert page.text == ("第一段。", "第二段。")


def test_a_page_may_claim_another_time_than_that_of_its_appearance() -> None:
    (page,) = scenario.read(HEAD + "06-14 08:58  滨江  [标注 06-13 11:30] 情况通报\n").postings
    assert (page.at, page.says, page.title) == (at("06-14 08:58"), at("06-13 11:30"), "情况通报")


def test_routine_notices_come_one_after_the_other() -> None:
    pages = scenario.read(HEAD + "06-12 02:20  滨江  例行 3条 每25分钟\n").postings
    assert [page.at for page in pages] == [at("06-12 02:20"), at("06-12 02:45"), at("06-12 03:10")]


@pytest.mark.parametrize(
    ("words", "trouble", "pause"),
    [
        ("503 2小时", Trouble.BUSY, timedelta(hours=2)),
        ("防火墙", Trouble.WALL, timedelta(0)),
        ("改版", Trouble.REDESIGN, timedelta(0)),
    ],
)
def test_an_outage_lasts_until_the_site_recovers(words: str, trouble: Trouble, pause: timedelta) -> None:
    (one,) = scenario.read(HEAD + f"06-11 22:00  滨江  {words}\n06-12 00:30  滨江  恢复\n").outages
    assert (one.start, one.end) == (at("06-11 22:00"), at("06-12 00:30"))
    assert (one.trouble, one.retry_after) == (trouble, pause)


def test_an_outage_without_recovery_lasts_to_the_end() -> None:
    (one,) = scenario.read(HEAD + "06-11 22:00  滨江  改版\n").outages
    assert one.end == at("06-16 10:10")


def test_our_own_poller_can_stop() -> None:
    script = scenario.read(HEAD + "06-12 02:00  监测  停\n06-12 11:30  监测  恢复\n")
    assert script.watching(at("06-12 01:59"))
    assert not script.watching(at("06-12 02:00"))
    assert script.watching(at("06-12 11:30"))


def test_every_line_that_cannot_be_understood_is_named() -> None:
    nonsense = "这一行什么也不是\n"
    wrong = "06-10 15:02  别处  情况通报\n06-10 16:00  滨江  恢复\n06-31 16:00  滨江  情况通报\n"
    with pytest.raises(ConfigError) as caught:
        scenario.read(HEAD + nonsense + wrong)  # shape first, then what the lines say of each other
    assert [problem.where for problem in caught.value.problems] == ["scenario.txt:7"]
    with pytest.raises(ConfigError) as caught:
        scenario.read(HEAD + wrong)
    assert [problem.where for problem in caught.value.problems] == [f"scenario.txt:{line}" for line in (7, 8, 9)]


def test_the_packaged_script_uses_every_kind_of_trouble() -> None:
    script = scenario.packaged()
    assert {one.trouble for one in script.outages} == {*Trouble, None}
    assert any(page.says < page.at for page in script.postings)
