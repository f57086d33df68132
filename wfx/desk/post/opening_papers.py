"""确认单: what was taken as 期初 of each village, to be read, corrected by hand, signed and stamped there."""

from collections.abc import Iterator, Mapping

from wfx.desk.desk import Desk
from wfx.desk.judging.opening import found_then, openings, until_month
from wfx.store.history.log import changed_rows
from wfx.values.chinese import chinese_day, chinese_month
from wfx.values.errors import NothingOpened
from wfx.values.finding import Finding, Verdict
from wfx.values.month import Month
from wfx.values.paper import Fact, Paper
from wfx.values.schema import FieldType, Schema
from wfx.values.sheet import Column, Sheet
from wfx.values.shown import shown_cell
from wfx.values.table import Key, Row
from wfx.values.township import Village

Taken = Mapping[str, Mapping[Key, Row]]
TEMPLATE = "households/opening"
LISTS: Mapping[str, tuple[str, ...]] = {
    "households": ("household_id", "monitoring", "identified_on", "risks", "risk_cleared"),
    "assets": ("asset_id", "name", "asset_class", "original_value", "owner", "state"),
    "contracts": ("contract_id", "asset_id", "lessee", "ends_on", "yearly_rent", "state"),
    "disposals": ("disposal_id", "asset_id", "cause", "state"),
    "rectifications": ("rectification_id", "problem", "due_on", "state"),
}


def confirmations(desk: Desk, village: str | None = None) -> list[Paper]:
    """The 确认单 of every village (or one) of which something was taken. Errors: ``NothingOpened``."""
    taken, found = taken_then(desk), found_then(desk)
    chosen = [each for each in desk.books.township.villages if village in (None, each.code)]
    made = [paper for each in chosen if (paper := _paper(desk, each, taken, found)) is not None]
    if not made:
        name = desk.books.township.village_name(village) if village else ""
        raise NothingOpened("open-books", shown=f"({name})" if name else "")
    return made


def taken_then(desk: Desk) -> Taken:
    """Ledger → the rows the openings brought, as the last of them left each; names stay sealed and are not here."""
    taken: dict[str, dict[Key, Row]] = {}
    for entry in reversed(list(openings(desk.books))):
        with desk.books.at(entry.oid) as books:
            for ledger, diff in changed_rows(books.parent(), books).items():
                schema = books.schema(ledger)
                rows = [] if schema.sealed else [*diff.added.to_pylist(), *diff.after.to_pylist()]
                for row in rows:
                    taken.setdefault(ledger, {})[schema.key_of(row)] = row
    return taken


def not_of_a_village(taken: Taken) -> int:
    """How many of the rows stand under no village, and so on no 确认单."""
    return sum(1 for rows in taken.values() for row in rows.values() if not row.get("village"))


def _paper(desk: Desk, village: Village, taken: Taken, found: tuple[Finding, ...]) -> Paper | None:
    own = {
        ledger: [row for row in rows.values() if row.get("village") == village.code] for ledger, rows in taken.items()
    }
    own = {ledger: rows for ledger, rows in own.items() if rows}
    if not own:
        return None
    listed = {ledger: [row for row in own.get(ledger, ()) if _is_listed(ledger, row)] for ledger in LISTS}
    doubts = [each for each in found if each.village == village.code]
    facts: dict[str, Fact] = {f"has_{ledger}": bool(rows) for ledger, rows in listed.items()}
    facts |= {"village": village.name, "township": desk.books.township.name, "day": _day(desk)}
    facts |= {"doubts": sum(each.verdict is Verdict.FOUND for each in doubts)}
    facts |= {
        "missing": sum(each.verdict is Verdict.MISSING for each in doubts),
        "until": _until(desk),
        "monitored": _monitored(desk),
    }
    sheets = {ledger: _list(desk, ledger, rows) for ledger, rows in listed.items() if rows}
    sheets["counts"] = _counts(desk, own, len(listed["households"]))
    return Paper(TEMPLATE, f"{village.name}期初登记确认单", facts, sheets)


def _monitored(desk: Desk) -> str:
    """What a monitored household is called now."""
    return desk.books.township.word("监测对象")


def _is_listed(ledger: str, row: Row) -> bool:
    return ledger != "households" or row.get("monitoring") not in (None, "none")


def _day(desk: Desk) -> str:
    """The day of the last opening, in words."""
    return chinese_day(next(openings(desk.books)).when)


def _until(desk: Desk) -> str:
    month: Month | None = until_month(desk.books.township)
    return chinese_month(month) if month else ""


def _counts(desk: Desk, own: Mapping[str, list[Row]], monitored: int) -> Sheet:
    rows: list[tuple[str, int]] = []
    for ledger, found in sorted(own.items()):
        rows.append((desk.books.schema(ledger).title, len(found)))
        rows += [(f"其中{_monitored(desk)}", monitored)] if ledger == "households" else []
    columns = (Column("ledger", "台账"), Column("count", "登记数", FieldType.INT), Column("right", "核对(对/不对)"))
    return Sheet("登记数目", columns, tuple((*row, "") for row in rows))


def _list(desk: Desk, ledger: str, rows: list[Row]) -> Sheet:
    schema, township = desk.books.schema(ledger), desk.books.township
    names = LISTS[ledger]
    columns = tuple(_columns(schema, names))
    ordered = sorted(rows, key=lambda row: str(row[names[0]]))
    drawn = tuple((*(shown_cell(schema, row, name, township) for name in names), "") for row in ordered)
    return Sheet(schema.title, columns, drawn)


def _columns(schema: Schema, names: tuple[str, ...]) -> Iterator[Column]:
    for name in names:
        field = schema.field(name)
        yield Column(name, field.title, field.type, field.unit)
    yield Column("fix", "更正")
