"""Which time in a text is the incident's: told apart from datelines, tolls, help and other cases."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.moment import Moment
from monitor.core.statement import TimeMention, TimeRole
from monitor.text._time_civil import SHANGHAI
from monitor.text.onset import find_onset
from monitor.text.times import read_times


def _at(words: str) -> datetime:
    form = {10: "%Y-%m-%d", 13: "%Y-%m-%d %H", 16: "%Y-%m-%d %H:%M", 19: "%Y-%m-%d %H:%M:%S"}[len(words)]
    return datetime.strptime(words, form).replace(tzinfo=SHANGHAI)


def expected(words: str) -> tuple[datetime, datetime]:
    if "~" in words:
        low, high = (part.strip() for part in words.split("~"))
        return _at(low), _at(high)
    unit = {10: timedelta(days=1), 13: timedelta(hours=1), 16: timedelta(minutes=1)}[len(words)]
    return _at(words), _at(words) + unit


def onset(text: str, on: str = "2023-04-19 20:00", title: str = "") -> TimeMention | None:
    low, high = expected(on)
    published = Moment(low, high)
    return find_onset(text, read_times(text, published=published), published=published, title=title)


# published on 2023-04-19 at 20:00
ONSETS = [
    ("2023年4月18日12时57分许，丰台区一医院发生火灾。", "2023-04-18 12:56 ~ 2023-04-18 12:58"),
    ("新华社北京4月19日电 4月18日12时57分，丰台区一医院发生火灾。", "2023-04-18 12:57"),
    ("新华社北京4月19日电 记者19日获悉，18日中午，丰台区一医院发生火灾。", "2023-04-18 11 ~ 2023-04-18 13"),
    ("4月18日，一医院发生火灾。截至19日9时，29人死亡。", "2023-04-18"),
    ("4月18日，一医院发生火灾。据了解，火灾发生于12时57分。", "2023-04-18 12:57"),
    ("一医院18日发生火灾。事发时间是12时57分。", "2023-04-18 12:57"),
    ("4月18日下午，一厂房起火。16时30分许，厂房突然爆炸。", "2023-04-18 16:25 ~ 2023-04-18 16:35"),
    ("4月18日12时57分发生火灾，13时33分明火扑灭，15时30分救援结束。", "2023-04-18 12:57"),
    ("昨日凌晨2时15分左右，一小客车与施工车辆碰撞，造成4人死亡。", "2023-04-18 02:12:30 ~ 2023-04-18 02:17:30"),
    ("18日夜间，山体滑坡掩埋房屋。19日6时，救援人员赶到。", "2023-04-18 18 ~ 2023-04-19 06"),
    ("市地震局19日通报，4月18日20时01分，该市发生4.6级地震。", "2023-04-18 20:01"),
    ("中国地震台网测定，18日20时01分在该县发生4.6级地震。", "2023-04-18 20:01"),
    ("4月17日，市安委会开会部署。4月18日9时，该市一煤矿发生瓦斯爆炸。", "2023-04-18 09"),
    ("4月18日8时，一煤矿发生透水事故。此前，2021年4月10日，该省另一煤矿曾发生透水事故。", "2023-04-18 08"),
    ("2021年4月10日该省曾发生类似事故。4月18日8时，一煤矿发生透水事故。", "2023-04-18 08"),
    ("“4·18”火灾事故调查组介绍，4月17日进行动火作业时发生过冒烟，4月18日12时57分发生火灾。", "2023-04-18 12:57"),
    ("阿富汗18日发生两起恐怖袭击事件。", "2023-04-18"),
    ("上周三下午3时，某小区发生燃气爆炸。", "2023-04-12 15"),
    ("周一，一大桥垮塌。", "2023-04-17"),
    ("今天14时35分，市区发生有感地震，持续20秒。", "2023-04-19 14:35"),
    ("19日清晨，高速公路发生多车相撞。", "2023-04-19 05 ~ 2023-04-19 08"),
    ("4月16日至18日，该县遭受暴雨袭击，发生山洪。", "2023-04-16 ~ 2023-04-19"),
    ("4月18日傍晚，中学发生一起疑似食物中毒事件。", "2023-04-18 17 ~ 2023-04-18 19"),
    ("4月18日，两艘船在江面相撞，其中一艘沉没。", "2023-04-18"),
    ("4月18日19时48分许，一小汽车在体育中心撞倒多名行人后逃逸。", "2023-04-18 19:47 ~ 2023-04-18 19:49"),
    ("12月31日23时许，一广场发生踩踏事件。", "2022-12-31 22:30 ~ 2022-12-31 23:30"),
    ("4月18日12時57分，豐台區一醫院發(fā)生火災。", "2023-04-18 12:57"),
    ("４月１８日１２时５７分，一医院发生火灾。", "2023-04-18 12:57"),
    ("4 月 18 日 12 时 57 分，一医院发生火灾。", "2023-04-18 12:57"),
    ("四月十八日十二时五十七分，一医院发生火灾。", "2023-04-18 12:57"),
    ("4月18日,记者从应急局获悉,18日12时57分,一医院发生火灾。", "2023-04-18 12:57"),
    ("市长18日赶赴现场。17日23时，一宿舍失火。", "2023-04-17 23"),
    ("4月18日23时接警，一学校宿舍发生火灾。", "2023-04-18 22:45 ~ 2023-04-19 00:00"),
    ("119指挥中心18日4时39分接到报警，一小区起火。", "2023-04-18 04:24 ~ 2023-04-18 04:40"),
    ("消防救援支队18日12时57分接警，一医院住院部发生火情。", "2023-04-18 12:42 ~ 2023-04-18 12:58"),
    ("18日上午，市民政局举行活动。当日15时，会场外发生爆炸。", "2023-04-18 15"),
    ("凌晨烧烤店起火。4月17日3时，烧烤店突然起火。", "2023-04-17 03"),
    ("4月18日12时57分许，一医院发生火灾。4月19日，市政府召开新闻发布会。", "2023-04-18 12:56 ~ 2023-04-18 12:58"),
    ("1988年4月18日8时，一矿井发生事故。", "1988-04-18 08"),
    ("2008年5月12日，北京时间14时28分，该县发生强烈地震。", "2008-05-12 14:28"),
    ("昨晚11时30分左右，酒吧内燃放烟花引发火灾。", "2023-04-18 23:25 ~ 2023-04-18 23:35"),
    ("本报讯 18日，一辆大客车翻覆到高速护栏下，34人受伤。", "2023-04-18"),
    ("4月18日13时许，该矿大面积坍塌，多人被掩埋。", "2023-04-18 12:30 ~ 2023-04-18 13:30"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "bounds"), ONSETS)
def test_the_onset_is_the_incident_s_own_time(text: str, bounds: str) -> None:
    found = onset(text)
    assert found is not None
    assert (found.moment.earliest, found.moment.latest) == expected(bounds)
    assert text[found.start : found.end] == found.text
    assert found.role is TimeRole.OCCURRED


@pytest.mark.parametrize(
    ("title", "text", "bounds"),
    [
        (
            "警情通报", "4月18日9时12分许，马某驾车行至河西路一岗亭时，执勤人员请其停车。其间马某将一名辅警打伤。",
            "2023-04-18 09:11 ~ 2023-04-18 09:13",
        ),
        ("河西“4·17”山体滑坡搜救结束", "18日上午10时，山体滑坡被埋的5人已全部遇难。", None),
        (
            "河西“4·17”火灾通报", "17日23时许，一商场发生火灾。18日，3名伤者不幸遇难。",
            "2023-04-17 22:30 ~ 2023-04-17 23:30",
        ),
        ("“4·17”火灾事故新闻发布会召开", "18日14时，“4·17”火灾事故处置指挥部召开新闻发布会，2人遇难。", None),
    ],
)
def test_the_title_says_which_day_and_what_form_it_is_of(title: str, text: str, bounds: str | None) -> None:
    found = onset(text, title=title)
    told = None if found is None else (found.moment.earliest, found.moment.latest)
    assert told == (None if bounds is None else expected(bounds))


NO_ONSET = [
    "市政府4月18日召开一季度经济运行新闻发布会。",
    "4月18日，市应急局举行火灾应急演练。",
    "4月18日，气象台发布暴雨预警。",
    "预计19日夜间有大到暴雨。",
    "国务院办公厅2016年8月12日印发通知。",
    "2023年5月1日起施行。",
    "4月18日，全市安全生产工作会议召开。",
    "新华社北京4月18日电 记者获悉，火灾原因正在调查。",
    "截至4月18日18时，共造成21人死亡。",
    "近日，某地发生火灾。",
    "今年以来，全市共发生火灾120起。",
    "某市人民政府\n2023年4月18日",
    "天气晴好。",
    "",
    "市民热线24小时开通。",
    "4月18日，市消防支队走进校园开展消防宣传活动。",
    "4月20日将召开火灾事故新闻发布会。",
    "4月18日，市长到企业调研。",
]


@pytest.mark.parametrize("text", NO_ONSET)
def test_a_text_without_a_dated_incident_has_no_onset(text: str) -> None:
    assert onset(text) is None


def test_the_day_in_the_incident_s_name_picks_among_several() -> None:
    text = "4月10日，甲县发生火灾。4月18日，乙县发生火灾。"
    found = onset(text, title="乙县“4·18”火灾事故情况通报")
    assert found is not None
    assert found.text == "4月18日"


def test_an_incident_is_not_dated_after_the_text_that_tells_of_it() -> None:
    assert onset("2023年4月25日发生火灾。") is None


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_is_searched_without_error(text: str) -> None:
    found = onset(text)
    assert found is None or text[found.start : found.end] == found.text


@given(st.integers(1, 27), st.integers(0, 23), st.integers(0, 59))
@settings(max_examples=100, deadline=None)
def test_a_dateline_never_wins_over_the_incident(days: int, hour: int, minute: int) -> None:
    day = datetime(2023, 4, 19, tzinfo=SHANGHAI) - timedelta(days=days)
    text = f"新华社兰州4月19日电 {day.month}月{day.day}日{hour}时{minute}分，一厂房发生火灾。"
    found = onset(text)
    assert found is not None
    assert found.moment.earliest == day.replace(hour=hour, minute=minute)
