"""对账码: one point of the history in 24 characters, to be printed, read over the telephone and typed in again.

Sixteen characters come from the entry's id (its leading 77 bits), six hold its number, two check the other twenty-two.
Every letter is a number modulo 29, a prime: the check characters make both the plain and the position-weighted sum of
the whole nought, so that any one wrong character, any two, and any two that changed places are seen. A beginning of
the code counts too, with the strength that its length has; only the whole code is checked for mistakes.
"""

import unicodedata
from dataclasses import dataclass
from math import log2
from typing import Final, Self

from wfx.values.errors import NoteUnreadable

LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXY"  # no 0 O 1 I L, no U (V), no Z (2)
BASE: Final = len(LETTERS)
IDENTITY: Final = 16
NUMBER: Final = 6
LENGTH: Final = IDENTITY + NUMBER + 2
SHORTEST: Final = 8
_ID_BITS: Final = 160
_GROUP: Final = 4
_BETWEEN: Final = frozenset(" \t-‐‑‒–—―_·.")  # what a telephone, a form or Word puts between groups
_UNITS: Final = ((10**16, "亿亿"), (10**12, "万亿"), (10**8, "亿"), (10**4, "万"))


@dataclass(frozen=True, order=True)
class Note:
    """A note as typed, without gaps: the whole code, or its beginning (8 characters or more).

    ``parse`` and ``str`` are inverse. Errors of ``parse``: ``NoteUnreadable``, ``fault`` one of ``note-letter``,
    ``note-length``, ``note-check``.
    """

    letters: str

    @classmethod
    def of(cls, oid: str, seq: int) -> Self:
        """The whole code of an entry: ``oid`` of 40 hexadecimal digits, ``seq`` below 29^6. Errors: ``ValueError``."""
        if len(oid) * 4 != _ID_BITS or not 0 < seq < BASE**NUMBER:
            raise ValueError("note")
        fraction = int(oid, 16) * BASE**IDENTITY >> _ID_BITS
        values = [*_digits(fraction, IDENTITY), *_digits(seq, NUMBER)]
        return cls("".join(LETTERS[value] for value in (*values, *_checks(values))))

    @classmethod
    def parse(cls, text: str) -> Self:
        """The code as a person typed it: small letters, full width, gaps and dashes of any kind are the same."""
        plain = unicodedata.normalize("NFKC", text).upper()
        letters = "".join(letter for letter in plain if letter not in _BETWEEN)
        for letter in letters:
            if letter not in LETTERS:
                raise NoteUnreadable("对账码", shown=letter, fault="note-letter")
        if not SHORTEST <= len(letters) <= LENGTH:
            raise NoteUnreadable("对账码", shown=str(len(letters)), fault="note-length")
        if len(letters) == LENGTH and not _sound(letters):
            raise NoteUnreadable("对账码", shown=cls(letters).grouped, fault="note-check")
        return cls(letters)

    def __str__(self) -> str:
        return self.grouped

    @property
    def grouped(self) -> str:
        """In groups of four."""
        return "-".join(self.letters[at : at + _GROUP] for at in range(0, len(self.letters), _GROUP))

    @property
    def whole(self) -> bool:
        """Whether this is the whole code, whose check characters agree."""
        return len(self.letters) == LENGTH

    @property
    def seq(self) -> int | None:
        """The entry's number, when the whole code was given."""
        if not self.whole:
            return None
        number = 0
        for letter in self.letters[IDENTITY : IDENTITY + NUMBER]:
            number = number * BASE + LETTERS.index(letter)
        return number

    def matches(self, oid: str, seq: int) -> bool:
        """Whether that entry has this code, or a code that begins so."""
        return Note.of(oid, seq).letters.startswith(self.letters)

    @property
    def bits(self) -> int:
        """How many bits of the entry's id the note fixes."""
        return int(min(len(self.letters), IDENTITY) * log2(BASE))

    @property
    def strength(self) -> str:
        """In words: by what chance another entry would have the same note."""
        others = BASE ** min(len(self.letters), IDENTITY)
        return f"另一笔账碰巧相同的机会约 {_about(others)}分之一"


def _about(number: int) -> str:
    """A large number in words, its first two figures: ``71 万``, ``3500 万亿``."""
    words = ""
    for size, word in _UNITS:
        while number >= size:
            number, words = number // size, f"{word}{words}"
    figures = number if number < 100 else number // 10 ** (len(str(number)) - 2) * 10 ** (len(str(number)) - 2)  # noqa: PLR2004
    return f"{figures} {words}"


def _digits(number: int, count: int) -> list[int]:
    found = []
    for _ in range(count):
        number, digit = divmod(number, BASE)
        found.append(digit)
    return found[::-1]


def _sums(values: list[int]) -> tuple[int, int]:
    return sum(values) % BASE, sum(place * value for place, value in enumerate(values, 1)) % BASE


def _checks(values: list[int]) -> tuple[int, int]:
    """The two last values that make both sums nought."""
    plain, weighted = _sums(values)
    last = ((LENGTH - 1) * plain - weighted) % BASE
    return (-plain - last) % BASE, last


def _sound(letters: str) -> bool:
    return _sums([LETTERS.index(letter) for letter in letters]) == (0, 0)
