"""Grades that a text states, and words that only look like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.incident import Grade
from monitor.text.grades import read_grade

X, M, L, G = Grade.EXTREME, Grade.MAJOR, Grade.LARGE, Grade.GENERAL


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("“2·22”特别重大坍塌事故调查报告公布。", X),
        ("国务院成立新余“1·24”特别重大火灾事故调查组。", X),
        ("经调查认定，这是一起特别重大生产安全责任事故。", X),
        ("北京丰台长峰医院发生重大火灾事故。", M),
        ("该起事故被认定为重大生产安全事故。", M),
        ("18日，该矿发生重大瓦斯爆炸事故，12人遇难。", M),
        ("调查组认定，该事故是一起较大生产安全责任事故。", L),
        ("“10·10”较大坍塌事故调查报告。", L),
        ("认定为较大道路运输事故。", L),
        ("此次事件定性为一般突发环境事件。", G),
        ("事故等级为较大。", L),
        ("事故等级：重大。", M),
        ("发生一起较大火灾事故，造成3人死亡。", L),
        ("沅陵“2·25”重大水上交通事故。", M),
        ("该事件为重大突发环境事件。", M),
        ("启动重大（Ⅱ级）突发公共卫生事件响应程序。", M),
        ("认定该起事故为一般生产安全责任事故。", G),
        ("三都县发生特别重大事故。", X),
        ("重大铁路交通事故调查组进驻。", M),
        ("关于“5·28”较大道路交通事故的续报。", L),
        ("“4·29”特别重大居民自建房倒塌事故调查报告。", X),
        ("关于“3·12”一般触电事故结案的批复。", G),
    ],
)
def test_a_stated_grade_is_taken(text: str, grade: Grade) -> None:
    guess = read_grade(text)
    assert (guess.value, guess.basis) == (grade, "stated")
    assert guess.text in text


@pytest.mark.parametrize(
    "text",
    [
        "启动一级响应。",
        "国家防总启动Ⅲ级应急响应。",
        "发布暴雨红色预警信号。",
        "发生特大型滑坡，方量约50万方。",
        "这起重大恶性案件令人震惊。",
        "警方侦破一起重大刑事案件。",
        "该路段发生重大道路交通事故。",
        "公安交警处置一起重大交通事故。",
        "该路段发生特大交通事故，8人当场死亡。",
        "新余“1·24”特大火灾事故救援工作。",
        "造成重大人员伤亡。",
        "造成重大经济损失。",
        "做好重大活动保障。",
        "排查重大火灾隐患。",
        "列入重大事故隐患清单。",
        "坚决防范遏制重特大事故。",
        "坚决防范重大火灾事故发生。",
        "对涉及特别重大、重大突发事件的政务舆情，要快速反应。",
        "发生特别重大、重大突发事件后，应在24小时内举行新闻发布会。",
        "去年全市未发生较大以上生产安全事故。",
        "全年共发生较大火灾事故3起。",
        "造成30人以上死亡的为特别重大事故，是指下列情形。",
        "召开防范较大道路交通事故工作会议。",
        "可能构成重大火灾事故。",
        "重大决策社会稳定风险评估。",
        "较大雨量。",
        "一般事故隐患。",
        "具有重大嫌疑。",
        "吸取某地重大火灾事故教训。",
        "重大项目建设推进会。",
        "",
    ],
)
def test_a_word_of_another_scale_is_no_grade(text: str) -> None:
    assert read_grade(text).value is None


def test_a_finding_beats_an_earlier_name() -> None:
    text = "该起较大火灾事故发生后，省政府成立调查组。经调查认定，这是一起重大火灾责任事故。"
    assert read_grade(text).value is M


@given(st.text(alphabet="特别重大较大一般事故火灾认定为的“”·2，。", max_size=120))
def test_any_text_is_read_without_an_error(text: str) -> None:
    guess = read_grade(text)
    assert (guess.value is None) == (guess.basis == "none")
