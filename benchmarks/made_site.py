"""Pages of an invented government site, as many and as heavy as a measurement wants. Always the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.core.feed import Fetched

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOST = "http://www.binjiang.example"
LIST = f"{HOST}/col/col1/index.html"
START = datetime(2025, 6, 9, 0, 0, tzinfo=UTC)
EVERY = timedelta(minutes=15)
ROWS = 20
NEW = 5  # entries that each poll finds new

SENTENCES = (
    "会议指出，要认真落实安全生产责任制，加强重点行业领域隐患排查整治，切实维护人民群众生命财产安全。",
    "截至6月10日18时，全市共出动检查人员1260人次，检查企业438家，督促整改隐患217处。",
    "各区、各部门要进一步完善应急预案，备足物资装备，严格执行领导带班和关键岗位24小时值班制度。",
    "市应急管理局有关负责人表示，下一步将加大执法力度，对重大隐患实行挂牌督办，并及时向社会公布结果。",
)
INCIDENT = (
    "6月{day}日{hour}时{minute}分许，滨江市临江区一仓库发生火灾。接报后，市、区两级应急、消防、公安等部门立即赶赴现场处置。"
    "截至当日{later}时，火灾已造成{dead}人死亡、{hurt}人受伤，伤者均已送医救治，起火原因正在调查。"
)
NAV = "".join(f'<li><a href="/col/col{n}/index.html">栏目{n}</a></li>' for n in range(60))
HEAD = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_滨江市人民政府</title>'
    '<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{at}">'
    '<meta name="ContentSource" content="滨江市人民政府"></head><body><div class="nav"><ul>{nav}</ul></div>'
)


def title(number: int) -> str:
    """Every twentieth page is about a fire."""
    return f"关于临江区仓库火灾的情况通报（{number}）" if number % 20 == 0 else f"全市安全生产工作第{number}次会议召开"


def article(number: int, at: datetime, *, paragraphs: int = 30) -> bytes:
    """One article page, about 400 bytes a paragraph."""
    local = at.astimezone(SHANGHAI)
    opening = ""
    if number % 20 == 0:
        opening = INCIDENT.format(
            day=local.day, hour=local.hour, minute=local.minute, later=min(23, local.hour + 2),
            dead=1 + number % 7, hurt=number % 11,
        )  # fmt: skip
    said = "".join(f"<p>　　{opening if not n else SENTENCES[(n + number) % 4]}</p>" for n in range(paragraphs))
    stamp = local.strftime("%Y-%m-%d %H:%M")
    page = (
        HEAD.format(title=title(number), at=stamp, nav=NAV)
        + f'<div class="article"><h1>{title(number)}</h1>'
        + f'<div class="info">发布时间：{stamp}　来源：滨江市人民政府</div><div id="zoom">{said}</div></div>'
        + '<div class="footer">主办：滨江市人民政府　备案号：0000000</div></body></html>'
    )
    return page.encode()


def listing(newest: int, at: datetime) -> bytes:
    """A list page whose first entry is the newest article."""
    rows = "".join(
        f'<li><a href="{path(number)}" title="{title(number)}">{title(number)}</a>'
        f"<span>{posted(number).astimezone(SHANGHAI):%Y-%m-%d %H:%M}</span></li>"
        for number in range(newest, max(0, newest - ROWS), -1)
    )
    head = HEAD.format(title="工作动态", at=f"{at:%Y-%m-%d}", nav=NAV)
    return f'{head}<ul class="list">{rows}</ul></body></html>'.encode()


def path(number: int) -> str:
    """Where an article stands."""
    return f"/art/2025/6/9/art_1_{number}.html"


def posted(number: int) -> datetime:
    """When an article appeared: NEW of them between two polls."""
    return START + (EVERY / NEW) * (number - 1) + timedelta(minutes=1)


def answers(polls: int) -> Iterator[Fetched]:
    """What a poller of this site is answered: a list every quarter of an hour, and its new articles."""
    kind = (("Content-Type", "text/html; charset=utf-8"),)
    for poll in range(1, polls + 1):
        at = START + EVERY * poll
        yield Fetched(LIST, at, 200, kind, listing(poll * NEW, at))
        for number in range((poll - 1) * NEW + 1, poll * NEW + 1):
            at += timedelta(seconds=2)
            yield Fetched(HOST + path(number), at, 200, kind, article(number, posted(number)))


FEEDS = f"""schema: 1
rules: [cn-gbf-2016-61, cn-gbf-2016-80]
agencies:
  - {{id: binjiang-gov, name: 滨江市人民政府, adcode: "990100", level: prefecture}}
feeds:
  - {{id: binjiang-gov-news, url: {LIST}, agency: binjiang-gov, carries: [releases, incidents], parser: jpage}}
"""
