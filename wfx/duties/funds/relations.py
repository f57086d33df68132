"""What one row's columns say of each other: parts and their sum, plan, settlement, payment, balance, rate."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wfx.duties.funds.said import both, found, plain, shown, tolerance
from wfx.values.finding import Finding, Severity
from wfx.values.printed.allocation import Allocation, Column, Kind, Line, Role

_HALF = 2
_FEW = 2
_TOP = Decimal(100)


def off_rows(table: Allocation) -> Iterator[Finding]:
    """Findings within rows: F04, F02, F10, and F17 where the parts of a row do not come to its sum."""
    yield from _over(table, "F04", Role.SETTLED, "结算审核价", "按结算审核价退回多付的部分")
    if not table.of(Role.SETTLED):
        for role in (Role.PLAN, Role.TOTAL, Role.AMOUNT):
            if len(table.of(role)) == 1:
                yield from _over(table, "F02", role, "计划", "核对计划和拨付;确实调整的,附调整批复")
                break
    yield from _parts(table)
    yield from _balance(table)
    yield from _shares(table)
    yield from _standards(table)


def _amount(line: Line, column: Column) -> Decimal | None:
    return line.amounts.get(column.number)


def _over(table: Allocation, rule: str, role: Role, word: str, do: str) -> Iterator[Finding]:
    """Rows of lines in which more is paid than may be."""
    paid, limit = _counted(table.of(Role.PAID)), _counted(table.of(role))
    units = {bool(column.unit) for column in (*paid, *limit)}
    if not paid or not limit or len(units) > 1:
        return
    for line in table.lines:
        amount, bound = _sum(paid)(line), _sum(limit)(line)
        if line.kind is Kind.LINE and amount is not None and bound is not None and amount - bound >= tolerance(paid[0]):
            over = both(amount - bound, paid[0])
            what = f"拨付 {shown(amount, paid[0])},{word} {shown(bound, limit[0])},多付 {over}"
            yield found(rule, line, what, do, column=paid[0].shown)


def _counted(columns: Sequence[Column]) -> list[Column]:
    """The columns whose money together is the whole: the one that says so, else all but what is of which."""
    whole = _whole(columns)
    return [whole] if whole else [column for column in columns if not any("其中" in title for title in column.path)]


def _whole(columns: Sequence[Column]) -> Column | None:
    """The one that holds the whole of several columns of one kind."""
    if len(columns) == 1:
        return columns[0]
    whole = [column for column in columns if any(word in column.path[-1] for word in ("合计", "小计", "总", "累计"))]
    return whole[0] if len(whole) == 1 else None


@dataclass(frozen=True)
class _Way:
    """How a column comes of others."""

    name: str
    of: Callable[[Line], Decimal | None]
    near: bool = False


def _fitting(
    table: Allocation, column: Column, ways: Sequence[_Way], *, sure: bool = False
) -> tuple[_Way, list[Line]] | None:
    """The first way that most rows keep, with the rows that do not; with ``sure`` the first way where none does.

    A way that the titles suggest (``near``) holds where half of the rows keep it.
    """
    rows = [line for line in table.lines if line.kind is not Kind.OF_WHICH and column.number in line.amounts]
    read = [(way, *_off(way, rows, column)) for way in ways]
    kept = next(((way, off) for way, off, told in read if _keep(way, _lines(off), told)), None)
    return kept or next(((way, off) for way, off, told in read if sure and told), None)


def _keep(way: _Way, wrong: int, told: int) -> bool:
    return wrong * _HALF < told or (way.near and told > 0 and wrong * _HALF == told)


def _off(way: _Way, rows: Sequence[Line], column: Column) -> tuple[list[Line], int]:
    """The rows that do not keep the way, and of how many lines it can be told."""
    told = [(line, total) for line in rows if (total := way.of(line)) is not None]
    off = [line for line, total in told if abs(total - line.amounts[column.number]) >= tolerance(column)]
    return off, _lines([line for line, _ in told])


def _lines(rows: Sequence[Line]) -> int:
    return sum(line.kind is Kind.LINE for line in rows)


def _differs(column: Column, printed: Decimal, way: str, total: Decimal) -> str:
    gap = both(printed - total, column)
    return f"{column.shown} {shown(printed, column)},{way} {shown(total, column)},相差 {gap}"


def _parts(table: Allocation) -> Iterator[Finding]:
    for column in table.of(Role.TOTAL, Role.AMOUNT, Role.PLAN, Role.PAID, Role.SETTLED):
        ways, sure = _part_ways(table, column)
        kept = _fitting(table, column, ways, sure=sure)
        if kept is None:
            continue
        way, off = kept
        for line in off:
            total = way.of(line)
            if total is not None:
                printed = line.amounts[column.number]
                what = _differs(column, printed, f"{way.name}相加", total)
                yield found("F17", line, what, "核对这一行各级次和合计", column=column.shown)


def _named(columns: Sequence[Column]) -> str:
    last = [column.path[-1] for column in columns]
    return "+".join(last if len(set(last)) == len(last) else [column.title for column in columns])


def _sum(columns: Sequence[Column]) -> Callable[[Line], Decimal | None]:
    def total(line: Line) -> Decimal | None:
        amounts = [line.amounts[column.number] for column in columns if column.number in line.amounts]
        unread = any(column.number in line.wrong or column.number in line.shared for column in columns)
        return sum(amounts, Decimal(0)) if amounts and not unread else None

    return total


def _part_ways(table: Allocation, column: Column) -> tuple[list[_Way], bool]:
    """What one column may be the sum of: levels under its own heading, all levels, what stands beside it.

    The second says whether it must be the first of them: a 合计 among its levels.
    """
    money = [c for c in table.of(Role.TOTAL, Role.AMOUNT, Role.LEVEL, column.role) if c.number != column.number]
    heading = column.path[:-1]
    under = [c for c in money if heading and c.path[:-1] == heading and c.path != column.path]
    beneath = [c for c in money if len(c.path) > 1 and c.path[: len(column.path)] == column.path]
    near = {tuple(some) for some in (under, table.of(Role.LEVEL), beneath)}
    beside = {tuple(_run(money, column, 1)), tuple(_run(money, column, -1))}
    ordered = [under, table.of(Role.LEVEL), beneath, *sorted(beside, key=_numbers)]
    chosen = [some for some in dict.fromkeys(map(tuple, ordered)) if len(some) >= _FEW]
    ways = [_Way(_named(some), _sum(some), near=some in near) for some in chosen]
    sums = column.role is Role.TOTAL or any(word in column.title for word in ("合计", "小计"))
    return ways, sums and bool(chosen) and (chosen[0] == tuple(under) or (not heading and chosen[0] in near))


def _numbers(columns: Sequence[Column]) -> list[int]:
    return [column.number for column in columns]


def _run(money: Sequence[Column], column: Column, step: int) -> list[Column]:
    numbers = {one.number: one for one in money if one.role is not Role.TOTAL}
    run, at = [], column.number + step
    while at in numbers:
        run.append(numbers[at])
        at += step
    return sorted(run, key=lambda one: one.number)


def _balance(table: Allocation) -> Iterator[Finding]:
    """结余 that is not 计划 − 结算 − 管理费, nor any other difference the row's columns can mean (F10)."""
    for column in table.of(Role.BALANCE):
        plan = _whole(table.of(Role.PLAN)) or _whole(table.of(Role.TOTAL)) or _whole(table.of(Role.AMOUNT))
        settled, paid, fee = _whole(table.of(Role.SETTLED)), _whole(table.of(Role.PAID)), _whole(table.of(Role.FEE))
        whole = [plan, settled, fee], [plan, settled], [plan, paid, fee], [plan, paid], [settled, paid]
        ways = [
            _Way("减".join(c.path[-1] for c in some if c), _difference([c for c in some if c]))
            for some in whole
            if all(some)
        ]
        kept = _fitting(table, column, ways, sure=True)
        for line in kept[1] if kept else ():
            total = kept[0].of(line) if kept else None
            printed = line.amounts[column.number]
            if kept and total is not None and abs(printed - total) >= tolerance(column):
                what = _differs(column, printed, kept[0].name, total)
                yield found("F10", line, what, "核对结余,写明去向(财政收回或结转)", column=column.shown)


def _difference(columns: Sequence[Column]) -> Callable[[Line], Decimal | None]:
    def rest(line: Line) -> Decimal | None:
        amounts = [line.amounts.get(column.number) for column in columns]
        first = amounts[0]
        if first is None or amounts[1] is None or any(column.number in line.shared for column in columns):
            return None
        return first - sum((amount or Decimal(0) for amount in amounts[1:]), Decimal(0))

    return rest


def _shares(table: Allocation) -> Iterator[Finding]:
    """Rates that are not payment (or settlement) over plan, where most rows' are."""
    plan = _whole(table.of(Role.PLAN)) or _whole(table.of(Role.TOTAL)) or _whole(table.of(Role.AMOUNT))
    for column in table.of(Role.PERCENT):
        for part in (_whole(table.of(Role.PAID)), _whole(table.of(Role.SETTLED))):
            if plan is None or part is None or bool(plan.unit) != bool(part.unit):
                continue
            told = [(line, rate) for line in table.lines if (rate := _rate(line, part, plan)) is not None]
            off = [
                (line, rate)
                for line, rate in told
                if column.number in line.amounts and not _near(line.amounts[column.number], rate)
            ]
            if told and len(off) * _HALF < len(told):
                for line, rate in off:
                    printed = line.amounts[column.number]
                    what = f"{column.shown} {_percent(printed)},{part.path[-1]}÷{plan.path[-1]} 是 {_percent(rate)}"
                    yield found("F17", line, what, "按金额重算比率", column=column.shown)
                break


def _rate(line: Line, part: Column, whole: Column) -> Decimal | None:
    one, other = _amount(line, part), _amount(line, whole)
    return one / other if one is not None and other else None


def _near(printed: Decimal, rate: Decimal) -> bool:
    """Whether a printed rate, as a share or in percent, is this one at its own places."""
    return any(
        abs(printed - rate * scale) <= Decimal(5).scaleb(min(0, int(printed.as_tuple().exponent)) - 1)
        for scale in (Decimal(1), _TOP)
    )


def _percent(rate: Decimal) -> str:
    scaled = rate * _TOP if abs(rate) <= 1 else rate
    return f"{plain(scaled.quantize(Decimal('0.01')))}%"


def _standards(table: Allocation) -> Iterator[Finding]:
    """Amounts that are not quantity times standard, where most lines' are (F24)."""
    rates = [column for column in table.of(Role.RATE) if any(column.number in line.amounts for line in table.lines)]
    money = table.column(table.main) if table.main else None
    if len(rates) != 1 or money is None or money.unit != "元":
        return
    for count in table.of(Role.COUNT):
        kept = _fitting(table, money, [_Way(f"{count.path[-1]}×{rates[0].path[-1]}", _product(count, rates[0]))])
        if kept:
            for line in kept[1]:
                total, printed = kept[0].of(line), line.amounts[money.number]
                if total is not None:
                    what = _differs(money, printed, kept[0].name, total)
                    yield found("F24", line, what, "核对数量、标准和金额", column=money.shown, severity=Severity.ERROR)
            return


def _product(count: Column, rate: Column) -> Callable[[Line], Decimal | None]:
    def product(line: Line) -> Decimal | None:
        one, other = _amount(line, count), _amount(line, rate)
        return None if one is None or other is None or line.kind is not Kind.LINE else one * other

    return product
