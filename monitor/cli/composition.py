"""The composition root: files named on the command line become a world that jobs may touch."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.cli.options import SHANGHAI, as_of_option, home
from monitor.core.concealed import of_feed
from monitor.core.problems import ConfigError, Problem

if TYPE_CHECKING:
    from monitor.core.article import Parser
    from monitor.core.instrument import Instrument
    from monitor.fetching.politeness import FetchRules
    from monitor.jobs.world import World
    from monitor.settings import Settings

    Check = Callable[[Settings], Iterable[Problem]]


@dataclass(frozen=True, slots=True)
class Places:
    """Where things are on disk."""

    db: Path
    feeds: Path

    @property
    def storage(self) -> Path:
        """The folder of the database, the evidence and the corrections."""
        return self.db.parent

    @property
    def warc(self) -> Path:
        """The folder of the evidence."""
        return self.storage / "warc"

    @property
    def corrections(self) -> Path:
        """What people decided, one JSON line each."""
        return self.storage / "corrections.jsonl"


def places(db: str | None, feeds: str | None) -> Places:
    """The files named; else the folder that the settings name, or the defaults in the project's root."""
    sources = Path(feeds) if feeds else home() / "feeds.yaml"
    return Places(Path(db) if db else (_storage(sources) or home() / "storage") / "monitor.db", sources)


def _storage(feeds: Path) -> Path | None:
    """The settings' own folder of storage; mistakes in them are told by whoever needs them."""
    try:
        return _settings(feeds).storage
    except ConfigError:
        return None


@cache
def _settings(feeds: Path) -> Settings:
    from monitor.settings import load_settings

    return load_settings(feeds, environ=os.environ)


def settings_of(where: Places, *, parsers: Collection[str] | None = None) -> Settings:
    """The settings, or every mistake in them; with ``parsers``, also names of parsers that there are not."""
    if parsers is None:
        return _settings(where.feeds)
    from monitor.settings import load_settings

    return load_settings(where.feeds, environ=os.environ, parsers=parsers)


def settings_to_grow(where: Places) -> Settings:
    """The settings of whoever is about to add feeds: there may be none yet."""
    from monitor.settings import load_settings

    return load_settings(where.feeds, environ=os.environ, least=0)


def reports_folder(settings: Settings) -> Path:
    """Where reports are written, whoever writes them."""
    return settings.reports or home() / "reports"


def at_once(settings: Settings) -> int:
    """Polls under way at the same time: enough that a twentieth of hosts that never answer holds up nobody."""
    return settings.fetching.at_once or min(256, 16 + len(settings.feeds) // 150)


def fetch_rules(settings: Settings) -> FetchRules:
    """How politely the client of these settings asks."""
    from monitor.fetching.politeness import FetchRules

    return FetchRules(
        contact=settings.contact or "no contact configured",
        delay=settings.fetching.delay,
        timeout=settings.fetching.timeout,
        allow_hosts=settings.fetching.private_hosts,
        per_second=settings.fetching.per_second,
        per_hour=settings.fetching.per_hour,
        quiet_hosts=settings.fetching.quiet,
        secrets=settings.secrets,
        max_connections=at_once(settings),
    )


def address_asked(url: str, settings: Settings, *, channel: str = "web") -> tuple[str, FetchRules]:
    """An address that somebody typed as it may be shown, and the client's rules that know what it keeps to itself."""
    shown, secrets = of_feed(url, channel=channel, parser="rss", private=settings.fetching.private_hosts)
    rules = fetch_rules(settings)
    if secrets:
        rules = replace(rules, secrets={**rules.secrets, shown: secrets})
    return shown, rules


@contextmanager
def world(
    where: Places, *, create: bool = False, reading: bool = False, parsing: bool = True, check: Check | None = None,
    as_of: str | None = None,
) -> Iterator[tuple[World, Settings]]:  # fmt: skip
    """Settings, rules and database, opened together; all mistakes in settings and rules at once.

    Whoever is only ``reading`` opens the database so that SQLite itself refuses to write, and leaves no trace: a
    log that a sudden end left behind is still there for the next start. Without ``parsing`` no parsers are loaded.
    ``check`` says what is wrong with the command itself, once the settings are known: before anything is made.
    An ``as_of`` that was named and lies before all facts is a mistake, since nothing can be said of that time.
    """
    from monitor.jobs.world import World, sources_of
    from monitor.rulebook import load_rules, packaged_rules
    from monitor.store.facts import Store

    problems: list[Problem] = []
    settings = None
    known: dict[str, Parser] = {}
    if parsing and not reading:
        from monitor import parsers

        known = dict(parsers.load())
    try:
        settings = settings_of(where, parsers=tuple(known) or None)
    except ConfigError as error:
        problems += error.problems
    only = None if settings is None else settings.rules
    folders = (packaged_rules(), *(() if settings is None else settings.rule_folders))
    rules: dict[str, Instrument] = {}
    try:
        rules = dict(load_rules(folders, only=only, only_at=() if settings is None else settings.rules_at))
    except ConfigError as error:
        problems += error.problems
    if settings is not None and check is not None:
        problems += check(settings)
    if problems or settings is None:
        raise ConfigError(problems)
    with Store(where.db, create=create, reading=reading) as store:
        begins = store.begins()
        if as_of is not None and begins is not None and as_of_option(as_of) < begins:
            first = begins.astimezone(SHANGHAI).isoformat(timespec="seconds")
            raise ConfigError([Problem("--as-of", f"{as_of!r} lies before all facts", f"the first is of {first}")])
        sources = sources_of(settings.agencies, settings.feeds)
        yield World(store, sources, rules, known, settings.headline_clock), settings
