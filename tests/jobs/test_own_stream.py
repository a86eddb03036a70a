"""The own stream of invented incidents: tying may not fall behind what it reached on pages labelled beforehand."""

from __future__ import annotations

from benchmarks.linking import OWN, compared, own_pages, run


def test_invented_incidents_come_apart_as_they_were_labelled() -> None:
    """The floors are a little under what is reached; no page of another matter counts as an answer."""
    items = own_pages(OWN.read_text("utf-8"))
    found = run(items)
    (precision, recall), cubed = compared({item.key: item.incident for item in items}, found.tied)
    assert precision >= 0.98
    assert recall >= 0.86
    assert cubed >= 0.95
    assert not [item.title for item in items if item.kind == "elsewhere" and item.key in found.answers]
    answers = {item.key for item in items if item.answer}
    assert len(answers & found.answers) / len(answers) >= 0.9
