"""Figures of casualties and losses, sentence by sentence."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.moment import Moment
from monitor.core.statement import Harm, TimeMention, TimeRole
from monitor.text._numbers import integer, span_of
from monitor.text.casualties import read_tolls

D, M, H, S, T, P, E, L = (
    Harm.DEAD,
    Harm.MISSING,
    Harm.INJURED,
    Harm.SERIOUSLY_INJURED,
    Harm.TRAPPED,
    Harm.POISONED,
    Harm.EVACUATED,
    Harm.LOSS_YUAN,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0), ("7", 7), ("１２", None), ("1,204", 1204), ("1.2万", 12_000), ("3千", 3000), ("2.35亿", 235_000_000),
        ("十", 10), ("十二", 12), ("二十", 20), ("二十九", 29), ("一百零三", 103), ("两百", 200), ("三千五百", 3500),
        ("一万二千", 12_000), ("二〇一九", 2019), ("一二三", 123), ("人", None), ("", None),
    ],
)  # fmt: skip
def test_a_whole_number_is_read_in_digits_and_in_chinese(text: str, expected: int | None) -> None:
    assert integer(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("29", (29, 29)), ("二十九", (29, 29)), ("20余", (21, 29)), ("100多", (101, 199)), ("近百", (80, 100)),
        ("近30", (25, 30)), ("数十", (20, 99)), ("数百", (200, 999)), ("十几", (11, 19)), ("上百", (100, None)),
        ("至少15", (15, None)), ("逾50", (50, None)), ("超过30", (30, None)), ("三至五", (3, 5)), ("3-5", (3, 5)),
        ("七八", (7, 8)), ("十七八", (17, 18)), ("三四十", (30, 40)), ("多达24", (24, 24)), ("最多8", (0, 8)),
        ("约40", (35, 45)),
    ],
)  # fmt: skip
def test_a_vague_number_keeps_both_its_bounds(text: str, expected: tuple[int, int | None]) -> None:
    assert span_of(text) == expected


def figures(text: str) -> list[tuple[Harm, int, int | None]]:
    return [(t.kind, t.low, t.high) for t in read_tolls(text)]


TOLLS: list[tuple[str, list[tuple[Harm, int, int | None]]]] = [
    # count before harm
    ("事故造成29人死亡、42人受伤。", [(D, 29, 29), (H, 42, 42)]),
    ("事故致3名工人当场死亡。", [(D, 3, 3)]),
    ("大火夺去了五人的生命，另有两人失踪。", [(M, 2, 2)]),
    ("两名儿童在水塘边玩耍时不幸溺亡。", [(D, 2, 2)]),
    ("另有14人下落不明。", [(M, 14, 14)]),
    ("7人被埋，其中2人已无生命体征。", [(T, 7, 7), (D, 2, 2)]),
    ("4人被落下的石块砸死。", [(D, 4, 4)]),
    ("一名妇女被毒蜂蜇伤。", [(H, 1, 1)]),
    ("8人受伤送医，其中3人抢救无效死亡。", [(H, 8, 8), (D, 3, 3)]),
    ("3名工人被埋，经抢救无效死亡。", [(T, 3, 3), (D, 3, 3)]),
    ("5人重伤，11人轻伤。", [(S, 5, 5), (H, 11, 11)]),
    ("受伤的9人中，2人伤势较重。", [(H, 9, 9), (S, 2, 2)]),
    ("3名伤者情况稳定。", [(H, 3, 3)]),
    ("现场发现2具遗体。", [(D, 2, 2)]),
    ("这场灾难夺走29条生命。", [(D, 29, 29)]),
    ("3个孩子溺亡。", [(D, 3, 3)]),
    ("二十七名乘客遇难。", [(D, 27, 27)]),
    ("１４人死亡，４人受伤。", [(D, 14, 14), (H, 4, 4)]),
    ("有3人（均为男性）死亡。", [(D, 3, 3)]),
    ("18户44人被埋。", [(T, 44, 44)]),
    ("42名学生出现呕吐、腹泻等症状。", [(P, 42, 42)]),
    ("百余人食物中毒。", [(P, 101, 199)]),
    ("16人中毒，无人死亡。", [(P, 16, 16), (D, 0, 0)]),
    # harm before count
    ("死亡29人，受伤42人。", [(D, 29, 29), (H, 42, 42)]),
    ("死亡人数升至29人。", [(D, 29, 29)]),
    ("死亡人数从21人上升至29人。", [(D, 29, 29)]),
    ("死亡人数由6人增加到12人。", [(D, 12, 12)]),
    ("遇难者已达58人。", [(D, 58, 58)]),
    ("失踪人员共5人。", [(M, 5, 5)]),
    ("收治伤病员138人，其中37人重伤、12人死亡。", [(H, 138, 138), (S, 37, 37), (D, 12, 12)]),
    ("货车撞死4人后逃逸。", [(D, 4, 4)]),
    ("男子持刀砍伤3人。", [(H, 3, 3)]),
    ("确认死者为3人。", [(D, 3, 3)]),
    ("疏散转移71人。", [(E, 71, 71)]),
    ("紧急转移安置受灾群众1.2万人。", [(E, 12_000, 12_000)]),
    ("疏散群众200余人。", [(E, 201, 299)]),
    # compact
    ("15死44伤", [(D, 15, 15), (H, 44, 44)]),
    ("2死6伤53失联", [(D, 2, 2), (H, 6, 6), (M, 53, 53)]),
    ("两车相撞致一死三伤", [(D, 1, 1), (H, 3, 3)]),
    ("已致4死3重伤", [(D, 4, 4), (S, 3, 3)]),
    ("船上5人2死3救", [(D, 2, 2)]),
    # sums
    ("26名患者、1名护士、1名护工和1名家属死亡。", [(D, 29, 29)]),
    ("2名司机和3名乘客受伤。", [(H, 5, 5)]),
    ("造成包括3名儿童在内的12人死亡。", [(D, 12, 12)]),
    ("19人落水、3人死亡。", [(D, 3, 3)]),
    # families
    ("一家六口遇难。", [(D, 6, 6)]),
    ("夫妻双双遇难。", [(D, 2, 2)]),
    ("一家三口不幸身亡。", [(D, 3, 3)]),
    # vague
    ("近百人受伤。", [(H, 80, 100)]),
    ("数十人失踪。", [(M, 20, 99)]),
    ("多人被困。", [(T, 2, None)]),
    ("数人轻伤。", [(H, 2, 9)]),
    ("至少15人死亡。", [(D, 15, None)]),
    ("超过300人受伤。", [(H, 300, None)]),
    ("10余人受伤。", [(H, 11, 19)]),
    ("十几人住院治疗。", [(H, 11, 19)]),
    # nobody
    ("未造成人员伤亡。", [(D, 0, 0), (H, 0, 0)]),
    ("无人员伤亡。", [(D, 0, 0), (H, 0, 0)]),
    ("暂无人员伤亡。", [(D, 0, 0), (H, 0, 0)]),
    ("没有人员被困。", [(T, 0, 0)]),
    ("目前未接到人员伤亡报告。", [(D, 0, None), (H, 0, None)]),
    ("目前尚无人员伤亡报告。", [(D, 0, None), (H, 0, None)]),
    ("无人受伤。", [(H, 0, 0)]),
    ("无其他人员伤亡。", []),
    ("未造成重大人员伤亡。", []),
    ("确保无人员伤亡。", []),
    ("人员伤亡情况正在核实。", []),
    # joint
    ("12人死亡或失踪。", [(D, 0, 12), (M, 0, 12)]),
    ("死亡失踪68人。", [(D, 0, 68), (M, 0, 68)]),
    ("造成3人伤亡。", []),
    ("死伤十余人。", []),
    # losses
    ("直接经济损失1.2亿元。", [(L, 120_000_000, 120_000_000)]),
    ("直接经济损失3566.89万元。", [(L, 35_668_900, 35_668_900)]),
    ("造成直接财产损失约800万元。", [(L, 7_500_000, 8_500_000)]),
    ("直接经济损失超过5000万元。", [(L, 50_000_000, None)]),
    ("奖励人民币5万元。", []),
    # what is no toll
    ("死者男，17岁。", []),
    ("334名救援人员赶赴现场。", []),
    ("30名消防员疏散群众。", []),
    ("出动消防车33辆、消防员120人。", []),
    ("救出被困人员8人。", []),
    ("咨询电话：0532-12345678。", []),
    ("闽A12345号货车侧翻。", []),
    ("国办发〔2016〕61号文件。", []),
    ("第3人民医院收治伤员。", []),
    ("判处3人死刑。", []),
    ("距事发地5公里，2人目击。", []),
    ("今年以来共发生火灾20起，造成3人死亡。", []),
    ("全年火灾死亡人数同比下降，死亡12人。", []),
    ("造成30人以上死亡，或者100人以上重伤的事故为特别重大事故。", []),
    ("可能造成3人死亡。", []),
    ("网传3人死亡。", []),
    ("演练模拟5人被困。", []),
    ("如果堤坝溃决，将有1000人被困。", []),
    ("嫌疑人张某某被控制。", []),
    ("3人获救，情况稳定。", []),
    ("12人被刑事拘留。", []),
    ("九死一生", []),
    ("120名师生学习了溺水、烫伤的处置方法。", []),
    ("避难场所可安置群众8000人。", []),
    ("86户312人完成搬迁安置。", []),
    ("演练设定：一辆罐车追尾后泄漏，2人受伤被困。", []),
    # other counts of the same sentence
    ("船上30人中3人获救，27人落水失踪。", [(M, 27, 27)]),
    ("5人获救、2人死亡、1人下落不明。", [(D, 2, 2), (M, 1, 1)]),
    ("3人失联，1人获救。", [(M, 3, 3)]),
    ("下游1.2万群众紧急转移。", [(E, 12_000, 12_000)]),
    ("致3人一氧化碳中毒死亡，2人送医。", [(D, 3, 3), (H, 2, 2)]),
    ("车内发现2名失踪人员遗体。", [(D, 2, 2)]),
    ("避难场所可容纳6.5万人避险。", []),
    ("8人被困，已救出5人，其中1人死亡。", [(T, 8, 8), (D, 1, 1)]),
    ("失联的2名游客，确认遇难。", [(M, 2, 2), (D, 2, 2)]),
    ("2人吸入浓烟，一死一伤。", [(D, 1, 1), (H, 1, 1)]),
    ("横梁坠落，3名工人被压，送医后不治身亡。", [(D, 3, 3)]),
    ("遇难人数超过4.1万。", [(D, 41_000, None)]),
    ("在水塘发现一具男尸。", [(D, 1, 1)]),
    ("89名学生疑似食物中毒。", [(P, 89, 89)]),
    # another case beside this one
    ("去年该路段曾发生车祸致5人死亡。昨天的事故造成2人死亡。", [(D, 2, 2)]),
    ("每年约有1800人死于车祸。此次事故14人死亡。", [(D, 14, 14)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TOLLS, ids=[t for t, _ in TOLLS])
def test_a_sentence_gives_its_figures_and_no_others(text: str, expected: list[tuple[Harm, int, int | None]]) -> None:
    assert sorted(figures(text), key=str) == sorted(expected, key=str)


def test_offsets_point_at_the_words_as_written() -> None:
    text = "截至昨晚，事故已造成２９人死亡。"
    toll = read_tolls(text)[0]
    assert text[toll.start : toll.end] == toll.text == "２９人死亡"


def mention(text: str, word: str, hour: int, role: TimeRole = TimeRole.AS_OF) -> TimeMention:
    start = text.index(word)
    moment = Moment(datetime(2024, 5, 1, hour, tzinfo=UTC), datetime(2024, 5, 1, hour + 1, tzinfo=UTC))
    return TimeMention(word, start, start + len(word), moment, role)


def test_each_figure_takes_the_as_of_of_its_own_sentence() -> None:
    text = "截至1日9时，死亡3人。截至1日12时，死亡5人，受伤7人。"
    nine, noon = mention(text, "截至1日9时", 1), mention(text, "截至1日12时", 4)
    got = [(t.low, t.as_of) for t in read_tolls(text, (nine, noon))]
    assert got == [(3, nine.moment), (5, noon.moment), (7, noon.moment)]


def test_an_as_of_in_brackets_after_the_figure_counts() -> None:
    text = "15人死亡（截至1日9时）。"
    at = mention(text, "截至1日9时", 1)
    assert [t.as_of for t in read_tolls(text, (at,))] == [at.moment]


def test_a_time_of_another_role_is_no_as_of() -> None:
    text = "1日9时发生事故，3人死亡。"
    at = mention(text, "1日9时", 1, TimeRole.OCCURRED)
    assert [t.as_of for t in read_tolls(text, (at,))] == [None]


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_any_two_figures_are_read_back(dead: int, hurt: int) -> None:
    assert figures(f"事故造成{dead}人死亡、{hurt}人受伤。") == [(D, dead, dead), (H, hurt, hurt)]


@given(st.text(alphabet="0一二十百千万3人名死亡伤者受被困无没有近多余至约、，。截至第（）(a\ud800\x00", max_size=200))
def test_no_text_raises_and_every_figure_lies_inside_it(text: str) -> None:
    for toll in read_tolls(text):
        assert 0 <= toll.start < toll.end <= len(text)
        assert toll.high is None or 0 <= toll.low <= toll.high
