"""Reads the time expressions of a normalised text: which pieces belong together, what stands tight around them.

Decides by position alone; which moment is meant is for the resolution.
"""

from __future__ import annotations

from itertools import islice
from typing import Final

from monitor.text._patterns import as_written
from monitor.text._time_expression import Expression, number
from monitor.text._time_grammar import COMPLETE, LEVELS, fold
from monitor.text._time_tokens import MEALS, Token, scan
from monitor.text._zones import named_clock

_NOTHING_ALONE: Final = frozenset({"edge", "xun", "ends", "lunar"})
_WITH_PART_ONLY: Final = ("今", "昨", "前", "明", "当", "次", "翌")
_SHORT_PARTS: Final = ("早", "晨", "晚", "夜")
_SHORT_SEASONS: Final = ("春", "夏", "秋", "冬")
_GAP: Final = as_written(r"(?:的|,?(?:约|大约|大概|近|将近|接近|在)|,?(?:北京|当地)时间)?")
_CLOCK_GAP: Final = as_written(r",? (?:at )?|,|,?\(?(?:北京|当地)时间,?|\([^()]{1,8}\)")
_UTC: Final = as_written(r" ?(?:GMT|UTC)(?![+\-A-Za-z])")
_BEFORE: Final = as_written(r"(约|近|大概|接近|不到)[为是在于]?$")
_SUFFIX: Final = as_written(
    r"(?:时分)?钟?(?P<about>许|左右|前后|上下|来钟|不到(?![\d一二三四五六七八九十半]))?(?P<during>期间|假期|放假|长假)?"
    r"(?:(?P<after>(?:及|或)?[以之]?后(?![面方续果勤者半台院排山街]))|(?P<since>以来|至今(?![天日晚晨早年后])|来(?![钟自到回源往了的]))"
    r"|(?P<before>(?:及|或)?[以之]?前(?![往面方来去后进夕沿期台,]))|(?P<from>(?:开始|起(?![火诉重草义降来爆因伏点源到])))|(?P<until>为止|止))?"
)
_JOIN: Final = as_written(r"(?:-+|~|至|到|直至|直到|起至|起到|开始到)(?:第?二天|次日|翌日)?")
_BETWEEN: Final = as_written(r"和|与|跟")
_EDGES: Final = ("edge", "month_edge", "year_edge")
_MOST: Final = 10_000  # pieces; no text that people wrote has more
_NEAR: Final = 12  # no gap between two pieces of one expression is longer


def _joins(text: str, token: Token, to: Expression) -> bool:
    """The piece goes on with the expression: finer than what stands there, and tight behind it."""
    if token.start - to.end > _NEAR or to.level >= 9:
        return False
    gap = text[to.end : token.start]
    if to.void:  # 每日9时至17时
        return token.kind != "every" and (gap == "" or _JOIN.fullmatch(gap) is not None)
    if token.kind == "bare":
        ranged = to.level in (5, 6) and (text.startswith("、", token.end) or _JOIN.match(text, token.end) is not None)
        return gap == "" and (ranged or to.level in (1, 3, 7)) and to.bare is None
    if token.kind in COMPLETE or token.kind in ("year_rel", "year_same", "every"):
        return False
    level = LEVELS[token.kind]
    if token.kind in ("weekday", "holiday") and to.level == 5:
        return gap in ("", "(", ",") and not (token.kind == "weekday" and to.weekday is not None)
    if token.kind == "day_rel" and to.level == 5 and gap == "(":  # 7日(昨日)晚
        return text.startswith(")", token.end)
    closing = token.kind in _EDGES and to.level in (1, 2, 3) and to.edge is None
    if level <= to.level and not closing and not (token.kind == "ends" and to.level == 3):
        return level == 6 and to.level == 6 and gap == ""  # 晚上深夜, 早晨一早
    if level == 2 and to.level == 1 and token.kind == "quarter_rel":
        return False
    if _GAP.fullmatch(gap):
        return True
    return level >= 6 and to.level == 5 and _CLOCK_GAP.fullmatch(gap) is not None


def _add(text: str, token: Token, to: Expression) -> None:
    gap = text[to.end : token.start] if to.level else ""
    if "约" in gap or "近" in gap or "大概" in gap:
        to.about = True
    if "当地" in gap:
        to.local_abroad = True
    if token.kind == "bare":
        if to.level == 3:
            to.day, to.level = _bare_number(token), 5
        elif to.level == 7:
            to.minute = _bare_number(token)
        else:
            to.bare, to.before_bare = _bare_number(token), to.end
        to.end = token.end
        return
    if token.kind in ("weekday", "holiday", "day_rel") and to.level == 5:
        to.end = token.end + (1 if gap == "(" and text[token.end : token.end + 1] == ")" else 0)
        return
    level = to.level
    fold(token, to)
    if token.kind in _EDGES:
        to.level = max(level, 4)


def _bare_number(token: Token) -> int:
    return number(token.value[0])


def _complete(text: str, made: Expression, first: Token) -> bool:
    """The expression is one: not a leftover piece such as 当 or 春."""
    if made.void or (first.kind in _NOTHING_ALONE and made.end == first.end):
        return _as_past(made)
    word = text[made.start : made.end]
    if word in _WITH_PART_ONLY or word in _SHORT_PARTS or word in _SHORT_SEASONS:
        return False
    if first.kind in ("day_rel", "day_same") and text[first.start : first.end] in _WITH_PART_ONLY:
        return made.level >= 6 and made.part != ""
    if first.kind == "part" and text[first.start : first.end] in _SHORT_PARTS:
        return made.level == 7
    if first.kind == "part" and text[first.start : first.end] in MEALS:  # 食用午餐后: of which day, is not said
        return False
    return not (first.kind == "year2" and made.level == 1)


def _as_past(made: Expression) -> bool:
    """前两周 with nothing before it is the two weeks up to now."""
    if made.void or made.ends is None or made.ends[0] != "first":
        return False
    made.span, made.towards, made.level, made.ends = made.ends[1], "past", 9, None
    return True


def _finish(text: str, made: Expression) -> None:
    """What stands tight around the expression: 约, 许, 左右, 之后, 以来."""
    if made.start and _BEFORE.search(text, max(0, made.start - 3), made.start):
        made.about = True
    around = text[max(0, made.start - 12) : made.start]
    made.local_abroad = made.local_abroad or around.endswith("当地时间")
    if around.endswith("时间") and not made.local_abroad:
        made.zone = made.zone or named_clock(around)
    if made.level == 7 and (utc := _UTC.match(text, made.end)) is not None:
        made.zone, made.end = (0.0, 0.0), utc.end()
    if made.level == 9 and made.point in ("recent", "now"):
        return
    found = _SUFFIX.match(text, made.end)
    if found is None or found.end() == made.end:
        return
    if made.span is not None:
        if found["about"]:
            made.about, made.end = True, found.end("about")
        return
    made.end = found.end()
    made.about = made.about or found["about"] is not None
    made.holiday_season = made.holiday_season or (found["during"] is not None and made.holiday != "")
    for side in ("after", "since", "before", "from", "until"):
        if found[side]:
            made.side = side


_INHERITED: Final = (
    (1, ("year", "year_rel", "year_same")),
    (3, ("month", "month_rel", "month_same", "lunar")),
    (5, ("day", "day_rel", "day_same", "weekday", "week_rel", "holiday")),
)


def _lead(made: Expression) -> int:
    """The coarsest level that the expression itself names."""
    for level, names in _INHERITED:
        values = [getattr(made, name) for name in names]
        if any(value is not None and value is not False and value != "" for value in values):
            return level
    return 6 if made.part else 7


def _inherit(near: Expression, far: Expression) -> None:
    """The far end of a range leaves out what the near end said: 9日0时至18时."""
    lead = _lead(far)
    if far.year_same is None and far.day_same is None:
        for level, names in _INHERITED:
            if level < lead:
                for name in names:
                    setattr(far, name, getattr(near, name))
    if near.bare is not None:
        if far.month is not None and _lead(far) in (1, 3) and far.day is None:
            near.month, near.level = near.bare, 3
        elif far.day is not None and near.hour is None and far.level == 5:
            near.day, near.level = near.bare, 5
            if lead == 5 and near.month is None:
                near.month = far.month
        else:
            near.hour, near.level = near.bare, 7
    if far.hour is None and far.minute is not None:
        far.hour, far.part = near.hour, near.part
    if far.hour is not None and not far.part and near.part and near.hour is not None and far.hour <= 12:
        far.part = near.part


def _link(text: str, made: list[Expression]) -> list[Expression]:
    """Two expressions with 至 between them are one range."""
    linked: list[Expression] = []
    for one in made:
        last = linked[-1] if linked else None
        if last is not None and last.until is None and last.level != 9 and one.level != 9:
            gap = text[last.end : one.start] if one.start - last.end <= 6 else "…"
            between = _BETWEEN.fullmatch(gap) and text.startswith("之间", one.end)
            overnight = gap == "" and last.part and one.part and last.day_rel == -1 and one.day_rel == 0  # 昨夜今晨
            listed = gap == "、" and last.bare is not None  # 上午9、10点
            if between or overnight or listed or _JOIN.fullmatch(gap):
                _inherit(last, one)
                last.until, last.side, last.listed = one, "", listed
                last.end = one.end + (2 if between else 0)
                continue
        linked.append(one)
    for one in linked:
        if one.bare is not None and one.until is None and one.before_bare:  # 14日8-10人: no hours
            one.bare, one.end = None, one.before_bare
    return [one for one in linked if one.bare is None or one.until is not None]


def expressions(text: str) -> list[Expression]:
    """The time expressions of a compact text, in order."""
    made: list[Expression] = []
    current: Expression | None = None
    first: Token | None = None
    for token in islice(scan(text), _MOST):
        if current is not None and first is not None:
            if _joins(text, token, current):
                _add(text, token, current)
                continue
            if _complete(text, current, first):
                _finish(text, current)
                made.append(current)
        current, first = Expression(token.start, token.start), token
        if token.kind == "every":
            current.void, current.end = True, token.end
        elif token.kind == "bare":
            current.bare, current.end = _bare_number(token), token.end
        else:
            fold(token, current)
    if current is not None and first is not None and _complete(text, current, first):
        _finish(text, current)
        made.append(current)
    return _link(text, made)
