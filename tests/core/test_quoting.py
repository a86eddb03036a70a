"""Quotation marks inside quotation marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.quoting import quoted
from monitor.core.reasons import tell, without

MARKS = {"zh": {"「": "」", "『": "』"}, "en": {"“": "”", "‘": "’"}}


@pytest.mark.parametrize(
    ("words", "lang", "said"),
    [
        ("现场浓烟", "zh", "「现场浓烟」"),
        ("现场浓烟", "en", "“现场浓烟”"),
        ("举行“6·10”发布会", "zh", "「举行“6·10”发布会」"),
        ("举行“6·10”发布会", "en", "“举行‘6·10’发布会”"),
        ("关于「平安行动」的通报", "zh", "「关于『平安行动』的通报」"),
        ("关于「平安行动」的通报", "en", "“关于‘平安行动’的通报”"),
        ("“市长说‘属实’”", "en", "“‘市长说“属实”’”"),
        ("「甲『乙』」", "zh", "「『甲「乙」』」"),
        ("the mayor’s “answer”", "en", "“the mayor’s ‘answer’”"),
        ("标题被切断的“6·1", "en", "“标题被切断的‘6·1”"),
    ],
)
def test_the_inner_marks_are_of_the_other_kind(words: str, lang: str, said: str) -> None:
    assert quoted(words, lang) == said


@given(st.recursive(st.sampled_from(["甲", ""]), lambda inner: st.builds("x“{}”y".format, inner), max_leaves=4))
def test_what_is_opened_is_closed_and_only_the_outermost_marks_are_of_the_outer_kind(words: str) -> None:
    deep = words.replace("“", "「").replace("”", "」")
    for lang, text in (("en", words), ("zh", deep)):
        said, kinds = quoted(text, lang), list(MARKS[lang])
        opened: list[str] = []
        for sign in said:
            if sign in kinds:
                assert sign == kinds[min(len(opened), 1)]
                opened.append(sign)
            elif sign in MARKS[lang].values():
                assert sign == MARKS[lang][opened.pop()]


def test_a_reason_that_holds_a_name_is_quoted_once_more() -> None:
    reason = tell("dated_name", name="6·10")
    assert without(reason) == "若无「名称含“6·10”」"
    assert without(reason, "en") == "without “the name holds the date ‘6·10’”"
