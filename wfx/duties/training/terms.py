"""School terms as people and systems write them, kept as ``2026秋`` and ``2026春``."""

import re
import unicodedata

_SEASON = re.compile(r"(20\d\d)年?(?:的)?([春秋])季?(?:学?期)?")
_OF_YEAR = re.compile(r"(20\d\d)[-—–~/至到](20)?(\d\d)(?:学年)?度?第?([一二上下12])学?期?")
_FIRST = frozenset("一上1")
_CENTURY = 100


class NoTerm(ValueError):
    """The words name no term of a school year."""


def term_of(text: str) -> str:
    """``2026秋``, ``2026年秋季学期`` or ``2026-2027学年第一学期`` as ``2026秋``; the second term is next year's 春.

    Errors: ``NoTerm``.
    """
    said = "".join(unicodedata.normalize("NFKC", text).split())
    if found := _SEASON.fullmatch(said):
        return f"{found[1]}{found[2]}"
    found = _OF_YEAR.fullmatch(said)
    if found is None or (int(found[1]) + 1) % _CENTURY != int(found[3]):
        raise NoTerm
    return f"{found[1]}秋" if found[4] in _FIRST else f"{int(found[1]) + 1}春"
