"""What is kept of a text so that pages can be compared without it: an imprint, quoted terms, places of the title."""

from __future__ import annotations

import re

from monitor.core.copies import PERMUTATIONS

SHINGLE = 5
"""Characters of a shingle: about three words of Chinese."""
LEAST = 60
"""Characters below which a text has no imprint: short notices are alike by their form."""
MOST = 6000
SEED = 20160812
"""Fixed: imprints are stored and compared across runs."""
_JUNK = re.compile(r"[^0-9A-Za-z一-鿿]+")
_FRAME = re.compile(
    r"(?:新华社|中新[社网]|央视)?[一-鿿]{0,6}\d{1,2}月\d{1,2}日[电讯]|[（(](?:记者|编辑|来源|责编)[^）)]{0,30}[）)]"
)
_QUOTED = re.compile(r"[“「『]([0-9A-Za-z一-鿿]{3,12})[”」』]")
_PERSON = re.compile(r"(?<![一-鿿])[一-鿿]某[一-鿿]|(?<=[，、。；称与和及])[一-鿿]某[一-鿿]")
_TOWN = re.compile(
    r"(?:[县市区旗]|(?<![一-鿿])|[在至])((?!城镇|乡镇|街道)[一-鿿]{2,4}?(?:镇|乡(?!镇)|街道))(?![长级委属])"
)
_NO_TERM = re.compile(
    r"(?:精神|会议|讲话|行动|工程|计划|规划|活动|专项|论坛|政策|条例|办法|规定|方针|体系|机制|平台|服务|意见|通知"
    r"|之[一二三]|责任|原则|品牌|文明|先锋|标兵)$|^\d+$"
)


def imprint(text: str) -> tuple[int, ...]:
    """The MinHash of a text's shingles, datelines and signatures left out; empty where the text is too short."""
    plain = _JUNK.sub("", _FRAME.sub("", text[:MOST]))
    if len(plain) < LEAST:
        return ()
    from rensa import RMinHash  # compiled; only pages about an incident need it

    print_ = RMinHash(PERMUTATIONS, SEED)
    print_.update([plain[at : at + SHINGLE] for at in range(len(plain) - SHINGLE + 1)])
    return tuple(print_.digest())


def terms(title: str, text: str) -> tuple[str, ...]:
    """Words in quotation marks by which people call a matter, towns, and people named as 杨某甲."""
    found = [match[1] for match in _QUOTED.finditer(f"{title}\n{text[:160]}")]
    kept = [term for term in found if not _NO_TERM.search(term)][:8]
    kept += list(dict.fromkeys(match[1] for match in _TOWN.finditer(f"{title}\n{text[:300]}")))[:3]
    return tuple(dict.fromkeys((*kept, *(match[0] for match in _PERSON.finditer(f"{title}\n{text[:2000]}")))))[:24]


def title_places(title: str, *, home: str | None) -> tuple[str, ...]:
    """The codes of the places that a title names, the incident's own first where it says so; none where unclear."""
    from monitor.text.places import read_places
    from monitor.text.repair import normalise

    named = [place.candidates for place in read_places(normalise(title), home=home) if place.candidates]
    if not named:
        return ()
    # The lowest unit named: 河南方城县一学校 is in 方城县.
    return max(named, key=lambda codes: (codes[0][4:6] != "00", codes[0][2:4] != "00"))
