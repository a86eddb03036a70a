"""Everything a job may touch. The command line builds the real one, the demo and tests a small one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor.core.article import Parser
from monitor.core.feed import Feed
from monitor.core.incident import Agencies, Agency
from monitor.core.instrument import ClockStart, Instrument
from monitor.store.dossiers import Sources
from monitor.store.facts import Store


@dataclass(frozen=True)
class World:
    """Store, sources, rules and parsers: what reading and judging need. No clock: `as_of` is given."""

    store: Store
    sources: Sources
    instruments: Mapping[str, Instrument]
    parsers: Mapping[str, Parser] = field(default_factory=dict)
    headline: ClockStart | None = None  # another headline clock, where the user set one


def sources_of(agencies: Mapping[str, Agency], feeds: tuple[Feed, ...]) -> Sources:
    """The sources of some settings."""
    return Sources(Agencies(agencies), {feed.id: feed for feed in feeds})
