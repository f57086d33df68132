"""What the office prints of a ranking: 通报, 更正通报, each village's 明细单."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from wfx.duties.rank.order import Placed
from wfx.duties.rank.sheets import FORMULA, correction, explain, notice
from wfx.values.books import Books
from wfx.values.chinese import chinese_day, chinese_month
from wfx.values.month import Month
from wfx.values.paper import Fact, Paper
from wfx.values.sheet import Sheet
from wfx.values.table import Row

OBJECTION_DAYS = 3  # where `[months]` of wfx.toml says nothing
PUBLIC = ("published", "corrected")


def paper_notice(
    books: Books, version: Row, rows: Sequence[Row], today: date, *, confirmed: bool, code: str = ""
) -> Paper:
    """The version's 通报 as a document; a draft says on its face that it is one. ``code``: the 对账码 printed on it."""
    sheet = notice(books, version, rows, confirmed=confirmed)
    facts = _facts(books, version, sheet, today) | {
        "waiting": version["state"] not in PUBLIC,
        "notes": tuple(sheet.notes[1:]),
        "code": code,
    }
    return Paper("rank/notice", _title(books, version, sheet), facts, {"ranking": _bare(sheet)}, sheet.reader)


def paper_correction(
    books: Books, version: Row, rows: Sequence[Row], old: Sequence[Row], today: date, *, code: str = ""
) -> Paper:
    """The 更正通报 as a document: old value, new value and reason of each village whose line changed; with ``code``."""
    sheet = correction(books, version, rows, old)
    facts = _facts(books, version, sheet, today) | {"reason": sheet.notes[1], "code": code}
    return Paper("rank/correction", _title(books, version, sheet), facts, {"correction": _bare(sheet)}, sheet.reader)


def paper_detail(
    books: Books,
    month: Month,
    village: str,
    placed: Sequence[Placed],
    against: Mapping[tuple[str, str], str] = MappingProxyType({}),
) -> Paper:
    """One village's 明细单: every mark, its evidence, in what it is not as the ledgers show, how long it may object.

    ``against`` as in ``explain``.
    """
    sheet = explain(books, month, village, placed, (), against)
    facts: dict[str, Fact] = {
        "title": f"{chinese_month(month)}村级考核得分明细单",
        "village": books.township.village_name(village).removesuffix("村"),
        "result": sheet.notes[0],
        "days": books.township.months.get("objection_days", OBJECTION_DAYS),
        "formula": FORMULA,
    }
    return Paper("rank/detail", f"{month}明细单-{books.township.village_name(village)}", facts, {"marks": _bare(sheet)})


def _facts(books: Books, version: Row, sheet: Sheet, today: date) -> dict[str, Fact]:
    on = version["published_on"]
    return {
        "office": f"{books.township.name}乡村振兴办公室",
        "title": _title(books, version, sheet),
        "month": chinese_month(Month.parse(str(version["month"]))),
        "basis": sheet.notes[0],
        "day": chinese_day(on if isinstance(on, date) else today),
    }


def _title(books: Books, version: Row, sheet: Sheet) -> str:
    """The sheet's title with the month as a document writes it."""
    month = str(version["month"])
    return sheet.title.replace(
        f"{books.township.name} {month} ", f"{books.township.name}{chinese_month(Month.parse(month))}"
    )


def _bare(sheet: Sheet) -> Sheet:
    """The table alone: its notes stand in the document's own text."""
    return replace(sheet, notes=())
