"""Routine notices of our own making, as they fill government sites: none of them is about an incident.

Written from templates with places, dates and figures drawn from a fixed seed, half of them near the places
and days of given incidents, where they are easiest to mistake.
"""

# ruff: noqa: E501 - a template is easier to judge on one line
from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.text.places import name_of

TEMPLATES: tuple[tuple[str, str], ...] = (
    ("{p}召开安全生产工作会议", "{m}月{d}日，{p}召开安全生产工作会议，传达上级部署，要求压实责任，坚决防范重特大事故发生。"),
    ("{p}开展消防应急演练", "{m}月{d}日上午，{p}在某小区开展消防应急演练，模拟居民楼发生火灾，{n}名“伤员”被成功转移。"),
    ("{p}气象台发布暴雨{c}预警信号", "{p}气象台{m}月{d}日{h}时发布暴雨{c}预警信号，预计未来6小时部分乡镇降雨量将达50毫米以上，请注意防范山洪滑坡。"),
    ("{p}“安全生产月”宣传咨询日活动举行", "{m}月{d}日，{p}举行安全生产月宣传咨询日活动，发放资料{n}00余份，讲解火灾逃生知识。"),
    ("{p}通报上季度生产安全事故统计情况", "今年以来，{p}共发生各类生产安全事故{n}起，死亡{k}人，同比分别下降{n}%和{k}%。"),
    ("{p}人民政府办公室关于印发突发事件应急预案的通知", "各乡镇人民政府：现将《{p}突发事件总体应急预案》印发给你们，请认真贯彻执行。本预案自发布之日起施行。"),
    ("{p}公开招聘事业单位工作人员公告", "根据有关规定，{p}面向社会公开招聘事业单位工作人员{n}名，报名时间为{m}月{d}日9时至17时。"),
    ("{p}道路改造工程中标结果公示", "{p}某道路改造工程于{m}月{d}日开标，中标价{n}{k}0万元，公示期3日。"),
    ("{p}悼念{y}年特大事故遇难者", "{m}月{d}日，{p}各界悼念{y}年特大事故{n}周年，缅怀当年遇难的{k}名同胞。"),
    ("{p}法院宣判一起{y}年交通肇事案", "{m}月{d}日，{p}人民法院对被告人赵某交通肇事案一审公开宣判。法院查明，{y}年赵某驾车肇事致{k}人死亡。"),
    ("{p}召开季度经济运行新闻发布会", "{m}月{d}日上午，{p}召开新闻发布会，介绍上季度经济运行情况，地区生产总值同比增长{k}.{n}%。"),
    ("{p}吸取外地火灾事故教训开展大排查", "近日，外省某市发生一起火灾事故，造成{k}人死亡。{p}深刻吸取教训，对九小场所开展拉网式排查。"),
    ("{p}领导调研学校食堂食品安全", "{m}月{d}日，{p}负责同志到{n}所学校调研食品安全工作，强调守护师生舌尖上的安全。"),
    ("{p}计划停电通知", "因线路检修，{p}部分区域{m}月{d}日{h}时至18时停电，请提前做好准备。"),
    ("关于表彰先进集体的通报", "经研究，{p}决定对{n}个先进集体、{k}名先进个人予以通报表扬。"),
    ("{p}食品安全监督抽检信息通告", "{p}市场监督管理局近期组织抽检{n}类食品{n}{k}批次，合格率98.{k}%。"),
    ("{p}开展道路交通安全专项整治", "为预防道路交通事故，{p}公安交警{m}月起开展专项整治，查处酒驾{n}起、超载{k}起。"),
    ("解读：{p}安全生产条例", "《{p}安全生产条例》将于下月施行，明确发生事故后应当在1小时内报告，最高可处{n}0万元罚款。"),
    ("{p}春节假期旅游接待{n}{k}万人次", "{m}月{d}日，{p}文旅局消息，假期全县接待游客{n}{k}万人次，未发生安全事故。"),
    ("{p}防震减灾科普进校园", "{m}月{d}日，{p}应急管理局走进中学，讲解地震避险知识，{n}00余名学生参加疏散演练。"),
    ("{p}水利局：水库水位正常", "截至{m}月{d}日{h}时，{p}各水库水位均在汛限水位以下，运行正常。"),
    ("评论：{p}的营商环境为何好", "笔者走访{p}多家企业，{n}位负责人谈到审批提速。"),
    ("{p}学习贯彻安全生产重要论述", "{m}月{d}日，{p}理论学习中心组集体学习安全生产重要论述，观看警示教育片《{y}年爆炸事故警示录》。"),
    ("关于{p}某路段夜间封闭施工的公告", "因桥梁维修，{p}某路段{m}月{d}日{h}时起封闭施工，过往车辆请绕行。"),
    ("{p}卫健委公布疫情防控热线", "{p}卫生健康委员会公布24小时服务热线，解答疫苗接种等问题，日均接听{n}{k}个。"),
)


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice: who put it up (None: a medium), when, and its words."""

    body: str
    place: str | None
    at: datetime
    title: str
    text: str


def notices(count: int, spots: Sequence[tuple[str, datetime]], *, seed: int = 1) -> list[Notice]:
    """That many notices; every second one in the city of a spot and within a month of it."""
    draw = random.Random(seed)
    return [_notice(draw, spots[draw.randrange(len(spots))], near=bool(number % 2)) for number in range(count)]


def _notice(draw: random.Random, spot: tuple[str, datetime], *, near: bool) -> Notice:
    place, onset = spot
    code = draw.choice((place, place[:4] + "00", place[:2] + "0000"))
    at = onset + timedelta(minutes=draw.randrange(-14400, 28800)) if near else onset + timedelta(days=draw.randrange(-300, 300))
    title, text = TEMPLATES[draw.randrange(len(TEMPLATES))]
    words = {
        "p": name_of(code), "m": at.month, "d": at.day, "h": draw.randrange(1, 17), "n": draw.randrange(2, 9),
        "k": draw.randrange(1, 9), "c": draw.choice("蓝黄橙红") + "色", "y": at.year - draw.randrange(3, 20),
    }  # fmt: skip
    medium = draw.random() < 0.3
    return Notice(name_of(code), None if medium else code, at, title.format(**words), text.format(**words))
