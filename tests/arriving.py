"""Pages that arrive one by one in a world without a network: read and tied as live.

    with arrivals(tmp_path) as here:
        here.page("警情通报", "6月10日14时23分许，滨江市临江区…", "2025-06-10 16:00", agency=DISTRICT)
        here.groups()  # {incident: {names of pages}}

The places are invented (990102 滨江市临江区 …), as in the demo.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from monitor.core.article import Article
from monitor.core.dossier import Dossier
from monitor.core.feed import Capture, Carries, Feed
from monitor.core.incident import Agency, Level
from monitor.core.moment import Basis, Moment
from monitor.jobs.answers import tell
from monitor.jobs.tying import Tying
from monitor.jobs.world import World, sources_of
from monitor.store.dossiers import incident_rows, load, publication_of, shown_as
from monitor.store.facts import Store
from monitor.store.ties import ties_of_incidents
from monitor.store.wire import moment_out
from monitor.text.framing import Frame
from tests.building import at

CITY = Agency("city", "兰州市人民政府", "620100", Level.PREFECTURE)
DISTRICT = Agency("district", "兰州市城关区人民政府", "620102", Level.COUNTY)
OTHER_DISTRICT = Agency("xigu", "兰州市西固区人民政府", "620104", Level.COUNTY)
PROVINCE = Agency("province", "甘肃省应急管理厅", "620000", Level.PROVINCE)
NATION = Agency("nation", "应急管理部", "000000", Level.NATIONAL)
AGENCIES = (CITY, DISTRICT, OTHER_DISTRICT, PROVINCE, NATION)
ROOT = "https://www.lanzhou.example/"


@dataclass(frozen=True)
class Page:
    """One page as it stood: name, title, text, when it was published, who put it up (None: a medium)."""

    name: str
    title: str
    text: str
    published: str
    agency: Agency | None = None
    minutes: int = 1  # how exactly its label says when
    source: str | None = None  # whose it says it is


@dataclass
class Here:
    """A world, and the tying that decides in it."""

    store: Store
    world: World
    tying: Tying
    journal: Path
    now: datetime = field(default_factory=lambda: at("2000-01-01"))
    tick: timedelta = timedelta(seconds=1)

    def arrive(self, page: Page, *, when: datetime | None = None) -> set[str]:
        """Read and tie one page. Without ``when``, the monitor sees it long after it was published."""
        self.now = when or max(self.now + self.tick, at("2030-01-01"))
        start = at(page.published)
        label = Moment(start, start + timedelta(minutes=page.minutes), Basis.VISIBLE)
        url = ROOT + page.name
        reading = {
            "visible": moment_out(label), "meta": None, "listed": None, "url_day": None, "flags": [],
            "fingerprint": "", "relays": False,
        }  # fmt: skip
        publication = publication_of(self.store, url, reading, self.now)
        home, office = (None, None) if page.agency is None else (page.agency.adcode, page.agency.name)
        frame = Frame(publication.published, home, office)
        told = tell(page.title, page.text, page.source, frame)
        feed = self.world.sources.feeds["media" if page.agency is None else page.agency.id]
        capture = Capture(f"{url}@{self.now.isoformat()}", url, self.now, 200, (), b"", "", "", 0)
        with self.store.atomic():
            _, touched = self.tying.article(
                feed=feed, key=url, capture=capture, reading=reading, publication=publication, told=told, at=self.now,
                article=Article(url, page.title, page.text, source=page.source),
            )  # fmt: skip
        return touched

    def all(self, pages: Iterable[Page]) -> None:
        """Read and tie them in this order."""
        for page in pages:
            self.arrive(page)

    def ties(self) -> dict[str, dict[str, bool]]:
        """For each incident that is shown: its pages, and whether surely (True) or in doubt (False)."""
        rows = {row.id: row for row in incident_rows(self.store, at("2999-01-01"), every=True)}
        found: dict[str, dict[str, bool]] = {}
        for some in ties_of_incidents(self.store, list(rows)).values():
            for tie in some:
                shown = shown_as(tie.incident, rows)
                if not tie.removed and not rows[shown].withdrawn:
                    old = found.setdefault(shown, {}).get(tie.url.removeprefix(ROOT), False)
                    found[shown][tie.url.removeprefix(ROOT)] = old or not tie.doubtful
        return found

    def groups(self) -> set[frozenset[str]]:
        """The sets of pages surely tied together."""
        sets = (frozenset(name for name, sure in pages.items() if sure) for pages in self.ties().values())
        return {one for one in sets if one}

    def doubts(self) -> set[tuple[str, frozenset[str]]]:
        """Pages in doubt, each with the pages surely tied to the incident that it may belong to."""
        found = set()
        for pages in self.ties().values():
            sure = frozenset(name for name, known in pages.items() if known)
            found |= {(name, sure) for name, known in pages.items() if not known}
        return found

    def dossier(self, incident: str) -> Dossier:
        """Everything known of an incident."""
        found = load(self.store, incident, as_of=at("2999-01-01"), sources=self.world.sources)
        assert found is not None
        return found

    def incident_of(self, name: str) -> str:
        """The incident that a page is surely tied to."""
        return next(one for one, pages in self.ties().items() if pages.get(name))


@contextmanager
def arrivals(folder: Path) -> Iterator[Here]:
    """A new, empty world."""
    feeds = [Feed("media", "https://media.example/", carries=frozenset({Carries.INCIDENTS, Carries.MEDIA}))]
    for agency in AGENCIES:
        carries = frozenset({Carries.RELEASES, Carries.INCIDENTS})
        feeds.append(Feed(agency.id, f"https://{agency.id}.example/", agency.id, carries))
    with Store(folder / "monitor.db", create=True) as store:
        world = World(store, sources_of({agency.id: agency for agency in AGENCIES}, tuple(feeds)), {})
        yield Here(store, world, Tying(world), folder / "corrections.jsonl")
