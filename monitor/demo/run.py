"""The demo: the whole main job on a simulated web, in seconds, with nothing to set up.

Only the web, the clock and the waiting are simulated. Client, robots.txt, evidence, parsers,
store, linking, judgement, report and renderers are those of the real thing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path

from monitor import parsers
from monitor.core.problems import ConfigError, Problem
from monitor.core.weekly import iso_week
from monitor.demo import scenario as scripts
from monitor.demo.clock import FastClock
from monitor.demo.scenario import Scenario
from monitor.demo.sites import Site, serving
from monitor.demo.story import Story
from monitor.demo.telling import Say, Teller, local, words
from monitor.evidence.warc import Archive
from monitor.fetching import FetchRules, Web
from monitor.jobs import weekly
from monitor.jobs.judge import Judged, judge_everything
from monitor.jobs.pipeline import Pipeline
from monitor.jobs.poll import Poller
from monitor.jobs.world import World, sources_of
from monitor.renderers import formats
from monitor.rulebook import load_rules, packaged_rules
from monitor.settings import Settings, load_settings
from monitor.store.facts import Store
from monitor.text.places import name_of

MARK = ".response-window-demo"
"""Names a folder as a former demo's: only such a folder is ever emptied."""
TICK = timedelta(hours=1)
FIRST = timedelta(minutes=5)  # after the start of the script
FORMATS = ("html", "docx", "xlsx", "markdown", "json", "csv")


@dataclass(frozen=True, slots=True)
class Played:
    """How the demo ended."""

    folder: Path
    as_of: datetime
    week: str  # of the report
    shown: str  # id of the incident to look at
    judged: tuple[Judged, ...]
    report: tuple[Path, ...]
    polls: int
    articles: int


def prepared(folder: Path) -> Path:
    """A fresh folder for the demo.

    Raises:
        ConfigError: there is something in it that no demo made.
    """
    if folder.exists() and not (folder / MARK).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        mend = "name a new folder, or one that a demo made"
        raise ConfigError([Problem("--out", f"{str(folder)!r} holds other things", mend)])
    try:
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        (folder / MARK).write_text("made by the demo, which may empty this folder\n", "utf-8")
        source = files("monitor.demo") / "pages" / "feeds.yaml"
        (folder / "feeds.yaml").write_text(source.read_text("utf-8"), "utf-8")
    except OSError as error:
        raise ConfigError([Problem("--out", f"{str(folder)!r}: {error.strerror}", "name another folder")]) from None
    return folder


@contextmanager
def world(folder: Path, *, db: str = "storage/monitor.db") -> Iterator[tuple[World, Settings]]:
    """The demo's settings, the packaged rules they name, and a database."""
    settings = load_settings(folder / "feeds.yaml", environ={}, parsers=tuple(parsers.load()))
    rules = load_rules([packaged_rules()], only=settings.rules, only_at=settings.rules_at)
    with Store(folder / db, create=True) as store:
        sources = sources_of(settings.agencies, settings.feeds)
        yield World(store, sources, dict(rules), parsers.load(), settings.headline_clock), settings


async def play(folder: Path, *, say: Say, lang: str = "zh", shown_as: str | None = None) -> Played:
    """The whole script from its first hour to its last, and what came of it.

    ``say`` is given every line as it happens; ``shown_as`` is what the folder is called in them.
    """
    scenario = scripts.packaged()
    prepared(folder)
    with world(folder) as (here, settings):
        clock = FastClock(scenario.start)
        teller = Teller(say, lang)
        sites = [Site(plan, _name(plan.host, settings), scenario, clock) for plan in scenario.sites]
        teller.paragraph("title")
        teller.paragraph("begin", sites=len(sites), start=_day(scenario.start), end=_day(scenario.end))
        say("")
        rules = FetchRules(contact=settings.contact, timeout=timedelta(seconds=10))
        async with serving(sites) as hosts, Web(rules, clock=clock, resolve=hosts, sleep=clock.sleep) as web:
            with Archive(folder / "storage" / "warc") as archive:
                pipeline = Pipeline(here)
                poller = Poller(pipeline, web, archive)
                days = _Days(scenario, here, settings, poller, clock, Story(here, pipeline, teller), folder)
                report = await days.pass_by()
        judged = tuple(judge_everything(here, as_of=scenario.end))
        tally = pipeline.tally
        played = Played(
            folder, scenario.end, scenario.week, scenario.shown, judged, report, tally.polls, tally.articles
        )
        days.story.ending(played, folder=shown_as or str(folder))
    return played


def _day(at: datetime) -> str:
    """Day and minute that stay on one line."""
    return local(at).replace(" ", "\xa0")


def _name(host: str, settings: Settings) -> str:
    """What the site calls itself: its agency, or the feed's own name."""
    feed = next((one for one in settings.feeds if f"://{host}/" in one.url), None)
    assert feed is not None, f"feeds.yaml has no feed on {host}"
    return settings.agencies[feed.agency].name if feed.agency else feed.name


@dataclass(slots=True)
class _Days:
    """The days of the script going by, hour by hour."""

    scenario: Scenario
    here: World
    settings: Settings
    poller: Poller
    clock: FastClock
    story: Story
    folder: Path

    async def pass_by(self) -> tuple[Path, ...]:
        """Poll what is due each hour, tell what is new, and write the report when its Monday comes."""
        period = iso_week(self.scenario.week)
        report_at = period.end + timedelta(hours=8)
        report: tuple[Path, ...] = ()
        due = {feed.id: self.scenario.start + FIRST for feed in self.settings.feeds}
        at, slept = self.scenario.start + FIRST, 0
        while at <= self.scenario.end:
            if not report and report_at <= at:
                self.clock.advance_to(report_at)
                report = self._report(report_at)
            self.clock.advance_to(at)
            if self.scenario.watching(at):
                slept = self._awake(slept)
                for feed in self.settings.feeds:
                    if due[feed.id] <= at:
                        self.story.polled(feed, await self.poller.feed(feed), self.clock())
                        due[feed.id] = at + feed.every
                self.story.tell(self.clock())
                self.poller.archive.sync()
            else:
                self._asleep(slept)
                slept += 1
            at += TICK
        return report

    def _asleep(self, slept: int) -> None:
        if not slept:
            self.story.teller.line(self.clock(), "watch", words("stopped", self.story.teller.lang))

    def _awake(self, slept: int) -> int:
        """After a stop of ours: what was not polled is recorded like any other attempt."""
        if slept:
            self.story.teller.line(self.clock(), "watch", words("resumed", self.story.teller.lang))
            for feed in self.settings.feeds:
                runs = slept * TICK // feed.every
                if runs:
                    self.poller.missed(feed, self.clock(), runs)
        return 0

    def _report(self, at: datetime) -> tuple[Path, ...]:
        """The weekly report, as the daemon writes it on Monday at eight."""
        compiled = weekly.report(self.here, iso_week(self.scenario.week), as_of=at)
        context = formats.Context(place_name=name_of, instruments=tuple(self.here.instruments.values()))
        written = weekly.write(
            compiled, renderers=formats.load(), formats=FORMATS, folder=self.folder / "reports", context=context
        )
        where = written.folder.relative_to(self.folder).as_posix() + "/"
        self.story.teller.line(at, "report", words("written", self.story.teller.lang, where=where))
        return written.files
