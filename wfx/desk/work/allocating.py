"""A published table of funds, as its file, looked through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wfx.duties import funds
from wfx.intake.allocation import Read, read_allocations
from wfx.values.allocation import Allocation, Question
from wfx.values.finding import Finding, Severity, Verdict

FEE_SHARES: Mapping[int, Decimal] = {2017: Decimal("0.01")}
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True)
class Checked:
    """What was found, the sums by source, Chinese sentences on how it was read, and what is still to be asked."""

    findings: tuple[Finding, ...]
    sums: tuple[str, ...]
    notes: tuple[str, ...]
    questions: tuple[Question, ...]


def check_table(name: str, data: bytes, given: Mapping[str, str] = _NOTHING) -> Checked:
    """What is wrong with the published tables of funds of a file. Errors: those of ``read_allocations``."""
    read = read_allocations(name, data, given)
    labels = _labels(read.tables)
    found: list[Finding] = []
    sums: list[str] = []
    notes: list[str] = []
    for label, table in zip(labels, read.tables, strict=True):
        found.extend(funds.check(table, FEE_SHARES, label=label))
        sums.extend(funds.sums(table, label))
        notes.extend(funds.notes(table, label))
        fee = funds.fee_share(table)
        notes.extend([f"{label}:{fee}" if label else fee] if fee else [])
    for notice in read.notices:
        found.extend(funds.check_notice(notice))
        notes.append(f"按项目公告核对了 {len(notice.elements)} 个要素")
    found.extend(_nothing_there(read))
    questions = dict.fromkeys(question for table in read.tables for question in table.questions)
    return Checked(tuple(found), tuple(sums), tuple(dict.fromkeys((*notes, *read.notes))), tuple(questions))


def _nothing_there(read: Read) -> list[Finding]:
    if read.tables or read.notices:
        return []
    what = "没有看出一张有金额的表"
    do = "wfx funds check 文件 --amount 列字母"
    return [Finding("F17", "整个文件", Verdict.MISSING, Severity.ERROR, "资金表核对", what, do, status="active")]


def _labels(tables: Sequence[Allocation]) -> list[str]:
    """What tells each table from the others of its file; nothing where it is the only one."""
    if len(tables) == 1:
        return [""]
    named = [" ".join(part for part in (one.sheet, one.title) if part) for one in tables]
    return [
        name if name and named.count(name) == 1 else f"{name} 第 {_row(one)} 行起".strip()
        for name, one in zip(named, tables, strict=True)
    ]


def _row(table: Allocation) -> int:
    return table.lines[0].row if table.lines else 0
