"""What reports say besides the words of values, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.core.wording import Phrase, say

REPORT: Mapping[str, Phrase] = {
    "title_week": ("{place}政务舆情回应时效周报", "Weekly report on government response windows{place}"),
    "title_month": ("{place}政务舆情回应时效月报", "Monthly report on government response windows{place}"),
    "title_quarter": ("{place}政务舆情回应时效季报", "Quarterly report on government response windows{place}"),
    "title_year": ("{place}政务舆情回应时效年报", "Yearly report on government response windows{place}"),
    "title_span": ("{place}政务舆情回应时效专报", "Report on government response windows{place}"),
    "under_period": ("{first} 至 {last}（{name}）", "{first} to {last} ({name})"),
    "under_as_of": ("截至 {at}（北京时间）", "as of {at} (China Standard Time)"),
    # sections
    "summary": ("摘要", "Summary"),
    "open": ("时限未到", "Open now"),
    "grave": ("新逾期、新未见回应", "Newly late or not found"),
    "settled": ("新结案", "Newly settled"),
    "changed": ("与期初相比的其他变化", "Other changes since the period began"),
    "figures": ("各条款", "By clause"),
    "groups": ("分地区、机关、等级、类型", "By place, agency, grade and type"),
    "times": ("首次发布与新闻发布会用时", "First information and press conferences: how soon"),
    "incidents": ("事件", "Incidents"),
    "duties": ("文件、计划与定期公开", "Documents, plans and periods"),
    "coverage": ("监测覆盖与失明", "Coverage, and where we were blind"),
    "rules": ("依据", "Rules applied"),
    "limits": ("口径与局限", "Method and limits"),
    # summary
    "none": ("无。", "None."),
    "tile_incidents": ("事件", "incidents"),
    "tile_met": ("按时（确定–可能）", "met (surely–possibly)"),
    "tile_grave": ("新逾期、新未见回应", "newly late or not found"),
    "tile_open": ("时限未到", "open now"),
    "tile_watched": ("全程监测", "watched throughout"),
    "sum_cases": (
        "本期涉及事件 {incidents} 起、应履行义务 {of} 项：确定按时 {surely} 项，至多可能按时 {possibly} 项；{counts}。",
        "{incidents} incidents and {of} obligations: {surely} surely met, at most {possibly} possibly met; {counts}.",
    ),
    "sum_share": ("按时率在 {low}% 与 {high}% 之间。", "Between {low}% and {high}% were met."),
    "sum_small": (
        "不足 {least} 项，只报数目，不报百分比。",
        "Fewer than {least}: counts only, no per cent.",
    ),
    "sum_changes": (
        "与期初相比：新逾期、新未见回应 {grave} 项，新结案（按时）{settled} 项，其他变化 {changed} 项；"
        "时限未到 {open} 项。",
        "Since the period began: {grave} newly late or not found, {settled} newly settled as met, {changed} other "
        "changes; {open} windows are open.",
    ),
    "sum_watch": (
        "全程监测的义务 {watched} / {of} 项；监测源 {feeds} 个，覆盖最低 {lowest}，有缺口的 {blind} 个。",
        "{watched} of {of} windows were watched throughout; {feeds} feeds, the least covered {lowest}, {blind} with "
        "holes.",
    ),
    "sum_duties": (
        "本期到期的义务 {due} 项，其中计分 {scored} 项：{counts}。其余只列示。",
        "{due} duties fell due, {scored} of them scored: {counts}. The others are shown only.",
    ),
    "shown_only": ("只列示，不计分", "shown, not scored"),
    "s_duties": ("文件与定期公开", "Documents and periods"),
    "sum_empty": ("本期没有需要判定的事件。", "No incident to judge in this period."),
    "sum_empty_feeds": (
        "{feeds} 个监测源在看，覆盖最低 {lowest}。",
        "{feeds} feeds were watched, the least of them {lowest} of the time.",
    ),
    "sum_empty_blind": (
        "未覆盖的时段里可能有未看到的事件。",
        "What happened in the rest may have gone unseen.",
    ),
    "sum_no_feeds": ("没有监测源。", "No feed is monitored."),
    "sum_unread": ("另有 {n} 个页面未能读出。", "{n} pages could not be read."),
    # heads
    "h_closes": ("时限至", "Closes"),
    "h_left": ("剩余", "Left"),
    "h_incident": ("事件", "Incident"),
    "h_owed": ("要求", "Owed"),
    "h_document": ("文件", "Document"),
    "h_change": ("变化", "Change"),
    "h_why": ("原因", "Why"),
    "h_bound": ("适用", "Bound"),
    "h_met": ("按时（确定–可能）", "Met (surely–possibly)"),
    "h_late": ("逾期", "Late"),
    "h_none": ("未见", "None found"),
    "h_open": ("时限内", "Open"),
    "h_unobserved": ("监测不足", "Not seen"),
    "h_unclear": ("判定不清", "Unclear"),
    "h_may": ("适用待定", "May apply"),
    "h_watched": ("全程监测", "Watched"),
    "h_place": ("地区", "Place"),
    "h_agency": ("责任机关", "Answerable agency"),
    "h_grade": ("等级", "Grade"),
    "h_type": ("类型", "Type"),
    "h_incidents": ("起数", "Cases"),
    "h_duty": ("义务", "Duty"),
    "h_cases": ("起数", "Cases"),
    "h_limit": ("时限", "Limit"),
    "h_in_limit": ("时限内（确定–可能）", "Within the limit (surely–possibly)"),
    "h_median": ("用时中位数", "Median"),
    "h_band": ("95% 区间", "95% band"),
    "h_left_out": ("起算不明", "No start known"),
    "h_onset": ("事发", "Onset"),
    "h_first_info": ("首次发布信息", "First information"),
    "h_first_hours": ("距事发", "After onset"),
    "h_conference": ("新闻发布会", "Press conference"),
    "h_toll": ("伤亡", "Toll"),
    "h_verdicts": ("结论", "Verdicts"),
    "h_published": ("发布时间", "Published"),
    "h_held": ("举行时间", "Held"),
    "h_who": ("发布者", "Who"),
    "h_role": ("类别", "Kind"),
    "h_title": ("标题", "Title"),
    "h_counted": ("责任机关", "Answerable"),
    "h_flags": ("标记", "Flags"),
    "h_feed": ("监测源", "Feed"),
    "h_looks": ("有效轮询", "Looks"),
    "h_failures": ("失败", "Failures"),
    "h_covered": ("覆盖", "Covered"),
    "h_blind": ("失明时段", "Blind"),
    "h_clause": ("条款", "Clause"),
    "h_grades": ("适用等级", "Grades"),
    "h_clock": ("起算", "Clock"),
    "h_words": ("原文", "Words"),
    "h_accepts": ("可履行者", "Discharged by"),
    "h_since": ("施行", "In force"),
    "h_status": ("结论", "Verdict"),
    "h_start": ("起算时间", "Clock starts"),
    "h_fulfilled": ("履行时间", "Fulfilled"),
    "h_elapsed": ("历时", "Elapsed"),
    "h_id": ("编号", "Id"),
    "h_address": ("网址", "Address"),
    "not_before": ("{head}（不早于）", "{head} (not before)"),
    "before": ("{head}（早于）", "{head} (before)"),
    "surely": ("确定按时", "Surely met"),
    "possibly": ("可能按时", "Possibly met"),
    "of": ("共", "Of"),
    # sheets
    "s_open": ("时限未到", "Open"),
    "s_grave": ("新逾期未见", "Newly grave"),
    "s_settled": ("新结案", "Settled"),
    "s_changed": ("其他变化", "Changes"),
    "s_figures": ("各条款", "Clauses"),
    "s_place": ("分地区", "Places"),
    "s_agency": ("分机关", "Agencies"),
    "s_grade": ("分等级", "Grades"),
    "s_type": ("分类型", "Types"),
    "s_times": ("用时", "Times"),
    "s_acts": ("各起用时", "Times by incident"),
    "s_incidents": ("事件", "Incidents"),
    "s_feeds": ("监测源", "Feeds"),
    "s_rules": ("依据", "Rules"),
    "s_verdicts": ("全部结论", "Verdicts"),
    "s_releases": ("全部页面", "Pages"),
    "s_about": ("说明", "About"),
    # texts
    "all": ("合计（每项义务计一次）", "All (each obligation once)"),
    "unknown": ("不明", "not known"),
    "yes": ("是", "yes"),
    "new": ("（新）", "(new)"),
    "unmonitored": ("（未监测任何责任机关）", "(none monitored)"),
    "note_interval": (
        "按时为区间：左为确定按时，右为可能按时（含时限未到、监测不足、无法判定、证据矛盾）；"
        "“判定不清”为无法判定与证据矛盾之和。不足 {least} 项不报百分比。",
        "Met is an interval: surely met on the left, possibly met on the right (open, unobserved, undetermined and "
        "disputed ones included). Unclear counts the undetermined and the disputed. No per cent below {least} cases.",
    ),
    "note_once": (
        "两份文件要求相同且结论相同的计为一项义务；已有更严条款的不再计。一项义务可由多个机关中任一履行，"
        "分机关的数目会重复计算，不可相加。",
        "Two documents that ask for the same and come out the same are one obligation; where a stricter text binds, "
        "the looser is not counted again. Several agencies may share one obligation: the rows of agencies do not add "
        "up.",
    ),
    "note_apart": (
        "可以区分的只有：{pairs}。其余各组的区间重叠或项数不足，不作高下比较，次序与高下无关。",
        "Only these can be told apart: {pairs}. All other groups overlap or are too small to compare; the order of "
        "rows means nothing.",
    ),
    "note_no_apart": (
        "各组的区间相互重叠或项数不足，不作高下比较，次序与高下无关。",
        "The groups overlap or are too small: no comparison is made, and the order of rows means nothing.",
    ),
    "higher": ("{high} 高于 {low}", "{high} above {low}"),
    "note_times": (
        "用时为区间删失数据：不取中点。中位数为 Turnbull 估计，区间为计入全部不确定与抽样误差（Wilson，95%）的界；"
        "不足 {least} 起不估计。未见回应记作“至所见之末尚无”，监测缺口记作可能已有。",
        "Times are interval-censored; no midpoint is taken. The median is Turnbull's estimate; the band counts in all "
        "that is uncertain and the error of sampling (Wilson, 95%). Nothing is estimated below {least} cases. None "
        "found counts as not until the end of what we saw, a hole in our watch as possibly done.",
    ),
    "withdrawn": (
        "期初在列、现已撤销或并入他起的事件：{names}。",
        "Listed when the period began, since withdrawn or merged into another: {names}.",
    ),
    "blind_feeds": ("有缺口的监测源：{feeds}。", "Feeds with holes: {feeds}."),
    "no_blind": ("本期各监测源均无缺口。", "No feed had a hole in this period."),
    "more_stretches": ("另有 {n} 段", "{n} more"),
    "details_left": (
        "共 {n} 起，此处详列 {shown} 起（先列逾期、未见、时限未到和有变化的）；其余见上表、HTML 与 XLSX。",
        "{n} incidents; {shown} are told in full here, those late, not found, open or changed first; for the others "
        "see the table above, the HTML and the XLSX.",
    ),
    "unconfirmed": ("规则提出，未经人工确认。", "Proposed by rules, not confirmed by a person."),
    "not_applicable": ("不适用：{clauses}", "Not applicable: {clauses}"),
    "counted_note": ("● 责任机关自己的发布。", "● an answerable agency's own publication."),
    "inferred": ("推定", "inferred"),
    "any_grade": ("不限", "any"),
    "rules_other": (
        "另有 {n} 份在用文件本期没有适用的条款。",
        "{n} more documents in use had no clause that applied in this period.",
    ),
    "rules_none": (
        "在用文件 {n} 份，本期均没有适用的条款。",
        "{n} documents are in use; no clause of theirs applied in this period.",
    ),
    "held": ("举行 {at}", "held {at}"),
    "limit_channels": (
        "结论限于所监测渠道；“未见回应”不等于没有回应，回应可能在未监测的渠道（如微博、微信）。",
        "Verdicts hold for the channels monitored; an answer may stand on one that is not, such as Weibo or WeChat.",
    ),
    "limit_interval": (
        "时间都是区间：最坏读法仍在时限内才说按时，最好读法也超过时限才说逾期，其余不判。",
        "Times are intervals: met is said by the worst reading, late by the best, and nothing in between.",
    ),
    "limit_clock": (
        "起算点按条文；条文未写明的按同类文件推定，并注明“推定”。换一个起算点会变的结论在事件中注明。",
        "Clocks start as the clauses say; where a clause names no start, its sister texts were followed, marked as "
        "inferred. Verdicts that another clock would change say so.",
    ),
    "limit_outage": ("监测自身的中断不计为政府失声。", "An outage of ours is no breach of theirs."),
    "limit_withdrawn": (
        "两次轮询之间发布又撤下的内容无法看到。",
        "What was published and withdrawn between two polls cannot be seen.",
    ),
    "limit_same": (
        "同一份留存、同一截至时间，生成的报告逐字节相同。",
        "The same storage and the same as-of time give the same report, byte for byte.",
    ),
    "page": ("第 {n} 页", "page {n}"),
}

CAUSES: Mapping[str, Phrase] = {
    "first_judged": ("首次判定", "judged for the first time"),
    "person": ("有人工更正", "a person corrected the facts"),
    "new_page": ("有新页面", "a new page was found"),
    "page_untied": ("有页面解除关联", "a page was untied"),
    "regraded": ("等级有变", "the grade is another"),
    "clock_moved": ("起算时间有变", "the clock starts at another time"),
    "window_closed": ("时限届满", "the window closed"),
    "rule_changed": ("规则有变", "the rule is another"),
    "watch": ("监测覆盖有变", "the coverage is another"),
}


def words(key: str, lang: str, **values: object) -> str:
    """A phrase of reports, with its values put in."""
    return say(REPORT, key, lang).format(**values)
