"""The shape of feeds.yaml: which keys there are and what each may hold.

The JSON Schema made from these models (docs/feeds-schema.json) lets an editor complete the file.
Mistakes carry their mend in the error's context.
"""

from __future__ import annotations

import json
import re
from enum import StrEnum
from typing import Annotated, Any, Literal, NoReturn, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from monitor.core.alarm import News
from monitor.core.feed import Carries
from monitor.core.incident import GRADES, Level
from monitor.core.instrument import ClockStart
from monitor.core.problems import Problem
from monitor.core.verdict import Status
from monitor.settings.durations import read_duration, suggest_duration
from monitor.yamlfile import nearest, quoted

_Enum = TypeVar("_Enum", bound=StrEnum)

NEWS = tuple(dict.fromkeys((*(n.value for n in News if n is not News.TEST), *(s.value for s in Status))))
"""What a channel may be told of: kinds of news, and outcomes of verdicts."""
TOLD = ["opened", "due_soon", "closed", "met", "changed", "blind"]
"""What a channel is told of that does not say."""

CHANNELS = ("web", "weibo", "wechat", "douyin", "toutiao", "app", "tv", "newspaper", "other")


_MEANT = {
    "city": "prefecture", "municipal": "prefecture", "市": "prefecture", "地级市": "prefecture",
    "district": "county", "区": "county", "县": "county", "区县": "county",
    "provincial": "province", "省": "province", "municipality": "province", "直辖市": "province",
    "central": "national", "state": "national", "国家": "national", "中央": "national",
    "weixin": "wechat", "微信": "wechat", "微博": "weibo", "网站": "web", "website": "web",
    "release": "releases", "incident": "incidents", "news": "media", "媒体": "media",
}  # fmt: skip
"""Words that people write for the ones the file has."""


def wrong(what: str, mend: str) -> NoReturn:
    """Refuse a value, saying what it is and what to write."""
    raise PydanticCustomError("wrong", "{what}", {"what": what, "mend": mend})


def _word(value: Any) -> Any:
    """Numbers stand for their digits: an id 12 or an adcode 620100 without quotes."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value


def _words(value: Any) -> Any:
    """A single word may stand without brackets."""
    return [value] if isinstance(value, str) else value


def _id(value: str) -> str:
    begins = value[:1].isalnum() or value[:1] == "_"  # never like a formula or an option
    if value.split() != [value] or not begins or any(map(value.__contains__, "/\\?#%")):
        wrong(f"{quoted(value)} is no id", "use letters, digits, - and _ without spaces")
    return value


def _name(value: str) -> str:
    if not value.strip():
        wrong("the name is empty", "write the body's full name")
    return " ".join(value.split())


def _adcode(value: str) -> str:
    if len(value) != len("620100") or not (value.isascii() and value.isdigit()):
        mend = 'write the six digits of GB/T 2260 in quotes, such as "620100" ("000000" for the nation)'
        wrong(f"{quoted(value)} is no place code", mend)
    return value


def _duration(value: str) -> str:
    length = read_duration(value)
    if length is None:
        wrong(f"{quoted(value)} is no duration", suggest_duration(value))
    if not length:
        wrong(f"{quoted(value)} is no time at all", "write such as 15m")
    return value


def _http(value: str) -> str:
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        wrong(f"{quoted(value)} is no address", "write it as https://www.example.gov.cn/col/col1/index.html")
    if parts.scheme.lower() not in ("http", "https"):
        wrong(f"{quoted(value)} is no http or https address", "begin it with https:// or http://")
    if not host or value.split() != [value] or not value.isprintable():
        wrong(f"{quoted(value)} is no address", "write it as https://www.example.gov.cn/col/col1/index.html")
    if parts.username is not None:
        wrong("the address holds a user name or password", "take it out: evidence keeps every address")
    return value


def http_address(value: str, *, where: str) -> Problem | None:
    """What is wrong with an address of a feed, if anything."""
    try:
        _http(value)
    except PydanticCustomError as error:
        said = error.context or {}
        return Problem(where, str(said["what"]), str(said["mend"]))
    return None


def _service(value: str) -> str:
    scheme, mark, rest = value.partition("://")
    if not mark or not scheme or not rest:
        mend = "write it as an Apprise address, such as wecombot://BOTKEY or mailto://…"
        wrong("the address of the channel is none", mend)
    return value


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        wrong(f"{quoted(value)} is no time zone", "write Asia/Shanghai")
    return value


def _one_of(value: str, allowed: tuple[str, ...], noun: str) -> str:
    if value not in allowed:
        close = meant if (meant := _MEANT.get(value.lower())) in allowed else nearest(value, allowed)
        mend = f'write "{close}"' if close else f"write one of {', '.join(allowed)}"
        wrong(f"{quoted(value)} is no {noun}", mend)
    return value


def _values(among: type[StrEnum]) -> tuple[str, ...]:
    return tuple(str(member.value) for member in among)


_CLOCK_TIMES = re.compile(r"^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$")


def _hours(value: str) -> str:
    start, _, end = value.partition("-")
    if not _CLOCK_TIMES.match(value) or start == end:
        wrong(f"{quoted(value)} are no hours of a day", 'write such as "22:00-07:00"')
    return value


_GRADES = tuple(grade.value for grade in GRADES)
_LEVELS, _CARRIES, _CLOCKS = _values(Level), _values(Carries), ("onset", "first_public", "reported")
assert set(_CLOCKS) <= set(_values(ClockStart)), "the settings name clocks that clauses have"

Word = Annotated[str, BeforeValidator(_word)]
Id = Annotated[Word, AfterValidator(_id)]
Name = Annotated[Word, AfterValidator(_name)]
Adcode = Annotated[Word, AfterValidator(_adcode), Field(json_schema_extra={"pattern": "^[0-9]{6}$"})]
Duration = Annotated[Word, AfterValidator(_duration), Field(json_schema_extra={"pattern": "^[0-9]{1,6}(s|m|h|d)$"})]
Http = Annotated[str, AfterValidator(_http), Field(json_schema_extra={"pattern": "^https?://"})]
Service = Annotated[str, AfterValidator(_service)]
Zone = Annotated[str, AfterValidator(_timezone)]
LevelWord = Annotated[
    str,
    AfterValidator(lambda v: _one_of(v, _LEVELS, "level")),
    Field(json_schema_extra={"enum": list(_LEVELS)}),
]
CarriesWord = Annotated[
    str,
    AfterValidator(lambda v: _one_of(v, _CARRIES, "thing a feed carries")),
    Field(json_schema_extra={"enum": list(_CARRIES)}),
]
NewsWord = Annotated[
    str,
    AfterValidator(lambda v: _one_of(v, NEWS, "news a channel can be told")),
    Field(json_schema_extra={"enum": list(NEWS)}),
]
GradeWord = Annotated[
    str,
    AfterValidator(lambda v: _one_of(v, _GRADES, "grade")),
    Field(json_schema_extra={"enum": list(_GRADES)}),
]
Hours = Annotated[Word, AfterValidator(_hours), Field(json_schema_extra={"pattern": _CLOCK_TIMES.pattern})]
ChannelWord = Annotated[
    str,
    AfterValidator(lambda v: _one_of(v, CHANNELS, "kind of channel")),
    Field(json_schema_extra={"enum": list(CHANNELS)}),
]
ClockWord = Annotated[
    str,
    AfterValidator(lambda v: _one_of(v, _CLOCKS, "clock")),
    Field(json_schema_extra={"enum": list(_CLOCKS)}),
]


class _Strict(BaseModel):
    """Unknown keys are mistakes; nothing is changed after it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class DefaultsModel(_Strict):
    """What feeds take that do not say otherwise."""

    every: Duration = Field("15m", description="How often an ordinary feed is polled: 30s, 15m, 1h, 2d.")
    adaptive: bool = Field(
        True, description="Feeds without an every of their own are polled by their own rhythm, around the default."
    )
    timezone: Zone = Field(
        "Asia/Shanghai",
        description="Time zone of Monday 08:00, when the daemon writes the weekly report. Weeks are Asia/Shanghai's.",
    )


class FetchingModel(_Strict):
    """How politely the web is asked."""

    delay: Duration = Field("2s", description="Least pause between two requests to one registrable host.")
    timeout: Duration = Field("20s", description="For one whole answer, body included.")
    at_once: int | None = Field(
        None, ge=1, le=500, description="Polls under way at the same time; by the number of feeds, if left out."
    )
    per_second: int = Field(50, ge=1, le=10_000, description="Most requests a second in all.")
    per_hour: int = Field(1200, ge=1, le=1_000_000, description="Most requests an hour to one registrable host.")
    quiet: list[Word] = Field(
        [], description="Hosts that are not asked, with all below them: whose owners do not want it."
    )
    private_hosts: list[Word] = Field(
        [], description="Hosts that may be private or local addresses: your own test servers. None otherwise."
    )


class AgencyModel(_Strict):
    """A body answerable for responding (涉事责任部门)."""

    id: Id = Field(description="Short name, unique in the file.")
    name: Name = Field(description="Full name, such as 兰州市人民政府.")
    adcode: Adcode = Field(description='GB/T 2260 code of its place in quotes; "000000" for the nation.')
    level: LevelWord = Field(description="Administrative level.")
    sector: Word = Field("government", description="government, emergency, health, environment, …")


class FeedModel(_Strict):
    """One listing page, RSS, Atom or JSON feed to poll (监测源)."""

    id: Id = Field(description="Short name, unique in the file.")
    url: Http = Field(description="Address of the list page or feed; http or https. Keep keys in ${VARIABLES}.")
    agency: Id | None = Field(None, description="Id of the agency whose releases it carries; none for media.")
    carries: Annotated[list[CarriesWord], BeforeValidator(_words)] | None = Field(
        None, description="What it is watched for; [releases] with an agency, [media] without, if left out."
    )
    parser: Word = Field("auto", description="CMS family, or auto to find the list by its structure.")
    every: Duration | None = Field(None, description="How often it is polled; by its own rhythm, if left out.")
    off_peak: bool = Field(False, description="true: an archive, asked between 22:00 and 06:00 only.")
    source: Word = Field("", description="Where this entry comes from, and how sure that is.")
    name: Word = Field("", description="Name of the column, for people.")
    channel: ChannelWord = Field("web", description="Where it stands: web, weibo, wechat, …")
    enabled: bool = Field(True, description="false: kept in the file, not polled.")
    legacy_tls: bool = Field(False, description="Allow old servers a weaker handshake; recorded.")
    max_pages: int = Field(5, ge=1, le=200, description="How far the list is followed back.")


class SourcesModel(_Strict):
    """A file of sources: bodies and their feeds, nothing else."""

    version: Literal[1] = Field(alias="schema", description="Version of this file's shape: 1.")
    agencies: list[AgencyModel] = []
    feeds: list[FeedModel] = []


class ChannelModel(_Strict):
    """Where alarms go, and which."""

    url: Service = Field(description="An Apprise address or an https:// webhook; keep secrets in ${VARIABLES}.")
    on: Annotated[list[NewsWord], BeforeValidator(_words)] = Field(TOLD, description="Which news it is sent.")
    name: Word = Field("", description="Its name in records and logs; the address's scheme if left out.")
    places: Annotated[list[Adcode], BeforeValidator(_words)] = Field([], description="Only incidents within these.")
    grades: Annotated[list[GradeWord], BeforeValidator(_words)] = Field([], description="Only incidents of these.")
    agencies: Annotated[list[Id], BeforeValidator(_words)] = Field(
        [], description="Only incidents that one of these may have to answer."
    )
    quiet: Hours | None = Field(None, description="Local hours in which nothing is sent: 22:00-07:00.")
    loud: Annotated[list[NewsWord], BeforeValidator(_words)] = Field([], description="News that breaks the quiet.")
    lang: Literal["zh", "en"] = Field("zh", description="Language of its messages.")
    secret: Word = Field("", description="Signs webhooks (Standard Webhooks); keep it in a ${VARIABLE}.")


class StampsModel(_Strict):
    """Who stamps the head of the evidence chain, once a day."""

    rfc3161: Annotated[list[Http], BeforeValidator(_words)] = Field(
        [], description="Addresses of RFC 3161 timestamp authorities."
    )
    opentimestamps: Annotated[list[Http], BeforeValidator(_words)] = Field(
        [], description="Addresses of OpenTimestamps calendars."
    )
    roots: Word | None = Field(
        None, description="PEM file of the authorities' root certificates that you trust, relative to this file."
    )


class SettingsModel(_Strict):
    """Settings of the response-window monitor: what is watched, by which rules, and who is told."""

    model_config = ConfigDict(extra="forbid", frozen=True, title="feeds.yaml", defer_build=True)

    version: Literal[1] = Field(alias="schema", description="Version of this file's shape: 1.")
    rules: list[Id] | None = Field(None, description="Rule documents in force; all that fit, if left out.")
    rule_folders: Annotated[list[Word], BeforeValidator(_words)] = Field(
        [], description="Folders of your own rule documents, relative to this file."
    )
    defaults: DefaultsModel = Field(default_factory=lambda: DefaultsModel.model_validate({}))
    sources: Annotated[list[Word], BeforeValidator(_words)] = Field(
        [], description="Folders of further feeds, YAML or CSV, relative to this file; packaged: those that come along."
    )
    contact: Word = Field("", description="Mail address or page for the User-Agent.")
    fetching: FetchingModel = Field(default_factory=lambda: FetchingModel.model_validate({}))
    agencies: list[AgencyModel] = []
    feeds: list[FeedModel] = Field(description="What is polled; may be [] where sources name folders.")
    channels: list[ChannelModel] = []
    reminders: dict[Id, Annotated[list[Duration], BeforeValidator(_words)]] = Field(
        {}, description='How long before a deadline people are reminded, by clause or for "default"; 6h and 1h.'
    )
    alarm_templates: Word | None = Field(
        None, description="Folder of your own alarm texts (zh.j2, closed.en.j2, …), relative to this file."
    )
    pages: Http | None = Field(None, description="Where `serve` can be reached, for links in alarms.")
    stamps: StampsModel = Field(default_factory=lambda: StampsModel.model_validate({}))
    headline_clock: ClockWord | None = Field(
        None,
        description="Clock of the headline for all clauses about incidents; each clause's own if left out.",
    )
    storage: Word | None = Field(None, description="Folder of evidence and database, relative to this file.")
    reports: Word | None = Field(None, description="Folder of reports, relative to this file.")


def schema_text() -> str:
    """The JSON Schema of the file, as docs/feeds-schema.json holds it."""
    made = SettingsModel.model_json_schema(by_alias=True)
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
