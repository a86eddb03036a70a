"""The door to the web: one polite client whose every answer, good or bad, is a value."""

from monitor.fetching.client import Web
from monitor.fetching.politeness import FetchRules, registrable_host

__all__ = ["FetchRules", "Web", "registrable_host"]
