"""How far the clocks of places abroad may be from UTC: the least and the most hours over a year and a country.

当地时间19日晚8时 in Mumbai is not eight o'clock in Beijing. Where a country has several zones or summer time, the
whole range counts, and the moment read becomes that much wider. Offsets are those of the tz database (2024a),
in civil use now; a change of zone years ago may fall outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Final

from monitor.text._patterns import as_written

_CHINA: Final = 8.0
_REACH: Final = 600  # so far back a text may have named the country

# least and most hours from UTC, and the places
_OFFSETS: Final = """
-10 -10 夏威夷 檀香山
-9 -8 阿拉斯加
-8 -7 洛杉矶 旧金山 西雅图 圣迭戈 拉斯维加斯 加利福尼亚 加州 温哥华
-7 -6 丹佛 科罗拉多
-6 -5 芝加哥 休斯敦 达拉斯 新奥尔良 得克萨斯 得州 德克萨斯 伊利诺伊 明尼苏达
-5 -4 纽约 华盛顿 波士顿 迈阿密 费城 底特律 亚特兰大 佛罗里达 弗吉尼亚 俄亥俄 密歇根 宾夕法尼亚 多伦多 渥太华
-5 -4 蒙特利尔 古巴 哈瓦那 巴哈马 海地 太子港
-10 -4 美国
-8 -2.5 加拿大
-8 -5 墨西哥
-6 -6 墨西哥城 危地马拉 伯利兹 萨尔瓦多 洪都拉斯 尼加拉瓜 马那瓜 哥斯达黎加
-5 -5 巴拿马 哥伦比亚 波哥大 秘鲁 利马 牙买加
-6 -5 厄瓜多尔
-4 -4 波多黎各 多米尼加 玻利维亚 委内瑞拉 加拉加斯 圭亚那 巴巴多斯 格林纳达 特立尼达和多巴哥
-6 -3 智利
-4 -3 圣地亚哥 巴拉圭
-3 -3 阿根廷 布宜诺斯艾利斯 乌拉圭 苏里南 里约热内卢 圣保罗 巴西利亚
-5 -2 巴西
-2 -1 格陵兰
-1 -1 佛得角
0 0 冰岛 加纳 阿克拉 塞内加尔 达喀尔 马里 冈比亚 几内亚 几内亚比绍 塞拉利昂 利比里亚 科特迪瓦 布基纳法索 多哥
0 0 毛里塔尼亚
0 1 英国 伦敦 曼彻斯特 利物浦 格拉斯哥 爱丁堡 伯明翰 英格兰 苏格兰 威尔士 北爱尔兰 爱尔兰 葡萄牙 里斯本 摩洛哥
1 1 阿尔及利亚 阿尔及尔 突尼斯 尼日利亚 拉各斯 阿布贾 尼日尔 乍得 喀麦隆 贝宁 加蓬 安哥拉 罗安达 赤道几内亚
1 1 中非共和国 刚果布 金沙萨
1 2 法国 巴黎 马赛 里昂 尼斯 德国 柏林 慕尼黑 法兰克福 汉堡 科隆 意大利 罗马 米兰 威尼斯 那不勒斯 西班牙 马德里
1 2 巴塞罗那 比利时 布鲁塞尔 荷兰 阿姆斯特丹 瑞士 日内瓦 苏黎世 奥地利 维也纳 捷克 布拉格 波兰 华沙 匈牙利 布达佩斯
1 2 丹麦 哥本哈根 瑞典 斯德哥尔摩 挪威 奥斯陆 斯洛伐克 斯洛文尼亚 克罗地亚 塞尔维亚 波黑 科索沃 北马其顿 马其顿
1 2 阿尔巴尼亚 卢森堡 摩纳哥 马耳他 列支敦士登 安道尔 梵蒂冈 刚果(金) 刚果金 刚果
2 2 南非 约翰内斯堡 开普敦 津巴布韦 哈拉雷 赞比亚 马拉维 莫桑比克 博茨瓦纳 纳米比亚 卢旺达 布隆迪 莱索托 斯威士兰
2 2 利比亚 的黎波里 苏丹 喀土穆 南苏丹
2 3 希腊 雅典 芬兰 赫尔辛基 乌克兰 基辅 罗马尼亚 保加利亚 摩尔多瓦 立陶宛 拉脱维亚 爱沙尼亚 塞浦路斯 埃及 开罗
2 3 亚历山大港 以色列 耶路撒冷 特拉维夫 巴勒斯坦 加沙 加沙地带 约旦河西岸 黎巴嫩 贝鲁特 叙利亚 大马士革 阿勒颇 约旦
3 3 土耳其 安卡拉 伊斯坦布尔 沙特阿拉伯 沙特 利雅得 麦加 吉达 伊拉克 巴格达 巴士拉 摩苏尔 科威特 卡塔尔 多哈 巴林
3 3 也门 肯尼亚 内罗毕 埃塞俄比亚 亚的斯亚贝巴 索马里 摩加迪沙 坦桑尼亚 达累斯萨拉姆 乌干达 吉布提 厄立特里亚
3 3 马达加斯加 白俄罗斯 明斯克 莫斯科 圣彼得堡 车臣 达吉斯坦 北高加索 别斯兰 克里米亚
3.5 4.5 伊朗 德黑兰
4 4 阿联酋 迪拜 阿布扎比 阿曼 格鲁吉亚 第比利斯 亚美尼亚 埃里温 阿塞拜疆 巴库 毛里求斯 塞舌尔
4.5 4.5 阿富汗 喀布尔 坎大哈
5 5 巴基斯坦 伊斯兰堡 卡拉奇 拉合尔 白沙瓦 瓜达尔 奎达 旁遮普 乌兹别克斯坦 塔什干 土库曼斯坦 塔吉克斯坦 杜尚别
5 5 马尔代夫 叶卡捷琳堡 车里雅宾斯克 秋明州
5 6 哈萨克斯坦 阿拉木图 阿斯塔纳
5.5 5.5 印度 新德里 孟买 加尔各答 班加罗尔 金奈 斯里兰卡 科伦坡 印控克什米尔
5.75 5.75 尼泊尔 加德满都
6 6 孟加拉国 孟加拉 达卡 吉尔吉斯斯坦 比什凯克 不丹
6.5 6.5 缅甸 仰光 内比都 曼德勒
7 7 泰国 曼谷 清迈 普吉岛 普吉 芭堤雅 越南 河内 胡志明市 柬埔寨 金边 西哈努克 老挝 万象 雅加达 万隆 泗水 苏门答腊
7 7 爪哇 新西伯利亚
7 9 印度尼西亚 印尼
8 8 新加坡 马来西亚 吉隆坡 槟城 菲律宾 马尼拉 宿务 文莱 巴厘岛 加里曼丹 苏拉威西 伊尔库茨克 珀斯 吕宋 棉兰老岛
7 9 蒙古国 外蒙古 乌兰巴托
9 9 日本 东京 大阪 京都 横滨 名古屋 神户 福冈 札幌 仙台 广岛 长崎 熊本 福岛 福岛县 新潟 静冈 冲绳 北海道 韩国 首尔
9 9 汉城 釜山 仁川 大邱 济州岛 朝鲜 平壤 东帝汶
2 12 俄罗斯 俄国 俄
5 12 西伯利亚
10 10 海参崴 符拉迪沃斯托克 关岛 塞班 塞班岛 巴布亚新几内亚 布里斯班
11 12 库页岛 萨哈林 堪察加
10 11 悉尼 墨尔本 堪培拉
8 11 澳大利亚 澳洲
11 11 所罗门群岛 瓦努阿图
12 13 新西兰 奥克兰 惠灵顿 基督城 克赖斯特彻奇 斐济
13 14 萨摩亚 汤加
"""


# clocks that news names by the zone
_CLOCKS: Final = {
    **dict.fromkeys(("格林尼治", "格林威治", "世界", "世界标准", "协调世界", "国际标准"), (0.0, 0.0)),
    **dict.fromkeys(("美国东部", "美东", "美东部"), (-5.0, -4.0)),
    **dict.fromkeys(("美国中部",), (-6.0, -5.0)),
    **dict.fromkeys(("美国山地", "美国山区"), (-7.0, -6.0)),
    **dict.fromkeys(("美国西部", "美西", "美国太平洋"), (-8.0, -7.0)),
    **dict.fromkeys(("欧洲中部", "中欧"), (1.0, 2.0)),
    **dict.fromkeys(("台北", "台湾", "香港"), (8.0, 8.0)),
}
_CLOCK_NAME: Final = as_written(r"([\u4e00-\u9fff]{2,8})时间$")


def _rows() -> Iterator[tuple[str, tuple[float, float]]]:
    for line in _OFFSETS.strip().splitlines():
        low, high, *places = line.split()
        for place in places:
            yield place, (float(low), float(high))


@cache
def _tables() -> tuple[re.Pattern[str], dict[str, tuple[float, float]]]:
    """Built on first use: most texts speak of no clock abroad."""
    offsets = dict(_rows())
    names = "|".join(re.escape(name) for name in sorted(offsets, key=len, reverse=True))
    return re.compile(names), offsets


def behind_china(text: str, start: int, end: int) -> tuple[timedelta, timedelta] | None:
    """What must be added to 当地时间 at ``[start, end)`` to have Beijing's, at least and at most.

    The place is the one named in the same sentence, after the time or before it, else the last one before
    (the more exact of a country and its city). None where the text names no place abroad.
    """
    names, offsets = _tables()
    stop = min((at for mark in "。;!?\n" if (at := text.find(mark, end, end + 120)) >= 0), default=end + 120)
    begin = max(text.rfind(mark, max(0, start - 120), start) for mark in "。;!?\n") + 1
    ahead, here, before = text[end:stop], text[begin:start], text[max(0, start - _REACH) : begin]
    for named in (names.findall(ahead)[:2], names.findall(here)[-2:], names.findall(before)[-1:]):
        if named:
            low, high = min((offsets[name] for name in named), key=lambda pair: pair[1] - pair[0])
            return behind_by((low, high))
    return None


def named_clock(before: str) -> tuple[float, float] | None:
    """The hours from UTC of the clock that the words before a time name: 莫斯科时间, 格林尼治时间.

    None for Beijing's, for 发生时间, and for any place that the table does not know.
    """
    found = _CLOCK_NAME.search(before)
    if found is None:
        return None
    offsets = _tables()[1]
    names = (found[1][at:] for at in range(len(found[1]) - 1))
    return next((_CLOCKS.get(name) or offsets[name] for name in names if name in _CLOCKS or name in offsets), None)


def behind_by(zone: tuple[float, float]) -> tuple[timedelta, timedelta]:
    """What must be added to a clock with these hours from UTC to have Beijing's, at least and at most."""
    return timedelta(hours=_CHINA - zone[1]), timedelta(hours=_CHINA - zone[0])
