"""Report formats, one file each: a module here defines ``RENDERER`` and is found by its name."""

from __future__ import annotations

import sys

from monitor.plugins import discover
from monitor.renderers._renderer import Context, Renderer

__all__ = ["Context", "Renderer", "load"]


def load() -> dict[str, Renderer]:
    """All formats by name (markdown, html, json, csv)."""
    found = discover(sys.modules[__name__], "RENDERER")
    renderers = [each for each in found.values() if isinstance(each, Renderer)]
    assert len(renderers) == len(found)
    return {each.name: each for each in renderers}
