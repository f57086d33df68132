"""Number formats: which of them show a percentage, a month without its day, or a year alone."""

import re
from collections.abc import Mapping

from wfx.intake.raw.marks import Shown

# The numbered formats that need no text of their own (ECMA-376 part 1, 18.8.30, those of Chinese Excel among them).
BUILT_IN = {9: Shown.PERCENT, 10: Shown.PERCENT} | dict.fromkeys((17, 27, 36, 50, 52, 57), Shown.MONTH)
_ASIDE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_ELAPSED = re.compile(r"\[[hms]+\]", re.IGNORECASE)


def shown_as(code: str) -> Shown | None:
    """What a format's text makes of a number; ``None`` where the number says what is shown."""
    section = code.split(";", 1)[0]
    if _ELAPSED.search(section):
        return None
    bare = _ASIDE.sub("", section).lower()
    if "%" in bare:
        return Shown.PERCENT
    if "general" in bare or not set(bare) & set("ymd") or set(bare) & set("0#?"):
        return None
    if "d" in bare or set(bare) & set("hs"):
        return None
    return Shown.MONTH if "m" in bare else Shown.YEAR


def styles_shown(formats: Mapping[int, str], styles: list[int]) -> dict[int, Shown]:
    """Style number → how it shows a number. ``formats``: the book's own texts; ``styles``: each style's format."""
    kinds = BUILT_IN | {number: shown_as(code) for number, code in formats.items()}
    found = {style: kinds.get(number) for style, number in enumerate(styles)}
    return {style: kind for style, kind in found.items() if kind}
