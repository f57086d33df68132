"""Punctuation of a printed Chinese document: full width beside Chinese (GB/T 15834-2011, 5.1).

Each mark there takes a character's place. On a screen the half-width forms stand, which every console and keyboard has.
"""

import re

_WIDE = str.maketrans(",:;!?()", "\uff0c\uff1a\uff1b\uff01\uff1f\uff08\uff09")
_CHINESE = "\u2018-\u201d\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60"  # characters, kana, and punctuation of full width
_PAIR = re.compile(rf"(?<=[{_CHINESE}])\([^()]*\)|\([^()]*[{_CHINESE}][^()]*\)")
_MARK = re.compile(rf"(?<=[{_CHINESE}])[,:;!?]|[,:;!?](?=[{_CHINESE}])")


def full_width(text: str) -> str:
    """The text with its commas, colons, semicolons, question marks and brackets wide where they touch Chinese.

    Figures, times and codes stay as they are: ``3,600``, ``09:30``, ``12-18:ABCD``.
    """
    wide, before = text, ""
    while wide != before:  # brackets in brackets, marks beside marks
        before = wide
        wide = _PAIR.sub(lambda found: f"\uff08{found[0][1:-1]}\uff09", wide)
        wide = _MARK.sub(lambda found: found[0].translate(_WIDE), wide)
    return wide
