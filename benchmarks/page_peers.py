"""Other readers of pages, asked for what ours is asked for; runs in an environment of its own (page-peers.txt).

    python -m benchmarks.page_peers < pages.jsonl > answers.jsonl

Each line in has ``id`` and ``html``; each line out has, for every reader that is installed, its ``date``
(as the reader writes it, null where it says none), ``title``, ``body`` and ``ms`` of processor time. A
reader that fails on a page answers nothing, and says so in ``error``. With ``--speed N`` each page is read
N times, and ``ms`` is the median.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from statistics import median
from typing import Any

Answer = dict[str, Any]
Reader = Callable[[str], Answer]


def gne() -> Reader:
    """GeneralNewsExtractor: Chinese news pages."""
    extractor = import_module("gne").GeneralNewsExtractor()

    def read(html: str) -> Answer:
        said = extractor.extract(html)
        return {"date": said.get("publish_time") or None, "title": said.get("title"), "body": said.get("content")}

    return read


def htmldate() -> Reader:
    """htmldate: the date alone."""
    find = import_module("htmldate").find_date
    return lambda html: {"date": find(html, original_date=True, outputformat="%Y-%m-%d %H:%M")}


def trafilatura() -> Reader:
    """trafilatura: metadata and body."""
    extract = import_module("trafilatura").bare_extraction

    def read(html: str) -> Answer:
        said = extract(html, with_metadata=True)
        if said is None:
            return {}
        return {"date": said.date, "title": said.title, "body": said.text}

    return read


def readability() -> Reader:
    """readability-lxml: title and body."""
    document = import_module("readability").Document
    fromstring = import_module("lxml.html").fromstring

    def read(html: str) -> Answer:
        one = document(html)
        body = one.summary()
        return {"title": one.title(), "body": fromstring(body).text_content() if body else ""}

    return read


def bs4() -> Reader:
    """BeautifulSoup over lxml: the tree and all its text, what every reader pays at least."""
    soup = import_module("bs4").BeautifulSoup
    return lambda html: {"text": len(soup(html, "lxml").get_text())}


def selectolax() -> Reader:
    """selectolax: the tree and all its text."""
    parser = import_module("selectolax.lexbor").LexborHTMLParser

    def read(html: str) -> Answer:
        body = parser(html).body
        return {"text": 0 if body is None else len(body.text(deep=True))}

    return read


READERS = {"gne": gne, "htmldate": htmldate, "trafilatura": trafilatura, "readability": readability}
TREES = {"bs4 + lxml": bs4, "selectolax": selectolax}


def installed(speed: bool) -> Iterator[tuple[str, Reader]]:
    """The readers of this environment; those that only make a tree where speed is asked for."""
    for name, make in (READERS | TREES if speed else READERS).items():
        try:
            yield name, make()
        except ImportError as error:
            print(f"left out: {name} ({error})", file=sys.stderr)


def asked(read: Reader, html: str, *, rounds: int) -> Answer:
    """One reader on one page."""
    taken = []
    answer: Answer = {}
    for _ in range(rounds):
        began = time.process_time()
        try:
            answer = read(html)
        except Exception as error:  # noqa: BLE001 - a peer's crash is its answer
            answer = {"error": f"{type(error).__name__}: {error}"[:200]}
        taken.append(time.process_time() - began)
    return {**answer, "ms": median(taken) * 1000}


def main() -> int:
    """Answer every page on standard input."""
    options = argparse.ArgumentParser()
    options.add_argument("--speed", type=int, default=0, help="rounds for each page")
    speed = options.parse_args().speed
    readers = list(installed(bool(speed)))
    for line in sys.stdin:
        page = json.loads(line)
        answers = {name: asked(read, page["html"], rounds=max(1, speed)) for name, read in readers}
        print(json.dumps({"id": page["id"], "answers": answers}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
