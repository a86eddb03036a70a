"""Every value that people may see has words in both languages, and no words stand for nothing."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Mapping
from enum import Enum
from pathlib import Path

import pytest

from monitor import text
from monitor.core import applies, verdict, wording
from monitor.core.dossier import Authority
from monitor.core.feed import Outcome
from monitor.core.incident import Grade
from monitor.core.instrument import ClockStart, Duty, Strength
from monitor.core.moment import Basis
from monitor.core.statement import Harm, Role
from monitor.core.timeline import EntryKind
from monitor.core.verdict import Status
from monitor.core.wording import Phrase, say, say_type

TABLES = {name: table for name, table in vars(wording).items() if name.isupper()}


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (wording.STATUS, Status),
        (wording.DUTY_STATUS, Status),
        (wording.DUTY, Duty),
        (wording.ROLE, Role),
        (wording.CLOCK, ClockStart),
        (wording.HARM, Harm),
        (wording.ENTRY, EntryKind),
        (wording.GRADE, Grade),
        (wording.STRENGTH, Strength),
        (wording.BASIS, Basis),
    ],
)
def test_a_table_has_exactly_the_values_of_its_enum(table: Mapping[str, Phrase], values: type[Enum]) -> None:
    assert set(table) == {each.value for each in values}


def test_authorities_are_said_by_name() -> None:
    assert set(wording.AUTHORITY) == {each.name for each in Authority}


def test_each_fetch_outcome_can_be_said() -> None:
    assert {each.value for each in Outcome} <= set(wording.OUTCOME)


def reasons() -> set[str]:
    """Reason keys written in the code of judgement."""
    found: set[str] = set()
    for module in (applies, verdict):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            match node:
                case ast.Call(func=ast.Name(id="Finding" | "Applicability"), args=[_, ast.AST() as second, *_]):
                    found |= strings(second)
                case ast.keyword(arg="reason", value=value):
                    found |= strings(value)
                case ast.Tuple(elts=[ast.Attribute(value=ast.Name(id="Applies")), ast.Constant(value=str(word))]):
                    found.add(word)
                case ast.Call(func=ast.Attribute(value=ast.Name(id="doubts"), attr="append"), args=[argument]):
                    found |= strings(argument)
    return found


def strings(node: ast.AST) -> set[str]:
    """The words an expression may give: itself, or both branches of a choice."""
    match node:
        case ast.Constant(value=str(word)):
            return {word}
        case ast.IfExp(body=body, orelse=orelse):
            return strings(body) | strings(orelse)
    return set()


def test_each_reason_that_judgement_gives_can_be_said() -> None:
    assert {"in_time", "grade_unknown", "other_place", "binds", "doubtful_answer"} <= reasons()
    assert reasons() <= set(wording.REASON)


@pytest.mark.parametrize("name", TABLES)
def test_each_phrase_is_whole_in_both_languages(name: str) -> None:
    for key, (chinese, english) in TABLES[name].items():
        assert chinese.strip() == chinese, key
        assert english.strip() == english, key
        assert chinese, key
        assert english, key
        assert not chinese.endswith("。"), key
        assert not english.endswith("."), f"{key}: a phrase is part of a sentence"
        assert english.isascii(), key


def test_an_unknown_key_is_shown_as_it_is() -> None:
    assert say(wording.STATUS, "never_heard_of", "zh") == "never_heard_of"


def test_each_type_that_texts_are_read_as_can_be_said() -> None:
    named = re.compile(r"\"((?:事故灾难|自然灾害|公共卫生|社会安全|政务舆情)/[^\"/ ]+)\"")
    sources = [path.read_text("utf-8") for path in Path(text.__path__[0]).glob("*type*.py")]
    found = {part for source in sources for kind in named.findall(source) for part in kind.split("/")}
    assert "火灾" in found
    assert found <= set(wording.TYPE)


def test_a_type_is_said_part_by_part() -> None:
    assert say_type("事故灾难/火灾", "en") == "accident/fire"
    assert say_type("事故灾难/没听过", "en") == "accident/没听过"
    assert say_type("事故灾难/火灾", "zh") == "事故灾难/火灾"
