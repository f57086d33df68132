"""Where the tables of funds of a sheet stand: headers, data, tables one under the other, halves side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wfx.intake.allocation.words import is_note, levels, path_role, role
from wfx.intake.headers import MONEY_UNITS, fold, title_unit
from wfx.intake.printed.header import DEEPEST, by_numbers, is_titles, titles_of
from wfx.intake.printed.sheet import Sheet
from wfx.values.printed.allocation import MONEY, Role

_LONGEST = 40
_FEW = 2
_SAYS = MONEY | {Role.ORDINAL, Role.NAME, Role.SOURCE, Role.PLACE, Role.PERIOD, Role.RATE}
_TELLING = MONEY | {Role.NAME, Role.SOURCE}


@dataclass(frozen=True)
class Table:
    """One table: header's first row, first and last row of data, titles of each column, the columns it takes.

    ``above`` is the first row whose words may be this table's heading, ``until`` the last whose words may be its notes.
    ``worded``: its titles speak of funds.
    """

    top: int
    first: int
    last: int
    paths: Mapping[int, tuple[str, ...]]
    columns: range
    above: int = 1
    worded: bool = True

    @property
    def titles(self) -> Mapping[int, str]:
        return {column: path[-1] for column, path in self.paths.items()}


def tables(sheet: Sheet) -> list[Table]:
    """The tables of a sheet from the top, halves side by side one after the other."""
    heads = list(_heads(sheet))
    worded = bool(heads)
    if not heads and (found := by_numbers(sheet)):
        heads = [found]
    ends = [_end(sheet, top) for top, _ in heads[1:]] + [sheet.grid.height]
    starts = [1, *(end + 1 for end in ends)]
    return [
        table
        for (top, first), last, above in zip(heads, ends, starts, strict=False)
        for table in _halves(Table(top, first, last, titles_of(sheet, top, first), range(0), above, worded), sheet)
    ]


def _halves(table: Table, sheet: Sheet) -> Iterator[Table]:
    """The table, parted where all its titles come a second time to the right."""
    titles = [table.paths.get(column, ()) for column in range(1, sheet.grid.width + 1)]
    while titles and not titles[-1]:
        titles.pop()
    count = next(
        (
            count
            for count in range(3, 1, -1)
            if len(titles) % count == 0
            and len(titles) // count >= _FEW
            and all(titles[at] == titles[at % (len(titles) // count)] for at in range(len(titles)))
        ),
        1,
    )
    width = len(titles) // count if count > 1 else sheet.grid.width
    for part in range(count):
        chosen = range(1 + part * width, 1 + (part + 1) * width)
        paths = {column: path for column, path in table.paths.items() if column in chosen}
        yield Table(table.top, table.first, table.last, paths, chosen, table.above, table.worded)


def _heads(sheet: Sheet) -> Iterator[tuple[int, int]]:
    row = 1
    while row <= sheet.grid.height:
        if not _may_head(sheet, row):
            row += 1
            continue
        first = row + 1
        while first - row < DEEPEST and first <= sheet.grid.height and _goes_on(sheet, row, first):
            first += 1
        yield row, first
        row = first


def _may_head(sheet: Sheet, row: int) -> bool:
    """Whether the row's texts are titles of columns, more than one of them of funds."""
    if not is_titles(sheet, row):
        return False
    texts = [text for text in sheet.texts(row).values() if len(text) <= _LONGEST]
    if any(is_note(text) for text in texts):
        return False
    said = {found for text in dict.fromkeys(texts) if (found := role(text)) in _SAYS}
    return len(said) >= _FEW and bool(said & _TELLING)


def _goes_on(sheet: Sheet, top: int, row: int) -> bool:
    """Whether this row still belongs to the header: units or titles under titles, nothing of its own under a name."""
    texts = sheet.texts(row)
    if not texts or any(sheet.is_number(row, column) for column in texts):
        return False
    own = {column: text for column, text in texts.items() if sheet.origin(row, column)[0] == row}
    if not own:
        return True
    over = titles_of(sheet, top, row)
    lined = {Role.ORDINAL, Role.NAME}
    if any(path_role(over.get(column, ("",))) in lined and over.get(column) for column in own):
        return all(_is_unit(text) for text in own.values())
    return all(_is_unit(text) or role(text) is not Role.OTHER or levels(text) for text in own.values()) or (
        any(_is_unit(text) or role(text) in MONEY for text in own.values())
        and all(len(text) <= _LONGEST // 2 for text in own.values())
    )


def _is_unit(text: str) -> bool:
    return fold(text).strip("()").removeprefix("单位:") in MONEY_UNITS or bool(title_unit(text))


def _end(sheet: Sheet, top: int) -> int:
    """The last row before the next table's header and the headings over it."""
    last = top - 1
    while last and len(set(sheet.texts(last).values())) <= 1:
        last -= 1
    return last
