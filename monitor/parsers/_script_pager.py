"""Pagers that turn the page by a script: what the page's own function would ask for, worked out without running it.

Understood is the one thing such functions do: put a number between fixed pieces of an address and go
there, or put it into a form that is sent by GET. Anything else stays unknown.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.parsers._urls import absolute

_CALL = re.compile(r"""^(?:javascript:)?\s*(?:return\s+)?([A-Za-z_$][\w$.]{0,60})\(([^()]{0,80})\)""", re.I)
_GOES = re.compile(r"""location(?:\.href)?\s*=\s*([^;\n}]{1,300})|location\.(?:replace|assign)\(([^;\n]{1,300})\)""")
_STRING = re.compile(r""""([^"\n]{0,300})"|'([^'\n]{0,300})'""")
_STEP = re.compile(
    r"^\(?\s*(?:parseInt\(\s*)?([A-Za-z_$][\w$]{0,40})\s*(?:,\s*10\s*)?\)?\s*(?:([+-])\s*(\d{1,2}))?\s*\)?$"
)
_FIELD_SET = re.compile(
    r"""(?:getElementById\(\s*["']([\w-]{1,60})["']\s*\)|\$\(\s*["']#([\w-]{1,60})["']\s*\)|\.([A-Za-z_][\w]{0,60}))\.(?:value\s*=|val\()\s*([A-Za-z_$][\w$]{0,40})"""
)
_CONSTANT = r"""(?:"([^"\n]{0,200})"|'([^'\n]{0,200})'|(\d{1,8})\b)"""
_LONGEST_FUNCTION = 1_500
_MOST_SCRIPT = 400_000


def following(call: str, text: str, root: LexborHTMLParser, base: str) -> str | None:
    """The address that a call such as ``javascript:goPage(3)`` leads to; None where its function is not understood."""
    m = _CALL.match(call.strip())
    if m is None:
        return None
    given = [part.strip().strip("\"'") for part in m[2].split(",")] if m[2].strip() else []
    found = _function(m[1], text[:_MOST_SCRIPT])
    if found is None:
        return None
    names, body = found
    values = dict(zip(names, given, strict=False))
    if not any(v.isdigit() for v in values.values()):
        return None
    for goes in _GOES.finditer(body):
        address = _joined(goes[1] or goes[2] or "", values, text)
        if address is not None:
            return absolute(address, base)
    return _by_form(body, values, root, base)


def _function(name: str, text: str) -> tuple[list[str], str] | None:
    """The parameters and the words of a function that the page defines."""
    plain = re.escape(name.rpartition(".")[2])
    taking = r"\s*\(([^()]{0,120})\)\s*\{"
    m = re.search(rf"function\s+{plain}{taking}|\b{plain}\s*[=:]\s*function{taking}", text)
    if m is None:
        return None
    depth, at, end = 1, m.end(), min(len(text), m.end() + _LONGEST_FUNCTION)
    while at < end and depth:
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
    names = [p.strip() for p in (m[1] or m[2] or "").split(",") if p.strip()]
    return names, text[m.end() : at]


def _joined(expression: str, values: dict[str, str], text: str) -> str | None:
    """The strings and the values of an expression such as ``"index_" + (n - 1) + ".html"``, put together."""
    out: list[str] = []
    numbers = 0
    for part in _pieces(expression):
        literal = _STRING.fullmatch(part)
        if literal is not None:
            out.append(literal[1] if literal[1] is not None else literal[2])
            continue
        step = _STEP.match(part)
        value = None if step is None else _value(step[1], values, text)
        if step is None or value is None:
            return None
        if value.isdigit() and len(value) < 8:
            numbers += step[1] in values
            value = str(int(value) + (int(step[3] or 0) if step[2] != "-" else -int(step[3])))
        elif step[2]:
            return None
        out.append(value)
    return "".join(out) if numbers else None


def _pieces(expression: str) -> list[str]:
    """An expression cut at its plus signs, those within strings and brackets left alone."""
    parts: list[str] = []
    quote, depth, begin = "", 0, 0
    for at, char in enumerate(expression):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "()":
            depth += 1 if char == "(" else -1
            if depth < 0:
                return [*parts, expression[begin:at].strip()]
        elif char == "+" and depth == 0:
            parts.append(expression[begin:at].strip())
            begin = at + 1
    return [*parts, expression[begin:].strip()]


def _value(name: str, values: dict[str, str], text: str) -> str | None:
    """What a name stands for: an argument of the call, or a string that the page assigns to it once."""
    if name in values:
        return values[name]
    assigned = re.compile(rf"\b{re.escape(name)}\s*=\s*{_CONSTANT}")
    said = {"".join(one) for one in assigned.findall(text[:_MOST_SCRIPT])}
    return said.pop() if len(said) == 1 else None


def _by_form(body: str, values: dict[str, str], root: LexborHTMLParser, base: str) -> str | None:
    """The form with the number in its field, where the function fills one in and sends it by GET."""
    if "submit" not in body:
        return None
    for m in _FIELD_SET.finditer(body):
        field, number = m[1] or m[2] or m[3], values.get(m[4], "")
        if not number.isdigit():
            continue
        for form in root.css("form")[:20]:
            if _fills(form, field) is not None:
                return _sent(form, field, number, base)
    return None


def _fills(form: LexborNode, field: str) -> LexborNode | None:
    return next(
        (n for n in form.css("input")[:100] if field in (n.attributes.get("name"), n.attributes.get("id"))), None
    )


def _sent(form: LexborNode, field: str, number: str, base: str) -> str | None:
    """The address of a form sent by GET; one sent by POST has none."""
    attributes = form.attributes
    if (attributes.get("method") or "get").lower() != "get":
        return None
    pairs: list[tuple[str, str]] = []
    for node in form.css("input")[:100]:
        own = node.attributes
        name, kind = own.get("name") or "", (own.get("type") or "text").lower()
        if not name or kind in ("submit", "button", "image", "reset", "checkbox", "radio", "file", "password"):
            continue
        pairs.append((name, number if field in (name, own.get("id")) else own.get("value") or ""))
    address = absolute((attributes.get("action") or base).partition("?")[0], base)
    return None if address is None or not pairs else f"{address}?{urlencode(pairs)}"
