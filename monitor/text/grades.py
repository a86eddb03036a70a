"""The grade that a text states for its incident (特别重大事故, 较大火灾事故), in the words of the law.

Only an explicit statement about an event counts. Words of other scales are left alone: response levels
(一级响应), warnings (红色预警), sizes (特大型滑坡), police usage (特大交通事故), praise or policy (重大活动).
"""

from __future__ import annotations

import re
from typing import Final

from monitor.core.incident import Grade
from monitor.core.statement import GradeGuess
from monitor.text._patterns import compiled

_GRADE: Final = r"(?P<grade>特别重大|重大|较大|一般)"
# what an accident may be called between its grade and 事故
_FIELD: Final = (
    r"(?:“[^”]{1,12}”|[0-9]{1,2}[·.][0-9]{1,2})?"
    r"(?:生产安全|安全生产|道路运输|道路交通|火灾|坍塌|爆炸|透水|瓦斯爆炸|瓦斯|燃气爆炸|燃气|煤矿|矿山|水上交通|"
    r"铁路交通|铁路|特种设备|建筑施工|建筑|施工|溃坝|溃水|沉船|翻沉|燃爆|爆燃|淹溺|中毒窒息|中毒和窒息|"
    r"中毒|窒息|泄漏|危险化学品|危化品|化工|起重伤害"
    r"|机械伤害|高处坠落|踩踏|塌方|塌陷|垮塌|倒塌|民用航空器|飞行|电力|电梯|突发环境|突发环境污染|环境污染|"
    r"地震灾害|地震|居民|农村|经营性|自建房|钢结构|厂房|高速公路|公路|路面|输油管道|输气管道|管道|粉尘|烟花爆竹|有限空间|"
    r"顶板|边坡|井喷|客车|货车|校车|游乐设施|索道|客轮|游船|列车脱轨|列车|脱轨|相撞|追尾|侧翻|坠河|坠崖|坠落|溺水|食品安全|食物中毒|突发公共卫生|公共卫生|森林火灾|冒顶|车辆伤害|触电|涉险|渔业|渔船|"
    r"船舶|交通运输|房屋|自建房|桥梁|隧道|透水淹井|煤与瓦斯突出|责任|安全责任|安全){0,4}"
)
_STATED: Final = compiled(
    rf"(?<![特])(?<!较为)(?<!不)(?<!涉嫌)(?P<lead>(?:认定|定性|判定|核定|属于?|确定|列|构成|是一起|系一起|"
    rf"为一起|一起)[^，。；]{{0,14}}?)?{_GRADE}(?P<field>{_FIELD})(?P<noun>事故|事件|灾害|火灾)(?!隐患|风险|"
    rf"应急预案|防范|多发|频发|以上|及以上|报告|信息|情况报送|案例)"
)
_GRADED: Final = compiled(
    r"(?:事故|事件|灾害|火灾)[^，。；]{0,10}?(?:等级|级别)[^，。；]{0,8}?(?:为|属|是|定为|认定为|确定为|：|"
    r":)\s*[“\"]?(?P<grade>特别重大|重大|较大|一般)(?![的地])"
    r"|(?:认定|定性|判定|确定|核定)(?:为|成)[^，。；]{0,8}?[“\"]?(?P<grade2>特别重大|重大|较大|一般)(?:级|"
    r"等级|事故)?[”\"]?(?:突发事件|生产安全|事故|事件|灾害)"
    r"|(?P<grade3>特别重大|重大|较大|一般)[（(](?:Ⅰ|Ⅱ|Ⅲ|Ⅳ|I{1,3}|IV|[一二三四])级[）)](?:突发|生产|道路|"
    r"地震|环境|公共|事故|事件|火灾)"
)
# general talk: of all such events, of what is to be prevented, of duties
_GENERAL: Final = compiled(
    r"防范|遏制|杜绝|防止|避免|预防|减少|如遇|发生[^，。；]{0,4}(?:重大|较大|特别重大)[^，。；]{0,12}(?:的|"
    r"后|时)[，,]?(?:应|要|须|必须|由)|未发生|没有发生|不发生|零发生|不得|应当|应在|对涉及|涉及|凡|凡是|"
    r"如果|一旦|可能|有效应对|及以上|以上(?:生产|事故|火灾|道路)"
    r"|[0-9]+人以[上下]|[0-9二三四五六七八九十]+起|起数|多起|是指|分为|划分|根据[^，。；]{0,20}造成|历史上|此前|曾发生|去年|"
    r"近年|坚决|各类|全年|今年以来|同比|吸取|教训|典型|类似|预案|等级标准|标准的|隐患"
)
_GENERAL_TAIL: Final = compiled(
    r"的?(?:政务舆情|应对|应急|处置|预防|防范|防控|隐患|风险|起数|时，|的，|及以上|、|和(?:重大|较大|特别重大)|"
    r"或(?:重大|较大|特别重大)|或者)"
)
_FINDING: Final = compiled(r"认定|定性|判定|核定|确定为|属于")
_DATED: Final = compiled(r"[0-9]{1,2}[·.][0-9]{1,2}[”\"]$")  # the case has a name of its own: “3·12”一般触电事故
_READ: Final = 12_000  # characters


def read_grade(text: str) -> GradeGuess:
    """The grade the text states for its incident; the last explicit finding (认定为…) beats a plain name."""
    text = text[:_READ]
    findings = [(m, next(g for g in (m["grade"], m["grade2"], m["grade3"]) if g)) for m in _GRADED.finditer(text)]
    for match, grade in reversed(findings):
        if not _general(text, match):
            return GradeGuess(Grade(grade), "stated", match[0])
    stated = [m for m in _STATED.finditer(text) if _is_statement(text, m)]
    if not stated:
        return GradeGuess(None, "none")
    formal = [m for m in stated if _FINDING.search(text, max(0, m.start() - 16), m.start("grade"))]
    best = (formal or stated)[-1 if formal else 0]
    return GradeGuess(Grade(best["grade"]), "stated", best[0])


def _is_statement(text: str, match: re.Match[str]) -> bool:
    """About this incident, and in the words of the grading law rather than of the police or of policy."""
    field, noun, grade = match["field"], match["noun"], match["grade"]
    if _general(text, match):
        return False
    after = text[match.end() : match.end() + 6]
    if noun == "事件" and not re.search(r"环境|卫生|食品|污染", field):
        return False  # 重大突发事件, 重大刑事事件: no grading table speaks so
    if noun == "灾害":
        return "地震" in field
    if noun == "火灾":
        return after.startswith("事故") or (match["lead"] or "").startswith(("认定", "定性", "判定", "核定"))
    if not field:
        return _bare_accident(text, match, grade)
    if "道路交通" in field and grade in ("重大", "一般"):  # labels of the police of 1991, of one or two dead
        return bool(match["lead"] and _FINDING.search(match["lead"])) or "运输" in field
    if grade == "一般":
        return bool(match["lead"]) or _named(text, match) or after.startswith(("调查", "。", "，", ",", "”", "》"))
    return True


def _named(text: str, match: re.Match[str]) -> bool:
    return _DATED.search(text, max(0, match.start() - 8), match.start()) is not None


def _bare_accident(text: str, match: re.Match[str], grade: str) -> bool:
    """特别重大事故 is the law's word; 重大事故 or 一般事故 alone need a finding beside them."""
    if grade == "特别重大":
        return True
    if match["lead"]:
        return True
    before = text[max(0, match.start() - 12) : match.start()]
    return bool(re.search(r"[0-9·.]{3,6}[”\"]?$|[”\"]$|发生$|该|此次|这起|本次", before)) and grade != "一般"


def _general(text: str, match: re.Match[str]) -> bool:
    """The clause speaks of such events in general, of others, or of what must not happen."""
    start = max(text.rfind(stop, max(0, match.start() - 60), match.start()) for stop in "。；！？;!?\n")
    clause = text[max(start + 1, match.start() - 40) : match.start()]
    tail = text[match.end() : match.end() + 10]
    return bool(_GENERAL.search(clause) or _GENERAL_TAIL.match(tail))
