"""The quick look at a column: whether every cell already stands as it is kept.

Most cells of a good sheet do, and identifiers, names and numbers differ in every row, so reading them one by one is
what an import would spend its time on. Here all different cells of a column are judged by one regular expression
over their joined text. A column of which only one cell is doubtful goes the slow way through ``cells``, which alone
decides what is wrong; this look may only ever say "as it is" where that way gives every cell back unchanged.
"""

import re
import unicodedata
from collections.abc import Collection

from stdnum.cn import ric

from wfx.intake.numbers import is_day
from wfx.values.ids import Id
from wfx.values.schema import Field, FieldType

_IDS = re.compile(rf"(?:{Id.pattern.pattern}\n)*")
_DIGITS = re.compile(r"(?:[0-9]+\n)*")
_ID_NUMBERS = re.compile(r"(?:[0-9]{17}[0-9X]\n)*")
# No error words, no rounded numbers, no marks that make a number a text, no spaces but single ones.
_WORDS = re.compile(r"(?:[^\s#+=''‘’\u200b-\u200f\ufeff]+(?: [^\s#+=''‘’\u200b-\u200f\ufeff]+)*\n)*")


def as_is(one: Field, cells: Collection[object]) -> bool:
    """Whether every cell (all different, blanks left out) is text that the field's reader would give back unchanged."""
    form = _form(one)
    if form is None or set(map(type, cells)) != {str}:
        return False
    joined = "\n".join(map(str, cells)) + "\n"
    if joined.count("\n") != len(cells) or not form.fullmatch(joined):
        return False
    if form is _ID_NUMBERS:
        return _all_numbers(cells)
    return form is not _WORDS or joined.isascii() or unicodedata.is_normalized("NFC", joined)


def _form(one: Field) -> re.Pattern[str] | None:
    if one.type is FieldType.ID:
        return _IDS
    if one.type is not FieldType.TEXT:
        return None
    return {"id_number": _ID_NUMBERS, "phone": _DIGITS, "card": _DIGITS}.get(one.name, _WORDS)


def _all_numbers(cells: Collection[object]) -> bool:
    texts = [str(cell) for cell in cells]
    days = {text[6:14] for text in texts}
    return all(map(is_day, days)) and all(ric.calc_check_digit(text) == text[-1] for text in texts)
