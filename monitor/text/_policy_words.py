"""The words around a figure of a policy: what is to be done, by whom, from when on, and how hard it binds."""

from __future__ import annotations

import re
from typing import Final

from monitor.core.instrument import ClockStart, Duty, Strength
from monitor.text._policy_limits import Figure

_NO_DUTY: Final = re.compile(
    r"^(?:到|至)(?:19|20)[0-9]{2}年|去年|上年|(?:19|20)[0-9]{2}年以来|截至|同比|增长|下降|据统计|共收到|累计|^附件|联系电话|邮编|责任编辑|点击|浏览|版权"
    r"|共举办|共发布|共公开"
)
_SOFT: Final = re.compile(r"力争|原则上|逐步|鼓励|争取|一般(?=不)|探索|尽可能|有条件的")
_CONDITIONAL: Final = re.compile(r"必要时|视情(?!况)|可以(?=.{0,12}(?:举行|召开|发布))|确有必要")
_TRIGGER: Final = re.compile(
    r"(?P<what>[一-龥《》〈〉“”]{0,16}?)(?P<verb>发生|公开|公布|发布|印发|出台|下发|形成|形成或者变更|变更|收到[^,，]{0,8}?|接到[^,，]{0,8}?|获悉|得知|监测发现|发现)(?:之日起?|以?后|起)"
)
_CLOCKS: Final = tuple(
    (verb, clock)
    for clock, verbs in (
        (ClockStart.ONSET, "发生"),
        (ClockStart.INFORMATION_FORMED, "形成 变更"),
        (ClockStart.DOCUMENT_ISSUED, "印发 出台 下发"),
        (ClockStart.DOCUMENT_PUBLIC, "公开 公布 发布"),
        (ClockStart.REPORTED, "收到 接到 获悉 得知 发现"),
    )
    for verb in verbs.split()
)
_INCIDENT: Final = re.compile(r"舆情|突发事件|事故|疫情|热点|关切|灾害|谣言|不实信息|虚假")
_SPEAKS: Final = re.compile(r"(?:发布|公布|公开|回应|澄清|发声|通报)")
_QUICK: Final = re.compile(r"及时|迅速|第一时间|快速|尽快|动态|随时|持续")
_WHO: Final = re.compile(
    r"(?:^|[,，;：:。]|由|要求|年起|对于)((?:各|全|市|县|区|省|国务院|牵头|起草|责任|行业|主管|督查|政务|宣传|行政|涉事|处置|发文|有关|相关|负责|舆情|决策|主要)"
    r"[一-龥、()（）]{1,36}?)(?=应当|应于|应在|应|要(?!负)|须|需|负责(?!人|同)|每|年内|必须|不得|对)"
)
_AFTER: Final = re.compile(
    r"[0-9一-龥]{0,10}?(?:前|内),?((?:各|全|市|县|区|省)[一-龥、]{1,16}?(?:部门|政府|机关|单位|办公室|局|委|厅|街办))(?=都|均|要|应|须)"
)
_LED: Final = re.compile(r"\(([^()]{2,40}?)(?:牵头|负责|共同)(?:落实|负责|实施)?")
_BODY: Final = re.compile(
    r"[一-龥]{1,20}?(?:部门|政府|机关|单位|办公[厅室]|局|委|厅|领导|同志|负责人|街办|街道|组织|机构)"
)


def binds(words: str) -> bool:
    """The sentence may oblige: it is no record of what was done, no aim for years ahead, no footer."""
    return _NO_DUTY.search(words) is None


def strength_of(words: str, at: int, *, numbered: bool) -> Strength:
    """How hard the words bind at that place of the sentence."""
    near = words[max(0, at - 30) : at + 30]
    if _SOFT.search(near):
        return Strength.IN_PRINCIPLE
    if _CONDITIONAL.search(near):
        return Strength.CONDITIONAL
    return Strength.MUST if numbered else Strength.NO_NUMBER


def clock_of(words: str, at: int, duty: Duty, *, calendar: bool) -> tuple[ClockStart, bool, str]:
    """What starts the window, whether that is inferred, and the words that say so."""
    if calendar or duty is Duty.COUNT_MIN:
        return ClockStart.CALENDAR, False, ""
    near = words[max(0, at - 36) : at + 1]
    found = list(_TRIGGER.finditer(near))
    if found:
        last = found[-1]
        clock = next(clock for verb, clock in _CLOCKS if verb in last["verb"])
        return clock, False, last[0]
    if duty in (Duty.PRESS_CONFERENCE, Duty.FIRST_INFO) or (
        duty is Duty.AUTHORITATIVE_INFO and re.search("特别重大|重大突发", words)
    ):
        return ClockStart.ONSET, True, ""
    if _INCIDENT.search(words):
        return ClockStart.FIRST_PUBLIC, True, ""
    together = duty is Duty.DOCUMENT_PUBLICATION and "同" in words[at : at + 1]
    return (ClockStart.DOCUMENT_PUBLIC if together else ClockStart.DOCUMENT_ISSUED), True, ""


_PUBLISHES: Final = re.compile("公布|(?<!申请)(?<!政务)(?<!信息)公开|发布(?!会)")


def duty_of(words: str, figure: Figure, low: int, high: int) -> Duty:
    """What is to be done: told by the words near the figure, those after it first."""
    if figure.kind in ("count", "most", "content"):
        periodic = any(key == "every" for key, _ in figure.limit)
        publishes = periodic and _PUBLISHES.search(words, figure.start, figure.end)
        return Duty.PERIODIC_PUBLICATION if publishes else Duty.COUNT_MIN
    if figure.kind == "share":
        return Duty.DEADLINE_TASK
    if figure.kind == "floor":
        return Duty.PUBLIC_CONSULTATION
    after, before = words[figure.end : max(high, figure.end)], words[low : figure.start]
    if figure.kind in ("event", "together"):
        return Duty.DOCUMENT_PUBLICATION
    if figure.kind == "all":
        return Duty.POLICY_INTERPRETATION
    own = before[max(before.rfind(","), before.rfind("，")) + 1 :]
    part = after[: _reach(after)]
    for near, duties in ((part, _DUTIES[:-1]), (own, _DUTIES[:-1]), (part, _DUTIES), (own, _DUTIES),
                         (after[:40], _DUTIES), (before[-40:], _DUTIES)):  # fmt: skip
        for pattern, duty in duties:
            if pattern.search(_DISCLOSURE.sub("", near)):
                return _settled(duty, figure, words)
    return Duty.COUNT_MIN if figure.kind == "period" else Duty.DEADLINE_TASK


_DISCLOSURE: Final = re.compile("政务公开|信息公开|公开(?:工作|办公室|条例|指南|制度)")
"""Names of the whole subject, which say nothing of what is to be done."""


def _reach(after: str) -> int:
    """To the end of the part of the sentence in which the figure stands."""
    cuts = [at for mark in ",，" if (at := after.find(mark)) > 0]
    return min(cuts, default=40)


_DUTIES: Final = (
    (re.compile("新闻(?:发布)?中心"), Duty.PRESS_CENTER),
    (re.compile("新闻发布会|新闻通气会"), Duty.PRESS_CONFERENCE),
    (re.compile("权威(?:信息|消息|发布)"), Duty.AUTHORITATIVE_INFO),
    (re.compile("首次(?:信息|发布|回应)|首条信息"), Duty.FIRST_INFO),
    (re.compile("澄清|辟谣"), Duty.CLARIFICATION),
    (re.compile("年度报告|年报"), Duty.ANNUAL_REPORT),
    (
        re.compile("上报|报告(?:上级|省|市|县|国务院)|书面报告|电话报告|报送|向[^,，]{0,16}(?:报告|主管部门|上级|本级|所在地)"),
        Duty.INTERNAL_REPORT,
    ),
    (re.compile("回应|答复|回复"), Duty.RESPONSE),
    (re.compile("解读"), Duty.POLICY_INTERPRETATION),
    (re.compile("征求意见"), Duty.PUBLIC_CONSULTATION),
    (re.compile("制[订定][^,，]{0,12}(?:办法|方案|细则|措施)"), Duty.PLAN_ADOPTION),
    (re.compile("调查报告"), Duty.INVESTIGATION_REPORT),
    (re.compile("公开|公布|发布|公示"), Duty.DOCUMENT_PUBLICATION),
)


_HOURS: Final = re.compile(r"[0-9]+[hm]$")


def _settled(duty: Duty, figure: Figure, words: str) -> Duty:
    """The same verb means another duty by its limit: 每周公开 is periodic, a date is a task."""
    key = figure.limit[0][0] if figure.limit else ""
    if duty is Duty.DOCUMENT_PUBLICATION and key == "within" and _HOURS.match(figure.limit[0][1]):
        return Duty.AUTHORITATIVE_INFO  # nobody publishes a document within hours
    if key == "every":
        return Duty.PERIODIC_PUBLICATION if duty in (Duty.DOCUMENT_PUBLICATION, Duty.ANNUAL_REPORT) else Duty.COUNT_MIN
    if key == "by":
        yearly = len(figure.limit[0][1]) == len("01-31")
        return Duty.ANNUAL_REPORT if yearly and "年度报告" in words else Duty.DEADLINE_TASK
    near = words[: figure.start] + words[figure.end : figure.end + 30]
    plans = re.search("方案|工作措施|工作安排|工作重点|工作要点|工作计划", near)
    if duty in (Duty.DOCUMENT_PUBLICATION, Duty.PLAN_ADOPTION) and plans and "解读" not in words[: figure.start]:
        public = re.search("公开|公布|发布", words[figure.end :]) is not None
        return Duty.PLAN_PUBLICATION if public else duty
    if figure.limit and figure.limit[0][1].endswith("y"):
        return Duty.DEADLINE_TASK
    return duty


def unnumbered(words: str) -> tuple[int, Duty] | None:
    """A duty to speak without a figure, in a sentence about emergencies or public opinion; where its verb stands."""
    if not _INCIDENT.search(words):
        return None
    quick = _QUICK.search(words)
    speaks = list(_SPEAKS.finditer(words))
    if quick is None or not speaks:
        return None
    near = [one for one in speaks if -4 <= one.start() - quick.start() <= 24]
    if not near:
        return None
    tail = words[quick.start() : quick.start() + 40]
    first = min((at for mark in ",，" if (at := tail.find(mark)) > 0), default=len(tail))
    if "结果" in words[max(0, quick.start() - 14) : quick.start()]:
        return quick.start(), Duty.REPORT_PUBLICATION
    if re.search(_CONTINUED, tail):
        return quick.start(), Duty.CONTINUING_RELEASE
    for pattern, duty in _SPOKEN:
        if re.search(pattern, tail[:first]):
            return quick.start(), duty
    for pattern, duty in _SPOKEN:
        if re.search(pattern, tail):
            return quick.start(), duty
    return None


_CONTINUED: Final = "(?:动态|持续|随时|滚动|连续)[^,，]{0,6}(?:发布|公布|通报)|根据[^,，]{0,12}进展[^,，]{0,8}发布"
_SPOKEN: Final = (
    ("澄清", Duty.CLARIFICATION),
    ("权威信息|发布信息|信息发布|发声", Duty.AUTHORITATIVE_INFO),
    ("回应", Duty.RESPONSE),
)


def whose(words: str, at: int) -> str:
    """Who owes it, in the words of the text; empty where the sentence does not say."""
    before = words[:at]
    found = [one[1] for one in _WHO.finditer(f"{before}要") if _BODY.search(one[1])]
    if found:
        return found[-1].strip("、")[:40]
    after = _AFTER.match(words, at)
    if after:
        return after[1]
    led = _LED.search(words)
    return led[1] if led else ""
