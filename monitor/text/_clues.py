"""Characters without which a pattern cannot match, and which of them a text holds: one look instead of fifty.

Of every pattern named in a `Clue`, pairs of neighbouring characters (or single ones) are worked out of which each
match must hold one: 火灾 or 爆炸 for ``火灾|(?:发生)?爆炸``. One pass over a text finds all that it holds of them. Most
texts of a government site hold few, so that most patterns need not be tried on them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, cached_property, lru_cache
from itertools import product
from typing import Final

from monitor.text._patterns import CLASS, GROUP, REPEAT, ZERO_WIDTH, closing

_MOST: Final = 300  # strings that are followed side by side through a pattern
_ALONE: Final = 40  # a single character stands in so many more texts than a telling pair
_COMMON: Final = 20  # and so does a pair of these
_FIGURE: Final = 4  # and a digit with a point
_EVERYDAY: Final = (
    "安全 部门 采取 出现 出台 传播 大量 发布 发生 工作 公安 公布 "
    "公共 供应 观看 规定 环境 环保 会议 活动 集体 建设 交通 进行 "
    "开展 联合 联系 面积 内容 情况 全面 社会 生产 施工 实施 使用 "
    "市场 事件 食品 通报 通知 网络 文件 信息 行动 宣传 学习 严重 "
    "影响 有关 造成 政策 政府 制定 重大 主要 住房 组织"
)
_COMMON_PAIRS: Final = frozenset(_EVERYDAY.split())
_WORD: Final = re.compile(r"[一-鿿]+(?![?*+{])")
_PARTS: Final = "\n。"  # may stand between a title and its text where there is none, so that no clue reaches over them
_clues: Final[list[Clue]] = []


class Clue:
    """What a text must hold of any of several patterns to be worth trying them.

    Raises:
        ValueError: one of them passes over the case of letters, so that its matches may hold others.
    """

    def __init__(self, *patterns: re.Pattern[str]) -> None:
        if any(pattern.flags & re.IGNORECASE for pattern in patterns):
            raise ValueError("a pattern that passes over the case of letters has no clues")
        self._patterns = patterns
        _clues.append(self)
        _wanted.cache_clear()
        held.cache_clear()

    @cached_property
    def strings(self) -> frozenset[str]:
        """The pairs and single characters.

        Raises:
            ValueError: a match need not hold any.
        """
        return frozenset().union(*(needed(pattern.pattern) for pattern in self._patterns))

    @cached_property
    def _numbers(self) -> frozenset[int]:
        return frozenset(map(_number, self.strings))

    def among(self, found: frozenset[int]) -> bool:
        """One of the patterns may match in the text of which this is what it is `held` to hold."""
        return not self._numbers.isdisjoint(found)


class Sought:
    """A pattern that is tried on no text without a clue of it."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self._clue = Clue(pattern)

    def search(self, text: str, found: frozenset[int]) -> re.Match[str] | None:
        """As the pattern's own; ``found`` is what the text, or one of which it is a part, is `held` to hold."""
        return self.pattern.search(text) if self._clue.among(found) else None

    def sub(self, by: str, text: str, found: frozenset[int]) -> str:
        """The same for replacing."""
        return self.pattern.sub(by, text) if self._clue.among(found) else text


def held_by(text: str) -> frozenset[int]:
    """All clues that a text holds, as numbers."""
    pairs, singles = _wanted()
    units = memoryview(f"{text}\n\n\n".encode("utf-16-le", "surrogatepass"))
    odd, even = (units[at : at + (len(units) - at & ~3)].cast("I") for at in (0, 2))
    found = pairs.intersection(odd) | pairs.intersection(even)
    return found.union([number for one, number in singles if one in text])


held = lru_cache(maxsize=4)(held_by)  # several rules ask for the same texts


@cache
def _wanted() -> tuple[frozenset[int], tuple[tuple[str, int], ...]]:
    """Pairs that any clue asks for, as numbers; and single characters, with theirs."""
    strings = frozenset[str]().union(*(clue.strings for clue in _clues))
    pairs = frozenset(_number(one) for one in strings if len(one) == 2)
    return pairs, tuple((one, _number(one)) for one in strings if len(one) == 1)


def _number(string: str) -> int:
    """Two characters as one number: so they need not be cut out of a text."""
    return ord(string) if len(string) == 1 else int(memoryview(string.encode("utf-16-le")).cast("I")[0])


def needed(pattern: str) -> frozenset[str]:
    """Pairs of characters, or single ones, of which every match of the pattern holds one at least.

    >>> sorted(needed("火灾|(?:发生)?爆[炸燃]")), sorted(needed("[一二]起|死(?!刑)"))
    (['火灾', '爆炸', '爆燃'], ['一起', '二起', '死'])

    Raises:
        ValueError: there are none.
    """
    _, strings, at = _read(pattern, 0)
    if strings is None or at != len(pattern):
        raise ValueError(f"a match of {pattern[:40]!r} need hold nothing that can be told")
    return strings


_Strings = frozenset[str] | None
_EMPTY: Final = frozenset({""})


def _read(pattern: str, at: int) -> tuple[_Strings, _Strings, int]:
    """Of the alternatives from here to the closing bracket: all that they match, where that is little; what each
    match holds one of; and their end."""
    whole: list[_Strings] = []
    holds: list[_Strings] = []
    while True:
        exact, strings, at = _sequence(pattern, at)
        whole.append(exact)
        holds.append(strings)
        if at >= len(pattern) or pattern[at] == ")":
            return _union(whole, _MOST), _union(holds, 10 * _MOST), at
        at += 1


def _union(parts: Iterable[_Strings], most: int) -> _Strings:
    found: frozenset[str] = frozenset()
    for part in parts:
        if part is None:
            return None
        found |= part
    return found if len(found) <= most else None


def _sequence(pattern: str, at: int) -> tuple[_Strings, _Strings, int]:
    """The same of one alternative."""
    best: _Strings = None
    run, unbroken = _EMPTY, True  # what may stand here, all of it; it is that of the alternative
    while at < len(pattern) and pattern[at] not in "|)":
        if ZERO_WIDTH.match(pattern, at):
            at = closing(pattern, at)
            continue
        exact, strings, at = _atom(pattern, at)
        repeat = REPEAT.match(pattern, at)
        at, sign = (at, "") if repeat is None else (repeat.end(), repeat[0])
        if repeat is not None and repeat["none"] is not None:
            strings = None
            exact = exact | _EMPTY if exact is not None and sign[0] == "?" else None
        best = _better(best, strings)
        joined = _joined(run, exact)
        if joined is not None and (not sign or sign[0] == "?"):
            run = joined
            continue
        best = _better(best, _pairs(run))
        best = best if joined is None else _better(best, _pairs(joined))
        last = frozenset(one[-1:] for one in run)
        run, unbroken = _EMPTY if exact is None else _joined(last, exact) or exact, False
    return run if unbroken else None, _better(best, _pairs(run)), at


def _joined(run: frozenset[str], more: _Strings) -> _Strings:
    if more is None or len(run) * len(more) > _MOST:
        return None
    return frozenset(map("".join, product(run, more)))


def _pairs(run: frozenset[str]) -> _Strings:
    """Two characters of each, from where they tell most; None where one is empty."""
    if "" in run:
        return None
    if max(map(len, run)) < 3:
        return run
    across = frozenset(one[1:3] if len(one) > 2 else one for one in run)  # from one word into the next
    return min((across, frozenset(one[-2:] for one in run), frozenset(one[:2] for one in run)), key=_worth)


def _better(one: _Strings, other: _Strings) -> _Strings:
    if one is None or other is None:
        return other if one is None else one
    return min(one, other, key=_worth)


def _worth(strings: frozenset[str]) -> int:
    """How often such may be found in everyday texts: the less, the better."""
    return sum(map(_weight, strings))


@cache
def _weight(one: str) -> int:
    if len(one) == 1:
        return _ALONE
    return _COMMON if one in _COMMON_PAIRS else _FIGURE if not one.isalpha() else 1


def _atom(pattern: str, at: int) -> tuple[_Strings, _Strings, int]:
    """The same of one literal, class or group; anything else is taken to match anything."""
    if (group := GROUP.match(pattern, at)) is not None:
        exact, strings, end = _read(pattern, group.end())
        return exact, strings, end + 1
    if (found := CLASS.match(pattern, at)) is not None:
        return None if found[1] else _members(found[2]), None, found.end()
    if (word := _WORD.match(pattern, at)) is not None:
        return frozenset({word[0]}), None, word.end()
    char = pattern[at]
    if char in "^$":
        return _EMPTY, None, at + 1
    if char == "\\":
        char = pattern[at + 1]
        return None if char.isalnum() else _literal(char), None, at + 2
    if char in "(*+?{":
        raise ValueError(f"{pattern[at : at + 12]!r} is a form that is not known here")
    return None if char == "." else _literal(char), None, at + 1


def _literal(char: str) -> _Strings:
    return None if char in _PARTS or ord(char) > 0xFFFF else frozenset({char})


def _members(inner: str) -> _Strings:
    """The characters of a class."""
    found: list[_Strings] = []
    at = 0
    while at < len(inner):
        if inner[at] == "\\":
            at += 1
            if inner[at].isalnum():
                return None
        if inner[at + 1 : at + 2] == "-" and at + 2 < len(inner):
            low, high = ord(inner[at]), ord(inner[at + 2])
            if high - low > _MOST:
                return None
            found += [_literal(chr(code)) for code in range(low, high + 1)]
            at += 3
        else:
            found.append(_literal(inner[at]))
            at += 1
    return _union(found, _MOST)
