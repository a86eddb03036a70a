"""Jinja2 with the packaged templates. Everything is escaped unless a template is plain Markdown."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = "templates"


@cache
def environment(*, escaped: bool) -> Environment:
    """One environment for HTML (escaped) and one for plain text, where the template's filter escapes."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        autoescape=escaped,  # noqa: S701 - Markdown is escaped by its own filter
        loader=FunctionLoader(_source),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _source(name: str) -> str:
    return (files("monitor.renderers") / FOLDER / name).read_text("utf-8")
