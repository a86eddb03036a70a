"""Words of others between quotation marks, with the marks that they hold themselves turned to the inner kind."""

from __future__ import annotations

from collections.abc import Mapping

_OUTER: Mapping[str, tuple[str, str]] = {"zh": ("「", "」"), "en": ("“", "”")}
_INNER: Mapping[str, Mapping[str, str]] = {
    "zh": {"「": "『", "」": "』", "『": "「", "』": "」"},
    "en": {"“": "‘", "”": "’", "「": "‘", "」": "’", "『": "“", "』": "”"},
}
_APOSTROPHE = "’"


def quoted(words: str, lang: str) -> str:
    """The words in the quotation marks of a language.

    >>> quoted("举行“6·10”爆炸事故新闻发布会", "en")
    '“举行‘6·10’爆炸事故新闻发布会”'
    >>> quoted("举行“6·10”爆炸事故新闻发布会", "zh")
    '「举行“6·10”爆炸事故新闻发布会」'
    >>> quoted("关于「平安行动」的通报", "zh")
    '「关于『平安行动』的通报」'
    """
    before, after = _OUTER[lang]
    return f"{before}{within(words, lang)}{after}"


def within(words: str, lang: str) -> str:
    """The words as they stand between that language's marks; an apostrophe stays one."""
    inner, single, found = _INNER[lang], 0, []
    for sign in words:
        if lang == "en" and sign == "‘":
            single += 1
            found.append("“")
        elif lang == "en" and sign == _APOSTROPHE and single:
            single -= 1
            found.append("”")
        else:
            found.append(inner.get(sign, sign))
    return "".join(found)
