"""Compiles the patterns of the word rules, so that they hold for full-width and half-width punctuation alike.

The rules are written with the punctuation of Chinese print. Pages mix both, and what `repair.normalise`
gives has the half-width forms only: a rule that must not reach over ， must not reach over , either.
"""

from __future__ import annotations

import re
from typing import Final

_HALF: Final = dict(zip("，；：！？（）", ",;:!?()", strict=True))
_PIECE: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[，；：！？（）]", re.DOTALL)


def both_widths(pattern: str) -> str:
    """The pattern with each mark of full-width punctuation standing for its half-width form too.

    >>> both_widths("[^，。]{0,4}：")
    '[^，。,]{0,4}[：:]'
    """
    return _PIECE.sub(_widened, pattern)


def _widened(found: re.Match[str]) -> str:
    piece = found[0]
    if piece in _HALF:
        return f"[{piece}{_HALF[piece]}]"
    if piece[0] != "[":
        return piece
    missing = "".join(half for full, half in _HALF.items() if full in piece and half not in piece)
    return f"{piece[:-1]}{missing}]"


def compiled(pattern: str, flags: re.RegexFlag = re.RegexFlag(0)) -> re.Pattern[str]:  # noqa: B008 - an immutable flag
    """As re.compile, for both widths of punctuation."""
    return re.compile(both_widths(pattern), flags)
