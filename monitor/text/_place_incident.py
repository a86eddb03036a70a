"""Choose, among the places a text names, the one where its incident happened."""

from __future__ import annotations

import re

from monitor.core.statement import PlaceMention
from monitor.text._patterns import compiled
from monitor.text._place_names import COUNTRIES
from monitor.text._place_table import inside, level

_FAR = 400  # beyond so many characters a text tells of the rescue, the background and other cases
_NEAR = 20  # 埃及红海沿岸旅游胜地沙姆沙伊赫: a town this close after its country
_MOST = 120  # mentions looked at
_DATELINE = compiled(
    r"(?:新华社|新华网|中新社|中新网|央视|人民网|中国网|中广网|央广网|本报|本网|讯|电讯|日报|晚报|晨报|快报|早报|[网社报台道])[^。\n，]{0,14}?"
    r"(?:[\d０-９]{1,2}月)?(?:[\d０-９]{1,2}日)?(?:专?电|讯|消息|报道)"
)
_TRIGGER = compiled(
    r"发生|突发|起火|着火|失火|爆炸|爆燃|坍塌|垮塌|倒塌|塌方|塌陷|"
    r"地震|火灾|大火|事故|泄漏|泄露|追尾|相撞|碰撞|撞|"
    r"坠|侧翻|翻车|翻[入下]|"
    r"中毒|遇难|洪水|泥石流|滑坡|"
    r"溃坝|决堤|透水|冒顶|被困|沉没|倾覆|脱轨|踩踏|砍|袭击|杀|劫持|疫情|暴雨|台风|冲突|聚集|污染|自燃|触礁|坠毁|失联|[死伤亡]"
)
_HAPPEN = compiled(r"发生|突发|起火|着火|失火|爆炸|坍塌|垮塌|倒塌|遭遇|爆发|突然|出现|疑似")
_BEFORE_AT = compiled(r"(?:在|位于|地处|途经|途径|行至|行驶至|至|境内|震中为?|中心位于|于)(?:今[年日天])?$")
# the words say that it is the place: 事故发生地为娄底市, 案发地在惠州市, 地点:黄石市
_SCENE_BEFORE = compiled(
    r"(?:(?:事发|案发|发生|起火|事故|肇事)(?:的?地点?|位置)|(?:发生|事发|案发)(?=[于在])|地点)(?:系|位于|是|为|在|于|:)$"
)
_ORIGIN_BEFORE = compiled(
    r"(?:来自|前往|开往|驶往|飞往|赶赴|奔赴|赶往|运往|送往|送到|送至|转送|转至|转往|发往|途经|经由|距离?|"
    r"往|从|由|赴|据|经|籍贯|户籍|家住|原籍|向|抵达|飞抵|波及|影响)$"
)
_ORG_AFTER = compiled(
    r"(?:人民)?(?:政府|公安|消防|应急|卫生|卫健|安监|气象|地震局|地震台|地震监测|环保|生态|交通(?!事故)|交警|警方|检察|法院|"
    r"市委|省委|县委|区委|疾控|人民医院|第[一二三四五六七八九十]|医院|武警|边防|教育|民政|质监|食药|药监|"
    r"工商|市场监|军区|官方|当局|台网|新闻办|宣传|住建|水利|国土|林业|海事|人大|政协|总队|支队|大队|"
    r"[省市县区]?(?:委|政府)|方面|方向|市民|居民|网友|记者|游客|籍|人|的(?:居民|市民|网友|家人|亲[人友]|专家)|"
    r"(?:开|飞|驶|前|运|发)?(?:往|至)[^，。]{1,8}|[^，。；]{0,8}[村镇乡]人(?![民员]))"
)
_ELSEWHERE = compiled(r"[^，。；]{0,6}(?:抓获|落网|被捕|归案|救治|治疗|就医|召开|举行|接受|打工|务工|读书|居住)")
_OTHER_CASE = compiled(r"此前|曾(?:经)?(?:在|发生)|去年|前年|历史上|类似|同类|教训|例如|譬如|比如|回顾|当年|上一次")
_FELT = compiled(r"震感|有感|震动|摇晃|影响|波及")
_SENTENCE_END = compiled(r"[。！？\n；]")
_CLAUSE_END = compiled(r"[，,。！？\n；;]")
_DISTANCE = compiled(
    r"[东西南北偏]*(?:方向)?(?:约|大约)?[\d.．０-９]+(?:余|多)?(?:公里|千米|米)|至[^，。]{1,8}(?:高速|公路|铁路|航班|列车|客车)"
)


def choose(
    text: str, places: tuple[PlaceMention, ...], *, home: str | None, onset_at: int | None, title: str
) -> PlaceMention | None:
    """The mention with most to say for it, made as deep as the text near it allows."""
    lines = [match.span() for match in _DATELINE.finditer(text, 0, 600)]
    ranked: list[tuple[float, int, PlaceMention]] = []
    for place in places[:_MOST]:
        if any(start <= place.start and place.end <= end for start, end in lines) and _is_dateline(text, place, lines):
            continue
        ranked.append((_worth(text, place, onset_at, title), -place.start, place))
    if not ranked:
        return None
    worth, _, best = max(ranked, key=lambda one: (one[0], one[1]))
    if worth <= 0:
        return None
    return _deeper(best, worth, ranked)


def _is_dateline(text: str, place: PlaceMention, lines: list[tuple[int, int]]) -> bool:
    """It stands in the head of a report (新华社兰州4月15日电), not in a sentence that ends in 报道."""
    for start, end in lines:
        if start <= place.start and place.end <= end:
            return end - place.end <= 16 and not _TRIGGER.search(text, place.end, end)
    return False


def _worth(text: str, place: PlaceMention, onset_at: int | None, title: str) -> float:
    start, end = place.start, place.end
    sentence = _last(_SENTENCE_END, text, start)
    stop = _next(_SENTENCE_END, text, end, 160)
    clause = _next(_CLAUSE_END, text, end, 60)
    score = 1.0 - min(start, _FAR) / _FAR
    if _HAPPEN.search(text, end, clause):
        score += 3.0
    elif _TRIGGER.search(text, end, clause):
        score += 2.5
    elif _TRIGGER.search(text, end, stop):
        score += 1.5
    elif _TRIGGER.search(text, sentence, start):
        score += 0.8
    if _SCENE_BEFORE.search(text, max(0, start - 10), start):
        score += 3.0
    elif _BEFORE_AT.search(text, max(0, start - 8), start):
        score += 1.0
    elif _ORIGIN_BEFORE.search(text, max(0, start - 6), start):
        score -= 1.5
    if _ORG_AFTER.match(text, end):
        score -= 1.5
    if _ELSEWHERE.match(text, end):
        score -= 1.5
    if _DISTANCE.match(text, end):
        score -= 2.5
    if _FELT.search(text, end, clause):
        score -= 1.0
    if _OTHER_CASE.search(text, sentence, start):
        score -= 2.0
    if onset_at is not None and sentence <= onset_at <= stop:
        score += 1.5 if onset_at < start else 1.0
    if title and (place.text in title or place.text[-2:] in title):
        score += 0.7
    if start >= _FAR:
        score -= 1.0
    return score


def _deeper(best: PlaceMention, worth: float, ranked: list[tuple[float, int, PlaceMention]]) -> PlaceMention:
    """A lower unit inside the chosen one, where the text says as much for it or nearly."""
    if not best.candidates:
        return _deeper_abroad(best, worth, ranked)
    for score, _, place in sorted(ranked, key=lambda one: -one[1]):
        if (
            score > max(1.0, worth - 2.0)
            and place.candidates
            and min(map(level, place.candidates)) > max(map(level, best.candidates))
            and all(any(inside(code, over) for over in best.candidates) for code in place.candidates)
        ):
            return _deeper(place, worth, ranked)
    return best


def _deeper_abroad(best: PlaceMention, worth: float, ranked: list[tuple[float, int, PlaceMention]]) -> PlaceMention:
    """A town of the country chosen, where the text names it with the country or right after it."""
    if best.text not in COUNTRIES:
        return best
    named = [place.end for _, _, place in ranked if place.text == best.text]
    for score, _, place in sorted(ranked, key=lambda one: -one[1]):
        if place.candidates or place.text in COUNTRIES or score <= max(1.0, worth - 2.0):
            continue
        if place.text.startswith(best.text) or any(0 <= place.start - end <= _NEAR for end in named):
            return place
    return best


def _last(pattern: re.Pattern[str], text: str, before: int) -> int:
    """Where the sentence that holds this offset begins (looking back a bounded way)."""
    begin = max(0, before - 160)
    ends = [match.end() for match in pattern.finditer(text, begin, before)]
    return ends[-1] if ends else begin


def _next(pattern: re.Pattern[str], text: str, after: int, reach: int) -> int:
    match = pattern.search(text, after, min(len(text), after + reach))
    return match.start() if match else min(len(text), after + reach)
