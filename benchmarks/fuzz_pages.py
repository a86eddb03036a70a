"""Mutated and hostile pages by the hundred thousand: no exception, and time and memory bounded by the page's size.

    python -m benchmarks.fuzz_pages                      a million mutated pages (hours), and the giants
    python -m benchmarks.fuzz_pages --pages 20000        fewer
    python -m benchmarks.fuzz_pages --giants             only the giants: 50 MB of one tag, depth, attributes, entities

The pages are those of tests/pages, cut, joined, repeated and sprinkled with what breaks readers. Each is
decoded and read as a list and as an article, as the pipeline does. What breaks a rule is written to
build/fuzz/ with the rule's name, and the command ends with 1. The same seed makes the same pages.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from monitor import parsers
from monitor.core.article import Article, ListState

ROOT = Path(__file__).resolve().parent.parent
SLOWEST = 4.0
"""Seconds of the processor for one megabyte of page, list and article together."""
GRACE = 0.3
"""Seconds that any page may take on a busy machine."""
FATTEST = 400.0
"""Bytes of memory for one byte of page that is read, above what the process holds anyway."""
HELD = 150_000_000
SEEN = datetime(2026, 11, 21, tzinfo=UTC)
PIECES = (
    b"<", b">", b"</", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"&", b"&amp;" * 9, b"&#x110000;", b'"', b"'", b"\0",
    b"\xff\xfe", b"\xb0\xa1", b"<table>", b"</td>", b"<li>", b"<a href=", b"<script>", b"</script>", b"<template>",
    b"<svg>", b"<select>", b"<plaintext>", b"<base href='//'>", b"2026-13-45", "发布时间：".encode(), "置顶".encode(),
    b"createPageHTML(", b'{"articles":', b"[" * 50, b"<record>", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;" * 20,
)  # fmt: skip
GIANTS = {
    "fifty megabytes of <a>": lambda: b"<a>" * 17_000_000,
    "fifty megabytes of links": lambda: "<a href=x>关于</a>".encode() * 2_500_000,
    "ten thousand boxes in one another": lambda: b"<div>" * 10_000 + "<a href=x>关于印发通知</a>2026-01-01".encode(),
    "a million boxes in one another": lambda: b"<b><p>" * 500_000,
    "a hundred thousand attributes": lambda: b"<a " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">x</a>",
    "attributes that hold tags": lambda: b"<a " + b"".join(b'a%d=">"' % n for n in range(100_000)) + b">x</a>",
    "rows without end": lambda: "<li><a href=x>关于印发通知</a>2026-01-01".encode() * 60_000,
    "tables in tables": lambda: b"<table><tr><td>" * 100_000,
    "metas without end": lambda: b'<meta name="PubDate" content="2026-05-12">' * 60_000,
    "dates without end": lambda: b"2026-05-12 " * 250_000,
    "brackets without end": lambda: b"[" * 2_000_000,
    "records without end": lambda: b"<recordset><record><![CDATA[" * 100_000,
    "entities in entities": lambda: entity_bomb(),
    "one word without end": lambda: "发".encode() * 1_000_000,
}


@dataclass
class Tally:
    """What came of a batch."""

    pages: int = 0
    megabytes: float = 0.0
    seconds: float = 0.0
    worst: float = 0.0  # seconds per megabyte, of pages over 20 kB
    broken: list[str] = field(default_factory=list)


def entity_bomb() -> bytes:
    """A feed whose one title is nine layers of tens."""
    layers = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10 if i else "哈"}">' for i in range(10))
    item = "<item><title>&a9;</title><link>http://a.example/1</link></item>"
    return f'<?xml version="1.0"?><!DOCTYPE r [{layers}]><rss><channel>{item}</channel></rss>'.encode()


def seeds() -> list[bytes]:
    """The project's own pages."""
    files = sorted(p for p in (ROOT / "tests" / "pages").glob("*/*") if p.suffix in (".html", ".xml", ".json", ".js"))
    return [p.read_bytes() for p in files]


def mutated(pages: list[bytes], chance: random.Random) -> bytes:
    """One page with one to twelve things done to it."""
    data = bytearray(chance.choice(pages))
    for _ in range(chance.randint(1, 12)):
        at, size = chance.randrange(len(data) + 1), chance.choice((0, 1, 3, 20, 200, 2_000))
        what = chance.randrange(6)
        if what == 0:
            data[at : at + size] = b""
        elif what == 1:
            data[at:at] = chance.choice(PIECES) * chance.choice((1, 1, 2, 40))
        elif what == 2:
            other = chance.choice(pages)
            begin = chance.randrange(len(other) + 1)
            data[at : at + size] = other[begin : begin + chance.choice((10, 400, 4_000))]
        elif what == 3:
            data[at:at] = data[at : at + size] * chance.choice((2, 10))
        elif what == 4 and data:
            for _ in range(20):
                data[chance.randrange(len(data))] = chance.randrange(256)
        elif chance.random() < 0.2:
            del data[at + size :]  # the answer was cut off
        del data[400_000:]
    return bytes(data)


def read(data: bytes) -> str:
    """Read it as everything; what was wrong with the answer, the empty string where nothing was."""
    page = parsers.decode(data, url="http://www.heyang.example/xw/index.html", seen_at=SEEN)
    auto = parsers.load()["auto"]
    listing = auto.list_items(page)
    if (listing.state is ListState.ITEMS) != bool(listing.items):
        return "state and entries differ"
    if any(not i.url.startswith(("http://", "https://")) or not i.title or len(i.title) > 300 for i in listing.items):
        return "an entry without title or address"
    again = parsers.read_again(page, data, parsers.kept_of(page, data, listing, asked="auto"), asked="auto")
    if again is not None and (again.parser, again.items, again.next) != (listing.parser, listing.items, listing.next):
        return "read again, the list differs"
    article = auto.article(page)
    if isinstance(article, Article) and article.published is not None:
        origins = {c.origin for c in article.claims}
        if article.published_from not in origins or article.published_from == "url":
            return "a date that nothing claims"
    return ""


def batch(seed: int, pages: int) -> Tally:
    """So many mutated pages of one seed."""
    tally, own, chance = Tally(), seeds(), random.Random(seed)
    for number in range(pages):
        data = mutated(own, chance)
        began = time.process_time()
        try:
            wrong = read(data)
        except Exception:  # noqa: BLE001 - a crash is what is looked for
            wrong = traceback.format_exc().strip().splitlines()[-1]
        spent = time.process_time() - began
        tally.pages, tally.megabytes = number + 1, tally.megabytes + len(data) / 1e6
        tally.seconds += spent
        if len(data) > 20_000:
            tally.worst = max(tally.worst, spent / (len(data) / 1e6))
        if not wrong and spent > GRACE + SLOWEST * len(data) / 1e6:
            wrong = f"{spent:.2f} s for {len(data)} bytes"
        if wrong:
            tally.broken.append(f"seed {seed}, page {number}: {wrong} -> {keep(data)}")
    return tally


def keep(data: bytes) -> str:
    """Write a page that broke a rule where it can be looked at."""
    folder = ROOT / "build" / "fuzz"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{sha256(data).hexdigest()[:12]}.html"
    path.write_bytes(data)
    return str(path.relative_to(ROOT))


def giant(name: str) -> int:
    """One hostile page in this process: 1 where it takes more than its size is worth."""
    data = GIANTS[name]()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    began = time.process_time()
    wrong = read(data)
    spent = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    size = len(data)
    fat, slow = max(0, peak - before - HELD) / size, spent / max(size / 1e6, 0.1)
    bad = bool(wrong) or fat > FATTEST or slow > SLOWEST
    said = f"{spent:6.2f} s  {slow:5.2f} s/MB  {(peak - before) / 1e6:6.0f} MB  {(peak - before) / size:6.1f} B/B"
    print(f"{'BROKEN' if bad else 'ok    '} {size / 1e6:6.2f} MB  {said}  {name}  {wrong}", flush=True)
    return int(bad)


def giants() -> int:
    """Each hostile page in a process of its own, so that memory is its own; how many broke a rule."""
    return sum(
        subprocess.run([sys.executable, "-m", __spec__.name, "--giant", name], cwd=ROOT, check=False).returncode
        for name in GIANTS
    )


def batches(pages: int, seed: int, size: int = 500) -> Iterator[tuple[int, int]]:
    """Seeds and sizes that make so many pages."""
    for number in range(0, pages, size):
        yield seed * 1_000_003 + number, min(size, pages - number)


def main() -> int:
    """Giants, then mutated pages; 1 where any broke a rule."""
    options = argparse.ArgumentParser(description="Mutated and hostile pages.")
    options.add_argument("--pages", type=int, default=1_000_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--giants", action="store_true", help="only the giants")
    options.add_argument("--giant", choices=sorted(GIANTS), help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.giant:
        return giant(chosen.giant)
    broken = giants()
    if chosen.giants:
        return int(broken > 0)
    whole, told = Tally(), time.monotonic()
    with ProcessPoolExecutor(chosen.jobs) as pool:
        for one in pool.map(batch, *zip(*batches(chosen.pages, chosen.seed), strict=True)):
            whole.pages, whole.megabytes = whole.pages + one.pages, whole.megabytes + one.megabytes
            whole.seconds, whole.worst = whole.seconds + one.seconds, max(whole.worst, one.worst)
            whole.broken += one.broken
            if time.monotonic() - told > 20:
                told = time.monotonic()
                print(f"{whole.pages} of {chosen.pages} pages, {len(whole.broken)} broken", file=sys.stderr)
    print("\n".join(whole.broken[:50]))
    print(
        f"{whole.pages} pages, {whole.megabytes:.0f} MB, {whole.seconds:.0f} s of the processor, "
        f"{whole.seconds / max(whole.megabytes, 0.001):.2f} s/MB, at worst {whole.worst:.2f}; "
        f"{len(whole.broken)} broken"
    )
    return int(bool(whole.broken) or broken > 0)


if __name__ == "__main__":
    sys.exit(main())
