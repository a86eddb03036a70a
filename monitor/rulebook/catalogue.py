"""The catalogue as a page for people: every document, every clause, and whether it is scored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from monitor.core.incident import GRADES
from monitor.core.instrument import (
    AtLeast,
    Before,
    ByDate,
    CalendarDays,
    Clause,
    ClockBasis,
    ClockStart,
    Duty,
    Every,
    Instrument,
    Limit,
    Months,
    SameTime,
    Strength,
    Within,
    WorkingDays,
    YearlyBy,
)
from monitor.core.statement import Role
from monitor.rulebook.binding import ALL_GRADES, scorable

DUTIES: Mapping[Duty, str] = {
    Duty.FIRST_INFO: "首次信息",
    Duty.AUTHORITATIVE_INFO: "权威信息",
    Duty.RESPONSE: "回应",
    Duty.PRESS_CONFERENCE: "新闻发布会",
    Duty.PRESS_CENTER: "新闻发布中心",
    Duty.POLICY_INTERPRETATION: "政策解读",
    Duty.DOCUMENT_PUBLICATION: "文件公开",
    Duty.PLAN_PUBLICATION: "方案公开",
    Duty.PERIODIC_PUBLICATION: "定期公开",
    Duty.ANNUAL_REPORT: "年度报告",
    Duty.REPORT_PUBLICATION: "结果公开",
    Duty.PUBLIC_CONSULTATION: "征求意见",
    Duty.COUNT_MIN: "次数",
    Duty.CONTINUING_RELEASE: "持续发布",
    Duty.CLARIFICATION: "澄清",
    Duty.STATUTORY_PUBLISHER: "法定发布主体",
    Duty.INTERNAL_REPORT: "内部报告",
    Duty.PLAN_ADOPTION: "制订办法",
    Duty.INVESTIGATION_REPORT: "事故调查",
    Duty.DEADLINE_TASK: "限期任务",
}
CLOCKS: Mapping[ClockStart, str] = {
    ClockStart.ONSET: "事件发生",
    ClockStart.FIRST_PUBLIC: "首次公开提及",
    ClockStart.REPORTED: "接到报告",
    ClockStart.DOCUMENT_PUBLIC: "文件公开",
    ClockStart.DOCUMENT_ISSUED: "文件印发",
    ClockStart.INFORMATION_FORMED: "信息形成",
    ClockStart.CALENDAR: "日历",
}
STRENGTHS: Mapping[Strength, str] = {
    Strength.MUST: "应当",
    Strength.IN_PRINCIPLE: "原则上、力争",
    Strength.CONDITIONAL: "必要时",
    Strength.NO_NUMBER: "无数字",
}
ROLES: Mapping[Role, str] = {
    Role.FIRST_REPORT: "首报",
    Role.AUTHORITATIVE_INFO: "权威信息",
    Role.PRESS_CONFERENCE: "新闻发布会(已举行)",
    Role.PRESS_CONFERENCE_NOTICE: "发布会预告",
    Role.INVESTIGATION_REPORT: "调查报告",
    Role.RUMOUR_REFUTATION: "辟谣",
    Role.POLICY_INTERPRETATION: "政策解读",
    Role.MENTION: "提及",
}

_HEAD = """# 依据文件与时限条款 / Instruments and clauses

This page is made from `monitor/instruments/*.yaml` and is not edited by hand. A clause is scored (计分)
only where it is owed to the public and its pages can be told (about an incident, or by `shows`), its figure was
read in the text or in a public page of it, it binds (应当), it has a number, and the web can show that it was kept.
All others are shown (列示) and never scored. Where the text does not name the start of the window, the start is marked
推定 and every other reading is printed beside a verdict. Dates marked ※ are assumed: the page's or the
press report's date, or the year of an annual plan. A source is the page on which the words were read,
often a re-post or a press report: quote the official text.

## 自己写一份 / Writing your own

Put `<adcode>-<id>.yaml` files into a folder and name it under `rule_folders` in feeds.yaml; no code is
needed. `run.py rules validate` lists every mistake with file, line and column, and what to look at.

```yaml
id: binjiang-2020                 # lower-case letters, digits and hyphens; unique
title: 滨江市政务舆情回应办法
jurisdiction: "990100"            # GB/T 2260 in quotes; "000000" for the nation
effective_from: 2020-01-01        # incidents are matched from this day on; without it nothing is scored
source: https://www.binjiang.example/art/1.html
clauses:
  - id: bj20-press-12h
    grades: [特别重大, 重大]      # 较大, 一般, 其他; left out: any
    duty: press_conference        # see the column 义务 for what there is
    within: 12h                   # 30m 24h 3wd (working days) 30d 1w 3mo 1y; or by: 2021-03-31, every: 1w
    clock: onset                  # first_public reported document_public document_issued information_formed calendar
    clock_basis: inferred         # where the text does not name the start; left out: stated
    strength: must                # in_principle (原则上、力争) conditional (必要时) no_number (及时)
    verified: true                # false: shown, never scored
    accepts: [press_conference]   # roles that discharge it; left out: the usual ones of the duty
    quote: 应在12小时内举行新闻发布会   # at most 40 characters of the text
```

Also: `number`, `issuer`, `place`, `issued`, `effective_to`, `in_force_by` (where only bounds of the first
day are known: `effective_from` is the earliest, this the latest), `dates_assumed`, `force_unknown`,
`notes` of a document;
`article`, `about`, `event_types`, `responsible`, `each` (each responsible body owes its own), `times`
(with `every` or `by`), `notes` of a clause. A limit may also be `by: 03-31` (each year), `same_time: true`
(同步), `before: effect` (施行前) or `at_least: 30d` (不少于30日).

A duty that no incident opens is judged where `shows` says how it is seen on the web (docs/duties.md):

```yaml
    shows:
      opens: calendar             # policy normative this_document information meeting guideline
                                  # budget draft incident
      title: [水质|饮水安全, 供水]  # a title has a word of each entry
      without: [招标, 培训]        # and none of these
      perhaps: [供水]              # these may be it: a person has to say
      owed_by: {levels: [prefecture], sectors: [health], names: [卫健委], besides: [media]}
      issue: named                # or published: whatever came out within the period
      publish: true               # false: to be done, not to be published; never scored
      sure: true                  # false: whether it binds a body or document is a matter of judgement
```
 `starts:` may stand for `clock:` and takes the words of the text;
`starts: opinion_event` (涉及…的政务舆情, no start named) is read as onset for information and press
conferences on 特别重大 and 重大 emergencies, and as the first public mention otherwise.

## 目录 / The catalogue
"""


def say_limit(limit: Limit | None) -> str:
    """A limit in Chinese words."""
    match limit:
        case None:
            return "无数字"
        case Within(window):
            hours = window / timedelta(hours=1)
            return f"{hours:g}小时" if hours >= 1 else f"{hours * 60:g}分钟"
        case WorkingDays(days):
            return f"{days}个工作日"
        case CalendarDays(days):
            return f"{days}日" if days else "同日"
        case Months(months):
            return f"{months}个月"
        case ByDate(day, count):
            return f"{day.isoformat()}前" + (f"至少{count}项" if count > 1 else "")
        case YearlyBy(month, day_of_month):
            return f"每年{month}月{day_of_month}日前"
        case SameTime():
            return "同步"
        case Before():
            return "施行前"
        case AtLeast(days):
            return f"不少于{days}日"
        case Every(count, days, months):
            period = f"{days}日" if days else f"{months}个月"
            return f"每{period}" + (f"至少{count}次" if count > 1 else "")


def say_grades(clause: Clause) -> str:
    """The grades a clause binds, gravest first."""
    if clause.grades is None:
        return "不限"
    if clause.grades == frozenset(ALL_GRADES) - frozenset(GRADES[:2]):
        return "其他(较大及以下)"
    return "、".join(grade.value for grade in ALL_GRADES if grade in clause.grades)


def render_catalogue(instruments: Mapping[str, Instrument]) -> str:
    """The whole catalogue as Markdown: places in the order of their codes, documents by date."""
    ordered = sorted(
        instruments.values(),
        key=lambda one: (one.jurisdiction, str(one.effective_from or "9999"), one.id),
    )
    clauses = [clause for one in ordered for clause in one.clauses]
    scored = sum(scorable(one, clause) for one in ordered for clause in one.clauses)
    lines = [_HEAD, f"{len(ordered)} documents, {len(clauses)} clauses, {scored} scored.\n"]
    for one in ordered:
        lines.extend(_section(one))
    return "\n".join(lines).rstrip("\n") + "\n"


def _section(one: Instrument) -> Iterator[str]:
    yield f"### {_cell(one.title)}\n"
    number = f" · {_cell(one.number)}" if one.number else ""
    yield f"`{one.id}`{number} · {_cell(one.issuer)} · {one.jurisdiction_name} {one.jurisdiction}  "
    yield f"{_period(one)}  "
    yield f"来源: {_cell(one.source)}\n"
    if one.notes:
        yield f"{_cell(one.notes)}\n"
    if not one.clauses:
        yield "无时限条款。\n"
        return
    yield "| 条款 | 义务 | 等级 | 时限 | 起算 | 力度 | 计分 | 原文 |"
    yield "|---|---|---|---|---|---|---|---|"
    for clause in one.clauses:
        yield _row(one, clause)
    yield ""
    for clause in one.clauses:
        yield from _details(clause)
    yield ""


def _period(one: Instrument) -> str:
    mark = "※" if one.dates_assumed else ""
    first = f"{one.effective_from}{mark}" if one.effective_from else "施行日未知(不计分)"
    open_end = "今是否有效不明(不计分)" if one.force_unknown else "今"
    last = f"{one.effective_to}{mark}" if one.effective_to else open_end
    issued = f"成文 {one.issued} · " if one.issued else ""
    return f"{issued}适用 {first} 至 {last}"


def _row(one: Instrument, clause: Clause) -> str:
    basis = "(推定)" if clause.clock_basis is ClockBasis.INFERRED else ""
    where = f" {clause.article}" if clause.article else ""
    cells = (
        f"`{clause.id}`{where}",
        DUTIES[clause.duty],
        say_grades(clause),
        say_limit(clause.limit),
        CLOCKS[clause.clock] + basis,
        STRENGTHS[clause.strength],
        "是" if scorable(one, clause) else "列示" if clause.verified else "列示(未核)",
        clause.quote,
    )
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _details(clause: Clause) -> Iterator[str]:
    said = [
        f"{label}: {_cell(value)}"
        for label, value in (
            ("事项", clause.about),
            ("责任", clause.responsible),
            ("事件类型", "、".join(clause.event_types)),
            ("履行方式", "、".join(ROLES[role] for role in clause.accepts)),
            ("各自负责", "是" if clause.each else ""),
            ("注", clause.notes),
        )
        if value
    ]
    if said:
        yield f"- `{clause.id}` " + "；".join(said)


def _cell(text: str | None) -> str:
    return (text or "").replace("|", "\\|").replace("\n", " ")
