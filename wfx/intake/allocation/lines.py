"""The rows of a table of funds: lines, sections, subtotals, totals, breakdowns, notes and signatures."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from wfx.intake.allocation.columns import Columns, value
from wfx.intake.allocation.layout import Table
from wfx.intake.allocation.periods import period
from wfx.intake.allocation.words import is_level, is_note, levels, section_depth
from wfx.intake.asides import is_of_columns
from wfx.intake.headers import fold
from wfx.intake.printed.sheet import NoPlace, Sheet, ordinal
from wfx.intake.ranking.words import is_day, is_out
from wfx.intake.sniff import Kind as FileKind
from wfx.values.personal import mask_name, mask_text
from wfx.values.printed.allocation import MONEY, Kind, Line, Role

_SUM = "(?:合计|小计|总计|共计|累计|总和|总额)"
_TOTAL = re.compile(rf"\S{{0,16}}?{_SUM}(?:数|行|金额|资金|\(.*\)|[:0-9.,户人元万亩个次处项公里]*)")
_SUBTOTAL = re.compile(r"小计")
_OF_WHICH = re.compile(r"(?:其中|含)[:、]?")
_EACH = re.compile(r"(?:每[亩头只株户人天月])?([0-9]+(?:\.[0-9]+)?)元(?:/|每)?\S{0,3}")
_LONG = 40
_FEW = 2
_NUMBER = frozenset({Role.COUNT, Role.RATE, Role.PERCENT})
_NO_MERGES = frozenset({FileKind.CSV})
_NAMED = 8


@dataclass(frozen=True)
class Rows:
    """The rows understood, in their order, and Chinese sentences on what was passed over."""

    lines: tuple[Line, ...]
    notes: tuple[str, ...]


def lines_of(sheet: Sheet, table: Table, columns: Columns) -> Rows:
    """The table's rows. What a row is says its words; a row without words for it is judged by what its sums fit."""
    read: list[Line] = []
    aside: list[tuple[int, str]] = []
    titles = [fold(path[-1]) for path in table.paths.values()]
    for row in range(table.first, table.last + 1):
        texts = sheet.texts(row, table.columns)
        if not texts or is_of_columns(sheet.grid, row, table.first, table.paths):
            continue
        if sum(fold(text) in titles for text in texts.values()) > len(titles) // _FEW:
            continue
        beside = sheet.texts(row, range(1, table.columns.start))
        line = _line(sheet, row, columns, texts, beside)
        if _is_aside(columns, line, texts):
            aside.append((row, mask_text(next(iter(texts.values())), 20)))
        else:
            read.append(line)
    read = _breakdowns(read)
    while read and not read[-1].amounts and not read[-1].wrong and _says_little(sheet, read[-1], columns):
        aside.append((read[-1].row, mask_text(read[-1].name, 20)))
        read.pop()
    sorted_rows = _sorted(sheet, read, columns)
    sources, carried = _sources(sheet, sorted_rows)
    return Rows(tuple(_twins(sheet, table, sources, columns)), (*_said(sheet, sorted(aside), read), *carried))


def _breakdowns(lines: Sequence[Line]) -> list[Line]:
    """What follows 其中 and names only a level of the budget breaks the same total down."""
    read: list[Line] = []
    for line in lines:
        after = bool(read) and read[-1].kind is Kind.OF_WHICH and line.kind is Kind.LINE and is_level(line.name)
        read.append(replace(line, kind=Kind.OF_WHICH) if after else line)
    return read


def _line(sheet: Sheet, row: int, columns: Columns, texts: Mapping[int, str], beside: Mapping[int, str]) -> Line:
    amounts: dict[int, Decimal] = {}
    wrong: dict[int, str] = {}
    shared: set[int] = set()
    for number, column in columns.columns.items():
        if column.role not in MONEY | _NUMBER:
            continue
        if sheet.origin(row, number) != (row, number):
            shared.add(number)
        elif (read := _read(sheet, row, number, column.factor, column.role)) is not None:
            amounts[number] = read
        elif column.role in MONEY and (why := _unread(sheet, row, number)):
            wrong[number] = why
    name = _name(row, columns, texts)
    at = columns.first(Role.ORDINAL)
    source, spans = columns.first(Role.SOURCE), columns.first(Role.PERIOD)
    return Line(
        row,
        name,
        _kind([*map(fold, beside.values()), *_opening(texts, columns)], texts, columns),
        ordinal_text=sheet.text(row, at) if at and sheet.origin(row, at)[0] == row else "",
        source=mask_text(sheet.text(row, source), 40) if source else "",
        levels=levels(sheet.text(row, source)) if source else (),
        amounts=amounts,
        wrong=wrong,
        shared=frozenset(shared),
        period=period(sheet.at(row, spans)) if spans else None,
    )


def _read(sheet: Sheet, row: int, number: int, factor: Decimal, role: Role) -> Decimal | None:
    if role in MONEY:
        return value(sheet, row, number, factor)
    text = sheet.text(row, number)
    each = _EACH.fullmatch(fold(text)) if role is Role.RATE else None
    if each:
        return Decimal(each[1])
    return value(sheet, row, number) if not text.endswith("%") else _percent(text)


def _percent(text: str) -> Decimal | None:
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)%", fold(text))
    return Decimal(found[1]) / 100 if found else None


def _unread(sheet: Sheet, row: int, number: int) -> str:
    """Why a filled cell of money gave no amount; nothing for a blank or a mark for none."""
    cell, text = sheet.name(row, number), sheet.text(row, number)
    if sheet.is_error(row, number):
        return f"{cell} 是错误值"
    if sheet.is_unsaved(row, number):
        return f"{cell} 的公式没有保存结果"
    return f"{cell}“{mask_text(text)}”读不成金额" if text and not is_out(text) else ""


def _name(row: int, columns: Columns, texts: Mapping[int, str]) -> str:
    text = texts.get(columns.named, "")
    if not text:
        words = [text for text in texts.values() if not any(char.isdigit() for char in text)]
        text = words[0] if words else f"第 {row} 行"
        return mask_text(text, 40)
    return mask_name(text) if columns.persons and len(text) < _LONG // 8 else mask_text(text, 40)


def _opening(texts: Mapping[int, str], columns: Columns) -> list[str]:
    """The row's words before its money, folded: those of its ordinal and name, and any to the left of the amounts."""
    money = [number for number, column in columns.columns.items() if column.role in MONEY and number != columns.named]
    before = [fold(text) for number, text in texts.items() if number <= max(columns.named, min(money, default=1) - 1)]
    return list(dict.fromkeys(text for text in before if text))


def _kind(words: Sequence[str], texts: Mapping[int, str], columns: Columns) -> Kind:
    """``words`` are those before the row's money; a row with money and without a word of its own sums up."""
    if any(_OF_WHICH.match(word) for word in words):
        return Kind.OF_WHICH
    if any(_TOTAL.fullmatch(word) for word in words):
        return Kind.SUBTOTAL if any(_SUBTOTAL.search(word) for word in words) else Kind.TOTAL
    figures = _moneys(columns) | {number for number, column in columns.columns.items() if column.role in _NUMBER}
    return Kind.TOTAL if columns.named and set(texts) <= figures else Kind.LINE


def _is_aside(columns: Columns, line: Line, texts: Mapping[int, str]) -> bool:
    """Notes, signatures and headings without money: rows that say something beside the table's lines."""
    first = next(iter(texts.values()))
    several = len(set(texts.values()))
    if line.amounts or line.wrong:
        return is_note(first) and several == 1
    if is_note(first) or is_day(first) or any(is_note(text) for text in texts.values()):
        return True
    colons = sum(":" in fold(text) for text in texts.values())
    return line.kind is Kind.LINE and not line.shared & _moneys(columns) and (several == 1 or colons * 2 >= several)


def _moneys(columns: Columns) -> set[int]:
    return {number for number, column in columns.columns.items() if column.role in MONEY}


def _says_little(sheet: Sheet, line: Line, columns: Columns) -> bool:
    """Whether one of the last rows, without money, fills too few cells to be a line."""
    filled = [number for number in columns.columns if sheet.text(line.row, number)]
    return len(filled) <= _FEW and not line.shared & _moneys(columns)


def _said(sheet: Sheet, aside: Sequence[tuple[int, str]], read: Sequence[Line]) -> list[str]:
    notes = []
    if aside:
        named = "、".join(f"第 {row} 行“{text}”" for row, text in aside[:_NAMED])
        notes.append(f"不是明细的行没有算:{named}" + (f" 等 {len(aside)} 行" if len(aside) > _NAMED else ""))
    hidden = sorted(set(sheet.grid.marks.hidden) & {line.row for line in read})
    if hidden:
        notes.append(f"隐藏的行也算了:第 {'、'.join(map(str, hidden[:_NAMED]))} 行")
    return notes


def _sorted(sheet: Sheet, read: Sequence[Line], columns: Columns) -> list[Line]:
    """Rows with their sections told: by their ordinals (一、 over 1), or by an amount that is that of rows below."""
    lines = [_numbered(line) for line in read]
    plain = sum(line.ordinal is not None and section_depth(line.ordinal_text) == 0 for line in lines)
    by_words = [
        replace(line, kind=Kind.SECTION, depth=depth, ordinal=None)
        if plain and line.kind is Kind.LINE and (depth := _depth(line))
        else line
        for line in lines
    ]
    whole = [_leaf(by_words, at) for at in range(len(by_words))]
    return _by_sums(sheet, whole, columns)


def _numbered(line: Line) -> Line:
    try:
        return replace(line, ordinal=ordinal(line.ordinal_text)) if line.ordinal_text else line
    except NoPlace:
        return line


def _depth(line: Line) -> int:
    return section_depth(line.ordinal_text) or (section_depth(line.name) if not line.ordinal_text else 0)


def _leaf(lines: Sequence[Line], at: int) -> Line:
    """A section without lines below it is a line."""
    line = lines[at]
    if line.kind is not Kind.SECTION:
        return line
    for below in lines[at + 1 :]:
        if below.kind is Kind.LINE:
            return line
        if below.kind is Kind.TOTAL or (below.kind is Kind.SECTION and below.depth <= line.depth):
            break
    return replace(line, kind=Kind.LINE, depth=0)


def _by_sums(sheet: Sheet, lines: Sequence[Line], columns: Columns) -> list[Line]:
    """Rows that fill little but their name and money, and whose money is that of the rows below or above them."""
    main = columns.main or next((number for number in columns.columns if columns.columns[number].role in MONEY), 0)
    bare = {at for at, line in enumerate(lines) if line.kind is Kind.LINE and _is_bare(sheet, line, columns, lines)}
    result = list(lines)
    for at in sorted(bare):
        amount = lines[at].amounts.get(main)
        if amount is None:
            continue
        if _fits(amount, _group(lines[at + 1 :], bare, at + 1), main):
            result[at] = replace(lines[at], kind=Kind.SECTION, depth=1, ordinal=None)
        elif _fits(amount, _group(lines[:at][::-1], {at - 1 - other for other in bare}, 0), main):
            result[at] = replace(lines[at], kind=Kind.SUBTOTAL, ordinal=None)
    return result


def _is_bare(sheet: Sheet, line: Line, columns: Columns, lines: Sequence[Line]) -> bool:
    """Whether the row fills no column of words but its name, nor a number, as most others do."""
    told = [
        number
        for number, column in columns.columns.items()
        if number != columns.named and column.role not in MONEY | _NUMBER
    ]
    usual = [n for n in told if sum(bool(sheet.text(other.row, n)) for other in lines) * 2 > len(lines)]
    return bool(usual) and not any(sheet.text(line.row, number) for number in usual)


def _group(lines: Iterable[Line], bare: set[int], start: int) -> list[Line]:
    group = []
    for at, line in enumerate(lines, start=start):
        if line.kind is not Kind.LINE or at in bare:
            break
        group.append(line)
    return group


def _fits(amount: Decimal, group: Sequence[Line], main: int) -> bool:
    found = [line.amounts[main] for line in group if main in line.amounts]
    return len(found) > 1 and sum(found) == amount


def _sources(sheet: Sheet, lines: Sequence[Line]) -> tuple[list[Line], list[str]]:
    """Lines of a text file whose source is blank with the one above: there merged cells leave blanks."""
    if sheet.grid.kind not in _NO_MERGES or not any(line.source for line in lines):
        return list(lines), []
    filled: list[Line] = []
    rows: list[str] = []
    last = ""
    for line in lines:
        if line.kind is Kind.LINE and not line.source and last:
            rows.append(str(line.row))
            filled.append(replace(line, source=last, levels=levels(last)))
            continue
        last = line.source if line.kind is Kind.LINE else ""
        filled.append(line)
    return filled, [f"空着的资金来源按上一行读:第 {'、'.join(rows[:_NAMED])} 行"] if rows else []


def _twins(sheet: Sheet, table: Table, lines: Sequence[Line], columns: Columns) -> Iterable[Line]:
    """Each line, with the earlier row that says the same in every column but the running number."""
    at = columns.first(Role.ORDINAL)
    seen: dict[tuple[str, ...], int] = {}
    for line in lines:
        if line.kind is not Kind.LINE or not line.amounts:
            yield line
            continue
        words = tuple(sheet.text(line.row, number) for number in table.columns if number != at)
        yield replace(line, twin=seen.get(words, 0))
        seen.setdefault(words, line.row)
