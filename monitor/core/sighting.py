"""What linking works on: one page as it was read, and one incident as far as it is known."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar, cast

from monitor.core.dossier import depth, specificity
from monitor.core.incident import Agency, Level, contains_place
from monitor.core.moment import Moment
from monitor.core.publication import Publication
from monitor.core.statement import Harm, Statement, TimeRole

T = TypeVar("T")

MOST_PRINTS = 40
"""Pages of one incident whose text is compared with new ones: reprints come early."""


PHRASE = 4
TOWN = re.compile(r"[镇乡]$|街道$")
_MAGNITUDE = re.compile(r"(?<![\d.])(\d\.\d)\s*级地震")
_FIRM = re.compile(r"(?:集团)?(?:有限责任|股份有限|有限)?公司$|集团$")
_NO_HAN = re.compile(r"[^一-鿿]+")
_PLACE = re.compile(r"[一-鿿]{2,4}?(?:自治区|自治州|自治县|[省市县区州旗盟镇乡村])")
_COMMON = re.compile(
    r"关于|发生|突发|一起|一处|一座|一家|一辆|一艘|造成|已致|导致|引发|致|事故|事件|案件|灾害|灾情|险情|舆情|情况|问题|相关|有关|最新|进展"
    r"|通报|续报|说明|公告|公布|发布|新闻|发布会|通气会|通报会|召开|举行|调查|调查组|报告|处理|处置|救援|搜救|善后|指挥部|现场|初步"
    r"|死亡|遇难|身亡|受伤|失联|失踪|被困|被埋|掩埋|人员|人数|增至|上升|升至|较大|重大|特别|火灾|起火|着火|大火|爆炸|爆燃|坍塌|垮塌|倒塌|塌方"
    r"|塌陷|滑坡|山体|落石|地震|泥石流|洪涝|暴雨|交通|道路|路面|高速|公路|水上|客车|货车|大巴|轿车|翻车|侧翻|相撞|沉船|翻船|中毒|食物"
    r"|泄漏|燃气|煤矿|矿山|居民|小区|学校|工厂|企业|仓库|医院|政府|人民|警情|警方|应急|管理|消防|公安|卫健|全力|组织|部署|要求|安全|生产"
    r"|[一二三四五六七八九十两几]+[人名死伤]"
)
MANY = 10
"""Dead from which on an incident is 重大 (生产安全事故报告和调查处理条例, 3): there are few in a year."""
MOST_PLACES = 12
"""Places by which one page is found; a text that names more is a list."""


def place_marks(code: str) -> tuple[str, ...]:
    """The marks of one place; the nation has none."""
    how_deep = depth(code)
    if how_deep == 0:
        return ()
    return (f"p:{code[:2]}",) if how_deep == 1 else (f"p:{code[:4]}", f"q:{code[:2]}")


def _touches(area: str, code: str) -> bool:
    return contains_place(area, code) or contains_place(code, area)


HARMS = frozenset(
    {Harm.DEAD, Harm.MISSING, Harm.INJURED, Harm.SERIOUSLY_INJURED, Harm.TRAPPED, Harm.POISONED}
)


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
    _known: dict[str, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __hash__(self) -> int:
        """Cheap: pages that are equal in all else have the same address."""
        return hash(self.url)

    def order(self) -> tuple[datetime, datetime, str]:
        """When it may first have stood there: the order in which pages are settled, whenever they arrived."""
        published = self.publication.published
        low = published.earliest or published.latest or self.recorded_at
        return low, published.latest or low, self.url

    def _once(self, name: str, compute: Callable[[], T]) -> T:
        """A value of this page, computed at the first need: a page is compared many times and never changes."""
        if name not in self._known:
            self._known[name] = compute()
        return cast(T, self._known[name])

    def names(self) -> frozenset[str]:
        """Named things and quoted terms together."""
        return self._once("names", self._names)

    def _names(self) -> frozenset[str]:
        return frozenset((*self.said.names, *self.terms))

    def day(self) -> str:
        """The day under which it is found again."""
        return self.order()[0].strftime("%Y-%m-%d")

    def marks(self) -> frozenset[str]:
        """What it is found by: city (``p``) and province (``q``), names (``n``), month and day (``d``), kind (``k``).

        A page that names only a province has that as its ``p``; one that tells of many dead is also found by its
        province at any time (``g``).
        """
        said = self.said
        own = self.own_place() or ()
        named = [code for place in said.places for code in place.candidates]
        body = () if self.agency is None or self.agency.level is Level.NATIONAL else (self.agency.adcode,)
        codes = dict.fromkeys((*own, *self.title_places, *body, *named))
        found = {mark for code in list(codes)[:MOST_PLACES] for mark in place_marks(code)}
        for name in self.names():
            if "·" in name and name[0].isdigit():
                found.add(f"d:{name}")
            elif len(name) >= 3 and "某" not in name:
                found.add(f"n:{name}")
                core = _FIRM.sub("", name)
                if len(core) >= 4:
                    found.add(f"n:{core[-4:]}")
        found |= {f"n:{phrase}" for phrase in self.phrases()}
        if said.incident_type == "自然灾害/地震":
            found.add("k:地震")
        if (self.dead() or 0) >= MANY:
            found |= {f"g:{code[:2]}" for code in own}
        return frozenset(found)

    def phrases(self) -> frozenset[str]:
        """What the title calls the matter by: four characters in a row, places, kinds and forms left out."""
        return self._once("phrases", self._phrases)

    def _phrases(self) -> frozenset[str]:
        plain = _COMMON.sub("|", _PLACE.sub("|", self.title))
        parts = [part for part in _NO_HAN.split(plain) if len(part) >= PHRASE]
        return frozenset(part[at : at + PHRASE] for part in parts for at in range(len(part) - PHRASE + 1))

    def own_place(self) -> tuple[str, ...] | None:
        """Candidates for where it happened: as the text gives it, or the title; None where neither does.

        A local body speaks of its own area first: where the text's place lies elsewhere (上海方向, 户籍地) and it
        or the title names one within, that is meant; where it names none, and no time and no harm, it is open. No
        candidates at all means abroad.
        """
        return self._once("own_place", lambda: self._below(self._own_place()))

    def _below(self, own: tuple[str, ...] | None) -> tuple[str, ...] | None:
        """Where that is no more than the body's own area (怀化市召开…), the one place below it that the text names."""
        agency = self.agency
        if agency is None or agency.level is Level.NATIONAL or own != (agency.adcode[:6],):
            return own
        named = {code for place in self.said.places for code in place.candidates if code not in own}
        deepest = max((depth(code) for code in named), default=0)
        below = {code for code in named if depth(code) == deepest}
        return tuple(below) if len(below) == 1 and contains_place(own[0], *below) else own

    def tells_two(self) -> bool:
        """It tells of two things that happened hours apart: its towns are those of both."""
        onset = self.said.onset
        return onset is not None and any(
            time.role is TimeRole.OCCURRED and is_narrow(time.moment) and time.moment.gap(onset.moment) > NARROW
            for time in self.said.times
        )

    def strength(self) -> float:
        """The magnitude of the earthquake that the title names; 0 where it names none."""
        found = _MAGNITUDE.search(self.title)
        return 0.0 if found is None else float(found[1])

    def elsewhere(self) -> bool:
        """A local body's page that names places, and none of them touches the body's area."""
        agency = self.agency
        if agency is None or agency.level is Level.NATIONAL:
            return False
        named = [code for place in self.said.places for code in place.candidates]
        codes = [*named, *self.title_places]
        return bool(codes) and not any(_touches(agency.adcode, code) for code in codes)

    def age(self, known: Known) -> timedelta | None:
        """How long after the incident it came at least; None where it may be older than that."""
        earliest = self.publication.published.earliest
        if earliest is None or known.onset.latest is None:
            return None
        return earliest - known.onset.latest

    def _own_place(self) -> tuple[str, ...] | None:
        said, agency = self.said, self.agency
        own = None if said.place is None else said.place.candidates
        local = agency is not None and agency.level is not Level.NATIONAL
        if own == () or agency is None or not local:
            return own or self.title_places or own
        within = tuple(code for code in own or () if _touches(agency.adcode, code))
        if own and within:
            return within
        inside = tuple(code for code in self.title_places if _touches(agency.adcode, code))
        if inside:
            return inside
        named = [code for place in said.places for code in place.candidates]
        inside = tuple(code for code in named if depth(code) >= 2 and contains_place(agency.adcode, code))
        if own and inside:
            return (max(inside, key=depth),)
        if own and not self.title_places and said.onset is None and not self.harmed():
            return None  # it names places elsewhere only, and does not say that it happened there (在江苏抓获)
        return own or self.title_places or None

    def places(self) -> tuple[str, ...]:
        """Codes of all places that the title and the text name below the province, the incident's own first."""
        return self._once("places", self._places)

    def _places(self) -> tuple[str, ...]:
        own = self.own_place() or ()
        named = [code for place in self.said.places for code in place.candidates]
        return tuple(dict.fromkeys(code for code in (*own, *self.title_places, *named) if depth(code) >= 2))

    def harmed(self) -> bool:
        """It tells of people harmed."""
        return any(toll.kind in HARMS and toll.low > 0 for toll in self.said.tolls)

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
    phrases: frozenset[str] = frozenset()  # what its pages' titles call it by
    sure: bool = True  # False: when it happened is only concluded from when it was told
    shown: str = ""  # the incident it was merged into at last, where it was
    pages: int = 0  # how many are surely tied
    strength: float = 0.0  # the magnitude of an earthquake, as titles give it

    def __hash__(self) -> int:
        """Cheap: what is known of one incident differs above all in the pages that it is known by."""
        return hash((self.id, self.pages))

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
        place = page.own_place()
        if place is not None and len(place) == 1:
            code = place[0]
            adcode = code if contains_place(adcode, code) else adcode
        names = frozenset(n for n in page.names() if not TOWN.search(n)) if page.tells_two() else page.names()
        agency = frozenset() if page.agency is None else frozenset({page.agency.id})
        prints = (*self.prints, page.imprint) if page.imprint and len(self.prints) < MOST_PRINTS else self.prints
        return replace(
            self, names=self.names | names, dead=dead, onset=onset, type=kind, adcode=adcode,
            speakers=self.speakers | agency, prints=prints, sure=sure, phrases=self.phrases | page.phrases(),
            pages=self.pages + 1, strength=max(self.strength, page.strength()),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposal:
    """A new incident as a text gives it."""

    onset: Moment
    adcode: str
    type: str
    names: tuple[str, ...]
    sure: bool = True  # False: the text gives no time; the onset is what its publication leaves open
    title: str = ""  # what a matter of concern is known by

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
