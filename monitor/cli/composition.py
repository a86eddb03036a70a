"""The composition root: files named on the command line become a world that jobs may touch."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.cli.options import home
from monitor.core.problems import ConfigError, Problem

if TYPE_CHECKING:
    from monitor.core.instrument import Instrument
    from monitor.jobs.world import World
    from monitor.settings import Settings


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
    """The files named, or the defaults in the project's root."""
    root = home()
    return Places(
        Path(db) if db else root / "storage" / "monitor.db", Path(feeds) if feeds else root / "feeds.yaml"
    )


def settings_of(where: Places) -> Settings:
    """The settings, or every mistake in them."""
    from monitor.settings import load_settings

    return load_settings(where.feeds, environ=os.environ)


@contextmanager
def world(where: Places, *, create: bool = False, reading: bool = False) -> Iterator[tuple[World, Settings]]:
    """Settings, rules and database, opened together; all mistakes in settings and rules at once."""
    from monitor.jobs.world import World, sources_of
    from monitor.rulebook import load_rules, packaged_rules
    from monitor.store.facts import Store

    problems: list[Problem] = []
    settings = None
    try:
        settings = settings_of(where)
    except ConfigError as error:
        problems += error.problems
    only = None if settings is None else settings.rules
    folders = (packaged_rules(), *(() if settings is None else settings.rule_folders))
    rules: dict[str, Instrument] = {}
    try:
        rules = dict(load_rules(folders, only=only, only_at=() if settings is None else settings.rules_at))
    except ConfigError as error:
        problems += error.problems
    if problems or settings is None:
        raise ConfigError(problems)
    known = {}
    if not reading:
        from monitor import parsers

        known = dict(parsers.load())
    with Store(where.db, create=create) as store:
        sources = sources_of(settings.agencies, settings.feeds)
        yield World(store, sources, rules, known, settings.headline_clock), settings
