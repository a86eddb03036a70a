"""Pages that are surely about no incident are told without reading them, and never one that is about one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.made_year import EVERYDAY, USUAL
from benchmarks.routine import notices
from monitor.core.linking import speaks_of_incident
from monitor.core.moment import Moment
from monitor.jobs.answers import tell
from monitor.store.wire import said_in
from monitor.text.framing import Frame, read_framed, surely_none

AT = datetime(2025, 6, 10, 8, 0, tzinfo=UTC)
OFFICE = Frame(Moment(AT, AT + timedelta(minutes=1)), "320500", "苏州市人民政府")
MEDIUM = Frame(Moment(None, AT), None, None)
TELLING = (
    "6月10日8时许，某小区发生火灾，造成2人死亡。", "目前，已有3人受伤送医。", "网传消息不实，请勿传播。",
    "“6·10”事故调查组召开会议。", "关于6.10事故的情况说明", "嫌疑人已被抓获。", "经查，系谣言。",
    "《某办法》政策解读", "现将有关情况通报如下。", "直接经济损失约200万元。", "12户房屋倒塌。", "记者会上通报了情况。",
    "“6·10”座谈会召开。", "警情通报", "情况通报（二）", "调查组成立", "失联人员已找到。",
    "就网民反映的问题，我局高度重视，正在调查核实。",
)  # fmt: skip
PLAIN = tuple(text for _, text in EVERYDAY) + USUAL
SOURCES = st.sampled_from([None, "苏州市人民政府", "“6·10”火灾事故调查组", "新华社"])


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([title for title, _ in EVERYDAY] + list(TELLING)),
    st.lists(st.sampled_from(PLAIN + TELLING), min_size=1, max_size=5), SOURCES, st.sampled_from([OFFICE, MEDIUM]),
)  # fmt: skip
def test_whatever_has_a_mark_of_an_incident_is_read(
    title: str, sentences: list[str], source: str | None, frame: Frame
) -> None:
    text = "".join(sentences)
    said = read_framed(title, text, source, frame)
    if speaks_of_incident(title, said, official=frame.office is not None):
        assert not surely_none(title, text, source, frame)


def test_everyday_pages_are_mostly_left_unread_and_lookalikes_too_where_nothing_happened() -> None:
    unread = [surely_none(title, text, None, OFFICE) for title, text in EVERYDAY]
    assert all(unread)
    routine = [surely_none(one.title, one.text, None, OFFICE) for one in notices(200, [("320500", AT)])]
    assert sum(routine) > 120


@pytest.mark.parametrize("text", [EVERYDAY[0][1], "6月10日8时许，某小区发生火灾，造成2人死亡。"])
def test_what_was_left_unread_reads_the_same_when_somebody_asks(text: str) -> None:
    told = tell("一则消息", text, None, OFFICE)
    row = {"title": "一则消息", "text": text, "source": None, "statement": told.written}
    assert told.relevant == ("火灾" in text)
    assert said_in(row) == read_framed("一则消息", text, None, OFFICE)
