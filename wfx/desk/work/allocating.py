"""A published table of funds, as its file, looked through."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wfx.desk.office.shipped import shipped_file
from wfx.desk.work.labels import labels
from wfx.duties import funds
from wfx.intake.allocation import Read, read_allocations
from wfx.values.finding import Finding, Severity, Verdict
from wfx.values.printed.allocation import Allocation, Question

FEE_RULE = "rules/funds/F11.toml"
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True)
class Checked:
    """What was found, the sums by source, Chinese sentences on how it was read, and what is still to be asked."""

    findings: tuple[Finding, ...]
    sums: tuple[str, ...]
    notes: tuple[str, ...]
    questions: tuple[Question, ...]


def check_table(
    name: str, data: bytes, given: Mapping[str, str] = _NOTHING, law: Callable[[str], bytes] = shipped_file
) -> Checked:
    """What is wrong with the published tables of funds of a file; ``law`` gives a rule's file by its path.

    Errors: those of ``read_allocations``.
    """
    shares = _fee_shares(law(FEE_RULE))
    read = read_allocations(name, data, given)
    called = _labels(read.tables)
    found: list[Finding] = []
    sums: list[str] = []
    notes: list[str] = []
    for label, table in zip(called, read.tables, strict=True):
        found.extend(funds.check(table, shares, label=label))
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


def _fee_shares(rule: bytes) -> dict[int, Decimal]:
    """From which year which share: the dated value of the rule that judges it in the books, so that it stands once."""
    dated = tomllib.loads(rule.decode("utf-8"), parse_float=Decimal)["values"]["share"]
    points = {int(since[:4]): point for since, point in dated.items() if since[:4].isdecimal()}
    return {year: Decimal(point["value"] if isinstance(point, dict) else point) for year, point in points.items()}


def _nothing_there(read: Read) -> list[Finding]:
    if read.tables or read.notices:
        return []
    what = "没有看出一张有金额的表"
    do = "wfx funds check 文件 --amount 列字母"
    return [Finding("F17", "整个文件", Verdict.MISSING, Severity.ERROR, "资金表核对", what, do, status="active")]


def _labels(tables: Sequence[Allocation]) -> list[str]:
    named = [" ".join(part for part in (one.sheet, one.title) if part) for one in tables]
    return labels(named, [f"第 {_row(one)} 行" for one in tables])


def _row(table: Allocation) -> int:
    return table.lines[0].row if table.lines else 0
