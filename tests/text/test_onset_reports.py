"""Who says when it happened: conflicting reports, conferences, clocks abroad, alarms of the night before."""

from __future__ import annotations

import pytest

from monitor.core.statement import TimeRole
from monitor.text._zones import behind_china
from monitor.text.read import read
from monitor.text.times import read_times
from tests.text.test_times import expected, published, reading

CONFLICTS = [
    (
        "2022年3月12日凌晨1点多，新郑市一出租屋起火，5人死亡。目击者称，起火时间在凌晨零点四十分左右。",
        [("2022年3月12日凌晨1点多", ""), ("凌晨零点四十分左右", "目击者")],
    ),
    (
        "市地震局通报，12日5时20分，本市发生4.1级地震。省地震台网测定，地震发生时间为5时23分。",
        [("12日5时20分", "市地震局"), ("5时23分", "省地震台网")],
    ),
    (
        "12日21时许，某村一民房发生爆炸，2人受伤。附近村民告诉记者，爆炸发生在晚上8点10分左右。",
        [("12日21时许", ""), ("晚上8点10分左右", "附近村民")],
    ),
]


@pytest.mark.parametrize(("text", "reports"), CONFLICTS)
def test_conflicting_reports_are_all_kept_with_who_says_so(text: str, reports: list[tuple[str, str]]) -> None:
    said = read(text, published=published("2022-03-13"))
    assert [(one.mention.text, one.source) for one in said.onsets] == reports
    assert said.onset == said.onsets[0].mention


@pytest.mark.parametrize(
    "text",
    [
        "12日13时许，煤矿发生坍塌。监控显示，坍塌发生在13时12分左右。",
        "12日13时许，煤矿发生坍塌。工人称，18时44分现场再次发生滑坡。",
        "12日13时许，煤矿发生坍塌。应急局称，14时10分救援队赶到。",
        "12日13时许，煤矿发生坍塌。13时20分，119接到报警。",
        "12日13时许，煤矿发生坍塌。记者了解到，去年3月该矿曾发生冒顶。",
    ],
)
def test_no_conflict_where_the_times_agree_or_are_of_other_things(text: str) -> None:
    assert read(text, published=published("2022-03-13")).onsets == ()


CONFERENCES = [
    ("[10时26分许]客船被撞，19人落水。", "2025-02-25 10:25 ~ 2025-02-26 10:27"),  # which day, the words do not say
    ("[4时许]客船被撞，19人落水。", "2025-02-26 03:30 ~ 2025-02-26 04:30"),  # before it began: the same day
    ("[22时许]客船被撞，19人落水。", "2025-02-25 21:30 ~ 2025-02-25 22:30"),  # after it: the day before
]


@pytest.mark.parametrize(("told", "bounds"), CONFERENCES)
def test_the_day_of_a_conference_is_not_the_incidents(told: str, bounds: str) -> None:
    words = told[1 : told.index("]")]
    text = "26日上午，县政府召开新闻发布会通报：" + told.replace("[", "").replace("]", "")
    assert reading(text, words, "2025-02-27") == expected(bounds)


def test_a_conference_after_the_incident_does_not_move_its_day() -> None:
    text = "2月25日，两船相撞。26日上午，县政府召开新闻发布会：10时26分许客船被撞。"
    assert reading(text, "10时26分许", "2025-02-26") == expected("2025-02-25 10:25 ~ 2025-02-25 10:27")


@pytest.mark.parametrize(
    "text",
    [
        "23时40分，119指挥中心接到报警，某小区发生火灾。",
        "新华社长沙2月26日电 23时40分，119指挥中心接到报警，某小区发生火灾。",
        "2月26日，记者获悉：23时40分，119指挥中心接到报警，某小区发生火灾。",
    ],
)
def test_an_alarm_is_never_raised_after_it_was_told_of(text: str) -> None:
    said = read(text, published=published("2025-02-26 05:30"))
    assert said.onset is not None
    assert (said.onset.moment.earliest, said.onset.moment.latest) == expected("2025-02-25 23:25 ~ 2025-02-25 23:41")


ABROAD = [
    ("当地时间[19日晚8时许]，印度孟买一栋楼倒塌。", "2018-07-19 22 ~ 2018-07-19 23"),
    ("日本福岛县近海当地时间[16日23时36分]发生地震。", "2018-07-16 22:36"),
    ("英国伦敦一栋公寓楼当地时间[14日凌晨1时]起火。", "2018-07-14 08 ~ 2018-07-14 10"),  # summer time or not
    ("美国一加油站当地时间[8日9时10分]发生爆炸。", "2018-07-08 21:10 ~ 2018-07-09 03:11"),
    ("美国纽约一加油站当地时间[8日9时10分]发生爆炸。", "2018-07-08 21:10 ~ 2018-07-08 22:11"),
    ("俄罗斯莫斯科一商场当地时间[2日]起火。", "2018-07-02 05 ~ 2018-07-03 05"),
    ("新西兰官员说，地震发生在当地时间[13日零时2分]。", "2018-07-12 19:02 ~ 2018-07-12 20:03"),
    ("尼泊尔一客车坠河。事故发生在当地时间[13日6时]。", "2018-07-13 08:15 ~ 2018-07-13 09:15"),
    ("新疆和田发生地震，当地时间[13日6时许]震感强烈。", "2018-07-13 05:30 ~ 2018-07-13 06:30"),  # one time in all China
]


@pytest.mark.parametrize(("marked", "bounds"), ABROAD)
def test_a_clock_abroad_is_read_in_the_time_of_china(marked: str, bounds: str) -> None:
    words = marked[marked.index("[") + 1 : marked.index("]")]
    assert reading(marked.replace("[", "").replace("]", ""), words, "2018-07-20") == expected(bounds)


@pytest.mark.parametrize(
    "text",
    [
        "地震发生在当地时间15日11时34分（北京时间16日凌晨1时34分）。",
        "地震发生在当地时间15日11时34分，北京时间16日凌晨1时34分。",
        "北京时间16日凌晨1时34分（当地时间15日11时34分），尼加拉瓜发生地震。",
    ],
)
def test_one_instant_on_two_clocks_is_one_moment(text: str) -> None:
    first, second = read_times(text, published=published("2013-06-16"))
    assert first.moment == second.moment
    assert (first.moment.earliest, first.moment.latest) == expected("2013-06-16 01:34")
    assert {first.role, second.role} == {TimeRole.OCCURRED}


def test_without_a_place_abroad_there_is_nothing_to_add() -> None:
    assert behind_china("当地时间13日6时，某市发生地震。", 4, 9) is None


@pytest.mark.parametrize(
    "text",
    [
        "怀绿水1号与客船相撞。", "东方之星2号沉没。", "浙江台州12号码头附近", "长征5号发射", "湘沅陵客1号进水",
    ],
)  # fmt: skip
def test_the_number_of_a_vessel_is_no_day(text: str) -> None:
    assert read_times(text, published=published("2025-02-26")) == ()


@pytest.mark.parametrize(
    "text", ["18号，某地发生火灾", "4月18号，某地", "在18号凌晨", "昨天18号", "本月18号", "17号和18号"]
)
def test_the_day_of_a_month_may_be_told_with_hao(text: str) -> None:
    assert any("号" in one.text for one in read_times(text, published=published("2025-02-26")))
