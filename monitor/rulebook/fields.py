"""Reading the fields of one YAML mapping, noting every mistake with its place and its mend."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

from monitor.core.problems import Problem
from monitor.yamlfile import Plain, Trail, YamlFile, nearest, quoted

Choice = TypeVar("Choice", bound=StrEnum)

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}\Z")
_ADCODE = re.compile(r"[0-9]{6}\Z")


_NOUNS = {"grades": "grade", "accepts": "role", "clock_basis": "clock basis"}


class Fields:
    """One mapping of a file. Each reader returns a value fit for use and notes what was wrong."""

    def __init__(self, file: YamlFile, trail: Trail, problems: list[Problem]) -> None:
        self.file, self.trail, self.problems = file, trail, problems
        self.values: Mapping[str, Plain] = {}

    def open(self, value: Plain, known: Collection[str]) -> bool:
        """Take the mapping; every key it may not have is a problem."""
        if not isinstance(value, dict):
            self.wrong((), f"{quoted(value)} is no mapping", "write keys and values, key: value")
            return False
        self.values = value
        for key in value:
            if key not in known:
                close = nearest(key, known)
                mend = f'write "{close}"' if close else f"the keys are {', '.join(sorted(known))}"
                at = self.file.at_key((*self.trail, key))
                self.problems.append(Problem(at, f'unknown key "{key}"', mend))
        return True

    def wrong(self, step: str | tuple[()], what: str, mend: str) -> None:
        """Note a problem at a field, or at the mapping where the step is empty."""
        trail = (*self.trail, step) if step else self.trail
        self.problems.append(Problem(self.file.at(trail), what, mend))

    def has(self, key: str) -> bool:
        """The field is there and not left empty."""
        return self.values.get(key) is not None

    def need(self, key: str, example: str) -> bool:
        """The field must be there."""
        if self.has(key):
            return True
        if key in self.values:
            self.wrong(key, f"{key} is left empty", f"write such as {key}: {example}")
        else:
            self.wrong((), f"{key} is missing", f"add {key}: {example}")
        return False

    def text(self, key: str) -> str:
        """Words; the empty string where the field is absent."""
        value = self.values.get(key)
        if value is None:
            return ""
        if isinstance(value, str):
            return " ".join(value.split())
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        self.wrong(key, f"{key} is {quoted(value)}, not words", "write it as words, in quotes if need be")
        return ""

    def identifier(self, key: str, example: str) -> str:
        """A short name of lower-case letters, digits and hyphens."""
        if not self.need(key, example):
            return ""
        value = self.text(key)
        if value and not _ID.match(value):
            self.wrong(key, f'"{value}" is no id', f"use lower-case letters, digits and -, such as {example}")
        return value

    def adcode(self, key: str) -> str:
        """Six digits of GB/T 2260."""
        if not self.need(key, '"620100"'):
            return ""
        value = self.text(key)
        if not _ADCODE.match(value):
            mend = 'write the six digits of GB/T 2260 in quotes, "000000" for the nation'
            self.wrong(key, f'"{value}" is no place code', mend)
        return value

    def day(self, key: str) -> date | None:
        """A day, as 2016-07-30."""
        if not self.has(key):
            return None
        value = self.values[key]
        try:
            if isinstance(value, str) and len(value) == len("2016-07-30"):
                return date.fromisoformat(value)
        except ValueError:
            pass
        self.wrong(key, f"{quoted(value)} is no day", "write it as 2016-07-30")
        return None

    def flag(self, key: str) -> bool:
        """true or false; false where absent."""
        value = self.values.get(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.wrong(key, f"{key} is {quoted(value)}", "write true or false")
        return False

    def count(self, key: str) -> int:
        """A number of at least one; one where absent."""
        value = self.values.get(key)
        if value is None:
            return 1
        if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
            return value
        self.wrong(key, f"{key} is {quoted(value)}", "write a whole number of 1 or more")
        return 1

    def choice(self, key: str, among: type[Choice], default: Choice) -> Choice:
        """One of the words of an enumeration."""
        if not self.has(key):
            return default
        found = self._member(self.values[key], among)
        if found is None:
            self._no_member(key, self.values[key], [str(m.value) for m in among])
            return default
        return found

    def choices(self, key: str, among: type[Choice]) -> tuple[Choice, ...] | None:
        """Several words of an enumeration, in the file's order; None where absent."""
        if not self.has(key):
            return None
        value = self.values[key]
        words = value if isinstance(value, list) else [value]
        found: list[Choice] = []
        for position, word in enumerate(words):
            member = self._member(word, among)
            if member is None:
                at = self.file.at((*self.trail, key, position))
                self._no_member(key, word, [str(m.value) for m in among], at)
            elif member in found:
                self.wrong(key, f'{key} names "{member.value}" twice', "name it once")
            else:
                found.append(member)
        return tuple(found)

    def words(self, key: str) -> tuple[str, ...]:
        """Several words; a single one may stand without brackets."""
        if not self.has(key):
            return ()
        value = self.values[key]
        several = value if isinstance(value, list) else [value]
        if not all(isinstance(word, str) and word.strip() for word in several):
            self.wrong(key, f"{key} holds something that is no word", "write words: [one, two]")
            return ()
        return tuple(str(word) for word in several)

    def items(self, key: str) -> Sequence[Plain]:
        """The entries of a list."""
        value = self.values.get(key)
        if isinstance(value, list):
            return value
        if value is not None:
            self.wrong(key, f"{key} is {quoted(value)}, not a list", "write one entry per line after a -")
        return ()

    @staticmethod
    def _member(word: Plain, among: type[Choice]) -> Choice | None:
        return next((m for m in among if m.value == word), None)

    def _no_member(self, key: str, word: Plain, allowed: list[str], at: str | None = None) -> None:
        close = nearest(word, allowed) if isinstance(word, str) else None
        mend = f'write "{close}"' if close else f"write one of {', '.join(allowed)}"
        where = at or self.file.at((*self.trail, key))
        self.problems.append(Problem(where, f"{quoted(word)} is no {_NOUNS.get(key, key)}", mend))
