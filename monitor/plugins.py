"""Plug-ins are files: find the one object that each module of a folder must define."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def discover(package: ModuleType, wanted: str) -> dict[str, object]:
    """Import every public module of the package and take its ``wanted`` object, by module name.

    Modules whose name begins with an underscore are the package's own machinery and are left out.

    Raises:
        AttributeError: a module lacks the object; a plug-in that cannot be used must not pass unseen.
    """
    found: dict[str, object] = {}
    for module in sorted(iter_modules(package.__path__), key=lambda m: m.name):
        if module.name.startswith("_"):
            continue
        found[module.name] = getattr(import_module(f"{package.__name__}.{module.name}"), wanted)
    return found
