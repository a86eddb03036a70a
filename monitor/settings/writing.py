"""Adding entries to feeds.yaml in place: every byte that a person wrote stays as it was, comments included."""

from __future__ import annotations

import codecs
import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from monitor.core.problems import ConfigError, Problem
from monitor.settings.loading import load_settings

Entry = Mapping[str, object]
_PLAIN = re.compile(r"[A-Za-z0-9\u4e00-\u9fff_./][A-Za-z0-9\u4e00-\u9fff_./ :?&=%+()（）·、，\-]*\Z")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "~"}


def with_entries(text: str, *, agencies: Sequence[Entry], feeds: Sequence[Entry], name: str = "feeds.yaml") -> str:
    """The file's text with these entries at the end of its lists.

    Raises:
        ConfigError: the file is no YAML, or has a list that is written in brackets with something in it.
    """
    for key, entries in (("agencies", agencies), ("feeds", feeds)):
        if entries:
            text = _with(text, key, entries, name)
    return text


def add_to_file(
    path: Path, *, agencies: Sequence[Entry], feeds: Sequence[Entry], environ: Mapping[str, str]
) -> None:
    """Write the entries into the file, whole or not at all; what comes out is checked before it takes its place.

    Raises:
        ConfigError: the entries, or the file with them, are not in order; the file is as it was.
    """
    path = path.resolve()  # a link stays one
    try:
        raw = path.read_bytes()
        before = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError([Problem(str(path), "is not UTF-8", "save it as UTF-8")]) from None
    except OSError as error:
        mend = "it must be a file that can be read and written"
        raise ConfigError([Problem(str(path), f"cannot be read: {error.strerror}", mend)]) from None
    windows = "\r\n" in before
    after = with_entries(before.replace("\r\n", "\n"), agencies=agencies, feeds=feeds, name=str(path))
    after = after.replace("\n", "\r\n") if windows else after
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        draft.write_bytes(raw[:3] * raw.startswith(codecs.BOM_UTF8) + after.encode())
        load_settings(draft, environ=environ)
        if path.exists():
            os.chmod(draft, path.stat().st_mode & 0o7777)
        os.replace(draft, path)
    except ConfigError as error:
        told = [Problem(p.where.replace(str(draft), str(path)), p.what, p.mend) for p in error.problems]
        raise ConfigError(told) from None
    except OSError as error:
        raise ConfigError([Problem(str(path), f"cannot be written: {error.strerror}", "check permissions")]) from None
    finally:
        draft.unlink(missing_ok=True)


def _with(text: str, key: str, entries: Sequence[Entry], name: str) -> str:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise ConfigError([Problem(name, f"is no YAML: {error}".splitlines()[0], "mend it first")]) from None
    if not isinstance(root, yaml.MappingNode):
        raise ConfigError([Problem(name, "has no keys", "write schema: 1 and feeds:")])
    found = next((value for one, value in root.value if one.value == key), None)
    lines = text.split("\n")
    if found is None or (isinstance(found, yaml.ScalarNode) and not found.value):
        if found is not None:  # "feeds:" with nothing behind it
            below = found.start_mark.line + 1
            lines[below:below] = _block(entries, "  ")
            return "\n".join(lines)
        return text.rstrip("\n") + "\n" + "\n".join([f"{key}:", *_block(entries, "  ")]) + "\n"
    if not isinstance(found, yaml.SequenceNode):
        where = f"{name}:{found.start_mark.line + 1}"
        raise ConfigError([Problem(where, f"{key} is no list", "write entries after a -")])
    if found.flow_style:
        if found.value:
            where = f"{name}:{found.start_mark.line + 1}"
            mend = "write its entries after a - each, on lines of their own"
            raise ConfigError([Problem(where, f"{key} is written in brackets", mend)])
        start, end = found.start_mark.index, found.end_mark.index
        return text[:start].rstrip(" ") + "\n" + "\n".join(_block(entries, "  ")) + text[end:]
    last = found.value[-1].end_mark
    line = last.line if last.column else last.line - 1
    while line > 0 and (not lines[line].strip() or lines[line].lstrip().startswith("#")):
        line -= 1
    first = lines[found.value[0].start_mark.line]
    indent = first[: len(first) - len(first.lstrip())] if first.lstrip().startswith("-") else ""
    return "\n".join([*lines[: line + 1], *_block(entries, indent), *lines[line + 1 :]])


def _block(entries: Sequence[Entry], indent: str) -> list[str]:
    """The entries as a person would write them: one line where it fits, else one line a key."""
    said = []
    for entry in entries:
        pairs = [f"{key}: {_scalar(value)}" for key, value in entry.items() if value not in (None, "")]
        line = f"{indent}- {{{', '.join(pairs)}}}"
        if len(line) <= 110:
            said.append(line)
        else:
            said += [f"{indent}{'- ' if not n else '  '}{pair}" for n, pair in enumerate(pairs)]
    return said


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_scalar(one) for one in value) + "]"
    words = str(value)
    risky = words.lower() in _WORDS or words.isdigit() or ": " in words or words.endswith((":", " ")) or " #" in words
    risky = risky or "," in words or "," in words
    return words if _PLAIN.match(words) and not risky else json.dumps(words, ensure_ascii=False)
