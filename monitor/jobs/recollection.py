"""What is known of incidents and of their pages, read once and kept in memory as matching needs it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from monitor.core.linking import Known, Sighting, assumed_onset
from monitor.core.moment import Moment
from monitor.jobs.world import World
from monitor.store.dossiers import sightings_of
from monitor.store.ties import EVER, Declared, Tie, corrected_since, declared, merged_into, ties_of_incidents

REMEMBERED = 20_000
"""Incidents, and half as many pages, kept in memory as matching needs them."""


class Recollection:
    """Incidents as pages have made them known, and those pages; what people correct is read again."""

    def __init__(self, world: World, *, until: str = EVER) -> None:
        self.world = world
        self.store = world.store
        self._until = until  # nothing decided later than that is read
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._read: OrderedDict[str, Sighting] = OrderedDict()
        self._correction = 0  # the last one that was taken into account

    def forget(self) -> None:
        """Something was taken back: read the incidents again at the next need."""
        self._known.clear()
        self._read.clear()

    def knowns(self, incidents: Iterable[str]) -> list[Known]:
        """These incidents as matching needs them, in the order of their ids; unknown ids are left out.

        Those set aside stay, else the next page about them would open them anew. So do merged ones: what
        is tied to them is shown with the incident that took them, and goes back with them.
        """
        wanted = sorted(set(incidents))
        absent = [name for name in wanted if name not in self._known]
        if absent:
            rows = declared(self.store, absent, until=self._until)
            by_incident: dict[str, list[str]] = {}
            for ties in ties_of_incidents(self.store, absent, until=self._until).values():
                for tie in ties:
                    if holds(tie):
                        by_incident.setdefault(tie.incident, []).append(tie.url)
            self._pages(url for urls in by_incident.values() for url in urls)  # read together, needed below one by one
            for name, row in rows.items():
                self._known[name] = self._learnt(row, by_incident.get(name, ()))
        found = [self._known[name] for name in wanted if name in self._known]
        for name in wanted:
            if name in self._known:
                self._known.move_to_end(name)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return found

    def _learnt(self, row: Declared, urls: Iterable[str]) -> Known:
        known = self._bare(row)
        for page in sorted(self._pages(urls), key=Sighting.order):
            known = known.learnt(page)
        return known

    def _bare(self, row: Declared) -> Known:
        """The incident as it was declared, before its pages are read."""
        onset, sure = row.onset, True
        if onset is None or onset.earliest is None:
            sure = False
            told = onset if onset is not None and onset.latest is not None else Moment(None, row.recorded_at)
            onset = assumed_onset(told)
        return Known(row.id, onset, row.adcode, row.type, frozenset(), sure=sure, shown=self._target(row, row.id))

    def _target(self, row: Declared | None, incident: str) -> str:
        while row is not None and row.merged_into:
            incident = row.merged_into
            row = declared(self.store, [incident], until=self._until).get(incident)
        return incident

    def _shown(self, incidents: Iterable[str]) -> set[str]:
        """The incidents that show these ones' pages."""
        rows = declared(self.store, incidents, until=self._until)
        return {self._target(row, name) for name, row in rows.items()}

    def _pages(self, urls: Iterable[str]) -> list[Sighting]:
        wanted = list(urls)
        absent = [url for url in wanted if url not in self._read]
        if absent:
            for page in sightings_of(self.store, absent, self.world.sources):
                self._remember(page)
        return [self._read[url] for url in wanted if url in self._read]

    def _remember(self, page: Sighting) -> None:
        self._read[page.url] = page
        self._read.move_to_end(page.url)
        while len(self._read) > REMEMBERED // 2:
            self._read.popitem(last=False)

    def _take_corrections(self) -> None:
        """What people decided meanwhile: only the incidents concerned are read again."""
        last, touched = corrected_since(self.store, self._correction)
        if last == self._correction:
            return
        self._correction = last
        for name in list(touched):
            touched.update(merged_into(self.store, name))
        for name in touched:
            self._known.pop(name, None)


def holds(tie: Tie) -> bool:
    """The page is surely the incident's."""
    return not (tie.removed or tie.doubtful)
