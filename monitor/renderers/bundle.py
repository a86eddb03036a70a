"""The page inside an evidence bundle: one HTML file for people, no script, no network, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.core.dossier import Dossier
from monitor.core.explain import clock, explain, owed, span
from monitor.core.timeline import build
from monitor.core.verdict import Status, Verdict
from monitor.core.wording import ENTRY, FLAG, STATUS, say
from monitor.renderers._entries import entry_words, innocent, shown
from monitor.renderers._explanation import explanation
from monitor.renderers._templates import environment
from monitor.renderers._words import MARK
from monitor.renderers.contract import CaptureLine

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """What the page tells of."""

    dossier: Dossier
    verdicts: Sequence[Verdict]
    captures: Mapping[str, Sequence[CaptureLine]]  # by clause
    kept: Sequence[CaptureLine]
    head: str
    head_sm3: str
    last: int  # number of the passage's last record
    records: int  # that the bundle holds
    stamps: Sequence[str]


def bundle_page(page: Page) -> bytes:
    """The whole page; every word that came from the web is escaped."""
    template = environment(escaped=True).get_template("bundle.html.j2")
    return template.render(
        page=page, as_of=clock(page.dossier.as_of), verdicts=_verdicts(page), entries=_entries(page),
        captures=[(line, clock(line.at)) for line in page.kept],
    ).encode("utf-8", "backslashreplace")  # fmt: skip


def _verdicts(page: Page) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for verdict in page.verdicts:
        status = verdict.status.value
        if verdict.status is Status.NOT_APPLICABLE and verdict.final is None:
            continue
        lines = page.captures.get(verdict.clause.id, ())
        rows.append(
            {
                "id": verdict.clause.id,
                "status": status,
                "mark": MARK[status],
                "said": _both(lambda lang, s=status: say(STATUS, s, lang)),
                "owed": _both(lambda lang, v=verdict: owed(v.clause, lang)),
                "rule": f"{verdict.instrument.number or ''} {verdict.instrument.title}".strip(),
                "quote": verdict.clause.quote,
                "deadline": "" if verdict.deadline is None else span(verdict.deadline),
                "why": _both(lambda lang, v=verdict: explain(v, lang)),
                "working": _both(lambda lang, v=verdict, c=lines: explanation(page.dossier, v, c, lang=lang, width=96)),
            }
        )
    return rows


def _entries(page: Page) -> list[dict[str, object]]:
    return [
        {
            "at": span(entry.at),
            "kind": _both(lambda lang, e=entry: say(ENTRY, e.kind.value, lang)),
            "who": entry.agency,
            "words": _both(lambda lang, e=entry: entry_words(e, page.verdicts, lang)),
            "url": entry.url if entry.url.startswith(("http://", "https://")) else "",
            "flags": [_both(lambda lang, f=flag: say(FLAG, f, lang)) for flag in entry.flags],
            "innocent": _both(lambda lang, e=entry: innocent(e.agreement, lang)),
        }
        for entry in shown(build(page.dossier, page.verdicts))
    ]


def _both(words: object) -> Pair:
    assert callable(words)
    return words("zh"), words("en")
