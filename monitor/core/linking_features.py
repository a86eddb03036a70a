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
from monitor.core.incident import Level, contains_place
from monitor.core.moment import Moment
from monitor.core.release import FULFILLING
from monitor.core.sighting import Known, Sighting, is_narrow
from monitor.core.statement import TimeMention

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEAR = timedelta(hours=2)
"""Reports of one incident differ by so much (alarm against ignition, 时许 against minutes)."""
NEAR_QUAKE = timedelta(minutes=10)
"""Earthquakes are timed by instruments: what lies further apart is another shock."""
NOTICE_AGE = timedelta(days=7)
"""A notice that names neither time nor place is taken to be about something of the last few days."""
CONCERN_AGE = timedelta(days=30)
"""Matters of public concern are answered over weeks."""
SOON = timedelta(hours=36)
"""Most pages about an incident that do not say when it happened come this short a time after it."""
MONTH_DAY = re.compile(r"^(\d{1,2})·(\d{1,2})$")
BARE_TITLE = re.compile(
    r"^(?:最新|有关|相关)?(?:情况|警情|事故|灾情|救援|进展)?(?:通报|续报|说明|公告)(?:[（(].{1,4}[)）])?$"
)
NEXT_NUMBER = re.compile(r"[（(第][二三四五六七八九十2-9]\d?(?:[)）]|[号场次期])|续报|再次通报|最新进展|最新通报")
COMMENT = 0.8
"""From this score on, a text is surely commentary, a drill or a campaign, whatever its title."""
ROUTINE_TITLE = re.compile(
    r"统计|同比|季度|上半年|下半年|假期|接待游客|周年|悼念|纪念|演练|演习|排查|专项整治|专项行动|(?:吸取|汲取).{0,16}教训"
    r"|警示|预警|热线|温馨提示|健康提示|疫苗|接种|预案|印发|招聘|公示|招标|中标|采购|解读|表彰|工作会议|调度会|部署|安全生产月|宣传|科普|抽检|培训|比武"
    r"|宣判|开庭|庭审|一审|二审|公诉|判处|获刑|典型案例|年度|月份|十大|回顾|盘点"
)
"""Titles of what is about no incident of these days: routine, precaution, statistics, memory, court."""
AFTERMATH_TITLE = re.compile(
    r"抓获|嫌疑人|涉案|遇难|失联|搜救|救援|救治|善后|伤亡|死亡|受伤|被困|遇险|调查组|调查报告|调查结果|问责|追责|刑拘|初步原因"
)
"""Titles that go on about something that has happened."""
ROAD = re.compile(r"^[GSXY]\d+$|高速$|国道$|省道$|县道$|乡道$")
PERSON = re.compile(r"^.{1,2}某")
DATED = re.compile(r"[日号昨今前当晨夜]|\d[-/.]\d")
"""Words of a time that say on which day it was."""
QUAKE = "自然灾害/地震"
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
)
"""Kinds of different classes under which the same incident is told."""
OF_KIND = {
    "社会安全/刑事案件": re.compile(r"抓获|嫌疑人|涉案|刑拘|刑事拘留|到案|批捕|落网"),
    "事故灾难/火灾": re.compile(r"明火|扑灭|火场|起火原因|火灾|大火"),
    "事故灾难/水上交通": re.compile(r"打捞|落水|沉船|船只|翻船"),
    "自然灾害/地震": re.compile(r"地震|震中|余震|震区|抗震"),
    "自然灾害/地质灾害": re.compile(r"被埋|掩埋|滑坡|泥石流|失联"),
    "自然灾害/洪涝": re.compile(r"汛|洪|水位|转移群众"),
    "事故灾难/矿山": re.compile(r"井下|升井|煤矿|矿工"),
    "事故灾难/道路交通": re.compile(r"车祸|肇事|交通管制|车辆"),
    "事故灾难/坍塌": re.compile(r"被埋|掩埋|塌"),
}
"""What titles go on to speak of after an incident of that kind, where they name no kind themselves."""
TRANSPORT = frozenset({"事故灾难/道路交通", "事故灾难/水上交通", "事故灾难/铁路", "事故灾难/民航"})
"""Kinds that are rarely told as another accident: a fire and a crash on one morning are two matters."""

Part = tuple[float, str]


def features(page: Sighting, known: Known) -> list[Part]:
    """All that speaks for or against the page being about the incident, but the bare notice's doubt."""
    return [
        *_time(page, known), *_place(page, known), *_kind(page, known), *_names(page, known),
        *_phrases(page, known), *_figures(page, known), *_series(page, known), *_wording(page, known), *_routine(page),
    ]  # fmt: skip


def hopeless(page: Sighting, known: Known) -> bool:
    """Cheap: another time, and nothing in common that could outweigh it. Never true where `features` reach doubt.

    At most 2.5 for the place, 1.5 for the kind, 1 for the dead and 1.5 for a series stand against 6 for the time.
    """
    onset = page.said.onset
    if onset is None or not known.sure or onset.moment.gap(known.onset) <= timedelta(hours=12) or not _dated(onset):
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
        return [(-9.0, "发布早于事发")]
    parts: list[Part] = []
    if onset is not None and known.sure:
        parts.append(_moments(onset.moment, known, dated=_dated(onset)))
    elif onset is not None:
        near = known.onset.latest is not None and onset.moment.gap(known.onset) <= SOON
        parts.append((1.5, "事发时刻与首次提及相符") if near else (-4.0, "事发时刻与首次提及不符"))
    for name in page.said.names:
        dated = MONTH_DAY.match(name)
        if dated is not None:
            same = (int(dated[1]), int(dated[2])) in _month_days(known)
            parts.append((2.0, f"名称含“{name}”") if same else (-4.0, f"名称含“{name}”，日期不合"))
    age = _age(page, known)
    if age is not None:
        parts += _aged(age, dated=onset is not None, telling=_telling(page))
        if known.type.startswith("政务舆情") and NOTICE_AGE < age <= CONCERN_AGE:
            parts.append((0.5, "舆情发生后数周内发布"))
    return parts


def _moments(told: Moment, known: Known, *, dated: bool) -> Part:
    gap = told.gap(known.onset)
    if not dated and gap > NEAR:
        # 10时26分许 alone: the day was taken from the page's, and may be one of the days before.
        gap = min(gap, *(told.shift(timedelta(days=-back)).gap(known.onset) for back in (1, 2)))
        if gap <= NEAR and is_narrow(told) and is_narrow(known.onset):
            return 2.5, "钟点相合（未写日期）"
    if gap == timedelta(0):
        return (4.0, "事发时刻相合") if is_narrow(told) and is_narrow(known.onset) else (2.0, "事发日期相合")
    if gap <= (NEAR_QUAKE if known.type == QUAKE else NEAR):
        return 2.0, "事发时刻相近"
    return (-2.0, "事发时刻相差数小时") if gap <= timedelta(hours=12) else (-6.0, "事发时刻不同")


def _age(page: Sighting, known: Known) -> timedelta | None:
    """How long after the incident the page came at least; None where the page may be older than that."""
    earliest = page.publication.published.earliest
    if earliest is None or known.onset.latest is None:
        return None
    return earliest - known.onset.latest


def _telling(page: Sighting) -> bool:
    """It tells of harm or of a kind of incident: that it came soon after one says something."""
    return bool(page.said.incident_type or page.said.tolls or AFTERMATH_TITLE.search(page.title))


def _aged(age: timedelta, *, dated: bool, telling: bool) -> list[Part]:
    if age > timedelta(days=365):
        return [(-3.0, "距事发一年以上")]
    if age > timedelta(days=45):
        return [(-1.0, "距事发较久")]
    if dated:
        return []
    if age <= SOON:
        return [(1.5 if telling else 0.5, "事发后一两天内发布")]
    return [(1.0 if telling else 0.5, "事发后数日内发布")] if age <= NOTICE_AGE else []


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


def _place(page: Sighting, known: Known) -> list[Part]:
    own = page.own_place()
    if own is None:
        named, governs = page.places(), _governs(page, known)
        best = _nearest(named, known) if named else None
        return governs if best is None or (best[0] < 0 and governs) else [best]
    if not own:
        return [(-6.0, "事发地在境外")]
    best = _nearest(own, known)
    if best[0] < 0 and known.type == QUAKE == page.said.incident_type:
        return [_felt(page, known) or best]
    return [best]


def _nearest(codes: Iterable[str], known: Known) -> Part:
    return max((_nearness(code, known.adcode) for code in codes), key=lambda part: part[0])


def _felt(page: Sighting, known: Known) -> Part | None:
    """One shock is felt in many provinces: at the same minute, or by the place that the text calls it after."""
    if _one_shock(page, known):
        return 0.5, "同一次地震波及"
    called = [code for place in page.said.places for code in place.candidates]
    codes = (*called, *page.title_places)
    points = _nearest(codes, known)[0] if codes else 0.0
    return (points, "文中提到震中一带") if points > 0 else None


def _one_shock(page: Sighting, known: Known) -> bool:
    onset = page.said.onset
    return (
        known.type == QUAKE == page.said.incident_type and onset is not None and is_narrow(onset.moment)
        and known.sure and is_narrow(known.onset) and onset.moment.gap(known.onset) <= NEAR_QUAKE
    )  # fmt: skip


def _governs(page: Sighting, known: Known) -> list[Part]:
    agency = page.agency
    if agency is None or agency.level is Level.NATIONAL or not contains_place(agency.adcode, known.adcode):
        return []
    if agency.level is Level.COUNTY and agency.adcode[:6] == known.adcode:
        return [(2.0, "发布机关即事发县区机关")]
    if agency.adcode[:6] == known.adcode:
        return [(1.5, "发布机关即事发地机关")]
    return [(1.0, "发布机关管辖事发地")]


def _nearness(code: str, known: str) -> Part:
    if code == known:
        return (2.5, "地点相同") if depth(code) == 3 else (2.0, "地点相同")
    if contains_place(code, known) or contains_place(known, code):
        return (1.5, "地点相容") if min(depth(code), depth(known)) >= 2 else (0.5, "同省")
    if code[:4] == known[:4]:
        return -3.0, "同市不同县区"
    return -6.0, "地点不同"


def _kind(page: Sighting, known: Known) -> list[Part]:
    said = page.said.incident_type
    if said is None or specificity(said) == 0:
        words = OF_KIND.get(known.type)
        match = None if words is None else words.search(page.title)
        return [] if match is None else [(1.0, f"标题用语合于该类事件（{match[0]}）")]
    if specificity(known.type) == 0:
        return []
    if said == known.type:
        return [(1.5, "类型相同")]
    if frozenset({said, known.type}) in KINDRED:
        return [(0.25, "类型可互称")]
    same = said.split("/")[0] == known.type.split("/")[0]
    unlike = bool(TRANSPORT & {said, known.type}) or not same
    return [(-3.0, "类型不同")] if unlike else [(0.5, "类型相近")]


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


def _names(page: Sighting, known: Known) -> list[Part]:
    common = common_names(page.names(), known.names)
    if not common:
        return []
    telling = [name for name in common if not ROAD.search(name) and not PERSON.match(name)]
    people = [name for name in common if PERSON.match(name)]
    points = min(3.0, 1.0 + len(telling)) if telling else 2.0 if len(people) > 1 else 1.0
    return [(points, f"同名：{'、'.join((telling or common)[:3])}")]


def _phrases(page: Sighting, known: Known) -> list[Part]:
    """Titles that call the matter by the same words, where no name has said so already."""
    common = page.phrases() & known.phrases
    if not common or any(len(name) >= 4 for name in common_names(page.names(), known.names)):
        return []
    return [(2.0, f"标题用语相同：{min(common)}")]


def _figures(page: Sighting, known: Known) -> list[Part]:
    """Tolls rise; a smaller one may be an earlier page or a correction, a much smaller one is another incident's."""
    dead = page.dead()
    if dead is None or known.dead is None or max(dead, known.dead) < 3:
        return []
    if dead == known.dead:
        return [(1.0, f"死亡人数相同（{dead}）")]
    if dead > known.dead:
        return [(0.5, f"死亡人数由{known.dead}升至{dead}")] if known.dead >= 3 and dead <= 4 * known.dead else []
    return [(-1.0, f"死亡人数{dead}，少于已通报的{known.dead}")] if dead * 3 < known.dead else []


def _routine(page: Sighting) -> list[Part]:
    match = ROUTINE_TITLE.search(page.title)
    return [] if match is None else [(-3.0, f"标题属例行、统计、回顾或庭审（{match[0][:8]}）")]


def _series(page: Sighting, known: Known) -> list[Part]:
    """A further notice of a body that has already spoken of it."""
    agency, age = page.agency, _age(page, known)
    if agency is None or (age is not None and age > 2 * NOTICE_AGE):
        return []
    if agency.id in known.speakers and NEXT_NUMBER.search(page.title):
        return [(1.5, "同一机关的后续通报")]
    if age is not None and age <= NOTICE_AGE and _goes_on(page, known):
        return [(1.5, "管辖机关未写时间地点的伤亡续报")]
    return []


def _goes_on(page: Sighting, known: Known) -> bool:
    """A body that governs the place tells of harm and names neither time nor place: a first report would."""
    if page.said.onset is not None or page.places() or not page.harmed() or not _governs(page, known):
        return False
    dead = page.dead()
    return dead is None or known.dead is None or dead >= known.dead


def _wording(page: Sighting, known: Known) -> list[Part]:
    best = max((likeness(page.imprint, one) for one in known.prints), default=0.0)
    if best >= ALIKE:
        return [(3.0, "与已关联的稿件文字几乎相同")]
    return [(1.5, "与已关联的稿件文字相近")] if best >= SIMILAR else []


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
    return [(1.5, "责任机关事发后数日内的通报，未写明时间地点")] if age <= NOTICE_AGE else []
