"""A notice laid out in two columns, an element and what it says: ``资金来源 | 2023年财政专项资金``."""

from collections.abc import Iterator
from decimal import Decimal

from wfx.intake.allocation.words import path_role
from wfx.intake.headers import MONEY_UNITS, fold, title_unit
from wfx.intake.numbers import amount
from wfx.intake.printed.sheet import Sheet, number
from wfx.values.personal import mask_text
from wfx.values.printed.allocation import MONEY, Notice, Role

_WORDS = (
    "项目名称",
    "地点",
    "内容",
    "来源",
    "期限",
    "时间",
    "结果",
    "验收",
    "绩效",
    "责任",
    "监督",
    "电话",
    "单位",
    "标准",
    "规模",
    "金额",
    "资金",
)
_FEWEST = 5
_PAIR = 2
_LONGEST = 30
_SINGLE = frozenset({Role.AMOUNT, Role.PLAN, Role.SETTLED, Role.PAID, Role.FEE, Role.BALANCE, Role.TOTAL})


def notice_of(sheet: Sheet) -> Notice | None:
    """The notice a sheet is; nothing where it is a table of lines."""
    spread = list(_pairs(sheet))
    pairs = [(title, text) for _, title, text in spread]
    leading = {row: title for row, title, _ in reversed(spread)}
    if any(number(title) is not None for title in leading.values()):
        return None
    known = [row for row, title in leading.items() if any(word in title for word in _WORDS)]
    rows = [row for row in range(1, sheet.grid.height + 1) if sheet.texts(row)]
    if len(known) < _FEWEST or len(known) * 2 < len(rows):
        return None
    amounts: dict[Role, Decimal] = {}
    for title, text in pairs:
        role = path_role((title,))
        unit = title_unit(title)
        read = _amount(text, MONEY_UNITS[unit] if unit else None) if role in MONEY & _SINGLE else None
        if read is not None:
            amounts.setdefault(role, read)
    return Notice(sheet.grid.sheet, "", tuple((title, mask_text(text, 60)) for title, text in pairs), amounts)


def _amount(text: str, factor: Decimal | None) -> Decimal | None:
    """An amount whose unit its title or its cell says."""
    if factor is None and not fold(text).endswith("元"):
        return None
    try:
        return amount(text, factor or Decimal(1))
    except ValueError:
        return None


def _pairs(sheet: Sheet) -> Iterator[tuple[int, str, str]]:
    """Each element with its row and what stands to its right; rows of four cells hold two of them."""
    for row in range(1, sheet.grid.height + 1):
        own = [column for column in range(1, sheet.grid.width + 1) if sheet.origin(row, column) == (row, column)]
        texts = [sheet.text(row, column) for column in own]
        while texts and not texts[-1]:
            texts.pop()
        if len(texts) == 1:
            texts.append("")
        if len(texts) % _PAIR == 0 and all(len(title) <= _LONGEST for title in texts[::_PAIR]):
            told = zip(texts[::_PAIR], texts[1::_PAIR], strict=True)
            yield from ((row, title, text) for title, text in told if title)
