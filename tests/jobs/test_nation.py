"""A judgement does not go through all the feeds and agencies of a nation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from monitor.core.feed import Feed
from monitor.core.incident import Agencies, Agency
from monitor.jobs.judge import judge_incident
from monitor.store.dossiers import Sources
from tests.simulated import answered, bench, blast, site


class Walked(dict[str, Feed]):
    """Feeds that count how often somebody goes through them all."""

    walks = 0

    def values(self):  # type: ignore[no-untyped-def]
        self.walks += 1
        return super().values()


class Counted(Agencies):
    """Agencies that count the same."""

    def __init__(self, agencies: Mapping[str, Agency]) -> None:
        super().__init__(agencies)
        self.walks = 0

    def __iter__(self) -> Iterator[str]:
        self.walks += 1
        return super().__iter__()


def test_feeds_and_agencies_are_gone_through_once_for_all_judgements(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        here.passes(hours=1)
        answered(web)
        here.poll()
        agencies, feeds = Counted(here.here.sources.agencies), Walked(here.here.sources.feeds)
        world = replace(here.here, sources=Sources(agencies, feeds))
        incident = str(here.value("SELECT id FROM incidents"))
        now = here.clock()
        judged = [judge_incident(world, incident, as_of=now) for _ in range(3)]
        plain = judge_incident(here.here, incident, as_of=now)
        assert plain is not None
        assert [one[1] for one in judged if one] == [plain[1]] * 3
    assert (feeds.walks, agencies.walks) == (1, 0)
