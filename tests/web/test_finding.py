"""Searching on the pages: what the full-text index finds, where the words stand, and what is left out."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from monitor.jobs import search
from monitor.store.search import indexed_to
from monitor.store.wire import stamp
from monitor.web import finding
from tests.web.site import Pages, digest, pages

ID = "i-20261120-620102-1"


@pytest.fixture(scope="module", params=["indexed", "not yet"])
def shown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """What the writer has indexed, and what it has not come to yet: the pages find the same."""
    with pages(tmp_path_factory.mktemp("finding") / "here") as made:
        if request.param == "indexed":
            assert search.index(made.here.here) > 0
        yield made


def asked(shown: Pages, words: str, lang: str = "zh") -> str:
    return shown.text(f"/search?q={quote(words)}&lang={lang}")


def test_search_finds_incidents_and_pages(shown: Pages) -> None:
    text = asked(shown, "东岗化工厂")
    assert f'href="/incidents/{ID}?lang=zh"' in text
    assert "<mark>东岗化工厂</mark>" in text
    assert "可能还有更早的" not in text
    assert "没有找到" in asked(shown, "此词无处可寻")


def test_two_characters_are_found_where_they_stand_and_all_words_have_to(shown: Pages) -> None:
    assert "市政府召开<mark>常务</mark>会议" in asked(shown, "常务")
    both = asked(shown, "爆炸 城关区")
    assert "<mark>爆炸</mark>" in both
    assert "<mark>城关区</mark>" in both
    assert "<mark>" not in asked(shown, "常务 爆炸")


def test_a_page_found_names_the_incident_that_shows_it(shown: Pages) -> None:
    _, _, text = asked(shown, "东岗化工厂").partition('id="pages"')
    assert f'事件：<a href="/incidents/{ID}?lang=zh">' in text


def test_markup_of_the_world_stays_words_when_it_is_marked(shown: Pages) -> None:
    text = asked(shown, "script")
    assert "&lt;<mark>script</mark>&gt;alert(1)" in text
    assert "<script>alert" not in text


@pytest.mark.parametrize("words", ["%", "'", '"', "* OR", "() -", "🙂", "%25%27", "-", "NEAR(", "title:爆炸"])
def test_words_that_are_none_or_look_like_a_query_find_no_page_and_break_nothing(shown: Pages, words: str) -> None:
    text = asked(shown, words)
    assert 'id="pages"' not in text
    assert "<mark>" not in text


def test_searching_never_indexes(shown: Pages) -> None:
    known, before = indexed_to(shown.here.here.store), digest(shown.here.where.storage)
    asked(shown, "爆炸")
    assert indexed_to(shown.here.here.store) == known
    assert digest(shown.here.where.storage) == before


def test_what_was_recorded_later_is_not_found_earlier(shown: Pages) -> None:
    assert "没有找到" in shown.text(f"/search?q={quote('化工厂')}&as_of=2026-11-19")


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "只列出最近的 50 页，可能还有更早的"), ("en", "The latest 50 pages are listed")]
)
def test_more_than_one_page_holds_is_said(many: Pages, lang: str, words: str) -> None:
    text = asked(many, "暴雨", lang)
    assert text.count("<mark>暴雨</mark>") == 2 * finding.MOST
    assert words in text
    assert "第59号" in text
    assert "第9号" not in text


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    with pages(tmp_path_factory.mktemp("many") / "here", empty=True) as made:
        for number in range(60):
            made.here.here.store.save_article(
                {
                    "url": f"https://a.example/{number}", "feed": "gov", "capture": f"c{number}", "parser": "auto",
                    "title": f"第{number}号暴雨预警", "source": None, "text": "预计有暴雨。", "reading": "{}",
                    "statement": "{}", "relevant": 0, "problem": "", "recorded_at": stamp(made.here.clock()),
                }
            )  # fmt: skip
        yield made


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [("发生５.２级地震", "5.2级", ["５.２级"]), ("地震灾害", "地震 地震灾", ["地震灾"]), ("", "火灾", []),
     ("火灾", "%", []),
     ("the WHO, whole", "who", ["WHO", "who"]), ("GB18030", "18030", []), ("情况……火灾…", "火灾", ["火灾"]),
     ("㎡㎡", "m2", ["㎡"]), ("火灾火灾", "火灾", ["火灾", "火灾"]), ("a/b", "/b", ["/b"])],
)  # fmt: skip
def test_the_words_are_marked_as_the_search_compares_them(text: str, words: str, marked: list[str]) -> None:
    pieces = finding.parted(text, words)
    assert [piece for piece, hit in pieces if hit] == marked
    assert "".join(piece for piece, _ in pieces) == text
