"""Any published table of funds judged by what is printed on it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from wfx.duties.funds.relations import off_rows
from wfx.duties.funds.said import found, leaves, of_table, plain, shown
from wfx.duties.funds.sums import by_source, said_sums, wrong_sums
from wfx.values.finding import Finding, Severity, Verdict
from wfx.values.printed.allocation import MONEY, Allocation, Kind, Line, Role

_FEE = "管理费"
_FEN = 2
_WAN_FEN = 6
_HUGE = Decimal(10) ** 9  # yuan of one line: ten times what a county receives in a year
_NAMED = 8
_HALF = 2
_SHARE = Decimal("0.001")


def check(table: Allocation, fee_shares: Mapping[int, Decimal], *, label: str = "") -> list[Finding]:
    """What is wrong with a published table of funds: sums, units, running numbers, fee, payments, spans of months.

    ``fee_shares``: from which year which share a fee for managing projects may take. ``label`` tells the table from
    others of its file. What is not understood is a finding too (缺数据) that names the option which answers it.
    """
    items = [
        *_questions(table),
        *_blanks(table),
        *wrong_sums(table),
        *said_sums(table),
        *_odd_units(table),
        *_ordinals(table),
        *_twins(table),
        *_fee(table, fee_shares),
        *off_rows(table),
        *_periods(table),
    ]
    items = list({(item.rule, item.subject, item.evidence): item for item in reversed(items)}.values())
    told = [replace(item, what=f"{label}:{item.what}", evidence=(("表", label), *item.evidence)) for item in items]
    return sorted(told if label else items, key=lambda item: (item.rule, item.evidence, item.what))


def notes(table: Allocation, label: str = "") -> list[str]:
    """How the table was read: what was counted, the sums by source, numbers filled in, spans read."""
    lines = leaves(table)
    main = [f"金额 {table.column(table.main).shown}"] if table.main else []
    told = [
        f"核对了 {len(lines)} 行明细{',' + main[0] if main else ''}",
        *_repaired(table),
        *_spans(table),
        *table.notes,
    ]
    return [f"{label}:{note}" if label else note for note in told]


def sums(table: Allocation, label: str = "") -> list[str]:
    """The money of each source, and of all."""
    if not table.main and not table.of(Role.LEVEL):
        return []
    column = table.column(table.main) if table.main else table.of(Role.LEVEL)[0]
    lead = f"{label}:" if label else ""
    parts = by_source(table)
    total = sum((line.amounts.get(column.number, Decimal(0)) for line in leaves(table)), Decimal(0))
    if not table.main:
        total = sum((amount for _, amount, _ in parts), Decimal(0))
    said = [f"{lead}{name} {shown(amount, column)}({count} 行)" for name, amount, count in parts]
    counted = sum(bool(line.amounts.keys() & {one.number for one in table.of(*MONEY)}) for line in leaves(table))
    return [*said, f"{lead}明细合计 {shown(total, column)}({counted} 行)"]


def _questions(table: Allocation) -> Iterator[Finding]:
    for question in table.questions:
        what = f"看不出{question.role}:{question.reason}"
        yield of_table(
            "F17" if question.option != "unit" else "F18",
            what,
            f"wfx funds check 文件 --{question.option} {question.column}",
        )


def _blanks(table: Allocation) -> Iterator[Finding]:
    """Cells that cannot be read, lines without money."""
    asked = any(question.option == "amount" for question in table.questions) and not table.of(*MONEY)
    for line in () if asked else table.lines:
        for number, why in line.wrong.items():
            what, do = f"{why}({table.column(number).shown})", "改正这一格,再核对"
            yield found("F17", line, what, do, verdict=Verdict.MISSING, column=table.column(number).shown)
        money = {column.number for column in table.of(*MONEY)}
        if line.kind is Kind.LINE and not money & (line.amounts.keys() | line.wrong.keys() | line.shared):
            yield found("F17", line, "没有金额", "补上金额,再核对", verdict=Verdict.MISSING)


def _odd_units(table: Allocation) -> Iterator[Finding]:
    """Figures that are none of their unit: yuan with more than fen, a line of 万元 that only yuan can be."""
    for column in table.of(*MONEY):
        for line in table.lines:
            amount = line.amounts.get(column.number)
            if amount is None:
                continue
            places = max(0, -int((amount / column.factor).normalize().as_tuple().exponent))
            if column.unit == "元" and places > _FEN:
                what = f"{column.shown}写 {plain(amount)} 元,元以下只有角分,像是万元"
                yield found("F18", line, what, "核对单位是元还是万元", column=column.shown)
            elif column.unit == "万元" and line.kind is Kind.LINE and amount >= _HUGE:
                what = f"{column.shown}写 {shown(amount, column)},一项超过十亿元,像是元"
                yield found("F18", line, what, "核对单位是元还是万元", column=column.shown)


def _ordinals(table: Allocation) -> Iterator[Finding]:
    """Running numbers twice in one run, and numbers left out."""
    last: Line | None = None
    seen: dict[int, Line] = {}
    blank = 0
    for line in table.lines:
        if line.kind is not Kind.LINE:
            last, seen, blank = None, {}, 0
            continue
        if line.ordinal is None:
            blank += bool(last)
            continue
        if line.ordinal == 1 and last is not None and last.ordinal != 1:
            last, seen, blank = None, {}, 0
        if line.ordinal in seen:
            before = seen[line.ordinal]
            yield found(
                "F17", line, f"序号 {line.ordinal} 与第 {before.row} 行重复", "改正序号", severity=Severity.DOUBT
            )
        elif last is not None and last.ordinal is not None and line.ordinal > last.ordinal + 1 + blank:
            what = f"序号从 {last.ordinal} 跳到 {line.ordinal},中间缺号"
            yield found("F17", line, what, "看看是不是漏了一行", severity=Severity.DOUBT)
        seen[line.ordinal] = line
        last, blank = line, 0


def _repaired(table: Allocation) -> list[str]:
    """Lines without a running number where the count goes on: the numbers filled in."""
    filled: list[tuple[int, int]] = []
    left: list[int] = []
    waiting: list[int] = []
    last = 0
    for line in [*table.lines, None]:
        numbered = line is not None and line.kind is Kind.LINE and line.ordinal is not None
        if line is not None and line.kind is Kind.LINE and not line.ordinal_text and last:
            waiting.append(line.row)
            continue
        goes_on = line is None or not numbered or line.ordinal == last + len(waiting) + 1 or line.ordinal == 1
        if goes_on:
            filled.extend((row, last + at) for at, row in enumerate(waiting, start=1))
        else:
            left.extend(waiting)
        waiting = []
        if line is not None:
            last = line.ordinal or 0 if line.kind is Kind.LINE else 0
    notes = []
    if filled:
        named = "、".join(f"第 {row} 行补 {number}" for row, number in filled[:_NAMED])
        notes.append(f"{len(filled)} 行补序号:{named}" + (f" 等 {len(filled)} 行" if len(filled) > _NAMED else ""))
    if left:
        notes.append(f"没有序号的行:第 {'、'.join(map(str, left[:_NAMED]))} 行")
    return notes


def _twins(table: Allocation) -> Iterator[Finding]:
    for line in table.lines:
        if line.twin:
            yield found("F19", line, f"与第 {line.twin} 行完全一样", "看看是不是重复列了一行", severity=Severity.DOUBT)


def _fee(table: Allocation, shares: Mapping[int, Decimal]) -> Iterator[Finding]:
    """A fee for managing projects above its share of the whole."""
    share = _share(table.year, shares)
    if share is None:
        return
    for fee, base, line in _fees(table):
        if base > 0 and fee > base * share:
            part = (fee / base * 100).quantize(_SHARE)
            what = f"项目管理费占 {part}%,超过 {plain(share * 100)}%"
            yield found("F11", line, what, "核对提取的基数和比例", severity=Severity.DOUBT)


def _fees(table: Allocation) -> Iterator[tuple[Decimal, Decimal, Line]]:
    lines = leaves(table)
    if table.main:
        base = sum((line.amounts.get(table.main, Decimal(0)) for line in lines), Decimal(0))
        of_fee = [line for line in lines if _FEE in line.name and table.main in line.amounts]
        if of_fee:
            yield sum((line.amounts[table.main] for line in of_fee), Decimal(0)), base, of_fee[0]
    for column in table.of(Role.FEE):
        whole = [
            other for other in table.of(Role.TOTAL, Role.PLAN, Role.AMOUNT) if bool(other.unit) == bool(column.unit)
        ]
        if whole and lines:
            fee = sum((line.amounts.get(column.number, Decimal(0)) for line in lines), Decimal(0))
            yield fee, sum((line.amounts.get(whole[0].number, Decimal(0)) for line in lines), Decimal(0)), lines[0]


def _share(year: int, shares: Mapping[int, Decimal]) -> Decimal | None:
    """The share in force in the table's year; of a table without a year the latest."""
    known = [since for since in sorted(shares) if not year or since <= year]
    return shares[known[-1]] if known else None


def fee_share(table: Allocation) -> str:
    """What part of the whole the fee is, for the notes; nothing where there is none."""
    return ";".join(f"项目管理费占 {(fee / base * 100).quantize(_SHARE)}%" for fee, base, _ in _fees(table) if base > 0)


def _periods(table: Allocation) -> Iterator[Finding]:
    for line in table.lines:
        span = line.period
        if span is None or line.kind is not Kind.LINE:
            continue
        if span.unclear:
            what = f"期限“{span.text}”{span.unclear}"
            yield found("F07", line, what, "写成 2024-02 至 2024-12 这样", verdict=Verdict.MISSING)
        elif span.begin > span.end:
            what = f"期限“{span.text}”:止({span.end})早于起({span.begin})"
            yield found("F07", line, what, "核对起止月份", severity=Severity.DOUBT)


def _spans(table: Allocation) -> list[str]:
    odd = [line for line in table.lines if line.period and line.period.odd and not line.period.unclear]
    said: Sequence[str] = [
        f"第 {one.row} 行“{one.period.text}”读作 {one.period.begin} 至 {one.period.end}" for one in odd if one.period
    ]
    return (
        [f"期限写法不一:{'、'.join(said[:_NAMED])}" + (f" 等 {len(said)} 行" if len(said) > _NAMED else "")]
        if said
        else []
    )
