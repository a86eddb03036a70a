"""The door to the web: one polite client whose every answer, good or bad, is a value.

What is named here is loaded when it is first used: whoever only asks ``recognise`` needs no HTTP client.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.fetching.client import Web
    from monitor.fetching.owners import registrable_host
    from monitor.fetching.politeness import FetchRules
    from monitor.fetching.walls import recognise

__all__ = ["FetchRules", "Web", "recognise", "registrable_host"]

_HOMES = {"Web": "client", "FetchRules": "politeness", "registrable_host": "owners", "recognise": "walls"}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
