"""The divisions of China since 1999: codes, names, when they held, and what became of them.

Read once from the packaged table on first use. The table's source and date are in
``tables/README.md``. Months are integers (202109); where only a year is known, a beginning
counts from its January and an end up to its December.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

from monitor.text._patterns import as_written
from monitor.text.divisions_extra import extra_divisions

ALWAYS, FOREVER = 0, 999999
PROVINCE, PREFECTURE, COUNTY = 1, 2, 3

_PEOPLES = (
    "蒙古族|满族|回族|土家族|苗族|侗族|壮族|瑶族|彝族|藏族|羌族|白族|傣族|哈尼族|景颇族|傈僳族|布依族|朝鲜族|维吾尔|"
    "哈萨克族|哈萨克|柯尔克孜|蒙古|塔吉克|东乡族|保安族|撒拉族|土族|仡佬族|水族|黎族|畲族|纳西族|怒族|独龙族|拉祜族|"
    "佤族|布朗族|普米族|仫佬族|毛南族|各族|锡伯|达斡尔族|鄂温克族|裕固族"
)
_AUTONOMOUS = as_written(rf"(.{{2,}}?)(?:{_PEOPLES})*族?(自治[州县旗区]|区)")
_PLAIN = as_written(r"(.{2,}?)(特别行政区|自治区|自治州|自治县|自治旗|地区|特区|林区|新区|省|市|区|县|盟|旗)")


@dataclass(frozen=True, slots=True)
class Row:
    """One name that one code had for a time."""

    code: str
    name: str
    since: int
    until: int
    successor: str

    def held(self, month: int, *, slack: int = 0) -> bool:
        """The division bore this name in that month, give or take so many years."""
        return self.since - 100 * slack <= month < self.until + 100 * slack


@dataclass(frozen=True, slots=True)
class Table:
    """All rows, and the ways to find them."""

    rows: tuple[Row, ...]
    by_code: dict[str, tuple[Row, ...]]  # in the order of time
    by_name: dict[str, tuple[Row, ...]]  # by full name
    by_short: dict[str, tuple[Row, ...]]  # by name without its suffix: 甘孜, 丰台


@lru_cache(maxsize=1)
def table() -> Table:
    """The packaged table, read once."""
    lines = (files("monitor.text") / "tables" / "places.tsv").read_text("utf-8").splitlines()[1:]
    rows = tuple(_row(line) for line in lines)
    by_code: dict[str, list[Row]] = {}
    by_name: dict[str, list[Row]] = {}
    by_short: dict[str, list[Row]] = {}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
        by_name.setdefault(row.name, []).append(row)
        *kept, stem = short_forms(row.name) or ("",)
        for form in kept:
            by_name.setdefault(form, []).append(row)
        if len(stem) > 1:
            by_short.setdefault(stem, []).append(row)
    for code, name in extra_divisions():  # full names only
        row = Row(code, name, ALWAYS, FOREVER, "")
        if row not in by_code.setdefault(code, []):
            by_code[code].append(row)
            by_name.setdefault(name, []).append(row)
    for code in by_code:
        by_code[code].sort(key=lambda row: (row.until, row.since))
    return Table(rows, _frozen(by_code), _frozen(by_name), _frozen(by_short))


def _frozen(index: dict[str, list[Row]]) -> dict[str, tuple[Row, ...]]:
    return {key: tuple(value) for key, value in index.items()}


def _row(line: str) -> Row:
    code, name, since, until, successor = line.split("\t")
    return Row(code, name, _month(since, "01", ALWAYS), _month(until, "12", FOREVER), successor)


def _month(written: str, missing: str, unknown: int) -> int:
    return int(written + missing if len(written) == 4 else written) if written else unknown


@lru_cache(maxsize=8192)
def short_forms(name: str) -> tuple[str, ...]:
    """What people call a division for short, longest suffix kept first: 黔南州, 黔南.

    >>> short_forms("黔南布依族苗族自治州")
    ('黔南州', '黔南')
    >>> short_forms("丰县")
    ()
    """
    if "族" in name or "自治" in name:
        match = _AUTONOMOUS.fullmatch(name)
        if match is None:
            return ()
        stem, suffix = match.groups()
        kept = () if suffix in ("自治区", "区") else (stem + suffix[-1],)
        return (*kept, stem)
    match = _PLAIN.fullmatch(name)
    if match is None:
        return ()
    return (match[1],)


def level(code: str) -> int:
    """1 province, 2 prefecture, 3 county."""
    return PROVINCE if code.endswith("0000") else PREFECTURE if code.endswith("00") else COUNTY


def inside(inner: str, outer: str) -> bool:
    """The inner code is the outer one or lies in it."""
    return inner.startswith(outer[:2] if outer.endswith("0000") else outer[:4] if outer.endswith("00") else outer)


def month_of(on: date) -> int:
    """The month of a day, as the table counts."""
    return on.year * 100 + on.month


def row_at(row: Row, month: int) -> Row:
    """What the division of this row was in that month: its successor then, or what it grew out of.

    A division that had no single forerunner of its name is given back as it is.
    """
    if month < row.since:
        return _forerunner(row, month)
    codes = table().by_code
    for _ in range(8):
        if month < row.until or not row.successor:
            return row
        later = [other for other in codes.get(row.successor, ()) if other.until > row.until]
        if not later:
            return row
        row = later[0]
    return row


def _forerunner(row: Row, month: int) -> Row:
    stem = short_forms(row.name)[-1:] or (row.name,)
    known = table()
    held = [
        other
        for other in (*known.by_short.get(stem[0], ()), *known.by_name.get(stem[0], ()), *known.by_code[row.code])
        if other.held(month) and (row.code == other.successor or row.code == other.code)
    ]
    return held[0] if held else row


def row_of(code: str, month: int) -> Row | None:
    """The row of a code in that month, else its nearest one."""
    rows = table().by_code.get(code, ())
    held = [row for row in rows if row.held(month)]
    if held:
        return held[-1]
    return rows[-1] if rows and month >= rows[-1].until else rows[0] if rows else None
