"""Finds personal numbers in free text, so that none gets into a reason, a note or a commit message.

Citizen's ID numbers by GB 11643-1999 (17 digits, a birth date and the ISO 7064 MOD 11-2 check character), mainland
mobile phones (11 digits from 13 to 19) and bank cards (16 to 19 digits with the Luhn check digit). Digits may be
full-width, and all of them may be written in groups.
"""

import re
import unicodedata
from datetime import date
from typing import Final, Literal

Found = Literal["id_number", "phone", "card"]

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_YEARS: Final = range(1850, 2100)
_ID: Final = re.compile(r"(?<![0-9A-Za-z])([0-9]{17}[0-9Xx])(?:[0-9]{2})?(?![0-9A-Za-z])")
_PARTED: Final = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[ -]?[0-9]){16}[ -]?[0-9Xx](?![0-9A-Za-z])")
_PHONE: Final = re.compile(r"(?<![0-9A-Za-z])(?:\+?86[ -]?)?1[3-9][0-9](?:[ -]?[0-9]{4}){2}(?![0-9A-Za-z])")
_CARD: Final = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[ -]?[0-9]){15,18}(?![0-9A-Za-z])")


def find_personal(text: str) -> Found | None:
    """The kind of the first personal number in the text, ID numbers before phones before cards, or ``None``."""
    plain = unicodedata.normalize("NFKC", text)
    parted = (re.sub("[ -]", "", match[0]) for match in _PARTED.finditer(plain))
    if any(map(is_id_number, (*(match[1] for match in _ID.finditer(plain)), *parted))):
        return "id_number"
    if _PHONE.search(plain):
        return "phone"
    if any(_is_card(match[0]) for match in _CARD.finditer(plain)):
        return "card"
    return None


def is_id_number(number: str) -> bool:
    """Whether 18 characters are a well-formed citizen's ID number: real birth date, right check character."""
    if not re.fullmatch(r"[0-9]{17}[0-9Xx]", number) or check_character(number[:17]) != number[17].upper():
        return False
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14])).year in _YEARS
    except ValueError:
        return False


def check_character(digits: str) -> str:
    """The 18th character for 17 digits (GB 11643, ISO 7064 MOD 11-2)."""
    return _CHECKS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11]


def _is_card(grouped: str) -> bool:
    digits = [int(digit) for digit in grouped if digit.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return any(digits) and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
