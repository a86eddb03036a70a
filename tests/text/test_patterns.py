"""Patterns for both widths of punctuation, and the guard before long lists of alternatives."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

import monitor.text
from monitor.text import _role_words, _toll_words, _type_words
from monitor.text._patterns import _Later, any_of, as_written, both_widths, compiled, guarded


@pytest.mark.parametrize(
    ("pattern", "text", "end"),
    [
        ("火灾[^，。]{0,9}", "火灾,死亡", 2),
        ("火灾[^，。]{0,9}", "火灾，死亡", 2),
        ("火灾[^，。,]{0,9}", "火灾,死亡", 2),
        ("通报：", "通报:", 3),
        (r"\\（", "\\(", 2),
        ("[^；]+", "甲;乙", 1),
        ("[]；]+", "];", 2),
    ],
)
def test_a_rule_holds_for_both_widths_of_punctuation(pattern: str, text: str, end: int) -> None:
    found = compiled(pattern).match(text)
    assert found is not None
    assert found.end() == end


@pytest.mark.parametrize(
    ("pattern", "heads"),
    [
        ("火灾|爆炸", "火爆"),
        ("(?:山|林)火|(?P<x>洪)水", "山林洪"),
        ("被?撞", "被撞"),
        ("(?<!未)发生|(?:已|均)?死亡", "发已均死"),
        ("[0-9一二]+人|x{0,2}y", "0-9一二xy"),
        (r"\d+死|\(伤", r"\d\("),
    ],
)
def test_the_guard_knows_with_what_a_match_can_begin(pattern: str, heads: str) -> None:
    assert guarded(pattern) == f"(?=[{heads}])(?:{pattern})"


@pytest.mark.parametrize("pattern", ["火?", "[^，]火", ".火", "火|", r"\w火", "(?=火)"])
def test_no_guard_is_put_where_a_match_can_begin_with_anything(pattern: str) -> None:
    with pytest.raises(ValueError, match="first character"):
        guarded(pattern)


_PIECES = "火灾|局|公安|通报|，|,|3|人|死亡|29|名|爆炸|网友|称|消防|。|：|致|翻车|现场|疫情防控|不治|受伤|、|起火"
_WORDS = st.sampled_from(_PIECES.split("|"))


@given(st.lists(_WORDS, max_size=30).map("".join))
def test_the_guard_loses_no_match(text: str) -> None:
    """Taken away again, the same is found at the same places."""
    for pattern in (_role_words.AUTHORITY, _role_words.COMMENT, _type_words.LOOKALIKE, _toll_words.TOKENS):
        bare = re.compile(re.sub(r"^\(\?=\[(?:\\.|[^\]\\])*\]\)", "", pattern.pattern))
        assert [m.span() for m in bare.finditer(text)] == [m.span() for m in pattern.finditer(text)]


def test_widening_twice_changes_nothing_more() -> None:
    once = both_widths("[^，。；]{0,4}：（甲）")
    assert both_widths(once) == once


def test_every_rule_can_be_compiled() -> None:
    """They are compiled when they are first used: a slip in one would come to light on somebody's page."""
    modules = [import_module(f"monitor.text.{one.name}") for one in pkgutil.iter_modules(monitor.text.__path__)]
    rules = [rule for module in modules for rule in vars(module).values() if isinstance(rule, _Later)]
    assert len(rules) > 200
    assert all(isinstance(rule.groups, int) for rule in rules)


def test_a_pattern_that_is_compiled_later_is_like_any_other() -> None:
    later, now = as_written(r"(?P<x>\d)死"), re.compile(r"(?P<x>\d)死")
    assert (later.pattern, later.flags, later.groupindex) == (now.pattern, now.flags, now.groupindex)
    assert later.sub(r"\g<x>", "3死") == now.sub(r"\g<x>", "3死") == "3"
    with pytest.raises(AttributeError):
        later.no_such_method  # type: ignore[attr-defined]  # noqa: B018


def test_any_of_several_is_found_where_one_of_them_is() -> None:
    both = any_of(compiled("火灾|爆炸"), compiled("：死"))
    assert [both.search(text) is not None for text in ("爆炸", ":死", "火死")] == [True, True, False]
