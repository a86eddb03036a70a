"""Tying articles to incidents as they arrive, and opening incidents that are new."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from monitor.core.article import Article
from monitor.core.dossier import specificity
from monitor.core.feed import Capture, Carries, Feed
from monitor.core.linking import (
    DOUBTFUL,
    TIED,
    Known,
    Match,
    Proposal,
    Sighting,
    decide,
    match,
    propose,
    speaks_of_incident,
)
from monitor.core.moment import Moment
from monitor.core.statement import Harm, Statement
from monitor.jobs.world import World
from monitor.store.dossiers import incident_rows, publication_of, shown_as, sighting_of, standing
from monitor.store.wire import dump, stamp, stamp_or_none, statement_out

SHANGHAI = ZoneInfo("Asia/Shanghai")
LOOK_BACK = timedelta(days=2)
"""How long before an incident's onset pages are compared again when it is opened."""
MEMORY = timedelta(days=400)
"""Incidents older than this are not compared with new pages."""


class Tying:
    """Incidents known so far, and the decisions made about each new article."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.store = world.store
        self._known: dict[str, Known] | None = None
        self._corrections = 0  # how many were known when the incidents were read
        self._shown: dict[str, str] = {}  # merged incidents, and which one shows their pages

    def article(
        self, *, feed: Feed, key: str, capture: Capture, article: Article, reading: dict[str, Any],
        said: Statement, at: datetime,
    ) -> tuple[int, set[str]]:  # fmt: skip
        """Save one article and its ties. Returns its number and the incidents touched."""
        publication = publication_of(self.store, key, reading, at)
        agency = self.world.sources.agency_of(feed.id)
        sighting = Sighting(
            key, article.title, said, publication, agency, Carries.INCIDENTS in feed.carries, at,
            bool(reading.get("relays")),
        )  # fmt: skip
        relevant = speaks_of_incident(sighting)
        number = self.store.save_article(
            {
                "url": key, "feed": feed.id, "capture": capture.id, "parser": "auto", "title": article.title,
                "source": article.source, "text": article.text, "reading": dump(reading),
                "statement": dump(statement_out(said)), "relevant": int(relevant), "problem": "",
                "recorded_at": stamp(at),
            }
        )  # fmt: skip
        return number, (self.tie(sighting, number, at) if relevant else set())

    def tie(self, sighting: Sighting, number: int, at: datetime) -> set[str]:
        """Tie one article, or open an incident for it."""
        found = decide(sighting, self._apart(sighting, self._candidates(sighting)))
        sure = [m for m in found if m.points >= TIED]
        proposal = propose(sighting)
        if not sure and proposal is not None:
            return {self._open(proposal, sighting, number, at)}
        for one in found:
            self._link(one, sighting.url, at)
        for one in sure:
            self._learn(one.incident, sighting)
        return {self._shown.get(one.incident, one.incident) for one in found}

    def _apart(self, sighting: Sighting, candidates: Iterable[Known]) -> list[Known]:
        """Of incidents that were merged into one, the one that fits best: they are no rivals."""
        best: dict[str, Known] = {}
        for known in candidates:
            shown = self._shown.get(known.id, known.id)
            old = best.get(shown)
            if old is None or match(sighting, known).points > match(sighting, old).points:
                best[shown] = known
        return list(best.values())

    def known(self) -> dict[str, Known]:
        """All incidents declared so far, as matching needs them.

        Those set aside stay, else the next page about them would open them anew. So do merged ones: what
        is tied to them is shown with the incident that took them, and goes back with them.
        """
        corrections = int(self.store.value("SELECT count(*) FROM corrections") or 0)
        if self._known is None or corrections != self._corrections:
            self._corrections = corrections
            self._known = {}
            rows = {row.id: row for row in incident_rows(self.store, FAR_FUTURE, every=True)}
            self._shown = {row.id: shown_as(row.id, rows) for row in rows.values() if row.merged_into}
            for row in rows.values():
                if row.onset is not None:
                    self._known[row.id] = Known(row.id, row.onset, row.adcode, row.type, frozenset())
            for incident in list(self._known):
                for sighting in self._sightings_of(incident):
                    self._learn(incident, sighting)
        return self._known

    def forget(self) -> None:
        """Something was taken back or corrected: read the incidents again at the next need."""
        self._known = None

    def _candidates(self, sighting: Sighting) -> Iterable[Known]:
        latest = sighting.publication.published.latest
        provinces = {code[:2] for place in sighting.said.places for code in place.candidates}
        if sighting.agency is not None:
            provinces.add(sighting.agency.adcode[:2])
        for known in self.known().values():
            if latest is not None and known.onset.latest is not None and latest - known.onset.latest > MEMORY:
                continue
            if not provinces or known.adcode[:2] in provinces or known.names & set(sighting.said.names):
                yield known

    def _open(self, proposal: Proposal, sighting: Sighting, number: int, at: datetime) -> str:
        earliest = proposal.onset.earliest
        assert earliest is not None
        day = earliest.astimezone(SHANGHAI).strftime("%Y%m%d")
        stem = f"i-{day}-{proposal.adcode}-"
        taken = self.store.rows("SELECT DISTINCT id FROM incidents WHERE id LIKE ?", (stem + "%",))
        incident = f"{stem}{len(taken) + 1}"
        self.store.save_incident(
            {
                "id": incident, "name": name_of(proposal), "type": proposal.type, "adcode": proposal.adcode,
                "onset_earliest": stamp_or_none(proposal.onset.earliest),
                "onset_latest": stamp_or_none(proposal.onset.latest), "article": number,
                "decided_by": "rule", "recorded_at": stamp(at),
            }
        )  # fmt: skip
        known = Known(incident, proposal.onset, proposal.adcode, proposal.type, frozenset(proposal.names))
        self.known()[incident] = known
        self.store.save_link(
            incident=incident, url=sighting.url, score=1.0, why=["由此页提出事件"], decided_by="rule", recorded_at=at
        )
        self._learn(incident, sighting)
        self._compare_again(incident, at)
        return incident

    def _compare_again(self, incident: str, at: datetime) -> None:
        """Pages that came before the incident was opened, or with the page that opened it, may speak of it."""
        known = self.known()[incident]
        assert known.onset.earliest is not None
        rows = self.store.rows(
            "SELECT * FROM articles WHERE relevant = 1 AND recorded_at >= ? AND recorded_at <= ? "
            "ORDER BY recorded_at, id",
            (stamp(known.onset.earliest - LOOK_BACK), stamp(at)),
        )
        for row in rows:
            if self._tied_to(row["url"]):
                continue
            sighting = sighting_of(self.store, row, json.loads(row["reading"]), self.world.sources)
            one = match(sighting, self.known()[incident])
            if one.points >= DOUBTFUL:
                self._link(one, row["url"], at)
                if one.points >= TIED:
                    self._learn(incident, sighting)

    def _tied_to(self, url: str) -> bool:
        rows = self.store.rows("SELECT doubtful, removed FROM links WHERE url = ? ORDER BY id", (url,))
        return bool(rows) and not rows[-1]["doubtful"] and not rows[-1]["removed"]

    def _link(self, one: Match, url: str, at: datetime) -> None:
        link = one.link()
        self.store.save_link(
            incident=one.incident, url=url, score=link.score, why=link.why, decided_by="rule", recorded_at=at,
            doubtful=link.doubtful,
        )  # fmt: skip

    def _learn(self, incident: str, sighting: Sighting) -> None:
        """What a surely tied page adds to what later pages are compared with."""
        known = self.known()[incident]
        said = sighting.said
        dead = max([t.low for t in said.tolls if t.kind is Harm.DEAD] + [known.dead or 0])
        onset = known.onset
        if said.onset is not None and _narrower(said.onset.moment, onset):
            onset = said.onset.moment
        kind = known.type
        if said.incident_type is not None and specificity(said.incident_type) > specificity(kind):
            kind = said.incident_type
        self.known()[incident] = replace(
            known, names=known.names | set(said.names), dead=dead or None, onset=onset, type=kind
        )

    def _sightings_of(self, incident: str) -> list[Sighting]:
        """The pages surely tied to an incident, in the order in which they were tied."""
        rows = self.store.rows("SELECT * FROM links WHERE incident = ? ORDER BY recorded_at, id", (incident,))
        found = []
        for tie in standing(rows).values():
            if tie["doubtful"] or tie["removed"]:
                continue
            pages = self.store.rows(
                "SELECT * FROM articles WHERE url = ? AND problem = '' ORDER BY recorded_at, id", (tie["url"],)
            )
            found += [sighting_of(self.store, row, json.loads(row["reading"]), self.world.sources) for row in pages]
        return found


FAR_FUTURE = datetime(9999, 1, 1, tzinfo=SHANGHAI)


def _narrower(one: Moment, other: Moment) -> bool:
    return one.overlaps(other) and one.width is not None and (other.width is None or one.width < other.width)


def name_of(proposal: Proposal) -> str:
    """What people will call it: place, the thing it happened to, its kind, and the day."""
    from monitor.text.places import name_of as place_name

    thing = next((name for name in proposal.names if "·" not in name and len(name) >= 4), "")
    kind = _kind_words(proposal.type)
    place = _short_place(place_name(proposal.adcode), place_name(proposal.adcode[:2] + "0000"))
    said = next((end for end in range(len(thing), 1, -1) if place.endswith(thing[:end])), 0)  # 青屿区 of both
    thing = thing[said:]
    assert proposal.onset.earliest is not None
    local = proposal.onset.earliest.astimezone(SHANGHAI)
    return f"{place}{'' if thing in place else thing}{kind}（{local.year}-{local.month:02d}-{local.day:02d}）"


def _short_place(name: str, province: str) -> str:
    """The place without its province, where a city or county is left: names are read in lists."""
    return name.removeprefix(province) if name != province and not province.endswith("市") else name


_CALLED = {"道路交通": "交通事故", "民航": "航空事故", "其他": "事故"}
"""What people call incidents of a subtype whose own word does not name one."""
_HAPPENINGS = ("事故", "爆炸", "火灾", "坍塌", "踩踏", "中毒", "污染")


def _kind_words(incident_type: str) -> str:
    """The kind as it ends a name: 爆炸, 矿山事故, 教育舆情."""
    head, _, kind = incident_type.rpartition("/")
    if head == "事故灾难":
        return _CALLED.get(kind) or (kind if kind.endswith(_HAPPENINGS) else f"{kind}事故")
    return f"{kind}舆情" if head == "政务舆情" and not kind.endswith("舆情") else kind
