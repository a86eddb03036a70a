"""One text read whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.incident import Grade
from monitor.core.moment import Basis, Moment
from monitor.core.statement import Harm, Role, Statement
from monitor.text.read import read

PUBLISHED = Moment(datetime(2024, 3, 6, 2, tzinfo=UTC), datetime(2024, 3, 6, 2, 1, tzinfo=UTC), Basis.VISIBLE)

NOTICE = (
    "3月5日14时20分许，丰台区青云路长宁医院门诊楼发生火灾。接报后，消防、公安、卫健等部门立即赶赴现场处置，"
    "15时10分明火被扑灭，疏散转移患者71人。截至5日22时，事故造成12人死亡、8人受伤。"
    "公安机关已对医院负责人王某等3人刑事拘留，事故原因正在调查中。"
)


def test_a_notice_gives_its_incident_whole() -> None:
    statement = read(NOTICE, title="情况通报", published=PUBLISHED, home="110000")
    assert statement.incident_type == "事故灾难/火灾"
    assert statement.onset is not None
    assert statement.onset.moment.contains(datetime(2024, 3, 5, 6, 20, tzinfo=UTC))
    assert statement.place is not None
    assert "110106" in statement.place.candidates
    assert (statement.grade.value, statement.grade.basis) == (Grade.MAJOR, "derived")
    assert statement.roles[0].role is Role.AUTHORITATIVE_INFO
    assert "长宁医院" in statement.names
    tolls = {t.kind: (t.low, t.high) for t in statement.tolls}
    assert tolls == {Harm.DEAD: (12, 12), Harm.INJURED: (8, 8), Harm.EVACUATED: (71, 71)}


def test_the_figures_carry_their_as_of() -> None:
    statement = read(NOTICE, published=PUBLISHED)
    dead = next(t for t in statement.tolls if t.kind is Harm.DEAD)
    assert dead.as_of is not None
    assert dead.as_of.overlaps(Moment(datetime(2024, 3, 5, 14, tzinfo=UTC), datetime(2024, 3, 5, 14, 1, tzinfo=UTC)))


def test_all_offsets_refer_to_the_text_as_given() -> None:
    text = NOTICE.replace("12人", "１２人")
    statement = read(text, title="情况通报", published=PUBLISHED)
    for found in (*statement.times, *statement.places, *statement.tolls):
        assert text[found.start : found.end] == found.text


def test_a_stated_grade_beats_the_figures() -> None:
    statement = read(NOTICE + "该起事故被认定为特别重大火灾事故。", published=PUBLISHED)
    assert (statement.grade.value, statement.grade.basis) == (Grade.EXTREME, "stated")


def test_missing_persons_count_towards_the_grade_of_an_emergency() -> None:
    statement = read("3月5日，某露天煤矿发生坍塌，6人死亡、47人失联。", published=PUBLISHED)
    assert (statement.grade.value, statement.grade.basis) == (Grade.EXTREME, "derived")
    statement = read("3月5日，某露天煤矿发生坍塌，2人死亡、2人失联。", published=PUBLISHED)
    assert (statement.grade.value, statement.grade.basis) == (None, "none")


def test_the_latest_figure_gives_the_grade() -> None:
    text = "3月5日8时，一厂房发生爆炸。截至5日9时，2人死亡。截至5日20时，3人死亡。"
    assert read(text, published=PUBLISHED).grade.value is Grade.LARGE


@pytest.mark.parametrize(
    "text",
    [
        "3月5日，市应急管理局举行地震应急演练，模拟6级地震。",
        "今年以来，全市共发生火灾312起，死亡12人，同比下降。",
        "市气象台3月5日发布暴雨红色预警信号。",
        "市政府召开安全生产工作会议。",
        "",
    ],
)
def test_a_text_about_no_incident_has_no_onset_place_or_grade(text: str) -> None:
    statement = read(text, published=PUBLISHED, home="110000")
    assert (statement.incident_type, statement.onset, statement.place) == (None, None, None)
    assert (statement.grade.value, statement.grade.basis) == (None, "none")
    assert statement.roles[0].role is Role.MENTION


def test_a_conference_that_was_held_tells_when() -> None:
    text = "3月6日上午9时，丰台区政府召开新闻发布会，通报医院火灾事故救援情况，火灾已造成12人死亡。"
    statement = read(text, published=PUBLISHED.shift(timedelta(hours=8)))
    assert statement.roles[0].role is Role.PRESS_CONFERENCE
    assert statement.held is not None
    assert statement.held.overlaps(Moment(datetime(2024, 3, 6, 1, tzinfo=UTC), datetime(2024, 3, 6, 1, 1, tzinfo=UTC)))


def test_a_conference_to_come_has_not_been_held() -> None:
    text = "丰台区政府将于3月6日20时召开新闻发布会，通报医院火灾事故救援情况。"
    statement = read(text, published=PUBLISHED)
    assert statement.roles[0].role is Role.PRESS_CONFERENCE_NOTICE
    assert statement.held is None


def test_without_a_publication_time_nothing_is_invented() -> None:
    statement = read("昨日发生火灾，2人死亡。")
    assert isinstance(statement, Statement)
    assert statement.onset is None or statement.onset.moment.earliest is None


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert isinstance(read(text, published=PUBLISHED), Statement)


@pytest.mark.parametrize(
    "piece", ["1", "死", "1人、", "一家三", "被", "没有人员", "G7", "将于", "“4·", "损失", "\ud800", "(fā)"]
)
def test_long_monotonous_text_is_read_in_bounded_time(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    assert isinstance(read(text, published=PUBLISHED), Statement)
