"""A YAML file that people write: its plain values, and where each of them stands.

Both the settings and the rule documents are read through here, so that every message about them can
name file, line and column. The reader is stricter and plainer than YAML 1.1: keys are always words
(``on:`` is no boolean), only ``true`` and ``false`` are booleans, numbers are decimal (``000000`` and
``12:30`` stay words), a key may stand once, and anchors are refused. It judges no contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib.resources.abc import Traversable
from pathlib import Path

import yaml

from monitor.core.concealed import concealed
from monitor.core.problems import ConfigError, Problem

Step = str | int
Trail = tuple[Step, ...]  # ("feeds", 2, "every")
Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]
Readable = Path | Traversable

_DEPTH = 40
_SIZE = 4_000_000
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\Z")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{1,18}\Z")
_WORDS: Mapping[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "false": False, "False": False,
}  # fmt: skip
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class YamlFile:
    """The values of one file, and the place of every key and value in it."""

    name: str
    value: Plain
    places: Mapping[Trail, tuple[int, int]] = field(repr=False)
    key_places: Mapping[Trail, tuple[int, int]] = field(repr=False)

    def at(self, trail: Trail) -> str:
        """``file:line:column`` of a value; of the nearest thing around it where it is absent."""
        return self._say(self.places, trail)

    def at_key(self, trail: Trail) -> str:
        """``file:line:column`` of the key that leads to a value."""
        return self._say(self.key_places if trail in self.key_places else self.places, trail)

    def _say(self, places: Mapping[Trail, tuple[int, int]], trail: Trail) -> str:
        while trail and trail not in places:
            trail = trail[:-1]
        line, column = places.get(trail, (1, 1))
        return f"{self.name}:{line}:{column}"


def read_yaml(path: Readable, *, name: str | None = None) -> YamlFile:
    """Read one file whose top is a mapping.

    Raises:
        ConfigError: it cannot be read or parsed, its top is no mapping, or keys stand twice.
    """
    shown = name or str(path)
    text = _text(path, shown)
    builder = _Builder(shown, text)
    value = builder.document()
    if builder.problems:
        raise ConfigError(builder.problems)
    if not isinstance(value, dict):
        raise ConfigError([_no_mapping(shown, value)])
    return YamlFile(shown, value, builder.places, builder.key_places)


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice a typing mistake was most likely meant for."""
    known = {choice.lower(): choice for choice in choices}
    close = get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return known[close[0]] if close else None


def quoted(value: object) -> str:
    """A value as a message shows it: short, on one line, quoted where it is a word."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    words = concealed(" ".join(str(value).split()), bridge=True)[0]
    return f'"{words[:77] + "…" if len(words) > 78 else words}"'


def _text(path: Readable, shown: str) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(_SIZE + 1)
    except FileNotFoundError:
        mend = "make the file, or name another one"
        raise ConfigError([Problem(shown, "there is no such file", mend)]) from None
    except OSError as error:
        raise ConfigError(
            [Problem(shown, f"cannot be read: {error.strerror}", "it must be a readable file")]
        ) from None
    if len(raw) > _SIZE:
        raise ConfigError([Problem(shown, f"is larger than {_SIZE:,} bytes", "split it")])
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ConfigError([Problem(f"{shown}:1:1", "is UTF-16, not UTF-8", "save it as UTF-8")])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        what = f"is not UTF-8: byte 0x{raw[error.start]:02x} cannot stand here"
        mend = "save it as UTF-8" + (" (it looks like GBK)" if _decodes_as_gbk(raw) else "")
        raise ConfigError([Problem(f"{shown}:{line}:{column}", what, mend)]) from None


def _decodes_as_gbk(raw: bytes) -> bool:
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def _no_mapping(shown: str, value: Plain) -> Problem:
    if value is None:
        return Problem(f"{shown}:1:1", "is empty", "write its keys, such as id: or schema: 1")
    if isinstance(value, str) and "：" in value:
        return Problem(
            f"{shown}:1:1", "holds no keys", 'write ": " (half-width colon and space) in place of "："'
        )
    return Problem(
        f"{shown}:1:1", f"has {quoted(value)} at its top level", "begin with a key and a colon, key: value"
    )


class _Unreadable(Exception):  # noqa: N818 - never leaves this module
    """Valid YAML of a shape that nothing here reads; ends the reading."""

    def __init__(self, event: yaml.Event, what: str, mend: str) -> None:
        super().__init__(what)
        self.event, self.what, self.mend = event, what, mend


class _Builder:
    """Builds plain values from the parser's events, noting where each began."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.problems: list[Problem] = []
        self.places: dict[Trail, tuple[int, int]] = {}
        self.key_places: dict[Trail, tuple[int, int]] = {}

    def document(self) -> Plain:
        """The one document of the file."""
        value: Plain = None
        try:
            events = yaml.parse(self.text, Loader=_Loader)
            seen = 0
            for event in events:
                if not isinstance(event, yaml.DocumentStartEvent):
                    continue
                seen += 1
                if seen > 1:
                    self._note(event, "a second document begins", "keep one document per file, drop the ---")
                    break
                value = self._value(next(events), events, ())
        except _Unreadable as trouble:
            self._note(trouble.event, trouble.what, trouble.mend)
        except yaml.MarkedYAMLError as error:
            self.problems.append(self._syntax(error))
        except yaml.reader.ReaderError as error:
            at = _place(self.text, error.position)
            where = f"{self.name}:{at[0]}:{at[1]}"
            self.problems.append(Problem(where, "holds a control character", "delete it"))
        return value

    def _value(self, event: yaml.Event, events: Iterator[yaml.Event], trail: Trail) -> Plain:
        self.places[trail] = _begins(event)
        if len(trail) > _DEPTH:
            raise _Unreadable(event, "is nested too deeply", "take some brackets away")
        if isinstance(event, yaml.AliasEvent):
            self._note(event, f'uses the anchor "*{event.anchor}"', "write the value out")
            return None
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(events, trail)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, trail)
        return _scalar(event)

    def _list(self, events: Iterator[yaml.Event], trail: Trail) -> list[Plain]:
        found: list[Plain] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            found.append(self._value(event, events, (*trail, len(found))))
        return found

    def _mapping(self, events: Iterator[yaml.Event], trail: Trail) -> dict[str, Plain]:
        found: dict[str, Plain] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise _Unreadable(event, "has a list or a mapping as key", "write a word before the colon")
            key = str(event.value)
            deeper = (*trail, key)
            if key in found:
                first = self.key_places[deeper][0]
                self._note(event, f'the key "{key}" stands twice', f"keep one (the first is in line {first})")
                self._value(next(events), events, (*trail, f"{key} again"))
                continue
            self.key_places[deeper] = _begins(event)
            found[key] = self._value(next(events), events, deeper)
        return found

    def _note(self, event: yaml.Event, what: str, mend: str) -> None:
        line, column = _begins(event)
        self.problems.append(Problem(f"{self.name}:{line}:{column}", what, mend))

    def _syntax(self, error: yaml.MarkedYAMLError) -> Problem:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        lines = self.text.splitlines()
        words = " ".join(part for part in (error.context, error.problem) if part)
        return Problem(f"{self.name}:{line}:{column}", f"is no valid YAML: {words}", _mend(lines, line))


def _begins(event: yaml.Event) -> tuple[int, int]:
    """Line and column, counted from 1."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)


def _scalar(event: yaml.Event) -> Plain:
    assert isinstance(event, yaml.ScalarEvent), event
    text = str(event.value)
    if event.style:  # quoted or a block: a word whatever it looks like
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        return int(text)
    if _DECIMAL.match(text):
        return float(text)
    return text


def _mend(lines: list[str], line: int) -> str:
    """What most likely went wrong at or just above the line the parser stopped at."""
    near = [lines[i] for i in (line - 1, line - 2) if 0 <= i < len(lines)]
    if any("\t" in text[: len(text) - len(text.lstrip())] for text in near):
        return "indent with spaces, not with tabs"
    if any(re.match(r"\s*(?:- )?[\w-]+：", text) for text in near):
        return 'write ": " (half-width colon and space) in place of "："'
    if any(text.count('"') % 2 or text.count("'") % 2 for text in near):
        return "close the quotation mark"
    if any(text.count("[") != text.count("]") or text.count("{") != text.count("}") for text in near):
        return "close the bracket"
    if any(re.match(r"\s*(?:- )?[\w-]+:[^\s]", text) for text in near):
        return "put a space after the colon"
    return "look at the indentation and punctuation of this line and the one above"


def _place(text: str, position: int) -> tuple[int, int]:
    before = text[:position]
    return before.count("\n") + 1, len(before) - before.rfind("\n")
