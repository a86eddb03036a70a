"""Casualties and losses in incident text: how many are dead, missing, hurt, moved, and as of when.

A figure is taken only where a count and a harm belong together by grammar (29人死亡, 死亡29人,
15死44伤); an age, a plate, a rescue force or a statistic has no such tie. Doubt yields nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from monitor.core.statement import Harm, TimeMention, TimeRole, Toll
from monitor.text import _toll_words as words
from monitor.text._clues import Clue, held
from monitor.text._numbers import NUMBER, WIDE, span_of
from monitor.text._patterns import as_written, compiled
from monitor.text._toll_cases import dated, own_case
from monitor.text._toll_forms import families, houses, losses, nobody

Span = tuple[int, int | None]
_WIDE_DIGIT: Final = as_written(f"[{''.join(map(chr, WIDE))}]")
_GOODS: Final = frozenset({Harm.LOSS_YUAN, Harm.HOUSES_COLLAPSED, Harm.HOUSES_DAMAGED})
_REACH: Final = 26  # characters between a count and its harm
_NUMBER_AT: Final = compiled(NUMBER)
_PARENTHESES: Final = compiled(r"[（(][^（()）]{0,30}[）)]")
_ADVERB: Final = compiled(r"(?:不幸|当场|全部|均|已|被|经抢救无效|抢救无效|确认)*")
# between a count and its harm, and about neither: 3名队员[在搜救中]受伤, 2人[经抢救无效]死亡
_ASIDE: Final = compiled(
    r"(?:经|后经|后|因)?(?:送医)?(?:抢救|救治|医治|送医)无?(?:效|治)后?|在[^，。；,]{0,6}(?:中|途中|时)"
)
_GAP_BEFORE_DEATH: Final = {"injured": 10, "poisoned": 2, "trapped": 2, "missing": 2}  # characters: 2人受伤后身亡
_CLASSIFIED: Final = frozenset("人名位个口具例命上右下多])")
_PARTED: Final = compiled(r"[，、,]")
# …失联，1人获救: another count
_OTHERS: Final = compiled(r"[，、,](?:其中|另有?|还有|目前|现)?已?(?:被?[救营]出|搜救出)?[0-9一二三四五六七八九十].*")
_CARRY: Final = compiled(
    r"(?:[^0-9，。]{0,8}(?:打捞|捞|救|找到|发现|寻获)(?:起|出水?|上岸|到)?(?:时|后))?(?:随后|后|之后|结果)?(?:送医后?|经|终因|因|均|全部|都|已|不幸|确认|证实|被证实|确定|当场|抢救|最终|后经)(?:[^0-9]{0,9})"
)
_FORMS: Final = (
    (nobody, Clue(words.NOBODY)),
    (losses, Clue(words.LOSS)),
    (families, Clue(words.FAMILY)),
    (houses, Clue(words.HOUSES)),
)
_HARMED: Final = Clue(words.ANY_HARM)


@dataclass(frozen=True, slots=True)
class _Token:
    """A piece of the text: a stop, a comma, a count of persons, or a harm."""

    kind: str
    start: int
    end: int
    span: Span | None = None


def read_tolls(text: str, times: Sequence[TimeMention] = ()) -> tuple[Toll, ...]:
    """All figures of casualties and losses, in text order, each with its 截至 where one is said."""
    plain = text.translate(WIDE) if _WIDE_DIGIT.search(text) else text
    clues = held(plain)
    found = [toll for form, clue in _FORMS if clue.among(clues) for toll in form(plain)]
    if _HARMED.among(clues):
        masked = [(t.start, t.end) for t in found if t.kind not in _GOODS]
        for start, tokens in _sentences(plain, masked):
            found += _Reader(plain, start, tokens).tolls()
    if not found:
        return ()
    kept = own_case(plain, found)
    as_of = sorted((t for t in times if t.role is TimeRole.AS_OF), key=lambda t: t.start)
    read = (dated(plain, t, as_of) for t in kept)
    if plain != text:
        read = (replace(t, text=text[t.start : t.end]) for t in read)
    return tuple(sorted(read, key=lambda t: (t.start, t.end, t.kind)))


# --- tokens ------------------------------------------------------------------------------------------


def _sentences(text: str, masked: list[tuple[int, int]]) -> Iterator[tuple[int, list[_Token]]]:
    """Start and tokens of each sentence that can hold a toll."""
    masked = sorted(masked)
    start = 0
    while start < len(text):
        stop = words.STOPS.search(text, start)
        end = stop.start() if stop else len(text)
        if words.HARM_HINT.search(text, start, end) and words.COUNT_HINT.search(text, start, end):
            tokens = _tokens(text, start, end, masked)
            if tokens:
                yield start, tokens
        start = stop.end() if stop else len(text)


def _tokens(text: str, start: int, end: int, masked: list[tuple[int, int]]) -> list[_Token]:
    """Counts, harms and commas of one sentence; what is masked has been read already."""
    tokens: list[_Token] = []
    at = bisect_left(masked, (start, start))
    for match in words.TOKENS.finditer(text, start, end):
        kind = match.lastgroup or ""
        while at < len(masked) and masked[at][1] <= match.start():
            at += 1
        if at < len(masked) and masked[at][0] < match.end():
            continue
        span = _count_span(text, match) if kind == "count" else None
        if kind != "count" or span is not None:
            tokens.append(_Token(kind, match.start(), match.end(), span))
    return tokens


def _count_span(text: str, match: re.Match[str]) -> Span | None:
    """The number of persons a count says; None for an ordinal or no number."""
    if text[max(0, match.start() - 1) : match.start()] in ("第", "号", "-", "."):
        return None
    raw = match[0]
    number = _NUMBER_AT.match(raw)
    if number is None or (
        raw[0] in "多数好几若" and not raw.startswith(("数十", "数百", "数千", "数万", "几十", "几百", "几千"))
    ):
        return _loose(raw)
    span = span_of(number[0])
    if span is None or span[0] == 0 == span[1]:
        return None
    rest = raw[number.end() :]
    if rest.startswith(("余", "多")) and span[1] is not None:
        span = span_of(number[0] + rest[0]) or span
    if "以上" in rest or "之多" in rest:
        return span[0], None if "以上" in rest else span[1]
    return span


def _loose(raw: str) -> Span | None:
    """数人, 几名, 多人."""
    if raw.startswith(("数", "几", "好几")):
        return 2, 9
    return (2, None) if raw.startswith(("多", "若干")) else None


# --- one sentence ------------------------------------------------------------------------------------


class _Reader:
    """Ties the counts of one sentence to its harms, from left to right."""

    def __init__(self, text: str, start: int, tokens: list[_Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.pending: list[_Token] = []  # counts waiting for what happened to them
        self.carried: list[_Token] = []  # the last counts of the clause before
        self.found: list[Toll] = []
        self.clause_start = start

    def tolls(self) -> list[Toll]:
        index = 0
        while index < len(self.tokens):
            token = self.tokens[index]
            if token.kind == "comma":
                self._new_clause(index)
            elif token.kind == "count":
                self._count(token)
            else:
                index = self._harm(index)
            index += 1
        return self.found

    def _new_clause(self, index: int) -> None:
        """A comma ends the clause, unless it parts the items of one sum."""
        comma = self.tokens[index]
        if not (self.pending and self._named(self.pending[-1], comma.start)):
            self.carried, self.pending = self.pending or self.carried, []
        self.clause_start = comma.end

    def _named(self, count: _Token, until: int) -> bool:
        """The count has its noun (3名司机), so that it may be an item of a sum."""
        noun = self.text[count.end : until]
        return 1 <= len(noun) <= 10 and not words.BLOCK.search(noun)

    def _count(self, token: _Token) -> None:
        if self.text[token.start : token.end].endswith("命"):  # 29条生命
            self._emit(Harm.DEAD, [token], token.start, token.end)
            return
        if self.text[token.end - 1] not in _CLASSIFIED:  # 一死一伤: the harm itself is counted, no item of a sum
            self.pending = []
        elif self.pending:
            between = self.text[self.pending[-1].end : token.start]
            parts = words.LIST_JOINT.split(between)
            listed = (
                len(parts) >= 2
                and 1 <= len(parts[0]) <= 10
                and not "".join(parts[1:])
                and not words.BLOCK.search(parts[0])
            )
            if not listed:
                self.pending = []
        self.pending.append(token)

    def _harm(self, index: int) -> int:
        """Ties a harm to the counts before it or the count after it; returns the last token used."""
        token = self.tokens[index]
        if self._dies_in_the_end(index):
            return index
        after = self._following(index)
        if after is not None and self._prefers_following(token, after):
            return self._tie_following(index, after)
        if self.pending and self._gap_allows(token):
            used, self.pending = self._items(token), []
            end = token.end
            joint = self._joint(index)
            self._emit_kind(token.kind, self._sum_of(used, token), used[0].start, end, joint)
            self.carried = used
            return index + (1 if joint else 0)
        if after is not None:
            return self._tie_following(index, after)
        self._tie_carried(token)
        return index

    def _dies_in_the_end(self, index: int) -> bool:
        """2名伤员经抢救无效死亡, 1人送医途中死亡: those who were hurt are the dead of the same clause."""
        token = self.tokens[index]
        if token.kind not in _GAP_BEFORE_DEATH or not self.pending or index + 1 >= len(self.tokens):
            return False
        then = self.tokens[index + 1]
        near = then.start - token.end <= _GAP_BEFORE_DEATH[token.kind]
        if token.kind == "missing" and self.text[then.start] not in "遗尸":
            return False
        return then.kind == "dead" and near and self._following(index + 1) is None

    def _items(self, harm: _Token) -> list[_Token]:
        """The counts of one sum; a last one without a noun (19人落水、3人死亡) stands alone."""
        last = self.pending[-1]
        bare = self.text[last.end - 1] in "人名" and _ADVERB.fullmatch(self.text, last.end, harm.start)
        return [last] if bare else self.pending

    def _following(self, index: int) -> int | None:
        """Index of the count that directly follows the harm (死亡人数已升至29人)."""
        if index + 1 >= len(self.tokens):
            return None
        harm, count = self.tokens[index], self.tokens[index + 1]
        if count.kind != "count":
            joint = self._joint(index)
            if joint and index + 2 < len(self.tokens) and self.tokens[index + 2].kind == "count":
                count, harm = self.tokens[index + 2], self.tokens[index + 1]
                return index + 2 if words.CONNECT.fullmatch(self.text, harm.end, count.start) else None
            return None
        if count.start - harm.end > _REACH:
            return None
        evacuees = harm.kind == "evacuated" and words.EVACUEES.fullmatch(self.text, harm.end, count.start)
        return index + 1 if evacuees or words.CONNECT.fullmatch(self.text, harm.end, count.start) else None

    def _prefers_following(self, harm: _Token, after: int) -> bool:
        """撞死4人 takes what follows, unless it is passive (3人被撞死); a count before it may stay."""
        word = self.text[harm.start : harm.end]
        if words.ACTIVE.search(word):
            return "被" not in self.text[max(self.clause_start, harm.start - 6) : harm.start]
        return harm.kind == "evacuated" and not self._gap_allows(harm)

    def _tie_following(self, index: int, after: int) -> int:
        harm, count = self.tokens[index], self.tokens[after]
        word = self.text[harm.start : harm.end]
        if words.NOUN_HEAD.search(word) and self._taken_by_next(after):
            return index
        joint = self.tokens[index + 1].kind if after == index + 2 else None
        last = after
        if after + 1 < len(self.tokens) and self.tokens[after + 1].kind == "count":
            newer = self.tokens[after + 1]
            if words.REVISED.fullmatch(self.text, count.end, newer.start):
                count, last = newer, after + 1
        self.pending = []
        span = count.span
        if words.INCLUDING.search(self.text, harm.start, count.start):
            last = self._listed_from(after)
            items = [t for t in self.tokens[after : last + 1] if t.kind == "count"]
            low, count = self._sum_of(items, harm), self.tokens[last]
            span = None if low is None else (low[0], None)
        self._emit_kind(harm.kind, span, harm.start, count.end, joint)
        self.carried = [count]
        return last

    def _listed_from(self, first: int) -> int:
        """Index of the last count of an enumeration: 26名患者、1名护士、1名护工和1名家属."""
        last = first
        for index in range(first + 1, len(self.tokens)):
            token = self.tokens[index]
            if token.kind == "comma":
                continue
            between = self.text[self.tokens[last].end : token.start]
            if token.kind != "count" or not words.ITEM.fullmatch(between):
                break
            last = index
        return last

    def _taken_by_next(self, count: int) -> bool:
        """The count belongs to the harm after it: 伤员3人死亡."""
        if count + 1 >= len(self.tokens) or self.tokens[count + 1].kind not in words.HARMS:
            return False
        return self.tokens[count + 1].start - self.tokens[count].end <= 6 and self._following(count + 1) is None

    def _joint(self, index: int) -> str | None:
        """Kind of a second harm that shares the count: 12人死亡或失踪."""
        if index + 1 >= len(self.tokens):
            return None
        one, other = self.tokens[index], self.tokens[index + 1]
        if {one.kind, other.kind} != {"dead", "missing"} or not re.fullmatch(
            r"(?:或者?|、|和|及|与|以及)?(?:者|人员)?", self.text[one.end : other.start]
        ):
            return None
        if index + 2 < len(self.tokens) and self.pending and self.tokens[index + 2].kind == "count":
            third = self.tokens[index + 2]
            if words.CONNECT.fullmatch(self.text, other.end, third.start):
                return None
        return other.kind

    def _gap_allows(self, harm: _Token) -> bool:
        """What stands between the pending count and the harm leaves them together."""
        if not self.pending:
            return False
        gap = _PARENTHESES.sub("", self.text[self.pending[-1].end : harm.start])
        if len(gap) > _REACH or "，" in gap or "," in gap:
            return False
        clean = _ASIDE.sub("", gap)
        if words.BLOCK.search(clean):
            return False
        if harm.kind in ("evacuated", "trapped", "missing") and words.RESCUERS.search(clean):
            return False
        return harm.kind != "evacuated" or words.CIVIL.search(clean) is not None

    def _sum_of(self, counts: list[_Token], harm: _Token) -> Span | None:
        spans = [c.span for c in counts if c.span is not None]
        if not spans:
            return None
        highs = [high for _, high in spans]
        total = None if None in highs else sum(high for high in highs if high is not None)
        return sum(low for low, _ in spans), total

    def _tie_carried(self, harm: _Token) -> None:
        """3名工人被埋，经抢救无效死亡: the second clause speaks of the same persons."""
        carried = self.pending if self.pending and self.pending[-1].end < self.clause_start else self.carried
        if harm.kind != "dead" or not carried:
            return
        clause = self.text[self.clause_start : harm.start]
        if (
            _CARRY.fullmatch(clause)
            and self.clause_start > carried[-1].end
            and not re.search(r"部分|[0-9一二两三]", clause)
        ):
            self._emit_kind("dead", self._sum_of(carried, harm), carried[0].start, harm.end, None)
            self.carried = self.pending = []

    def _emit_kind(self, kind: str, span: Span | None, start: int, end: int, joint: str | None) -> None:
        if span is None or kind == "either" or self._unfit(kind, start, end):
            return
        if joint is not None:
            for each in (Harm.DEAD, Harm.MISSING):
                self.found.append(Toll(each, 0, span[1], self.text[start:end], start, end))
            return
        self.found.append(Toll(Harm(kind), span[0], span[1], self.text[start:end], start, end))

    def _emit(self, kind: Harm, counts: list[_Token], start: int, end: int) -> None:
        self._emit_kind(kind.value, self._sum_of(counts, counts[0]), start, end, None)

    def _unfit(self, kind: str, start: int, end: int) -> bool:
        """Feared, imagined, rumoured, or people who were got out."""
        before = self.text[max(self.clause_start, start - 30) : start]
        if words.HYPOTHETICAL.search(before):
            return True
        sentence = max(self.text.rfind(stop, max(0, start - 60), start) for stop in "。；！？;!?\n")
        if words.SUPPOSED.search(self.text, max(sentence, start - 60, 0), start):
            return True
        if kind in ("trapped", "missing"):
            before = _PARTED.split(self.text[max(0, start - 8) : start])[-1]
            near = before + _OTHERS.sub("", self.text[end : end + 8])
            return re.search(r"救出|获救|脱险|解救|找到|营救|搜救出|寻获|生还", near) is not None
        return False
