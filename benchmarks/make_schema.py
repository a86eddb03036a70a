"""The schema that all migrations together make, for databases that are new. Run by `make schema`.

A new database gets it at once: to apply the migrations one by one, sqlite-utils is loaded, and pandas with it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sqlite_utils import Database

from monitor.store.migrations import MIGRATIONS
from monitor.store.opening import SCHEMA, SEPARATOR


def schema() -> str:
    """The statements in the order in which the migrations came to them."""
    database = Database(memory=True)
    MIGRATIONS.apply(database)
    rows = database.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").fetchall()
    virtual = [name for name, sql in rows if sql.startswith("CREATE VIRTUAL")]
    kept = [sql for name, sql in rows if not any(name.startswith(f"{one}_") for one in virtual)]  # it makes its own
    return f"-- {SCHEMA.name}: made by `make schema` from migrations.py and not edited by hand\n" + SEPARATOR.join(
        [*kept, ""]
    )


def main() -> int:
    """Write it where the program looks for it."""
    Path(str(SCHEMA)).write_text(schema(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
