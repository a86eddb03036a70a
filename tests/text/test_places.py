"""Reading places: which divisions a text names, and where its incident was."""

from __future__ import annotations

import time
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.text import _place_names as names
from monitor.text._place_table import table
from monitor.text.places import (
    exists,
    find_code,
    find_place,
    name_of,
    read_places,
    short_name,
    successor,
)


def said(text: str, *, home: str | None = None, on: date | None = None) -> list[str]:
    """The mentions of a text in brief: 丰台区=110106, ambiguous codes with bars, abroad with nothing."""
    return [f"{m.text}={'|'.join(m.candidates)}" for m in read_places(text, home=home, on=on)]


NESTED = """
甘肃省兰州市七里河区发生道路交通事故 => 甘肃省兰州市七里河区=620103
北京市丰台区靛厂新村一医院起火 => 北京市丰台区=110106
四川省甘孜藏族自治州泸定县磨西镇附近 => 四川省甘孜藏族自治州泸定县=513322
四川甘孜州泸定县发生6.8级地震 => 四川甘孜州泸定县=513322
内蒙古阿拉善盟阿拉善左旗一露天煤矿坍塌 => 内蒙古阿拉善盟阿拉善左旗=152921
贵州省黔南布依族苗族自治州三都水族自治县境内 => 贵州省黔南布依族苗族自治州三都水族自治县=522732
河南省南阳市方城县独树镇 => 河南省南阳市方城县=411322
江苏徐州丰县 => 江苏徐州丰县=320321
云南昭通镇雄县凉水村山体滑坡 => 云南昭通镇雄县=530627
广东梅州大埔县 => 广东梅州大埔县=441422
广西壮族自治区贺州市平桂区 => 广西壮族自治区贺州市平桂区=451103
新疆维吾尔自治区喀什地区莎车县 => 新疆维吾尔自治区喀什地区莎车县=653125
新疆阿勒泰地区富蕴县 => 新疆阿勒泰地区富蕴县=654322
西藏日喀则市定日县 => 西藏日喀则市定日县=540223
湖北省天门市 => 湖北省天门市=429006
海南省临高县 => 海南省临高县=469024
重庆市彭水苗族土家族自治县 => 重庆市彭水苗族土家族自治县=500243
上海市长宁区昭化路 => 上海市长宁区=310105
天津市滨海新区 => 天津市滨海新区=120116
吉林省吉林市船营区 => 吉林省吉林市船营区=220204
湖南湘潭湘潭县 => 湖南湘潭湘潭县=430321
浙江 温州 瑞安市 => 浙江 温州 瑞安市=330381
河北省邢台市的威县 => 河北省邢台市的威县=130533
安徽省合肥市下辖区 => 安徽省合肥市=340100
青海省海南藏族自治州共和县 => 青海省海南藏族自治州共和县=632521
辽宁朝阳建平县 => 辽宁朝阳建平县=211322
湖南省湘西土家族苗族自治州凤凰县 => 湖南省湘西土家族苗族自治州凤凰县=433123
湖南凤凰一景区 => 湖南凤凰=433123
福建平和县一民房倒塌 => 福建平和县=350628
黑龙江省大兴安岭地区呼玛县 => 黑龙江省大兴安岭地区呼玛县=232721
新疆生产建设兵团石河子市 => 新疆生产建设兵团石河子市=659001
山西阳泉郊区一煤矿 => 山西阳泉郊区=140311
陕西渭南韩城 => 陕西渭南韩城=610581
山东省青岛市市南区 => 山东省青岛市市南区=370202
青岛市南区一商铺 => 青岛市南区=370202
济南市中区一小区 => 济南市中区=370103
江西省赣州市于都县，以及瑞金市 => 江西省赣州市于都县=360731 瑞金市=360781
"""

SHORT = """
兰州发生车祸 => 兰州=620100
巴中通江县山体落石 => 巴中通江县=511921
内蒙古发生沙尘 => 内蒙古=150000
凉山森林火灾 => 凉山=513400
凉山州木里县森林火灾 => 凉山州木里县=513422
黔南州暴雨 => 黔南州=522700
恩施州巴东县 => 恩施州巴东县=422823
延边州安图县 => 延边州安图县=222426
阿坝州九寨沟县 => 阿坝州九寨沟县=513225
新疆和田地区皮山县 => 新疆和田地区皮山县=653223
长乐一工厂起火 => 长乐=350112
瑞安一鞋厂起火 => 瑞安=330381
番禺发生追尾事故 => 番禺=440113
丰台一家医院起火 => 丰台=110106
海淀一居民楼爆燃 => 海淀=110108
神农架林区 => 神农架林区=429021
神农架一景区 => 神农架=429021
义乌一仓库着火 => 义乌=330782
昆山工厂爆炸 => 昆山=320583
响水县一化工厂爆炸 => 响水县=320921
盐城响水一化工厂爆炸 => 盐城响水=320921
三都县公安局通报 => 三都县=522732
巴马县有人被困 => 巴马县=451227
威宁县发生滑坡 => 威宁县=520526
景洪市发生车祸 => 景洪市=532801
芒市发生车祸 => 芒市=533103
涞源一隧道塌方 => 涞源=130630
井冈山翻车 => 井冈山=360881
"""

ZONES = """
雄安新区一工地 => 雄安新区=130600
西咸新区发生坍塌 => 西咸新区=610100
兰州新区一化工厂爆炸 => 兰州新区=620100
天府新区火灾 => 天府新区=510100
合肥高新区一企业起火 => 合肥高新区=340100
武汉经开区火灾 => 武汉经开区=420100
河北省秦皇岛市经济技术开发区 => 河北省秦皇岛市经济技术开发区=130300
广西南宁高新区罗赖村 => 广西南宁高新区=450100
孪井滩生态移民示范区 => 孪井滩=152921
阿拉善左旗孪井滩 => 阿拉善左旗孪井滩=152921
上海浦东一仓库 => 上海浦东=310115
浦东新区一仓库 => 浦东新区=310115
燕郊一小吃店爆炸 => 燕郊=131082
苏州工业园区一厂房 => 苏州工业园区=320500
平潭综合实验区 => 平潭综合实验区=350128
大亚湾石化区 => 大亚湾=441300
阿左旗一矿山 => 阿左旗=152921
杭州钱塘区 => 杭州钱塘区=330114
香港新界大埔 => 香港新界大埔=810000
香港九龙旺角 => 香港九龙旺角=810000
台湾花莲县海域发生地震 => 台湾花莲县=710000
澳门特别行政区 => 澳门特别行政区=820000
重庆两江新区一厂房 => 重庆两江新区=500157
郑州航空港区一工厂 => 郑州航空港区=410100
加格达奇区森林火灾 => 加格达奇区=232700
"""

AMBIGUOUS = """
鼓楼区一小区起火 => 鼓楼区=320106|320302|350102|410204
朝阳区一商场起火 => 朝阳区=110105|220104
长安区一民房 => 长安区=130102|610116
通州一工地 => 通州=110112|320612
朝阳发生车祸 => 朝阳=110105|211300|220104
南京市消防通报，鼓楼区一小区起火 => 南京市=320100 鼓楼区=320106
福州警方：鼓楼区一小区起火 => 福州=350100 鼓楼区=350102
鼓楼区一小区起火，徐州消防到场 => 鼓楼区=320302 徐州=320300
鼓楼区、玄武区多处内涝 => 鼓楼区=320106 玄武区=320102
西安市民反映长安区停电 => 西安市=610100 长安区=610116
北京今晨大雾，朝阳区能见度低 => 北京=110000 朝阳区=110105
长春暴雪，朝阳区停课 => 长春=220100 朝阳区=220104
江苏南通通州 => 江苏南通通州=320612
新华社西安4月2日电 长安区一民房倒塌 => 西安=610100 长安区=610116
普陀区一居民楼 => 普陀区=310107|330903
河东区一厂房 => 河东区=120102|371312
宝山区火灾 => 宝山区=230506|310113
"""

NO_PLACE = """
据新华社报道 =>
新华网讯 =>
北京时间12时30分 =>
他毕业于北京大学 =>
上海银行发布公告 =>
南京路步行街发生踩踏 =>
中山路与解放路交叉口 =>
北京东路一处塌陷 =>
香港中路18号 =>
天津路交警 =>
重庆火锅店起火 =>
一家新疆餐厅 =>
兰州拉面馆 =>
他说四川话 =>
河南籍男子 =>
豫A12345的小客车 =>
车牌为沪C的货车 =>
京剧演员 =>
川菜馆里 =>
中国海南航空的客机 =>
南方航空一架客机 =>
东方航空称 =>
东北虎伤人 =>
长江水位上涨 =>
黄河下游 =>
出海口附近 =>
沿海地区有大风 =>
和平谈判 =>
双方达成和平协议 =>
公安机关介入 =>
平安保险公司 =>
文明办通知 =>
向阳路一处路面 =>
解放军驰援 =>
朝阳产业 =>
中山大学教授 =>
开发区管委会 =>
郊区一处工地 =>
城区内涝 =>
城关镇一村民 =>
任县长到场指挥 =>
资源和环境 =>
合作协议 =>
相互友好 =>
前进方向 =>
通道被堵 =>
市民走上街头 =>
完成安置工作 =>
稳定安全形势 =>
提高安全意识 =>
投资中心负责人 =>
大连续多日 =>
15日本报记者获悉 =>
今日本网消息 =>
道德国学 =>
人民和政府 =>
沿河而下 =>
金华镇卫生院 =>
东山中学学生 =>
太原街上 =>
西湖边 =>
老人来宾致辞 =>
大理石地板 =>
阿里巴巴公司 =>
（记者张海宁 通讯员李安康） =>
队员张常宁、李盈莹 =>
全县停课 =>
该县和邻县 =>
"""

ABROAD = """
日本福岛县近海发生7.4级地震 => 日本福岛县=
土耳其发生7.8级地震 => 土耳其=
美国加利福尼亚州发生枪击 => 美国加利福尼亚州=
韩国首尔梨泰院发生踩踏 => 韩国首尔=
缅甸曼德勒 => 缅甸曼德勒=
莫斯科一市场爆炸 => 莫斯科=
印度一列车脱轨 => 印度=
俄罗斯西伯利亚 => 俄罗斯西伯利亚=
两名中国游客在澳遭遇车祸 => 澳=
朝鲜族自治 =>
美国总统表示 =>
日本料理店 =>
巴基斯坦奎达 => 巴基斯坦奎达=
埃及旅游胜地沙姆沙伊赫发生爆炸 => 埃及= 沙姆沙伊赫=
利比亚东部港口城市德尔纳两座水坝决堤 => 利比亚= 德尔纳=
印尼中部的帕卢市发生地震 => 印尼= 帕卢=
埃及总统塞西表示哀悼 =>
加纳中部省发生车祸 => 加纳中部省=
"""

LETTERS = """
工作组赴豫，指导救灾 => 豫=410000
川陕甘交界 => 川=510000 陕=610000 甘=620000
京津冀地区 => 京=110000 津=120000 冀=130000
专家在沪召开会议 => 沪=310000
"""

HISTORIC = """
2008 湖北省襄樊市 => 湖北省襄樊市=420600
2022 湖北省襄樊市 => 湖北省襄樊市=420600
2005 柳州地区忻城县 => 柳州地区忻城县=451321
2015 山东莱芜 => 山东莱芜=371200
2022 山东莱芜 => 山东莱芜=370116
2010 华县大明镇 => 华县=610521
2020 华县大明镇 => 华县=610503
2010 成都市新津县 => 成都市新津县=510132
2022 成都市新津县 => 成都市新津县=510118
2009 北京市崇文区 => 北京市崇文区=110103
2015 北京市崇文区 => 北京市崇文区=110101
2010 福建三明沙县 => 福建三明沙县=350427
2023 福建三明沙县 => 福建三明沙县=350405
2010 长乐区 => 长乐区=350182
2012 上海市闸北区 => 上海市闸北区=310108
2018 上海市闸北区 => 上海市闸北区=310106
2003 天津塘沽区 => 天津塘沽区=120107
2015 天津塘沽 => 天津塘沽=120116
2012 浙江杭州富阳市 => 浙江杭州富阳市=330183
2016 浙江杭州富阳市 => 浙江杭州富阳市=330111
2008 云南思茅市 => 云南思茅市=530800
2014 吉林公主岭市 => 吉林公主岭市=220381
2021 吉林公主岭市 => 吉林公主岭市=220184
2024 重庆渝北区 => 重庆渝北区=500112
"""

DATELINES = """
新华社北京4月15日电 甘肃兰州一小区发生爆炸 => 北京=110000 甘肃兰州=620100
中新网衢州8月28日电 龙游县发生车祸 => 衢州=330800 龙游县=330825
"""


def cases(block: str) -> list[tuple[str, list[str]]]:
    pairs = [line.split("=>") for line in block.strip().splitlines()]
    return [(text.strip(), right.split(" ") if (right := expected.strip()) else []) for text, expected in pairs]


SIMPLE = NESTED + SHORT + ZONES + AMBIGUOUS + NO_PLACE + ABROAD + LETTERS + DATELINES


@pytest.mark.parametrize(("text", "expected"), cases(SIMPLE.replace("\n\n", "\n")))
def test_a_sentence_names_these_places(text: str, expected: list[str]) -> None:
    assert " ".join(said(text)) == " ".join(expected)


@pytest.mark.parametrize(("text", "expected"), cases(HISTORIC))
def test_codes_are_those_of_the_day(text: str, expected: list[str]) -> None:
    year, words = text.split(" ", 1)
    assert said(words, on=date(int(year), 6, 15)) == expected


@pytest.mark.parametrize(
    ("text", "home", "expected"),
    [
        ("鼓楼区一小区起火", "320100", ["鼓楼区=320106"]),
        ("鼓楼区一小区起火", "350102", ["鼓楼区=350102"]),
        ("鼓楼区一小区起火", "320000", ["鼓楼区=320106|320302"]),
        ("鼓楼区一小区起火", "440000", ["鼓楼区=320106|320302|350102|410204"]),
        ("朝阳区一商场", "110000", ["朝阳区=110105"]),
        ("海南暴雨", None, ["海南=460000"]),
        ("海南暴雨", "632500", ["海南=632500"]),
        ("我市发生一起火灾", "320100", ["我市=320100"]),
        ("我市发生一起火灾", "320106", ["我市=320100"]),
        ("我省启动响应", "320106", ["我省=320000"]),
        ("我县启动响应", "320321", ["我县=320321"]),
        ("我市发生一起火灾", None, []),
        ("长安区一民房，北京消息", "610100", ["长安区=610116", "北京=110000"]),
    ],
)
def test_the_place_of_the_site_narrows_what_the_text_leaves_open(
    text: str, home: str | None, expected: list[str]
) -> None:
    assert said(text, home=home) == expected


INCIDENTS = [
    ("18日12时57分许，丰台区长峰医院发生火灾。北京市卫健委派出专家。", "110106"),
    ("新华社北京4月15日电 4月14日，甘肃省兰州市一加油站发生爆炸。", "620100"),
    ("中新网成都3月13日电 13日，广安市邻水县发生多车追尾事故，致1人死亡。", "511623"),
    ("四川省地震局通报，甘孜州泸定县发生6.8级地震，成都震感明显。", "513322"),
    ("一辆由成都开往重庆的大巴在遂宁境内侧翻，5人受伤。", "510900"),
    ("伤员被送往西安救治。事故发生在渭南市华阴市境内。", "610582"),
    ("3月1日，瑞安一鞋厂起火，温州消防赶赴现场。", "330381"),
    ("一名四川籍男子在广州坠楼身亡。", "440100"),
    ("云南镇雄发生滑坡。去年，贵州水城也曾发生类似灾害。", "530627"),
    ("距兰州约120公里的临夏州积石山县发生地震。", "622927"),
    ("江苏盐城响水一化工企业发生爆炸，南京派出医疗队。", "320921"),
    ("湖南省应急管理厅消息，长沙市望城区一自建房倒塌。", "430112"),
    ("警方在江苏抓获嫌疑人。此前，唐山市路北区发生打人事件。", "130200"),
    ("福建泉州欣佳酒店坍塌，鲤城区组织救援。", "350500"),
    ("河北燕郊一小吃店发生爆燃。", "131082"),
    ("太原市杏花岭区一小区燃气爆炸", "140107"),
    ("内蒙古包头一工厂爆炸，自治区应急厅赶赴现场", "150200"),
    ("北京市密云区一水库决堤", "110118"),
    ("受四川地震影响，重庆有震感。四川省汶川县发生8.0级地震。", "513221"),
    ("新疆喀什地区疏附县煤矿发生瓦斯爆炸", "653121"),
    ("受强降雨影响,文县多地发生泥石流", "621222"),
]


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("利比亚东部港口城市德尔纳两座水坝决堤", "德尔纳"),
        ("尼日利亚博尔诺州发生袭击", "尼日利亚博尔诺州"),
        ("埃及发生爆炸。埃及红海沿岸旅游胜地沙姆沙伊赫发生连环爆炸。", "沙姆沙伊赫"),
        ("土耳其发生地震，数千公里外的莫斯科无震感。", "土耳其"),
    ],
)
def test_an_incident_abroad_is_in_the_town_named_with_its_country(text: str, town: str) -> None:
    place = find_place(text, read_places(text))
    assert place is not None
    assert (place.text, place.candidates) == (town, ())


@pytest.mark.parametrize(("text", "code"), INCIDENTS)
def test_the_incident_is_where_it_happened(text: str, code: str) -> None:
    place = find_place(text, read_places(text))
    assert place is not None
    assert place.candidates[0].startswith(code[:4] if code.endswith("00") else code)


@pytest.mark.parametrize(
    "text",
    [
        "新华社东京3月16日电 日本福岛县近海发生7.4级地震。",
        "土耳其发生强烈地震，中国救援队从北京出发。",
        "韩国首尔梨泰院发生踩踏事故，造成156人死亡。",
    ],
)
def test_an_incident_abroad_is_known_to_be_abroad(text: str) -> None:
    place = find_place(text, read_places(text))
    assert place is not None
    assert place.candidates == ()


@pytest.mark.parametrize("text", ["", "今天天气晴。", "新华社北京4月15日电 记者获悉，一处民房起火。"])
def test_no_place_is_made_up(text: str) -> None:
    assert find_place(text, read_places(text)) is None


def test_names_of_codes() -> None:
    assert name_of("110106") == "北京市丰台区"
    assert name_of("469024") == "海南省临高县"
    assert name_of("522732") == "贵州省黔南布依族苗族自治州三都水族自治县"
    assert name_of("420600", on=date(2008, 1, 1)) == "湖北省襄樊市"
    assert name_of("420600") == "湖北省襄阳市"
    assert [short_name(code) for code in ("513300", "110106", "320321", "150000")] == ["甘孜", "丰台", "丰县", "内蒙古"]


def test_codes_of_names() -> None:
    assert find_code("甘孜州") == ("513300",)
    assert find_code("鼓楼区", within="320000") == ("320106", "320302")
    assert find_code("无此县") == ()
    assert find_code("和平", within="120000") == ("120101",)


def test_successors_follow_mergers_to_the_day_asked_for() -> None:
    assert successor("510124") == "510117"
    assert successor("362522") != "362522"
    assert successor("110103", on=date(2005, 1, 1)) == "110103"
    assert successor("110103", on=date(2015, 1, 1)) == "110101"
    assert successor("999999") == "999999"
    assert exists("110106")
    assert not exists("980000")
    assert exists("110103", on=date(2005, 1, 1))
    assert not exists("110103", on=date(2015, 1, 1))


def test_every_row_that_ended_leads_to_a_code_in_force() -> None:
    known = table()
    dead_ends = [row for row in known.rows if not any(r.until == 999999 for r in known.by_code[successor(row.code)])]
    assert dead_ends == []


def test_the_table_is_as_large_as_the_country() -> None:
    in_force = [row for row in table().rows if row.until == 999999]
    assert sum(row.code.endswith("0000") for row in in_force) == 34
    assert 330 <= sum(row.code.endswith("00") and not row.code.endswith("0000") for row in in_force) <= 345
    assert 2800 <= sum(not row.code.endswith("00") for row in in_force) <= 2900


def test_aliases_and_letters_stand_for_codes_of_the_table() -> None:
    codes = {*names.ALIASES.values(), *names.LETTERS.values()}
    assert [code for code in codes if not exists(code)] == []


MIXED = "北京市朝阳区海南省和平县日本在发生，。（）记者电讯12月日我本镇江西"
ANY_TEXT = st.text() | st.text(alphabet=MIXED, max_size=80)


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT, st.sampled_from([None, "320106", "110000", "000000", "632500"]))
def test_any_text_gives_ordered_mentions_with_true_offsets_and_known_codes(text: str, home: str | None) -> None:
    mentions = read_places(text, home=home)
    for mention in mentions:
        assert text[mention.start : mention.end] == mention.text
        assert all(exists(code) for code in mention.candidates)
    for left, right in pairwise(mentions):
        assert left.end <= right.start
    place = find_place(text, mentions, home=home)
    assert place is None or place in mentions


REPEATED = "中 北京 鼓楼区。 记者王 \ud800 一 日本 京津 北京，鼓楼区， 国家级 在"


@pytest.mark.parametrize("unit", REPEATED.split())
def test_a_megabyte_of_one_thing_takes_linear_time(unit: str) -> None:
    text = unit * (300_000 // len(unit))
    began = time.process_time()
    find_place(text, read_places(text, home="110106"))
    assert time.process_time() - began < 3
