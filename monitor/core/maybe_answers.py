"""Official pages that may answer a matter of public concern though nothing ties them to it.

An accident has a day, a place and a toll that its notices repeat. A matter of concern has none of these: its answer may
be a letter to the users of a heating network, or a decision on a Mr Li. So where a body of the place wrote something
in those days that shares words with the matter, nobody may say that it was silent. What is asked for is little, on
purpose: a person can say that a page is no answer, and a wrong "none found" cannot be taken back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from datetime import timedelta

from monitor.core.titles import routine

FOR = timedelta(days=5)
"""So long after a matter came up pages are looked at: its window of 48 hours begins with the first mention seen."""
LOOKED_AT = 800
"""Characters of a page that are compared."""
HANDLED = re.compile(
    r"致歉|道歉|歉意|停职|免职|撤职|问责|处分|立案|查处|处罚|罚款|责令|督办|整改|处理决定|解答|答疑|一封信|整治|整顿|严查|约谈|通报|回应|说明"
    r"|退款|退还|退费|赔偿|抢修|抢险|恢复|复查|核查|调查|辟谣|澄清|协商|解决"
)
"""Words of somebody who does something about it."""
ENOUGH, ENOUGH_HANDLED = 2.0, 0.5
"""Points from which a page may answer; and where it tells that something was done."""
IN_TITLE, IN_TEXT, GENERAL = 1.0, 0.5, 0.2
"""Points of a pair of characters that the matter and a title, or a text, share; and of a general one."""
_HAN = re.compile(r"[㐀-䶿一-鿿]{2,}")
_EMPTY = re.compile(
    r"网友|网民|网传|网络|网上|视频|引发|关注|热议|热搜|回应|表示|工作人员|记者|调查|核实|核查|介入|部门|相关|有关|情况|通报|说明|目前|正在|已经|进行|显示"
    r"|流传|发布|发现|反映|近日|日前|对此|介绍|了解|处理|要求|组织|开展|进一步|第一时间|高度重视|成立|小组|[一二三四五六七八九十两多几]+[名段个位起次]|其中|同时|以及|针对"
    r"|市政府|人民政府|政府|今日|昨日|上午|下午|晚上|凌晨|我[省市县区镇乡]|全[省市县区镇乡]|[一-鿿]{1,4}?(?:自治区|自治州|自治县|[省市县区州旗盟镇乡])"
)
_GENERAL = re.compile(
    r"学校|学生|教师|老师|家长|医院|患者|居民|小区|业主|公司|企业|群众|市民|干部|食品|安全|工作|服务|管理|城市|社会|建设|发展|政策|教育|卫生|健康|监管|市场|监督"
    r"|交通|运输|环境|生态|公安|民警|街道|社区|人员|活动|项目|问题|领导|单位|中心|中学|小学|大学|学院|生产|质量|保障|提升|推进|方式|时间|[一-鿿]局"
)


def words_of_matter(pages: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The pairs of neighbouring characters in titles and texts of the pages tied to a matter, empty words left out."""
    words = (_EMPTY.sub("|", f"{title}\n{text[:LOOKED_AT]}") for title, text in pages)
    return frozenset(pair for some in words for run in _HAN.findall(some) for pair in _pairs(run))


def shared_words(matter: frozenset[str], title: str, text: str) -> tuple[str, ...]:
    """What a page shares with the matter where that is enough for an answer, the most telling first; else nothing."""
    in_title = matter & _pairs(title)
    in_text = (matter & _pairs(text[:LOOKED_AT])) - in_title
    points = sum(GENERAL if _GENERAL.match(pair) else IN_TITLE for pair in in_title)
    points += sum(GENERAL if _GENERAL.match(pair) else IN_TEXT for pair in in_text)
    handled = HANDLED.search(f"{title}\n{text[:LOOKED_AT]}") is not None
    if points < (ENOUGH_HANDLED if handled else ENOUGH) or (routine(title) and not handled):
        return ()
    found = [*_runs(title, in_title), *_runs(text[:LOOKED_AT], in_text)]
    return tuple(sorted(dict.fromkeys(found), key=_telling))


def _telling(run: str) -> tuple[bool, int]:
    return len(run) == 2 and _GENERAL.match(run) is not None, -len(run)


def _runs(words: str, shared: Set[str]) -> list[str]:
    """The longest stretches that shared pairs make up."""
    found, start = [], None
    for at in range(len(words)):
        if words[at : at + 2] in shared:
            start = at if start is None else start
        elif start is not None:
            found.append(words[start : at + 1])
            start = None
    return found


def _pairs(words: str) -> set[str]:
    return {words[at : at + 2] for at in range(len(words) - 1)}
