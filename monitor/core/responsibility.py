"""Who answers for an incident, by which rule; and in which capacity somebody speaks of it.

The rules are those of 国办发〔2016〕61号 一（属地管理、分级负责、谁主管谁负责；涉事责任部门是第一责任主体；涉及多个
地方的，上级政务公开主管部门是第一责任主体）and 突发事件应对法（跨行政区域的，由共同的上一级人民政府负责）. Whether an
answer counts is judged elsewhere (`Dossier.responsible`): here it is said why a body is among those, or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from monitor.core.applies import grading_of
from monitor.core.dossier import Dossier, depth
from monitor.core.incident import Agency, Grade, Level, contains_place
from monitor.core.outcome import Verdict


class Capacity(StrEnum):
    """As what a body stands to an incident."""

    TERRITORIAL = "territorial"  # 属地管理: the government of the place
    SECTOR = "sector"  # 谁主管谁负责: its department for that kind
    DEPARTMENT = "department"  # another department of the place
    GRADED = "graded"  # 分级负责: the level that answers for an accident of that grade
    ABOVE = "above"  # 分级负责: a government above it
    COMMON = "common"  # several places: the one above all of them
    COMMAND = "command"  # the on-scene command speaks for the government that set it up
    STATUTORY = "statutory"  # a statute names who publishes
    NATIONAL = "national"  # shown, not counted
    ELSEWHERE = "elsewhere"  # another place
    INSTITUTION = "institution"  # the enterprise, school or hospital itself: no government
    MEDIUM = "medium"
    RELAY = "relay"  # a medium that passes on what an authority said


RULES: dict[Capacity, tuple[str, str]] = {
    Capacity.TERRITORIAL: ("属地管理：事发地政府", "the place's own government (属地管理)"),
    Capacity.SECTOR: ("谁主管谁负责：事发地的主管部门", "the department in charge of that kind (谁主管谁负责)"),
    Capacity.DEPARTMENT: ("属地管理：事发地政府的部门", "a department of the place's government (属地管理)"),
    Capacity.GRADED: ("分级负责：该等级的事故由这一级负责调查", "the level that investigates accidents of that grade"),
    Capacity.STATUTORY: ("法定发布主体", "a statute names who publishes"),
    Capacity.ABOVE: ("分级负责：上级政府或其部门", "a government above, or its department (分级负责)"),
    Capacity.COMMON: ("涉及多个地方：共同的上级政府", "several places: the government above all of them"),
    Capacity.COMMAND: ("现场指挥部：代表设立它的政府", "the on-scene command speaks for the government that set it up"),
    Capacity.NATIONAL: ("国家机关：列出，不计为地方的回应", "a national body: shown, not counted"),
    Capacity.ELSEWHERE: ("其他地方的机关：列出，不计", "a body of another place: shown, not counted"),
    Capacity.INSTITUTION: ("涉事单位自己：不是政府回应", "the enterprise or institution itself: no government"),
    Capacity.MEDIUM: ("媒体", "a medium"),
    Capacity.RELAY: ("媒体转述机关：只说明可能有回应", "a medium relaying an authority: a sign of an answer only"),
}

SECTORS: tuple[tuple[str, str], ...] = (
    ("自然灾害/地震", r"地震|应急|earthquake|emergency"),
    ("自然灾害/森林火灾", r"林业|林草|应急|消防|forest|emergency|fire"),
    ("自然灾害/草原火灾", r"林业|林草|草原|农牧|应急|消防|forest|grass|emergency|fire"),
    ("自然灾害/洪涝", r"水利|水务|防汛|应急|water|flood|emergency"),
    ("自然灾害/气象灾害", r"气象|应急|weather|emergency"),
    ("自然灾害", r"自然资源|应急|气象|emergency|resources"),
    ("事故灾难/道路交通", r"公安|交警|交通|应急|police|transport|emergency"),
    ("事故灾难/水上交通", r"海事|交通|应急|maritime|transport|emergency"),
    ("事故灾难/火灾", r"消防|应急|fire|emergency"),
    ("事故灾难/环境污染", r"生态|环境|环保|应急|environment|emergency"),
    ("事故灾难/坍塌", r"住建|住房|建设|应急|housing|construction|emergency"),
    ("事故灾难", r"应急|安监|消防|市场监管|emergency|safety|fire"),
    ("公共卫生/食品安全", r"市场监管|市监|食品|卫健|market|food|health"),
    ("公共卫生/食物中毒", r"市场监管|市监|食品|卫健|market|food|health"),
    ("公共卫生", r"卫健|卫生|疾控|health"),
    ("社会安全", r"公安|警|police|security"),
    ("政务舆情/教育", r"教育|education"),
    ("政务舆情/医疗", r"卫健|卫生|医保|health"),
    ("政务舆情/生态环境", r"生态|环境|environment"),
    ("政务舆情/食品药品", r"市场监管|药监|market|drug"),
    ("政务舆情/城乡建设", r"住建|住房|城管|自然资源|housing|construction"),
    ("政务舆情/执法司法", r"公安|司法|法院|检察|police|justice"),
)
"""Which departments are in charge of a kind, by words of their name or their sector; the first line that fits."""

INVESTIGATES: dict[Grade, Level] = {
    Grade.EXTREME: Level.NATIONAL, Grade.MAJOR: Level.PROVINCE,
    Grade.LARGE: Level.PREFECTURE, Grade.GENERAL: Level.COUNTY,
}  # fmt: skip
"""Which level's government investigates an accident of that grade, and so answers for its outcome."""
INVESTIGATION_RULE = "生产安全事故报告和调查处理条例（国务院令第493号）第十九条"
STATUTES: tuple[tuple[str, str, str], ...] = (
    ("自然灾害/地震", "地震工作主管部门（震情）；抗震救灾信息统一发布", "中华人民共和国防震减灾法第五十二条"),
    ("自然灾害/气象灾害", "气象主管机构所属的气象台站（预报和灾害性天气警报）", "中华人民共和国气象法第二十二条"),
)
"""Publishers of a part of what is to be told, beside those whom clauses of the catalogue name (疫情, 食品安全,
森林草原火灾): they keep nobody from speaking of the disaster itself, so no verdict rests on them."""
LEVELS = {
    Level.NATIONAL: "国务院", Level.PROVINCE: "省级人民政府",
    Level.PREFECTURE: "设区的市级人民政府", Level.COUNTY: "县级人民政府",
}  # fmt: skip

COMMAND = re.compile(r"指挥部")
INSTITUTION = re.compile(r"公司|集团|学校|学院|大学|中学|小学|幼儿园|医院|酒店|景区|体育中心|商场")
GOVERNMENT = re.compile(r"人民政府|政府新闻办|政府办公室|行政公署|管委会|委宣传部|网信办|^.{2,8}发布$")


@dataclass(frozen=True, slots=True)
class Named:
    """A body, in which capacity, and whether its word can be the place's answer."""

    agency: str
    name: str
    capacity: Capacity
    answers: bool
    instrument: str = ""  # the text that says it, where it is another than 国办发〔2016〕61号

    def rule(self, lang: str = "zh") -> str:
        """The rule that names it, in words."""
        words = RULES[self.capacity][1 if lang == "en" else 0]
        return f"{words}（{self.instrument}）" if self.instrument else words


def spans_places(dossier: Dossier) -> str | None:
    """The place above all places that agencies name for it, where these lie apart; None where it has one place."""
    codes = {claim.adcode for claim in dossier.places if claim.authority >= 3 and depth(claim.adcode) == 3}
    if len(codes) < 2:
        return None
    for length, padding in ((4, "00"), (2, "0000")):
        if len({code[:length] for code in codes}) == 1:
            return min(codes)[:length] + padding
    return "000000"


def named(dossier: Dossier, verdicts: Iterable[Verdict] = ()) -> tuple[Named, ...]:
    """All monitored agencies that answer for the incident, by the rule that names each; nearest to the place first.

    After them whom statutes name as publishers (``verdicts`` know those of the catalogue), and the level that
    answers for an accident of its grade where no agency of that level is monitored.
    """
    place, kind, common = dossier.place(), dossier.type(), spans_places(dossier)
    if place is None:
        return ()
    what = "" if kind is None else kind.value
    level = answering_level(dossier)
    found = []
    for agency in dossier.responsible():
        capacity = capacity_of(agency, place.adcode, what, common=common)
        graded = capacity is Capacity.ABOVE and agency.level is level and _governs(agency)
        one = Named(agency.id, agency.name, Capacity.GRADED if graded else capacity, True)
        found.append(replace(one, instrument=INVESTIGATION_RULE) if graded else one)
    order = list(Capacity)
    deep = {agency.id: depth(agency.adcode) for agency in dossier.agencies.values()}
    found.sort(key=lambda one: (order.index(one.capacity), -deep[one.agency], one.agency))
    watched = {agency.level for agency in dossier.responsible() if _governs(agency)}
    if level is not None and level not in watched:
        found.append(Named("", LEVELS[level], Capacity.GRADED, False, INVESTIGATION_RULE))
    return (*found, *_publishers(what, verdicts))


def answering_level(dossier: Dossier) -> Level | None:
    """The level whose government investigates the accident by its grade; None where grade or kind leave it open."""
    kind, grade = dossier.type(), grading_of(dossier).value
    accident = kind is not None and kind.value.startswith("事故灾难")
    return INVESTIGATES.get(grade) if accident and grade is not None else None


def _publishers(kind: str, verdicts: Iterable[Verdict]) -> tuple[Named, ...]:
    """Whom statutes name: by clauses of the catalogue, as the verdicts say it, or for a part of the information."""
    said = dict.fromkeys(verdict.publisher for verdict in verdicts if verdict.publisher)
    clauses = [re.fullmatch(r"(.*)（(.*)）", words, re.S) for words in said]
    by_clause = [Named("", one[1], Capacity.STATUTORY, False, one[2]) for one in clauses if one is not None]
    by_law = [Named("", who, Capacity.STATUTORY, False, law) for what, who, law in STATUTES if kind == what]
    return (*by_clause, *by_law)


def capacity_of(agency: Agency, place: str, kind: str, *, common: str | None = None) -> Capacity:
    """As what an agency stands to an incident of that kind at that place."""
    if agency.level is Level.NATIONAL:
        return Capacity.NATIONAL
    if not contains_place(agency.adcode, place) and not contains_place(place, agency.adcode):
        return Capacity.ELSEWHERE
    if COMMAND.search(agency.name):
        return Capacity.COMMAND
    if common is not None and agency.adcode[:6] == common and _governs(agency):
        return Capacity.COMMON
    if agency.adcode[:6] != place and depth(agency.adcode) < depth(place):
        return Capacity.ABOVE
    if _governs(agency):
        return Capacity.TERRITORIAL
    return Capacity.SECTOR if in_charge(agency, kind) else Capacity.DEPARTMENT


def _governs(agency: Agency) -> bool:
    return agency.sector == "government" or GOVERNMENT.search(agency.name) is not None


def in_charge(agency: Agency, kind: str) -> bool:
    """The department's name or sector is that of the kind."""
    words = next((pattern for name, pattern in SECTORS if kind.startswith(name)), None)
    return words is not None and re.search(words, f"{agency.name} {agency.sector}") is not None


def speaker(agency: Agency | None, name: str, *, relays: bool, dossier: Dossier) -> Named:
    """In which capacity a page speaks: the body on whose feed it stood, or what its source line names."""
    place, kind = dossier.place(), dossier.type()
    if agency is not None:
        if place is None:
            return Named(agency.id, agency.name, Capacity.ELSEWHERE, False)
        what = "" if kind is None else kind.value
        capacity = capacity_of(agency, place.adcode, what, common=spans_places(dossier))
        return Named(agency.id, agency.name, capacity, dossier.answerable(agency.id))
    if relays:
        return Named("", name, Capacity.RELAY, False)
    if INSTITUTION.search(name):
        return Named("", name, Capacity.INSTITUTION, False)
    return Named("", name, Capacity.MEDIUM, False)


def told(some: Iterable[Named], lang: str = "zh") -> list[dict[str, object]]:
    """The same for machines."""
    return [
        {
            "agency": one.agency or None, "name": one.name, "capacity": one.capacity.value, "rule": one.rule(lang),
            "answers": one.answers, "instrument": one.instrument or None,
        }
        for one in some
    ]  # fmt: skip
