"""How fast lists and articles are read, beside bs4, selectolax, trafilatura, htmldate, gne and readability.

One run, the processor's own time, medians. A peer does less or other work than ours: bs4 and selectolax
only make the tree and its text, none reads the entries of a list. What the ratio tells is what reading costs
over that. `make bench` runs it; so does ``python -m benchmarks.page_speed``, with the peers where
PAGE_PEERS (build/page-env) has them.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from statistics import median

from benchmarks import nginx
from benchmarks.page_sets import OWN, PEERS, Sample, theirs
from benchmarks.tables import plain
from monitor import parsers
from monitor.core.article import Page

START = datetime(2026, 11, 21, tzinfo=UTC)
ROUNDS = 15
LIST_SIZE, LIST_ROWS, GOAL_LIST, GOAL_ARTICLE = 40_000, 60, 2.0, 8.0


def a_list() -> str:
    """A list page of 60 entries and 40 KB, in the plainest of forms."""
    rows = "".join(
        f'<li><a href="./202611/t202611{day:02d}_{1000 + n}.html" title="{title}" target="_blank">{title}</a>'
        f'<span class="date">2026-11-{day:02d}</span></li>\n'
        for n in range(LIST_ROWS)
        for day, title in ((28 - n // 3, f"关于印发第{n}批安全生产专项整治工作实施方案的通知"),)
    )
    head, tail = '<!DOCTYPE html><html><head><meta charset="utf-8"><title>通知公告</title>', "</div></body></html>"
    body = f'</head><body><div class="nav"><a href="/">首页</a></div><div class="main"><ul class="list">{rows}</ul>'
    pager = '<script>createPageHTML(50, 0, "index", "html");</script>'
    left = LIST_SIZE - len((head + body + pager + tail).encode()) - 17
    return f"{head}<script>{'var a=1;' * (left // 8)}</script>{body}{pager}{tail}"


def taken(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Milliseconds of the processor for one call, median, after one that warms up."""
    work()
    spent = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return median(spent) * 1000


def polled() -> tuple[float, float, float]:
    """Milliseconds for the page of the polling benchmark as a poll calls it, each time a little later and changed.

    Decoded and read whole, decoded and read again from what was kept, and what keeping costs once.
    """
    auto, body = parsers.load()["auto"], nginx.page()
    ticks = count(1)

    def arrived() -> tuple[Page, bytes]:
        number = next(ticks)
        data = body.replace(nginx.MARK.encode(), b"%032x" % number)
        at = START + timedelta(seconds=number)
        return parsers.decode(data, url="http://h1.binjiang.example/changed/1", seen_at=at), data

    first, data = arrived()
    listing = auto.list_items(first)
    kept = parsers.kept_of(first, data, listing, asked="auto")
    stood = [item.url for item in listing.items]

    def again() -> parsers.Again | None:
        return parsers.read_again(*arrived(), kept, asked="auto", stood=stood)

    assert len(listing.items) == nginx.ROWS
    assert again() is not None
    return (
        taken(lambda: auto.list_items(arrived()[0]), 60),
        taken(again, 60),
        taken(lambda: parsers.kept_of(first, data, listing, asked="auto")),
    )


def main() -> int:
    """The tables."""
    auto = parsers.load()["auto"]
    text = a_list()
    page = parsers.decode(text.encode(), url="http://www.heyang.example/zwgk/tzgg/")
    assert len(auto.list_items(page).items) == LIST_ROWS
    own = taken(lambda: auto.list_items(page), 60)
    peers = theirs([Sample("list", page.url, text)], speed=ROUNDS).get("list", {})
    rows: list[tuple[object, ...]] = [("ours: entries, dates, next page", own, 1.0, f"goal {GOAL_LIST:.0f} ms")]
    names = {"bs4 + lxml": "the tree and its text", "selectolax": "the tree and its text"}
    rows += [(f"{n}: {what}", peers[n]["ms"], peers[n]["ms"] / own, "") for n, what in names.items() if n in peers]
    head = f"list page, {LIST_ROWS} rows, {len(text.encode()) / 1000:.0f} kB"
    print(plain((head, "ms", "× ours", ""), rows), end="\n\n")

    whole, again, keeping = polled()
    rows = [
        ("decoded, read whole", whole, f"goal {GOAL_LIST:.0f} ms"),
        ("decoded, read again from what was kept", again, ""),
        ("what to keep, once a frame", keeping, ""),
    ]
    head = f"the polled page, {nginx.ROWS} rows, {nginx.LINKS} links of navigation, {len(nginx.page()) / 1000:.0f} kB"
    print(plain((head, "ms", ""), rows), end="\n\n")

    samples = [
        Sample(file.stem, "http://www.heyang.example/a.html", file.read_text("utf-8"))
        for file in sorted((OWN / "articles").glob("*.html"))
    ]
    pages = {s.name: parsers.decode(s.html.encode(), url=s.url) for s in samples}
    each = {name: taken(lambda page=page: auto.article(page), 5) for name, page in pages.items()}
    answers = theirs(samples, speed=5)
    mine = median(each.values())
    rows = [("ours: title, dates, source, body", mine, max(each.values()), 1.0, f"goal {GOAL_ARTICLE:.0f} ms")]
    for name in (*names, *PEERS):
        spent = [answers[s.name][name]["ms"] for s in samples if name in answers.get(s.name, {})]
        if spent:
            rows.append((name, median(spent), max(spent), median(spent) / mine, ""))
    print(plain((f"{len(samples)} own article pages", "median ms", "worst ms", "× ours", ""), rows), end="\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
