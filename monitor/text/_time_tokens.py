"""Finds the pieces of time expressions in normalised Chinese text: 2023年, 4月, 18日, 下午, 3时20分, 3小时前.

One compiled scan gives tokens in text order; putting them together is the grammar's work. A token that
would be wrong in its surroundings (12号楼, 七点八级, 一时难以) is not given at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from monitor.text._patterns import as_written
from monitor.text.festivals import FESTIVALS, TERMS

_C: Final = "〇零一二三四五六七八九"
_N: Final = rf"(?:(?<![\d.])\d{{1,2}}|(?<![{_C}十百千廿卅])(?:[{_C}]?十[{_C}]?|廿[{_C}]?|卅[{_C}]?|[{_C}两]))"
_MIN: Final = rf"(?:\d{{1,2}}|[零〇]\d|[{_C}]?十[{_C}]?|[零〇]?[{_C}])"
_NUM: Final = rf"(?:(?<![\d.])\d{{1,4}}(?:\.\d)?|[{_C}十百千两廿俩仨]{{1,5}}|几|数|半)"
_UNIT: Final = r"(?:年|个?(?:月|星期|礼拜|小时|钟头|季度)|周年?|天|日|小时|钟头|刻钟|分钟|分|秒钟?|世纪)"
# 过去24小时, 未来两个小时: a length of hours with nothing behind it
_HOURS_ALONE: Final = "|".join(
    rf"(?<=(?:过去|未来|最近)[\d{_C}两十]{{{digits}}}{unit})"
    for digits in (1, 2)
    for unit in ("小时", "个小时", "分钟")
)
_DATE_END: Final = r"(?!\d)(?![-/]\d)"

# first year of the eras in whose years old earthquakes and floods are told
ERAS: Final = {
    "贞观": 627, "神龙": 705, "开元": 713, "天宝": 742, "洪武": 1368, "永乐": 1403,
    "成化": 1465, "弘治": 1488, "正德": 1506,
    "嘉靖": 1522, "隆庆": 1567, "万历": 1573, "天启": 1621, "崇祯": 1628,
    "顺治": 1644, "康熙": 1662, "雍正": 1723, "乾隆": 1736,
    "嘉庆": 1796, "道光": 1821, "咸丰": 1851, "同治": 1862, "光绪": 1875, "宣统": 1909,
}  # fmt: skip

# words that are a piece of time by themselves: kind and value
WORDS: Final[dict[str, tuple[str, Any]]] = {}


def _words(kind: str, **groups: str) -> None:
    for value, words in groups.items():
        number = int(value[1:].replace("m", "-"))
        WORDS.update(dict.fromkeys(words.split(), (kind, number)))


_words("year_rel", v0="今年 本年 本年度 今年度 这一年", vm1="去年 上年 上一年 上年度 去年度", vm2="前年", vm3="大前年")
_words("year_rel", v1="明年 来年 下一年", v2="后年", v3="大后年")
_words("year_same", v0="当年 同年 该年", v1="次年 翌年 第二年")
_words("month_rel", v0="本月 这个月 这月 当前月", vm1="上个月 上一个月 上月", vm2="上上个月 上上月")
_words("month_rel", v1="下个月 下一个月 下月", v2="下下个月 下下月")
_words("month_same", v0="当月 同月 该月", v1="次月 翌月")
_words("lunar_month", v1="正月", v11="冬月", v12="腊月")
_words("half", v1="上半年 前半年", v2="下半年 后半年")
_words("quarter_rel", v0="本季度 这个季度 这季度 当季", vm1="上个季度 上季度 上一季度", v1="下个季度 下季度 下一季度")
_words("season", v1="春季 春天 春", v2="夏季 夏天 夏", v3="秋季 秋天 秋", v4="冬季 冬天 冬")
_words("xun", v1="上旬", v2="中旬", v3="下旬", v12="上中旬", v23="中下旬")
_words("edge", v1="初 季初 初期 伊始", v2="月中 年中 中期", v3="末 底 季末 末期 尾")
_words("month_edge", v1="月初", v3="月末 月底")
_words("year_edge", v1="年初", v3="年末 年底 岁末")
_words("day_rel", v0="今天 今日 今儿 今 即日", vm1="昨天 昨日 昨儿 昨", vm2="前天 前日", vm3="大前天")
_words("day_rel", v1="明天 明日 明儿", v2="后天", v3="大后天")
# that day and the next
_words("days_rel", vm1="昨今两天 昨今两日", v0="今明两天 今明两日", v1="明后两天 明后两日")
_words("day_same", v0="当天 当日 同日 同一天 同天 当", v1="次日 翌日 隔天 隔日 次 翌")
_words("day_same", vm1="前一天 前一日 头天 头一天")
_words("now", v0="现在 此刻 目前为止")
_words("recent", v0="近日 日前 近期 最近 近来 不久前 前不久 近几天 这几天 这两天 这几日 前几天")
_words("recent", v0="前些天 此前几天 连日来 连日")
_words("recent", v0="近段时间 近一段时间 前段时间 前一段时间 这段时间 一段时间以来 前一阵子 前阵子 早些时候")

# part of the day: first and last hour, and how a 12-hour clock reads in it
PARTS: Final[dict[str, tuple[int, int, str]]] = {}
for _hours, _names in {
    (0, 6, "early"): "凌晨 拂晓 黎明 后半夜 下半夜 清早时分",
    (5, 8, "early"): "清晨 早晨 大清早 一大早 一早 清早 晨 晨间",
    (6, 9, "early"): "早上 早间 早 今早",
    (6, 12, "early"): "上午 午前",
    (11, 13, "noon"): "中午 正午 午间 晌午",
    (12, 18, "late"): "下午 午后",
    (17, 19, "late"): "傍晚 黄昏 傍黑",
    (18, 24, "late"): "晚上 晚间 晚 夜晚 入夜 晚些时候",
    (18, 30, "night"): "夜间 夜里 夜",
    (6, 10, "early"): "早饭 早饭后 早饭时 早餐 早餐后 早餐时",
    (11, 15, "noon"): "午饭 午饭后 午饭时 午餐 午餐后 午餐时",
    (17, 24, "late"): "晚饭 晚饭后 晚饭时 晚饭时分 晚餐 晚餐后 晚餐时",
    (21, 25, "night"): "深夜 深更半夜",
    (23, 25, "midnight"): "午夜 半夜 夜半 子夜 半夜里 零点时分",
    (6, 18, "early"): "白天 日间",
}.items():
    for _name in _names.split():
        PARTS[_name] = _hours
del PARTS["今早"]
MEALS: Final = frozenset(name for name in PARTS if name[1:2] in ("饭", "餐"))
_ADVERBS: Final = frozenset({"一时", "一点", "两点"})  # 一时难以, 强调两点


_ENGLISH_MONTHS: Final = (
    "Jan(?:uary)? Feb(?:ruary)? Mar(?:ch)? Apr(?:il)? May June? July? "
    "Aug(?:ust)? Sept?(?:ember)? Oct(?:ober)? Nov(?:ember)? Dec(?:ember)?"
)
MONTHS: Final = {name[:3]: number for number, name in enumerate(_ENGLISH_MONTHS.split(), 1)}
_ENGLISH_MONTH: Final = rf"(?:{_ENGLISH_MONTHS.replace(' ', '|')})\.?"
_ENGLISH_WEEKDAY: Final = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"


def _branched(words: Iterable[str]) -> str:
    """One pattern for many words, the longest first, branching character by character.

    A flat list of three hundred words would be walked at every position of the text.
    """
    tails: dict[str, list[str]] = {}
    for word in words:
        if word:
            tails.setdefault(word[0], []).append(word[1:])
    branches = []
    for head, rest in tails.items():
        deeper = _branched(rest)
        optional = "?" if "" in rest and deeper else ""
        branches.append(re.escape(head) + deeper + optional)
    return f"(?:{'|'.join(branches)})" if branches else ""


_WEATHER: Final = ("雨水", "小雪", "大雪")  # 突降大雪, 雨水倒灌: solar terms only where nothing else can be meant
_HOLIDAY_WORDS: Final = _branched((*FESTIVALS, *(term for term in TERMS if term not in _WEATHER)))
_TERM_OF_WEATHER: Final = (
    rf"(?:(?<![\u3400-\u9fff])|(?<=年)|(?<=年的))(?:{'|'.join(_WEATHER)})(?=$|节气|时节|当[天日]|这一?天)"
)
_PLAIN: Final = _branched((*WORDS, *PARTS))
_NIGHT_LIFE: Final = ("市", "场", "店", "总会", "校", "班")  # 冲入夜市 is no nightfall
_STREETS: Final = (
    r"(?![路街村镇乡沟坪岭寨湾屯堡桥厂矿]|广场|大道|大街|社区|小学|中学|大桥|公司|隧道|水库|小区|煤矿)"
)

# what the pieces that are no listed words begin with, two characters of each: 事发后3小时, 前三季度, 上世纪, 大年初二
_BEGINNINGS: Final = re.findall(
    "..",
    "事发案发发生起火爆炸坍塌民国农历阴历旧历最后过去最近未来今后此后再过接下往后之后还剩大年星期礼拜上世上个本世上一下一本周本星本礼这周这星这礼这个这一上上下下上周下周上星下星上礼下礼本个本一"
    "大上JaFeMaApJuAuSeOcNoDe",
)
_COUNTED: Final = "前后头近过上下差"  # before a number: 前三天, 近两周, 上10天, 差5分8点
_ALONE: Final = "震灾每第首闰廿卅初周十一"  # whatever follows


def _starts() -> str:
    """A look at one character, then at two, that every piece passes and few other places of a text do."""
    seconds: dict[str, set[str]] = {}
    alone = set(_ALONE) | set("几数半俩仨百千万两") | set(_C)
    for word in (*WORDS, *PARTS, *FESTIVALS, *TERMS, *ERAS, *_BEGINNINGS):
        if len(word) == 1:
            alone.add(word)
        else:
            seconds.setdefault(word[0], set()).add(word[1])
    for head in _COUNTED:
        seconds.setdefault(head, set()).update("0123456789十百千两廿俩仨几数半的这" + _C)
    for head, more in (("前", "日天晚晨早夜("), ("明", "日天晚晨早夜("), ("近", "个"), ("过", "个")):
        seconds.setdefault(head, set()).update(more)
    heads = "".join(sorted(alone | seconds.keys()))
    pairs = [f"{head}[{''.join(sorted(more))}]" for head, more in sorted(seconds.items()) if head not in alone]
    return rf"(?=[\d{heads}])(?=[\d{''.join(sorted(alone))}]|{'|'.join(pairs)})"


_PATTERN: Final = rf"""
{_starts()}
(?:
 (?=\d)(?:
   (?P<stamp>(?<!\d)(?P<sy>(?:19|20)\d\d)(?P<sm>0[1-9]|1[0-2])(?P<sd>0[1-9]|[12]\d|3[01])(?P<st>(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?)?(?!\d))
  |(?P<iso>(?<![\d.])(?P<iy>\d{{4}})\s?[-/.\s]\s?(?P<im>\d{{1,2}})\s?[-/.\s]\s?(?P<id>\d{{1,2}})
    (?:(?:[T\s]|(?<=[-/.]\d\d))\s*(?P<ih>\d{{1,2}}):(?P<in>\d{{2}})(?::(?P<is>\d{{2}})(?:\.\d{{1,9}})?)?(?!\d)(?P<iz>Z|\+[01]\d:?[0-5]\d|(?<=T\d\d:\d\d:\d\d)-[01]\d:[0-5]\d(?![\d:]))?|{_DATE_END}日?))
  |(?P<dmy>(?<![\d./-])(?P<dd>\d{{1,2}})(?P<dsep>[-/])(?P<dm>\d{{1,2}})(?P=dsep)(?P<dy>\d{{4}}|\d{{2}})(?!\d)(?![-/]\d{{1,4}}(?![-/\d])))
  |(?P<years>(?<![\d.])(?P<y1>(?:19|20)\d\d)年?(?:-+|~|至|到)(?P<y2>(?:19|20)\d\d)(?:年(?![\d{_C}十]{{1,2}}月)|(?![\d.年-])))
  |(?P<ym>(?<![\d.-])(?P<yy>(?:19|20)\d\d)(?:[-/](?P<ym1>0?[1-9]|1[0-2])|\.(?P<ym2>0[1-9]|1[0-2]))(?![\d.%元万亿米吨公千/]|-\d{{1,2}}(?!\d)))
  |(?P<minute>(?<=分[-~至到])(?P<mnn>[0-5]?\d)分(?![之钟]))
  |(?P<bareyear>(?:^|(?<=[在于自从到至,。(]))(?:19|20)\d\d(?=$|[,。)]|[看是里中那这以]))
  |(?P<mdslash>(?<![\d./-])(?P<sm1>\d{{1,2}})/(?P<sd1>\d{{1,2}})[号日])
  |(?P<enday>(?<![\d./-])(?=\d[\d:]{{0,4}}\s?[A-Za-z])(?:(?P<eh>\d{{1,2}})(?::(?P<emi>[0-5]\d)(?:\s?(?P<eap>[apAP]\.?[mM]\.?))?|\s?(?P<eap2>[apAP]\.?[mM]\.?)),?\s(?:on\s)?(?:{_ENGLISH_WEEKDAY},?\s)?)?
    (?:(?P<ed>[0-3]?\d)(?:st|nd|rd|th)?\s(?:of\s)?(?P<em>{_ENGLISH_MONTH})|(?P<em2>{_ENGLISH_MONTH})\s(?P<ed2>[0-3]?\d)(?:st|nd|rd|th)?(?![\d:]|\s?(?:k|m|y|p|%)))(?:,?\s(?P<ey>(?:19|20)\d\d)(?!\d))?)
  |(?P<dot>(?<![\d.])(?P<dotm>\d{{1,2}})[·](?P<dotd>\d{{1,2}})(?![\d.]))
 )
 |(?!\d)(?:
   (?P<era>(?P<eran>{"|".join(ERAS)})(?P<eray>元|[{_C}十廿]{{1,3}}|\d{{1,2}})年)
  |(?P<roc>民国(?P<rocn>\d{{1,3}}|[{_C}十]{{1,3}}|元)年)
  |(?P<short>差(?P<shortn>一刻|{_MIN}分)钟?(?:就|到|就到)?(?P<shorth>{_N})点)(?!\d)
  |(?P<quarters>[前头](?P<qs>[二两三2-3])个?季度)
  |(?P<paren>(?P<pw>[今昨前明])[日天晚晨]?\((?P<pd>\d{{1,2}})[日号]?\)(?P<pe>[日天晚晨夜])?)
  |(?P<brief>[前明](?=[晚早晨夜](?!报|会|餐|安|宴|年)))
  |(?P<lunar>农历|阴历|旧历)
  |(?P<sofar>(?<=截至|截止|止到)目前)
  |(?P<every>每(?:年|个?月|周|天|日|逢)?)
  |(?P<ends>(?P<endw>前|后|最后|头)(?!半年)(?P<endn>{_NUM})(?P<endu>个季度|季度|个月|个星期|个礼拜|周|天|日|月|年)(?!前|后|内|来|以|之))
  |(?P<after>(?:事发|案发|发生|震|起火|爆炸|坍塌|灾)(?P<aft>(?:[以之]?后)?)的?(?:约|大约|近|仅|不到)?(?P<an>{_NUM})(?P<am>多|余)?(?P<ah>个?半)?(?P<au>{_UNIT})(?P<aft2>(?:[以之]?[后内])?))
 )
 |(?P<enmonth>(?<![A-Za-z])(?P<em3>{_ENGLISH_MONTH})\s(?:(?P<ed3>[0-3]?\d)(?:st|nd|rd|th)?(?![\d:]|\s?(?:k|m|y|p|%|people|dead))(?:,?\s(?P<ey3>(?:19|20)\d\d)(?!\d))?|(?P<ey4>(?:19|20)\d\d)(?!\d))
    (?:,?\s(?:at\s)?(?P<eh3>\d{{1,2}}):(?P<emi3>[0-5]\d)(?!\d)(?:\s?(?P<eap3>[apAP]\.?[mM]\.?))?)?)
 |(?P<decade>(?:(?P<cent>\d\d|[二十一]{{1,3}}|上|本|上个)世纪)?(?:(?P<dec>(?:19|20)?\d0|[{_C}]十)年代)(?P<decedge>初期?|中期|末期?)?)
 |(?=[\d{_C}十廿卅两])(?:
   (?P<year>(?:(?<![\d.])(?<![^年月日号]-)\d{{4}}|(?<![{_C}十])[{_C}]{{4}}|[二两]千(?:零?[{_C}]{{1,2}}|[{_C}]?十[{_C}]?)?|一九[{_C}]{{2}})年(?!级|龄|版)(?:度(?!假))?)
  |(?P<year0>(?:(?<![\d.-])0\d|(?<![{_C}十第])[零〇][{_C}])年(?!级|龄))
  |(?P<year2>(?:(?<![\d.-])\d{{2}}|(?<![{_C}十第])[{_C}]{{2}})年(?=\d{{1,2}}月|[{_C}十正冬腊闰]{{1,2}}月|[春夏秋冬](?![{_C}])|[上下前后]半年|前[两{_C}\d]+个?[月周]
    |第[{_C}\d十]+[个周]|[第前首]?[一二三四1-4]个?季度|年?[初底末]|农历
    |的?(?:{_HOLIDAY_WORDS}|{"|".join(_WEATHER)})))
 )
 |(?P<today_ago>(?P<tan>{_NUM})(?P<tau>年|个月|周)[以之]?前的?今[天日])
 |(?P<quarter>第?(?P<qn>[一二三四首1-4])个?季(?:度|(?<=[第年][一二三四首1-4]季))(?:{_STREETS}))
 |(?P<dur>(?P<dpre>(?:过去|最近|近|未来|今后|此后|再过|(?<![经超通度])过|(?:接下来|接下去|往后|之后|下(?!半年)(?=[\d两三四五六七八九十]))
    |还剩下?|上(?!半年)(?=\d|[两三四五六七八九十]))(?:的|这)?)?(?!\d{{1,2}}日[以之]?前|[1-3]\d日[以之]?后)(?<!月)(?P<dn>{_NUM})(?P<dm1>个?多|余|(?<=[十百])来)?
    (?P<dh1>个?半)?(?P<du>{_UNIT})(?(dpre)|(?<![^个半]月))(?P<dm2>多|余|半)?
    (?P<dsuf>[以之]?[前后内](?!面|方|者|半年)|以?来(?!自|到|回|源|往)|里(?!程|面|氏))?(?(dsuf)|(?(dpre)(?:(?<![时钟分秒头])|{_HOURS_ALONE}|(?<=剩\d小时)|(?<=剩[{_C}]小时))|(?!))))
 |(?P<nth>第(?P<nthn>{_N}|\d{{1,2}})(?:(?P<nthw>个?(?:星期|礼拜|周))(?P<nthd>[一二三四五六日天])?|(?P<nthx>个月|天|日)))
 |(?P<lmonth>闰(?P<lmn>{_N})月)
 |(?=[\d{_C}十廿卅两])(?:
   (?P<month>(?P<mn>{_N})月(?:份)?(?!球|台|亮|龄|嫂|子))
  |(?P<hours>(?<![{_C}十])(?P<hfirst>[一两二三四五六七八](?=[两二三四五六七八九]))(?P<hlast>[{_C}两])[点时](?![\d{_C}半])钟?)
  |(?P<clock>(?P<ch>{_N}|(?<=\d年|\d日)\d{{1,2}})(?:
      [时点]钟?(?:(?P<chalf>半)|差(?P<cless>一刻|{_MIN}分)钟?|(?P<cq>[一三123])刻
      |(?P<cn>{_MIN})(?P<cfuz>多)?(?:分(?!之)(?P<cfuz2>多)?(?:(?P<cs>{_MIN})(?:\.\d+)?秒)?
        |(?![\d度级米公万亿元%倍个人名辆吨岁天余多所家条处栋头组台支架艘户位件]|{_MIN}))
      |(?P<ceven>整|正(?=[,。 ]))|(?P<cmany>多)?(?!\s*[{_C}\d])(?!建议|意见|要求|措施|希望|体会|疑问|原因))
     |:(?P<cn2>[0-5]\d)(?::(?P<cs2>[0-5]\d)(?:\.\d+)?)?(?!\d|:\d)[时分]?(?:\s?(?P<campm>[apAP]\.?[mM](?![a-zA-Z])\.?))?))
  |(?P<day>(?P<dn1>{_N})(?:日(?!本(?!报)|元|均|产|用|常(?!务)|志|语|军|式|报(?!道|告|警|案|名|称|送)|游|租)
    |号(?!线|楼|院|门|车|机|井|矿|厂|台|馆|库|店|桥|路|高炉|公路|锅炉|炉|床|房|室|文|令|仓|煤|船|轮|船|段|隧|坑
    |宿舍|单元|公告|塔|出口|住宅|泊位|国道|省道|选手|线路|染|支|\d(?!\d?[时点:至到-]))))
 )
 |(?P<chuyi>(?P<chu>(?:大年)?初[一二三四五六七八九十]|廿[一二三四五六七八九]?|初\d{{1,2}}))
 |(?!\d)(?:
   (?P<week>(?P<wr>上上|大上|下下|上|下|本|这)(?:一|个|一个)?(?:周|星期|礼拜)(?:(?:周|星期|礼拜)?(?P<wrd>[二三四五六日天末]|一(?!个|名|起|直|次|位)))?(?!年|岁|期|刊))
  |(?P<weekday>(?:周|星期|礼拜)(?P<wd>[一二三四五六日天末])(?!刊|报|年|边|期|岁|福))
  |(?P<national>(?<![\w])十一(?=$|[”"」]|期间|假期|黄金周|长假|小长假|前后|前夕))
  |(?P<holiday>(?:{_HOLIDAY_WORDS}|{_TERM_OF_WEATHER})(?!月饼|粽|晚会|联欢|果|粿|茶|上河|礼|档|联)(?:[”"](?=假期|黄金周|小长假|长假|期间))?(?:假期|黄金周|小长假|长假)?{_STREETS})
  |(?P<word>{_PLAIN})
 )
 |(?P<bare>{_N}(?=(?:-+|~|至|到)(?:{_N})?(?:[月日号点时]|$)|(?:-+|~|至|到){_N}[月日号点时:])|(?<=[月日号])(?:{_MIN})(?=$|[,。、;)晚早上下凌中深发当的]|(?:-+|~|至|到)[\d{_C}十])|(?<=[月午晚晨夜])\d{{1,2}}(?=、\d{{1,2}}[日号点时])|(?<=[正腊冬]月)(?:[{_C}]?十[{_C}]?|廿[{_C}]?)(?![个名人户]))
)
"""
# 怀绿水1号, 长征5号: what stands before 号 is no time, and no word that leads to one
_NUMBERED: Final = as_written(
    r"[A-Za-z\u3400-\u9fff](?<![月年日号晚早晨在于从自至到与和及跟的是为前后约近昨今明本周天期六五四三二一截止定等说称了])"
)
# 处行政拘留十日, 为期三日: so long, not that day of the month
_SO_LONG: Final = as_written(r"(?:拘留|拘役|为期|历时|长达|停[产业课工]|隔离|期限|延长|缩短)(?:了|为|期|至)?$")
# 政办发〔2024〕15号, 十月路
_OF_A_DOCUMENT: Final = as_written(r".{0,5}[(\[](?:19|20)\d\d[)\]]第?\d{1,5}号")
_NAMED_BY_MONTH: Final = ("集团", "公司", "小区", "路", "街", "大道", "广场", "大桥", "社区", "村", "乡", "镇")
# a number this long is no time; put out of the way, it costs no more than any other text
_ENDLESS: Final = as_written(rf"\d{{20,}}|[{_C}十百千]{{20,}}")
_SCAN: Final = as_written(_PATTERN, re.VERBOSE)


# 1小时20分钟前, 三到五天后: what stands before the last of the numbers
BEFORE_LENGTH: Final = as_written(
    rf"(?P<number>{_NUM})(?:(?P<unit>年|个月|个?星期|周|天|个?小时|个?钟头|分钟?)零?|到|至|-|~|、)$"
)


@dataclass(frozen=True, slots=True)
class Token:
    """One piece: its kind, where it stands, and the match it came from (for its parts)."""

    kind: str
    start: int
    end: int
    value: Any


def scan(text: str) -> Iterator[Token]:
    """The pieces of time in normalised text, in order."""
    text = _ENDLESS.sub(lambda run: "…" * len(run[0]), text)
    last_part = last_number = -1
    for found in _SCAN.finditer(text):
        kind = found.lastgroup or ""
        if kind == "clock" and found[0] in _ADVERBS and found.start() != last_part:
            continue
        if kind == "day" and found[0][-1] == "号":
            listed = found.start() - 1 == last_number and text[last_number] in "和与及、"  # 1号和2号机组
            if listed or _NUMBERED.match(text, max(0, found.start() - 1), found.start()):
                last_number = found.end()
                continue
        if kind == "day" and _SO_LONG.search(text, max(0, found.start() - 5), found.start()):
            continue
        if kind in ("bareyear", "day") and _OF_A_DOCUMENT.match(text, max(0, found.start() - 6)):
            continue
        if kind == "month" and not found[0][0].isdigit() and text.startswith(_NAMED_BY_MONTH, found.end()):
            continue
        if kind == "word":
            word = found["word"]
            if word == "初" and text.startswith(("春", "夏", "秋", "冬"), found.end()):
                continue
            if word == "入夜" and text.startswith(_NIGHT_LIFE, found.end()):
                continue
            kind, value = ("part", word) if word in PARTS else WORDS[word]
            if kind == "part":
                last_part = found.end()
            yield Token(kind, found.start(), found.end(), value)
        elif kind == "sofar":
            yield Token("now", found.start(), found.end(), found)
        elif kind == "brief":  # 前晚, 明早
            yield Token("day_rel", found.start(), found.end(), -2 if found[0] == "前" else 1)
        else:
            yield Token(kind, found.start(), found.end(), found)
