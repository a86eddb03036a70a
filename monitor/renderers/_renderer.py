"""What a report format is: a name, a suffix, and a function from a report to bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from monitor.core.instrument import Instrument
from monitor.core.weekly import WeeklyReport
from monitor.renderers._words import unnamed


@dataclass(frozen=True, slots=True)
class Context:
    """What a report needs besides its numbers: the names of places, the rules applied, and its language."""

    place_name: Callable[[str], str] = unnamed
    instruments: tuple[Instrument, ...] = ()
    lang: str = "zh"


@dataclass(frozen=True, slots=True)
class Renderer:
    """One report format. The same report and context give the same bytes."""

    name: str
    suffix: str
    weekly: Callable[[WeeklyReport, Context], bytes]
