"""How article pages are read when they are damaged: each captured page in a dozen variants, each with its truth.

    python -m benchmarks.page_damage            the project's own pages, and captured ones where they are found
    python -m benchmarks.page_damage --show 5   the first readings that were wrong, by damage

A damage takes away what a reader of pages might lean on (metas, scripts, ids and classes, the address, the
usual words of a label), adds what might mislead it (the day's date, a dated list beside), or takes the date
itself away: then no claim is the right answer. A wrong day, and a date where the page names none, are the
faults that count.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.page_sets import META, SCRIPT, Sample, captured, how, news, own_articles
from benchmarks.real_pages import NOWHERE
from benchmarks.tables import plain, share
from monitor import parsers
from monitor.core.article import Article

MARKS = re.compile(r"""(?i)\s(?:id|class|name)\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s<>"']+)(?=[^<>]*>)""")
LABELS = re.compile(r"(发布|发表|信息|日\s?期|时\s?间)(时间|日期)?(?=\s?[:：])")
REWORDED = {
    "发布时间": "发稿时间", "发布日期": "上网日期", "发表时间": "刊发时间", "时间": "刊登时间", "日期": "上传日期",
}  # fmt: skip
UNLABELLED = re.compile(
    r"(?:信息|文章)?(?:发布|发表|更新|公开|发稿|上传|创建|录入)?(?:时间|日期|于)\s*[:：]?\s*(?=(?:<[^<>]*>\s*)*(?:19|20)\d\d)"
)
TODAY = '<div class="top">今天是2026年11月22日 星期日</div>'
ROW = '<li><a href="/x/{0}.html">关于做好第{0}批重点工作的通知</a><span>2026-11-{0}</span></li>'
BESIDE = f'<div class="hot"><h3>热点新闻</h3><ul>{"".join(ROW.format(n) for n in range(10, 20))}</ul></div>'
FOOT = "<p>版权所有 2019-2026 页面生成时间：2026-11-22 08:00:01 最近更新：2026-11-21</p>"
BODY = re.compile(r"(?i)<body[^>]*>")


def without_day(sample: Sample) -> Sample:
    """The page with its own day taken out in every spelling: it says nothing then."""
    assert sample.when is not None
    day = sample.when.day
    y, m, d = str(day.year), f"0?{day.month}", f"0?{day.day}"
    spelt = re.compile(
        rf"{y}\s*(?:[-/._年—]|&nbsp;)\s*{m}\s*[-/._月—]\s*{d}(?!\d)日?|{day:%Y%m%d}|{day:%Y%m}/{day:%d}|{day:%y%m%d}"
    )
    return replace(sample, html=spelt.sub("", sample.html), url=NOWHERE, when=None, silent=True)


def put_in(words: str, html: str, *, end: bool = False) -> str:
    """The page with something more at the beginning or at the end of its body."""
    if end:
        at = html.lower().rfind("</body")
        return html[:at] + words + html[at:] if at >= 0 else html + words
    return BODY.sub(lambda m: m[0] + words, html, count=1)


def reworded(html: str) -> str:
    """The labels of a time in other words."""
    return LABELS.sub(lambda m: REWORDED.get(m[0], m[0]), html)


def bare(html: str) -> str:
    """Without metas, scripts, ids and classes."""
    return MARKS.sub("", SCRIPT.sub("", META.sub("", html)))


DAMAGES: dict[str, Callable[[Sample], Sample]] = {
    "none": lambda s: s,
    "no metas": lambda s: replace(s, html=META.sub("", s.html)),
    "no scripts": lambda s: replace(s, html=SCRIPT.sub("", s.html)),
    "no ids, classes, names": lambda s: replace(s, html=MARKS.sub("", s.html)),
    "no address": lambda s: replace(s, url=NOWHERE),
    "none of these": lambda s: replace(s, html=bare(s.html), url=NOWHERE),
    "labels reworded": lambda s: replace(s, html=reworded(s.html)),
    "labels gone": lambda s: replace(s, html=UNLABELLED.sub("", s.html)),
    "today's date on top": lambda s: replace(s, html=put_in(TODAY, s.html)),
    "a dated list beside": lambda s: replace(s, html=put_in(BESIDE, s.html)),
    "stamps below": lambda s: replace(s, html=put_in(FOOT, s.html, end=True)),
    "all of these, bare": lambda s: replace(
        s, html=put_in(FOOT, put_in(TODAY + BESIDE, reworded(bare(s.html))), end=True), url=NOWHERE
    ),
    "cut off at two thirds": lambda s: replace(s, html=s.html[: len(s.html) * 2 // 3]),
}
SILENCED = {
    "the day taken out": lambda s: s,
    "and stamps added": lambda s: replace(s, html=put_in(FOOT, put_in(TODAY + BESIDE, s.html), end=True)),
    "and bare": lambda s: replace(s, html=put_in(FOOT, put_in(TODAY, bare(s.html)), end=True)),
}


def read(sample: Sample) -> Article | None:
    """As any page is read, in UTF-8 with the label of another charset."""
    page = parsers.decode(sample.html.encode("utf-8", "replace"), url=sample.url, content_type="text/html; charset=gbk")
    article = parsers.load()["auto"].article(page)
    return article if isinstance(article, Article) else None


def samples(data: Path) -> Iterator[Sample]:
    """Pages whose day is known."""
    for name, one in (("own", own_articles()), *_captured(data)):
        for sample in one:
            if sample.when is not None:
                yield replace(sample, name=f"{name}/{sample.name}")


def _captured(data: Path) -> Iterator[tuple[str, Iterator[Sample]]]:
    for name in ("gov-pages", "pages"):
        if (data / name / "index.jsonl").exists():
            yield name, captured(data / name)
    if (data / "gne-pages" / "publish_time_gold.json").exists():
        yield "gne-pages", news(data / "gne-pages", stripped=False)


def main() -> int:
    """One line for each damage."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, default=Path("pages-data"), help="a folder with captured sets")
    asked.add_argument("--show", type=int, default=0)
    options = asked.parse_args()
    whole = list(samples(options.data))
    rows: list[tuple[object, ...]] = []
    shown: list[str] = []
    for name, damage in (*DAMAGES.items(), *SILENCED.items()):
        tally: Counter[str] = Counter()
        missed = 0
        for sample in whole:
            one = damage(without_day(sample) if name in SILENCED else sample)
            article = read(one)
            said = how(None if article is None else article.published, one)
            tally[said] += 1
            wanted = sample.title
            missed += bool(wanted) and (article is None or not _same(wanted or "", article.title))
            if said in ("wrong", "invented") and tally[said] <= options.show and article is not None:
                chosen = next((c.raw for c in article.claims if c.origin == article.published_from), "")
                shown.append(f"{name}: {sample.name}: {article.published_from} {chosen!r}")
        right = tally["right"] + tally["right minute"] + tally["silent"]
        rows.append(
            (name, len(whole), share(right, len(whole)), tally["right minute"], tally["none"],
             tally["wrong"], tally["invented"], missed)
        )  # fmt: skip
    print(plain(("damage", "pages", "right", "to the minute", "no claim", "wrong day", "invented", "titles off"), rows))
    print("\n".join(shown))
    return 0


def _same(one: str, other: str) -> bool:
    a, b = ("".join(words.split()) for words in (one, other))
    return a in b or (len(b) > 1 and b in a)


if __name__ == "__main__":
    sys.exit(main())
