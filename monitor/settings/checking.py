"""The checks of a settings file: first the shape (pydantic), then what its parts say of each other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from monitor.core.concealed import MASK
from monitor.core.problems import Problem
from monitor.settings.models import SettingsModel
from monitor.yamlfile import Plain, Trail, YamlFile, nearest, quoted

_EXAMPLES: Mapping[str, str] = {
    "schema": "1",
    "id": "lanzhou-gov",
    "url": "https://www.example.gov.cn/col/col1/index.html",
    "name": "兰州市人民政府",
    "adcode": '"620100"',
    "level": "prefecture",
    "feeds": "with one entry per list page",
}


def check(
    file: YamlFile, value: Plain, problems: list[Problem], *, parsers: Collection[str] | None, least: int = 1
) -> SettingsModel | None:
    """The checked model, None where its shape is wrong; every problem is noted. ``least``: feeds that it must have."""
    model: SettingsModel | None = None
    unresolved = bool(problems)
    try:
        model = SettingsModel.model_validate(value)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            problem = problem_in(file, detail)
            if not (unresolved and any(known.where == problem.where for known in problems)):
                problems.append(problem)
    if isinstance(value, dict):
        problems.extend(related(file, value, parsers, least=least))
    return model


def problem_in(file: YamlFile, detail: ErrorDetails, top: type[BaseModel] = SettingsModel) -> Problem:
    """One error of the model, said at its place in the file."""
    trail = _trail(file, detail["loc"])
    context = detail.get("ctx", {})
    kind, key = detail["type"], str(trail[-1]) if trail else ""
    raw = _raw(file, trail)
    match kind:
        case "wrong":
            what = str(context["what"]).replace(quoted(detail["input"]), quoted(raw))
            return Problem(file.at(trail), what, str(context["mend"]))
        case "extra_forbidden":
            keys = _keys(trail, top)
            close = nearest(key, keys)
            mend = f'write "{close}"' if close else f"the keys here are {', '.join(keys)}"
            return Problem(file.at_key(trail), f'unknown key "{key}"', mend)
        case "missing":
            return Problem(file.at(trail[:-1]), f"{key} is missing", f"add {key}: {_EXAMPLES.get(key, '…')}")
        case "literal_error":
            return Problem(file.at(trail), f"{key} {quoted(raw)} is none that is known", f"write {key}: 1")
        case "bool_type" | "bool_parsing":
            return Problem(file.at(trail), f"{key} is {quoted(raw)}", "write true or false")
        case "list_type":
            return Problem(file.at(trail), f"{key} is {quoted(raw)}, not a list", "write entries after a - or in [ ]")
        case "model_type" | "model_attributes_type" | "dict_type":
            return Problem(file.at(trail), f"{quoted(raw)} is no mapping", "write keys and values, key: value")
        case "string_type":
            mend = f"write {key}: {_EXAMPLES.get(key, 'a word')}" if isinstance(key, str) else "write a word"
            return Problem(file.at(trail), f"{key} is {quoted(raw)}, not a word", mend)
        case "greater_than_equal" | "less_than_equal" | "int_parsing" | "int_type" | "int_from_float":
            return Problem(file.at(trail), f"{key} is {quoted(raw)}", "write a whole number" + _bounds(key, context))
        case _:
            return Problem(file.at(trail), f"{key} {quoted(raw)}: {detail['msg']}", "see docs/feeds-schema.json")


def _bounds(key: str, context: Mapping[str, object]) -> str:
    if key == "max_pages":
        return " from 1 to 200"
    words = {"ge": "of at least", "le": "of at most"}
    return "".join(f" {words[name]} {context[name]}" for name in words if name in context)


def _trail(file: YamlFile, loc: Sequence[int | str]) -> Trail:
    """The place in the file that the model speaks of; steps that only the model knows are left out."""
    trail: Trail = ()
    for step in loc:
        longer = (*trail, step)
        if longer in file.places or step == loc[-1]:
            trail = longer
    return trail


def _raw(file: YamlFile, trail: Trail) -> Plain:
    """The value as written, before variables were filled in: messages must not print secrets."""
    value = file.value
    for step in trail:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def _keys(trail: Trail, top: type[BaseModel]) -> list[str]:
    """The keys that may stand beside the last step of a trail."""
    model = top
    for step in trail[:-1]:
        if isinstance(step, str) and step in model.model_fields:
            inner = _model_in(model.model_fields[step].annotation)
            model = inner or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def related(
    file: YamlFile, value: Mapping[str, Plain], parsers: Collection[str] | None, *, alone: bool = True, least: int = 1
) -> Iterator[Problem]:
    """What only shows when entries are read beside each other. Not ``alone``: agencies may stand elsewhere."""
    alone = alone and not value.get("sources")
    agencies, feeds = _entries(value, "agencies"), _entries(value, "feeds")
    yield from _twice(file, "agencies", agencies, "id")
    yield from _twice(file, "feeds", feeds, "id")
    yield from _twice(file, "feeds", feeds, "url")
    yield from _rules_twice(file, value.get("rules"))
    yield from _channels(file, _entries(value, "channels"), [str(a["id"]) for _, a in agencies if a.get("id")])
    known = [str(a["id"]) for _, a in agencies if a.get("id") is not None]
    if alone and least and isinstance(value.get("feeds"), list) and not value["feeds"]:
        mend = "add one entry per list page to poll, or let `feeds add URL` write it"
        yield Problem(file.at(("feeds",)), "feeds is empty", mend)
    for position, feed in feeds:
        if MASK in str(feed.get("url")):
            what = "the key was taken out of this address when it was written down"
            mend = f"write it in the place of {MASK}, best as ${{VARIABLE}}"
            yield Problem(file.at(("feeds", position, "url")), what, mend)
        yield from _feed(file, position, feed, known if alone else None)
        parser = feed.get("parser")
        if parsers is not None and isinstance(parser, str) and parser not in parsers:
            close = nearest(parser, parsers)
            mend = f'write "{close}"' if close else f"write one of {', '.join(sorted(parsers))}"
            yield Problem(file.at(("feeds", position, "parser")), f"there is no parser {quoted(parser)}", mend)


def _feed(
    file: YamlFile, position: int, feed: Mapping[str, Plain], known: Sequence[str] | None
) -> Iterator[Problem]:
    agency = feed.get("agency")
    if known is not None and agency is not None and str(agency) not in known:
        close = nearest(str(agency), known)
        mend = f'write "{close}"' if close else "add it to agencies, or correct it"
        yield Problem(file.at(("feeds", position, "agency")), f"there is no agency {quoted(agency)}", mend)
    carries = feed.get("carries")
    words = carries if isinstance(carries, list) else [carries]
    if carries is not None and not words:
        yield Problem(file.at(("feeds", position, "carries")), "carries is empty", "write [releases] or [media]")
    if agency is None and "releases" in words:
        what = "carries releases, but names no agency whose releases they are"
        yield Problem(file.at(("feeds", position, "carries")), what, "add agency:, or write [media]")


def _channels(
    file: YamlFile, channels: Sequence[tuple[int, Mapping[str, Plain]]], known: Sequence[str]
) -> Iterator[Problem]:
    """Each has a name of its own, under which it is remembered what it was told."""
    seen: dict[str, int] = {}
    for position, channel in channels:
        url = channel.get("url")
        name = str(channel.get("name") or "") or (url.partition("://")[0].lower() if isinstance(url, str) else "")
        if name in seen and name:
            first = file.at(("channels", seen[name])).rsplit(":", 2)[1]
            what = f"two channels are called {quoted(name)} (the first is in line {first})"
            yield Problem(file.at(("channels", position)), what, "give each a name: of its own")
        seen.setdefault(name, position)
        wanted = channel.get("agencies")
        for place, agency in enumerate(wanted if isinstance(wanted, list) else []):
            if str(agency) not in known:
                close = nearest(str(agency), known)
                mend = f'write "{close}"' if close else "add it to agencies, or correct it"
                yield Problem(
                    file.at(("channels", position, "agencies", place)), f"there is no agency {quoted(agency)}", mend
                )


def _twice(
    file: YamlFile, part: str, entries: Sequence[tuple[int, Mapping[str, Plain]]], key: str
) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for position, entry in entries:
        if entry.get(key) is None:
            continue
        word = str(entry[key])
        if word in seen:
            first = file.at((part, seen[word], key)).rsplit(":", 2)[1]
            what = f"the {key} {quoted(_raw(file, (part, position, key)))} stands twice in {part}"
            mend = f"change or delete one (the first is in line {first})"
            yield Problem(file.at((part, position, key)), what, mend)
        else:
            seen[word] = position


def _rules_twice(file: YamlFile, rules: Plain) -> Iterator[Problem]:
    if isinstance(rules, list):
        for position, rule in enumerate(rules):
            if rule in rules[:position]:
                yield Problem(file.at(("rules", position)), f"{quoted(rule)} is named twice", "name it once")


def _entries(value: Mapping[str, Plain], part: str) -> list[tuple[int, Mapping[str, Plain]]]:
    listed = value.get(part)
    if not isinstance(listed, list):
        return []
    return [(position, entry) for position, entry in enumerate(listed) if isinstance(entry, dict)]
