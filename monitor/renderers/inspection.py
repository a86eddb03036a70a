"""`inspect` for people: what was read, beside the words it was read from."""

from __future__ import annotations

from typing import Any

KEYS = {
    "page": ("url", "charset", "title", "site", "source", "author", "doc_number", "column", "site_code"),
    "list": ("url", "charset", "parser", "state", "problem", "next"),
    "text": ("incident_type",),
}


def render(answer: dict[str, Any], *, kind: str) -> str:
    """Plain lines, one fact each, in the order of the JSON."""
    lines = [f"{key}: {answer[key]}" for key in KEYS[kind] if answer.get(key) not in (None, "")]
    if kind == "page":
        lines.append(f"published: {_when(answer['published'])}")
        lines += [f"  claim {_when(c)}  ← {c['from']}: {c['raw']}" for c in answer["claims"]]
        lines.append(f"flags: {', '.join(answer['flags']) or '-'}")
        lines += ["", answer["text"]]
    elif kind == "list":
        for item in answer["items"]:
            pin = "[置顶] " if item["pinned"] else ""
            lines.append(f"{_when(item['date'])}  {pin}{item['title']}\n    {item['url']}")
    else:
        lines += [f"time  {_span(t)}  {t['role']}  {_when(t)}" for t in answer["times"]]
        lines += [f"place {_span(p)}  {' '.join(p['candidates']) or '(abroad)'}" for p in answer["places"]]
        for toll in answer["casualties"]:
            high = "…" if toll["high"] is None else toll["high"]
            lines.append(f"toll  {_span(toll)}  {toll['kind']} {toll['low']}–{high}")
        lines.append(f"onset: {_when(answer['onset'])}")
        lines.append(f"place: {_span(answer['place']) if answer['place'] else '-'}")
        lines.append(f"grade: {answer['grade']['value']} ({answer['grade']['basis']})")
        lines += [f"role  {r['role']} {r['score']:.2f}  {'；'.join(r['why'])}" for r in answer["roles"]]
    return "\n".join(lines)


def _span(found: dict[str, Any]) -> str:
    return f"[{found['start']}:{found['end']}] {found['text']}"


def _when(moment: dict[str, Any] | None) -> str:
    if not moment:
        return "-"
    return f"[{moment['earliest'] or '…'}, {moment['latest'] or '…'})"
