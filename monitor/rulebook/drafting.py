"""What was read in a policy text, as a draft of a rule document: for a person to check against the text.

Every clause is written with ``verified: false``: it is shown and never scored until somebody has read
the words and says so. The draft loads as it stands.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from monitor.core.quoting import quoted
from monitor.text.policies import Proposal, Reading

HEAD = """# 草稿：由 rules propose 从原文读出，须由人逐条核对后再用。
# A draft read by `rules propose`; check each clause against the text, then set verified: true.
# 施行日 effective_from、文号、管辖地请补全；文件名用 <adcode>-<id>.yaml。
"""
_SHORT = {
    "press_conference": "press", "authoritative_info": "info", "first_info": "first", "response": "response",
    "policy_interpretation": "interp", "document_publication": "doc", "plan_publication": "plan",
    "plan_adoption": "plan", "periodic_publication": "periodic", "annual_report": "annual", "count_min": "count",
    "deadline_task": "by", "report_publication": "result", "public_consultation": "consult",
    "continuing_release": "continue", "clarification": "clarify", "internal_report": "report",
}  # fmt: skip


def draft(reading: Reading, *, source: str, jurisdiction: str) -> str:
    """The YAML of a rule document with one clause for each proposal."""
    mark = sha256(reading.text.encode("utf-8", "replace")).hexdigest()[:6]
    lines = [
        HEAD + f"id: draft-{mark}",
        f"title: {_said(reading.title or '（未读出标题）')}",
        *([f"number: {_said(reading.number)}"] if reading.number else []),
        f"jurisdiction: {_said(jurisdiction)}",
        f"source: {_said(source)}",
        "clauses:" if reading.proposals else "clauses: []",
    ]
    for number, one in enumerate(reading.proposals, 1):
        lines += _clause(f"d{mark}-{number:02d}", one)
    return "\n".join(lines) + "\n"


def _clause(name: str, one: Proposal) -> list[str]:
    short = _SHORT.get(one.duty.value, "duty")
    limit = "-".join(value for key, value in one.limit if key in ("within", "every", "at_least"))
    name = "-".join(part for part in (name, short, limit) if part)
    notes = "；".join(
        part for part in (
            f"时限原文{quoted(one.figure, 'zh')}" if one.figure else "没有数字",
            f"起算原文{quoted(one.trigger, 'zh')}" if one.trigger else "",
        ) if part
    )  # fmt: skip
    fields = [
        ("id", name),
        ("about", _said(one.about or one.quote[:20])),
        ("duty", one.duty.value),
        *((key, _value(key, value)) for key, value in one.limit),
        ("clock", one.clock.value),
        *([("clock_basis", "inferred")] if one.inferred else []),
        ("strength", one.strength.value),
        ("verified", "false"),
        *([("responsible", _said(one.responsible))] if one.responsible else []),
        ("quote", _said(one.quote)),
        ("notes", _said(notes)),
    ]
    return [f"{'  - ' if place == 0 else '    '}{key}: {value}" for place, (key, value) in enumerate(fields)]


def _value(key: str, value: str) -> str:
    return _said(value) if key == "by" and len(value) == len("01-31") else value


def _said(words: str) -> str:
    """A YAML scalar in quotes: JSON strings are YAML strings."""
    return json.dumps("".join(char for char in words if char.isprintable()), ensure_ascii=False)


def reading_json(reading: Reading, *, jurisdiction: str) -> dict[str, Any]:
    """The same for machines, with where each duty stands in the readable text."""
    return {
        "schema": 1,
        "title": reading.title,
        "number": reading.number,
        "year": reading.year,
        "jurisdiction": jurisdiction,
        "text": reading.text,
        "proposals": [
            {
                "duty": one.duty.value,
                "limit": dict(one.limit),
                "clock": one.clock.value,
                "clock_basis": "inferred" if one.inferred else "stated",
                "strength": one.strength.value,
                "responsible": one.responsible,
                "about": one.about,
                "quote": one.quote,
                "figure": one.figure,
                "trigger": one.trigger,
                "start": one.start,
                "end": one.start + len(one.quote),
            }
            for one in reading.proposals
        ],
    }
