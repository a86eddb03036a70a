"""Dates as sites print them: read as wide as they are exact, and not at all where they say too little."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.moment import Basis, Moment
from monitor.parsers import _dates
from monitor.parsers._dates import DAY, HOUR, MINUTE, SECOND, SHANGHAI, find_dates, may_hold_date, read_date

SEEN = datetime(2026, 11, 21, 13, 0, tzinfo=SHANGHAI)


def bounds(moment: Moment | None) -> tuple[str, timedelta | None] | None:
    """The beginning on a Shanghai clock, and the width."""
    if moment is None or moment.earliest is None:
        return None
    return moment.earliest.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"), moment.width


NAMED = [
    ("2026-09-30", "2026-09-30 00:00:00", DAY),
    ("(2026-09-30)", "2026-09-30 00:00:00", DAY),
    ("[2026/06/22]", "2026-06-22 00:00:00", DAY),
    ("【2026.09.30】", "2026-09-30 00:00:00", DAY),
    ("2026年8月6日", "2026-08-06 00:00:00", DAY),
    ("2026年08月26日 10时22分", "2026-08-26 10:22:00", MINUTE),
    ("2026年08月26日10:22", "2026-08-26 10:22:00", MINUTE),
    ("2026年08月26日 10时", "2026-08-26 10:00:00", HOUR),
    ("2026—02—09 09:23", "2026-02-09 09:23:00", MINUTE),
    ("2017——04——12 21:37", "2017-04-12 21:37:00", MINUTE),
    ("2025-9-3", "2025-09-03 00:00:00", DAY),
    ("２０２６－０９－３０", "2026-09-30 00:00:00", DAY),
    ("20260930", "2026-09-30 00:00:00", DAY),
    ("202609301022", "2026-09-30 10:22:00", MINUTE),
    ("20260930102205", "2026-09-30 10:22:05", SECOND),
    ("2026 06/24 10:16:47", "2026-06-24 10:16:47", SECOND),
    ("202606/2410:16:47", "2026-06-24 10:16:47", SECOND),
    ("2026-06-1810:22", "2026-06-18 10:22:00", MINUTE),
    ("2026-06-18-20:21:05", "2026-06-18 20:21:05", SECOND),
    ("2026-09-30T10:22:33+08:00", "2026-09-30 10:22:33", SECOND),
    ("2026-09-30T02:22:33Z", "2026-09-30 10:22:33", SECOND),
    ("2026-09-30T02:22:33.123456Z", "2026-09-30 10:22:33", SECOND),
    ("2026-09-29T21:22:33-0500", "2026-09-30 10:22:33", SECOND),
    ("2026.09.30 09:24:36 GMT+08:00", "2026-09-30 09:24:36", SECOND),
    ("Wed, 30 Sep 2026 02:22:00 GMT", "2026-09-30 10:22:00", SECOND),
    ("Wed, 30 Sep 2026 10:22:00 +0800", "2026-09-30 10:22:00", SECOND),
    ("Wed Sep 30 10:22:00 CST 2026", "2026-09-30 10:22:00", SECOND),
    ("September 30, 2026 4:22 PM", "2026-09-30 16:22:00", MINUTE),
    ("9/30/2026 4:22:00 PM", "2026-09-30 16:22:00", SECOND),
    ("2012年12月10日, 格林尼治标准时间10:41", "2012-12-10 18:41:00", MINUTE),
    ("2026-09-30 下午 4:27", "2026-09-30 16:27:00", MINUTE),
    ("2026-09-30 星期三 16:27", "2026-09-30 16:27:00", MINUTE),
    ("2026-09-30 24:00", "2026-10-01 00:00:00", MINUTE),
    ("2026-09-30T00:00:00", "2026-09-30 00:00:00", DAY),
    ("2026-09-30 00:00", "2026-09-30 00:00:00", DAY),
    ("2026-09-29T16:00:00Z", "2026-09-30 00:00:00", DAY),
    ("发布时间：2026-09-30 16:27", "2026-09-30 16:27:00", MINUTE),
    ("1759200000", "2025-09-30 10:40:00", SECOND),
    ("1759200000123", "2025-09-30 10:40:00", SECOND),
    ("1759161600000", "2025-09-30 00:00:00", DAY),
    ("二〇二六年九月三十日", "2026-09-30 00:00:00", DAY),
    ("二Ｏ二六年十二月廿五日", "2026-12-25 00:00:00", DAY),
    ("二○一九年十月十日", "2019-10-10 00:00:00", DAY),
    ("1988-07-01 10:00", "1988-07-01 10:00:00", MINUTE),
]


@pytest.mark.parametrize(("text", "begin", "width"), NAMED)
def test_a_date_with_its_year_is_read_as_wide_as_it_is_exact(text: str, begin: str, width: timedelta) -> None:
    assert bounds(read_date(text, seen_at=None)) == (begin, width)
    assert bounds(read_date(text, seen_at=SEEN)) == (begin, width)


def test_the_summer_time_of_1988_is_known() -> None:
    moment = read_date("1988-07-01 10:00", seen_at=None)
    assert moment is not None
    assert moment.earliest == datetime(1988, 7, 1, 1, 0, tzinfo=UTC)


UNNAMED = [
    ("09-30 22:46", "2026-09-30 22:46:00", MINUTE),
    ("[7-23]", "2026-07-23 00:00:00", DAY),
    ("12-25", "2025-12-25 00:00:00", DAY),
    ("11-21", "2026-11-21 00:00:00", DAY),
    ("11-21 13:30", "2025-11-21 13:30:00", MINUTE),
    ("02-29", "2024-02-29 00:00:00", DAY),
    ("9月30日 8时", "2026-09-30 08:00:00", HOUR),
    ("发布时间：10-08 12:00", "2026-10-08 12:00:00", MINUTE),
    ("昨天", "2026-11-20 00:00:00", DAY),
    ("前天 10:22", "2026-11-19 10:22:00", MINUTE),
    ("今日 09:05", "2026-11-21 09:05:00", MINUTE),
    ("3小时前", "2026-11-21 09:00:00", 1.5 * HOUR),
    ("5分钟前", "2026-11-21 12:54:00", 1.5 * MINUTE),
    ("2天前", "2026-11-18 00:00:00", 2 * DAY),
]


@pytest.mark.parametrize(("text", "begin", "width"), UNNAMED)
def test_a_date_without_its_year_needs_the_time_of_the_capture(text: str, begin: str, width: timedelta) -> None:
    assert bounds(read_date(text, seen_at=SEEN)) == (begin, width)
    assert read_date(text, seen_at=None) is None


@pytest.mark.parametrize(
    "text",
    [
        "", "2026-02-30", "2026-13-01", "2026年2月29日", "20261342", "2026-09", "2026年9月", "10:22", "1.5", "3.14159",
        "12345",
        "2026-09-30 至 2026-10-01", "0851-25782065", "9999999999", "0000000000000",
        "浙ICP备05000000号", "192.168.10.12",
    ],
)  # fmt: skip
def test_what_is_no_date_gives_nothing(text: str) -> None:
    assert read_date(text, seen_at=SEEN) is None


def test_the_caller_says_how_the_date_is_known() -> None:
    moment = read_date("2026-09-30", seen_at=None, basis=Basis.LIST)
    assert moment is not None
    assert moment.basis is Basis.LIST


def test_a_range_of_times_is_no_time_zone() -> None:
    assert bounds(find_dates("2026-09-30 10:22-11:30", seen_at=None)[0].moment) == ("2026-09-30 10:22:00", MINUTE)


def test_dates_in_a_line_are_found_in_order_with_their_places() -> None:
    line = "来源：滨江发布 发布时间：2026-09-30 16:27 更新：2026年10月1日"
    found = find_dates(line, seen_at=None)
    assert [line[f.start : f.end] for f in found] == ["2026-09-30 16:27", "2026年10月1日"]


FORMS = [
    "{:%Y-%m-%d %H:%M}",
    "{:%Y/%m/%d %H:%M}",
    "{:%Y年%m月%d日 %H:%M}",
    "{:%Y.%m.%d %H:%M}",
    "{:%Y%m%d%H%M}",
    "{:%d %b %Y %H:%M}",
]


@given(st.datetimes(datetime.fromisoformat("1993-01-01"), datetime.fromisoformat("2090-01-01")), st.sampled_from(FORMS))
def test_every_form_of_a_minute_reads_as_that_minute(at: datetime, form: str) -> None:
    moment = read_date(form.format(at), seen_at=None)
    wanted = at.replace(second=0, microsecond=0)
    width = DAY if (at.hour, at.minute) == (0, 0) else MINUTE
    assert bounds(moment) == (wanted.strftime("%Y-%m-%d %H:%M:%S"), width)


@given(
    st.dates(date(2000, 1, 1), date(2060, 1, 1)),
    st.datetimes(datetime.fromisoformat("2000-01-02"), datetime.fromisoformat("2060-01-01")),
)
def test_a_day_without_a_year_is_the_latest_that_is_not_after_the_capture(day: date, at: datetime) -> None:
    seen = at.replace(tzinfo=SHANGHAI)
    moment = read_date(f"{day:%m-%d}", seen_at=seen)
    if moment is None:
        assert (day.month, day.day) == (2, 29)
        return
    assert moment.earliest is not None
    assert moment.earliest <= seen
    assert seen - moment.earliest <= (366 if (day.month, day.day) != (2, 29) else 8 * 366) * DAY


@given(st.text(max_size=200))
def test_any_text_ends_in_dates_or_none(text: str) -> None:
    for found in find_dates(text, seen_at=SEEN):
        assert 0 <= found.start < found.end <= len(text)
    read_date(text, seen_at=SEEN)


@pytest.mark.parametrize("piece", ["1", "2026-", "年", "一", "2026年9月", " ", "12-", "20260930 ", "Sep ", "十", "前"])
def test_a_million_characters_are_cut_and_read_at_once(piece: str) -> None:
    assert len(find_dates(piece * (1_000_000 // len(piece)), seen_at=SEEN)) < 5_000


PIECES = [
    *"０0１12３3569 -－–/／.．:：~～，年月日号前今昨天刚才上午时分之以",
    *("12", "11.", "1/2", "2026", "２０２６", "二〇二五", "九月"),
    "小时", "Mar ", "3日", "\u3000", "%",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_what_is_passed_over_beforehand_holds_no_date(text: str) -> None:
    plain = _dates._plain(text)
    yearless = list(_dates._undated(plain, SEEN, Basis.TEXT))
    assert may_hold_date(text) or not (list(_dates._spans(plain, Basis.TEXT)) or yearless)
    assert find_dates(text, seen_at=None) or not [s for s in _dates._spans(plain, Basis.TEXT) if s[3] is not None]
    whole = [m.span() for m in _dates._NO_YEAR.finditer(plain)]
    assert [m.span() for m in _dates._yearless(plain)] == whole
