"""One cell by its field's type: what a person or a foreign program wrote, as the value a ledger keeps.

Every reader takes a filled cell and gives its value, or ``None`` for what counts as blank; what cannot be read is
raised as ``Wrong`` with the error's class. Decided here, once: line breaks inside text become spaces, text is NFC,
a dash counts as blank in every column but text, and nothing is rounded, guessed or filled in.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from stdnum.cn import ric

from wfx.intake import numbers
from wfx.intake.grid import Raw
from wfx.intake.headers import Target, fold
from wfx.intake.raw.marks import UNSAVED, MonthCell, Percent, YearCell
from wfx.values.beijing import BEIJING
from wfx.values.errors import (
    BadCell,
    BadDate,
    BadIdentifier,
    BadIdNumber,
    BadMark,
    BadMonth,
    BadNumber,
    DateRange,
    DateWithoutDay,
    DateWithoutYear,
    FormulaError,
    NumericIdentifier,
    PercentCell,
    PlainRatio,
    TooManyPlaces,
    UnknownVillage,
    UnknownWord,
    UnsavedFormula,
    WfxError,
    YearTyped,
)
from wfx.values.ids import Id
from wfx.values.personal import mask_name, mask_number, mask_text
from wfx.values.schema import Field, FieldType
from wfx.values.text import is_rounded

Value = str | int | bool | Decimal | date | datetime | list[str] | None
Reader = Callable[[Raw], Value]

PLACES = {FieldType.MONEY: 2, FieldType.QUANTITY: 3, FieldType.RATIO: 6}
DIGITS = {FieldType.MONEY: 18, FieldType.QUANTITY: 18, FieldType.RATIO: 9}
NUMBER_FIELDS = frozenset({"id_number", "phone", "card"})
EVERYWHERE = frozenset({"全乡", "各村", "全部", "各行政村", "所有村", "全乡各村"})
_DASHES = frozenset({"-", "--", "—", "——", "–", "/", "\\", "―"})
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
_AS_TEXT = re.compile(r"""=\s*["“](.*)["”]|['‘’]+(?=[0-9A-Za-z])(.*?)['‘’]*""")
_DUE = ("时限", "期限", "截止", "限期")
_ERRORS = frozenset({"#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA", "#SPILL!"})
_TRUE = frozenset(["是", "有", "√", "✓", "✔", "☑", "对", "y", "yes", "true", "t", "1"])
_FALSE = frozenset(["否", "无", "×", "✗", "✘", "x", "☐", "没有", "不是", "错", "n", "no", "false", "f", "0"])
_SEPARATORS = re.compile(r"[、,,;;/\n|]+")
_CLOCK = re.compile(r"[0-9]{1,2}[::][0-9]{2}(?:[::][0-9]{2})?")
_TIME_OF_DAY = "时刻"  # among a field's words: any time of day
_OTHER_MARKS = {**dict.fromkeys("✓✔☑", "√"), **dict.fromkeys("✗✘", "×")}
_LOST_FROM = 10**15
_SMALL = 10**6
_SHORT = 8
_PERCENT_OF = 100
_INT_LIMIT = 2**63


class Wrong(Exception):
    """A cell that cannot be read: the error's class and its details."""

    def __init__(self, kind: type[WfxError], **details: object) -> None:
        super().__init__(kind.code)
        self.kind = kind
        self.details = details


def shown(one: Field, value: Raw) -> str:
    """The cell as an error may show it: a name as surname and stars, a personal number as its last four."""
    text = str(value)
    if one.name in NUMBER_FIELDS:
        return mask_number(text)[-24:]
    return mask_name(text)[:24] if one.name == "name" and one.personal else mask_text(text)


def reader(target: Target, villages: Mapping[str, str], *, ordinal: bool = False, since_1904: bool = False) -> Reader:
    """The reader of one column. ``villages``: name or code → code. ``ordinal``: a column headed 序号.

    ``since_1904``: the book counts its days from 1904.
    """
    one = target.field
    read = _by_type(target, villages, ordinal=ordinal, since_1904=since_1904)
    blanks = frozenset({""}) if one.type is FieldType.TEXT else _DASHES | {""}
    numbered = one.type is not FieldType.TEXT or one.name in NUMBER_FIELDS or one.personal

    def cell(value: Raw) -> Value:
        if isinstance(value, str):
            text = _bare(value, numbered=numbered)
            if text in blanks:
                return None
            if text == UNSAVED:
                raise Wrong(UnsavedFormula)
            if text in _ERRORS:
                raise Wrong(FormulaError)
            return read(text)
        return read(value)

    return cell


def _bare(value: str, *, numbered: bool) -> str:
    """The text without what programs put round a number to keep it a text: an apostrophe, ``="…"``.

    ``numbered``: numbers, days and names, in which marks nobody sees mean nothing.
    """
    text = value.strip()
    if numbered and not text.isascii():
        text = _INVISIBLE.sub("", text).strip()
    wrapped = _AS_TEXT.fullmatch(text) if text[:1] in "='‘’" and text else None
    return (wrapped[1] or wrapped[2] or "").strip() if wrapped else text


def _by_type(target: Target, villages: Mapping[str, str], *, ordinal: bool, since_1904: bool) -> Reader:
    one = target.field
    day = _day(since_1904=since_1904, due=any(word in one.title for word in _DUE))
    simple: dict[FieldType, Reader] = {
        FieldType.DATE: day,
        FieldType.MONTH: _month(since_1904=since_1904),
        FieldType.INSTANT: _instant(day),
        FieldType.BOOL: _bool(one),
        FieldType.INT: _int(one),
        FieldType.ID: _ordinal_id if ordinal else _id,
    }
    if one.type in simple:
        return simple[one.type]
    if one.type in PLACES:
        return _decimal(target)
    if one.type is FieldType.CODE:
        return _village(villages) if one.name == "village" else _code(one)
    if one.type is FieldType.LIST:
        return _villages(villages) if one.name == "villages" else _list(one)
    return {"id_number": _id_number, "phone": _digits, "card": _digits}.get(
        one.name, _personal if one.personal else _text
    )


def _clean(text: str) -> str:
    return " ".join((text if text.isascii() else unicodedata.normalize("NFC", text)).split())


def _text(value: Raw) -> Value:
    if isinstance(value, str):
        return _written(value)
    if isinstance(value, bool):
        raise Wrong(BadCell, what="逻辑值")
    if isinstance(value, Percent | MonthCell | YearCell):
        return str(value)
    if isinstance(value, int | float):
        return _number_as_text(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    raise Wrong(BadCell, what="时刻")


def _number_as_text(value: float) -> str:
    """A number in a text column as Excel shows it; one of sixteen digits or more has lost some and is refused."""
    if abs(value) >= _LOST_FROM:
        raise Wrong(NumericIdentifier)
    return f"{_exact(value):f}"


def _word(value: Raw) -> str:
    """Text that must have been text: a numeric cell has lost its zeros or its last digits."""
    if not isinstance(value, str):
        raise Wrong(NumericIdentifier)
    return _written(value)


def _written(value: str) -> str:
    """Text as it stands; a long number Excel has rounded before it became text is refused."""
    text = _clean(value)
    if is_rounded(text):
        raise Wrong(NumericIdentifier)
    return text


_personal = _word


def _digits(value: Raw) -> str:
    return numbers.flat(_word(value)).replace(" ", "").replace("-", "")


def _id(value: Raw) -> str:
    text = numbers.flat(_word(value))
    if not Id.pattern.fullmatch(text):
        raise Wrong(BadIdentifier)
    return text


def _ordinal_id(value: Raw) -> str:
    """A running number used as an identifier may be a number: it has no zeros or digits to lose."""
    if isinstance(value, int | float) and not isinstance(value, bool) and value == int(value) and 0 < value < _SMALL:
        return str(int(value))
    return _id(value)


def _id_number(value: Raw) -> str:
    """An 18-character number with its check digit, a 15-digit old one, or a 20-character disability card's."""
    text = _digits(value).upper()
    length = len(text)
    if length == len("410999199001010000") + 2 and text[18] in "1234567" and text[19] in "1234":
        _check_18(text[:18])
    elif length == len("410999900101000") and text.isdecimal() and text.isascii():
        _check_birth("19" + text[6:12])
    else:
        _check_18(text)
    return text


_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")


def _check_18(text: str) -> None:
    if not _EIGHTEEN.fullmatch(text):
        raise Wrong(BadIdNumber, why="长度或字符不对")
    if ric.calc_check_digit(text) != text[-1]:
        raise Wrong(BadIdNumber, why="校验码不对")
    _check_birth(text[6:14])


def _check_birth(text: str) -> None:
    if not numbers.is_day(text):
        raise Wrong(BadIdNumber, why="出生日期不对")


def _village(villages: Mapping[str, str]) -> Reader:
    known = {fold(word): code for word, code in villages.items()}
    names = "、".join(sorted(word for word in villages if word not in villages.values()))[:200]

    def read(value: Raw) -> str:
        folded = fold(_word(value))
        stem = folded.removesuffix("村民委员会").removesuffix("村委会").removesuffix("村")
        for spelled in (folded, stem, stem + "村"):
            if spelled in known:
                return known[spelled]
        raise Wrong(UnknownVillage, allowed=names)

    return read


def _villages(villages: Mapping[str, str]) -> Reader:
    one = _village(villages)

    def read(value: Raw) -> list[str] | None:
        parts = _split(_word(value))
        return None if set(parts) <= EVERYWHERE else [str(one(part)) for part in parts]

    return read


def _split(text: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in _SEPARATORS.split(text) if part.strip()))


def _lookup(one: Field) -> Mapping[str, str]:
    """Folded spelling → code; a code itself goes before a title, a title before another spelling."""
    found = {fold(word): code for word, code in one.words.items()}
    found |= {fold(title): code for code, title in one.codes.items()}
    return found | {fold(code): code for code in one.codes}


def _code(one: Field) -> Reader:
    known = _lookup(one)

    def read(value: Raw) -> str:
        text = _mark(value, known) or _word(value)
        if not one.codes:
            return numbers.flat(text)
        if fold(text) not in known:
            raise Wrong(UnknownWord, allowed=_allowed(one, text))
        return known[fold(text)]

    return read


def _mark(value: Raw, known: Mapping[str, str]) -> str:
    """A number, a time of day or another hand's tick as the word it stands for; else blank."""
    if isinstance(value, time | timedelta) or (isinstance(value, str) and _CLOCK.fullmatch(value.strip())):
        return _TIME_OF_DAY if fold(_TIME_OF_DAY) in known else ""
    if isinstance(value, str) and value.strip() in _OTHER_MARKS:
        return _OTHER_MARKS[value.strip()]
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LOST_FROM:
        text = f"{_exact(value).normalize():f}"
        return text if text in known else ""
    return ""


def _allowed(one: Field, text: str) -> str:
    """The field's words; of more than fit those first that are most like what stands there."""
    titles = list(one.codes.values())
    if len(titles) > _SHORT:
        near = get_close_matches(text, titles, _SHORT, 0.2)
        titles = [*near, *(title for title in titles if title not in near)]
    return "、".join(titles[:_SHORT]) + (" 等" if len(titles) > _SHORT else "")


def _list(one: Field) -> Reader:
    read_one = _code(one)

    def read(value: Raw) -> list[str] | None:
        return list(dict.fromkeys(str(read_one(part)) for part in _split(_word(value)))) or None

    return read


def _bool(one: Field) -> Reader:
    words = {fold(word): code in {"true", "是", "1"} for word, code in one.words.items()}

    def read(value: Raw) -> bool:
        if isinstance(value, bool):
            return value
        text = f"{value:g}" if isinstance(value, int | float) else fold(str(value))
        if text in words:
            return words[text]
        if text in _TRUE or text in _FALSE:
            return text in _TRUE
        raise Wrong(BadMark)

    return read


def _exact(value: float) -> Decimal:
    try:
        return numbers.exact(value)
    except (ValueError, InvalidOperation) as error:
        raise Wrong(BadNumber, wanted="数字") from error


def _int(one: Field) -> Reader:
    tail = numbers.flat(one.unit)
    is_year = one.name.endswith("year")

    def read(value: Raw) -> int:
        if is_year and isinstance(value, str | YearCell):
            try:
                return numbers.year(value)
            except ValueError as error:
                raise Wrong(BadNumber, wanted="年份") from error
        found = _parsed(value, lambda text: numbers.number(text.removesuffix(tail)), "整数")
        if found != found.to_integral_value() or abs(found) >= _INT_LIMIT:
            raise Wrong(BadNumber, wanted="整数")
        return int(found)

    return read


def _parsed(value: Raw, parse: Callable[[str], Decimal], wanted: str) -> Decimal:
    if isinstance(value, str):
        try:
            return parse(numbers.flat(value))
        except (ValueError, InvalidOperation) as error:
            raise Wrong(BadNumber, wanted=wanted) from error
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Wrong(BadCell, what="逻辑值" if isinstance(value, bool) else "日期")
    if isinstance(value, Percent):
        raise Wrong(BadNumber, wanted=wanted)
    return _exact(value)


def _decimal(target: Target) -> Reader:
    one, factor = target.field, target.factor
    wanted = {FieldType.MONEY: "金额", FieldType.RATIO: "比率"}.get(one.type, "数字")
    unit = Decimal(1).scaleb(-PLACES[one.type])
    limit = Decimal(10) ** (DIGITS[one.type] - PLACES[one.type])
    out_of_hundred = one.minimum == 0 and one.maximum == _PERCENT_OF

    ratio = one.type is FieldType.RATIO

    def parse(text: str) -> Decimal:
        if one.type is FieldType.MONEY:
            return numbers.amount(text, factor)
        if text.endswith("%") and (ratio or out_of_hundred):
            return numbers.number(text[:-1]) * (Decimal("0.01") if ratio else 1)
        plain = numbers.number(text.removesuffix(numbers.flat(one.unit)))
        return _ratio(plain, factor) if ratio else plain * factor

    def number(value: Raw) -> Decimal:
        if isinstance(value, str):
            return _parsed(value, parse, wanted)
        if isinstance(value, Percent) and ratio:
            return _exact(value)
        if out_of_hundred and (isinstance(value, Percent) or 0 < _parsed(value, parse, wanted) < 1):
            raise Wrong(PercentCell)
        plain = _parsed(value, parse, wanted)
        return _ratio(plain, factor) if ratio else plain * factor

    def read(value: Raw) -> Decimal:
        found = number(value)
        if abs(found) >= limit:
            raise Wrong(BadNumber, wanted=wanted)
        if found != found.quantize(unit):
            raise Wrong(TooManyPlaces, places=PLACES[one.type])
        return found.quantize(unit) + 0

    return read


def _ratio(plain: Decimal, factor: Decimal) -> Decimal:
    """A ratio written without its sign. Under a header of % it counts hundredths, else it is at most the whole."""
    hundredths = factor != 1
    if (hundredths and 0 < abs(plain) < 1) or (not hundredths and abs(plain) > 1):
        raise Wrong(PlainRatio)
    return plain * factor


def _day(*, since_1904: bool, due: bool) -> Callable[[Raw], date]:
    """``due``: the field is a term, so that 31日前 names its day."""

    def read(value: Raw) -> date:
        try:
            return numbers.day(value, since_1904=since_1904)
        except numbers.Before as error:
            if due:
                return error.day
            raise Wrong(BadDate) from error
        except numbers.YearOnly as error:
            raise Wrong(YearTyped, year=error.year) from error
        except numbers.MonthOnly as error:
            raise Wrong(DateWithoutDay) from error
        except numbers.NoYear as error:
            raise Wrong(DateWithoutYear) from error
        except numbers.TwoDays as error:
            raise Wrong(DateRange) from error
        except (ValueError, OverflowError) as error:
            raise Wrong(BadDate) from error

    return read


def _month(*, since_1904: bool) -> Reader:
    def read(value: Raw) -> str:
        try:
            return numbers.month(value, since_1904=since_1904)
        except (ValueError, OverflowError) as error:
            raise Wrong(BadMonth) from error

    return read


def _instant(day: Callable[[Raw], date]) -> Reader:
    """A moment in Beijing time; a bare day is midnight."""

    def read(value: Raw) -> datetime:
        if isinstance(value, str):
            try:
                found = datetime.fromisoformat(numbers.flat(value).replace("/", "-"))
            except ValueError:
                found = datetime.combine(day(value), time())
            return found.astimezone(BEIJING) if found.tzinfo else found.replace(tzinfo=BEIJING)
        found = datetime.combine(day(value), time(), BEIJING)  # a cell of days is held to the same
        return value.replace(tzinfo=BEIJING) if isinstance(value, datetime) else found

    return read
