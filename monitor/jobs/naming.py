"""What people will call an incident that rules open."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from monitor.core.linking import Proposal

HEADLINE = 24
"""Characters of a title that name a matter of public concern."""
SHANGHAI = ZoneInfo("Asia/Shanghai")


def name_of(proposal: Proposal) -> str:
    """What people will call it: place, the thing it happened to, its kind, and the day."""
    from monitor.text.places import name_of as place_name

    thing = next((name for name in proposal.names if "·" not in name and len(name) >= 4), "")
    kind = _kind_words(proposal.type)
    place = _short_place(place_name(proposal.adcode), place_name(proposal.adcode[:2] + "0000"))
    said = next((end for end in range(len(thing), 1, -1) if place.endswith(thing[:end])), 0)  # 青屿区 of both
    thing = thing[said:]
    local = day_of(proposal)
    if proposal.title:
        said = next((end for end in range(len(place), 1, -1) if proposal.title.startswith(place[:end])), 0)
        headline = proposal.title[said:]
        headline = headline if len(headline) <= HEADLINE else headline[: HEADLINE - 1] + "…"
        return f"{place}：{headline}（{local}）"
    return f"{place}{'' if thing in place else thing}{kind}（{local}）"


def day_of(proposal: Proposal) -> date:
    """The day under which it is filed: that of the onset, or of the first report where nobody dates it."""
    bound = proposal.onset.earliest if proposal.sure else proposal.onset.latest
    assert bound is not None
    step = timedelta(0) if proposal.sure else timedelta(microseconds=1)
    return (bound - step).astimezone(SHANGHAI).date()


def _short_place(name: str, province: str) -> str:
    """The place without its province, where a city or county is left: names are read in lists."""
    return name.removeprefix(province) if name != province and not province.endswith("市") else name


_CALLED = {"道路交通": "交通事故", "民航": "航空事故", "其他": "事故"}
"""What people call incidents of a subtype whose own word does not name one."""
_HAPPENINGS = ("事故", "爆炸", "火灾", "坍塌", "踩踏", "中毒", "污染")


def _kind_words(incident_type: str) -> str:
    """The kind as it ends a name: 爆炸, 矿山事故, 教育舆情."""
    head, _, kind = incident_type.rpartition("/")
    if head == "事故灾难":
        return _CALLED.get(kind) or (kind if kind.endswith(_HAPPENINGS) else f"{kind}事故")
    return f"{kind}舆情" if head == "政务舆情" and not kind.endswith("舆情") else kind
