"""What kind of document a page carries, by its title, number and table; and what it may be besides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from monitor.core.document import Kind

_INTERPRETS: Final = re.compile(
    r"解读|答记者问|一图(?:读懂|看懂|了解)|图解|读懂|政策(?:问答|解答|说明|吹风)|图说|起草说明|政策简读|新闻发布会.{0,12}(?:介绍|文字实录)"
)
_NO_EXPLANATION: Final = re.compile(r"解读(?:方案|工作|机制|制度|办法|规定|培训)|(?:加强|做好|推进).{0,12}解读")
_DRAFT: Final = re.compile(r"征求意见稿|公开征求.{0,60}意见|征求.{2,60}意见的?(?:公告|通知|通告|函|公示)|[（(]草案")
_DRAFT_RESULT: Final = re.compile(r"意见(?:采纳|反馈|征集)?(?:情况|结果)|采纳情况|情况(?:的)?(?:反馈|说明|公告)")
_GAZETTE: Final = re.compile(r"(?:政府|人民政府)公报|公报.{0,12}(?:第[0-9一二三四五六七八九十]+期|总第)")
_BUDGET: Final = re.compile(r"(?:部门|单位|本级|年度?|年)?(?:预算|决算|预决算)(?:公开|信息|说明|报表|及)?")
_NO_BUDGET: Final = re.compile(
    r"招标|采购|中标|概算|结算|预算(?:法|管理|执行|绩效)|关于.{2,30}预算.{0,8}的(?:通知|办法|规定)|工程"
)
_REPORT: Final = re.compile(r"年度报告|年报")
_GUIDELINE: Final = re.compile(r"标准指引|公开标准.{0,4}指引")
_PLAN: Final = re.compile(r"工作要点|工作安排|实施方案|工作方案|工作计划|工作措施|行动计划")
_RULE: Final = re.compile(
    r"(?:办法|规定|细则|规则|条例|规程|准则)(?:[（(][^（）()]{1,12}[）)])?[》〉]?(?:的(?:通知|决定|公告|通告))?$"
)
_BINDING: Final = re.compile(r"(?:通告|决定)$")
_POLICY: Final = re.compile(
    r"(?:意见|措施|方案|规划|计划|政策|办法|规定|细则|条例|若干.{0,6}|标准|规则)(?:[（(][^（）()]{1,12}[）)])?[》〉]?"
    r"(?:的(?:通知|决定|公告|通告|实施意见))?$"
)
_OPEN: Final = re.compile(r"(?:通知|通告|公告|决定|意见)$")
_ISSUED: Final = re.compile(r"(?:人民政府|办公[厅室]|委员会|[局厅委])关于.{4,80}的?(?:通知|意见|决定|办法|规定|通告)$")
_NO_POLICY: Final = re.compile(
    r"任(?:命|免|职)|免去|职务|会议(?:的)?通知|放假|值班|表彰|通报|批复|复函|答复|考核结果|培训班|招聘|公示|名单|奖励的决定|召开|讣告|慰问"
    r"|调整.{2,20}(?:领导小组|指挥部|委员会)|成立.{2,30}(?:领导小组|指挥部|委员会)|应急预案演练"
)
_IS_NORMATIVE: Final = re.compile(r"规范性文件")
_NOT_NORMATIVE: Final = re.compile(r"非规范性文件|不(?:是|属于)规范性文件")
_NORMATIVE_NUMBER: Final = re.compile(r"规(?:字|发)?〔|令〔")


def kinds_of(
    title: str, number: str | None, table: Mapping[str, str]
) -> tuple[frozenset[Kind], frozenset[Kind]]:
    """The kinds it surely is of, and those that cannot be excluded."""
    heading = re.sub(r"\s", "", title)
    if _INTERPRETS.search(heading) and not _NO_EXPLANATION.search(heading):
        return frozenset({Kind.INTERPRETATION}), frozenset()
    if _GAZETTE.search(heading):
        return frozenset({Kind.GAZETTE}), frozenset()
    kinds: set[Kind] = set()
    maybe: set[Kind] = set()
    if _DRAFT.search(heading) and not _DRAFT_RESULT.search(heading):
        return frozenset({Kind.DRAFT}), frozenset()
    for kind, pattern in ((Kind.REPORT, _REPORT), (Kind.GUIDELINE, _GUIDELINE), (Kind.PLAN, _PLAN)):
        if pattern.search(heading):
            kinds.add(kind)
    if _BUDGET.search(heading) and not _NO_BUDGET.search(heading):
        kinds.add(Kind.BUDGET)
    _policies(heading, number, table, kinds, maybe)
    return frozenset(kinds), frozenset(maybe - kinds)


def _policies(
    heading: str, number: str | None, table: Mapping[str, str], kinds: set[Kind], maybe: set[Kind]
) -> None:
    """Policies and normative documents: what bears a number, is issued in form, or is called so by the page's table."""
    said = " ".join(table.values())
    named = _IS_NORMATIVE.search(said) and not _NOT_NORMATIVE.search(said)
    if _NO_POLICY.search(heading) or Kind.REPORT in kinds or Kind.BUDGET in kinds:
        return
    if number is None and not named and not _ISSUED.search(heading):
        return
    if _POLICY.search(heading) or _RULE.search(heading) or named:
        kinds.add(Kind.POLICY)
    elif _OPEN.search(heading):
        maybe.add(Kind.POLICY)
    numbered = number is not None and _NORMATIVE_NUMBER.search(number)
    if named or numbered or _RULE.search(heading) or (_BINDING.search(heading) and Kind.POLICY in kinds):
        kinds.add(Kind.NORMATIVE)
    elif _OPEN.search(heading) or _POLICY.search(heading):
        maybe.add(Kind.NORMATIVE)
