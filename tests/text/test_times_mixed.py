"""Times as mixed texts have them: English dates, clocks of other zones, days side by side, words that are no time."""

import pytest

from monitor.core.statement import TimeRole
from monitor.text.onset import find_onset
from monitor.text.times import read_times
from tests.text.test_times import expected, published, reading

ON_8_MAY = "2024-05-08 16:30"  # a Wednesday

# [..] marks the words in the text
MEANINGS = """
On [May 7, 2024], a fire broke out | 2024-05-07
火灾发生于[7 May 2024] | 2024-05-07
[Sept. 3, 2023]，江城发生爆炸 | 2023-09-03
[May 7]，江城发生爆炸 | 2024-05-07
[May 2023]的数据 | 2023-05-01 ~ 2023-06-01
A blast hit the plant at [2:30 p.m. on May 7] | 2024-05-07 14:30
[Dec 31, 2023 23:50] 江城发生爆炸 | 2023-12-31 23:50
[7 May 2024 14:30] 江城发生爆炸 | 2024-05-07 14:30
[5/13/2023] 江城发生爆炸 | 2023-05-13
[5/7/2024 14:30] 江城发生爆炸 | 2024-05-07 14:30
[2024-05-07T06:30:00Z]，系统记录到爆炸 | 2024-05-07 14:30:00
[2024-05-07T14:30:00+08:00]，系统记录到爆炸 | 2024-05-07 14:30:00
At [14:28 on May 7, 2024]，发生地震 | 2024-05-07 14:28
[7日20时GMT]，发生地震 | 2024-05-08 04
莫斯科时间[7日20时]，发生爆炸 | 2024-05-08 01
格林尼治时间[7日20时]，发生爆炸 | 2024-05-08 04
美国东部时间[7日20时]，发生爆炸 | 2024-05-08 08 ~ 2024-05-08 10
北京时间[7日20时]，发生爆炸 | 2024-05-07 20
[7日（昨日）晚]，发生泄漏 | 2024-05-07 18 ~ 2024-05-08
5月6日，一人失踪。[第二天上午]找到 | 2024-05-07 06 ~ 2024-05-07 12
[头天晚上]发生泄漏 | 2024-05-07 18 ~ 2024-05-08
[去年今日]，发生泄漏 | 2023-05-08
[今年第一天]，发生泄漏 | 2024-01-01
[月底]，发生泄漏 | 2024-04-20 ~ 2024-05-01
[年底前]完成整改 | 2024-05-08 16:30 ~ 2025-01-01
[16年的圣诞]，发生泄漏 | 2016-12-25
[2023年大雪]节气，发生泄漏 | 2023-12-07
[七点差一刻]，发生泄漏 | 2024-05-08 06:45
[差5分8点]，发生泄漏 | 2024-05-08 07:55
5月7日下午，大风来袭。[3点三刻]，塔吊倒塌 | 2024-05-07 15:45
[过去24小时]，新增病例5例 | 2024-05-07 16:30 ~ 2024-05-08 16:31
[今明两天]有暴雨 | 2024-05-08 ~ 2024-05-10
[2023年10月中下旬]停电 | 2023-10-11 ~ 2023-11-01
[昨夜今晨]，暴雨来袭 | 2024-05-07 18 ~ 2024-05-08 08
[5月7日13时零5分]停电 | 2024-05-07 13:05
[5月7日下午五点来钟]停电 | 2024-05-07 16:30 ~ 2024-05-07 17:30
[5月7日17时不到]停电 | 2024-05-07 16:30 ~ 2024-05-07 17:30
[5月7日晚饭时分]停电 | 2024-05-07 17 ~ 2024-05-08
“[五一”假期期间]停电 | 2024-04-29 ~ 2024-05-05
[5月7日上午9、10点钟]停电 | 2024-05-07 09 ~ 2024-05-07 11
[5月7日下午3-5点]停电 | 2024-05-07 15 ~ 2024-05-07 17
[5月7日]8-10人受伤 | 2024-05-07
[5月7日夜半]停电 | 2024-05-07 23 ~ 2024-05-08 01
[2023年11月至今]停电 | 2023-11-01 ~ 2024-05-08 16:31
[7日夜间至今天早晨]停电 | 2024-05-07 18 ~ 2024-05-08 08
[昨晚七八点]停电 | 2024-05-07 19 ~ 2024-05-07 21
[十来天前]停电 | 2024-04-23 ~ 2024-04-29
[过去两小时]停电 | 2024-05-08 14:30 ~ 2024-05-08 16:31
[2024-05-07 10:09-11:30]停电 | 2024-05-07 10:09 ~ 2024-05-07 11:30
[2015年-2018年5月]停电 | 2015-01-01 ~ 2018-06-01
[去年后两个季度]停电 | 2023-07-01 ~ 2024-01-01
[1小时20分钟前]停电 | 2024-05-08 15:09 ~ 2024-05-08 15:12
[3至5天前]停电 | 2024-05-03 ~ 2024-05-06
[大上周三]停电 | 2024-04-24
周六[周日]停电 | 2024-05-05
[两个多小时前]停电 | 2024-05-08 12:30 ~ 2024-05-08 15:31
[一年前的今天]停电 | 2023-05-08
事发时间约为[12:10] | 2024-05-08 12:05 ~ 2024-05-08 12:15
截至[目前]，已致3人死亡 | 2024-05-08 16:30
请于[6月15日前]反馈 | 2024-05-08 16:30 ~ 2024-06-16
请各单位于[20日17时前]报送 | 2024-05-08 16:30 ~ 2024-05-20 17
请于[5月7日晚]在现场的目击者联系警方 | 2024-05-07 18 ~ 2024-05-08
"""


def _rows(table: str) -> list[tuple[str, str, str]]:
    rows = []
    for line in table.strip().splitlines():
        text, bounds = line.rsplit(" | ", 1)
        rows.append((text.replace("[", "").replace("]", ""), text[text.index("[") + 1 : text.index("]")], bounds))
    return rows


@pytest.mark.parametrize(("text", "words", "bounds"), _rows(MEANINGS))
def test_mixed_forms_mean_their_bounds(text: str, words: str, bounds: str) -> None:
    assert reading(text, words, ON_8_MAY) == expected(bounds)


@pytest.mark.parametrize(
    "text",
    [
        "may 5 people be injured", "The march 12 km away",
        "突降大雪", "因大雪相撞", "雨水倒灌", "小雪天气", "救援第三天",
        "次日凌晨，发生火灾", "3月龄婴儿", "政办发〔2024〕15号", "十月路一门店起火", "每年5月7日", "已经过了半个钟头",
        "经过三天两夜搜救", "每日9时至17时开放", "车上有1号和2号驾驶员", "食用午餐后呕吐", "九月集团发布声明",
        "大寒沟村村道塌方", "周五福珠宝店被盗",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_mixed_form_is_none(text: str) -> None:
    assert read_times(text + "。", published=published(ON_8_MAY)) == ()


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("8日凌晨2时，最后一名被困人员被救出", TimeRole.OTHER),
        ("8日3时，第3名遇难者遗体被找到", TimeRole.OTHER),
        ("8日7时，在海边发现受害人溺亡尸体", TimeRole.OTHER),
        ("5月8日上午9时，随着一声令下，危化品泄漏应急演练正式开始", TimeRole.OTHER),
        ("7日14时，一辆罐车在加油站旁自燃", TimeRole.OCCURRED),
        ("7日下午，一居民楼外墙脱落", TimeRole.OCCURRED),
        ("7日下午，一名工人从脚手架上跌落", TimeRole.OCCURRED),
        ("7日，一名女子在家中遇害", TimeRole.OCCURRED),
        ("8日，警方询问被害人家属", TimeRole.OTHER),
        ("7日，一名男子从江城大桥跳江", TimeRole.OCCURRED),
        ("9日下午3点，将举行第二场发布会", TimeRole.WILL_BE_HELD),
        ("7日6时，厂区内传出巨响", TimeRole.OCCURRED),
        ("5月7日，网传“江城发生砍人事件”视频", TimeRole.PUBLISHED),
        ("截至目前，事故已致3人死亡", TimeRole.AS_OF),
        ("游船是在5日16时37分倾覆的", TimeRole.OCCURRED),
    ],
)
def test_a_noun_of_the_victims_is_not_what_happened(text: str, role: TimeRole) -> None:
    assert [one.role for one in read_times(text + "。", published=published(ON_8_MAY))] == [role]


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("5月5日、6日，江城市先后发生两起住宅火灾。", "2024-05-05 ~ 2024-05-07"),
        ("6日、7日和8日，该县连续发生三起溺水事故。", "2024-05-06 ~ 2024-05-09"),
        ("4月29日至5月2日，某村多名村民饮用井水后出现腹痛。", "2024-04-29 ~ 2024-05-03"),
        ("5月7日晚至次日凌晨，江城县遭遇特大暴雨，引发山洪。", "2024-05-07 18 ~ 2024-05-08 06"),
        ("5月2日至6日，江城市持续低温，造成12.6万人受灾。", "2024-05-02 ~ 2024-05-07"),
        ("7日官员宣布，两天前发生的校车事故致8人死亡。", "2024-05-05 ~ 2024-05-07"),
        ("记者来到李大爷家。据他介绍，火是7日下午5时着起来的。", "2024-05-07 17"),
        ("12月30日夜间，突降大雪，厂房被压塌，6人被埋。31日3时，被埋人员全部救出。", "2023-12-30 18 ~ 2023-12-31 06"),
    ],
)
def test_an_incident_of_several_days_is_as_wide_as_they_are(text: str, bounds: str) -> None:
    at = published(ON_8_MAY)
    found = find_onset(text, read_times(text, published=at), published=at)
    assert found is not None
    assert (found.moment.earliest, found.moment.latest) == expected(bounds)


@pytest.mark.parametrize(
    "text",
    [
        "5月1日至5日，江城市共接待游客200万人次，发生交通事故3起。",
        "5月1日至5日，全市安全形势平稳，未发生较大及以上生产安全事故。",
        "5月4日青年节，消防救援支队全天接警46起，成功处置火灾12起。",
    ],
)
def test_what_is_counted_or_denied_has_no_onset(text: str) -> None:
    at = published(ON_8_MAY)
    assert find_onset(text, read_times(text, published=at), published=at) is None
