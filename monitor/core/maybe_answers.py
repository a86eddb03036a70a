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
from typing import NamedTuple

from monitor.core.titles import routine

FOR = timedelta(days=5)
"""So long after a matter came up pages are looked at: its window of 48 hours begins with the first mention seen."""
LOOKED_AT = 800
"""Characters of a page that are compared."""
HANDLED = re.compile(
    r"致歉|道歉|歉意|停职|免职|撤职|问责|处分|立案|查处|处罚|罚款|责令|督办|整改|处理决定|解答|答疑|一封信|整治|整顿|严查|约谈|通报|回应|说明"
    r"|退款|退还|退费|赔偿|抢修|抢险|恢复|复查|核查|调查|辟谣|澄清|协商|解决|检讨|反思|警示|粗暴|减免|达标|逐户|叫停|调处|调解|吊销|不再担任|免去"
)
"""Words of somebody who does something about it."""
SETTLED = re.compile(
    r"^致|停职|免职|撤职|处分|问责|立案|查处|处罚|致歉|道歉|一封信|决定|通报|说明|回应|答疑|调处|调解|黑名单|吊销|退还|退费|叫停|停业|某"
)
"""Words in a title that tell of a matter settled, whosever it was: an answer need not name what it answers."""
FIELDS = tuple(
    map(
        re.compile,
        (
            r"供暖|供热|暖气|采暖|热力|锅炉|室温|室内温度|热源",
            r"自来水|供水|水质|停水|水务|水厂",
            r"停电|供电|电网|燃气|天然气",
            r"出租|网约车|打车|的士|驾驶员|司机|公交|客运|票价|计价",
            r"食堂|餐饮|外卖|食品|饭菜|午餐|配餐|猪肉|超市|下架|变质|餐厅|市场监管|市监",
            r"学校|校园|学生|家长|教师|老师|校长|课堂|幼儿园|中学|小学|大学|学院|教育",
            r"医院|患者|医生|护士|诊疗|医疗|卫健|卫生健康|妇幼",
            r"城管|城市管理|摊贩|摊位|菜摊|商贩|占道",
            r"民警|派出所|公安|辅警|交警|执法|警",
            r"干部|镇长|乡长|县长|局长|书记|主任|作风|纪委|监委|公职",
            r"物业|小区|业主|楼盘|烂尾|房屋|拆迁|征地|住建",
            r"河道|河水|水体|污染|排污|废水|臭味|异味|生态环境|环保|垃圾",
            r"景区|游客|导游|旅游|文旅|民宿|酒店|购物",
            r"欠薪|讨薪|工资|工人|农民工|人社|劳动",
            r"村民|村委|乡村|道路|修路|工程|施工|路面",
        ),
    )
)
"""Fields of life: a page of the same field as the matter may be its answer in other words (供暖, 锅炉扩容)."""
OPENING = 100
"""Characters of a page's text that tell, with the title, what field it is of."""
SHOWN = 2
"""So many pages that may answer are told of, the likeliest: one is enough to keep silence from being found."""
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


class Matter(NamedTuple):
    """What the pages of a matter say: pairs of neighbouring characters, and the fields that they are of."""

    pairs: frozenset[str]
    fields: frozenset[int]


class Near(NamedTuple):
    """A page that may answer: how near it is, and the words by which, the most telling first."""

    points: float
    words: tuple[str, ...]


def matter_of(pages: Iterable[tuple[str, str]]) -> Matter:
    """A matter as the titles and texts of the pages tied to it tell it, empty words left out."""
    heads = [f"{title}\n{text[:LOOKED_AT]}" for title, text in pages]
    stripped = (_EMPTY.sub("|", head) for head in heads)
    pairs = frozenset(pair for some in stripped for run in _HAN.findall(some) for pair in _pairs(run))
    return Matter(pairs, frozenset(n for n, field in enumerate(FIELDS) if any(map(field.search, heads))))


def near(matter: Matter, title: str, text: str) -> Near | None:
    """The page as a possible answer to the matter; None where nothing speaks for it."""
    head = text[:LOOKED_AT]
    in_title = matter.pairs & _pairs(title)
    in_text = (matter.pairs & _pairs(head)) - in_title
    points = sum(GENERAL if _GENERAL.match(pair) else IN_TITLE for pair in in_title)
    points += sum(GENERAL if _GENERAL.match(pair) else IN_TEXT for pair in in_text)
    handled = HANDLED.search(f"{title}\n{head}") is not None
    fields = [one[0] for n in sorted(matter.fields) if (one := FIELDS[n].search(f"{title}\n{head[:OPENING]}"))]
    settled = SETTLED.search(title)
    enough = points >= (ENOUGH_HANDLED if handled else ENOUGH) or fields or settled
    if not enough or (routine(title) and not handled):
        return None
    found = sorted(dict.fromkeys([*_runs(title, in_title), *_runs(head, in_text)]), key=_telling)
    words = dict.fromkeys([*found, *fields, *([] if settled is None else [settled[0]])])
    return Near(points + len(fields) + (settled is not None), tuple(words))


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
