"""Find the names of places in a text: what is written, before any thought of which one is meant.

One pass from left to right, the longest name first. Names are looked up by their first two
characters and then by the few lengths that names with that beginning have, so the cost is linear
in the text whatever it holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from operator import add

from monitor.text import _place_names as names
from monitor.text._patterns import compiled
from monitor.text._place_table import COUNTY, Row, Table, level, row_of, table


class Kind(IntEnum):
    """How a name was written, and so what it can mean."""

    FULL = 1  # with its suffix: 丰台区
    ALIAS = 2  # a zone or a nickname: 雄安新区
    BARE = 3  # without suffix: 丰台
    WEAK = 4  # without suffix, and an ordinary word too: 和平
    ABROAD = 5
    WORD = 6  # a longer word that only holds a name: 新华社
    CAMPUS = 7  # a university or the like, named after the place it stands in
    SELF = 8  # 我市, 本县: the place of whoever writes


@dataclass(slots=True)
class Found:
    """A name as written, with every division that bore it."""

    start: int
    end: int
    kind: Kind
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All names, and the lengths of those that share their first two characters, longest first."""

    entries: dict[str, tuple[Kind, tuple[Row, ...]]]
    lengths: dict[str, tuple[int, ...]]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Built once, on first use."""
    known = table()
    entries: dict[str, tuple[Kind, tuple[Row, ...]]] = {}
    for short, rows in known.by_short.items():
        if len(short) > 1 and not (short[-1] in "左右中前后" and rows[0].name.endswith("旗")):
            entries[short] = (Kind.WEAK if short in names.WEAK else Kind.BARE, rows)
    entries.update(_aliases(known))
    for name, rows in known.by_name.items():
        if name not in _HEADINGS:
            entries[name] = (Kind.WEAK if name in _GENERIC else Kind.FULL, rows)
    entries.update((name, (Kind.ABROAD, ())) for name in names.FOREIGN_CITIES)
    entries.update((name, (Kind.ABROAD, ())) for name in names.COUNTRIES)
    entries.update((word, (Kind.WORD, ())) for word in names.WORDS)
    lengths: dict[str, set[int]] = {}
    for name in entries:
        lengths.setdefault(name[:2], set()).add(len(name))
    return Lexicon(entries, {pair: tuple(sorted(have, reverse=True)) for pair, have in lengths.items()})


_MOST = 5000  # a text with more names than this is no notice; what follows is left unread
_HEADINGS = frozenset({"市区", "新区", "市郊区"})  # old names of districts that name nothing
_GENERIC = frozenset({"郊区", "城区", "矿区", "东区", "西区", "新城区"})  # districts only after their city


def _aliases(known: Table) -> dict[str, tuple[Kind, tuple[Row, ...]]]:
    out: dict[str, tuple[Kind, tuple[Row, ...]]] = {}
    parts = {name: code for name, code in names.PARTS_OF_PROVINCES.items() if name not in known.by_short}
    for name, code in (parts | names.ALIASES).items():
        row = row_of(code, 202101)
        if row is not None and name not in known.by_name:
            out[name] = (Kind.ALIAS, (row,))
    return out


# ---- what may not follow a name ------------------------------------------------------------------
_ROAD = (
    r"[东西南北中上下一二三四五六七八九十]{0,2}(?:路(?![面段上边口况政网过灯遇人途基线桥障])|大道|大街|街(?![头坊区面])|胡同|高架"
    r"|巷(?!道)|街道|道(?![路德教县里外口歉孚真具场]))"
)
_TRADE = (
    r"银行|航空(?!港)|[日晚晨早商时]报(?![告道])|青年报|都市报|新闻网|网讯|在线讯|卫视|电视台|电台|广播|人寿|证券|期货|啤酒|时间(?=[\d０-９今昨]|$)|"
    r"话(?![剧题])|菜(?!市|场)|火锅|拉面|烤鸭|米粉|小吃|料理|籍|方言|口音|户籍|户口|号牌|牌照|车牌|餐[厅馆]|饭店|酒[家楼店]|大酒店|宾馆|"
    r"会馆|老乡|移民|人[，,。、；）)（(]|人(?=[某姓均都也])|虎|产(?=的)"
)
_NO_PLACE = compiled(rf"(?:{_ROAD}|{_TRADE})")
_FULL_NO_PLACE = compiled(r"籍|人[，,。、；）)（(]|银行|[日晚晨早商时]报(?![告道])|电视台|户籍|户口")
_ABROAD_NO_PLACE = compiled(
    rf"{_ROAD}|{_TRADE}|[总首]统|总理|首相|国籍|公民|游客|留学生|企业|公司|驻华|队|式|族|语|元(?![月])|国王|战机|军舰|"
    r"[产版裔牌菜车]|人(?=[的，。、们在也])|专家|教授|政府(?=[^大楼])|外交部|媒体"
)
_DIRECT_CAMPUS = compiled(r"(?:[一-鿿]{1,8}?)(?:大学|学院)(?!路|城)")
_MORE_SUFFIX = compiled(r"(?!市[南北中]区)[县市区州旗盟](?![长委府政域城里内级民场境公交消区属面县市下])")
_VILLAGE = compiled(
    r"镇(?![江海平远雄安康宁赉原坪沅巴])|乡(?![镇村亲下])|村(?!民)|屯(?![溪昌留])|社区|小区|新村|花园|花苑|大厦|广场|公园|小镇"
)
_COUNTY_VILLAGE = compiled(r"(?:第[一二三四五六七八九十]+)?(?:医院|中学|小学|幼儿园|商场|市场|庄|湖|山(?!体)|沟|坡)")
# words that run into a short name: its first (or last) character, then those that bind it from before (after)
_BEFORE = (
    "临面濒来光降莅 定稳规鉴固确一决肯特指约测设制协 成完造形组建达变构促 资投物出注工外融集筹 "
    "会大社机都不才就将 高提最较很更 通交沟普流畅 合联符综 同共相不 化变消文 建新在修 大最较重巨 正真改 "
    "民人居村市农 全安完 海近沿出入临 平水公生 安公保治国 南东西 西东 北东西 东中 新最重创更 明说证声 "
    "开公召离展 长市县区省州部局厅处所院校会队成增 中其当集 上以"
)
_AFTER = (
    "安全排置装检保抚稳静 理解论由赔 和平谐 开始展放发工通会 定的性位期 中国央心的毒 兴建奋 新的增型闻建 "
    "化学工验肥 明确显年天 平均方台时稳 海域水面关拔 通报知过告讯信话车航 公里安司告布路交 水平位库源 阳光台 "
    "都是有没在会能要 长期时大江 南部方 东部方西 北部方 西部方 关于注"
)
_BINDS_BEFORE = {word[0]: word[1:] for word in _BEFORE.split()}
_BINDS_AFTER = {word[0]: word[1:] for word in _AFTER.split()}
_NOT_A_DISTRICT = compiled(r"[域间别划]|县(?!城)")
_ZONE = compiled(names.ZONE)
_ABROAD_MORE = compiled(
    r"(?:[一-鿿·]{1,9}?(?:州|市(?![场民])|省|郡|邦|府|直辖区|自治区))?(?:[一-鿿·]{1,7}?(?:市|县|镇|村|岛(?![县市])))?"
)
_ABROAD_STOP = compiled(
    r"[城港]市|城镇|小[镇城]|首府|"
    r"[在与和的对将为因是发生首都驻向从一某多两三数该全各至当地有内]|市(?=[场民区长政中])|^道"
)
# a town abroad that no list has: a name of the sounds by which foreign names are written, where a town is spoken of
_SOUNDS = (
    "阿埃艾安奥巴拜班贝比彼宾波伯勃博布察茨达戴丹德登狄迪蒂杜多俄厄恩尔法菲费芬弗夫福盖甘冈戈哥格古哈豪赫亨洪胡吉季加迦贾杰津"
    "卡凯坎康考柯科克肯库奎拉莱兰朗劳勒雷里利莉列林卢鲁伦罗洛马玛迈曼芒梅蒙米密莫姆穆纳娜奈尼涅努诺帕潘庞佩彭皮普奇恰乔切钦琼丘"
    "瑞若萨塞赛桑森沙珊舍圣施什史舒斯松苏索塔泰坦唐特提廷图托瓦旺威韦维温沃乌伍希锡夏谢辛欣雅亚延耶叶伊因尤约扎泽詹珍兹祖佐"
)
_TOWN_ABROAD = compiled(
    r"(?:城市|城镇|小镇|小城|古城|村镇|港口|港[市城]|胜地|重镇|首府|首都|省会|村庄|岛屿|[东西南北中]部|近郊|郊外|的|在|位于)"
    rf"(?P<town>[{_SOUNDS}]{{2,8}}?(?=[市州省镇村岛](?![场民]))|[{_SOUNDS}]{{3,8}}?"
    r"(?=发生|遭|突发|机场|[一两二三数多]|近郊|郊外|附近|地区|境内|上空|周边|海域|[，。、]|$))"
)
_TOWN_NEAR = 40
_ENDED = compiled(r"[。！？；\n]")
_NUMBER_DAY = compiled(r"[\d０-９一二三四五六七八九十昨今近当每节次翌]$")

# 丰县: two characters, the second of which is the suffix; words of the text run into them
_LOOSE_BEFORE = frozenset(
    '的在于至到往从位市省州区是与、，,。；;：:（(“"《 \u3000\n\t日时分许晚晨午年月近距经由赴某抵达离去回居住原向沿及'
)
_OFFICE_AFTER = frozenset("长级委政内里域公")
_COMMON_SURNAMES = tuple(names.SURNAMES[:100].translate(str.maketrans("", "", "于金高林方江白石")))
_NAME_BEGINS = frozenset("、，,。；;：:（( \u3000\n者员长席理官士某")
_NAME_LIST = compiled(
    rf"(?:记者|通讯员|实习生|编辑|责编|作者|摄影|主编|校对)[\s：:]*"
    rf"(?:[{names.SURNAMES}][一-鿿]{{1,2}}(?:[、，,\s]+|(?=[）)电讯摄报/])))+"
)
_LETTERS = "".join(names.LETTERS)
_LETTER = compiled(
    rf"(?:在|赴|抵|驻)(?!澳)(?P<a>[{_LETTERS}])(?=[，。、；\s发召举开一两多某遇遭被务]|$)"
    rf"|(?P<g>[{_LETTERS}]{{2,4}})(?=[两三四]?[省市](?!区)|交界|地区(?!域))"
    rf"|(?:^|(?<=[\n：“]))(?P<t>[{_LETTERS}])(?=[一多某两][^，。]{{2,12}}[死伤火震炸塌亡撞])",
    re.MULTILINE,
)
_FOREIGN_LETTER = compiled(
    rf"在(?P<f>[{names.FOREIGN_LETTERS}])(?=遇|遭|被|失踪|身亡|留学|发生|境内|车祸|死亡)|(?:^|(?<=[\n：“]))俄(?=[^罗国语文方乌军美而])"
)
_SELF = compiled(r"[我本](省|市|县|区|州|旗|盟)(?![场民委])")


def scan(text: str, home: str | None) -> list[Found]:
    """Every name in the text, in order, none overlapping another."""
    lex = lexicon()
    entries, lengths = lex.entries, lex.lengths
    people = [match.span() for match in _NAME_LIST.finditer(text)] if "者" in text or "员" in text else []
    out: list[Found] = []
    end, free = len(text) - 1, 0
    for at, pair in enumerate(map(add, text, text[1:])):
        if at < free or pair not in lengths:
            continue
        if len(out) >= _MOST:
            break
        options = lengths[pair]
        for size in options:
            entry = entries.get(text[at : at + size])
            if entry is None or at + size > end + 1:
                continue
            verdict = _accept(text, at, at + size, entry, out[-1].end if out else -1)
            if verdict is None:
                continue
            kind, stop = verdict
            free = stop
            named = kind in (Kind.BARE, Kind.WEAK) and any(a <= at < b for a, b in people)
            if kind is not Kind.WORD and not named:
                out.append(Found(at, stop, kind, entry[1]))
            break
    if any(one.kind is Kind.ABROAD for one in out):
        out = _with_towns_abroad(text, out)
    return _with_letters(text, out, home)


def _accept(text: str, start: int, end: int, entry: tuple[Kind, tuple[Row, ...]], last: int) -> tuple[Kind, int] | None:
    """The kind of the name and where it ends; None where these characters are no name at all."""
    kind = entry[0]
    if kind is Kind.WORD:
        return (kind, end)
    if kind is Kind.ABROAD:
        return _abroad(text, start, end)
    if kind is Kind.FULL:
        return _full(text, start, end, last)
    if (match := _NO_PLACE.match(text, end)) is not None:
        return (Kind.WORD, match.end())
    if kind is not Kind.ALIAS and last != start and not _stands_alone(text, start, end, entry[1]):
        return None
    if kind is not Kind.ALIAS and _is_village(text, end, entry[1]):
        return (Kind.WORD, end)
    if (zone := _ZONE.match(text, end)) is not None and kind is not Kind.WEAK:
        return (Kind.ALIAS if kind is Kind.BARE else kind, zone.end())
    if kind is not Kind.ALIAS:
        if _MORE_SUFFIX.match(text, end):
            return None  # 某某县 of a name that no division of that suffix bears
        if text.startswith("族", end):
            return None
        if (campus := _DIRECT_CAMPUS.match(text, end)) is not None and kind is Kind.BARE:
            return (Kind.CAMPUS, campus.end()) if not _crosses(campus[0]) else (kind, end)
    return (kind, end)


def _stands_alone(text: str, start: int, end: int, rows: tuple[Row, ...]) -> bool:
    """No character of a short name belongs to a word that begins before or goes on after it."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if text[start] in "镇乡村" and "一" <= before <= "鿿" and before not in _LOOSE_BEFORE:
        return False
    if end - start != 2 or any(level(row.code) < COUNTY for row in rows):
        return True
    if before in _COMMON_SURNAMES and (start == 1 or text[start - 2] in _NAME_BEGINS):
        return False  # 、张常宁、
    if before and before in _BINDS_BEFORE.get(text[start], ""):
        return False
    return not (after and after in _BINDS_AFTER.get(text[end - 1], ""))


def _is_village(text: str, end: int, rows: tuple[Row, ...]) -> bool:
    """The name is that of a town, an estate or a school, wherever it may be: 金华镇, 东山中学."""
    if _VILLAGE.match(text, end) is not None:
        return True
    return all(level(row.code) == COUNTY for row in rows) and _COUNTY_VILLAGE.match(text, end) is not None


def _crosses(words: str) -> bool:
    """The words up to 大学 are a clause of their own, not the name of one institution."""
    return any(mark in words for mark in "的在和与某一是有为对")


def _full(text: str, start: int, end: int, last: int) -> tuple[Kind, int] | None:
    tail = text[end - 1]
    if tail == "区" and _NOT_A_DISTRICT.match(text, end):
        return None
    if tail == "市" and text[end : end + 2] in ("南区", "北区", "中区") and end - start > 2:
        return None  # 青岛市南区: the shorter name, and then 市南区
    if end - start == 2:
        before, after = text[start - 1 : start], text[end : end + 1]
        near = last == start
        if not near and before and before not in _LOOSE_BEFORE and not before.isdigit():
            return None
        if not near and after in _OFFICE_AFTER and text[start] in "任和成应新全":
            return None
    if (match := _FULL_NO_PLACE.match(text, end)) is not None:
        return (Kind.WORD, match.end())
    if tail in "省市" and (zone := _ZONE.match(text, end)) is not None:
        return (Kind.FULL, zone.end())
    return (Kind.FULL, end)


def _abroad(text: str, start: int, end: int) -> tuple[Kind, int] | None:
    if text[start] == "日" and _NUMBER_DAY.search(text, max(0, start - 1), start):
        return None
    if (match := _ABROAD_NO_PLACE.match(text, end)) is not None:
        return (Kind.WORD, match.end())
    if text[start:end] == "海地" and text[end : end + 1] in tuple("区带震方下势域铁图面点块址质"):
        return None
    more = _ABROAD_MORE.match(text, end)
    if more is not None and more[0] and not _ABROAD_STOP.search(more[0]):
        return (Kind.ABROAD, more.end())
    return (Kind.ABROAD, end)


def _with_towns_abroad(text: str, found: list[Found]) -> list[Found]:
    """Foreign towns of no list, in a sentence that has named a place abroad before them."""
    towns: list[Found] = []
    taken = {at for one in found for at in range(one.start, one.end)}
    for one in found:
        if one.kind is not Kind.ABROAD:
            continue
        ended = _ENDED.search(text, one.end, one.end + _TOWN_NEAR)
        match = _TOWN_ABROAD.search(text, one.end, ended.start() if ended else one.end + _TOWN_NEAR)
        if match is not None and taken.isdisjoint(range(*match.span("town"))):
            taken.update(range(*match.span("town")))
            towns.append(Found(match.start("town"), match.end("town"), Kind.ABROAD, ()))
    return sorted(found + towns, key=lambda one: one.start) if towns else found


def _with_letters(text: str, found: list[Found], home: str | None) -> list[Found]:
    """Letters that stand for provinces, and 我市, where no longer name stands."""
    extra: list[Found] = []
    for match in _LETTER.finditer(text):
        group = match.lastgroup or "a"
        for offset in range(match.start(group), match.end(group)):
            row = row_of(names.LETTERS[text[offset]], 202101)
            extra.append(Found(offset, offset + 1, Kind.ALIAS, (row,) if row else ()))
    for match in _FOREIGN_LETTER.finditer(text):
        extra.append(Found(match.end() - 1, match.end(), Kind.ABROAD, ()))
    if home:
        for match in _SELF.finditer(text):
            row = _own(home, match[1])
            if row is not None:
                extra.append(Found(match.start(), match.end(), Kind.SELF, (row,)))
    if not extra:
        return found
    merged: list[Found] = []
    for item in sorted(found + extra, key=lambda one: (one.start, -one.end)):
        if not merged or item.start >= merged[-1].end:
            merged.append(item)
    return merged


def _own(home: str, suffix: str) -> Row | None:
    """The division that 我省, 我市 or 我县 means in a text of this place."""
    if suffix == "省":
        return row_of(home[:2] + "0000", 202101)
    row = row_of(home, 202101)
    if row is None or level(home) == 1:
        return row if row is not None and row.name.endswith(suffix) else None
    if row.name.endswith(suffix):
        return row
    above = row_of(home[:4] + "00", 202101)
    return above if above is not None and above.name.endswith(suffix) else None
