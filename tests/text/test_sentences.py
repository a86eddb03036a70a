"""Sentences of notices, reports and posts, read whole: one table for each thing that is asked of a text.

They are made up for these tests; places, roads and institutions stand for any of their kind.
"""

from __future__ import annotations

import pytest

from monitor.core.statement import Harm, Role
from monitor.text.names import read_names
from monitor.text.read import read
from monitor.text.times import read_times
from tests.text.test_times import expected, published, reading

# --- when: published 2023-04-19; what happened, and the bounds -----------------------------------------------
ONSETS = """
4月18日12时57分许，消防救援支队接警，东楼发生火情。 | 2023-04-18 12:41 ~ 2023-04-18 12:58
4月17日22时10分，消防救援大队接到报警，一仓库起火。 | 2023-04-17 21:55 ~ 2023-04-17 22:11
截至19日9时，29人死亡。消防部门称，18日12时57分起火。 | 2023-04-18 12:57
18日，一医院起火。截至19日9时，29人死亡。目击者称，起火时间在12时40分左右。 | 2023-04-18 12:35 ~ 2023-04-18 12:45
18日20时37分至40分，一烧烤店发生爆炸。 | 2023-04-18 20:37 ~ 2023-04-18 20:40
昨日（18日）23时55分许，一物流仓库突发火情，今日凌晨1时40分被扑灭。 | 2023-04-18 23:52:30 ~ 2023-04-18 23:57:30
4月16日下午2时52分，体育馆屋顶坍塌，至17日10时，11人遇难。 | 2023-04-16 14:52
上周五下午5点半，一辆洒水车与出租车相撞，司机当场身亡。 | 2023-04-14 17:30
4月3日 凌晨 2：40 分，山体滑坡，致 2 车 被 埋 | 2023-04-03 02:40
据台网测定，04月13日02时09分在某县发生7.1级地震。 | 2023-04-13 02:09
4月2日17时左右，一中学生被人持刀刺伤。嫌疑人当晚被抓获。 | 2023-04-02 16:30 ~ 2023-04-02 17:30
4月13日6时30分许，一栋办公楼发生火灾。此前一天，工人曾违规作业。 | 2023-04-13 06:25 ~ 2023-04-13 06:35
2023年3月31日19时21分，收费站发生多车相撞。应急管理局22时许通报：13人死亡。 | 2023-03-31 19:21
19日凌晨三时一刻，货车冲出护栏坠入江中。 | 2023-04-19 03:15
4月9日早上7点多，水库大坝溃坝。 | 2023-04-09 07 ~ 2023-04-09 08
清明节当天上午，一座山头突发山火。 | 2023-04-05 06 ~ 2023-04-05 12
四月十五日夜间，列车脱轨。 | 2023-04-15 18 ~ 2023-04-16 06
4月15日深夜11点50分，一家KTV发生火灾。 | 2023-04-15 23:50
去年12月31日23时35分许，观景平台发生踩踏。 | 2022-12-31 23:32:30 ~ 2022-12-31 23:37:30
本月12日午后，一处矿井发生透水。 | 2023-04-12 12 ~ 2023-04-12 18
4月11日零时许，居民楼燃气爆炸。 | 2023-04-10 23:30 ~ 2023-04-11 00:30
4月11日24时，河堤决口。 | 2023-04-12 00:00
18日，某化工厂发生泄漏。事故发生时间是上午9点05分。 | 2023-04-18 09:05
本报讯 前天傍晚，一辆面包车坠崖。 | 2023-04-17 17 ~ 2023-04-17 19
15日13时04分，一架直升机在训练中坠毁。13时20分，搜救人员出发。 | 2023-04-15 13:04
4月15日10时26分许，客船被撞沉没。16日，县政府召开新闻发布会。 | 2023-04-15 10:25 ~ 2023-04-15 10:27
"""


def rows(table: str) -> list[tuple[str, str]]:
    cut = [line.rpartition("|") for line in table.strip().splitlines()]
    return [(text.strip(), found.strip()) for text, _, found in cut]


@pytest.mark.parametrize(("text", "bounds"), rows(ONSETS))
def test_when_it_happened(text: str, bounds: str) -> None:
    said = read(text, published=published("2023-04-19 20:00"))
    assert said.onset is not None
    assert (said.onset.moment.earliest, said.onset.moment.latest) == expected(bounds)


# --- how many -------------------------------------------------------------------------------------------------
TOLLS = """
12人送医，其中4人不治。 | dead 4-4, injured 12-12
死亡人数已由最初的3人上升到11人。 | dead 11-11
死亡人数由此前的7人升至9人，失联人数降至2人。 | dead 9-9, missing 2-2
2名伤员经抢救无效，死亡人数增至5人。 | dead 2-2, dead 5-5
3人经医院抢救无效死亡，5人轻伤。 | dead 3-3, injured 5-5
事故造成2人当场死亡、1人送医途中死亡。 | dead 2-2, dead 1-1
近百名学生出现呕吐腹泻症状，无人死亡。 | poisoned 80-100, dead 0-0
据统计，紧急转移安置2300余人，直接经济损失约4.7亿元。 | evacuated 2301-2399, loss 460000000-480000000
事故未造成人员伤亡。 | dead 0-0, injured 0-0
暂未接到人员伤亡报告。 | dead 0-, injured 0-
车上共有46人，34人受伤，其中3人伤势较重。 | injured 34-34, serious 3-3
矿井下21人被困，其中9人遇难，12人失联。 | trapped 21-21, dead 9-9, missing 12-12
遇难者包括26名患者、1名护士、1名护工。 |
造成26名患者、1名护士死亡。 | dead 27-27
已致三死七伤。 | dead 3-3, injured 7-7
一家四口不幸遇难。 | dead 4-4
救援人员50余人赶赴现场，消防车12辆。 |
伤者年龄在24岁至61岁之间。 |
咨询电话：0571-12345678。 |
根据安委办〔2021〕7号文件，开展排查。 |
18户47人被掩埋。 | trapped 47-47
数十人受伤送医。 | injured 20-99
至少17人死亡，上百人受伤。 | dead 17-, injured 100-
直接经济损失2150.98万元。 | loss 21509800-21509800
消防员1人牺牲，2人受伤。 | dead 1-1, injured 2-2
如果处置不当，可能造成上百人死亡。 |
搜救出3名被困人员。 |
全国去年交通事故死亡6万人。 |
"""
_SHORT = {Harm.SERIOUSLY_INJURED: "serious", Harm.LOSS_YUAN: "loss"}


@pytest.mark.parametrize(("text", "figures"), rows(TOLLS))
def test_how_many_were_harmed(text: str, figures: str) -> None:
    found = {
        f"{_SHORT.get(t.kind, t.kind.value)} {t.low}-{'' if t.high is None else t.high}" for t in read(text).tolls
    }
    assert found == {one.strip() for one in figures.split(",") if one.strip()}


# --- of what kind ---------------------------------------------------------------------------------------------
KINDS = """
我县发生疫情，正在开展流调。 | 公共卫生/传染病
某养殖场暴发非洲猪瘟疫情。 | 公共卫生/传染病
某中学发生公共安全责任事件，多名学生受伤，市纪委介入调查。 | 突发事件
商场内发生一起伤害事件，致2人受伤。 | 突发事件
7月20日，全市遭遇特大暴雨，地铁被淹。 | 自然灾害/洪涝
灾害造成全县12个乡镇8.6万人受灾，倒塌房屋356间。 | 自然灾害/其他
化工园区夜间排放刺鼻气体，居民不适。 | 事故灾难/环境污染
两船相撞，19人落水。 | 事故灾难/水上交通
一在建大桥突然垮塌，致64人死亡。 | 事故灾难/坍塌
在校学生持刀伤人，致8人死亡。 | 社会安全/刑事案件
一辆小汽车故意冲撞行人，致多人受伤。 | 社会安全/刑事案件
工地塔吊倒塌，2名工人遇难。 | 事故灾难/特种设备
矿井发生瓦斯爆炸，15人被困。 | 事故灾难/矿山
多名幼儿血铅异常，区政府通报调查情况。 | 公共卫生/食品安全
景区缆车突发故障，百余名游客被困。 | 事故灾难/特种设备
小区燃气爆炸引发火灾，造成3人死亡。 | 事故灾难/爆炸
山体滑坡掩埋村庄，18户被埋。 | 自然灾害/地质灾害
氨气泄漏致11人中毒。 | 事故灾难/危化品
动车组列车脱轨，造成1人死亡。 | 事故灾难/铁路
一架教练机坠毁，飞行员遇难。 | 事故灾难/民航
中学食堂午餐后，60余名学生呕吐腹泻送医。 | 公共卫生/食物中毒
灯会现场发生踩踏，致9人受伤。 | 社会安全/踩踏
"""


@pytest.mark.parametrize(("text", "kind"), rows(KINDS))
def test_of_what_kind_it_is(text: str, kind: str) -> None:
    assert read(text).incident_type == kind


NO_INCIDENT = [
    "全市开展防汛应急演练，模拟河堤决口后转移群众。",
    "气象台发布暴雨红色预警，可能引发山洪。",
    "纪念地震十五周年，各界群众缅怀遇难同胞。",
    "今年以来全省共接报火灾1.2万起，同比下降8%。",
    "《森林防火条例》修订草案公开征求意见。",
    "如何预防一氧化碳中毒？专家支招。",
    "市应急局部署汛期安全生产检查，防范遏制重特大事故。",
    "该剧讲述一场大火之后的故事，将于下周上映。",
    "若发生突发事件，应立即启动预案。",
    "防止发生群体性事件，是各级各部门的责任。",
    "如发生公共安全责任事件，将依法追究责任。",
    "股价崩盘，投资者情绪爆炸。",
    "法院一审宣判，两年前的事故责任人获刑三年。",
    "消防科普进校园，学生体验逃生。",
    "森林火险等级高，请勿野外用火。",
]


@pytest.mark.parametrize("text", NO_INCIDENT)
def test_what_is_about_no_incident(text: str) -> None:
    said = read(text)
    assert said.incident_type is None
    assert said.onset is said.place is None
    assert said.roles[0].role is not Role.AUTHORITATIVE_INFO


# --- what the text is -----------------------------------------------------------------------------------------
ROLES = [
    ("情况通报", "9日19时30分许，一辆私家车被落石砸中，3人死亡。县人民政府新闻办。", Role.AUTHORITATIVE_INFO),
    ("警情通报", "8日22时许，某小区发生一起刑事案件，嫌疑人已被控制。市公安局。", Role.AUTHORITATIVE_INFO),
    ("一跨桥发生侧翻", "无锡发布5时37分通报：事故致3死2伤，5辆车受损。", Role.AUTHORITATIVE_INFO),
    ("道路塌方 双向封闭", "平安梅州提示：高速路面塌方，双向封闭，请绕行。", Role.AUTHORITATIVE_INFO),
    ("煤矿发生事故", "盟宣传部：矿区发生坍塌，2死6伤，300余名救援人员在场。", Role.AUTHORITATIVE_INFO),
    ("学校火灾", "23日晚通报：宿舍起火，294人疏散，4人受伤，7名责任人被控制。", Role.AUTHORITATIVE_INFO),
    ("事故已致11人遇难", "截至28日晚，11人遇难、5人失联，沉船已打捞出水。", Role.AUTHORITATIVE_INFO),
    ("火灾扑灭", "我市消防：4时39分接报火警，6时许扑灭，4人死亡。", Role.AUTHORITATIVE_INFO),
    ("首场发布会", "1月23日，市政府召开山体滑坡首场新闻发布会，通报11人失联。", Role.PRESS_CONFERENCE),
    ("发布会预告", "市政府新闻办定于1月23日10时召开山体滑坡新闻发布会，敬请关注。", Role.PRESS_CONFERENCE_NOTICE),
    ("一季度经济运行情况新闻发布会", "市政府新闻办举行一季度经济运行情况新闻发布会。", Role.MENTION),
    ("“2·22”坍塌事故调查报告公布", "经调查认定，事故直接原因是边坡违规开采。", Role.INVESTIGATION_REPORT),
    ("辟谣", "网传“大桥坍塌致多人死亡”系谣言，公安机关正告网民不要传播。", Role.RUMOUR_REFUTATION),
    ("关于网传消息的说明", "网传化工厂爆炸的消息不属实，现场为消防演习。市应急管理局。", Role.RUMOUR_REFUTATION),
    ("谣言止于智者：如何识别网络谣言", "盘点本月流传的几条谣言。", Role.MENTION),
    ("别让谣言跑在真相前面", "评论员认为，大火之后的谣言，为何总有人信？", Role.MENTION),
    ("医院大火29人死亡 网友：为何迟迟不通报", "网民质疑消息发布太晚，令人痛心。", Role.MENTION),
    ("矿难背后", "幸存者讲述井下四十小时，家属回忆最后一通电话。", Role.MENTION),
    ("图解：《消防条例》解读", "条例主要内容解读。", Role.POLICY_INTERPRETATION),
    ("全市吸取火灾教训开展消防安全大排查", "举一反三，开展隐患排查。", Role.MENTION),
    ("省委书记赴火灾事故现场指导救援", "强调全力救治伤员。", Role.MENTION),
    ("大桥侧翻事故致3人死亡", "新华社记者从现场了解到，事故造成3人死亡。转载自某网。", Role.MENTION),
]


@pytest.mark.parametrize(("title", "text", "role"), ROLES, ids=[title for title, _, _ in ROLES])
def test_what_the_text_is(title: str, text: str, role: Role) -> None:
    best = read(text, title=title, published=published("2024-01-24")).roles[0]
    assert (best.role, best.why != ()) == (role, True)


# --- what is named --------------------------------------------------------------------------------------------
NAMES = """
解放路小学门口发生车祸 | 解放路小学
建设路第一中学起火 | 建设路第一中学
市北区人民医院收治伤员 | 市北区人民医院
山东省青岛市市北区人民医院 | 市北区人民医院
长江路隧道积水 | 长江路隧道
人民路农贸市场火灾 | 人民路农贸市场
朝阳区实验小学门口 | 朝阳区实验小学
位于方城县独树镇的英才学校 | 英才学校
深圳市南山区南山医院 | 南山医院
济南市市中区经十路小学 | 经十路小学
郑州市第五人民医院 | 郑州市第五人民医院
位于城关区的兰州大学第二医院 | 兰州大学第二医院
怀绿水1号与客船相撞 | 怀绿水1号
召开滨江医院火灾情况通报会 | 滨江医院
"""


@pytest.mark.parametrize(("text", "name"), rows(NAMES))
def test_a_named_thing_keeps_what_names_it(text: str, name: str) -> None:
    assert name in read_names(text)


@pytest.mark.parametrize(
    "text",
    ["送往县人民医院救治", "当地人民医院", "第一中学", "县实验小学", "地铁5号线进水", "某村291号的院子", "解放路8号"],
)
def test_what_names_nothing_is_no_name(text: str) -> None:
    assert read_names(text) == ()


# --- where ----------------------------------------------------------------------------------------------------
PLACES = """
昆山经济技术开发区的昆山某制品公司发生爆炸 | 昆山经济技术开发区
甘肃临夏州积石山县发生地震 | 甘肃临夏州积石山县
北京通报：位于丰台区的一家医院起火 | 丰台区
在杭州召开会议的同时，宁波市海曙区一仓库起火 | 宁波市海曙区
新华社西宁4月19日电 甘肃省积石山县发生地震 | 甘肃省积石山县
一辆从武汉开往长沙的客车在岳阳市临湘市境内侧翻 | 岳阳市临湘市
印度孟买市中心一栋住宅楼倒塌 | 印度孟买市
雄安新区容东片区一工地塔吊倒塌 | 雄安新区
"""


@pytest.mark.parametrize(("text", "place"), rows(PLACES))
def test_where_it_happened(text: str, place: str) -> None:
    found = read(text, published=published("2023-04-19")).place
    assert found is not None
    assert found.text == place


DIVISIONS = [  # the text, the day it was published, the code of the place as it was on that day
    ("崇文区发生火灾。", "2005-06-01", "110103"),
    ("崇文区发生火灾。", "2012-06-01", "110101"),
    ("徐州市铜山县发生事故。", "2000-01-05", "320323"),
    ("莱芜市莱城区煤矿发生透水。", "2018-06-01", "371202"),
    ("济南市莱芜区煤矿发生透水。", "2020-06-01", "370116"),
    ("思茅地区发生地震。", "2002-06-01", "532700"),
    ("巢湖市居巢区发生火灾。", "2010-06-01", "341402"),
    ("巢湖市发生火灾。", "2013-06-01", "340181"),
    ("杭州市下城区发生火灾。", "2020-06-01", "330103"),
    ("杭州市临平区发生火灾。", "2021-06-01", "330113"),
    ("西安经开区一工厂发生火灾。", "2022-01-01", "610100"),
    ("合肥高新区一工厂发生火灾。", "2022-01-01", "340100"),
    ("武汉东湖高新区一工厂发生火灾。", "2022-01-01", "420100"),
    ("天津港一仓库发生爆炸。", "2022-01-01", "120116"),
    ("苏北某地发生洪灾，12人遇难。", "2022-01-01", "320000"),
    ("豫南山区发生山洪，12人遇难。", "2022-01-01", "410000"),
    ("鲁西南一煤矿发生事故，12人遇难。", "2022-01-01", "370000"),
    ("湘西一旅游大巴侧翻，12人遇难。", "2022-01-01", "433100"),
    ("贵安新区一工地发生坍塌。", "2022-01-01", "520100"),
]


@pytest.mark.parametrize(("text", "on", "code"), DIVISIONS)
def test_a_division_is_what_it_was_on_the_day(text: str, on: str, code: str) -> None:
    place = read(text, published=published(on)).place
    assert place is not None
    assert place.candidates == (code,)


LONG_TIMES = [
    ("[2018]看起来不平静。", "2018-01-01 ~ 2019-01-01"),
    ("在[2016]，这里发生过火灾。", "2016-01-01 ~ 2017-01-01"),
    ("[17年前半年]", "2017-01-01 ~ 2017-07-01"),
    ("[17年前]", "2005-10-19 ~ 2006-10-19"),
    ("[2010年代]", "2010-01-01 ~ 2020-01-01"),
    ("[2010年代初]", "2010-01-01 ~ 2013-01-01"),
    ("[上个世纪80年代]", "1980-01-01 ~ 1990-01-01"),
    ("[周一至周三]", "2023-04-17 ~ 2023-04-20"),
]


@pytest.mark.parametrize(("marked", "bounds"), LONG_TIMES)
def test_long_stretches_of_time(marked: str, bounds: str) -> None:
    words = marked[marked.index("[") + 1 : marked.index("]")]
    assert reading(marked.replace("[", "").replace("]", ""), words, "2023-04-19") == expected(bounds)


@pytest.mark.parametrize("text", ["房号2018，火灾", "死亡2018人", "热线电话：2018", "编号为A2018。", "上涨2018元"])
def test_a_number_is_no_year(text: str) -> None:
    assert read_times(text, published=published("2023-04-19")) == ()
