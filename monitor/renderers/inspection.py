"""`inspect page` and `inspect list` for people: what was read, beside the words it was read from."""

from __future__ import annotations

from typing import Any

KEYS = {
    "page": ("url", "charset", "title", "site", "source", "author", "doc_number", "column", "site_code"),
    "list": ("url", "charset", "parser", "state", "problem", "next"),
}


def render(answer: dict[str, Any], *, kind: str) -> str:
    """Plain lines, one fact each, in the order of the JSON."""
    lines = [f"{key}: {answer[key]}" for key in KEYS[kind] if answer.get(key) not in (None, "")]
    if kind == "page":
        lines.append(f"published: {_when(answer['published'])}")
        lines += [f"  claim {_when(c)}  ← {c['from']}: {c['raw']}" for c in answer["claims"]]
        lines.append(f"flags: {', '.join(answer['flags']) or '-'}")
        lines += ["", answer["text"]]
    else:
        for item in answer["items"]:
            pin = "[置顶] " if item["pinned"] else ""
            lines.append(f"{_when(item['date'])}  {pin}{item['title']}\n    {item['url']}")
    return "\n".join(lines)


def _when(moment: dict[str, Any] | None) -> str:
    if not moment:
        return "-"
    return f"[{moment['earliest'] or '…'}, {moment['latest'] or '…'})"
