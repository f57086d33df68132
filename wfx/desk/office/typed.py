"""Words typed at the terminal as a ledger's cells: codes by title, villages, days, amounts; no number of a person."""

import contextlib
import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from wfx.desk.desk import Desk
from wfx.values.errors import BadValue, NumericIdentifier, PersonalData, Place, PlainRatio, Problem, Refused, problem
from wfx.values.money import Money
from wfx.values.personal_check import find_personal
from wfx.values.posts import office_code
from wfx.values.schema import Field, FieldType, code
from wfx.values.table import Cell
from wfx.values.text import is_rounded

_PLACES = {FieldType.QUANTITY: 3, FieldType.RATIO: 6}
_DAYS = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}
_SPOKEN = re.compile(r"(?:([0-9]{4})[-./年])?([0-9]{1,2})[-./月]([0-9]{1,2})日?")


def cells(
    desk: Desk, ledger: str, given: Mapping[str, str], *, days: Mapping[str, int] | None = None
) -> dict[str, Cell]:
    """Typed words as cells: a code for its title, a village's code, a day; ``days``: field → so many from today.

    Blank words are left out. Errors: ``BadValue``, ``NoSuchLedger``.
    """
    schema = desk.books.schema(ledger)
    words = {name: text for name, text in given.items() if text}
    for name, count in (days or {}).items():
        if words.get(name):
            raise BadValue(f"天数(已给了{schema.field(name).title})", shown=str(count))
        words[name] = str(desk.today + timedelta(days=count))
    return {name: _cell(desk, schema.field(name), text) for name, text in words.items()}


def _cell(desk: Desk, spec: Field, text: str) -> Cell:
    if spec.name == "village" or spec.ref == "officers":
        return desk.village(text) if spec.name == "village" else office_code(text, desk.books.township)
    if spec.type is FieldType.CODE:
        return code(spec, text, short=True)
    if spec.type is FieldType.DATE:
        return day_of(text)
    if spec.type is FieldType.MONEY:
        return Money.parse(text).yuan
    if is_rounded(text):
        raise NumericIdentifier(spec.title, shown=text[:20])
    return _number(spec, text) if spec.type is FieldType.INT or spec.type in _PLACES else text


def _number(spec: Field, text: str) -> Cell:
    return _whole(spec, text) if spec.type is FieldType.INT else _exact(spec, text)


def _whole(spec: Field, text: str) -> int:
    if not text.isdecimal():
        raise BadValue(spec.title, shown=text)
    return int(text)


def _exact(spec: Field, text: str) -> Decimal:
    """A quantity or a ratio with no more places than are kept; never rounded. A ratio is ``0.5`` or ``50%``."""
    said = text.strip().replace("\uff05", "%")
    if spec.type is not FieldType.RATIO:
        return _places(spec, said, _PLACES[spec.type])
    if said.endswith("%"):
        return _places(spec, said[:-1], _PLACES[spec.type] - 2).scaleb(-2)
    plain = _places(spec, said, _PLACES[spec.type])
    if plain > 1:
        raise PlainRatio(spec.title, shown=text[:20])
    return plain


def _places(spec: Field, text: str, most: int) -> Decimal:
    whole, _, part = text.partition(".")
    if not (whole.isdecimal() and whole.isascii()) or not (part or "0").isdecimal() or len(part) > most:
        raise BadValue(spec.title, shown=text[:20])
    return Decimal(f"{whole}.{part.ljust(most, '0')}")


def day_of(text: str) -> date:
    """A day of any year, said with it: ``2026-10-08``, ``2026.10.8``, ``2026年10月8日``. Errors: ``BadValue``."""
    matched = _SPOKEN.fullmatch(text.strip())
    with contextlib.suppress(ValueError):  # no such day in that year
        if matched and matched[1]:
            return date(int(matched[1]), int(matched[2]), int(matched[3]))
    raise BadValue("日期", shown=text[:20])


def day_said(text: str, today: date) -> date:
    """A day that has been, as people say it: as ``day_of``, ``10-8``, ``10月8日``, 今天, 昨天, 前天.

    Without a year it is the last such day. Errors: ``BadValue``, also for a day to come.
    """
    said = text.strip()
    if said in _DAYS:
        return today - timedelta(days=_DAYS[said])
    matched = _SPOKEN.fullmatch(said)
    for year in (int(matched[1]),) if matched and matched[1] else (today.year, today.year - 1):
        with contextlib.suppress(ValueError):  # no such day in that year
            day = date(year, int(matched[2]), int(matched[3])) if matched else date.max
            if day <= today:
                return day
    raise BadValue("日期", shown=said[:20])


def past_day(desk: Desk, text: str) -> date:
    """The day typed, or today; never one to come. Errors: ``BadValue``."""
    return day_said(text, desk.today) if text else desk.today


def check_texts(desk: Desk, ledger: str, given: Mapping[str, Cell]) -> None:
    """No number of a person in any text. Errors: ``Refused``."""
    titles = {field.name: field.title for field in desk.books.schema(ledger).fields}
    wrong: list[Problem] = []
    for name, value in given.items():
        texts = value if isinstance(value, list) else [value]
        kinds = [kind for text in texts if isinstance(text, str) and (kind := find_personal(text))]
        wrong.extend(problem(PersonalData, Place(field=titles.get(name, name)), found=kind) for kind in kinds)
    if wrong:
        raise Refused(wrong)
