"""Where the evidence of a verdict lies on disk, down to file and offset."""

from __future__ import annotations

from monitor.core.dossier import Dossier
from monitor.core.verdict import Verdict
from monitor.evidence.places import read_places
from monitor.jobs.world import World
from monitor.renderers.contract import CaptureLine
from monitor.store.wire import instant


def captures(world: World, dossier: Dossier, verdict: Verdict) -> tuple[CaptureLine, ...]:
    """The captures that the verdict rests on, and those in which the facts of its grade stand."""
    away = read_places(world.store.path.parent / "warc")
    wanted = list(verdict.evidence)
    wanted += [claim.evidence.capture for claim in dossier.tolls]
    wanted += [claim.evidence.capture for claim in dossier.grades]
    found = []
    for name in dict.fromkeys(one for one in wanted if one):
        for row in world.store.rows("SELECT * FROM captures WHERE id = ?", (name,)):
            found.append(
                CaptureLine(
                    row["id"], row["url"], row["file"], row["offset"], row["sha256"], instant(row["at"]),
                    away[row["file"]].address if row["file"] in away else "",
                )
            )
    return tuple(found)
