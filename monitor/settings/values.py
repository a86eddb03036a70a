"""What the settings file says, as values the rest of the program can rely on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path

from monitor.core.concealed import Secrets
from monitor.core.feed import Feed
from monitor.core.incident import Agency
from monitor.core.instrument import ClockStart


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a feed that does not say otherwise takes."""

    every: timedelta = timedelta(minutes=15)
    adaptive: bool = True  # feeds without an `every` of their own are asked by their own rhythm
    timezone: str = "Asia/Shanghai"  # of the hour at which the daemon writes the weekly report


@dataclass(frozen=True, slots=True)
class Fetching:
    """How politely the web is asked."""

    delay: timedelta = timedelta(seconds=2)  # least pause between two requests to one registrable host
    timeout: timedelta = timedelta(seconds=20)
    at_once: int | None = None  # polls under way at the same time; None: by the number of feeds
    per_second: int = 50  # requests in all
    per_hour: int = 1200  # requests to one registrable host
    quiet: frozenset[str] = frozenset()  # hosts that are not asked at all, with all below them
    private_hosts: frozenset[str] = frozenset()  # may be local addresses: the user's own test servers


@dataclass(frozen=True, slots=True)
class Stamping:
    """Who stamps the day's head of the evidence chain; nobody, if nothing is said."""

    rfc3161: tuple[str, ...] = ()
    opentimestamps: tuple[str, ...] = ()
    roots: Path | None = None  # certificates of the authorities that are trusted


@dataclass(frozen=True, slots=True)
class ChannelSetting:
    """Where news of verdicts goes, and which. The address may hold a secret: it is never printed."""

    url: str = field(repr=False)
    on: frozenset[str]
    name: str = ""
    at: str = ""  # where its address is written, for messages
    places: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    quiet: tuple[time, time] | None = None  # local hours in which nothing is sent
    loud: frozenset[str] = frozenset()
    lang: str = "zh"
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """One settings file, checked as a whole."""

    path: Path
    feeds: tuple[Feed, ...]
    agencies: Mapping[str, Agency]
    defaults: Defaults = Defaults()
    rules: tuple[str, ...] | None = None  # ids of instruments; None: all whose place and period fit
    rules_at: tuple[str, ...] = ()  # where each of them is written, for messages
    rule_folders: tuple[Path, ...] = ()  # beside the packaged documents
    contact: str = ""  # address or page in the User-Agent, so that a site's people can reach us
    channels: tuple[ChannelSetting, ...] = ()
    reminders: Mapping[str, tuple[timedelta, ...]] = field(default_factory=dict)  # by clause, or "default"
    reminders_at: Mapping[str, str] = field(default_factory=dict)  # where each is written
    alarm_templates: Path | None = None
    pages: str = ""  # address of the web pages, for links in alarms
    fetching: Fetching = Fetching()
    stamps: Stamping = Stamping()
    headline_clock: ClockStart | None = None  # None: each clause's own
    storage: Path | None = None  # None: the command line's default
    reports: Path | None = None
    secrets: Mapping[str, Secrets] = field(default_factory=dict, repr=False)  # by the address as feeds have it
    schema: int = 1

    def agency_of(self, feed: Feed) -> Agency | None:
        """The agency whose releases the feed carries; None for media."""
        return None if feed.agency is None else self.agencies[feed.agency]

    def feeds_of(self, agency: str) -> tuple[Feed, ...]:
        """The feeds that are watched for one agency."""
        return tuple(feed for feed in self.feeds if feed.agency == agency)

    def feed(self, name: str) -> Feed | None:
        """The feed of that id."""
        return next((feed for feed in self.feeds if feed.id == name), None)
