"""Two storages to look at pages with: the demo's with two hundred incidents, and one with nothing in it.

    python -m benchmarks.crowd DEMO TARGET
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from monitor.store.facts import Store

MANY = 200


def main() -> None:
    """Each incident of the demo stands twenty times, under other ids, with the same pages tied to it."""
    demo, target = Path(sys.argv[1]), Path(sys.argv[2])
    shutil.copytree(demo / "storage", target / "crowd")
    with Store(target / "crowd" / "monitor.db", create=True) as store, store.atomic():
        incidents = [dict(row) for row in store.rows("SELECT * FROM incidents ORDER BY rowid")]
        links = [dict(row) for row in store.rows("SELECT * FROM links ORDER BY id")]
        for number in range(1, MANY // len({row["id"] for row in incidents})):
            for row in incidents:
                name = f"{row['name']}（{number}）"
                store.save_incident({**row, "id": f"{row['id']}{number:02}", "name": name})
            for row in links:
                store._insert("links", {k: v for k, v in row.items() if k != "id"} | {
                    "incident": f"{row['incident']}{number:02}"
                })  # fmt: skip
    with Store(target / "empty" / "monitor.db", create=True):
        pass


if __name__ == "__main__":
    main()
