"""All verdicts of a period as one table for spreadsheets: UTF-8 with BOM, no formula can hide in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from monitor.core.explain import explain, tenths
from monitor.core.moment import Moment
from monitor.core.verdict import Verdict
from monitor.core.weekly import Row, WeeklyReport
from monitor.core.wording import STATUS, say
from monitor.renderers._columns import tidy
from monitor.renderers._renderer import Context, Renderer
from monitor.renderers.wire import instant_json

COLUMNS = (
    "incident", "name", "place", "place_name", "type", "grade", "grade_basis", "dead_low", "dead_high",
    "onset_earliest", "onset_latest", "rule", "instrument", "number", "duty", "status", "status_zh", "reason",
    "clock", "clock_sensitive", "started_earliest", "started_latest", "deadline_earliest", "deadline_latest",
    "fulfilled_earliest", "fulfilled_latest", "elapsed_hours_min", "elapsed_hours_max", "coverage_complete",
    "holes", "hindsight", "unconfirmed", "fulfilled_by", "why_zh", "why_en",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is calculated by spreadsheets; an apostrophe before it keeps it text."""


def weekly(report: WeeklyReport, context: Context) -> bytes:
    """One row for each verdict, the columns named as in the JSON."""
    import pandas as pd

    rows = [
        {key: guarded(value) for key, value in cells.items()}
        for row in report.rows
        for cells in _verdicts(row, context)
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    text: str = table.to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def guarded(value: object) -> object:
    """Text that no spreadsheet takes for a formula; other values as they are."""
    if not isinstance(value, str):
        return value
    # The look-alikes of full width are taken for formulas too by some.
    words = tidy(value)
    return (
        "'" + words
        if value.startswith(FORMULA) or words.lstrip().startswith((*FORMULA, "＝", "＋", "－", "＠"))
        else words
    )


def _verdicts(row: Row, context: Context) -> Iterator[dict[str, Any]]:
    from monitor.core.statement import Harm

    dossier = row.dossier
    place, kind, onset = dossier.place(), dossier.type(), dossier.onset()
    dead = row.figures.get(Harm.DEAD)
    common = {
        "incident": dossier.id,
        "name": dossier.name,
        "place": None if place is None else place.adcode,
        "place_name": None if place is None else context.place_name(place.adcode) or place.name,
        "type": None if kind is None else kind.value,
        "grade": None if row.grading.value is None else row.grading.value.value,
        "grade_basis": row.grading.basis,
        "dead_low": None if dead is None else dead[0],
        "dead_high": None if dead is None else dead[1],
        **_bounds("onset", None if onset is None else onset.moment),
        "unconfirmed": dossier.unconfirmed,
    }
    for verdict in row.verdicts:
        yield {**common, **_verdict(verdict)}


def _verdict(verdict: Verdict) -> dict[str, Any]:
    low, high = (None, None) if verdict.elapsed is None else tenths(*verdict.elapsed)
    return {
        "rule": verdict.clause.id,
        "instrument": verdict.instrument.id,
        "number": verdict.instrument.number,
        "duty": verdict.clause.duty.value,
        "status": verdict.status.value,
        "status_zh": say(STATUS, verdict.status.value, "zh"),
        "reason": verdict.reason,
        "clock": verdict.clock.value,
        "clock_sensitive": verdict.clock_sensitive,
        **_bounds("started", verdict.started),
        **_bounds("deadline", verdict.deadline),
        **_bounds("fulfilled", verdict.fulfilled),
        "elapsed_hours_min": low,
        "elapsed_hours_max": high,
        "coverage_complete": verdict.complete,
        "holes": len(verdict.holes),
        "hindsight": verdict.hindsight,
        "fulfilled_by": " ".join(release.url for release in verdict.fulfilled_by),
        "why_zh": explain(verdict, "zh"),
        "why_en": explain(verdict, "en"),
    }


def _bounds(name: str, moment: Moment | None) -> dict[str, str | None]:
    low, high = (None, None) if moment is None else (moment.earliest, moment.latest)
    return {f"{name}_earliest": instant_json(low), f"{name}_latest": instant_json(high)}


RENDERER = Renderer("csv", ".csv", weekly)
