"""What can go wrong, and who must mend it.

    Exception
    └── MonitorError
        ├── ConfigError      the user's mistake: carries *all* problems, exit code 2
        └── StorageError     storage cannot be used (locked, corrupt, full, newer schema), exit code 2

The world's misbehaviour is no exception: it is a `Problem` value (or a fetch outcome), stored and
counted. Anything else that is raised is a bug of ours: exit code 3, and the daemon lives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read or done, said so that a person can act on it.

    ``where`` names the place (``feeds.yaml:14:12``, a URL, a file), ``what`` the trouble with the
    value quoted, lower case and without a full stop, ``mend`` the next step.
    """

    where: str
    what: str
    mend: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" + (f"; {self.mend}" if self.mend else "")


class MonitorError(Exception):
    """Root of the exceptions that this project raises on purpose."""


class ConfigError(MonitorError):
    """The user's mistake, with every problem found; nothing has been done."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class StorageError(MonitorError):
    """Storage cannot be used as it is; the message says what to do."""
