"""Which text may stand in the books: one line, no invisible characters, Unicode normal form C.

Two texts that look equal must be equal. ``UNSAFE`` is the body of an RE2 character class, so that SQL checks and
the record check refuse exactly the same characters.
"""

import re
import unicodedata
from typing import Final, Literal

_RANGES: tuple[tuple[int, int], ...] = (
    (0x0000, 0x001F),  # control characters; a kept text is one line
    (0x007F, 0x009F),
    (0x00AD, 0x00AD),  # soft hyphen
    (0x061C, 0x061C),
    (0x180E, 0x180E),
    (0x200B, 0x200F),  # zero width and direction marks
    (0x2028, 0x202E),  # line and paragraph separators, direction overrides
    (0x2060, 0x206F),
    (0xFEFF, 0xFEFF),  # byte order mark
    (0xFFF9, 0xFFFB),
    (0xFFFE, 0xFFFF),  # no characters at all: XML, and so every paper, list and workbook, cannot hold them
    (0xE0000, 0xE007F),  # tags
)
UNSAFE = "".join(f"\\x{{{low:04X}}}-\\x{{{high:04X}}}" for low, high in _RANGES)

Fault = Literal["unsafe", "not-nfc"]
_ROUNDED: Final = re.compile(r"\d(?:\.\d+)?[eE]\+\d{1,2}")


def unsafe_character(text: str) -> str:
    """The first character that may not be kept, as ``U+200B``, or an empty string."""
    if text.isprintable():
        return ""
    for character in text:
        if any(low <= ord(character) <= high for low, high in _RANGES) or unicodedata.category(character) == "Cs":
            return f"U+{ord(character):04X}"
    return ""


def visible(text: str, longest: int) -> str:
    """A stranger's text as one line that steers no screen and can be written anywhere, long ones cut."""
    if len(text) > longest:
        text = f"{text[:longest]}…"
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else f"<{ord(letter):04X}>" for letter in text)


def text_fault(text: str) -> Fault | None:
    """What keeps a text out of the books, or ``None``; unsafe characters are named before the normal form."""
    if unsafe_character(text):
        return "unsafe"
    return None if unicodedata.is_normalized("NFC", text) else "not-nfc"


def listed(text: str) -> list[str]:
    """Names by any comma, semicolon or 、, blanks left out."""
    for mark in ",、;;":
        text = text.replace(mark, ",")
    return [part.strip() for part in text.split(",") if part.strip()]


def is_rounded(text: str) -> bool:
    """Whether this is a long number as a spreadsheet shows it (``1.23E+17``): its last digits are gone."""
    return "+" in text and _ROUNDED.fullmatch(text.strip()) is not None
