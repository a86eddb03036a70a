"""How the simulated sites look: one page template per CMS family, addresses and dates as each writes them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from monitor.demo.scenario import SHANGHAI, Posting, SitePlan

_SECTION = re.compile(r"^<!-- (list|item|article|redesign|renewed) -->\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Printed:
    """A posting as its site shows it."""

    path: str
    posting: Posting

    @property
    def local(self) -> datetime:
        """The time it claims, as people there write it."""
        return self.posting.says.astimezone(SHANGHAI)


@dataclass(frozen=True, slots=True)
class Layout:
    """What differs between the families."""

    list_path: str
    article_path: Callable[[datetime, int], str]  # from the claimed time and a number
    day: str = "%Y-%m-%d"
    etag: bool = False  # answers conditional requests


LAYOUTS: Mapping[str, Layout] = {
    "jpage": Layout("/col/col1229/index.html", lambda t, n: f"/art/{t.year}/{t.month}/{t.day}/art_1229_{n}.html"),
    "trs": Layout(
        "/xwzx/zwyw/index.html", lambda t, n: f"/xwzx/zwyw/{t:%Y%m}/t{t:%Y%m%d}_{n}.html", etag=True
    ),
    "vsb": Layout("/tzgg.htm", lambda t, n: f"/info/1005/{n}.htm", day="%Y/%m/%d"),
    "gkmlpt": Layout("/gkmlpt/api/all/100", lambda t, n: f"/gkmlpt/content/{n // 1000}/{n}/post_{n}.html"),
    "ucap": Layout("/whzf/c100/common_list.shtml", lambda t, n: f"/whzf/c100/{t:%Y%m}/{n:032x}.shtml"),
    "plain": Layout("/news.html", lambda t, n: f"/show/{n}.html", day="%Y.%m.%d", etag=True),
    "rss": Layout("/rss.xml", lambda t, n: f"/{t:%Y/%m/%d}/{n}.shtml", etag=True),
}


def list_page(
    site: SitePlan, name: str, printed: Sequence[Printed], *, page: int, pages: int, total: int, renewed: bool
) -> str:
    """One page of the list: ``printed`` are its entries, newest first."""
    if site.family == "gkmlpt":
        return _answer(site, name, printed, total)
    sections, layout = _sections(site.family), LAYOUTS[site.family]
    row = sections.get("renewed", sections["item"]) if renewed else sections["item"]
    items = "\n".join(
        row.substitute(
            path=one.path, title=escape(one.posting.title), day=one.local.strftime(layout.day), row=number,
            rfc=format_datetime(one.local),
        ).strip()
        for number, one in enumerate(printed)
    )  # fmt: skip
    return sections["list"].substitute(name=name, charset=site.charset, items=items, page=page, pages=pages)


def empty_shell(site: SitePlan, name: str) -> str:
    """The list of a site in the middle of its redesign: nothing that can be read."""
    return _sections(site.family)["redesign"].substitute(name=name, charset=site.charset)


def article_page(site: SitePlan, name: str, one: Printed) -> str:
    """One article."""
    local = one.local
    text = "\n".join(f"<p>　　{escape(line)}</p>" for line in one.posting.text)
    return _sections(site.family)["article"].substitute(
        name=name, charset=site.charset, title=escape(one.posting.title), text=text,
        day=local.strftime(LAYOUTS[site.family].day), time=local.strftime("%H:%M"),
    )  # fmt: skip


def _answer(site: SitePlan, name: str, printed: Sequence[Printed], total: int) -> str:
    """The list as the platform's API gives it, with epoch seconds."""
    articles = [
        {
            "title": one.posting.title,
            "url": f"http://{site.host}{one.path}#100",
            "publisher": name,
            "display_publish_time": int(one.posting.says.timestamp()),
        }
        for one in printed
    ]
    return json.dumps({"total": total, "articles": articles}, ensure_ascii=False)


@cache
def _sections(family: str) -> Mapping[str, Template]:
    text = (files("monitor.demo") / "pages" / f"{family}.html").read_text("utf-8")
    parts = _SECTION.split(text)[1:]
    return {name: Template(body) for name, body in zip(parts[::2], parts[1::2], strict=True)}
