"""When dead objects that refer to each other are searched for."""

from __future__ import annotations

import gc

_COLLECTED = (20_000, 20, 20)
"""Objects after which young ones, and rounds after which older ones, are searched for cycles."""


def collect_seldom() -> None:
    """For work that makes many objects and hardly a cycle: polling, reading. 5 to 8 % of its time."""
    gc.freeze()  # modules and tables live as long as the program
    gc.set_threshold(*_COLLECTED)
