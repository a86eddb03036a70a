"""What a time in a text is the time of: decided by the words around it, the nearest verb first.

「12日15时45分发布消息称，5月12日14时28分汶川发生地震」: the first is a publication, the second an occurrence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from monitor.core.statement import TimeRole
from monitor.text._patterns import as_written, guarded

HARM: Final = (
    r"火灾|大火|起火|失火|着火|火情|山火|爆炸|爆燃|燃爆|闪爆|地震|余震|震感|有感|塌方|坍塌|垮塌|倒塌|塌陷|坍落|滑坡|泥石流|崩塌|山洪|溃坝|决口|决堤"
    r"|洪灾|洪涝|内涝|翻车|侧翻|翻覆|倾覆|翻沉|沉没|坠毁|坠落|坠河|坠崖|坠楼|坠桥|坠海|坠入|相撞|碰撞|追尾|剐蹭|撞[上向击倒到毁]|撞车|车祸|交通事故|脱轨|出轨|泄漏|泄露"
    r"|中毒|腹泻|腹痛|呕吐|昏迷|皮疹|不适|食物中毒|疫情|感染|溺水|落水|透水|突水|冒顶|突出事故|瓦斯|井喷|触电|窒息|踩踏|袭击|爆恐|恐袭|枪击|枪声|砍杀|砍伤|砍人|捅伤|刺伤|持刀|行凶|杀害|绑架|劫持|打人|殴打|打架|斗殴|寻衅滋事|冲突|暴雨|冰雹|大风|强对流|火警|冒烟|浓烟|故障"
    r"|遇害|被害|被杀|被困|受灾|雪灾|旱灾|冰冻|失联|失踪|遇难|身亡|遇袭|事故|险情|灾害|龙卷风|台风|冰雹|雪崩|事件|惨案|命案|案件|冲突|骚乱|污染|断裂|决堤|失事|遇险|被埋|掩埋"
)
_HAPPEN: Final = (
    r"(?:发生|突发|爆发|引发|遭遇|遭受|遭到|遭|出现|冒起|冒出|燃起|突然|造成"
    r"|导致|致使?(?=\d|[一二三四五六七八九十]))(?![之以]?后)"
)
# 被困人员被救出: who was in it, not what happened then
_VICTIMS: Final = (
    r"(?:人员|者|群众|村民|居民|工人|矿工|职工|员工|游客|乘客|旅客|学生|师生|司机|儿童|男子|女子|船员|车辆|房屋|尸体|遗体"
    r"|的(?![,。;!?]|$))"
)
_OCCURRED: Final = (
    rf"(?P<occurred>{_HAPPEN}|(?:起火(?!原因)|失火|着火|自燃|[着烧燃]起来|着了火|起了火|爆炸|爆燃|燃爆"
    r"|闪爆|坍塌|垮塌|倒塌|塌陷|塌方|滑坡|山洪|翻车|侧翻|翻覆|倾覆|翻沉|沉没|坠毁"
    r"|坠落|坠[河崖楼桥海入井亡]|[跌滑掉脱]落|跌[倒入]|摔[倒下落伤]|溺亡|跳[楼河桥江海崖下]|轻生|触礁|搁浅|走失|相撞|碰撞|追尾|撞[上向击倒到毁]|撞车|脱轨|泄漏|泄露"
    r"|中毒(?!患者)|腹泻|腹痛|呕吐|溺水|落水|透水|冒顶|触电|踩踏|袭击|枪击"
    r"|(?:反映|发现|察觉|闻到|投诉)[^。;!?\n]{0,24}?(?:异味|发臭|恶臭|刺鼻|怪味|发霉|霉变|变质|发[黑红黄绿]|变[色黑红黄]|浑浊|异物|蛆|大量死|身体不适|血铅)"
    r"|砍[杀伤人]|捅伤|刺伤|持刀|行凶|殴打|寻衅滋事|打架|斗殴|冲[入进撞]|引燃|冒[^,。;]{0,3}烟|浓烟|巨响|火光|暴发|晕倒|昏倒|有(?:明显|强烈|较强)?震感|震感|感到|失联"
    r"|失踪|遇难|[遇被]害(?!人)|被杀|身亡|死亡|遇袭|失事|掩埋|受灾|失去(?:联[系络]|(?:雷达)?信号)|失温|被[^,。;]{0,4}(?:围困|所困|卷走|冲走|压[垮塌倒]|砸中)|被(?:撞|砸|埋|淹|困|冲[走毁]|卷|烧|刺|捅|砍|击中|打)|砸[中伤死]|断裂|决[堤口]|溃[坝堤]|井喷|坍落|(?:感觉|感受)到)"
    rf"(?!{_VICTIMS}))"
)
_REPORTED: Final = (
    r"(?P<reported>接[到获]?(?:群众|市民|村民|路人|热心|相关|有关"
    r"|\d+)?[^,。;]{0,6}(?:报警|警情|报告|报案|举报|求助|电话)|接警"
    r"|接报|接处警|报警|拨打[^,。;]{0,4}(?:119|110|120|122)|接[到获])"
)
_CONFERENCE: Final = r"(?:新闻发布会|情况发布会|发布会|记者会|记者招待会|通气会|吹风会|通报会|说明会|见面会|沟通会)"
_HELD: Final = (
    rf"(?P<held>(?:召开|举行|举办)[^。;!?\n]{{0,40}}?{_CONFERENCE}"
    rf"|{_CONFERENCE}[^,。;!?\n]{{0,14}}?(?:召开|举行|举办)|{_CONFERENCE}[^。;!?\n]{{0,6}}(?:召开|举行|举办|上|介绍|通报|:))"
)
# 新闻发布会将于今天下午4点举行: the conference stands before its time
_CONFERENCE_LEFT: Final = as_written(rf"{_CONFERENCE}[^。;!?\n]{{0,12}}$")
# 复述19日记者会内容, 28日的首场新闻发布会: the conference of that day
_OF_THAT_DAY: Final = as_written(rf"的?(?:首场|第[一二三四五六七八九十\d]+[场次])?{_CONFERENCE}")
_TAKES_PLACE: Final = as_written(r"[^,。;!?\n]{0,6}?(?:举行|召开|举办|开始)")
# “11·28”爆燃事故指挥部, 坍塌事故新闻发布会: what is named after the event tells no event
_CASE: Final = (
    r"[“\"‘「]?(?<!\d)\d{1,2}·\d{1,2}[”\"’」]?[^,。;!?\n]{0,24}?"
    r"(?:事故|事件|灾害|灾难|火灾|案件|地震|滑坡|泥石流|坍塌|垮塌|倒塌|爆炸|爆燃)"
)
_NAMED_AFTER: Final = as_written(
    rf"(?:{_CASE}|(?:{HARM}))[^,。;!?\n]{{0,16}}?(?:指挥部|调查组|工作组|处置组|领导小组|专班|专家组|(?={_CONFERENCE}))|{_CASE}"
)
_SAID: Final = (
    r"(?P<said>宣布|宣称|声明|网传|网曝|热传|流传|曝出|曝光|发布|通报|公布|公告|报道|披露|发文|回应|发出|刊发|刊登|播出|推送|更新)"
)
_OTHER: Final = (
    r"(?P<other>[说称](?=[,:])|发现[^,。;]{0,14}(?:尸体|遗体|遗骸|溺亡|身亡|死亡|遇难)|获悉|了解到|介绍|表示|告诉|透露|证实|确认|核实|(?:全部|均[已被]?|陆续|先后|已)?找[到回]|赶到|赶赴|赶往|抵达|到达|到现场|前往|奔赴|扑灭|救出|救治|抢救|营救|搜救|救援|控制|处置|结束|恢复|指示|批示|强调|要求|启动|成立|组成|印发|施行|实施|生效"
    r"|开始|完成|清理|转移|疏散|撤离|入院|出院|送往|送医|住院|就诊|进驻|调查|审理|开庭|宣判|判处|逮捕|刑拘|拘留|抓获|到案|投案|自首|会议|召开|举行|主持|投入|运营|开工|竣工|投产|成立|出生|毕业|来到|采访|看到|见到|致电|电话|连线|发稿|截稿|晒出|发帖|上传)"
    # 住院部, 会议中心, 控制室 are buildings in which something happened, 救援支队 is who came: not what was done.
    r"(?!支队|总队|大队|队伍?|员|局|力量|部|楼|区(?!别)|中心|站|室|厅|大厅|所(?!有)|公司|基地|学校|大楼|车间|广场|酒店|病房|病区|码头|仓库)"
)
_VERB: Final = as_written(guarded(f"{_HELD}|{_REPORTED}|{_OCCURRED}|{_SAID}|{_OTHER}"))
HARM_WORD: Final = as_written(HARM)
_STRONG: Final = as_written(
    rf"(?:发生|突发|爆发|遭遇|遭|出现|造成|导致|冒起|燃起|突然)[^。;!?\n]{{0,30}}?(?:{HARM}|伤亡|死|伤|坍|塌|撞|淹|溃)|^(?:{HARM})"
)

_LEFT_AS_OF: Final = as_written(r"(?:截至|截止到?|截止至|截至到)[^,。;\n]{0,6}$")
_LEFT_UNTIL: Final = as_written(r"(?:^|[,。;:(\n])(?:直?到|至)(?:目前)?$")
_LEFT_ONSET: Final = as_written(
    r"(?:事发|案发|起火|发生|爆炸|坍塌|发震|事故)(?:的?时间|时刻)?(?:大概|大约|约)?(?:发生)?(?:是|为|:|于|在|系)*(?:大概|大约|约)?(?:北京时间|当地时间)?$"
)
# 学校方面通报为15时25分: another's word on a time that was spoken of
_LEFT_STATED: Final = as_written(r"(?:通报|认定|测定|记录|显示|确认|称|说)(?:的?时间)?(?:则|却)?[为是](?:大?约|大概)?$")
# 时间:… 地点:…, as quick bulletins have it
_LEFT_LABEL: Final = as_written(r"(?:^|[,。;\n ])(?:发生)?时间:$")
# 发布会实录 时间:… 地点:… 主持人:…
_OF_A_TRANSCRIPT: Final = as_written(rf"{_CONFERENCE}|主持人|发布人|答记者问|嘉宾")
_RIGHT_LABEL: Final = as_written(r"[,;。\s]{0,3}(?:地点|震中|位置|震级|参考位置)")
_LEFT_ALARM: Final = as_written(r"(?:接警|接报|报警|报案)(?:的?时间)?(?:是|为|:|于|在)$")
_LEFT_PUBLISHED: Final = as_written(
    r"(?:发布|发表|更新|刊发|来源|上传|报道)(?:时间|日期|于)?[:是为]?$|(?:发布于|刊于)$"
)
_LEFT_DOCUMENT: Final = as_written(r"(?:成文|印发|发文|签发|落款|制定|公文)(?:日期|时间)[:是为]?$")
_DATELINE_LEFT: Final = as_written(r"(?:社|网|报|台|讯|电|客户端|日报|晚报|新闻|频道)[^,。;:\n]{0,8}$")
_DATELINE_RIGHT: Final = as_written(
    r"(?:专|综合|消息|特|急|快|\([^()]{1,20}\))?(?:电(?!话|梯|力|缆|线|厂|站|器|动"
    r"|视)|讯|消息|信息(?=[:,])|报道(?=[:,]))"
)
# 市应急办22时30分许: the speaker, the time at which it spoke, and what it said
_SPEAKER_LEFT: Final = as_written(
    r"(?:局|厅|委|办|办公室|宣传部|应急部|公安部|支队|总队|大队|警方|政府|发布|公安|消防|交警|指挥部|管委会|央视|新华社|网|日报|晚报|电视台)$"
)
_ISSUED: Final = as_written(r"(?:正式|联合|公布|下发)?(?:印发|签发|颁布|下发|出台|制定|修订)")
_ANNOUNCED: Final = as_written(r"的?(?:最新)?(?:通报|消息|报道|公告)")
_WILL_LEFT: Final = as_written(r"(?:将于|将在|拟于|拟在|定于|计划于?|预计于?|预定|原定于?|有望在?|拟定|计划在)$")
_WILL_RIGHT: Final = as_written(
    r"[^,。;\n]{0,4}?将(?=召开|举行|举办|在|于|继续|有|出现|迎来|对|开展|发布|公布)|前将|起将|,将(?=召开|举行|举办)"
    r"|[^,。;\n]{0,24}?将(?=召开|举行|举办)"
)
# 请于6月15日前反馈, 须在30日前完成: asks for something by then; 请于5月1日到过现场的人员报备 asks of the past
_DUE_LEFT: Final = as_written(r"(?:请[^,。;\n]{0,12}[于在]|(?:务必|[必应]?须|应当?|需)[于在])$")
_DENIED: Final = as_written(r"(?:未|没有?|无|防止|避免|杜绝)(?:再|曾|有)?$")  # 未发生较大及以上事故
_DRILL: Final = as_written(r"演练|演习|模拟|假设")
FRESH_LEFT: Final = as_written(r"(?:记者|笔者|本报|本网|从[^,。;\n]{1,12})(?:于|在)?$")
_ENDS: Final = "。!?;\n"


@dataclass(frozen=True, slots=True)
class Reading:
    """The role of a time, and how strongly the words say that an incident happened then (0 to 3)."""

    role: TimeRole
    strength: int = 0


def clause_start(text: str, start: int, reach: int = 40) -> int:
    """Where the sentence around a position begins, at most ``reach`` characters back."""
    low = max(0, start - reach)
    return max((text.rfind(mark, low, start) + 1 for mark in _ENDS), default=low) or low


def sentence_end(text: str, end: int, reach: int = 90) -> int:
    """Where the sentence ends, at most ``reach`` characters on."""
    high = min(len(text), end + reach)
    return min((at for mark in _ENDS if (at := text.find(mark, end, high)) >= 0), default=high)


def speaks_of_future(text: str, start: int, end: int) -> bool:
    """The words around the expression put it into the future: 将于, 定于, …日将召开."""
    if _WILL_LEFT.search(text, max(0, start - 6), start):
        return True
    return _WILL_RIGHT.match(text, end, min(len(text), end + 40)) is not None


def asks_by_then(text: str, start: int) -> bool:
    """The words before the expression ask for something: 请于, 须在; which year is meant is the nearest one."""
    return _DUE_LEFT.search(text, max(0, start - 16), start) is not None


def is_dateline(text: str, start: int, end: int) -> bool:
    """新华社兰州4月15日电, 西部网讯, 中新网荆门10月13日电."""
    return (
        _DATELINE_RIGHT.match(text, end) is not None
        and _DATELINE_LEFT.search(text, max(0, start - 16), start) is not None
    )


def _alone_on_last_line(text: str, start: int, end: int) -> bool:
    if len(text) - end >= 60:
        return False
    low = text.rfind("\n", 0, start) + 1
    high = text.find("\n", end)
    line_is_date = not text[low:start].strip() and not text[end : high if high >= 0 else len(text)].strip(" \t。")
    return line_is_date and low > 0


def following_starts(starts: Sequence[int | None], end: int) -> list[int]:
    """Where the next time begins after each, or the text's ``end``.

    A name (4·18) begins at None: it is no time, and may stand inside what is told.
    """
    found: list[int] = []
    for start in reversed(starts):
        found.append(end)
        if start is not None:
            end = start
    return found[::-1]


def read_role(text: str, start: int, end: int, following: int, *, future: bool) -> Reading:
    """The role of the time at ``[start, end)``; ``following`` is where the next time begins."""
    before = text[max(clause_start(text, start), start - 24) : start]
    if is_dateline(text, start, end) or _LEFT_PUBLISHED.search(before):
        return Reading(TimeRole.PUBLISHED)
    if _LEFT_AS_OF.search(before):
        return Reading(TimeRole.AS_OF)
    if _LEFT_DOCUMENT.search(before) or _alone_on_last_line(text, start, end):
        return Reading(TimeRole.DOCUMENT_DATE)
    if _LEFT_ALARM.search(before):
        return Reading(TimeRole.REPORTED)
    if _LEFT_ONSET.search(before) and not text.startswith("后", end):
        return Reading(TimeRole.OCCURRED, 3)
    if _LEFT_STATED.search(before) and HARM_WORD.search(text, max(0, start - 80), start):
        return Reading(TimeRole.OCCURRED, 2)
    labelled = _LEFT_LABEL.search(before) is not None
    if labelled and _OF_A_TRANSCRIPT.search(text, max(0, start - 60), min(len(text), end + 80)):
        return Reading(TimeRole.WILL_BE_HELD if future else TimeRole.HELD)
    if labelled and _RIGHT_LABEL.match(text, end):
        return Reading(TimeRole.OCCURRED, 3)
    if _LEFT_UNTIL.search(before):
        return Reading(TimeRole.AS_OF)
    if text.startswith(":", end) and _SPEAKER_LEFT.search(before):
        return Reading(TimeRole.PUBLISHED)
    if _TAKES_PLACE.match(text, end) and _CONFERENCE_LEFT.search(before):
        return Reading(TimeRole.WILL_BE_HELD if future else TimeRole.HELD)
    return _by_verb(text, end, following, future=future)


def _verb(text: str, start: int, stop: int) -> re.Match[str] | None:
    """The first verb that says what the time is of; in the name of a case, or of a body for one, stands none."""
    found = _VERB.search(text, start, stop)
    while found is not None and found.lastgroup == "occurred":
        low = max(start, found.start() - 32)
        names = (name for name in _NAMED_AFTER.finditer(text, low, stop) if name.end() > found.start())
        name = next((name for name in names if name.start() <= found.start()), None)
        if name is None:
            break
        found = _VERB.search(text, max(name.end(), found.start() + 1), stop)
    return found


def _by_verb(text: str, end: int, following: int, *, future: bool) -> Reading:
    stop = sentence_end(text, end)
    if following < stop and len(text[end:following].strip("(),、和与的在至到-—")) >= 4:
        stop = following
    if _ISSUED.match(text, end):
        return Reading(TimeRole.DOCUMENT_DATE)
    if _ANNOUNCED.match(text, end):
        return Reading(TimeRole.PUBLISHED)
    if _OF_THAT_DAY.match(text, end):
        return Reading(TimeRole.WILL_BE_HELD if future else TimeRole.HELD)
    found = _verb(text, end, stop)
    if found is None:
        return Reading(TimeRole.OTHER)
    kind = found.lastgroup
    if kind == "held":
        return Reading(TimeRole.WILL_BE_HELD if future else TimeRole.HELD)
    if future:
        return Reading(TimeRole.OTHER)
    if kind == "reported":
        return Reading(TimeRole.REPORTED)
    if kind == "said":
        return Reading(TimeRole.PUBLISHED)
    if kind == "occurred":
        if _DENIED.search(text, end, found.start()) or _DRILL.search(text, clause_start(text, end), stop):
            return Reading(TimeRole.OTHER)
        strong = _STRONG.match(text, found.start(), stop) or HARM_WORD.match(text, found.start(), stop)
        near = HARM_WORD.search(text, end, stop)
        return Reading(TimeRole.OCCURRED, 3 if strong else 2 if near else 1)
    return Reading(TimeRole.OTHER)
