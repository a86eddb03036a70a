"""What titles give away: bare notices, series, routine, court, the aftermath of something, and of which kind."""

from __future__ import annotations

import re

BARE_TITLE = re.compile(
    r"^(?:最新|有关|相关)?(?:情况|警情|事故|灾情|救援|进展)?(?:通报|续报|说明|公告)(?:[（(].{1,4}[)）])?$"
)
CONCERN_TITLE = re.compile(r"网传|网曝|网友|网民|曝光|质疑|热议|投诉|举报|被指|维权|引发.{0,6}关注")
"""Titles of what people complain of before any authority has spoken."""
EXPLAINS = re.compile(
    r"^(?:就|对|关于).{2,50}(?:情况(?:的)?(?:说明|通报)|的(?:说明|通报|回应|声明)|问题的回应)(?:[（(].{1,4}[)）])?$"
)
"""Titles by which bodies answer public concern."""
NEXT_NUMBER = re.compile(r"[（(第][二三四五六七八九十2-9]\d?(?:[)）]|[号场次期])|续报|再次通报|最新进展|最新通报")
SERIES_TITLE = re.compile(r"通报|续报|发布会|通气会|吹风会|情况说明|最新进展|伤亡|救援|事故|灾情|险情")
"""What bodies number when they go on about an incident; 调研重点项目建设情况(二) is numbered as well."""
ROUTINE_TITLE = re.compile(
    r"统计|同比|季度|上半年|下半年|假期|接待游客|周年|悼念|纪念|演练|演习|排查|专项整治|专项行动|(?:吸取|汲取).{0,16}教训"
    r"|警示|预警|热线|温馨提示|健康提示|疫苗|接种|预案|印发|招聘|公示|招标|中标|采购|解读|表彰|工作会议|调度会|部署|安全生产月|宣传(?!部)|科普|抽检|培训|比武"
    r"|典型案例|年度|月份|十大|回顾|盘点|一图读懂|一文读懂|图解|知识问答|条例|办法》"
)
"""Titles of what is about no incident of these days: routine, precaution, statistics, memory."""
EVENT_TITLE = re.compile(
    r"发生(?:了|一起)?[^，。,]{0,12}"
    r"(?:火灾|爆炸|爆燃|坍塌|垮塌|倒塌|塌方|滑坡|泥石流|事故|地震|中毒|侧翻|相撞|泄漏|透水)|致\d+人|\d+[人死][^，。,]{0,4}(?:死亡|遇难|受伤|失联|被困)"
)
"""Titles that report an event, whatever else they name: 培训基地发生山体滑坡."""
PRETENDED_TITLE = re.compile(
    r"演练|演习|周年|悼念|纪念|统计|同比|教训|警示|典型案例|预案|回顾|盘点|假期|上半年|下半年|季度|年度|月份"
)
"""What an event in the title does not make news of."""
COURT_TITLE = re.compile(r"宣判|开庭|庭审|一审|二审|终审|公诉|判处|获刑|判决")
"""Titles of court news: of old cases, unless they name one."""
AFTERMATH_TITLE = re.compile(
    r"抓获|嫌疑人|涉案|遇难|失联|搜救|救援|救治|善后|伤亡|死亡|受伤|被困|遇险|调查组|调查报告|调查结果|调查进展|调查情况"
    r"|问责|追责|刑拘|初步原因"
)
"""Titles that go on about something that has happened."""
RISEN_TITLE = re.compile(r"(?:遇难|死亡|死者)[^，。,]{0,6}(?:升|增|上升|增加|再增)至?|(?:升|增)至\d+人")
"""Titles that say themselves that a toll has risen."""
REPORT_TITLE = re.compile(r"调查报告|评估报告|调查处理(?:情况|结果)|提级调查")
"""Titles of what ends an investigation: it comes months later, and the body knows of what."""
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


def routine(title: str) -> re.Match[str] | None:
    """The words that make it a title of routine, and of no event that it reports."""
    found = ROUTINE_TITLE.search(title)
    if found is None or (EVENT_TITLE.search(title) and PRETENDED_TITLE.search(title) is None):
        return None
    return found
