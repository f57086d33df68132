"""Whether a text is what a place of the land is called: a village, a community, a township."""

import re
from collections.abc import Collection
from functools import lru_cache

from wfx.intake.headers import fold
from wfx.intake.ranking.words import Role, is_aside, role
from wfx.values.township import stem

_PLACE_NAME = re.compile(
    r"[^\d\s:,。]{1,14}(?:村|社区|居|镇|乡|街道|办|办事处|村委会|村民委员会|居委会|居民委员会|管理区|园区|农场|林场|县|区|市)\*?"
)
_BRACKETED = re.compile(r"\([^()]*\)")


@lru_cache(maxsize=4096)
def _by_ending(text: str) -> bool:
    core = _BRACKETED.sub("", fold(text))
    return bool(_PLACE_NAME.fullmatch(core)) and role(text) is Role.OTHER and not is_aside(text)


def looks_like_place(text: str, known: Collection[str]) -> bool:
    """Whether the text is one of the known villages (their stems), or ends as such names do."""
    return bool(text) and (stem(text) in known or _by_ending(text))
