"""Reading a settings file: every mistake at once, each at its line and column."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.core.concealed import MASK, Secrets, of_feed
from monitor.core.feed import Carries, Feed
from monitor.core.incident import Agency, Level
from monitor.core.instrument import ClockStart
from monitor.core.problems import ConfigError, Problem
from monitor.settings.durations import read_duration
from monitor.settings.values import ChannelSetting, Defaults, Fetching, Settings, Stamping
from monitor.yamlfile import Plain, Trail, YamlFile, quoted, read_yaml

if TYPE_CHECKING:
    from datetime import timedelta

    from monitor.settings.folders import Bulk
    from monitor.settings.models import ChannelModel, FeedModel, SettingsModel

_VARIABLE = re.compile(r"\$(?:\$|\{([^}]*)\})")
_VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def load_settings(
    path: Path, *, environ: Mapping[str, str], parsers: Collection[str] | None = None, least: int = 1
) -> Settings:
    """Read and check one settings file.

    ``parsers`` are the names that a feed's ``parser`` may have; None leaves them unchecked. ``least`` is how many
    feeds it must have: 0 for whoever is about to add some.

    Raises:
        ConfigError: with every problem of the file.
    """
    from monitor.settings.checking import check

    file = read_yaml(path)
    problems: list[Problem] = []
    value = _resolved(file.value, (), file, environ, problems)
    if not least and isinstance(value, dict):
        value = {**value, "feeds": value.get("feeds") or []}
    problems.extend(_without_folders(file, path))
    problems.extend(_without_roots(file, path))
    problems.extend(_missing_sources(file, path))
    model = check(file, value, problems, parsers=parsers, least=least)
    if problems or model is None:
        raise ConfigError(sorted(problems, key=_place))
    bulk = _bulk(model, file, path, parsers)
    return _settings(model, file, path, bulk, _addresses(model, file, bulk, environ))


def _bulk(model: SettingsModel, file: YamlFile, path: Path, parsers: Collection[str] | None) -> Bulk:
    """What the folders of sources hold.

    Raises:
        ConfigError: with every problem of their files.
    """
    from monitor.settings.folders import Bulk, read_folders

    if not model.sources:
        return Bulk()
    folders = [_source_folder(path, name) for name in model.sources]
    bulk = read_folders(folders, own_feeds=model.feeds, own_agencies=model.agencies, parsers=parsers)
    known = bulk.agencies.keys() | {agency.id for agency in model.agencies}
    problems = bulk.problems + [
        Problem(file.at(("feeds", place, "agency")), f"there is no agency {quoted(feed.agency)}", "add it to agencies")
        for place, feed in enumerate(model.feeds)
        if feed.agency is not None and feed.agency not in known
    ]
    if problems:
        raise ConfigError(problems)
    return bulk


def _source_folder(path: Path, name: str) -> Path:
    from monitor.settings.folders import PACKAGED, packaged_sources

    return packaged_sources() if name == PACKAGED else _beside(path, name)


def _missing_sources(file: YamlFile, path: Path) -> Iterable[Problem]:
    folders = file.value.get("sources") if isinstance(file.value, dict) else None
    listed = folders if isinstance(folders, list) else [folders]
    for position, folder in enumerate(listed):
        if isinstance(folder, str) and "$" not in folder and not _source_folder(path, folder).is_dir():
            trail: Trail = ("sources", position) if isinstance(folders, list) else ("sources",)
            mend = "make it, or write packaged for those that come along; paths are relative to this file's folder"
            yield Problem(file.at(trail), f"there is no folder {quoted(folder)}", mend)


def _resolved(value: Plain, trail: Trail, file: YamlFile, environ: Mapping[str, str], problems: list[Problem]) -> Plain:
    """The same value with ``${NAME}`` replaced; ``$$`` stands for one ``$``."""
    if isinstance(value, dict):
        return {k: _resolved(v, (*trail, k), file, environ, problems) for k, v in value.items()}
    if isinstance(value, list):
        return [_resolved(v, (*trail, i), file, environ, problems) for i, v in enumerate(value)]
    if not isinstance(value, str) or "$" not in value:
        return value

    def replace(found: re.Match[str]) -> str:
        name: str | None = found[1]
        if name is None:
            return "$"
        if not _VARIABLE_NAME.match(name):
            problems.append(Problem(file.at(trail), f'"${{{name}}}" is no variable', "write such as ${WECOM_URL}"))
        elif not environ.get(name):
            state = "is empty" if name in environ else "is not set"
            mend = f"set it before starting: export {name}=…"
            problems.append(Problem(file.at(trail), f'the environment variable "{name}" {state}', mend))
        return environ.get(name, "")

    return _VARIABLE.sub(replace, value)


def _without_folders(file: YamlFile, path: Path) -> Iterable[Problem]:
    folders = file.value.get("rule_folders") if isinstance(file.value, dict) else None
    listed = folders if isinstance(folders, list) else [folders]
    for position, folder in enumerate(listed):
        if isinstance(folder, str) and "$" not in folder and not _beside(path, folder).is_dir():
            trail: Trail = ("rule_folders", position) if isinstance(folders, list) else ("rule_folders",)
            what = f"there is no folder {quoted(folder)}"
            yield Problem(file.at(trail), what, "make it; paths are relative to this file's folder")


def _without_roots(file: YamlFile, path: Path) -> Iterable[Problem]:
    stamps = file.value.get("stamps") if isinstance(file.value, dict) else None
    roots = stamps.get("roots") if isinstance(stamps, dict) else None
    if isinstance(roots, str) and "$" not in roots and not _beside(path, roots).is_file():
        what = f"there is no file {quoted(roots)}"
        yield Problem(file.at(("stamps", "roots")), what, "put the certificates there; paths are relative to this file")


def _addresses(
    model: SettingsModel, file: YamlFile, bulk: Bulk, environ: Mapping[str, str]
) -> dict[str, tuple[str, Secrets]]:
    """By feed: its address as it may be known, and what it keeps to itself. What only keys told apart, ids do."""
    private = model.fetching.private_hosts
    given = {one.id: _variables(file, place, environ) for place, one in enumerate(model.feeds)}
    found, ids = dict[str, tuple[str, Secrets]](), dict[str, str]()
    for one in (*model.feeds, *bulk.feeds.values()):
        known = partial(
            of_feed, one.url, channel=one.channel, parser=one.parser, private=private, values=given.get(one.id, ())
        )
        shown, secrets = known()
        if secrets and ids.setdefault(shown, one.id) != one.id:
            shown, secrets = known(mask=f"{MASK}{one.id}")
        found[one.id] = shown, secrets
    return found


def _variables(file: YamlFile, place: int, environ: Mapping[str, str]) -> tuple[str, ...]:
    """What variables of the environment put into a feed's address."""
    entry = file.value["feeds"][place] if isinstance(file.value, dict) else None  # type: ignore[index]
    raw = entry.get("url") if isinstance(entry, dict) else None
    names = [found[1] for found in _VARIABLE.finditer(raw)] if isinstance(raw, str) else []
    return tuple(environ[name] for name in names if name)


def _settings(
    model: SettingsModel, file: YamlFile, path: Path, bulk: Bulk, addresses: Mapping[str, tuple[str, Secrets]]
) -> Settings:
    every = _length(model.defaults.every)
    rules = None if model.rules is None else tuple(model.rules)
    return Settings(
        path=path,
        schema=model.version,
        feeds=tuple(
            _feed(one, addresses[one.id][0], every, model.defaults.adaptive)
            for one in (*model.feeds, *bulk.feeds.values())
        ),
        secrets={shown: secrets for shown, secrets in addresses.values() if secrets},
        agencies={
            a.id: Agency(a.id, a.name, a.adcode, Level(a.level), a.sector)
            for a in (*model.agencies, *bulk.agencies.values())
        },
        defaults=Defaults(every, model.defaults.adaptive, model.defaults.timezone),
        rules=rules,
        rules_at=tuple(file.at(("rules", i)) for i in range(len(rules or ()))),
        rule_folders=tuple(_beside(path, folder) for folder in model.rule_folders),
        contact=model.contact,
        channels=tuple(_channel(c, file.at(("channels", i, "url"))) for i, c in enumerate(model.channels)),
        reminders={clause: tuple(map(_length, leads)) for clause, leads in model.reminders.items()},
        reminders_at={clause: file.at_key(("reminders", clause)) for clause in model.reminders},
        alarm_templates=None if model.alarm_templates is None else _beside(path, model.alarm_templates),
        pages=model.pages or "",
        fetching=Fetching(
            _length(model.fetching.delay), _length(model.fetching.timeout), model.fetching.at_once,
            model.fetching.per_second, model.fetching.per_hour, frozenset(model.fetching.quiet),
            frozenset(model.fetching.private_hosts),
        ),
        stamps=Stamping(
            tuple(model.stamps.rfc3161), tuple(model.stamps.opentimestamps),
            None if model.stamps.roots is None else _beside(path, model.stamps.roots),
        ),
        headline_clock=None if model.headline_clock is None else ClockStart(model.headline_clock),
        storage=None if model.storage is None else _beside(path, model.storage),
        reports=None if model.reports is None else _beside(path, model.reports),
    )


def _feed(model: FeedModel, url: str, every: timedelta, adaptive: bool) -> Feed:
    carries = model.carries
    if carries is None:
        carries = [Carries.MEDIA if model.agency is None else Carries.RELEASES]
    return Feed(
        id=model.id,
        url=url,
        agency=model.agency,
        carries=frozenset(Carries(word) for word in carries),
        parser=model.parser,
        every=every if model.every is None else _length(model.every),
        name=model.name,
        channel=model.channel,
        enabled=model.enabled,
        legacy_tls=model.legacy_tls,
        max_pages=model.max_pages,
        adaptive=adaptive and model.every is None,
        off_peak=model.off_peak,
        source=model.source,
    )


def _channel(model: ChannelModel, at: str) -> ChannelSetting:
    quiet = None
    if model.quiet is not None:
        start, _, end = model.quiet.partition("-")
        quiet = (time.fromisoformat(start), time.fromisoformat(end))
    return ChannelSetting(
        model.url, frozenset(model.on), model.name or scheme(model.url), at, tuple(model.places),
        tuple(model.grades), tuple(model.agencies), quiet, frozenset(model.loud), model.lang, model.secret,
    )  # fmt: skip


def scheme(url: str) -> str:
    """What a channel is called that has no name: the kind of its address, which is no secret."""
    return url.partition("://")[0].lower()


def _length(words: str) -> timedelta:
    length = read_duration(words)
    assert length is not None, "the model has checked it"
    return length


def _beside(path: Path, folder: str) -> Path:
    return path.parent / Path(folder).expanduser()


def _place(problem: Problem) -> tuple[int, int]:
    """Line and column of a problem, to list problems in the order of the file."""
    parts = problem.where.rsplit(":", 2)
    numbers = [int(part) for part in parts[1:] if part.isdigit()]
    return (numbers[0], numbers[1]) if len(numbers) == len(("line", "column")) else (0, 0)
