"""Whatever a page holds, reading its text ends, in time that grows with its length, and invents nothing.

The default run takes short texts; `make slow` takes long ones, a megabyte of some, and many more mixtures.
"""

from __future__ import annotations

import json
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.core.statement import Statement
from monitor.jobs.inspection import statement_json
from monitor.text.read import read
from tests.text.test_times import published

ON = published("2023-04-19")

# pieces on which rules lean: repeated without end, each would be the worst case of some pattern
PIECES = """
火 1 十 的 ， 。 , （ ( “ < \\u3000 \\u200b 人 市 省 号 时 日 月 年 · - ~ : 至 称 某 第 多 近 死 伤
18日 4月 2023年 12时57分许 下午 凌晨 昨日 近日 截至 至今 上周三 五一 春节 3小时前 事发后 每天 农历 二十三
May 上午， 差一刻 七八点 昨夜今晨 第二天 请于 莫斯科时间 5日、6日 学校方面通报为 上午9、
北京 北京市 朝阳区 鼓楼区 香港 美国 孟买 开发区 自治州 街道 的医院 人民医院 当地时间 北京时间
29人死亡 死亡29人 多人受伤 近百人 26名患者、 1名护士、 无人员伤亡 直接经济损失1.2亿元 一家六口 伤亡 转移 其中 上升至
公安局 消防救援支队 通报 通报： 新闻发布会 召开 将于 辟谣 谣言 网友称 目击者称 我市
演练 预警 周年 调查报告 发生 发生火灾 爆炸 1986年5月4日
重大 特别重大事故 认定为 3人以上 G75兰海高速 312国道 怀绿水1号 京A12345 王某某 “4·18” 发(fā)生 <p>火灾</p> &nbsp;
""".split()  # noqa: SIM905 - a table, one kind a line


def _text(piece: str, length: int) -> str:
    piece = piece.encode().decode("unicode_escape") if piece.startswith("\\u") else piece
    return (piece * (length // len(piece) + 1))[:length]


def _seconds(text: str) -> float:
    began = process_time()
    read(text, published=ON)
    return process_time() - began


def _grows_with_length(piece: str, short: int, factor: int) -> None:
    """Cost per character: bounded, and no higher for the long text than for the short one, as far as clocks tell."""
    few = min(_seconds(_text(piece, short)) for _ in range(2))
    many = _seconds(_text(piece, short * factor))
    assert many < 100e-6 * short * factor, f"{piece!r}: {many:.2f} s for {short * factor} characters"
    assert many < 2.5 * factor * few + 0.05, f"{piece!r}: {few * 1000:.0f} ms, then {many * 1000:.0f} ms for {factor}x"


@pytest.mark.parametrize("piece", PIECES)
def test_time_grows_with_the_length(piece: str) -> None:
    _grows_with_length(piece, 1_000, 4)


@pytest.mark.slow
@pytest.mark.parametrize("piece", PIECES)
def test_time_grows_with_the_length_of_long_texts_too(piece: str) -> None:
    _grows_with_length(piece, 20_000, 8)


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["火", "1", "（", "。", "的", "\u200b", "18日", "上午，", "29人死亡", "北京市"])
def test_a_megabyte_of_one_piece_is_read_in_time(piece: str) -> None:
    _grows_with_length(piece, 125_000, 8)


def _holds(said: Statement, text: str) -> None:
    """What is given back stands in the text, in order, and can be written."""
    for found in (*said.times, *said.places, *said.tolls):
        assert 0 <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.text
    for kind in (said.times, said.places, said.tolls):
        starts = [found.start for found in kind]
        assert starts == sorted(starts)
    for toll in said.tolls:
        assert toll.low >= 0
        assert toll.high is None or toll.high >= toll.low
    for time in said.times:
        low, high = time.moment.earliest, time.moment.latest
        assert low is None or high is None or low < high
    if said.onset is not None and ON is not None:
        assert not ON.surely_before(said.onset.moment)
    json.dumps(statement_json(said)).encode()


_MIXED = st.lists(
    st.one_of(
        st.sampled_from(PIECES),
        st.text(max_size=4),
        st.characters(categories=["Cs", "Cc", "Cf", "Nd", "No", "Zs"]),
        st.integers(0, 10**12).map(str),
    ),
    max_size=40,
).map("".join)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_MIXED)
def test_any_mixture_is_read_without_inventing(text: str) -> None:
    _holds(read(text, published=ON), text)


@pytest.mark.slow
@settings(max_examples=6000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_MIXED, st.one_of(st.none(), st.just("2023-04-19"), st.just("1988-04-10 08:00"), st.just("2024-02-29")))
def test_many_mixtures_are_read_without_inventing(text: str, on: str | None) -> None:
    said = read(text, published=published(on or ""), home="350200")
    for found in (*said.times, *said.places, *said.tolls):
        assert text[found.start : found.end] == found.text


NOTICE = "4月18日12时57分许，丰台区一医院发生火灾，截至19日9时，29人死亡，39人受伤。"
DAMAGED = [
    ("control characters", "\x00".join(NOTICE)),
    ("a half surrogate", NOTICE.replace("火灾", "火\ud83d灾")),
    ("markup", NOTICE.replace("，", "，<b class='x'>").replace("。", "</b>&nbsp;。")),
    ("mixed scripts", NOTICE.replace("医院", "ἰατρεῖον больница 병원")),
    ("pinyin put in", NOTICE.replace("发", "发(fā)").replace("死", "死(sǐ)")),
    ("digits stripped", "".join(c for c in NOTICE if not c.isdigit())),
    ("digits of other scripts", NOTICE.translate({ord("0") + n: 0x660 + n for n in range(10)})),
    ("a byte order mark in each word", NOTICE.replace("人", "人\ufeff")),
    ("reversed", NOTICE[::-1]),
    ("every second character lost", NOTICE[::2]),
]


@pytest.mark.parametrize(("damage", "text"), DAMAGED, ids=[name for name, _ in DAMAGED])
def test_damage_gives_fewer_findings_and_no_wrong_ones(damage: str, text: str) -> None:
    said = read(text, published=ON)
    _holds(said, text)
    whole = read(NOTICE, published=ON)
    figures = {(toll.kind, toll.low, toll.high) for toll in said.tolls}
    if damage not in ("reversed", "every second character lost"):
        assert figures <= {(toll.kind, toll.low, toll.high) for toll in whole.tolls}
        assert {t.moment for t in said.times if t.role == "occurred"} <= {t.moment for t in whole.times}
