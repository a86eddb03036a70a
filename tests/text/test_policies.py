"""Policy texts: what they oblige to, in clean copies and in damaged ones. The city is invented."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.instrument import ClockStart, Strength
from monitor.text._policy_text import readable, title_of
from monitor.text.policies import Proposal, read_policy

POLICY = """滨江市人民政府办公室关于印发2022年滨江市政务公开工作要点的通知
滨政办发〔2022〕8号
各区人民政府，市政府各部门：
2021年，全市共举办新闻发布会36场，同比增长12%，24小时内回应率达到96%。
（一）对涉及特别重大、重大突发事件的舆情，要在5小时内发布权威信息，24小时内举行新闻发布会。
（二）起草部门应于文件印发后5个工作日内在门户网站发布解读材料。
（三）市水务局应每季度向社会公布一次供水管网水质。
（四）各部门主要负责人年内参加新闻发布会不少于2次。
（五）2022年6月底前，各区要公布权责清单。
（六）公开征求意见的期限一般不少于30日。
（七）规范性文件应在施行前通过政府公报登载。
（八）力争三年内完成全部政务公开人员轮训。
（九）各区要在本要点印发之日起20日内将工作安排在门户网站公开。
（十）对网络谣言要第一时间澄清。
（十一）行政机关应当在每年1月31日前公布上一年度政府信息公开工作年度报告。
联系电话：8123，服务时限为5个工作日内。
"""


def found(text: str) -> list[tuple[str, dict[str, str]]]:
    return [(one.duty.value, dict(one.limit)) for one in read_policy(text).proposals]


def only(text: str) -> Proposal:
    (one,) = read_policy(text).proposals
    return one


EXPECTED = [
    ("authoritative_info", {"within": "5h"}),
    ("press_conference", {"within": "24h"}),
    ("policy_interpretation", {"within": "5wd"}),
    ("periodic_publication", {"every": "3mo"}),
    ("count_min", {"every": "1y", "times": "2"}),
    ("deadline_task", {"by": "2022-06-30"}),
    ("public_consultation", {"at_least": "30d"}),
    ("document_publication", {"before": "effect"}),
    ("deadline_task", {"within": "3y"}),
    ("plan_publication", {"within": "20d"}),
    ("clarification", {}),
    ("annual_report", {"by": "01-31"}),
]


def test_every_timing_duty_is_found_with_its_figure_and_unit() -> None:
    assert found(POLICY) == EXPECTED


def test_title_number_and_year_are_those_of_the_document() -> None:
    reading = read_policy(POLICY)
    assert reading.title.startswith("滨江市人民政府办公室关于印发2022年")
    assert (reading.number, reading.year) == ("滨政办发〔2022〕8号", 2022)


def traditional(text: str) -> str:
    pairs = "发發举舉办辦门門应應时時开開会會权權网網类類员員乡鄉区區质質规規释釋际際务務闻聞责責单單"
    return text.translate({ord(pairs[i]): pairs[i + 1] for i in range(0, len(pairs), 2)})


def with_pinyin(text: str) -> str:
    return text.replace("发布", "发(fā)布").replace("小时", "小时(shí)").replace("工作日", "工作日(rì)")


def with_blanks(text: str) -> str:
    return text.replace("新闻发布会", "新 闻发布会").replace("工作日", "工 作日")


DAMAGES = (traditional, with_pinyin, with_blanks, lambda text: with_pinyin(traditional(text)))


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_of_copies_takes_nothing_away(damage: Callable[[str], str]) -> None:
    assert found(damage(POLICY)) == EXPECTED


def test_half_characters_are_joined_again() -> None:
    heading = "（一）推进决策公开"
    raw = b"?" + ("　" + heading).encode("gb18030")[1:]
    broken = raw.decode("gb18030", "replace")
    assert heading[:3] not in broken
    assert readable(broken).startswith("(一)")


def test_a_title_of_spam_is_not_the_documents() -> None:
    assert title_of("免费在线观看_高清视频\n滨江市人民政府关于加强应急管理的意见\n正文").startswith("滨江市人民政府")


@pytest.mark.parametrize(
    ("words", "clock", "inferred"),
    [
        ("突发事件发生后，应在24小时内举行新闻发布会。", ClockStart.ONSET, False),
        ("对涉及重大突发事件的政务舆情，最迟应在24小时内举行新闻发布会。", ClockStart.ONSET, True),
        ("对其他政务舆情应在48小时内予以回应。", ClockStart.FIRST_PUBLIC, True),
        ("解读材料应于文件公开后3个工作日内发布。", ClockStart.DOCUMENT_PUBLIC, False),
        ("规范性文件应在印发后3个工作日内公开发布。", ClockStart.DOCUMENT_ISSUED, False),
        ("政府信息应当自形成或者变更之日起20个工作日内予以公开。", ClockStart.INFORMATION_FORMED, False),
        ("应当自收到申请之日起20个工作日内予以答复。", ClockStart.REPORTED, False),
        ("各区每年至少开展两次专项检查。", ClockStart.CALENDAR, False),
    ],
)
def test_the_start_of_the_clock_is_the_one_the_words_name(words: str, clock: ClockStart, inferred: bool) -> None:
    one = only(words)
    assert (one.clock, one.inferred) == (clock, inferred)


@pytest.mark.parametrize(
    ("words", "strength"),
    [
        ("各区应在30日内公布本区工作安排。", Strength.MUST),
        ("各区力争在30日内公布本区工作安排。", Strength.IN_PRINCIPLE),
        ("必要时应在24小时内举行新闻发布会。", Strength.CONDITIONAL),
        ("对突发事件要及时发布权威信息。", Strength.NO_NUMBER),
    ],
)
def test_how_hard_the_words_bind(words: str, strength: Strength) -> None:
    assert only(words).strength is strength


@pytest.mark.parametrize(
    "words",
    [
        "去年全市48小时内回应率达到95%。",
        "截至6月底前共公开信息300条。",
        "要把政策解读与政策制定工作同步考虑、同步安排。",
        "到2025年，政务公开工作总体迈上新台阶。",
        "本办法自2022年5月1日起施行。",
    ],
)
def test_a_record_an_aim_or_a_date_is_no_duty(words: str) -> None:
    assert read_policy(words).proposals == ()


def test_a_table_that_repeats_the_text_adds_nothing_and_a_date_of_its_own_is_a_duty() -> None:
    text = (
        "滨江市2021年工作方案\n2021年3月底前，各单位要修订并公布信息公开指南。\n"
        "附件\n1\n修订并公布信息公开指南。\n2021年3月底前\n2\n修订完善26个领域的事项标准目录。\n2021年年底前\n"
    )
    assert [dict(one.limit) for one in read_policy(text).proposals] == [{"by": "2021-03-31"}, {"by": "2021-12-31"}]


@given(st.text(max_size=300))
def test_no_text_raises(text: str) -> None:
    read_policy(text)


@given(st.text(alphabet="0123456789年月日内前每至少次工作小时个，。应在公开发布后印()第\n", max_size=200))
def test_what_is_quoted_stands_in_the_readable_text(text: str) -> None:
    reading = read_policy(text)
    for one in reading.proposals:
        assert len(one.quote) <= 40
        assert one.quote in reading.text or "\n" in reading.text


def test_a_hostile_text_is_read_in_linear_time() -> None:
    for unit in ("各区应在", "24小时内", "（一", "每年至少", "对突发事件"):
        read_policy(unit * 20_000)
