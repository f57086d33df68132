"""The tables of funds of a file: sheet by sheet, table by table."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from wfx.intake.allocation.around import heading, said_of, year
from wfx.intake.allocation.columns import columns_of
from wfx.intake.allocation.layout import Table, tables
from wfx.intake.allocation.lines import lines_of
from wfx.intake.allocation.notice import notice_of
from wfx.intake.grid import read_grids
from wfx.intake.printed.sheet import Sheet
from wfx.values.printed.allocation import Allocation, Kind, Line, Notice, Role

_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True)
class Read:
    """What a file holds: tables of funds, notices, and Chinese sentences on what was passed over."""

    tables: tuple[Allocation, ...]
    notices: tuple[Notice, ...] = ()
    notes: tuple[str, ...] = ()


def read_allocations(name: str, data: bytes, given: Mapping[str, str] = _NOTHING) -> Read:
    """Every table of funds of the file. ``given``: by option, a column a person named, or the unit of money.

    Errors: those of ``read_grids``; ``NoSuchFundsColumn``.
    """
    found: list[Allocation] = []
    notices: list[Notice] = []
    notes: list[str] = []
    for grid in read_grids(name, data):
        if not grid.visible:
            notes.append(f"隐藏的工作表“{grid.sheet}”没有核对")
            continue
        sheet = Sheet(grid)
        notice = notice_of(sheet)
        if notice is not None:
            notices.append(notice)
            continue
        laid = tables(sheet)
        read = [_table(sheet, table, given, name) for table in laid]
        worded = [one for one, table in zip(read, laid, strict=True) if table.worded]
        if not read:
            notes.append(f"工作表“{grid.sheet}”里没有表格,没有核对")
        found.extend(_joined(worded or read))
        notes.extend(grid.notes)
    understood = [one for one in found if one.main or (one.lines and one.of(Role.LEVEL))]
    if understood:
        passed = [one for one in found if one not in understood and not one.questions]
        notes.extend(f"工作表“{one.sheet}”里有一张没有金额的表,没有核对" for one in passed)
        found = [one for one in found if one not in passed]
    return Read(tuple(found), tuple(notices), tuple(notes))


def _table(sheet: Sheet, table: Table, given: Mapping[str, str], name: str) -> Allocation:
    columns = columns_of(sheet, table, given)
    rows = lines_of(sheet, table, columns)
    title = heading(sheet, table)
    return Allocation(
        sheet.grid.sheet,
        title,
        tuple(columns.columns.values()),
        rows.lines,
        columns.main,
        year(title, *sheet.grid.about, name),
        tuple(said_of(sheet, table)),
        tuple(columns.questions),
        (*columns.notes, *rows.notes),
    )


def _joined(found: list[Allocation]) -> list[Allocation]:
    """Tables that go on under the same titles where the first has not been summed up: a header repeated, two halves."""
    whole: list[Allocation] = []
    for one in found:
        before = whole[-1] if whole else None
        if before is not None and _goes_on(before, one):
            lines = (*before.lines, *(_moved(line, one, before) for line in one.lines))
            notes = dict.fromkeys((*before.notes, *one.notes))
            whole[-1] = replace(
                before, lines=lines, said=tuple(dict.fromkeys((*before.said, *one.said))), notes=tuple(notes)
            )
        else:
            whole.append(one)
    return whole


def _goes_on(before: Allocation, after: Allocation) -> bool:
    same = [column.path for column in before.columns] == [column.path for column in after.columns]
    summed = any(line.kind is Kind.TOTAL for line in before.lines)
    return same and not summed and before.sheet == after.sheet and (not after.title or after.title == before.title)


def _moved(line: Line, one: Allocation, before: Allocation) -> Line:
    numbers = {mine.number: theirs.number for mine, theirs in zip(one.columns, before.columns, strict=True)}
    return replace(
        line,
        amounts={numbers[number]: amount for number, amount in line.amounts.items()},
        wrong={numbers[number]: why for number, why in line.wrong.items()},
        shared=frozenset(numbers[number] for number in line.shared),
    )
