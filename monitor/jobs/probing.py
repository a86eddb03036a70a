"""One address looked at, to become a feed: whose it is, what stands there, and what else the site lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from monitor import parsers
from monitor.core.article import ListState
from monitor.core.feed import Fetched, NotModified, Outcome
from monitor.core.incident import NATION, Agency, Level
from monitor.fetching.owners import registrable_host
from monitor.jobs.health import mend_of
from monitor.jobs.looking import unread_because
from monitor.jobs.poll import Web
from monitor.renderers.wire import moment_json
from monitor.text.places import exists, find_code, name_of

_META = re.compile(r"<meta\b[^<>]{0,600}>", re.IGNORECASE)
_PAIR = re.compile(r"""\b(name|content)\s*=\s*(?:"([^"]{0,300})"|'([^']{0,300})'|([^\s"'<>]{1,300}))""", re.IGNORECASE)
_PORTAL = re.compile(r"政府门户|政府网|门户网站|政务网|人民政府网|中国\s?[·•・]")
_TITLE = re.compile(r"<title[^<>]{0,100}>(.{0,400}?)</title", re.IGNORECASE | re.DOTALL)
_LINK = re.compile(
    r"""<a\b[^<>]{0,300}?href\s*=\s*["']?([^"'<>\s]{1,300})[^<>]{0,300}>(.{0,200}?)</a""", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"<[^<>]{0,200}>")
_BODY = re.compile(r"[\u4e00-\u9fff]{2,24}(?:人民政府|管理委员会|委员会|办公室|管理局|局|厅|部|署|院)(?:办公室)?")
_COLUMN = re.compile(
    r"^(?:.{0,6}(?:要闻|动态|通知公告|公告公示|公示公告|新闻发布会?|发布会|回应关切|应急管理|突发事件|情况通报|事故调查"
    r"|预警信息|政策解读|部门信息|今日.{2,4}|热点回应))$"
)
_MOST_COLUMNS = 12
_SECTORS = {
    "人民政府": "government", "应急管理": "emergency", "卫生健康": "health", "生态环境": "environment",
    "公安": "police", "教育": "education",
    "市场监督": "market", "交通运输": "transport", "新闻办": "press_office", "住房": "housing", "水利": "water",
    "自然资源": "natural_resources", "人力资源": "labour", "民政": "civil_affairs", "气象": "weather",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would be written, and what was seen."""

    outcome: str
    detail: str = ""
    feed: dict[str, Any] | None = None
    agency: dict[str, Any] | None = None  # None where the settings have it already, or it was not recognised
    items: tuple[dict[str, Any], ...] = ()
    columns: tuple[dict[str, str], ...] = ()  # other lists of the site
    notes: tuple[str, ...] = ()
    known: bool = False  # the settings have this address already

    def json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "schema": 1, "outcome": self.outcome, "detail": self.detail, "mend": mend_of(self.outcome),
            "feed": self.feed, "agency": self.agency,
            "items": list(self.items), "columns": list(self.columns), "notes": list(self.notes),
        }  # fmt: skip


async def probe(
    web: Web, url: str, *, agencies: Collection[Agency], ids: Collection[str], addresses: Collection[str],
    hosts: Callable[[], Mapping[str, Agency]],
) -> Proposal:  # fmt: skip
    """Look at one address once. Nothing is written, and nothing is followed.

    ``hosts`` says whose a host is known to be; it is asked only where the page itself does not say.
    """
    result = await web.get(url)
    if isinstance(result, NotModified) or not isinstance(result, Fetched):
        return Proposal("not_modified" if isinstance(result, NotModified) else result.outcome.value,
                        "" if isinstance(result, NotModified) else result.detail)  # fmt: skip
    page = parsers.decode(result.body, url=result.url, content_type=result.header("content-type"), seen_at=result.at)
    listing = parsers.load()["auto"].list_items(page)  # by the system that made the page, where it is known
    meta, title = _metas(page.text), _title(page.text)
    agency, found = _agency(meta, title, result.url, agencies)
    if agency is None and (body := hosts().get(urlsplit(result.url).hostname or "")) is not None:
        agency, found = _as_entry(body), body.id not in {one.id for one in agencies}
    column = next((part for part in re.split(r"[_\-–—|>·\s]+", title) if 1 < len(part) <= 12), "")
    feed: dict[str, Any] = {
        "id": _id(result.url, ids), "name": column, "url": url, "agency": None if agency is None else agency["id"],
        "carries": ["media"] if agency is None else ["releases"], "parser": listing.parser,
        "source": "feeds add",
    }  # fmt: skip
    notes = []
    already = parsers.canonical(url) in {parsers.canonical(one) for one in addresses}
    if already:
        notes.append("已在设置中 · the settings have this address already")
    if agency is None:
        notes.append("未认出机关：用 --agency 指明 · whose page this is could not be told: name it with --agency")
    outcome = Outcome.FETCHED
    if listing.state is not ListState.ITEMS:
        outcome, why = unread_because(listing, had_entries=False)
        said = why.removeprefix(f"{result.url}: ")
        notes.append(f"没有读出列表 · no list was read: {said}".rstrip(": "))
    return Proposal(
        outcome.value, "", feed, agency if found else None,
        tuple({"title": i.title, "url": i.url, "date": moment_json(i.date)} for i in listing.items),
        tuple(columns(page.text, result.url)), tuple(notes), already,
    )  # fmt: skip


def columns(text: str, url: str) -> Iterable[dict[str, str]]:
    """Links of the page to what are most likely other lists of the same site."""
    seen: set[str] = {url}
    host = registrable_host(urlsplit(url).hostname or "")
    for link in _LINK.finditer(text[:400_000]):
        name = "".join(_TAG.sub("", unescape(link[2])).split())
        try:
            address = urljoin(url, unescape(link[1]))
            same = registrable_host(urlsplit(address).hostname or "") == host
        except ValueError:
            continue
        if _COLUMN.match(name) and same and address not in seen and address.startswith(("http://", "https://")):
            seen.add(address)
            yield {"name": name, "url": address}
            if len(seen) > _MOST_COLUMNS:
                return


def _metas(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in _META.finditer(text[:100_000]):
        pairs = {m[1].lower(): m[2] or m[3] or m[4] or "" for m in _PAIR.finditer(tag[0])}
        if pairs.get("name"):
            found.setdefault(pairs["name"].lower(), unescape(pairs.get("content", "")).strip())
    return found


def _title(text: str) -> str:
    found = _TITLE.search(text[:100_000])
    return " ".join(unescape(_TAG.sub("", found[1])).split()) if found else ""


def _agency(
    meta: dict[str, str], title: str, url: str, agencies: Collection[Agency]
) -> tuple[dict[str, Any] | None, bool]:
    """Whose page it is, and whether that body is new to the settings."""
    names = [name for said in (meta.get("sitename", ""), title) for name in _BODY.findall(said)]
    name = max(names, key=len, default="")
    known = next((agency for agency in agencies if agency.name == name), None)
    if known is not None:
        return {"id": known.id}, False
    adcode = _adcode(meta.get("siteidcode", ""), name)
    portal = not name and adcode not in (None, NATION) and _PORTAL.search(f"{meta.get('sitename', '')} {title}")
    if portal and adcode is not None:  # 中国·杭州: its site code says whose portal it is
        name = _government(adcode)
        known = next((agency for agency in agencies if agency.name == name), None)
        if known is not None:
            return {"id": known.id}, False
    if not name or adcode is None:
        return None, False
    label = registrable_host(urlsplit(url).hostname or "").split(".")[0]
    host = (urlsplit(url).hostname or "").split(".")
    identity = label if host[0] in ("www", label) else f"{label}-{host[0]}"
    taken = {agency.id for agency in agencies}
    return {
        "id": _free(identity, taken), "name": name, "adcode": adcode, "level": _level(adcode).value,
        "sector": next((word for sign, word in _SECTORS.items() if sign in name), "government"),
    }, True  # fmt: skip


def _government(adcode: str) -> str:
    """A place's government by its usual name, which leaves the province out where a city is named."""
    whole, province = place_of(adcode), place_of(adcode[:2] + "0000")
    name = whole.removeprefix(province) if province.endswith(("省", "自治区")) else whole
    return f"{name or whole}人民政府"


def _as_entry(agency: Agency) -> dict[str, Any]:
    return {
        "id": agency.id, "name": agency.name, "adcode": agency.adcode, "level": agency.level.value,
        "sector": agency.sector,
    }  # fmt: skip


def _adcode(site_code: str, name: str) -> str | None:
    """The place's code: the first six digits of 网站标识码, else the one place that the name begins with."""
    if site_code[:2].lower() == "bm":
        return "000000"
    code = site_code[:6]
    if len(code) == len("330000") and code.isdigit() and exists(code):
        return code
    for end in range(len(name), 1, -1):
        found = find_code(name[:end])
        if len(found) == 1:
            return found[0]
    return None


def _level(adcode: str) -> Level:
    if adcode == "000000":
        return Level.NATIONAL
    if adcode.endswith("0000"):
        return Level.PROVINCE
    return Level.PREFECTURE if adcode.endswith("00") else Level.COUNTY


def place_of(adcode: str) -> str:
    """The place's name, for the preview."""
    return "全国" if adcode == "000000" else name_of(adcode)


def _id(url: str, taken: Collection[str]) -> str:
    parts = urlsplit(url)
    label = registrable_host(parts.hostname or "feed").split(".")[0]
    words = [word for word in re.split(r"[^A-Za-z0-9]+", parts.path) if word not in ("", "col", "index", "html", "htm")]
    return _free("-".join([label, *words[-2:]])[:60].lower(), taken)


def _free(name: str, taken: Collection[str]) -> str:
    """The name, with a number where it is taken."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free
