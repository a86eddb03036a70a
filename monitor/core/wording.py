"""The one message table: every phrase that people see, in Chinese and in English.

Keys are those of the values in code (statuses, roles, reasons …), so that a phrase can never be
said of a thing that does not exist; a test checks both directions.
"""

from __future__ import annotations

from collections.abc import Mapping

from monitor.core.phrase import Phrase, say
from monitor.core.wording_of_pages import (
    ABSENT,
    AGREEMENT,
    CAUSE,
    CHANGED_BY,
    CONFIRMED,
    FLAG,
    INNOCENT,
    OUTCOME,
    PART,
)

__all__ = [
    "ABSENT",
    "AGREEMENT",
    "AUTHORITY",
    "BASIS",
    "CAUSE",
    "CHANGED_BY",
    "CHANNEL",
    "CLOCK",
    "CONFIRMED",
    "DUTY",
    "DUTY_REASON",
    "DUTY_STATUS",
    "ENTRY",
    "FLAG",
    "GRADE",
    "GRADE_BASIS",
    "GRADE_OTHER",
    "HARM",
    "INNOCENT",
    "OUTCOME",
    "PART",
    "PUBLISHED_BASIS",
    "REASON",
    "ROLE",
    "STATUS",
    "STRENGTH",
    "TYPE",
    "Phrase",
    "say",
    "say_type",
]

STATUS: Mapping[str, Phrase] = {
    "met": ("按时", "met"),
    "late": ("逾期回应", "late"),
    "none_found": ("未见回应", "none found"),
    "pending": ("时限内", "pending"),
    "undetermined": ("无法判定", "undetermined"),
    "unobserved": ("监测不足", "unobserved"),
    "disputed": ("证据矛盾", "disputed"),
    "not_applicable": ("不适用", "not applicable"),
    "applicability_unknown": ("适用待定", "may apply"),
}

DUTY_STATUS: Mapping[str, Phrase] = {
    "met": ("按时", "met"),
    "late": ("逾期", "late"),
    "none_found": ("未见公开", "none found"),
    "pending": ("时限内", "pending"),
    "undetermined": ("无法判定", "undetermined"),
    "unobserved": ("监测不足", "unobserved"),
    "disputed": ("证据矛盾", "disputed"),
    "not_applicable": ("不适用", "not applicable"),
    "applicability_unknown": ("适用待定", "may apply"),
}
"""The same outcomes, said of duties that no incident opens: to publish, not to answer."""

DUTY_REASON: Mapping[str, Phrase] = {
    "running": ("尚未见公开", "nothing has been found yet"),
    "doubtful_answer": ("有页面可能就是，尚待人工确认", "a page may be it; a person has to say"),
    "late_but_unobserved": (
        "所见的在时限之后，但时限内的监测有缺口，更早的可能未被看到",
        "what was found is too late, but our watch has holes and an earlier page may have been missed",
    ),
    "nothing_found": (
        "所监测渠道上未见公开，时限内列表无缺口",
        "nothing was found on the channels monitored, and their lists were seen without a hole",
    ),
    "holes": (
        "未见公开，但监测有缺口：我们的中断不等于没有公开",
        "nothing was found, but our watch has holes: an outage of ours is no breach of theirs",
    ),
}
"""Reasons that read otherwise where the duty is to publish; the rest are said as in `REASON`."""

DUTY: Mapping[str, Phrase] = {
    "first_info": ("首次发布信息", "first information"),
    "authoritative_info": ("发布权威信息", "authoritative information"),
    "response": ("予以回应", "response"),
    "press_conference": ("举行新闻发布会", "press conference"),
    "press_center": ("设立新闻发布中心", "press centre"),
    "policy_interpretation": ("政策解读", "policy interpretation"),
    "document_publication": ("公开文件", "publication of a document"),
    "plan_publication": ("公开方案", "publication of a plan"),
    "periodic_publication": ("定期公开", "periodic publication"),
    "annual_report": ("年度报告", "annual report"),
    "report_publication": ("公布报告", "publication of a report"),
    "public_consultation": ("公开征求意见", "public consultation"),
    "count_min": ("次数要求", "minimum count"),
    "continuing_release": ("持续发布", "continuing release"),
    "clarification": ("澄清", "clarification"),
    "statutory_publisher": ("法定发布主体", "statutory publisher"),
    "internal_report": ("内部报告", "internal report"),
    "plan_adoption": ("制订方案", "adoption of a plan"),
    "investigation_report": ("调查报告", "investigation report"),
    "deadline_task": ("限期任务", "task with a date"),
}

ROLE: Mapping[str, Phrase] = {
    "first_report": ("首次通报", "first report"),
    "authoritative_info": ("权威信息", "authoritative information"),
    "press_conference": ("新闻发布会", "press conference"),
    "press_conference_notice": ("发布会预告", "announcement of a press conference"),
    "investigation_report": ("调查报告", "investigation report"),
    "rumour_refutation": ("辟谣", "rumour refutation"),
    "policy_interpretation": ("政策解读", "policy interpretation"),
    "mention": ("提及", "mention"),
}

CLOCK: Mapping[str, Phrase] = {
    "onset": ("事发", "occurrence"),
    "first_public": ("首次见诸公开", "first public mention"),
    "reported": ("接报", "report received"),
    "document_public": ("文件公开", "publication of the document"),
    "document_issued": ("文件印发", "issue of the document"),
    "information_formed": ("信息形成", "formation of the information"),
    "calendar": ("日历", "calendar"),
}

REASON: Mapping[str, Phrase] = {
    "in_time": ("按最晚读法仍在时限内", "in time even by the worst reading"),
    "too_late": ("按最早读法仍超过时限", "too late even by the best reading"),
    "running": ("尚未见回应", "nothing has been found yet"),
    "report_may_follow": (
        "时限已到，尚未见发布会；时限内举行的发布会可能稍后才有报道",
        "the window has closed and no conference was found; one held in time may be reported later",
    ),
    "graded_later": (
        "时限届满时已知的等级不属此条，等级系其后升高",
        "by the grade known when the window closed the clause did not bind; it was graded higher afterwards",
    ),
    "statutory_publisher": (
        "法律规定由专门机关统一发布，地方未发布可能合法",
        "a statute reserves publication to one body, so silence of others may be lawful",
    ),
    "spans_deadline": (
        "时限落在发布时间的不确定区间之内，现有来源不能判定",
        "the window closes inside the uncertainty of the publication time",
    ),
    "doubtful_answer": (
        "有页面可能是回应，尚待人工确认",
        "a page may be the answer; a person has to say",
    ),
    "late_but_unobserved": (
        "已见回应在时限之后，但时限内的监测有缺口，更早的发布可能未被看到",
        "the answer found is too late, but our watch has holes and an earlier one may have been missed",
    ),
    "nothing_found": (
        "所监测渠道上未见回应，时限内列表无缺口",
        "nothing was found on the channels monitored, and their lists were seen without a hole",
    ),
    "holes": (
        "未见回应，但监测有缺口：我们的中断不等于政府失声",
        "nothing was found, but our watch has holes: an outage of ours is no breach of theirs",
    ),
    "readings_differ": (
        "页面自称的时间与实际观测的时间给出不同结论",
        "the time the page claims and the time we observed give different verdicts",
    ),
    "authorities_differ": (
        "不同机关的说法给出不同结论",
        "two authorities contradict each other, and the verdict depends on whom one believes",
    ),
    "start_unknown": ("起算时间不明", "the start of the clock is not known"),
    "enough": ("次数已够", "done often enough"),
    "too_few": ("已见的不足规定次数，列表无缺口", "fewer than asked for, and the lists were seen without a hole"),
    "spans_count": (
        "部分页面的发布时间可能不在此期间，次数不能判定",
        "some pages may lie outside the period, so the count is open",
    ),
    "body_not_monitored": (
        "责任机关没有监测源，看不到它是否公开",
        "no feed of the body that owes it is monitored",
    ),
    "need_not_show": (
        "条文要求去做、不要求上网公布，网上未见不等于没有做",
        "the text asks to do it, not to publish it: its absence from the web proves nothing",
    ),
    "in_extension": (
        "公布在60日之后，但经批准可再延长60日；报告先于公布提交，何时提交、是否获准延长，页面无须载明",
        "published after the 60 days, which may be extended by 60; it was handed in before, no page has to say when",
    ),
    "handed_in_before": (
        "公布在60日及其延长期之后；但报告先于公布提交，技术鉴定时间又不计入，是否按时提交不能判定",
        "published after the 60 days and their extension; but it was handed in before, and time for appraisal is free",
    ),
    "shown_only": (
        "条文为原则性、渐进或必要时的要求，只列示，不计分",
        "the words are a goal or a principle: shown and not scored",
    ),
    "binding_unsure": (
        "该条款是否约束此机关或此文件，须由人判断",
        "whether the clause binds this body or this document is for a person to say",
    ),
    "no_number": ("条文没有数字，未见也不作结论", "the text gives no figure, so nothing follows from silence"),
    "done_no_number": ("已见公开；条文没有数字", "it was published; the text gives no figure"),
    "effect_date_unknown": ("文件的施行日期不明", "the day on which the document takes effect is not known"),
    "end_unknown": ("征求意见的截止日期不明", "until when comments are taken is not known"),
    "long_enough": ("期限不短于规定", "the period is as long as asked for"),
    "too_short": ("期限短于规定", "the period is shorter than asked for"),
    "calendar_unknown": ("该年度工作日历未知", "the working-day calendar of that year is not known"),
    "grade_unknown": (
        "事件等级未定：需要有权机关的定级，或足以定级的伤亡损失数字",
        "no grade is known: a stated grade, or figures that give one, would decide",
    ),
    "type_unknown": ("事件类型未定", "the type of the incident is not known"),
    "place_unknown": ("事发地未定到所需层级", "the place is not known precisely enough"),
    "effect_unknown": ("文件的施行日期或现行效力不明", "it is not known from when, or whether still, it applies"),
    "onset_unknown": ("事发时间不明", "it is not known when it happened"),
    "onset_at_edge": ("事发时间跨文件生效之日", "the onset straddles the day the document took effect"),
    "other_grade": ("该条款不适用于此等级", "the clause does not cover this grade"),
    "other_type": ("该条款不适用于此类事件", "the clause does not cover this type"),
    "other_place": ("不在文件管辖范围", "outside the jurisdiction of the document"),
    "not_in_force": ("事发时文件未施行或已失效", "not in force when it happened"),
    "not_about_incidents": ("与突发事件回应无关", "not about answering incidents"),
    "binds": ("适用", "binds"),
}

HARM: Mapping[str, Phrase] = {
    "dead": ("死亡", "dead"),
    "missing": ("失联", "missing"),
    "injured": ("受伤", "injured"),
    "seriously_injured": ("重伤", "seriously injured"),
    "trapped": ("被困", "trapped"),
    "poisoned": ("中毒", "poisoned"),
    "evacuated": ("转移", "evacuated"),
    "loss_yuan": ("直接经济损失（元）", "direct loss (yuan)"),
    "houses_collapsed": ("倒塌房屋（间）", "houses collapsed"),
    "houses_damaged": ("受损房屋（间）", "houses damaged"),
}

ENTRY: Mapping[str, Phrase] = {
    "onset": ("事发", "onset"),
    "mention": ("提及", "mention"),
    "release": ("发布", "release"),
    "press_conference": ("发布会", "press conference"),
    "toll": ("伤亡", "toll"),
    "grade": ("等级", "grade"),
    "revision": ("改动", "edit"),
    "absence": ("页面不在", "page missing"),
    "deadline": ("时限", "deadline"),
    "hole": ("监测缺口", "coverage hole"),
    "as_of": ("截至", "as of"),
}


GRADE: Mapping[str, Phrase] = {
    "特别重大": ("特别重大", "extremely serious"),
    "重大": ("重大", "serious"),
    "较大": ("较大", "large"),
    "一般": ("一般", "ordinary"),
    "其他": ("其他政务舆情", "other matter of public concern"),
}

GRADE_OTHER: Mapping[str, Phrase] = {"short": ("其他", "other"), "basis": ("按事件类型推定", "derived from its kind")}
"""Of a matter of public concern: its grade in a column, and how that is known."""

GRADE_BASIS: Mapping[str, Phrase] = {
    "stated": ("公开定级", "stated"),
    "derived": ("按伤亡损失推定", "derived from the figures"),
    "none": ("未定级", "no grade known"),
}

PUBLISHED_BASIS: Mapping[str, Phrase] = {
    "claimed": ("据页面所称", "as the page claims"),
    "observed": ("据实际观测", "as observed"),
    "both": ("页面所称与实际观测相交", "claim and observation together"),
}

BASIS: Mapping[str, Phrase] = {
    "visible": ("页面发布时间", "visible label"),
    "meta": ("页面元数据", "page metadata"),
    "list": ("列表日期", "date in the list"),
    "url": ("网址日期", "date in the address"),
    "text": ("正文", "words of the text"),
    "observed": ("实际观测", "observation"),
    "derived": ("推算", "computed"),
    "human": ("人工认定", "a person's word"),
}

STRENGTH: Mapping[str, Phrase] = {
    "must": ("应当", "must"),
    "in_principle": ("原则上", "in principle"),
    "conditional": ("必要时", "where needed"),
    "no_number": ("未定时限", "no number"),
}

AUTHORITY: Mapping[str, Phrase] = {
    "MEDIA": ("媒体", "media"),
    "OTHER_BODY": ("其他机关", "another body"),
    "AGENCY": ("责任机关", "answerable agency"),
    "PERSON": ("人工更正", "a person's correction"),
}

CHANNEL: Mapping[str, Phrase] = {
    "web": ("网站", "web site"),
    "weibo": ("微博", "Weibo"),
    "wechat": ("微信", "WeChat"),
}

TYPE: Mapping[str, Phrase] = {
    "突发事件": ("突发事件", "emergency"),
    "政务舆情": ("政务舆情", "matter of public concern"),
    "事故灾难": ("事故灾难", "accident"),
    "自然灾害": ("自然灾害", "natural disaster"),
    "公共卫生": ("公共卫生", "public health"),
    "社会安全": ("社会安全", "public security"),
    "火灾": ("火灾", "fire"),
    "爆炸": ("爆炸", "explosion"),
    "坍塌": ("坍塌", "collapse"),
    "道路交通": ("道路交通", "road"),
    "环境污染": ("环境污染", "pollution"),
    "民航": ("民航", "aviation"),
    "地震": ("地震", "earthquake"),
    "洪涝": ("洪涝", "flood"),
    "台风": ("台风", "typhoon"),
    "气象灾害": ("气象灾害", "weather"),
    "地质灾害": ("地质灾害", "landslide"),
    "森林火灾": ("森林火灾", "forest fire"),
    "草原火灾": ("草原火灾", "grassland fire"),
    "食物中毒": ("食物中毒", "food poisoning"),
    "不明原因疾病": ("不明原因疾病", "illness of unknown cause"),
    "传染病": ("传染病", "epidemic"),
    "食品安全": ("食品安全", "food safety"),
    "危化品": ("危化品", "hazardous chemicals"),
    "水上交通": ("水上交通", "shipping"),
    "特种设备": ("特种设备", "special equipment"),
    "矿山": ("矿山", "mine"),
    "铁路": ("铁路", "railway"),
    "刑事案件": ("刑事案件", "crime"),
    "恐怖袭击": ("恐怖袭击", "terrorist attack"),
    "群体性事件": ("群体性事件", "mass incident"),
    "踩踏": ("踩踏", "crowd crush"),
    "医疗": ("医疗", "health care"),
    "城乡建设": ("城乡建设", "building and housing"),
    "干部作风": ("干部作风", "conduct of officials"),
    "执法司法": ("执法司法", "law enforcement"),
    "教育": ("教育", "education"),
    "权益保护": ("权益保护", "protection of rights"),
    "生态环境": ("生态环境", "environment"),
    "食品药品": ("食品药品", "food and drugs"),
    "其他": ("其他", "other"),
}


def say_type(incident_type: str, lang: str) -> str:
    """Class and subtype of an incident (事故灾难/火灾), each part said if it has a phrase."""
    return "/".join(say(TYPE, part, lang) for part in incident_type.split("/"))
