"""What people read at a terminal of ties: the review queue, the decisions taken, one tie explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from monitor.core.wording import Phrase, say
from monitor.renderers._columns import Sheet

Row = Mapping[str, Any]

WORDS: Mapping[str, Phrase] = {
    "none": ("没有待核对的页面。", "Nothing waits for a decision."),
    "undecided": ("还没有决定。", "No decision was taken yet."),
    "count": ("待核对 {n} 篇（标“◆”的是责任机关的页面：在核对之前，不能说“逾期”或“未见”）",
              "{n} pages wait (◆ an authority's own: until settled, nobody may say late or none found)"),
    "published": ("发布", "published"),
    "commands": ("核对：", "to decide:"),
    "features": ("特征", "Features"),
    "score": ("得分", "Score"),
    "limits": ("≥{tied} 关联，≥{doubtful} 存疑，以下无关", "≥{tied} tied, ≥{doubtful} in doubt, below that apart"),
    "decided": ("现状", "As it stands"),
    "undecided_tie": ("没有关联记录", "no tie was recorded"),
    "alternative": ("最接近的另一事件", "Best alternative"),
    "no_alternative": ("没有", "none"),
    "changes": ("什么会改变结论", "What would change it"),
    "no_change": ("单独一项不会改变结论", "no single feature would"),
    "person": ("人工核对可以随时改变：incident link / incident unlink，或 review",
               "a person may change it at any time: incident link / incident unlink, or review"),
    "by_rule": ("规则", "rule"),
    "tied": ("关联", "tied"),
    "doubtful": ("存疑，待人核对", "in doubt, for a person"),
    "apart": ("无关", "apart"),
    "removed": ("已解除", "untied"),
    "accept": ("属于", "belongs to"),
    "move": ("移到", "moved to"),
    "split": ("拆出，原疑属", "of its own, was in doubt for"),
    "ignore": ("都不是，原疑属", "none of them, was in doubt for"),
}  # fmt: skip


def questions(rows: Sequence[Row], *, lang: str = "zh", width: int = 80, colour: bool = False) -> str:
    """The queue: each page with its candidates and the reasons on both sides."""
    sheet = Sheet(width)
    if not rows:
        return say(WORDS, "none", lang)
    sheet.put(say(WORDS, "count", lang).replace("{n}", str(len(rows))))
    for row in rows:
        sheet.blank()
        mark = "◆" if row["official"] else " "
        sheet.put((f"{mark} {row['id']}", "bold"), "  ", (row["title"], "bold"), hang=4)
        sheet.put(row["speaker"] or "—", "  ", say(WORDS, "published", lang), " ", _span(row["published"]), indent=4)
        sheet.put((row["url"], "dim"), indent=4)
        for one in row["candidates"]:
            sheet.put(
                "→ ", (one["name"], "bold"), "  ", (one["incident"], "dim"), f"  {one['score']:.2f}",
                indent=4, hang=6,
            )  # fmt: skip
            _reasons(sheet, one, lang)
    sheet.blank()
    sheet.put(say(WORDS, "commands", lang))
    for words in (
        "review accept ID --incident …", "review move ID --into …", "review split ID", "review ignore ID",
    ):  # fmt: skip
        sheet.put(f"{words} --by … --reason …", indent=2)
    return sheet.text(colour=colour)


def _reasons(sheet: Sheet, one: Row, lang: str) -> None:
    for key, label in (("why", "＋"), ("against", "－")):
        words = one[key] if lang == "zh" else one[f"{key}_en"]
        if words:
            sheet.put(f"{label} {('；' if lang == 'zh' else '; ').join(words)}", indent=6, hang=9)


def _span(moment: Mapping[str, str | None]) -> str:
    low, high = ((moment[key] or "…")[:16].replace("T", " ") for key in ("earliest", "latest"))
    return low if low[:13] == high[:13] else f"{low}–{high}"


def decisions(rows: Sequence[Row], *, lang: str = "zh", width: int = 80, colour: bool = False) -> str:
    """What people have decided, the latest first."""
    if not rows:
        return say(WORDS, "undecided", lang)
    sheet = Sheet(width)
    for row in rows:
        sheet.put(
            row["at"][:16].replace("T", " "), "  ", (row["author"], "bold"), "  ",
            say(WORDS, row["choice"], lang), " ", row["incident"], hang=4,
        )  # fmt: skip
        sheet.put(row["reason"], indent=4)
        sheet.put((row["url"], "dim"), indent=4)
    return sheet.text(colour=colour)


def linkage(row: Row, *, name: str, lang: str = "zh", width: int = 80, colour: bool = False) -> str:
    """One comparison: features for and against, the score, what stands, the alternative, what would change it."""
    sheet = Sheet(width)
    outcome = row["outcome"]
    sheet.put((say(WORDS, outcome, lang), _STYLE[outcome]), "  ", (row["article"]["title"], "bold"))
    sheet.put((row["article"]["url"], "dim"), indent=2)
    sheet.put("→ ", (name, "bold"), "  ", (row["incident"], "dim"), indent=2)
    _heading(sheet, "features", lang)
    for one in sorted(row["features"], key=lambda part: -part["points"]):
        sheet.put(f"{one['points']:+5.2f}  {one['words' if lang == 'zh' else 'words_en']}", indent=2, hang=9)
    _heading(sheet, "score", lang)
    limits = say(WORDS, "limits", lang)
    for key, value in row["limits"].items():
        limits = limits.replace("{" + key + "}", f"{value:g}")
    sheet.put(f"{row['points']:.2f} ({row['score']:.3f})  {limits}", indent=2)
    _heading(sheet, "decided", lang)
    _stands(sheet, row["decided"], lang)
    _heading(sheet, "alternative", lang)
    best = row["alternative"]
    if best is None:
        sheet.put(say(WORDS, "no_alternative", lang), indent=2)
    else:
        sheet.put(best["name"], "  ", (best["incident"], "dim"), f"  {best['points']:.2f}", indent=2, hang=4)
        _reasons(sheet, best, lang)
    _heading(sheet, "changes", lang)
    for one in row["changes"]:
        condition = one["condition" if lang == "zh" else "condition_en"]
        sheet.put(f"{condition} ({one['points']:+.2f}) → {say(WORDS, one['outcome'], lang)}", indent=2, hang=4)
    if not row["changes"]:
        sheet.put(say(WORDS, "no_change", lang), indent=2)
    sheet.put(say(WORDS, "person", lang), indent=2, hang=4)
    return sheet.text(colour=colour)


_STYLE = {"tied": "green", "doubtful": "yellow", "apart": "dim"}


def _heading(sheet: Sheet, key: str, lang: str) -> None:
    sheet.put((say(WORDS, key, lang), "bold"))


def _stands(sheet: Sheet, row: Row | None, lang: str) -> None:
    if row is None:
        sheet.put(say(WORDS, "undecided_tie", lang), indent=2)
        return
    by = say(WORDS, "by_rule", lang) if row["by"] == "rule" else row["by"]
    sheet.put(f"{say(WORDS, row['state'], lang)}  {by}  {row['at'][:16].replace('T', ' ')}", indent=2)
    if row["by"] != "rule":
        sheet.put("；".join(row["why"]), indent=4)
