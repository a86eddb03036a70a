"""``shows:`` of a clause → how the duty is recognised on the web, or what is wrong with it.

    shows:
      opens: calendar                       # policy, normative, this_document, budget, draft, …
      title: [水质|饮水安全, 出厂水|龙头水]   # a word of each entry stands in the page's title
      without: [水源]
      owed_by: {sectors: [health], names: [卫计委], levels: [prefecture]}
"""

from __future__ import annotations

from monitor.core.incident import Level
from monitor.core.matter import Issue, Matter, Opens, Owers
from monitor.rulebook.fields import Fields

MATTER_KEYS = frozenset({"opens", "title", "without", "perhaps", "owed_by", "issue", "publish", "sure"})
OWER_KEYS = frozenset({"levels", "sectors", "names", "besides"})


def read_matter(fields: Fields) -> Matter | None:
    """The matter of a clause; None where the clause names none."""
    if not fields.has("shows"):
        return None
    own = Fields(fields.file, (*fields.trail, "shows"), fields.problems)
    if not own.open(fields.values["shows"], MATTER_KEYS):
        return None
    opens = own.choice("opens", Opens, Opens.CALENDAR)
    matter = Matter(
        opens=opens,
        title=_groups(own, "title"),
        without=own.words("without"),
        perhaps=own.words("perhaps"),
        owed_by=_owers(own),
        issue=own.choice("issue", Issue, Issue.NAMED),
        published=own.flag("publish") if own.has("publish") else True,
        sure=own.flag("sure") if own.has("sure") else True,
    )
    if opens in (Opens.CALENDAR, Opens.THIS_DOCUMENT) and not matter.title:
        own.wrong((), "no page could show it: title is missing", "add title: [word|other word, …]")
    return matter


def _groups(fields: Fields, key: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(word.strip() for word in group.split("|") if word.strip()) for group in fields.words(key))


def _owers(fields: Fields) -> Owers:
    if not fields.has("owed_by"):
        return Owers()
    own = Fields(fields.file, (*fields.trail, "owed_by"), fields.problems)
    if not own.open(fields.values["owed_by"], OWER_KEYS):
        return Owers()
    return Owers(own.choices("levels", Level) or (), own.words("sectors"), own.words("names"), own.words("besides"))
