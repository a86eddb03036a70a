"""Numbers of Chinese incident text as spans: 29, 二十九, 1.2万, 20余, 近百, 数十, 三至五, 七八.

`NUMBER` is a regex source (no groups) for one such number with what stands tight around it;
`span_of` reads what it matched. Both bounds are included; a high of None has no upper bound.
"""

from __future__ import annotations

import re
from typing import Final

from monitor.text._patterns import as_written

Span = tuple[int, int | None]

_DIGITS: Final = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3, "○": 0}
_UNITS: Final = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
WIDE: Final = str.maketrans("０１２３４５６７８９．", "0123456789.")

# bounded and possessive, so that a megabyte of one digit is read in linear time
_ARABIC: Final = r"(?:[0-9]{1,3}+(?:,[0-9]{3})++|[0-9]{1,9}+(?:\.[0-9]{1,4}+)?)"
_HAN: Final = r"[零〇○一二两三四五六七八九十百千万亿]{1,12}+"
_VAGUE: Final = r"(?:[数几上成好][几十百千万]{1,3}|成百上千|十几|[二三四五六七八九]十几|半)"
_ONE: Final = rf"(?:{_ARABIC}[十百千万亿]{{0,2}}|{_VAGUE}|{_HAN})"
_BEFORE: Final = (
    r"(?:近|将近|接近|约|大约|至少|最少|不少于|不低于|起码|逾|超过|超|过|多达|高达|达到|达|不足|不到|少于|"
    r"最多|不超过|大概|共|全部)"
)
NUMBER: Final = rf"(?:{_BEFORE}{{0,2}}(?<![0-9])(?<![0-9][.,]){_ONE}(?:(?:至|到|-|—|－|~|～|、){_ONE})?[多余几来]?)"

_PARTS: Final = as_written(
    rf"(?P<before>{_BEFORE}{{0,2}})(?P<low>{_ONE})(?:(?P<join>至|到|-|—|－|~|～|"
    rf"、)(?P<high>{_ONE}))?(?P<after>[多余几来]?)"
)
_AT_LEAST: Final = ("至少", "最少", "不少于", "不低于", "起码", "逾", "超过", "超")
_AT_MOST: Final = ("最多", "不超过")
_BELOW: Final = ("不足", "不到", "少于")
_ABOUT: Final = ("约", "大约", "大概")
_NEARLY: Final = ("近", "将近", "接近")


def integer(text: str) -> int | None:
    """The whole number written in digits, Chinese numerals or both; None where it is none.

    >>> integer("1.2万"), integer("二十九"), integer("一百零三"), integer("3千")
    (12000, 29, 103, 3000)
    """
    text = text.replace(",", "")
    mixed = re.fullmatch(r"([0-9]{1,12}(?:\.[0-9]{1,6})?)([十百千万亿]{0,2})", text)
    if mixed:
        scale = 1
        for unit in mixed[2]:
            scale *= _UNITS[unit]
        whole, _, fraction = mixed[1].partition(".")
        if not fraction:
            return int(whole) * scale
        return int(whole + fraction) * scale // int("1" + "0" * len(fraction))
    if not any(c in _UNITS for c in text):
        if not text or any(c not in _DIGITS for c in text):
            return None
        return int("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char not in _UNITS:
            return None
        elif _UNITS[char] >= 10_000:
            total, section, digit = (total + section + digit or 1) * _UNITS[char], 0, 0
        else:
            section, digit = section + (digit or 1) * _UNITS[char], 0
    return total + section + digit


def span_of(text: str) -> Span | None:
    """What a match of `NUMBER` says, as bounds; None where it says no number."""
    parts = _PARTS.fullmatch(text)
    if parts is None:
        return None
    low = _one(parts["low"])
    if low is None:
        return None
    if parts["high"]:
        return _range(parts["low"], parts["high"], parts["join"])
    if parts["after"]:
        low = _more(low[0])
    return _qualified(low, parts["before"])


def _one(text: str) -> Span | None:
    """A number, a vague one (数十, 十几), or two neighbours (七八)."""
    if text == "半":
        return None
    if text == "成百上千":
        return 100, None
    if text[0] in "数几好" and len(text) > 1:
        unit = integer(text[1:].lstrip("几"))
        return None if not unit else (2 * unit, 10 * unit - 1)
    if text[0] in "上成" and len(text) > 1:
        unit = integer(text[1:])
        return None if not unit else (unit, None)
    if text.endswith("几") and (tens := integer(text[:-1])):
        return tens + 1, tens + 9
    pair = re.fullmatch(r"([一二三四五六七八九]?十)?([一二两三四五六七八九])([二三四五六七八九])([十百千万]?)", text)
    if pair and pair[1] is None:
        unit = _UNITS.get(pair[4], 1)
        return _DIGITS[pair[2]] * unit, _DIGITS[pair[3]] * unit
    if pair and not pair[4]:
        tens = integer(pair[1]) or 0
        return tens + _DIGITS[pair[2]], tens + _DIGITS[pair[3]]
    number = integer(text)
    return None if number is None else (number, number)


def _range(low: str, high: str, join: str) -> Span | None:
    one, other = _one(low), _one(high)
    if one is None or other is None:
        return None
    first, last = one[0], other[1]
    if last is not None and first < 10 and last >= 20 and last % 10 == 0 and not low[-1].isdigit():
        first *= 10 ** (len(str(last)) - 1)  # 三至五十人: the unit belongs to both
    if last is not None and last < first:
        return None
    return (first, last) if join != "、" or last == first + 1 else None


def _scale(number: int) -> int:
    """The unit in which a round number is counted: 20 is counted in tens, 1200 in hundreds."""
    unit = 1
    while number >= unit * 10 and number % (unit * 10) == 0:
        unit *= 10
    return unit


def _more(number: int) -> Span:
    """20余, 100多: more than it, and short of the next round number of the kind."""
    unit = _scale(number)
    return (number + 1, number + unit - 1) if unit > 1 else (number, None)


def _qualified(span: Span, before: str) -> Span:
    low, high = span
    if before.startswith(_AT_LEAST):
        return low, None
    if before.startswith(_AT_MOST):
        return 0, low
    if before.startswith(_BELOW):
        return max(0, low - _scale(low) // 2 - 1), max(0, low - 1)
    if before.startswith(_NEARLY) and low == high:
        return max(0, low - max(1, _scale(low) // (2 if low >= 2 * _scale(low) else 5))), low
    if before.startswith(_ABOUT) and low == high:
        scale = _scale(low)
        slack = max(1, scale // 2 if scale * 20 >= low else max(scale, low // 50))
        return max(0, low - slack), low + slack
    return span
