"""Rule documents: YAML files in, typed instruments out, or every mistake with file, line and column.

    rules = load_rules([packaged_rules()])
    for bound in binding(rules, "620100", date(2024, 5, 1)): …

Nothing here judges an incident. What may be scored is decided by the clause itself
(`Clause.scored`): unverified, soft and unnumbered clauses are shown and never scored.
"""

from __future__ import annotations

from monitor.rulebook.binding import Binding, InForce, binding, in_force, stricter
from monitor.rulebook.catalogue import render_catalogue, say_limit
from monitor.rulebook.checking import Finding, FindingKind, validate
from monitor.rulebook.loading import Rulebook, load_rules, packaged_rules, rule_texts

__all__ = [
    "Binding",
    "Finding",
    "FindingKind",
    "InForce",
    "Rulebook",
    "binding",
    "in_force",
    "load_rules",
    "packaged_rules",
    "render_catalogue",
    "rule_texts",
    "say_limit",
    "stricter",
    "validate",
]
