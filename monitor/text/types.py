"""What kind of incident a text is about: one of the national four classes, or none.

Every sentence is weighed by the event words in it, the lead most; sentences that speak of drills,
warnings, campaigns, statistics, anniversaries, rules or trials weigh nothing, and a text led by one
is about no incident.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from monitor.text import _type_words as words
from monitor.text._clues import Clue, Sought, held, held_by
from monitor.text._patterns import any_of, as_written, compiled
from monitor.text._type_kinds import ACCIDENT, KINDS, OTHER, Kind

_NAMED_ALONE: Final = 0.9  # what a kind that is only named weighs at most
_NAMED_SURELY: Final = 9.0  # and beside a toll, or in a case's name
_CASE_NAME: Final = compiled(r"[0-9]{1,2}[·.][0-9]{1,2}")
_TELLS: Final = 30  # a police notice shorter than this only says that there is one
_READ: Final = 2000  # characters of the text that decide; an article says early what it is about
_TITLE: Final = 400  # characters of a title; a longer one is none
_MAY_BE_UNSPECIFIED: Final = as_written("发生|[突事案]发|出现|酿成|涉案人员|嫌疑人|[警案]情通报")
_SENTENCE: Final = compiled(r"[^。！？!?\n；;]{1,400}+[。！？!?；;\n]*")
_BLOCKED: Final = any_of(
    words.DRILL,
    words.WARNING,
    words.CAMPAIGN,
    words.STATISTIC,
    words.ANNIVERSARY,
    words.POLICY,
    words.COURT,
    words.FORECAST,
)
_HAPPENED: Final = compiled(
    r"[0-9一二三四五六七八九十]+[日时点分]许?[^。]{0,30}(?:发生|突发|突降|遭遇|遭受|受灾|起火|着火|追尾|相撞|侧翻|坍塌|坠落|坠入|泄[漏露]|"
    r"受到污染|接报|接警|被困|被埋|失联|遇难|身亡)|[0-9][·.][0-9][^，。]{0,12}(?:发生后|善后|遇难|伤员|伤者)"
)
# 培训基地在建工地发生山体滑坡: a heading that ends in what happened reports it, whatever it names before
_REPORTED: Final = compiled(
    r"(?<![未没防])发生(?:了|一起)?[^，。；：]{0,12}(?:火灾|爆炸|爆燃|坍塌|垮塌|倒塌|塌方|滑坡|泥石流|事故|中毒|侧翻|相撞|泄漏|透水)$"
)
_TOLL: Final = compiled(
    r"(?:致|造成|已有?|共|至少|称|[，。、：\s]|^)[^，。]{0,6}?[0-9一二三四五六七八九十两百]+(?:余|多)?(?:名|人|"
    r"位|死)[^，。]{0,8}(?:死|遇难|身亡|丧生|罹难|失联|失踪|受?[重轻]?伤(?!亡)|下落不明|被困|被埋|被掩埋)|"
    r"(?:致|造成)[^，。]{0,6}[0-9一二三四五六七八九十两百]+余?[人名]伤亡|"
    r"(?:失联|失踪|被困|被埋|伤员|伤者|遇难者)(?:人员|者|的|人数)?(?:已|共|增至|升至|达)?[0-9一二三四五六七八九十两百]+(?:余|多)?[人名]"
)

# without a word of a kind, only a text with one of these may be of any type
_TOLD_OF: Final = Clue(words.UNSPECIFIED, words.POLICE_NOTICE, words.NAMED, words.OCCURRENCE, words.CONCERN, _TOLL)
_LOOKALIKE: Final = Sought(words.LOOKALIKE)
_OLD: Final = Sought(words.OLD)
_TOLL_IN: Final = Sought(_TOLL)
_BLOCKED_BY: Final = Sought(_BLOCKED)
_FICTION: Final = Sought(words.FICTION)
_REFERRED: Final = Sought(words.REFERRED)
_ACTIVITY: Final = Sought(words.ACTIVITY)
_TOOK_PLACE: Final = Sought(words.TOOK_PLACE)


def read_type(text: str, title: str = "") -> str | None:
    """The incident type as class/subtype (事故灾难/火灾); None where the text is about no incident."""
    title, body = title[:_TITLE], text[:_READ]
    clues = held(body) | held(title)
    kinds = [kind for kind in KINDS if kind.clue.among(clues)]
    if not kinds and not _TOLD_OF.among(clues):
        return None
    lead, sentences = title.strip(), list(_sentences(body))
    if not lead and sentences:
        lead = sentences[0] if len(sentences[0]) >= 15 else "".join(sentences[:2])
    if _about_no_incident(lead, sentences) or _is_routine(title.strip(), kinds, sentences):
        return None
    scores = _scores(title.strip(), kinds, sentences) if kinds else {}
    if scores:
        return _settle(scores, title + "。" + body)
    whole = title + "。" + body[:600]
    if _unspecified(lead, body):
        return "社会安全/刑事案件" if words.SUSPECT.search(whole) else "突发事件"
    return _concern(whole) or _looked_into(lead, whole)


def _sentences(text: str) -> Iterator[str]:
    for match in _SENTENCE.finditer(text):
        yield match[0]


def _about_no_incident(lead: str, sentences: list[str]) -> bool:
    """The title or the first sentence says that the text is a drill, a warning, a campaign …"""
    if words.DRILL.search(lead) or words.COMMENTARY.search(f"{lead}\n{''.join(sentences[:1])}"):
        return True
    head = lead + "".join(sentences[:2])[:160]
    fresh = _TOLL.search(lead) is not None or _REPORTED.search(lead) is not None
    if not fresh and (words.DRILL.search(head) or words.ANNIVERSARY.search(head)):
        return True
    if words.REMINDER.search(lead) and not _HAPPENED.search(lead):
        return True
    return not fresh and any(
        blocker.search(lead)
        for blocker in (words.WARNING, words.CAMPAIGN, words.ANNIVERSARY, words.POLICY, words.COURT, words.STATISTIC)
    )


def _is_routine(title: str, kinds: Sequence[Kind], sentences: list[str]) -> bool:
    """A meeting, a visit, an award, a letter answered …: its title names no event, and it reports none."""
    opening = sentences[:2]
    if any(words.LETTER.search(sentence) for sentence in opening):
        return True
    if not words.ROUTINE.search(title) or words.CASE_TITLE.search(title):
        return False
    plain = words.LOOKALIKE.sub("□", title)
    if any(_told(kind, plain) is not None for kind in kinds) or _TOLL.search(title):
        return False
    return not any(_HAPPENED.search(one) or (_TOLL.search(one) and not _BLOCKED.search(one)) for one in opening)


def _scores(title: str, kinds: Sequence[Kind], sentences: list[str]) -> dict[str, float]:
    """Weight of each kind over the sentences; empty where nothing reaches the threshold."""
    totals: dict[str, float] = {}
    named: dict[str, float] = {}
    if title:
        _weigh(title, 3.0, kinds, totals, named)
    elsewhere = bool(title and not totals and not named and not words.NOTICE_TITLE.search(title))
    seen = 0
    for index, sentence in enumerate(sentences):
        weight = 2.0 if index == 0 and not title else 1.5 if index == 0 else 1.0 if seen < 300 else 0.4
        if elsewhere and not words.PARTICULAR.search(sentence):
            weight *= 0.4  # the title is about something else, and this tells of no one event
        _weigh(sentence, weight, kinds, totals, named)
        seen += len(sentence)
    if named:  # however often a kind is named, that alone does not say that it took place
        surely = _CASE_NAME.search(title) or any(map(_TOLL.search, (title, *sentences[:4])))
        most = _NAMED_SURELY if surely else _NAMED_ALONE
        for kind, score in named.items():
            totals[kind] = totals.get(kind, 0.0) + min(score, most)
    return {kind: score for kind, score in totals.items() if score >= 1.0}


def _weigh(
    sentence: str, weight: float, kinds: Sequence[Kind], totals: dict[str, float], named: dict[str, float]
) -> None:
    """Adds what one sentence says: a verb of an event, a noun with 发生 or a toll; a noun alone is only named."""
    clues = held_by(sentence)
    likely = [kind for kind in kinds if kind.clue.among(clues)]
    if not likely:
        return
    plain = _LOOKALIKE.sub("□", sentence, clues)
    told = [(kind, verb) for kind in likely if (verb := _told(kind, plain)) is not None]
    if not told or _OLD.search(sentence, clues):
        return
    toll = _TOLL_IN.search(sentence, clues) is not None
    if not toll and _BLOCKED_BY.search(sentence, clues):
        return
    if not toll and _FICTION.search(plain, clues):
        weight *= 0.3
    if not toll and _REFERRED.search(plain, clues):
        weight *= 0.5
    active = not toll and _ACTIVITY.search(plain, clues) is not None
    if active and not _HAPPENED.search(sentence):
        weight *= 0.5
    took_place = not active and _TOOK_PLACE.search(plain, clues) is not None
    worth_of_verb = 1.5 if toll else 1.0
    for kind, verb in told:
        worth, into = (worth_of_verb, totals) if verb else (0.8, totals) if took_place else (0.3, named)
        into[kind.name] = into.get(kind.name, 0.0) + weight * worth


def _told(kind: Kind, sentence: str) -> bool | None:
    """True where a verb of the kind tells an event, False where only a noun names one, None where neither stands."""
    if kind.verbs.search(sentence):
        return True
    return False if kind.nouns.search(sentence) else None


# a kind that explains another: the first wins where both are told (相撞后起火 is a traffic accident)
_EXPLAINS: Final = (
    ("社会安全/恐怖袭击", ("事故灾难/爆炸", "社会安全/刑事案件", "事故灾难/道路交通")),
    ("自然灾害/地震", ("自然灾害/地质灾害", "事故灾难/坍塌", "自然灾害/洪涝", "自然灾害/气象灾害", "事故灾难/火灾")),
    ("社会安全/刑事案件", (OTHER,)),
    ("自然灾害/地震", ("自然灾害/其他",)),
    ("自然灾害/台风", ("自然灾害/其他", "自然灾害/洪涝", "自然灾害/气象灾害", "事故灾难/坍塌", "自然灾害/地质灾害")),
    ("自然灾害/洪涝", ("自然灾害/其他",)),
    ("自然灾害/气象灾害", ("自然灾害/其他",)),
    ("自然灾害/地质灾害", ("自然灾害/其他",)),
    ("自然灾害/其他", ("事故灾难/坍塌",)),
    ("自然灾害/草原火灾", ("自然灾害/森林火灾", "事故灾难/火灾")),
    ("自然灾害/森林火灾", ("事故灾难/火灾", "自然灾害/气象灾害")),
    ("事故灾难/矿山", ("事故灾难/坍塌", "事故灾难/爆炸", "自然灾害/地质灾害", "事故灾难/火灾", "自然灾害/洪涝")),
    ("事故灾难/铁路", ("事故灾难/道路交通", "事故灾难/坍塌")),
    ("事故灾难/水上交通", ("事故灾难/道路交通", "事故灾难/火灾", "事故灾难/爆炸", OTHER)),
    ("事故灾难/民航", ("事故灾难/爆炸", "事故灾难/火灾", "事故灾难/道路交通", "事故灾难/其他")),
    ("事故灾难/特种设备", ("事故灾难/其他", "事故灾难/坍塌")),
    ("自然灾害/地质灾害", ("事故灾难/坍塌", "自然灾害/洪涝", "事故灾难/道路交通")),
    ("事故灾难/坍塌", ("事故灾难/道路交通", "自然灾害/洪涝")),
    ("公共卫生/食物中毒", ("公共卫生/不明原因疾病",)),
    ("公共卫生/传染病", ("公共卫生/不明原因疾病",)),
    ("公共卫生/食品安全", ("公共卫生/不明原因疾病",)),
    ("事故灾难/环境污染", ("公共卫生/不明原因疾病", "事故灾难/危化品")),
    ("事故灾难/危化品", ("公共卫生/不明原因疾病",)),
)
_BLAST_FIRST: Final = compiled(
    r"爆[炸燃][^，。；]{0,6}(?:引发|引起|导致|引燃|继而)[^，。；]{0,8}(?:火灾|大火|起火|火情)"
)
_CRIME_BY_CAR: Final = compiled(
    r"危害公共安全|恶性案件|故意|持刀|报复|泄愤|冲撞(?:行人|人群|市民|群众|学生)|蓄意|个人极端|杀人"
)
_MINE: Final = compiled(r"煤矿|矿井|矿区|露天矿|井下|矿山|煤业|矿业")
_WORKS: Final = compiled(r"路面|高速|公路|隧道|工地|桥|楼|厂房|路基|基坑|矿|房屋|建筑|墙")
_FOREST: Final = compiled(r"林|草|山火|山场|亩|公顷")
_BUILDING: Final = compiled(r"楼|室|厂|店|库|商场|小区|住宅|酒店|民房|车间|市场|宿舍")
_CONFINED: Final = compiled(
    r"污水|窨井|井下|检查井|清淤|沼气|化粪池|有限空间|密闭|罐内|池内|船舱|煤气|一氧化碳|硫化氢|氯气|氨气|燃气|农药|废气|取暖|炭火"
)
_EATEN: Final = compiled(r"餐|食|吃|饭|饮酒|酒席|宴|蘑菇|菌|误服")
_POISONED_BY: Final = compiled(r"投毒|(?:投放|投下|下了?)[^，。；]{0,8}(?:毒|亚硝酸盐|鼠药|农药)")
_BY_FLOOD: Final = compiled(
    r"(?:因|受|由于|被|遭)[^，。；]{0,6}(?:山洪|洪水|洪流|泄洪)|(?:暴雨|强降雨)(?:致|引发|造成|导致)|普降[^，。；]{0,3}暴雨"
)
_GROUND: Final = compiled(r"山体|滑坡|泥石流|落石|飞石|岩石|山石|崩塌")


def _settle(scores: dict[str, float], text: str) -> str:
    """The heaviest kind, after a cause has taken over what it brought about."""
    best = max(scores.values())
    merged = dict(scores)
    for cause, effects in _EXPLAINS:
        if merged.get(cause, 0.0) >= 0.4 * best:
            for effect in effects:
                if effect in merged and not _stands_alone(cause, effect, text, scores):
                    merged[cause] += merged.pop(effect)
    if "事故灾难/爆炸" in merged and _BLAST_FIRST.search(text[:600]):
        merged["事故灾难/爆炸"] += merged.pop("事故灾难/火灾", 0.0)
    _say_what_kind(merged)
    chosen = max(merged, key=lambda kind: merged[kind])
    if chosen == "公共卫生/食物中毒" and _CONFINED.search(text[:600]) and not _EATEN.search(text[:600]):
        return OTHER  # 污水井作业中毒 is an accident at work
    if chosen == "自然灾害/森林火灾" and not _FOREST.search(text) and _BUILDING.search(text[:600]):
        return "事故灾难/火灾"  # 火场 and 过火面积 are said of buildings too
    if chosen == "事故灾难/道路交通" and _CRIME_BY_CAR.search(text):
        return "社会安全/刑事案件"
    if chosen == "公共卫生/食物中毒" and _POISONED_BY.search(text[:600]):
        return "社会安全/刑事案件"
    if chosen == "事故灾难/坍塌" and "自然灾害/洪涝" in scores and _BY_FLOOD.search(text[:600]):
        return "自然灾害/洪涝"
    if chosen in ("事故灾难/坍塌", "自然灾害/地质灾害") and _MINE.search(text[:600]):
        return "事故灾难/矿山"
    if chosen == "事故灾难/火灾" and "事故灾难/道路交通" in scores and scores["事故灾难/道路交通"] >= 0.6 * best:
        return "事故灾难/道路交通"
    return chosen


def _say_what_kind(scores: dict[str, float]) -> None:
    """An accident that is only called so is of the kind that is told beside it, else of no kind in particular."""
    named = scores.pop(ACCIDENT, 0.0)
    if named:
        kinds = [kind for kind in scores if kind.startswith("事故灾难/")]
        kind = max(kinds, key=lambda kind: scores[kind], default=OTHER)
        scores[kind] = scores.get(kind, 0.0) + named


def _stands_alone(cause: str, effect: str, text: str, scores: dict[str, float]) -> bool:
    """路面塌方 is no landslide, and a mudslide's flood no collapse."""
    if cause == "自然灾害/地质灾害" and effect == "事故灾难/坍塌":
        return bool(_WORKS.search(text[:300])) and scores[effect] > scores[cause]
    return False


def _unspecified(lead: str, body: str) -> bool:
    """An emergency took place, and the text does not say of what kind."""
    victims = _TOLL.search(lead) is not None or _TOLL.search(body[:200]) is not None
    whole = lead + "。" + body[:600]
    if not victims and _MAY_BE_UNSPECIFIED.search(whole) is None:
        return False
    whole = words.LOOKALIKE.sub("□", whole)
    if any(blocker.search(whole) for blocker in (words.POLICY, words.DRILL, words.CAMPAIGN, words.STATISTIC)):
        return False
    if words.UNSPECIFIED.search(whole):
        return True
    if words.POLICE_NOTICE.search(whole[:120]) and len(body) >= _TELLS:
        return True
    return victims and words.CASE.search(whole) is not None and not words.FICTION.search(whole)


def _looked_into(lead: str, whole: str) -> str | None:
    """A case that has a name (“3·21”事件), its investigators, or a time; nothing says of what kind it is."""
    named = words.NAMED.search(whole) or words.OCCURRENCE.search(whole)
    if not named or words.STUDY.search(whole) or words.COURT.search(lead):
        return None
    if any(blocker.search(whole) for blocker in (words.POLICY, words.DRILL, words.CAMPAIGN, words.STATISTIC)):
        return None
    return "突发事件"


def _concern(text: str) -> str | None:
    """A matter of public concern by its field: an authority answers it, or people say what upsets them."""
    if not words.CONCERN.search(text):
        return None
    answered = words.ANSWER.search(text) and words.OFFICE.search(text)
    aired = words.AIRED.search(text) and words.GRIEVANCE.search(text)
    if not answered and (not aired or words.FICTION.search(text) or words.GOSSIP.search(text)):
        return None
    if any(blocker.search(text) for blocker in (words.CAMPAIGN, words.DRILL, words.POLICY, words.COURT)):
        return None
    counts = [(len(pattern.findall(text)), name) for name, pattern in words.TOPICS]
    most, name = max(counts, key=lambda pair: pair[0])
    return name if most else "政务舆情/其他"
