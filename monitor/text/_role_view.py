"""A text as the rules of its role see it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.core.statement import TimeMention


@dataclass(frozen=True, slots=True)
class View:
    """The text as the rules see it."""

    title: str
    lead: str
    body: str
    incident: bool
    times: Sequence[TimeMention]
    facts: bool  # a figure or a time of what happened
    comments: bool  # comment, feature or question rather than report
    retold: bool  # that, or an old text told again, or one that nobody wrote
    authority: re.Match[str] | None  # where an authority is said to speak
    voice: re.Match[str] | None  # where none is, the words in which one speaks
    clues: frozenset[int]  # of title and body
    against: tuple[tuple[float, str], ...] = ()  # what speaks against its own information: cost, and in words

    @property
    def whole(self) -> str:
        return f"{self.title}\n{self.body}"
