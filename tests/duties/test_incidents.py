"""Incidents beside the quieter clauses: what a place's own text adds to the nation's, from pages to verdicts."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from monitor.cli.composition import Places, world
from monitor.web import plugin
from monitor.web.site import LOCAL, Site
from tests.building import at
from tests.duties.staging import Stage, only
from tests.simulated import command

NATION = "cn-gbf-2016-61, cn-gbf-2016-80"


def happens(stage: Stage, day: str, where: str, what: str, dead: int) -> None:
    """A medium reports a misfortune of 08:30 at 09:20."""
    month, number = int(day[5:7]), int(day[8:10])
    text = (
        f"{day[:4]}年{month}月{number}日8时30分许，{where}发生{what}。截至{number}日9时，{what}已造成{dead}人死亡，"
        "救援工作正在进行。"
    )
    stage.publishes("media", f"{day} 09:20", f"{where}发生{what}", text)


def answers(stage: Stage, body: str, when: str, where: str, what: str, dead: int, kind: str = "的情况通报") -> None:
    """A body of the place tells what it knows."""
    month, number = int(when[5:7]), int(when[8:10])
    text = (
        f"{month}月{number}日8时30分许，{where}发生{what}，造成{dead}人死亡。"
        "市委、市政府立即启动应急预案，现场处置工作正在进行，有关情况将及时发布。"
    )
    stage.publishes(body, when, f"关于{where}{what}事故{kind}", text)


# -- Bazhong ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bazhong(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    stage = Stage(
        tmp_path_factory.mktemp("bazhong"), "511900", {"gov": ("巴中市人民政府", "government")},
        rules=f"bazhong-2017, {NATION}", media=True,
    )  # fmt: skip
    for day, where, what, dead in (
        ("2017-05-10", "巴中市平昌县一烟花爆竹厂", "爆炸", 31),
        ("2018-06-11", "巴中市通江县一化工厂", "爆炸", 35),
        ("2018-09-10", "巴中市南江县一煤矿", "透水", 12),
        ("2018-10-15", "巴中市恩阳区一化工厂", "爆炸", 33),
    ):
        happens(stage, day, where, what, dead)
        answers(stage, "gov", f"{day} 12:05", where, what, dead)
    answers(stage, "gov", "2018-10-15 19:30", "巴中市恩阳区一化工厂", "爆炸", 33, "举行新闻发布会")
    stage.polls("2017-04-01", "2018-12-01", days=30)
    for day in ("2017-05-10", "2018-06-11", "2018-09-10", "2018-10-15"):
        stage.polls(day, f"{day[:-2]}{int(day[-2:]) + 3}", days=1)
    return stage


PRESS, INFO = "bz17-press-24h", "bz17-info-48h"


@pytest.mark.parametrize(
    ("day", "grade", "rule", "status"),
    [
        ("2018-06-11", "特别重大", PRESS, "none_found"),
        ("2018-10-15", "特别重大", PRESS, "met"),
        ("2018-09-10", "重大", PRESS, "not_applicable"),  # narrower than the nation's clause
        ("2018-06-11", "特别重大", INFO, "met"),
        ("2018-09-10", "重大", INFO, "met"),  # 48 hours bind without a grade
        ("2017-05-10", "特别重大", PRESS, "applicability_unknown"),
        ("2017-05-10", "特别重大", INFO, "applicability_unknown"),
    ],
)
def test_bazhongs_own_hours_bind_from_2018_and_the_conference_only_for_the_gravest(
    bazhong: Stage, day: str, grade: str, rule: str, status: str
) -> None:
    (found,) = [row for row in bazhong.verdicts(rule) if day in row["incident"]["name"]]
    assert (found["incident"]["grade"]["value"], found["status"]) == (grade, status)
    if status == "applicability_unknown":
        assert found["reason"] == "onset_at_edge"


def test_the_nations_conference_binds_in_bazhong_where_its_own_does_not(bazhong: Stage) -> None:
    (found,) = [row for row in bazhong.verdicts("gb80-press-24h") if "2018-09-10" in row["incident"]["name"]]
    assert found["status"] == "none_found"


# -- Yiyang -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def yiyang(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    stage = Stage(
        tmp_path_factory.mktemp("yiyang"), "430900", {"gov": ("益阳市人民政府", "government")},
        rules=f"yiyang-2015, {NATION}", media=True,
    )  # fmt: skip
    for day, where, what, dead in (
        ("2015-06-10", "益阳市安化县一烟花爆竹厂", "爆炸", 12),
        ("2016-12-12", "益阳市桃江县一化工厂", "爆炸", 12),
    ):
        happens(stage, day, where, what, dead)
        answers(stage, "gov", f"{day} 15:30", where, what, dead)
    stage.polls("2015-05-05", "2017-02-01", days=30)
    for day in ("2015-06-10", "2016-12-12"):
        stage.polls(day, f"{day[:-2]}{int(day[-2:]) + 2}", days=1)
    return stage


def test_in_yiyang_the_nations_hours_apply_since_2016_and_none_before(yiyang: Stage) -> None:
    found = {(row["incident"]["name"][-11:-1], row["rule"]): row["status"] for row in yiyang.verdicts()}
    assert found == {
        ("2016-12-12", "gb61-press-24h"): "none_found",
        ("2016-12-12", "gb61-response-48h"): "not_applicable",
        ("2016-12-12", "gb80-info-5h"): "late",  # seven hours after it happened
        ("2016-12-12", "gb80-press-24h"): "none_found",
    }
    known = [one["name"] for one in yiyang.asked("incidents")["incidents"]]
    assert any("2015-06-10" in name for name in known)  # seen, and bound by no hour limit of that year


def test_the_page_of_yiyang_and_its_duties_say_that_it_has_no_hour_limit(yiyang: Stage) -> None:
    (note,) = yiyang.asked("duties", "--place", "430900", "--year", "2015")["notes"]
    where = Places(yiyang.folder / "new.db", yiyang.folder / "feeds.yaml")
    with world(where, reading=True) as (here, _):
        pages = Site(where.db, where.warc, here.sources, here.instruments, lambda: at("2017-02-01"), hosts=LOCAL)
        client = plugin.Pages(pages).client
        text = asyncio.run(client.get("/places/430900?lang=zh", headers={"host": "localhost"})).text
    assert note["instrument"] == "yiyang-2015"
    for told in (note["note"], text):
        assert "没有以小时或日计的突发事件回应时限，事件回应适用国家规定" in told


# -- accidents and their investigation --------------------------------------------------------------------


@pytest.fixture(scope="module")
def hangzhou(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    stage = Stage(
        tmp_path_factory.mktemp("hangzhou"), "330100", {"gov": ("杭州市人民政府", "government")},
        rules="cn-wsa-reg-493, cn-majordecision-713", media=True,
    )  # fmt: skip
    for where, what, dead, month, report in (
        ("杭州市桐庐县一化工厂", "爆炸", 5, "03", "2021-05-06"),
        ("杭州市建德市一纸箱厂", "火灾", 4, "04", "2021-07-20"),
        ("杭州市淳安县一烟花爆竹厂", "爆炸", 6, "05", "2021-11-20"),
        ("杭州市临安区一煤矿", "透水", 3, "06", ""),
    ):
        day = f"2021-{month}-10"
        happens(stage, day, where, what, dead)
        answers(stage, "gov", f"{day} 12:05", where, what, dead)
        if report:
            title = f"{where}“{int(month)}·10”{what}事故调查报告"
            text = (
                f"2021年{int(month)}月10日8时30分许，{where}发生{what}，造成{dead}人死亡。经调查，这是一起生产安全责任事故。"
                "调查组查明了事故原因，提出了对有关责任人员的处理建议。"
            )
            stage.publishes("gov", report, title, text)
    stage.publishes("gov", "2021-08-10", "关于公开征求《杭州市停车办法（征求意见稿）》意见的公告",
                    "现公开征求意见，期限为2021年8月10日至2021年9月10日，欢迎提出意见。")  # fmt: skip
    stage.publishes("gov", "2021-09-10", "关于公开征求《杭州市雨污分流办法（征求意见稿）》意见的公告",
                    "请于2021年9月20日前将意见反馈我办。")  # fmt: skip
    stage.polls("2021-02-01", "2022-02-01", days=30)
    for month in ("03", "04", "05", "06"):
        stage.polls(f"2021-{month}-10", f"2021-{month}-11", days=0.5)
    return stage


def of(stage: Stage, rule: str) -> list[dict[str, Any]]:
    """What `duties --json` says of one clause."""
    return [row for row in stage.duties(2021) if row["rule"] == rule]


@pytest.mark.parametrize(
    ("where", "status", "reason", "day"),
    [
        ("桐庐", "met", "in_time", "2021-05-06"),
        ("建德", "undetermined", "in_extension", "2021-07-20"),
        ("淳安", "undetermined", "handed_in_before", "2021-11-20"),
        ("临安", "undetermined", "need_not_show", ""),
    ],
)
def test_an_investigation_is_shown_with_its_dates_and_publishing_it_late_is_not_handing_it_in_late(
    hangzhou: Stage, where: str, status: str, reason: str, day: str
) -> None:
    row = only(of(hangzhou, "r493-29-investigate-60d"), where)
    assert (row["status"], row["reason"], row["as_worded"], row["scored"]) == (status, reason, None, False)
    assert row["started"]["earliest"].startswith("2021-0")
    assert row["deadline"]["earliest"].endswith("T00:00:00+08:00")
    assert ((row["fulfilled"] or {"earliest": ""})["earliest"])[:10] == day


def test_the_sixty_days_of_an_investigation_end_at_the_end_of_the_sixtieth(hangzhou: Stage) -> None:
    row = only(of(hangzhou, "r493-29-investigate-60d"), "桐庐")
    assert "时限至 2021-05-09 24:00" in row["why"]["zh"]  # after 10 March


@pytest.mark.parametrize(("where", "status"), [("桐庐", "met"), ("淳安", "met"), ("临安", "undetermined")])
def test_a_published_result_is_shown_with_its_day_and_has_no_figure_to_fail(
    hangzhou: Stage, where: str, status: str
) -> None:
    row = only(of(hangzhou, "r493-34-publish"), where)
    assert (row["status"], row["scored"], row["deadline"]) == (status, False, None)
    assert row["started"] is None  # its clock is the decision's, which no page dates
    assert bool(row["fulfilled_by"]) is (status == "met")


def test_at_a_terminal_an_investigation_stands_with_its_last_day_and_its_report(hangzhou: Stage) -> None:
    said = shown(hangzhou, "r493-29-investigate-60d")
    assert "时限 2021-05-09 24:00  公开 2021-05-06" in said
    assert "时限 2021-06-09 24:00  公开 2021-07-20" in said
    assert "从严按字面" not in said
    assert "已见公开；条文没有数字" in shown(hangzhou, "r493-34-publish")


def test_a_draft_is_shown_with_the_days_it_gives(hangzhou: Stage) -> None:
    rows = of(hangzhou, "md-15-30d")
    enough, short = only(rows, "停车"), only(rows, "雨污")
    assert (enough["status"], enough["found"], enough["need"]) == ("met", 32, 30)
    assert (short["status"], short["found"], short["need"]) == ("undetermined", 11, 30)
    assert not enough["scored"]
    assert "意见收至 2021-09-20，共 11 日" in short["why"]["zh"]
    assert "若从严按字面则为不足" in short["why"]["zh"]
    said = shown(hangzhou, "md-15-30d")
    assert "至少至 2021-10-09 24:00  收至 2021-09-20" in said
    assert "11/30" in said  # a long title does not push it off


def shown(stage: Stage, rule: str) -> str:
    """What `duties` says of one clause at a terminal."""
    stage.duties(2021)
    done = command("duties", "--place", stage.place, "--year", "2021", "--rule", rule, "--db", stage.folder / "new.db",
                   "--feeds", stage.folder / "feeds.yaml")  # fmt: skip
    return done.stdout.decode()
