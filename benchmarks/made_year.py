"""Answers of invented sites as a year of polling leaves them: a list, then what is new on it, then the next site's list.

Of 42 captured articles of such sites one had any mark of an incident: here one in a hundred tells of one, one in ten
looks like one, the others are everyday. Always the same bytes.
"""

# ruff: noqa: E501 - a template is easier to judge on one line

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from benchmarks import made_site, routine
from monitor.core.feed import Fetched
from monitor.text.places import name_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2025, 3, 3, 0, 0, tzinfo=UTC)
PLACES = (
    "320500", "330200", "370300", "410500", "430600", "440700", "510800", "520300", "610400", "140500", "210600",
    "220200", "230300", "340800", "350500", "360700", "420600", "450300", "530400", "620700",
)  # fmt: skip
NEW, ROWS = 5, 20
OFTEN = 101
"""Every so manieth page tells of an incident. It shares no factor with the rounds of sites, so that all have their turn:
at 100 it was always the same city, with ten fires a day, whose pages were settled together more slowly each day."""
FIRE = (
    "{m}月{d}日{h}时{n}2分许，{p}一厂房发生火灾。接报后，应急、消防、公安等部门立即赶赴现场处置。"
    "截至当日{later}时，火灾已造成{k}人死亡、{n}人受伤，伤者均已送医救治，起火原因正在调查。"
)
EVERYDAY = (
    ("{p}书法美术作品展开幕", "{m}月{d}日，{p}书法美术作品展在市文化馆开幕，共展出作品{n}{k}0余件，展期{n}天，市民可凭身份证免费参观。"),
    ("{p}召开营商环境座谈会", "{m}月{d}日上午，{p}召开优化营商环境座谈会，{n}家企业负责人参加，围绕审批、融资、用工等问题提出建议。"),
    ("{p}电脑采购项目中标公告", "{p}政府采购中心受委托就电脑采购项目进行公开招标，中标金额{n}{k}.{n}万元，公告期限1个工作日。"),
    ("关于做好{y}年度职称评审工作的通知", "各县区人力资源和社会保障局：{y}年度职称评审工作即将开始，申报时间为{m}月{d}日至{m}月28日，逾期不予受理。"),
    ("{p}举办高校毕业生专场招聘会", "{m}月{d}日，{p}举办高校毕业生专场招聘会，{n}{k}家用人单位提供岗位{n}{k}00个，达成意向{k}00余人。"),
    ("{p}开展重阳节敬老活动", "{m}月{d}日，{p}组织志愿者走进{n}个社区，为老人理发、量血压，送去米面油等慰问品。"),
    ("{p}统计业务培训班开班", "{m}月{d}日，{p}统计局举办业务培训班，{n}{k}名业务骨干参加，培训内容包括联网直报和数据质量。"),
    ("{p}茶产业发展情况", "近年来，{p}大力发展茶产业，全市茶园面积{n}.{k}万亩，从业人员{n}万人，年产值{k}{n}亿元。"),
    ("{p}市领导到企业走访", "{m}月{d}日，{p}负责同志到{n}家企业走访，了解生产经营情况，协调解决用地、用电等困难。"),
    ("行政处罚信息公开表", "当事人：某小额贷款公司；处罚决定：罚款{n}{k}万元；作出处罚决定的机关：{p}金融监管部门；日期：{m}月{d}日。"),
    ("{p}图书馆开放时间公告", "自{m}月{d}日起，{p}图书馆开放时间调整为每日9时至20时，周一闭馆，法定节假日另行通知。"),
    ("{p}乡村振兴现场会举行", "{m}月{d}日，{p}乡村振兴现场会在某镇举行，与会人员参观了{n}个示范村，{k}个县区作了交流发言。"),
)
USUAL = (
    "据介绍，此次活动由市委宣传部、市文化和旅游局联合主办，旨在丰富群众精神文化生活，推动文化事业繁荣发展。",
    "与会人员一致认为，要把学习成果转化为工作实效，结合岗位职责抓好落实，力争全年各项指标走在全省前列。",
    "截至上季度末，全市新登记经营主体1.26万户，同比增长8.3%，政务服务事项网上可办率达到98.7%。",
    "下一步，该局将继续完善工作机制，加强部门协同，及时回应群众关切，不断提升服务水平和群众满意度。",
    "联系人：综合科，联系电话：0512-65000000，电子邮箱请见附件，工作时间为法定工作日上午9时至下午5时。",
    "会议强调，要坚持问题导向，细化任务分工，倒排工期、挂图作战，确保年度重点项目如期建成并投入使用。",
)


def notice(draw: random.Random, code: str, at: datetime, number: int) -> tuple[str, str]:
    """Title and text of one page."""
    local = at.astimezone(SHANGHAI)
    words = {
        "p": name_of(code), "m": local.month, "d": local.day, "h": draw.randrange(1, 12), "n": draw.randrange(2, 5),
        "k": draw.randrange(1, 9), "c": draw.choice("蓝黄橙红") + "色", "y": local.year - draw.randrange(3, 20),
        "later": 18,
    }  # fmt: skip
    if number % OFTEN == 0:
        return "关于{p}一厂房火灾的情况通报".format(**words), FIRE.format(**words)
    title, text = draw.choice(routine.TEMPLATES if number % 10 == 0 else EVERYDAY)
    return title.format(**words), text.format(**words)


def answers(polls: int) -> Iterator[Fetched]:
    """What the pollers of all sites were answered, one site after the other."""
    draw = random.Random(7)
    kind = (("Content-Type", "text/html; charset=utf-8"),)
    shown: dict[str, list[tuple[str, str, datetime]]] = {code: [] for code in PLACES}
    number = 0
    for poll in range(polls):
        code = PLACES[poll % len(PLACES)]
        at = START + timedelta(minutes=7 * poll)
        host, fresh = f"http://www.{code}.example", []
        for _ in range(NEW):
            number += 1
            posted = at - timedelta(minutes=draw.randrange(1, 100))
            title, text = notice(draw, code, posted, number)
            path = f"/art/2025/{posted:%m}/{posted:%d}/art_1_{number}.html"
            shown[code].insert(0, (path, title, posted))
            fresh.append(Fetched(host + path, at + timedelta(seconds=2 + len(fresh)), 200, kind,
                                 page(draw, code, title, text, posted, number)))  # fmt: skip
        rows = "".join(
            f'<li><a href="{path}" title="{title}">{title}</a><span>{posted.astimezone(SHANGHAI):%Y-%m-%d}</span></li>'
            for path, title, posted in shown[code][:ROWS]
        )
        head = made_site.HEAD.format(title="工作动态", at=f"{at:%Y-%m-%d}", nav=made_site.NAV)
        body = f'{head}<ul class="list">{rows}</ul></body></html>'.encode()
        yield Fetched(f"{host}/col/col1/index.html", at, 200, kind, body)
        yield from fresh


def page(draw: random.Random, code: str, title: str, text: str, at: datetime, number: int) -> bytes:
    """An article page: navigation, the notice, and a few paragraphs of the usual."""
    stamp, name = at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"), name_of(code)
    more = "".join(f"<p>　　{USUAL[(n + number) % len(USUAL)]}</p>" for n in range(draw.randrange(4, 16)))
    return (
        made_site.HEAD.format(title=title, at=stamp, nav=made_site.NAV).replace("滨江市", name)
        + f'<div class="article"><h1>{title}</h1><div class="info">发布时间：{stamp}　来源：{name}人民政府</div>'
        + f'<div id="zoom"><p>　　{text}</p>{more}</div></div>'
        + f'<div class="footer">主办：{name}人民政府　备案号：0000000</div></body></html>'
    ).encode()


def feeds() -> str:
    """The settings of these sites."""
    lines = ["schema: 1", "rules: [cn-gbf-2016-61, cn-gbf-2016-80]", "agencies:"]
    lines += [f'  - {{id: g{c}, name: {name_of(c)}人民政府, adcode: "{c}", level: prefecture}}' for c in PLACES]
    lines += ["feeds:"]
    lines += [
        f"  - {{id: g{c}-news, url: http://www.{c}.example/col/col1/index.html, agency: g{c}, "
        "carries: [releases, incidents], parser: jpage}" for c in PLACES
    ]  # fmt: skip
    return "\n".join(lines) + "\n"
