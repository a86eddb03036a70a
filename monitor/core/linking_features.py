"""The features by which a page is compared with an incident: points, and the reason in words.

Points are added up (`monitor.core.linking`). They were set by hand so that two independent marks tie (a moment
and a place, a name and a kind) and one alone never does; docs/linking.md lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.core.copies import ALIKE, SIMILAR, likeness
from monitor.core.dossier import depth, specificity
from monitor.core.floating import aftermath_time, floating, floats, reports
from monitor.core.incident import CONCERN, Level, contains_place
from monitor.core.linking_places import NEAR_QUAKE, QUAKE, Part, felt, governs, nearest
from monitor.core.moment import Moment
from monitor.core.reasons import tell
from monitor.core.release import FULFILLING
from monitor.core.sighting import MANY, TOWN, Known, Sighting, is_narrow
from monitor.core.statement import TimeMention, TimeRole
from monitor.core.titles import (
    AFTERMATH_TITLE,
    BARE_TITLE,
    COURT_TITLE,
    NEXT_NUMBER,
    OF_KIND,
    RISEN_TITLE,
    SERIES_TITLE,
    routine,
)

__all__ = [
    "COMMENT",
    "MONTH_DAY",
    "QUAKE",
    "Part",
    "bare_notice",
    "common_names",
    "features",
    "hopeless",
    "named_lately",
    "tries",
]

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEAR = timedelta(hours=2)
"""Reports of one incident differ by so much (alarm against ignition, 时许 against minutes)."""
NOTICE_AGE = timedelta(days=7)
"""A notice that names neither time nor place is taken to be about something of the last few days."""
CONCERN_AGE = timedelta(days=30)
"""Matters of public concern are answered over weeks."""
SOON = timedelta(hours=36)
"""Most pages about an incident that do not say when it happened come this short a time after it."""
MONTH_DAY = re.compile(r"^(\d{1,2})·(\d{1,2})$")
COMMENT = 0.8
"""From this score on, a text is surely commentary, a drill or a campaign, whatever its title."""
ROAD = re.compile(r"^[GSXY]\d+$|高速$|国道$|省道$|县道$|乡道$")
PERSON = re.compile(r"^.{1,2}某")
DATED = re.compile(r"[日号昨今前当晨夜]|\d[-/.]\d")
"""Words of a time that say on which day it was."""
KINDRED = (
    frozenset({"事故灾难/道路交通", "社会安全/刑事案件"}),  # a car driven into people
    frozenset({"自然灾害/地质灾害", "事故灾难/坍塌"}),  # a road that slid away
    frozenset({"自然灾害/地质灾害", "事故灾难/道路交通"}),  # a rock that hit a car
    frozenset({"自然灾害/地质灾害", "自然灾害/洪涝"}),
    frozenset({"自然灾害/地质灾害", "事故灾难/矿山"}),
    frozenset({"事故灾难/坍塌", "事故灾难/道路交通"}),  # a bridge that fell with its cars
    frozenset({"事故灾难/其他", "事故灾难/道路交通"}),
    frozenset({"事故灾难/其他", "事故灾难/水上交通"}),
    frozenset({"事故灾难/危化品", "事故灾难/道路交通"}),  # a tanker
    frozenset({"事故灾难/爆炸", "社会安全/恐怖袭击"}),
    frozenset({"事故灾难/火灾", "自然灾害/森林火灾"}),
    frozenset({"事故灾难/道路交通", "事故灾难/水上交通"}),  # a coach that fell into a river
)
"""Kinds of different classes under which the same incident is told."""
TRANSPORT = frozenset({"事故灾难/道路交通", "事故灾难/水上交通", "事故灾难/铁路", "事故灾难/民航"})
"""Kinds that are rarely told as another accident: a fire and a crash on one morning are two matters."""


def features(page: Sighting, known: Known) -> list[Part]:
    """All that speaks for or against the page being about the incident, but the bare notice's doubt."""
    return [
        *_time(page, known), *_place(page, known), *_kind(page, known), *_names(page, known),
        *_phrases(page, known), *_figures(page, known), *_series(page, known), *_wording(page, known),
        *_routine(page, known), *floating(page, known),
    ]  # fmt: skip


def hopeless(page: Sighting, known: Known) -> bool:
    """Cheap: another time, and nothing in common that could outweigh it. Never true where `features` reach doubt.

    At most 2.5 for the place, 1.5 for the kind, 1 for the dead and 1.5 for a series stand against 6 for the time.
    """
    onset = page.said.onset
    if onset is None or not known.sure or not _dated(onset) or aftermath_time(page):
        return False
    if onset.moment.gap(known.onset) <= (timedelta(hours=12) if is_narrow(onset.moment) else SOON):
        return False
    if (page.imprint and known.prints) or not page.phrases().isdisjoint(known.phrases):
        return False
    names = page.names()
    return not any(MONTH_DAY.match(name) for name in names) and not common_names(names, known.names)


def _dated(onset: TimeMention) -> bool:
    """The words say on which day it was, not the clock alone."""
    return not onset.text or DATED.search(onset.text) is not None


def _time(page: Sighting, known: Known) -> Iterable[Part]:
    published, onset = page.publication.published, page.said.onset
    if published.latest is not None and known.onset.earliest is not None and published.latest <= known.onset.earliest:
        return [(-9.0, tell("before"))]
    parts: list[Part] = []
    if onset is not None and known.sure and aftermath_time(page):
        part = _moments(onset.moment, known, dated=_dated(onset))
        parts.append(part if part[0] > 0 else (-0.5, tell("time_after")))
    elif onset is not None and known.sure:
        part = _moments(onset.moment, known, dated=_dated(onset))
        parts.append(part if part[1] != tell("next_day") or not _one_name(page, known) else (-0.5, part[1]))
    elif onset is not None:
        near = known.onset.latest is not None and onset.moment.gap(known.onset) <= SOON
        parts.append((1.5, tell("first_told")) if near else (-4.0, tell("not_first_told")))
        named = [name for name in sorted(known.names) if MONTH_DAY.match(name) and _tells_day(onset.moment, name)]
        parts += [(2.0, tell("dated_name", name=name)) for name in named[:1]]
    elif known.sure and _tells_time_of(page, known):
        parts.append((3.0, tell("time_told")))
    for name in sorted(page.names()):
        dated = MONTH_DAY.match(name)
        if dated is not None:
            same = _is_day_of(name, known)
            parts.append((2.0, tell("dated_name", name=name)) if same else (-4.0, tell("other_dated_name", name=name)))
    age = page.age(known)
    if age is not None and not (reports(page) or tries(page, known)):
        parts += _aged(age, dated=onset is not None, telling=_telling(page))
        if known.type.startswith(CONCERN) and NOTICE_AGE < age <= CONCERN_AGE:
            parts.append((0.5, tell("concern_weeks")))
    return parts


def _moments(told: Moment, known: Known, *, dated: bool) -> Part:
    gap = told.gap(known.onset)
    if not dated and gap > NEAR:
        # 10时26分许 alone: the day was taken from the page's, and may be one of the days before.
        gap = min(gap, *(told.shift(timedelta(days=-back)).gap(known.onset) for back in (1, 2)))
        if gap <= NEAR and is_narrow(told) and is_narrow(known.onset):
            return 2.5, tell("same_clock")
    if gap == timedelta(0):
        return (4.0, tell("same_time")) if is_narrow(told) and is_narrow(known.onset) else (2.0, tell("same_day"))
    if gap <= (NEAR_QUAKE if known.type == QUAKE else NEAR):
        return 2.0, tell("near_time")
    if gap <= SOON and not is_narrow(told) and told.width is not None:
        return -1.5, tell("next_day")
    return (-2.0, tell("hours_off")) if gap <= timedelta(hours=12) else (-6.0, tell("other_time"))


def _tells_time_of(page: Sighting, known: Known) -> bool:
    """Though no time is read as the page's own onset, it writes that of the incident, to the hour and with the day."""
    return is_narrow(known.onset) and any(
        time.role in (TimeRole.OCCURRED, TimeRole.REPORTED, TimeRole.OTHER) and _dated(time)
        and is_narrow(time.moment) and time.moment.overlaps(known.onset)
        for time in page.said.times
    )  # fmt: skip


def _telling(page: Sighting) -> bool:
    """It tells of harm or of a kind of incident: that it came soon after one says something."""
    return bool(page.said.incident_type or page.said.tolls or AFTERMATH_TITLE.search(page.title))


def _aged(age: timedelta, *, dated: bool, telling: bool) -> list[Part]:
    if age > timedelta(days=365):
        return [(-3.0, tell("year_after"))]
    if age > timedelta(days=45):
        return [(-1.0, tell("long_after"))]
    if dated:
        return []
    if age <= SOON:
        return [(1.5 if telling else 0.5, tell("days_after"))]
    return [(1.0 if telling else 0.5, tell("week_after"))] if age <= NOTICE_AGE else []


def _is_day_of(name: str, known: Known) -> bool:
    return _month_day(name) in _month_days(known)


def _tells_day(told: Moment, name: str) -> bool:
    """The time told lies on the day in an incident's name."""
    if told.earliest is None or told.latest is None or told.latest - told.earliest > timedelta(days=1):
        return False
    ends = (told.earliest.astimezone(SHANGHAI), (told.latest - timedelta(microseconds=1)).astimezone(SHANGHAI))
    return _month_day(name) in {(end.month, end.day) for end in ends}


def _month_day(name: str) -> tuple[int, int]:
    """What a name such as 1·22 says."""
    month, day = name.split("·")
    return int(month), int(day)


def _month_days(known: Known) -> set[tuple[int, int]]:
    """The days on which it may have happened; where that is only concluded, the days before it was told."""
    low, high = known.onset.earliest, known.onset.latest
    if high is None:
        bounds: list[datetime] = [] if low is None else [low]
    else:
        start = high - timedelta(days=3) if low is None or not known.sure else low
        last = high - timedelta(microseconds=1)
        days = min((last.astimezone(SHANGHAI).date() - start.astimezone(SHANGHAI).date()).days, 4)
        bounds = [*(start + timedelta(days=n) for n in range(days + 1)), last]
    return {(local.month, local.day) for local in (bound.astimezone(SHANGHAI) for bound in bounds)}


def named_lately(name: str, published: Moment) -> bool:
    """A name with a date (1·22) is of one of the days before it was published."""
    dated, last = MONTH_DAY.match(name), published.latest
    if dated is None or last is None:
        return False
    days = (last.astimezone(SHANGHAI) - timedelta(days=back, microseconds=1) for back in range(4))
    return (int(dated[1]), int(dated[2])) in {(day.month, day.day) for day in days}


def _place(page: Sighting, known: Known) -> list[Part]:
    own = page.own_place()
    if own is None:
        named, answers = page.places(), governs(page, known)
        best = nearest(named, known) if named else None
        return answers if best is None or (best[0] < 0 and answers) else [best]
    if not own:
        return [(-6.0, tell("abroad"))]
    best = nearest(own, known)
    if best[0] > 0 and floats(page):
        return [max([best, *governs(page, known)], key=lambda part: part[0])]
    if best[0] < 0 and known.type == QUAKE == page.said.incident_type:
        return [felt(page, known) or best]
    if best[0] < 0 and _one_toll(page, known):
        return [(-3.0, tell("body_s_place"))]
    return [best]


def _kind(page: Sighting, known: Known) -> list[Part]:
    said = page.said.incident_type
    if said is None or specificity(said) == 0:
        words = OF_KIND.get(known.type)
        match = None if words is None else words.search(page.title)
        return [] if match is None else [(1.0, tell("words_of_kind", words=match[0]))]
    if specificity(known.type) == 0:
        return []
    if said == known.type:
        return [(1.5, tell("same_kind"))]
    if frozenset({said, known.type}) in KINDRED:
        return [(0.25, tell("kindred"))]
    same = said.split("/")[0] == known.type.split("/")[0]
    unlike = bool(TRANSPORT & {said, known.type}) or not same
    if unlike and any(MONTH_DAY.match(name) and _is_day_of(name, known) for name in page.names()):
        return [(-1.0, tell("other_kind"))]  # named by its day: what kind it was is told in many ways
    return [(-3.0, tell("other_kind"))] if unlike else [(0.5, tell("near_kind"))]


def common_names(one: Iterable[str], other: Iterable[str]) -> list[str]:
    """Names that both bear: equal, or one the end of the other (长峰医院, 北京长峰医院), four characters at least."""
    mine, others = ([n for n in some if not (n[0].isdigit() and MONTH_DAY.match(n))] for some in (one, other))
    found = set()
    for name in mine:
        for rival in others:
            short, long = sorted((name, rival), key=len)
            if name == rival or (len(short) >= 4 and short in long and not ROAD.search(short)):
                found.add(short)
    return sorted(found)


def _one_name(page: Sighting, known: Known) -> bool:
    """It names the firm or the house of an incident of the same kind: a day off is a slip, not another one."""
    names = common_names(page.names(), known.names)
    telling = any(not (ROAD.search(name) or PERSON.match(name) or TOWN.search(name)) for name in names)
    return telling and page.said.incident_type == known.type


def _names(page: Sighting, known: Known) -> list[Part]:
    common = common_names(page.names(), known.names)
    if not common:
        mine, theirs = ({name for name in some if TOWN.search(name)} for some in (page.names(), known.names))
        if not (mine and theirs):
            return []
        return [(-3.0 if any(name in page.title for name in mine) else -1.5, tell("other_town"))]
    telling = [name for name in common if not (ROAD.search(name) or PERSON.match(name) or TOWN.search(name))]
    people = [name for name in common if PERSON.match(name)]
    points = min(3.0, 1.0 + len(telling)) if telling else 2.0 if len(people) > 1 else 1.0
    return [(points, tell("same_names", names="、".join((telling or common)[:3])))]


def _phrases(page: Sighting, known: Known) -> list[Part]:
    """Titles that call the matter by the same words, where no name has said so already."""
    common = page.phrases() & known.phrases
    if not common or any(len(name) >= 4 for name in common_names(page.names(), known.names)):
        return []
    return [(2.0, tell("same_phrase", words=min(common)))]


def _figures(page: Sighting, known: Known) -> list[Part]:
    """Tolls rise; a smaller one may be an earlier page or a correction, a much smaller one is another incident's."""
    dead = page.dead()
    if dead is None or known.dead is None or max(dead, known.dead) < 3:
        return []
    if _one_toll(page, known):
        return [(4.0, tell("one_toll", number=dead))]
    if dead == known.dead:
        return [(1.0, tell("same_dead", number=dead))]
    if dead > known.dead:
        if dead > 4 * known.dead and RISEN_TITLE.search(page.title) is None:
            return [(-0.5, tell("many_more_dead", old=known.dead, new=dead))]
        return [(0.5, tell("risen_dead", old=known.dead, new=dead))] if known.dead >= 3 else []
    return [(-1.0, tell("fewer_dead", old=known.dead, new=dead))] if dead * 3 < known.dead else []


def _one_toll(page: Sighting, known: Known) -> bool:
    """So many dead, of that kind, in that province, on that day: two incidents do not agree in all of it.

    The city that sent the coach speaks of those who died in another: its own place is no other incident's.
    """
    dead, age, own = page.dead(), page.age(known), page.own_place()
    if dead is None or dead != known.dead or dead < MANY or page.said.incident_type != known.type or age is None:
        return False
    onset = page.said.onset
    if age > SOON or (onset is not None and onset.moment.gap(known.onset) > (NEAR if known.sure else SOON)):
        return False
    return bool(own) and all(code[:2] == known.adcode[:2] for code in own or ())


def _routine(page: Sighting, known: Known) -> list[Part]:
    match = routine(page.title) or (None if tries(page, known) else COURT_TITLE.search(page.title))
    return [] if match is None else [(-4.0, tell("routine", words=match[0][:8]))]


def tries(page: Sighting, known: Known) -> bool:
    """Court news that names the incident: a part of its series, however long after."""
    if COURT_TITLE.search(page.title) is None:
        return False
    dated = any(MONTH_DAY.match(name) and _is_day_of(name, known) for name in page.names())
    return dated or any(len(name) >= 4 for name in common_names(page.names(), known.names))


def _series(page: Sighting, known: Known) -> list[Part]:
    """A further notice of a body that has already spoken of it."""
    agency, age = page.agency, page.age(known)
    if agency is None or (age is not None and age > 2 * NOTICE_AGE):
        return []
    numbered = NEXT_NUMBER.search(page.title) and (SERIES_TITLE.search(page.title) or _telling(page))
    if agency.id in known.speakers and numbered:
        return [(1.5, tell("series"))]
    if age is not None and age <= NOTICE_AGE and _goes_on(page, known):
        return [(1.5, tell("toll_goes_on"))]
    return []


def _goes_on(page: Sighting, known: Known) -> bool:
    """A body that governs the place tells of harm and names neither time nor place: a first report would.

    Where only the province of the incident is known, a body within it that names its own area does as well.
    """
    if page.said.onset is not None or not page.harmed():
        return False
    own, agency, kind = page.own_place(), page.agency, page.said.incident_type
    if depth(known.adcode) == 1 and own is not None and agency is not None and not specificity(kind or ""):
        if own != (agency.adcode[:6],) or not contains_place(known.adcode, own[0]):
            return False
    elif page.places() or not governs(page, known):
        return False
    dead = page.dead()
    return dead is None or known.dead is None or dead >= known.dead


def _wording(page: Sighting, known: Known) -> list[Part]:
    best = max((likeness(page.imprint, one) for one in known.prints), default=0.0)
    if best >= ALIKE:
        return [(3.0, tell("same_wording"))]
    return [(1.5, tell("like_wording"))] if best >= SIMILAR else []


def bare_notice(page: Sighting, known: Known) -> list[Part]:
    """An answerable agency's notice that names neither time nor place may be about what just happened there.

    It stays in doubt by itself: it ties nothing, but nobody may say that nothing was found.
    """
    said, agency = page.said, page.agency
    if agency is None or said.onset is not None or page.places() or not said.roles:
        return []
    if agency.level is Level.NATIONAL or not contains_place(agency.adcode, known.adcode):
        return []
    first = said.roles[0]
    telling = first.role in FULFILLING
    titled = BARE_TITLE.search(page.title) is not None and (telling or first.score < COMMENT)
    published = page.publication.published
    when = published.earliest or published.latest
    if not (titled or (telling and said.incident_type is not None)) or when is None or known.onset.latest is None:
        return []
    age = when - known.onset.latest
    return [(1.5, tell("bare_notice"))] if age <= NOTICE_AGE else []
