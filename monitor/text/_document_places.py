"""Whether a document is the place's own, or another's that its site passes on: by number, issuer and title."""

from __future__ import annotations

from typing import Final

_CODES: Final = "11121314152122233132333435363741424344454650515253546162636465"
_CHARACTERS: Final = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔云藏陕甘青宁新"
SHORT: Final = {_CODES[2 * place : 2 * place + 2]: short for place, short in enumerate(_CHARACTERS)}
"""The first two digits of GB/T 2260 and the character by which a province's documents are numbered."""
_NATIONAL: Final = ("国发", "国办", "国函", "国令", "中办", "中发", "国务院")
_NATIONAL_BODIES: Final = ("国务院", "中共中央", "全国人大", "最高人民", "国家", "中国人民银行", "财政部", "生态环境部")


def own_of(number: str | None, issuer: str, heading: str, *, home: str, body: str) -> bool | None:
    """Its own (True), another's (False), or the page does not say (None)."""
    from monitor.text.places import name_of

    if number and number.startswith(_NATIONAL):
        return home in ("", "000000", "100000")
    if issuer.startswith(_NATIONAL_BODIES) and not body.startswith(issuer[:3]):
        return home in ("", "000000", "100000")
    name = name_of(home) if home else ""
    province = name_of(home[:2] + "0000") if home else ""
    stem = _stem(name.removeprefix(province) or name)
    said = f"{issuer} {heading}"
    if stem and (stem in said or (number or "").startswith(stem[:1])):
        return True
    if body and issuer and (issuer in body or body in issuer):
        return True
    if home[2:] == "0000" and number and number.startswith(SHORT.get(home[:2], "—")):
        return True
    if home[2:] != "0000" and number and number.startswith(SHORT.get(home[:2], "—")):
        return False  # the province's own number on a city's site
    if province and home[2:] != "0000" and issuer.startswith((_stem(province), province)):
        return False
    return None


def _stem(name: str) -> str:
    """兰州市 is 兰州 in a number and a title."""
    for end in ("维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "自治州", "特别行政区", "自治县", "地区"):
        if name.endswith(end):
            return name.removesuffix(end)
    return name[:-1] if len(name) > 2 and name[-1] in "省市县区盟旗" else name
