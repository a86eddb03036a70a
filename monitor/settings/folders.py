"""Sources in bulk: folders of files that hold feeds and their agencies, as YAML or as a spreadsheet's CSV.

What stands in feeds.yaml itself comes first: a feed of the same id or address, or an agency of the same id, is
left out of the folders in silence, so that a shipped source can be taken over and changed.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from monitor.core.problems import ConfigError, Problem
from monitor.settings.checking import problem_in, related
from monitor.settings.models import AgencyModel, FeedModel, SourcesModel
from monitor.yamlfile import Plain, nearest, quoted, read_yaml

PACKAGED = "packaged"
"""The word for the sources that come with the program."""
_SIZE = 64_000_000
AGENCY_COLUMNS = ("agency", "agency_name", "adcode", "level", "sector")
FEED_COLUMNS = (
    "id", "name", "url", "agency", "carries", "parser", "every", "channel", "enabled", "legacy_tls", "max_pages",
    "off_peak", "source",
)  # fmt: skip
COLUMNS = (*FEED_COLUMNS, *AGENCY_COLUMNS[1:])
"""Columns of a CSV of feeds; only url, id and what makes the agency known are needed."""
MEANT = {
    "编号": "id", "名称": "name", "栏目": "name", "网址": "url", "地址": "url", "链接": "url", "机关编号": "agency",
    "机关": "agency_name", "机关名称": "agency_name", "行政区划代码": "adcode", "层级": "level", "级别": "level",
    "频率": "every", "渠道": "channel", "启用": "enabled", "来源": "source",
}  # fmt: skip
"""Heads that people write for the ones the table has."""
_FORMULA = ("=", "+", "-", "@")
_TRUE = {"true": True, "false": False, "是": True, "否": False, "1": True, "0": False, "yes": True, "no": False}


@dataclass(slots=True)
class Bulk:
    """What the folders hold."""

    feeds: dict[str, FeedModel] = field(default_factory=dict)
    agencies: dict[str, AgencyModel] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)  # where each feed is written, by id
    addresses: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


def packaged_sources() -> Path:
    """The folder of the sources that come with the program."""
    return Path(str(files("monitor") / "feeds.d"))


def read_folders(
    folders: Iterable[Path], *, own_feeds: Iterable[FeedModel], own_agencies: Iterable[AgencyModel],
    parsers: Collection[str] | None,
) -> Bulk:  # fmt: skip
    """All feeds and agencies of these folders, or every mistake in them."""
    own, bulk = list(own_feeds), Bulk()
    ids, bulk.addresses = {feed.id for feed in own}, {feed.url for feed in own}
    bodies = {agency.id: agency for agency in own_agencies}
    bulk.agencies.update(bodies)
    for folder in folders:
        for path in sorted((*folder.glob("*.yaml"), *folder.glob("*.csv"))):
            try:
                one = _yaml(path, parsers) if path.suffix == ".yaml" else read_csv(path.read_bytes(), str(path))
            except ConfigError as error:
                bulk.problems += error.problems
                continue
            bulk.problems += one.problems
            for agency in one.agencies.values():
                _agency(bulk, agency, own=bodies, where=str(path))
            for feed in one.feeds.values():
                if feed.id not in ids and feed.url not in bulk.addresses:
                    _feed(bulk, feed, one.places[feed.id], parsers)
    for name in bodies:
        del bulk.agencies[name]
    return bulk


def _agency(bulk: Bulk, agency: AgencyModel, *, own: Mapping[str, AgencyModel], where: str) -> None:
    known = bulk.agencies.setdefault(agency.id, agency)
    if known != agency and agency.id not in own:
        what = f"the agency {quoted(agency.id)} is described in two ways"
        bulk.problems.append(Problem(where, what, f"it is {known.name} ({known.adcode}) elsewhere: make them agree"))


def _feed(bulk: Bulk, feed: FeedModel, where: str, parsers: Collection[str] | None) -> None:
    if feed.id in bulk.feeds:
        mend = f"change or delete one (the first is at {bulk.places[feed.id]})"
        bulk.problems.append(Problem(where, f"the id {quoted(feed.id)} stands twice in the folders", mend))
        return
    if feed.agency is not None and feed.agency not in bulk.agencies:
        bulk.problems.append(Problem(where, f"there is no agency {quoted(feed.agency)}", "describe it, too"))
    if parsers is not None and feed.parser not in parsers:
        close = nearest(feed.parser, parsers)
        mend = f'write "{close}"' if close else f"write one of {', '.join(sorted(parsers))}"
        bulk.problems.append(Problem(where, f"there is no parser {quoted(feed.parser)}", mend))
    bulk.feeds[feed.id] = feed
    bulk.places[feed.id] = where
    bulk.addresses.add(feed.url)


def _yaml(path: Path, parsers: Collection[str] | None) -> Bulk:
    file, bulk = read_yaml(path), Bulk()
    value = file.value
    if not isinstance(value, dict):
        raise ConfigError([Problem(str(path), "is no mapping", "write agencies: and feeds:")])
    try:
        model = SourcesModel.model_validate(value)
    except ValidationError as error:
        bulk.problems += [problem_in(file, detail, SourcesModel) for detail in error.errors(include_url=False)]
        return bulk
    bulk.problems += related(file, value, parsers, alone=False)
    bulk.agencies = {agency.id: agency for agency in model.agencies}
    bulk.feeds = {feed.id: feed for feed in model.feeds}
    bulk.places = {feed.id: file.at(("feeds", n)) for n, feed in enumerate(model.feeds)}
    return bulk


def read_csv(data: bytes, name: str, *, new_id: Callable[[str], str] | None = None) -> Bulk:
    """A table of feeds, one a line, with or without the agency's description.

    ``new_id`` makes an id from an address where a line has none; without it, a line must have one.

    Raises:
        ConfigError: it is no table of feeds at all.
    """
    text = _text(data, name)
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)  # spreadsheets write what their country writes
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        head = [MEANT.get(str(column).strip(), str(column).strip()) for column in rows.fieldnames or ()]
    except csv.Error as error:
        raise ConfigError([Problem(f"{name}:1", f"is no CSV: {error}", "save it as CSV UTF-8")]) from None
    rows.fieldnames = head
    problems = [
        Problem(f"{name}:1", f"unknown column {quoted(column)}", f'write "{close}"' if close else "take it out")
        for column in head
        if column not in COLUMNS
        for close in (nearest(str(column), COLUMNS),)
    ]
    needed = [column for column in ("id", "url") if column not in head and (column == "url" or new_id is None)]
    problems += [Problem(f"{name}:1", f"there is no column {column}", "add it") for column in needed]
    if problems:
        raise ConfigError(problems)
    bulk = Bulk()
    try:
        for row in rows:
            if new_id is not None and not (row.get("id") or "").strip() and any((row.get("url") or "").strip()):
                row["id"] = new_id(str(row["url"]).strip())
            add_line(bulk, row, f"{name}:{rows.line_num}")
    except csv.Error as error:
        bulk.problems.append(Problem(f"{name}:{rows.line_num}", f"cannot be read: {error}", "save it as CSV UTF-8"))
    return bulk


def add_line(bulk: Bulk, row: Mapping[str | None, str | list[str] | None], where: str) -> None:
    """One line of a table, taken in or told as a mistake."""
    given = {str(key): _plain(value) for key, value in row.items() if key and isinstance(value, str) and value.strip()}
    if None in row:
        bulk.problems.append(Problem(where, "has more cells than there are columns", "put quotes around commas"))
        return
    if not given:
        return
    feed: dict[str, Plain] = {}
    for key in FEED_COLUMNS:
        word = given.get(key)
        if word is None:
            continue
        if key == "carries":
            feed[key] = [part for part in word.replace(",", " ").replace(";", " ").split() if part]
        elif key in ("enabled", "legacy_tls", "off_peak"):
            feed[key] = _TRUE.get(word.lower(), word)
        else:
            feed[key] = int(word) if key == "max_pages" and word.isdigit() else word
    try:
        one = FeedModel.model_validate(feed)
        if given.get("agency_name"):
            words = {"id": given.get("agency"), "name": given["agency_name"]}
            words |= {key: given[key] for key in ("adcode", "level", "sector") if key in given}
            agency = AgencyModel.model_validate(words)
            if bulk.agencies.setdefault(agency.id, agency) != agency:
                what = f"the agency {quoted(agency.id)} is described in two ways"
                bulk.problems.append(Problem(where, what, "make the lines agree"))
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            bulk.problems.append(_said(where, detail))
        return
    if one.id in bulk.feeds:
        mend = f"change or delete one (the first is at {bulk.places[one.id]})"
        bulk.problems.append(Problem(where, f"the id {quoted(one.id)} stands twice", mend))
        return
    bulk.feeds[one.id], bulk.places[one.id] = one, where


def _said(where: str, detail: Mapping[str, object]) -> Problem:
    context, loc = detail.get("ctx"), detail.get("loc")
    key = str(loc[-1]) if isinstance(loc, tuple) and loc else "line"
    if detail["type"] == "wrong" and isinstance(context, dict):
        return Problem(where, str(context["what"]), str(context["mend"]))
    if detail["type"] == "missing":
        return Problem(where, f"{key} is missing", f"fill the column {key}")
    return Problem(where, f"{key}: {detail['msg']}", "see docs/feeds-schema.json")


def _text(data: bytes, name: str) -> str:
    if len(data) > _SIZE:
        raise ConfigError([Problem(name, f"is larger than {_SIZE:,} bytes", "split it")])
    if data.startswith(b"PK\x03\x04"):
        raise ConfigError([Problem(name, "is a workbook or archive, no CSV", "save the sheet as CSV UTF-8")])
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # what Excel calls Unicode text
    for coding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(coding)
        except UnicodeDecodeError:
            continue
    raise ConfigError([Problem(name, "is neither UTF-8 nor GB18030", "save it as CSV UTF-8")])


def each_line(feeds: Iterable[Mapping[str, object]]) -> Iterator[list[str]]:
    """Head and lines of a CSV; what a spreadsheet would take for a formula is made plain text."""
    yield list(COLUMNS)
    for feed in feeds:
        yield [_cell(feed.get(column)) for column in COLUMNS]


def _plain(cell: str) -> str:
    words = cell.strip()
    return words[1:] if words[:1] == "'" and words[1:2] in _FORMULA else words


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    words = " ".join(value) if isinstance(value, list | tuple) else str(value)
    return f"'{words}" if words[:1] in _FORMULA else words
