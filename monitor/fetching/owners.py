"""Whose a host name is: the part that one owner holds, and under which all its sub-hosts stand."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

REMEMBERED = 20_000

# Second labels under which names are handed out: beijing.gov.cn is a registrable host, gov.cn is not.
_SHARED_LABELS = frozenset({"ac", "co", "com", "edu", "go", "gov", "mil", "ne", "net", "or", "org"})
# Under .cn, the provinces' labels are shared, too: ah.cn, bj.cn, … (ah.gov.cn is not: the province holds it).
_PROVINCES = "ahbjcqfjgdgsgxgzhahbhehihkhlhnjljsjxlnmonmnxqhscsdshsnsxtjtwxjxzynzj"
_PROVINCE_LABELS = frozenset(first + second for first, second in zip(_PROVINCES[::2], _PROVINCES[1::2], strict=True))


@lru_cache(maxsize=REMEMBERED)
def registrable_host(host: str) -> str:
    """The part of a host name that one owner holds: all its sub-hosts share one pace.

    >>> registrable_host("yjj.hangzhou.gov.cn")
    'hangzhou.gov.cn'
    >>> registrable_host("yjt.zj.gov.cn")
    'zj.gov.cn'
    """
    name = host.lower().rstrip(".")
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        labels = name.split(".")
    else:
        return name
    if len(labels) <= 2:
        return name
    shared = labels[-2] in _SHARED_LABELS and (len(labels[-1]) == 2 or labels[-1] in {"example", "test"})
    province = labels[-1] == "cn" and labels[-2] in _PROVINCE_LABELS
    return ".".join(labels[-3:] if shared or province else labels[-2:])
