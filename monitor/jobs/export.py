"""Making a bundle that proves itself: it is checked as a stranger would check it before it is handed out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from monitor.core.problems import StorageError
from monitor.jobs.bundle import Gathered, gather
from monitor.jobs.rederive import rederive
from monitor.jobs.world import World


def checked(world: World, incident: str, *, as_of: datetime, warc: Path, rules: Mapping[str, bytes]) -> Gathered:
    """A bundle whose records give its verdicts: with the lists of the incident's time, else with all of them.

    Raises:
        StorageError: the evidence does not give what the database says.
    """
    wrong: tuple[object, ...] = ()
    for whole in (False, True):
        gathered = gather(world, incident, as_of=as_of, warc=warc, rules=rules, whole=whole)
        wrong = rederive(gathered.entries).problems
        if not wrong:
            return gathered
    what = f"the evidence of {incident} does not give what the database says ({wrong[0]})"
    raise StorageError(f"{world.store.path}: {what}; run `verify`, then `rebuild`, then export again")
