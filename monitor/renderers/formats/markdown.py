"""The weekly report as Markdown: for repositories, mail and chat."""

from __future__ import annotations

import re

from monitor.core.weekly import WeeklyReport
from monitor.renderers._renderer import Context, Renderer
from monitor.renderers._templates import environment
from monitor.renderers._week import web_address, week_page

SPECIAL = re.compile(r"([\\`*_\[\]|~#])")
LISTED = re.compile(r"^(\d*)([-+.)])(?=\s)")


def weekly(report: WeeklyReport, context: Context) -> bytes:
    """Chinese first with English beside; words from pages cannot become markup."""
    env = environment(escaped=False)
    env.filters["md"] = plain
    env.filters["link"] = link
    text = env.get_template("weekly.md.j2").render(page=week_page(report, context))
    return (re.sub(r"\n{3,}", "\n\n", text).strip() + "\n").encode()


def plain(words: object) -> str:
    """Words as they are, whatever they contain."""
    text = " ".join(str(words).split())
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return LISTED.sub(r"\1\\\2", SPECIAL.sub(r"\\\1", text))


def link(words: object, url: str) -> str:
    """A link where the address may be linked, else the words alone."""
    address = web_address(url)
    if not address:
        return plain(words)
    for character, code in (
        ("(", "%28"),
        (")", "%29"),
        ("<", "%3C"),
        (">", "%3E"),
        ("|", "%7C"),
        ("\\", "%5C"),
        ("`", "%60"),
    ):
        address = address.replace(character, code)
    return f"[{plain(words)}]({address})"


RENDERER = Renderer("markdown", ".md", weekly)
