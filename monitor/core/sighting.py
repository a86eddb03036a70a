"""What linking works on: one page as it was read, and one incident as far as it is known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.core.dossier import depth, specificity
from monitor.core.incident import Agency, Level, contains_place
from monitor.core.moment import Moment
from monitor.core.publication import Publication
from monitor.core.statement import Harm, Statement

MOST_PRINTS = 40
"""Pages of one incident whose text is compared with new ones: reprints come early."""


MOST_PLACES = 12
"""Places by which one page is found; a text that names more is a list."""


def place_marks(code: str) -> tuple[str, ...]:
    """The marks of one place; the nation has none."""
    how_deep = depth(code)
    if how_deep == 0:
        return ()
    return (f"p:{code[:2]}",) if how_deep == 1 else (f"p:{code[:4]}", f"q:{code[:2]}")


@dataclass(frozen=True, slots=True)
class Sighting:
    """One article as read, with who published it."""

    url: str
    title: str
    said: Statement
    publication: Publication
    agency: Agency | None  # None for media
    proposes: bool  # the feed carries incidents
    recorded_at: datetime
    relays: bool = False  # a medium that names an authority as having spoken
    title_places: tuple[str, ...] = ()  # GB/T 2260 codes of places in the title
    terms: tuple[str, ...] = ()  # words in quotation marks: what people call the matter
    imprint: tuple[int, ...] = ()  # MinHash of the text, for telling reprints

    def order(self) -> tuple[datetime, datetime, str]:
        """When it may first have stood there: the order in which pages are settled, whenever they arrived."""
        published = self.publication.published
        low = published.earliest or published.latest or self.recorded_at
        return low, published.latest or low, self.url

    def names(self) -> frozenset[str]:
        """Named things and quoted terms together."""
        return frozenset((*self.said.names, *self.terms))

    def day(self) -> str:
        """The day under which it is found again."""
        return self.order()[0].strftime("%Y-%m-%d")

    def marks(self) -> frozenset[str]:
        """What it is found by: city (``p``) and province (``q``), names (``n``), month and day (``d``), kind (``k``).

        A page that names only a province has that as its ``p``.
        """
        said = self.said
        own = () if said.place is None else said.place.candidates
        named = [code for place in said.places for code in place.candidates]
        body = () if self.agency is None or self.agency.level is Level.NATIONAL else (self.agency.adcode,)
        codes = dict.fromkeys((*own, *self.title_places, *body, *named))
        found = {mark for code in list(codes)[:MOST_PLACES] for mark in place_marks(code)}
        for name in self.names():
            if "·" in name and name[0].isdigit():
                found.add(f"d:{name}")
            elif len(name) >= 3 and "某" not in name:
                found.add(f"n:{name}")
                if len(name) > 4 and not name.endswith("公司"):
                    found.add(f"n:{name[-4:]}")
        if said.incident_type == "自然灾害/地震":
            found.add("k:地震")
        return frozenset(found)

    def places(self) -> tuple[str, ...]:
        """Codes of all places that the title and the text name below the province, the incident's own first."""
        own = () if self.said.place is None else self.said.place.candidates
        named = [code for place in self.said.places for code in place.candidates]
        return tuple(dict.fromkeys(code for code in (*own, *self.title_places, *named) if depth(code) >= 2))

    def dead(self) -> int | None:
        """The highest number of dead that the text gives."""
        return max((toll.low for toll in self.said.tolls if toll.kind is Harm.DEAD), default=None)


@dataclass(frozen=True, slots=True)
class Known:
    """What matching needs of an incident that is already there."""

    id: str
    onset: Moment
    adcode: str
    type: str
    names: frozenset[str]
    dead: int | None = None  # the highest number told so far
    speakers: frozenset[str] = frozenset()  # agencies with a page that is surely tied
    prints: tuple[tuple[int, ...], ...] = ()  # imprints of its pages
    sure: bool = True  # False: when it happened is only concluded from when it was told
    shown: str = ""  # the incident it was merged into at last, where it was

    def learnt(self, page: Sighting) -> Known:
        """What a surely tied page adds to what later pages are compared with."""
        said = page.said
        dead = max(page.dead() or 0, self.dead or 0) or None
        onset, sure = self.onset, self.sure
        if said.onset is not None and narrower(said.onset.moment, onset):
            onset, sure = said.onset.moment, True
        kind = self.type
        if said.incident_type is not None and specificity(said.incident_type) > specificity(kind):
            kind = said.incident_type
        adcode = self.adcode
        if said.place is not None and len(said.place.candidates) == 1:
            code = said.place.candidates[0]
            adcode = code if contains_place(adcode, code) else adcode
        agency = frozenset() if page.agency is None else frozenset({page.agency.id})
        prints = (*self.prints, page.imprint) if page.imprint and len(self.prints) < MOST_PRINTS else self.prints
        return replace(
            self, names=self.names | page.names(), dead=dead, onset=onset, type=kind, adcode=adcode,
            speakers=self.speakers | agency, prints=prints, sure=sure,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposal:
    """A new incident as a text gives it."""

    onset: Moment
    adcode: str
    type: str
    names: tuple[str, ...]
    sure: bool = True  # False: the text gives no time; the onset is what its publication leaves open

    def known(self, incident: str) -> Known:
        """The incident as this proposal alone describes it."""
        return Known(incident, self.onset, self.adcode, self.type, frozenset(self.names), sure=self.sure)


def narrower(one: Moment, other: Moment) -> bool:
    """It may be the same moment, told more precisely."""
    return one.overlaps(other) and one.width is not None and (other.width is None or one.width < other.width)


NARROW = timedelta(hours=3)
"""A time of this width or less is one that two texts do not share by chance."""


def is_narrow(moment: Moment) -> bool:
    """It is told to the hour or better."""
    return moment.width is not None and moment.width <= NARROW
