"""Each release beside a clause: what it claims, what we saw, and whether it counts."""

from __future__ import annotations

from monitor.core.dossier import Dossier
from monitor.core.explain import bounds, span
from monitor.core.reasons import in_language
from monitor.core.release import Release
from monitor.core.statement import Role
from monitor.core.verdict import Verdict
from monitor.core.wording import BASIS, FLAG, PUBLISHED_BASIS, ROLE, say
from monitor.renderers._columns import Sheet
from monitor.renderers._words import label

INDENT = 2


def put_releases(sheet: Sheet, dossier: Dossier, verdict: Verdict, lang: str) -> None:
    """All releases of the incident, each with its times and with the reason why it counts or not."""
    if not dossier.releases:
        sheet.put((label("none", lang), "dim"), indent=INDENT)
    for number, release in enumerate(dossier.releases, 1):
        _release(sheet, dossier, verdict, release, number=number, lang=lang)


def _release(sheet: Sheet, dossier: Dossier, verdict: Verdict, release: Release, *, number: int, lang: str) -> None:
    zh = lang == "zh"
    mark, why = counts(dossier, verdict, release, lang)
    publication = release.publication
    deeper = INDENT + 4
    sheet.put((f"{number}. ", "dim"), (f"{mark} ", "bold"), release.title, indent=INDENT, hang=deeper)
    who = release.speaker or release.agency or label("unknown", lang)
    sheet.put(f"{who} · {say(ROLE, release.role.value, lang)} · {why}", indent=deeper)
    sheet.put((release.url, "dim"), indent=deeper)
    claimed = (
        "—"
        if publication.claimed is None
        else f"{span(publication.claimed)} {say(BASIS, publication.claimed.basis.value, lang)}"
    )
    sheet.put(("自称 " if zh else "claimed   ", "dim"), claimed, indent=deeper)
    sheet.put(("观测 " if zh else "observed  ", "dim"), bounds(publication.observed), indent=deeper)
    basis = say(PUBLISHED_BASIS, publication.basis, lang)
    sheet.put(("采用 " if zh else "published ", "dim"), f"{bounds(publication.published)} {basis}", indent=deeper)
    if release.held is not None or release.role is Role.PRESS_CONFERENCE:
        held = "；".join(bounds(act) for act in release.acted())
        sheet.put(("举行 " if zh else "held      ", "dim"), held, indent=deeper)
    for flag in dict.fromkeys((*publication.flags, *release.flags)):
        sheet.put(("⚑ " + say(FLAG, flag, lang), "yellow"), indent=deeper)
    by = ("规则" if zh else "rule") if release.link.by == "rule" else release.link.by
    reasons = ("；" if zh else "; ").join(in_language(one, lang) for one in release.link.why)
    sheet.put((f"{'关联' if zh else 'link'} {release.link.score:.2f} {by}  {reasons}", "dim"), indent=deeper)


def counts(dossier: Dossier, verdict: Verdict, release: Release, lang: str) -> tuple[str, str]:
    """Whether a release counts for this clause, and the first reason that decides it."""
    zh = lang == "zh"
    accepts = verdict.clause.accepts
    accepted = release.role in accepts
    if not accepted and not any(role in accepts for role in release.maybe):
        return "-", "不计：此类发布不履行本条款" if zh else "not counted: this kind does not discharge the clause"
    if release.suspect:
        return "?", "存疑：页面可能不是该机关的" if zh else "in doubt: the page may not be that authority's own"
    if release in verdict.doubtful or release.relays:
        if release.relays:
            return "?", "存疑：媒体转述" if zh else "in doubt: a medium says that an authority spoke"
        if release.link.doubtful:
            return (
                "?",
                "存疑：是否属于此事件待人工确认" if zh else "in doubt: a person must say whether it belongs here",
            )
        return "?", "存疑：可能是回应" if zh else "in doubt: it may be an answer"
    if not release.official:
        return "-", "不计：不是机关自己的发布" if zh else "not counted: no authority's own publication"
    if not dossier.answerable(release.agency):
        return "-", "不计：非事发地责任机关" if zh else "not counted: not answerable for the place"
    if release in verdict.fulfilled_by:
        if len(verdict.fulfilled_by) > 1:
            return "✓", "计入：可能是最早的履行" if zh else "counts: it may be the earliest fulfilment"
        return "✓", "计入：最早的履行" if zh else "counts: the earliest fulfilment"
    return "+", "计入：较晚" if zh else "counts, but later"
