"""政务舆情回应时效监测: the same as the command line, as functions over typed, frozen values.

The pure core takes values and returns values; it can be called from a notebook with no database:

>>> from datetime import UTC, datetime, timedelta
>>> from monitor import Moment
>>> noon = datetime(2023, 4, 18, 4, 57, tzinfo=UTC)
>>> Moment(noon, noon + timedelta(minutes=1)).width
datetime.timedelta(seconds=60)

Names are loaded when they are first used, so that importing the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.core.dossier import Dossier
    from monitor.core.instrument import Clause, Instrument
    from monitor.core.moment import Moment
    from monitor.core.statement import Statement
    from monitor.core.timeline import build as build_timeline
    from monitor.core.verdict import Status, Verdict, judge, judge_all
    from monitor.core.weekly import compile_week
    from monitor.parsers import decode
    from monitor.rulebook import load_rules, packaged_rules
    from monitor.settings import load_settings
    from monitor.text.read import read as read_text

__all__ = [
    "Clause",
    "Dossier",
    "Instrument",
    "Moment",
    "Statement",
    "Status",
    "Verdict",
    "build_timeline",
    "compile_week",
    "decode",
    "judge",
    "judge_all",
    "load_rules",
    "load_settings",
    "packaged_rules",
    "read_text",
]

_HOMES = {
    "Clause": ("core.instrument", "Clause"),
    "Dossier": ("core.dossier", "Dossier"),
    "Instrument": ("core.instrument", "Instrument"),
    "Moment": ("core.moment", "Moment"),
    "Statement": ("core.statement", "Statement"),
    "Status": ("core.verdict", "Status"),
    "Verdict": ("core.verdict", "Verdict"),
    "build_timeline": ("core.timeline", "build"),
    "compile_week": ("core.weekly", "compile_week"),
    "decode": ("parsers", "decode"),
    "judge": ("core.verdict", "judge"),
    "judge_all": ("core.verdict", "judge_all"),
    "load_rules": ("rulebook", "load_rules"),
    "load_settings": ("settings", "load_settings"),
    "packaged_rules": ("rulebook", "packaged_rules"),
    "read_text": ("text.read", "read"),
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(f"{__name__}.{module}"), attribute)
