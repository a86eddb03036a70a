"""What a text is with respect to an incident: notice, conference, report, comment."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.moment import Moment
from monitor.core.statement import Role, TimeMention, TimeRole
from monitor.text.casualties import read_tolls
from monitor.text.roles import read_roles
from monitor.text.types import read_type

INFO, PC, NOTICE, REPORT, RUMOUR, POLICY, MENTION = (
    Role.AUTHORITATIVE_INFO,
    Role.PRESS_CONFERENCE,
    Role.PRESS_CONFERENCE_NOTICE,
    Role.INVESTIGATION_REPORT,
    Role.RUMOUR_REFUTATION,
    Role.POLICY_INTERPRETATION,
    Role.MENTION,
)


def best(title: str, text: str) -> Role:
    incident = read_type(text, title) is not None
    return read_roles(text, title=title, incident=incident, tolls=read_tolls(text))[0][0].role


CASES: list[tuple[str, str, Role]] = [
    # information of an authority
    ("情况通报", "4月18日12时57分，桥南路一商铺发生火灾，致2人死亡。区委区政府全力救治伤员。区消防救援大队", INFO),
    ("警情通报", "6月10日2时40分，某烧烤店发生打人事件，我局已刑拘2人。路北公安分局", INFO),
    ("情况通报（二）", "“1·24”火灾处置应急指挥部通报：39人遇难，9人受伤，善后工作有序开展。", INFO),
    ("关于“5·6”坍塌事故伤亡情况的通报", "截至6日20时，死亡4人，受伤7人。", INFO),
    ("一居民楼发生爆炸致3人死亡", "记者从市应急管理局获悉，今早7时许一居民楼发生爆炸，3人死亡。", INFO),
    ("客船翻沉事故搜救进展", "据县委宣传部消息，客船翻沉事故已搜救出11人，5人失联。", INFO),
    ("市公安局通报一起交通事故", "10时许，两车相撞致1死2伤，肇事司机已被控制。", INFO),
    ("县政府回应幼儿园血铅异常", "县联合调查组通报：233名幼儿血铅异常，已责令停业，控制责任人员8名。", INFO),
    ("镇政府关于山体滑坡的情况说明", "昨夜发生山体滑坡，转移群众46人，无人员伤亡。", INFO),
    # a briefing is information, not a conference
    ("我市召开医院火灾事故情况通报会", "19日中午，市政府召开情况通报会，截至9时火灾造成29人死亡。", INFO),
    ("市政府举行媒体通气会", "市政府举行媒体通气会通报爆炸事故救援进展，爆炸造成5人死亡。", INFO),
    # conferences that were held
    ("我市召开新闻发布会通报“2·23”火灾事故", "24日凌晨，我市召开新闻发布会，火灾造成15人遇难。", PC),
    ("“1·22”山体滑坡灾害首场新闻发布会", "23日凌晨举行首场新闻发布会，县长介绍滑坡搜救情况。", PC),
    ("火灾事故发布会：全体默哀", "25日8时，发布会默哀后通报，火灾造成39人遇难。", PC),
    ("沉船事故第二场新闻发布会举行", "26日上午，县政府举行第二场新闻发布会，14人失联。", PC),
    ("疫情防控新闻发布会", "18日晚的发布会上，副市长通报了大客车侧翻事故情况，27人遇难，向遇难者鞠躬道歉。", PC),
    ("爆炸救援进展", "14日，省政府新闻办举行新闻发布会，通报燃气爆炸事故死亡25人，搜救仍在继续。", PC),
    # announced only
    ("关于举行火灾事故新闻发布会的公告", "定于今日15时举行新闻发布会，介绍火灾事故救援情况，敬请关注。", NOTICE),
    ("新闻发布会预告", "市政府将于明日9时召开新闻发布会，通报爆炸事故救援进展。", NOTICE),
    ("爆炸事故", "5月6日发生爆炸，致3人死亡。市政府将于今晚8时召开新闻发布会。", NOTICE),
    # routine conferences
    ("市统计局举行一季度经济运行情况新闻发布会", "会上介绍，全市生产总值增长5.2%。", MENTION),
    ("疫情防控工作第120场新闻发布会", "会上介绍了疫苗接种工作情况。", MENTION),
    ("“十四五”高质量发展主题新闻发布会召开", "市交通局介绍高速公路建设成就。", MENTION),
    # documents
    ("“2·22”特别重大坍塌事故调查报告公布", "国务院事故调查组公布露天煤矿坍塌事故调查报告。", REPORT),
    ("关于“鼠头鸭脖”事件调查情况的通报", "联合调查组认定异物为老鼠头部。", REPORT),
    ("学校火灾事故调查报告", "经调查认定，该起火灾系电气线路故障引起，造成13人死亡。", REPORT),
    ("辟谣：网传某小区发生爆炸不实", "警方核实，网传小区爆炸系谣言。", RUMOUR),
    ("关于网传溃坝信息的说明", "县水利局核实，网传水库溃坝系不实信息，造谣者已被依法处理。", RUMOUR),
    ("《安全生产条例》政策解读", "条例共八章，明确了各方责任。", POLICY),
    ("一图读懂突发事件应急预案", "预案明确了响应分级。", POLICY),
    ("警情通报", "网传“小区里有人抢小孩”的视频。经核查，系家庭纠纷，网传信息不实。", RUMOUR),
    ("社会救助基金管理办法解读", "该办法明确了垫付范围。", POLICY),
    # what was found out is information, whoever was asked
    ("饭菜异物系鸭脖", "学校3日晚通报：食堂饭菜中的异物，经当事人确认为鸭脖。", INFO),
    ("全力救援", "新华社：大火致39人死亡，省里要求全力救治，已控制12名责任人。", INFO),
    ("侦办情况", "12日，某酒吧发生一起故意伤害案，致1人死亡，嫌疑人已抓获。\n市公安局", INFO),
    ("关于游客坠崖情况的说明", "12日10时，一名游客在未开发区域坠崖，经搜救确认死亡。", INFO),
    # another case than the one in question, and a conference of a ministry that is asked late
    ("又一起翻船", "同省两个月后另一起翻船，6人溺亡，由县政府办正式通报。", MENTION),
    ("打人事件一个月后 公安部终于发声", "公安部在国新办发布会上介绍打人案件办理情况。", MENTION),
    # mere mention
    ("医院大火夺29命，网友：为何迟迟不通报", "网友质疑火灾消息迟迟不见。令人痛心，难道不该反思？", MENTION),
    ("吸取医院火灾教训 我局开展消防安全大排查", "4月18日某医院火灾造成29人死亡，我局立即部署排查。", MENTION),
    ("市委书记赶赴火灾事故现场", "市委书记赶赴火灾现场，看望慰问伤员。", MENTION),
    ("全省安全生产紧急视频会议召开", "会议通报爆炸事故，要求举一反三。", MENTION),
    ("应急管理部调度露天煤矿坍塌事故救援", "应急管理部派出工作组赶赴坍塌现场。", MENTION),
    ("爆炸现场：居民讲述惊魂一刻", "附近居民称，听到一声巨响，窗户玻璃被震碎。", MENTION),
    ("地震应急演练举行", "演练模拟6.5级地震，多部门参加。", MENTION),
    ("暴雨红色预警", "市气象台发布暴雨红色预警信号。", MENTION),
    ("汶川地震十五周年", "各地举行纪念活动。", MENTION),
    ("采暖收费通知", "请用户按时缴费。", MENTION),
]


@pytest.mark.parametrize(("title", "text", "role"), CASES, ids=[c[0] for c in CASES])
def test_a_text_has_the_role_that_its_words_give(title: str, text: str, role: Role) -> None:
    assert best(title, text) is role


def test_a_bare_word_of_inquiry_is_information_of_less_weight() -> None:
    bare, _ = read_roles("县公安局表示，事故正在调查中。", title="事故", incident=True)
    full, _ = read_roles("县公安局通报，事故致2人死亡，伤员正在救治。", title="事故", incident=True)
    lesser = next(g for g in bare if g.role is INFO)
    assert any("bare" in word for word in lesser.why)
    assert lesser.score < full[0].score


def test_a_short_first_notice_may_be_a_first_report() -> None:
    text = "今日7时许，我县一厂房发生爆炸，消防已赶赴现场，具体伤亡情况正在核实。县应急管理局"
    guesses, _ = read_roles(text, title="情况通报", incident=True, tolls=())
    assert guesses[0].role is INFO
    assert Role.FIRST_REPORT in [g.role for g in guesses]


def test_a_briefing_names_its_form() -> None:
    guesses, _ = read_roles("市政府召开情况通报会，火灾致29人死亡。", title="", incident=True)
    assert any("情况通报会" in word for word in guesses[0].why)


def mention(text: str, word: str, role: TimeRole) -> TimeMention:
    start = text.index(word)
    moment = Moment(datetime(2024, 2, 23, 16, tzinfo=UTC), datetime(2024, 2, 23, 22, tzinfo=UTC))
    return TimeMention(word, start, start + len(word), moment, role)


def test_the_time_at_which_a_conference_was_held_is_given() -> None:
    text = "24日凌晨，我市召开新闻发布会，火灾造成15人遇难。"
    at = mention(text, "24日凌晨", TimeRole.HELD)
    assert read_roles(text, incident=True, times=(at,))[1] == at.moment


def test_a_notice_of_a_conference_to_come_was_not_held() -> None:
    text = "将于24日召开新闻发布会，介绍火灾情况。"
    at = mention(text, "24日", TimeRole.WILL_BE_HELD)
    guesses, held = read_roles(text, incident=True, times=(at,))
    assert (guesses[0].role, held) == (NOTICE, None)


def test_every_guess_has_reasons_and_the_best_comes_first() -> None:
    guesses, _ = read_roles("县公安局通报，两车相撞致2人死亡。", title="警情通报", incident=True)
    assert all(g.why for g in guesses)
    assert [g.score for g in guesses] == sorted((g.score for g in guesses), reverse=True)


@given(st.text(alphabet="召开举行新闻发布会将于通报火灾公安局正在调查网友辟谣，。！？\n", max_size=200), st.booleans())
def test_any_text_has_at_least_one_role_between_nought_and_one(text: str, incident: bool) -> None:
    guesses, _ = read_roles(text, incident=incident)
    assert guesses
    assert all(0.0 <= g.score <= 1.0 for g in guesses)
