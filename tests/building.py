"""Small builders for tests: times as they are written, dossiers from a few facts.

    moment("2023-04-18 12:57")            a minute
    moment("2023-04-18")                  a day
    moment("2023-04-18 12:00", "2023-04-18 14:00")
    dossier(onset="2023-04-18 12:57", place="990100", dead=12, releases=[…], watches=[…])

All times are Asia/Shanghai. The city is invented (滨江市, 990100), as in the demo.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.core.coverage import Look
from monitor.core.dossier import (
    Authority,
    Dossier,
    Evidence,
    FeedWatch,
    GradeClaim,
    OnsetClaim,
    PlaceClaim,
    TollClaim,
    TypeClaim,
)
from monitor.core.incident import Agency, Grade, Level
from monitor.core.instrument import Clause, ClockBasis, ClockStart, Duty, Instrument, Limit, Within
from monitor.core.moment import Basis, Moment
from monitor.core.publication import settle
from monitor.core.release import Link, Release
from monitor.core.statement import Harm, Role

SHANGHAI = ZoneInfo("Asia/Shanghai")
CITY = "990100"
PROVINCE = "990000"
CITY_HALL = Agency("binjiang-gov", "滨江市人民政府", CITY, Level.PREFECTURE)
EMERGENCY = Agency("binjiang-emergency", "滨江市应急管理局", CITY, Level.PREFECTURE, "emergency")
INFORMATION = (
    Role.FIRST_REPORT,
    Role.AUTHORITATIVE_INFO,
    Role.PRESS_CONFERENCE,
    Role.INVESTIGATION_REPORT,
    Role.RUMOUR_REFUTATION,
)
NAMES = {CITY: "滨江市", PROVINCE: "东江省", "990102": "滨江市临港区"}


def place_name(adcode: str) -> str:
    """Names of the invented places."""
    return NAMES.get(adcode, adcode)


def at(words: str) -> datetime:
    """An instant: ``2023-04-18 12:57`` (or a day's midnight), in Asia/Shanghai."""
    return datetime.fromisoformat(words).replace(tzinfo=SHANGHAI)


def moment(words: str, until: str | None = None, *, basis: Basis = Basis.TEXT) -> Moment:
    """The minute, second or day that the words name; with ``until``, all between the two."""
    if until is not None:
        return Moment(at(words), at(until), basis)
    unit = {10: timedelta(days=1), 16: timedelta(minutes=1), 19: timedelta(seconds=1)}[len(words)]
    return Moment(at(words), at(words) + unit, basis)


def evidence(
    words: str = "",
    *,
    capture: str = "cap-1",
    url: str = "https://www.binjiang.example/a",
    recorded: str = "2023-04-18",
) -> Evidence:
    """Where a claim stands."""
    return Evidence(capture, url, at(recorded), words, 0, len(words))


def clause(
    name: str = "gb61-press-24h",
    duty: Duty = Duty.PRESS_CONFERENCE,
    *,
    limit: Limit | None = Within(timedelta(hours=24)),  # noqa: B008 - a frozen value
    grades: Iterable[Grade] | None = (Grade.EXTREME, Grade.MAJOR),
    clock: ClockStart = ClockStart.ONSET,
    clock_basis: ClockBasis = ClockBasis.INFERRED,
    accepts: Sequence[Role] | None = None,
    quote: str = "最迟应在24小时内举行新闻发布会",
    event_types: tuple[str, ...] = (),
    verified: bool = True,
) -> Clause:
    """A verified clause; what it accepts follows from its duty unless said."""
    default = (Role.PRESS_CONFERENCE,) if duty is Duty.PRESS_CONFERENCE else INFORMATION
    return Clause(
        name, duty, None if grades is None else frozenset(grades), limit, clock, quote,
        clock_basis, accepts=default if accepts is None else tuple(accepts), event_types=event_types,
        verified=verified, article="二",
    )  # fmt: skip


def instrument(
    *clauses: Clause,
    name: str = "cn-gbf-2016-61",
    number: str | None = "国办发〔2016〕61号",
    title: str = "关于在政务公开工作中进一步做好政务舆情回应的通知",
    jurisdiction: str = "000000",
    since: date | None = date(2016, 8, 12),
    until: date | None = None,
) -> Instrument:
    """A document of the nation with these clauses."""
    return Instrument(
        name, title, jurisdiction, clauses or (clause(),), number, "国务院办公厅",
        effective_from=since, effective_to=until,
    )  # fmt: skip


PRESS_24H = clause()
RESPONSE_48H = clause(
    "gb61-response-48h", Duty.RESPONSE, limit=Within(timedelta(hours=48)),
    grades=(Grade.LARGE, Grade.GENERAL, Grade.OTHER),
    clock=ClockStart.FIRST_PUBLIC, quote="对其他政务舆情应在48小时内予以回应",
)  # fmt: skip
INFO_5H = clause(
    "gb80-info-5h", Duty.AUTHORITATIVE_INFO, limit=Within(timedelta(hours=5)), quote="最迟要在5小时内发布权威信息"
)
NOTICE_61 = instrument(PRESS_24H, RESPONSE_48H)
RULES_80 = instrument(
    INFO_5H, name="cn-gbf-2016-80", number="国办发〔2016〕80号",
    title="《关于全面推进政务公开工作的意见》实施细则", since=date(2016, 11, 15),
)  # fmt: skip


def release(
    title: str = "滨江市通报爆炸事故救援进展",
    *,
    url: str = "https://www.binjiang.example/tb/1.html",
    role: Role = Role.AUTHORITATIVE_INFO,
    claimed: Moment | None = None,
    seen: str = "2023-04-18 16:00",
    absent: str | None = "2023-04-18 15:45",
    agency: str | None = "binjiang-gov",
    speaker: str = "滨江市人民政府",
    official: bool = True,
    relays: bool = False,
    maybe: tuple[Role, ...] = (),
    held: Moment | None = None,
    link: Link | None = None,
    flags: tuple[str, ...] = (),
    copies: tuple[str, ...] = (),
    captures: tuple[str, ...] = ("cap-release",),
) -> Release:
    """One page tied to the incident; its publication is settled from what its label claims and what was seen."""
    said = None if claimed is None else claimed.known_by(Basis.VISIBLE)
    return Release(
        url, title, role, settle(said, at(seen), None if absent is None else at(absent)),
        link or Link(0.93, "rule", ("地点一致：滨江市", "时间相符")), agency, speaker, official, relays, maybe,
        held, copies, flags, captures,
    )  # fmt: skip


def watch(
    back_to: str = "2023-04-10",
    until: str = "2023-04-25",
    *,
    feed: str = "binjiang-gov-news",
    agency: str | None = "binjiang-gov",
    channel: str = "web",
    looks: Sequence[tuple[str, str]] | None = None,
    failures: Sequence[tuple[str, str]] = (),
) -> FeedWatch:
    """A feed seen without a hole between the two times, or by the given looks."""
    pairs = [(back_to, until)] if looks is None else looks
    return FeedWatch(
        feed, f"https://www.binjiang.example/{feed}/", agency, channel,
        tuple(Look(at(low), at(high)) for low, high in pairs),
        tuple((at(when), outcome) for when, outcome in failures),
    )  # fmt: skip


def dossier(
    *,
    name: str = "滨江市化工厂爆炸",
    id: str = "i-20230418-990100-1",  # noqa: A002 - the field's own name
    as_of: str = "2023-04-25 08:00",
    onset: Moment | str | None = "2023-04-18 12:57",
    onset_words: str = "4月18日12时57分",
    place: str | None = CITY,
    type: str | None = "事故灾难/爆炸",  # noqa: A002
    dead: int | None = 12,
    known: Moment | None = None,
    grade: Grade | None = None,
    releases: Sequence[Release] = (),
    watches: Sequence[FeedWatch] = (),
    agencies: Sequence[Agency] = (CITY_HALL, EMERGENCY),
    unconfirmed: bool = False,
) -> Dossier:
    """An incident in the invented city, by default with 12 dead, which makes it 重大."""
    when = moment(onset) if isinstance(onset, str) else onset
    public = known or moment("2023-04-18 16:00")
    return Dossier(
        id, at(as_of), name,
        onsets=() if when is None else (OnsetClaim(when, Authority.AGENCY, evidence(onset_words)),),
        places=() if place is None else (PlaceClaim(place, place_name(place), Authority.AGENCY, evidence("滨江市")),),
        types=() if type is None else (TypeClaim(type, Authority.AGENCY, evidence("爆炸")),),
        tolls=() if dead is None else (
            TollClaim(
                Harm.DEAD, dead, dead, public, Authority.AGENCY, evidence(f"{dead}人死亡", capture="cap-release"),
            ),
        ),
        grades=() if grade is None else (
            GradeClaim(grade, public, Authority.AGENCY, evidence(grade.value, capture="cap-release")),
        ),
        releases=tuple(releases), watches=tuple(watches),
        agencies={agency.id: agency for agency in agencies}, unconfirmed=unconfirmed,
    )  # fmt: skip
