"""Which column of a table of funds holds what: by its titles where the cells agree, else by the cells.

What neither says is a question with the option that answers it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from wfx.intake.allocation.layout import Table
from wfx.intake.allocation.words import is_person, levels, name_rank, path_role
from wfx.intake.headers import MONEY_UNITS, fold, title_unit
from wfx.intake.limits import column_number
from wfx.intake.numbers import amount
from wfx.intake.printed.sheet import Sheet, is_percent
from wfx.intake.printed.sheet import number as number_of
from wfx.intake.units import units_outside
from wfx.values.errors import NoSuchFundsColumn
from wfx.values.personal import mask_text
from wfx.values.printed.allocation import MONEY, Column, Question, Role

OPTIONS = {
    "name": Role.NAME,
    "amount": Role.AMOUNT,
    "source": Role.SOURCE,
    "settled": Role.SETTLED,
    "paid": Role.PAID,
}
_MOST = 0.6
_NAMED = 6
_FEN = 2
_JUMP = 1000
_UNIT_AT_END = re.compile(r"(亿元|万元|千元|元)$")


@dataclass
class Columns:
    """What was found out of a table's columns; ``main`` is the money shared out, 0 where that is not clear."""

    columns: dict[int, Column]
    main: int = 0
    named: int = 0
    persons: bool = False
    questions: list[Question] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def first(self, role: Role) -> int:
        """The first column of that role; 0 where none is."""
        return next((number for number, column in self.columns.items() if column.role is role), 0)


def value(sheet: Sheet, row: int, column: int, factor: Decimal = Decimal(1)) -> Decimal | None:
    """The cell as an amount of yuan; a unit of its own goes before ``factor``. Nothing for what is no amount."""
    cell = sheet.at(row, column)
    if not isinstance(cell, str):
        read = None if is_percent(cell) else number_of(cell)
        return None if read is None else read * factor
    try:
        return amount(cell, factor)
    except ValueError:
        return None


def columns_of(sheet: Sheet, table: Table, given: Mapping[str, str]) -> Columns:
    """The columns understood; ``given``: by option, what a person named. Errors: ``NoSuchFundsColumn``."""
    found = Columns(dict(_by_titles(sheet, table)))
    _names(sheet, table, found)
    _balances(found)
    _beside_total(sheet, table, found)
    for option, role in OPTIONS.items():
        if said := given.get(option):
            number = _named(sheet, found, said, role)
            found.columns[number] = replace(found.columns[number], role=role)
            if role is Role.AMOUNT:
                found.main = number
            if role is Role.NAME:
                found.named = number
    if not found.main:
        _money(sheet, table, found)
    _units(sheet, table, found, given.get("unit", ""))
    return found


def _by_titles(sheet: Sheet, table: Table) -> Iterator[tuple[int, Column]]:
    for number in table.columns:
        path = table.paths.get(number, ())
        filled = [row for row in _rows(table) if sheet.text(row, number)]
        if not path and not filled:
            continue
        copies = [row for row in filled if sheet.origin(row, number)[1] < number]
        role = path_role(path) if path and len(copies) < max(1, len(filled)) else Role.OTHER
        if role in MONEY | {Role.COUNT, Role.PERCENT} and not _numeric(sheet, table, number):
            role = (
                role if _may_be_money(sheet, filled, number, path) else Role.NAME if role is Role.LEVEL else Role.OTHER
            )
        if role is Role.NAME and filled and _numeric(sheet, table, number):
            role = Role.LEVEL if levels("/".join(path)) else Role.OTHER
        found = next((named for title in reversed(path) if (named := levels(title))), ())
        level = found[0] if role is Role.LEVEL and found else ""
        yield number, Column(number, _shown(sheet, table, number), path, role, level)


def _may_be_money(sheet: Sheet, filled: Sequence[int], number: int, path: Sequence[str]) -> bool:
    """Whether a column without many numbers is still one: blank, all errors, or called by its unit with one number."""
    if all(sheet.is_error(row, number) or sheet.is_unsaved(row, number) for row in filled):
        return True
    return bool(_own_unit(path)) and any(_counts(sheet, row, number) for row in filled)


def _rows(table: Table) -> range:
    return range(table.first, table.last + 1)


def _numeric(sheet: Sheet, table: Table, number: int) -> bool:
    """Whether most filled cells are numbers or amounts."""
    filled = [row for row in _rows(table) if sheet.text(row, number)]
    return bool(filled) and sum(_counts(sheet, row, number) for row in filled) >= len(filled) * _MOST


def _counts(sheet: Sheet, row: int, number: int) -> bool:
    return value(sheet, row, number) is not None or sheet.is_number(row, number)


def _shown(sheet: Sheet, table: Table, number: int) -> str:
    title = "/".join(table.paths.get(number, ()))
    letter = sheet.grid.place(0, number).column
    return f"{letter} 列“{mask_text(title, 40)}”" if title else f"{letter} 列(没有列名)"


def _names(sheet: Sheet, table: Table, found: Columns) -> None:
    """The column lines are called by; where no title says one, the first of different texts."""
    named = [number for number, column in found.columns.items() if column.role is Role.NAME]
    if named:
        found.named = min(named, key=lambda number: (name_rank(found.columns[number].path), number))
    else:
        found.named = next((number for number in found.columns if _texts(sheet, table, found, number)), 0)
        if found.named:
            found.notes.append(f"名称按内容取 {found.columns[found.named].shown}")
    found.persons = bool(found.named) and is_person(found.columns[found.named].path)


def _balances(found: Columns) -> None:
    """Money left over from before, among levels and with no plan or settlement to be left of, is one of the sources."""
    roles = {column.role for column in found.columns.values()}
    if Role.LEVEL in roles and not roles & {Role.PLAN, Role.SETTLED, Role.PAID}:
        for number, column in found.columns.items():
            if column.role is Role.BALANCE:
                found.columns[number] = replace(column, role=Role.LEVEL, level="结余")


def _beside_total(sheet: Sheet, table: Table, found: Columns) -> None:
    """Numbers under titles nobody knows (2023年, 甲镇), side by side with a total: what it is the sum of."""
    for total in [number for number, column in found.columns.items() if column.role is Role.TOTAL]:
        for step in (-1, 1):
            at = total + step
            while at in found.columns and _unknown_numbers(sheet, table, found, at):
                found.columns[at] = replace(found.columns[at], role=Role.AMOUNT)
                at += step


def _unknown_numbers(sheet: Sheet, table: Table, found: Columns, number: int) -> bool:
    column = found.columns[number]
    unknown = column.role is Role.OTHER and bool(column.path) and number != found.named
    return unknown and _numeric(sheet, table, number) and not _runs(sheet, table, number)


def _texts(sheet: Sheet, table: Table, found: Columns, number: int) -> bool:
    cells = [text for row in _rows(table) if (text := sheet.text(row, number))]
    told = bool(cells) and len(set(cells)) * 2 > len(cells)
    return told and found.columns[number].role is Role.OTHER and not _numeric(sheet, table, number)


def _named(sheet: Sheet, found: Columns, said: str, role: Role) -> int:
    """The column a person named by letter or title. Errors: ``NoSuchFundsColumn``."""
    for number, column in found.columns.items():
        if column.path and fold(said) in {fold(column.path[-1]), fold(column.title)}:
            return number
    if said.isascii() and said.isalpha() and column_number(said) in found.columns:
        return column_number(said)
    listed = "、".join(column.shown for column in found.columns.values())
    raise NoSuchFundsColumn(sheet.grid.place(), shown=said[:40], role=role.value, columns=listed)


def _money(sheet: Sheet, table: Table, found: Columns) -> None:
    """Which column is the money shared out: the only one, a total, what titles call the whole; else it is asked."""
    money = [column for column in found.columns.values() if column.role in MONEY]
    if not money:
        numeric = [
            number
            for number, column in found.columns.items()
            if column.role is Role.OTHER and number != found.named and _numeric(sheet, table, number)
        ]
        running = [number for number in numeric if _runs(sheet, table, number)]
        for number in running if len(numeric) > 1 else ():
            found.columns[number] = replace(found.columns[number], role=Role.ORDINAL)
            numeric.remove(number)
        if len(numeric) == 1:
            found.main = numeric[0]
            found.columns[found.main] = replace(found.columns[found.main], role=Role.AMOUNT)
            found.notes.append(f"金额按内容取 {found.columns[found.main].shown}")
        else:
            found.questions.append(_unclear(found, numeric))
        return
    for kind in (Role.TOTAL, Role.AMOUNT, Role.PLAN, Role.LEVEL, Role.SETTLED, Role.PAID, Role.FEE, Role.BALANCE):
        of_kind = [column for column in money if column.role is kind]
        if of_kind:
            found.main = _likeliest(found, of_kind)
            return


def _runs(sheet: Sheet, table: Table, number: int) -> bool:
    """Whether the cells count 1, 2, 3."""
    cells = [value(sheet, row, number) for row in _rows(table) if sheet.text(row, number)]
    return cells == list(range(1, len(cells) + 1))


def _likeliest(found: Columns, among: Sequence[Column]) -> int:
    whole = [column for column in among if any(word in column.title for word in ("总", "规模", "合计"))]
    chosen = whole if len(whole) == 1 else among
    top = [column for column in chosen if len(column.path) == 1]
    chosen = top if len(top) == 1 else chosen
    if len(chosen) > 1 and chosen[0].role is Role.AMOUNT:
        found.questions.append(_unclear(found, [column.number for column in chosen]))
        return 0
    return chosen[0].number if len(chosen) == 1 or chosen[0].role is not Role.LEVEL else 0


def _unclear(found: Columns, among: Sequence[int]) -> Question:
    listed = among or list(found.columns)
    shown = "、".join(found.columns[number].shown for number in listed[:_NAMED])
    why = f"几列都像:{shown}" if among else f"没有一列像金额,有的列:{shown}"
    letter = found.columns[among[0]].shown.partition(" ")[0] if among else "列字母"
    return Question(Role.AMOUNT.value, "amount", why, letter)


def _units(sheet: Sheet, table: Table, found: Columns, said: str) -> None:
    """Each column of money with its unit: its own title's, one said elsewhere, what its figures alone can be."""
    money = [number for number, column in found.columns.items() if column.role in MONEY]
    units = {number: _own_unit(found.columns[number].path) for number in money}
    rows = range(table.above, table.last + 1)
    outside = units_outside(sheet.grid, table, [number for number in money if not units[number]])
    unknown: list[int] = []
    for number, stated in outside.items():
        near = [one for one in stated if not one.place.row or one.place.row in rows] or [
            one for one in stated if one.place.row < table.above
        ]
        factors = {one.factor for one in near}
        if said:
            units[number] = said
        elif len(factors) == 1:
            units[number] = near[0].unit
        elif factors:
            places = ",".join(map(str, near))
            found.questions.append(Question("金额单位", "unit", f"写了两个单位:{places}", "万元"))
        else:
            unknown.append(number)
    _by_figures(sheet, table, found, units, unknown)
    for number in money:
        unit = units[number]
        factor = MONEY_UNITS[unit] if unit else Decimal(1)
        found.columns[number] = replace(found.columns[number], unit=unit, factor=factor)


def _by_figures(sheet: Sheet, table: Table, found: Columns, units: dict[int, str], unknown: Sequence[int]) -> None:
    """More than two places are no yuan and fen: 万元. Otherwise nobody can tell, and it is asked."""
    if not unknown:
        return
    others = {units[number] for number in units if units[number]}
    parts = max((_places(sheet, row, number) for number in unknown for row in _rows(table)), default=0)
    cells = [sheet.text(row, number) for number in unknown for row in _rows(table) if sheet.text(row, number)]
    if cells and all(cell.endswith("元") for cell in cells if any(char.isdigit() for char in cell)):
        chosen, why = "元", "每格自己写着单位"
    elif len(others) == 1 and parts <= _FEN and _alike(sheet, table, unknown, [n for n in units if units[n]]):
        chosen, why = next(iter(others)), "别的金额列写着"
    elif parts > _FEN:
        chosen, why = "万元", "小数多于两位"
    else:
        found.questions.append(Question("金额单位", "unit", "没有写明是元还是万元", "万元"))
        return
    for number in unknown:
        units[number] = chosen
    columns = "、".join(found.columns[number].shown for number in unknown)
    found.notes.append(f"{columns}没有写单位,按内容取{chosen}({why})")


def _alike(sheet: Sheet, table: Table, unknown: Sequence[int], known: Sequence[int]) -> bool:
    """Whether the largest figures of columns without a unit are of the size of those with one."""
    sizes = [
        max(
            (abs(read) for n in numbers for row in _rows(table) if (read := value(sheet, row, n)) is not None),
            default=0,
        )
        for numbers in (unknown, known)
    ]
    return bool(sizes[1]) and sizes[0] < sizes[1] * _JUMP


def _places(sheet: Sheet, row: int, number: int) -> int:
    read = value(sheet, row, number)
    return max(0, -int(read.normalize().as_tuple().exponent)) if read is not None else 0


def _own_unit(path: Sequence[str]) -> str:
    for title in reversed(path):
        bare = fold(title).strip("()").removeprefix("单位:")
        unit = title_unit(title) or (bare if bare in MONEY_UNITS else "")
        ends = _UNIT_AT_END.search(bare)
        unit = unit or (ends[1] if ends else "")
        if unit:
            return "万元" if unit == "万" else unit
    return ""
