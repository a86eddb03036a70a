"""Which grades (特别重大、重大、较大、一般) the figures of an incident admit, by the official tables.

Works on what is known and says what that allows: a set of grades, empty where the law gives no
table for the type or no figure is known. It never picks one of several. A grade *stated* by an
authority is another fact and beats this one (that choice is made elsewhere).

The tables: 以上 includes its number, 以下 excludes it (国务院令第493号 第三条).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from monitor.core.incident import GRADES, Grade
from monitor.core.statement import Harm

Span = tuple[int, int | None]  # low and high of a figure, both included; None: no upper bound


@dataclass(frozen=True, slots=True)
class Bands:
    """One table: for each measure the least figure of 特别重大, 重大 and 较大; below is 一般."""

    source: str
    dead: tuple[int, int, int]
    serious: tuple[int, int, int] | None = None
    loss_yuan: tuple[int, int, int] | None = None
    evacuated: tuple[int, int, int] | None = None
    missing_counts_as_dead: bool = False


# 国务院令第493号《生产安全事故报告和调查处理条例》第三条 (2007-06-01): 死亡 30/10/3,
# 重伤 (含急性工业中毒) 100/50/10, 直接经济损失 1亿/5000万/1000万. 火灾: 公安部办公厅 2007-06
# (same bands); 道路: GA/T 1082 (same death bands); 铁路: 国务院令第501号 第九至十二条 and 特种设备:
# 特种设备安全监察条例 第六十一至六十四条 build on the same bands and add criteria that are no tolls.
_WORK_SAFETY: Final = Bands(
    source="国务院令第493号《生产安全事故报告和调查处理条例》第三条",
    dead=(30, 10, 3),
    serious=(100, 50, 10),
    loss_yuan=(100_000_000, 50_000_000, 10_000_000),
)

# 特别重大、重大突发公共事件分级标准(试行) (2006), 二(一)安全事故: 死亡 (含失踪) 30 for 特别重大 and 10 for
# 重大. It grades *emergencies* (突发事件), which is what the duties to answer speak of; 493号 grades
# accidents for their investigation and counts the dead alone, so it decides below 10.
# Read in http://www.shanggao.gov.cn/sgxrmzf/zyzzcqu/202010/bbb50f8e0b5d4642a133090e8a2f76fb.shtml (its opening)
# and in the municipal copy http://www.fymate.net/html/text/lar/173477/17347775_6.html (the row itself).
_EMERGENCY: Final = Bands(
    source="特别重大、重大突发公共事件分级标准(试行)安全事故(死亡含失踪)",
    dead=(30, 10, 10),
    missing_counts_as_dead=True,
)

# 国家地震应急预案 (2012-08-28): 死亡 (含失踪) 300/50/10. Magnitude gives a first judgement, no figure here.
_EARTHQUAKE: Final = Bands(
    source="国家地震应急预案(2012年修订)",
    dead=(300, 50, 10),
    missing_counts_as_dead=True,
)

# 国家突发环境事件应急预案 (国办函〔2014〕119号) 附件1: 死亡 30/10/3, 中毒或重伤 100/50/10,
# 疏散转移 5万/1万/5千, 直接经济损失 1亿/2000万/500万. The row 一般 is what remains.
_ENVIRONMENT: Final = Bands(
    source="国家突发环境事件应急预案(国办函〔2014〕119号)附件1",
    dead=(30, 10, 3),
    serious=(100, 50, 10),
    loss_yuan=(100_000_000, 20_000_000, 5_000_000),
    evacuated=(50_000, 10_000, 5_000),
)

# 森林防火条例 第四十条 (国务院令第541号): 死亡 30/10/3, 重伤 100/50/10; the burnt area is no toll.
_FOREST_FIRE: Final = Bands(
    source="森林防火条例第四十条(国务院令第541号)",
    dead=(30, 10, 3),
    serious=(100, 50, 10),
)

# 国家突发公共卫生事件应急预案, as far as its rows are known: 重大 is 食物中毒 over 100 persons with a death
# or 10 deaths; 较大 is 100 persons or any death.
_FOOD_POISONING_SOURCE: Final = "国家突发公共卫生事件应急预案(食物中毒条款)"

# 特别重大、重大突发公共事件分级标准(试行) 2006: 气象灾害 with 30 deaths is 特别重大; the other rows carry no toll.
_WEATHER_SOURCE: Final = "特别重大、重大突发公共事件分级标准(试行)(气象灾害)"

# GB 14648-1993 民用航空器飞行事故等级: 40 deaths is 特别重大, up to 39 is 重大; 493号 is applied beside it.
_AVIATION_SOURCE: Final = "国务院令第493号第三条;GB 14648-1993《民用航空器飞行事故等级》"
_AVIATION_EXTREME: Final = 40

# How many days after the incident its toll still counts: 493号 第十三条 (30; 7 for 道路交通 and 火灾).
TOLL_DAYS: Final[Mapping[str, int]] = {
    "": 30,
    "事故灾难/道路交通": 7,
    "事故灾难/火灾": 7,
}


def toll_days(incident_type: str | None) -> int:
    """How many days after the incident a death still counts towards its grade."""
    return TOLL_DAYS.get(incident_type or "", TOLL_DAYS[""])


def derive(incident_type: str | None, tolls: Mapping[Harm, Span]) -> tuple[frozenset[Grade], str]:
    """The grades that the figures admit, and the table they were read from in words.

    Empty means: cannot be derived (no table for this type, or no figure that the table uses).
    Missing persons count where the table says so (accidents of ten dead and missing, earthquakes), and
    widen the upper end elsewhere. Injured persons of
    whom the serious cases are not counted out widen it up to their number.
    """
    kind = incident_type or ""
    if kind == "自然灾害/地震":
        return _by_bands(_EARTHQUAKE, tolls)
    if kind == "自然灾害/森林火灾":
        return _forest_fire(tolls)
    if kind == "事故灾难/环境污染":
        return _by_bands(_ENVIRONMENT, tolls)
    if kind == "事故灾难/民航":
        return _aviation(tolls)
    if kind.startswith("事故灾难/"):
        return _accident(tolls)
    if kind == "公共卫生/食物中毒":
        return _food_poisoning(tolls)
    if kind in ("自然灾害/台风", "自然灾害/气象灾害"):
        return _weather(tolls)
    # 地质灾害 has labels of its own (特大型…小型, 国务院令第394号) that are no event grades; 社会安全 has
    # none in law (突发事件应对法 第三条); an unspecified 突发事件 could be any of them.
    return frozenset(), ""


def _by_bands(bands: Bands, tolls: Mapping[Harm, Span]) -> tuple[frozenset[Grade], str]:
    """Any one measure suffices for a grade, so the gravest of all bounds counts."""
    lows: list[int] = []
    highs: list[int] = []

    def count(span: Span | None, steps: tuple[int, int, int] | None) -> None:
        if span is not None and steps is not None:
            lows.append(_rank(span[0], steps))
            highs.append(_rank(span[1], steps))

    count(_dead(tolls, bands.missing_counts_as_dead), bands.dead)
    count(_serious(tolls), bands.serious)
    count(tolls.get(Harm.LOSS_YUAN), bands.loss_yuan)
    count(tolls.get(Harm.EVACUATED), bands.evacuated)
    if not lows:
        return frozenset(), ""
    return _between(min(lows), min(highs)), bands.source


def _accident(tolls: Mapping[Harm, Span]) -> tuple[frozenset[Grade], str]:
    """Dead and missing together from ten on; the dead alone, and the other measures, below."""
    lost = _dead(tolls, missing_counts=True)
    missing = tolls.get(Harm.MISSING)
    grades, source = _by_bands(_WORK_SAFETY, tolls)
    if lost is None or missing is None or missing[0] == 0 or lost[0] < _EMERGENCY.dead[1]:
        return grades, source
    gravest = min(_rank(lost[1], _EMERGENCY.dead), min((GRADES.index(g) for g in grades), default=len(GRADES) - 1))
    return _between(_rank(lost[0], _EMERGENCY.dead), gravest), _EMERGENCY.source


def _rank(figure: int | None, steps: tuple[int, int, int]) -> int:
    """Position in GRADES (0 is the gravest); no upper bound could be anything."""
    if figure is None:
        return 0
    return next((rank for rank, least in enumerate(steps) if figure >= least), len(steps))


def _between(gentlest: int, gravest: int) -> frozenset[Grade]:
    return frozenset(GRADES[gravest : gentlest + 1])


def _dead(tolls: Mapping[Harm, Span], missing_counts: bool) -> Span | None:
    """Deaths as the table counts them; missing persons may yet become deaths."""
    dead, missing = tolls.get(Harm.DEAD), tolls.get(Harm.MISSING)
    if missing is None:
        return dead
    low, high = dead or (0, 0)
    if missing_counts:
        low += missing[0]
    return low, None if high is None or missing[1] is None else high + missing[1]


def _serious(tolls: Mapping[Harm, Span]) -> Span | None:
    """Serious injuries with acute poisonings; else all injured are an upper bound of them."""
    known = [tolls[k] for k in (Harm.SERIOUSLY_INJURED, Harm.POISONED) if k in tolls]
    if Harm.SERIOUSLY_INJURED not in tolls and Harm.INJURED in tolls:
        known.append((0, tolls[Harm.INJURED][1]))
    if not known:
        return None
    high: int | None = 0
    for _, most in known:
        high = None if high is None or most is None else high + most
    return sum(low for low, _ in known), high


def _forest_fire(tolls: Mapping[Harm, Span]) -> tuple[frozenset[Grade], str]:
    """Without a casualty the burnt area alone decides, which no toll tells."""
    if not any(span[0] > 0 for harm, span in tolls.items() if harm in (Harm.DEAD, Harm.SERIOUSLY_INJURED)):
        return frozenset(), ""
    return _by_bands(_FOREST_FIRE, tolls)


def _aviation(tolls: Mapping[Harm, Span]) -> tuple[frozenset[Grade], str]:
    """Between 30 and 39 deaths the two standards disagree: both grades stay."""
    grades, source = _by_bands(_WORK_SAFETY, tolls)
    dead = tolls.get(Harm.DEAD)
    if Grade.EXTREME in grades and dead is not None and dead[0] < _AVIATION_EXTREME:
        grades |= {Grade.MAJOR}
    return grades, _AVIATION_SOURCE if source else ""


def _food_poisoning(tolls: Mapping[Harm, Span]) -> tuple[frozenset[Grade], str]:
    """Only the rows 重大 and 较大 are known; fewer than 100 persons and no death give nothing."""
    if Harm.DEAD not in tolls and Harm.POISONED not in tolls:
        return frozenset(), ""
    dead = tolls.get(Harm.DEAD, (0, 0))
    ill = tolls.get(Harm.POISONED) or tolls.get(Harm.INJURED) or (0, 0)
    low = _food_grade(dead[0], ill[0])
    high = _food_grade(
        10 if dead[1] is None else dead[1],
        101 if ill[1] is None else ill[1],
    )
    if low is None or high is None:
        return frozenset(), ""
    return frozenset({low, high}), _FOOD_POISONING_SOURCE


def _food_grade(dead: int, ill: int) -> Grade | None:
    if dead >= 10 or (ill > 100 and dead > 0):
        return Grade.MAJOR
    return Grade.LARGE if ill >= 100 or dead > 0 else None


def _weather(tolls: Mapping[Harm, Span]) -> tuple[frozenset[Grade], str]:
    """Only one row speaks of deaths."""
    dead = tolls.get(Harm.DEAD)
    if dead is None or dead[0] < 30:
        return frozenset(), ""
    return frozenset({Grade.EXTREME}), _WEATHER_SOURCE
