"""Rows under a header that are no records: totals, numbers and units of the columns, signatures, dates at the foot."""

import re
from collections.abc import Collection, Iterator

from wfx.intake.grid import Grid
from wfx.intake.headers import fold
from wfx.intake.units import is_unit_row

_SUM = "(?:合计|小计|总计|共计|累计|总和|汇总)"
_TOTAL = re.compile(rf"(?:[\u4e00-\u9fff]{{0,10}})?{_SUM}(?:数|行|\(.*\)|[:0-9.,户人元万亩个次处项公里]*)")
_COUNT = re.compile(r"(?:全?[乡镇县村区市]?)?共\(?[0-9]+\)?(?:户|人|个|项|处|宗|笔)(?:[,0-9.户人元万亩个]*)")
_NUMBER = re.compile(r"\(?([0-9]{1,2})\)?(?:=.*)?")
_LETTER = re.compile(r"\(?[甲乙丙丁戊己庚辛壬癸a-z]\)?")
_COLUMN = ("栏次", "行次", "序号", "列次", "编号", "栏目")
_DATE = re.compile(r"(?:日期|时间|填表日期|填报日期|制表日期)?:?[0-9]{4}[年./-][0-9]{1,2}[月./-][0-9]{1,2}日?")
_SIGNED = re.compile(
    r"(?:注[0-9]?:|备注:|说明:|填表|填报|制表|审核|审批|复核|经办|统计|统计人|单位负责人|负责人|分管|主要领导|领导签|"
    r"签字|签名|签章|盖章|\((?:公章|盖章|章)\)|联系人|联系电话|报送|上报|以上|本表|核对人|抄送|附件|附:|打印|第[0-9]+页)"
)
_HEAD, _FOOT, _FEW, _MANY = 3, 20, 4, 3
_PAIR = 2


def is_total(grid: Grid, row: int) -> bool:
    """Whether the row's first word is a total or a count of records."""
    word = opening(grid, row)
    return bool(_TOTAL.fullmatch(word) or _COUNT.fullmatch(word))


def opening(grid: Grid, row: int) -> str:
    """The first word of a row (Excel's number), a running number before it passed over; folded as titles are."""
    for column in grid.columns:
        cell = column[row - 1]
        if isinstance(cell, str) and cell.strip():
            return fold(cell)
    return ""


def is_of_columns(grid: Grid, row: int, first: int, titled: Collection[int]) -> bool:
    """Whether one of the first rows numbers the columns ((1) (2) (3), 甲 1 2) or names their units."""
    if not first <= row < first + _HEAD:
        return False
    words = [fold(_plain(grid.cell(row, number))) for number in range(1, grid.width + 1)]
    filled = [word for word in words if word]
    numbers = [int(found[1]) for word in filled if (found := _NUMBER.fullmatch(word))]
    others = [word for word in filled if not _NUMBER.fullmatch(word)]
    in_order = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False
    marked = any(word.startswith("(") for word in filled) or bool(others) or len(filled) >= max(_MANY, len(titled) - 1)
    lettered = all(_LETTER.fullmatch(word) or word in _COLUMN for word in others)
    return (in_order and len(filled) > 1 and marked and lettered) or is_unit_row(grid, row)


def _plain(cell: object) -> str:
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def is_foot(grid: Grid, row: int) -> bool:
    """Whether one of the last rows is a date, a signature or a remark and no record."""
    if row <= grid.height - _FOOT:
        return False
    words = list(_words(grid, row))
    dated = 0 < len(words) <= _PAIR and any(_DATE.fullmatch(word) for word in words)
    return dated or (0 < len(words) <= _FEW and bool(_SIGNED.match(words[0])))


def _words(grid: Grid, row: int) -> Iterator[str]:
    for column in grid.columns:
        word = fold(str(column[row - 1]))
        if word:
            yield word
