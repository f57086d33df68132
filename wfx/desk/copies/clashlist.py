"""The list of records both computers changed: to look at, to save and fill in, and the filled list taken back."""

import base64
import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wfx.desk.desk import Desk
from wfx.desk.office.secrets import keyring_of
from wfx.intake.grid import Grid, Raw, read_grids
from wfx.report.worklist import Worklist, worklists
from wfx.store.entries.seal_box import unseal
from wfx.store.files.types import plain_form, table_of
from wfx.store.history.threeway import Clash
from wfx.values.errors import BadValue, FileNotFound, KeyringLocked, NoActor, NothingToDo, PassphraseNeeded
from wfx.values.personal import mask_name, mask_number, mask_text
from wfx.values.schema import Field, FieldType, Schema
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.shown import cell_word
from wfx.values.table import Cell, Row

SEALED = "identities"
_MINE, _THEIRS = "用我的", "用对方的"
_DECISION = Field("decision", FieldType.CODE, "用谁的", codes={"mine": _MINE, "theirs": _THEIRS})
_COLUMNS = (
    Column("number", "编号", FieldType.INT),
    Column("ledger", "账"),
    Column("key", "记录"),
    Column("field", "项目"),
    Column("before", "原来"),
    Column("mine", "这台电脑"),
    Column("theirs", "对方"),
)
_MARK = Column("mark", "核对")
_FILLED = (*_COLUMNS, Column(_DECISION.name, _DECISION.title), _MARK)
_MARK_LENGTH = 10  # base-32 characters: 50 bits
_NOTE = (
    "逐条决定:wfx sync pull --mine 编号 --theirs 编号(可写 3,5-7 或 all);"
    "多的话另存:wfx sync pull -o 冲突.xlsx,填好“用谁的”再 wfx sync pull --list 冲突.xlsx"
)
_GUIDE = "同一编号填一行就行;填好保存(可以先填一部分),再执行 wfx sync pull --list 这个文件。“核对”一栏不要改。"
Name = tuple[str, tuple[str, ...]]
Opened = Mapping[Name, tuple[Row, Row, Row]]  # sealed records in plain: before (empty for a new one), mine, theirs


def opened(desk: Desk, clashes: Collection[Clash]) -> Opened:
    """The sealed records of both sides in plain, as far as the keyring on this machine opens them."""
    pairs = [each for each in clashes if each.ledger == SEALED and each.mine and each.theirs]
    if not pairs:
        return {}
    try:
        keyring = keyring_of(desk)
    except (NoActor, KeyringLocked, PassphraseNeeded):
        return {}
    schema = desk.books.schema(SEALED)

    def plain(rows: Sequence[Row | None]) -> Iterator[Row]:
        known = iter(unseal(table_of([row for row in rows if row], schema), keyring).to_pylist())
        return (next(known) if row else {} for row in rows)

    sides = zip(
        plain([each.before for each in pairs]),
        plain([each.mine for each in pairs]),
        plain([each.theirs for each in pairs]),
        strict=True,
    )
    found = zip(pairs, sides, strict=True)
    return {each.name: rows for each, rows in found if all(row.get("name") is not None for row in rows[1:])}


def alike(sealed: Opened) -> frozenset[Name]:
    """Sealed records that differ only by the key they were sealed under: they say the same, and theirs may stand."""
    return frozenset(name for name, (_, mine, theirs) in sealed.items() if mine == theirs)


def clash_sheet(desk: Desk, clashes: Sequence[Clash], sealed: Opened) -> Sheet:
    """One line a cell that differs: number, record, what it was, mine, theirs; who says the same is left out."""
    same = alike(sealed)
    told = [(number, each) for number, each in enumerate(clashes, 1) if each.name not in same]
    rows = [line for number, each in told for line in _told(desk, number, each, sealed)]
    return Sheet("两边都改了的记录", _COLUMNS, tuple(rows), (_NOTE,))


@dataclass(frozen=True)
class Filled:
    """What a filled list decides, as numbers of today's list; ``stale``: its own numbers of what says otherwise now."""

    mine: frozenset[int] = frozenset()
    theirs: frozenset[int] = frozenset()
    stale: tuple[int, ...] = ()

    @property
    def numbers(self) -> str:
        """The stale numbers as said."""
        return "、".join(map(str, self.stale))

    def word(self, number: int) -> str | None:
        """What stands in the column to fill."""
        return _MINE if number in self.mine else _THEIRS if number in self.theirs else None


def to_fill(sheet: Sheet, clashes: Sequence[Clash], filled: Filled) -> bytes:
    """The same list as a workbook with a column to fill in, what is decided already written there."""
    marks = [_mark(each) for each in clashes]
    numbers = [int(str(row[0])) for row in sheet.rows]
    rows = ((*row, filled.word(number), marks[number - 1]) for row, number in zip(sheet.rows, numbers, strict=True))
    listed = Sheet(sheet.title, _FILLED, tuple(rows))
    return worklists([Worklist("冲突", listed, {_DECISION.name: _DECISION}, _GUIDE, "")], [])


def decided(clashes: Sequence[Clash], path: Path) -> Filled:
    """What a filled list decides of these clashes; its lines are known again by their mark, whatever their number.

    Errors: ``FileNotFound``; ``NothingToDo`` for a file that is no such list or decides nothing; ``BadValue`` for a
    word that says neither, or one record decided both ways; those of the intake.
    """
    if not path.is_file():
        raise FileNotFound("清单", shown=path.name)
    lines = [line for grid in read_grids(path.name, path.read_bytes()) for line in _lines(grid) if line[-2]]
    if strange := sorted({(line[0], line[-2]) for line in lines if line[-2] not in (_MINE, _THEIRS)}):
        number, word = strange[0]
        raise BadValue(f"“用谁的”(编号 {number};写 {_MINE} 或 {_THEIRS})", shown=mask_text(word))
    today = {_mark(each): number for number, each in enumerate(clashes, 1)}
    mine, theirs = ({line[-1]: line[0] for line in lines if line[-2] == word} for word in (_MINE, _THEIRS))
    if both := mine.keys() & theirs.keys():
        raise BadValue("冲突清单(同一编号两边都选了)", shown=min(mine[mark] for mark in both))
    if not lines:
        raise NothingToDo("冲突清单(“用谁的”一栏还空着,或不是这张清单)", shown=path.name)
    stale = {int(number) for mark, number in (mine | theirs).items() if mark not in today}
    chosen, others = (frozenset(today[mark] for mark in side.keys() & today.keys()) for side in (mine, theirs))
    return Filled(chosen, others, tuple(sorted(stale)))


def _mark(clash: Clash) -> str:
    """Ten characters that change whenever a side of the clash does; of sealed cells they tell nothing."""
    sides = [sorted(row.items()) if row else None for row in (clash.before, clash.mine, clash.theirs)]
    digest = hashlib.sha256(repr((clash.ledger, clash.key, sides)).encode("utf-8")).digest()
    return base64.b32encode(digest).decode("ascii")[:_MARK_LENGTH]


def _lines(grid: Grid) -> Iterator[tuple[str, ...]]:
    """The cells of each line below the header as in ``_FILLED``; nothing of a sheet without such a header."""
    titles = [column.title for column in _FILLED]
    places: list[int] = []
    for cells in zip(*grid.columns, strict=True):
        row = [_word(cell) for cell in cells]
        if not places:
            places = [row.index(title) for title in titles] if set(titles) <= set(row) else []
        elif row[places[0]].isdecimal():
            yield tuple(row[at] for at in places)


def _word(cell: Raw) -> str:
    return str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell).strip()


def _told(desk: Desk, number: int, clash: Clash, sealed: Opened) -> Iterator[tuple[Shown, ...]]:
    if not clash.ledger:
        yield (number, "文件", clash.key[0], "整个文件", "", "已改", "已改")
        return
    schema = desk.books.schema(clash.ledger)
    start = (number, schema.title, " ".join(clash.key))
    if clash.mine is None or clash.theirs is None:
        gone = [("已删除" if row is None else "已改") for row in (clash.mine, clash.theirs)]
        yield (*start, "整条", "有" if clash.before else "没有", *gone)
        return
    rows: tuple[Row, Row, Row] = (clash.before or {}, clash.mine, clash.theirs)
    if clash.name in sealed:
        schema, rows = plain_form(schema), sealed[clash.name]
    for spec in schema.fields:
        cells = [row.get(spec.name) for row in rows]
        if cells[1] != cells[2]:
            yield (*start, spec.title, *_words(desk, schema, spec, cells))


def _words(desk: Desk, schema: Schema, spec: Field, cells: Sequence[Cell]) -> list[str]:
    """What it was, mine and theirs; where stars make two different ones look the same, the other is said to be."""
    if not spec.personal:
        return [cell_word(schema, spec.name, cell, desk.books.township) for cell in cells]
    said = [_masked(spec.name, str(cell)) if cell else "" for cell in cells]
    return [*said[:2], f"{said[2]}(不是同一个)" if said[1] == said[2] else said[2]]


def _masked(name: str, text: str) -> str:
    return {"name": mask_name(text), "address": "*" * len(text)}.get(name) or mask_number(text)
