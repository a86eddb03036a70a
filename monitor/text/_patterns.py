"""The patterns of the word rules, made so that they hold for full-width and half-width punctuation alike.

The rules are written with the punctuation of Chinese print. Pages mix both, and what `repair.normalise`
gives has the half-width forms only: a rule that must not reach over ， must not reach over , either.

Each is compiled when it is first used: all of them together take a third of a second, and a command that reads
no text, or everyday texts only, needs few.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, cast

_HALF: Final = dict(zip("，；：！？（）", ",;:!?()", strict=True))
_PIECE: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[，；：！？（）]", re.DOTALL)


def both_widths(pattern: str) -> str:
    """The pattern with each mark of full-width punctuation standing for its half-width form too.

    >>> both_widths("[^，。]{0,4}：")
    '[^，。,]{0,4}[：:]'
    """
    return _PIECE.sub(_widened, pattern)


def _widened(found: re.Match[str]) -> str:
    piece = found[0]
    if piece in _HALF:
        return f"[{piece}{_HALF[piece]}]"
    if piece[0] != "[":
        return piece
    missing = "".join(half for full, half in _HALF.items() if full in piece and half not in piece)
    return f"{piece[:-1]}{missing}]"


class _Later:
    """Stands for a pattern until it is used, and behind its methods from then on."""

    def __init__(self, source: Callable[[], str], flags: re.RegexFlag) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name == "pattern":  # what others are made of need not be compiled itself
            found: Any = self._source()
        elif name == "flags":
            found = self._flags | re.UNICODE
        elif name == "_made":
            found = re.compile(self.pattern, self._flags)
        elif name.startswith("__"):
            raise AttributeError(name)
        else:
            found = getattr(self._made, name)
        self.__dict__[name] = found
        return found


_NO_FLAG: Final = re.RegexFlag(0)


def _later(source: Callable[[], str], flags: re.RegexFlag = _NO_FLAG) -> re.Pattern[str]:
    return cast(re.Pattern[str], _Later(source, flags))


def compiled(pattern: str, flags: re.RegexFlag = _NO_FLAG) -> re.Pattern[str]:
    """As re.compile, for both widths of punctuation; a list of alternatives gets a guard where it can have one."""
    return _later(lambda: both_widths(_guarded_where_it_can(pattern)), flags)


def as_written(pattern: str, flags: re.RegexFlag = _NO_FLAG) -> re.Pattern[str]:
    """As re.compile, for texts that are known to be normalised."""
    return _later(lambda: pattern, flags)


def any_of(*patterns: re.Pattern[str]) -> re.Pattern[str]:
    """A pattern that is found where one of these is."""
    return _later(lambda: guarded("|".join(one.pattern for one in patterns)))


def _guarded_where_it_can(pattern: str) -> str:
    if "|" in pattern and not pattern.startswith("(?="):
        with suppress(ValueError):  # a match can begin with any character
            return guarded(pattern)
    return pattern


ZERO_WIDTH: Final = re.compile(r"\(\?<?[=!]")
GROUP: Final = re.compile(r"\((?:\?:|\?P<\w+>)?(?!\?)")
CLASS: Final = re.compile(r"\[(\^?)(\]?(?:\\.|[^\]\\])*)\]", re.DOTALL)
_ANY: Final = "any"  # an atom that can be any character
_BRACKETS: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()]", re.DOTALL)
REPEAT: Final = re.compile(r"(?:(?P<none>[?*]|\{0?,\d*\}|\{0\})|\+|\{\d+(?:,\d*)?\})[?+]?")


def guarded(pattern: str) -> str:
    """The pattern behind a look at the first character alone, so that most positions are passed over at once.

    For long lists of alternatives, each of which would be tried at every position.

    >>> guarded("火灾|(?:爆|闪)燃")
    '(?=[火爆闪])(?:火灾|(?:爆|闪)燃)'

    Raises:
        ValueError: a match can be empty, or begin with any character.
    """
    heads, empty, at = _heads(pattern, 0)
    if empty or _ANY in heads or at != len(pattern):
        raise ValueError(f"no first character can be told of {pattern[:40]!r}")
    return f"(?=[{''.join(dict.fromkeys(heads))}])(?:{pattern})"


def _heads(pattern: str, at: int) -> tuple[list[str], bool, int]:
    """What alternatives from here to the closing bracket can begin with, whether one can be empty, and its end."""
    heads: list[str] = []
    any_empty, empty = False, True  # empty: nothing has been read yet in this alternative
    while at < len(pattern) and pattern[at] != ")":
        if pattern[at] == "|":
            any_empty, empty, at = any_empty or empty, True, at + 1
            continue
        found, can_be_empty, at = _atom(pattern, at)
        repeat = REPEAT.match(pattern, at)
        if repeat is not None:
            at, can_be_empty = repeat.end(), can_be_empty or repeat["none"] is not None
        if empty:
            heads += found
            empty = can_be_empty
    return heads, any_empty or empty, at


def _atom(pattern: str, at: int) -> tuple[list[str], bool, int]:
    """One literal, class or group: its first characters, whether it can be empty, and where it ends."""
    if ZERO_WIDTH.match(pattern, at):
        return [], True, closing(pattern, at)
    if (group := GROUP.match(pattern, at)) is not None:
        heads, empty, end = _heads(pattern, group.end())
        return heads, empty, end + 1
    if (found := CLASS.match(pattern, at)) is not None:
        return [_ANY if found[1] else found[2]], False, found.end()
    char = pattern[at]
    if char in "^$":
        return [], True, at + 1
    if char == "\\" and pattern[at + 1] in "dsn.+*?()[]|^$\\/-":
        return [pattern[at : at + 2]], False, at + 2
    if char == "\\":
        return [_ANY], False, at + 2
    return [_ANY if char in "[(.?*+{" else char], False, at + 1


def closing(pattern: str, at: int) -> int:
    """Where the group that opens here has ended; what stands in a class or behind a backslash opens nothing."""
    depth = 0
    for piece in _BRACKETS.finditer(pattern, at):
        depth += (piece[0] == "(") - (piece[0] == ")")
        if depth == 0:
            return piece.end()
    raise ValueError(f"a group of {pattern[at : at + 12]!r} is never closed")
