"""Whose page it is: hosts, look-alikes, redirects and site codes against the agency."""

from __future__ import annotations

import pytest

from monitor.core.identity import code_fits, identity_flags, may_be_official, poses, resembles, site_of
from monitor.core.incident import Agency, Level
from monitor.jobs.check import _identity

CITY = Agency("hy", "河阳市人民政府", "410100", Level.PREFECTURE)
MINISTRY = Agency("mem", "应急管理部", "000000", Level.NATIONAL)
OWN = ("https://www.heyang.gov.cn/xw/", "http://yjj.heyang.gov.cn/tb/")


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("yjj.heyang.gov.cn", "heyang.gov.cn"),
        ("heyang.gov.cn", "heyang.gov.cn"),
        ("www.hynews.com.cn", "hynews.com.cn"),
        ("mp.weixin.example", "weixin.example"),
        ("10.2.3.4", "10.2.3.4"),
        ("localhost", "localhost"),
        ("", ""),
    ],
)
def test_a_site_is_what_one_owner_holds_of_a_name(host: str, site: str) -> None:
    assert site_of(host) == site


@pytest.mark.parametrize(
    ("host", "is_one"),
    [
        ("www.heyang.gov.cn", False),
        ("www.heyang.gov.cn.bonus.example", True),
        ("heyang-gov.example", True),
        ("heyanggov.example", True),
        ("www.heyang.g0v.cn", True),
        ("heyang-zhengfu.example", True),
        ("mp.weixin.qq.com", False),
        ("www.xinhuanet.com", False),
        ("governor.example", False),
    ],
)
def test_a_look_alike_is_known_by_its_name(host: str, is_one: bool) -> None:
    assert poses(host) is is_one


@pytest.mark.parametrize(
    ("host", "is_one"),
    [
        ("www.binj1ang.example", True),
        ("binjianq.example", True),
        ("bin-jiang.example", True),
        ("bijniang.example", True),
        ("www.binjang.example", True),
        ("binjiang.example", False),  # a portal of the same name
        ("www.binhaixin.example", False),
        ("binjing.gov.cn", False),  # another place's own
        ("mp.weixin.example", False),
        ("heyamg.example", False),  # too short a name for a slip
    ],
)
def test_a_name_that_differs_by_a_slip_from_the_authoritys_own_is_no_accident(host: str, is_one: bool) -> None:
    assert resembles(host, ["binjiang.gov.cn", "heyang.gov.cn", "a.example"]) is is_one


@pytest.mark.parametrize(
    ("listed", "final", "flags"),
    [
        (f"{OWN[0]}1.html", f"{OWN[0]}1.html", ()),
        (f"{OWN[0]}1.html", "https://zwgk.heyang.gov.cn/1.html", ()),
        ("https://mp.weixin.qq.com/s/x", "https://mp.weixin.qq.com/s/x", ("foreign_host",)),
        (f"{OWN[0]}1.html", "https://www.bonus.example/", ("redirected_away",)),
        (f"{OWN[0]}1.html", "https://www.gov.cn/1.html", ("foreign_host",)),
        ("https://heyang-gov.example/1.html", "https://heyang-gov.example/1.html", ("lookalike_host",)),
        ("http://[bad", "http://[bad", ("foreign_host",)),
    ],
)
def test_the_host_is_checked_against_the_agencys_own_feeds(listed: str, final: str, flags: tuple[str, ...]) -> None:
    found = identity_flags(listed=listed, final=final, site_code=None, agency=CITY, own=OWN)
    assert found == flags
    assert may_be_official(found) is (not {"redirected_away", "lookalike_host"} & set(flags))


def test_a_host_that_the_configuration_vouches_for_is_no_look_alike() -> None:
    own = ("http://heyang-gov.example/xw/",)
    assert identity_flags(listed=own[0], final=own[0], site_code=None, agency=CITY, own=own) == ()


def test_media_have_no_identity_to_be_checked() -> None:
    assert identity_flags(listed="x", final="y", site_code="4101000001", agency=None, own=()) == ()


@pytest.mark.parametrize(
    ("code", "agency", "fits"),
    [
        ("4101000007", CITY, True),
        ("4101050001", CITY, True),  # a district of the city
        ("4100000044", CITY, True),  # the province, on whose platform the city's pages may stand
        ("2302000001", CITY, False),
        ("bm17000009", CITY, False),
        ("bm17000009", MINISTRY, True),
        ("4101000007", MINISTRY, False),
        ("not a code", CITY, True),
    ],
)
def test_a_site_code_says_the_place(code: str, agency: Agency, fits: bool) -> None:
    assert code_fits(code, agency) is fits


def test_a_foreign_site_code_is_said_and_alone_takes_nothing_away() -> None:
    found = identity_flags(listed=OWN[0], final=OWN[0], site_code="2302000001", agency=CITY, own=OWN)
    assert found == ("foreign_site_code",)
    assert may_be_official(found)


def test_an_address_that_is_checked_before_it_is_watched_is_looked_at_too() -> None:
    asked = "https://www.heyang.gov.cn/xw/"
    assert _identity(asked, "https://wap.heyang.gov.cn/xw/") == []
    assert _identity(asked, "https://heyang-gov.example/xw/") == ["lookalike_host", "redirected_away"]
    assert _identity(asked, "https://www.bonus.example/") == ["redirected_away"]
