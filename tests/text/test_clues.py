"""What a text must hold for a pattern to match: worked out of the pattern, and found in the text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import _role_words, _toll_words, _type_words
from monitor.text._clues import Clue, held_by, needed
from monitor.text._patterns import as_written, compiled
from monitor.text._type_kinds import KINDS


@pytest.mark.parametrize(
    ("pattern", "strings"),
    [
        ("火灾|(?:已经)?爆[炸燃]", "火灾 爆炸 爆燃"),
        ("(?<!未)坍塌(?!隐患)", "坍塌"),
        ("房屋[^，。]{0,9}(?:倒塌|垮塌)", "房屋"),
        ("发生[^，。]{0,9}(?:倒塌|垮塌)", "倒塌 垮塌"),  # a common word tells less than two rare ones
        ("调查报告", "查报"),  # from one word into the next
        ("被?撞[伤死]", "撞伤 撞死"),
        ("[1-3]+起|[三四]{2,3}+名", "1起 2起 3起 三名 四名"),
        (r"[^，]\d死\.甲*|伤", "死. 伤"),
        ("(?P<x>震|(?:山|林)火)$", "震 山火 林火"),
        (r"甲\n乙|丙。丁", "甲 丙"),  # not over what may part a title from its text
    ],
)
def test_every_match_holds_one_of_the_clues(pattern: str, strings: str) -> None:
    assert needed(pattern) == set(strings.split())


@pytest.mark.parametrize(
    "pattern", ["火?", "[^，]+", r"\d|火", "(?:火|)", "(?=火)", ".", "[一-鿿]{2}", "(?i:a)", "火)", "(?:火"]
)
def test_nothing_is_told_of_a_pattern_that_need_hold_nothing(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"need hold nothing|is a form"):
        needed(pattern)


@pytest.mark.parametrize("before", ["", "甲", "😀", "\ud800", "甲\n"])
@pytest.mark.parametrize("after", ["", "乙", "乙丙", "𠀀"])
def test_a_clue_is_found_wherever_it_stands(before: str, after: str) -> None:
    pair, single = Clue(compiled("鼍鼋")), Clue(compiled("鼋"))
    found = held_by(f"{before}鼍鼋{after}")
    assert pair.among(found)
    assert single.among(found)
    assert not pair.among(held_by(f"{before}鼋鼍{after}"))


_PIECES = (
    "火灾|坍塌|发生|公安|系|不实|信息|3|人|死亡|2|名|爆炸|直接经济损失|元|，|。|网传|被|车|撞|现场|疫情|《|》解读|受伤"
    "|万|侧翻|夫妻|双双|遇难|无|伤亡"
)
_RULES: list[re.Pattern[str]] = [
    _role_words.REFUTATION, _role_words.INTERPRETATION, _toll_words.NOBODY, _toll_words.LOSS, _toll_words.FAMILY,
    _type_words.NAMED, _type_words.UNSPECIFIED, _type_words.OCCURRENCE, *(kind.verbs for kind in KINDS),
]  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES.split("|")), max_size=12).map("".join))
def test_no_rule_matches_where_its_clues_are_not_found(text: str) -> None:
    for rule in _RULES:
        for found in rule.finditer(text):
            assert any(string in found[0] for string in needed_by(rule)), (rule.pattern[:40], found[0])


_known: dict[str, frozenset[str]] = {}


def needed_by(rule: re.Pattern[str]) -> frozenset[str]:
    if rule.pattern not in _known:
        _known[rule.pattern] = needed(rule.pattern)
    return _known[rule.pattern]


def test_a_pattern_that_passes_over_the_case_of_letters_has_no_clues() -> None:
    for pattern in (re.compile("(?i)dead"), as_written("dead", re.IGNORECASE)):
        with pytest.raises(ValueError, match="case of letters"):
            Clue(pattern)
