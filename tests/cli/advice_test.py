"""The last line of a refusal, done to the letter, makes the file pass: a command typed, or an act in Excel."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.errors.township import Place, Said, typed
from tests.intake.sheets import SHEET, repacked, xlsx

ASSET = ["资产编号", "资产名称", "资产类别", "村"]
ROW = ["A009", "库房", "经营性", "李斌庄"]
RATE = ["合同号", "资产编号", "村", "合同类型", "承租方", "合同起", "合同止", "年租金", "合同状态", "约定收益率"]
LET = ["HT9", "A001", "李斌庄", "出租", "某合作社", "2026-01-01", "2028-12-31", 1000, "履行中"]


def asset(title: str, cell: object, *above: Sequence[object]) -> bytes:
    return xlsx([*above, [*ASSET, title], [*ROW, cell]])


def formula(value: bytes) -> bytes:
    return repacked(asset("资产原值", 2), SHEET, (rb'<c r="E2"><v>2</v>', b'<c r="E2"><f>1+1</f><v>' + value + b"</v>"))


@dataclass(frozen=True)
class Case:
    """A file as it came, what the last line says to do, and the file when that is done."""

    code: str
    came: Callable[[], bytes]
    advice: str
    done: Callable[[], bytes]


CASES = [
    Case("E237", lambda: formula(b""), "打开这个文件,按一次保存", lambda: formula(b"2")),
    Case("E239", lambda: asset("竣工验收日期", 2025), "例如 2025-03-01", lambda: asset("竣工验收日期", "2025-03-01")),
    Case("E239", lambda: asset("竣工验收日期", "2025年"), "不知道就空着", lambda: asset("竣工验收日期", None)),
    Case("E243", lambda: asset("竣工验收日期", "3月1号"), "补上年", lambda: asset("竣工验收日期", "2026年3月1号")),
    Case("E224", lambda: asset("竣工验收日期", "2026年3月"), "补上日", lambda: asset("竣工验收日期", "2026年3月8日")),
    Case("E238", lambda: xlsx([RATE, [*LET, 6]]), "写上百分号(如 6%)", lambda: xlsx([RATE, [*LET, "6%"]])),
    Case("E238", lambda: xlsx([RATE, [*LET, 6]]), "写成小数(如 0.06", lambda: xlsx([RATE, [*LET, 0.06]])),
    Case(
        "E244",
        lambda: asset("资产原值", 1, ["单位:万元"], ["金额单位:元"]),
        "只留一个单位",
        lambda: asset("资产原值", 1, ["单位:万元"]),
    ),
    Case(
        "E244",
        lambda: asset("资产原值", 1, ["单位:万元"], ["金额单位:元"]),
        "在每一列的列名里写明",
        lambda: asset("资产原值(元)", 1, ["单位:万元"], ["金额单位:元"]),
    ),
    Case("E232", lambda: asset("资产原值", "#N/A"), "没有数就清空这一格", lambda: asset("资产原值", None)),
    Case("E221", lambda: asset("资产原值", "约12"), "改成数字", lambda: asset("资产原值", "1234.50")),
    Case("E228", lambda: xlsx([ASSET, [*ROW[:3], "某庄"]]), "改成登记的村名", lambda: xlsx([ASSET, ROW])),
    Case(
        "E231",
        lambda: xlsx([ASSET, ROW, ["A010", *ROW[1:]]], merged=[("D2:D3", "李斌庄")]),
        "取消合并并逐行填写",
        lambda: xlsx([ASSET, ROW, ["A010", *ROW[1:]]]),
    ),
]


def dry(data: bytes, *words: str) -> Said:
    Path("来表.xlsx").write_bytes(data)
    return typed("--as", "li-ming", "in", "来表.xlsx", "--month", "2026-10", *words, "--dry-run")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code} {case.advice}")
def test_the_advice_done_to_the_letter_makes_the_file_pass(case: Case, place: Place) -> None:
    said = dry(case.came())
    assert said.code == 3
    last = said.err.strip().splitlines()[-1]
    assert case.advice in last, last
    assert f"wfx explain {case.code}" in last
    again = dry(case.done())
    assert again.code == 0, again.err
    assert place.head


def test_the_command_that_is_named_makes_the_file_pass(place: Place) -> None:
    said = dry(xlsx([["编号", "村", "备注"], ["A002", "何庄", "路灯清单"]]))
    command = said.err.strip().splitlines()[-1].removeprefix("怎么办:").split("(")[0]
    again = typed("--as", "li-ming", *command.split()[1:], "--month", "2026-10", "--dry-run")
    assert again.code == 0, again.err
    assert place.head
