"""Templates to pages: everything is escaped, every address keeps language and time."""

from __future__ import annotations

from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from monitor.core.explain import clock
from monitor.web.asking import Answer, Ask, part
from monitor.web.parts import place_name
from monitor.web.words import LEVEL, word

if TYPE_CHECKING:
    from jinja2 import Environment

    from monitor.web.site import Site

MENU = (
    ("front", "/"), ("incidents", "/incidents"), ("changes", "/changes"), ("places", "/places"),
    ("agencies", "/agencies"), ("rules", "/rules"), ("feeds", "/feeds"), ("review", "/review"),
)  # fmt: skip
"""Sections of the pages, in order; a new one is a line here, a route, a view and a template."""


@cache
def environment() -> Environment:
    """The packaged templates, escaping whatever is put into them."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        autoescape=True, loader=FunctionLoader(_source), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _source(name: str) -> str:
    return (files("monitor.web") / "templates" / name).read_text("utf-8")


def page(site: Site, ask: Ask, template: str, *, status: int = 200, heading: str = "", **values: Any) -> Answer:
    """One page in its frame. ``heading`` is a key of `words` or the heading itself."""
    from monitor.core.wording import say
    from monitor.web.words import WORDS

    fixed = ask.as_of or site.as_of
    other = "en" if ask.lang == "zh" else "zh"
    words = {
        "t": partial(_said, ask.lang),
        "lang": ask.lang,
        "colon": "：" if ask.lang == "zh" else ": ",
        "link": ask.link,
        "again": ask.again,
        "part": part,
        "here": ask.path,
        "args": ask.args,
        "menu": [(key, path, _within(ask.path, path)) for key, path in MENU],
        "other_language": ask.again(lang=other),
        "stopped_at": None if fixed is None else clock(fixed),
        "now": None if fixed is not None else site.clock().isoformat(),
        "heading": say(WORDS, heading, ask.lang),
        "place_name": lambda code: place_name(code, ask.lang),
        "level_word": lambda level: say(LEVEL, level, ask.lang),
        "data": "/" + part(site.db.stem),
        "clock": clock,
    }
    text = environment().get_template(f"{template}.html.j2").render({**words, **values})
    return Answer(text, status=status)


def _said(lang: str, key: str, **values: object) -> str:
    return word(key, lang, **values)


def _within(here: str, section: str) -> bool:
    return here == section or (section != "/" and here.startswith(section + "/"))
