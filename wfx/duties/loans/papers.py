"""贴息公示: heads of households, villages, principal, period, days and amount; no number, no card (M12)."""

from datetime import date
from decimal import Decimal

from wfx.duties.calls import Call
from wfx.duties.loans.registers import LOANS, of_year
from wfx.values.books import Books
from wfx.values.chinese import chinese_day
from wfx.values.errors import BadValue
from wfx.values.paper import Paper
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Reader, Sheet, Shown
from wfx.values.shown import shown_name
from wfx.values.table import Row

_YEARS = range(2000, 2100)


def notice(books: Books, call: Call, _: str) -> Paper:
    """The year's list. Errors: ``BadValue`` for what is no year."""
    said = call.words.get("year", "") or str(call.today.year)
    if not said.isdecimal() or int(said) not in _YEARS:
        raise BadValue("年度", shown=said[:10])
    rows = sorted(of_year(books, int(said)), key=lambda row: (str(row.get("village")), str(row["subsidy_id"])))
    amounts = [cell for row in rows if isinstance(cell := row.get("amount"), Decimal)]
    facts = {
        "township": books.township.name,
        "year": said,
        "total": f"合计 {len(rows)} 笔,{sum(amounts, Decimal(0)):.2f} 元",
        "today": chinese_day(call.today),
    }
    title = f"{said}年贷款贴息公示"
    return Paper("loans/notice", title, facts, {"subsidies": _sheet(books, call, title, rows)}, Reader.PUBLIC)


def _sheet(books: Books, call: Call, title: str, rows: list[Row]) -> Sheet:
    loans = {str(row["loan_id"]): row for row in books.table(LOANS).rows()}
    homes = {str(row["household_id"]): row for row in books.table("households").rows()}
    heads = {
        number: str(homes.get(str(row.get("household_id")), {}).get("head_id") or row["person_id"])
        for number, row in loans.items()
    }
    names = call.people.names([heads[number] for row in rows if (number := str(row["loan_id"])) in heads])
    lines: list[tuple[Shown, ...]] = []
    for order, row in enumerate(rows, 1):
        loan = loans.get(str(row["loan_id"]), {})
        home = homes.get(str(loan.get("household_id")), {})
        place = books.township.village_name(str(row.get("village") or "")) + str(home.get("group_name") or "")
        name = shown_name(names.get(heads.get(str(row["loan_id"]), "")), Reader.WORKING)
        first, last = row.get("from_on"), row.get("until_on")
        days = (last - first).days if isinstance(first, date) and isinstance(last, date) else None
        period = f"{first or '____'} 至 {last or '____'}"
        lines.append((order, name, place, _money(loan, "principal"), period, days, _money(row, "amount")))
    columns = (
        Column("order", "序号", FieldType.INT),
        Column("name", "户主"),
        Column("place", "村组"),
        Column("principal", "本金", FieldType.MONEY, "元"),
        Column("period", "期间"),
        Column("days", "天数", FieldType.INT),
        Column("amount", "贴息额", FieldType.MONEY, "元"),
    )
    return Sheet(title, columns, tuple(lines))


def _money(row: Row, name: str) -> Shown:
    cell = row.get(name)
    return cell if isinstance(cell, Decimal) else None
