"""Units of money that stand outside a column's title: above the header, in a title, a footnote, the sheet's name."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from wfx.intake.grid import Grid
from wfx.intake.headers import MONEY_UNITS, Matched, Target, fold, title_unit
from wfx.values.errors import Place, Problem, UnitsDisagree, problem
from wfx.values.schema import FieldType

_MONEY = "(亿元|百万元|万元|千元|百元|元|万)"
_COUNTS = (
    "(?:人民币|[、,;/和及]|人次|平方米|公里|千米|公斤|[户人亩个次项处座台套件米吨头只株年月天岁分名条家份起期宗块盏%])*"
)
_STATED = (
    rf"(?<![报表制送管任施设工扶属用理护])单位:?(?:均?[为是])?:?{_COUNTS}{_MONEY}",
    rf"\((?:单位|金额|金额单位)?:?{_COUNTS}{_MONEY}{_COUNTS}\)",
    rf"金额(?:单位)?(?:均|都)?[:以按为是]{_COUNTS}{_MONEY}",
    rf"以{_MONEY}为单位",
    rf"按{_MONEY}计",
    rf"^{_MONEY}$",
)
_ANYWHERE = re.compile("|".join(_STATED))
_SHEET_NAME = re.compile("|".join((*_STATED, rf"[-_—·]{_MONEY}$")))
_UNIT_CELL = re.compile(
    rf"\(?(?:单位:?)?(?:{_MONEY}|[户人亩个次项处座台套件米吨头只株年月天岁分名条家份起期宗块盏%])\)?"
)
_FOOT = 20
_FEW = 2


class Heading(Protocol):
    """A header: its first row of data, and each column's title."""

    @property
    def first(self) -> int: ...

    @property
    def titles(self) -> Mapping[int, str]: ...


@dataclass(frozen=True)
class Stated:
    """A unit, its words as they stand, and where; ``columns`` are those it is said of (empty: the whole sheet)."""

    unit: str
    place: Place
    columns: range = range(0)

    @property
    def factor(self) -> Decimal:
        """How many yuan one is."""
        return MONEY_UNITS[self.unit]

    def __str__(self) -> str:
        cell = f"{self.place.column}{self.place.row}" if self.place.row else self.place.field
        return f"{cell} 写着 {self.unit}"


def with_units(grid: Grid, found: Matched) -> tuple[Matched, list[str], list[Problem]]:
    """The header with the units said elsewhere on the sheet, what is to be said of it, and units that contradict.

    A unit of the column's own title goes before one said of its column, that before one said of the sheet.
    """
    bare = {number for number in found.targets if _is_money(found, number) and not title_unit(found.titles[number])}
    if not bare:
        return found, [], []
    targets, used, wrong = dict(found.targets), dict[Stated, list[str]](), list[Problem]()
    for number, said in units_outside(grid, found, bare).items():
        if len({one.factor for one in said}) > 1:
            units, places = "、".join(dict.fromkeys(one.unit for one in said)), ",".join(map(str, said))
            wrong.append(problem(UnitsDisagree, said[0].place, units, places=places))
        elif said and said[0].factor != 1:
            targets[number] = tuple(_scaled(each, said[0].factor) for each in targets[number])
            used.setdefault(said[0], []).append(found.titles[number])
    notes = [f"{one},已换算成元:{'、'.join(titles)}" for one, titles in used.items()]
    return replace(found, targets=targets), notes, list(dict.fromkeys(wrong))


def units_outside(grid: Grid, found: Heading, columns: Collection[int]) -> dict[int, Sequence[Stated]]:
    """What is said of each column's unit outside its title: nearest first, of the whole sheet last."""
    below, of_columns, of_sheet = list(_below(grid, found)), list(_over_columns(grid, found)), list(_whole(grid, found))
    return {number: _of(below, number) or _of(of_columns, number) or of_sheet for number in sorted(columns)}


def _of(said: Sequence[Stated], number: int) -> list[Stated]:
    return [one for one in said if number in one.columns]


def is_unit_row(grid: Grid, row: int) -> bool:
    """Whether a row under the header names units and nothing else."""
    words = [fold(str(cell)) for column in grid.columns if (cell := column[row - 1]) != ""]
    return bool(words) and all(word and _UNIT_CELL.fullmatch(word) for word in words)


def _is_money(found: Matched, number: int) -> bool:
    return any(target.field.type is FieldType.MONEY for target in found.targets[number])


def _scaled(target: Target, factor: Decimal) -> Target:
    return replace(target, factor=factor) if target.field.type is FieldType.MONEY else target


def _below(grid: Grid, found: Heading) -> Iterator[Stated]:
    """Units in a row of units right under the header, each of its own column."""
    for row in range(found.first, min(found.first + _FEW, grid.height + 1)):
        if is_unit_row(grid, row):
            for number in range(1, grid.width + 1):
                unit = _unit(_UNIT_CELL, fold(str(grid.cell(row, number))))
                if unit:
                    yield Stated(unit, grid.place(row, number), range(number, number + 1))


def _over_columns(grid: Grid, found: Heading) -> Iterator[Stated]:
    """Units in the upper row of a header of two, each of the columns its cell stands over."""
    row = found.first - 2
    filled = [number for number in range(1, grid.width + 1) if str(grid.cell(row, number)).strip()] if row > 0 else []
    if len(filled) < _FEW or any("单位:" in fold(str(grid.cell(row, number))) for number in filled):
        return
    for number, following in zip(filled, [*filled[1:], grid.width + 1], strict=True):
        merged = [area.right + 1 for area in grid.merged if area.top <= row <= area.bottom and area.left == number]
        unit = title_unit(str(grid.cell(row, number)))
        if unit:
            yield Stated(unit, grid.place(row, number), range(number, min([following, *merged])))


def _whole(grid: Grid, found: Heading) -> list[Stated]:
    """Units said of the whole sheet: in its name, above its header, at its foot."""
    name = _unit(_SHEET_NAME, fold(grid.sheet))
    said = [Stated(name, Place(grid.file, grid.sheet, field="工作表名"))] if name else []
    outside = [unit for words in grid.about if (unit := _unit(_ANYWHERE, fold(words)))]
    said += [Stated(unit, Place(grid.file, grid.sheet, field="表外的文字")) for unit in outside]
    columns = {one.place.row for one in _over_columns(grid, found)}
    for row in range(1, max(1, found.first - 1)):
        said += [] if row in columns or _is_header(grid, found, row) else _in_row(grid, row)
    for row in range(max(found.first, grid.height - _FOOT), grid.height + 1):
        cells = [number for number in range(1, grid.width + 1) if str(grid.cell(row, number)).strip()]
        if 0 < len(cells) <= _FEW:
            said += _in_row(grid, row, whole=True)
    return said


def _is_header(grid: Grid, found: Heading, row: int) -> bool:
    """Whether the row holds the titles of columns."""
    titles = {fold(title) for title in found.titles.values()}
    cells = {fold(str(column[row - 1])) for column in grid.columns} - {""}
    return len(cells & titles) > 1


def _in_row(grid: Grid, row: int, *, whole: bool = False) -> list[Stated]:
    """What one row says; its words may be spread over several cells. ``whole``: a lone word is no statement."""
    cells = [(number, fold(str(grid.cell(row, number)))) for number in range(1, grid.width + 1)]
    found = [Stated(unit, grid.place(row, number)) for number, text in cells if (unit := _unit(_ANYWHERE, text))]
    joined = "" if found else _unit(_ANYWHERE, fold("".join(f"{grid.cell(row, number)}" for number, _ in cells)))
    found += [Stated(joined, grid.place(row, next(number for number, text in cells if text)))] if joined else []
    return [one for one in found if not (whole and fold(str(grid.cell(row, _column(grid, one)))) == one.unit)]


def _column(grid: Grid, one: Stated) -> int:
    return next(number for number in range(1, grid.width + 1) if grid.place(0, number).column == one.place.column)


def _unit(form: re.Pattern[str], text: str) -> str:
    """The unit that the text states; nothing where it states none."""
    found = form.search(text) if form is not _UNIT_CELL else form.fullmatch(text)
    groups: Sequence[str | None] = found.groups() if found else ()
    return next((each for each in groups if each), "")
