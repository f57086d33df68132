"""What ``wfx.toml`` says: the township, its villages, its words, targets, gates and month policy."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from wfx.values.errors import NotAChoice

FORMAT = 1
EVERYWHERE = ("各村", "所有村", "全乡")
_NOISE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_MARKS = "*#★☆※●○▲△◆◇"
_NUMBERED = re.compile(r"\(?[0-9]{1,3}[.、)]+(?=\D)")
_OF_RESIDENTS = re.compile(r"(?:社区)?(?:居民委员会|居委会|居委|居)$|社区$")
_OF_VILLAGERS = re.compile(r"(?:村民委员会|村委会|村委|村)$")


def stem(name: str) -> str:
    """A village's name as it is compared: no spaces, marks or numbering, and without 村, 社区, 居 or their committees.

    ``乔  庄``, ``乔庄村`` and ``乔庄村委会*`` are one; a name that is nothing but such a word stays as it is.
    """
    text = _NUMBERED.sub("", _NOISE.sub("", unicodedata.normalize("NFKC", name)).strip(_MARKS), count=1)
    return _OF_RESIDENTS.sub("", _OF_VILLAGERS.sub("", text)) or text


def is_of_residents(name: str) -> bool:
    """Whether the name says that it is a 社区 or 居, not a 村: two of one stem may then stand side by side."""
    return bool(_OF_RESIDENTS.search(_NOISE.sub("", unicodedata.normalize("NFKC", name)).strip(_MARKS)))


@dataclass(frozen=True, order=True)
class Village:
    """One village: its code (also its file name), its name, and the class it is ranked in."""

    code: str
    name: str
    group: str = "A"


@dataclass(frozen=True)
class Township:
    """The office's own settings, as read from the books."""

    name: str
    region: str
    villages: tuple[Village, ...]
    words: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, int | Decimal] = field(default_factory=dict)
    gates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    months: Mapping[str, int] = field(default_factory=dict)
    format: int = FORMAT

    def village(self, code: str) -> Village | None:
        """The village of that code or name, or ``None``."""
        for candidate in self.villages:
            if code in (candidate.code, candidate.name):
                return candidate
        return None

    def codes(self, names: Iterable[str]) -> list[str]:
        """The villages meant by names, codes or a word for all of them, each once. Errors: ``BadValue``."""
        listed = list(names)
        if any(name in EVERYWHERE for name in listed):
            return [village.code for village in self.villages]
        found = [(name, self.village(name)) for name in listed]
        unknown = next((name for name, village in found if village is None), None)
        if unknown is not None:
            raise NotAChoice("村", shown=unknown, allowed="、".join(each.name for each in self.villages))
        return list(dict.fromkeys(village.code for _, village in found if village is not None))

    def village_name(self, code: str) -> str:
        found = self.village(code)
        return found.name if found else code

    def word(self, term: str) -> str:
        """The office's word for a term of the field (law renames things; ``[words]`` says which is in use)."""
        return self.words.get(term, term)
