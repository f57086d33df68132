"""Subtotals, totals and sections of a printed table against their lines; totals said in words around it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wfx.duties.funds.said import both, found, leaves, shown, tolerance
from wfx.values.finding import Finding
from wfx.values.printed.allocation import MONEY, Allocation, Column, Kind, Line, Role, Said

_UNITS = (Decimal(10000), Decimal(1) / 10000)
_DO = "核对明细和合计,改正错的一处"
_GRAND = "总计"


@dataclass(frozen=True)
class _Group:
    """One row that sums up, and the lines it sums."""

    total: Line
    lines: tuple[Line, ...]


def wrong_sums(table: Allocation) -> Iterator[Finding]:
    """Rows whose printed sum is not that of their lines, in each column of money (F17; F18: a unit explains it)."""
    for column in table.columns:
        if column.role in MONEY:
            for group in _groups(table, column):
                yield from _judged(table, group, column)


def _judged(table: Allocation, group: _Group, column: Column) -> Iterator[Finding]:
    printed = group.total.amounts.get(column.number)
    amounts = [line.amounts[column.number] for line in group.lines if column.number in line.amounts]
    unread = any(column.number in line.wrong for line in group.lines)
    if printed is None or not amounts or unread:
        return
    total = sum(amounts, Decimal(0))
    gap = printed - total
    if (
        abs(gap) < tolerance(column)
        or _rounded(printed, amounts, gap, column)
        or _of_a_level(table, group, column, printed)
    ):
        return
    yield _unit_slip(group, column, gap) or found(
        "F17",
        group.total,
        f"{column.shown}{group.total.kind.value} {shown(printed, column)},明细相加 {shown(total, column)}"
        f"({len(amounts)} 行),相差 {both(gap, column)}",
        _DO,
        column=column.shown,
    )


def _rounded(printed: Decimal, amounts: Sequence[Decimal], gap: Decimal, column: Column) -> bool:
    """Whether a total printed with fewer places is its lines' sum, rounded."""
    places = max(_places(amount / column.factor) for amount in amounts)
    mine = _places(printed / column.factor)
    return mine < places and abs(gap) / column.factor <= Decimal(5).scaleb(-mine - 1) and mine > 0


def _places(number: Decimal) -> int:
    return max(0, -int(number.normalize().as_tuple().exponent))


def _of_a_level(table: Allocation, group: _Group, column: Column, printed: Decimal) -> bool:
    """Whether a total that names a level of the budget sums the lines of that level's sources."""
    name = group.total.name
    return any(
        line.source and level_word in name and abs(_of_source(table, column, level_word) - printed) < tolerance(column)
        for line in table.lines
        for level_word in ("中央", "省", "市", "县", "区")
    )


def _of_source(table: Allocation, column: Column, word: str) -> Decimal:
    return sum(
        (line.amounts.get(column.number, Decimal(0)) for line in leaves(table) if word in line.source), Decimal(0)
    )


def _unit_slip(group: _Group, column: Column, gap: Decimal) -> Finding | None:
    """The line or the total which, read in the other unit, makes the sum come out."""
    printed = group.total.amounts[column.number]
    total = printed - gap
    for factor in _UNITS:
        if abs(printed * factor - total) < tolerance(column):
            return _slip(group.total, column, printed, factor)
        for line in group.lines:
            amount = line.amounts.get(column.number)
            if amount and abs(total - amount + amount * factor - printed) < tolerance(column):
                return _slip(line, column, amount, factor)
    return None


def _slip(line: Line, column: Column, amount: Decimal, factor: Decimal) -> Finding:
    instead = shown(amount * factor, column)
    what = f"{column.shown}写 {shown(amount, column)},按 {instead} 合计正好相符,像是元与万元写混了"
    return found("F18", line, what, "核对这一格的单位", column=column.shown)


def _groups(table: Allocation, column: Column) -> Iterator[_Group]:
    """Each row that sums up with the lines it sums: sections those below, subtotals those their neighbours suggest."""
    lines = table.lines
    for at, line in enumerate(lines):
        if line.kind is Kind.SECTION:
            yield _Group(line, tuple(_below(lines, at)))
    subtotals = [at for at, line in enumerate(lines) if line.kind is Kind.SUBTOTAL]
    yield from _either(lines, subtotals, frozenset({Kind.SUBTOTAL, Kind.TOTAL, Kind.SECTION}), column)
    totals = [at for at, line in enumerate(lines) if line.kind is Kind.TOTAL]
    grand = _grand(lines, totals, column)
    for at in grand:
        yield _Group(lines[at], tuple(line for line in lines if line.kind is Kind.LINE))
    yield from _either(lines, [at for at in totals if at not in grand], frozenset({Kind.TOTAL}), column)


def _below(lines: Sequence[Line], at: int) -> Iterator[Line]:
    for line in lines[at + 1 :]:
        if line.kind is Kind.TOTAL or (line.kind is Kind.SECTION and line.depth <= lines[at].depth):
            return
        if line.kind is Kind.LINE:
            yield line


def _either(lines: Sequence[Line], sums: Sequence[int], ends: frozenset[Kind], column: Column) -> Iterator[_Group]:
    """Sums of what stands above or below them: as more of them come out."""
    ways = [
        [_Group(lines[at], tuple(_run(lines[:at][::-1], ends))) for at in sums],
        [_Group(lines[at], tuple(_run(lines[at + 1 :], ends))) for at in sums],
    ]
    yield from min(ways, key=lambda groups: sum(_is_off(group, column) for group in groups))


def _run(lines: Sequence[Line], ends: frozenset[Kind]) -> Iterator[Line]:
    for line in lines:
        if line.kind in ends:
            return
        if line.kind is Kind.LINE:
            yield line


def _is_off(group: _Group, column: Column) -> bool:
    printed = group.total.amounts.get(column.number)
    total = sum((line.amounts.get(column.number, Decimal(0)) for line in group.lines), Decimal(0))
    return printed is not None and abs(printed - total) >= tolerance(column)


def _grand(lines: Sequence[Line], totals: Sequence[int], column: Column) -> list[int]:
    """The totals of all: the only one, those called 总计, else that at the end or the beginning, as sums suggest."""
    named = [at for at in totals if _GRAND in lines[at].name]
    if len(totals) <= 1 or named:
        return named or list(totals)
    whole = tuple(line for line in lines if line.kind is Kind.LINE)
    right = [at for at in totals if not _is_off(_Group(lines[at], whole), column)]
    if right:
        return right
    ends = [totals[-1]] if lines[-1] is lines[totals[-1]] else [totals[0]]
    parted = list(_either(lines, totals, frozenset({Kind.TOTAL}), column))
    return [] if not any(_is_off(group, column) for group in parted) else ends


def said_sums(table: Allocation) -> Iterator[Finding]:
    """Sums that the words around the table name and its lines do not have."""
    column = table.column(table.main) if table.main else None
    if column is None or not column.unit:
        return
    for said in table.said:
        total = _said_total(table, said, column)
        if total is not None and abs(total - said.yuan) >= tolerance(column):
            level = f"{said.level}级" if said.level not in {"", "中央"} else said.level
            what = f"“{said.text}”,表上{level}明细相加 {shown(total, column)}"
            yield found("F17", Line(0, "表外的文字"), what, _DO)


def _said_total(table: Allocation, said: Said, column: Column) -> Decimal | None:
    """The table's own sum of what is said; nothing where it does not tell that apart."""
    if not said.level:
        return sum((line.amounts.get(column.number, Decimal(0)) for line in leaves(table)), Decimal(0))
    of_level = [other for other in table.of(Role.LEVEL) if other.level == said.level]
    if len(of_level) == 1:
        return sum((line.amounts.get(of_level[0].number, Decimal(0)) for line in leaves(table)), Decimal(0))
    by_line = [line for line in leaves(table) if said.level in line.levels]
    if not by_line or any(len(line.levels) > 1 for line in by_line):
        return None
    return sum((line.amounts.get(column.number, Decimal(0)) for line in by_line), Decimal(0))


def by_source(table: Allocation) -> list[tuple[str, Decimal, int]]:
    """The money of each source as printed: its words, its sum, how many lines; of each level where columns part it."""
    sums: dict[str, tuple[Decimal, int]] = {}
    for line in leaves(table):
        for name, amount in _parts(table, line):
            before, count = sums.get(name, (Decimal(0), 0))
            sums[name] = before + amount, count + 1
    turn = [_level_title(column) for column in table.of(Role.LEVEL)]
    told = [(name, total, count) for name, (total, count) in sums.items()]
    return sorted(told, key=lambda part: turn.index(part[0]) if part[0] in turn else len(turn))


def _parts(table: Allocation, line: Line) -> Iterator[tuple[str, Decimal]]:
    if table.main and table.of(Role.SOURCE) and table.main in line.amounts:
        yield line.source or "没有写来源", line.amounts[table.main]
        return
    for column in table.of(Role.LEVEL):
        if column.number in line.amounts:
            yield _level_title(column), line.amounts[column.number]


def _level_title(column: Column) -> str:
    said = [title for title in column.path if any(char in title for char in column.level[:1])]
    return (said or column.path)[-1]
