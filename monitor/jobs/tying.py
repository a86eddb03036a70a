"""Tying articles to incidents as they arrive, and opening incidents that are new.

Each page is compared with the incidents that it can concern, found by place, day and name. Where it changes what
is known of them, or came late, the pages it touches are settled again (`monitor.core.settling`), so that the
outcome does not hang on the order of arrival. Decisions are rows: nothing that was decided is changed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from monitor.core.article import Article
from monitor.core.dossier import depth
from monitor.core.feed import Capture, Carries, Feed
from monitor.core.floating import CONCERN_FOR, REPORTED_FOR, adrift
from monitor.core.incident import Level, contains_place
from monitor.core.linking import (
    DOUBTFUL,
    Known,
    Match,
    Proposal,
    Sighting,
    decide,
    match,
    matches,
    propose,
)
from monitor.core.linking_features import QUAKE, hopeless
from monitor.core.moment import Moment
from monitor.core.publication import Publication
from monitor.core.reasons import tell
from monitor.core.settling import Decided, Settlement, settle
from monitor.core.statement import TimeRole
from monitor.jobs.answers import Told
from monitor.jobs.imprint import imprint, terms, title_places
from monitor.jobs.naming import day_of, name_of
from monitor.jobs.recollection import Recollection, holds
from monitor.store.ties import (
    Declared,
    Tie,
    corrected,
    declared,
    free_id,
    pages_marked,
    pages_named,
    save_marks,
    ties_of_incidents,
    ties_of_pages,
)
from monitor.store.wire import dump, stamp, stamp_or_none

AROUND = timedelta(days=10)
"""Pages this far from each other may belong together by place alone."""
FOLLOWED = CONCERN_FOR
"""Pages that name no place may go on about what happened so long before."""
OPENED_WITHIN = timedelta(days=5)
"""An incident's first page comes within so many days."""
MOST_SETTLED = 150
"""Pages settled together at most. What more pages are tied to is known so well that one page changes nothing."""
NEW = "new:"
SHANGHAI = ZoneInfo("Asia/Shanghai")
STANDARD_ID = re.compile(r"^i-(\d{8})-(\d{6})-\d+$")


@dataclass(frozen=True, slots=True)
class Around:
    """What is found near a page: addresses of pages, those of them that name no place, their ties, the incidents."""

    near: list[str]
    afloat: list[str]
    ties: dict[str, list[Tie]]
    known: list[Known]


class Tying(Recollection):
    """Decisions about each new article, and what they rest on, remembered for the next."""

    def article(
        self, *, feed: Feed, key: str, capture: Capture, article: Article, reading: dict[str, Any],
        publication: Publication, told: Told, at: datetime,
    ) -> tuple[int, set[str]]:  # fmt: skip
        """Save one article and its ties. Returns its number and the incidents touched."""
        if told.relevant:
            agency = self.world.sources.agency_of(feed.id)
            sighting = Sighting(
                key, article.title, told.said, publication, agency, Carries.INCIDENTS in feed.carries, at,
                bool(reading.get("relays")),
                title_places=title_places(article.title, home=None if agency is None else agency.adcode),
                terms=terms(article.title, article.text), imprint=imprint(article.text),
            )  # fmt: skip
            reading |= {
                "title_places": sighting.title_places, "terms": sighting.terms, "imprint": sighting.imprint,
            }  # fmt: skip
        number = self.store.save_article(
            {
                "url": key, "feed": feed.id, "capture": capture.id, "parser": "auto", "title": article.title,
                "source": article.source, "text": article.text, "reading": dump(reading),
                "statement": told.written, "relevant": int(told.relevant), "problem": "",
                "recorded_at": stamp(at),
            }
        )  # fmt: skip
        if not told.relevant:
            return number, set()
        save_marks(self.store, sighting)
        return number, self.tie(sighting, number, at)

    # ---- one page ---------------------------------------------------------------------------------

    def tie(self, page: Sighting, number: int, at: datetime) -> set[str]:
        """Tie one article, or open an incident for it. Returns the incidents touched, as they are shown."""
        self._take_corrections()
        self._remember(page)
        around = self._surroundings(page)
        found = decide(page, around.known)
        proposal = propose(page)
        sure = bool(found) and found[0].tied
        if not found and proposal is None:
            return set()
        if not sure and proposal is None:
            return self._shown(self._write_ties(page.url, found, around.ties.get(page.url, ()), None, at))
        return self._settle(page, around, proposal, found, at)

    def _surroundings(self, page: Sighting) -> Around:
        """Pages that may belong with this one, how they are tied, and the incidents that it may concern."""
        marks = page.marks()
        named = [url for url in pages_named(self.store, {m for m in marks if m[0] in "nd"}) if url != page.url]
        placed, afloat = self._pages_placed(page, marks)
        ties = ties_of_pages(self.store, [*named, *placed, page.url], until=self._until)
        by_name = {tie.incident for url in (*named, page.url) for tie in ties.get(url, ()) if not tie.removed}
        by_place = {tie.incident for url in placed for tie in ties.get(url, ()) if not tie.removed}
        doubted = [one for one in sorted(by_name | by_place) if not _plausible(page, one, named=one in by_name)]
        apart = set(doubted) - corrected(self.store, doubted)  # an id says where it was, not what a person made of it
        own = {tie.incident for tie in ties.get(page.url, ())}
        return Around([*named, *placed], afloat, ties, self.knowns((by_name | by_place) - apart | own))

    def _pages_placed(self, page: Sighting, marks: frozenset[str]) -> tuple[list[str], list[str]]:
        """Pages of the same city (or of the province, where no city is named) at a time that makes it possible.

        Second, those of them that name no place and may go on about what this page tells.
        """
        start = page.order()[0]
        drifts = adrift(page)
        spans = [(start - (FOLLOWED if drifts else AROUND), start + AROUND)]
        told = [time.moment for time in page.said.times if time.role is TimeRole.OCCURRED]
        if page.said.onset is not None:
            told.append(page.said.onset.moment)
        for one in told[:4]:
            if one.earliest is not None and one.latest is not None and one.earliest < start - AROUND:
                spans.append((one.earliest - timedelta(days=1), one.latest + OPENED_WITHIN))
        places = {mark for mark in marks if mark[0] in "pk"}
        places |= {f"p:{mark[2:]}" for mark in marks if mark[0] == "q"}  # pages that name the province only
        places |= {f"q:{mark[2:]}" for mark in marks if mark[0] == "p" and len(mark) == len("p:51")}
        afloat = {f"f:{mark[2:]}" for mark in marks if mark[0] in "pq"}
        found: dict[str, None] = {}
        for low, high in spans:
            found.update(dict.fromkeys(pages_marked(self.store, places, since=_day(low), until=_day(high))))
        day = page.day()
        floating = pages_marked(self.store, afloat, since=day, until=_day(start + FOLLOWED))
        reports = {f"g:{mark[2:]}" for mark in drifts if mark[0] == "r"}
        found.update(dict.fromkeys(pages_marked(self.store, reports, since=_day(start - REPORTED_FOR), until=day)))
        reported = {f"r:{mark[2:]}" for mark in marks if mark[0] == "g"}
        floating += pages_marked(self.store, reported, since=day, until=_day(start + REPORTED_FOR))
        found.update(dict.fromkeys(floating))
        found.pop(page.url, None)
        return list(found), [url for url in floating if url != page.url]

    def rivals(self, page: Sighting) -> list[Known]:
        """The incidents with which a page is compared."""
        return self._surroundings(page).known

    def known_without(self, incident: str, url: str) -> Known:
        """An incident as all its pages but one make it known."""
        row = declared(self.store, [incident], until=self._until)[incident]
        ties = ties_of_incidents(self.store, [incident], until=self._until)
        urls = [tie.url for some in ties.values() for tie in some if holds(tie) and tie.url != url]
        return self._learnt(row, urls)

    def name(self, incident: str) -> str:
        """What an incident is called."""
        return declared(self.store, [incident], until=self._until)[incident].name

    # ---- settling again ---------------------------------------------------------------------------

    def _settle(
        self, page: Sighting, around: Around, proposal: Proposal | None, found: list[Match], at: datetime
    ) -> set[str]:
        """Settle the pages that this one touches, and write down what changed."""
        near, known = around.near, around.known
        best = next((one for one in known if found and one.id == found[0].incident), None)
        heart = best.learnt(page) if best is not None and found[0].tied else None
        if heart is None and proposal is not None:
            heart = proposal.known(NEW)
        names = {one.incident for one in matches(page, known)}
        if heart is not None:
            names |= {one.id for one in known if _rivals(heart, one)}
            names |= self._claimed(around, heart)
        ties = ties_of_incidents(self.store, names)
        standing = self._standing(ties, around.ties)
        further = {tie.incident for url in ties for tie in standing[url] if not tie.removed} - names
        if further:
            names |= further
            ties = ties_of_incidents(self.store, names)
            standing = self._standing(ties, standing)
        if len(ties) > MOST_SETTLED and found and found[0].tied:
            return self._append(page, found, at)
        hearts = [*(one for one in self.knowns(names)), *([] if heart is None else [heart])]
        loose = [url for url in near if url not in ties and not any(holds(tie) for tie in standing.get(url, ()))]
        pages = {one.url: one for one in self._pages(ties)}
        pages |= {
            one.url: one for one in self._pages(loose)
            if any(not hopeless(one, other) and match(one, other).points >= 0 for other in hearts)
        }  # fmt: skip
        pages[page.url] = page
        rows = declared(self.store, names)
        shaped = {name for name, row in rows.items() if row.shaped}
        decisions = {url: one for url in pages if (one := _decided(standing.get(url, ()))) is not None}
        held = {url: tie.incident for url in pages for tie in standing.get(url, ()) if holds(tie)}
        outcome = settle(pages.values(), [self._bare(rows[name]) for name in sorted(shaped)], decisions, held)
        return self._shown(self._write(outcome, rows, pages, standing, at))

    def _standing(self, wanted: Iterable[str], known: Mapping[str, list[Tie]]) -> dict[str, list[Tie]]:
        """How pages are tied: those that are known already, and the wanted ones that are not."""
        return {**known, **ties_of_pages(self.store, [url for url in wanted if url not in known])}

    def _claimed(self, around: Around, heart: Known) -> set[str]:
        """Incidents to which a page without a place was tied that may as well go on about this one."""
        held = {url: {tie.incident for tie in around.ties.get(url, ()) if holds(tie)} for url in around.afloat}
        pages = self._pages(url for url in around.afloat if held[url] - {heart.id})
        return {name for page in pages if match(page, heart).points >= DOUBTFUL for name in held[page.url]}

    def _append(self, page: Sighting, found: list[Match], at: datetime) -> set[str]:
        """Tie this page and leave everything else as it is."""
        standing = ties_of_pages(self.store, [page.url]).get(page.url, ())
        touched = self._write_ties(page.url, found, standing, None, at)
        name = found[0].incident
        if name in self._known:
            self._known[name] = self._known[name].learnt(page)
        return self._shown(touched)

    def _write(
        self, outcome: Settlement, rows: Mapping[str, Declared], pages: Mapping[str, Sighting],
        standing: Mapping[str, Sequence[Tie]], at: datetime,
    ) -> set[str]:  # fmt: skip
        """Give each group its permanent id, and write what differs from what stands."""
        touched: set[str] = set()
        ids: dict[str, str] = {}
        free = {name: row for name, row in rows.items() if not (row.shaped or row.merged_into or row.withdrawn)}
        former = {name: [] for name in free}  # type: dict[str, list[str]]
        for url in pages:
            for tie in standing.get(url, ()):
                if holds(tie) and tie.incident in former:
                    former[tie.incident].append(url)
        for group in outcome.groups:
            name = group.known.id
            if group.proposal is None:
                ids[name] = name
                continue
            held = Counter(one for one in free if one not in ids.values() for url in former[one] if url in group.pages)
            kept = min(held, key=lambda one: (-held[one], free[one].recorded_at, one), default=None)
            ids[name] = kept or self._new_id(group.proposal)
            if kept is None or _facts(free[kept]) != _facts_of(group.proposal):
                self._declare(ids[name], group.proposal, group.opened_by or "", at)
                touched.add(ids[name])
        for name in sorted(set(free) - set(ids.values())):
            self._redirect(rows[name], former[name], outcome, ids, at)
            touched.add(name)
        for url, found in outcome.ties.items():
            real = [replace(one, incident=ids[one.incident]) for one in found]
            touched |= self._write_ties(url, real, standing.get(url, ()), set(rows), at)
        for group in outcome.groups:
            name = ids[group.known.id]
            self._known[name] = replace(group.known, id=name, shown=self._target(rows.get(name), name))
        return touched

    def _write_ties(
        self, url: str, found: Sequence[Match], standing: Sequence[Tie], among: set[str] | None, at: datetime
    ) -> set[str]:
        """Rows for what differs from the ties that stand; those to incidents outside ``among`` are left alone."""
        touched = set()
        old = {tie.incident: tie for tie in standing}
        for one in found:
            tie = old.get(one.incident)
            if tie is not None and (tie.by != "rule" or (not tie.removed and tie.doubtful == (not one.tied))):
                continue
            link = one.link()
            self.store.save_link(
                incident=one.incident, url=url, score=link.score, why=link.why, decided_by="rule", recorded_at=at,
                doubtful=link.doubtful,
            )  # fmt: skip
            touched.add(one.incident)
        now = {one.incident for one in found}
        for tie in standing:
            if tie.removed or tie.by != "rule" or tie.incident in now or among is None or tie.incident not in among:
                continue
            self.store.save_link(
                incident=tie.incident, url=url, score=0.0, why=[tell("belongs_elsewhere")], decided_by="rule",
                recorded_at=at, removed=True,
            )  # fmt: skip
            touched.add(tie.incident)
        return touched

    def _new_id(self, proposal: Proposal) -> str:
        return free_id(self.store, f"i-{day_of(proposal):%Y%m%d}-{proposal.adcode}-")

    def _declare(self, incident: str, proposal: Proposal, url: str, at: datetime) -> None:
        number = self.store.value("SELECT id FROM articles WHERE url = ? ORDER BY id LIMIT 1", (url,))
        onset = proposal.onset
        self.store.save_incident(
            {
                "id": incident, "name": name_of(proposal), "type": proposal.type, "adcode": proposal.adcode,
                "onset_earliest": stamp_or_none(onset.earliest if proposal.sure else None),
                "onset_latest": stamp_or_none(onset.latest), "article": number,
                "decided_by": "rule", "recorded_at": stamp(at),
            }
        )  # fmt: skip

    def _redirect(
        self, row: Declared, urls: Sequence[str], outcome: Settlement, ids: Mapping[str, str], at: datetime
    ) -> None:
        """An incident whose pages all went to another one: its id leads there from now on."""
        moved = Counter(ids[group.known.id] for group in outcome.groups for url in urls if url in group.pages)
        target = min(moved, key=lambda one: (-moved[one], one), default=None)
        onset = row.onset
        self.store.save_incident(
            {
                "id": row.id, "name": row.name, "type": row.type, "adcode": row.adcode,
                "onset_earliest": None if onset is None else stamp_or_none(onset.earliest),
                "onset_latest": None if onset is None else stamp_or_none(onset.latest),
                "article": None, "decided_by": "rule", "reason": tell("one_incident"),
                "merged_into": target, "withdrawn": int(target is None), "recorded_at": stamp(at),
            }
        )  # fmt: skip
        self._known.pop(row.id, None)


def _day(at: datetime) -> str:
    return at.strftime("%Y-%m-%d")


def _plausible(page: Sighting, incident: str, *, named: bool) -> bool:
    """Cheap, by the id alone: an incident of another time, or of another place without a common name, is apart."""
    found = STANDARD_ID.match(incident)
    if found is None:
        return True
    day = datetime(int(found[1][:4]), int(found[1][4:6]), int(found[1][6:]), tzinfo=SHANGHAI)
    onset = page.said.onset
    if onset is not None and onset.moment.earliest is not None and onset.moment.latest is not None:
        times = [time.moment for time in page.said.times if time.role is TimeRole.OCCURRED]
        spans = [(one.earliest, one.latest) for one in (onset.moment, *times) if one.earliest and one.latest]
        if not any(low - OPENED_WITHIN <= day <= high + OPENED_WITHIN for low, high in spans):
            return False
    code, own = found[2], page.own_place()
    provinces = {place[:2] for place in (*(own or ()), *page.places())}
    if page.agency is not None and page.agency.level is not Level.NATIONAL:
        provinces.add(page.agency.adcode[:2])
    if named or page.said.incident_type == QUAKE:
        return not provinces or code[:2] in provinces or page.said.incident_type == QUAKE
    if onset is not None or own is None or depth(code) < 3:
        return True
    return any(contains_place(place, code) or contains_place(code, place) for place in (*own, *page.places()))


def _decided(ties: Iterable[Tie]) -> Decided | None:
    """What people said of one page."""
    said = [tie for tie in ties if tie.by != "rule"]
    if not said:
        return None
    return Decided(
        frozenset(tie.incident for tie in said if not tie.removed),
        frozenset(tie.incident for tie in said if tie.removed),
    )


def _rivals(one: Known, other: Known) -> bool:
    """Pages of the one might as well be tied to the other."""
    near = one.adcode[:4] == other.adcode[:4] or one.type == other.type == QUAKE  # one shock is felt in many provinces
    return near and one.onset.gap(other.onset) <= timedelta(hours=36)


def _facts(row: Declared) -> tuple[object, ...]:
    return row.onset, row.adcode, row.type


def _facts_of(proposal: Proposal) -> tuple[object, ...]:
    onset = proposal.onset if proposal.sure else Moment(None, proposal.onset.latest)
    return onset, proposal.adcode, proposal.type
