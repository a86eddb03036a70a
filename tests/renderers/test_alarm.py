"""Alarms in words: golden in both languages, the user's own templates, and nothing from a page steers them.

``UPDATE_GOLDEN=1`` writes the golden files anew; read them before you keep them.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.core.alarm import Alarm, News
from monitor.core.coverage import Hole
from monitor.core.verdict import judge_all
from monitor.core.wording import STATUS
from monitor.renderers.alarm import LANGUAGES, NEWS, Body, body, feed_row, trial_body, words
from tests.building import at, dossier, instrument, place_name
from tests.renderers import golden

NOW = "2023-04-18 20:00"


def said(news: News, *, name: str = "滨江市化工厂爆炸", old: str = "pending", new: str = "none_found") -> Body:
    changed = news in (News.CLOSED, News.MET, News.CHANGED)
    case = dossier(name=name, as_of="2023-04-20 20:00" if changed else NOW)
    verdicts = judge_all([instrument()], case)
    alarm = Alarm(
        f"k:{news.value}", news, (news.value,), at("2023-04-18 19:00"), case.id, ("gb61-press-24h",),
        "press_conference", old if changed else "", new if changed else "", verdicts[0].deadline,
        timedelta(hours=6) if news is News.DUE_SOON else None,
        (Hole(at("2023-04-18 16:00"), at("2023-04-18 19:00"), "binjiang-news", "failed:timeout"),)
        if news is News.BLIND else (),
    )  # fmt: skip
    if news is News.TEST:
        return trial_body(at(NOW))
    rows = [feed_row(feed="binjiang-news", name="滨江发布", last_good=at("2023-04-17 08:00"), failures={"timeout": 3})]
    if news is News.FEED_TROUBLE:
        return body(Alarm("feeds:2023-04-18", news, (news.value,), at(NOW)), noticed_at=at(NOW), feeds=rows)
    return body(
        alarm, noticed_at=at(NOW), dossier=case, verdicts=verdicts, place_name=place_name,
        page="http://127.0.0.1:8001/incidents/i-1", why={"zh": "为什么。", "en": "Why."} if news is News.MET else None,
    )  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_of_news_in_words(lang: str) -> None:
    parts = []
    for news in News:
        new = {News.MET: "met", News.CHANGED: "late"}.get(news, "unobserved")
        title, text = words(said(news, new=new), lang, own={})
        parts.append(f"== {title}\n{text}\n")
    golden.check(f"alarms/{lang}.txt", "\n".join(parts).encode())


@pytest.mark.parametrize("status", ["unobserved", "undetermined", "disputed"])
def test_a_window_we_could_not_see_is_never_said_to_be_unmet(status: str) -> None:
    for lang in LANGUAGES:
        title, _ = words(said(News.CLOSED, new=status), lang, own={})
        assert STATUS[status][0 if lang == "zh" else 1] in title
        assert "✗" not in title


def test_an_outcome_that_is_no_longer_so_is_not_explained_by_the_present_one() -> None:
    assert said(News.CLOSED, new="unobserved")["why"]["zh"].startswith("监测不足")
    assert said(News.CLOSED, new="late")["why"] == {"zh": "", "en": ""}


def test_the_users_template_is_taken_for_one_kind_or_for_all() -> None:
    own = {"closed.zh": "{{ incident.name }}！\n{{ why.zh }}", "en": "{{ news }}\nall"}
    assert words(said(News.CLOSED), "zh", own=own)[0] == "滨江市化工厂爆炸！"
    assert words(said(News.MET), "en", own=own) == ("met", "all")
    assert words(said(News.MET), "zh", own=own)[0].startswith("✓")


@pytest.mark.parametrize("wrong", ["{{ nothing.at.all }}", "{{ 1 / 0 }}", "{{ incident.name.no() }}"])
def test_a_template_that_fails_gives_the_packaged_words_and_says_so(wrong: str) -> None:
    title, text = words(said(News.CLOSED), "zh", own={"zh": wrong})
    assert title.startswith("✗ 时限已过")
    assert "模板有误" in text


def test_what_a_page_says_does_not_steer_a_chat() -> None:
    title, text = words(said(News.CLOSED, name="爆炸\n\x1b[31m\u202e{{ 7*7 }}\r\n@all"), "zh", own={})
    assert "{{ 7*7 }}" in title
    assert not {"\x1b", "\u202e", "\r", "\n"} & set(title)
    assert "\x1b" not in text


def test_a_repetition_says_so_in_both_languages() -> None:
    assert "可能重复" in words(said(News.MET), "zh", own={}, repeated=True)[1]
    assert "may be a repetition" in words(said(News.MET), "en", own={}, repeated=True)[1]


def test_every_kind_of_news_has_a_name() -> None:
    assert set(NEWS) == {news.value for news in News}
