"""The named things of a text: hospitals, schools, companies, mines, roads, rivers, vessels, plates, “4·18”.

Names are normalised for comparison (“4.18” and 4·18 are one), so that two texts about the same incident
share them. No reading of who they are, only that they are named.
"""

from __future__ import annotations

import re
from typing import Final

from monitor.text._clues import Clue, held
from monitor.text._patterns import as_written, compiled

_READ: Final = 8000
_LIMIT: Final = 60  # names kept
_HAN: Final = r"[一-鿿]"

_MONTH_DAY: Final = compiled(
    r"[“\"‘「『]?(?<![0-9.])(?P<month>1[0-2]|0?[1-9])[·•.．・‧﹒](?P<day>3[01]|[12][0-9]|"
    r"0?[1-9])(?![0-9.％%级])[”\"’」』]"
)
_MONTH_DAY_EVENT: Final = compiled(
    r"(?<![0-9.])(?P<month>1[0-2]|[1-9])[·•・‧](?P<day>3[01]|[12][0-9]|"
    r"[1-9])(?![0-9])(?=[^，。；]{0,24}(?:事故|事件|火灾|案|爆炸|坍塌|灾害|地震|滑坡|洪))"
)
_OF_A_DAY: Final = Clue(_MONTH_DAY, _MONTH_DAY_EVENT)
_ROAD: Final = compiled(
    rf"(?P<code>(?<![A-Za-z0-9])[GSXY][0-9]{{1,4}}(?![0-9]))(?P<cname>{_HAN}{{2,4}}高速(?:公路)?|{_HAN}{{2,3}}线|线)?"
    rf"|(?P<number>[0-9]{{2,4}})(?P<kind>国道|省道|县道|乡道)|(?P<kind2>国道|省道)(?P<number2>[0-9]{{2,4}})线?"
    rf"|(?P<name>{_HAN}{{2}}(?:高速公路|高速))"
)
_NUMBERED_ROAD: Final = as_written(r"[GSXY][0-9]|[国省县乡]道")
_DOTS: Final = frozenset("·•.．・‧﹒")
_WATERS: Final = frozenset("江河湖库")
_HEAD: Final = (
    r"医院|卫生院|大学|学院|中学|小学|幼儿园|学校|职业技术学校|有限责任公司|股份有限公司|有限公司|集团公司|"
    r"集团|工业园|产业园|煤矿|铁矿|金矿|煤业|矿业|露天矿|化工厂|电厂|钢厂|水泥厂|花炮厂|烟花厂|加工厂"
    r"|大桥|特大桥|立交桥|高架桥|跨桥|隧道|收费站|服务区|互通|水库|小区|社区|家园|花园|公寓|大厦|广场|商场|"
    r"酒店|宾馆|饭店|餐厅|市场|体育中心|体育馆|车站|火车站|机场|码头|养老院|敬老院|福利院|景区|公园|博物馆|"
    r"教堂|清真寺"
)
_THING_HEAD: Final = compiled(rf"(?:{_HEAD})(?!{_HAN}?(?:{_HEAD}))")
_HAN_TAIL: Final = compiled(rf"{_HAN}{{2,14}}$")
_RIVER: Final = compiled(
    rf"(?P<river>{_HAN}{{1,3}}(?:江|河|湖|水库))(?=[^一-鿿]|[中里内水段流域面上边岸沿]|大桥|发生|沉|落水)"
)
_VESSEL: Final = compiled(
    rf"[“\"]?(?P<vessel>{_HAN}{{2,6}}?(?:[0-9]{{1,6}}|[一二三四五六七八九十]{{1,3}})号?)[”\"]?(?:轮|船|客船|"
    rf"货船|渔船|油污|(?<=号))(?=(?![线楼院门井矿库仓]){_HAN}|[，。、（(与和])"
)
_NO_VESSEL: Final = as_written(r"[月日年时路楼第国省县村街巷弄院栋组屯镇乡]|记者|电话|文件|公告|通知")
_VESSEL_TAIL: Final = compiled(r"[0-9一二三四五六七八九十]号?[”\"]?(?:轮|船|客船|货船|渔船|油污|(?<=号)[一-鿿])")
_PLATE: Final = compiled(
    r"(?P<plate>[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z]·?[A-Z0-9*×xX·]{4,6}(?:挂|"
    r"学|警)?)(?![A-Za-z0-9])"
)
_PERSON: Final = compiled(
    r"(?<![一-鿿])(?P<person>[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛范彭郎鲁韦昌马苗凤花方俞任袁柳史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁荀羊惠甄曲封储靳焦牧谷车侯班仇祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍桑桂濮牛寿通边扈燕冀尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧利蔚越隆师巩聂晁勾敖融冷訾辛阚那简饶空曾关][一-鿿]?某{1,2}[一-鿿]?)"
    r"(?=[（(，。、；：:\s]|[男女被涉驾持因系在与和等将酒无有已犯])"
)
_PERSON_LOOSE: Final = compiled(
    r"(?:司机|驾驶员|驾驶人|嫌疑人|负责人|院长|经理|法人|男子|女子|死者|伤者|患者|业主|当事人|队长|矿长|"
    r"员工|教师|老师)(?P<person>[一-鿿]{1,2}某{1,2}[一-鿿]?)(?=[（(，。、；：:\s]|"
    r"[男女被涉驾持因系在与和等将酒无有已犯])"
)

# words that never belong to the name they touch: the name begins after them
_CUT: Final = compiled(
    r".*(?:发生在|位于|前往|送往|赶到|抵达|转至|送至|送到|转入|隶属于?|来自|来到|驶入|途经|行至|驶至|"
    r"坐落于|召开|举行|记者从|获悉|联合|关于|其中|以及|经过|通往|工作的|名为|一家|一所|一座|一个|某某|目前|近日|当日|"
    r"今日|昨日|凌晨|上午|下午|晚上|[年月日时分]许|[在的至到从由被将对与及了称该此往把某]|向(?![阳荣前上东西南北])|附近|一家"
    r"|和(?![平谐睦美田顺县])|为(?!民)|东侧|西侧|南侧|北侧|附近)(?=.{2})|^[年月日时分号许]+"
)
# a division, a town or a road that the named thing stands in: no part of its name, unless little else is left of it
_UNIT: Final = compiled(
    r".*(?:自治区|自治州|自治县|[区县市省镇乡旗盟](?![一-鿿]?(?:区|县|市|镇|乡))|街道|(?<![公铁一])路)(?=.{2})"
)
_LAST_UNIT: Final = compiled(r"(?:市[南北中]区|[^区县市省镇乡旗盟]{1,4}(?:自治[区州县]|[区县市省镇乡旗盟]|街道|路))$")
_GENERIC: Final = compiled(
    r"(?:第[一二三四五六七八九十0-9]{1,3}|实验|中心|人民|中医|妇幼|妇幼保健|儿童|附属|职业|高级|初级|希望|完全|国际|世纪|"
    r"农贸|购物|综合|文化|体育|客运|长途汽车|汽车|火车|高铁|城关|机关|社会|综合养老){0,3}"
)
_COMMON: Final = compiled(
    r"^(?:[一二三四五六七八九十两几各该多这那本某全]?(?:所|家|个|座|名|栋)?(?:大型|当地|附近|相关|涉事|"
    r"有关|多家|定点|农贸|超市|批发|综合|地下|公共|民营|私立|公立|事发|居民|住宅|生活|商业|人民|中心|高速|"
    r"城市|专科|三甲|中心小|全|火|汽|客运|建筑|施工|民办|知名|部分|其他|其它|附属|国有|上市|物业|高层|"
    r"老旧|第[一二三四五六七八九十]|实验){0,2})$"
)


def read_names(text: str, title: str = "") -> tuple[str, ...]:
    """All names, normalised, each once, in order of appearance (the title first)."""
    whole = f"{title}\n{text[:_READ]}" if title else text[:_READ]
    found: list[tuple[int, str]] = []
    for pattern in () if _DOTS.isdisjoint(whole) else (_MONTH_DAY, _MONTH_DAY_EVENT):
        found += [(m.start(), f"{int(m['month'])}·{int(m['day'])}") for m in pattern.finditer(whole)]
    if "高速" in whole or _NUMBERED_ROAD.search(whole):
        for match in _ROAD.finditer(whole):
            found += [(match.start(), name) for name in _road(match)]
    found += _things(whole)
    if not _WATERS.isdisjoint(whole):
        found += [(m.start(), m["river"]) for m in _RIVER.finditer(whole) if not _CUT.match(m["river"])]
    if _VESSEL_TAIL.search(whole):
        found += [(m.start(), name) for m in _VESSEL.finditer(whole) if (name := _vessel(m["vessel"]))]
    found += [(m.start(), m["plate"].replace("·", "").upper()) for m in _PLATE.finditer(whole)]
    if "某" in whole:
        for pattern in (_PERSON, _PERSON_LOOSE):
            found += [(m.start(), m["person"]) for m in pattern.finditer(whole)]
    found.sort()
    return tuple(dict.fromkeys(name for _, name in found))[:_LIMIT]


def may_name_day(text: str, title: str = "") -> bool:
    """Whether `read_names` may find a name such as “4·18”."""
    return _OF_A_DAY.among(held(text[:_READ]) | held(title))


def _road(match: re.Match[str]) -> list[str]:
    """G75兰海高速 gives its code and its name; 312国道 and 国道312 are one."""
    if match["code"]:
        names = [match["code"]]
        if match["cname"] and match["cname"].endswith(("高速", "高速公路")):
            names.append(_expressway(match["cname"]))
        return names
    number, kind = match["number"] or match["number2"], match["kind"] or match["kind2"]
    if number:
        return [f"{int(number)}{kind}"]
    name = _expressway(match["name"])
    return (
        []
        if re.match(
            r"[的在于至到从由沿上该条]|.[的在于至到从由沿上]|一条|全市|全省|我省|我市|国家|多条|城市|绕城", name
        )
        else [name]
    )


def _expressway(name: str) -> str:
    return name.removesuffix("公路")


def _things(text: str) -> list[tuple[int, str]]:
    """Institutions, works and sites: a head word (医院, 大桥) with the name written before it."""
    found = []
    for match in _THING_HEAD.finditer(text):
        tail = _HAN_TAIL.search(text, max(0, match.start() - 14), match.start())
        if tail is not None and (name := _thing(tail[0] + match[0])):
            found.append((match.start(), name))
    return found


def _thing(raw: str) -> str | None:
    """The name without what stands before it (位于…的); None where only a common noun is left."""
    name = raw
    while (cut := _CUT.match(name)) and cut.end() < len(name):
        name = name[cut.end() :]
        if re.fullmatch(_HEAD, name):
            return None
    if (unit := _UNIT.match(name)) is not None:
        name = _within(name[: unit.end()], name[unit.end() :])
    head = re.search(rf"(?:{_HEAD})$", name)
    if head is None or _COMMON.match(name[: head.start()]):
        return None
    return name if 2 <= head.start() <= 12 else None


def _within(units: str, own: str) -> str:
    """The name after the units it stands in; with the last of them where the rest names nothing (市北区人民医院)."""
    head = re.search(rf"(?:{_HEAD})$", own)
    if head is None or not _GENERIC.fullmatch(own, 0, head.start()):
        return own
    before = _UNIT.match(units[:-1])
    last = _LAST_UNIT.search(units, before.end() if before is not None and before.end() < len(units) - 1 else 0)
    return (last[0] if last is not None else "") + own


def _vessel(raw: str) -> str | None:
    name = raw if raw.endswith("号") else raw + "号"
    cut = _CUT.match(name)
    if cut:
        name = name[cut.end() :]
    return name if re.match(rf"{_HAN}{{2,}}", name) and not _NO_VESSEL.search(name) else None
