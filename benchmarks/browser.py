"""The pages in a real browser: rendering, links, keyboard, axe; screenshots to look at. Run by ``make test-browser``.

    python -m benchmarks.browser --program .venv/bin/python --demo build/browser/demo [--shots FOLDER] [--fast]

Serves what the demo left, the same with two hundred incidents, and a database with nothing in it; walks every
link of the pages in Chinese and English, on a desktop and on a phone. Exits 1 where a page
does not load, asks for anything elsewhere, writes an error to the console, is wider than the screen,
cannot be reached with the keyboard, or has a finding of axe that is serious or critical.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
GRAVE = ("serious", "critical")
EACH = 2
"""Pages of one kind that are walked: two hundred incidents look alike."""
SCRIPT_REFUSED = "Blocked script execution in"
"""What Chromium says where the sandbox of a captured page does its work."""
DATASETTES = ("/monitor", "/-/")


class Walk:
    """One walk over the pages in one language and size."""

    def __init__(
        self, browser: Browser, start: str, *, lang: str, size: str, shots: Path | None, name: str, fast: bool
    ) -> None:
        self.start, self.lang, self.size, self.shots, self.name, self.fast = start, lang, size, shots, name, fast
        width, height = SIZES[size]
        self.width = width
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN" if lang == "zh" else "en-GB",
            is_mobile=size == "phone", has_touch=size == "phone",
        )  # fmt: skip
        self.findings: list[str] = []
        self.elsewhere: list[str] = []
        self.said: list[str] = []
        self.context.route("**/*", self._route)

    def _route(self, route: object) -> None:
        url = route.request.url  # type: ignore[attr-defined]
        if urlsplit(url).netloc != urlsplit(self.start).netloc:
            self.elsewhere.append(url)
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    def run(self) -> list[str]:
        """Follow every link of ours, a few of each kind."""
        page = self.context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda e: self.said.append(str(e)))
        waiting, seen, kinds = [self.start], {self.start}, {}
        while waiting:
            url = waiting.pop(0)
            for link in self._look(page, url):
                kind = self._kind(link)
                if link in seen or kind is None or kinds.get(kind, 0) >= (1 if self.fast else EACH):
                    continue
                seen.add(link)
                kinds[kind] = kinds.get(kind, 0) + 1
                waiting.append(link)
        self._keyboard(page)
        self.context.close()
        print(f"{self.name} {self.lang} {self.size}: {len(seen)} addresses, {len(self.findings)} findings")
        return self.findings

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(SCRIPT_REFUSED):
            self.said.append(message.text)

    def _kind(self, url: str) -> str | None:
        """Pages that look alike; None for what is no page of ours."""
        parts = urlsplit(url)
        other = "lang=zh" if self.lang == "en" else "lang=en"
        if parts.netloc != urlsplit(self.start).netloc or other in parts.query:
            return None
        steps = parts.path.strip("/").split("/")
        return f"{steps[0]}/{len(steps)}" + ("?" + parts.query.split("=")[0] if parts.query else "")

    def _look(self, page: Page, url: str) -> list[str]:
        path = urlsplit(url).path
        if path.rsplit(".", 1)[-1] in ("json", "csv", "atom", "ics", "svg"):
            answer = self.context.request.get(url)
            if answer.status != 200:
                self.findings.append(f"{url}: {answer.status}")
            return []
        self.said.clear()
        answer = page.goto(url, wait_until="load")
        if answer is None or answer.status != 200:
            self.findings.append(f"{url}: {answer and answer.status}")
            return []
        if path.startswith(DATASETTES):
            return []
        if self.said:
            self.findings.append(f"{url}: console: {self.said[:3]}")
        if self.elsewhere:
            self.findings.append(f"{url}: asks for {self.elsewhere[:3]}")
            self.elsewhere.clear()
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > self.width + 1:
            self.findings.append(f"{url}: {wide} pixels wide on a screen of {self.width}")
        if page.locator("h1").count() != 1 or not page.locator("h1").inner_text().strip():
            self.findings.append(f"{url}: no heading")
        for one in Axe().run(page).response["violations"]:
            if one["impact"] in GRAVE:
                where = one["nodes"][0]["target"]
                self.findings.append(f"{url}: axe {one['impact']} {one['id']} at {where}")
        if self.shots is not None:
            name = (path.strip("/") or "front").replace("/", "_")[:60]
            page.screenshot(path=self.shots / f"{self.name}-{self.lang}-{self.size}-{name}.png", full_page=True)
        links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
        return [urljoin(url, link).split("#")[0] for link in links]

    def _keyboard(self, page: Page) -> None:
        """Tab comes first to the link past the menu, then to everything; Enter follows it."""
        page.goto(self.start)
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") != "skip":
            self.findings.append("keyboard: the first stop is not the way past the menu")
        page.keyboard.press("Enter")
        if not page.url.endswith("#content"):
            self.findings.append("keyboard: Enter does not follow the way past the menu")
        page.goto(self.start)
        stops: set[str] = set()
        wanted = page.locator("a[href], button, input:not([type=hidden]), select, summary").count()
        for _ in range(wanted + 5):
            page.keyboard.press("Tab")
            stops.add(page.evaluate(
                "(e => e.tagName + '|' + (e.getAttribute('href') || e.name || e.className) + '|' + e.innerText)"
                "(document.activeElement)"
            ))  # fmt: skip
            seen = page.evaluate("(s => s.outlineStyle !== 'none' || s.outlineWidth !== '0px')"
                                 "(getComputedStyle(document.activeElement))")  # fmt: skip
            if not seen and page.evaluate("document.activeElement !== document.body"):
                self.findings.append("keyboard: a stop without a visible mark")
        links = {f"A|{a}" for a in page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")}
        missed = links - {"|".join(stop.split("|")[:2]) for stop in stops}
        if missed:
            self.findings.append(f"keyboard: cannot reach {sorted(missed)[:3]}")


@contextmanager
def served(program: Path, folder: Path, *, feeds: Path, words: Sequence[str]) -> Iterator[str]:
    """The pages of one storage, on a free port."""
    where = ["--db", str(folder / "monitor.db"), "--feeds", str(feeds), "--port", "0"]
    with subprocess.Popen([str(program), "run.py", "serve", *where, *words], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().decode().split()[0]
        finally:
            process.terminate()


def main() -> None:
    """Walk in both languages and sizes."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--program", type=Path, default=Path(".venv/bin/python"))
    reader.add_argument("--demo", type=Path, required=True)
    reader.add_argument("--shots", type=Path)
    reader.add_argument("--fast", action="store_true", help="one page of each kind, on the demo's data only")
    reader.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("chromium-browser"))
    asked = reader.parse_args()
    if asked.shots:
        asked.shots.mkdir(parents=True, exist_ok=True)
    made = asked.demo.parent / "made"
    shutil.rmtree(made, ignore_errors=True)
    subprocess.run([str(asked.program), "-m", "benchmarks.crowd", str(asked.demo), str(made)], check=True)
    then = ("--as-of", "2025-06-16T10:10")
    storages = {"demo": (asked.demo / "storage", then), "crowd": (made / "crowd", then), "empty": (made / "empty", ())}
    if asked.fast:
        storages = {"demo": storages["demo"]}
    found: list[str] = []
    options = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
               "--disable-component-update", "--disable-sync"]  # fmt: skip
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=asked.chromium, args=options)
        for name, (storage, words) in storages.items():
            with served(asked.program, storage, feeds=asked.demo / "feeds.yaml", words=words) as start:
                for lang in ("zh", "en"):
                    for size in SIZES:
                        first = start + ("?lang=en" if lang == "en" else "")
                        walk = Walk(
                            browser, first, lang=lang, size=size, shots=asked.shots, name=name, fast=asked.fast
                        )
                        found += walk.run()
        browser.close()
    print("\n".join(found))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
