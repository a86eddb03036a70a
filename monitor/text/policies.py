"""What a policy text obliges to, as far as time and number go: window, trigger, duty, who, how hard, in which words.

A proposal is for a person to confirm. Figures are read, never made up: what has no figure is proposed
without one, and only where it speaks of answering the public.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from monitor.core.instrument import ClockStart, Duty, Strength
from monitor.text._policy_limits import Figure, figures_in
from monitor.text._policy_text import Sentence, readable, sentences, title_of
from monitor.text._policy_words import binds, clock_of, duty_of, strength_of, unnumbered, whose
from monitor.text.documents import numbers_in
from monitor.text.periods import named_year

QUOTE: Final = 40


@dataclass(frozen=True, slots=True)
class Proposal:
    """One duty found in a text."""

    duty: Duty
    limit: tuple[tuple[str, str], ...]  # keys of a rule file: (("every", "1y"), ("times", "2"))
    clock: ClockStart
    inferred: bool  # the text does not name the start
    strength: Strength
    responsible: str
    about: str
    quote: str
    start: int  # of the quote in the readable text
    figure: str = ""  # the words of the limit
    trigger: str = ""  # the words of the start


@dataclass(frozen=True, slots=True)
class Reading:
    """A policy text, read."""

    title: str
    number: str | None
    year: int | None  # of an annual plan
    text: str  # readable
    proposals: tuple[Proposal, ...]


def read_policy(text: str, *, title: str = "") -> Reading:
    """Every timing and counting duty of a text, in order."""
    plain = readable(text)
    heading = title_of(plain) or readable(title)
    year = named_year(heading) or _year_of(plain)
    found: list[Proposal] = []
    before: Sentence | None = None
    for sentence in sentences(plain):
        if before is not None and ONLY_TIME.match(sentence.text):
            row = _line_of(plain, before)
            found.extend(one for one in _of_table(row, sentence, year) if not _said(one, row.text, found, plain))
        else:
            found.extend(_proposals(sentence, year))
            before = sentence
    return Reading(heading, _own_number(plain), year, plain, tuple(_once(found)))


def _line_of(plain: str, sentence: Sentence) -> Sentence:
    """The whole cell in which a sentence stands."""
    start = plain.rfind("\n", 0, sentence.start) + 1
    end = plain.find("\n", sentence.start)
    return Sentence(plain[start : len(plain) if end < 0 else end].strip(), start)


def _said(one: Proposal, task: str, found: list[Proposal], plain: str) -> bool:
    """The text has said the same before: an annex repeats it in a table."""
    mine = _pairs(task)
    for other in found:
        if other.limit == one.limit:
            low, high = plain.rfind("\n", 0, other.start) + 1, plain.find("\n", other.start)
            theirs = _pairs(plain[low : high if high > 0 else len(plain)])
            if len(mine & theirs) >= RETOLD * len(mine):
                return True
    return False


RETOLD: Final = 0.6
"""Share of a table cell's character pairs that a line of the text must hold to say the same."""
ONLY_TIME: Final = re.compile(
    r"(?:(?:19|20)[0-9]{2}年)?(?:年底前|[0-9]{1,2}月(?:[0-9]{1,2}日|底)?前|[^,。]{0,20}?[0-9]{1,3}个(?:月|工作日)内)$"
)
"""A cell of a table that holds nothing but when the task in the cell before it is due."""


def _of_table(task: Sentence, time: Sentence, year: int | None) -> Iterator[Proposal]:
    """The task of a row with the date that stands in its next cell."""
    for figure in figures_in(time.text, year):
        duty = duty_of(f"{time.text},{task.text}", figure, 0, len(time.text) + 1 + len(task.text))
        clock, inferred, trigger = clock_of(time.text, figure.start, duty, calendar=figure.calendar)
        yield Proposal(
            duty, figure.limit, clock, inferred, strength_of(task.text, 0, numbered=True), whose(task.text, 0),
            task.text[:30], task.text[:QUOTE], task.start, time.text[figure.start : figure.end], trigger,
        )  # fmt: skip


def _own_number(plain: str) -> str | None:
    """The document's own number stands alone on a line; others are quoted within sentences."""
    for line in plain.splitlines()[:60]:
        if len(line) <= LONGEST_NUMBER and (found := numbers_in(line)) and line.strip(" ()").endswith("号"):
            return found[0]
    return None


LONGEST_NUMBER: Final = 24


def _year_of(plain: str) -> int | None:
    """The year that the text opens with: an annual plan whose title was lost."""
    found = re.search(r"^\s*((?:19|20)[0-9]{2})年[,，全本我]", plain, re.M)
    return int(found[1]) if found else None


def _proposals(sentence: Sentence, year: int | None) -> Iterator[Proposal]:
    words = sentence.text
    if not binds(words):
        return
    figures = figures_in(words, year)
    for number, figure in enumerate(figures):
        if figure.kind == "share" and not figure.limit and year is not None:
            figure = replace(figure, limit=(("by", f"{year:04d}-12-31"),))  # an annual plan is for its year
        low = figures[number - 1].end if number else 0
        high = figures[number + 1].start if number + 1 < len(figures) else len(words)
        yield _numbered(sentence, figure, low, high)
    if not figures and (duty := unnumbered(words)) is not None:
        at, kind = duty
        clock, inferred, trigger = clock_of(words, at, kind, calendar=False)
        quote, start = (words[:QUOTE], 0) if ONCE_IT_HAPPENS.match(words) else _quote(words, at, at + 2)
        yield Proposal(
            kind, (), clock, inferred, strength_of(words, at, numbered=False), whose(words, at), _about(words, at),
            quote, sentence.start + start, trigger=trigger,
        )  # fmt: skip


ONCE_IT_HAPPENS: Final = re.compile(r"[^,，]{2,24}发生(?:时|后)[,，]")
"""A sentence that opens with what starts the duty is quoted from there."""


def _numbered(sentence: Sentence, figure: Figure, low: int, high: int) -> Proposal:
    words = sentence.text
    kind = duty_of(words, figure, low, high)
    clock, inferred, trigger = clock_of(words, figure.start, kind, calendar=figure.calendar)
    quote, start = _quote(words, figure.start, figure.end)
    return Proposal(
        kind, figure.limit, clock, inferred,
        strength_of(words, figure.start, numbered=bool(figure.limit)), whose(words, figure.start),
        _about(words, figure.start), quote, sentence.start + start, words[figure.start : figure.end], trigger,
    )  # fmt: skip


def _quote(words: str, start: int, end: int) -> tuple[str, int]:
    """At most forty characters around the figure: its own part of the sentence, and what follows as far as it goes."""
    low = max(words.rfind(mark, 0, start) for mark in ",:，：") + 1
    if end - low > QUOTE:
        low = max(low, end - QUOTE)
    high = low
    while high < len(words) and high - low < QUOTE:
        cut = min((at for mark in ",，" if (at := words.find(mark, max(high + 1, end))) >= 0), default=len(words))
        if cut - low > QUOTE:
            high = high if high > end else low + QUOTE
            break
        high = cut
        if high - low >= QUOTE // 2:
            break
    high = min(max(high, end), low + QUOTE, len(words))
    return words[low:high].strip(), low


def _about(words: str, at: int) -> str:
    """The part of the sentence in which the duty stands, as a person will know it again."""
    low = max(words.rfind(mark, 0, at) for mark in ",，:：") + 1
    high = min((cut for mark in ",，" if (cut := words.find(mark, at)) >= 0), default=len(words))
    return words[low:high].strip()[:30]


def _once(found: list[Proposal]) -> Iterator[Proposal]:
    """Each duty once: annexes repeat in a table what the text says."""
    kept: list[Proposal] = []
    for one in found:
        if not any(_same(one, other) for other in kept):
            kept.append(one)
            yield one


def _same(one: Proposal, other: Proposal) -> bool:
    if one.limit != other.limit or one.duty is not other.duty:
        return False
    mine, theirs = _pairs(one.quote), _pairs(other.quote)
    return len(mine & theirs) >= REPEATED * min(len(mine), len(theirs))


REPEATED: Final = 0.7
"""Share of the character pairs of the shorter quote that the other must hold for the two to be one duty."""


def _pairs(words: str) -> set[str]:
    plain = re.sub(r"[^一-龥]", "", words)
    return {plain[i : i + 2] for i in range(len(plain) - 1)}
