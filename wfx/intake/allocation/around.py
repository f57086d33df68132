"""What the words around a table say of its sums: ``中央衔接资金 300 万元``, ``共计 500 万元``; its heading and year."""

import re
from collections.abc import Iterator

from wfx.intake.allocation.layout import Table
from wfx.intake.allocation.words import levels
from wfx.intake.headers import MONEY_UNITS, fold
from wfx.intake.numbers import number
from wfx.intake.printed.sheet import Sheet
from wfx.values.personal import mask_text
from wfx.values.printed.allocation import Said

_AMOUNT = r"([0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)(亿元|万元|元)"
_WHOLE = re.compile(
    rf"(?:共计|合计|总计|总额|总投资|总资金|共安排|共下达|共分配)[^0-9,。;、:]{{0,16}}[:为是]?{_AMOUNT}"
)
_LEVEL = re.compile(
    rf"(中央|(?<![全])省级?|市级?|县级?|区级?)(?:财政|本级)*[^0-9,。;、:()省市县区]{{0,16}}(?:资金|补助|投资)[^0-9,。;、:()]{{0,6}}[:为是]?{_AMOUNT}"
)
_YEAR = re.compile(r"(20[0-9]{2})\s*年")


def said_of(sheet: Sheet, table: Table) -> Iterator[Said]:
    """The sums that the words above the table's header and under it name; words in the table's own rows are none."""
    for text in _texts(sheet, table):
        folded = fold(text)
        for found in _WHOLE.finditer(folded):
            yield Said("", number(found[1]) * MONEY_UNITS[found[2]], mask_text(found[0], 40))
        seen = [(levels(found[1])[:1], found) for found in _LEVEL.finditer(folded)]
        for level, found in seen:
            if level and sum(other == level for other, _ in seen) == 1:
                yield Said(level[0], number(found[2]) * MONEY_UNITS[found[3]], mask_text(found[0], 40))


def _texts(sheet: Sheet, table: Table) -> Iterator[str]:
    """Rows of one text alone: what is above the header, and the notes among and under the lines."""
    for row in (*range(table.above, table.top), *range(table.first, table.last + 1)):
        texts = set(sheet.texts(row).values())
        if len(texts) == 1:
            yield texts.pop()
    yield from sheet.grid.about


def heading(sheet: Sheet, table: Table) -> str:
    """The nearest row above the header that says one thing only and is no remark; nothing where there is none."""
    found = [texts.pop() for row in range(table.above, table.top) if len(texts := set(sheet.texts(row).values())) == 1]
    chosen = [text for text in found if ":" not in fold(text) and not text.startswith("附件") and len(text) > 1]
    return mask_text(chosen[-1], 60) if chosen else ""


def year(*texts: str) -> int:
    """The first year the texts name; 0 where none."""
    found = (match for text in texts if (match := _YEAR.search(text)))
    return next((int(match[1]) for match in found), 0)
