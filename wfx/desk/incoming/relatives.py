"""Relatives as the cadres declare them, and what was done although it concerned the hand's own people."""

from wfx.desk.desk import Desk
from wfx.desk.incoming.incoming import Incoming
from wfx.desk.incoming.prepared import Prepared
from wfx.store.entries.entry import Entry
from wfx.store.history.log import changed_rows
from wfx.store.history.recusal import LEDGER, circles_of, concerning
from wfx.values import compute as pc
from wfx.values.change import Batch
from wfx.values.errors import UnknownCadre
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Reader, Sheet, Shown


def prepare(desk: Desk, incoming: Incoming) -> Prepared:
    """Declared relatives ready to record. Errors: ``Refused`` with a cadre who is no officer and no person."""
    incoming.check()
    rows = incoming.rows[LEDGER]
    persons = set(desk.books.table("persons").arrow["person_id"].to_pylist())
    known = persons | set(desk.books.officers.ids)
    cadres = rows["cadre_id"].to_pylist()
    wrong = [position for position, cadre in enumerate(cadres) if cadre not in known]
    incoming.refuse(UnknownCadre, LEDGER, wrong, "cadre_id")
    incoming.check()
    strange = sum(1 for each in rows["relative_id"].to_pylist() if each not in known)
    notes = [*incoming.notes, *([f"{strange} 名亲属不在人口台账里,比对不到,请核对编号"] if strange else [])]
    what = f"登记亲属 {rows.num_rows} 行,涉及干部 {len(pc.unique(rows['cadre_id']))} 人"
    return Prepared("officers", what, (Batch(LEDGER, rows),), "wfx officers recusals", notes=tuple(notes))


def recusals_sheet(desk: Desk, month: Month | None) -> Sheet:
    """Entries and sign-offs whose hand is a relative of somebody in the rows: to be looked at again, by another.

    ``month``: only entries of that month by the day they were recorded.
    """
    known = circles_of(desk.books, ever=True)
    chosen = [entry for entry in desk.books.entries() if month in (None, Month.of(entry.when.date()))] if known else []
    rows = tuple(line for entry in reversed(chosen) for line in _lines(desk, entry, known.get(_hand(entry))))
    columns = (
        Column("seq", "笔", FieldType.INT),
        Column("when", "登记时间"),
        Column("officer", "谁"),
        Column("as", "做了什么"),
        Column("subject", "事项"),
        Column("of", "涉及的账目", FieldType.INT),
        Column("ledgers", "台账"),
        Column("rows", "行", FieldType.INT),
    )
    notes = (
        f"登记了亲属的 {len(known)} 人;本人和亲属以登记为准",
        "登记事实不用回避;处置、审批、签核由别人复核一次",
    )
    span = f" {month}" if month else ""
    return Sheet(f"{desk.books.township.name}{span} 回避核查", columns, rows, notes, Reader.AUDIT)


def _hand(entry: Entry) -> str:
    """Whose word the entry is: a paper's is the one who signed it by hand."""
    return entry.signoff.signatory or entry.actor if entry.signoff else entry.actor


def _lines(desk: Desk, entry: Entry, ids: frozenset[str] | None) -> list[tuple[Shown, ...]]:
    """One line for each entry that this one made or signed off and that names these ids."""
    if not ids or (entry.kind != "change" and entry.signoff is None):
        return []
    covered = [each.seq for each in _covered(desk, entry)]
    found: list[tuple[Shown, ...]] = []
    for seq in covered:
        with desk.books.at(str(seq)) as then:
            named = concerning(changed_rows(then.parent(), then), ids)
        if named:
            titles = "、".join(desk.books.schema(ledger).title for ledger in sorted(named))
            act = "签核" if entry.signoff else "登记"
            head = (entry.seq, f"{entry.when:%Y-%m-%d %H:%M}", _hand(entry), act, entry.subject)
            found.append((*head, seq, titles, sum(named.values())))
    return found


def _covered(desk: Desk, entry: Entry) -> list[Entry]:
    """The entry itself, or the changes of rows that a sign-off covers."""
    if entry.signoff is None:
        return [entry]
    said = entry.signoff
    return [each for each in desk.books.entries() if each.kind == "change" and said.covers_entry(each.seq)]
