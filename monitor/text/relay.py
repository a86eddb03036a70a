"""Does a medium say that an authority has spoken? Then silence on our feeds proves nothing."""

from __future__ import annotations

from monitor.text._patterns import compiled

_BODY = (
    r"[一-龥]{2,12}(?:政府新闻办(?:公室)?|新闻办|宣传部|公安局|公安分局|应急管理[局厅]|应急[局厅]|卫健委"
    r"|消防救援[支总]队|人民政府|市政府|县政府|区政府|省政府|指挥部)"
)
_RELAY = compiled(
    rf"(?:记者从|据|来自){_BODY}[^。；]{{0,12}}(?:获悉|通报|发布|消息|称)"
    rf"|{_BODY}(?:官方微博|官微|官方微信|微博|微信公众号)?[^。；，]{{0,10}}(?:通报称|发布通报|发布情况通报|发布警情通报|发布消息称)"
)
HEAD = 600
"""Characters looked at: a relay is said in the first sentences."""


def relays(text: str, title: str = "") -> bool:
    """The text passes on what an authority published (记者从…获悉, …发布通报称)."""
    return bool(_RELAY.search(title) or _RELAY.search(text[:HEAD]))
